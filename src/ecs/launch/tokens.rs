//! Launch rates: token buckets in exact integers.

use crate::engine::{SimTime, Span};
use crate::scenario::model::Bucket;

/// A token bucket. Credit is counted in units of which a token costs as many as the period has
/// microseconds, so that a microsecond brings a whole number of them.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct Tokens {
    bucket: Bucket,
    credit: u128,
    at: SimTime,
}

impl Tokens {
    /// A full bucket.
    pub(in crate::ecs) fn full(bucket: Bucket) -> Self {
        Self {
            bucket,
            credit: full(bucket),
            at: SimTime::ZERO,
        }
    }

    /// How many tokens there are.
    pub(in crate::ecs) fn available(&mut self, now: SimTime) -> u64 {
        self.refill(now);
        u64::try_from(self.credit / self.price()).expect("never more than the bucket holds")
    }

    /// Takes tokens that are there.
    pub(in crate::ecs) fn take(&mut self, now: SimTime, tokens: u64) {
        assert!(tokens <= self.available(now), "{tokens} tokens at {now}");
        self.credit -= u128::from(tokens) * self.price();
    }

    /// Takes a token if one is there.
    pub(in crate::ecs) fn try_take(&mut self, now: SimTime) -> bool {
        let there = self.available(now) > 0;
        if there {
            self.take(now, 1);
        }
        there
    }

    /// When the next token is there.
    pub(in crate::ecs) fn next(&mut self, now: SimTime) -> SimTime {
        self.refill(now);
        let missing = self.price().saturating_sub(self.credit);
        let wait = missing.div_ceil(u128::from(self.bucket.refill.max(1)));
        now + Span::from_micros(u64::try_from(wait).unwrap_or(u64::MAX))
    }

    fn price(&self) -> u128 {
        u128::from(self.bucket.per.as_micros().max(1))
    }

    fn refill(&mut self, now: SimTime) {
        let passed = u128::from(now.since(self.at).as_micros());
        let gained = passed * u128::from(self.bucket.refill);
        self.credit = full(self.bucket).min(self.credit + gained);
        self.at = now;
    }
}

fn full(bucket: Bucket) -> u128 {
    u128::from(bucket.burst) * u128::from(bucket.per.as_micros().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Launches of `wanted` tasks as soon as tokens are there: how many at which instant.
    fn launches(bucket: Bucket, mut wanted: u64) -> Vec<(u64, u64)> {
        let mut tokens = Tokens::full(bucket);
        let mut now = SimTime::ZERO;
        let mut launches = Vec::new();
        while wanted > 0 {
            let some = wanted.min(tokens.available(now));
            if some > 0 {
                tokens.take(now, some);
                launches.push((now.as_micros(), some));
            }
            wanted -= some;
            now = tokens.next(now);
        }
        launches
    }

    const SERVICE: Bucket = Bucket {
        burst: 500,
        refill: 500,
        per: Span::from_secs(60),
    };
    const FARGATE: Bucket = Bucket {
        burst: 100,
        refill: 20,
        per: Span::from_secs(1),
    };

    #[test]
    fn a_hundred_fargate_tasks_start_at_once() {
        assert_eq!(launches(FARGATE, 100), [(0, 100)]);
    }

    #[test]
    fn two_hundred_fargate_tasks_take_five_seconds() {
        assert_eq!(launches(FARGATE, 200).last(), Some(&(5_000_000, 1)));
    }

    #[test]
    fn a_service_of_a_thousand_takes_a_minute() {
        assert_eq!(launches(SERVICE, 1000).last(), Some(&(60_000_000, 1)));
        assert_eq!(launches(SERVICE, 600).last(), Some(&(12_000_000, 1)));
    }
}
