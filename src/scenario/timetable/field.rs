//! One field of a cron expression: values, ranges and steps.

use super::Wrong;

/// What a field may hold.
pub(super) struct Field {
    /// As AWS calls it.
    pub(super) name: &'static str,
    pub(super) low: i16,
    pub(super) high: i16,
    /// Names of its values from `low` on, if they have any.
    pub(super) names: &'static [&'static str],
    /// Whether it may be counted in steps: `0/15`.
    pub(super) steps: bool,
    /// Whether its values come round again, so that a range may run over the greatest: `FRI-MON`.
    pub(super) wraps: bool,
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fn plain(name: &'static str, low: i16, high: i16) -> Field {
    Field {
        name,
        low,
        high,
        names: &[],
        steps: true,
        wraps: true,
    }
}

pub(super) const MINUTES: Field = plain("minutes", 0, 59);
pub(super) const HOURS: Field = plain("hours", 0, 23);
pub(super) const DAY_OF_MONTH: Field = plain("day-of-month", 1, 31);
pub(super) const MONTH: Field = Field {
    names: &MONTHS,
    ..plain("month", 1, 12)
};
pub(super) const DAY_OF_WEEK: Field = Field {
    names: &DAYS,
    steps: false,
    ..plain("day-of-week", 1, 7)
};
pub(super) const YEAR: Field = Field {
    wraps: false,
    ..plain("year", 1970, 2199)
};

/// The values that a field allows, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(Vec<i16>);

impl Set {
    pub(super) fn add(&mut self, values: impl IntoIterator<Item = i16>) {
        self.0.extend(values);
        self.0.sort_unstable();
        self.0.dedup();
    }

    pub(super) fn contains(&self, value: i16) -> bool {
        self.0.binary_search(&value).is_ok()
    }

    /// The least of them that is not below a value.
    pub(super) fn at_least(&self, value: i16) -> Option<i16> {
        let index = self.0.partition_point(|one| *one < value);
        self.0.get(index).copied()
    }
}

impl Field {
    /// Reads a whole field: parts with commas between them.
    pub(super) fn set(&self, text: &str) -> Result<Set, Wrong> {
        let mut set = Set::default();
        for part in text.split(',') {
            set.add(self.part(part)?);
        }
        Ok(set)
    }

    /// Reads `*`, `5`, `1-5`, `FRI-MON`, `*/15`, `0/15` or `10-30/5`.
    pub(super) fn part(&self, part: &str) -> Result<impl Iterator<Item = i16> + use<>, Wrong> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let (low, high) = match range.split_once('-') {
            _ if range == "*" => (self.low, self.high),
            Some((low, high)) => (self.value(low)?, self.value(high)?),
            None => {
                let value = self.value(range)?;
                (value, if step.is_some() { self.high } else { value })
            }
        };
        if low > high && !self.wraps {
            let help = "write the two parts with a comma between them";
            return Err(self.wrong(part, "it ends before it begins", help));
        }
        let step = match step {
            None => 1,
            Some(_) if !self.steps => {
                let help = "write the values with commas between them";
                return Err(self.wrong(part, "it knows no steps", help));
            }
            Some(step) => match step.parse::<u16>() {
                Ok(step) if step > 0 && !step_has_sign(part) => usize::from(step),
                _ => {
                    let why = format!("`{step}` is not a step");
                    return Err(self.wrong(part, &why, "write a number from 1"));
                }
            },
        };
        let (first, count) = (self.low, self.high - self.low + 1);
        let high = if low > high { high + count } else { high };
        let values = (low..=high).step_by(step);
        Ok(values.map(move |value| (value - first) % count + first))
    }

    /// Reads a single value, by number or by name.
    pub(super) fn value(&self, text: &str) -> Result<i16, Wrong> {
        let mut names = self.names.iter().zip(self.low..);
        if let Some((_, value)) = names.find(|(name, _)| name.eq_ignore_ascii_case(text)) {
            return Ok(value);
        }
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let value = text.parse().ok().filter(|_| is_number);
        let within = value.filter(|value| (self.low..=self.high).contains(value));
        within.ok_or_else(|| {
            let (low, high) = (self.low, self.high);
            let names = self.names.first().zip(self.names.last());
            let names = names.map(|(first, last)| format!(", or {first} to {last}"));
            let help = format!("it takes {low} to {high}{}", names.unwrap_or_default());
            self.wrong(text, "there is no such value", &help)
        })
    }

    /// Says what is wrong with a part of this field.
    pub(super) fn wrong(&self, part: &str, why: &str, help: &str) -> Wrong {
        let name = self.name;
        Wrong::new(format!("the field {name} has `{part}`: {why}"), help)
    }
}

/// `+5` reads as a number, and is none here.
fn step_has_sign(part: &str) -> bool {
    part.contains('+')
}
