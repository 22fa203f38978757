//! What the facts of a run tell that no table shows.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Fact;
use super::journal::{Record, no_move, refusal};
use crate::ec2::instance_name;
use crate::ids::{EntryId, InstanceId, ServiceId};
use crate::report::{Blocked, Fired, SubnetUse, Told, Unmet, WithoutRoom};
use crate::scenario::model::SchedulingStrategy;
use crate::{autoscaling, ecs, eventbridge, spot};

impl Record {
    /// Whether a service has one task on each instance.
    pub(super) fn is_daemon(&self, service: ServiceId) -> bool {
        self.ecs.aws.services[service].strategy == SchedulingStrategy::Daemon
    }

    /// What no table shows, and the instances that Spot warned.
    pub(super) fn told(&self) -> (Told, BTreeSet<InstanceId>) {
        let mut told = Told::default();
        let mut warned = BTreeSet::new();
        let name = |entry: EntryId| self.action(entry).name();
        for (time, fact) in self.journal.facts() {
            match fact {
                Fact::Ecs(ecs::Fact::PlacementFailed { service, why }) => {
                    told.without_room.push(WithoutRoom {
                        time,
                        service: service.0,
                        reason: why.reason(),
                    });
                }
                Fact::Ecs(ecs::Fact::Stuck { service, step }) => told.blocked.push(Blocked {
                    time,
                    service: service.0,
                    held: no_move(
                        &self.ecs.steps[step as usize].situation,
                        self.is_daemon(service),
                    ),
                }),
                Fact::Ecs(ecs::Fact::CallRefused { entry, .. })
                | Fact::AutoScaling(autoscaling::Fact::CallRefused { entry, .. })
                | Fact::InstanceCallRefused { entry, .. } => {
                    told.unmet.push(Unmet::Refused(name(entry)));
                }
                Fact::Ecs(ecs::Fact::TasksRun {
                    entry,
                    refused: Some(why),
                    tasks,
                }) => told.unmet.push(match refusal(why, tasks.count()) {
                    Some(_) if why == ecs::Unplaced::RateExceeded => Unmet::Throttled(name(entry)),
                    Some(_) => Unmet::Refused(name(entry)),
                    None => Unmet::RunInPart,
                }),
                Fact::EntryWithoutTarget(entry) => told.unmet.push(Unmet::HitNothing(name(entry))),
                Fact::EventBridge(eventbridge::Fact::Retried { .. }) => told.retries += 1,
                Fact::EventBridge(eventbridge::Fact::Failed { .. }) => told.given_up += 1,
                Fact::Ecs(ecs::Fact::RebalancingStarted(index)) => {
                    let service = self.ecs.rebalances[index as usize].service;
                    let rebalanced = told.rebalanced.entry(service.0).or_default();
                    rebalanced.begun += 1;
                    rebalanced.done_at = None;
                }
                Fact::Ecs(ecs::Fact::RebalancingCompleted(index)) => {
                    let service = self.ecs.rebalances[index as usize].service;
                    told.rebalanced.entry(service.0).or_default().done_at = Some(time);
                }
                Fact::Ecs(ecs::Fact::DockerStopped { instance, .. }) => {
                    add(&mut told.without_docker, instance);
                }
                Fact::Ecs(ecs::Fact::CannotRegister(id)) => add(&mut told.cannot_register, id),
                Fact::Ecs(ecs::Fact::TaskVolumes { task, ended }) => {
                    told.volumes_lost += self.ecs.volumes_lost(task, ended);
                }
                Fact::Ecs(ecs::Fact::InstanceVolumes(id)) => {
                    let volumes = &self.ecs.container_instance(id).volumes;
                    told.volumes_lost += u32::try_from(volumes.len()).unwrap_or(u32::MAX);
                }
                Fact::Spot(spot::Fact::InterruptionWarning(id)) => {
                    warned.insert(id);
                }
                _ => {}
            }
        }
        told.fired = self.fired();
        told.subnets = self.subnets();
        (told, warned)
    }

    /// How full the subnets were whose addresses the scenario counts.
    fn subnets(&self) -> Vec<SubnetUse> {
        let counted = self.ecs.aws.subnets.iter().filter(|(_, it)| it.is_declared);
        let used = counted.map(|(id, subnet)| {
            let addresses = self.ec2.subnets[id];
            SubnetUse {
                name: subnet.name.clone(),
                all: addresses.all,
                fewest: addresses.fewest,
                refused: addresses.refused,
            }
        });
        used.collect()
    }

    /// How often each rule and schedule fired, of those that did.
    fn fired(&self) -> Vec<Fired> {
        let room = &self.eventbridge;
        let mut fired = BTreeMap::new();
        for (_, invocation) in room.invocations.iter() {
            // The number of an invocation is that of the firing of its rule.
            fired.insert(room.targets[invocation.target].rule, invocation.number);
        }
        let fired = fired.into_iter().map(|(id, times)| {
            let rule = &room.rules[id];
            Fired {
                name: rule.name.clone(),
                started_by: Self::started_by_rule(rule),
                times,
            }
        });
        fired.collect()
    }
}

/// Names an instance once.
fn add(names: &mut Vec<String>, id: InstanceId) {
    let name = instance_name(id);
    if !names.contains(&name) {
        names.push(name);
    }
}
