//! The end of a run: what the rooms hold becomes tables.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::event::Fact;
use super::health_spells::HealthSpells;
use super::journal::Record;
use crate::cloudwatch::{CloudWatch, Metric};
use crate::ec2::{TerminationCause, instance_name};
use crate::ecs::{self, ContainerInstance, HostPort, InstanceStatus, Owner, StopCause, StoppedBy};
use crate::engine::SimTime;
use crate::ids::{DeploymentId, EntryId, InstanceId, TargetId, TaskId};
use crate::report::{
    DeploymentRow, InstanceEnd, InstanceRow, Mark, Run, RunResult, Series, TaskRow,
};
use crate::scenario::model::{Action, Capacity, Market, Start};

impl World<'_> {
    pub(super) fn into_result(self) -> RunResult {
        let scenario = self.scenario;
        let cloudwatch = &self.sampler.cloudwatch;
        let metrics = cloudwatch.metrics().iter();
        let metrics = metrics.map(|metric| series(cloudwatch, metric)).collect();
        let mut record = Record {
            journal: self.journal,
            ecs: self.ecs,
            ec2: self.ec2,
            autoscaling: self.autoscaling,
            eventbridge: self.eventbridge,
            calls: scenario.calls(),
            started_by: BTreeMap::new(),
            name: scenario.name.clone(),
            start_time: scenario.start_time,
        };
        record.started_by = record.runs_of_targets();
        let notes = record
            .owed_notes()
            .chain(scenario.notes.iter().cloned())
            .collect();
        let (told, warned) = record.told();
        let packing = record.packing(&self.service_states, scenario, self.paranoid);
        let services = record.ecs.services.iter();
        let groups = record.autoscaling.groups.iter();
        RunResult {
            name: scenario.name.clone(),
            description: scenario.description.clone(),
            region: scenario.aws.region.clone(),
            seed: scenario.seed,
            start_time: scenario.start_time,
            duration: scenario.duration,
            digest: scenario.digest.clone(),
            resolved: scenario.resolved.clone(),
            notes,
            expectations: scenario.expect.clone(),
            services: services.map(|(_, service)| service.label.clone()).collect(),
            service_states: self.service_states,
            deployment_states: self.deployment_states,
            groups: groups.map(|(_, group)| group.name.clone()).collect(),
            group_states: self.group_states,
            tasks: record.tasks(),
            instances: record
                .ec2
                .instances
                .ids()
                .map(|id| record.machine(id, scenario.start, &warned))
                .collect(),
            deployments: record
                .ecs
                .deployments
                .ids()
                .map(|id| record.rollout(id))
                .collect(),
            marks: record.marks(),
            zones: scenario
                .aws
                .zones
                .iter()
                .map(|(_, zone)| zone.clone())
                .collect(),
            metrics,
            packing,
            told,
            journal: Box::new(record),
        }
    }
}

fn series(cloudwatch: &CloudWatch, metric: &Metric) -> Series {
    let runs = cloudwatch.runs(metric).into_iter();
    Series {
        namespace: metric.namespace,
        metric: metric.name,
        dimensions: metric.dimensions.clone(),
        period: cloudwatch.resolution(),
        runs: runs
            .map(|run| Run {
                from: run.from,
                points: run.points,
                value: run.value,
            })
            .collect(),
    }
}

impl Record {
    fn tasks(&self) -> Vec<TaskRow> {
        let mut spells = HealthSpells::of(self);
        let ids = self.ecs.tasks.ids();
        ids.map(|id| self.task(id, &mut spells)).collect()
    }

    fn task(&self, id: TaskId, spells: &mut HealthSpells) -> TaskRow {
        let task = &self.ecs.tasks[id];
        let times = task.times;
        let (launch_type, capacity_provider) = match task.capacity {
            Capacity::Ec2 => ("EC2", ""),
            Capacity::Fargate => ("FARGATE", ""),
            Capacity::FargateProvider => ("FARGATE", "FARGATE"),
            Capacity::FargateSpot => ("FARGATE", "FARGATE_SPOT"),
        };
        let (stop_code, stopped_reason) = task
            .stop
            .map_or(("", String::new()), |cause| self.stop_text(cause));
        TaskRow {
            id: self.ecs.task_name(id),
            service: self.ecs.service_label(id),
            deployment: match task.owner {
                Owner::Service(_, deployment) => Some(deployment.0),
                Owner::Standalone => None,
            },
            task_definition: self.definition_name(task.definition),
            launch_type,
            capacity_provider: capacity_provider.to_owned(),
            availability_zone: self.zone_name(task.zone).to_owned(),
            container_instance: task.instance.map(instance_name).unwrap_or_default(),
            created_at: times.created,
            pull_started_at: times.pull_started,
            pull_stopped_at: times.pull_stopped,
            started_at: times.started,
            ready_at: times.ready,
            unhealthy: spells.unhealthy.remove(&id).unwrap_or_default(),
            restarting: spells.restarting.remove(&id).unwrap_or_default(),
            told_to_stop_at: times.told_to_stop,
            stopping_at: times.stopping,
            stopped_at: times.stopped,
            stop_code,
            stopped_reason,
            exit_code: match task.stop {
                Some(StopCause::Exited { exit_code, .. }) => Some(exit_code),
                _ => None,
            },
            started_by: self.started_by(id).unwrap_or_default(),
            never_runs: self.never_runs(id),
            is_protected: task.is_alive() && task.is_protected(),
            interrupted: task.stop == Some(StopCause::SpotInterruption),
            subnet: task
                .subnet
                .map_or(String::new(), |id| self.subnet_name(id).to_owned()),
            host_ports: ports_text(&task.host_ports),
        }
    }

    fn machine(&self, id: InstanceId, start: Start, warned: &BTreeSet<InstanceId>) -> InstanceRow {
        let machine = &self.ec2.instances[id];
        let template = &self.ec2.templates[machine.template];
        let registered = self.ecs.instance_if_any(id);
        let group = machine.group();
        InstanceRow {
            id: instance_name(id),
            instance_type: template.instance_type.clone(),
            market: match template.market {
                Market::OnDemand => "on-demand",
                Market::Spot => "spot",
            },
            zone: self.zone_name(machine.zone).to_owned(),
            group: group.map_or(String::new(), |id| self.autoscaling.groups[id].name.clone()),
            launched_at: machine.launched,
            registered_at: registered.and_then(|instance| instance.registered),
            draining_at: registered.and_then(|instance| Some(instance.drains.last()?.0)),
            drains: registered.map_or(Vec::new(), |instance| instance.drains.clone()),
            away: registered.map_or(Vec::new(), |instance| instance.agent.away.clone()),
            terminated_at: machine.terminated,
            status: registered.map_or("", status_name),
            agent_connected: registered.and_then(agent_connected),
            disconnected_at: registered.and_then(|it| Some(it.agent.away.last()?.0)),
            stopped_at: machine.stopped,
            deregistered_at: registered.and_then(|it| it.deregistered),
            subnet: self.subnet_name(machine.subnet).to_owned(),
            why: machine.cause.map_or("", |cause| cause.name()).to_owned(),
            end: machine.cause.map(|cause| match cause {
                TerminationCause::User => InstanceEnd::Call,
                TerminationCause::Group => InstanceEnd::Group,
                TerminationCause::Unhealthy => InstanceEnd::Unhealthy,
                TerminationCause::SpotInterruption => InstanceEnd::SpotInterruption,
                TerminationCause::ZoneLost => InstanceEnd::ZoneLost,
            }),
            interrupted: warned.contains(&id),
            stood_at_start: start == Start::Steady
                && machine.launched == SimTime::ZERO
                && registered.is_some_and(|it| it.registered == Some(SimTime::ZERO)),
        }
    }

    fn rollout(&self, id: DeploymentId) -> DeploymentRow {
        let deployment = &self.ecs.deployments[id];
        DeploymentRow {
            id: self.ecs.deployment_name(id),
            service: deployment.service.0,
            task_definition: self.definition_name(deployment.definition),
            created_at: deployment.created,
            completed_at: deployment.completed,
            stalled: self.ecs.stalled(id),
            state: deployment.state.name(),
            status: deployment.status.name(),
            failed_tasks: deployment.failures.count,
            ended_at: deployment.ended,
            called_off: matches!(deployment.stopped_by, Some(StoppedBy::Call { .. })),
            rolled_back_at: deployment.rolled_back,
            rolled_back_to: deployment.rolled_back_to.map(|target| {
                let definition = self.ecs.deployments[target].definition;
                self.definition_name(definition)
            }),
        }
    }

    /// The tasks that targets of rules and schedules ran.
    fn runs_of_targets(&self) -> BTreeMap<TaskId, TargetId> {
        let mut runs = BTreeMap::new();
        for (_, fact) in self.journal.facts() {
            if let Fact::Ecs(ecs::Fact::TasksRun { entry, tasks, .. }) = fact
                && let Some(target) = self.eventbridge.target_of(entry)
            {
                runs.extend(self.ecs.listed(tasks).iter().map(|task| (*task, target)));
            }
        }
        runs
    }

    /// What found no room at 0 s, in words.
    fn owed_notes(&self) -> impl Iterator<Item = String> + '_ {
        self.journal.facts().filter_map(|(_, fact)| match fact {
            Fact::TasksOwed { service, count } => {
                let label = self.service_label(service);
                Some(format!(
                    "at 0s there is no room for {count} of the tasks of {label}"
                ))
            }
            _ => None,
        })
    }

    /// Every entry of the timeline that was applied.
    fn marks(&self) -> Vec<Mark> {
        let applied = self.journal.applied();
        let mark = |(time, entry): (SimTime, EntryId)| Mark {
            time,
            label: self.entry_text(entry),
            is_outage: matches!(self.action(entry), Action::AvailabilityZoneOutage { .. }),
            until: match *self.action(entry) {
                Action::AvailabilityZoneOutage { duration, .. }
                | Action::RegistryOutage { duration, .. } => Some(time + duration),
                Action::AgentDisconnect { duration, .. }
                | Action::DockerDaemonDown { duration, .. } => duration.map(|lasts| time + lasts),
                _ => None,
            },
        };
        applied.map(mark).collect()
    }
}

/// `32768:80/tcp 8080:81/tcp`.
fn ports_text(ports: &[HostPort]) -> String {
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    ports.join(" ")
}

/// `status` of a container instance; nothing before it has registered.
fn status_name(instance: &ContainerInstance) -> &'static str {
    match instance.status {
        InstanceStatus::Registering => "",
        status => status.name(),
    }
}

/// `agentConnected` at the end of the run; nobody before the agent has registered.
fn agent_connected(instance: &ContainerInstance) -> Option<bool> {
    instance.registered?;
    let in_cluster = instance.status != InstanceStatus::Inactive;
    Some(in_cluster && instance.agent.is_connected())
}

impl super::journal::Journal {
    fn applied(&self) -> impl Iterator<Item = (SimTime, EntryId)> + '_ {
        self.facts().filter_map(|(at, fact)| match fact {
            Fact::EntryApplied(entry) => Some((at, entry)),
            _ => None,
        })
    }
}
