//! Which way a number gets worse.

use Direction::{HigherIsWorse, LowerIsWorse, Neutral};

use crate::scenario::expectation::{Comparison, comparison_of};

/// Which way a number gets worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The fewer, the worse: ready tasks.
    LowerIsWorse,
    /// The more, the worse: failures, times without enough tasks.
    HigherIsWorse,
    /// Neither way is worse by itself: how many rows there are, when something was.
    Neutral,
}

/// Any key.
const ANY: &str = "*";

/// The numbers that are worse when they are lower: the last key of the name, and the one before it.
const LOWER: &[(&str, &str)] = &[(ANY, "minReady"), (ANY, "readyAtEnd")];

/// The numbers that are worse when they are higher.
const HIGHER: &[(&str, &str)] = &[
    (ANY, "duration"),
    (ANY, "largestShortfall"),
    (ANY, "placementFailures"),
    (ANY, "readyBelowDesired"),
    (ANY, "readyBelowMinHealthy"),
    (ANY, "runTaskCallsInPart"),
    (ANY, "spellsBelowMinHealthy"),
    ("entriesThatHitNothing", ANY),
    ("interrupted", ANY),
    ("refusedCalls", ANY),
    ("spotInterruptions", ANY),
    // When all tasks were ready for the first time: how long it took to come up.
    ("onceReadyInFull", "since"),
    ("withoutRoom", "failures"),
    ("withoutRoom", "tasksAtEnd"),
    // Tasks and instances also end because a deployment or a group wants it so; these do not.
    ("stopped", "infrastructureHealth"),
    ("stopped", "spotInterruption"),
    ("stopped", "taskFailedToStart"),
    ("stopped", "terminationNotice"),
    ("terminatedBy", "spotInterruption"),
    ("terminatedBy", "zoneLost"),
];

impl Direction {
    /// The direction of a number with that name, as [`numbers`](super::numbers()) gives it. One
    /// that is not known here is neutral.
    ///
    /// ```
    /// use ecsim::report::baseline::Direction;
    ///
    /// let of = Direction::of;
    /// assert_eq!(of("services.web.minReady"), Direction::LowerIsWorse);
    /// assert_eq!(of("expectations.cost.total < 12 USD"), Direction::HigherIsWorse);
    /// assert_eq!(of("timelineRows"), Direction::Neutral);
    /// ```
    pub fn of(name: &str) -> Self {
        if let Some(sentence) = name.strip_prefix("expectations.") {
            return of_sentence(sentence);
        }
        // How long the scenario was played; every other duration is that of a deployment.
        if name == "duration" {
            return Neutral;
        }
        let (rest, last) = name.rsplit_once('.').unwrap_or(("", name));
        let within = rest.rsplit('.').next().unwrap_or_default();
        let is_in = |table: &[(&str, &str)]| {
            let fits = |pattern: &str, key: &str| pattern == ANY || pattern == key;
            table
                .iter()
                .any(|(outer, inner)| fits(outer, within) && fits(inner, last))
        };
        if is_in(LOWER) {
            LowerIsWorse
        } else if is_in(HIGHER) {
            HigherIsWorse
        } else {
            Neutral
        }
    }
}

/// What is to be above a bound is worse below it. What a sentence has beside its value, as the time
/// at which it broke, was not asked for.
fn of_sentence(sentence: &str) -> Direction {
    // A sentence that stands twice has a number behind it the second time.
    let sentence = sentence
        .split_once('#')
        .map_or(sentence, |(first, _)| first);
    match comparison_of(sentence) {
        Some(Comparison::Greater | Comparison::AtLeast) => LowerIsWorse,
        Some(Comparison::Less | Comparison::AtMost) => HigherIsWorse,
        Some(Comparison::Equal | Comparison::NotEqual) | None => Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_summary_has_its_direction() {
        let names = |direction, names: &[&str]| {
            for name in names {
                assert_eq!(Direction::of(name), direction, "{name}");
            }
        };
        names(
            LowerIsWorse,
            &[
                "services.web.minReady",
                "services.web.onceReadyInFull.minReady",
                "services.web.readyAtEnd",
            ],
        );
        names(
            HigherIsWorse,
            &[
                "services.web.largestShortfall",
                "services.web.spellsBelowMinHealthy",
                "services.web.readyBelowMinHealthy",
                "services.web.onceReadyInFull.readyBelowDesired",
                "services.web.onceReadyInFull.since",
                "services.web.withoutRoom.failures",
                "services.web.withoutRoom.tasksAtEnd",
                "services.web.deployments.web/d-2.duration",
                "services.web.tasks.stopped.taskFailedToStart",
                "tasks.stopped.spotInterruption",
                "tasks.stopped.infrastructureHealth",
                "tasks.stopped.terminationNotice",
                "instances.terminatedBy.spotInterruption",
                "instances.terminatedBy.zoneLost",
                "instances.interrupted.spot",
                "spotInterruptions.fargateTasks",
                "placementFailures",
                "refusedCalls.stopTask",
                "entriesThatHitNothing.total",
                "runTaskCallsInPart",
            ],
        );
        names(
            Neutral,
            &[
                "duration",
                "timelineRows",
                "services.web.desiredAtEnd",
                "services.web.minReady.at",
                "services.web.largestShortfall.at",
                "services.web.largestShortfall.ready",
                "services.web.largestShortfall.desired",
                "services.web.minHealthy.least",
                "services.web.minHealthy.most",
                "services.web.deploymentBlocked.0.minHealthy",
                "services.web.deploymentBlocked.0.to",
                "services.web.deployments.web/d-2.createdAt",
                "services.web.deployments.web/d-2.stalled.since",
                "services.web.withoutRoom.first",
                "tasks.atStart",
                "tasks.started",
                "tasks.exitedWithCode0",
                "tasks.stopped.total",
                "tasks.stopped.serviceSchedulerInitiated",
                "instances.launched.spot",
                "instances.terminated.spot",
                "instances.terminatedBy.terminatedByItsGroup",
                "what.comes.later",
            ],
        );
    }

    #[test]
    fn the_operator_of_a_sentence_decides() {
        for (sentence, direction) in [
            ("min(web.ready) >= 4 during 10m..20m", LowerIsWorse),
            ("availability(web) > 99.9%", LowerIsWorse),
            ("p99(web.TargetResponseTime) < 300ms", HigherIsWorse),
            ("count(tasks where stopCode = X) <= 5", HigherIsWorse),
            ("first(web.RunningTaskCount >= 8) < 12m", HigherIsWorse),
            ("first(web.ready <= 3) >= 12m", LowerIsWorse),
            ("deployment(web).state == COMPLETED", Neutral),
            ("at(30m, web.DesiredTaskCount) != 8", Neutral),
            ("first(web.RunningTaskCount >= 8)", Neutral),
            ("min(web.ready) >= 2.5", LowerIsWorse),
            ("min(web.ready) > 2 == yes", Neutral),
            ("min(web.ready) < 2 != yes", Neutral),
            ("min(web.ready) >= 2 #2", LowerIsWorse),
        ] {
            let name = format!("expectations.{sentence}");
            assert_eq!(Direction::of(&name), direction, "{sentence}");
        }
    }
}
