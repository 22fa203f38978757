//! Memory stays in proportion to what is pending.

use super::{HOUR, Pair, chance};
use crate::engine::{Agenda, EventId, Order, Phase, SimTime};

/// Memory for this many events is nothing: chunks that are not full yet, or kept for later.
const SLACK: usize = 10_000;

#[test]
fn millions_of_cancelled_events_leave_no_memory_behind() {
    const ALIVE: usize = 20_000;
    let mut stream = chance("cancelled");
    let mut agenda = Agenda::default();
    let mut timers: Vec<EventId> = Vec::new();
    for step in 0..2_000_000 {
        let time = SimTime::from_micros(1 + stream.below(24 * HOUR));
        let id = agenda.schedule(time, Phase::Lifecycle, step);
        if timers.len() < ALIVE {
            timers.push(id);
        } else {
            let oldest = std::mem::replace(&mut timers[step % ALIVE], id);
            agenda.cancel(oldest);
        }
        if step % 1_000 == 0 {
            let capacity = agenda.capacity();
            assert!(capacity <= 2 * agenda.len() + SLACK, "{capacity} at {step}");
        }
    }
    assert_eq!(agenda.len(), ALIVE);
    assert!(agenda.slots.capacity() <= 2 * ALIVE + 2);
}

#[test]
fn cancelling_everything_gives_all_memory_back() {
    let mut stream = chance("everything");
    let mut agenda = Agenda::default();
    let ids: Vec<EventId> = (0..500_000)
        .map(|event| {
            let time = SimTime::from_micros(stream.below(24 * HOUR));
            agenda.schedule(time, Phase::Lifecycle, event)
        })
        .collect();
    assert!(agenda.capacity() <= ids.len() + SLACK);
    for (done, id) in ids.into_iter().enumerate() {
        agenda.cancel(id);
        if done % 1_000 == 0 {
            assert!(agenda.capacity() <= 2 * agenda.len() + SLACK);
        }
    }
    assert!(agenda.is_empty());
    assert!(agenda.capacity() <= SLACK);
    assert_eq!(agenda.pop(), None);
}

#[test]
fn an_instant_that_is_cancelled_while_it_runs_gives_its_memory_back() {
    let mut agenda = Agenda::default();
    let ids: Vec<EventId> = (0..100_000)
        .map(|event| agenda.schedule(SimTime::ZERO, Phase::Lifecycle, event))
        .collect();
    agenda.pop();
    for id in ids.into_iter().skip(1) {
        agenda.cancel(id);
    }
    assert!(agenda.capacity() <= SLACK);
}

#[test]
fn a_million_events_at_one_instant_come_in_order_and_give_their_memory_back() {
    const COUNT: u32 = 1_000_000;
    let mut agenda = Agenda::default();
    for event in 0..COUNT {
        let phase = if event % 2 == 0 {
            Phase::Policy
        } else {
            Phase::Lifecycle
        };
        agenda.schedule(SimTime::from_secs(86_400), phase, event);
    }
    let odd_first = (1..COUNT).step_by(2).chain((0..COUNT).step_by(2));
    for (done, event) in odd_first.enumerate() {
        assert_eq!(agenda.pop().unwrap().event, event);
        if done % 1_000 == 0 {
            assert!(
                agenda.capacity() <= 2 * agenda.len() + SLACK,
                "after {done}"
            );
        }
    }
    assert_eq!(agenda.pop(), None);
}

#[test]
fn many_late_events_of_one_instant_give_their_memory_back() {
    let mut pair = Pair::default();
    for rank in 0..50_000 {
        for phase in [Phase::Lifecycle, Phase::Schedule] {
            let rank = rank % 1_000;
            pair.schedule(0, Order { phase, rank });
        }
        if rank % 100 == 0 {
            pair.pop();
        }
    }
    for _ in 0..90_000 {
        pair.cancel(0);
    }
    let (capacity, len) = (pair.agenda.capacity(), pair.agenda.len());
    assert!(capacity <= 2 * len + SLACK, "{capacity} for {len}");
    pair.drain();
    assert!(pair.agenda.capacity() <= SLACK);
}
