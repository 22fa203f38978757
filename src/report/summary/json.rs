//! `summary.json`: every number with its unit.

mod packing;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::expectations;
use super::{
    Blocked, InVain, InstanceCounts, NoRoom, Readiness, ServiceSummary, Summary, TaskCounts, sum,
};
use crate::engine::{MICROS_PER_SECOND, SimTime, Span};
use crate::report::endings::Endings;
use crate::report::{DeploymentRow, SCHEMA, SubnetUse};

/// The whole document.
pub(super) fn document(summary: &Summary) -> Value {
    let result = summary.result;
    let services: Vec<Value> = summary
        .services
        .iter()
        .map(|one| service(one, &result.deployments, &summary.endings))
        .collect();
    let mut document = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "name": result.name,
        "description": result.description,
        "seed": result.seed,
        "digest": result.digest,
        "duration": seconds(result.duration),
        "timelineRows": number(result.journal.rows(), "rows"),
        "services": services,
        "tasks": tasks(&summary.tasks),
        "instances": instances(&summary.instances),
        "spotInterruptions": {
            "instances": number(sum(&summary.instances.interrupted), "instances"),
            "fargateTasks": number(summary.interrupted_fargate_tasks, "tasks"),
        },
        "placementFailures": number(summary.placement_failures, "events"),
        "subnets": subnets(&result.told.subnets),
        "refusedCalls": in_vain(&refused(&summary.in_vain), "calls"),
        "throttledCalls": in_vain(&summary.in_vain.throttled, "calls"),
        "retriedCalls": number(summary.in_vain.retries, "calls"),
        "callsGivenUp": number(summary.in_vain.given_up, "calls"),
        "entriesThatHitNothing": in_vain(&summary.in_vain.hit_nothing, "entries"),
        "runTaskCallsInPart": number(summary.in_vain.run_in_part, "calls"),
        "expectations": expectations::all(&summary.verdicts),
        "notes": result.notes,
    });
    if !summary.packing.is_empty() {
        document["packing"] = packing::clusters(&summary.packing);
    }
    let told = &result.told;
    if told.volumes_lost > 0 {
        document["volumesLost"] = number(told.volumes_lost, "volumes");
    }
    for (key, names) in [
        ("withoutDocker", &told.without_docker),
        ("couldNotRegister", &told.cannot_register),
    ] {
        if !names.is_empty() {
            document[key] = json!(names);
        }
    }
    document
}

/// How full the subnets were whose addresses the scenario counts.
fn subnets(subnets: &[SubnetUse]) -> Vec<Value> {
    let one = |subnet: &SubnetUse| {
        json!({
            "subnet": subnet.name,
            "addresses": number(subnet.all, "addresses"),
            "fewestFree": number(subnet.fewest, "addresses"),
            "refused": number(subnet.refused, "requests"),
        })
    };
    subnets.iter().map(one).collect()
}

/// All that is known of one service.
fn service(service: &ServiceSummary, deployments: &[DeploymentRow], endings: &[Endings]) -> Value {
    let mut object = Map::new();
    object.insert("service".into(), service.label.into());
    if let Some(end) = service.at_end {
        object.insert("desiredAtEnd".into(), number(end.desired, "tasks"));
        object.insert("readyAtEnd".into(), number(end.ready, "tasks"));
    }
    object.insert("tasks".into(), tasks(&service.tasks));
    readiness(&mut object, &service.readiness);
    if let Some((full_at, fared)) = &service.once_full {
        let mut once_full = Map::new();
        once_full.insert("since".into(), instant(*full_at));
        readiness(&mut once_full, fared);
        object.insert("onceReadyInFull".into(), Value::Object(once_full));
    }
    if service.no_room.failures > 0 {
        object.insert("withoutRoom".into(), no_room(&service.no_room));
    }
    if !service.blocked.is_empty() {
        let spells: Vec<Value> = service.blocked.iter().map(blocked).collect();
        object.insert("deploymentBlocked".into(), spells.into());
    }
    let deployments: Vec<Value> = service
        .deployments
        .iter()
        .map(|&place| deployment(&deployments[place], &endings[place]))
        .collect();
    object.insert("deployments".into(), deployments.into());
    Value::Object(object)
}

/// When the percents left no move, and what they made of the desired count.
fn blocked(spell: &Blocked) -> Value {
    let mut object = json!({ "from": instant(spell.from), "to": instant(spell.until) });
    let held = spell.held;
    object["minHealthy"] = number(held.min_healthy, "tasks");
    object["maxTotal"] = number(held.max_total, "tasks");
    object["rule"] = held.rule().into();
    if let Some(way_out) = held.way_out() {
        object["wayOut"] = way_out.into();
    }
    object
}

/// When a service found no room.
fn no_room(no_room: &NoRoom) -> Value {
    let mut object = json!({
        "failures": number(no_room.failures, "events"),
        "tasksAtEnd": number(no_room.lacking, "tasks"),
    });
    if let Some((first, last)) = no_room.between {
        object["first"] = instant(first);
        object["last"] = instant(last);
    }
    if !no_room.reason.is_empty() {
        object["reason"] = no_room.reason.into();
    }
    object
}

/// Nothing was measured where no state lasted, so nothing is said.
fn readiness(object: &mut Map<String, Value>, readiness: &Readiness) {
    let Some((fewest, when)) = readiness.lowest else {
        return;
    };
    let mut lowest = number(fewest, "tasks");
    lowest["at"] = instant(when);
    object.insert("minReady".into(), lowest);
    if let Some(worst) = readiness.shortfall {
        let mut shortfall = number(worst.missing(), "tasks");
        shortfall["ready"] = number(worst.ready, "tasks");
        shortfall["desired"] = number(worst.desired, "tasks");
        shortfall["at"] = instant(worst.time);
        object.insert("largestShortfall".into(), shortfall);
    }
    if let Some((least, most)) = readiness.min_healthy {
        let range = json!({
            "least": number(least, "tasks"),
            "most": number(most, "tasks"),
        });
        object.insert("minHealthy".into(), range);
    }
    object.insert(
        "spellsBelowMinHealthy".into(),
        number(readiness.spells_below_min_healthy, "spells"),
    );
    object.insert(
        "readyBelowMinHealthy".into(),
        seconds(readiness.below_min_healthy),
    );
    object.insert("readyBelowDesired".into(), seconds(readiness.below_desired));
}

/// One deployment; its duration only if it completed.
fn deployment(row: &DeploymentRow, endings: &Endings) -> Value {
    let mut object = json!({
        "id": row.id,
        "taskDefinition": row.task_definition,
        "state": row.state,
        "status": row.status,
        "createdAt": instant(row.created_at),
    });
    if let Some(completed_at) = row.completed_at {
        object["duration"] = seconds(completed_at.since(row.created_at));
    }
    if row.failed_tasks > 0 {
        object["failedTasks"] = number(row.failed_tasks, "tasks");
    }
    let failures = endings.iter().filter(|(ending, _)| ending.is_failure());
    let failures: Vec<Value> = failures
        .map(|(ending, &count)| json!({ "why": ending.told(count, ""), "tasks": number(count, "tasks") }))
        .collect();
    if !failures.is_empty() {
        object["failures"] = failures.into();
    }
    let instants = [
        ("endedAt", row.ended_at),
        ("rolledBackAt", row.rolled_back_at),
    ];
    for (name, at) in instants {
        if let Some(at) = at {
            object[name] = instant(at);
        }
    }
    if let Some((since, why)) = row.stalled {
        object["stalled"] = json!({ "since": instant(since), "why": why });
    }
    object
}

/// The calls that were refused: those that were throttled are among them.
fn refused(in_vain: &InVain) -> BTreeMap<&'static str, u32> {
    let mut refused = in_vain.refused.clone();
    for (call, count) in &in_vain.throttled {
        *refused.entry(call).or_default() += count;
    }
    refused
}

/// What was asked for in vain, by name and in all.
fn in_vain(by_name: &BTreeMap<&'static str, u32>, unit: &str) -> Value {
    let mut object = counts(by_name, unit);
    object["total"] = number(sum(by_name), unit);
    object
}

fn tasks(tasks: &TaskCounts) -> Value {
    let mut stopped = counts(&tasks.stopped, "tasks");
    stopped["total"] = number(sum(&tasks.stopped), "tasks");
    json!({
        "atStart": number(tasks.at_start, "tasks"),
        "created": number(tasks.created, "tasks"),
        "started": number(tasks.started, "tasks"),
        "stopped": stopped,
        "exitedWithCode0": number(tasks.done, "tasks"),
        "protectedAtEnd": number(tasks.protected, "tasks"),
        "neverRunning": number(sum(&tasks.never_run), "tasks"),
    })
}

fn instances(instances: &InstanceCounts) -> Value {
    let ended_by = instances.ended_by.iter();
    let ended_by = ended_by.map(|((why, _), &count)| (why, count)).collect();
    let names: Vec<&String> = instances.out_of_touch.values().flatten().collect();
    json!({
        "atStart": counts(&instances.at_start, "instances"),
        "launched": counts(&instances.launched, "instances"),
        "terminated": counts(&instances.terminated, "instances"),
        "terminatedBy": counts(&ended_by, "instances"),
        "interrupted": counts(&instances.interrupted, "instances"),
        "lostAgent": number(instances.lost_agent, "instances"),
        "registeredWithoutAgentAtEnd": names,
    })
}

/// `{"spotInterruption": {"value": 2, "unit": "tasks"}}`: only what was counted.
fn counts<N: AsRef<str>>(counts: &BTreeMap<N, u32>, unit: &str) -> Value {
    counts
        .iter()
        .filter(|(name, _)| !name.as_ref().is_empty())
        .map(|(name, &count)| (camel_case(name.as_ref()), number(count, unit)))
        .collect::<Map<String, Value>>()
        .into()
}

/// `SpotInterruption`, `on-demand` and `zone lost` as keys.
fn camel_case(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut is_word = false;
    for letter in name.chars() {
        match letter {
            '-' | ' ' => is_word = true,
            _ if key.is_empty() => key.push(letter.to_ascii_lowercase()),
            _ if is_word => {
                key.push(letter.to_ascii_uppercase());
                is_word = false;
            }
            _ => key.push(letter),
        }
    }
    key
}

fn number(value: u32, unit: &str) -> Value {
    json!({ "value": value, "unit": unit })
}

pub(super) fn instant(time: SimTime) -> Value {
    seconds(time.since(SimTime::ZERO))
}

/// Whole seconds as a whole number, else with a fraction.
pub(super) fn seconds(span: Span) -> Value {
    if span.as_micros().is_multiple_of(MICROS_PER_SECOND) {
        return json!({ "value": span.as_micros() / MICROS_PER_SECOND, "unit": "seconds" });
    }
    json!({ "value": span.as_secs_f64(), "unit": "seconds" })
}

#[cfg(test)]
mod tests;
