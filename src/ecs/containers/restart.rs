//! Whether a container that exited by itself is started again in its task.
//!
//! Facts: API reference, ContainerRestartPolicy; ECS Developer Guide, "Restart individual
//! containers".

use crate::engine::SimTime;
use crate::scenario::model::RestartPolicy;

/// Whether the policy starts it again; `started` is its last start.
pub(super) fn restarts(
    policy: Option<&RestartPolicy>,
    exit_code: u8,
    started: SimTime,
    now: SimTime,
) -> bool {
    policy.is_some_and(|policy| {
        !policy.ignored_exit_codes.contains(&exit_code)
            && now.since(started) >= policy.restart_attempt_period
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;

    /// With the default period of 300 s: 299 s are too few, 301 s are not.
    #[test]
    fn a_container_has_to_have_run_for_the_attempt_period() {
        let policy = RestartPolicy {
            ignored_exit_codes: vec![0],
            restart_attempt_period: Span::from_secs(300),
        };
        let after = |code, started, now| {
            let at = SimTime::from_secs;
            restarts(Some(&policy), code, at(started), at(now))
        };
        assert!(!after(1, 0, 299));
        assert!(after(1, 0, 301));
        assert!(!after(1, 301, 500));
        assert!(after(137, 0, 300));
        assert!(!after(0, 0, 301), "an ignored exit code");
        assert!(!restarts(None, 1, SimTime::ZERO, SimTime::from_secs(301)));
    }
}
