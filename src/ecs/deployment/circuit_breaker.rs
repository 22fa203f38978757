//! The deployment circuit breaker: how many failures a deployment may have.
//!
//! ```text
//!            fails to start, cannot be launched: + 1
//!                   ┌──┐
//!   stage 1 ────────┴─▶│──── a task is RUNNING ────▶ stage 2
//!                                                   fails a health check: + 1 as well
//!   a task counts as healthy: 0 (resetOnHealthyTask)
//!   count = threshold: FAILED, and nothing counts any more
//! ```
//!
//! Facts: ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures";
//! API reference, `ThresholdConfiguration` and Deployment (`failedTasks`). That a task which fails
//! to start still counts when others run already is assumed.

use crate::scenario::model::{Threshold, ThresholdType};

/// The bounds of a bounded threshold: `ecs.breakerMinimum`, `ecs.breakerMaximum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerBounds {
    /// The least.
    pub minimum: u32,
    /// The greatest.
    pub maximum: u32,
}

/// How many failures end a deployment of a service of that size.
pub fn threshold(configured: Threshold, desired: u32, bounds: BreakerBounds) -> u32 {
    let share = u64::from(desired) * u64::from(configured.value);
    let share = u32::try_from(share.div_ceil(100)).unwrap_or(u32::MAX);
    match configured.kind {
        // An assumption that turns the bounds round makes the greater one hold.
        ThresholdType::BoundedPercent => share.min(bounds.maximum).max(bounds.minimum),
        ThresholdType::UnboundedPercent => share.max(1),
        ThresholdType::Count => configured.value,
    }
}

/// What counts for or against a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A task ended without having been RUNNING.
    FailedToStart,
    /// Nothing could be placed while none of its tasks existed.
    CannotBeLaunched,
    /// A task failed a health check.
    Unhealthy,
    /// A task exited after RUNNING, and such exits count (`ecs.breakerCountsEarlyExit`).
    Exited,
    /// As before, and they do not.
    ExitedUncounted,
    /// A task counts as healthy.
    Healthy,
    /// The desired count or the breaker changed, and the threshold with it.
    OtherThreshold,
}

/// How often a deployment has failed: `failedTasks`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailureCount {
    /// Failures, since the last healthy task where these reset it.
    pub count: u32,
    /// Whether one of its tasks has been RUNNING: stage 2.
    pub has_run: bool,
}

impl FailureCount {
    /// Takes in a piece of evidence; whether it is worth a word.
    pub fn takes(&mut self, evidence: Evidence, reset_on_healthy_task: bool) -> bool {
        match evidence {
            Evidence::FailedToStart | Evidence::CannotBeLaunched => self.count += 1,
            Evidence::Unhealthy | Evidence::Exited => {
                // Who fails a check or exits has been RUNNING.
                self.has_run = true;
                self.count += 1;
            }
            Evidence::Healthy if reset_on_healthy_task && self.count > 0 => self.count = 0,
            Evidence::Healthy => return false,
            Evidence::ExitedUncounted => {}
            Evidence::OtherThreshold => return self.count > 0,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: BreakerBounds = BreakerBounds {
        minimum: 3,
        maximum: 200,
    };

    fn of(kind: ThresholdType, value: u32, desired: u32) -> u32 {
        threshold(Threshold { kind, value }, desired, BOUNDS)
    }

    /// Rows: D; then BOUNDED 50, UNBOUNDED 50, BOUNDED 25.
    #[test]
    fn thresholds_are_those_of_the_table() {
        let table = [
            (0, 3, 1, 3),
            (1, 3, 1, 3),
            (6, 3, 3, 3),
            (7, 4, 4, 3),
            (10, 5, 5, 3),
            (25, 13, 13, 7),
            (400, 200, 200, 100),
            (800, 200, 400, 200),
        ];
        for (desired, bounded, unbounded, quarter) in table {
            let found = (
                of(ThresholdType::BoundedPercent, 50, desired),
                of(ThresholdType::UnboundedPercent, 50, desired),
                of(ThresholdType::BoundedPercent, 25, desired),
            );
            assert_eq!(found, (bounded, unbounded, quarter), "D = {desired}");
            assert_eq!(of(ThresholdType::Count, 7, desired), 7);
        }
    }

    /// AS-2: before 2024-01-08 the least threshold was 10.
    #[test]
    fn the_least_threshold_was_once_greater() {
        let bounds = BreakerBounds {
            minimum: 10,
            ..BOUNDS
        };
        let default = Threshold::default();
        assert_eq!(threshold(default, 3, bounds), 10);
        assert_eq!(threshold(default, 3, BOUNDS), 3);
    }

    /// The counts of CB-02 and CB-03, with failures to start and with failed checks.
    #[test]
    fn a_healthy_task_resets_the_count_if_it_may() {
        use Evidence::{FailedToStart, Healthy, Unhealthy};
        for late in [FailedToStart, Unhealthy] {
            let trace = [FailedToStart, FailedToStart, Healthy, late, late];
            for (reset, counts) in [(true, [1, 2, 0, 1, 2]), (false, [1, 2, 2, 3, 4])] {
                let mut failures = FailureCount::default();
                let found = trace.map(|evidence| {
                    failures.takes(evidence, reset);
                    failures.count
                });
                assert_eq!(found, counts, "{late:?}, reset {reset}");
            }
        }
    }

    #[test]
    fn failed_checks_are_stage_2() {
        let mut failures = FailureCount::default();
        assert!(failures.takes(Evidence::CannotBeLaunched, true) && !failures.has_run);
        assert!(failures.takes(Evidence::Unhealthy, true) && failures.has_run);
        assert!(failures.takes(Evidence::OtherThreshold, true));
        assert_eq!(failures.count, 2);
    }
}
