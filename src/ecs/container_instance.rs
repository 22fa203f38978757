//! Container instances: registration, what they have left, draining, and their end.
//!
//! ```text
//! (EC2 running) → ACTIVE ⇄ DRAINING → (deregistered, or its machine ended) → INACTIVE
//! ```
//!
//! Facts: ECS Developer Guide, "Amazon ECS container instance draining", "Deregistering a container
//! instance". How long ECS takes to learn of an end is assumed (`ecs.deregisterAfterTermination`).

use super::placement::{Place, Remaining};
use super::task::{Owner, StopCause, Task, TaskStatus};
use super::{Cx, Ecs, Event, Fact};
use crate::engine::{Entity, Purpose, SimTime};
use crate::ids::{ClusterId, ImageId, InstanceId, TaskDefinitionId, TaskId, TemplateId, ZoneId};

/// `status` of a container instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceStatus {
    /// The machine runs, the agent has not registered yet.
    Registering,
    /// Takes tasks.
    Active,
    /// Takes none; its service tasks leave.
    Draining,
    /// Deregistered.
    Inactive,
}

/// A container instance.
#[derive(Clone, Debug)]
pub struct ContainerInstance {
    /// Its cluster.
    pub cluster: ClusterId,
    /// Its zone.
    pub zone: ZoneId,
    /// What it was made from.
    pub template: TemplateId,
    /// Its status.
    pub status: InstanceStatus,
    /// When its agent registered.
    pub registered: Option<SimTime>,
    /// When it was set to DRAINING, the last time.
    pub draining: Option<SimTime>,
    /// Its tasks that are not STOPPED.
    pub tasks: Vec<TaskId>,
    /// The machine is gone, though ECS may not know it yet.
    pub(super) dead: bool,
    /// Its place in the order of registration of its zone.
    pub(super) slot: u32,
    pub(super) images: Vec<ImageId>,
    remaining: Remaining,
    tcp_ports: Vec<u16>,
    udp_ports: Vec<u16>,
}

impl Ecs {
    /// The machine runs: its agent will register.
    pub(super) fn on_instance_boots(
        &mut self,
        id: InstanceId,
        zone: ZoneId,
        template: TemplateId,
        cx: &mut Cx<'_>,
    ) {
        self.add_instance(id, zone, template);
        let entity = self.instance_entity(id);
        let draw = &mut cx.draws(Purpose::InstanceRegistration, entity);
        let after = self.settings.registration.sample(draw);
        cx.schedule(after, Event::AgentRegisters(id));
    }

    fn instance_entity(&self, id: InstanceId) -> Entity {
        let instance = self.container_instance(id);
        let template = &self.templates[instance.template];
        Entity::named(&template.name).number(u64::from(id.0))
    }

    /// The record of an instance whose agent has not registered.
    pub(super) fn add_instance(&mut self, id: InstanceId, zone: ZoneId, template: TemplateId) {
        let made_from = &self.templates[template];
        let record = ContainerInstance {
            cluster: made_from.cluster,
            zone,
            template,
            status: InstanceStatus::Registering,
            registered: None,
            draining: None,
            tasks: Vec::new(),
            dead: false,
            slot: 0,
            images: Vec::new(),
            remaining: Remaining {
                cpu: i64::from(made_from.registered_cpu),
                memory_mib: i64::from(made_from.registered_memory_mib),
            },
            tcp_ports: Vec::new(),
            udp_ports: Vec::new(),
        };
        let index = id.0 as usize;
        if self.instances.len() <= index {
            self.instances.resize_with(index + 1, || None);
        }
        self.instances[index] = Some(record);
    }

    /// The container instance of a machine that has booted.
    pub fn container_instance(&self, id: InstanceId) -> &ContainerInstance {
        let instance = self.instance_if_any(id);
        instance.expect("a container instance belongs to a machine that has booted")
    }

    /// The container instance of a machine, if it has booted.
    pub fn instance_if_any(&self, id: InstanceId) -> Option<&ContainerInstance> {
        self.instances.get(id.0 as usize)?.as_ref()
    }

    fn instance_mut(&mut self, id: InstanceId) -> &mut ContainerInstance {
        let instance = self.instances[id.0 as usize].as_mut();
        instance.expect("a container instance belongs to a machine that has booted")
    }

    pub(super) fn on_agent_registers(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        if self.container_instance(id).dead {
            return;
        }
        self.register(id, cx.now());
        cx.emit(Fact::InstanceRegistered(id));
        self.wake_blocked(cx);
    }

    /// The instance takes tasks from now on.
    pub(super) fn register(&mut self, id: InstanceId, now: SimTime) {
        let (cluster, zone) = {
            let instance = self.container_instance(id);
            (instance.cluster, instance.zone)
        };
        let slot = self.clusters[cluster].zones[zone].add(id);
        let instance = self.instance_mut(id);
        instance.slot = slot;
        instance.registered = Some(now);
        instance.status = InstanceStatus::Active;
        self.count_registered(id, 1);
        self.show_remaining(id);
    }

    fn count_registered(&mut self, id: InstanceId, by: i64) {
        let instance = self.container_instance(id);
        let template = &self.templates[instance.template];
        let whole = Remaining {
            cpu: i64::from(template.registered_cpu),
            memory_mib: i64::from(template.registered_memory_mib),
        };
        let reserved = Remaining {
            cpu: whole.cpu - instance.remaining.cpu,
            memory_mib: whole.memory_mib - instance.remaining.memory_mib,
        };
        let cluster = instance.cluster;
        let cluster = &mut self.clusters[cluster];
        cluster.instances = cluster.instances.saturating_add_signed(by);
        cluster.registered.add(whole, by);
        cluster.reserved.add(reserved, by);
    }

    /// Tells the index what the instance has left, if it takes tasks at all.
    fn show_remaining(&mut self, id: InstanceId) {
        let instance = self.container_instance(id);
        if instance.registered.is_none() {
            return;
        }
        let open = instance.status == InstanceStatus::Active && !instance.dead;
        let shown = if open {
            instance.remaining
        } else {
            Remaining::CLOSED
        };
        let (cluster, zone, slot) = (instance.cluster, instance.zone, instance.slot);
        self.clusters[cluster].zones[zone].set(slot, shown);
    }

    /// Whether the static host ports of a task are free in a place.
    pub(super) fn ports_are_free(
        &self,
        cluster: ClusterId,
        place: Place,
        definition: TaskDefinitionId,
    ) -> bool {
        let need = &self.aws.task_definitions[definition].need;
        if need.tcp_ports.is_empty() && need.udp_ports.is_empty() {
            return true;
        }
        let id = self.clusters[cluster].zones[place.zone].instance(place.slot);
        let instance = self.container_instance(id);
        let free = |wanted: &[u16], taken: &[u16]| !wanted.iter().any(|port| taken.contains(port));
        free(&need.tcp_ports, &instance.tcp_ports) && free(&need.udp_ports, &instance.udp_ports)
    }

    /// Takes what a task needs from its instance.
    pub(super) fn reserve(&mut self, task: TaskId) {
        if let Some(id) = self.tasks[task].instance {
            self.change_reservation(id, self.tasks[task].definition, 1);
            self.instance_mut(id).tasks.push(task);
        }
    }

    /// Gives back what a task had.
    pub(super) fn release(&mut self, task: TaskId, cx: &mut Cx<'_>) {
        if let Some(id) = self.tasks[task].instance {
            self.change_reservation(id, self.tasks[task].definition, -1);
            self.wake_blocked(cx);
        }
    }

    fn change_reservation(&mut self, id: InstanceId, definition: TaskDefinitionId, by: i64) {
        let need = self.need(definition);
        let wanted = self.aws.task_definitions[definition].need.clone();
        let instance = self.instance_mut(id);
        instance.remaining.cpu -= by * need.cpu;
        instance.remaining.memory_mib -= by * need.memory_mib;
        for (taken, wanted) in [
            (&mut instance.tcp_ports, wanted.tcp_ports),
            (&mut instance.udp_ports, wanted.udp_ports),
        ] {
            if by > 0 {
                taken.extend(wanted);
            } else {
                taken.retain(|port| !wanted.contains(port));
            }
        }
        let (cluster, counted) = (instance.cluster, instance.registered.is_some());
        let counted = counted && instance.status != InstanceStatus::Inactive;
        if counted {
            self.clusters[cluster].reserved.add(need, by);
        }
        self.show_remaining(id);
    }

    /// A STOPPED task is off its instance; the last one off a DRAINING instance is told.
    pub(super) fn leave_instance(&mut self, task: TaskId, cx: &mut Cx<'_>) {
        let Some(id) = self.tasks[task].instance else {
            return;
        };
        let instance = self.instance_mut(id);
        instance.tasks.retain(|other| *other != task);
        if instance.status == InstanceStatus::Draining && instance.tasks.is_empty() {
            cx.emit(Fact::InstanceDrained(id));
        }
    }

    /// The images of a task that became RUNNING stay on its instance.
    pub(super) fn cache_images(&mut self, task: TaskId) {
        let Task {
            instance,
            definition,
            ..
        } = self.tasks[task];
        if let Some(id) = instance {
            for image in self.aws.task_definitions[definition].images.clone() {
                let images = &mut self.instance_mut(id).images;
                if !images.contains(&image) {
                    images.push(image);
                }
            }
        }
    }

    /// The slot of a task's instance in its zone.
    pub(super) fn slot_of(&self, task: &Task) -> Option<u32> {
        task.instance.map(|id| self.container_instance(id).slot)
    }

    /// Whether a task is on a DRAINING instance.
    pub(super) fn is_draining(&self, task: &Task) -> bool {
        task.instance
            .is_some_and(|id| self.container_instance(id).status == InstanceStatus::Draining)
    }

    /// UpdateContainerInstancesState: no new tasks, and the service tasks leave; or the way back.
    pub(super) fn set_draining(&mut self, id: InstanceId, draining: bool, cx: &mut Cx<'_>) {
        let status = if draining {
            InstanceStatus::Draining
        } else {
            InstanceStatus::Active
        };
        let now = cx.now();
        let instance = self.instance_mut(id);
        if instance.status == status {
            return;
        }
        instance.status = status;
        if draining {
            instance.draining = Some(now);
        }
        self.show_remaining(id);
        cx.emit(if draining {
            Fact::InstanceDraining(id)
        } else {
            Fact::InstanceActive(id)
        });
        self.reconsider_tasks(id, cx);
        if draining && self.container_instance(id).tasks.is_empty() {
            cx.emit(Fact::InstanceDrained(id));
        }
        if !draining {
            self.wake_blocked(cx);
        }
    }

    /// The tasks of an instance have to leave now, or may stay again.
    fn reconsider_tasks(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        for task in self.container_instance(id).tasks.clone() {
            if self.tasks[task].standing.is_none() {
                continue;
            }
            self.leave_roster(task);
            self.join_roster(task);
            if let Owner::Service(service, _) = self.tasks[task].owner {
                self.mark_changed(service);
                self.touch(service, cx);
            }
        }
    }

    /// EC2 gave notice: the agent sees it at its next poll, if it was told to look.
    pub(super) fn on_spot_notice(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let Some(instance) = self.instance_if_any(id) else {
            return;
        };
        if self.templates[instance.template].spot_instance_draining {
            let mut stream = cx.draws(Purpose::SpotPoll, self.instance_entity(id));
            let after = self.settings.spot_drain_poll.sample(&mut stream);
            cx.schedule(after, Event::SpotDrain(id));
        }
    }

    pub(super) fn on_spot_drain(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = self.container_instance(id);
        if instance.status == InstanceStatus::Active && !instance.dead {
            self.set_draining(id, true, cx);
        }
    }

    /// The machine ends: its containers are dead. ECS counts them until it learns of it.
    pub(super) fn on_instance_ends(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        if self.instance_if_any(id).is_none_or(|instance| instance.dead) {
            return;
        }
        self.instance_mut(id).dead = true;
        self.show_remaining(id);
        for task in self.container_instance(id).tasks.clone() {
            let timers = &mut self.tasks[task].timers;
            cx.cancel_timer(&mut timers.state);
            cx.cancel_timer(&mut timers.end);
        }
        let mut stream = cx.draws(Purpose::InstanceLearned, self.instance_entity(id));
        let after = self.settings.deregister_after_termination.sample(&mut stream);
        cx.schedule(after, Event::LearnsOfEnd(id));
    }

    pub(super) fn on_learns_of_end(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let status = self.container_instance(id).status;
        if !matches!(status, InstanceStatus::Active | InstanceStatus::Draining) {
            return;
        }
        self.deregister(id, StopCause::HostTerminated(id), cx);
    }

    /// Takes an instance out of its cluster; its tasks are STOPPED as far as ECS knows.
    pub(super) fn deregister(&mut self, id: InstanceId, cause: StopCause, cx: &mut Cx<'_>) {
        self.count_registered(id, -1);
        self.instance_mut(id).status = InstanceStatus::Inactive;
        self.show_remaining(id);
        cx.emit(Fact::InstanceDeregistered(id));
        for task in self.container_instance(id).tasks.clone() {
            if self.tasks[task].status != TaskStatus::Stopped {
                self.lose_task(task, cause, cx);
            }
        }
    }
}

/// For the invariants of the world.
impl Ecs {
    /// Whether every instance reserves what its tasks need and no more than it has, and every
    /// cluster what its instances reserve.
    pub fn check_reservations(&self) -> Result<(), String> {
        let mut sums: Vec<(i64, i64)> = vec![(0, 0); self.clusters.len()];
        for (number, instance) in self.instances.iter().flatten().enumerate() {
            let template = &self.templates[instance.template];
            let holds = instance.tasks.iter().filter(|task| {
                self.tasks[**task].is_alive() || !self.settings.release_when_told
            });
            let needs = holds.map(|task| self.need(self.tasks[*task].definition));
            let (cpu, memory) = needs.fold((0, 0), |(cpu, memory), need| {
                (cpu + need.cpu, memory + need.memory_mib)
            });
            let left = instance.remaining;
            let balanced = left.cpu + cpu == i64::from(template.registered_cpu)
                && left.memory_mib + memory == i64::from(template.registered_memory_mib);
            if !balanced || left.cpu < 0 || left.memory_mib < 0 {
                return Err(format!("instance {number}: {left:?} left, {cpu} {memory} taken"));
            }
            if matches!(
                instance.status,
                InstanceStatus::Active | InstanceStatus::Draining
            ) {
                let sum = &mut sums[instance.cluster.0 as usize];
                *sum = (sum.0 + cpu, sum.1 + memory);
            }
        }
        for ((id, cluster), sum) in self.clusters.iter().zip(sums) {
            if (cluster.reserved.cpu, cluster.reserved.memory_mib) != sum {
                return Err(format!("{id:?}: {:?} reserved, {sum:?} counted", cluster.reserved));
            }
        }
        Ok(())
    }
}
