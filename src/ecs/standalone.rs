//! RunTask, StopTask and the calls on container instances: what the timeline asks of ECS.

use super::container_instance::InstanceStatus;
use super::launch::{Location, Order};
use super::placement;
use super::task::{Class, Owner, StopCause, TaskGroupId};
use super::{CallError, Cx, Decision, Ecs, Fact, Group, Unplaced};
use crate::engine::{Entity, Purpose};
use crate::ids::{EntryId, InstanceId, TaskDefinitionId, TaskId};
use crate::scenario::model::{Action, Capacity, RunTask, TaskName, TaskOwner};

impl Ecs {
    /// An API call of the timeline; mishaps are not for ECS.
    pub(super) fn on_call(&mut self, entry: EntryId, cx: &mut Cx<'_>) {
        match self.calls[entry].clone() {
            Action::UpdateService(update) => self.update_service(&update, cx),
            Action::RunTask(run) => self.run_task(entry, &run, cx),
            Action::StopTask { task, .. } => self.call_stop_task(entry, &task, cx),
            Action::UpdateContainerInstancesState {
                instances,
                draining,
            } => {
                for number in instances {
                    self.call_set_draining(entry, number, draining, cx);
                }
            }
            Action::DeregisterContainerInstance { instance, force } => {
                self.call_deregister(entry, instance, force, cx);
            }
            Action::TerminateInstances { .. }
            | Action::SpotInterruption(_)
            | Action::AvailabilityZoneOutage { .. } => {}
        }
    }

    fn run_task(&mut self, entry: EntryId, run: &RunTask, cx: &mut Cx<'_>) {
        let order = Order {
            owner: Owner::Standalone,
            group: self.family_group(run.task_definition),
            definition: run.task_definition,
            cluster: run.cluster,
            capacity: run.capacity,
            class: Class::Starting,
        };
        let mut started = Vec::new();
        let mut refused = None;
        for _ in 0..run.count {
            let found = self.find_standalone_place(run, &order, cx);
            let decision = self.placement_decision(&order, found);
            cx.decide(Decision::Placement(decision));
            match found {
                Ok(location) => started.push(self.create(&order, location, cx)),
                Err(why) => refused = Some(why),
            }
        }
        let tasks = self.list(&started);
        cx.emit(Fact::TasksRun {
            entry,
            tasks,
            refused,
        });
    }

    /// The group of the standalone tasks of a family.
    fn family_group(&mut self, definition: TaskDefinitionId) -> TaskGroupId {
        let family = &self.aws.task_definitions[definition].family;
        if let Some(group) = self.families.get(family) {
            return *group;
        }
        let group = Group::new(family, Entity::named("family:").and(family), &self.aws);
        let id = self.groups.push(group);
        self.families.insert(family.clone(), id);
        id
    }

    fn find_standalone_place(
        &mut self,
        run: &RunTask,
        order: &Order,
        cx: &Cx<'_>,
    ) -> Result<Location, Unplaced> {
        if run.capacity != Capacity::Ec2 {
            let zone = self.fargate_zone(order.group, &run.zones);
            let zone = zone.ok_or(Unplaced::FargateCapacity)?;
            let spot = run.capacity == Capacity::FargateSpot;
            if !self.fargate[usize::from(spot)].try_take(cx.now()) {
                return Err(Unplaced::RateExceeded);
            }
            return Ok(Location {
                zone,
                instance: None,
            });
        }
        let need = self.need(order.definition);
        let capacity = &self.clusters[run.cluster].zones;
        let group = &self.groups[order.group];
        let entity = group.entity.number(u64::from(group.tasks + 1));
        let allows = |place| self.ports_are_free(run.cluster, place, order.definition);
        let mut stream = cx.draws(Purpose::TaskPlacement, entity);
        placement::anywhere(&run.zones, capacity, need, allows, &mut stream)
            .map(|place| self.location(run.cluster, place))
            .ok_or_else(|| self.why_unplaced(run.cluster, &run.zones, need))
    }

    fn call_stop_task(&mut self, entry: EntryId, name: &TaskName, cx: &mut Cx<'_>) {
        match self.task_named(name) {
            Some(id) if self.tasks[id].is_alive() => {
                self.stop_task(id, StopCause::User(entry), cx);
            }
            // Who is on the way out already is left alone: the call succeeds all the same.
            Some(_) => {}
            None => cx.emit(Fact::CallRefused {
                entry,
                error: CallError::NoSuchTask,
            }),
        }
    }

    /// The task of that name, if it was started yet.
    pub fn task_named(&self, name: &TaskName) -> Option<TaskId> {
        let group = match &name.owner {
            TaskOwner::Service(service) => self.services[*service].group,
            TaskOwner::Family(family) => *self.families.get(family)?,
        };
        let tasks = &self.groups[group].members;
        tasks.get(name.number.checked_sub(1)? as usize).copied()
    }

    fn call_set_draining(&mut self, entry: EntryId, number: u32, draining: bool, cx: &mut Cx<'_>) {
        match self.instance_in_cluster(number) {
            Some(id) => self.set_draining(id, draining, cx),
            None => cx.emit(Fact::CallRefused {
                entry,
                error: CallError::NoSuchInstance(number),
            }),
        }
    }

    fn call_deregister(&mut self, entry: EntryId, number: u32, force: bool, cx: &mut Cx<'_>) {
        let Some(id) = self.instance_in_cluster(number) else {
            cx.emit(Fact::CallRefused {
                entry,
                error: CallError::NoSuchInstance(number),
            });
            return;
        };
        if !force && !self.container_instance(id).tasks.is_empty() {
            cx.emit(Fact::CallRefused {
                entry,
                error: CallError::TasksOnInstance(number),
            });
            return;
        }
        self.deregister(id, StopCause::ForcedDeregistration, cx);
    }

    /// The container instance `i-<number>`, if it is registered.
    fn instance_in_cluster(&self, number: u32) -> Option<InstanceId> {
        let id = InstanceId(number.checked_sub(1)?);
        let status = self.instance_if_any(id)?.status;
        matches!(status, InstanceStatus::Active | InstanceStatus::Draining).then_some(id)
    }

    /// Fargate Spot takes back a task: notice and stop signal at once.
    pub(super) fn on_fargate_spot_reclaim(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if self.tasks[id].is_alive() {
            self.stop_task(id, StopCause::SpotInterruption, cx);
        }
    }

    /// The Fargate Spot tasks of a service that were not told to stop, in order of creation.
    pub fn fargate_spot_tasks(&self, service: crate::ids::ServiceId) -> Vec<TaskId> {
        let members = &self.groups[self.services[service].group].members;
        let alive = members.iter().copied();
        alive.filter(|id| self.can_be_reclaimed(*id)).collect()
    }
}
