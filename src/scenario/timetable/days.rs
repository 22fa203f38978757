//! The days of a cron expression: by day of the month, or by day of the week.

use jiff::civil::Date;

use super::Wrong;
use super::field::{DAY_OF_MONTH, DAY_OF_WEEK, Set};

/// On which days it fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Days {
    /// By the day of the month; the day of the week is `?`.
    OfMonth(OfMonth),
    /// By the day of the week; the day of the month is `?`.
    OfWeek(OfWeek),
}

/// `1,15`, `L`, `3W`, `LW`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OfMonth {
    days: Set,
    last: bool,
    last_weekday: bool,
    /// The weekdays nearest to these days.
    nearest: Vec<i16>,
}

/// `MON-FRI`, `6L`, `3#2`. SUN is 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OfWeek {
    days: Set,
    /// The last ones of a month.
    last: Vec<i16>,
    /// The day, and which of its kind in the month.
    nth: Option<(i16, i16)>,
}

const SUNDAY: i16 = 1;
const SATURDAY: i16 = 7;

impl Days {
    /// Whether a day is one of them.
    pub(super) fn contain(&self, date: Date) -> bool {
        match self {
            Self::OfMonth(days) => days.contain(date),
            Self::OfWeek(days) => days.contain(date),
        }
    }

    /// Reads both fields; exactly one of them is `?`.
    pub(super) fn read(of_month: &str, of_week: &str) -> Result<Self, Wrong> {
        match (of_month, of_week) {
            ("?", "?") => Err(Wrong::new(
                "both day-of-month and day-of-week are `?`",
                "write `*` in one of them",
            )),
            ("?", text) => OfWeek::read(text).map(Self::OfWeek),
            (text, "?") => OfMonth::read(text).map(Self::OfMonth),
            _ => Err(Wrong::new(
                "one of day-of-month and day-of-week has to be `?`",
                if of_week == "*" {
                    "write `?` for the day of the week"
                } else {
                    "write `?` for the day of the month"
                },
            )),
        }
    }
}

impl OfMonth {
    fn read(text: &str) -> Result<Self, Wrong> {
        let mut found = Self::default();
        for part in text.split(',') {
            if part == "L" {
                found.last = true;
            } else if part == "LW" {
                found.last_weekday = true;
            } else if let Some(day) = part.strip_suffix('W') {
                found.nearest.push(DAY_OF_MONTH.value(day)?);
            } else {
                found.days.add(DAY_OF_MONTH.part(part)?);
            }
        }
        Ok(found)
    }

    fn contain(&self, date: Date) -> bool {
        let day = i16::from(date.day());
        self.days.contains(day)
            || (self.last && date == date.last_of_month())
            || (self.last_weekday && is_nearest(date, i16::from(date.days_in_month())))
            || self.nearest.iter().any(|near| is_nearest(date, *near))
    }
}

/// Whether a day is the weekday nearest to a day of its month, without leaving the month.
fn is_nearest(date: Date, near: i16) -> bool {
    let last = i16::from(date.days_in_month());
    if near > last {
        return false;
    }
    let first_day = aws_weekday(date.first_of_month());
    let day = (first_day - 1 + near - 1) % 7 + 1;
    let found = match day {
        SATURDAY if near == 1 => near + 2,
        SATURDAY => near - 1,
        SUNDAY if near == last => near - 2,
        SUNDAY => near + 1,
        _ => near,
    };
    i16::from(date.day()) == found
}

impl OfWeek {
    fn read(text: &str) -> Result<Self, Wrong> {
        let mut found = Self::default();
        if let Some((day, nth)) = text.split_once('#') {
            if text.contains(',') {
                let help = "write a rule for each of them";
                return Err(DAY_OF_WEEK.wrong(text, "with `#` there is one expression only", help));
            }
            let day = DAY_OF_WEEK.value(day)?;
            let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
            let wrong = || DAY_OF_WEEK.wrong(text, "a month has it 1 to 5 times", "write `3#2`");
            found.nth = Some((day, nth.ok_or_else(wrong)?));
            return Ok(found);
        }
        for part in text.split(',') {
            match part.strip_suffix('L') {
                // The last day of the week.
                Some("") => found.days.add([SATURDAY]),
                Some(day) => found.last.push(DAY_OF_WEEK.value(day)?),
                None => found.days.add(DAY_OF_WEEK.part(part)?),
            }
        }
        Ok(found)
    }

    fn contain(&self, date: Date) -> bool {
        let day = aws_weekday(date);
        let is_last = date.day() + 7 > date.days_in_month();
        let nth = i16::from((date.day() - 1) / 7 + 1);
        self.days.contains(day)
            || (is_last && self.last.contains(&day))
            || self.nth == Some((day, nth))
    }
}

/// The day of the week as AWS counts it: SUN is 1.
fn aws_weekday(date: Date) -> i16 {
    i16::from(date.weekday().to_sunday_one_offset())
}
