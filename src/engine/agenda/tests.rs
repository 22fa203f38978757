//! The agenda against a model that cannot be wrong; at its edges and under load in the files below.

mod edges;
mod memory;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Agenda, Due, EventId, Order, Phase};
use crate::engine::{Draws, Entity, Purpose, SimTime, Stream};

const MINUTE: u64 = 60_000_000;
const HOUR: u64 = 60 * MINUTE;

/// The same as an agenda, by a sorted map.
#[derive(Default)]
struct Model {
    pending: BTreeMap<(SimTime, Order, u64), EventId>,
    serial: u64,
}

/// An agenda and its model, which are told the same. An event is its own serial number.
#[derive(Default)]
struct Pair {
    agenda: Agenda<u64>,
    model: Model,
    now: SimTime,
}

impl Pair {
    fn insert(&mut self, id: EventId, time: SimTime, order: Order) {
        let serial = self.model.serial;
        self.model.serial += 1;
        self.model.pending.insert((time, order, serial), id);
        self.agenda.insert(id, time, order, serial);
    }

    fn schedule(&mut self, delay: u64, order: Order) {
        let id = self.agenda.slots().reserve();
        let time = SimTime::from_micros(self.now.as_micros().saturating_add(delay));
        self.insert(id, time, order);
    }

    /// Cancels the pending event with that place in the order, counted round.
    fn cancel(&mut self, place: usize) {
        let count = self.model.pending.len();
        if count > 0 {
            let key = *self.model.pending.keys().nth(place % count).unwrap();
            let id = self.model.pending.remove(&key).unwrap();
            self.agenda.cancel(id);
        }
    }

    /// Takes an event from both; whether there was one.
    fn pop(&mut self) -> bool {
        let due = self.agenda.pop();
        let expected = self.model.pending.pop_first();
        let expected = expected.map(|((time, order, event), _)| Due {
            time,
            order,
            serial: event,
            event,
        });
        assert_eq!(due, expected);
        assert_eq!(self.agenda.len(), self.model.pending.len());
        assert_eq!(self.agenda.is_empty(), self.model.pending.is_empty());
        self.now = due.map_or(self.now, |due| due.time);
        due.is_some()
    }

    fn drain(&mut self) {
        while self.pop() {}
    }
}

#[derive(Clone, Debug)]
enum Step {
    Schedule(u64, Order),
    /// Takes a ticket and uses it for an event that comes after the next event was taken.
    ReserveThenInsert(u64, Order),
    ReserveThenWithdraw,
    Cancel(usize),
    Pop,
}

fn any_order() -> impl Strategy<Value = Order> {
    let phases = [
        Phase::World,
        Phase::Lifecycle,
        Phase::Measure,
        Phase::Observe,
    ];
    let rank = prop_oneof![3 => Just(0), 1 => 0..4_u32];
    (prop::sample::select(phases.to_vec()), rank).prop_map(|(phase, rank)| Order { phase, rank })
}

fn any_delay() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0),
        2 => 0..200_u64,
        2 => (0..10_u64).prop_map(|minutes| minutes * MINUTE),
        3 => (0..42_u32, 0..64_u64).prop_map(|(shift, digit)| digit << shift),
        1 => (0..63_u32, 0..3_u64).prop_map(|(shift, more)| (1 << shift) - 1 + more),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any_delay(), any_order()).prop_map(|(delay, order)| Step::Schedule(delay, order)),
        1 => (any_delay(), any_order())
            .prop_map(|(delay, order)| Step::ReserveThenInsert(delay, order)),
        1 => Just(Step::ReserveThenWithdraw),
        3 => any::<usize>().prop_map(Step::Cancel),
        5 => Just(Step::Pop),
    ]
}

proptest! {
    #[test]
    fn any_sequence_of_steps_agrees_with_a_sorted_map(
        steps in prop::collection::vec(any_step(), 0..600)
    ) {
        let mut pair = Pair::default();
        for step in steps {
            match step {
                Step::Schedule(delay, order) => pair.schedule(delay, order),
                Step::ReserveThenInsert(delay, order) => {
                    let id = pair.agenda.slots().reserve();
                    pair.pop();
                    let time = pair.now.as_micros().saturating_add(delay);
                    pair.insert(id, SimTime::from_micros(time), order);
                }
                Step::ReserveThenWithdraw => {
                    let id = pair.agenda.slots().reserve();
                    pair.agenda.slots().cancel(id);
                    pair.agenda.insert(id, pair.now, Phase::World, u64::MAX);
                }
                Step::Cancel(place) => pair.cancel(place),
                Step::Pop => {
                    pair.pop();
                }
            }
        }
        pair.drain();
    }

    #[test]
    fn one_instant_agrees_with_a_sorted_map(
        before in prop::collection::vec(any_order(), 0..300),
        during in prop::collection::vec((any_order(), 0..3_usize), 0..300),
    ) {
        let mut pair = Pair::default();
        for order in before {
            pair.schedule(MINUTE, order);
        }
        for (order, pops) in during {
            for _ in 0..pops {
                pair.pop();
            }
            pair.schedule(0, order);
        }
        pair.drain();
    }
}

fn chance(name: &str) -> Stream {
    Draws::new(1).stream(Purpose::Mishap, Entity::named(name))
}

fn drawn_order(stream: &mut Stream) -> Order {
    let phases = [Phase::Lifecycle, Phase::Schedule, Phase::Alarm];
    Order {
        phase: phases[usize::try_from(stream.below(3)).unwrap()],
        rank: u32::try_from(stream.below(5)).unwrap(),
    }
}

/// From microseconds to days, or on the minute, or at once.
fn drawn_delay(stream: &mut Stream) -> u64 {
    match stream.below(10) {
        0 => 0,
        1..4 => MINUTE * stream.below(120),
        _ => {
            let magnitude = stream.below(37);
            stream.below(1 << magnitude)
        }
    }
}

#[test]
fn a_long_run_with_many_pending_events_agrees_with_a_sorted_map() {
    let mut stream = chance("long run");
    let mut pair = Pair::default();
    for _ in 0..20_000 {
        let order = drawn_order(&mut stream);
        pair.schedule(drawn_delay(&mut stream), order);
    }
    for step in 0..200_000 {
        pair.pop();
        let order = drawn_order(&mut stream);
        pair.schedule(drawn_delay(&mut stream), order);
        if step % 3 == 0 {
            // Near the front: walking to a place in the map takes as long as the place is far.
            pair.cancel(usize::try_from(stream.below(50)).unwrap());
            pair.schedule(drawn_delay(&mut stream), order);
        }
    }
    pair.drain();
}
