//! Pending events, ordered by time, then [`Order`], then order of scheduling; any of them can be
//! cancelled.
//!
//! ```text
//!                  schedule, insert                                      pop
//!               after │ the window   inside │ the window                  ▲
//!                     ▼                     └───────────────────┐         │
//!  ┌─ wheels ─────────────────────────────────────────────┐   ┌─▼─ near ──┴──────────┐
//!  │ level 10: ▢▢▢ … buckets of 2^60 µs                   │   │                      │
//!  │    …                                                 │   │ list: sorted         │
//!  │ level  4: ▢▣▢▣▢ … ▢ 64 buckets of 16.8 s             ├──▶│ late: a heap of what │
//!  │ level  3: ▣▢▢▢▣ … ▢ 64 buckets of 0.26 s             │   │   came too late to   │
//!  │    …      a bucket that comes due is sorted if it is │   │   be sorted in       │
//!  │           small, else spread over the levels below   │   │ both end at `reach`  │
//!  │ level  0: ▢▢▢▢▢ … ▢ 64 buckets of 1 µs               │   │                      │
//!  └──────────────────────────────────────────────────────┘   └──────────────────────┘
//! ```
//!
//! **Wheels.** A time is read as digits to the base 64. An event lies on the level of the highest
//! digit in which its time differs from the clock of the wheels, in the bucket of that digit. So
//! every event on a level is before every event on the next level, and the first event of all is in
//! the first bucket of the lowest level that holds something. When that bucket comes due, the clock
//! moves to it. With up to 32 events it is sorted at once, and what it covers is the *window*. A
//! larger one gives its earliest instant to the window, and its other events go to lower levels.
//!
//! **Near.** What is scheduled inside the window, which is often the running instant, goes into
//! the sorted list, if it belongs near its front, else on the heap beside it. A window that grows
//! crowded is closed at the running instant: its events go back on the wheels, which sort them
//! anew, into narrower buckets.
//!
//! **Cancelling** marks the ticket; the event is dropped when its turn comes. When more than half
//! of the stored events are cancelled, all of these are swept out.
//!
//! **Costs.** Scheduling and cancelling take constant time; on the heap of an instant, logarithmic.
//! An event is moved at most once a level (eleven; a handful in practice), then sorted among its
//! small bucket or its instant. No more than twice as many events are stored as are pending; beside
//! them there is memory for a chunk of 32 in each bucket in use, and, while an instant with very
//! many events is played, for as many again as it has left.
//!
//! **Why so.** A binary heap touches log2(n) cache lines far apart for each event, which is most of
//! its time from 10^5 events on; wheels append to arrays and read them in order. Unlike a calendar
//! queue they have no width to tune: delays from milliseconds to hours and everything on the full
//! minute are both at home. The price: with a few dozen events a heap takes two thirds of the time.
//! `benches/agenda.rs` measures it.

mod entry;
mod near;
mod order;
#[cfg(test)]
mod tests;
mod tickets;
mod wheels;

pub use order::{Order, Phase};
pub use tickets::{EventId, Slots};

use super::time::SimTime;
use entry::Entry;
use near::Near;
use wheels::Wheels;

/// So many cancelled events are never worth a sweep.
const SWEEP_MIN: usize = 256;

/// An event whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due<E> {
    /// When.
    pub time: SimTime,
    /// Where among those of its instant.
    pub order: Order,
    /// Its number in order of scheduling.
    pub serial: u64,
    /// What.
    pub event: E,
}

/// The pending events of one run.
///
/// ```
/// use ecsim::engine::{Agenda, Phase, SimTime};
///
/// let mut agenda = Agenda::default();
/// let minute = SimTime::from_secs(60);
/// agenda.schedule(minute, Phase::Policy, "scale");
/// agenda.schedule(minute, Phase::Lifecycle, "task stops");
/// let timer = agenda.schedule(SimTime::from_secs(30), Phase::Lifecycle, "stop timeout");
/// agenda.cancel(timer);
///
/// assert_eq!(agenda.pop().map(|due| due.event), Some("task stops"));
/// // What is scheduled for the running instant goes back to its own phase.
/// agenda.schedule(minute, Phase::Schedule, "pass of the service");
/// assert_eq!(agenda.pop().map(|due| due.event), Some("pass of the service"));
/// assert_eq!(agenda.pop().map(|due| due.event), Some("scale"));
/// assert_eq!(agenda.pop(), None);
/// ```
pub struct Agenda<E> {
    slots: Slots,
    /// Everything up to the end of the window.
    near: Near<E>,
    /// Everything after it.
    wheels: Wheels<E>,
    /// The time of the last event that was taken.
    now: u64,
    /// How many events were put on the agenda.
    serial: u64,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            slots: Slots::default(),
            near: Near::new(),
            wheels: Wheels::new(),
            now: 0,
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
    ///
    /// # Panics
    /// As [`insert`](Self::insert).
    pub fn schedule(&mut self, time: SimTime, order: impl Into<Order>, event: E) -> EventId {
        let id = self.slots.reserve();
        self.insert(id, time, order, event);
        id
    }

    /// Puts an event on the agenda under a ticket that was reserved before. If it was cancelled
    /// meanwhile, it is dropped.
    ///
    /// ```
    /// use ecsim::engine::{Agenda, Phase, SimTime};
    ///
    /// let mut agenda = Agenda::default();
    /// let id = agenda.slots().reserve();
    /// agenda.slots().cancel(id);
    /// agenda.insert(id, SimTime::ZERO, Phase::World, "never");
    /// assert!(agenda.is_empty());
    /// ```
    ///
    /// # Panics
    /// If the time is before that of the last event taken, or the ticket was used already.
    pub fn insert(&mut self, id: EventId, time: SimTime, order: impl Into<Order>, event: E) {
        let time_us = time.as_micros();
        assert!(
            time_us >= self.now,
            "an event is due at {time} s, before {} s",
            SimTime::from_micros(self.now)
        );
        let Some(slot) = self.slots.admit(id) else {
            return;
        };
        let entry = Entry {
            time: time_us,
            order: order.into().pack(),
            slot,
            serial: self.serial,
            event,
        };
        self.serial += 1;
        if self.near.covers(time_us) {
            self.near.insert(entry);
            self.narrow();
        } else {
            self.wheels.place(entry);
        }
        self.sweep();
    }

    /// Takes back an event.
    ///
    /// # Panics
    /// If it has happened or was cancelled before: whoever keeps a ticket clears it then.
    pub fn cancel(&mut self, id: EventId) {
        self.slots.cancel(id);
        self.sweep();
    }

    /// The next event that was not cancelled.
    pub fn pop(&mut self) -> Option<Due<E>> {
        loop {
            while let Some(entry) = self.near.pop() {
                if self.slots.release(entry.slot) {
                    self.now = entry.time;
                    self.sweep();
                    return Some(Due {
                        time: SimTime::from_micros(entry.time),
                        order: Order::unpack(entry.order),
                        serial: entry.serial,
                        event: entry.event,
                    });
                }
            }
            let Some(batch) = self.wheels.take_due() else {
                // Cancelled events may have moved the clock ahead of the last one that happened.
                self.rewind();
                return None;
            };
            let emptied = self.near.fill(batch);
            self.wheels.recycle(emptied);
        }
    }

    /// The number that the next event to be scheduled will get.
    pub fn next_serial(&self) -> u64 {
        self.serial
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.slots.pending()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For how many events memory is held, apart from the tickets. It follows [`len`](Self::len),
    /// however many events were cancelled.
    pub fn capacity(&self) -> usize {
        self.near.capacity() + self.wheels.capacity()
    }

    /// Ends a crowded window at the running instant.
    #[inline]
    fn narrow(&mut self) {
        if self.near.is_crowded(self.now) {
            self.rewind();
        }
    }

    /// Puts the events of the window back on the wheels, whose clock moves back to now.
    fn rewind(&mut self) {
        self.wheels.rewind(self.now);
        for entry in self.near.close() {
            self.wheels.place(entry);
        }
    }

    /// Drops the cancelled events when they outnumber the others.
    #[inline]
    fn sweep(&mut self) {
        if self.slots.cancelled() > self.slots.pending().max(SWEEP_MIN) {
            self.drop_cancelled();
        }
    }

    /// Apart from the check above and out of line: it is rare, and `pop` stays small.
    #[cold]
    fn drop_cancelled(&mut self) {
        let slots = &mut self.slots;
        let mut keep = |entry: &Entry<E>| slots.is_pending(entry.slot) || slots.release(entry.slot);
        self.near.retain(&mut keep);
        self.wheels.retain(keep);
    }
}
