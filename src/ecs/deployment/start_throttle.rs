//! Start throttling: tasks that stop without ever having been RUNNING are started again later and
//! later.
//!
//! What is counted are rounds, not tasks: the tasks that a service starts at one instant are a
//! round, and only the first of them that fails counts. The count belongs to one deployment, so a
//! broken release does not slow down those who replace tasks of the old one.
//!
//! Facts: ECS Developer Guide, "Amazon ECS service throttle logic" (what throttles, what does not,
//! the longest delay). The delays before it, and the rounds, are assumed.

use std::collections::BTreeSet;

use crate::engine::{SimTime, Span};

/// The delays: `ecs.startThrottleFree`, `ecs.startThrottleBase`, `ecs.startThrottleMax`.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct ThrottleRules {
    pub(in crate::ecs) free: u32,
    pub(in crate::ecs) base: Span,
    pub(in crate::ecs) max: Span,
}

/// How long nothing is started after the failure of so many rounds: nothing for the first ones,
/// then a time that doubles.
pub(in crate::ecs) fn delay(failures: u32, rules: &ThrottleRules) -> Span {
    let Some(doublings) = failures.checked_sub(rules.free + 1) else {
        return Span::ZERO;
    };
    let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
    let delay = rules.base.as_micros().saturating_mul(factor);
    Span::from_micros(delay).min(rules.max)
}

/// How the starts of one deployment have gone.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct StartThrottle {
    /// The newest round, and when it began.
    round: u32,
    began: Option<SimTime>,
    /// Rounds of which one task has failed.
    failed: BTreeSet<u32>,
    /// k: failed rounds since the last task that became RUNNING.
    failures: u32,
    not_before: Option<SimTime>,
}

impl StartThrottle {
    /// The round of a task that is started now.
    pub(in crate::ecs) fn starts(&mut self, now: SimTime) -> u32 {
        if self.began != Some(now) || self.failed.contains(&self.round) {
            self.round += 1;
            self.began = Some(now);
        }
        self.round
    }

    /// A task of that round failed to start. The delay, where the round is a new one among those
    /// that failed.
    pub(in crate::ecs) fn fails(
        &mut self,
        round: u32,
        now: SimTime,
        rules: &ThrottleRules,
    ) -> Option<Span> {
        if !self.failed.insert(round) {
            return None;
        }
        self.failures += 1;
        let delay = delay(self.failures, rules);
        self.not_before = Some(now + delay);
        Some(delay)
    }

    /// A task became RUNNING, or the deployment begins anew.
    pub(in crate::ecs) fn resets(&mut self) {
        self.failures = 0;
        self.not_before = None;
    }

    /// k: rounds that failed since the last task that became RUNNING.
    pub(in crate::ecs) fn failures(&self) -> u32 {
        self.failures
    }

    /// Until when nothing is started, if that is not over.
    pub(in crate::ecs) fn holds_until(&self, now: SimTime) -> Option<SimTime> {
        self.not_before.filter(|at| *at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: ThrottleRules = ThrottleRules {
        free: 3,
        base: Span::from_secs(10),
        max: Span::from_secs(27 * 60),
    };

    /// When rounds start whose `tasks` tasks all fail 30 s later.
    fn starts(tasks: u32, rounds: usize) -> Vec<u64> {
        let mut throttle = StartThrottle::default();
        let mut now = SimTime::ZERO;
        let mut starts = Vec::new();
        for _ in 0..rounds {
            starts.push(now.as_micros() / 1_000_000);
            let mut numbers = (0..tasks).map(|_| throttle.starts(now));
            let round = numbers.next().unwrap();
            assert!(numbers.all(|number| number == round));
            now = now + Span::from_secs(30);
            let counted = (0..tasks).filter_map(|_| throttle.fails(round, now, &RULES));
            assert_eq!(counted.count(), 1);
            now = throttle.holds_until(now).unwrap_or(now);
        }
        starts
    }

    #[test]
    fn delays_double_up_to_27_minutes() {
        let delays = [
            0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 1280, 1620, 1620, 1620,
        ];
        for (failures, seconds) in (0..).zip(delays) {
            let expected = Span::from_secs(seconds);
            assert_eq!(delay(failures, &RULES), expected, "k = {failures}");
        }
        assert_eq!(delay(u32::MAX, &RULES), RULES.max);
    }

    #[test]
    fn thr_01_and_thr_02_start_at_the_same_instants() {
        let expected = [
            0, 30, 60, 90, 130, 180, 250, 360, 550, 900, 1570, 2880, 4530,
        ];
        assert_eq!(starts(1, 13), expected);
        assert_eq!(starts(5, 13), expected);
    }

    #[test]
    fn a_late_failure_of_a_round_that_counted_adds_nothing() {
        let mut throttle = StartThrottle::default();
        let first = throttle.starts(SimTime::ZERO);
        assert!(
            throttle
                .fails(first, SimTime::from_secs(30), &RULES)
                .is_some()
        );
        let second = throttle.starts(SimTime::from_secs(30));
        assert_ne!(first, second);
        assert_eq!(throttle.fails(first, SimTime::from_secs(40), &RULES), None);
        assert!(
            throttle
                .fails(second, SimTime::from_secs(60), &RULES)
                .is_some()
        );
    }

    /// What is started in the instant of a failure is another round, or it would never end.
    #[test]
    fn failures_that_take_no_time_are_rounds_too() {
        let mut throttle = StartThrottle::default();
        let delays = (0..4).map(|_| {
            let round = throttle.starts(SimTime::ZERO);
            throttle.fails(round, SimTime::ZERO, &RULES).unwrap()
        });
        let delays: Vec<Span> = delays.collect();
        assert_eq!(delays[2..], [Span::ZERO, Span::from_secs(10)]);
    }

    #[test]
    fn a_task_that_runs_begins_the_count_anew() {
        let mut throttle = StartThrottle::default();
        for second in 0..6 {
            let round = throttle.starts(SimTime::from_secs(second));
            throttle.fails(round, SimTime::from_secs(second), &RULES);
        }
        let now = SimTime::from_secs(6);
        assert!(throttle.holds_until(now).is_some());
        throttle.resets();
        assert_eq!(throttle.holds_until(now), None);
        let round = throttle.starts(now);
        assert_eq!(throttle.fails(round, now, &RULES), Some(Span::ZERO));
    }
}
