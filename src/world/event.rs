//! The events and facts of all rooms, wrapped into one type each.

use crate::engine::{Order, Phase, Span};
use crate::ids::{EntryId, ZoneId};
use crate::{autoscaling, ec2, ecs, elb, eventbridge, spot};

/// What is about to happen, anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// An entry of the timeline is due.
    Timeline(EntryId),
    /// At 0 s, what is created is there: the entries of 0 s may come.
    Opens,
    /// An outage of a zone is over.
    ZoneReturns(ZoneId),
    /// A period of the metrics ends; its number, from 1.
    Sample(u32),
    /// The instant is over: rows of the state tables.
    Observe,
    /// In ECS.
    Ecs(ecs::Event),
    /// In EC2.
    Ec2(ec2::Event),
    /// In Elastic Load Balancing.
    Elb(elb::Event),
    /// In EC2 Auto Scaling.
    AutoScaling(autoscaling::Event),
    /// In EC2 Spot.
    Spot(spot::Event),
    /// In EventBridge.
    EventBridge(eventbridge::Event),
    /// The world puts an object into a bucket.
    Upload(eventbridge::ObjectId),
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        match self {
            Self::Timeline(_) | Self::ZoneReturns(_) | Self::Upload(_) => Phase::World.into(),
            Self::Opens => Phase::Schedule.into(),
            Self::Sample(_) => Phase::Measure.into(),
            Self::Observe => Phase::Observe.into(),
            Self::Ecs(event) => event.order(),
            Self::Ec2(event) => event.order(),
            Self::Elb(event) => event.order(),
            Self::AutoScaling(event) => event.order(),
            Self::Spot(event) => event.order(),
            Self::EventBridge(event) => event.order(),
        }
    }
}

/// What has happened, anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// 0 s.
    ScenarioStarted,
    /// At 0 s a service has fewer tasks than it should, for want of room.
    TasksOwed {
        /// Which.
        service: crate::ids::ServiceId,
        /// How many it lacks.
        count: u32,
    },
    /// An entry of the timeline was applied.
    EntryApplied(EntryId),
    /// A mishap found nothing to hit.
    EntryWithoutTarget(EntryId),
    /// A call of the timeline was refused for an instance that it named.
    InstanceCallRefused {
        /// The entry.
        entry: EntryId,
        /// The number of the instance.
        number: u32,
        /// Why.
        error: InstanceError,
    },
    /// A zone is back.
    ZoneReturned {
        /// Which.
        zone: ZoneId,
        /// How long it was away.
        after: Span,
    },
    /// In ECS.
    Ecs(ecs::Fact),
    /// In EC2.
    Ec2(ec2::Fact),
    /// In Elastic Load Balancing.
    Elb(elb::Fact),
    /// In EC2 Auto Scaling.
    AutoScaling(autoscaling::Fact),
    /// In EC2 Spot.
    Spot(spot::Fact),
    /// In EventBridge.
    EventBridge(eventbridge::Fact),
    /// S3 has a new object.
    ObjectCreated(eventbridge::ObjectId),
}

/// Why a call is refused for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceError {
    /// It was never launched.
    NotFound,
    /// EC2 does not do that with it now.
    Ec2(ec2::Refusal),
    /// It is of no Auto Scaling group, or was never launched.
    NotInGroup,
}

/// An event on the agenda, with the row that made it; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(super) cause: u32,
    pub(super) event: Event,
}

impl Pending {
    /// An event that comes from outside.
    pub(super) fn uncaused(event: Event) -> Self {
        Self { cause: 0, event }
    }
}

impl From<ecs::Event> for Event {
    fn from(event: ecs::Event) -> Self {
        Self::Ecs(event)
    }
}

impl From<ec2::Event> for Event {
    fn from(event: ec2::Event) -> Self {
        Self::Ec2(event)
    }
}

impl From<elb::Event> for Event {
    fn from(event: elb::Event) -> Self {
        Self::Elb(event)
    }
}

impl From<elb::Fact> for Fact {
    fn from(fact: elb::Fact) -> Self {
        Self::Elb(fact)
    }
}

impl From<autoscaling::Event> for Event {
    fn from(event: autoscaling::Event) -> Self {
        Self::AutoScaling(event)
    }
}

impl From<spot::Event> for Event {
    fn from(event: spot::Event) -> Self {
        Self::Spot(event)
    }
}

impl From<eventbridge::Event> for Event {
    fn from(event: eventbridge::Event) -> Self {
        Self::EventBridge(event)
    }
}

impl From<ecs::Fact> for Fact {
    fn from(fact: ecs::Fact) -> Self {
        Self::Ecs(fact)
    }
}

impl From<ec2::Fact> for Fact {
    fn from(fact: ec2::Fact) -> Self {
        Self::Ec2(fact)
    }
}

impl From<autoscaling::Fact> for Fact {
    fn from(fact: autoscaling::Fact) -> Self {
        Self::AutoScaling(fact)
    }
}

impl From<spot::Fact> for Fact {
    fn from(fact: spot::Fact) -> Self {
        Self::Spot(fact)
    }
}

impl From<eventbridge::Fact> for Fact {
    fn from(fact: eventbridge::Fact) -> Self {
        Self::EventBridge(fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_facts_are_small_and_flat() {
        assert!(size_of::<Pending>() <= 32, "{}", size_of::<Pending>());
        assert!(size_of::<ecs::Event>() <= 20, "{}", size_of::<ecs::Event>());
        let event = size_of::<eventbridge::Event>();
        assert!(event <= 16, "{event}");
        assert!(size_of::<eventbridge::Fact>() <= 12);
        assert!(size_of::<ecs::Fact>() <= 20, "{}", size_of::<ecs::Fact>());
    }
}
