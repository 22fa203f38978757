//! What a run answered: tables, timeline, summary, charts. Reads results, never the live world.
//!
//! [`RunResult`] is everything that is known after a run; one writer per format turns it into
//! files. The columns and names are the contract with scripts: they are added to at the end, never
//! renamed within [`SCHEMA`].
//!
//! | what | where |
//! | --- | --- |
//! | the tables (`*.csv`, `events.jsonl`) | `tables`, one file each |
//! | `summary.json` and the summary on the terminal | [`summary`] |
//! | what became of `expect`, and why | [`expectation`] |
//! | what has moved since a run was accepted | [`baseline`] |
//! | what binds a cluster, and how few instances would do | [`packing`] |
//! | `charts/*.svg`, `charts/*.png` | [`charts`] |
//! | results read back: [`film`], [`causes`], [`placed`], [`inventory`] of names | [`reading`] |
//! | the directory that holds them, whole or not at all | [`output`] |
//!
//! Left out so far: costs (`costs.csv`), `report.html`.

use crate::engine::{SimTime, Span};
use crate::scenario::expectation::Expectation;

pub mod baseline;
pub mod causes;
pub mod charts;
mod deployment_state;
pub mod endings;
pub mod expectation;
pub mod film;
pub mod inventory;
mod no_move;
pub mod output;
pub mod packing;
pub mod placed;
pub mod reading;
pub(crate) mod stop_codes;
pub mod summary;
mod tables;
#[cfg(test)]
mod testdata;
mod told;
mod words;

pub use deployment_state::{DeploymentState, Hold, Sides};
pub use no_move::NoMove;
pub(crate) use tables::stamp;
pub use told::{Blocked, Fired, Rebalanced, SubnetUse, Told, Unmet, WithoutRoom};
pub(crate) use words::{hang, plain};

/// The widest line that is printed for people, but for paths.
pub const WIDTH: usize = 100;

/// The number of the shape of all results.
pub const SCHEMA: u32 = 1;

/// Everything that is known after a run.
pub struct RunResult {
    /// The scenario's name, also that of the directory.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// The Region, for the events.
    pub region: String,
    /// The seed of all draws.
    pub seed: u64,
    /// The calendar time of 0 s.
    pub start_time: jiff::Timestamp,
    /// How long it was played.
    pub duration: Span,
    /// The digest of the scenario.
    pub digest: String,
    /// The scenario with every default filled in, as YAML.
    pub resolved: String,
    /// What the user should know about the conclusions.
    pub notes: Vec<String>,
    /// What must hold.
    pub expectations: Vec<Expectation>,
    /// What happened, row by row, and what was decided.
    pub journal: Box<dyn Journal + Send + Sync>,
    /// What was told that no table shows.
    pub told: Told,
    /// The services' labels, in file order.
    pub services: Vec<String>,
    /// The states of the services, in order of time.
    pub service_states: Vec<ServiceState>,
    /// How the deployments stood, in order of time: at the beginning of each, and at the end of
    /// every instant in which that changed while tasks had to leave or to come.
    pub deployment_states: Vec<DeploymentState>,
    /// The names of the Auto Scaling groups, in file order.
    pub groups: Vec<String>,
    /// The states of the groups, in order of time: at 0 s, and at the end of every instant in which
    /// one changed (in no table).
    pub group_states: Vec<GroupState>,
    /// Every task, in order of creation.
    pub tasks: Vec<TaskRow>,
    /// Every instance, in order of launch.
    pub instances: Vec<InstanceRow>,
    /// Every deployment, in order of creation.
    pub deployments: Vec<DeploymentRow>,
    /// Every entry of the timeline that was applied, in order of time.
    pub marks: Vec<Mark>,
    /// The Availability Zones, in listed order.
    pub zones: Vec<String>,
    /// The metrics, by namespace, name and dimensions.
    pub metrics: Vec<Series>,
    /// How the clusters that had container instances were packed, in file order.
    pub packing: Vec<packing::PackedCluster>,
}

/// The rows of the timeline and of the decisions, made into text one at a time.
///
/// A search looks at heads first, and makes text only of what it found:
///
/// ```
/// use ecsim::report::Row;
/// # use ecsim::scenario::{Overrides, load_text};
/// # let text = "
/// # duration: 5m
/// # aws:
/// #   containerInstances: [{instanceType: t3.medium, count: 2}]
/// #   taskDefinitions:
/// #     - {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
/// #   services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
/// # timeline: [{at: 1m, stopTask: {task: web/2}}]
/// # ";
/// # let scenario = load_text("search", text, &Overrides::default()).scenario.expect("a scenario");
/// # let result = ecsim::world::simulate(&scenario, &mut |_| false, false).expect("it ends");
///
/// let journal = &result.journal;
/// let found = (1..=journal.rows()).find(|seq| journal.head(*seq).event == "Tasks Started");
/// let mut row = Row::default();
/// journal.row(found.expect("web/2 is replaced"), &mut row);
/// assert_eq!(row.message, "(service web) has started 1 tasks: (task web/5).");
/// ```
pub trait Journal {
    /// How many rows the timeline has.
    fn rows(&self) -> u32;

    /// When and why the row of that number, counted from 1, happened, and how it is called. It is
    /// what [`Journal::row`] says, without making text of anything.
    fn head(&self, seq: u32) -> Head;

    /// Fills in what the row of that number is about, without making the rest of its text.
    fn resource(&self, seq: u32, resource: &mut String);

    /// Fills in the row of that number; the buffers of `row` are reused.
    fn row(&self, seq: u32, row: &mut Row);

    /// How many decisions were taken down.
    fn decisions(&self) -> u32;

    /// Fills in the decision at that position, counted from 0.
    fn decision(&self, index: u32, decision: &mut DecisionRow);
}

/// What can be told of a row of the timeline without making its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// When.
    pub time: SimTime,
    /// The row that made this one happen; none for what comes from outside.
    pub cause: Option<u32>,
    /// AWS's EventBridge source, `ecsim.world` or `ecsim.timeline`.
    pub source: &'static str,
    /// AWS's detail type or service event name, where AWS has one.
    pub event: &'static str,
}

/// One row of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub time: SimTime,
    /// The row that made this one happen; none for what comes from outside.
    pub cause: Option<u32>,
    /// AWS's EventBridge source, `ecsim.world` or `ecsim.timeline`.
    pub source: &'static str,
    /// AWS's detail type or service event name, where AWS has one.
    pub event: &'static str,
    /// The `detail-type` of the EventBridge event.
    pub detail_type: &'static str,
    /// What it happened to, by its short id.
    pub resource: String,
    /// What happened, in a sentence.
    pub message: String,
    /// The ARNs concerned.
    pub arns: Vec<String>,
    /// The `detail` of the EventBridge event: a JSON object.
    pub detail: String,
}

impl Row {
    /// The part without text of its own.
    pub fn head(&self) -> Head {
        Head {
            time: self.time,
            cause: self.cause,
            source: self.source,
            event: self.event,
        }
    }
}

/// One decision, acted upon or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionRow {
    /// When.
    pub time: SimTime,
    /// Who decided.
    pub decider: &'static str,
    /// About what.
    pub resource: String,
    /// The formula with the numbers put in.
    pub rule: String,
    /// What went in, `name=value` separated by spaces.
    pub inputs: String,
    /// What came out.
    pub result: String,
    /// Whether it was carried out.
    pub acted: bool,
    /// If not, why.
    pub why_not: String,
    /// The first row of the timeline that it made.
    pub seq: Option<u32>,
}

/// The state of a service from an instant on: a row of `services.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceState {
    /// From when on.
    pub time: SimTime,
    /// Which service, by its place in [`RunResult::services`].
    pub service: u32,
    /// `desiredCount`.
    pub desired: u32,
    /// Tasks that are RUNNING and not told to stop.
    pub running: u32,
    /// Tasks before RUNNING and not told to stop.
    pub pending: u32,
    /// Tasks that count as healthy: H.
    pub ready: u32,
    /// Tasks told to stop that are not STOPPED yet.
    pub stopping: u32,
    /// The floor for `ready`: minH.
    pub min_healthy: u32,
    /// The ceiling for the total: maxT.
    pub max_total: u32,
    /// Deployments that are not INACTIVE.
    pub deployments: u32,
    /// Tasks, of the running ones, that a check found unhealthy after their grace period.
    pub unhealthy: u32,
}

impl ServiceState {
    /// All tasks not yet STOPPED: T.
    pub fn total(&self) -> u32 {
        self.running + self.pending + self.stopping
    }
}

/// The state of an Auto Scaling group from an instant on: what its metrics sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupState {
    /// From when on.
    pub time: SimTime,
    /// Which group, by its place in [`RunResult::groups`].
    pub group: u32,
    /// `GroupDesiredCapacity`.
    pub desired: u32,
    /// `GroupInServiceInstances`.
    pub in_service: u32,
    /// `GroupPendingInstances`.
    pub pending: u32,
    /// `GroupTerminatingInstances`.
    pub terminating: u32,
}

impl GroupState {
    /// `GroupTotalInstances`.
    pub fn total(&self) -> u32 {
        self.in_service + self.pending + self.terminating
    }
}

/// One task: a row of `tasks.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRow {
    /// `web/3`.
    pub id: String,
    /// Its service; empty for a standalone task.
    pub service: String,
    /// The place of its deployment among all of them, if it has one (charts only, not a column).
    pub deployment: Option<u32>,
    /// `web:2`.
    pub task_definition: String,
    /// `EC2`, `FARGATE`, or empty where a capacity provider was used.
    pub launch_type: &'static str,
    /// `FARGATE_SPOT` and the like; empty for a launch type.
    pub capacity_provider: String,
    /// `us-east-1a`.
    pub availability_zone: String,
    /// `i-3`; empty on Fargate.
    pub container_instance: String,
    /// Entered its first state.
    pub created_at: SimTime,
    /// Began to pull.
    pub pull_started_at: Option<SimTime>,
    /// Had pulled.
    pub pull_stopped_at: Option<SimTime>,
    /// Became RUNNING.
    pub started_at: Option<SimTime>,
    /// Counted as healthy for the first time (charts only, not a column).
    pub ready_at: Option<SimTime>,
    /// When a check found it unhealthy, from and until (charts only, not a column).
    pub unhealthy: Vec<(SimTime, Option<SimTime>)>,
    /// When it had to be found healthy again, for one of its containers was started again, from and
    /// until (charts only, not a column).
    pub restarting: Vec<(SimTime, Option<SimTime>)>,
    /// Told to stop, or ended by itself: from here on it counts as stopping.
    pub told_to_stop_at: Option<SimTime>,
    /// RUNNING to STOPPING.
    pub stopping_at: Option<SimTime>,
    /// Became STOPPED.
    pub stopped_at: Option<SimTime>,
    /// `stopCode`.
    pub stop_code: &'static str,
    /// `stoppedReason`.
    pub stopped_reason: String,
    /// `exitCode` of its essential container where it exited by itself.
    pub exit_code: Option<u8>,
    /// `startedBy`: the deployment of its service, `ecs-svc/web/d-2`, or the rule or schedule that
    /// ran it; else empty.
    pub started_by: String,
    /// What keeps it from RUNNING for ever, in words, if anything does (not a column).
    pub never_runs: Option<String>,
    /// The subnet of its network interface, if it has one of its own.
    pub subnet: String,
    /// Its ports on its instance: `32768:80/tcp`.
    pub host_ports: String,
    /// Whether it is protected from scale-in at the end of the run (not a column).
    pub is_protected: bool,
    /// Whether Fargate Spot took it back (not a column).
    pub interrupted: bool,
}

impl TaskRow {
    /// When it began to stop, or ended at once.
    pub fn stops_at(&self) -> Option<SimTime> {
        [self.told_to_stop_at, self.stopping_at, self.stopped_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whether it stood RUNNING when the scenario began. One that was created at 0 s and came up in
    /// no time has pulled its images.
    pub fn stood_at_start(&self) -> bool {
        self.created_at == SimTime::ZERO
            && self.started_at == Some(SimTime::ZERO)
            && self.pull_started_at.is_none()
    }

    /// Whether it was done: its container exited by itself, and with 0.
    pub fn is_done(&self) -> bool {
        self.stop_code == stop_codes::ESSENTIAL_CONTAINER_EXITED && self.exit_code == Some(0)
    }
}

/// One instance: a row of `instances.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceRow {
    /// `i-3`.
    pub id: String,
    /// `m5.large`.
    pub instance_type: String,
    /// `on-demand` or `spot`.
    pub market: &'static str,
    /// `us-east-1a`.
    pub zone: String,
    /// Its Auto Scaling group; empty for a fixed fleet.
    pub group: String,
    /// RunInstances was called.
    pub launched_at: SimTime,
    /// Its agent registered.
    pub registered_at: Option<SimTime>,
    /// Set to DRAINING, the last time.
    pub draining_at: Option<SimTime>,
    /// All its times as DRAINING, from and until (charts only, not a column).
    pub drains: Vec<(SimTime, Option<SimTime>)>,
    /// All the times at which its agent was away, from and until (charts only, not a column).
    pub away: Vec<(SimTime, Option<SimTime>)>,
    /// Became `terminated`.
    pub terminated_at: Option<SimTime>,
    /// `status` of its container instance at the end; empty before it registered.
    pub status: &'static str,
    /// `agentConnected` at the end.
    pub agent_connected: Option<bool>,
    /// Its agent lost its connection, the last time.
    pub disconnected_at: Option<SimTime>,
    /// It was stopped, the last time.
    pub stopped_at: Option<SimTime>,
    /// It left its cluster.
    pub deregistered_at: Option<SimTime>,
    /// The subnet of its own network interface.
    pub subnet: String,
    /// Why it ended; empty while it lives.
    pub why: String,
    /// The same for those who tell the ends apart (not a column).
    pub end: Option<InstanceEnd>,
    /// Whether it was warned that Spot would take it back (not a column).
    pub interrupted: bool,
    /// Whether it stood registered when the scenario began (not a column).
    pub stood_at_start: bool,
}

/// `true`, `false`, or nothing where there is neither.
fn flag_text(flag: Option<bool>) -> &'static str {
    flag.map_or("", |flag| if flag { "true" } else { "false" })
}

/// What ended an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstanceEnd {
    /// TerminateInstances.
    Call,
    /// Its Auto Scaling group had too many, or was told to end it.
    Group,
    /// Its Auto Scaling group found it stopped.
    Unhealthy,
    /// EC2 took back Spot capacity.
    SpotInterruption,
    /// Its Availability Zone was lost.
    ZoneLost,
}

/// One deployment of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploymentRow {
    /// `web/d-2`.
    pub id: String,
    /// The place of its service in [`RunResult::services`].
    pub service: u32,
    /// `web:2`.
    pub task_definition: String,
    /// When it began.
    pub created_at: SimTime,
    /// When it was COMPLETED.
    pub completed_at: Option<SimTime>,
    /// Since when and why it makes no progress, while it does not.
    pub stalled: Option<(SimTime, &'static str)>,
    /// `IN_PROGRESS`, `COMPLETED`, `FAILED`, or `STOPPED` where another one took its place or a
    /// call ended it.
    pub state: &'static str,
    /// How its service deployment stands: `SUCCESSFUL`, `ROLLBACK_IN_PROGRESS`, …
    pub status: &'static str,
    /// Failures, since the last healthy task where these reset them.
    pub failed_tasks: u32,
    /// When it FAILED, or was STOPPED.
    pub ended_at: Option<SimTime>,
    /// Whether a call ended it.
    pub called_off: bool,
    /// When the deployment before it was back in its place.
    pub rolled_back_at: Option<SimTime>,
    /// What runs in its place, if that is one before it: `web:1`.
    pub rolled_back_to: Option<String>,
}

/// An entry of the timeline, or a mishap of the world, that a chart marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub time: SimTime,
    /// `updateService web → web:2`.
    pub label: String,
    /// Until when it lasts, if it lasts at all.
    pub until: Option<SimTime>,
    /// Whether an Availability Zone is lost so long.
    pub is_outage: bool,
}

/// The values of one metric, one per period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// `AWS/ECS`.
    pub namespace: &'static str,
    /// `CPUReservation`.
    pub metric: &'static str,
    /// `ClusterName=default`, sorted by name, separated by `;`.
    pub dimensions: String,
    /// How long each point stands for: a minute, or five in a run beyond 15 days. There the last
    /// point may be the average of fewer minutes.
    pub period: Span,
    /// Its values in order of time; a period without one is in none of them.
    pub runs: Vec<Run>,
}

/// Equal values of a series, in so many periods one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Start of the first period.
    pub from: SimTime,
    /// How many periods.
    pub points: u32,
    /// The value of each.
    pub value: f64,
}

impl Series {
    /// Start of each period, and its value.
    pub fn points(&self) -> impl Iterator<Item = (SimTime, f64)> + '_ {
        self.runs.iter().flat_map(|run| {
            let starts = (0..run.points).map(|at| run.from + self.period * u64::from(at));
            starts.map(|start| (start, run.value))
        })
    }
}
