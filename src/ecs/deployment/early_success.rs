//! Early success criteria: a rolling deployment may be a success before all of its tasks are there.
//!
//! Facts: ECS Developer Guide, "Early success criteria"; API reference,
//! `DeploymentEarlySuccessCriteria`.

use crate::scenario::model::EarlySuccess;

/// How many healthy tasks of the new revision a deployment needs.
pub(in crate::ecs) fn needed(desired: u32, criteria: Option<EarlySuccess>) -> u32 {
    let Some(EarlySuccess {
        healthy_percent, ..
    }) = criteria
    else {
        return desired;
    };
    let share = (u64::from(desired) * u64::from(healthy_percent)).div_ceil(100);
    // Nothing is to be proved where nothing is wanted.
    let least = desired.min(1);
    u32::try_from(share).unwrap_or(u32::MAX).max(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needed_tasks_are_rounded_up() {
        let table = [
            (2, 50, 1),
            (3, 50, 2),
            (10, 80, 8),
            (100, 90, 90),
            (4, 0, 1),
            (1, 1, 1),
            (0, 50, 0),
        ];
        for (desired, healthy_percent, expected) in table {
            let criteria = Some(EarlySuccess {
                healthy_percent,
                deferred: false,
            });
            let text = format!("{desired} @ {healthy_percent}");
            assert_eq!(needed(desired, criteria), expected, "{text}");
        }
        assert_eq!(needed(7, None), 7);
    }
}
