//! A small deterministic kernel: a clock, an agenda, chance. It knows nothing about AWS.
//!
//! The loop is in [`run`]: take the next event, advance the clock, hand it to the [`Model`]. Order
//! at one instant is written in [`Phase`].

mod agenda;
mod arena;
mod cx;
mod draws;
mod time;

pub use agenda::{Agenda, Due, EventId, Order, Phase, Slots};
pub use arena::{Arena, Id};
pub use cx::{Cx, Effect};
pub use draws::{Distribution, Draws, Entity, Purpose, Stream};
pub use time::{MICROS_PER_SECOND, SimTime, Span};

/// How often one instant may go back to an earlier phase before the run is called a loop.
pub const ROUNDS_PER_INSTANT: u32 = 10_000;

/// What the loop drives.
pub trait Model {
    /// What is on the agenda.
    type Event: Copy;

    /// Lets an event happen at its time; what follows from it goes on the agenda.
    fn handle(&mut self, now: SimTime, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}

/// Why a run ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop<E> {
    /// An instant went back to an earlier phase more than [`ROUNDS_PER_INSTANT`] times.
    Loop {
        /// The instant.
        at: SimTime,
        /// The event that was next.
        event: E,
    },
    /// Somebody asked for it.
    Interrupted,
}

/// Plays all events up to and including `end`. `interrupted` is asked now and then, with the time
/// that the run has reached.
pub fn run<M: Model>(
    model: &mut M,
    agenda: &mut Agenda<M::Event>,
    end: SimTime,
    mut interrupted: impl FnMut(SimTime) -> bool,
) -> Result<(), Stop<M::Event>> {
    const ASK_EVERY: u32 = 1 << 12;
    let mut last: Option<(SimTime, Phase)> = None;
    let mut rounds = 0;
    let mut handled: u32 = 0;
    while let Some(Due { time, order, event }) = agenda.pop() {
        if time > end {
            break;
        }
        match last {
            Some((at, phase)) if at == time => rounds += u32::from(order.phase < phase),
            _ => rounds = 0,
        }
        if rounds > ROUNDS_PER_INSTANT {
            return Err(Stop::Loop { at: time, event });
        }
        last = Some((time, order.phase));
        handled = handled.wrapping_add(1);
        if handled.is_multiple_of(ASK_EVERY) && interrupted(time) {
            return Err(Stop::Interrupted);
        }
        model.handle(time, event, agenda);
    }
    Ok(())
}
