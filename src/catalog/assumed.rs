//! The values that assumptions have in a run.

use std::collections::BTreeMap;
use std::fmt;

use crate::engine::{Distribution, Span};

/// The values of the assumptions in force: what the scenario says, else what its date says, else
/// what its profile says.
#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    values: BTreeMap<&'static str, AssumedValue>,
}

/// The value of an assumption.
#[derive(Clone, Debug, PartialEq)]
pub enum AssumedValue {
    /// A time, constant or drawn.
    Time(Distribution),
    /// A plain number.
    Count(u64),
    /// Bytes a second; `None`: no limit.
    Rate(Option<u64>),
    /// A token bucket.
    Bucket(Bucket),
    /// Yes or no.
    Flag(bool),
    /// One of a few words.
    Word(&'static str),
}

/// A token bucket: so many at once, then so many in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// How many tokens it holds.
    pub burst: u64,
    /// How many come back …
    pub refill: u64,
    /// … in this time.
    pub per: Span,
}

impl Bucket {
    /// The largest number of tokens: a million launches at once are more than AWS has seen.
    pub const MOST: u64 = 1_000_000;

    /// The longest time in which tokens come back: a year.
    pub const LONGEST: Span = Span::from_secs(366 * 86_400);

    /// Whether it gives tokens at all, and no more than can be counted.
    pub fn is_reasonable(&self) -> bool {
        let count = 1..=Self::MOST;
        let per = !self.per.is_zero() && self.per <= Self::LONGEST;
        count.contains(&self.burst) && count.contains(&self.refill) && per
    }
}

impl Assumptions {
    /// The assumptions with these values; `catalog` names them.
    pub fn new(values: BTreeMap<&'static str, AssumedValue>) -> Self {
        Self { values }
    }

    fn value(&self, name: &str) -> &AssumedValue {
        self.values
            .get(name)
            .unwrap_or_else(|| panic!("the assumption {name} stands in the table"))
    }

    /// A time that is drawn.
    pub fn time(&self, name: &str) -> Distribution {
        match self.value(name) {
            AssumedValue::Time(time) => time.clone(),
            other => panic!("the assumption {name} is a time, not {other:?}"),
        }
    }

    /// A time that is always the same.
    pub fn span(&self, name: &str) -> Span {
        match self.time(name) {
            Distribution::Constant(span) => span,
            other => panic!("the assumption {name} is constant, not {other:?}"),
        }
    }

    /// A plain number.
    pub fn count(&self, name: &str) -> u64 {
        match self.value(name) {
            AssumedValue::Count(count) => *count,
            other => panic!("the assumption {name} is a number, not {other:?}"),
        }
    }

    /// Bytes a second; `None`: no limit.
    pub fn rate(&self, name: &str) -> Option<u64> {
        match self.value(name) {
            AssumedValue::Rate(rate) => *rate,
            other => panic!("the assumption {name} is a rate, not {other:?}"),
        }
    }

    /// A token bucket.
    pub fn bucket(&self, name: &str) -> Bucket {
        match self.value(name) {
            AssumedValue::Bucket(bucket) => *bucket,
            other => panic!("the assumption {name} is a bucket, not {other:?}"),
        }
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> bool {
        match self.value(name) {
            AssumedValue::Flag(flag) => *flag,
            other => panic!("the assumption {name} is true or false, not {other:?}"),
        }
    }

    /// One of a few words.
    pub fn word(&self, name: &str) -> &'static str {
        match self.value(name) {
            AssumedValue::Word(word) => word,
            other => panic!("the assumption {name} is a word, not {other:?}"),
        }
    }
}

impl Assumptions {
    /// All values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &AssumedValue)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }
}

/// As a scenario writes it: `40s`, `{logNormal: {median: 22s, p95: 33s}}`, `40MB/s`, `oldest`.
impl fmt::Display for AssumedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => write_distribution(time, f),
            Self::Count(count) => write!(f, "{count}"),
            Self::Rate(None) => f.write_str("unlimited"),
            Self::Rate(Some(bytes)) if bytes.is_multiple_of(MEGABYTE) => {
                write!(f, "{}MB/s", bytes / MEGABYTE)
            }
            Self::Rate(Some(bytes)) => write!(f, "{bytes}B/s"),
            Self::Bucket(Bucket { burst, refill, per }) => {
                let per = length(*per);
                write!(f, "{{burst: {burst}, refill: {refill}, per: {per}}}")
            }
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// A million bytes: how registries and networks count.
const MEGABYTE: u64 = 1_000_000;

fn write_distribution(time: &Distribution, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match time {
        Distribution::Constant(span) => f.write_str(&length(*span)),
        Distribution::Uniform(low, high) => {
            write!(f, "{{uniform: [{}, {}]}}", length(*low), length(*high))
        }
        Distribution::Exponential(mean) => {
            write!(f, "{{exponential: {{mean: {}}}}}", length(*mean))
        }
        Distribution::LogNormal { median, p95 } => {
            let (median, p95) = (length(*median), length(*p95));
            write!(f, "{{logNormal: {{median: {median}, p95: {p95}}}}}")
        }
        Distribution::Empirical(values) => {
            let values: Vec<String> = values.iter().copied().map(length).collect();
            write!(f, "{{empirical: [{}]}}", values.join(", "))
        }
    }
}

/// A length of time in the largest unit in which it is a whole number.
fn length(span: Span) -> String {
    const UNITS: [(u64, &str); 5] = [
        (86_400_000_000, "d"),
        (3_600_000_000, "h"),
        (60_000_000, "m"),
        (1_000_000, "s"),
        (1_000, "ms"),
    ];
    let micros = span.as_micros();
    let unit = UNITS
        .iter()
        .find(|(unit, _)| micros > 0 && micros.is_multiple_of(*unit));
    match unit {
        Some((unit, name)) => format!("{}{name}", micros / unit),
        None => format!("{span}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_a_scenario_writes_them() {
        let time = |time| AssumedValue::Time(time).to_string();
        assert_eq!(time(Distribution::Constant(Span::ZERO)), "0s");
        assert_eq!(time(Distribution::Constant(Span::from_secs(40))), "40s");
        assert_eq!(time(Distribution::Constant(Span::from_secs(90))), "90s");
        assert_eq!(time(Distribution::Constant(Span::from_secs(900))), "15m");
        assert_eq!(
            time(Distribution::Constant(Span::from_micros(1500))),
            "0.0015s"
        );
        let drawn = Distribution::LogNormal {
            median: Span::from_secs(22),
            p95: Span::from_millis(33_500),
        };
        assert_eq!(time(drawn), "{logNormal: {median: 22s, p95: 33500ms}}");
        let bucket = Bucket {
            burst: 100,
            refill: 20,
            per: Span::from_secs(1),
        };
        assert_eq!(
            AssumedValue::Bucket(bucket).to_string(),
            "{burst: 100, refill: 20, per: 1s}"
        );
        assert_eq!(AssumedValue::Rate(Some(13_000_000)).to_string(), "13MB/s");
        assert_eq!(AssumedValue::Rate(None).to_string(), "unlimited");
    }

    #[test]
    #[should_panic(expected = "the assumption ecs.unheardOf stands in the table")]
    fn an_unknown_name_is_a_defect() {
        Assumptions::default().flag("ecs.unheardOf");
    }
}
