//! Tasks: what they are, where they are, and how far their life has got.
//!
//! A task runs the containers of one task definition on a container instance or on Fargate. A
//! service starts and replaces it, or RunTask starts it and nobody replaces it. Its life is in
//! [`TaskStatus`]; why it ends is a [`StopCause`]. Not played: StartTask, task sets.
//!
//! Facts: ECS Developer Guide, "Task lifecycle" and "Amazon ECS stopped tasks error codes".

mod fargate_spot;
mod group;
mod health;
mod interface;
mod lifecycle;
mod mishap;
mod protection;
mod run_task;
mod standing;
pub(in crate::ecs) mod start;
pub(in crate::ecs) mod start_failure;
mod status;
mod stop_cause;
pub(in crate::ecs) mod targets;
pub(in crate::ecs) mod times;
mod volumes;

pub use self::group::TaskGroup;
pub use self::status::TaskStatus;
pub use self::stop_cause::{Exit, StopCause};

use self::start::StartFault;
use self::targets::TargetState;
use crate::ecs::HostPort;
use crate::ecs::containers::ContainerState;
use crate::ecs::service::roster::{Class, Standing};
use crate::engine::{EventId, SimTime};
use crate::ids::{
    ClusterId, DeploymentId, InstanceId, ServiceId, SubnetId, TaskDefinitionId, ZoneId,
};
use crate::scenario::model::Capacity;
use crate::typed_id;

typed_id! {
    /// A group of tasks that are spread together: a service, or a family of standalone tasks.
    pub TaskGroupId;
}

/// Whose task it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A service keeps it.
    Service(ServiceId, DeploymentId),
    /// RunTask started it; nobody replaces it.
    Standalone,
}

/// On which side of an update a task stood when it was told to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ecs) struct Left {
    /// Among those that had to leave; sick ones too.
    pub(in crate::ecs) had_to: bool,
    /// Of the PRIMARY deployment, and not on a DRAINING instance.
    pub(in crate::ecs) new: bool,
}

/// A task.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a state of its own, and they combine freely"
)]
pub struct Task {
    /// Whose.
    pub owner: Owner,
    /// Its group.
    pub group: TaskGroupId,
    /// With which other tasks it is spread: `group` of RunTask, else its group.
    pub(in crate::ecs) together: TaskGroupId,
    /// Its number in the group, from 1.
    pub number: u32,
    /// What it runs.
    pub definition: TaskDefinitionId,
    /// In which cluster.
    pub cluster: ClusterId,
    /// On what.
    pub capacity: Capacity,
    /// Where.
    pub zone: ZoneId,
    /// On which container instance; none on Fargate.
    pub instance: Option<InstanceId>,
    /// In which subnet its network interface is, if it has one of its own.
    pub subnet: Option<SubnetId>,
    /// Whether that interface has a public address.
    pub public_ip: bool,
    /// How far it has got.
    pub status: TaskStatus,
    /// Why it was told to stop.
    pub stop: Option<StopCause>,
    /// Its timestamps.
    pub times: Times,
    /// Its ports on its instance (network modes bridge and host).
    pub host_ports: Vec<HostPort>,
    pub(in crate::ecs) class: Class,
    /// How it stands in the roster of its service, while it does.
    pub(in crate::ecs) standing: Option<Standing>,
    /// Was started in place of a sick one, and has not come into its place yet.
    pub(in crate::ecs) spare: bool,
    /// What ECS knows of its targets, in order of `loadBalancers`; none before RUNNING.
    pub(in crate::ecs) targets: Vec<TargetState>,
    /// Its containers, in the order of the task definition.
    pub containers: Vec<ContainerState>,
    /// On which side it stood when it was told to stop.
    pub(in crate::ecs) left: Left,
    /// Its machine is gone, though ECS does not know it yet: no container starts or stops any more.
    /// What ECS only believes goes on, such as the time until the task counts as healthy.
    pub(in crate::ecs) frozen: bool,
    /// Whether it will fail to start, and why.
    pub(in crate::ecs) start_fault: Option<StartFault>,
    /// What its application may not do, if it needs something.
    pub(in crate::ecs) denied: Option<u8>,
    /// Whether its volume in EBS outlives it.
    pub(in crate::ecs) keeps_ebs: bool,
    /// Which of its images came from a registry, one bit for each container.
    pub(in crate::ecs) pulled: u16,
    /// Its round among the starts of its deployment.
    pub(in crate::ecs) round: u32,
    pub(in crate::ecs) timers: Timers,
}

/// The pending events of a task.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct Timers {
    /// The end of its state.
    pub(in crate::ecs) state: Option<EventId>,
    /// It becomes ready.
    pub(in crate::ecs) ready: Option<EventId>,
    /// Its protection ends.
    pub(in crate::ecs) protection: Option<EventId>,
    /// Its grace period ends.
    pub(in crate::ecs) grace: Option<EventId>,
}

/// When what happened to a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Entered its first state.
    pub created: SimTime,
    /// Began to pull.
    pub pull_started: Option<SimTime>,
    /// Had pulled.
    pub pull_stopped: Option<SimTime>,
    /// Became RUNNING.
    pub started: Option<SimTime>,
    /// Counted as healthy.
    pub ready: Option<SimTime>,
    /// Its desired status became STOPPED.
    pub told_to_stop: Option<SimTime>,
    /// Became STOPPING.
    pub stopping: Option<SimTime>,
    /// Became STOPPED.
    pub stopped: Option<SimTime>,
}

impl Task {
    /// Whether it is not told to stop and has not ended.
    pub fn is_alive(&self) -> bool {
        self.times.told_to_stop.is_none()
    }

    /// Whether its service may not choose it when it has to stop some.
    pub fn is_protected(&self) -> bool {
        self.timers.protection.is_some()
    }

    /// Whether it was RUNNING and healthy before 0 s.
    pub fn is_steady(&self) -> bool {
        self.times.ready == Some(SimTime::ZERO) && self.times.created == SimTime::ZERO
    }

    /// Whether it runs on Fargate.
    pub(in crate::ecs) fn on_fargate(&self) -> bool {
        self.instance.is_none()
    }
}
