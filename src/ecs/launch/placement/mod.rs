//! Which container instance takes a task.
//!
//! The funnel of AWS: instances with room, then constraints (none are played yet), then the order
//! of the strategy, then the first. A service without a strategy is spread over the zones, then to
//! the instance with the fewest tasks of the service; equal ones in order of registration
//! (assumed). A standalone task goes to any instance with room, at random.
//!
//! Facts: ECS Developer Guide, "Amazon ECS task placement", "Amazon ECS services"; AWS Compute
//! Blog, "Amazon ECS Task Placement" (the default of RunTask).

mod capacity;
mod spread;

pub(in crate::ecs) use capacity::{Remaining, ZoneCapacity};
pub(in crate::ecs) use spread::Spread;

use crate::engine::{Arena, Stream};
use crate::ids::ZoneId;

/// A place on a container instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct Place {
    pub(in crate::ecs) zone: ZoneId,
    pub(in crate::ecs) slot: u32,
}

/// The place for a task of a service without a placement strategy: of the zones with the fewest
/// tasks of the service, all equal ones, the instance with the fewest, and of equal ones the first
/// registered. A zone without room makes way for the next.
pub(in crate::ecs) fn service_default(
    zones: &[ZoneId],
    capacity: &Arena<ZoneId, ZoneCapacity>,
    spread: &Spread,
    need: Remaining,
    allows: impl Fn(Place) -> bool,
) -> Option<Place> {
    let emptiest = |zone: ZoneId| {
        let slot = spread.emptiest(zone, &capacity[zone], need, |slot| {
            allows(Place { zone, slot })
        })?;
        Some(Place { zone, slot })
    };
    let mut order: Vec<ZoneId> = zones.to_vec();
    order.sort_by_key(|zone| spread.in_zone(*zone));
    let mut equal = order.chunk_by(|one, other| spread.in_zone(*one) == spread.in_zone(*other));
    equal.find_map(|zones| {
        let candidates = zones.iter().filter_map(|zone| emptiest(*zone));
        candidates.min_by_key(|place| {
            let registered = capacity[place.zone].registered_as(place.slot);
            (spread.on_slot(place.zone, place.slot), registered)
        })
    })
}

/// The place for a standalone task: any with room, each equally likely.
pub(in crate::ecs) fn anywhere(
    zones: &[ZoneId],
    capacity: &Arena<ZoneId, ZoneCapacity>,
    need: Remaining,
    allows: impl Fn(Place) -> bool,
    stream: &mut Stream,
) -> Option<Place> {
    let candidates: Vec<Place> = zones
        .iter()
        .flat_map(|zone| {
            let slots = capacity[*zone].all_with(need);
            slots.map(|slot| Place { zone: *zone, slot })
        })
        .filter(|place| allows(*place))
        .collect();
    if candidates.is_empty() {
        return None;
    }
    let chosen = stream.below(candidates.len() as u64);
    candidates.get(usize::try_from(chosen).ok()?).copied()
}
