//! Why tasks ended that nobody had told to: counted by reason, and in words, which are the same in
//! the summary and in the film.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::TaskRow;
use super::stop_codes::{
    ESSENTIAL_CONTAINER_EXITED, INFRASTRUCTURE_HEALTH, SERVICE_SCHEDULER_INITIATED,
    SPOT_INTERRUPTION, TASK_FAILED_TO_START, TERMINATION_NOTICE, is_unhealthy,
};
use super::words::thousands;

/// Why a task ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It never became RUNNING, for this reason.
    FailedToStart(String),
    /// Its container health checks failed, so it was replaced.
    Unhealthy,
    /// One of its essential containers exited, with this code.
    Exited(Option<u8>),
    /// One of its essential containers needed more memory than it had.
    OutOfMemory(Option<u8>),
    /// What it ran on was taken away, for this reason.
    Lost(String),
}

impl Ending {
    /// Why a task with such a `stopCode`, `stoppedReason` and `exitCode` ended; none if it runs, or
    /// if it was told to stop for a reason that says nothing of it.
    pub(super) fn of(code: &str, reason: &str, exit_code: Option<u8>) -> Option<Self> {
        match code {
            TASK_FAILED_TO_START => Some(Self::FailedToStart(reason.to_owned())),
            SERVICE_SCHEDULER_INITIATED if is_unhealthy(reason) => Some(Self::Unhealthy),
            ESSENTIAL_CONTAINER_EXITED if reason.contains("OutOfMemoryError") => {
                Some(Self::OutOfMemory(exit_code))
            }
            ESSENTIAL_CONTAINER_EXITED => Some(Self::Exited(exit_code)),
            INFRASTRUCTURE_HEALTH | SPOT_INTERRUPTION | TERMINATION_NOTICE => {
                Some(Self::Lost(reason.to_owned()))
            }
            _ => None,
        }
    }

    /// Why that task ended, whether it is STOPPED yet or not.
    pub(super) fn of_task(task: &TaskRow) -> Option<Self> {
        task.stops_at()?;
        Self::of(task.stop_code, &task.stopped_reason, task.exit_code)
    }

    /// Whether the task itself is to blame, and not what it ran on.
    pub fn is_failure(&self) -> bool {
        !matches!(self, Self::Lost(_))
    }

    /// What so many tasks did, in words; `kind` stands before "tasks".
    pub(super) fn told(&self, count: u32, kind: &str) -> String {
        let (ending, its, was) = if count == 1 {
            ("", "its", "was")
        } else {
            ("s", "their", "were")
        };
        let code = |code: &Option<u8>| code.map(|code| code.to_string());
        let what = match self {
            Self::FailedToStart(reason) if reason.is_empty() => "failed to start".to_owned(),
            Self::FailedToStart(reason) => format!("failed to start: {reason}"),
            Self::Unhealthy => format!("failed {its} container health checks"),
            Self::Exited(None) => "exited".to_owned(),
            Self::Exited(Some(code)) => format!("exited with code {code}"),
            Self::OutOfMemory(exit) => {
                let code = code(exit).map_or(String::new(), |code| format!(" (exit code {code})"));
                format!("{was} killed for lack of memory: OutOfMemoryError{code}")
            }
            Self::Lost(reason) => format!("{was} lost: {reason}"),
        };
        format!("{} {kind}task{ending} {what}", thousands(count.into()))
    }
}

/// How often there was which ending.
pub type Endings = BTreeMap<Ending, u32>;

/// The failures among them in words, the most frequent first.
pub(super) fn failures(endings: &Endings) -> Vec<String> {
    let mut failures: Vec<(&Ending, u32)> = endings
        .iter()
        .filter(|(ending, _)| ending.is_failure())
        .map(|(ending, count)| (ending, *count))
        .collect();
    failures.sort_by_key(|(_, count)| Reverse(*count));
    let told = failures
        .iter()
        .map(|(ending, count)| ending.told(*count, ""));
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::super::stop_codes::UNHEALTHY;
    use super::*;

    #[test]
    fn each_stop_code_has_its_words() {
        let told = |code, reason, exit, count| {
            Ending::of(code, reason, exit).map(|ending| ending.told(count, ""))
        };
        let pull = "CannotPullContainerError: shop/web:1.1 not found";
        let table = [
            (
                told(TASK_FAILED_TO_START, pull, None, 5),
                Some("5 tasks failed to start: CannotPullContainerError: shop/web:1.1 not found"),
            ),
            (
                told(TASK_FAILED_TO_START, "", None, 1),
                Some("1 task failed to start"),
            ),
            (
                told(SERVICE_SCHEDULER_INITIATED, UNHEALTHY, None, 3),
                Some("3 tasks failed their container health checks"),
            ),
            (
                told(SERVICE_SCHEDULER_INITIATED, UNHEALTHY, None, 1),
                Some("1 task failed its container health checks"),
            ),
            (
                told(SERVICE_SCHEDULER_INITIATED, "Scaling activity", None, 1),
                None,
            ),
            (
                told(
                    ESSENTIAL_CONTAINER_EXITED,
                    "Essential container",
                    Some(1),
                    1_200,
                ),
                Some("1,200 tasks exited with code 1"),
            ),
            (
                told(
                    ESSENTIAL_CONTAINER_EXITED,
                    "OutOfMemoryError: …",
                    Some(137),
                    1,
                ),
                Some("1 task was killed for lack of memory: OutOfMemoryError (exit code 137)"),
            ),
            (
                told(
                    TERMINATION_NOTICE,
                    "Host EC2 (instance i-2) terminated.",
                    None,
                    2,
                ),
                Some("2 tasks were lost: Host EC2 (instance i-2) terminated."),
            ),
            (told("UserInitiated", "Task stopped by user", None, 1), None),
            (told("", "", None, 1), None),
        ];
        for (found, expected) in table {
            assert_eq!(found.as_deref(), expected);
        }
    }

    #[test]
    fn the_most_frequent_failure_comes_first_and_what_was_lost_is_none() {
        let endings = Endings::from([
            (Ending::Exited(Some(1)), 2),
            (Ending::Lost("the host".into()), 9),
            (Ending::Exited(Some(2)), 5),
        ]);
        assert_eq!(
            failures(&endings),
            ["5 tasks exited with code 2", "2 tasks exited with code 1"]
        );
    }
}
