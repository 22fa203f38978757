//! Instants and lengths of time, in whole microseconds.
//!
//! Two types, so that a finish time can never be passed where a delay is expected. Calendar time
//! exists only at the edges: in the scenario that is read and in the tables that are written.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

/// Microseconds in a second.
pub const MICROS_PER_SECOND: u64 = 1_000_000;

/// An instant: microseconds since the start of the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl SimTime {
    /// The start of the scenario.
    pub const ZERO: Self = Self(0);

    /// The instant that many microseconds after the start.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The instant that many whole seconds after the start.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * MICROS_PER_SECOND)
    }

    /// Microseconds since the start.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds since the start, for charts and statistics only.
    #[expect(clippy::cast_precision_loss, reason = "charts need no microseconds")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// Time that passed from `earlier` to this instant.
    ///
    /// # Panics
    /// If `earlier` is later: an order that the agenda excludes.
    pub fn since(self, earlier: Self) -> Span {
        Span(
            self.0
                .checked_sub(earlier.0)
                .expect("an instant is not before an earlier one"),
        )
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length in microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// A length in milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000)
    }

    /// A length in whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * MICROS_PER_SECOND)
    }

    /// The length in microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The length in seconds, for charts and statistics only.
    #[expect(clippy::cast_precision_loss, reason = "charts need no microseconds")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// Whether it is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The difference, or nothing where `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add<Span> for SimTime {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(
            self.0
                .checked_sub(other.0)
                .expect("a length of time is not negative"),
        )
    }
}

impl Mul<u64> for Span {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

/// Seconds with up to six decimals, no trailing zeros, no exponent: the form of every `time_s`.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_seconds(self.0, f)
    }
}

/// As of [`SimTime`]: seconds with up to six decimals.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_seconds(self.0, f)
    }
}

fn write_seconds(micros: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (seconds, rest) = (micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
    if rest == 0 {
        return write!(f, "{seconds}");
    }
    let decimals = format!("{rest:06}");
    write!(f, "{seconds}.{}", decimals.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_no_trailing_zeros() {
        assert_eq!(SimTime::from_secs(70).to_string(), "70");
        assert_eq!(SimTime::from_micros(1_500_000).to_string(), "1.5");
        assert_eq!(SimTime::from_micros(1).to_string(), "0.000001");
        assert_eq!(Span::from_millis(20).to_string(), "0.02");
    }

    #[test]
    fn a_later_instant_is_a_span_away() {
        let start = SimTime::from_secs(10);
        assert_eq!(
            (start + Span::from_secs(5)).since(start),
            Span::from_secs(5)
        );
    }
}
