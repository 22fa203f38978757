//! Whether and when a throttled call is made again: pure.
//!
//! Facts: EventBridge User Guide, "How EventBridge retries delivering events"; "RetryPolicy" of
//! both APIs. How long the waits are is assumed.

use crate::engine::Span;

/// How often, and for how long after the event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) most: u32,
    pub(super) longest: Span,
}

/// What follows a throttled call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another one, after this time.
    After(Span),
    /// Nothing more.
    GiveUp,
}

/// The longest wait before the retry after so many: it doubles, up to a bound.
pub(super) fn backoff(base: Span, max: Span, retries: u32) -> Span {
    let factor = 1_u64.checked_shl(retries).unwrap_or(u64::MAX);
    let doubled = base.as_micros().saturating_mul(factor);
    Span::from_micros(doubled.min(max.as_micros()))
}

/// What follows, after so many retries, `age` after the event, if the wait would be this long.
pub(super) fn next(limits: Limits, retries: u32, age: Span, wait: Span) -> Next {
    if retries >= limits.most || age + wait > limits.longest {
        return Next::GiveUp;
    }
    Next::After(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_bound() {
        let (base, max) = (Span::from_secs(1), Span::from_secs(480));
        for (retries, secs) in [
            (0, 1),
            (1, 2),
            (5, 32),
            (8, 256),
            (9, 480),
            (63, 480),
            (185, 480),
        ] {
            assert_eq!(
                backoff(base, max, retries),
                Span::from_secs(secs),
                "{retries}"
            );
        }
    }

    #[test]
    fn a_call_is_given_up_after_its_retries_or_its_time() {
        let limits = Limits {
            most: 2,
            longest: Span::from_secs(60),
        };
        let wait = Span::from_secs(10);
        for (retries, age, expected) in [
            (0, 0, Next::After(wait)),
            (1, 50, Next::After(wait)),
            (1, 51, Next::GiveUp),
            (2, 0, Next::GiveUp),
        ] {
            let found = next(limits, retries, Span::from_secs(age), wait);
            assert_eq!(found, expected, "{retries} retries, {age} s");
        }
        let never = Limits { most: 0, ..limits };
        assert_eq!(next(never, 0, Span::ZERO, wait), Next::GiveUp);
    }
}
