//! The pictures of the packing, made after the run: every task knows when it took room on its
//! instance and when it gave that back, every instance when it was in its cluster.

mod check;
mod kinds;
mod peak;

use std::collections::{BTreeMap, BTreeSet};

use super::journal::Record;
use crate::ecs::placement::Remaining;
use crate::ecs::{Task, TaskGroupId};
use crate::engine::SimTime;
use crate::ids::{ClusterId, InstanceId, TaskDefinitionId};
use crate::report::ServiceState;
use crate::report::packing::{Amounts, PORTS, PackedCluster, PackedInstance, PackingPicture, When};
use crate::scenario::model::{Capacity, Scenario, Service, Start};

/// The start of a run that begins empty and never has all its tasks.
const FIRST_MINUTE: SimTime = SimTime::from_secs(60);

/// What tells kinds of tasks apart.
type Kind = (TaskGroupId, TaskDefinitionId);

/// Kinds of tasks with their places, in the order in which they were found.
#[derive(Default)]
struct Kinds {
    all: Vec<Kind>,
    places: BTreeMap<Kind, u32>,
}

impl Kinds {
    /// The place of a kind among those that are known, or a new one.
    fn place(&mut self, kind: Kind) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(kind).or_insert(next);
        if place == next {
            self.all.push(kind);
        }
        place
    }
}

/// From when on, and until when.
#[derive(Clone, Copy)]
struct Stay {
    from: SimTime,
    until: Option<SimTime>,
}

impl Stay {
    fn holds(self, at: SimTime) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

impl Record {
    /// How each cluster that had container instances was packed.
    ///
    /// # Panics
    /// If the run checks itself and the last picture is not what the room holds: a defect.
    pub(super) fn packing(
        &self,
        states: &[ServiceState],
        scenario: &Scenario,
        paranoid: bool,
    ) -> Vec<PackedCluster> {
        let end = SimTime::ZERO + scenario.duration;
        let clusters = self.ecs.clusters.ids();
        let packed = clusters.filter_map(|cluster| {
            let packer = Packer::new(self, cluster)?;
            let begin = match scenario.start {
                Start::Steady => SimTime::ZERO,
                Start::Empty => self.first_full(cluster, states).unwrap_or(FIRST_MINUTE),
            };
            let times = [
                (When::Start, begin.min(end)),
                (When::Peak, packer.peak(end)),
                (When::End, end),
            ];
            Some(packer.packed(states, times))
        });
        let packed: Vec<PackedCluster> = packed.collect();
        if paranoid && let Err(broken) = self.check_packing(&packed) {
            panic!("the packing at the end of the run: {broken}");
        }
        packed
    }

    /// The end of the first instant at which the services of a cluster have all tasks RUNNING that
    /// they desire, and desire some.
    fn first_full(&self, cluster: ClusterId, states: &[ServiceState]) -> Option<SimTime> {
        let services = self.ecs.aws.services.iter();
        let is_here = |asked: &Service| asked.cluster == cluster && asked.capacity == Capacity::Ec2;
        let here = services.filter(|(_, asked)| is_here(asked));
        let here: BTreeSet<u32> = here.map(|(id, _)| id.0).collect();
        let mut newest: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut instants = states.chunk_by(|one, other| one.time == other.time);
        let full = instants.find(|states| {
            for state in states.iter().filter(|state| here.contains(&state.service)) {
                newest.insert(state.service, (state.desired, state.running));
            }
            let desired: u32 = newest.values().map(|(desired, _)| desired).sum();
            desired > 0 && newest.values().all(|(desired, running)| running >= desired)
        });
        full.map(|states| states[0].time)
    }
}

/// Everything that stood in one cluster.
struct Packer<'r> {
    record: &'r Record,
    cluster: ClusterId,
    /// By number of the instance: when it was in the cluster, and what it registered.
    instances: BTreeMap<InstanceId, (Stay, Amounts)>,
    tasks: Vec<&'r Task>,
}

impl<'r> Packer<'r> {
    /// Of a cluster that had instances.
    fn new(record: &'r Record, cluster: ClusterId) -> Option<Self> {
        let ecs = &record.ecs;
        let mut instances = BTreeMap::new();
        for id in record.ec2.instances.ids() {
            let instance = ecs.instance_if_any(id);
            let Some(instance) = instance.filter(|it| it.cluster == cluster) else {
                continue;
            };
            if let Some(from) = instance.registered {
                let until = instance.deregistered;
                instances.insert(id, (Stay { from, until }, registered(record, id)));
            }
        }
        let here = |task: &Task| task.cluster == cluster && task.instance.is_some();
        let tasks = ecs.tasks.iter().map(|(_, task)| task);
        (!instances.is_empty()).then(|| Self {
            record,
            cluster,
            instances,
            tasks: tasks.filter(|task| here(task)).collect(),
        })
    }

    fn stay(&self, task: &Task) -> Stay {
        Stay {
            from: task.times.created,
            until: self.record.ecs.given_back(task),
        }
    }

    fn need(&self, definition: TaskDefinitionId) -> Amounts {
        let ecs = &self.record.ecs;
        let ports = ecs.static_ports(definition).len();
        amounts(ecs.taken_by(definition), ports)
    }

    /// The pictures at these times, and what they are of.
    fn packed(&self, states: &[ServiceState], times: [(When, SimTime); 3]) -> PackedCluster {
        let mut kinds = Kinds::default();
        let pictures: Vec<PackingPicture> = times
            .into_iter()
            .map(|(when, time)| self.picture(when, time, &mut kinds))
            .collect();
        let peak = times[1].1;
        let lacking = self.lacking(states, peak, &mut kinds);
        PackedCluster {
            name: self.record.ecs.aws.clusters[self.cluster].clone(),
            kinds: self.told(&kinds.all),
            pictures,
            lacking,
        }
    }

    fn picture(&self, when: When, time: SimTime, kinds: &mut Kinds) -> PackingPicture {
        let mut there: BTreeMap<InstanceId, PackedInstance> = BTreeMap::new();
        for (id, (stay, registered)) in &self.instances {
            if stay.holds(time) {
                let packed = PackedInstance {
                    instance: id.0,
                    registered: *registered,
                    ..PackedInstance::default()
                };
                there.insert(*id, packed);
            }
        }
        for task in &self.tasks {
            let on = task.instance.and_then(|id| there.get_mut(&id));
            let Some(on) = on.filter(|_| self.stay(task).holds(time)) else {
                continue;
            };
            let need = self.need(task.definition);
            on.reserved = on.reserved.with(need, u32::saturating_add);
            let kind = kinds.place((task.group, task.definition));
            match on.tasks.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => on.tasks.push((kind, 1)),
            }
        }
        let mut instances: Vec<PackedInstance> = there.into_values().collect();
        for instance in &mut instances {
            instance.tasks.sort_unstable();
        }
        PackingPicture {
            when,
            time,
            instances,
        }
    }
}

/// What an instance registered for tasks.
fn registered(record: &Record, id: InstanceId) -> Amounts {
    let kept = u32::try_from(record.ecs.ports_kept_on(id)).unwrap_or(PORTS);
    Amounts {
        ports: PORTS.saturating_sub(kept),
        ..amounts(record.ecs.registered_by(id), 0)
    }
}

fn amounts(some: Remaining, ports: usize) -> Amounts {
    let whole = |number: i32| u32::try_from(number).unwrap_or(0);
    Amounts {
        cpu: whole(some.cpu),
        memory_mib: whole(some.memory_mib),
        enis: whole(some.enis),
        ports: u32::try_from(ports).unwrap_or(u32::MAX),
        gpus: whole(some.gpus),
    }
}
