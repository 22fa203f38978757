//! When a health check that nobody disturbs says HEALTHY or UNHEALTHY for the first time.
//!
//! The rhythm is that of the run: the first probe `interval` after the start, each next one
//! `interval` after the end of the last.

use super::course::Course;
use crate::engine::Span;
use crate::scenario::model::HealthCheck;

/// The first verdicts, counted from the start of the container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdicts {
    /// The first probe that passes; `None`: none ever does.
    pub(super) healthy: Option<Span>,
    /// UNHEALTHY before that, if so.
    pub(super) unhealthy: Option<Span>,
}

/// The first verdicts on a program.
pub(super) fn first_verdicts(check: &HealthCheck, course: &Course) -> Verdicts {
    let mut verdicts = Verdicts::default();
    let (mut at, mut failures) = (check.interval, 0);
    loop {
        let Some((until, hangs)) = course.bad_at(at) else {
            verdicts.healthy = Some(at).filter(|at| course.lives_at(*at));
            return verdicts;
        };
        let takes = if hangs { check.timeout } else { Span::ZERO };
        let ended = at + takes;
        if !course.lives_at(ended) {
            return verdicts;
        }
        failures += u32::from(ended >= check.start_period);
        at = ended + check.interval;
        if failures >= check.retries {
            verdicts.unhealthy.get_or_insert(ended);
            // Nothing more happens before the answer changes.
            let Some(until) = until else {
                return verdicts;
            };
            at = first_at_or_after(at, check.interval + takes, until);
        }
    }
}

/// The first of `from`, `from + period`, … that is not before `at`.
fn first_at_or_after(from: Span, period: Span, at: Span) -> Span {
    let steps = at.saturating_sub(from).as_micros();
    let steps = steps.div_ceil(period.as_micros().max(1));
    from + Span::from_micros(steps.saturating_mul(period.as_micros()))
}

#[cfg(test)]
mod tests {
    use super::super::course::BadSpell;
    use super::*;

    const fn secs(seconds: u64) -> Span {
        Span::from_secs(seconds)
    }

    fn check(start_period: u64) -> HealthCheck {
        HealthCheck {
            interval: secs(30),
            timeout: secs(5),
            retries: 3,
            start_period: secs(start_period),
        }
    }

    /// HEALTHY and UNHEALTHY in seconds.
    fn said(start_period: u64, course: &Course) -> [Option<u64>; 2] {
        let Verdicts { healthy, unhealthy } = first_verdicts(&check(start_period), course);
        [healthy, unhealthy].map(|it| it.map(|span| span.as_micros() / 1_000_000))
    }

    fn starting(startup: u64) -> Course {
        Course {
            startup: secs(startup),
            ..Course::default()
        }
    }

    /// Defaults say UNHEALTHY at 90 s, with probes that hang at 105 s.
    #[test]
    fn a_slow_start_is_unhealthy_first() {
        assert_eq!(said(0, &starting(5)), [Some(30), None]);
        assert_eq!(said(0, &starting(90)), [Some(90), None]);
        assert_eq!(said(0, &starting(100)), [Some(120), Some(90)]);
        assert_eq!(said(0, &starting(1000)), [Some(1020), Some(90)]);
        assert_eq!(said(100, &starting(100)), [Some(120), None]);
        assert_eq!(said(40, &starting(1000)), [Some(1020), Some(120)]);
    }

    #[test]
    fn a_program_that_never_answers_well_never_passes() {
        let bad = |hangs, duration: Option<u64>| Course {
            startup: secs(5),
            bad: Some(BadSpell {
                from: secs(0),
                until: duration.map(secs),
                hangs,
            }),
            ..Course::default()
        };
        assert_eq!(said(0, &bad(false, None)), [None, Some(90)]);
        assert_eq!(said(0, &bad(true, None)), [None, Some(105)]);
        assert_eq!(said(0, &bad(true, Some(100))), [Some(100), None]);
        assert_eq!(said(0, &bad(true, Some(110))), [Some(135), Some(105)]);
    }

    #[test]
    fn a_program_that_has_ended_answers_nothing() {
        let ends = |life| Course {
            startup: secs(35),
            life: Some(secs(life)),
            ..Course::default()
        };
        assert_eq!(said(0, &ends(61)), [Some(60), None]);
        assert_eq!(said(0, &ends(60)), [None, None]);
    }
}
