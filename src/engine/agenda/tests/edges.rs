//! Ties, the ends of the range of times, and what is refused.

use super::{HOUR, Pair, chance, drawn_order};
use crate::engine::{Agenda, EventId, Order, Phase, SimTime};

#[test]
fn equal_events_keep_the_order_of_scheduling() {
    let mut agenda = Agenda::default();
    for event in 0..1_000 {
        agenda.schedule(SimTime::from_secs(60), Phase::Lifecycle, event);
    }
    for event in 0..1_000 {
        assert_eq!(agenda.pop().unwrap().event, event);
        // Joins the end of the queue, behind those that were there.
        agenda.schedule(SimTime::from_secs(60), Phase::Lifecycle, event + 1_000);
    }
    for event in 1_000..2_000 {
        assert_eq!(agenda.pop().unwrap().event, event);
    }
}

#[test]
fn an_earlier_phase_of_the_running_instant_comes_before_the_rest_of_it() {
    let mut pair = Pair::default();
    for rank in 0..500 {
        pair.schedule(
            0,
            Order {
                phase: Phase::Policy,
                rank,
            },
        );
    }
    for rank in (0..500).rev() {
        pair.pop();
        pair.schedule(
            0,
            Order {
                phase: Phase::Schedule,
                rank,
            },
        );
        pair.schedule(
            0,
            Order {
                phase: Phase::World,
                rank,
            },
        );
    }
    pair.drain();
    assert_eq!(pair.now, SimTime::ZERO);
}

#[test]
fn times_at_the_ends_of_the_range_are_times_like_any_other() {
    let mut pair = Pair::default();
    let middle = u64::MAX / 2;
    for time in [
        u64::MAX,
        middle + 1,
        middle,
        middle - 1,
        1,
        0,
        u64::MAX - 1,
        u64::MAX,
    ] {
        pair.schedule(time, Phase::Observe.into());
        pair.schedule(time, Phase::World.into());
    }
    while pair.pop() {
        if pair.now == SimTime::from_micros(u64::MAX) && pair.model.serial < 20 {
            pair.schedule(0, Phase::Lifecycle.into());
        }
    }
    assert_eq!(pair.now, SimTime::from_micros(u64::MAX));
}

#[test]
fn the_clock_wraps_from_level_to_level() {
    let mut pair = Pair::default();
    for level in 0..11 {
        let digit = 1_u64 << (6 * level);
        for time in [digit - 1, digit, digit + 1, 2 * digit - 1, 3 * digit] {
            for _ in 0..40 {
                pair.schedule(time, Phase::Lifecycle.into());
            }
        }
    }
    for step in 0..2_000 {
        pair.pop();
        let digit = 1 << (step % 60);
        pair.schedule(digit - 1, Phase::Schedule.into());
    }
    pair.drain();
}

#[test]
fn a_burst_inside_a_wide_window_comes_in_order() {
    let mut stream = chance("burst");
    let mut pair = Pair::default();
    for hours in [20, 21, 30, 37] {
        pair.schedule(hours * HOUR, Phase::World.into());
    }
    pair.pop();
    for _ in 0..10_000 {
        let order = drawn_order(&mut stream);
        pair.schedule(stream.below(10 * HOUR), order);
    }
    pair.drain();
}

#[test]
fn an_agenda_of_cancelled_events_takes_new_ones_at_the_old_time() {
    let mut agenda = Agenda::default();
    let far: Vec<EventId> = (1..=100)
        .map(|hour| agenda.schedule(SimTime::from_secs(hour * 3600), Phase::World, "far"))
        .collect();
    for id in far {
        agenda.cancel(id);
    }
    assert_eq!(agenda.pop(), None);
    agenda.schedule(SimTime::ZERO, Phase::World, "soon");
    assert_eq!(agenda.pop().map(|due| due.event), Some("soon"));
}

#[test]
fn windows_of_cancelled_events_leave_the_clock_where_it_was() {
    let digit = |level: u32, digit: u64| digit << (6 * level);
    let mut pair = Pair::default();
    for number in 0..100 {
        pair.schedule(digit(8, 5) + digit(6, number), Phase::World.into());
    }
    for _ in 0..100 {
        pair.cancel(0);
    }
    assert!(!pair.pop());
    pair.schedule(digit(8, 5) + digit(7, 50), Phase::World.into());
    for number in 0..200 {
        pair.schedule(digit(8, 1) + number, Phase::World.into());
    }
    pair.drain();
}

#[test]
#[should_panic(expected = "an event is due at 59.999999 s, before 60 s")]
fn nothing_is_scheduled_before_the_running_instant() {
    let mut agenda = Agenda::default();
    agenda.schedule(SimTime::from_secs(60), Phase::World, ());
    agenda.pop();
    agenda.schedule(SimTime::from_micros(59_999_999), Phase::World, ());
}

#[test]
#[should_panic(expected = "is not pending")]
fn an_event_that_was_taken_cannot_be_cancelled() {
    let mut agenda = Agenda::default();
    let id = agenda.schedule(SimTime::ZERO, Phase::World, ());
    agenda.pop();
    agenda.cancel(id);
}

#[test]
#[should_panic(expected = "is not pending")]
fn an_event_that_was_swept_out_cannot_be_cancelled_again() {
    let mut agenda = Agenda::default();
    let at = SimTime::from_secs(1);
    let ids: Vec<EventId> = (0..1_000)
        .map(|_| agenda.schedule(at, Phase::World, ()))
        .collect();
    for id in &ids {
        agenda.cancel(*id);
    }
    agenda.cancel(ids[0]);
}
