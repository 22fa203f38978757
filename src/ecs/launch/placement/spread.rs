//! Where the tasks of one group (a service, or a family of standalone tasks) are.
//!
//! Counts tasks whose desired status is RUNNING, of all revisions, by zone and by container
//! instance. The instances that hold one are kept in order of their count, and those that hold none
//! as the gaps between runs of slots, so that "fewest tasks first" needs no scan.

use std::collections::{BTreeMap, BTreeSet};

use super::capacity::{Remaining, ZoneCapacity};
use crate::ids::ZoneId;

/// The tasks of one group, by zone and instance.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct Spread {
    zones: Vec<ZoneSpread>,
}

#[derive(Clone, Debug, Default)]
struct ZoneSpread {
    tasks: u32,
    held: BTreeMap<u32, u32>,
    by_count: BTreeSet<(u32, u32)>,
    /// Runs of neighbouring slots that hold a task: first slot to the one after the last.
    runs: BTreeMap<u32, u32>,
}

impl Spread {
    /// No task yet, in that many zones.
    pub(in crate::ecs) fn new(zones: usize) -> Self {
        Self {
            zones: vec![ZoneSpread::default(); zones],
        }
    }

    /// How many tasks a zone has.
    pub(in crate::ecs) fn in_zone(&self, zone: ZoneId) -> u32 {
        self.zones[zone.0 as usize].tasks
    }

    /// How many tasks an instance has.
    pub(in crate::ecs) fn on_slot(&self, zone: ZoneId, slot: u32) -> u32 {
        let zone = &self.zones[zone.0 as usize];
        zone.held.get(&slot).copied().unwrap_or(0)
    }

    /// A task was put there; without a slot it is on Fargate.
    pub(in crate::ecs) fn add(&mut self, zone: ZoneId, slot: Option<u32>) {
        let zone = &mut self.zones[zone.0 as usize];
        zone.tasks += 1;
        if let Some(slot) = slot {
            zone.change(slot, 1);
        }
    }

    /// A task there was told to stop, or has ended.
    pub(in crate::ecs) fn remove(&mut self, zone: ZoneId, slot: Option<u32>) {
        let zone = &mut self.zones[zone.0 as usize];
        zone.tasks -= 1;
        if let Some(slot) = slot {
            zone.change(slot, -1);
        }
    }

    /// The instance with the fewest tasks of the group, first registered first, among those of the
    /// zone that have room and that `allows`.
    pub(in crate::ecs) fn emptiest(
        &self,
        zone: ZoneId,
        capacity: &ZoneCapacity,
        need: Remaining,
        allows: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        self.zones[zone.0 as usize].emptiest(capacity, need, allows)
    }
}

impl ZoneSpread {
    fn change(&mut self, slot: u32, by: i32) {
        let before = self.held.get(&slot).copied().unwrap_or(0);
        let after = before
            .checked_add_signed(by)
            .expect("a task leaves where it was put");
        self.by_count.remove(&(before, slot));
        if after == 0 {
            self.held.remove(&slot);
            self.split_run(slot);
            return;
        }
        if before == 0 {
            self.join_run(slot);
        }
        self.held.insert(slot, after);
        self.by_count.insert((after, slot));
    }

    fn join_run(&mut self, slot: u32) {
        let end = self.runs.remove(&(slot + 1)).unwrap_or(slot + 1);
        let before = self.runs.range_mut(..slot).next_back();
        match before {
            Some((_, before_end)) if *before_end == slot => *before_end = end,
            _ => {
                self.runs.insert(slot, end);
            }
        }
    }

    fn split_run(&mut self, slot: u32) {
        let (&start, &end) = self
            .runs
            .range(..=slot)
            .next_back()
            .expect("a slot that held a task is in a run");
        if start == slot {
            self.runs.remove(&start);
        } else {
            self.runs.insert(start, slot);
        }
        if slot + 1 < end {
            self.runs.insert(slot + 1, end);
        }
    }

    /// The first slot from `from` on that holds no task.
    fn first_gap(&self, from: u32) -> u32 {
        match self.runs.range(..=from).next_back() {
            Some((_, &end)) if end > from => end,
            _ => from,
        }
    }

    fn emptiest(
        &self,
        capacity: &ZoneCapacity,
        need: Remaining,
        allows: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let mut from = self.first_gap(0);
        while let Some(slot) = capacity.first_with(from, need) {
            let gap = self.first_gap(slot);
            if gap == slot && allows(slot) {
                return Some(slot);
            }
            from = if gap == slot {
                self.first_gap(slot + 1)
            } else {
                gap
            };
        }
        self.emptiest_held(capacity, need, allows)
    }

    /// As [`Self::emptiest`], among the instances that hold a task of the group: for each count the
    /// two ordered sets, instances with that count and instances with room, leapfrog.
    fn emptiest_held(
        &self,
        capacity: &ZoneCapacity,
        need: Remaining,
        allows: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let mut next = self.by_count.first().copied();
        while let Some((count, slot)) = next {
            let Some(room) = capacity.first_with(slot, need) else {
                next = self.by_count.range((count + 1, 0)..).next().copied();
                continue;
            };
            if room == slot && allows(slot) {
                return Some(slot);
            }
            let from = room.max(slot + u32::from(room == slot));
            next = self.by_count.range((count, from)..).next().copied();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::InstanceId;

    const ZONE: ZoneId = ZoneId(0);

    fn scan(counts: &[u32], rooms: &[i64], need: i64) -> Option<u32> {
        let fits = (0..rooms.len()).filter(|slot| rooms[*slot] >= need);
        fits.min_by_key(|slot| (counts[*slot], *slot))
            .map(|slot| u32::try_from(slot).unwrap())
    }

    proptest! {
        #[test]
        fn the_index_chooses_what_a_scan_chooses(
            rooms in prop::collection::vec(0i64..4, 1..24),
            moves in prop::collection::vec((0usize..24, any::<bool>()), 0..60),
            need in 0i64..4,
        ) {
            let mut capacity = ZoneCapacity::default();
            for (index, room) in rooms.iter().enumerate() {
                let slot = capacity.add(InstanceId(u32::try_from(index).unwrap()), 0);
                capacity.set(slot, Remaining { cpu: *room, memory_mib: 1, enis: 0 });
            }
            let mut spread = Spread::new(1);
            let mut counts = vec![0u32; rooms.len()];
            let need_of = Remaining { cpu: need, memory_mib: 0, enis: 0 };
            for (slot, leaves) in moves {
                let slot = slot % rooms.len();
                let id = u32::try_from(slot).unwrap();
                if leaves && counts[slot] > 0 {
                    counts[slot] -= 1;
                    spread.remove(ZONE, Some(id));
                } else {
                    counts[slot] += 1;
                    spread.add(ZONE, Some(id));
                }
                let chosen = spread.emptiest(ZONE, &capacity, need_of, |_| true);
                prop_assert_eq!(chosen, scan(&counts, &rooms, need));
                prop_assert_eq!(spread.in_zone(ZONE), counts.iter().sum::<u32>());
            }
        }
    }
}
