//! Mishaps of the timeline that hit tasks.

use super::TaskName;
use crate::engine::Span;
use crate::ids::ServiceId;

/// Tasks among which a mishap chooses.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskTarget {
    /// Those of a service that are RUNNING.
    Service(ServiceId),
    /// These, as far as they are RUNNING.
    Tasks(Vec<TaskName>),
}

/// Essential containers exit.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskCrash {
    /// Among which tasks.
    pub target: TaskTarget,
    /// How many; `None`: all of them.
    pub count: Option<u32>,
    /// With what.
    pub exit_code: u8,
}

/// Health checks fail.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthCheckFailure {
    /// Among which tasks.
    pub target: TaskTarget,
    /// How many; `None`: all of them.
    pub count: Option<u32>,
    /// For how long; `None`: until the task ends.
    pub duration: Option<Span>,
    /// Whether the checks hang until their `timeout`.
    pub hangs: bool,
}
