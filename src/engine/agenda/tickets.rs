//! Tickets of pending events: who holds one can take the event back.

/// A ticket for one pending event; valid until the event happens or is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventId {
    slot: u32,
    generation: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nobody holds this ticket.
    Free,
    /// Given out; the event is not on the agenda yet.
    Reserved,
    /// Taken back before the event was put on the agenda.
    Withdrawn,
    /// The event is on the agenda.
    Pending,
    /// The event is still stored, but it will not happen.
    Cancelled,
}

#[derive(Debug)]
struct Ticket {
    /// How often this slot was used before; tells an old id from a valid one.
    generation: u32,
    state: State,
}

/// The tickets of an agenda, without the events: what a handler needs to schedule and to cancel.
#[derive(Debug, Default)]
pub struct Slots {
    tickets: Vec<Ticket>,
    /// Slots that can be given out again.
    free: Vec<u32>,
    /// How many events are on the agenda and will happen.
    pending: usize,
    /// How many are stored there, though they will not happen.
    cancelled: usize,
}

impl Slots {
    /// A ticket for an event that will be put on the agenda.
    pub fn reserve(&mut self) -> EventId {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.tickets.push(Ticket {
                generation: 0,
                state: State::Free,
            });
            u32::try_from(self.tickets.len() - 1).expect("fewer than 2^32 pending events")
        });
        let ticket = &mut self.tickets[slot as usize];
        ticket.state = State::Reserved;
        EventId {
            slot,
            generation: ticket.generation,
        }
    }

    /// Takes back an event.
    ///
    /// # Panics
    /// If it has happened or was cancelled before: whoever keeps a ticket clears it then.
    pub fn cancel(&mut self, id: EventId) {
        let ticket = &mut self.tickets[id.slot as usize];
        assert!(ticket.generation == id.generation, "{id:?} is not pending");
        ticket.state = match ticket.state {
            State::Reserved => State::Withdrawn,
            State::Pending => {
                self.pending -= 1;
                self.cancelled += 1;
                State::Cancelled
            }
            State::Free | State::Withdrawn | State::Cancelled => {
                panic!("{id:?} is not pending")
            }
        };
    }

    /// Notes that the event is on the agenda; its slot, unless it was taken back meanwhile.
    pub(super) fn admit(&mut self, id: EventId) -> Option<u32> {
        let ticket = &mut self.tickets[id.slot as usize];
        assert!(ticket.generation == id.generation, "{id:?} is not reserved");
        match ticket.state {
            State::Reserved => {
                ticket.state = State::Pending;
                self.pending += 1;
                Some(id.slot)
            }
            State::Withdrawn => {
                self.vacate(id.slot);
                None
            }
            State::Free | State::Pending | State::Cancelled => panic!("{id:?} is not reserved"),
        }
    }

    /// Ends the ticket of an event that leaves the agenda; whether it happens.
    pub(super) fn release(&mut self, slot: u32) -> bool {
        let happens = self.is_pending(slot);
        if happens {
            self.pending -= 1;
        } else {
            self.cancelled -= 1;
        }
        self.vacate(slot);
        happens
    }

    /// Whether the event that has this slot will happen.
    pub(super) fn is_pending(&self, slot: u32) -> bool {
        self.tickets[slot as usize].state == State::Pending
    }

    /// How many events are on the agenda and will happen.
    pub(super) fn pending(&self) -> usize {
        self.pending
    }

    /// How many events are stored on the agenda, though they will not happen.
    pub(super) fn cancelled(&self) -> usize {
        self.cancelled
    }

    /// How many slots there are.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.tickets.len()
    }

    fn vacate(&mut self, slot: u32) {
        let ticket = &mut self.tickets[slot as usize];
        ticket.state = State::Free;
        // A slot whose generations are used up is never used again, so no old id becomes valid.
        if let Some(generation) = ticket.generation.checked_add(1) {
            ticket.generation = generation;
            self.free.push(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_used_again_under_another_id() {
        let mut slots = Slots::default();
        let first = slots.reserve();
        let slot = slots.admit(first).unwrap();
        assert!(slots.release(slot));
        let second = slots.reserve();
        assert_eq!(second.slot, first.slot);
        assert_ne!(second, first);
        assert_eq!(slots.capacity(), 1);
    }

    #[test]
    fn a_slot_without_generations_left_is_never_used_again() {
        let mut slots = Slots::default();
        let first = slots.reserve();
        slots.tickets[0].generation = u32::MAX;
        let last = EventId {
            generation: u32::MAX,
            ..first
        };
        let slot = slots.admit(last).unwrap();
        slots.release(slot);
        assert_ne!(slots.reserve().slot, last.slot);
    }

    #[test]
    fn counts_follow_each_ticket() {
        let mut slots = Slots::default();
        let [kept, cancelled, withdrawn] = [(); 3].map(|()| slots.reserve());
        assert_eq!((slots.pending(), slots.cancelled()), (0, 0));
        slots.cancel(withdrawn);
        assert_eq!(slots.admit(withdrawn), None);
        let kept = slots.admit(kept).unwrap();
        let slot = slots.admit(cancelled).unwrap();
        assert_eq!((slots.pending(), slots.cancelled()), (2, 0));
        slots.cancel(cancelled);
        assert_eq!((slots.pending(), slots.cancelled()), (1, 1));
        assert!(slots.is_pending(kept) && !slots.is_pending(slot));
        assert!(!slots.release(slot));
        assert!(slots.release(kept));
        assert_eq!((slots.pending(), slots.cancelled()), (0, 0));
    }

    #[test]
    #[should_panic(expected = "is not pending")]
    fn an_event_that_happened_cannot_be_cancelled() {
        let mut slots = Slots::default();
        let id = slots.reserve();
        let slot = slots.admit(id).unwrap();
        slots.release(slot);
        slots.cancel(id);
    }

    #[test]
    #[should_panic(expected = "is not pending")]
    fn the_id_of_an_earlier_event_in_the_slot_cancels_nothing() {
        let mut slots = Slots::default();
        let id = slots.reserve();
        let slot = slots.admit(id).unwrap();
        slots.release(slot);
        slots.reserve();
        slots.cancel(id);
    }

    #[test]
    #[should_panic(expected = "is not pending")]
    fn an_event_is_cancelled_once() {
        let mut slots = Slots::default();
        let id = slots.reserve();
        slots.admit(id);
        slots.cancel(id);
        slots.cancel(id);
    }

    #[test]
    #[should_panic(expected = "is not pending")]
    fn an_event_is_withdrawn_once() {
        let mut slots = Slots::default();
        let id = slots.reserve();
        slots.cancel(id);
        slots.cancel(id);
    }

    #[test]
    #[should_panic(expected = "is not reserved")]
    fn a_ticket_admits_once() {
        let mut slots = Slots::default();
        let id = slots.reserve();
        slots.admit(id);
        slots.admit(id);
    }
}
