//! How fast placement is, for each chain of strategies and kind of constraint.
//!
//! A day of a fleet of mixed instance types: tasks of ten services come one after the other; when
//! the fleet is as full as it is to be, one leaves for each that comes. Measured is all that
//! placement does: the choice, the reservation, and both ways of taking a task off again.
//!
//! ```text
//! cargo bench --bench placement                the table
//! cargo bench --bench placement -- million     1,000,000 tasks on 100,000 instances too
//! ```
//!
//! Beside the table stand two bare loops of the same work, binpack on memory: an ordered set of
//! what is left, and a scan of all instances. Look at the ratios: all are measured in one run.

#![expect(
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark looks at the clock and tells what it saw"
)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ecsim::ecs::TaskGroupId;
use ecsim::ecs::placement::Part::{self, Bucket, Count, Cpu, Memory, Random};
use ecsim::ecs::placement::{ConditionId, Fleet, Port, Remaining, SlotId, Standing, Wish, WishId};
use ecsim::engine::{Draws, Entity, Purpose, Stream};
use ecsim::ids::{InstanceId, ZoneId};

/// CPU units, MiB and interfaces of the instance types.
const TYPES: [(i32, i32, i32); 6] = [
    (2048, 7680, 2),
    (4096, 15_576, 3),
    (8192, 31_368, 3),
    (2048, 3704, 2),
    (4096, 7624, 3),
    (16_384, 62_950, 7),
];

/// CPU units and MiB of the tasks of each service.
const SERVICES: [(i32, i32); 10] = [
    (256, 512),
    (512, 1024),
    (128, 256),
    (256, 2048),
    (1024, 1024),
    (512, 512),
    (256, 1024),
    (128, 1024),
    (512, 2048),
    (256, 256),
];

const CHAINS: [(&str, &[Part]); 9] = [
    ("none: zone, instance", &[Bucket(0), Count]),
    ("spread zone", &[Bucket(0)]),
    ("spread zone, binpack memory", &[Bucket(0), Memory]),
    ("binpack memory", &[Memory]),
    ("binpack cpu", &[Cpu]),
    ("binpack memory, spread zone", &[Memory, Bucket(0)]),
    ("binpack cpu, binpack memory", &[Cpu, Memory]),
    ("spread instanceId, binpack memory", &[Count, Memory]),
    ("random", &[Random]),
];

/// What else a task asks.
const CONSTRAINTS: [&str; 4] = ["", "memberOf", "distinctInstance", "host port"];

/// Tasks at once, for each instance.
const LIVE: usize = 5;

/// Measurements of each case; the least counts, for nothing makes a loop faster than it is.
const ROUNDS: usize = 3;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        day(100, 1_000, CHAINS[0].1, CONSTRAINTS[1]);
        return;
    }
    let million = std::env::args().any(|argument| argument == "million");
    println!("ns for a task that comes and goes, on 100, 1,000 and 10,000 instances;");
    println!("then the whole day of 100,000 tasks on 10,000 instances\n");
    for constraint in CONSTRAINTS {
        for (name, chain) in CHAINS {
            let [small, medium, large] = [100, 1_000, 10_000]
                .map(|instances| per_task(100_000, || day(instances, 100_000, chain, constraint)));
            println!(
                "{name:34} {constraint:16} {small:6.0} {medium:6.0} {large:6.0}   {:.3} s",
                large * 1e-4
            );
        }
    }
    println!();
    for (name, bare) in [
        ("bare ordered set", bare_set as fn(_, _) -> _),
        ("bare scan", bare_scan),
    ] {
        let each = per_task(100_000, || bare(10_000, 100_000));
        println!("{name:51} {:22.0}   {:.3} s", each, each * 1e-4);
    }
    if million {
        println!("\n1,000,000 tasks on 100,000 instances");
        for (name, chain) in CHAINS {
            let took = day(100_000, 1_000_000, chain, CONSTRAINTS[0]);
            println!("{name:51} {:25.3} s", took.as_secs_f64());
        }
    }
}

/// Nanoseconds for each task.
fn per_task(tasks: usize, run: impl Fn() -> Duration) -> f64 {
    let least = (0..ROUNDS).map(|_| run()).min().unwrap_or_default();
    least.as_secs_f64() * 1e9 / tasks as f64
}

fn draws(name: &str) -> Stream {
    Draws::new(1).stream(Purpose::TaskPlacement, Entity::named(name))
}

fn room((cpu, memory_mib, enis): (i32, i32, i32)) -> Remaining {
    Remaining {
        cpu,
        memory_mib,
        enis,
        gpus: 0,
    }
}

/// Of which type an instance is.
fn kind(number: u32) -> (i32, i32, i32) {
    TYPES[number as usize * 7 / 3 % TYPES.len()]
}

fn fleet(instances: u32) -> Fleet {
    let condition = ConditionId(0);
    let mut fleet = Fleet::new([condition]);
    for number in 0..instances {
        let slot = fleet.register(InstanceId(number), vec![number % 3], Vec::new());
        fleet.judge(slot, [condition], |_| number % 5 != 0);
        fleet.show(slot, Standing::Open, room(kind(number)));
    }
    fleet
}

fn wish((cpu, memory_mib): (i32, i32), service: u16, chain: &[Part], constraint: &str) -> Wish {
    let mut wish = Wish {
        need: room((cpu, memory_mib, 0)),
        chain: chain.to_vec(),
        ..Wish::default()
    };
    match constraint {
        "memberOf" => wish.member_of.push(ConditionId(0)),
        "distinctInstance" => wish.distinct = true,
        "host port" => wish.ports.push(Port {
            number: 8000 + service,
            udp: false,
        }),
        _ => {}
    }
    wish
}

/// So many tasks come, and as many as there is no room for go.
fn day(instances: u32, tasks: usize, chain: &[Part], constraint: &str) -> Duration {
    let mut fleet = fleet(instances);
    let wishes: Vec<(Wish, WishId)> = SERVICES
        .iter()
        .zip(0..)
        .map(|(size, service)| {
            let wish = wish(*size, service, chain, constraint);
            (wish.clone(), fleet.keep(wish))
        })
        .collect();
    let zones: Vec<ZoneId> = (0..3).map(ZoneId).collect();
    let (mut leaving, mut chance) = (draws("leaving"), draws("chance"));
    let mut alive: Vec<(usize, SlotId)> = Vec::new();
    let most = instances as usize * LIVE;
    let start = Instant::now();
    for number in 0..tasks {
        if alive.len() == most {
            let gone = usize::try_from(leaving.below(most as u64)).unwrap_or(0);
            let (service, slot) = alive.swap_remove(gone);
            remove(&mut fleet, service, &wishes[service].0, slot);
        }
        let service = number * 7 % SERVICES.len();
        let (wish, id) = &wishes[service];
        let group = group(service);
        if let Some(slot) = fleet.choose(group, *id, &zones, &mut chance) {
            fleet.reserve(slot, &wish.ports);
            let left = fleet.left(slot) - wish.need;
            fleet.show(slot, Standing::Open, left);
            fleet.join(group, slot);
            alive.push((service, slot));
        }
    }
    start.elapsed()
}

fn group(service: usize) -> TaskGroupId {
    TaskGroupId(u32::try_from(service).unwrap_or(0))
}

/// A task is told to stop, then it is STOPPED.
fn remove(fleet: &mut Fleet, service: usize, wish: &Wish, slot: SlotId) {
    fleet.leave(group(service), slot);
    fleet.release(slot, &wish.ports);
    let left = fleet.left(slot) + wish.need;
    fleet.show(slot, Standing::Open, left);
}

/// The same day by a bare loop: how an instance is found, and what follows when it has changed.
fn bare(
    instances: u32,
    tasks: usize,
    mut find: impl FnMut(&[(i32, i32)], (i32, i32)) -> Option<usize>,
    mut change: impl FnMut(usize, i32, i32),
) -> Duration {
    let mut left: Vec<(i32, i32)> = (0..instances)
        .map(|number| (kind(number).0, kind(number).1))
        .collect();
    let mut leaving = draws("leaving");
    let mut alive: Vec<(usize, usize)> = Vec::new();
    let most = instances as usize * LIVE;
    for (slot, (_, memory)) in left.iter().enumerate() {
        change(slot, -1, *memory);
    }
    let start = Instant::now();
    for number in 0..tasks {
        if alive.len() == most {
            let gone = usize::try_from(leaving.below(most as u64)).unwrap_or(0);
            let (service, slot) = alive.swap_remove(gone);
            let before = left[slot].1;
            left[slot].0 += SERVICES[service].0;
            left[slot].1 += SERVICES[service].1;
            change(slot, before, left[slot].1);
        }
        let service = number * 7 % SERVICES.len();
        let need = SERVICES[service];
        if let Some(slot) = find(&left, need) {
            let before = left[slot].1;
            left[slot].0 -= need.0;
            left[slot].1 -= need.1;
            change(slot, before, left[slot].1);
            alive.push((service, slot));
        }
    }
    start.elapsed()
}

fn bare_scan(instances: u32, tasks: usize) -> Duration {
    let find = |left: &[(i32, i32)], need: (i32, i32)| {
        let fits = left.iter().enumerate();
        let fits = fits.filter(|(_, left)| left.0 >= need.0 && left.1 >= need.1);
        fits.min_by_key(|(_, left)| left.1).map(|(slot, _)| slot)
    };
    bare(instances, tasks, find, |_, _, _| {})
}

fn bare_set(instances: u32, tasks: usize) -> Duration {
    let order = std::cell::RefCell::new(BTreeSet::new());
    let find = |left: &[(i32, i32)], need: (i32, i32)| {
        let order = order.borrow();
        let mut from = order.range((need.1, 0)..);
        from.find(|(_, slot)| left[*slot].0 >= need.0)
            .map(|(_, slot)| *slot)
    };
    let change = |slot, before, after| {
        let mut order = order.borrow_mut();
        order.remove(&(before, slot));
        order.insert((after, slot));
    };
    bare(instances, tasks, find, change)
}
