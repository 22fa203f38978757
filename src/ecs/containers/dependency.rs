//! Whether a container may start: what it depends on has to be far enough.
//!
//! Facts: API reference, ContainerDependency. That HEALTHY is never met by a container that has
//! exited before is assumed.

use super::ContainerState;
use super::health_check::Health;
use crate::scenario::model::Condition;

/// How a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wait {
    /// It is met.
    Over,
    /// It may be met yet.
    Waiting,
    /// It will not be met.
    InVain,
}

/// How a condition on another container stands.
pub(super) fn wait(condition: Condition, other: &ContainerState) -> Wait {
    let Some(_) = other.started else {
        return Wait::Waiting;
    };
    match (condition, other.exited, other.exit_code) {
        (Condition::Start, ..)
        | (Condition::Complete, Some(_), _)
        | (Condition::Success, Some(_), Some(0)) => Wait::Over,
        (Condition::Success | Condition::Healthy, Some(_), _) => Wait::InVain,
        (Condition::Healthy, None, _) if other.health() == Health::Healthy => Wait::Over,
        _ => Wait::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::super::health_check::Monitor;
    use super::*;
    use crate::engine::{SimTime, Span};
    use crate::scenario::model::HealthCheck;

    fn other(started: bool, exit_code: Option<u8>, health: Option<Health>) -> ContainerState {
        let check = HealthCheck {
            interval: Span::from_secs(30),
            timeout: Span::from_secs(5),
            retries: 3,
            start_period: Span::ZERO,
        };
        let monitor = health.map(|health| {
            let mut monitor = Monitor::new(&check, SimTime::ZERO);
            monitor.health = health;
            monitor
        });
        ContainerState {
            started: started.then_some(SimTime::ZERO),
            exited: exit_code.map(|_| SimTime::ZERO),
            exit_code,
            check: monitor.map(|monitor| {
                Box::new(super::super::Checked {
                    told: monitor.health,
                    monitor,
                })
            }),
            ..ContainerState::default()
        }
    }

    /// Each condition in each state of the other container.
    #[test]
    fn each_condition_waits_for_what_it_says() {
        use Condition::{Complete, Healthy, Start, Success};
        use Wait::{InVain, Over, Waiting};
        let not_started = other(false, None, None);
        for condition in [Start, Complete, Success, Healthy] {
            assert_eq!(wait(condition, &not_started), Waiting);
        }
        let all = |other: &ContainerState| {
            [Start, Complete, Success, Healthy].map(|condition| wait(condition, other))
        };
        assert_eq!(
            all(&other(true, None, None)),
            [Over, Waiting, Waiting, Waiting]
        );
        assert_eq!(
            all(&other(true, None, Some(Health::Healthy))),
            [Over, Waiting, Waiting, Over]
        );
        assert_eq!(
            all(&other(true, None, Some(Health::Unhealthy))),
            [Over, Waiting, Waiting, Waiting]
        );
        assert_eq!(all(&other(true, Some(0), None)), [Over, Over, Over, InVain]);
        assert_eq!(
            all(&other(true, Some(1), None)),
            [Over, Over, InVain, InVain]
        );
    }
}
