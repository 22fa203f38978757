//! Rows of a table: those that were too many, the worst of them, or what there was instead.

use super::{Broken, beyond, most_allowed};
use crate::report::expectation::rows::Sample;
use crate::report::expectation::words::with_unit;
use crate::report::expectation::{Judge, Measured, holds};
use crate::report::words::{count, instant};
use crate::scenario::expectation::{Bound, Expectation, Rows, Statistic, Table};

/// How many words of a column are told.
const SHOWN: usize = 5;

impl Judge<'_> {
    /// Rows that are too many, too few, or have the wrong values.
    pub(super) fn of_rows(
        &self,
        expectation: &Expectation,
        statistic: Statistic,
        rows: &Rows,
        samples: &[Sample],
    ) -> Broken {
        if samples.is_empty() {
            return self.no_rows(statistic, rows);
        }
        let told = match statistic {
            Statistic::Count => too_many(expectation, samples),
            _ => worst(expectation, samples),
        };
        let (sample, said) = told.unwrap_or_else(|| {
            let last = &samples[samples.len() - 1];
            (last, "the last of them".to_owned())
        });
        let (lead, name) = self.named(rows.table, sample.place);
        let value = match statistic {
            Statistic::Count => String::new(),
            _ => format!(" with {}", with_unit(expectation.unit, sample.value)),
        };
        let time = instant(sample.time);
        Broken {
            at: Some(sample.time),
            remarks: vec![format!("{said}: {name}{value} at {time}")],
            lead: Some(lead),
            since: None,
        }
    }

    /// No row is as it is asked for: what the table has instead.
    fn no_rows(&self, statistic: Statistic, rows: &Rows) -> Broken {
        let what = match rows.table {
            Table::Deployments => "rows of deployments",
            Table::Timeline => "rows",
            table => table.name(),
        };
        let none = format!("there are no such {what}");
        let mut broken = Broken::nothing(match statistic {
            Statistic::Count => none,
            _ => format!("no samples: {none}"),
        });
        if let Some((column, counts)) = self.words(rows) {
            let shown = counts.iter().take(SHOWN);
            let shown: Vec<String> = shown.map(|(word, n)| format!("{word} ({n})")).collect();
            let more = if counts.len() > SHOWN { ", …" } else { "" };
            broken.remarks.push(match shown.len() {
                0 => format!("`{column}` is empty in all rows"),
                _ => format!("in the whole run `{column}` is {}{more}", shown.join(", ")),
            });
        }
        broken
    }
}

/// The row with which there were too many, if too many is what is wrong.
fn too_many<'s>(expectation: &Expectation, samples: &'s [Sample]) -> Option<(&'s Sample, String)> {
    let allowed = most_allowed(expectation)?;
    let sample = samples.get(allowed)?;
    Some((
        sample,
        format!("the first one too many, number {}, is", allowed + 1),
    ))
}

/// The row that is farthest beyond the bound, if any is.
fn worst<'s>(expectation: &Expectation, samples: &'s [Sample]) -> Option<(&'s Sample, String)> {
    let Bound::Number(bound) = expectation.bound else {
        return None;
    };
    let is_bad = |sample: &&Sample| !holds(expectation, &Measured::Number(sample.value));
    let bad = samples.iter().filter(is_bad);
    let distance = |sample: &Sample| (sample.value - bound).abs();
    // Of equals the earliest.
    let worst = bad.clone().rev();
    let worst = worst.max_by(|one, other| distance(one).total_cmp(&distance(other)))?;
    let (bad, all) = (bad.count(), count(samples.len(), "row"));
    let beyond = beyond(expectation);
    Some((worst, format!("{bad} of {all} {beyond}; the farthest")))
}
