//! Pending events, ordered by time, then [`Order`], then order of scheduling; any of them can be
//! cancelled.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::time::SimTime;

/// What happens first at one instant. Written here once, because almost every AWS loop ticks on the
/// minute and ties are the normal case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// Outages, reclaims and the timeline of the scenario.
    World,
    /// State machines of instances, tasks, targets.
    Lifecycle,
    /// One pass for each service that was touched, in order of creation.
    Schedule,
    /// Samples of metrics.
    Measure,
    /// Evaluations of alarms, by name.
    Alarm,
    /// Scheduled actions, then scaling decisions.
    Policy,
    /// Rows of state tables, invariants.
    Observe,
}

/// The place of an event among those of its instant: the phase, and inside the phase a rank (the
/// service's place in order of creation, an alarm's place by name). Equal ones keep the order in
/// which they were scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Order {
    /// The phase.
    pub phase: Phase,
    /// The rank inside the phase, below 2^24.
    pub rank: u32,
}

impl From<Phase> for Order {
    fn from(phase: Phase) -> Self {
        Self { phase, rank: 0 }
    }
}

/// A ticket for one pending event; valid until the event happens or is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventId {
    slot: u32,
    generation: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ticket {
    Free,
    Pending,
    Cancelled,
}

/// The tickets of an agenda, without the events: what a handler needs to schedule and to cancel.
#[derive(Debug, Default)]
pub struct Slots {
    tickets: Vec<(u32, Ticket)>,
    free: Vec<u32>,
    cancelled: usize,
}

impl Slots {
    /// A ticket for an event that will be put on the agenda.
    pub fn reserve(&mut self) -> EventId {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.tickets.push((0, Ticket::Free));
            u32::try_from(self.tickets.len() - 1).expect("fewer than 2^32 pending events")
        });
        let (generation, ticket) = &mut self.tickets[slot as usize];
        *ticket = Ticket::Pending;
        EventId {
            slot,
            generation: *generation,
        }
    }

    /// Takes back an event.
    ///
    /// # Panics
    /// If it has happened or was cancelled before: whoever keeps a ticket clears it then.
    pub fn cancel(&mut self, id: EventId) {
        let (generation, ticket) = &mut self.tickets[id.slot as usize];
        assert!(
            *generation == id.generation && *ticket == Ticket::Pending,
            "{id:?} is not pending"
        );
        *ticket = Ticket::Cancelled;
        self.cancelled += 1;
    }

    fn release(&mut self, id: EventId) -> bool {
        let (generation, ticket) = &mut self.tickets[id.slot as usize];
        let pending = *ticket == Ticket::Pending;
        if !pending {
            self.cancelled -= 1;
        }
        *ticket = Ticket::Free;
        *generation = generation.wrapping_add(1);
        self.free.push(id.slot);
        pending
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    time: SimTime,
    order: Order,
    serial: u64,
}

struct Entry<E> {
    key: Key,
    id: EventId,
    event: E,
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl<E> Eq for Entry<E> {}
impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// An event whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due<E> {
    /// When.
    pub time: SimTime,
    /// Where among those of its instant.
    pub order: Order,
    /// What.
    pub event: E,
}

/// The pending events of one run.
pub struct Agenda<E> {
    slots: Slots,
    heap: BinaryHeap<Reverse<Entry<E>>>,
    serial: u64,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            slots: Slots::default(),
            heap: BinaryHeap::new(),
            serial: 0,
        }
    }
}

impl<E: Copy> Agenda<E> {
    /// The tickets, for [`Cx`](super::Cx).
    pub fn slots(&mut self) -> &mut Slots {
        &mut self.slots
    }

    /// Puts an event on the agenda and returns its ticket.
    pub fn schedule(&mut self, time: SimTime, order: impl Into<Order>, event: E) -> EventId {
        let id = self.slots.reserve();
        self.insert(id, time, order, event);
        id
    }

    /// Puts an event on the agenda under a ticket that was reserved before.
    pub fn insert(&mut self, id: EventId, time: SimTime, order: impl Into<Order>, event: E) {
        let key = Key {
            time,
            order: order.into(),
            serial: self.serial,
        };
        self.serial += 1;
        self.heap.push(Reverse(Entry { key, id, event }));
    }

    /// Takes back an event.
    pub fn cancel(&mut self, id: EventId) {
        self.slots.cancel(id);
    }

    /// The next event that was not cancelled.
    pub fn pop(&mut self) -> Option<Due<E>> {
        while let Some(Reverse(entry)) = self.heap.pop() {
            if self.slots.release(entry.id) {
                return Some(Due {
                    time: entry.key.time,
                    order: entry.key.order,
                    event: entry.event,
                });
            }
        }
        None
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.heap.len() - self.slots.cancelled
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
