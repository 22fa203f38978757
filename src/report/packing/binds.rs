//! Which resource is used up first, and how much of the others nobody can use: pure functions.

use super::{Amounts, PackedInstance, Resource, TaskKind};

/// The resource of which the largest share is reserved; none on an empty instance.
pub fn fullest(registered: Amounts, reserved: Amounts) -> Option<Resource> {
    let mut most: Option<(Resource, u64, u64)> = None;
    for resource in Resource::ALL {
        let (part, whole) = (reserved.of(resource), registered.of(resource));
        let (part, whole) = (u64::from(part), u64::from(whole));
        let is_more = most.is_none_or(|(_, of, all)| part * all > of * whole);
        if part > 0 && whole > 0 && is_more {
            most = Some((resource, part, whole));
        }
    }
    most.map(|(resource, ..)| resource)
}

/// The resource of which what is left holds the fewest tasks of a kind: what it runs out of first.
pub fn runs_out(left: Amounts, need: Amounts) -> Option<Resource> {
    let mut least: Option<(Resource, u64, u64)> = None;
    for resource in Resource::ALL {
        let (has, wants) = (left.of(resource), need.of(resource));
        let (has, wants) = (u64::from(has), u64::from(wants));
        let is_less = least.is_none_or(|(_, other, per)| has * per < other * wants);
        if wants > 0 && is_less {
            least = Some((resource, has, wants));
        }
    }
    least.map(|(resource, ..)| resource)
}

/// What binds a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The resource that is used up first on most instances.
    pub resource: Resource,
    /// On how many.
    pub on: u32,
    /// Of how many.
    pub of: u32,
}

/// What binds a cluster: for a kind of task that found no place, or else for those that run there.
pub fn of_cluster(
    instances: &[PackedInstance],
    kinds: &[TaskKind],
    unplaced: Option<&TaskKind>,
) -> Option<Binding> {
    let binding = |instance: &PackedInstance| match unplaced {
        Some(kind) if has_port_of(instance, kinds, kind) => Some(Resource::Ports),
        Some(kind) => runs_out(instance.left(), kind.need),
        None => fullest(instance.registered, instance.reserved),
    };
    let binding: Vec<Option<Resource>> = instances.iter().map(binding).collect();
    let mut most: Option<(Resource, usize)> = None;
    for resource in Resource::ALL {
        let on = binding.iter().filter(|it| **it == Some(resource)).count();
        if on > most.map_or(0, |(_, most)| most) {
            most = Some((resource, on));
        }
    }
    let small = |count| u32::try_from(count).unwrap_or(u32::MAX);
    most.map(|(resource, on)| Binding {
        resource,
        on: small(on),
        of: small(instances.len()),
    })
}

/// Whether a task on an instance has a host port that a task of a kind wants.
fn has_port_of(instance: &PackedInstance, kinds: &[TaskKind], kind: &TaskKind) -> bool {
    let mut there = instance.tasks.iter();
    there.any(|(other, _)| shares_port(&kinds[*other as usize], kind))
}

/// Whether tasks of these kinds want the same host port.
pub(super) fn shares_port(one: &TaskKind, other: &TaskKind) -> bool {
    one.ports.iter().any(|port| other.ports.contains(port))
}

/// Whether one more task of a kind has room on an instance, as far as its resources, its host ports
/// and `distinctInstance` go.
pub fn has_room(instance: &PackedInstance, kinds: &[TaskKind], kind: &TaskKind) -> bool {
    let mut there = instance.tasks.iter();
    let of_group = |(other, _): &(u32, u32)| kinds[*other as usize].group == kind.group;
    instance.left().holds(kind.need)
        && !has_port_of(instance, kinds, kind)
        && !(kind.distinct && there.any(of_group))
}

/// What is left on instances that take no task any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stranded {
    /// On how many instances.
    pub instances: u32,
    /// CPU units that are left there.
    pub cpu: u64,
    /// MiB that are left there.
    pub memory_mib: u64,
    /// CPU units that all instances registered.
    pub all_cpu: u64,
    /// MiB that all instances registered.
    pub all_memory_mib: u64,
}

/// What is left on the instances on which none of the kinds has room. DAEMON tasks do not count:
/// they are on every instance.
pub fn stranded(instances: &[PackedInstance], kinds: &[TaskKind], wanted: &[u32]) -> Stranded {
    let wanted = wanted.iter().map(|place| &kinds[*place as usize]);
    let wanted: Vec<&TaskKind> = wanted.filter(|kind| !kind.daemon).collect();
    let mut sum = Stranded::default();
    for instance in instances {
        sum.all_cpu += u64::from(instance.registered.cpu);
        sum.all_memory_mib += u64::from(instance.registered.memory_mib);
        let takes_one = |kind: &&TaskKind| has_room(instance, kinds, kind);
        if !wanted.is_empty() && !wanted.iter().any(takes_one) {
            sum.instances += 1;
            sum.cpu += u64::from(instance.left().cpu);
            sum.memory_mib += u64::from(instance.left().memory_mib);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(cpu: u32, memory_mib: u32, enis: u32, ports: u32) -> Amounts {
        Amounts {
            cpu,
            memory_mib,
            enis,
            ports,
            gpus: 0,
        }
    }

    #[test]
    fn the_largest_share_binds_and_memory_before_cpu_where_they_are_equal() {
        let whole = amounts(2048, 7764, 2, 95);
        for (reserved, expected) in [
            (amounts(0, 0, 0, 0), None),
            (amounts(1024, 1024, 0, 0), Some(Resource::Cpu)),
            (amounts(512, 4096, 0, 0), Some(Resource::Memory)),
            (amounts(1024, 3882, 0, 0), Some(Resource::Memory)),
            (amounts(1024, 1024, 2, 0), Some(Resource::Interfaces)),
            (amounts(20, 77, 0, 2), Some(Resource::Ports)),
        ] {
            assert_eq!(fullest(whole, reserved), expected, "{reserved:?}");
        }
        assert_eq!(
            fullest(amounts(0, 100, 0, 0), amounts(0, 1, 0, 0)),
            Some(Resource::Memory)
        );
    }

    #[test]
    fn what_holds_the_fewest_tasks_runs_out_first() {
        let need = amounts(256, 1024, 1, 0);
        for (left, expected) in [
            (amounts(2048, 2048, 9, 0), Resource::Memory),
            (amounts(511, 2048, 9, 0), Resource::Cpu),
            (amounts(512, 2048, 9, 0), Resource::Memory),
            (amounts(512, 2048, 1, 0), Resource::Interfaces),
            (amounts(0, 0, 0, 0), Resource::Memory),
        ] {
            assert_eq!(runs_out(left, need), Some(expected), "{left:?}");
        }
        assert_eq!(runs_out(amounts(1, 1, 1, 1), Amounts::default()), None);
    }

    fn kind(need: Amounts) -> TaskKind {
        TaskKind {
            need,
            ..TaskKind::default()
        }
    }

    /// Instances of 2048 CPU units and 4096 MiB with so many tasks of kind 0.
    fn packed(counts: &[u32], kinds: &[TaskKind]) -> Vec<PackedInstance> {
        let packed = counts
            .iter()
            .zip(0..)
            .map(|(count, instance)| PackedInstance {
                instance,
                registered: amounts(2048, 4096, 0, 95),
                reserved: kinds[0].need.times(*count),
                tasks: if *count > 0 {
                    vec![(0, *count)]
                } else {
                    Vec::new()
                },
            });
        packed.collect()
    }

    /// 1536 MiB of 4096 and 256 CPU units of 2048: two tasks fill the memory, three quarters of the
    /// CPU are left.
    #[test]
    fn memory_binds_and_cpu_is_stranded() {
        let kinds = [kind(amounts(256, 1536, 0, 0))];
        let instances = packed(&[2, 2, 0], &kinds);
        let binding = of_cluster(&instances, &kinds, None).unwrap();
        assert_eq!(
            (binding.resource, binding.on, binding.of),
            (Resource::Memory, 2, 3)
        );
        let stranded = stranded(&instances, &kinds, &[0]);
        assert_eq!((stranded.instances, stranded.cpu), (2, 2 * 1536));
        assert_eq!(
            (stranded.memory_mib, stranded.all_cpu),
            (2 * 1024, 3 * 2048)
        );
    }

    #[test]
    fn a_task_without_a_place_says_itself_what_is_short() {
        let mut large = kind(amounts(1800, 512, 0, 1));
        large.ports = vec![(80, false)];
        let kinds = [kind(amounts(256, 1536, 0, 0)), large];
        let mut instances = packed(&[2, 2, 1], &kinds);
        let of = |instances: &[PackedInstance]| {
            let binding = of_cluster(instances, &kinds, Some(&kinds[1])).unwrap();
            (binding.resource, binding.on)
        };
        // 1536 of 1800 CPU units hold less of it than 1024 of 512 MiB.
        assert_eq!(of(&instances), (Resource::Cpu, 3));
        for instance in &mut instances[..2] {
            instance.tasks.push((1, 1));
        }
        assert_eq!(of(&instances), (Resource::Ports, 2));
        assert_eq!(of_cluster(&[], &kinds, None), None);
    }

    #[test]
    fn a_port_or_a_task_of_the_group_leaves_no_room_for_another() {
        let mut kinds = [kind(amounts(256, 512, 0, 1)), kind(amounts(256, 512, 0, 1))];
        kinds[0].ports = vec![(80, false)];
        kinds[1].ports = vec![(80, true)];
        kinds[1].group = 1;
        let there = packed(&[1], &kinds).remove(0);
        assert!(!has_room(&there, &kinds, &kinds[0]));
        assert!(has_room(&there, &kinds, &kinds[1]), "UDP is another port");
        kinds[0].ports.clear();
        assert!(has_room(&there, &kinds, &kinds[0]));
        kinds[0].distinct = true;
        assert!(!has_room(&there, &kinds, &kinds[0]));
        kinds[1].distinct = true;
        assert!(has_room(&there, &kinds, &kinds[1]), "another group");
        kinds[0].daemon = true;
        assert_eq!(stranded(&[there], &kinds, &[0]).instances, 0);
    }
}
