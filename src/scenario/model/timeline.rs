//! The timeline: what is done, and what happens.

use std::collections::BTreeSet;

use super::{
    Capacity, CircuitBreaker, Constraint, EarlySuccess, GroupChange, HealthCheckFailure, Placement,
    PutObject, RoleChange, Strategy, TaskCrash,
};
use crate::engine::{Distribution, SimTime, Span};
use crate::ids::{
    ClusterId, GroupId, ImageId, RoleId, ServiceId, SubnetId, TaskDefinitionId, ZoneId,
};

/// One entry of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When, the first time.
    pub at: SimTime,
    /// How often after that.
    pub every: Option<Span>,
    /// When it ends, itself included.
    pub until: Option<SimTime>,
    /// What.
    pub action: Action,
}

/// What is done, or what happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// UpdateService.
    UpdateService(UpdateService),
    /// RunTask.
    RunTask(RunTask),
    /// StopTask.
    StopTask {
        /// Which.
        task: TaskName,
        /// The caller's reason.
        reason: Option<String>,
    },
    /// UpdateTaskProtection.
    UpdateTaskProtection(TaskProtection),
    /// UpdateContainerInstancesState: to DRAINING, or back to ACTIVE.
    UpdateContainerInstancesState {
        /// Which, by number: 1 is `i-1`.
        instances: Vec<u32>,
        /// DRAINING, else ACTIVE.
        draining: bool,
    },
    /// TerminateInstances of EC2.
    TerminateInstances {
        /// Which, by number.
        instances: Vec<u32>,
    },
    /// StopInstances of EC2.
    StopInstances {
        /// Which, by number.
        instances: Vec<u32>,
    },
    /// StartInstances of EC2.
    StartInstances {
        /// Which, by number.
        instances: Vec<u32>,
    },
    /// SetDesiredCapacity or UpdateAutoScalingGroup.
    ChangeGroup {
        /// Which.
        group: GroupId,
        /// What of it.
        change: GroupChange,
        /// Whether it is SetDesiredCapacity.
        is_set: bool,
    },
    /// TerminateInstanceInAutoScalingGroup.
    TerminateInGroup {
        /// Which, by number.
        instance: u32,
        /// Whether its group holds one less from now on.
        decrement: bool,
    },
    /// PutAttributes: a value in place of another, or a new attribute.
    PutAttributes {
        /// Which.
        attributes: Vec<InstanceAttribute>,
    },
    /// DeleteAttributes.
    DeleteAttributes {
        /// Which; their values do not matter.
        attributes: Vec<InstanceAttribute>,
    },
    /// DeregisterContainerInstance.
    DeregisterContainerInstance {
        /// Which, by number.
        instance: u32,
        /// Also with tasks on it.
        force: bool,
    },
    /// EC2 takes back Spot instances, or Fargate Spot tasks.
    SpotInterruption(SpotInterruption),
    /// Essential containers exit.
    TaskCrash(TaskCrash),
    /// Health checks fail.
    HealthCheckFailure(HealthCheckFailure),
    /// StopServiceDeployment.
    StopServiceDeployment(StopServiceDeployment),
    /// Tasks of a service fail to start.
    TaskStartFailure(TaskStartFailure),
    /// A zone is lost.
    AvailabilityZoneOutage {
        /// Which.
        zone: ZoneId,
        /// For how long.
        duration: Span,
    },
    /// PutObject of S3.
    PutObject(PutObject),
    /// The policies of a role change.
    ChangeRole {
        /// Which.
        role: RoleId,
        /// How.
        change: RoleChange,
    },
    /// DeleteSecret of Secrets Manager.
    DeleteSecret(String),
    /// PutSecretValue of Secrets Manager.
    PutSecretValue {
        /// Which.
        secret: String,
        /// The keys of its new JSON text, if it is written.
        json_keys: Option<BTreeSet<String>>,
    },
    /// A registry answers nobody.
    RegistryOutage {
        /// Its host.
        host: String,
        /// For how long.
        duration: Span,
    },
    /// An image is taken out of its registry.
    ImageDeleted(ImageId),
    /// An image is put into its registry, in place of what had its name.
    ImagePushed(ImageId),
    /// The Docker daemons of instances are down, and their agents with them.
    DockerDaemonDown {
        /// Which, by number.
        instances: Vec<u32>,
        /// For how long; `None`: for good.
        duration: Option<Span>,
    },
    /// The agents of instances lose their connection to ECS.
    AgentDisconnect {
        /// Which, by number.
        instances: Vec<u32>,
        /// For how long; `None`: for good.
        duration: Option<Span>,
    },
}

impl Action {
    /// Its key in the file.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::UpdateService(_) => "updateService",
            Self::RunTask(_) => "runTask",
            Self::StopTask { .. } => "stopTask",
            Self::UpdateTaskProtection(_) => "updateTaskProtection",
            Self::UpdateContainerInstancesState { .. } => "updateContainerInstancesState",
            Self::PutAttributes { .. } => "putAttributes",
            Self::DeleteAttributes { .. } => "deleteAttributes",
            Self::TerminateInstances { .. } => "terminateInstances",
            Self::StopInstances { .. } => "stopInstances",
            Self::StartInstances { .. } => "startInstances",
            Self::ChangeGroup { is_set: true, .. } => "setDesiredCapacity",
            Self::ChangeGroup { is_set: false, .. } => "updateAutoScalingGroup",
            Self::TerminateInGroup { .. } => "terminateInstanceInAutoScalingGroup",
            Self::DeregisterContainerInstance { .. } => "deregisterContainerInstance",
            Self::SpotInterruption(_) => "spotInterruption",
            Self::TaskCrash(_) => "taskCrash",
            Self::HealthCheckFailure(_) => "healthCheckFailure",
            Self::StopServiceDeployment(_) => "stopServiceDeployment",
            Self::TaskStartFailure(_) => "taskStartFailure",
            Self::AvailabilityZoneOutage { .. } => "availabilityZoneOutage",
            Self::PutObject(_) => "putObject",
            Self::ChangeRole { change, .. } => change.name(),
            Self::DeleteSecret(_) => "deleteSecret",
            Self::PutSecretValue { .. } => "putSecretValue",
            Self::RegistryOutage { .. } => "registryOutage",
            Self::ImageDeleted(_) => "imageDeleted",
            Self::ImagePushed(_) => "imagePushed",
            Self::DockerDaemonDown { .. } => "dockerDaemonDown",
            Self::AgentDisconnect { .. } => "agentDisconnect",
        }
    }
}

/// A change of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateService {
    /// Which.
    pub service: ServiceId,
    /// A new revision: starts a deployment.
    pub task_definition: Option<TaskDefinitionId>,
    /// A new desired count: starts none.
    pub desired_count: Option<u32>,
    /// Starts a deployment even if nothing else changes.
    pub force_new_deployment: bool,
    /// New percents: start none.
    pub minimum_healthy_percent: Option<u32>,
    /// As above.
    pub maximum_percent: Option<u32>,
    /// Rebalancing switched on or off: starts none.
    pub az_rebalancing: Option<bool>,
    /// A new grace period: starts none.
    pub health_check_grace_period: Option<Span>,
    /// Another circuit breaker, or none: starts no deployment.
    pub circuit_breaker: Option<Option<CircuitBreaker>>,
    /// Other criteria, or none: start no deployment.
    pub early_success: Option<Option<EarlySuccess>>,
    /// Other constraints in place of all: start no deployment.
    pub placement_constraints: Option<Vec<Constraint>>,
    /// Other strategies in place of all: start no deployment.
    pub placement_strategy: Option<Vec<Strategy>>,
}

/// A custom attribute of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceAttribute {
    /// Of which instance, by number.
    pub instance: u32,
    /// Its name.
    pub name: String,
    /// Its value, if it has one.
    pub value: Option<String>,
}

/// The end of a deployment by a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopServiceDeployment {
    /// Of which service.
    pub service: ServiceId,
    /// Its number there; `None`: the one that is running.
    pub number: Option<u32>,
    /// Whether the last deployment that was COMPLETED takes its place.
    pub rollback: bool,
}

/// A mishap: tasks that are created from now on fail to start.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskStartFailure {
    /// Tasks of which service.
    pub service: ServiceId,
    /// The next so many.
    pub count: Option<u32>,
    /// Those that are created for so long.
    pub duration: Option<Span>,
    /// ACTIVATING to the failure; `None`: as long as the launch would have taken.
    pub after: Option<Distribution>,
    /// `stoppedReason`.
    pub reason: String,
}

/// Standalone tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTask {
    /// Where.
    pub cluster: ClusterId,
    /// What.
    pub task_definition: TaskDefinitionId,
    /// How many, 1 to 10.
    pub count: u32,
    /// On what.
    pub capacity: Capacity,
    /// The zones of its subnets.
    pub zones: Vec<ZoneId>,
    /// Where they may stand and where they should.
    pub placement: Placement,
    /// `group`: with whom they are spread; `None`: with their family.
    pub group: Option<String>,
    /// Its subnets (awsvpc).
    pub subnets: Vec<SubnetId>,
    /// `assignPublicIp`: whether the interfaces of its tasks have a public address.
    pub public_ip: bool,
    /// Whether their volumes in EBS outlive them.
    pub keeps_ebs: bool,
}

/// Protection from being stopped to scale in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskProtection {
    /// Which tasks.
    pub tasks: Vec<TaskName>,
    /// Whether they are protected.
    pub enabled: bool,
    /// For how long.
    pub expires_in: Span,
}

/// A task as the user writes it: `web/3`, `report-job/1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskName {
    /// Whose.
    pub owner: TaskOwner,
    /// Its number there, from 1.
    pub number: u32,
}

/// What numbers a task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskOwner {
    /// Its service.
    Service(ServiceId),
    /// The family of a standalone task.
    Family(String),
}

/// A reclaim of Spot capacity; its `at` is the instant of the notice.
#[derive(Clone, Debug, PartialEq)]
pub struct SpotInterruption {
    /// Among which.
    pub target: SpotTarget,
    /// How many; `None`: all of them, or all that are listed.
    pub count: Option<u32>,
}

/// Among which capacity a reclaim chooses.
#[derive(Clone, Debug, PartialEq)]
pub enum SpotTarget {
    /// The Spot instances of a group.
    Group(GroupId),
    /// These instances, by number.
    Instances(Vec<u32>),
    /// The Fargate Spot tasks of a service.
    Service(ServiceId),
    /// These Fargate Spot tasks.
    Tasks(Vec<TaskName>),
}
