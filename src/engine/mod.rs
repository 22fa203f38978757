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

/// How many rounds one instant may have before the run is called a loop.
pub const ROUNDS_PER_INSTANT: u32 = 10_000;

/// What the loop drives.
pub trait Model {
    /// What is on the agenda.
    type Event: Copy;

    /// Lets an event happen at its time; what follows from it goes on the agenda.
    fn handle(&mut self, now: SimTime, event: Self::Event, agenda: &mut Agenda<Self::Event>);

    /// Whether it has kept so much that going on would only fill the memory. Asked now and then.
    fn is_full(&self) -> bool {
        false
    }
}

/// Why a run ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop<E> {
    /// Events of one instant made others of it, more than [`ROUNDS_PER_INSTANT`] times over.
    Loop {
        /// The instant.
        at: SimTime,
        /// The event that was next.
        event: E,
    },
    /// The model is full.
    Full {
        /// The instant.
        at: SimTime,
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
    let mut rounds = Rounds::default();
    let mut handled: u32 = 0;
    while let Some(due) = agenda.pop() {
        let Due { time, event, .. } = due;
        if time > end {
            break;
        }
        if rounds.count(&due, agenda.next_serial()) > ROUNDS_PER_INSTANT {
            return Err(Stop::Loop { at: time, event });
        }
        handled = handled.wrapping_add(1);
        if handled.is_multiple_of(ASK_EVERY) {
            if interrupted(time) {
                return Err(Stop::Interrupted);
            }
            if model.is_full() {
                return Err(Stop::Full { at: time });
            }
        }
        model.handle(time, event, agenda);
    }
    Ok(())
}

/// Counts the rounds of an instant: one ends when an event comes that was scheduled after the first
/// of the round had come. Many events at once are one round; events that make each other happen
/// are many.
#[derive(Default)]
struct Rounds {
    at: SimTime,
    so_far: u32,
    /// Events from this number on begin the next round.
    next: u64,
}

impl Rounds {
    /// Takes an event into account and returns the rounds of its instant so far.
    fn count<E>(&mut self, due: &Due<E>, next_serial: u64) -> u32 {
        if due.time != self.at {
            *self = Self {
                at: due.time,
                so_far: 0,
                next: next_serial,
            };
        } else if due.serial >= self.next {
            self.so_far += 1;
            self.next = next_serial;
        }
        self.so_far
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets each event make the next one, in this phase and at this distance.
    struct Chain {
        phase: Phase,
        after: Span,
    }

    impl Model for Chain {
        type Event = u32;
        fn handle(&mut self, now: SimTime, event: u32, agenda: &mut Agenda<u32>) {
            if event > 0 {
                agenda.schedule(now + self.after, self.phase, event - 1);
            }
        }
    }

    /// Keeps every event that it sees, and has room for some.
    struct Hoard {
        kept: u32,
        room: u32,
    }

    impl Model for Hoard {
        type Event = ();
        fn handle(&mut self, now: SimTime, (): (), agenda: &mut Agenda<()>) {
            self.kept += 1;
            agenda.schedule(now + Span::from_secs(1), Phase::Lifecycle, ());
        }
        fn is_full(&self) -> bool {
            self.kept > self.room
        }
    }

    #[test]
    fn a_full_model_ends_the_run() {
        let mut agenda = Agenda::default();
        agenda.schedule(SimTime::ZERO, Phase::Lifecycle, ());
        let mut model = Hoard {
            kept: 0,
            room: 20_000,
        };
        let end = SimTime::from_secs(1 << 40);
        let ended = run(&mut model, &mut agenda, end, |_| false);
        assert!(matches!(ended, Err(Stop::Full { .. })));
        assert!((20_000..30_000).contains(&model.kept), "{}", model.kept);
    }

    fn play(model: &mut Chain, events: u32, length: u32) -> Result<(), Stop<u32>> {
        let mut agenda = Agenda::default();
        for _ in 0..events {
            agenda.schedule(SimTime::ZERO, Phase::Lifecycle, length);
        }
        run(
            model,
            &mut agenda,
            SimTime::from_secs(u64::MAX / 2_000_000),
            |_| false,
        )
    }

    #[test]
    fn events_that_make_each_other_happen_at_once_are_a_loop() {
        for phase in [Phase::World, Phase::Lifecycle, Phase::Observe] {
            let after = Span::ZERO;
            let ended = play(&mut Chain { phase, after }, 1, u32::MAX);
            assert!(matches!(ended, Err(Stop::Loop { .. })), "{phase:?}");
        }
    }

    #[test]
    fn many_events_at_once_are_none() {
        let after = Span::ZERO;
        let phase = Phase::Lifecycle;
        assert_eq!(play(&mut Chain { phase, after }, 50_000, 5), Ok(()));
    }

    #[test]
    fn events_that_take_time_are_none() {
        let after = Span::from_micros(1);
        let phase = Phase::Lifecycle;
        assert_eq!(play(&mut Chain { phase, after }, 1, 100_000), Ok(()));
    }
}
