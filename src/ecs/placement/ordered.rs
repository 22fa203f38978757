//! Container instances in an order that changes with what they have left, and the first of them
//! that takes a task.
//!
//! A treap: a search tree by key that is a heap by a rank drawn from the slot, so that its depth is
//! logarithmic whatever the order in which instances come and change. Each node knows the best
//! offer below it, so that whole subtrees without room are passed over. There is one tree for each
//! cell; a node is found by its slot, for an instance is in one cell.
//!
//! ```text
//!               key 512, slot 7            most: 2048 MiB
//!              ╱                ╲
//!    key 256, slot 2        key 1024, slot 5    most: 2048 MiB
//! ```

use super::remaining::Offer;

const NIL: u32 = u32::MAX;

/// What an order goes by, most important first, and at last the order of registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) parts: [i32; 3],
    pub(super) slot: u32,
}

impl Key {
    /// Before every other.
    pub(super) const FIRST: Self = Self {
        parts: [i32::MIN; 3],
        slot: 0,
    };
}

#[derive(Clone, Debug)]
struct Node {
    key: Key,
    offer: Offer,
    most: Offer,
    left: u32,
    right: u32,
}

/// The instances of some cells, each cell in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Ordered {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

/// A number that has nothing to do with the slot, but is always the same.
fn rank(slot: u32) -> u32 {
    let mut mixed = slot.wrapping_mul(0x9E37_79B9) ^ 0x85EB_CA6B;
    mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x7FEB_352D);
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x846C_A68B);
    mixed ^ (mixed >> 16)
}

impl Ordered {
    /// Puts an instance into a cell.
    pub(super) fn insert(&mut self, cell: usize, key: Key, offer: Offer) {
        let slot = key.slot as usize;
        let node = Node {
            key,
            offer,
            most: offer,
            left: NIL,
            right: NIL,
        };
        if self.nodes.len() <= slot {
            let filler = Node {
                offer: Offer::NONE,
                most: Offer::NONE,
                ..node.clone()
            };
            self.nodes.resize(slot + 1, filler);
        }
        self.nodes[slot] = node;
        if self.roots.len() <= cell {
            self.roots.resize(cell + 1, NIL);
        }
        self.roots[cell] = self.put_under(self.roots[cell], key.slot);
    }

    /// Takes an instance out of its cell.
    pub(super) fn remove(&mut self, cell: usize, slot: u32) {
        let key = self.nodes[slot as usize].key;
        self.roots[cell] = self.take_from(self.roots[cell], key);
    }

    /// An instance stands elsewhere in the order, or offers something else.
    pub(super) fn change(&mut self, cell: usize, key: Key, offer: Offer) {
        let node = &mut self.nodes[key.slot as usize];
        if node.key != key {
            self.remove(cell, key.slot);
            self.insert(cell, key, offer);
        } else if node.offer != offer {
            node.offer = offer;
            self.refresh_to(self.roots[cell], key);
        }
    }

    /// The first instance of a cell, in order, that offers what is needed and that is allowed.
    /// `steps` counts how many were looked at.
    pub(super) fn first(
        &self,
        cell: usize,
        need: &Offer,
        allows: &mut impl FnMut(u32) -> bool,
        steps: &mut u32,
    ) -> Option<u32> {
        let root = self.roots.get(cell).copied().unwrap_or(NIL);
        self.first_under(root, need, allows, steps)
    }

    fn first_under(
        &self,
        root: u32,
        need: &Offer,
        allows: &mut impl FnMut(u32) -> bool,
        steps: &mut u32,
    ) -> Option<u32> {
        let mut root = root;
        while root != NIL {
            *steps += 1;
            let node = &self.nodes[root as usize];
            if !node.most.holds(need) {
                return None;
            }
            let before = self.first_under(node.left, need, allows, steps);
            if before.is_some() {
                return before;
            }
            if node.offer.holds(need) && allows(root) {
                return Some(root);
            }
            root = node.right;
        }
        None
    }

    fn put_under(&mut self, root: u32, slot: u32) -> u32 {
        if root == NIL {
            return slot;
        }
        let key = self.nodes[slot as usize].key;
        if (rank(slot), slot) > (rank(root), root) {
            let (left, right) = self.split(root, key);
            let node = &mut self.nodes[slot as usize];
            (node.left, node.right) = (left, right);
            self.refresh(slot);
            return slot;
        }
        let Node {
            key: at,
            left,
            right,
            ..
        } = self.nodes[root as usize];
        if key < at {
            self.nodes[root as usize].left = self.put_under(left, slot);
        } else {
            self.nodes[root as usize].right = self.put_under(right, slot);
        }
        self.refresh(root);
        root
    }

    /// Those before a key, and the others.
    fn split(&mut self, root: u32, key: Key) -> (u32, u32) {
        if root == NIL {
            return (NIL, NIL);
        }
        let Node {
            key: at,
            left,
            right,
            ..
        } = self.nodes[root as usize];
        let halves = if at < key {
            let (before, after) = self.split(right, key);
            self.nodes[root as usize].right = before;
            (root, after)
        } else {
            let (before, after) = self.split(left, key);
            self.nodes[root as usize].left = after;
            (before, root)
        };
        self.refresh(root);
        halves
    }

    fn take_from(&mut self, root: u32, key: Key) -> u32 {
        let Node {
            key: at,
            left,
            right,
            ..
        } = self.nodes[root as usize];
        if key == at {
            return self.join(left, right);
        }
        if key < at {
            self.nodes[root as usize].left = self.take_from(left, key);
        } else {
            self.nodes[root as usize].right = self.take_from(right, key);
        }
        self.refresh(root);
        root
    }

    /// Two trees of which one stands before the other.
    fn join(&mut self, before: u32, after: u32) -> u32 {
        if before == NIL || after == NIL {
            return before.min(after);
        }
        if (rank(before), before) > (rank(after), after) {
            let right = self.nodes[before as usize].right;
            self.nodes[before as usize].right = self.join(right, after);
            self.refresh(before);
            before
        } else {
            let left = self.nodes[after as usize].left;
            self.nodes[after as usize].left = self.join(before, left);
            self.refresh(after);
            after
        }
    }

    fn refresh_to(&mut self, root: u32, key: Key) {
        let Node {
            key: at,
            left,
            right,
            ..
        } = self.nodes[root as usize];
        if key < at {
            self.refresh_to(left, key);
        } else if key > at {
            self.refresh_to(right, key);
        }
        self.refresh(root);
    }

    fn refresh(&mut self, slot: u32) {
        let node = &self.nodes[slot as usize];
        let mut most = node.offer;
        for child in [node.left, node.right] {
            if child != NIL {
                most = most.or(&self.nodes[child as usize].most);
            }
        }
        self.nodes[slot as usize].most = most;
    }
}
