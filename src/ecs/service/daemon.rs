//! DAEMON services: exactly one task on every container instance that takes tasks.
//!
//! Which instances those are is kept, not counted: an instance is *covered* while the service has
//! a task there or should have one, and *vacant* while it should have one and nothing of the
//! service is left there. The desired count is the number of covered instances.
//!
//! What a daemon needs is held for it on a vacant instance, so that no other task takes it: the
//! daemon is the first to start. On a DRAINING instance it is the last to stop.
//!
//! Facts: ECS Developer Guide, "Amazon ECS services" (the DAEMON strategy).

use std::collections::BTreeSet;

use crate::ecs::container_instance::InstanceStatus;
use crate::ecs::launch::Location;
use crate::ecs::placement::{Remaining, Stage};
use crate::ecs::task::{Owner, TaskStatus};
use crate::ecs::{Cx, Ecs, Unplaced};
use crate::ids::{InstanceId, ServiceId, TaskDefinitionId, TaskId};

/// The instances of a DAEMON service.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct DaemonPlaces {
    pub(in crate::ecs) covered: BTreeSet<InstanceId>,
    pub(in crate::ecs) vacant: BTreeSet<InstanceId>,
}

/// How an instance stands with a DAEMON service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    covered: bool,
    vacant: bool,
}

/// What a DAEMON service has on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    /// Nothing.
    Nothing,
    /// A task that was told to stop.
    Stopping,
    /// A task that was not.
    Alive,
}

/// What decides it: whether the instance takes tasks, whether others are still to leave it first,
/// and what the service has there.
fn place(takes_tasks: bool, others_first: bool, own: Own) -> Place {
    Place {
        covered: takes_tasks || (others_first && own == Own::Alive),
        vacant: takes_tasks && own == Own::Nothing,
    }
}

impl Ecs {
    /// Something about an instance changed: its daemons follow.
    pub(in crate::ecs) fn daemons_follow(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        for service in self.review_daemons(id) {
            self.mark_changed(service);
            self.touch(service, cx);
        }
    }

    /// Looks at an instance anew for each DAEMON service of its cluster; returns those for which it
    /// stands differently now.
    pub(in crate::ecs) fn review_daemons(&mut self, id: InstanceId) -> Vec<ServiceId> {
        let cluster = self.container_instance(id).cluster;
        let daemons = self.clusters[cluster].daemons.clone();
        let mut changed = Vec::new();
        for service in daemons {
            if self.review_daemon(service, id) {
                changed.push(service);
            }
        }
        if !changed.is_empty() {
            self.show_remaining(id);
        }
        changed
    }

    fn review_daemon(&mut self, service: ServiceId, id: InstanceId) -> bool {
        let now = self.place_of_daemon(service, id);
        let state = &mut self.services[service];
        let Some(places) = &mut state.daemon else {
            return false;
        };
        let before = Place {
            covered: places.covered.contains(&id),
            vacant: places.vacant.contains(&id),
        };
        put(&mut places.covered, id, now.covered);
        put(&mut places.vacant, id, now.vacant);
        state.desired = u32::try_from(places.covered.len()).expect("fewer than 2^32 instances");
        if before.covered && !now.covered {
            self.restand_daemon(service, id);
        }
        before != now
    }

    fn place_of_daemon(&self, service: ServiceId, id: InstanceId) -> Place {
        let instance = self.container_instance(id);
        let is_here = self.services[service].zones.contains(&instance.zone);
        let is_registered = instance.registered.is_some();
        let suits = self.suits_daemon(service, id);
        let takes_tasks = is_here && is_registered && instance.takes_tasks() && suits;
        let others_first = match instance.status {
            _ if !suits => false,
            InstanceStatus::Active => true,
            InstanceStatus::Draining => self.has_replica_tasks(id),
            _ => false,
        };
        let mut own = Own::Nothing;
        for task in &instance.tasks {
            if self.is_of(service, *task) && own != Own::Alive {
                let is_alive = self.tasks[*task].is_alive();
                own = if is_alive { Own::Alive } else { Own::Stopping };
            }
        }
        place(takes_tasks, others_first, own)
    }

    /// Whether an instance meets the constraints of a DAEMON service.
    fn suits_daemon(&self, service: ServiceId, id: InstanceId) -> bool {
        let state = &self.services[service];
        let definition = self.deployments[state.primary].definition;
        let required = self.conditions.required_by(definition);
        let expressions = self.expressions_of(definition, &state.placement.constraints);
        let instance = self.container_instance(id);
        let fleet = &self.clusters[instance.cluster].fleet;
        let mut conditions = required.into_iter().chain(expressions);
        instance
            .slot
            .is_some_and(|slot| conditions.all(|condition| fleet.meets(slot, condition)))
    }

    fn is_of(&self, service: ServiceId, task: TaskId) -> bool {
        let task = &self.tasks[task];
        let is_own = matches!(task.owner, Owner::Service(owner, _) if owner == service);
        is_own && task.status != TaskStatus::Stopped
    }

    /// Whether tasks of REPLICA services are on an instance.
    fn has_replica_tasks(&self, id: InstanceId) -> bool {
        let mut tasks = self.container_instance(id).tasks.iter();
        tasks.any(|task| match self.tasks[*task].owner {
            Owner::Service(service, _) => self.services[service].daemon.is_none(),
            Owner::Standalone => false,
        })
    }

    /// The daemon on an instance that is covered no longer has to leave.
    fn restand_daemon(&mut self, service: ServiceId, id: InstanceId) {
        for task in self.container_instance(id).tasks.clone() {
            if self.is_of(service, task) && self.tasks[task].standing.is_some() {
                self.leave_roster(task);
                self.join_roster(task);
            }
        }
    }

    /// The DAEMON services that an instance is one of the places of.
    pub(in crate::ecs) fn daemons_on(&self, id: InstanceId) -> Vec<ServiceId> {
        let cluster = self.container_instance(id).cluster;
        let daemons = self.clusters[cluster].daemons.iter().copied();
        let covers = |service: &ServiceId| {
            let places = self.services[*service].daemon.as_ref();
            places.is_some_and(|places| places.covered.contains(&id))
        };
        daemons.filter(covers).collect()
    }

    /// Whether a DAEMON service keeps a task.
    pub(in crate::ecs) fn is_daemon(&self, owner: Owner) -> bool {
        match owner {
            Owner::Service(service, _) => self.services[service].daemon.is_some(),
            Owner::Standalone => false,
        }
    }

    /// Whether a task may stay on its DRAINING instance until others have left.
    pub(in crate::ecs) fn is_covered(&self, owner: Owner, instance: Option<InstanceId>) -> bool {
        let (Owner::Service(service, _), Some(instance)) = (owner, instance) else {
            return false;
        };
        let places = self.services[service].daemon.as_ref();
        places.is_some_and(|places| places.covered.contains(&instance))
    }

    /// What is held on an instance for daemons that are not there.
    pub(in crate::ecs) fn held_for_daemons(&self, id: InstanceId) -> Remaining {
        let cluster = self.container_instance(id).cluster;
        let daemons = self.clusters[cluster].daemons.iter();
        let vacant = daemons.filter(|service| {
            let places = self.services[**service].daemon.as_ref();
            places.is_some_and(|places| places.vacant.contains(&id))
        });
        let needs = vacant.map(|service| {
            let primary = self.services[*service].primary;
            self.need(self.deployments[primary].definition)
        });
        needs.fold(Remaining::default(), std::ops::Add::add)
    }

    /// The first vacant instance that has room for the daemon.
    pub(in crate::ecs) fn daemon_location(
        &self,
        service: ServiceId,
        definition: TaskDefinitionId,
    ) -> Result<Location, Unplaced> {
        let need = self.need(definition);
        let ports = self.ports(definition);
        let mut why = Unplaced::NoInstances;
        let vacant = self.services[service].daemon.iter();
        for id in vacant.flat_map(|places| &places.vacant) {
            let instance = self.container_instance(*id);
            let left = instance.remaining;
            let fleet = &self.clusters[instance.cluster].fleet;
            let has_ports = |slot| fleet.has_ports(slot, &ports);
            let has_ports = instance.slot.is_some_and(has_ports);
            if left.holds(need) && has_ports {
                return Ok(Location {
                    zone: instance.zone,
                    instance: Some(*id),
                });
            }
            let stage = if !has_ports {
                Stage::Ports
            } else if left.enis < need.enis {
                Stage::Eni
            } else if left.gpus < need.gpus {
                Stage::Gpu
            } else if left.memory_mib < need.memory_mib {
                Stage::Memory
            } else {
                Stage::Cpu
            };
            why = Unplaced::Refused(stage, *id);
        }
        Err(why)
    }
}

fn put(set: &mut BTreeSet<InstanceId>, id: InstanceId, is_in: bool) {
    if is_in {
        set.insert(id);
    } else {
        set.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_covered_until_its_daemon_may_go() {
        let of = |takes, others, own| {
            let place = place(takes, others, own);
            (place.covered, place.vacant)
        };
        assert_eq!(of(true, true, Own::Nothing), (true, true), "a new instance");
        assert_eq!(of(true, true, Own::Alive), (true, false), "at rest");
        assert_eq!(
            of(true, true, Own::Stopping),
            (true, false),
            "the old one goes"
        );
        assert_eq!(
            of(false, true, Own::Alive),
            (true, false),
            "others go first"
        );
        assert_eq!(
            of(false, true, Own::Nothing),
            (false, false),
            "not started there"
        );
        assert_eq!(of(false, false, Own::Alive), (false, false), "now it goes");
    }
}
