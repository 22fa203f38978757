//! Why a sentence does not hold: what there was, when it broke, and what happened then.

use super::cause::{About, cause};
use super::course::{Course, Spell};
use super::rows::Sample;
use super::words::{decimal, spells as told, with_unit};
use super::{Failure, Judge, Measured, holds, is_true};
use crate::engine::SimTime;
use crate::report::words::{count, instant, length};
use crate::scenario::expectation::{
    Bound, Comparison, Condition, DeploymentName, Expectation, GroupColumn, Holding, Measure, Rows,
    Series, ServiceColumn, Statistic, Values, Window,
};

/// When it broke, what there was, and where its cause is looked for.
#[derive(Default)]
struct Broken {
    at: Option<SimTime>,
    remarks: Vec<String>,
    about: Option<About>,
}

impl Judge<'_> {
    /// Why a sentence does not hold, given what was measured.
    pub(super) fn failure(
        &self,
        expectation: &Expectation,
        value: Option<&Measured>,
        spells: &[Spell],
    ) -> Failure {
        let broken = match (&expectation.window, value, &expectation.measure) {
            (
                Window::Within {
                    event, resource, ..
                },
                _,
                _,
            ) if spells.is_empty() => no_event(event, resource.as_deref()),
            (_, value, Measure::Rows(statistic, rows)) => {
                let samples = self.samples(rows, spells);
                self.of_rows(expectation, *statistic, rows, samples, value)
            }
            (_, None, Measure::Held(holding, condition)) => self.never(*holding, condition, spells),
            (_, _, Measure::Held(holding, condition)) => {
                self.of_condition(expectation, *holding, condition, spells)
            }
            (_, None, Measure::Series(_, series) | Measure::At(_, series)) => no_values(series),
            (_, Some(value), Measure::Series(statistic, series)) => {
                let course = self.course(series).within(spells);
                self.of_series(expectation, *statistic, series, &course, value)
            }
            (_, Some(_), Measure::At(time, series)) => self.of_instant(series, *time),
            (_, _, Measure::Deployment(name, _)) => self.of_deployment(name),
        };
        let Broken { at, remarks, about } = broken;
        let looked_for = about.zip(at.or(Some(self.end)));
        Failure {
            at,
            remarks,
            cause: looked_for.and_then(|(about, time)| cause(self.result, &about, time)),
        }
    }

    /// A statistic of a series: where its values broke the bound, or where they made the statistic
    /// what it is.
    fn of_series(
        &self,
        expectation: &Expectation,
        statistic: Statistic,
        series: &Series,
        course: &Course,
        value: &Measured,
    ) -> Broken {
        let is_bad = |value| !holds(expectation, &Measured::Number(value));
        let bad = course.spells(is_bad);
        let unit = series.of.unit;
        let mut remarks = Vec::new();
        let by_time = !matches!(statistic, Statistic::Sum | Statistic::Count);
        let at = match (bad.first(), value) {
            (Some(first), _) if by_time && total_of(&bad) < total_of(&course.spells(|_| true)) => {
                let outside = beyond(expectation.comparison);
                remarks.push(format!("{outside} {}", told(&bad, self.end)));
                first.from
            }
            (_, Measured::Number(value)) => course.first_of(*value).map_or(self.end, |it| it.from),
            _ => self.end,
        };
        if matches!(
            statistic,
            Statistic::Mean | Statistic::Percentile(_) | Statistic::Sum
        ) {
            let of = |statistic| course.statistic(statistic).unwrap_or_default();
            let (least, most) = (of(Statistic::Min), of(Statistic::Max));
            remarks.push(format!(
                "between {} and {}",
                decimal(least),
                with_unit(unit, most)
            ));
        }
        Broken {
            at: Some(at),
            remarks,
            about: Some(about(series)),
        }
    }

    /// The value of an instant: since when it was so.
    fn of_instant(&self, series: &Series, time: SimTime) -> Broken {
        let piece = self.course(series).at(time);
        let since = piece.map(|piece| piece.from);
        let remarks = since.map(|since| format!("since {}", instant(since)));
        Broken {
            at: Some(since.unwrap_or(time)),
            remarks: remarks.into_iter().collect(),
            about: Some(about(series)),
        }
    }

    /// A condition that held for too long, too often, too late, or not enough.
    fn of_condition(
        &self,
        expectation: &Expectation,
        holding: Holding,
        condition: &Condition,
        spells: &[Spell],
    ) -> Broken {
        let held = self.holds(condition).within(spells).spells(is_true);
        let mut remarks = vec![format!("it held {}", told(&held, self.end))];
        let is_bounded_above = matches!(
            expectation.comparison,
            Comparison::Less | Comparison::AtMost
        );
        let at = match (holding, &expectation.bound) {
            (Holding::Duration, Bound::Number(bound)) if is_bounded_above => {
                let over = used_up(&held, *bound);
                if let Some(time) = over.filter(|_| *bound > 0.0) {
                    let bound = with_unit(expectation.unit, *bound);
                    remarks.push(format!("the {bound} were used up at {}", instant(time)));
                }
                over
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count"
            )]
            (Holding::Count, Bound::Number(bound)) if is_bounded_above => {
                held.get(bound.floor() as usize).map(|spell| spell.from)
            }
            (Holding::Last, _) => held.last().map(|spell| spell.until),
            _ => held.first().map(|spell| spell.from),
        };
        // What made it hold is where its spell began.
        let begin = at.and_then(|at| held.iter().rfind(|spell| spell.from <= at));
        let begin = if holding == Holding::Last {
            at
        } else {
            begin.map(|spell| spell.from).or(at)
        };
        Broken {
            at: begin,
            remarks,
            about: begin.map(|_| about(&condition.series)),
        }
    }

    /// A condition that never held, and what there was instead.
    fn never(&self, holding: Holding, condition: &Condition, spells: &[Spell]) -> Broken {
        let course = self.course(&condition.series).within(spells);
        let of = |statistic| course.statistic(statistic);
        let (Some(least), Some(most)) = (of(Statistic::Min), of(Statistic::Max)) else {
            return no_values(&condition.series);
        };
        let name = name(&condition.series);
        let unit = condition.series.of.unit;
        let mut remarks = vec![format!(
            "no samples: it never held; {name} was between {} and {}",
            decimal(least),
            with_unit(unit, most)
        )];
        if holding == Holding::Last {
            remarks.push("`duration(…) == 0s` says that it shall never hold".to_owned());
        }
        let nearest = match condition.comparison {
            Comparison::Less | Comparison::AtMost => least,
            _ => most,
        };
        Broken {
            at: course.first_of(nearest).map(|piece| piece.from),
            remarks,
            about: Some(about(&condition.series)),
        }
    }

    /// Rows of a table: the one with which there were too many, or those that were there instead.
    fn of_rows(
        &self,
        expectation: &Expectation,
        statistic: Statistic,
        rows: &Rows,
        mut samples: Vec<Sample>,
        value: Option<&Measured>,
    ) -> Broken {
        samples.sort_by_key(|sample| (sample.time, sample.place));
        let what = rows.table.name();
        if samples.is_empty() {
            let mut remarks = vec![match value {
                None => format!("no samples: there are no such {what}"),
                Some(_) => format!("there are no such {what}"),
            }];
            remarks.extend(self.instead(rows));
            return Broken {
                remarks,
                ..Broken::default()
            };
        }
        let Bound::Number(bound) = expectation.bound else {
            return Broken::default();
        };
        let is_count = statistic == Statistic::Count;
        let is_bounded_below = matches!(
            expectation.comparison,
            Comparison::Greater | Comparison::AtLeast
        );
        let broke = if is_count {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count"
            )]
            let allowed = match expectation.comparison {
                Comparison::Less => (bound.ceil() as usize).saturating_sub(1),
                _ => bound.floor() as usize,
            };
            samples.get(allowed).filter(|_| !is_bounded_below)
        } else {
            let is_bad = |sample: &&Sample| !holds(expectation, &Measured::Number(sample.value));
            samples.iter().find(is_bad)
        };
        let (sample, said) = match (broke, is_count) {
            (Some(sample), true) => (sample, "with it there were too many"),
            (Some(sample), false) => (sample, "the first beyond the bound"),
            (None, _) => (&samples[samples.len() - 1], "the last one"),
        };
        let (about, name) = self.named(rows.table, sample.place);
        let time = instant(sample.time);
        let mut remark = format!("{said}: {name} at {time}");
        if !is_count {
            remark = format!("{remark}, {}", with_unit(expectation.unit, sample.value));
            let all = count(samples.len(), "sample");
            remark = format!("{remark}; {all}");
        }
        Broken {
            at: Some(sample.time),
            remarks: vec![remark],
            about: Some(about),
        }
    }

    /// What the table has where nothing is as it was asked for.
    fn instead(&self, rows: &Rows) -> Option<String> {
        const SHOWN: usize = 5;
        let (column, counts) = self.words(rows)?;
        if counts.is_empty() {
            return Some(format!("`{column}` is empty in all rows"));
        }
        let shown = counts.iter().take(SHOWN);
        let shown: Vec<String> = shown
            .map(|(word, count)| format!("{word} ({count})"))
            .collect();
        let more = if counts.len() > SHOWN { ", …" } else { "" };
        Some(format!("`{column}` has: {}{more}", shown.join(", ")))
    }

    /// What became of a deployment instead.
    fn of_deployment(&self, name: &DeploymentName) -> Broken {
        let Some(row) = self.deployment(name) else {
            let remark = match name {
                DeploymentName::Newest(service) => {
                    format!("no samples: nothing was deployed to {service} during the run")
                }
                DeploymentName::Id(id) => format!("no samples: there was no deployment {id}"),
            };
            return Broken {
                remarks: vec![remark],
                ..Broken::default()
            };
        };
        let service = self.result.services[row.service as usize].clone();
        let began = instant(row.created_at);
        let mut remarks = vec![match row.completed_at {
            Some(completed) => {
                let took = length(completed.since(row.created_at));
                format!("{} began at {began} and was COMPLETED after {took}", row.id)
            }
            None => format!(
                "{} began at {began} and is {} at the end",
                row.id, row.state
            ),
        }];
        let mut at = row.completed_at.or(Some(self.end));
        let mut about = About::Deployments(service);
        if let Some((since, why)) = row.stalled {
            remarks.push(format!("no progress since {}: {why}", instant(since)));
            at = Some(since);
            about = About::Service(self.result.services[row.service as usize].clone());
        }
        Broken {
            at,
            remarks,
            about: Some(about),
        }
    }
}

impl Course {
    /// The first piece with that value, or the nearest one to it.
    fn first_of(&self, value: f64) -> Option<super::course::Piece> {
        let distance = |piece: &super::course::Piece| (piece.value - value).abs();
        let pieces = self.pieces.iter();
        pieces
            .min_by(|one, other| distance(one).total_cmp(&distance(other)))
            .copied()
    }
}

fn no_event(event: &str, resource: Option<&str>) -> Broken {
    let of = resource.map_or(String::new(), |resource| format!(" of {resource}"));
    let remark = format!("no samples: there was no {event}{of}");
    Broken {
        remarks: vec![remark],
        ..Broken::default()
    }
}

fn no_values(series: &Series) -> Broken {
    let remark = format!("no samples: {} has no values in that time", name(series));
    Broken {
        remarks: vec![remark],
        ..Broken::default()
    }
}

fn name(series: &Series) -> String {
    format!("{}.{}", series.resource, series.of.name)
}

/// Where the cause of a change of a series is looked for.
fn about(series: &Series) -> About {
    let resource = series.resource.clone();
    match series.of.values {
        Values::Service(column) => match column {
            ServiceColumn::Desired | ServiceColumn::MinHealthy | ServiceColumn::MaxTotal => {
                About::Service(resource)
            }
            ServiceColumn::Deployments => About::Deployments(resource),
            _ => About::Tasks(resource),
        },
        Values::Group(GroupColumn::Desired) | Values::Cluster => About::Anything,
        Values::Group(_) => About::Group(resource),
    }
}

/// How a value is called that breaks a bound.
fn beyond(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::AtLeast => "below it",
        Comparison::Greater => "not above it",
        Comparison::AtMost => "above it",
        Comparison::Less => "not below it",
        Comparison::Equal => "something else",
        Comparison::NotEqual => "so",
    }
}

fn total_of(spells: &[Spell]) -> crate::engine::Span {
    super::course::total(spells)
}

/// When so much time of these spells was over.
fn used_up(spells: &[Spell], micros: f64) -> Option<SimTime> {
    let mut left = micros;
    for spell in spells {
        let length = super::in_micros(spell.length());
        if length > left || (micros <= 0.0 && length > 0.0) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a time"
            )]
            let into = crate::engine::Span::from_micros(left as u64);
            return Some(spell.from + into);
        }
        left -= length;
    }
    spells.last().map(|spell| spell.until)
}
