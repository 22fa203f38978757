//! The choice of an instance: the least by the steps of a wish.

use super::fleet::{Fleet, SlotId};
use super::remaining::Offer;
use super::wish::{Kept, Part, Way, Wish, WishId};
use crate::ecs::task::TaskGroupId;
use crate::engine::Stream;
use crate::ids::ZoneId;

/// Tasks of the group in the buckets that the first steps are about: AWS allows five strategies.
type Loads = [u32; 5];

/// The value of each step, and the slot: five strategies, a tie-break of two, the slot.
type FullKey = [i64; 8];

/// What is asked for once: a task of which group, and in which zones.
#[derive(Clone, Copy)]
struct Asked<'a> {
    group: TaskGroupId,
    wish: WishId,
    kept: &'a Kept,
}

impl Fleet {
    /// The instance for a task of a group in one of some zones, by what the wish prefers. Chance is
    /// drawn from the stream.
    pub fn choose(
        &mut self,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
        stream: &mut Stream,
    ) -> Option<SlotId> {
        let mut steps = 0;
        let found = self.find(group, wish, zones, stream, &mut steps);
        self.pay(group, wish, steps);
        found
    }

    fn find(
        &self,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
        stream: &mut Stream,
        steps: &mut u32,
    ) -> Option<SlotId> {
        let kept = &self.wishes[wish];
        let asked = Asked { group, wish, kept };
        let cells = self.by_load(asked, zones);
        let mut equal = cells.chunk_by(|one, other| one.0 == other.0);
        equal.find_map(|cells| {
            let cells = cells.iter().map(|(_, cell)| *cell);
            match kept.way {
                Way::Ordered { by_count } => self.least(asked, cells, by_count, steps),
                Way::Sampled => self.sample(asked, &cells.collect::<Vec<_>>(), stream),
                Way::Scanned => {
                    let slots = cells.flat_map(|cell| self.cells[cell].slots.iter().copied());
                    self.least_of(slots, group, &kept.wish, stream)
                }
            }
        })
    }

    /// The cells that may have a place, those with the fewest tasks in their buckets first.
    fn by_load(&self, asked: Asked<'_>, zones: &[ZoneId]) -> Vec<(Loads, usize)> {
        let wish = &asked.kept.wish;
        let mask = self.mask(|condition| {
            wish.attributes == Some(condition) || wish.member_of.contains(&condition)
        });
        let mut cells: Vec<(Loads, usize)> = Vec::with_capacity(self.cells.len());
        for (index, cell) in self.cells.iter().enumerate() {
            if zones.contains(&ZoneId(cell.values[0])) && self.cell_has(index, mask) {
                let mut loads = Loads::default();
                let leading = &wish.chain[..asked.kept.leading];
                for (part, load) in leading.iter().zip(&mut loads) {
                    if let Part::Bucket(attribute) = part {
                        *load = self.load(asked.group, *attribute, index);
                    }
                }
                cells.push((loads, index));
            }
        }
        cells.sort_unstable();
        cells
    }

    /// The cells that may have a place for a task of a group, those with the fewest tasks in their
    /// buckets first.
    pub(super) fn cells_in_order(
        &self,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
    ) -> Vec<usize> {
        let kept = &self.wishes[wish];
        let cells = self.by_load(Asked { group, wish, kept }, zones);
        cells.into_iter().map(|(_, cell)| cell).collect()
    }

    /// The best instance of some cells, by an order that is kept.
    fn least(
        &self,
        asked: Asked<'_>,
        cells: impl Iterator<Item = usize> + Clone,
        by_count: bool,
        steps: &mut u32,
    ) -> Option<SlotId> {
        let Asked { group, wish, kept } = asked;
        let by_key = |slot: &SlotId| self.full_key(group, &kept.wish, *slot);
        if let Some(first) = self.shortlists.first(group, wish) {
            return cells.filter_map(first).min_by_key(by_key);
        }
        let firsts = cells
            .clone()
            .filter_map(|cell| self.first(asked, cell, by_count, steps));
        let best = firsts.min_by_key(by_key);
        if best.is_some() || !by_count || kept.wish.distinct {
            return best;
        }
        let held = &self.places(group)?.slots;
        *steps = steps.saturating_add(u32::try_from(held.len()).unwrap_or(u32::MAX));
        let takes = |slot: &&SlotId| {
            let cell = self.slots[**slot].cell;
            cells.clone().any(|known| known == cell) && self.takes(**slot, &kept.wish, group)
        };
        held.iter().filter(takes).copied().min_by_key(by_key)
    }

    /// The first instance of a cell that takes the task; where tasks of the group are counted, the
    /// first without any.
    fn first(
        &self,
        asked: Asked<'_>,
        cell: usize,
        by_count: bool,
        steps: &mut u32,
    ) -> Option<SlotId> {
        let Asked { group, kept, .. } = asked;
        let alone = by_count || kept.wish.distinct;
        let mut allows = |slot| {
            let slot = SlotId(slot);
            self.suits(slot, &kept.wish) && !(alone && self.on_instance(group, slot) > 0)
        };
        let need = Offer::new(kept.wish.need);
        let ordered = &self.orders[kept.order].1;
        ordered.first(cell, &need, &mut allows, steps).map(SlotId)
    }

    /// Any instance of some cells that takes the task, each equally likely: draws one after the
    /// other, and if too many are in vain, one of those that are left.
    fn sample(&self, asked: Asked<'_>, cells: &[usize], stream: &mut Stream) -> Option<SlotId> {
        const TRIES: usize = 64;
        let takes = |slot: SlotId| self.takes(slot, &asked.kept.wish, asked.group);
        let sizes = cells.iter().map(|cell| self.cells[*cell].slots.len());
        let total = sizes.sum();
        for _ in 0..TRIES.min(total) {
            let slot = self.nth(cells, below(stream, total));
            if let Some(slot) = slot.filter(|slot| takes(*slot)) {
                return Some(slot);
            }
        }
        let mut all = Vec::new();
        let need = Offer::new(asked.kept.wish.need);
        let mut take_down = |slot| {
            if takes(SlotId(slot)) {
                all.push(SlotId(slot));
            }
            false
        };
        for cell in cells {
            let ordered = &self.orders[asked.kept.order].1;
            ordered.first(*cell, &need, &mut take_down, &mut 0);
        }
        pick(all, stream)
    }

    fn nth(&self, cells: &[usize], mut place: usize) -> Option<SlotId> {
        for cell in cells {
            let slots = &self.cells[*cell].slots;
            if let Some(slot) = slots.get(place) {
                return Some(*slot);
            }
            place -= slots.len();
        }
        None
    }

    /// The same choice by looking at each instance: what the orders are tested against.
    pub fn scan(
        &self,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
        stream: &mut Stream,
    ) -> Option<SlotId> {
        let slots = self.slots.ids();
        let slots = slots.filter(|slot| zones.contains(&self.zone(*slot)));
        self.least_of(slots, group, &self.wishes[wish].wish, stream)
    }

    fn least_of(
        &self,
        slots: impl Iterator<Item = SlotId>,
        group: TaskGroupId,
        wish: &Wish,
        stream: &mut Stream,
    ) -> Option<SlotId> {
        let mut left: Vec<SlotId> = slots
            .filter(|slot| self.takes(*slot, wish, group))
            .collect();
        for part in &wish.chain {
            if *part == Part::Random {
                return pick(left, stream);
            }
            let value = |slot: &SlotId| self.value(group, *part, *slot);
            let least = left.iter().map(value).min();
            left.retain(|slot| Some(value(slot)) == least);
        }
        left.into_iter().min()
    }

    /// What the steps of a wish go by on an instance.
    pub fn steps(&self, group: TaskGroupId, wish: WishId, slot: SlotId) -> [i32; 5] {
        let mut steps = [0; 5];
        let chain = &self.wishes[wish].wish.chain;
        for (part, step) in chain.iter().zip(&mut steps) {
            let value = self.value(group, *part, slot);
            *step = i32::try_from(value).unwrap_or(i32::MAX);
        }
        steps
    }

    fn full_key(&self, group: TaskGroupId, wish: &Wish, slot: SlotId) -> FullKey {
        let mut key = FullKey::default();
        let steps = wish.chain.iter().map(|part| self.value(group, *part, slot));
        for (value, place) in steps.chain([i64::from(slot.0)]).zip(&mut key) {
            *place = value;
        }
        key
    }

    /// What a step goes by.
    fn value(&self, group: TaskGroupId, part: Part, slot: SlotId) -> i64 {
        match part {
            Part::Bucket(attribute) => self.in_bucket(group, attribute, slot).into(),
            Part::Count => self.on_instance(group, slot).into(),
            Part::Random => 0,
            Part::Cpu | Part::Memory | Part::Tasks => self.own(part, slot).into(),
        }
    }
}

/// One of these, each equally likely; which one does not depend on how they were found.
fn pick(mut slots: Vec<SlotId>, stream: &mut Stream) -> Option<SlotId> {
    slots.sort_unstable();
    if slots.is_empty() {
        return None;
    }
    let place = below(stream, slots.len());
    slots.get(place).copied()
}

fn below(stream: &mut Stream, count: usize) -> usize {
    usize::try_from(stream.below(count as u64)).expect("below what fits")
}
