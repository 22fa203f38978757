//! Counts of tasks, instances and rows.

use std::collections::BTreeMap;

use super::readiness::follow;
use super::{
    Blocked, Gone, InVain, InstanceCounts, NoRoom, ServiceSummary, Summary, TaskCounts,
    WithoutAgent,
};
use crate::engine::{SimTime, Span};
use crate::report::endings::{Ending, Endings};
use crate::report::expectation::judge;
use crate::report::packing::verdict::verdicts;
use crate::report::{
    self, InstanceRow, RunResult, ServiceState, TaskRow, Told, Unmet, WithoutRoom,
};

impl<'a> Summary<'a> {
    /// Counts everything.
    pub fn of(result: &'a RunResult) -> Self {
        let mut services = services(result);
        let places: BTreeMap<&str, usize> = result
            .services
            .iter()
            .enumerate()
            .map(|(place, label)| (label.as_str(), place))
            .collect();
        let deployments: BTreeMap<String, usize> = result
            .deployments
            .iter()
            .enumerate()
            .map(|(place, deployment)| (format!("ecs-svc/{}", deployment.id), place))
            .collect();
        let mut endings = vec![Endings::new(); result.deployments.len()];
        let mut tasks = TaskCounts::default();
        let mut interrupted_fargate_tasks = 0;
        for task in &result.tasks {
            tasks.add(task);
            let deployment = deployments.get(&task.started_by);
            if let (Some(&place), Some(ending)) = (deployment, Ending::of_task(task)) {
                *endings[place].entry(ending).or_default() += 1;
            }
            interrupted_fargate_tasks += u32::from(task.interrupted);
            if let Some(&place) = places.get(task.service.as_str()) {
                services[place].tasks.add(task);
            }
        }
        let told = &result.told;
        for failure in &told.without_room {
            services[failure.service as usize].no_room.add(failure);
        }
        for state in &result.service_states {
            let no_room = &mut services[state.service as usize].no_room;
            if no_room.between.is_some_and(|(_, last)| state.time <= last) {
                no_room.desired = state.desired;
            }
        }
        for blocked in &told.blocked {
            let spells = &mut services[blocked.service as usize].blocked;
            // It is said again and again as long as it lasts.
            if spells
                .last()
                .is_none_or(|spell| spell.until <= blocked.time)
            {
                spells.push(stands_still(result, blocked));
            }
        }
        Self {
            result,
            services,
            tasks,
            endings,
            instances: instances(result),
            interrupted_fargate_tasks,
            placement_failures: u32::try_from(told.without_room.len()).unwrap_or(u32::MAX),
            in_vain: InVain::of(told),
            packing: verdicts(result),
            verdicts: judge(result),
        }
    }
}

impl TaskCounts {
    fn add(&mut self, task: &TaskRow) {
        if task.stood_at_start() {
            self.at_start += 1;
        } else {
            self.created += 1;
            self.started += u32::from(task.started_at.is_some());
        }
        let is_told = task.stops_at().is_some();
        self.starting += u32::from(task.started_at.is_none() && !is_told);
        self.protected += u32::from(task.is_protected);
        if let Some(why) = &task.never_runs {
            let key = (task.task_definition.clone(), why.clone());
            *self.never_run.entry(key).or_default() += 1;
        }
        if task.stopped_at.is_some() {
            *self.stopped.entry(task.stop_code).or_default() += 1;
            self.done += u32::from(task.is_done());
        }
    }
}

/// Each service with its states and deployments, its tasks not yet counted.
fn services(result: &RunResult) -> Vec<ServiceSummary<'_>> {
    let end = SimTime::ZERO + result.duration;
    let mut states: Vec<Vec<&ServiceState>> = vec![Vec::new(); result.services.len()];
    for state in &result.service_states {
        states[state.service as usize].push(state);
    }
    let mut services: Vec<ServiceSummary> = result
        .services
        .iter()
        .zip(states)
        .map(|(label, states)| {
            let course = follow(states.into_iter(), end);
            ServiceSummary {
                label,
                at_end: course.at_end,
                tasks: TaskCounts::default(),
                readiness: course.whole,
                once_full: course.once_full,
                deployments: Vec::new(),
                is_deploying: false,
                no_room: NoRoom {
                    lacking: course.lacking,
                    ..NoRoom::default()
                },
                blocked: Vec::new(),
            }
        })
        .collect();
    for (place, deployment) in result.deployments.iter().enumerate() {
        let service = &mut services[deployment.service as usize];
        service.deployments.push(place);
        service.is_deploying |= deployment.state == "IN_PROGRESS";
    }
    services
}

/// How long that service stood still from then on: until a task of it starts or stops.
fn stands_still(result: &RunResult, blocked: &report::Blocked) -> Blocked {
    let (service, from) = (blocked.service, blocked.time);
    let tasks = |state: &ServiceState| (state.running, state.pending, state.stopping);
    let states = &result.service_states;
    let (before, later) = states.split_at(states.partition_point(|state| state.time <= from));
    let is_its = |state: &&ServiceState| state.service == service;
    let stood = before.iter().rev().find(is_its);
    let until = later
        .iter()
        .filter(is_its)
        .find(|state| Some(tasks(state)) != stood.map(tasks))
        .map_or(SimTime::ZERO + result.duration, |state| state.time);
    Blocked {
        from,
        until,
        held: blocked.held,
    }
}

impl InVain {
    fn of(told: &Told) -> Self {
        let mut in_vain = Self {
            retries: told.retries,
            given_up: told.given_up,
            ..Self::default()
        };
        for unmet in &told.unmet {
            match *unmet {
                Unmet::Throttled(call) => *in_vain.throttled.entry(call).or_default() += 1,
                Unmet::Refused(call) => *in_vain.refused.entry(call).or_default() += 1,
                Unmet::HitNothing(mishap) => *in_vain.hit_nothing.entry(mishap).or_default() += 1,
                Unmet::RunInPart => in_vain.run_in_part += 1,
            }
        }
        in_vain
    }
}

impl NoRoom {
    fn add(&mut self, failure: &WithoutRoom) {
        self.failures += 1;
        let first = self.between.map_or(failure.time, |(first, _)| first);
        self.between = Some((first, failure.time));
        self.reason = failure.reason;
    }
}

/// Instances by market.
fn instances(result: &RunResult) -> InstanceCounts {
    let mut counts = InstanceCounts::default();
    for instance in &result.instances {
        let begun = if instance.stood_at_start {
            &mut counts.at_start
        } else {
            &mut counts.launched
        };
        *begun.entry(instance.market).or_default() += 1;
        if instance.terminated_at.is_some() {
            *counts.terminated.entry(instance.market).or_default() += 1;
            let end = (instance.why.clone(), instance.end);
            *counts.ended_by.entry(end).or_default() += 1;
        }
        counts.lost_agent += u32::from(instance.disconnected_at.is_some());
        if instance.disconnected_at.is_some() {
            counts.without_agent.push(without_agent(instance));
        }
        if let Some(gone) = gone(instance) {
            let names = counts.out_of_touch.entry(gone).or_default();
            names.push(instance.id.clone());
        }
        if instance.interrupted {
            *counts.interrupted.entry(instance.market).or_default() += 1;
        }
    }
    counts
}

/// How long an instance was without its agent.
fn without_agent(instance: &InstanceRow) -> WithoutAgent {
    let closed = instance.away.iter();
    let closed = closed.filter_map(|(from, until)| Some(until.as_ref()?.since(*from)));
    let last = instance.away.last();
    WithoutAgent {
        name: instance.id.clone(),
        lasted: closed.fold(Span::ZERO, |sum, span| sum + span),
        for_good: last.is_some_and(|(_, until)| until.is_none()),
    }
}

/// What became of an instance that is registered at the end without an agent, if it is.
fn gone(instance: &InstanceRow) -> Option<Gone> {
    let is_registered = !["", "INACTIVE"].contains(&instance.status);
    if !is_registered || instance.agent_connected != Some(false) {
        return None;
    }
    // One that was started again after a stop lost its agent once more, later.
    let is_stopped = instance.stopped_at >= instance.disconnected_at;
    Some(match (instance.terminated_at, instance.stopped_at) {
        (Some(_), _) => Gone::Terminated,
        (None, Some(_)) if is_stopped => Gone::Stopped,
        _ => Gone::Disconnected,
    })
}

#[cfg(test)]
mod tests;
