//! One event as the agenda stores it.

use std::cmp::Ordering;

/// An event, its place in the order of all events, and the slot of its ticket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<E> {
    /// When it is due, in microseconds.
    pub(super) time: u64,
    /// [`Order`](super::Order), packed.
    pub(super) order: u32,
    /// Where its ticket is; the ticket stays there until the entry leaves the agenda.
    pub(super) slot: u32,
    /// How many events were put on the agenda before it.
    pub(super) serial: u64,
    /// What will happen.
    pub(super) event: E,
}

impl<E> Entry<E> {
    fn key(&self) -> (u64, u32, u64) {
        (self.time, self.order, self.serial)
    }
}

/// The *greatest* entry is the one that happens first, so that it is the top of a `BinaryHeap` and
/// the end of a sorted `Vec`: the two places from which it is cheap to take.
impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<E> Eq for Entry<E> {}
