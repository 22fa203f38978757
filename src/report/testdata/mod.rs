//! Results made by hand for tests: a deployment of 200 s, an eventful two hours, a fleet over a
//! day.

use super::{
    DecisionRow, Head, InstanceEnd, InstanceRow, Journal, Mark, NoMove, Row, RunResult, TaskRow,
    Told, WithoutRoom,
};
use crate::engine::{SimTime, Span};

mod fleet;
mod medium;
mod packing;
mod states;
mod tiny;

pub(super) use fleet::fleet;
pub(super) use medium::medium;
pub(super) use packing::packed;
pub(super) use tiny::tiny;

/// 300 instances and 3,000 tasks over a day.
pub(super) fn large() -> RunResult {
    fleet(300, 3_000)
}

/// Rows that are held in memory.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    pub(super) decisions: Vec<DecisionRow>,
}

impl Journal for Rows {
    fn rows(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap()
    }

    fn head(&self, seq: u32) -> Head {
        self.rows[seq as usize - 1].head()
    }

    fn resource(&self, seq: u32, resource: &mut String) {
        resource.clone_from(&self.rows[seq as usize - 1].resource);
    }

    fn row(&self, seq: u32, row: &mut Row) {
        row.clone_from(&self.rows[seq as usize - 1]);
    }

    fn decisions(&self) -> u32 {
        u32::try_from(self.decisions.len()).unwrap()
    }

    fn decision(&self, index: u32, decision: &mut DecisionRow) {
        decision.clone_from(&self.decisions[index as usize]);
    }
}

/// An instant in whole seconds.
fn at(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

/// An empty result of that name and length.
pub(super) fn empty(name: &str, seconds: u64, services: &[&str]) -> RunResult {
    RunResult {
        name: name.into(),
        description: String::new(),
        seed: 42,
        region: "us-east-1".into(),
        start_time: "2026-01-05T00:00:00Z".parse().unwrap(),
        duration: Span::from_secs(seconds),
        digest: "0123456789abcdef".into(),
        resolved: "schema: 1\n".into(),
        notes: Vec::new(),
        expectations: Vec::new(),
        journal: Box::new(Rows::default()),
        told: Told::default(),
        services: services.iter().map(|&label| label.into()).collect(),
        service_states: Vec::new(),
        deployment_states: Vec::new(),
        groups: Vec::new(),
        group_states: Vec::new(),
        tasks: Vec::new(),
        instances: Vec::new(),
        deployments: Vec::new(),
        marks: Vec::new(),
        zones: ["a", "b", "c"]
            .map(|zone| format!("us-east-1{zone}"))
            .into(),
        metrics: Vec::new(),
        packing: Vec::new(),
    }
}

/// A row of the timeline without the parts that few tests look at.
fn row(
    time: SimTime,
    source: &'static str,
    event: &'static str,
    resource: &str,
    message: &str,
) -> Row {
    Row {
        time,
        source,
        event,
        resource: resource.into(),
        message: message.into(),
        ..Row::default()
    }
}

/// Four tasks of which none may stop and none may come.
pub(super) const STUCK: NoMove = NoMove {
    desired: 4,
    healthy: 4,
    total: 4,
    min_healthy: 4,
    max_total: 4,
    freed_by: Some((125, 75)),
    is_daemon: false,
};

/// A service, by its place, found no CPU for a task.
pub(super) fn without_room(time: SimTime, service: u32) -> WithoutRoom {
    WithoutRoom {
        time,
        service,
        reason: "RESOURCE:CPU",
    }
}

fn mark(time: SimTime, label: &str) -> Mark {
    Mark {
        time,
        label: label.into(),
        until: None,
        is_outage: false,
    }
}

/// An instance of that number and zone, standing at the start if `launched` is 0.
fn instance(
    number: usize,
    kind: &str,
    zone: &str,
    market: &'static str,
    launched: u64,
) -> InstanceRow {
    let boot = if launched == 0 { 0 } else { 75 };
    InstanceRow {
        id: format!("i-{number}"),
        instance_type: kind.into(),
        market,
        zone: zone.into(),
        group: String::new(),
        launched_at: at(launched),
        registered_at: Some(at(launched + boot)),
        draining_at: None,
        drains: Vec::new(),
        away: Vec::new(),
        terminated_at: None,
        status: "ACTIVE",
        agent_connected: Some(true),
        disconnected_at: None,
        stopped_at: None,
        deregistered_at: None,
        subnet: String::new(),
        why: String::new(),
        end: None,
        interrupted: false,
        stood_at_start: launched == 0,
    }
}

/// A task that was created then, RUNNING after 10 s and ready after 40 s more; at 0 s it stands.
fn task(service: &str, number: usize, revision: u32, host: &InstanceRow, created: u64) -> TaskRow {
    let mut task = TaskRow {
        id: format!("{service}/{number}"),
        service: service.into(),
        task_definition: format!("{service}:{revision}"),
        started_by: format!("ecs-svc/{service}/d-{revision}"),
        launch_type: "EC2",
        availability_zone: host.zone.clone(),
        container_instance: host.id.clone(),
        created_at: at(created),
        started_at: Some(at(created)),
        ready_at: Some(at(created)),
        ..TaskRow::default()
    };
    if created > 0 {
        task.pull_started_at = Some(at(created + 1));
        task.pull_stopped_at = Some(at(created + 6) + Span::from_millis(500));
        task.started_at = Some(at(created + 10));
        task.ready_at = Some(at(created + 50));
    }
    task
}

/// Stops a task as the scheduler does: told, then STOPPING, then STOPPED two seconds later.
fn stop(task: &mut TaskRow, time: u64, code: &'static str, reason: &str) {
    task.told_to_stop_at = Some(at(time));
    task.stopping_at = Some(at(time));
    task.stopped_at = Some(at(time + 2));
    task.stop_code = code;
    task.stopped_reason = reason.into();
}

/// Ends an instance.
fn end(instance: &mut InstanceRow, time: u64, end: InstanceEnd, why: &str) {
    instance.terminated_at = Some(at(time));
    instance.end = Some(end);
    instance.why = why.into();
}

/// Ends a task at once, with nobody having told it to.
fn kill(task: &mut TaskRow, time: u64, code: &'static str, reason: &str) {
    task.stopping_at = Some(at(time));
    task.stopped_at = Some(at(time));
    task.stop_code = code;
    task.stopped_reason = reason.into();
}
