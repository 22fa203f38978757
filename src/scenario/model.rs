//! The checked scenario: units applied, defaults filled in, names turned into ids.
//!
//! Whoever holds a [`Scenario`] may rely on it: every id is valid, every range holds, every limit
//! of AWS is respected. Only `check/` makes one.

mod account;
mod container;
mod deployment;
mod group_sizes;
mod image;
mod load_balancer;
mod mishap;
mod network;
mod percents;
mod placement;
mod rules;
mod stop_order;
mod timeline;
mod volume;

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Arena, Distribution, Span};
use crate::ids::{
    AttributeId, ClusterId, EntryId, ExpressionId, GroupId, ImageId, RoleId, RuleId,
    SecurityGroupId, ServiceId, SubnetId, TargetGroupId, TargetId, TaskDefinitionId, TemplateId,
    UploadId, ZoneId,
};

pub use super::expectation::Expectation;
pub use super::query::{InstanceAttributes, Query, QueryError, QueryInstance, QueryLint};
pub use account::{
    Access, Account, Get, Policy, REGISTER, Refusal, Role, RoleChange, Secret, Verdict,
};
pub use container::{
    Condition, Container, Dependency, End, HealthCheck, Program, RestartPolicy, Unhealthy,
};
pub use deployment::{
    CircuitBreaker, DeploymentConfiguration, EarlySuccess, Threshold, ThresholdType,
};
pub use group_sizes::{GroupChange, GroupSizes, SizeError};
pub use image::{Architecture, DOCKER_HUB, Image, PullBehavior, Registry, RegistryKind};
pub use load_balancer::{
    LoadBalancer, Permission, SecurityGroup, TargetChecks, TargetGroup, TargetType,
};
pub use mishap::{HealthCheckFailure, TaskCrash, TaskTarget};
pub use network::{Cidr, CidrError, Endpoint, Network, Routes, Subnet, WayOut, in_turn, usable};
pub use percents::{freeing_percents, is_stuck, max_total, min_healthy};
pub use placement::{Attributes, BinpackField, Constraint, Placement, SpreadField, Strategy};
pub use rules::{
    Cron, EventPattern, Expression, ObjectKey, PutObject, Rate, Rule, Target, Timetable, Upload,
    object_created,
};
pub use stop_order::{dependents_first, stop_times};
pub use timeline::{
    Action, Entry, InstanceAttribute, RunTask, SpotInterruption, SpotTarget, StopServiceDeployment,
    TaskName, TaskOwner, TaskProtection, TaskStartFailure, UpdateService,
};
pub use volume::{Ended, Storage, Volume, survives};

/// One experiment, ready to run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name, also that of the output directory: letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// The seed of all draws.
    pub seed: u64,
    /// The calendar time of 0 s.
    pub start_time: jiff::Timestamp,
    /// How long it is played.
    pub duration: Span,
    /// How it begins.
    pub start: Start,
    /// AWS's behaviour on that day; `None` is the newest.
    pub as_of: Option<jiff::civil::Date>,
    /// What is deployed.
    pub aws: Aws,
    /// What AWS does not decide.
    pub world: World,
    /// What is done and what happens, in file order.
    pub timeline: Vec<Entry>,
    /// What must hold, in file order.
    pub expect: Vec<Expectation>,
    /// The whole scenario as YAML, every default filled in, assumed values marked.
    pub resolved: String,
    /// SHA-256 of what decides the results, in hexadecimal.
    pub digest: String,
    /// What the user should know about the conclusions: accepted without effect, not modelled.
    pub notes: Vec<String>,
}

impl Scenario {
    /// Every call that the run may make: the entries of the timeline, then those of the targets.
    pub fn calls(&self) -> Arena<EntryId, Action> {
        let entries = self.timeline.iter().map(|entry| entry.action.clone());
        let targets = self.aws.targets.iter();
        let targets = targets.map(|(_, target)| Action::RunTask(target.run.clone()));
        entries.chain(targets).collect()
    }
}

/// How a scenario begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Services and groups stand at their desired state at 0 s.
    Steady,
    /// Everything is created at 0 s and comes up as AWS would bring it up.
    Empty,
}

/// The section `aws:`.
#[derive(Clone, Debug)]
pub struct Aws {
    /// The Region.
    pub region: String,
    /// The Availability Zones, by name.
    pub zones: Arena<ZoneId, String>,
    /// The subnets.
    pub subnets: Arena<SubnetId, Subnet>,
    /// What can be reached from them.
    pub network: Network,
    /// The clusters, by name.
    pub clusters: Arena<ClusterId, String>,
    /// Fixed fleets without a group.
    pub container_instances: Vec<ContainerInstances>,
    /// What an instance of a group is made from.
    pub launch_templates: Arena<TemplateId, LaunchTemplate>,
    /// The groups that hold a desired capacity.
    pub auto_scaling_groups: Arena<GroupId, AutoScalingGroup>,
    /// All revisions of all families.
    pub task_definitions: Arena<TaskDefinitionId, TaskDefinition>,
    /// Whether the account setting `awsvpcTrunking` is enabled.
    pub trunking: bool,
    /// The images that the task definitions name.
    pub images: Arena<ImageId, Image>,
    /// Target groups of load balancers.
    pub target_groups: Arena<TargetGroupId, TargetGroup>,
    /// Security groups; none: everything is allowed.
    pub security_groups: Arena<SecurityGroupId, SecurityGroup>,
    /// The services.
    pub services: Arena<ServiceId, Service>,
    /// Rules and schedules.
    pub rules: Arena<RuleId, Rule>,
    /// What they run.
    pub targets: Arena<TargetId, Target>,
    /// The expressions of constraints, each text once.
    pub expressions: Arena<ExpressionId, Query>,
    /// The attributes over which strategies spread, each name once.
    pub spread_attributes: Arena<AttributeId, String>,
    /// Roles, secrets, keys and logs.
    pub account: Account,
    /// The file systems of EFS, and the zones with a mount target; `None`: each one everywhere.
    pub file_systems: Option<BTreeMap<String, BTreeSet<ZoneId>>>,
}

impl Aws {
    /// What instances can be made from: the launch templates, then those of the fixed fleets.
    pub fn templates(&self) -> Arena<TemplateId, LaunchTemplate> {
        let named = self.launch_templates.iter().map(|(_, template)| template);
        let fleets = self.container_instances.iter().map(|fleet| &fleet.template);
        named.chain(fleets).cloned().collect()
    }

    /// Before the number of a standalone task: its family, which `family:` tells from a service of
    /// the same name, as in the `group` of a task.
    pub fn family_label(&self, family: &str) -> String {
        let is_service = |(_, service): (ServiceId, &Service)| service.label == family;
        if self.services.iter().any(is_service) {
            format!("family:{family}")
        } else {
            family.to_owned()
        }
    }
}

/// What instances are made from: the machine, and what its agent will do.
#[derive(Clone, Debug, PartialEq)]
pub struct LaunchTemplate {
    /// `launchTemplateName`; empty for a fixed fleet.
    pub name: String,
    /// `m5.large`.
    pub instance_type: String,
    /// CPU units that its agent registers: vCPUs × 1024.
    pub registered_cpu: u32,
    /// MiB that its agent registers.
    pub registered_memory_mib: u32,
    /// Whole GPUs that its agent registers.
    pub registered_gpus: u32,
    /// Network interfaces that it has for `awsvpc` tasks: all but its own.
    pub task_enis: u32,
    /// Whether the agent makes a trunk, which has more of them (`ecs.awsvpc-trunk-id`).
    pub trunk: bool,
    /// Interfaces that somebody has attached by hand, of which ECS does not know.
    pub attached_enis: u32,
    /// `ECS_RESERVED_PORTS`.
    pub reserved_tcp_ports: Vec<u16>,
    /// `ECS_RESERVED_PORTS_UDP`.
    pub reserved_udp_ports: Vec<u16>,
    /// How it is bought.
    pub market: Market,
    /// The cluster in which its agent registers.
    pub cluster: ClusterId,
    /// `ECS_ENABLE_SPOT_INSTANCE_DRAINING`.
    pub spot_instance_draining: bool,
    /// `ECS_CONTAINER_STOP_TIMEOUT`, if it is written.
    pub container_stop_timeout: Option<Span>,
    /// `1.86.0`
    pub agent_version: String,
    /// Every attribute that an instance has from the start, apart from its zone and its subnet.
    pub attributes: Attributes,
    /// That of its instance profile.
    pub role: Option<RoleId>,
    /// The registries that it logs in to at its boot, by `ECS_ENGINE_AUTH_DATA`.
    pub docker_logins: Vec<String>,
    /// What its images have to be built for.
    pub architecture: Architecture,
    /// `ECS_IMAGE_PULL_BEHAVIOR`.
    pub pull_behavior: PullBehavior,
    /// `ECS_DISABLE_IMAGE_CLEANUP`, the other way round.
    pub image_cleanup: bool,
    /// The disk for images.
    pub disk_bytes: u64,
    /// `securityGroupIds`.
    pub security_groups: Vec<SecurityGroupId>,
}

/// How an instance is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Market {
    /// On-Demand.
    OnDemand,
    /// Spot.
    Spot,
}

/// Some equal instances of a fixed fleet.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerInstances {
    /// What they are.
    pub template: LaunchTemplate,
    /// How many.
    pub count: u32,
    /// Where; `None`: over all zones in turn.
    pub zone: Option<ZoneId>,
    /// In which subnets: `subnetId`, else one of each zone.
    pub subnets: Vec<SubnetId>,
}

/// An EC2 Auto Scaling group.
#[derive(Clone, Debug, PartialEq)]
pub struct AutoScalingGroup {
    /// `autoScalingGroupName`.
    pub name: String,
    /// What it launches.
    pub template: TemplateId,
    /// `minSize`, `maxSize` and `desiredCapacity`.
    pub sizes: GroupSizes,
    /// Its zones in listed order.
    pub zones: Vec<ZoneId>,
    /// In which subnets it launches: those of `vpcZoneIdentifier`, else one of each zone.
    pub subnets: Vec<SubnetId>,
    /// Whether ECS drains an instance before the group terminates it.
    pub managed_draining: bool,
}

/// One revision of a task definition, with what its application does.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskDefinition {
    /// `web`.
    pub family: String,
    /// `2` of `web:2`.
    pub revision: u32,
    /// What it reserves on a container instance, or its Fargate size.
    pub need: Need,
    /// Whether each task has a network interface of its own (`awsvpc`).
    pub awsvpc: bool,
    /// Whether it may run on Fargate, and how.
    pub fargate: Option<FargateSize>,
    /// The ports that it maps (network modes bridge and host).
    pub port_mappings: Vec<PortMapping>,
    /// Its images, one per container, in order of the containers.
    pub images: Vec<ImageId>,
    /// Its roles, and what its tasks get with them.
    pub access: Access,
    /// What its images have to be built for on Fargate.
    pub architecture: Architecture,
    /// Its containers.
    pub containers: Vec<Container>,
    /// Its volumes.
    pub volumes: Vec<Volume>,
    /// What it has on Fargate for its images and volumes.
    pub ephemeral_bytes: u64,
    /// Which instances it may run on: all of these are true of them.
    pub constraints: Vec<ExpressionId>,
    /// What an instance has to have: attributes, and their values where these matter.
    pub required_attributes: Vec<(String, Option<String>)>,
    /// Image pull and container start, up to RUNNING; `None`: from the images and the profile.
    pub launch: Option<Distribution>,
    /// Its tasks that never become RUNNING.
    pub start_failure: Option<StartFailure>,
}

impl TaskDefinition {
    /// `web:2`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.family, self.revision)
    }

    /// Whether checks, and not time alone, say when a task is healthy.
    pub fn has_checks(&self) -> bool {
        let mut containers = self.containers.iter();
        containers.any(|container| container.essential && container.health_check.is_some())
    }

    /// The place of its first essential container.
    pub fn main_container(&self) -> usize {
        let first = self.containers.iter().position(|it| it.essential);
        first.unwrap_or(0)
    }
}

/// What a task takes from a container instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// CPU units.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// Whole GPUs.
    pub gpus: u32,
    /// Static host ports, TCP.
    pub tcp_ports: Vec<u16>,
    /// Static host ports, UDP.
    pub udp_ports: Vec<u16>,
}

/// The host ports that an agent chooses from: those of the kernel of Amazon Linux.
pub const DYNAMIC_PORTS: std::ops::RangeInclusive<u16> = 32_768..=60_999;

/// A port of a container that is one of its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortMapping {
    /// `containerPort`.
    pub container_port: u16,
    /// The static one; `None`: one that the agent chooses.
    pub host_port: Option<u16>,
    /// Whether it is UDP.
    pub udp: bool,
}

/// A size that Fargate offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FargateSize {
    /// CPU units.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
}

/// Tasks that fail to start.
#[derive(Clone, Debug, PartialEq)]
pub struct StartFailure {
    /// ACTIVATING to the failure; `None`: as long as the launch would have taken.
    pub after: Option<Distribution>,
    /// `stoppedReason`.
    pub reason: String,
    /// How many of them.
    pub share: Share,
}

/// A part of a whole as an integer ratio, so that a draw meets it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The part, in millionths of a percent.
    pub part: u64,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self { part: Self::OF };
    /// A whole: 100 %.
    pub const OF: u64 = 100 * 1_000_000;
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// `serviceName`.
    pub name: String,
    /// How it is written in ids and tables: its name, or `cluster/name` where two clusters have
    /// one.
    pub label: String,
    /// Its cluster.
    pub cluster: ClusterId,
    /// What it runs.
    pub task_definition: TaskDefinitionId,
    /// How many it keeps, and where.
    pub strategy: SchedulingStrategy,
    /// How many; 0 for a DAEMON service, which counts instances.
    pub desired_count: u32,
    /// On what.
    pub capacity: Capacity,
    /// `deploymentConfiguration`.
    pub deployment: DeploymentConfiguration,
    /// `healthCheckGracePeriodSeconds`.
    pub health_check_grace_period: Span,
    /// `availabilityZoneRebalancing`, where the service can have it.
    pub az_rebalancing: bool,
    /// The zones of its subnets (awsvpc); all zones otherwise.
    pub zones: Vec<ZoneId>,
    /// Where its tasks may stand and where they should.
    pub placement: Placement,
    /// Its subnets (awsvpc).
    pub subnets: Vec<SubnetId>,
    /// `assignPublicIp`: whether the interfaces of its tasks have a public address.
    pub public_ip: bool,
    /// The target groups with which its tasks are registered.
    pub load_balancers: Vec<LoadBalancer>,
    /// The security groups of its tasks (awsvpc).
    pub security_groups: Vec<SecurityGroupId>,
}

/// `schedulingStrategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchedulingStrategy {
    /// So many tasks as are desired.
    Replica,
    /// One task on every container instance.
    Daemon,
}

/// What a task runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capacity {
    /// Container instances.
    Ec2,
    /// Fargate, on demand, by launch type.
    Fargate,
    /// Fargate, on demand, by the capacity provider `FARGATE`.
    FargateProvider,
    /// The capacity provider `FARGATE_SPOT`.
    FargateSpot,
}

/// The section `world:`.
#[derive(Clone, Debug)]
pub struct World {
    /// Every assumption by name, as it holds in this run.
    pub assumptions: Assumptions,
    /// Objects that are put into buckets again and again.
    pub uploads: Arena<UploadId, Upload>,
    /// Whether the anonymous pulls from Docker Hub are counted.
    pub anonymous_pulls: bool,
}

pub use crate::catalog::{AssumedValue, Assumptions, Bucket};
