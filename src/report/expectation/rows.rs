//! Rows of tables: which are meant, and the values in them.

use std::collections::BTreeMap;

use super::Judge;
use super::cause::{Lead, Says, Whose};
use super::cells::{Cell, Find, Frame, Numbered, Record};
use super::course::{Course, Piece, Spell};
use crate::engine::SimTime;
use crate::report::{DecisionRow, InstanceRow, TaskRow};
use crate::scenario::expectation::{Bound, Cells, Comparison, Matching, Rows, Table, Test, Words};

/// A row that is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    /// When all that is asked of it was known.
    pub(super) time: SimTime,
    /// The value that is asked for; 1 if only rows are counted.
    pub(super) value: f64,
    /// Its place in its table.
    pub(super) place: u32,
}

/// One value per row, as statistics take them.
pub(super) fn course(samples: &[Sample]) -> Course {
    let piece = |sample: &Sample| Piece {
        from: sample.time,
        until: sample.time,
        value: sample.value,
    };
    Course {
        pieces: samples.iter().map(piece).collect(),
        steps: false,
    }
}

impl Judge<'_> {
    /// The rows that are meant in these spells, in order of time.
    pub(super) fn samples(&self, rows: &Rows, spells: &[Spell]) -> Vec<Sample> {
        let mut samples = self.all_samples(rows);
        let end = self.end;
        let is_in = |time: SimTime| {
            let after = spells.partition_point(|spell| spell.from <= time);
            let spell = after.checked_sub(1).map(|place| spells[place]);
            // What happens at the very end of the run belongs to it.
            spell.is_some_and(|spell| time < spell.until || (spell.until == end && time == end))
        };
        samples.retain(|sample| is_in(sample.time));
        samples.sort_by_key(|sample| (sample.time, sample.place));
        samples
    }

    fn all_samples(&self, rows: &Rows) -> Vec<Sample> {
        let result = self.result;
        let places = self.index.among(result, rows);
        match rows.table {
            Table::Tasks => Wanted::<TaskRow>::of(rows).among(&result.tasks, places),
            Table::Instances => Wanted::<InstanceRow>::of(rows).among(&result.instances, places),
            Table::Decisions => {
                let wanted = Wanted::<DecisionRow>::of(rows);
                let mut decision = DecisionRow::default();
                let samples = (0..result.journal.decisions()).filter_map(|index| {
                    result.journal.decision(index, &mut decision);
                    wanted.sample(&decision, index)
                });
                samples.collect()
            }
            Table::Deployments => {
                let wanted = Wanted::<Frame>::of(rows);
                let states = (0..).zip(&result.deployment_states);
                let samples = states
                    .filter_map(|(place, state)| wanted.sample(&Frame::of(result, state), place));
                samples.collect()
            }
            Table::Timeline => {
                let wanted = Wanted::<Numbered>::of(rows);
                let mut numbered = Numbered::default();
                let mut sample = |seq| {
                    numbered.seq = seq;
                    result.journal.row(seq, &mut numbered.row);
                    wanted.sample(&numbered, seq)
                };
                match places {
                    Some(places) => places.iter().filter_map(|seq| sample(*seq)).collect(),
                    None => (1..=result.journal.rows()).filter_map(sample).collect(),
                }
            }
        }
    }

    /// Where the cause of a row is looked for, and how it is called.
    pub(super) fn named(&self, table: Table, place: u32) -> (Lead, String) {
        let result = self.result;
        let index = place as usize;
        match table {
            Table::Tasks => {
                let id = &result.tasks[index].id;
                (Lead::resource(id), id.clone())
            }
            Table::Instances => {
                let id = &result.instances[index].id;
                (Lead::resource(id), id.clone())
            }
            Table::Timeline => (Lead::Row(place), format!("row {place}")),
            Table::Deployments => {
                let state = &result.deployment_states[index];
                let deployment = &result.deployments[state.deployment as usize];
                let service = &result.services[deployment.service as usize];
                let lead = Lead::Rows(Whose::Service(service.clone()), Says::Anything);
                (lead, format!("{} ({})", deployment.id, state.state))
            }
            Table::Decisions => {
                let mut decision = DecisionRow::default();
                result.journal.decision(place, &mut decision);
                let about = match decision.seq {
                    Some(seq) => Lead::Row(seq),
                    None => Lead::resource(&decision.resource),
                };
                let said = if decision.acted {
                    &decision.result
                } else {
                    &decision.why_not
                };
                let name = format!("{} on {} ({said})", decision.decider, decision.resource);
                (about, name)
            }
        }
    }

    /// What stands in the column of words that is asked for first, and how often.
    pub(super) fn words(&self, rows: &Rows) -> Option<(&'static str, Vec<(String, usize)>)> {
        let column = first_word(rows.test.as_ref()?)?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = |cell: Cell<'_>| {
            if let Cell::Text(text) = cell {
                *counts.entry(text.to_owned()).or_default() += 1;
            }
        };
        let result = self.result;
        match rows.table {
            Table::Tasks => result
                .tasks
                .iter()
                .for_each(|row| count(TaskRow::cell(column)(row))),
            Table::Instances => {
                let cell = InstanceRow::cell(column);
                result.instances.iter().for_each(|row| count(cell(row)));
            }
            Table::Decisions => {
                let mut row = DecisionRow::default();
                for index in 0..result.journal.decisions() {
                    result.journal.decision(index, &mut row);
                    count(DecisionRow::cell(column)(&row));
                }
            }
            Table::Deployments => {
                for state in &result.deployment_states {
                    count(Frame::cell(column)(&Frame::of(result, state)));
                }
            }
            Table::Timeline => {
                let mut row = Numbered::default();
                for seq in 1..=result.journal.rows() {
                    result.journal.row(seq, &mut row.row);
                    count(Numbered::cell(column)(&row));
                }
            }
        }
        counts.remove("");
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Some((column, counts))
    }
}

/// The first column of words in a test.
fn first_word(test: &Test) -> Option<&'static str> {
    match test {
        Test::Cell(column, ..) => match column.cells {
            Cells::Word(words) if words != Words::Resource => Some(column.name),
            _ => None,
        },
        Test::All(tests) | Test::Any(tests) => tests.iter().find_map(first_word),
    }
}

/// What is asked of the rows of one table, with its columns found once.
struct Wanted<'e, R> {
    value: Option<Find<R>>,
    minus: Option<Find<R>>,
    test: Option<Asked<'e, R>>,
    /// All columns that are asked for.
    columns: Vec<&'static str>,
}

/// A test with its columns found.
enum Asked<'e, R> {
    Cell(Find<R>, Matching, &'e Bound),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl<'e, R: Record> Wanted<'e, R> {
    fn of(rows: &'e Rows) -> Self {
        let mut columns: Vec<&'static str> = Vec::new();
        columns.extend(
            rows.column
                .iter()
                .chain(&rows.minus)
                .map(|column| column.name),
        );
        let test = rows.test.as_ref().map(|test| Asked::of(test, &mut columns));
        Self {
            value: rows.column.map(|column| R::cell(column.name)),
            minus: rows.minus.map(|column| R::cell(column.name)),
            test,
            columns,
        }
    }

    /// The rows that are meant, among all or among those in these places.
    fn among(&self, rows: &[R], places: Option<&[u32]>) -> Vec<Sample> {
        let sample = |place: u32| self.sample(&rows[place as usize], place);
        if let Some(places) = places {
            return places.iter().filter_map(|place| sample(*place)).collect();
        }
        let all = (0..).zip(rows);
        all.filter_map(|(place, row)| self.sample(row, place))
            .collect()
    }

    fn sample(&self, row: &R, place: u32) -> Option<Sample> {
        if !self.test.as_ref().is_none_or(|test| test.holds(row)) {
            return None;
        }
        let value = match (self.value, self.minus) {
            (None, _) => 1.0,
            (Some(value), None) => number(value(row))?,
            (Some(value), Some(minus)) => number(value(row))? - number(minus(row))?,
        };
        let known = self
            .columns
            .iter()
            .filter_map(|column| row.known_at(column));
        let time = known.max().unwrap_or(row.begins_at());
        Some(Sample { time, value, place })
    }
}

impl<'e, R: Record> Asked<'e, R> {
    fn of(test: &'e Test, columns: &mut Vec<&'static str>) -> Self {
        let mut several = |tests: &'e [Test]| {
            let asked = tests.iter().map(|test| Self::of(test, columns));
            asked.collect()
        };
        match test {
            Test::All(tests) => Self::All(several(tests)),
            Test::Any(tests) => Self::Any(several(tests)),
            Test::Cell(column, matching, bound) => {
                columns.push(column.name);
                Self::Cell(R::cell(column.name), *matching, bound)
            }
        }
    }

    fn holds(&self, row: &R) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(row)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(row)),
            Self::Cell(find, matching, bound) => matches(find(row), *matching, bound),
        }
    }
}

fn matches(cell: Cell<'_>, matching: Matching, bound: &Bound) -> bool {
    match (cell, matching, bound) {
        (Cell::Text(text), Matching::Contains, Bound::Word(part)) => text.contains(part.as_str()),
        (Cell::Text(text), Matching::Compare(comparison), Bound::Word(word)) => {
            comparison.holds(text, word.as_str())
        }
        (cell, Matching::Compare(comparison), Bound::Number(bound)) => {
            number(cell).is_some_and(|number| comparison.holds(&number, bound))
        }
        // An empty word against a time or a number: whether the cell is empty.
        (cell, Matching::Compare(comparison), Bound::Word(_)) => {
            number(cell).is_none() == (comparison == Comparison::Equal)
        }
        _ => false,
    }
}

/// The number in a cell; times are in microseconds.
#[expect(clippy::cast_precision_loss, reason = "285 years are exact")]
fn number(cell: Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Text(_) => None,
        Cell::Time(time) => time.map(|time| time.as_micros() as f64),
        Cell::Number(number) => number.map(f64::from),
    }
}
