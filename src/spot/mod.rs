//! EC2 Spot: capacity that EC2 takes back.
//!
//! What it plays: the interruption notice and, two minutes later (`spot.noticeLead`), the reclaim.
//! What it leaves out: pools, prices, rebalance recommendations.
//!
//! Facts: EC2 User Guide, "Spot Instance interruption notices".

use std::collections::BTreeMap;

use crate::engine::{EventId, Order, Phase, Span};
use crate::ids::InstanceId;
use crate::scenario::model::Scenario;

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, std::convert::Infallible>;

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// EC2 decides to take back an instance.
    Interrupts(InstanceId),
    /// The notice has run out.
    Reclaims(InstanceId),
    /// EC2: an instance ends, for whatever reason.
    Ends(InstanceId),
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        Phase::World.into()
    }
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The notice was given.
    InterruptionWarning(InstanceId),
    /// The instance is taken back now.
    Interrupted(InstanceId),
}

/// The room.
#[derive(Debug)]
pub struct Spot {
    notice_lead: Span,
    /// Instances under notice, with the event of their reclaim.
    noticed: BTreeMap<InstanceId, EventId>,
}

impl Spot {
    /// The room before anything was taken back.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            notice_lead: scenario.world.assumptions.span("spot.noticeLead"),
            noticed: BTreeMap::new(),
        }
    }

    /// Whether an instance is under notice.
    pub fn is_noticed(&self, instance: InstanceId) -> bool {
        self.noticed.contains_key(&instance)
    }

    /// Lets an event happen.
    pub fn handle(&mut self, event: Event, cx: &mut Cx<'_>) {
        match event {
            // Two reclaims of one instant may hit the same instance: it gets one notice.
            Event::Interrupts(instance) if self.is_noticed(instance) => {}
            Event::Interrupts(instance) => {
                cx.emit(Fact::InterruptionWarning(instance));
                let reclaim = cx.schedule(self.notice_lead, Event::Reclaims(instance));
                self.noticed.insert(instance, reclaim);
            }
            Event::Reclaims(instance) => {
                self.noticed.remove(&instance);
                cx.emit(Fact::Interrupted(instance));
            }
            Event::Ends(instance) => {
                if let Some(reclaim) = self.noticed.remove(&instance) {
                    cx.cancel(reclaim);
                }
            }
        }
    }
}
