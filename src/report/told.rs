//! What the rooms told that no table shows, as facts: the wording of a row is free to change.

use std::collections::BTreeMap;

use super::NoMove;
use crate::engine::SimTime;

/// What the summary counts and no table has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Each time a service said that it found no room for a task, in order of time.
    pub without_room: Vec<WithoutRoom>,
    /// Each time a service said that its percents left its deployment no move, in order of time.
    /// It is said again and again as long as it lasts.
    pub blocked: Vec<Blocked>,
    /// The entries of the timeline that were not done, or not in full, in order of time.
    pub unmet: Vec<Unmet>,
    /// How often EventBridge made a throttled call again.
    pub retries: u32,
    /// How many calls of EventBridge it gave up.
    pub given_up: u32,
    /// The rules and schedules that fired, in file order.
    pub fired: Vec<Fired>,
    /// How the zones of services were balanced, by their places in
    /// [`RunResult::services`](super::RunResult::services).
    pub rebalanced: BTreeMap<u32, Rebalanced>,
    /// The subnets whose addresses the scenario counts, in file order.
    pub subnets: Vec<SubnetUse>,
    /// The instances whose Docker daemon was down, in order of time.
    pub without_docker: Vec<String>,
    /// The instances that were not allowed to register as they booted, in order of time.
    pub cannot_register: Vec<String>,
    /// How many volumes lost their data with a task or with a machine.
    pub volumes_lost: u32,
}

/// How full a subnet was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubnetUse {
    /// Its id.
    pub name: String,
    /// How many addresses it has for instances and tasks.
    pub all: u32,
    /// The fewest that were free.
    pub fewest: u32,
    /// How often there were too few.
    pub refused: u32,
}

/// A rule or schedule that fired.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fired {
    /// Its name.
    pub name: String,
    /// `startedBy` of its tasks.
    pub started_by: String,
    /// How often.
    pub times: u32,
}

/// How the zones of a service were balanced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebalanced {
    /// How often its tasks began to move.
    pub begun: u32,
    /// When they were balanced, if they were after the last time.
    pub done_at: Option<SimTime>,
}

/// A service found no room for a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutRoom {
    /// When.
    pub time: SimTime,
    /// Which service, by its place in [`RunResult::services`](super::RunResult::services).
    pub service: u32,
    /// What was missing: `RESOURCE:CPU`.
    pub reason: &'static str,
}

/// The percents of a service left its deployment no move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// When.
    pub time: SimTime,
    /// Which service, by its place in [`RunResult::services`](super::RunResult::services).
    pub service: u32,
    /// Which rule it was, with its numbers.
    pub held: NoMove,
}

/// An entry of the timeline that was not done, or not in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// The API call of that name was refused.
    Refused(&'static str),
    /// The API call of that name was throttled.
    Throttled(&'static str),
    /// The mishap of that name found nothing to hit.
    HitNothing(&'static str),
    /// A RunTask call started fewer tasks than it asked for.
    RunInPart,
}
