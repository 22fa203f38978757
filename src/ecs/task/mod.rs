//! A task: what it is, where it is, and how far its life has got.

mod fargate_spot;
mod health;
mod lifecycle;
mod mishap;
mod protection;
mod run_task;
mod standing;
pub(in crate::ecs) mod start_failure;
pub(in crate::ecs) mod times;

use self::start_failure::StartFault;
use crate::ecs::containers::ContainerState;
use crate::engine::{EventId, SimTime};
use crate::ids::{
    ClusterId, DeploymentId, EntryId, InstanceId, ServiceId, TaskDefinitionId, ZoneId,
};
use crate::scenario::model::Capacity;
use crate::typed_id;

typed_id! {
    /// A group of tasks that are spread together: a service, or a family of standalone tasks.
    pub TaskGroupId;
}

/// `lastStatus`, in order of life.
///
/// ```text
/// PROVISIONING → PENDING → ACTIVATING → RUNNING → DEACTIVATING → STOPPING
///       └───────────┴──────────┴───(never ran)───▶ DEPROVISIONING ◀──┘
///                                                        └──▶ STOPPED
/// ```
///
/// A state that takes no time is passed without a row; an instance that is lost takes its tasks to
/// STOPPED from any state. DELETED is never seen by anybody and left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskStatus {
    /// Work before the launch: the network interface.
    Provisioning,
    /// Waits for the agent.
    Pending,
    /// Image pull and container start.
    Activating,
    /// Runs.
    Running,
    /// Leaves its load balancer.
    Deactivating,
    /// The stop signal was sent.
    Stopping,
    /// The network interface is released.
    Deprovisioning,
    /// Over.
    Stopped,
}

impl TaskStatus {
    /// All of them, in order of life.
    pub const ALL: [Self; 8] = [
        Self::Provisioning,
        Self::Pending,
        Self::Activating,
        Self::Running,
        Self::Deactivating,
        Self::Stopping,
        Self::Deprovisioning,
        Self::Stopped,
    ];

    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }

    /// Whether a task in this state may come into the other one: always forward, and out of service
    /// only if it was in service.
    pub fn can_become(self, next: Self) -> bool {
        let was_running = (Self::Running..=Self::Stopping).contains(&self);
        match next {
            Self::Deactivating | Self::Stopping => self < next && was_running,
            _ => self < next,
        }
    }

    /// The state after this one for a task that is not told to stop, or that is being stopped.
    pub(in crate::ecs) const fn next(self) -> Self {
        match self {
            Self::Provisioning => Self::Pending,
            Self::Pending => Self::Activating,
            Self::Activating => Self::Running,
            Self::Running => Self::Deactivating,
            Self::Deactivating => Self::Stopping,
            Self::Stopping => Self::Deprovisioning,
            Self::Deprovisioning | Self::Stopped => Self::Stopped,
        }
    }
}

/// Why a task was told to stop, or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopCause {
    /// A deployment, a lower desired count, a DRAINING instance.
    Scheduler(DeploymentId),
    /// StopTask.
    User(EntryId),
    /// One of its essential containers exited.
    Exited {
        /// Its place in the task definition.
        container: u8,
        /// With what.
        exit_code: u8,
        /// Whether it was killed for its memory.
        out_of_memory: bool,
    },
    /// What one of its containers waits for went wrong, so that it never starts.
    DependencyFailed {
        /// Its place in the task definition.
        container: u8,
    },
    /// The health checks of its containers failed.
    Unhealthy(DeploymentId),
    /// It never became RUNNING.
    FailedToStart(StartFault),
    /// Fargate Spot took it back.
    SpotInterruption,
    /// Its instance ended under it.
    HostTerminated(InstanceId),
    /// Its instance was stopped under it.
    HostStopped(InstanceId),
    /// Its instance was deregistered by force.
    ForcedDeregistration,
    /// Its zone was lost (Fargate).
    ZoneLost,
}

impl StopCause {
    /// Whether the scheduler of its service ordered it.
    pub(in crate::ecs) fn is_scheduler(self) -> bool {
        matches!(self, Self::Scheduler(_) | Self::Unhealthy(_))
    }
}

/// Whose task it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A service keeps it.
    Service(ServiceId, DeploymentId),
    /// RunTask started it; nobody replaces it.
    Standalone,
}

/// How a task is counted by its service while it is not told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ecs) enum Class {
    /// Not RUNNING yet.
    Starting,
    /// As before, started to replace a lost task of an older deployment.
    Replacement,
    /// RUNNING, not healthy yet.
    Young,
    /// As before, and a check says already that it is not healthy: the first to go.
    Unwell,
    /// Healthy.
    Ready,
    /// RUNNING, and a check says after the grace period that it is not healthy.
    Sick,
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
pub struct Task {
    /// Whose.
    pub owner: Owner,
    /// Its group.
    pub group: TaskGroupId,
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
    /// How far it has got.
    pub status: TaskStatus,
    /// Why it was told to stop.
    pub stop: Option<StopCause>,
    /// Its timestamps.
    pub times: Times,
    pub(in crate::ecs) class: Class,
    /// How it stands in the roster of its service, while it does.
    pub(in crate::ecs) standing: Option<crate::ecs::service::roster::Standing>,
    /// Was started in place of a sick one, and has not come into its place yet.
    pub(in crate::ecs) spare: bool,
    /// Its containers, in the order of the task definition.
    pub containers: Vec<ContainerState>,
    /// On which side it stood when it was told to stop.
    pub(in crate::ecs) left: Left,
    /// Its machine is gone, though ECS does not know it yet: no container starts or stops any more.
    /// What ECS only believes goes on, such as the time until the task counts as healthy.
    pub(in crate::ecs) frozen: bool,
    /// Whether it will fail to start, and why.
    pub(in crate::ecs) start_fault: Option<StartFault>,
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
    pub(in crate::ecs) fn is_protected(&self) -> bool {
        self.timers.protection.is_some()
    }

    /// Whether it has a network interface of its own to give back.
    pub(in crate::ecs) fn on_fargate(&self) -> bool {
        self.instance.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows: from; columns: to; in order of life.
    const TABLE: [&str; 8] = [
        ".111..11", // PROVISIONING
        "..11..11", // PENDING
        "...1..11", // ACTIVATING
        "....1111", // RUNNING
        ".....111", // DEACTIVATING
        "......11", // STOPPING
        ".......1", // DEPROVISIONING
        "........", // STOPPED
    ];

    #[test]
    fn states_are_passed_forward_as_the_table_says() {
        for (from, row) in TaskStatus::ALL.iter().zip(TABLE) {
            for (to, allowed) in TaskStatus::ALL.iter().zip(row.chars()) {
                assert_eq!(from.can_become(*to), allowed == '1', "{from:?} → {to:?}");
            }
        }
    }
}
