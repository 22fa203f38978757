//! Why a task was told to stop, or ended.

use super::start::StartFault;
use crate::ids::{DeploymentId, EntryId, InstanceId, TargetGroupId, TaskDefinitionId};

/// Why a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It says no more than its code.
    Plain,
    /// It was killed for its memory.
    OutOfMemory,
    /// Its role may not do what it needs.
    Denied {
        /// What it runs.
        definition: TaskDefinitionId,
        /// Which of its needs.
        need: u8,
    },
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
        /// Why.
        why: Exit,
    },
    /// What one of its containers waits for went wrong, so that it never starts.
    DependencyFailed {
        /// Its place in the task definition.
        container: u8,
    },
    /// The health checks of its containers failed.
    Unhealthy(DeploymentId),
    /// A target of it failed the health checks of its load balancer.
    UnhealthyTarget(TargetGroupId),
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
        matches!(
            self,
            Self::Scheduler(_) | Self::Unhealthy(_) | Self::UnhealthyTarget(_)
        )
    }
}
