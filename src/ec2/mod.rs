//! Amazon EC2: instances as machines.
//!
//! What it plays: the launch of an instance in a zone, its boot, its end by a call, by its group,
//! by Spot or with its zone; stop and start; the addresses of subnets (`subnet.rs`). What it
//! leaves out: status checks, prices.
//!
//! ```text
//!                StartInstances         StopInstances
//!                   ┌── stopped ◀── stopping ◀──┐
//! RunInstances → pending ──────────────────▶ running → shutting-down → terminated
//!                   └───────────────────────────┴──────(zone lost)──────────┘
//! ```
//!
//! Numbers: the assumptions of the area `ec2`. Rules: EC2 User Guide ("Instance lifecycle"); what
//! an outage does is assumed (compare `world.outageLaunchFactor`).

mod instance;
mod power;
mod subnet;

pub use power::Refusal;

pub use subnet::Addresses;

pub use instance::{Instance, InstanceState, Origin, TerminationCause, instance_name};

use std::collections::BTreeMap;

use crate::engine::{Arena, Distribution, Entity, Order, Phase, Purpose, SimTime, Span};
use crate::ids::{GroupId, InstanceId, SubnetId, TaskId, TemplateId, ZoneId};
use crate::scenario::model::{LaunchTemplate, Market, Scenario, Subnet};

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, std::convert::Infallible>;

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// RunInstances for one instance.
    Run {
        /// Who asked.
        origin: Origin,
        /// Where.
        zone: ZoneId,
    },
    /// A pending instance has booted.
    BecomesRunning(InstanceId),
    /// TerminateInstances, by whomever.
    Terminate {
        /// Which.
        instance: InstanceId,
        /// Why.
        cause: TerminationCause,
    },
    /// An instance has shut down.
    BecomesTerminated(InstanceId),
    /// StopInstances.
    Stop(InstanceId),
    /// A stopping instance is down.
    BecomesStopped(InstanceId),
    /// StartInstances.
    Start(InstanceId),
    /// CreateNetworkInterface for a task.
    CreateNetworkInterface {
        /// Which.
        task: TaskId,
        /// Where.
        subnet: SubnetId,
    },
    /// DeleteNetworkInterface of a task, if it has one.
    DeleteNetworkInterface(TaskId),
    /// A zone is lost, or back.
    ZoneChanges {
        /// Which.
        zone: ZoneId,
        /// Whether it is lost.
        lost: bool,
    },
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        match self {
            Self::ZoneChanges { .. } => Phase::World.into(),
            _ => Phase::Lifecycle.into(),
        }
    }
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// An instance was launched and is pending.
    Pending(InstanceId),
    /// It runs.
    Running(InstanceId),
    /// It stops; what runs on it is dead.
    Stopping(InstanceId),
    /// It is down.
    Stopped(InstanceId),
    /// It was started again and is pending.
    Restarted(InstanceId),
    /// It shuts down; what runs on it is dead.
    ShuttingDown(InstanceId),
    /// It is gone.
    Terminated(InstanceId),
    /// The zone had no capacity.
    InsufficientCapacity {
        /// Who asked.
        origin: Origin,
        /// Where.
        zone: ZoneId,
    },
    /// The subnet had too few addresses for an instance.
    InsufficientAddresses {
        /// Who asked.
        origin: Origin,
        /// In which zone.
        zone: ZoneId,
        /// In which subnet.
        subnet: SubnetId,
    },
    /// The subnet had no address for the interface of a task.
    InterfaceRefused {
        /// Which.
        task: TaskId,
        /// Where.
        subnet: SubnetId,
    },
}

/// The room: its state, and its handlers.
#[derive(Debug)]
pub struct Ec2 {
    /// All instances, in order of launch: `i-1` is the first.
    pub instances: Arena<InstanceId, Instance>,
    /// What they can be made from: launch templates, then fixed fleets.
    pub templates: Arena<TemplateId, LaunchTemplate>,
    /// The addresses of each subnet.
    pub subnets: Arena<SubnetId, Addresses>,
    aws_subnets: Arena<SubnetId, Subnet>,
    /// In which subnets a group, or a fleet, launches.
    group_subnets: Arena<GroupId, Vec<SubnetId>>,
    fleet_subnets: Vec<Vec<SubnetId>>,
    /// How often somebody launched in a zone.
    turns: BTreeMap<(Origin, ZoneId), u32>,
    task_interfaces: BTreeMap<TaskId, SubnetId>,
    named_templates: usize,
    group_templates: Arena<GroupId, TemplateId>,
    group_names: Arena<GroupId, String>,
    launch: Distribution,
    terminate: Distribution,
    outage_factor: u64,
    outage_window: Span,
    launched_by_group: Arena<GroupId, u32>,
    launched_by_fleet: Vec<u32>,
    closed_zones: Vec<ZoneId>,
    /// Zones that were lost, and until when launches elsewhere take longer for it.
    slow_until: Vec<(ZoneId, SimTime)>,
}

impl Ec2 {
    /// The room before anything was launched.
    pub fn new(scenario: &Scenario) -> Self {
        let groups = &scenario.aws.auto_scaling_groups;
        let assumed = &scenario.world.assumptions;
        Self {
            instances: Arena::default(),
            templates: scenario.aws.templates(),
            subnets: scenario
                .aws
                .subnets
                .iter()
                .map(|(_, subnet)| Addresses::new(subnet.available))
                .collect(),
            aws_subnets: scenario.aws.subnets.clone(),
            group_subnets: groups
                .iter()
                .map(|(_, group)| group.subnets.clone())
                .collect(),
            fleet_subnets: scenario
                .aws
                .container_instances
                .iter()
                .map(|fleet| fleet.subnets.clone())
                .collect(),
            turns: BTreeMap::new(),
            task_interfaces: BTreeMap::new(),
            named_templates: scenario.aws.launch_templates.len(),
            group_templates: groups.iter().map(|(_, group)| group.template).collect(),
            launch: assumed.time("ec2.launchToRunning"),
            terminate: assumed.time("ec2.terminate"),
            outage_factor: assumed.count("world.outageLaunchFactor"),
            outage_window: assumed.span("world.outageLaunchWindow"),
            launched_by_group: groups.iter().map(|_| 0).collect(),
            launched_by_fleet: vec![0; scenario.aws.container_instances.len()],
            group_names: groups.iter().map(|(_, group)| group.name.clone()).collect(),
            closed_zones: Vec::new(),
            slow_until: Vec::new(),
        }
    }

    /// An instance that was running before 0 s; none if its subnet has too few addresses.
    pub fn add_steady(&mut self, origin: Origin, zone: ZoneId) -> Option<InstanceId> {
        let subnet = self.next_subnet(origin, zone);
        if !self.take_addresses(subnet, origin) {
            return None;
        }
        let id = self.record(origin, (zone, subnet), SimTime::ZERO);
        self.instances[id].state = InstanceState::Running;
        Some(id)
    }

    /// What the instances of an origin are made from.
    fn template_of(&self, origin: Origin) -> TemplateId {
        match origin {
            Origin::Group(group) => self.group_templates[group],
            Origin::Fleet(fleet) => {
                let named = u32::try_from(self.named_templates).expect("few templates");
                TemplateId(named + fleet)
            }
        }
    }

    fn record(
        &mut self,
        origin: Origin,
        (zone, subnet): (ZoneId, SubnetId),
        launched: SimTime,
    ) -> InstanceId {
        let template = self.template_of(origin);
        let launched_before = match origin {
            Origin::Group(group) => &mut self.launched_by_group[group],
            Origin::Fleet(fleet) => &mut self.launched_by_fleet[fleet as usize],
        };
        *launched_before += 1;
        let number = *launched_before;
        self.instances.push(Instance {
            origin,
            number,
            template,
            zone,
            subnet,
            state: InstanceState::Pending,
            restarts: 0,
            stopped: None,
            launched,
            terminated: None,
            cause: None,
            timer: None,
        })
    }

    /// How an instance is bought.
    pub fn market(&self, id: InstanceId) -> Market {
        self.templates[self.instances[id].template].market
    }

    /// Lets an event happen.
    pub fn handle(&mut self, event: Event, cx: &mut Cx<'_>) {
        match event {
            Event::Run { origin, zone } => self.on_run(origin, zone, cx),
            Event::BecomesRunning(instance) => self.on_becomes_running(instance, cx),
            Event::Terminate { instance, cause } => self.on_terminate(instance, cause, cx),
            Event::BecomesTerminated(instance) => self.on_becomes_terminated(instance, cx),
            Event::Stop(instance) => self.on_stop(instance, cx),
            Event::BecomesStopped(instance) => self.on_becomes_stopped(instance, cx),
            Event::Start(instance) => self.on_start(instance, cx),
            Event::CreateNetworkInterface { task, subnet } => {
                self.on_create_interface(task, subnet, cx);
            }
            Event::DeleteNetworkInterface(task) => self.on_delete_interface(task),
            Event::ZoneChanges { zone, lost } => self.on_zone_changes(zone, lost, cx),
        }
    }

    fn on_run(&mut self, origin: Origin, zone: ZoneId, cx: &mut Cx<'_>) {
        if self.closed_zones.contains(&zone) {
            cx.emit(Fact::InsufficientCapacity { origin, zone });
            return;
        }
        let subnet = self.next_subnet(origin, zone);
        if !self.take_addresses(subnet, origin) {
            cx.emit(Fact::InsufficientAddresses {
                origin,
                zone,
                subnet,
            });
            return;
        }
        let id = self.record(origin, (zone, subnet), cx.now());
        cx.emit(Fact::Pending(id));
        self.boot(id, cx);
    }

    /// A pending instance will run.
    fn boot(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let zone = self.instances[id].zone;
        let mut stream = cx.draws(Purpose::InstanceLaunch, self.boot_entity(id));
        let mut after = self.launch.sample(&mut stream);
        let mut losses = self.slow_until.iter();
        if losses.any(|(lost, until)| *lost != zone && cx.now() < *until) {
            after = after * self.outage_factor;
        }
        self.instances[id].timer = Some(cx.schedule(after, Event::BecomesRunning(id)));
    }

    /// Whom the draws of an instance are for: its origin and its number there.
    pub fn entity(&self, id: InstanceId) -> Entity {
        let instance = &self.instances[id];
        let origin = match instance.origin {
            Origin::Group(group) => Entity::named("group:").and(&self.group_names[group]),
            Origin::Fleet(fleet) => Entity::named("fleet:").number(u64::from(fleet)),
        };
        origin.number(u64::from(instance.number))
    }

    fn on_becomes_running(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = &mut self.instances[id];
        instance.timer = None;
        instance.become_state(InstanceState::Running);
        cx.emit(Fact::Running(id));
    }

    fn on_terminate(&mut self, id: InstanceId, cause: TerminationCause, cx: &mut Cx<'_>) {
        let entity = self.entity(id);
        let instance = &mut self.instances[id];
        if !instance.state.can_become(InstanceState::ShuttingDown) {
            return;
        }
        cx.cancel_timer(&mut instance.timer);
        instance.become_state(InstanceState::ShuttingDown);
        instance.cause = Some(cause);
        cx.emit(Fact::ShuttingDown(id));
        let mut stream = cx.draws(Purpose::InstanceTermination, entity);
        let after = self.terminate.sample(&mut stream);
        self.instances[id].timer = Some(cx.schedule(after, Event::BecomesTerminated(id)));
    }

    fn on_becomes_terminated(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = &mut self.instances[id];
        instance.timer = None;
        instance.become_state(InstanceState::Terminated);
        instance.terminated = Some(cx.now());
        self.give_back_addresses(id);
        cx.emit(Fact::Terminated(id));
    }

    /// Every instance of a lost zone is gone at once; nothing is launched there until it is back,
    /// and everything takes longer elsewhere for a while.
    fn on_zone_changes(&mut self, zone: ZoneId, lost: bool, cx: &mut Cx<'_>) {
        if !lost {
            self.closed_zones.retain(|closed| *closed != zone);
            return;
        }
        self.closed_zones.push(zone);
        self.slow_until.retain(|(lost, _)| *lost != zone);
        self.slow_until.push((zone, cx.now() + self.outage_window));
        let here = self.instances.iter().filter(|(_, instance)| {
            instance.zone == zone && instance.state != InstanceState::Terminated
        });
        let here: Vec<InstanceId> = here.map(|(id, _)| id).collect();
        for id in here {
            let instance = &mut self.instances[id];
            cx.cancel_timer(&mut instance.timer);
            instance.become_state(InstanceState::Terminated);
            instance.terminated = Some(cx.now());
            instance.cause.get_or_insert(TerminationCause::ZoneLost);
            self.give_back_addresses(id);
            cx.emit(Fact::Terminated(id));
        }
    }
}
