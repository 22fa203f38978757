//! The numbers of a run in one place: counted once, told to machines and to people.
//!
//! [`Summary::of`] reads the result, once per run; [`json()`] and [`text()`] tell it. A number
//! that does not exist is left out, never 0: a service that never came up has no "lowest after
//! that".

use std::collections::BTreeMap;
use std::path::Path;

use super::endings::Endings;
use super::expectation::Verdict;
use super::packing;
use super::{InstanceEnd, NoMove, RunResult};
use crate::engine::{SimTime, Span};

mod counts;
mod expectations;
mod json;
mod page;
mod readiness;
mod text;

/// Everything that the summary says, with the numbers still as numbers.
pub struct Summary<'a> {
    /// The run that it is about.
    pub result: &'a RunResult,
    /// Each service, in file order.
    pub services: Vec<ServiceSummary<'a>>,
    /// All tasks, standalone ones too.
    pub tasks: TaskCounts,
    /// How the tasks of each deployment ended that nobody had told to, by its place in the result.
    pub endings: Vec<Endings>,
    /// EC2 instances.
    pub instances: InstanceCounts,
    /// Fargate Spot tasks that were taken back.
    pub interrupted_fargate_tasks: u32,
    /// How often a service found no room for a task and said so.
    pub placement_failures: u32,
    /// What the timeline asked for in vain.
    pub in_vain: InVain,
    /// What binds each cluster, in file order.
    pub packing: Vec<packing::verdict::Verdict<'a>>,
    /// What became of each sentence of `expect`, in file order.
    pub verdicts: Vec<Verdict<'a>>,
}

impl Summary<'_> {
    /// Whether everything that was expected holds.
    pub fn all_hold(&self) -> bool {
        self.verdicts.iter().all(Verdict::holds)
    }
}

/// Entries of the timeline that were not done, or not in full, by the name of their action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InVain {
    /// API calls that were refused.
    pub refused: BTreeMap<&'static str, u32>,
    /// API calls that were throttled.
    pub throttled: BTreeMap<&'static str, u32>,
    /// Mishaps that found nothing to hit.
    pub hit_nothing: BTreeMap<&'static str, u32>,
    /// RunTask calls that started fewer tasks than they asked for.
    pub run_in_part: u32,
    /// How often EventBridge made a throttled call again.
    pub retries: u32,
    /// How many calls of EventBridge it gave up.
    pub given_up: u32,
}

/// A time at which the percents of a service left its deployment no move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// From then on.
    pub from: SimTime,
    /// Until then; the end of the run if it never moved again.
    pub until: SimTime,
    /// The rule that held it, with its numbers.
    pub held: NoMove,
}

/// When a service said that it found no room for a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoRoom {
    /// How often.
    pub failures: u32,
    /// For the first and for the last time.
    pub between: Option<(SimTime, SimTime)>,
    /// What was missing the last time: `RESOURCE:CPU`; empty if it never lacked room.
    pub reason: &'static str,
    /// How many tasks it lacks at the end of the run.
    pub lacking: u32,
    /// `desiredCount` when it said so for the last time.
    pub desired: u32,
}

/// What became of one service.
pub struct ServiceSummary<'a> {
    /// Its label.
    pub label: &'a str,
    /// `desiredCount` and ready tasks at the end, if its state was ever taken down.
    pub at_end: Option<AtEnd>,
    /// Its tasks.
    pub tasks: TaskCounts,
    /// Over the whole run.
    pub readiness: Readiness,
    /// If it came up from nothing: when it first had all its desired tasks ready, and how it fared
    /// from then on. What stood at the start has nothing to come up to.
    pub once_full: Option<(SimTime, Readiness)>,
    /// The places of its deployments in the result, in order of creation.
    pub deployments: Vec<usize>,
    /// Whether a deployment of it is IN_PROGRESS at the end.
    pub is_deploying: bool,
    /// Whether it lacked room.
    pub no_room: NoRoom,
    /// The times at which the percents left its deployment no move.
    pub blocked: Vec<Blocked>,
}

/// How a service stood at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtEnd {
    /// `desiredCount`.
    pub desired: u32,
    /// Ready tasks.
    pub ready: u32,
    /// The floor for them.
    pub min_healthy: u32,
}

/// How far the ready tasks fell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// The fewest ready tasks, and when there were so few for the first time.
    pub lowest: Option<(u32, SimTime)>,
    /// When most tasks were missing, if any ever was.
    pub shortfall: Option<Shortfall>,
    /// How long there were fewer than the deployment's floor.
    pub below_min_healthy: Span,
    /// In how many separate times.
    pub spells_below_min_healthy: u32,
    /// How long there were fewer than desired.
    pub below_desired: Span,
    /// The least and the greatest `desiredCount`.
    pub desired: Option<(u32, u32)>,
    /// The lowest and the highest floor.
    pub min_healthy: Option<(u32, u32)>,
    /// Whether the last state was below the floor.
    is_below_min_healthy: bool,
}

/// Fewer ready tasks than desired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// So many were ready.
    pub ready: u32,
    /// So many were desired at that time.
    pub desired: u32,
    /// When it was as bad as this for the first time.
    pub time: SimTime,
}

impl Shortfall {
    /// How many were missing.
    pub fn missing(&self) -> u32 {
        self.desired - self.ready
    }
}

/// Tasks that stood at the start, became RUNNING, and stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    /// RUNNING when the scenario began.
    pub at_start: u32,
    /// Created after that.
    pub created: u32,
    /// Became RUNNING after that.
    pub started: u32,
    /// Became STOPPED, by `stopCode`; empty where none was given.
    pub stopped: BTreeMap<&'static str, u32>,
    /// Of those whose container exited: how many were done, with exit code 0.
    pub done: u32,
    /// Not RUNNING yet at the end, and not told to stop.
    pub starting: u32,
    /// Protected from scale-in at the end.
    pub protected: u32,
    /// Never become RUNNING, by what they run and why, in words.
    pub never_run: BTreeMap<(String, String), u32>,
}

/// What became of an instance whose container instance is still registered without an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gone {
    /// It runs; only its agent is not connected.
    Disconnected,
    /// It was stopped.
    Stopped,
    /// It was terminated.
    Terminated,
}

/// An instance that lost its agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutAgent {
    /// Its name.
    pub name: String,
    /// How long it was without, all times together; those that did not end are left out.
    pub lasted: Span,
    /// Whether the last time did not end.
    pub for_good: bool,
}

/// Instances by market.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceCounts {
    /// Registered when the scenario began.
    pub at_start: BTreeMap<&'static str, u32>,
    /// Launched after that.
    pub launched: BTreeMap<&'static str, u32>,
    /// Terminated.
    pub terminated: BTreeMap<&'static str, u32>,
    /// The same, by what ended them, in words and by kind.
    pub ended_by: BTreeMap<(String, Option<InstanceEnd>), u32>,
    /// Warned that they would be taken back.
    pub interrupted: BTreeMap<&'static str, u32>,
    /// Those whose container instance stays registered at the end although its agent is not
    /// connected: their names, by whether they are terminated or stopped, or only out of touch.
    pub out_of_touch: BTreeMap<Gone, Vec<String>>,
    /// How many lost their agent for a while, or for good.
    pub lost_agent: u32,
    /// The same, by name.
    pub without_agent: Vec<WithoutAgent>,
}

/// The summary as a JSON document: what `summary.json` holds and `--json` prints.
///
/// ```
/// use ecsim::report::summary::{self, Summary};
///
/// fn tasks_started(summary: &Summary) -> Option<u64> {
///     summary::json(summary)["tasks"]["started"]["value"].as_u64()
/// }
/// ```
pub fn json(summary: &Summary) -> serde_json::Value {
    json::document(summary)
}

/// The summary for people: lines of at most [`WIDTH`] columns, without colour, and no more than
/// [`LINES`] of them unless names or messages are long: these are never cut.
/// `dir` is where the files are, if any were written.
///
/// ```
/// use ecsim::report::RunResult;
/// use ecsim::report::summary::{self, Summary};
///
/// fn tell(result: &RunResult) {
///     print!("{}", summary::text(&Summary::of(result), None));
/// }
/// ```
pub fn text(summary: &Summary, dir: Option<&Path>) -> String {
    text::of(summary, dir)
}

/// The most lines that [`text()`] has, unless names are long.
pub const LINES: usize = 25;

/// The most columns that a line of [`text()`] has; only the path of the files may be longer.
pub const WIDTH: usize = super::WIDTH;

/// The numbers of a map together.
fn sum<N>(counts: &BTreeMap<N, u32>) -> u32 {
    counts.values().sum()
}
