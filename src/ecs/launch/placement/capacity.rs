//! What the container instances of one cluster and zone have left, in order of registration.
//!
//! A tree over the instances keeps the largest remaining CPU and memory of every span of them, so
//! that the next instance with room is found in logarithmic time, as long as those with CPU left
//! have memory left too; otherwise more of the tree is looked at. The place of an instance in that
//! order is its *slot*; slots are given once and never moved.

use std::ops::{Add, Sub};

use crate::ids::InstanceId;
use crate::scenario::model::LaunchTemplate;

/// Remaining CPU units, MiB and network interfaces of an instance, or the largest of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ecs) struct Remaining {
    pub(in crate::ecs) cpu: i64,
    pub(in crate::ecs) memory_mib: i64,
    pub(in crate::ecs) enis: i64,
}

impl Remaining {
    /// No task fits, not even one that needs nothing: not ACTIVE, or not there.
    pub(in crate::ecs) const CLOSED: Self = Self {
        cpu: -1,
        memory_mib: -1,
        enis: -1,
    };

    /// What an instance registers.
    pub(in crate::ecs) fn registered(template: &LaunchTemplate) -> Self {
        Self {
            cpu: i64::from(template.registered_cpu),
            memory_mib: i64::from(template.registered_memory_mib),
            enis: i64::from(template.task_enis),
        }
    }

    /// Whether that much is left; an exact fit is a fit.
    pub(in crate::ecs) fn holds(self, need: Self) -> bool {
        need.cpu <= self.cpu && need.memory_mib <= self.memory_mib && need.enis <= self.enis
    }

    fn larger(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.max(other.cpu),
            memory_mib: self.memory_mib.max(other.memory_mib),
            enis: self.enis.max(other.enis),
        }
    }
}

impl Add for Remaining {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            cpu: self.cpu + other.cpu,
            memory_mib: self.memory_mib + other.memory_mib,
            enis: self.enis + other.enis,
        }
    }
}

impl Sub for Remaining {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            cpu: self.cpu - other.cpu,
            memory_mib: self.memory_mib - other.memory_mib,
            enis: self.enis - other.enis,
        }
    }
}

/// The instances of one cluster in one zone.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct ZoneCapacity {
    /// By slot: which instance, and as which of its cluster it registered.
    instances: Vec<(InstanceId, u32)>,
    /// A binary tree in an array: the root at 1, the children of `n` at `2n` and `2n + 1`, the
    /// leaves from `leaves` on.
    tree: Vec<Remaining>,
    leaves: usize,
}

impl ZoneCapacity {
    /// Registers an instance, as which of its cluster, and returns its slot; it is closed until it
    /// is set.
    pub(in crate::ecs) fn add(&mut self, instance: InstanceId, registered_as: u32) -> u32 {
        if self.instances.len() == self.leaves {
            self.grow();
        }
        self.instances.push((instance, registered_as));
        u32::try_from(self.instances.len() - 1).expect("fewer than 2^32 instances")
    }

    fn grow(&mut self) {
        let old = self.leaves;
        self.leaves = (old * 2).max(4);
        let mut tree = vec![Remaining::CLOSED; self.leaves * 2];
        tree[self.leaves..self.leaves + old].copy_from_slice(&self.tree[old..]);
        for node in (1..self.leaves).rev() {
            tree[node] = tree[node * 2].larger(tree[node * 2 + 1]);
        }
        self.tree = tree;
    }

    /// Says what an instance has left.
    pub(in crate::ecs) fn set(&mut self, slot: u32, remaining: Remaining) {
        let mut node = self.leaves + slot as usize;
        self.tree[node] = remaining;
        while node > 1 {
            node /= 2;
            self.tree[node] = self.tree[node * 2].larger(self.tree[node * 2 + 1]);
        }
    }

    /// Whether any instance takes tasks at all.
    pub(in crate::ecs) fn is_open(&self) -> bool {
        self.largest().cpu >= 0
    }

    /// The instance in a slot.
    pub(in crate::ecs) fn instance(&self, slot: u32) -> InstanceId {
        self.instances[slot as usize].0
    }

    /// As which of its cluster the instance in a slot registered.
    pub(in crate::ecs) fn registered_as(&self, slot: u32) -> u32 {
        self.instances[slot as usize].1
    }

    /// The first slot from `from` on with room for that much.
    pub(in crate::ecs) fn first_with(&self, from: u32, need: Remaining) -> Option<u32> {
        let slots = self.instances.len();
        if from as usize >= slots {
            return None;
        }
        // Climb from the leaf to the first span on the right that may hold it, then go down.
        let mut node = self.leaves + from as usize;
        loop {
            if self.tree[node].holds(need) {
                let below = self.first_below(node, need);
                if below.is_some() {
                    return below;
                }
            }
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
    }

    /// The first slot below a node with room; a span may hold the CPU in one instance and the
    /// memory in another, so the way down may fail.
    fn first_below(&self, node: usize, need: Remaining) -> Option<u32> {
        if !self.tree[node].holds(need) {
            return None;
        }
        if node >= self.leaves {
            return u32::try_from(node - self.leaves).ok();
        }
        self.first_below(node * 2, need)
            .or_else(|| self.first_below(node * 2 + 1, need))
    }

    /// All slots with room for that much: a scan, for the rare API call.
    pub(in crate::ecs) fn all_with(&self, need: Remaining) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.first_with(0, need);
        std::iter::from_fn(move || {
            let slot = next?;
            next = self.first_with(slot + 1, need);
            Some(slot)
        })
    }

    /// The largest remaining CPU and the largest remaining memory; not always of one instance.
    pub(in crate::ecs) fn largest(&self) -> Remaining {
        self.tree.get(1).copied().unwrap_or(Remaining::CLOSED)
    }

    /// The first instance with the largest remaining memory, or CPU.
    pub(in crate::ecs) fn closest(&self, by_memory: bool) -> Option<InstanceId> {
        let largest = self.largest();
        let need = Remaining {
            cpu: if by_memory { 0 } else { largest.cpu },
            memory_mib: if by_memory { largest.memory_mib } else { 0 },
            enis: 0,
        };
        if largest == Remaining::CLOSED {
            return None;
        }
        self.first_with(0, need).map(|slot| self.instance(slot))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn remaining(cpu: i64, memory_mib: i64) -> Remaining {
        Remaining {
            cpu,
            memory_mib,
            enis: 0,
        }
    }

    #[test]
    fn an_exact_fit_is_a_fit() {
        let mut zone = ZoneCapacity::default();
        let slot = zone.add(InstanceId(0), 0);
        zone.set(slot, remaining(256, 512));
        assert_eq!(zone.first_with(0, remaining(256, 512)), Some(0));
        assert_eq!(zone.first_with(0, remaining(257, 512)), None);
        assert_eq!(zone.first_with(1, remaining(0, 0)), None);
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_a_scan_finds(
            rooms in prop::collection::vec((-1i64..6, -1i64..6), 0..40),
            need in (0i64..6, 0i64..6),
            from in 0u32..45,
        ) {
            let mut zone = ZoneCapacity::default();
            let need = remaining(need.0, need.1);
            let mut leaves = Vec::new();
            for (index, (cpu, memory)) in rooms.iter().enumerate() {
                let slot = zone.add(InstanceId(u32::try_from(index).unwrap()), 0);
                let leaf = if *cpu < 0 || *memory < 0 {
                    Remaining::CLOSED
                } else {
                    remaining(*cpu, *memory)
                };
                zone.set(slot, leaf);
                leaves.push(leaf);
            }
            let scan = (from as usize..leaves.len()).find(|slot| leaves[*slot].holds(need));
            prop_assert_eq!(zone.first_with(from, need).map(|slot| slot as usize), scan);
        }
    }
}
