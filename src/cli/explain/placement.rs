//! What `ecsim explain` says of placements: on an instance, or of one task.

use serde_json::Value;

use crate::report::placed::{self, Place, Placed};
use crate::report::reading::{ReadError, Results};

/// The most rows of a list that are told of a task or behind a row, unless all are asked for.
pub(super) const ROWS_OF_TASK: usize = 30;

/// The same of an instance, of which there is more to tell.
const ROWS_OF_INSTANCE: usize = 8;

/// What is known of placements.
pub(super) enum Placement {
    /// What chose the place of a task.
    OfTask(Option<Place>),
    /// What was put on an instance.
    OnInstance(Placed),
}

impl Placement {
    /// Reads what there is.
    pub(super) fn read(results: &Results, kind: &str, name: &str) -> Result<Self, ReadError> {
        match kind {
            "task" => placed::of_task(results, name).map(Self::OfTask),
            _ => placed::on_instance(results, name).map(Self::OnInstance),
        }
    }

    /// How many rows of a list are told beside it, unless all are asked for.
    pub(super) fn rows_beside(&self) -> usize {
        match self {
            Self::OfTask(_) => ROWS_OF_TASK,
            Self::OnInstance(_) => ROWS_OF_INSTANCE,
        }
    }

    /// Its lines, with titles above those of an instance.
    pub(super) fn lines(&self, all: bool) -> Vec<String> {
        match self {
            Self::OfTask(place) => place.iter().flat_map(Place::lines).collect(),
            Self::OnInstance(placed) => {
                let sections = placed.sections(all).into_iter();
                let lines = sections.flat_map(|(title, lines)| {
                    [String::new(), title.to_owned()].into_iter().chain(lines)
                });
                lines.collect()
            }
        }
    }

    /// The same for a program.
    pub(super) fn json(&self) -> Option<Value> {
        match self {
            Self::OfTask(place) => place.as_ref().map(Place::json),
            Self::OnInstance(placed) => Some(placed.json()),
        }
    }
}
