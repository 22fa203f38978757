//! Two hours with a deployment, a lost zone and Spot interruptions.

use super::{Rows, at, empty, end, instance, kill, mark, row, states, stop, task, without_room};
use crate::report::{DeploymentRow, InstanceEnd, Mark, RunResult, TaskRow};

const SCHEDULER: &str = "ServiceSchedulerInitiated";
const OUTAGE: u64 = 2_400;
const RECLAIM: u64 = 4_800;
const FARGATE_RECLAIM: u64 = 5_400;

/// Three services on twelve instances and Fargate Spot.
pub(in crate::report) fn medium() -> RunResult {
    let mut result = empty("spring-sale", 7_200, &["web", "api", "jobs"]);
    instances(&mut result);
    web(&mut result);
    api(&mut result);
    jobs(&mut result);
    result.tasks.sort_by_key(|task| task.created_at);
    result.deployments = vec![
        deployment("web/d-1", 0, "web:1", 0, Some(0)),
        deployment("api/d-1", 1, "api:4", 0, Some(0)),
        deployment("jobs/d-1", 2, "jobs:1", 0, Some(0)),
        deployment("web/d-2", 0, "web:2", 600, Some(850)),
        deployment("web/d-3", 0, "web:3", 7_000, None),
    ];
    result.marks = vec![
        mark(at(600), "updateService web → web:2"),
        Mark {
            until: Some(at(OUTAGE + 1_200)),
            is_outage: true,
            ..mark(at(OUTAGE), "availabilityZoneOutage us-east-1b")
        },
        mark(at(RECLAIM), "spotInterruption workers, 2 of 4 instances"),
        mark(at(FARGATE_RECLAIM), "spotInterruption jobs, 2 tasks"),
        mark(at(7_000), "updateService web → web:3"),
    ];
    result.service_states = states::of(&result, &[(8, 100, 150), (6, 50, 200), (4, 0, 100)]);
    result.told.without_room = (0..3)
        .map(|second| without_room(at(OUTAGE + second), 0))
        .collect();
    result.journal = Box::new(journal());
    result.notes = vec![
        "healthCheckGracePeriodSeconds of web is accepted, without effect".into(),
        "traffic is not modelled yet: availability and latency are left out".into(),
    ];
    result
}

fn instances(result: &mut RunResult) {
    for number in 1..=12 {
        let zone = result.zones[(number - 1) % 3].clone();
        let is_spot = number % 3 == 0 || number > 10;
        let launched = match number {
            9 | 10 => OUTAGE + 40,
            11 | 12 => RECLAIM + 20,
            _ => 0,
        };
        let market = if is_spot { "spot" } else { "on-demand" };
        let kind = if is_spot { "m5.xlarge" } else { "m5.large" };
        let mut one = instance(number, kind, &zone, market, launched);
        if zone.ends_with('b') && launched == 0 {
            end(&mut one, OUTAGE, InstanceEnd::ZoneLost, "zone lost");
        }
        if matches!(number, 3 | 6) {
            one.draining_at = Some(at(RECLAIM));
            one.drains = vec![(at(RECLAIM), None)];
            one.interrupted = true;
            let reclaim = InstanceEnd::SpotInterruption;
            end(&mut one, RECLAIM + 120, reclaim, "Spot interruption");
        }
        result.instances.push(one);
    }
}

/// Rolls to web:2 in two batches, loses a zone, loses Spot instances, and is not done with web:3.
fn web(result: &mut RunResult) {
    let mut number = 0;
    let mut start = |result: &mut RunResult, host: usize, revision: u32, created: u64| {
        number += 1;
        let one = task(
            "web",
            number,
            revision,
            &result.instances[host - 1],
            created,
        );
        result.tasks.push(one);
        result.tasks.len() - 1
    };
    let old: Vec<usize> = (1..=8).map(|host| start(result, host, 1, 0)).collect();
    let mut new = Vec::new();
    for (batch, created) in [(0, 600), (1, 720)] {
        for host in 1..=4 {
            new.push(start(result, host + 4 * batch, 2, created));
        }
    }
    for (index, place) in old.into_iter().enumerate() {
        let time = 660 + 120 * (index as u64 / 4) + index as u64;
        stop(&mut result.tasks[place], time, SCHEDULER, "deployment");
    }
    for (place, created) in lose_hosts(result, "web") {
        let host = if created < RECLAIM { 9 } else { 11 };
        start(result, host + place % 2, 2, created);
    }
    let late = start(result, 1, 3, 7_000);
    result.tasks[late].ready_at = None;
    let failed = start(result, 4, 3, 7_010);
    result.tasks[failed].ready_at = None;
    kill(
        &mut result.tasks[failed],
        7_060,
        "EssentialContainerExited",
        "Essential container in task exited",
    );
}

fn api(result: &mut RunResult) {
    for number in 1..=6 {
        let one = task("api", number, 4, &result.instances[number], 0);
        result.tasks.push(one);
    }
    let mut number = 6;
    for (place, created) in lose_hosts(result, "api") {
        number += 1;
        let host = if created < RECLAIM { 8 } else { 10 };
        let one = task(
            "api",
            number,
            4,
            &result.instances[host + place % 2],
            created,
        );
        result.tasks.push(one);
    }
}

/// Ends the tasks of a service whose hosts end; gives the places and when each is replaced.
fn lose_hosts(result: &mut RunResult, service: &str) -> Vec<(usize, u64)> {
    let mut lost = Vec::new();
    for (place, task) in result.tasks.iter_mut().enumerate() {
        let host = result
            .instances
            .iter()
            .find(|host| host.id == task.container_instance);
        let (Some(host), None) = (host, task.stopped_at) else {
            continue;
        };
        if task.service != service {
            continue;
        }
        if host.draining_at.is_some() {
            stop(task, RECLAIM + 1, SCHEDULER, "instance is draining");
            task.stopped_at = Some(at(RECLAIM + 31));
            lost.push((place, RECLAIM + 110));
        } else if host.terminated_at.is_some() {
            let reason = format!("Host EC2 (instance {}) terminated.", host.id);
            kill(task, OUTAGE + 30, "TerminationNotice", &reason);
            lost.push((place, OUTAGE + 130));
        }
    }
    lost
}

fn jobs(result: &mut RunResult) {
    for number in 1..=6 {
        let created = if number > 4 { FARGATE_RECLAIM + 60 } else { 0 };
        let host = &result.instances[number % 3];
        let mut one = TaskRow {
            container_instance: String::new(),
            launch_type: "",
            capacity_provider: "FARGATE_SPOT".into(),
            ..task("jobs", number, 1, host, created)
        };
        if number < 3 {
            let reason = "Your Spot Task was interrupted.";
            stop(&mut one, FARGATE_RECLAIM, "SpotInterruption", reason);
            one.stopped_at = Some(at(FARGATE_RECLAIM + 30));
            one.interrupted = true;
        }
        result.tasks.push(one);
    }
}

fn deployment(id: &str, service: u32, revision: &str, from: u64, to: Option<u64>) -> DeploymentRow {
    DeploymentRow {
        id: id.into(),
        service,
        task_definition: revision.into(),
        created_at: at(from),
        completed_at: to.map(at),
        state: if to.is_some() {
            "COMPLETED"
        } else {
            "IN_PROGRESS"
        },
        ..DeploymentRow::default()
    }
}

fn journal() -> Rows {
    let mut rows = vec![row(at(0), "ecsim.world", "Scenario Started", "", "")];
    for second in 0..3 {
        let event = "SERVICE_TASK_PLACEMENT_FAILURE";
        rows.push(row(at(OUTAGE + second), "aws.ecs", event, "web", "no room"));
    }
    for instance in ["i-3", "i-6", "i-3"] {
        let event = "EC2 Spot Instance Interruption Warning";
        rows.push(row(at(RECLAIM), "aws.ec2", event, instance, "in 2 minutes"));
    }
    Rows {
        rows,
        decisions: Vec::new(),
    }
}
