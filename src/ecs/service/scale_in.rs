//! Which task goes first when some have to be stopped: the strategies of the service in reverse.
//!
//! Spread stops where the most tasks are, so that the rest is most even; binpack where the most
//! would be left, so that instances come free; random any. A service without a strategy keeps its
//! zones even, then its instances, by the order that its [roster](super::roster) keeps. Among
//! equals `ecs.stopTieBreak` decides.
//!
//! Facts: ECS Developer Guide, "Amazon ECS task placement strategies" and "Amazon ECS services".
//! That chains apply in order here too is assumed.

use std::cmp::Reverse;

use super::roster::{Class, Side};
use crate::ecs::Ecs;
use crate::ecs::launch::place::Asker;
use crate::ecs::placement::{Fleet, Part, Remaining, SlotId};
use crate::ecs::task::TaskGroupId;
use crate::engine::Purpose;
use crate::ids::{ServiceId, TaskId};

/// By what each step of a chain chooses whom to stop: the greatest goes first.
type LeavingKey = [i64; 6];

impl Ecs {
    /// Who goes first among the tasks of these sides: of the first classes that have any.
    pub(in crate::ecs) fn first_to_stop(
        &self,
        service: ServiceId,
        sides: &[Side],
        classes: &[&[Class]],
    ) -> Option<TaskId> {
        let state = &self.services[service];
        if state.placement.strategy.is_empty() {
            let group = &self.groups[state.group];
            let tasks_in = |zone| group.in_zone(zone);
            return state.roster.first(sides, classes, tasks_in);
        }
        let chain = self.chain(Asker::Service(service), &state.placement.strategy);
        let candidates = state.roster.candidates(sides, classes);
        let key = |task: &TaskId| {
            let standing = self.tasks[*task].standing;
            let tie = standing.map(|standing| standing.tie);
            (Reverse(self.leaving_key(*task, &chain)), tie, *task)
        };
        candidates.into_iter().min_by_key(key)
    }

    fn leaving_key(&self, id: TaskId, chain: &[Part]) -> LeavingKey {
        let task = &self.tasks[id];
        let mut key = LeavingKey::default();
        let Some(slot) = self.slot_of(task) else {
            return key;
        };
        let fleet = &self.clusters[task.cluster].fleet;
        let need = self.need(task.definition);
        for (part, value) in chain.iter().zip(&mut key) {
            *value = match part {
                Part::Random => {
                    let mut stream = self.draws.stream(Purpose::TaskStop, self.entity(id));
                    i64::try_from(stream.below(1 << 62)).unwrap_or(i64::MAX)
                }
                part => leaving_value(fleet, task.together, slot, need, *part),
            };
        }
        key
    }
}

/// By what one step chooses: the greatest goes first.
fn leaving_value(
    fleet: &Fleet,
    group: TaskGroupId,
    slot: SlotId,
    need: Remaining,
    part: Part,
) -> i64 {
    let left = fleet.left(slot) + need;
    match part {
        Part::Bucket(attribute) => fleet.in_bucket(group, attribute, slot).into(),
        Part::Count => fleet.on_instance(group, slot).into(),
        Part::Cpu => left.cpu.into(),
        Part::Memory => left.memory_mib.into(),
        Part::Tasks | Part::Random => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ecs::placement::Standing;
    use crate::ids::InstanceId;

    const GROUP: TaskGroupId = TaskGroupId(0);

    fn room(memory_mib: i32) -> Remaining {
        Remaining {
            memory_mib,
            ..Remaining::default()
        }
    }

    #[test]
    fn p11_spread_stops_in_the_fullest_zone() {
        let mut fleet = Fleet::new([]);
        for (zone, tasks) in [(0, 3), (1, 2), (2, 2)] {
            let slot = fleet.register(InstanceId(zone), vec![zone], Vec::new());
            (0..tasks).for_each(|_| fleet.join(GROUP, slot));
        }
        let load = |slot| leaving_value(&fleet, GROUP, SlotId(slot), room(0), Part::Bucket(0));
        assert_eq!([load(0), load(1), load(2)], [3, 2, 2]);
    }

    #[test]
    fn p12_binpack_stops_where_the_most_would_be_left() {
        let mut fleet = Fleet::new([]);
        for (number, left) in [(0, 100), (1, 900)] {
            let slot = fleet.register(InstanceId(number), vec![0], Vec::new());
            fleet.show(slot, Standing::Open, room(left));
        }
        let left = |slot| leaving_value(&fleet, GROUP, SlotId(slot), room(300), Part::Memory);
        assert_eq!([left(0), left(1)], [400, 1200]);
    }
}
