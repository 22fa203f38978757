//! How far the life of a task has got.

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
