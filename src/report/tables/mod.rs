//! The tables of a run: one writer per file, all over the same cells.
//!
//! Rows go straight from the result into a buffered file; nothing is collected on the way.

use std::io::{self, Write};

use super::RunResult;

mod calendar;
mod csv;
mod decisions;
mod deployments;
mod digits;
mod events;
mod instances;
mod metrics;
mod packing;
mod services;
mod tasks;
mod timeline;

pub(crate) use calendar::stamp;

use csv::Csv;
pub(super) use deployments::FILE as DEPLOYMENTS_FILE;
pub(super) use instances::FILE as INSTANCES_FILE;
pub(super) use services::FILE as SERVICES_FILE;
pub(super) use tasks::FILE as TASKS_FILE;
pub(super) use timeline::{EVENTS_FILE, TIMELINE_FILE, write_timeline};

/// A CSV file of the results.
pub(super) trait Table: Sync {
    /// The name of the file.
    fn file(&self) -> &'static str;

    /// The header. Columns are added to at its end, never renamed.
    fn columns(&self) -> &'static str;

    /// Whether there is such a file at all.
    fn is_in(&self, _: &RunResult) -> bool {
        true
    }

    /// Writes all rows.
    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()>;

    /// Writes header and rows.
    fn write(&self, result: &RunResult, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = Csv::new(out, self.columns())?;
        self.rows(result, &mut csv)
    }
}

/// Every table but the timeline, which is written together with its events.
pub(super) const TABLES: [&dyn Table; 7] = [
    &decisions::Decisions,
    &services::Services,
    &deployments::Deployments,
    &tasks::Tasks,
    &instances::Instances,
    &metrics::Metrics,
    &packing::Packing,
];

/// The whole text of a table, for tests.
#[cfg(test)]
fn text(table: &dyn Table, result: &RunResult) -> String {
    let mut out = Vec::new();
    table.write(result, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
