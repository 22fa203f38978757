//! The records of what groups decided.

use crate::ids::{GroupId, InstanceId, ZoneId};

/// What was decided: an index into [`AutoScaling::decisions`](super::AutoScaling::decisions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision(pub u32);

/// The record of a decision of a group.
#[derive(Clone, Debug)]
pub struct GroupDecision {
    /// Which group.
    pub group: GroupId,
    /// What it wants.
    pub desired: u32,
    /// What it has, launches included, by zone of the group.
    pub by_zone: Vec<u32>,
    /// What it does.
    pub choice: Choice,
}

/// What a group does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Launches one instance there; `rebalances` if it has enough.
    Launch {
        /// Where.
        zone: ZoneId,
        /// To even out the zones.
        rebalances: bool,
    },
    /// Terminates one instance there.
    Terminate {
        /// Which.
        instance: InstanceId,
        /// Where.
        zone: ZoneId,
    },
    /// Nothing, because no zone has capacity.
    Wait,
}
