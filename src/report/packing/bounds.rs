//! How few instances would hold a set of tasks: a bound from below, and a packing that shows how
//! many suffice. Pure functions.
//!
//! From below: what the tasks need together; L2 of Martello and Toth ("Knapsack Problems", 1990),
//! which counts tasks larger than half an instance; the largest group of `distinctInstance`; and
//! the tasks that want one host port. From above: first fit, the largest tasks first.

use super::binds::shares_port;
use super::{Amounts, Resource, TaskKind};

/// So many tasks of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// The kind.
    pub kind: &'a TaskKind,
    /// How many.
    pub count: u32,
}

/// The least number of instances with so much room each; none if a task is larger than that.
pub fn at_least(room: Amounts, loads: &[Load<'_>]) -> Option<u32> {
    if !loads.iter().all(|load| room.holds(load.kind.need)) {
        return None;
    }
    let by_resource = Resource::ALL.into_iter().map(|resource| {
        let size = |load: &Load<'_>| (u64::from(load.kind.need.of(resource)), load.count);
        let sizes: Vec<(u64, u32)> = loads.iter().map(size).collect();
        two_of_martello_and_toth(u64::from(room.of(resource)), &sizes)
    });
    let bound = by_resource.max().unwrap_or(0);
    Some(bound.max(apart(loads)))
}

/// The bound L2 for tasks of these sizes, each not larger than the room.
///
/// For some least size, tasks that leave less than that are alone; others that are larger than half
/// have only the rest of their instances for smaller ones; what these lack there needs new ones.
fn two_of_martello_and_toth(room: u64, sizes: &[(u64, u32)]) -> u32 {
    let small = sizes.iter().map(|(size, _)| *size);
    let small = small.filter(|size| *size * 2 <= room);
    let bound = |least: u64| {
        let (mut alone, mut large, mut free, mut rest) = (0, 0, 0, 0);
        for (size, count) in sizes {
            let count = u64::from(*count);
            if size + least > room {
                alone += count;
            } else if size * 2 > room {
                large += count;
                free += (room - size) * count;
            } else if *size >= least {
                rest += size * count;
            }
        }
        let more = rest.saturating_sub(free).div_ceil(room.max(1));
        u32::try_from(alone + large + more).unwrap_or(u32::MAX)
    };
    // With 0 for the least size it is the sum of all sizes, or more.
    small.chain([0]).map(bound).max().unwrap_or(0)
}

/// The most tasks of which no two may share an instance.
fn apart(loads: &[Load<'_>]) -> u32 {
    let most = loads.iter().map(|load| {
        let others = |is_apart: &dyn Fn(&TaskKind) -> bool| {
            let apart = loads.iter().filter(|other| is_apart(other.kind));
            apart.map(|other| other.count).sum::<u32>()
        };
        let group = if load.kind.distinct {
            others(&|other| other.group == load.kind.group && other.distinct)
        } else {
            0
        };
        let port = load.kind.ports.iter();
        let port = port.map(|port| others(&|other| other.ports.contains(port)));
        port.max().unwrap_or(0).max(group)
    });
    most.max().unwrap_or(0)
}

/// An instance that is being packed.
struct Bin<'a> {
    left: Amounts,
    kinds: Vec<&'a TaskKind>,
}

impl Bin<'_> {
    /// How many more tasks of a kind it takes.
    fn room_for(&self, kind: &TaskKind) -> u32 {
        let bars = |other: &&TaskKind| {
            shares_port(other, kind) || kind.distinct && other.group == kind.group
        };
        if self.kinds.iter().any(bars) {
            return 0;
        }
        let alone = kind.distinct || !kind.ports.is_empty();
        let resources = Resource::ALL.into_iter();
        let fits = resources
            .filter_map(|resource| self.left.of(resource).checked_div(kind.need.of(resource)));
        fits.min()
            .unwrap_or(u32::MAX)
            .min(if alone { 1 } else { u32::MAX })
    }
}

/// How many instances with so much room each hold all tasks if the largest come first and each goes
/// onto the first instance that takes it; none if a task is larger than that. Tasks of some kinds
/// are on each of them already.
pub fn first_fit(room: Amounts, everywhere: &[&TaskKind], loads: &[Load<'_>]) -> Option<u32> {
    let mut loads: Vec<&Load<'_>> = loads.iter().filter(|load| load.count > 0).collect();
    loads.sort_by_key(|load| std::cmp::Reverse(largest_share(room, load.kind.need)));
    let mut bins: Vec<Bin<'_>> = Vec::new();
    for load in loads {
        let mut waiting = load.count;
        let put = |bin: &mut Bin<'_>, waiting: &mut u32| {
            let here = bin.room_for(load.kind).min(*waiting);
            bin.left = bin.left.less(load.kind.need.times(here));
            *waiting -= here;
            here
        };
        for bin in &mut bins {
            if put(bin, &mut waiting) > 0 {
                bin.kinds.push(load.kind);
            }
        }
        while waiting > 0 {
            let mut bin = Bin {
                left: room,
                kinds: everywhere.to_vec(),
            };
            if put(&mut bin, &mut waiting) == 0 {
                return None;
            }
            bin.kinds.push(load.kind);
            bins.push(bin);
        }
    }
    u32::try_from(bins.len()).ok()
}

/// The largest share of the room that a task takes of any resource, in millionths.
fn largest_share(room: Amounts, need: Amounts) -> u64 {
    let share = |resource| {
        let (part, whole) = (u64::from(need.of(resource)), u64::from(room.of(resource)));
        part * 1_000_000 / whole.max(1)
    };
    Resource::ALL.into_iter().map(share).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 10 MiB and 10 CPU units.
    const ROOM: Amounts = Amounts {
        cpu: 10,
        memory_mib: 10,
        enis: 3,
        ports: 95,
        gpus: 0,
    };

    /// `(memory, CPU, count)`, each of a group of its own.
    fn kinds(tasks: &[(u32, u32, u32)]) -> Vec<(TaskKind, u32)> {
        let kinds = tasks
            .iter()
            .zip(0..)
            .map(|(&(memory_mib, cpu, count), group)| {
                let need = Amounts {
                    cpu,
                    memory_mib,
                    ..Amounts::default()
                };
                let kind = TaskKind {
                    need,
                    group,
                    ..TaskKind::default()
                };
                (kind, count)
            });
        kinds.collect()
    }

    fn loads(kinds: &[(TaskKind, u32)]) -> Vec<Load<'_>> {
        let loads = kinds.iter().map(|(kind, count)| Load {
            kind,
            count: *count,
        });
        loads.collect()
    }

    fn both(kinds: &[(TaskKind, u32)]) -> (Option<u32>, Option<u32>) {
        (
            at_least(ROOM, &loads(kinds)),
            first_fit(ROOM, &[], &loads(kinds)),
        )
    }

    #[test]
    fn bounds_by_hand() {
        for (tasks, least, fit) in [
            // Nothing needs nothing.
            (&[][..], 0, 0),
            // 40 of 10: four full ones.
            (&[(5, 1, 8)], 4, 4),
            // The sum says 3 (24 of 10), but two of 6 do not share: four.
            (&[(6, 1, 4)], 4, 4),
            // CPU is short: 3 of 10 go three times; 12 tasks, 36 of 10.
            (&[(1, 3, 12)], 4, 4),
            // Each 7 leaves 3; the threes fill them, and two more need one more.
            (&[(7, 1, 3), (3, 1, 5)], 4, 4),
            // Each 7 leaves 3, too little for a 4: two of 4 need one more. The sum says 3.
            (&[(7, 1, 2), (4, 1, 2)], 3, 3),
            // The sum and L2 say 3 (30 of 10), but threes and sixes and ones mix badly by hand too.
            (
                &[(6, 1, 1), (5, 1, 2), (4, 1, 1), (3, 1, 2), (2, 1, 2)],
                3,
                3,
            ),
            // First fit takes one too many: 5+3+2 twice would do; it puts 5+5, 3+3+3+1 …
            (&[(4, 1, 2), (3, 1, 4)], 2, 3),
        ] {
            assert_eq!(both(&kinds(tasks)), (Some(least), Some(fit)), "{tasks:?}");
        }
    }

    #[test]
    fn a_task_larger_than_an_instance_has_no_bound() {
        assert_eq!(both(&kinds(&[(11, 1, 1)])), (None, None));
        assert_eq!(both(&kinds(&[(10, 10, 1)])), (Some(1), Some(1)));
    }

    #[test]
    fn interfaces_groups_and_ports_raise_the_bound() {
        let mut tasks = kinds(&[(1, 1, 7), (1, 1, 4)]);
        assert_eq!(both(&tasks), (Some(2), Some(2)));
        // 7 interfaces, 3 on each.
        tasks[0].0.need.enis = 1;
        assert_eq!(both(&tasks), (Some(3), Some(3)));
        // No two of the four share an instance.
        tasks[1].0.distinct = true;
        assert_eq!(both(&tasks), (Some(4), Some(4)));
        // All eleven want port 80.
        for (kind, _) in &mut tasks {
            kind.ports = vec![(80, false)];
        }
        assert_eq!(both(&tasks), (Some(11), Some(11)));
        // Revisions of a group are apart as well.
        let mut tasks = kinds(&[(1, 1, 3), (1, 1, 2)]);
        for (kind, _) in &mut tasks {
            (kind.group, kind.distinct) = (7, true);
        }
        assert_eq!(both(&tasks), (Some(5), Some(5)));
    }

    #[test]
    fn a_task_that_is_everywhere_keeps_its_port() {
        let mut tasks = kinds(&[(1, 1, 1), (1, 1, 1)]);
        tasks[0].0.ports = vec![(80, false)];
        tasks[1].0.ports = vec![(80, false)];
        let fit = |everywhere: &[&TaskKind]| first_fit(ROOM, everywhere, &loads(&tasks[1..]));
        assert_eq!((fit(&[]), fit(&[&tasks[0].0])), (Some(1), None));
    }

    /// Whatever there is to pack, the bound from below is not above what first fit shows, and first
    /// fit is never twice as much and one more for one resource.
    #[test]
    fn the_bounds_are_in_order() {
        for seed in 0..400_u32 {
            let size =
                |place: u32| 1 + (seed.wrapping_mul(2_654_435_761).rotate_left(place * 5)) % 10;
            let tasks = [
                (size(1), 1, size(2)),
                (size(3), 1, size(4)),
                (size(5), 1, size(6)),
            ];
            let (least, fit) = both(&kinds(&tasks));
            let (least, fit) = (least.unwrap(), fit.unwrap());
            assert!(least <= fit && fit <= 2 * least, "{tasks:?}: {least} {fit}");
        }
    }
}
