//! Judges what a scenario expects: whether it held, and if not, what there was, when and why.
//!
//! [`judge`] measures each sentence (the course of a series, rows of a table, what became of a
//! deployment) and compares. Only what broke is explained: its value and bound, the time at which
//! it broke, and the nearest row of the timeline with what that came from. What has no samples
//! fails, and says what there was instead.

mod cause;
mod cells;
mod course;
mod deployment;
mod explain;
mod index;
mod rows;
mod series;
mod window;
mod words;

use super::{GroupState, RunResult, ServiceState};
use crate::engine::{SimTime, Span};
use crate::scenario::expectation::{Bound, Condition, Expectation, Holding, Measure};
pub use cause::{Cause, CauseRow};
use course::{Spell, total};
use index::Index;
pub use words::{explained, never_came, short, value};

/// What became of a sentence.
#[derive(Clone, Debug)]
pub struct Verdict<'r> {
    /// The sentence.
    pub expectation: &'r Expectation,
    /// What was measured, if there was anything to measure.
    pub value: Option<Measured>,
    /// Why it does not hold; none if it does.
    pub failure: Option<Failure>,
}

/// What was measured, in the unit of its sentence; times in microseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

/// Why a sentence does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When it broke, if that was at some time.
    pub at: Option<SimTime>,
    /// What there was, in sentences.
    pub remarks: Vec<String>,
    /// What happened then.
    pub cause: Option<Cause>,
}

impl Verdict<'_> {
    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.failure.is_none()
    }
}

/// The verdicts on all sentences of a run, in the order of the scenario.
pub fn judge(result: &RunResult) -> Vec<Verdict<'_>> {
    if result.expectations.is_empty() {
        return Vec::new();
    }
    let judge = Judge::of(result);
    let verdicts = result.expectations.iter().map(|it| judge.verdict(it));
    verdicts.collect()
}

/// A run, arranged for whoever measures it.
struct Judge<'r> {
    result: &'r RunResult,
    /// The states of each service, by its place in the result.
    service_states: Vec<Vec<&'r ServiceState>>,
    /// The states of each group.
    group_states: Vec<Vec<&'r GroupState>>,
    index: Index<'r>,
    end: SimTime,
}

impl<'r> Judge<'r> {
    fn of(result: &'r RunResult) -> Self {
        let mut service_states = vec![Vec::new(); result.services.len()];
        for state in &result.service_states {
            service_states[state.service as usize].push(state);
        }
        let mut group_states = vec![Vec::new(); result.groups.len()];
        for state in &result.group_states {
            group_states[state.group as usize].push(state);
        }
        Self {
            result,
            service_states,
            group_states,
            index: Index::default(),
            end: SimTime::ZERO + result.duration,
        }
    }

    fn verdict(&self, expectation: &'r Expectation) -> Verdict<'r> {
        let spells = self.spells(&expectation.window);
        // A window around what never happened is about nothing, whatever is measured.
        let has_window = !spells.is_empty();
        let value = has_window
            .then(|| self.measured(&expectation.measure, &spells))
            .flatten();
        let holds = value
            .as_ref()
            .is_some_and(|value| holds(expectation, value));
        let failure = (!holds).then(|| self.failure(expectation, value.as_ref(), &spells));
        Verdict {
            expectation,
            value,
            failure,
        }
    }

    fn measured(&self, measure: &Measure, spells: &[Spell]) -> Option<Measured> {
        let number = match measure {
            Measure::Series(statistic, series) => {
                self.course(series).within(spells).statistic(*statistic)?
            }
            Measure::At(time, series) => self.course(series).at(*time)?.value,
            Measure::Held(holding, condition) => self.held(*holding, condition, spells)?,
            Measure::Rows(statistic, rows) => {
                rows::course(&self.samples(rows, spells)).statistic(*statistic)?
            }
            Measure::Deployment(name, field) => return self.deployment_field(name, *field),
        };
        Some(Measured::Number(number))
    }

    /// When, how long or how often a condition holds.
    fn held(&self, holding: Holding, condition: &Condition, spells: &[Spell]) -> Option<f64> {
        let course = self.truth(condition).within(spells);
        if course.pieces.is_empty() {
            return None;
        }
        let held = course.spells(is_true);
        let micros = |time: SimTime| in_micros(time.since(SimTime::ZERO));
        match holding {
            Holding::Duration => Some(in_micros(total(&held))),
            Holding::First => held.first().map(|spell| micros(spell.from)),
            Holding::Last => held.last().map(|spell| micros(spell.until)),
            #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 spells")]
            Holding::Count => Some(held.len() as f64),
        }
    }
}

/// Whether a condition holds, in a course of conditions.
fn is_true(value: f64) -> bool {
    value > 0.5
}

#[expect(clippy::cast_precision_loss, reason = "285 years are exact")]
fn in_micros(span: Span) -> f64 {
    span.as_micros() as f64
}

/// Whether a value is as it is expected to be.
fn holds(expectation: &Expectation, value: &Measured) -> bool {
    match (value, &expectation.bound) {
        (Measured::Number(value), Bound::Number(bound)) => {
            expectation.comparison.holds(value, bound)
        }
        (Measured::Word(value), Bound::Word(bound)) => expectation.comparison.holds(value, bound),
        _ => false,
    }
}
