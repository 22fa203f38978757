//! When a schedule fires: `rate(…)`, `cron(…)` and `at(…)` in the words of EventBridge.
//!
//! Pure: an expression, a time zone and an instant give the next instant. Cron fields are in
//! `field.rs`, the two ways to give days in `days.rs`, how they go together in `cron.rs`; a cron
//! with other fields (that of Auto Scaling groups has five) is another way to fill a [`Cron`].
//!
//! Facts: EventBridge User Guide, "Cron expressions reference" and "Rate expressions"; EventBridge
//! Scheduler User Guide, "Schedule types", with its part on daylight saving time: a local time that
//! the clock leaves out is skipped, one that comes twice fires once. That it then is the first of
//! the two, and that `at` of a time left out never fires, is assumed. Observed, not in the guides:
//! `LW`, and ranges that run over the end of their field, as `FRI-MON`.

mod cron;
mod days;
mod field;

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

pub use cron::Cron;

use crate::engine::Span;

/// A schedule expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `rate(15 minutes)`.
    Rate(Span),
    /// `cron(0 3 * * ? *)`.
    Cron(Cron),
    /// `at(2026-03-02T09:00:00)`.
    At(DateTime),
}

/// Why a text is no schedule expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong with it, in a sentence without a full stop.
    pub said: String,
    /// What to write instead.
    pub help: String,
}

impl Wrong {
    fn new(said: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            said: said.into(),
            help: help.into(),
        }
    }
}

impl Expression {
    /// Reads an expression.
    pub fn read(text: &str) -> Result<Self, Wrong> {
        let inside = |name: &str| {
            let rest = text.trim().strip_prefix(name)?.strip_prefix('(')?;
            rest.strip_suffix(')')
        };
        if let Some(text) = inside("rate") {
            return rate(text).map(Self::Rate);
        }
        if let Some(text) = inside("cron") {
            return Cron::six_fields(text).map(Self::Cron);
        }
        if let Some(text) = inside("at") {
            return at(text).map(Self::At);
        }
        Err(Wrong::new(
            format!("`{text}` is neither `rate(…)` nor `cron(…)` nor `at(…)`"),
            "write `rate(15 minutes)` or `cron(0 3 * * ? *)`",
        ))
    }
}

/// `15 minutes` of `rate(15 minutes)`.
fn rate(text: &str) -> Result<Span, Wrong> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [value, unit] = words[..] else {
        let said = format!("`rate({text})` is not a value and a unit");
        return Err(Wrong::new(said, "write `rate(15 minutes)`"));
    };
    let one = unit.strip_suffix('s').unwrap_or(unit);
    let secs = match one {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => {
            let said = format!("`{unit}` is not a unit of a rate");
            return Err(Wrong::new(said, "write minutes, hours or days"));
        }
    };
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let count: u64 = match value.parse() {
        Ok(count) if is_number && count > 0 => count,
        _ => {
            let said = format!("`{value}` is not a positive whole number");
            return Err(Wrong::new(said, "the smallest rate is `rate(1 minute)`"));
        }
    };
    let right = if count == 1 {
        one.to_owned()
    } else {
        format!("{one}s")
    };
    if right != unit {
        let said = format!("the unit of {count} is `{right}`, not `{unit}`");
        return Err(Wrong::new(said, format!("write `rate({count} {right})`")));
    }
    // The calendar ends after some 3 million days.
    let span = count.checked_mul(secs).filter(|secs| *secs < 1 << 38);
    let span = span.ok_or_else(|| Wrong::new("the rate is longer than the calendar", ""))?;
    Ok(Span::from_secs(span))
}

/// `2026-03-02T09:00:00` of `at(2026-03-02T09:00:00)`.
fn at(text: &str) -> Result<DateTime, Wrong> {
    let is_plain = text.len() == "2026-03-02T09:00:00".len() && text.as_bytes()[10] == b'T';
    let instant = text.parse().ok().filter(|_| is_plain);
    instant.ok_or_else(|| {
        Wrong::new(
            format!("`{text}` is not a local time"),
            "write `at(2026-03-02T09:00:00)`, without a zone: that is `scheduleExpressionTimezone`",
        )
    })
}

/// An expression in its time zone, with the bounds between which it holds.
#[derive(Clone, PartialEq)]
pub struct Timetable {
    /// As it is written.
    pub text: String,
    /// What it says.
    pub expression: Expression,
    /// In which zone; a rule's is UTC.
    pub zone: TimeZone,
    /// When a rate fires for the first time.
    pub first: Timestamp,
    /// Before it nothing fires.
    pub from: Option<Timestamp>,
    /// After it nothing fires.
    pub until: Option<Timestamp>,
}

impl Timetable {
    /// The first firing after an instant.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        // One-time schedules know no bounds.
        if let Expression::At(local) = self.expression {
            return in_zone(&self.zone, local).filter(|at| *at > after);
        }
        let before_first = |from: Timestamp| from.checked_sub(SignedDuration::from_micros(1)).ok();
        let earliest = self.from.and_then(before_first);
        let after = earliest.map_or(after, |earliest| earliest.max(after));
        let next = match &self.expression {
            Expression::Rate(every) => next_of_rate(self.first, *every, after)?,
            Expression::Cron(cron) => self.next_of_cron(cron, after)?,
            Expression::At(_) => return None,
        };
        let is_over = self.until.is_some_and(|until| next > until);
        (!is_over).then_some(next)
    }

    /// The first local time between two instants at which it would fire, if the clock did not leave
    /// that time out.
    pub(super) fn left_out(&self, from: Timestamp, until: Timestamp) -> Option<DateTime> {
        let Expression::Cron(cron) = &self.expression else {
            return None;
        };
        let from = self.from.map_or(from, |bound| bound.max(from));
        let until = self.until.map_or(until, |bound| bound.min(until));
        let changes = self.zone.following(from).map(|it| it.timestamp());
        changes.take_while(|at| *at <= until).find_map(|at| {
            let before = at.checked_sub(SignedDuration::from_micros(1)).ok()?;
            let last = self.zone.to_datetime(before);
            let due = cron.next(last)?;
            (due < self.zone.to_datetime(at)).then_some(due)
        })
    }

    fn next_of_cron(&self, cron: &Cron, after: Timestamp) -> Option<Timestamp> {
        let mut local = self.zone.to_datetime(after);
        loop {
            local = cron.next(local)?;
            // Of an hour that comes twice, the second one brings nothing new.
            if let Some(next) = in_zone(&self.zone, local).filter(|next| *next > after) {
                return Some(next);
            }
        }
    }
}

impl fmt::Debug for Timetable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.zone.iana_name().unwrap_or("UTC");
        write!(f, "{} in {zone}, from {}", self.text, self.first)
    }
}

/// The instant of a local time, the first one of two; none if the clock leaves it out.
fn in_zone(zone: &TimeZone, local: DateTime) -> Option<Timestamp> {
    let offset = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Fold { before, .. } => before,
        AmbiguousOffset::Gap { .. } => return None,
    };
    offset.to_timestamp(local).ok()
}

/// The first of `first`, `first + every`, … after an instant.
fn next_of_rate(first: Timestamp, every: Span, after: Timestamp) -> Option<Timestamp> {
    if first > after {
        return Some(first);
    }
    let every = i64::try_from(every.as_micros()).ok()?;
    let passed = after.as_microsecond() - first.as_microsecond();
    let steps = passed / every + 1;
    let next = steps.checked_mul(every)?;
    Timestamp::from_microsecond(first.as_microsecond().checked_add(next)?).ok()
}

#[cfg(test)]
mod tests;
