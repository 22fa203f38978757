//! What runs tasks without anybody calling: rules, schedules, and the uploads they may wait for.

use crate::engine::{SimTime, Span};
use crate::ids::{RuleId, TargetId};

use super::RunTask;
pub use crate::scenario::pattern::EventPattern;
pub use crate::scenario::timetable::{Cron, Expression, Timetable};

/// A rule of EventBridge, or a schedule of EventBridge Scheduler.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Whether it is a schedule of EventBridge Scheduler.
    pub is_schedule: bool,
    /// Whether it fires at all.
    pub enabled: bool,
    /// When it fires by the clock.
    pub timetable: Option<Timetable>,
    /// The events that make it fire.
    pub pattern: Option<EventPattern>,
    /// How late it may be.
    pub window: Span,
    /// What it runs.
    pub targets: Vec<TargetId>,
}

/// What a rule runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Whose it is.
    pub rule: RuleId,
    /// The call.
    pub run: RunTask,
    /// How often a throttled call is made again.
    pub most_retries: u32,
    /// How long after the event that may be.
    pub longest: Span,
}

/// Objects that somebody puts into a bucket again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// The bucket.
    pub bucket: String,
    /// Their keys.
    pub key: ObjectKey,
    /// How many.
    pub rate: Rate,
    /// Whether at equal distances; else at random, one independent of the other.
    pub regular: bool,
    /// From when on.
    pub from: SimTime,
    /// Until when, that instant included.
    pub until: SimTime,
}

/// The keys of uploaded objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectKey {
    /// Always the same one.
    Same(String),
    /// What they begin with, before their number.
    Prefix(String),
}

impl ObjectKey {
    /// The key of the object of that number, from 1.
    pub fn of(&self, number: u32) -> String {
        match self {
            Self::Same(key) => key.clone(),
            Self::Prefix(prefix) => format!("{prefix}{number}"),
        }
    }
}

/// How many in a time, always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// So many millionths …
    pub millionths: u64,
    /// … in this time.
    pub per: Span,
}

impl Rate {
    /// How long so many of them take.
    pub fn time_of(self, count: u64) -> Span {
        let micros = u128::from(count) * u128::from(self.per.as_micros()) * 1_000_000;
        let micros = micros / u128::from(self.millionths.max(1));
        Span::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }
}

/// The event that S3 tells EventBridge of a new object: the members that a pattern may want.
///
/// Fact: Amazon S3 User Guide, "EventBridge event message structure". What depends on the object
/// itself (size, etag) and on the caller is left out.
pub fn object_created(region: &str, bucket: &str, key: &str) -> serde_json::Value {
    serde_json::json!({
        "version": "0",
        "source": "aws.s3",
        "detail-type": "Object Created",
        "account": "123456789012",
        "region": region,
        "resources": [format!("arn:aws:s3:::{bucket}")],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key},
            "reason": "PutObject",
        },
    })
}

/// PutObject of S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutObject {
    /// The bucket.
    pub bucket: String,
    /// The key of each of them.
    pub key: String,
    /// How many calls at once.
    pub count: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_takes_its_time_exactly() {
        let two_a_minute = Rate {
            millionths: 2_000_000,
            per: Span::from_secs(60),
        };
        assert_eq!(two_a_minute.time_of(1), Span::from_secs(30));
        assert_eq!(two_a_minute.time_of(7), Span::from_secs(210));
        let third = Rate {
            millionths: 3_000_000,
            per: Span::from_secs(1),
        };
        // Rounded down each by itself, so that nothing adds up.
        assert_eq!(third.time_of(1), Span::from_micros(333_333));
        assert_eq!(third.time_of(3), Span::from_secs(1));
    }
}
