//! Units of what is measured, and the values that fit them.

use std::fmt;

use crate::scenario::units::parse_span;

/// In what something is measured. The number behind it is in this unit; times are in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// How many of something.
    Count(Noun),
    /// How many of something, for how long: the sum of a count over time.
    Area(Noun),
    /// A share of a hundred.
    Percent,
    /// A length of time, or an instant as the time since the start.
    Time,
    /// A number of a row.
    Number,
    /// A word; only equal or not.
    Word,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// Tasks.
    Task,
    /// EC2 instances.
    Instance,
    /// Deployments.
    Deployment,
    /// Decisions.
    Decision,
    /// Rows of the timeline.
    Row,
    /// Values of a metric.
    Value,
    /// Times at which something begins.
    Time,
}

/// A value that something is compared with, in the unit of that.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

impl Noun {
    /// One of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Instance => "instance",
            Self::Deployment => "deployment",
            Self::Decision => "decision",
            Self::Row => "row",
            Self::Value => "value",
            Self::Time => "time",
        }
    }
}

/// Parts of time after a noun, in microseconds: `task-hours`.
pub(super) const PARTS: [(&str, f64); 4] = [
    ("seconds", 1e6),
    ("minutes", 60e6),
    ("hours", 3_600e6),
    ("days", 86_400e6),
];

impl Unit {
    /// A value with this unit, or what should have been written.
    ///
    /// ```
    /// use ecsim::scenario::expectation::{Bound, Noun, Unit};
    ///
    /// assert_eq!(Unit::Count(Noun::Task).read("4", false), Ok(Bound::Number(4.0)));
    /// let wrong = Unit::Count(Noun::Task).read("300ms", false).unwrap_err();
    /// assert_eq!(wrong, "a number of tasks, such as `4`; `300ms` is a time");
    /// ```
    pub fn read(self, text: &str, quoted: bool) -> Result<Bound, String> {
        let value = match self {
            Self::Word => return Ok(Bound::Word(text.to_owned())),
            _ if quoted => None,
            Self::Count(_) | Self::Number => number(text),
            Self::Percent => text.strip_suffix('%').and_then(number),
            Self::Time => {
                let span = parse_span(text);
                let is_missing = number(text).is_some();
                match span {
                    Err(error) if is_missing => return Err(format!("{self}: {error}")),
                    #[expect(clippy::cast_precision_loss, reason = "285 years are exact")]
                    other => other.ok().map(|span| span.as_micros() as f64),
                }
            }
            Self::Area(noun) => area(text, noun),
        };
        let found = if quoted { "a text" } else { kind(text) };
        let value = value.ok_or_else(|| format!("{self}; `{text}` is {found}"))?;
        Ok(Bound::Number(value))
    }
}

/// What should be written, with an example.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(noun) => write!(f, "a number of {}s, such as `4`", noun.name()),
            Self::Area(noun) => {
                let noun = noun.name();
                write!(f, "{noun}s for a time, such as `40 {noun}-hours`")
            }
            Self::Percent => f.write_str("a percentage, such as `99.9%`"),
            Self::Time => f.write_str("a time, such as `90s` or `10m`"),
            Self::Number => f.write_str("a number, such as `4`"),
            Self::Word => f.write_str("a word"),
        }
    }
}

/// Digits, perhaps with a decimal point between them.
fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let value: f64 = (digits(whole) && digits(fraction)).then(|| text.parse().ok())??;
    value.is_finite().then_some(value)
}

/// `40 task-hours`.
fn area(text: &str, noun: Noun) -> Option<f64> {
    let (count, unit) = text.split_once(' ')?;
    let part = unit.strip_prefix(noun.name())?.strip_prefix('-')?;
    let (_, micros) = PARTS.iter().find(|(name, _)| *name == part)?;
    Some(number(count)? * micros)
}

/// What a text looks like, to somebody who expected something else.
fn kind(text: &str) -> &'static str {
    let begins_with_number = text.starts_with(|letter: char| letter.is_ascii_digit());
    if number(text).is_some() {
        "a number without a unit"
    } else if text.ends_with('%') {
        "a percentage"
    } else if parse_span(text).is_ok() {
        "a time"
    } else if text.contains('-') && text.contains(' ') {
        "a count for a time"
    } else if begins_with_number {
        "a value with another unit"
    } else {
        "a word"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: Unit = Unit::Count(Noun::Task);

    #[test]
    fn a_value_has_the_unit_of_what_it_bounds() {
        for (unit, text, value) in [
            (TASKS, "4", 4.0),
            (TASKS, "3.5", 3.5),
            (Unit::Percent, "99.9%", 99.9),
            (Unit::Time, "300ms", 300_000.0),
            (Unit::Time, "1h30m", 5_400e6),
            (Unit::Area(Noun::Task), "40 task-hours", 144_000e6),
            (Unit::Area(Noun::Instance), "1.5 instance-seconds", 1.5e6),
            (Unit::Number, "17", 17.0),
        ] {
            assert_eq!(unit.read(text, false), Ok(Bound::Number(value)), "{text}");
        }
        let word = Bound::Word("4".to_owned());
        assert_eq!(Unit::Word.read("4", false), Ok(word));
    }

    #[test]
    fn a_value_with_another_unit_says_what_it_is() {
        for (unit, text, wrong) in [
            (
                TASKS,
                "300ms",
                "a number of tasks, such as `4`; `300ms` is a time",
            ),
            (
                TASKS,
                "many",
                "a number of tasks, such as `4`; `many` is a word",
            ),
            (
                Unit::Percent,
                "99.9",
                "a percentage, such as `99.9%`; `99.9` is a number without a unit",
            ),
            (
                Unit::Time,
                "30",
                "a time, such as `90s` or `10m`: the unit is missing: write `30s`",
            ),
            (
                Unit::Area(Noun::Task),
                "40",
                "tasks for a time, such as `40 task-hours`; `40` is a number without a unit",
            ),
        ] {
            assert_eq!(unit.read(text, false), Err(wrong.to_owned()));
        }
        assert!(TASKS.read("4", true).is_err(), "in quotes it is a text");
        for text in [
            "", ".", "1.", ".5", "-1", "1e3", "+2", "1_000", "NaN", "inf",
        ] {
            assert!(TASKS.read(text, false).is_err(), "{text:?}");
        }
    }
}
