//! The worked examples of placement, and the orders against the plain scan.

use proptest::prelude::*;

use super::Part::{Bucket, Count, Cpu, Memory, Random, Tasks};
use super::*;
use crate::ecs::task::TaskGroupId;
use crate::engine::{Draws, Entity, Purpose, Stream};
use crate::ids::{InstanceId, ZoneId};

const GROUP: TaskGroupId = TaskGroupId(0);

fn stream(number: u64) -> Stream {
    Draws::new(1).stream(
        Purpose::TaskPlacement,
        Entity::named("tests").number(number),
    )
}

fn room(cpu: i32, memory_mib: i32) -> Remaining {
    Remaining {
        cpu,
        memory_mib,
        enis: 2,
        gpus: 0,
    }
}

fn need(cpu: i32, memory_mib: i32) -> Remaining {
    Remaining {
        cpu,
        memory_mib,
        ..Remaining::default()
    }
}

/// Instances by zone (0 is `a`) and what they have left.
fn fleet(instances: &[(u32, Remaining)]) -> Fleet {
    let mut fleet = Fleet::new([]);
    for ((zone, left), number) in instances.iter().zip(0..) {
        let slot = fleet.register(InstanceId(number), vec![*zone], Vec::new());
        fleet.show(slot, Standing::Open, *left);
    }
    fleet
}

fn zones() -> Vec<ZoneId> {
    (0..3).map(ZoneId).collect()
}

fn put(fleet: &mut Fleet, group: TaskGroupId, wish: &Wish, slot: SlotId) {
    fleet.reserve(slot, &wish.ports);
    let left = fleet.left(slot) - wish.need;
    fleet.show(slot, Standing::Open, left);
    fleet.join(group, slot);
}

/// The instances, counted from 1, that so many tasks get one after the other, and why the next one
/// gets none.
fn place(fleet: &mut Fleet, wish: &Wish, tasks: usize) -> (Vec<u32>, Option<&'static str>) {
    let id = fleet.keep(wish.clone());
    let mut places = Vec::new();
    for number in 0..tasks {
        let Some(slot) = fleet.choose(GROUP, id, &zones(), &mut stream(number as u64)) else {
            let (_, stage) = fleet.funnel(GROUP, id, &zones()).closest.unwrap();
            return (places, Some(stage.reason()));
        };
        put(fleet, GROUP, wish, slot);
        places.push(fleet.instance(slot).0 + 1);
    }
    (places, None)
}

fn wish(need: Remaining, chain: &[Part]) -> Wish {
    Wish {
        need,
        chain: chain.to_vec(),
        ..Wish::default()
    }
}

const BIG: Remaining = Remaining {
    cpu: 16_384,
    memory_mib: 65_536,
    enis: 8,
    gpus: 0,
};

#[test]
fn p1_a_service_without_a_strategy_goes_round_the_zones_then_the_instances() {
    let mut fleet = fleet(&[(0, BIG), (0, BIG), (1, BIG), (2, BIG)]);
    let wish = wish(need(256, 512), &[Bucket(0), Count]);
    let (places, _) = place(&mut fleet, &wish, 6);
    assert_eq!(places, [1, 3, 4, 2, 3, 4]);
}

#[test]
fn p2_binpack_on_memory_fills_the_fullest_instance_first() {
    let mut fleet = fleet(&[
        (0, room(9000, 1000)),
        (0, room(9000, 2000)),
        (0, room(9000, 500)),
    ]);
    let (places, why) = place(&mut fleet, &wish(need(0, 400), &[Memory]), 9);
    assert_eq!(places, [3, 1, 1, 2, 2, 2, 2, 2]);
    assert_eq!(why, Some("RESOURCE:MEMORY"));
}

#[test]
fn p2b_binpack_on_cpu() {
    let mut fleet = fleet(&[(0, room(1024, 9000)), (0, room(2048, 9000))]);
    let (places, why) = place(&mut fleet, &wish(need(512, 0), &[Cpu]), 7);
    assert_eq!(places, [1, 1, 2, 2, 2, 2]);
    assert_eq!(why, Some("RESOURCE:CPU"));
}

/// a1, a2, b1, b2 of the reference are 1, 2, 3, 4.
#[test]
fn p3_the_order_of_strategies_matters() {
    let instances = [
        (0, room(9000, 1500)),
        (0, room(9000, 1000)),
        (1, room(9000, 2000)),
        (1, room(9000, 800)),
    ];
    let zone_first = wish(need(0, 500), &[Bucket(0), Memory]);
    let (places, _) = place(&mut fleet(&instances), &zone_first, 6);
    assert_eq!(places, [4, 2, 2, 3, 1, 3]);
    let memory_first = wish(need(0, 500), &[Memory, Bucket(0)]);
    let (places, _) = place(&mut fleet(&instances), &memory_first, 6);
    assert_eq!(places, [4, 2, 2, 1, 1, 1]);
}

#[test]
fn p4_instances_are_spread_over_only_if_that_is_written() {
    let instances = [(0, BIG), (0, BIG), (1, BIG)];
    let both = wish(need(256, 512), &[Bucket(0), Count]);
    assert_eq!(place(&mut fleet(&instances), &both, 5).0, [1, 3, 2, 3, 1]);
    let zones_only = wish(need(256, 512), &[Bucket(0)]);
    let (places, _) = place(&mut fleet(&instances), &zones_only, 5);
    assert_eq!(places, [1, 3, 1, 3, 1], "P4b");
}

#[test]
fn p5_distinct_instances_run_out() {
    let mut fleet = fleet(&[(0, BIG), (1, BIG), (2, BIG)]);
    let wish = Wish {
        distinct: true,
        ..wish(need(256, 512), &[Bucket(0), Count])
    };
    let (places, why) = place(&mut fleet, &wish, 4);
    assert_eq!(places, [1, 2, 3]);
    let reason = "DistinctInstance placement constraint unsatisfied.";
    assert_eq!(why, Some(reason));
    // P6: one of them is told to stop and still holds its room.
    fleet.leave(GROUP, SlotId(1));
    assert_eq!(place(&mut fleet, &wish, 1).0, [2]);
}

#[test]
fn p7_a_host_port_is_taken_once() {
    let mut fleet = fleet(&[(0, BIG), (1, BIG)]);
    let wish = Wish {
        ports: vec![Port {
            number: 80,
            udp: false,
        }],
        ..wish(need(256, 512), &[Bucket(0), Count])
    };
    let (places, why) = place(&mut fleet, &wish, 3);
    assert_eq!((places, why), (vec![1, 2], Some("RESOURCE:PORTS")));
    let udp = Wish {
        ports: vec![Port {
            number: 80,
            udp: true,
        }],
        ..wish
    };
    assert_eq!(place(&mut fleet, &udp, 1).0, [1], "another protocol");
}

#[test]
fn p8_a_zone_without_room_makes_way() {
    let mut fleet = fleet(&[(0, room(9000, 2000)), (1, room(9000, 400))]);
    let (places, _) = place(&mut fleet, &wish(need(0, 500), &[Bucket(0)]), 4);
    assert_eq!(places, [1, 1, 1, 1]);
}

#[test]
fn p9_network_interfaces_run_out() {
    let mut fleet = fleet(&[(0, room(2048, 3704))]);
    let one = Remaining {
        enis: 1,
        ..need(256, 512)
    };
    let (places, why) = place(&mut fleet, &wish(one, &[Bucket(0), Count]), 3);
    assert_eq!((places, why), (vec![1, 1], Some("RESOURCE:ENI")));
}

/// Old tasks of X on A and B, each beside a task of another service; C is empty.
#[test]
fn p10_the_tie_break_decides_where_the_second_one_goes() {
    let others = TaskGroupId(1);
    for (chain, second) in [(vec![Bucket(0)], 1), (vec![Bucket(0), Tasks], 3)] {
        let mut fleet = fleet(&[(0, BIG), (1, BIG), (2, BIG)]);
        let wish = wish(need(256, 512), &chain);
        for slot in [SlotId(0), SlotId(1)] {
            put(&mut fleet, GROUP, &wish, slot);
            put(&mut fleet, others, &wish, slot);
        }
        assert_eq!(place(&mut fleet, &wish, 2).0, [3, second], "{chain:?}");
    }
}

#[test]
fn p13_a_subnet_elsewhere_is_another_location() {
    let mut fleet = fleet(&[(1, BIG)]);
    let id = fleet.keep(wish(need(256, 512), &[Bucket(0)]));
    let only_a = [ZoneId(0)];
    assert_eq!(fleet.choose(GROUP, id, &only_a, &mut stream(0)), None);
    let closest = fleet.funnel(GROUP, id, &only_a).closest;
    assert_eq!(closest, Some((InstanceId(0), Stage::Location)));
}

#[test]
fn p14_an_instance_without_its_agent_takes_nothing() {
    let mut fleet = fleet(&[(0, BIG)]);
    fleet.show(SlotId(0), Standing::Away, BIG);
    let (places, why) = place(&mut fleet, &wish(need(256, 512), &[Random]), 1);
    assert_eq!((places, why), (vec![], Some("AGENT")));
}

#[test]
fn the_funnel_counts_what_each_filter_leaves() {
    let mut fleet = fleet(&[
        (0, room(100, 900)),
        (0, room(900, 100)),
        (0, room(100, 490)),
        (1, BIG),
        (0, BIG),
    ]);
    fleet.show(SlotId(4), Standing::Away, BIG);
    let id = fleet.keep(wish(need(500, 500), &[Bucket(0)]));
    let funnel = fleet.funnel(GROUP, id, &[ZoneId(0)]);
    assert_eq!(funnel.active, 5);
    assert_eq!(funnel.left, [4, 4, 3, 3, 3, 3, 3, 3, 1, 0]);
    let refused = |stage| funnel.refused_by(stage);
    assert_eq!((refused(Stage::Agent), refused(Stage::Location)), (1, 1));
    assert_eq!((refused(Stage::Memory), refused(Stage::Cpu)), (2, 1));
    // Four instances fail one filter each; the zone and the agent lack no room.
    assert_eq!(funnel.closest, Some((InstanceId(3), Stage::Location)));
}

#[test]
fn of_those_that_lack_one_thing_the_closest_lacks_least() {
    let fleet_of =
        |rooms: &[Remaining]| fleet(&rooms.iter().map(|it| (0, *it)).collect::<Vec<_>>());
    let mut fleet = fleet_of(&[
        room(100, 100),
        room(900, 100),
        room(900, 450),
        room(450, 900),
    ]);
    let id = fleet.keep(wish(need(500, 500), &[Bucket(0)]));
    let closest = fleet.funnel(GROUP, id, &zones()).closest;
    assert_eq!(closest, Some((InstanceId(2), Stage::Memory)));
}

#[test]
fn chance_is_fair_where_few_instances_are_left() {
    let rooms = (0..400).map(|number| (0, room(100 * i32::from(number % 100 == 7), 9000)));
    let mut fleet = fleet(&rooms.collect::<Vec<_>>());
    let id = fleet.keep(wish(need(100, 100), &[Random]));
    let mut counts = [0; 4];
    for number in 0..4000 {
        let slot = fleet
            .choose(GROUP, id, &zones(), &mut stream(number))
            .unwrap();
        counts[slot.0 as usize / 100] += 1;
    }
    // 1000 each on average, standard deviation 27.
    assert!(
        counts.iter().all(|count| (890..1110).contains(count)),
        "{counts:?}"
    );
}

/// What may happen to a fleet.
#[derive(Clone, Debug)]
enum Step {
    Place {
        group: u32,
        wish: usize,
        zones: u8,
    },
    Remove(usize),
    Show {
        slot: u32,
        standing: u8,
    },
    Judge {
        slot: u32,
        condition: u32,
        holds: bool,
    },
    Values {
        slot: u32,
        rack: u32,
    },
    Register {
        zone: u32,
        size: i32,
    },
    Retire(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..3u32, 0..24usize, 1..8u8)
            .prop_map(|(group, wish, zones)| Step::Place { group, wish, zones }),
        6 => any::<usize>().prop_map(Step::Remove),
        1 => (any::<u32>(), 0..3u8).prop_map(|(slot, standing)| Step::Show { slot, standing }),
        1 => (any::<u32>(), 0..3u32, any::<bool>())
            .prop_map(|(slot, condition, holds)| Step::Judge { slot, condition, holds }),
        1 => (any::<u32>(), 0..2u32).prop_map(|(slot, rack)| Step::Values { slot, rack }),
        3 => (0..3u32, 1..6i32).prop_map(|(zone, size)| Step::Register { zone, size }),
        1 => any::<u32>().prop_map(Step::Retire),
    ]
}

/// Every kind of chain, with every kind of constraint.
fn wishes() -> Vec<Wish> {
    let chains: [&[Part]; 8] = [
        &[Bucket(0), Count],
        &[Bucket(0)],
        &[Bucket(0), Memory],
        &[Memory, Bucket(1)],
        &[Cpu, Memory, Tasks],
        &[Count, Memory],
        &[Bucket(1), Bucket(0), Count, Tasks],
        &[Memory, Count],
    ];
    let with = |(number, chain): (usize, &&[Part])| {
        let sizes = [need(1, 2), need(2, 1), need(1, 1), need(0, 0)];
        let plain = wish(sizes[number % 4], chain);
        let port = Port {
            number: 80,
            udp: false,
        };
        [
            plain.clone(),
            Wish {
                distinct: true,
                attributes: Some(ConditionId(2)),
                ..plain.clone()
            },
            Wish {
                ports: vec![port],
                member_of: vec![ConditionId(0), ConditionId(1)],
                ..plain
            },
        ]
    };
    chains.iter().enumerate().flat_map(with).collect()
}

/// A fleet on which things happen, and what it holds.
struct Trial {
    fleet: Fleet,
    wishes: Vec<(Wish, WishId)>,
    placed: Vec<(TaskGroupId, usize, SlotId)>,
    slots: u32,
    eager: bool,
}

impl Trial {
    fn new(eager: bool) -> Self {
        // Of the three conditions one is asked one by one.
        let mut fleet = Fleet::new([ConditionId(0), ConditionId(2)]);
        let wishes = wishes().into_iter();
        let wishes = wishes.map(|wish| (wish.clone(), fleet.keep(wish)));
        Self {
            wishes: wishes.collect(),
            fleet,
            placed: Vec::new(),
            slots: 0,
            eager,
        }
    }

    fn place(
        &mut self,
        number: u64,
        group: u32,
        wish: usize,
        zones: u8,
    ) -> Result<(), TestCaseError> {
        let group = TaskGroupId(group);
        let zones: Vec<ZoneId> = (0..3)
            .filter(|bit| zones >> bit & 1 == 1)
            .map(ZoneId)
            .collect();
        let (asked, id) = &self.wishes[wish];
        if self.eager {
            self.fleet.pay(group, *id, 1_000_000);
        }
        let scan = self.fleet.scan(group, *id, &zones, &mut stream(number));
        let found = self.fleet.choose(group, *id, &zones, &mut stream(number));
        prop_assert_eq!(found, scan, "{:?}", asked);
        if let Some(slot) = found {
            put(&mut self.fleet, group, asked, slot);
            self.placed.push((group, wish, slot));
        } else {
            let funnel = self.fleet.funnel(group, *id, &zones);
            prop_assert_eq!(funnel.left[Stage::ALL.len() - 1], 0);
        }
        Ok(())
    }

    fn remove(&mut self, place: usize) {
        if self.placed.is_empty() {
            return;
        }
        let (group, wish, slot) = self.placed.swap_remove(place % self.placed.len());
        let wish = &self.wishes[wish].0;
        self.fleet.leave(group, slot);
        self.fleet.release(slot, &wish.ports);
        let left = self.fleet.left(slot) + wish.need;
        let standing = self.fleet.standing(slot);
        self.fleet.show(slot, standing, left);
    }

    fn register(&mut self, zone: u32, size: i32) {
        let fleet = &mut self.fleet;
        let slot = fleet.register(InstanceId(self.slots), vec![zone, zone % 2], Vec::new());
        fleet.judge(slot, (0..3).map(ConditionId), |_| size % 3 > 0);
        fleet.show(slot, Standing::Open, room(size, 6 - size));
        self.slots += 1;
    }

    fn change(&mut self, step: &Step) {
        if self.slots == 0 {
            return;
        }
        let of = |slot: u32| SlotId(slot % self.slots);
        let fleet = &mut self.fleet;
        match *step {
            Step::Show { slot, standing } => {
                let standings = [Standing::Open, Standing::Away, Standing::Closed];
                let left = fleet.left(of(slot));
                fleet.show(of(slot), standings[usize::from(standing)], left);
            }
            Step::Judge {
                slot,
                condition,
                holds,
            } => fleet.judge(of(slot), [ConditionId(condition)], |_| holds),
            Step::Values { slot, rack } => {
                let zone = fleet.zone(of(slot)).0;
                fleet.set_values(of(slot), vec![zone, rack]);
            }
            Step::Retire(slot) if self.placed.iter().all(|(_, _, at)| *at != of(slot)) => {
                fleet.retire(of(slot));
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn the_orders_choose_what_a_scan_chooses(
        steps in prop::collection::vec(step(), 1..120),
        eager in any::<bool>(),
    ) {
        let mut trial = Trial::new(eager);
        for (step, number) in steps.into_iter().zip(0..) {
            match step {
                Step::Place { group, wish, zones } => trial.place(number, group, wish, zones)?,
                Step::Remove(place) => trial.remove(place),
                Step::Register { zone, size } => trial.register(zone, size),
                step => trial.change(&step),
            }
        }
    }
}
