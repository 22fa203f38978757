//! What there is to explain in a run: the names in its tables.

use std::collections::BTreeSet;

use super::reading::{ReadError, Results};
use super::tables::{DEPLOYMENTS_FILE, INSTANCES_FILE, TASKS_FILE, TIMELINE_FILE};
use super::words::{count, thousands};

/// The most names that are listed.
const NAMES: usize = 6;

/// The names that a run knows, in the order of its tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Services and their deployments.
    pub deployments: Vec<String>,
    /// Tasks.
    pub tasks: Vec<String>,
    /// Instances.
    pub instances: Vec<String>,
    /// How many rows its timeline has.
    pub rows: u32,
}

impl Inventory {
    /// What a run has.
    ///
    /// # Errors
    /// If a table cannot be read.
    pub fn of(results: &Results) -> Result<Self, ReadError> {
        let mut found = Self {
            tasks: column(results, TASKS_FILE, "id")?,
            instances: column(results, INSTANCES_FILE, "id")?,
            ..Self::default()
        };
        let mut seen = BTreeSet::new();
        for name in ["service", "deployment"] {
            let names = column(results, DEPLOYMENTS_FILE, name)?.into_iter();
            let names = names.filter(|name| seen.insert(name.clone()));
            found.deployments.extend(names);
        }
        let mut rows = results.table(TIMELINE_FILE)?;
        while rows.next()? {
            found.rows += 1;
        }
        Ok(found)
    }

    /// What there is, in words: one line for each kind.
    pub fn lines(&self) -> Vec<String> {
        let kinds = [("task", &self.tasks), ("instance", &self.instances)];
        let kinds = kinds.iter().filter(|(_, names)| !names.is_empty());
        let mut lines: Vec<String> = kinds
            .map(|(kind, names)| format!("{}: {}", count(names.len(), kind), listed(names, "")))
            .collect();
        lines.push(format!("timeline: rows 1 to {}", self.rows));
        lines
    }
}

/// The first names, one of them before the others, and how many more there are.
pub fn listed(names: &[String], first: &str) -> String {
    let others = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != first);
    let first = (!first.is_empty()).then_some(first);
    let told: Vec<&str> = first.into_iter().chain(others).take(NAMES).collect();
    let told = told.join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => told,
        more => format!("{told} and {} more", thousands(more as u64)),
    }
}

/// All cells of a column.
fn column(results: &Results, table: &str, column: &'static str) -> Result<Vec<String>, ReadError> {
    let mut rows = results.table(table)?;
    let mut cells: Vec<String> = Vec::new();
    while rows.next()? {
        let cell = rows.cell(column)?;
        if cells.last().is_none_or(|last| last != cell) {
            cells.push(cell.to_owned());
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_there_is_has_a_line_for_each_kind() {
        let all = Inventory {
            tasks: names(&["web/1", "web/2"]),
            rows: 7,
            ..Inventory::default()
        };
        assert_eq!(
            all.lines(),
            ["2 tasks: web/1, web/2", "timeline: rows 1 to 7"]
        );
    }
}
