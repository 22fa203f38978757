//! What a handler may do.

use super::agenda::{EventId, Slots};
use super::draws::{Draws, Entity, Purpose, Stream};
use super::time::{SimTime, Span};

/// One thing that a handler asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect<E, F, D> {
    /// Put an event on the agenda, under a ticket that is already valid.
    Schedule {
        /// The ticket.
        id: EventId,
        /// When it is due.
        at: SimTime,
        /// What will happen.
        event: E,
    },
    /// Tell what has happened: a row of the timeline, and whoever is concerned.
    Emit(F),
    /// Tell what followed from the row told last.
    EmitAfter(F),
    /// Tell what was decided and by which arithmetic: a row of the decisions.
    Decide(D),
}

/// The whole outside world of a handler: a clock, the agenda, chance, and a voice. It only
/// collects; the world commits what was collected in the order of the calls.
///
/// Type parameters: the events `E`, facts `F` and decisions `D` of one room.
pub struct Cx<'a, E, F, D> {
    now: SimTime,
    slots: &'a mut Slots,
    draws: &'a Draws,
    effects: &'a mut Vec<Effect<E, F, D>>,
}

impl<'a, E, F, D> Cx<'a, E, F, D> {
    /// A context for one call of a handler; effects are appended to `effects`.
    pub fn new(
        now: SimTime,
        slots: &'a mut Slots,
        draws: &'a Draws,
        effects: &'a mut Vec<Effect<E, F, D>>,
    ) -> Self {
        Self {
            now,
            slots,
            draws,
            effects,
        }
    }

    /// The instant at which the handler runs.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Lets an event happen after a while; `Span::ZERO` is later in this same instant.
    pub fn schedule(&mut self, after: Span, event: E) -> EventId {
        let id = self.slots.reserve();
        let at = self.now + after;
        self.effects.push(Effect::Schedule { id, at, event });
        id
    }

    /// Takes back a pending event.
    pub fn cancel(&mut self, id: EventId) {
        self.slots.cancel(id);
    }

    /// Takes back the event of a timer, if it is running.
    pub fn cancel_timer(&mut self, timer: &mut Option<EventId>) {
        if let Some(id) = timer.take() {
            self.cancel(id);
        }
    }

    /// The draws of one purpose for one entity.
    pub fn draws(&self, purpose: Purpose, entity: Entity) -> Stream {
        self.draws.stream(purpose, entity)
    }

    /// Tells what has happened.
    pub fn emit(&mut self, fact: F) {
        self.effects.push(Effect::Emit(fact));
    }

    /// Tells what followed from what this call told last.
    pub fn emit_after(&mut self, fact: F) {
        self.effects.push(Effect::EmitAfter(fact));
    }

    /// Tells what was decided; the first row that follows is the one it made.
    pub fn decide(&mut self, decision: D) {
        self.effects.push(Effect::Decide(decision));
    }
}
