//! A cron expression: which minutes of the calendar it means.

use jiff::civil::{Date, DateTime};
use jiff::{ToSpan, Unit};

use super::Wrong;
use super::days::Days;
use super::field::{HOURS, MINUTES, MONTH, Set, YEAR};

/// A cron expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    minutes: Set,
    hours: Set,
    days: Days,
    months: Set,
    years: Set,
}

impl Cron {
    /// The six fields of EventBridge: minutes, hours, day-of-month, month, day-of-week, year.
    pub(super) fn six_fields(text: &str) -> Result<Self, Wrong> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, of_month, months, of_week, years] = fields[..] else {
            let count = fields.len();
            let said = format!(
                "a cron expression has 6 fields (minutes, hours, day-of-month, month, day-of-week, \
                 year), and here are {count}"
            );
            let help = match count {
                5 => "write the year too, as `*`, and `?` for one of the two days",
                _ => "write `cron(0 3 * * ? *)`",
            };
            return Err(Wrong::new(said, help));
        };
        Ok(Self {
            minutes: MINUTES.set(minutes)?,
            hours: HOURS.set(hours)?,
            days: Days::read(of_month, of_week)?,
            months: MONTH.set(months)?,
            years: YEAR.set(years)?,
        })
    }

    /// The first of its minutes after a local time.
    pub fn next(&self, after: DateTime) -> Option<DateTime> {
        let minute = after.round(
            jiff::civil::DateTimeRound::new()
                .smallest(Unit::Minute)
                .mode(jiff::RoundMode::Floor),
        );
        let from = minute.ok()?.checked_add(1.minute()).ok()?;
        let mut date = from.date();
        let mut time = (i16::from(from.hour()), i16::from(from.minute()));
        loop {
            let year = self.years.at_least(date.year())?;
            let month = self.months.at_least(i16::from(date.month()));
            date = match month {
                _ if year > date.year() => Date::new(year, 1, 1).ok()?,
                None => Date::new(year + 1, 1, 1).ok()?,
                Some(month) if month > i16::from(date.month()) => {
                    Date::new(year, i8::try_from(month).ok()?, 1).ok()?
                }
                Some(_) => {
                    let time = self.days.contain(date).then(|| self.time_from(time));
                    if let Some((hour, minute)) = time.flatten() {
                        return Some(date.at(hour, minute, 0, 0));
                    }
                    date.tomorrow().ok()?
                }
            };
            time = (0, 0);
        }
    }

    /// The first of its minutes of a day that is not before a time.
    fn time_from(&self, (hour, minute): (i16, i16)) -> Option<(i8, i8)> {
        let first = self.minutes.at_least(0)?;
        let same_hour = self.minutes.at_least(minute);
        let (hour, minute) = match self.hours.at_least(hour)? {
            same if same == hour => match same_hour {
                Some(minute) => (same, minute),
                None => (self.hours.at_least(hour + 1)?, first),
            },
            later => (later, first),
        };
        Some((i8::try_from(hour).ok()?, i8::try_from(minute).ok()?))
    }
}
