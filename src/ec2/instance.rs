//! One instance and its states.

use crate::engine::{EventId, SimTime};
use crate::ids::{GroupId, InstanceId, TemplateId, ZoneId};

/// Who asked for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Its group has too many.
    Group,
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
            Self::SpotInterruption => "Spot interruption",
            Self::ZoneLost => "zone lost",
        }
    }
}

/// `state` of an instance, in order of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstanceState {
    /// Launched.
    Pending,
    /// Booted.
    Running,
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
            Self::ShuttingDown => "shutting-down",
            Self::Terminated => "terminated",
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
    /// How far its life has got.
    pub state: InstanceState,
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
        self.state <= InstanceState::Running
    }

    pub(super) fn become_state(&mut self, next: InstanceState) {
        assert!(self.state < next, "{:?} → {next:?}", self.state);
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
