//! What is about to happen to groups.

use crate::engine::{Order, Phase};
use crate::ids::{EntryId, GroupId, InstanceId, SubnetId, ZoneId};

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A group compares what it has with what it wants.
    Acts(GroupId),
    /// EC2: an instance of a group was launched.
    Launched {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
    },
    /// EC2: it runs, so it is InService.
    InService {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// EC2: it shuts down.
    Ends {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// EC2: it is gone.
    Gone {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// EC2 had no capacity, or no address.
    LaunchFailed {
        /// For which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
        /// The subnet, if it was for want of addresses there.
        subnet: Option<SubnetId>,
    },
    /// The timeline calls an API about a group.
    Call {
        /// The entry.
        entry: EntryId,
        /// Which group.
        group: GroupId,
    },
    /// EC2: an instance stops.
    Stops {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// The group notices that an instance does not run.
    FindsUnhealthy {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// ECS: an instance has no task left, or none that could be moved.
    Drained {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// The hook of an instance has lasted as long as it may.
    HookExpires {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// A zone that failed is tried again.
    RetriesZone {
        /// By which group.
        group: GroupId,
        /// Which zone.
        zone: ZoneId,
    },
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        Phase::Lifecycle.into()
    }

    /// The group that it is about, the only one that it may change.
    pub(super) fn group(&self) -> GroupId {
        match *self {
            Self::Acts(group)
            | Self::Launched { group, .. }
            | Self::InService { group, .. }
            | Self::Ends { group, .. }
            | Self::Gone { group, .. }
            | Self::LaunchFailed { group, .. }
            | Self::Call { group, .. }
            | Self::Stops { group, .. }
            | Self::FindsUnhealthy { group, .. }
            | Self::Drained { group, .. }
            | Self::HookExpires { group, .. }
            | Self::RetriesZone { group, .. } => group,
        }
    }
}
