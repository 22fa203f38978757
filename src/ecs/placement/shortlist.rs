//! Shortlists: for a group whose next place is costly to find, the instances that would take its
//! next task, best first.
//!
//! The shared orders pass over instances without room as whole subtrees, but not over those that
//! a constraint forbids or that hold a task of the group already. Where many of these stand before
//! the best one, each search looks at them all. A group pays for its searches; once it has paid as
//! much as a shortlist costs to write, it gets one. So no group pays more than twice what the
//! better of both would have cost, and most never need one.

use std::collections::{BTreeMap, BTreeSet};

use super::fleet::{Fleet, SlotId, Standing};
use super::ordered::Key;
use super::wish::{Way, WishId};
use crate::ecs::task::TaskGroupId;
use crate::engine::Id;

/// A search of so many steps is cheap: about as much as keeping a shortlist.
const CHEAP: u32 = 300;

/// Steps for each instance that writing a shortlist costs.
const STEPS_PER_INSTANCE: usize = 4;

/// Each change of an instance looks at every shortlist.
const MOST: usize = 64;

/// Cell, tasks of the group if they matter, place in the order.
type Entry = (usize, u32, Key);

/// The instances that would take the next task of a group.
#[derive(Clone, Debug)]
struct Shortlist {
    group: TaskGroupId,
    wish: WishId,
    entries: BTreeSet<Entry>,
    /// By slot, its entry.
    of_slot: Vec<Option<Entry>>,
}

/// All shortlists of a fleet.
#[derive(Clone, Debug, Default)]
pub(super) struct Shortlists {
    lists: Vec<Shortlist>,
    /// What groups without one have paid.
    paid: BTreeMap<(TaskGroupId, WishId), usize>,
}

impl Shortlists {
    /// The best instance of a cell, if the group has a list for that wish.
    pub(super) fn first(
        &self,
        group: TaskGroupId,
        wish: WishId,
    ) -> Option<impl Fn(usize) -> Option<SlotId>> {
        let mut lists = self.lists.iter();
        let list = lists.find(|list| list.group == group && list.wish == wish)?;
        Some(|cell| {
            let (of, _, key) = list.entries.range((cell, 0, Key::FIRST)..).next()?;
            (*of == cell).then_some(SlotId(key.slot))
        })
    }

    /// Whether a group has paid for a list.
    fn pays(&mut self, group: TaskGroupId, wish: WishId, steps: u32, instances: usize) -> bool {
        let key = (group, wish);
        if steps <= CHEAP && !self.paid.contains_key(&key) {
            return false;
        }
        let paid = self.paid.entry(key).or_default();
        *paid = (*paid + steps as usize).saturating_sub(CHEAP as usize);
        let is_enough = *paid > STEPS_PER_INSTANCE * instances;
        if *paid == 0 || is_enough {
            self.paid.remove(&key);
        }
        is_enough
    }
}

impl Fleet {
    /// A search took so many steps: perhaps the group gets a shortlist. An older one of the same
    /// group goes, and if there are too many the oldest.
    pub(super) fn pay(&mut self, group: TaskGroupId, wish: WishId, steps: u32) {
        let is_ordered = matches!(self.wishes[wish].way, Way::Ordered { .. });
        let instances = self.slots.len();
        if !is_ordered || !self.shortlists.pays(group, wish, steps, instances) {
            return;
        }
        let lists = &mut self.shortlists.lists;
        let of_group = |list: &Shortlist| list.group == group;
        if lists.iter().filter(|list| of_group(list)).count() > 1 {
            let oldest = lists.iter().position(of_group);
            oldest.map(|oldest| lists.remove(oldest));
        } else if lists.len() == MOST {
            lists.remove(0);
        }
        lists.push(Shortlist {
            group,
            wish,
            entries: BTreeSet::new(),
            of_slot: vec![None; instances],
        });
        let newest = lists.len() - 1;
        let slots: Vec<SlotId> = self.slots.ids().collect();
        for slot in slots {
            self.refile_in(newest, slot);
        }
    }

    /// Something about an instance changed.
    pub(super) fn refile(&mut self, slot: SlotId) {
        for list in 0..self.shortlists.lists.len() {
            self.refile_in(list, slot);
        }
    }

    /// The tasks of a group on an instance changed.
    pub(super) fn refile_of(&mut self, group: TaskGroupId, slot: SlotId) {
        for list in 0..self.shortlists.lists.len() {
            if self.shortlists.lists[list].group == group {
                self.refile_in(list, slot);
            }
        }
    }

    fn refile_in(&mut self, list: usize, slot: SlotId) {
        let Shortlist { group, wish, .. } = self.shortlists.lists[list];
        let now = self.entry(group, wish, slot);
        let list = &mut self.shortlists.lists[list];
        if list.of_slot.len() <= slot.index() {
            list.of_slot.resize(slot.index() + 1, None);
        }
        let before = &mut list.of_slot[slot.index()];
        if *before != now {
            if let Some(before) = *before {
                list.entries.remove(&before);
            }
            list.entries.extend(now);
            *before = now;
        }
    }

    fn entry(&self, group: TaskGroupId, wish: WishId, slot: SlotId) -> Option<Entry> {
        let kept = &self.wishes[wish];
        let by_count = kept.way == Way::Ordered { by_count: true };
        if self.slots[slot].standing != Standing::Open || !self.takes(slot, &kept.wish, group) {
            return None;
        }
        let count = if by_count {
            self.on_instance(group, slot)
        } else {
            0
        };
        let key = self.key(&self.orders[kept.order].0, slot);
        Some((self.slots[slot].cell, count, key))
    }
}
