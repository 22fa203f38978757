//! What has happened to groups.

use crate::ids::{EntryId, GroupId, InstanceId, SubnetId, ZoneId};
use crate::scenario::model::SizeError;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A group asks EC2 for an instance.
    Launching {
        /// Which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
    },
    /// An instance is InService.
    LaunchSuccessful {
        /// Of which group.
        group: GroupId,
        /// Which.
        instance: InstanceId,
    },
    /// EC2 had no capacity, or no address.
    LaunchUnsuccessful {
        /// For which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
        /// The subnet, if it was for want of addresses there.
        subnet: Option<SubnetId>,
    },
    /// An instance of a group is gone, whoever ended it.
    TerminateSuccessful {
        /// Of which group.
        group: GroupId,
        /// Which.
        instance: InstanceId,
    },
    /// A group terminates an instance.
    Terminating {
        /// Which group.
        group: GroupId,
        /// Which instance.
        instance: InstanceId,
        /// Whether it was found stopped.
        unhealthy: bool,
    },
    /// A group is about to terminate an instance, and waits until ECS has drained it.
    Waiting {
        /// Which group.
        group: GroupId,
        /// Which instance.
        instance: InstanceId,
    },
    /// The desired capacity of a group changed.
    DesiredCapacityChanged {
        /// Of which group.
        group: GroupId,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A call was refused.
    CallRefused {
        /// For which group.
        group: GroupId,
        /// The call.
        entry: EntryId,
        /// Why.
        error: CallError,
    },
}

/// Why a group refuses a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// Its sizes would not hold.
    Size(SizeError),
    /// It does not have the instance, or not any more.
    NotThere(InstanceId),
}

impl Fact {
    /// The group that it is about.
    pub fn group(&self) -> GroupId {
        match *self {
            Self::Launching { group, .. }
            | Self::LaunchSuccessful { group, .. }
            | Self::LaunchUnsuccessful { group, .. }
            | Self::TerminateSuccessful { group, .. }
            | Self::Terminating { group, .. }
            | Self::Waiting { group, .. }
            | Self::DesiredCapacityChanged { group, .. }
            | Self::CallRefused { group, .. } => group,
        }
    }
}
