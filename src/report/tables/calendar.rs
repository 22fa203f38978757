//! Simulated instants as RFC 3339 stamps in UTC.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::digits::{push_fraction, push_padded};
use crate::engine::{MICROS_PER_SECOND, SimTime};

const MICROS_PER_DAY: u64 = 86_400 * MICROS_PER_SECOND;

/// Turns instants into stamps. Rows come in order of time, so the civil date is found once per day
/// and everything below a day is plain arithmetic.
pub(super) struct Calendar {
    /// Microseconds from midnight before the start to the start.
    start_of_day: u64,
    /// That midnight.
    midnight: Timestamp,
    /// The day that `date` is for, counted from `midnight`.
    day: u64,
    /// `2026-01-05T`.
    date: Vec<u8>,
}

impl Calendar {
    /// Stamps for a run in which 0 s is that instant.
    pub(super) fn new(start: Timestamp) -> Self {
        let micros = start.as_microsecond();
        let into_day = micros.rem_euclid(MICROS_PER_DAY.cast_signed());
        let midnight = Timestamp::from_microsecond(micros - into_day).unwrap_or(Timestamp::MIN);
        let mut calendar = Self {
            start_of_day: into_day.unsigned_abs(),
            midnight,
            day: 0,
            date: Vec::with_capacity(16),
        };
        calendar.find_date();
        calendar
    }

    /// Appends `2026-01-05T00:01:10.5Z`.
    pub(super) fn push(&mut self, out: &mut Vec<u8>, time: SimTime) {
        let micros = time.as_micros().saturating_add(self.start_of_day);
        let day = micros / MICROS_PER_DAY;
        if day != self.day {
            self.day = day;
            self.find_date();
        }
        let rest = micros % MICROS_PER_DAY;
        let seconds = rest / MICROS_PER_SECOND;
        out.extend_from_slice(&self.date);
        push_padded::<2>(out, seconds / 3_600);
        out.push(b':');
        push_padded::<2>(out, seconds / 60 % 60);
        out.push(b':');
        push_padded::<2>(out, seconds % 60);
        push_fraction(out, rest % MICROS_PER_SECOND);
        out.push(b'Z');
    }

    /// Sets `date` to that of `day`.
    fn find_date(&mut self) {
        // A calendar ends in the year 9999; so does a run that would go on after it.
        let shift = i64::try_from(self.day.saturating_mul(86_400)).unwrap_or(i64::MAX);
        let second = self.midnight.as_second().saturating_add(shift);
        let at = Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
        let date = Offset::UTC.to_datetime(at).date();
        self.date.clear();
        push_padded::<4>(&mut self.date, u64::from(date.year().unsigned_abs()));
        self.date.push(b'-');
        push_padded::<2>(&mut self.date, u64::from(date.month().unsigned_abs()));
        self.date.push(b'-');
        push_padded::<2>(&mut self.date, u64::from(date.day().unsigned_abs()));
        self.date.push(b'T');
    }
}

/// `2026-01-05T00:01:10.5Z`, for a run in which 0 s is `start`.
pub(crate) fn stamp(start: Timestamp, time: SimTime) -> String {
    let mut out = Vec::with_capacity(27);
    Calendar::new(start).push(&mut out, time);
    String::from_utf8(out).expect("a stamp is ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(start: &str, micros: u64) -> String {
        let mut out = Vec::new();
        Calendar::new(start.parse().unwrap()).push(&mut out, SimTime::from_micros(micros));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_stamp_has_the_fraction_of_its_instant() {
        let start = "2026-03-02T08:00:00Z";
        assert_eq!(stamp(start, 0), "2026-03-02T08:00:00Z");
        assert_eq!(stamp(start, 1_500_000), "2026-03-02T08:00:01.5Z");
        assert_eq!(stamp(start, 1), "2026-03-02T08:00:00.000001Z");
        assert_eq!(
            stamp(start, 16 * 3_600_000_000 - 1),
            "2026-03-02T23:59:59.999999Z"
        );
    }

    #[test]
    fn leap_days_and_the_turn_of_a_year_are_in_the_calendar() {
        assert_eq!(
            stamp("2028-02-28T23:59:59Z", 1_000_000),
            "2028-02-29T00:00:00Z"
        );
        assert_eq!(
            stamp("2027-02-28T23:59:59Z", 1_000_000),
            "2027-03-01T00:00:00Z"
        );
        assert_eq!(
            stamp("2026-12-31T12:00:00Z", 43_200_000_000),
            "2027-01-01T00:00:00Z"
        );
        assert_eq!(stamp("1969-12-31T23:00:00Z", 0), "1969-12-31T23:00:00Z");
    }

    #[test]
    fn stamps_agree_with_the_library_in_any_order() {
        let start: Timestamp = "2026-01-05T07:30:00.25Z".parse().unwrap();
        let mut calendar = Calendar::new(start);
        for micros in [0, 9_999_999_999_999, 86_400_000_000, 5, 31_557_600_000_000] {
            let mut out = Vec::new();
            calendar.push(&mut out, SimTime::from_micros(micros));
            let expected = start + jiff::SignedDuration::from_micros(micros.cast_signed());
            assert_eq!(String::from_utf8(out).unwrap(), expected.to_string());
        }
    }
}
