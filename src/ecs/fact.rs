//! What has happened in this room.

use crate::application::Reason;
use crate::ecs::containers::Health;
use crate::ecs::placement::Stage;
use crate::ecs::task::TaskStatus;
use crate::ids::{DeploymentId, EntryId, InstanceId, ServiceId, TaskId};
use crate::scenario::model::Ended;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A task came into a state.
    TaskChanged {
        /// Which.
        task: TaskId,
        /// The state.
        status: TaskStatus,
    },
    /// A task counts as healthy.
    TaskReady(TaskId),
    /// A task is protected from its service now, or no longer.
    TaskProtection {
        /// Which.
        task: TaskId,
        /// Whether it is.
        is_protected: bool,
    },
    /// A service cannot stop tasks because some are protected.
    UnderProtection {
        /// Its PRIMARY deployment.
        deployment: DeploymentId,
        /// How many are.
        tasks: u32,
    },
    /// A task does not count as healthy, for its checks say so.
    TaskSick {
        /// Which.
        task: TaskId,
        /// Whether its grace period still keeps it from being replaced.
        in_grace: bool,
        /// The target that is unhealthy, and why, if it is one.
        target: Option<(u8, Reason)>,
    },
    /// So many tasks of a service were registered with a target group, or deregistered.
    TargetsChanged {
        /// Which service.
        service: ServiceId,
        /// The place of the group among its `loadBalancers`.
        target: u8,
        /// How many tasks.
        count: u32,
        /// Registered; otherwise deregistered.
        registered: bool,
    },
    /// The connections of tasks that are told to stop are drained.
    DrainingConnections {
        /// Of which service.
        service: ServiceId,
        /// How many tasks.
        count: u32,
    },
    /// The verdict on a container changed.
    ContainerHealth {
        /// Of which task.
        task: TaskId,
        /// Its place in the task definition.
        container: u8,
        /// The verdict.
        health: Health,
    },
    /// A container exited, and its task goes on.
    ContainerExited {
        /// Of which task.
        task: TaskId,
        /// Its place in the task definition.
        container: u8,
        /// With what.
        exit_code: u8,
    },
    /// A container exited and was started again in its task.
    ContainerRestarted {
        /// Of which task.
        task: TaskId,
        /// Its place in the task definition.
        container: u8,
        /// With what it exited.
        exit_code: u8,
    },
    /// A service started tasks.
    TasksStarted {
        /// Which.
        service: ServiceId,
        /// The tasks.
        tasks: TaskList,
        /// How many of them are in place of sick ones.
        replaced: u32,
    },
    /// A service told tasks to stop.
    TasksStopped {
        /// Which.
        service: ServiceId,
        /// The tasks.
        tasks: TaskList,
        /// Whether none of them was RUNNING yet.
        pending: bool,
    },
    /// RunTask was answered.
    TasksRun {
        /// The call.
        entry: EntryId,
        /// What was started.
        tasks: TaskList,
        /// Why the rest was not.
        refused: Option<Unplaced>,
    },
    /// A call was refused.
    CallRefused {
        /// The call.
        entry: EntryId,
        /// Why.
        error: CallError,
    },
    /// `desiredCount` changed.
    DesiredCountUpdated {
        /// Of which service.
        service: ServiceId,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A deployment began.
    DeploymentStarted(DeploymentId),
    /// A deployment ended before it was done.
    DeploymentStopped {
        /// Which.
        deployment: DeploymentId,
        /// By what.
        by: StoppedBy,
    },
    /// The circuit breaker ended a deployment.
    DeploymentFailed(DeploymentId),
    /// The deployment before one that failed or was stopped comes back.
    RollbackStarted(DeploymentId),
    /// So many tasks of a batch could not be launched.
    NotLaunched {
        /// Of which deployment.
        deployment: DeploymentId,
        /// How many.
        count: u32,
    },
    /// Tasks of a service fail to start again and again.
    StartImpaired(ServiceId),
    /// A deployment is done.
    DeploymentCompleted(DeploymentId),
    /// A service has reached a steady state, or still is in it.
    SteadyState(ServiceId),
    /// The tasks of a service are moved to other zones; the record.
    RebalancingStarted(u32),
    /// They are balanced; the record.
    RebalancingCompleted(u32),
    /// Their move was given up.
    RebalancingStopped(ServiceId),
    /// Tasks were started or stopped in one zone for balance.
    TasksRebalanced {
        /// Of which service.
        service: ServiceId,
        /// The tasks.
        tasks: TaskList,
        /// Started; otherwise stopped.
        started: bool,
    },
    /// A service found no place for a task.
    PlacementFailed {
        /// Which.
        service: ServiceId,
        /// Why.
        why: Unplaced,
    },
    /// An instance with a daemon does not meet the constraints of its service any more.
    DaemonConstraintViolated {
        /// Which service.
        service: ServiceId,
        /// Which instance.
        instance: InstanceId,
    },
    /// A service has to wait for its launch rate.
    Throttled(ServiceId),
    /// The percents of a service leave it no move.
    Stuck {
        /// Of which service.
        service: ServiceId,
        /// The decision that found no move: an index into [`Ecs::steps`](crate::ecs::Ecs::steps).
        step: u32,
    },
    /// An agent cannot register: the role of its instance may not.
    CannotRegister(InstanceId),
    /// An agent registered.
    InstanceRegistered(InstanceId),
    /// An instance was set to DRAINING.
    InstanceDraining(InstanceId),
    /// An instance was set to ACTIVE again.
    InstanceActive(InstanceId),
    /// A DRAINING instance has no task left.
    InstanceDrained(InstanceId),
    /// The Docker daemon of an instance is down.
    DockerStopped {
        /// Of which.
        instance: InstanceId,
        /// How many tasks had a container that ran.
        tasks: u32,
    },
    /// It is there again.
    DockerStarted(InstanceId),
    /// A task that had volumes has ended.
    TaskVolumes {
        /// Which.
        task: TaskId,
        /// With what.
        ended: Ended,
    },
    /// A task finds data of earlier ones on its instance.
    VolumesFound {
        /// Which.
        task: TaskId,
        /// In which of its volumes, one bit for each.
        volumes: u32,
    },
    /// A machine has ended on which data of tasks had stayed.
    InstanceVolumes(InstanceId),
    /// An agent lost its connection.
    AgentDisconnected(InstanceId),
    /// An agent has its connection again.
    AgentConnected(InstanceId),
    /// An instance that is to be drained has nothing to move.
    NothingToDrain(InstanceId),
    /// An instance left its cluster.
    InstanceDeregistered(InstanceId),
}

/// What ended a deployment before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedBy {
    /// Another one took its place.
    Another,
    /// StopServiceDeployment.
    Call {
        /// Whether the one before it comes back.
        rollback: bool,
    },
}

/// Why a task has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// The cluster has no ACTIVE instance.
    NoInstances,
    /// No instance passes every filter: the one that comes closest, and the first that it does not
    /// pass.
    Refused(Stage, InstanceId),
    /// Fargate has no zone to offer.
    FargateCapacity,
    /// The launch rate of Fargate is used up.
    RateExceeded,
}

impl Unplaced {
    /// As RunTask names it in `failures`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NoInstances => "NO_INSTANCES",
            Self::Refused(stage, _) => stage.reason(),
            Self::FargateCapacity => "RESOURCE:FARGATE",
            Self::RateExceeded => "ThrottlingException: Rate exceeded",
        }
    }
}

/// Why an API call was refused at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// No task of that name was started yet.
    NoSuchTask,
    /// No instance of that number is registered now.
    NoSuchInstance(u32),
    /// Too many calls in a second.
    RateExceeded,
    /// The instance has tasks and `force` is not set.
    TasksOnInstance(u32),
    /// The instance would have more than 10 custom attributes.
    TooManyAttributes(u32),
    /// The instance has no such attribute.
    NoSuchAttribute(u32),
    /// No deployment of that number was started yet.
    NoSuchDeployment,
    /// The deployment is not under way.
    NotInProgress,
    /// No deployment of the service is COMPLETED.
    NothingToRollBackTo,
}

/// Some tasks that a fact is about; see [`Ecs::listed`](crate::ecs::Ecs::listed).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskList {
    pub(super) start: u32,
    pub(super) count: u32,
}

impl TaskList {
    /// How many.
    pub fn count(self) -> u32 {
        self.count
    }
}
