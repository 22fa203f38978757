//! One instance and its states.

use crate::engine::{EventId, SimTime};
use crate::ids::{GroupId, InstanceId, SubnetId, TemplateId, ZoneId};

/// Who asked for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// An Auto Scaling group.
    Group(GroupId),
    /// An entry of `containerInstances`, by its place there.
    Fleet(u32),
}

/// Why an instance ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TerminationCause {
    /// TerminateInstances.
    User,
    /// Its group has too many, or was told to end it.
    Group,
    /// Its group found it stopped.
    Unhealthy,
    /// EC2 takes back Spot capacity.
    SpotInterruption,
    /// Its zone is lost.
    ZoneLost,
}

impl TerminationCause {
    /// As `instances.csv` says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "terminated by a call",
            Self::Group => "terminated by its group",
            Self::Unhealthy => "failed its health check",
            Self::SpotInterruption => "Spot interruption",
            Self::ZoneLost => "zone lost",
        }
    }
}

/// `state` of an instance, in order of life.
///
/// ```text
/// pending ──▶ running ──▶ stopping ──▶ stopped ──▶ pending
///    └───────────┴───────────┴───────────┴──▶ shutting-down ──▶ terminated
/// ```
///
/// With its zone an instance is terminated from any state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstanceState {
    /// Launched.
    Pending,
    /// Booted.
    Running,
    /// On its way down, to come again.
    Stopping,
    /// Down; it may be started.
    Stopped,
    /// On its way out.
    ShuttingDown,
    /// Gone.
    Terminated,
}

impl InstanceState {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::ShuttingDown => "shutting-down",
            Self::Terminated => "terminated",
        }
    }

    /// All of them, in order of life.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Running,
        Self::Stopping,
        Self::Stopped,
        Self::ShuttingDown,
        Self::Terminated,
    ];

    /// Whether an instance in this state may come into the other one.
    pub fn can_become(self, next: Self) -> bool {
        match next {
            Self::Pending => self == Self::Stopped,
            Self::Running => self == Self::Pending,
            Self::Stopping => self == Self::Running,
            Self::Stopped => self == Self::Stopping,
            Self::ShuttingDown | Self::Terminated => self < next,
        }
    }
}

/// An instance.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Who asked for it.
    pub origin: Origin,
    /// Its number among those of its origin, from 1: the same whatever else is launched.
    pub number: u32,
    /// What it was made from.
    pub template: TemplateId,
    /// Where it is.
    pub zone: ZoneId,
    /// In which subnet its interface is.
    pub subnet: SubnetId,
    /// How far its life has got.
    pub state: InstanceState,
    /// How often it was started again.
    pub restarts: u32,
    /// When it was stopped, the last time.
    pub stopped: Option<SimTime>,
    /// RunInstances.
    pub launched: SimTime,
    /// When it was gone.
    pub terminated: Option<SimTime>,
    /// Why it ends.
    pub cause: Option<TerminationCause>,
    pub(super) timer: Option<EventId>,
}

impl Instance {
    /// Whether it is pending or running.
    pub fn is_alive(&self) -> bool {
        matches!(self.state, InstanceState::Pending | InstanceState::Running)
    }

    pub(super) fn become_state(&mut self, next: InstanceState) {
        let from = self.state;
        assert!(from.can_become(next), "{from:?} → {next:?}");
        self.state = next;
    }

    /// Its group, if it has one.
    pub fn group(&self) -> Option<GroupId> {
        match self.origin {
            Origin::Group(group) => Some(group),
            Origin::Fleet(_) => None,
        }
    }
}

/// `i-3`.
pub fn instance_name(id: InstanceId) -> String {
    format!("i-{}", id.0 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows: from; columns: to; in order of life.
    const TABLE: [&str; 6] = [
        ".1..11", // pending
        "..1.11", // running
        "...111", // stopping
        "1...11", // stopped
        ".....1", // shutting-down
        "......", // terminated
    ];

    #[test]
    fn states_follow_each_other_as_the_table_says() {
        for (from, row) in InstanceState::ALL.iter().zip(TABLE) {
            for (to, allowed) in InstanceState::ALL.iter().zip(row.chars()) {
                assert_eq!(from.can_become(*to), allowed == '1', "{from:?} → {to:?}");
            }
        }
    }
}
