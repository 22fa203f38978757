//! How fast the agenda is, beside a binary heap.
//!
//! The *hold model*: a number of events are pending; each step takes the next one and schedules
//! another after a delay. With cancellation, every third step also cancels the pending event of
//! somebody else and schedules it anew, so that every fourth event is cancelled.
//!
//! ```text
//! cargo bench --bench agenda                      each case by itself, then the table of ratios
//! cargo bench --bench agenda -- full_minutes      only these cases, no table
//! ```
//!
//! To compare two commits, look at the ratios, not at the times: both sides of a ratio are measured
//! in turns, so a busy machine slows both.
//!
//! ```text
//! git worktree add /tmp/before COMMIT
//! (cd /tmp/before && cargo bench --bench agenda | tee /tmp/before.txt)
//! cargo bench --bench agenda | tee /tmp/after.txt
//! diff -y <(grep '[0-9]x ' /tmp/before.txt) <(grep '[0-9]x ' /tmp/after.txt)
//! ```
//!
//! A difference counts if it is over 10 % in two runs.

#![expect(
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a benchmark looks at the clock and tells what it saw"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;
use ecsim::engine::{Agenda, Draws, Entity, EventId, Order, Phase, Purpose, SimTime};

const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

/// Steps of one measurement.
const STEPS: usize = 200_000;

/// Measurements of each side of a ratio; the median counts.
const ROUNDS: usize = 15;

/// As large as the world's event with its cause; the first number is the actor whose event it is.
type Payload = [u64; 3];

fn main() {
    divan::main();
    // Not while testing, and not when somebody asked for single cases.
    if std::env::args().skip(1).eq(["--bench".to_owned()]) {
        table();
    }
}

#[divan::bench(types = [Agenda<Payload>, Heap], args = SIZES, sample_count = 10, sample_size = 1)]
fn log_uniform<Q: Queue>(bencher: Bencher<'_, '_>, pending: usize) {
    measure::<Q>(bencher, pending, Delays::LogUniform, false);
}

#[divan::bench(types = [Agenda<Payload>, Heap], args = SIZES, sample_count = 10, sample_size = 1)]
fn full_minutes<Q: Queue>(bencher: Bencher<'_, '_>, pending: usize) {
    measure::<Q>(bencher, pending, Delays::FullMinutes, false);
}

#[divan::bench(
    types = [Agenda<Payload>, SkippingHeap], args = SIZES, sample_count = 10, sample_size = 1
)]
fn log_uniform_cancelled<Q: Queue>(bencher: Bencher<'_, '_>, pending: usize) {
    measure::<Q>(bencher, pending, Delays::LogUniform, true);
}

#[divan::bench(
    types = [Agenda<Payload>, SkippingHeap], args = SIZES, sample_count = 10, sample_size = 1
)]
fn full_minutes_cancelled<Q: Queue>(bencher: Bencher<'_, '_>, pending: usize) {
    measure::<Q>(bencher, pending, Delays::FullMinutes, true);
}

fn measure<Q: Queue>(bencher: Bencher<'_, '_>, pending: usize, delays: Delays, cancels: bool) {
    let weather = Weather::new(delays);
    let mut hold = Hold::<Q>::new(pending, cancels, &weather);
    bencher
        .counter(ItemsCount::new(STEPS))
        .bench_local(|| hold.run(STEPS, &weather));
}

/// What is compared.
trait Queue: Default {
    type Ticket: Copy;
    fn schedule(&mut self, time: u64, order: Order, actor: u64) -> Self::Ticket;
    fn cancel(&mut self, ticket: Self::Ticket);
    /// The time and the actor.
    fn pop(&mut self) -> (u64, u64);
}

impl Queue for Agenda<Payload> {
    type Ticket = EventId;

    fn schedule(&mut self, time: u64, order: Order, actor: u64) -> EventId {
        self.schedule(SimTime::from_micros(time), order, [actor, time, 0])
    }

    fn cancel(&mut self, ticket: EventId) {
        self.cancel(ticket);
    }

    fn pop(&mut self) -> (u64, u64) {
        let due = self.pop().expect("a hold model never runs dry");
        (due.time.as_micros(), due.event[0])
    }
}

/// The phase and the rank in one number, as our agenda packs them too.
fn pack(order: Order) -> u32 {
    ((order.phase as u32) << 24) | order.rank
}

/// A bare heap that cannot cancel. Its events are one number: less to move than ours.
#[derive(Default)]
struct Heap {
    heap: BinaryHeap<Reverse<(u64, u32, u64, u64)>>,
    serial: u64,
}

impl Queue for Heap {
    type Ticket = ();

    fn schedule(&mut self, time: u64, order: Order, actor: u64) {
        self.serial += 1;
        let entry = (time, pack(order), self.serial, actor);
        self.heap.push(Reverse(entry));
    }

    fn cancel(&mut self, (): ()) {
        unreachable!("no ticket was given out");
    }

    fn pop(&mut self) -> (u64, u64) {
        let Reverse((time, _, _, actor)) = self.heap.pop().expect("a hold model never runs dry");
        (time, actor)
    }
}

/// Time, order, serial, actor, slot of the ticket.
type Ticketed = (u64, u32, u64, u64, u32);

/// A heap with a table of tickets that skips the cancelled entries when their turn comes.
#[derive(Default)]
struct SkippingHeap {
    heap: BinaryHeap<Reverse<Ticketed>>,
    serial: u64,
    /// The generation of each slot, and whether its event is pending.
    tickets: Vec<(u32, bool)>,
    free: Vec<u32>,
}

impl Queue for SkippingHeap {
    type Ticket = (u32, u32);

    fn schedule(&mut self, time: u64, order: Order, actor: u64) -> (u32, u32) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.tickets.push((0, false));
            u32::try_from(self.tickets.len() - 1).expect("a benchmark has few tickets")
        });
        let (generation, pending) = &mut self.tickets[slot as usize];
        *pending = true;
        self.serial += 1;
        let entry = (time, pack(order), self.serial, actor, slot);
        self.heap.push(Reverse(entry));
        (slot, *generation)
    }

    fn cancel(&mut self, (slot, expected): (u32, u32)) {
        let (generation, pending) = &mut self.tickets[slot as usize];
        assert!(*generation == expected && *pending, "not pending");
        *pending = false;
    }

    fn pop(&mut self) -> (u64, u64) {
        loop {
            let top = self.heap.pop().expect("a hold model never runs dry");
            let Reverse((time, _, _, actor, slot)) = top;
            let (generation, pending) = &mut self.tickets[slot as usize];
            *generation = generation.wrapping_add(1);
            self.free.push(slot);
            if std::mem::take(pending) {
                return (time, actor);
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Delays {
    /// From a millisecond to four hours, each magnitude equally often.
    LogUniform,
    /// Whole minutes, up to four hours; everything starts on a full minute.
    FullMinutes,
}

/// Draws made beforehand, so that drawing is not measured. Used round and round.
struct Weather {
    delays: Vec<u64>,
    orders: Vec<Order>,
    victims: Vec<usize>,
}

impl Weather {
    const LEN: usize = 1 << 13;

    fn new(delays: Delays) -> Self {
        let stream = |name| Draws::new(1).stream(Purpose::Mishap, Entity::named(name));
        let mut chance = stream("delays");
        let delay = |_| match delays {
            Delays::LogUniform => {
                let millis = libm::pow(4.0 * 3_600_000.0, chance.unit());
                SimTime::from_micros(1_000).as_micros() * round(millis)
            }
            Delays::FullMinutes => SimTime::from_secs(60).as_micros() * (1 + chance.below(240)),
        };
        let delays = (0..Self::LEN).map(delay).collect();
        let phases = [
            Phase::Lifecycle,
            Phase::Schedule,
            Phase::Measure,
            Phase::Policy,
        ];
        let mut chance = stream("orders");
        let order = |_| Order {
            phase: phases[small(chance.below(4))],
            rank: u32::try_from(chance.below(64)).expect("a small number"),
        };
        let orders = (0..Self::LEN).map(order).collect();
        let mut chance = stream("victims");
        let victim = |_| small(chance.below(1 << 32));
        let victims = (0..Self::LEN).map(victim).collect();
        Self {
            delays,
            orders,
            victims,
        }
    }
}

fn small(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and 14.4 million"
)]
fn round(number: f64) -> u64 {
    number as u64
}

/// A queue with a constant number of actors, each of whom has one pending event.
struct Hold<Q: Queue> {
    queue: Q,
    tickets: Vec<Q::Ticket>,
    cancels: bool,
    step: usize,
}

impl<Q: Queue> Hold<Q> {
    /// As many actors as shall be pending, after two rounds of events.
    fn new(pending: usize, cancels: bool, weather: &Weather) -> Self {
        let mut queue = Q::default();
        let ticket = |actor: usize| {
            let order = weather.orders[actor % Weather::LEN];
            queue.schedule(weather.delays[actor % Weather::LEN], order, actor as u64)
        };
        let tickets = (0..pending).map(ticket).collect();
        let mut hold = Self {
            queue,
            tickets,
            cancels,
            step: 0,
        };
        hold.run(2 * pending, weather);
        hold
    }

    /// Takes so many steps. What it returns depends on every event and their order.
    fn run(&mut self, steps: usize, weather: &Weather) -> u64 {
        let mut digest: u64 = 0;
        for _ in 0..steps {
            self.step += 1;
            let draw = self.step % Weather::LEN;
            let (now, actor) = self.queue.pop();
            digest = digest.rotate_left(5) ^ now ^ actor;
            let ticket = self.schedule(now, actor, draw, weather);
            if self.cancels {
                self.tickets[small(actor)] = ticket;
                if self.step.is_multiple_of(3) {
                    // Not the same few victims each time the draws come round.
                    let victim = weather.victims[draw].wrapping_add(self.step * 40_503);
                    let victim = victim % self.tickets.len();
                    self.queue.cancel(self.tickets[victim]);
                    let draw = (draw * 7) % Weather::LEN;
                    self.tickets[victim] = self.schedule(now, victim as u64, draw, weather);
                }
            }
        }
        digest
    }

    fn schedule(&mut self, now: u64, actor: u64, draw: usize, weather: &Weather) -> Q::Ticket {
        let time = now + weather.delays[draw];
        self.queue.schedule(time, weather.orders[draw], actor)
    }
}

/// The ratios, each with the one that is wanted at least.
fn table() {
    println!("\n pending  delays        cancelled   agenda      heap   ratio  wanted");
    for (pending, wanted) in SIZES.into_iter().zip([1.0, 1.5, 1.2]) {
        for (delays, name) in [
            (Delays::LogUniform, "log-uniform"),
            (Delays::FullMinutes, "full minutes"),
        ] {
            for cancels in [false, true] {
                let (ours, heap) = if cancels {
                    race::<SkippingHeap>(pending, delays, cancels)
                } else {
                    race::<Heap>(pending, delays, cancels)
                };
                let cancelled = if cancels { "every 4th" } else { "none" };
                let (ratio, verdict) = (
                    heap / ours,
                    if heap / ours < wanted { "MISSED" } else { "" },
                );
                println!(
                    "{pending:8}  {name:12}  {cancelled:9}  {ours:4.0} ns  {heap:5.0} ns  \
                     {ratio:5.2}x  {wanted:5.1}x {verdict}"
                );
            }
        }
    }
}

/// Nanoseconds for a step of ours and of theirs: medians of rounds that take turns.
fn race<Theirs: Queue>(pending: usize, delays: Delays, cancels: bool) -> (f64, f64) {
    let weather = Weather::new(delays);
    let mut ours = Hold::<Agenda<Payload>>::new(pending, cancels, &weather);
    let mut theirs = Hold::<Theirs>::new(pending, cancels, &weather);
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let our_digest = timed(&mut our_times, || ours.run(STEPS, &weather));
        let their_digest = timed(&mut their_times, || theirs.run(STEPS, &weather));
        assert_eq!(our_digest, their_digest, "both play the same events");
    }
    (median(our_times), median(their_times))
}

/// Does `work` and notes how many nanoseconds a step took.
#[expect(clippy::cast_precision_loss, reason = "a few hundred thousand steps")]
fn timed(times: &mut Vec<f64>, work: impl FnOnce() -> u64) -> u64 {
    let start = Instant::now();
    let digest = work();
    times.push(start.elapsed().as_secs_f64() * 1e9 / STEPS as f64);
    digest
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
