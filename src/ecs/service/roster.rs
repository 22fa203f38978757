//! The tasks of one service that were not told to stop: how many of which kind, and which of them
//! goes first when some have to be stopped.
//!
//! The order of stopping: on DRAINING instances first, then those that a check found unhealthy
//! although they may be so yet, then the zone with the most tasks of the service, then the instance
//! with the most, then the oldest (`ecs.stopTieBreak`). The counts are of the remaining tasks and
//! change with each stop, so the order is kept, not computed: each task sits in a set of its zone
//! under the count of its instance.
//!
//! Facts: ECS Developer Guide, "Amazon ECS services" (zones, then instances); the rest is assumed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::rolling_update::Alive;
use crate::ids::{TaskId, ZoneId};

/// To which side of an update a task belongs. In order of stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ecs) enum Side {
    /// On a DRAINING instance.
    Draining,
    /// Of another deployment than the PRIMARY.
    Old,
    /// Of the PRIMARY deployment, and it may stay.
    New,
}

impl Side {
    /// The sides of the tasks that have to leave.
    pub(in crate::ecs) const LEAVING: [Self; 2] = [Self::Draining, Self::Old];
}

/// How a task is counted by its service while it is not told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ecs) enum Class {
    /// Not RUNNING yet.
    Starting,
    /// As before, started to replace a lost task of an older deployment.
    Replacement,
    /// RUNNING, not healthy yet.
    Young,
    /// As before, and a check says already that it is not healthy: the first to go.
    Unwell,
    /// Healthy.
    Ready,
    /// RUNNING, and a check says after the grace period that it is not healthy.
    Sick,
}

/// How a task stands in the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct Standing {
    pub(in crate::ecs) side: Side,
    pub(in crate::ecs) class: Class,
    /// Whether it was started in place of a sick one.
    pub(in crate::ecs) spare: bool,
    /// Whether it is not to be chosen.
    pub(in crate::ecs) is_protected: bool,
    /// Whether it is of another deployment than the PRIMARY.
    pub(in crate::ecs) older: bool,
    pub(in crate::ecs) zone: ZoneId,
    /// Tasks of the service on its instance; 0 on Fargate.
    pub(in crate::ecs) on_instance: u32,
    /// Smaller goes first among equals.
    pub(in crate::ecs) tie: (u64, u32),
}

type Key = (Reverse<u32>, (u64, u32), TaskId);

/// The tasks of one service, counted and in order of stopping.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct Roster {
    pub(in crate::ecs) new: Alive,
    pub(in crate::ecs) old: Alive,
    /// Of the new and the old ones: those that are protected.
    pub(in crate::ecs) new_protected: Alive,
    pub(in crate::ecs) old_protected: Alive,
    protected: BTreeSet<TaskId>,
    protected_by_zone: BTreeMap<ZoneId, u32>,
    pub(in crate::ecs) replacements: u32,
    pub(in crate::ecs) spares: u32,
    pub(in crate::ecs) older_running: u32,
    pub(in crate::ecs) older_sick: u32,
    pub(in crate::ecs) draining_ready: u32,
    /// Told to stop, not STOPPED yet.
    pub(in crate::ecs) stopping: u32,
    /// Among these, those that had to leave.
    pub(in crate::ecs) leaving: u32,
    orders: BTreeMap<(Side, Class, ZoneId), BTreeSet<Key>>,
}

impl Roster {
    /// Takes in a task.
    pub(in crate::ecs) fn add(&mut self, task: TaskId, standing: Standing) {
        self.count(standing, 1);
        if standing.is_protected {
            self.protected.insert(task);
            *self.protected_by_zone.entry(standing.zone).or_default() += 1;
        } else {
            self.set(standing).insert(key(task, standing));
        }
    }

    /// Lets go of a task; `standing` is what it was added with.
    pub(in crate::ecs) fn remove(&mut self, task: TaskId, standing: Standing) {
        self.count(standing, -1);
        let was_there = if standing.is_protected {
            *self.protected_by_zone.entry(standing.zone).or_default() -= 1;
            self.protected.remove(&task)
        } else {
            self.set(standing).remove(&key(task, standing))
        };
        assert!(was_there, "{task:?} stands in the roster as {standing:?}");
    }

    /// Who goes first among the tasks of these sides: of the first classes that have any.
    /// `tasks_in` says how many tasks the service has in a zone.
    pub(in crate::ecs) fn first(
        &self,
        sides: &[Side],
        classes: &[&[Class]],
        tasks_in: impl Fn(ZoneId) -> u32,
    ) -> Option<TaskId> {
        let first_of = |side: &Side, classes: &&[Class]| {
            let firsts = self.orders.iter().filter_map(|((of, class, zone), set)| {
                let fits = of == side && classes.contains(class);
                let first = if fits { set.first() } else { None }?;
                Some(((Reverse(tasks_in(*zone)), *first), first.2))
            });
            firsts.min().map(|(_, task)| task)
        };
        let in_order = |side| classes.iter().find_map(|some| first_of(side, some));
        sides.iter().find_map(in_order)
    }

    /// The tasks among whom [`first`](Self::first) chooses.
    pub(in crate::ecs) fn candidates(&self, sides: &[Side], classes: &[&[Class]]) -> Vec<TaskId> {
        let of = |side: &Side, classes: &[Class]| -> Vec<TaskId> {
            let sets = self.orders.iter();
            let sets = sets.filter(|((of, class, _), _)| of == side && classes.contains(class));
            sets.flat_map(|(_, set)| set.iter().map(|key| key.2))
                .collect()
        };
        let some = sides
            .iter()
            .flat_map(|side| classes.iter().map(move |classes| of(side, classes)));
        some.into_iter()
            .find(|tasks| !tasks.is_empty())
            .unwrap_or_default()
    }

    /// The tasks of these sides in one class, in order of their ids.
    pub(in crate::ecs) fn of_class(&self, sides: &[Side], class: Class) -> Vec<TaskId> {
        let sets = self.orders.iter();
        let sets = sets.filter(|((side, of, _), _)| sides.contains(side) && *of == class);
        let tasks = sets.flat_map(|(_, set)| set.iter().map(|key| key.2));
        let tasks: BTreeSet<TaskId> = tasks.collect();
        tasks.into_iter().collect()
    }

    /// How many of a zone are protected.
    pub(in crate::ecs) fn protected_in(&self, zone: ZoneId) -> u32 {
        self.protected_by_zone.get(&zone).copied().unwrap_or(0)
    }

    /// All tasks, in no order that means anything.
    pub(in crate::ecs) fn tasks(&self) -> Vec<TaskId> {
        let sets = self.orders.values();
        let tasks = sets.flat_map(|set| set.iter().map(|key| key.2));
        tasks.chain(self.protected.iter().copied()).collect()
    }

    /// Tasks that are RUNNING: `runningCount`.
    pub(in crate::ecs) fn running(&self) -> u32 {
        let running = |side: Alive| side.young + side.ready + side.sick;
        running(self.new) + running(self.old)
    }

    /// Tasks before RUNNING: `pendingCount`.
    pub(in crate::ecs) fn pending(&self) -> u32 {
        self.new.starting + self.old.starting
    }

    fn set(&mut self, standing: Standing) -> &mut BTreeSet<Key> {
        let place = (standing.side, standing.class, standing.zone);
        self.orders.entry(place).or_default()
    }

    fn count(&mut self, standing: Standing, by: i32) {
        let change = |count: &mut u32| {
            *count = count
                .checked_add_signed(by)
                .expect("who leaves a roster stood in it");
        };
        let (alive, protected) = match standing.side {
            Side::New => (&mut self.new, &mut self.new_protected),
            Side::Old | Side::Draining => (&mut self.old, &mut self.old_protected),
        };
        for (alive, counts) in [(alive, true), (protected, standing.is_protected)] {
            match standing.class {
                _ if !counts => {}
                Class::Starting | Class::Replacement => change(&mut alive.starting),
                Class::Young | Class::Unwell => change(&mut alive.young),
                Class::Ready => change(&mut alive.ready),
                Class::Sick => change(&mut alive.sick),
            }
        }
        let is_new = standing.side == Side::New;
        let comes = matches!(
            standing.class,
            Class::Starting | Class::Young | Class::Unwell
        );
        if is_new && standing.spare && comes {
            change(&mut self.spares);
        }
        match standing.class {
            Class::Replacement => change(&mut self.replacements),
            Class::Young | Class::Unwell | Class::Ready if standing.older => {
                change(&mut self.older_running);
            }
            Class::Sick if standing.older => change(&mut self.older_sick),
            Class::Ready if standing.side == Side::Draining => change(&mut self.draining_ready),
            _ => {}
        }
    }
}

fn key(task: TaskId, standing: Standing) -> Key {
    (Reverse(standing.on_instance), standing.tie, task)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(zone: u32, on_instance: u32, tie: u64) -> Standing {
        Standing {
            side: Side::New,
            class: Class::Ready,
            spare: false,
            is_protected: false,
            older: false,
            zone: ZoneId(zone),
            on_instance,
            tie: (tie, 0),
        }
    }

    /// Zones 3, 2, 2, three tasks too many: never 3, 1, 0.
    #[test]
    fn a_scale_in_keeps_the_zones_even() {
        let mut roster = Roster::default();
        let mut zones = vec![0u32; 3];
        let mut standings = Vec::new();
        for (number, zone) in [0, 0, 0, 1, 1, 2, 2].into_iter().enumerate() {
            let id = TaskId(u32::try_from(number).unwrap());
            standings.push(standing(zone, 1, number as u64));
            roster.add(id, standings[number]);
            zones[zone as usize] += 1;
        }
        for _ in 0..3 {
            let sides = [Side::New];
            let tasks_in = |zone: ZoneId| zones[zone.0 as usize];
            let first = roster.first(&sides, &[&[Class::Ready]], tasks_in).unwrap();
            let gone = standings[first.0 as usize];
            roster.remove(first, gone);
            zones[gone.zone.0 as usize] -= 1;
        }
        zones.sort_unstable();
        assert_eq!(zones, [1, 1, 2]);
    }

    #[test]
    fn the_fullest_instance_goes_before_the_oldest_task() {
        let mut roster = Roster::default();
        roster.add(TaskId(0), standing(0, 1, 0));
        roster.add(TaskId(1), standing(0, 2, 5));
        let first = roster.first(&[Side::New], &[&[Class::Ready]], |_| 2);
        assert_eq!(first, Some(TaskId(1)));
    }

    #[test]
    fn draining_tasks_go_before_old_ones() {
        let mut roster = Roster::default();
        let old = Standing {
            side: Side::Old,
            ..standing(0, 3, 0)
        };
        let draining = Standing {
            side: Side::Draining,
            ..standing(1, 1, 9)
        };
        roster.add(TaskId(0), old);
        roster.add(TaskId(1), draining);
        let first = roster.first(&[Side::Draining, Side::Old], &[&[Class::Ready]], |_| 1);
        assert_eq!(first, Some(TaskId(1)));
        assert_eq!((roster.old.ready, roster.draining_ready), (2, 1));
    }
}
