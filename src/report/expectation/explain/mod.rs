//! Why a sentence does not hold: what there was, when it broke, and what happened then.

use super::cause::{Lead, cause};
use super::course::Spell;
use super::words::with_unit;
use super::{Failure, Judge, Measured};
use crate::engine::SimTime;
use crate::scenario::expectation::{Bound, Comparison, Expectation, Measure, Statistic, Window};

mod condition;
mod deployment;
mod rows;
mod series;

/// When it broke, what there was, and where its cause is looked for.
#[derive(Default)]
struct Broken {
    at: Option<SimTime>,
    remarks: Vec<String>,
    lead: Option<Lead>,
    /// When the cause was, if that was not when it broke.
    since: Option<SimTime>,
}

impl Judge<'_> {
    /// Why a sentence does not hold, given what was measured.
    pub(super) fn failure(
        &self,
        expectation: &Expectation,
        value: Option<&Measured>,
        spells: &[Spell],
    ) -> Failure {
        let broken = match &expectation.window {
            Window::Within {
                event, resource, ..
            } if spells.is_empty() => {
                let of = resource
                    .as_ref()
                    .map_or(String::new(), |it| format!(" of {it}"));
                Broken::nothing(format!("no samples: there was no {event}{of}"))
            }
            _ => self.broken(expectation, value, spells),
        };
        let lead = broken.lead.zip(broken.since.or(broken.at));
        let cause = lead.and_then(|(lead, time)| cause(self.result, &lead, time));
        let mut remarks = broken.remarks;
        if cause.is_none() && remarks.is_empty() && broken.since == Some(SimTime::ZERO) {
            remarks.push("it was so from the start".to_owned());
        }
        Failure {
            at: broken.at,
            remarks,
            cause,
        }
    }

    fn broken(
        &self,
        expectation: &Expectation,
        value: Option<&Measured>,
        spells: &[Spell],
    ) -> Broken {
        match (&expectation.measure, value) {
            (Measure::Rows(statistic, rows), _) => {
                let samples = self.samples(rows, spells);
                self.of_rows(expectation, *statistic, rows, &samples)
            }
            (Measure::Held(holding, condition), None) => self.never(*holding, condition, spells),
            (Measure::Held(holding, condition), Some(_)) => {
                self.of_condition(expectation, *holding, condition, spells)
            }
            (Measure::Series(_, series) | Measure::At(_, series), None) => {
                let name = series::name(series);
                Broken::nothing(format!("no samples: {name} has no values in that time"))
            }
            (Measure::Series(Statistic::Sum, series), Some(_)) => {
                self.of_sum(expectation, series, spells)
            }
            (Measure::Series(Statistic::Count, series), Some(_)) => {
                let name = series::name(series);
                Broken::nothing(format!("{name} has that many values in that time"))
            }
            (Measure::Series(statistic, series), Some(_)) => {
                self.of_series(expectation, *statistic, series, spells)
            }
            (Measure::At(time, series), Some(_)) => self.of_instant(series, *time),
            (Measure::Deployment(name, field), value) => {
                self.of_deployment(name, *field, value.is_some())
            }
        }
    }
}

impl Broken {
    /// There was nothing to measure.
    fn nothing(remark: String) -> Self {
        Self {
            remarks: vec![remark],
            ..Self::default()
        }
    }
}

/// How a value is called that breaks a bound: `below 4`.
fn beyond(expectation: &Expectation) -> String {
    let how = match expectation.comparison {
        Comparison::AtLeast => "below",
        Comparison::Greater => "not above",
        Comparison::AtMost => "above",
        Comparison::Less => "not below",
        Comparison::Equal => "not",
        Comparison::NotEqual => "exactly",
    };
    match &expectation.bound {
        Bound::Number(number) => format!("{how} {}", with_unit(expectation.unit, *number)),
        Bound::Word(word) => format!("{how} {word}"),
    }
}

/// How many of something are not too many, if too many break it.
fn most_allowed(expectation: &Expectation) -> Option<usize> {
    let Bound::Number(bound) = expectation.bound else {
        return None;
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count"
    )]
    match expectation.comparison {
        Comparison::Less => Some((bound.ceil() as usize).saturating_sub(1)),
        Comparison::AtMost | Comparison::Equal => Some(bound.floor() as usize),
        Comparison::Greater | Comparison::AtLeast | Comparison::NotEqual => None,
    }
}

/// Whether too much of something breaks it.
fn is_bounded_above(expectation: &Expectation) -> bool {
    matches!(
        expectation.comparison,
        Comparison::Less | Comparison::AtMost
    )
}
