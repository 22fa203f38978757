//! How a deployment stands from an instant on, and in words what it waits for: the rows of
//! `deployments.csv`, of which the film is made.

use std::fmt::Write;

use super::NoMove;
use super::words::{instant, length};
use crate::engine::{SimTime, Span};

/// The state of the PRIMARY deployment of a service from an instant on: a row of `deployments.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeploymentState {
    /// From when on.
    pub time: SimTime,
    /// Which deployment, by its place in [`RunResult::deployments`](super::RunResult::deployments).
    pub deployment: u32,
    /// Its `rolloutState`.
    pub state: &'static str,
    /// `desiredCount`: D.
    pub desired: u32,
    /// Whose tasks there are; none where another deployment has just become PRIMARY.
    pub sides: Option<Sides>,
    /// Healthy tasks of the service: H.
    pub healthy: u32,
    /// Its tasks not yet STOPPED: T.
    pub total: u32,
    /// The floor for `healthy`: minH.
    pub min_healthy: u32,
    /// The ceiling for `total`: maxT.
    pub max_total: u32,
    /// `minimumHealthyPercent`.
    pub minimum_healthy_percent: u32,
    /// `maximumPercent`.
    pub maximum_percent: u32,
    /// Failures and the threshold of the circuit breaker, where one watches.
    pub failures: Option<(u32, u32)>,
    /// How long after RUNNING a task counts as healthy, where no check says so.
    pub ready_after: Option<Span>,
    /// What holds it besides its tasks.
    pub hold: Option<Hold>,
}

/// The tasks of a service, by the side on which they stand in a deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Have to leave; not RUNNING.
    pub old_starting: u32,
    /// Have to leave; RUNNING.
    pub old_running: u32,
    /// Had to leave, and were told to stop.
    pub old_stopping: u32,
    /// Of the deployment, before RUNNING.
    pub new_starting: u32,
    /// Of the deployment, RUNNING and not healthy yet.
    pub new_running: u32,
    /// Of the deployment, healthy.
    pub new_ready: u32,
    /// Of the deployment, found unhealthy.
    pub new_unhealthy: u32,
    /// Of the deployment, told to stop.
    pub new_stopping: u32,
}

/// What may hold a deployment besides its tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// No place has room; the next try.
    Room(SimTime),
    /// Tasks failed to start in so many rounds; the next start.
    BackOff(SimTime, u32),
    /// The percents leave no move.
    Percents(NoMove),
    /// The tasks that would be stopped are protected from scale-in.
    Protection,
    /// The launch rate is used up.
    LaunchRate,
    /// The next look of the scheduler.
    NextPass(SimTime),
}

impl DeploymentState {
    /// When something is tried again, if that is known.
    pub fn next_try(&self) -> Option<SimTime> {
        match self.hold? {
            Hold::Room(at) | Hold::BackOff(at, _) | Hold::NextPass(at) => Some(at),
            Hold::Percents(_) | Hold::Protection | Hold::LaunchRate => None,
        }
    }

    /// What it waits for, in words; nothing if it is done or ended.
    ///
    /// ```
    /// use ecsim::engine::SimTime;
    /// use ecsim::report::{DeploymentState, Hold, Sides};
    ///
    /// let state = DeploymentState {
    ///     time: SimTime::from_secs(30),
    ///     deployment: 1,
    ///     state: "IN_PROGRESS",
    ///     desired: 3,
    ///     sides: Some(Sides { old_running: 3, ..Sides::default() }),
    ///     healthy: 3,
    ///     total: 3,
    ///     min_healthy: 3,
    ///     max_total: 6,
    ///     minimum_healthy_percent: 100,
    ///     maximum_percent: 200,
    ///     failures: None,
    ///     ready_after: None,
    ///     hold: Some(Hold::Room(SimTime::from_secs(40))),
    /// };
    /// assert_eq!(state.waits_for(), "room for a task: tried again at 40s");
    /// ```
    pub fn waits_for(&self) -> String {
        let Some(sides) = self.sides else {
            return String::new();
        };
        let mut text = String::new();
        for (count, which, what) in sides.under_way(self.ready_after) {
            if count > 0 {
                let comma = if text.is_empty() { "" } else { ", " };
                let ending = if count == 1 { "" } else { "s" };
                // Writing to a text cannot fail.
                let _ = write!(text, "{comma}{count} {which} task{ending} {what}");
            }
        }
        if let Some(hold) = self.hold {
            let comma = if text.is_empty() { "" } else { "; " };
            text = text + comma + &held(hold);
        }
        text
    }
}

/// What holds a deployment, in words.
fn held(hold: Hold) -> String {
    match hold {
        Hold::Room(at) => format!("room for a task: tried again at {}", instant(at)),
        Hold::BackOff(until, rounds) => {
            let ending = if rounds == 1 { "" } else { "s" };
            format!(
                "back-off until {} ({rounds} failed round{ending})",
                instant(until)
            )
        }
        Hold::Percents(no_move) => no_move.to_string(),
        Hold::Protection => "the end of the protection of tasks from scale-in".to_owned(),
        Hold::LaunchRate => "the launch rate".to_owned(),
        Hold::NextPass(at) => format!("the scheduler, which looks again at {}", instant(at)),
    }
}

impl Sides {
    /// T, as the sum of its parts.
    pub fn total(&self) -> u32 {
        let old = self.old_starting + self.old_running + self.old_stopping;
        let new = self.new_starting + self.new_running + self.new_ready + self.new_unhealthy;
        old + new + self.new_stopping
    }

    /// How many tasks of which kind have something before them that goes on by itself.
    fn under_way(self, ready_after: Option<Span>) -> [(u32, &'static str, String); 5] {
        let ready = match ready_after {
            Some(after) => format!("to be ready ({} after RUNNING)", length(after)),
            None => "to be ready (its health checks)".to_owned(),
        };
        [
            (self.old_stopping, "old", "to stop".to_owned()),
            (self.new_stopping, "new", "to stop".to_owned()),
            (self.new_starting, "new", "to be RUNNING".to_owned()),
            (self.new_running, "new", ready),
            (
                self.new_unhealthy,
                "unhealthy new",
                "to be replaced".to_owned(),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(sides: Sides, hold: Option<Hold>) -> DeploymentState {
        DeploymentState {
            time: SimTime::ZERO,
            deployment: 0,
            state: "IN_PROGRESS",
            desired: 3,
            sides: Some(sides),
            healthy: 3,
            total: sides.total(),
            min_healthy: 3,
            max_total: 3,
            minimum_healthy_percent: 100,
            maximum_percent: 100,
            failures: None,
            ready_after: Some(Span::from_secs(40)),
            hold,
        }
    }

    #[test]
    fn what_is_under_way_is_told_task_by_task() {
        let sides = Sides {
            old_stopping: 2,
            new_starting: 1,
            new_running: 2,
            ..Sides::default()
        };
        assert_eq!(
            state(sides, None).waits_for(),
            "2 old tasks to stop, 1 new task to be RUNNING, \
             2 new tasks to be ready (40s after RUNNING)"
        );
        let checked = DeploymentState {
            ready_after: None,
            ..state(
                Sides {
                    new_running: 1,
                    new_unhealthy: 1,
                    ..Sides::default()
                },
                None,
            )
        };
        assert_eq!(
            checked.waits_for(),
            "1 new task to be ready (its health checks), 1 unhealthy new task to be replaced"
        );
    }

    const STUCK: NoMove = NoMove {
        desired: 3,
        healthy: 3,
        total: 3,
        min_healthy: 3,
        max_total: 3,
        freed_by: Some((134, 66)),
        is_daemon: false,
    };

    /// ROLL-04, and the next starts of THR-01.
    #[test]
    fn what_holds_it_is_told_with_its_numbers() {
        let three = Sides {
            old_running: 3,
            ..Sides::default()
        };
        assert_eq!(
            state(three, Some(Hold::Percents(STUCK))).waits_for(),
            "held by the percents: minH 3 = D 3 and maxT 3 = D 3; \
             maximumPercent 134 or minimumHealthyPercent 66 would free it"
        );
        let back_off = Hold::BackOff(SimTime::from_secs(130), 4);
        let throttled = state(three, Some(back_off));
        assert_eq!(
            throttled.waits_for(),
            "back-off until 2m10s (4 failed rounds)"
        );
        assert_eq!(throttled.next_try(), Some(SimTime::from_secs(130)));
        let both = Sides {
            old_stopping: 1,
            ..three
        };
        let rate = state(both, Some(Hold::LaunchRate));
        assert_eq!(rate.waits_for(), "1 old task to stop; the launch rate");
        assert_eq!(rate.next_try(), None);
    }

    #[test]
    fn one_that_is_over_waits_for_nothing() {
        let over = DeploymentState {
            sides: None,
            ..state(Sides::default(), Some(Hold::Percents(STUCK)))
        };
        assert_eq!(over.waits_for(), "");
    }
}
