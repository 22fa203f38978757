//! `ecsim schema`: the JSON Schema of a scenario file.

use std::io;

use super::Outcome;
use super::terminal::Terminal;
use crate::scenario;

/// Prints the schema.
pub(super) fn run(terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    terminal.json(&scenario::schema())?;
    Ok(Outcome::Done)
}
