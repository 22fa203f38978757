//! Where tasks were put and why, read from the tables of a run: how full an instance was, which
//! rules chose it and who was refused; what chose the place of a task.

mod told;

use std::collections::BTreeMap;

use super::reading::{ReadError, Results, Rows};
use crate::engine::SimTime;

/// The table with the pictures.
const PACKING: &str = "packing.csv";

/// What decisions say of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// Its rows in the table of pictures, without empty cells.
    pub pictures: Vec<BTreeMap<String, String>>,
    /// The tasks that were put there, those alike together.
    pub chosen: Vec<Alike>,
    /// The tasks that found no place while it came closest, those alike together.
    pub refused: Vec<Alike>,
}

/// Decisions about tasks of one group that read the same but for their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alike {
    /// The first.
    pub first: SimTime,
    /// The last.
    pub last: SimTime,
    /// How many.
    pub times: usize,
    /// The tasks, each once, in order.
    pub tasks: Vec<String>,
    /// What the first of them says.
    pub said: String,
}

/// Why a task stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was chosen.
    pub time: SimTime,
    /// The instance, or the zone.
    pub result: String,
    /// The rule with its numbers.
    pub rule: String,
    /// How often it had found no place before.
    pub refused: usize,
}

/// What is told of the placements on an instance.
///
/// # Errors
/// If a table cannot be read.
pub fn on_instance(results: &Results, id: &str) -> Result<Placed, ReadError> {
    let mut placed = Placed::default();
    let closest = format!(": {id} comes closest");
    let mut rows = results.table("decisions.csv")?;
    while rows.next()? {
        if rows.cell("decider")? != "ecs.placement" {
            continue;
        }
        if rows.cell("result")? == id {
            add(&mut placed.chosen, &rows, "rule")?;
        } else if rows.cell("why_not")?.contains(&closest) {
            add(&mut placed.refused, &rows, "why_not")?;
        }
    }
    // A run without container instances has no pictures; neither has one of an older version.
    if results.has(PACKING) {
        let mut rows = results.table(PACKING)?;
        while rows.next()? {
            if rows.cell("instance")? == id {
                placed.pictures.push(rows.cells().into_iter().collect());
            }
        }
    }
    Ok(placed)
}

/// What chose the place of a task, if that is told: not of those that stood at the start.
///
/// # Errors
/// If a table cannot be read.
pub fn of_task(results: &Results, id: &str) -> Result<Option<Place>, ReadError> {
    let mut refused = 0;
    let mut rows = results.table("decisions.csv")?;
    while rows.next()? {
        if rows.cell("decider")? != "ecs.placement" || rows.cell("resource")? != id {
            continue;
        }
        if rows.cell("acted")? == "false" {
            refused += 1;
            continue;
        }
        return Ok(Some(Place {
            time: rows.time("time_s")?.unwrap_or(SimTime::ZERO),
            result: rows.cell("result")?.to_owned(),
            rule: rows.cell("rule")?.to_owned(),
            refused,
        }));
    }
    Ok(None)
}

/// Adds a decision to those that are like it.
fn add(all: &mut Vec<Alike>, rows: &Rows, column: &'static str) -> Result<(), ReadError> {
    let time = rows.time("time_s")?.unwrap_or(SimTime::ZERO);
    let (task, said) = (rows.cell("resource")?, rows.cell(column)?);
    let group = |task: &str| task.rsplit_once('/').map(|(group, _)| group.to_owned());
    let is_like = |alike: &&mut Alike| {
        let first = alike.tasks.first().map(String::as_str).unwrap_or_default();
        group(first) == group(task) && numberless(&alike.said) == numberless(said)
    };
    let known = all.iter_mut().find(is_like);
    let alike = if let Some(known) = known {
        known
    } else {
        all.push(Alike {
            first: time,
            said: said.to_owned(),
            ..Alike::default()
        });
        let place = all.len() - 1;
        &mut all[place]
    };
    alike.last = time;
    alike.times += 1;
    if alike.tasks.last().is_none_or(|last| last != task) {
        alike.tasks.push(task.to_owned());
    }
    Ok(())
}

/// A rule without the numbers in parentheses and those of resources.
fn numberless(said: &str) -> String {
    said.replace(|letter: char| letter.is_ascii_digit(), "")
}
