//! Container instances: registration, what they have left, draining, and their end.
//!
//! ```text
//! (EC2 running) → ACTIVE ⇄ DRAINING → (deregistered, or its machine ended) → INACTIVE
//! ```
//! Beside its status stands `agentConnected`; see `agent.rs`. A record whose agent is away when its
//! machine ends stays until it is deregistered by hand.
//!
//! Facts: ECS Developer Guide, "Amazon ECS container instance draining", "Deregistering a container
//! instance". How long ECS takes to learn of an end is assumed (`ecs.deregisterAfterTermination`).

pub(in crate::ecs) mod agent;
mod attributes;
pub(in crate::ecs) mod conditions;
pub(in crate::ecs) mod docker;
mod draining;
mod dynamic_ports;
mod ending;
pub(in crate::ecs) mod image_cache;
mod registration;
mod reservation;
mod untold;
mod zone;

use self::dynamic_ports::DynamicPorts;
use self::image_cache::ImageCache;
use crate::ecs::placement::{Remaining, SlotId};
use crate::ecs::task::Task;
use crate::ecs::{Agent, Cx, Ecs, Event, Fact};
use crate::engine::{Entity, EventId, Purpose, SimTime};
use crate::ids::{ClusterId, InstanceId, ServiceId, SubnetId, TaskId, TemplateId, ZoneId};
use crate::scenario::model::Storage;

pub use attributes::{AttributesOf, ChangedAttributes};
pub use dynamic_ports::HostPort;

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

impl InstanceStatus {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registering => "REGISTERING",
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// A container instance.
#[derive(Clone, Debug)]
pub struct ContainerInstance {
    /// Its cluster.
    pub cluster: ClusterId,
    /// Its zone.
    pub zone: ZoneId,
    /// The subnet of its own network interface.
    pub subnet: SubnetId,
    /// What it was made from.
    pub template: TemplateId,
    /// Its status.
    pub status: InstanceStatus,
    /// When its agent registered.
    pub registered: Option<SimTime>,
    /// When it was DRAINING, from and until.
    pub drains: Vec<(SimTime, Option<SimTime>)>,
    /// Its tasks that are not STOPPED.
    pub tasks: Vec<TaskId>,
    /// Whom its draws are for.
    key: u32,
    /// Its agent.
    pub agent: Agent,
    /// What calls have changed of its attributes.
    pub changed_attributes: ChangedAttributes,
    /// When it left its cluster.
    pub deregistered: Option<SimTime>,
    /// Tasks that ECS gave up when it left, and whose containers went on.
    pub orphans: u32,
    /// The machine is down or gone, though ECS may not know it yet.
    pub(in crate::ecs) dead: bool,
    /// It was stopped, and may come again.
    pub(in crate::ecs) stopped: bool,
    /// When it booted the first time.
    pub(in crate::ecs) booted: SimTime,
    /// How often its machine has booted.
    boots: u32,
    /// Its agent will register.
    pub(in crate::ecs) registers: Option<EventId>,
    /// ECS will learn that its machine is down or gone.
    pub(in crate::ecs) learns: Option<EventId>,
    /// Its place in the order of registration of its cluster.
    pub(in crate::ecs) slot: Option<SlotId>,
    /// Where data of tasks have stayed: paths, and volumes of Docker.
    pub volumes: Vec<(Storage, String)>,
    pub(in crate::ecs) images: ImageCache,
    pub(in crate::ecs) remaining: Remaining,
    /// Host ports that the agent has chosen.
    pub(in crate::ecs) dynamic_ports: DynamicPorts,
}

impl ContainerInstance {
    /// ACTIVE or DRAINING, as it was after what happened at a time; it was in its cluster then.
    pub fn status_at(&self, at: SimTime) -> InstanceStatus {
        let drains = |(from, until): &(SimTime, Option<SimTime>)| {
            *from <= at && until.is_none_or(|until| at < until)
        };
        if self.drains.iter().any(drains) {
            InstanceStatus::Draining
        } else {
            InstanceStatus::Active
        }
    }

    /// ACTIVE, with its agent and its machine there.
    pub(in crate::ecs) fn takes_tasks(&self) -> bool {
        let active = self.status == InstanceStatus::Active;
        active && self.agent.is_connected() && !self.dead
    }

    /// Whether it is in its cluster.
    pub(in crate::ecs) fn is_registered(&self) -> bool {
        matches!(
            self.status,
            InstanceStatus::Active | InstanceStatus::Draining
        )
    }
}

impl Ecs {
    /// The machine runs: its agent will register.
    pub(in crate::ecs) fn on_instance_boots(
        &mut self,
        id: InstanceId,
        subnet: SubnetId,
        template: TemplateId,
        key: u32,
        cx: &mut Cx<'_>,
    ) {
        let known = self.instance_if_any(id).map(|instance| instance.status);
        if known.is_none() {
            self.add_instance(id, subnet, template, key);
            self.instance_mut(id).booted = cx.now();
        } else if known == Some(InstanceStatus::Inactive) {
            // Whom somebody deregistered does not come back by itself.
            return;
        }
        let mut entity = self.instance_entity(id);
        let instance = self.instance_mut(id);
        instance.boots += 1;
        if instance.boots > 1 {
            entity = entity.number(u64::from(instance.boots));
        }
        let draw = &mut cx.draws(Purpose::InstanceRegistration, entity);
        let after = self.settings.registration.sample(draw);
        let timer = cx.schedule(after, Event::AgentRegisters(id));
        self.instance_mut(id).registers = Some(timer);
    }

    /// Whom the draws of an instance are for, as EC2 told.
    pub(in crate::ecs) fn instance_entity(&self, id: InstanceId) -> Entity {
        Entity::named("instance").number(u64::from(self.container_instance(id).key))
    }

    /// The record of an instance whose agent has not registered.
    pub(in crate::ecs) fn add_instance(
        &mut self,
        id: InstanceId,
        subnet: SubnetId,
        template: TemplateId,
        key: u32,
    ) {
        let made_from = &self.templates[template];
        let record = ContainerInstance {
            cluster: made_from.cluster,
            zone: self.aws.subnets[subnet].zone,
            subnet,
            template,
            key,
            status: InstanceStatus::Registering,
            registered: None,
            drains: Vec::new(),
            tasks: Vec::new(),
            agent: Agent::default(),
            changed_attributes: ChangedAttributes::new(),
            deregistered: None,
            orphans: 0,
            dead: false,
            stopped: false,
            booted: SimTime::ZERO,
            boots: 0,
            registers: None,
            learns: None,
            slot: None,
            volumes: Vec::new(),
            images: ImageCache::default(),
            remaining: Remaining::registered(made_from),
            dynamic_ports: DynamicPorts::default(),
        };
        let index = id.0 as usize;
        if self.instances.len() <= index {
            self.instances.resize_with(index + 1, || None);
        }
        self.instances[index] = Some(record);
        self.unpack_ami(id);
    }

    /// A new machine has the images of its AMI.
    fn unpack_ami(&mut self, id: InstanceId) {
        let images = self.aws.images.iter();
        let of_ami = images.filter(|(_, image)| image.in_ami);
        let of_ami: Vec<_> = of_ami.map(|(image, _)| image).collect();
        for image in of_ami {
            let cache = &mut self.instance_mut(id).images;
            cache.put(image, 0, SimTime::ZERO, false);
        }
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

    pub(in crate::ecs) fn instance_mut(&mut self, id: InstanceId) -> &mut ContainerInstance {
        let instance = self.instances[id.0 as usize].as_mut();
        instance.expect("a container instance belongs to a machine that has booted")
    }

    pub(in crate::ecs) fn on_agent_registers(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = self.instance_mut(id);
        instance.registers = None;
        instance.dead = false;
        instance.stopped = false;
        if instance.registered.is_some() {
            self.comes_again(id, cx);
            return;
        }
        if !self.may_register(id) {
            cx.emit(Fact::CannotRegister(id));
            return;
        }
        let was_open = self.zone_is_open(id);
        let daemons = self.register(id, cx.now());
        cx.emit(Fact::InstanceRegistered(id));
        self.zone_opens(id, was_open, cx);
        for service in daemons {
            self.mark_changed(service);
            self.touch(service, cx);
        }
        if self.noticed.contains(&id) {
            self.on_spot_notice(id, cx);
        }
        self.wake_blocked(cx);
    }

    /// The instance takes tasks from now on; returns the DAEMON services that it concerns.
    pub(in crate::ecs) fn register(&mut self, id: InstanceId, now: SimTime) -> Vec<ServiceId> {
        let cluster = self.container_instance(id).cluster;
        let (ports, values) = (self.reserved_ports(id), self.values_of(id));
        let fleet = &mut self.clusters[cluster].fleet;
        let slot = fleet.register(id, values, ports);
        let instance = self.instance_mut(id);
        instance.slot = Some(slot);
        instance.registered = Some(now);
        instance.status = InstanceStatus::Active;
        self.count_registered(id, 1);
        self.judge_instance(id);
        self.show_remaining(id);
        self.review_daemons(id)
    }

    pub(in crate::ecs) fn count_registered(&mut self, id: InstanceId, by: i64) {
        let instance = self.container_instance(id);
        let template = &self.templates[instance.template];
        let whole = Remaining::registered(template);
        let reserved = whole - instance.remaining;
        let cluster = instance.cluster;
        self.changed_clusters.insert(cluster);
        let cluster = &mut self.clusters[cluster];
        cluster.instances = cluster.instances.saturating_add_signed(by);
        cluster.registered.add(whole, by);
        cluster.reserved.add(reserved, by);
    }

    /// A STOPPED task is off its instance; the last one off a DRAINING instance is told.
    pub(in crate::ecs) fn leave_instance(&mut self, task: TaskId, cx: &mut Cx<'_>) {
        let Some(id) = self.tasks[task].instance else {
            return;
        };
        self.leave_images(task, cx.now());
        let instance = self.instance_mut(id);
        instance.tasks.retain(|other| *other != task);
        if instance.status == InstanceStatus::Draining && instance.tasks.is_empty() {
            cx.emit(Fact::InstanceDrained(id));
        }
        self.daemons_follow(id, cx);
    }

    /// The slot of a task's instance.
    pub(in crate::ecs) fn slot_of(&self, task: &Task) -> Option<SlotId> {
        self.container_instance(task.instance?).slot
    }
}
