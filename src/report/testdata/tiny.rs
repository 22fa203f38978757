//! Four tasks on three instances get a new revision: 200 s.

use super::{Rows, at, empty, instance, mark, row, states, stop, task};
use crate::engine::{SimTime, Span};
use crate::report::{DecisionRow, DeploymentRow, DeploymentState, RunResult, Sides};

/// One service, one deployment, nothing goes wrong.
pub(in crate::report) fn tiny() -> RunResult {
    let mut result = empty("tiny", 200, &["web"]);
    result.notes = vec!["healthCheckGracePeriodSeconds of web is accepted, without effect".into()];
    for (index, zone) in result.zones.iter().enumerate() {
        let standing = instance(index + 1, "t3.medium", zone, "on-demand", 0);
        result.instances.push(standing);
    }
    for number in 1..=8 {
        let host = &result.instances[(number - 1) % 3];
        let is_new = number > 4;
        let (revision, created) = if is_new { (2, 60) } else { (1, 0) };
        let mut one = task("web", number, revision, host, created);
        if !is_new {
            let reason = "Scaling activity initiated by (deployment web/d-1)";
            let time = 119 + number as u64;
            stop(&mut one, time, "ServiceSchedulerInitiated", reason);
        }
        result.tasks.push(one);
    }
    let deployment = |id: &str, revision: u32, created: u64, took: Span| DeploymentRow {
        id: id.into(),
        service: 0,
        task_definition: format!("web:{revision}"),
        created_at: at(created),
        completed_at: Some(at(created) + took),
        state: "COMPLETED",
        status: "SUCCESSFUL",
        ..DeploymentRow::default()
    };
    result.deployments = vec![
        deployment("web/d-1", 1, 0, Span::ZERO),
        deployment("web/d-2", 2, 60, Span::from_millis(70_500)),
    ];
    result.marks = vec![mark(at(60), "updateService web → web:2")];
    result.service_states = states::of(&result, &[(4, 100, 200)]);
    result.deployment_states = rollout();
    result.journal = Box::new(journal());
    result
}

/// What stood, the first step of the update, and its end.
fn rollout() -> Vec<DeploymentState> {
    let state = |time: SimTime, deployment: u32, state: &'static str, sides: Sides| {
        let healthy = sides.old_running + sides.new_ready;
        DeploymentState {
            time,
            deployment,
            state,
            desired: 4,
            sides: Some(sides),
            healthy,
            total: sides.total(),
            min_healthy: 4,
            max_total: 8,
            minimum_healthy_percent: 100,
            maximum_percent: 200,
            failures: None,
            ready_after: Some(Span::from_secs(40)),
            hold: None,
        }
    };
    let done = Sides {
        new_ready: 4,
        ..Sides::default()
    };
    let begun = Sides {
        old_running: 4,
        new_starting: 4,
        ..Sides::default()
    };
    let end = at(60) + Span::from_millis(70_500);
    vec![
        state(at(0), 0, "COMPLETED", done),
        state(at(60), 1, "IN_PROGRESS", begun),
        state(end, 1, "COMPLETED", done),
    ]
}

fn journal() -> Rows {
    let start = row(
        at(0),
        "ecsim.world",
        "Scenario Started",
        "tiny",
        "4 tasks stand on 3 instances",
    );
    let mut deployment = row(
        at(60),
        "aws.ecs",
        "SERVICE_DEPLOYMENT_IN_PROGRESS",
        "web/d-2",
        "web:1 to web:2, at least 4, at most 8",
    );
    deployment.cause = Some(1);
    let step = DecisionRow {
        time: at(60),
        decider: "deployment",
        resource: "web".into(),
        rule: "start = min(8 - 4, 4) = 4".into(),
        inputs: "desired=4 ready=4".into(),
        result: "4 to start".into(),
        acted: true,
        why_not: String::new(),
        seq: Some(2),
    };
    let placement = DecisionRow {
        time: at(60),
        decider: "placement",
        resource: "web".into(),
        rule: "no instance has 512 CPU units left".into(),
        inputs: "cpu=512".into(),
        result: "none".into(),
        acted: false,
        why_not: "RESOURCE:CPU".into(),
        seq: None,
    };
    Rows {
        rows: vec![start, deployment],
        decisions: vec![step, placement],
    }
}
