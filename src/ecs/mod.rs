//! Amazon ECS: clusters, services, tasks, container instances.
//!
//! # What it plays
//! Task definitions by revision; REPLICA and DAEMON services with rolling updates; tasks from
//! PROVISIONING to STOPPED with their timestamps and stop codes; their containers, health checks
//! and restarts; start failures and their throttling; circuit breaker, rollbacks and early success
//! of deployments; scale-in protection; placement with its constraints and strategies;
//! rebalancing over zones; DRAINING, also by a capacity provider; instances and Fargate tasks that
//! are lost or reclaimed; agents that lose their connection; launch rates.
//!
//! # What it leaves out
//! Managed scaling of Auto Scaling groups.
//!
//! # Who does what
//! `cluster`, `container_instance`, `service`, `deployment`, `task` and its `containers` are what
//! ECS calls them. What they have in common:
//!
//! ```text
//!  something happened ──touch──▶ Event::Pass(service)          service/pass.rs
//!                                   │ counts                    service/roster.rs
//!                                   ▼
//!                           rolling_update::step                service/rolling_update.rs (pure)
//!                          stops │        │ starts
//!            task/lifecycle.rs ◀─┘        └─▶ launch/ ─▶ placement/ (pure)
//! ```
//! A task's life is in [`TaskStatus`]; the states of a deployment are told in `deployment`.
//!
//! Numbers: the table of assumptions, areas `ecs` and `ec2`. Rules: ECS Developer Guide ("Amazon
//! ECS services", "Task lifecycle", "Container instance draining") and API reference.

mod call;
mod cluster;
mod container_instance;
mod containers;
mod decision;
mod deployment;
mod event;
mod fact;
mod launch;
mod laws;
mod names;
pub mod placement;
mod reservations;
mod service;
mod settings;
mod steady;
mod task;

use std::collections::{BTreeMap, BTreeSet};

pub use cluster::{Cluster, Resources};
pub use container_instance::agent::Agent;
pub use container_instance::{
    AttributesOf, ChangedAttributes, ContainerInstance, HostPort, InstanceStatus,
};
pub use containers::{ContainerState, Health};
pub use decision::{Decision, PlacementDecision, StepDecision};
pub use deployment::{
    BreakerDecision, Deployment, RolloutState, ServiceDeploymentStatus, circuit_breaker,
};
pub use event::Event;
pub use fact::{CallError, Fact, StoppedBy, TaskList, Unplaced};
pub use launch::Location;
pub use service::az_rebalancing::RebalanceDecision;
pub use service::outlook::{Hold, Outlook};
pub use service::{Service, TaskCounts, rolling_update};
pub use task::start::StartFault;
pub use task::start::pull::PullFault;
pub use task::{Exit, Owner, StopCause, Task, TaskGroup, TaskGroupId, TaskStatus, Times};

use self::container_instance::conditions::Conditions;
use self::launch::place::Asker;
use self::launch::rate::LaunchLine;
use self::launch::tokens::Tokens;
use self::placement::{Funnel, WishId};
use self::settings::Settings;
use self::task::start::registry::Registries;
use crate::engine::{Arena, Draws, Entity, SimTime, Span};
use crate::ids::{
    ClusterId, DeploymentId, EntryId, InstanceId, ServiceId, TaskDefinitionId, TaskId, TemplateId,
    ZoneId,
};
use crate::scenario::model::{Action, Aws, LaunchTemplate, Scenario, SchedulingStrategy};

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, Decision>;

/// The room: its state, and its handlers.
#[derive(Debug)]
pub struct Ecs {
    /// What is deployed, as the scenario says.
    pub aws: Aws,
    /// All tasks, in order of creation.
    pub tasks: Arena<TaskId, Task>,
    /// All services, in file order.
    pub services: Arena<ServiceId, Service>,
    /// All deployments, in order of creation.
    pub deployments: Arena<DeploymentId, Deployment>,
    /// All clusters, in file order.
    pub clusters: Arena<ClusterId, Cluster>,
    /// All groups of tasks: the services, then families as they come.
    pub groups: Arena<TaskGroupId, TaskGroup>,
    /// The records behind [`Decision::Step`].
    pub steps: Vec<StepDecision>,
    /// The records behind [`Decision::Placement`].
    pub placements: Vec<PlacementDecision>,
    /// What the filters left where a task found no place, for [`PlacementDecision::funnel`].
    pub funnels: Vec<Funnel>,
    /// The records behind [`Decision::Rebalance`].
    pub rebalances: Vec<RebalanceDecision>,
    /// The records behind [`Decision::Breaker`].
    pub breaks: Vec<BreakerDecision>,
    templates: Arena<TemplateId, LaunchTemplate>,
    calls: Arena<EntryId, Action>,
    instances: Vec<Option<ContainerInstance>>,
    /// The groups of standalone tasks, by the names that AWS gives them.
    standalone: BTreeMap<String, TaskGroupId>,
    conditions: Conditions,
    /// The calendar time of 0 s.
    start_time: jiff::Timestamp,
    /// What tasks of a service or a call ask of their places.
    wishes: BTreeMap<(Asker, TaskDefinitionId), WishId>,
    fargate: [LaunchLine; 2],
    /// Calls of RunTask on Fargate.
    fargate_calls: Tokens,
    /// Calls of RunTask and StopTask.
    cluster_calls: Tokens,
    closed_zones: BTreeSet<ZoneId>,
    lost_in_zone: BTreeMap<ZoneId, Vec<TaskId>>,
    blocked: BTreeSet<ServiceId>,
    /// Instances to which EC2 gave notice of a Spot interruption.
    noticed: BTreeSet<InstanceId>,
    changed: Vec<ServiceId>,
    changed_clusters: BTreeSet<ClusterId>,
    lists: Vec<TaskId>,
    changed_answers: Vec<TaskId>,
    registries: Registries,
    settings: Settings,
    draws: Draws,
}

impl Ecs {
    /// The room as the scenario describes it, before anything has happened.
    pub fn new(scenario: &Scenario) -> Self {
        let settings = Settings::new(&scenario.world.assumptions);
        let aws = scenario.aws.clone();
        let conditions = Conditions::new(&aws);
        let cluster = |_| Cluster::new(&conditions);
        let clusters = aws.clusters.ids().map(cluster).collect();
        let fargate = settings.fargate_launch_rate;
        let registries = Registries::new(&aws, scenario.world.anonymous_pulls);
        let mut ecs = Self {
            templates: aws.templates(),
            calls: scenario.calls(),
            aws,
            tasks: Arena::default(),
            services: Arena::default(),
            deployments: Arena::default(),
            clusters,
            groups: Arena::default(),
            steps: Vec::new(),
            placements: Vec::new(),
            funnels: Vec::new(),
            wishes: BTreeMap::new(),
            conditions,
            start_time: scenario.start_time,
            rebalances: Vec::new(),
            breaks: Vec::new(),
            instances: Vec::new(),
            standalone: BTreeMap::new(),
            fargate: [LaunchLine::new(fargate), LaunchLine::new(fargate)],
            fargate_calls: Tokens::full(settings.run_task_fargate_rate),
            cluster_calls: Tokens::full(settings.cluster_modify_rate),
            closed_zones: BTreeSet::new(),
            lost_in_zone: BTreeMap::new(),
            blocked: BTreeSet::new(),
            noticed: BTreeSet::new(),
            changed: Vec::new(),
            changed_clusters: BTreeSet::new(),
            lists: Vec::new(),
            changed_answers: Vec::new(),
            registries,
            settings,
            draws: Draws::new(scenario.seed),
        };
        ecs.create_services();
        ecs
    }

    fn create_services(&mut self) {
        for asked in self.aws.services.iter().map(|(_, asked)| asked) {
            let entity = Entity::named("service:").and(&asked.label);
            let group = self
                .groups
                .push(TaskGroup::of_service(asked, entity, &self.aws));
            let id = self.services.next_id();
            let record = Deployment::new(id, 1, asked.task_definition, SimTime::ZERO);
            let primary = self.deployments.push(record);
            let tokens = Tokens::full(self.settings.launch_rate(asked.capacity));
            self.services
                .push(Service::new(asked, group, primary, tokens));
            if asked.strategy == SchedulingStrategy::Daemon {
                self.clusters[asked.cluster].daemons.push(id);
            }
        }
        for service in self.services.ids() {
            self.mark_changed(service);
        }
    }

    /// Lets an event happen.
    pub fn handle(&mut self, event: Event, cx: &mut Cx<'_>) {
        if self.waits_for_agent(event) {
            return;
        }
        match event {
            Event::Begins => self.on_begins(cx),
            Event::Call(entry) => self.on_call(entry, cx),
            Event::Pass(service) | Event::DaemonPass(service) => self.on_pass(service, cx),
            Event::ChecksChanged(task) => self.judge(task, cx),
            Event::TargetHealth {
                task,
                target,
                reason,
            } => self.on_target_health(task, target, reason, cx),
            Event::TargetUnused { task, target } => self.on_target_unused(task, target, cx),
            Event::TaskAdvances(task) => self.on_task_advances(task, cx),
            Event::AddressRefused(task) => self.on_address_refused(task, cx),
            Event::TaskReady(task) => self.on_task_ready(task, cx),
            Event::ContainerExits { task, container } => {
                self.on_container_exits(task, container, cx);
            }
            Event::ContainerVerdict { task, container } => {
                self.on_container_verdict(task, container, cx);
            }
            Event::ContainersDie(task) => self.on_containers_die(task, cx),
            Event::StartTimeout { task, container } => self.on_start_timeout(task, container, cx),
            Event::ProtectionEnds(task) => self.on_protection_ends(task, cx),
            Event::GraceEnds(task) => self.on_grace_ends(task, cx),
            Event::TaskCrashes { task, entry } => self.on_task_crashes(task, entry, cx),
            Event::TaskFallsIll { task, entry } => self.on_task_falls_ill(task, entry, cx),
            Event::FargateSpotReclaim(task) => self.on_fargate_spot_reclaim(task, cx),
            Event::InstanceBoots {
                instance,
                subnet,
                template,
                key,
            } => self.on_instance_boots(instance, subnet, template, key, cx),
            Event::AgentRegisters(instance) => self.on_agent_registers(instance, cx),
            Event::SpotNotice(instance) => self.on_spot_notice(instance, cx),
            Event::SpotDrain(instance) => self.on_spot_drain(instance, cx),
            Event::AgentReturns(instance) => self.on_agent_returns(instance, cx),
            Event::StopHeard(task) => self.on_stop_heard(task, cx),
            Event::ManagedDrain(instance) => self.on_managed_drain(instance, cx),
            Event::InstanceStops(instance) => self.on_instance_stops(instance, cx),
            Event::InstanceEnds(instance) => self.on_instance_ends(instance, cx),
            Event::LearnsOfEnd(instance) => self.on_learns_of_end(instance, cx),
            Event::ZoneChanges { zone, lost } => self.on_zone_changes(zone, lost, cx),
            Event::LearnsOfZone(zone) => self.on_learns_of_zone(zone, cx),
            Event::PlacementRetry(service) => self.on_placement_retry(service, cx),
            Event::ServiceTokens(service) => self.on_service_tokens(service, cx),
            Event::FargateTokens { spot } => self.on_fargate_tokens(spot, cx),
            Event::StartsAgain(deployment) => self.on_starts_again(deployment, cx),
            Event::StuckAgain(service) => self.on_stuck_again(service, cx),
            Event::SteadyAgain(service) => self.on_steady_again(service, cx),
            Event::LookAtZones(service) => self.on_look_at_zones(service, cx),
        }
    }

    /// The cluster of a task.
    pub fn cluster_of(&self, id: TaskId) -> ClusterId {
        self.tasks[id].cluster
    }

    /// How long a task is RUNNING before it counts as healthy.
    pub fn ready_after_running(&self) -> Span {
        self.settings.ready_after_running
    }

    /// The tasks of a list.
    pub fn listed(&self, list: TaskList) -> &[TaskId] {
        &self.lists[list.start as usize..][..list.count as usize]
    }

    fn list(&mut self, tasks: &[TaskId]) -> TaskList {
        let start = u32::try_from(self.lists.len()).expect("fewer than 2^32 listed tasks");
        self.lists.extend_from_slice(tasks);
        let count = u32::try_from(tasks.len()).expect("fewer than 2^32 tasks");
        TaskList { start, count }
    }
}
