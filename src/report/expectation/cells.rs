//! The cells of the tables by the names of their columns, and when each is known.

use crate::engine::SimTime;
use crate::report::{
    DecisionRow, DeploymentRow, DeploymentState, InstanceRow, Row, RunResult, Sides, TaskRow,
    flag_text,
};

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'r> {
    Text(&'r str),
    /// Empty if it has not come.
    Time(Option<SimTime>),
    Number(Option<u32>),
}

/// How a cell of a row is found.
pub(super) type Find<R> = fn(&R) -> Cell<'_>;

/// A row of a table.
pub(super) trait Record: Sized {
    /// How the cell of a column is found.
    fn cell(column: &str) -> Find<Self>;

    /// When the cell of a column is known: nothing stops a task before it stops.
    fn known_at(&self, column: &str) -> Option<SimTime>;

    /// When the row begins to be there.
    fn begins_at(&self) -> SimTime;
}

fn flag(flag: impl Into<Option<bool>>) -> Cell<'static> {
    Cell::Text(flag_text(flag.into()))
}

impl Record for TaskRow {
    fn cell(column: &str) -> Find<Self> {
        match column {
            "id" => |task| Cell::Text(&task.id),
            "service" => |task| Cell::Text(&task.service),
            "taskDefinition" => |task| Cell::Text(&task.task_definition),
            "launchType" => |task| Cell::Text(task.launch_type),
            "capacityProvider" => |task| Cell::Text(&task.capacity_provider),
            "availabilityZone" => |task| Cell::Text(&task.availability_zone),
            "containerInstance" => |task| Cell::Text(&task.container_instance),
            "createdAt" => |task| Cell::Time(Some(task.created_at)),
            "pullStartedAt" => |task| Cell::Time(task.pull_started_at),
            "pullStoppedAt" => |task| Cell::Time(task.pull_stopped_at),
            "startedAt" => |task| Cell::Time(task.started_at),
            "stoppingAt" => |task| Cell::Time(task.stopping_at),
            "stoppedAt" => |task| Cell::Time(task.stopped_at),
            "stopCode" => |task| Cell::Text(task.stop_code),
            "stoppedReason" => |task| Cell::Text(&task.stopped_reason),
            "exitCode" => |task| Cell::Number(task.exit_code.map(u32::from)),
            "startedBy" => |task| Cell::Text(&task.started_by),
            "toldToStopAt" => |task| Cell::Time(task.stops_at()),
            "subnet" => |task| Cell::Text(&task.subnet),
            "hostPorts" => |task| Cell::Text(&task.host_ports),
            _ => unreachable!("tasks have a column {column}"),
        }
    }

    fn known_at(&self, column: &str) -> Option<SimTime> {
        match column {
            "pullStartedAt" => self.pull_started_at,
            "pullStoppedAt" => self.pull_stopped_at,
            "startedAt" => self.started_at,
            "stoppingAt" => self.stopping_at,
            "toldToStopAt" => self.stops_at(),
            "stoppedAt" | "stopCode" | "stoppedReason" | "exitCode" => self.stopped_at,
            _ => None,
        }
    }

    fn begins_at(&self) -> SimTime {
        self.created_at
    }
}

impl Record for InstanceRow {
    fn cell(column: &str) -> Find<Self> {
        match column {
            "id" => |instance| Cell::Text(&instance.id),
            "type" => |instance| Cell::Text(&instance.instance_type),
            "market" => |instance| Cell::Text(instance.market),
            "zone" => |instance| Cell::Text(&instance.zone),
            "group" => |instance| Cell::Text(&instance.group),
            "launchedAt" => |instance| Cell::Time(Some(instance.launched_at)),
            "registeredAt" => |instance| Cell::Time(instance.registered_at),
            "drainingAt" => |instance| Cell::Time(instance.draining_at),
            "terminatedAt" => |instance| Cell::Time(instance.terminated_at),
            "why" => |instance| Cell::Text(&instance.why),
            "status" => |instance| Cell::Text(instance.status),
            "agentConnected" => |instance| flag(instance.agent_connected),
            "disconnectedAt" => |instance| Cell::Time(instance.disconnected_at),
            "stoppedAt" => |instance| Cell::Time(instance.stopped_at),
            "deregisteredAt" => |instance| Cell::Time(instance.deregistered_at),
            "subnet" => |instance| Cell::Text(&instance.subnet),
            _ => unreachable!("instances have a column {column}"),
        }
    }

    fn known_at(&self, column: &str) -> Option<SimTime> {
        match column {
            "registeredAt" => self.registered_at,
            "drainingAt" => self.draining_at,
            "terminatedAt" | "why" => self.terminated_at,
            "disconnectedAt" => self.disconnected_at,
            "stoppedAt" => self.stopped_at,
            "deregisteredAt" => self.deregistered_at,
            _ => None,
        }
    }

    fn begins_at(&self) -> SimTime {
        self.launched_at
    }
}

impl Record for DecisionRow {
    fn cell(column: &str) -> Find<Self> {
        match column {
            "time_s" => |decision| Cell::Time(Some(decision.time)),
            "decider" => |decision| Cell::Text(decision.decider),
            "resource" => |decision| Cell::Text(&decision.resource),
            "rule" => |decision| Cell::Text(&decision.rule),
            "inputs" => |decision| Cell::Text(&decision.inputs),
            "result" => |decision| Cell::Text(&decision.result),
            "acted" => |decision| flag(decision.acted),
            "why_not" => |decision| Cell::Text(&decision.why_not),
            "seq" => |decision| Cell::Number(decision.seq),
            _ => unreachable!("decisions have a column {column}"),
        }
    }

    fn known_at(&self, _: &str) -> Option<SimTime> {
        None
    }

    fn begins_at(&self) -> SimTime {
        self.time
    }
}

/// A row of `deployments.csv`, with the names in it.
pub(super) struct Frame<'r> {
    state: DeploymentState,
    service: &'r str,
    deployment: &'r DeploymentRow,
    waits_for: String,
}

impl<'r> Frame<'r> {
    /// The row in that place.
    pub(super) fn of(result: &'r RunResult, state: &DeploymentState) -> Self {
        let deployment = &result.deployments[state.deployment as usize];
        Self {
            state: *state,
            service: &result.services[deployment.service as usize],
            deployment,
            waits_for: state.waits_for(),
        }
    }

    fn side(&self, count: fn(&Sides) -> u32) -> Cell<'_> {
        Cell::Number(self.state.sides.as_ref().map(count))
    }
}

impl Record for Frame<'_> {
    fn cell(column: &str) -> Find<Self> {
        match column {
            "time_s" => |it| Cell::Time(Some(it.state.time)),
            "service" => |it| Cell::Text(it.service),
            "deployment" => |it| Cell::Text(&it.deployment.id),
            "task_definition" => |it| Cell::Text(&it.deployment.task_definition),
            "state" => |it| Cell::Text(it.state.state),
            "desired" => |it| Cell::Number(Some(it.state.desired)),
            "old_starting" => |it| it.side(|sides| sides.old_starting),
            "old_running" => |it| it.side(|sides| sides.old_running),
            "old_stopping" => |it| it.side(|sides| sides.old_stopping),
            "new_starting" => |it| it.side(|sides| sides.new_starting),
            "new_running" => |it| it.side(|sides| sides.new_running),
            "new_ready" => |it| it.side(|sides| sides.new_ready),
            "new_unhealthy" => |it| it.side(|sides| sides.new_unhealthy),
            "new_stopping" => |it| it.side(|sides| sides.new_stopping),
            "healthy" => |it| Cell::Number(Some(it.state.healthy)),
            "total" => |it| Cell::Number(Some(it.state.total)),
            "min_healthy" => |it| Cell::Number(Some(it.state.min_healthy)),
            "max_total" => |it| Cell::Number(Some(it.state.max_total)),
            "minimum_healthy_percent" => |it| Cell::Number(Some(it.state.minimum_healthy_percent)),
            "maximum_percent" => |it| Cell::Number(Some(it.state.maximum_percent)),
            "failed_tasks" => |it| Cell::Number(it.state.failures.map(|(failed, _)| failed)),
            "threshold" => |it| Cell::Number(it.state.failures.map(|(_, most)| most)),
            "next_try_s" => |it| Cell::Time(it.state.next_try()),
            "waits_for" => |it| Cell::Text(&it.waits_for),
            _ => unreachable!("deployments have a column {column}"),
        }
    }

    fn known_at(&self, _: &str) -> Option<SimTime> {
        None
    }

    fn begins_at(&self) -> SimTime {
        self.state.time
    }
}

/// A row of the timeline with its number.
#[derive(Default)]
pub(super) struct Numbered {
    pub(super) seq: u32,
    pub(super) row: Row,
}

impl Record for Numbered {
    fn cell(column: &str) -> Find<Self> {
        match column {
            "seq" => |it| Cell::Number(Some(it.seq)),
            "time_s" => |it| Cell::Time(Some(it.row.time)),
            "cause" => |it| Cell::Number(it.row.cause),
            "source" => |it| Cell::Text(it.row.source),
            "event" => |it| Cell::Text(it.row.event),
            "resource" => |it| Cell::Text(&it.row.resource),
            "message" => |it| Cell::Text(&it.row.message),
            _ => unreachable!("the timeline has a column {column}"),
        }
    }

    fn known_at(&self, _: &str) -> Option<SimTime> {
        None
    }

    fn begins_at(&self) -> SimTime {
        self.row.time
    }
}
