//! What is about to happen in this room.

use crate::application::Reason;
use crate::engine::{Order, Phase};
use crate::ids::{
    DeploymentId, EntryId, InstanceId, ServiceId, SubnetId, TaskId, TemplateId, ZoneId,
};

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// 0 s: services come into being.
    Begins,
    /// The timeline, or a target of a rule, calls an API of ECS.
    Call(EntryId),
    /// A service is evaluated.
    Pass(ServiceId),
    /// A DAEMON service is evaluated, before the others.
    DaemonPass(ServiceId),
    /// A health check of a task says something else.
    ChecksChanged(TaskId),
    /// A load balancer: the verdict on a target changed.
    TargetHealth {
        /// Of which task.
        task: TaskId,
        /// Its place among `loadBalancers`.
        target: u8,
        /// Why it is unhealthy; `None`: it is healthy.
        reason: Option<Reason>,
    },
    /// A load balancer: a target that was deregistered is unused.
    TargetUnused {
        /// Of which task.
        task: TaskId,
        /// Its place among `loadBalancers`.
        target: u8,
    },
    /// A state of a task is over.
    TaskAdvances(TaskId),
    /// EC2 has no address for the network interface of a task.
    AddressRefused(TaskId),
    /// A task counts as healthy.
    TaskReady(TaskId),
    /// The program in a container ends by itself.
    ContainerExits {
        /// Of which task.
        task: TaskId,
        /// Its place in the task definition.
        container: u8,
    },
    /// A probe ends that changes the verdict on a container.
    ContainerVerdict {
        /// Of which task.
        task: TaskId,
        /// Its place in the task definition.
        container: u8,
    },
    /// The containers of a task have died with the Docker daemon of its instance.
    ContainersDie(TaskId),
    /// Who waits for a container gives up.
    StartTimeout {
        /// Of which task.
        task: TaskId,
        /// Its place in the task definition.
        container: u8,
    },
    /// A task is protected no longer.
    ProtectionEnds(TaskId),
    /// A task may be unhealthy no longer.
    GraceEnds(TaskId),
    /// A mishap of the timeline: an essential container of a task exits.
    TaskCrashes {
        /// Which.
        task: TaskId,
        /// The entry.
        entry: EntryId,
    },
    /// A mishap of the timeline: the health checks of a task fail.
    TaskFallsIll {
        /// Which.
        task: TaskId,
        /// The entry.
        entry: EntryId,
    },
    /// Fargate Spot takes back a task.
    FargateSpotReclaim(TaskId),
    /// EC2: a machine runs.
    InstanceBoots {
        /// Which.
        instance: InstanceId,
        /// Where.
        subnet: SubnetId,
        /// Made from what.
        template: TemplateId,
        /// Whom its draws are for.
        key: u32,
    },
    /// Its agent registers, or is there again after a restart of its machine.
    AgentRegisters(InstanceId),
    /// An agent that lost its connection has it again.
    AgentReturns(InstanceId),
    /// An agent that was away hears that a task is to stop.
    StopHeard(TaskId),
    /// Its group is about to terminate an instance, and waits until it is drained.
    ManagedDrain(InstanceId),
    /// EC2: a machine stops, to come again.
    InstanceStops(InstanceId),
    /// EC2 gave notice of a Spot interruption.
    SpotNotice(InstanceId),
    /// The agent saw the notice and sets its instance to DRAINING.
    SpotDrain(InstanceId),
    /// EC2: a machine shuts down, or is gone.
    InstanceEnds(InstanceId),
    /// ECS learns that a machine has ended.
    LearnsOfEnd(InstanceId),
    /// A zone is lost, or back.
    ZoneChanges {
        /// Which.
        zone: ZoneId,
        /// Whether it is lost.
        lost: bool,
    },
    /// ECS learns that the Fargate tasks of a zone have ended.
    LearnsOfZone(ZoneId),
    /// What found no place is tried again.
    PlacementRetry(ServiceId),
    /// A token of a service's launch rate is there.
    ServiceTokens(ServiceId),
    /// A token of a Fargate launch rate is there.
    FargateTokens {
        /// Of Fargate Spot.
        spot: bool,
    },
    /// The starts of a throttled deployment go on.
    StartsAgain(DeploymentId),
    /// A deployment that could not move is looked at again.
    StuckAgain(ServiceId),
    /// A steady state has lasted.
    SteadyAgain(ServiceId),
    /// It is time to see whether the tasks of a service are balanced over the zones.
    LookAtZones(ServiceId),
}

/// The rank of the first REPLICA service: more services than that are not known to AWS.
const AFTER_DAEMONS: u32 = 1 << 23;

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        match self {
            // Rank 0 is for what has to be done before the first pass of an instant.
            Self::DaemonPass(service) => Order {
                phase: Phase::Schedule,
                rank: service.0 + 1,
            },
            Self::Pass(service) => Order {
                phase: Phase::Schedule,
                rank: AFTER_DAEMONS + service.0,
            },
            // Before a task advances that would not wait for its interface.
            Self::Call(_) | Self::ZoneChanges { .. } | Self::AddressRefused(_) => {
                Phase::World.into()
            }
            _ => Phase::Lifecycle.into(),
        }
    }
}
