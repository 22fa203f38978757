//! The events of the window: what is next, in order.

use std::collections::BinaryHeap;

use super::entry::Entry;
use super::wheels::{Batch, CHUNK, Chunk};

/// How many entries may be moved aside to let a new one into the list.
const MOVES_MAX: usize = 32;

/// With more entries than this, a window of several instants is too wide.
const CROWD: usize = 4 * CHUNK;

/// The pending events up to the end of the window, which the agenda has sorted.
pub(super) struct Near<E> {
    /// In order, the next one last.
    list: Vec<Entry<E>>,
    /// Came when the list was sorted already, and belong too deep in it to be let in.
    late: BinaryHeap<Entry<E>>,
    /// The last instant of the window; none before the first and after the last event.
    reach: Option<u64>,
}

impl<E: Copy> Near<E> {
    pub(super) fn new() -> Self {
        Self {
            list: Vec::new(),
            late: BinaryHeap::new(),
            reach: None,
        }
    }

    /// Whether events of this time belong here. It is never before the window.
    pub(super) fn covers(&self, time: u64) -> bool {
        Some(time) <= self.reach
    }

    /// Starts the next window. Gives back the memory of the list of the last one.
    pub(super) fn fill(&mut self, batch: Batch<E>) -> Chunk<E> {
        debug_assert!(self.list.is_empty() && self.late.is_empty());
        self.reach = Some(batch.reach);
        let emptied = std::mem::replace(&mut self.list, batch.entries);
        self.list.sort_unstable();
        emptied
    }

    pub(super) fn insert(&mut self, entry: Entry<E>) {
        let from = self.list.len().saturating_sub(MOVES_MAX);
        let behind = self.list[from..].partition_point(|other| other < &entry);
        if behind == 0 && from > 0 {
            self.late.push(entry);
        } else {
            self.list.insert(from + behind, entry);
        }
    }

    pub(super) fn pop(&mut self) -> Option<Entry<E>> {
        let late_is_next = match (self.late.peek(), self.list.last()) {
            (Some(late), Some(listed)) => late > listed,
            (late, _) => late.is_some(),
        };
        if late_is_next {
            if let Some(room) = room_to_keep(self.late.capacity(), self.late.len()) {
                self.late.shrink_to(room);
            }
            self.late.pop()
        } else {
            if let Some(room) = room_to_keep(self.list.capacity(), self.list.len()) {
                self.list.shrink_to(room);
            }
            self.list.pop()
        }
    }

    /// Whether the window should end at `now`, so that the wheels can sort what comes later.
    /// Otherwise a few far events open a window of hours, all that happens in it goes through the
    /// heap, and a step takes three times as long.
    pub(super) fn is_crowded(&self, now: u64) -> bool {
        self.list.len() + self.late.len() > CROWD && self.reach > Some(now)
    }

    /// Ends the window and gives back all its events.
    pub(super) fn close(&mut self) -> impl Iterator<Item = Entry<E>> {
        self.reach = None;
        self.list.drain(..).chain(self.late.drain())
    }

    /// Drops the entries that are not kept.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Entry<E>) -> bool) {
        self.list.retain(&mut keep);
        self.late.retain(keep);
        self.list.shrink_to(CROWD);
        self.late.shrink_to(CROWD);
    }

    /// For how many entries memory is held.
    pub(super) fn capacity(&self) -> usize {
        self.list.capacity() + self.late.capacity()
    }
}

/// How much room to keep, if more than half is unused: an instant with a million events gives its
/// memory back while they happen.
fn room_to_keep(capacity: usize, len: usize) -> Option<usize> {
    let used = len.max(CROWD);
    (capacity > 2 * used).then_some(used + used / 2)
}
