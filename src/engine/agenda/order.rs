//! The order of events at one instant.

/// What happens first at one instant. Written here once, because almost every AWS loop ticks on the
/// minute and ties are the normal case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// Outages, reclaims and the timeline of the scenario.
    World,
    /// State machines of instances, tasks, targets.
    Lifecycle,
    /// One pass for each service that was touched, in order of creation.
    Schedule,
    /// Samples of metrics.
    Measure,
    /// Evaluations of alarms, by name.
    Alarm,
    /// Scheduled actions, then scaling decisions.
    Policy,
    /// Rows of state tables, invariants.
    Observe,
}

/// All phases, each at the place of its number.
const PHASES: [Phase; 7] = [
    Phase::World,
    Phase::Lifecycle,
    Phase::Schedule,
    Phase::Measure,
    Phase::Alarm,
    Phase::Policy,
    Phase::Observe,
];

/// The place of an event among those of its instant: the phase, and inside the phase a rank (the
/// service's place in order of creation, an alarm's place by name). Equal ones keep the order in
/// which they were scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Order {
    /// The phase.
    pub phase: Phase,
    /// The rank inside the phase, below 2^24.
    pub rank: u32,
}

const RANK_BITS: u32 = 24;

impl Order {
    /// Both parts in one number of the same order: a stored event is eight bytes smaller.
    pub(super) fn pack(self) -> u32 {
        assert!(
            self.rank < 1 << RANK_BITS,
            "rank {} is not below 2^24",
            self.rank
        );
        ((self.phase as u32) << RANK_BITS) | self.rank
    }

    pub(super) fn unpack(packed: u32) -> Self {
        Self {
            phase: PHASES[(packed >> RANK_BITS) as usize],
            rank: packed & ((1 << RANK_BITS) - 1),
        }
    }
}

impl From<Phase> for Order {
    fn from(phase: Phase) -> Self {
        Self { phase, rank: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_order_comes_back_and_sorts_alike() {
        let orders: Vec<Order> = PHASES
            .into_iter()
            .flat_map(|phase| [0, 1, (1 << RANK_BITS) - 1].map(|rank| Order { phase, rank }))
            .collect();
        assert!(orders.is_sorted());
        assert!(orders.is_sorted_by_key(|order| order.pack()));
        for order in orders {
            assert_eq!(Order::unpack(order.pack()), order);
        }
    }

    #[test]
    #[should_panic(expected = "rank 16777216 is not below 2^24")]
    fn a_rank_that_would_reach_into_the_phase_is_refused() {
        let phase = Phase::Lifecycle;
        Order {
            phase,
            rank: 1 << 24,
        }
        .pack();
    }
}
