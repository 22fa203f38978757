//! Where a task stands in the roster of its service and in the spread of its group, kept true
//! while tasks around it come and go.

use super::{Owner, Task};
use crate::ecs::Ecs;
use crate::ecs::service::roster::{Class, Side, Standing};
use crate::ecs::settings::TieBreak;
use crate::engine::Purpose;
use crate::ids::TaskId;

impl Ecs {
    /// Counts a task in or out of the places of its group; its neighbours of the same service stand
    /// differently afterwards.
    pub(in crate::ecs) fn respread(&mut self, id: TaskId, joins: bool) {
        let Task {
            zone,
            together,
            cluster,
            ..
        } = self.tasks[id];
        let slot = self.slot_of(&self.tasks[id]);
        let neighbours = self.neighbours(id);
        for neighbour in &neighbours {
            self.leave_roster(*neighbour);
        }
        self.leave_roster(id);
        self.groups[together].count(zone, joins);
        let fleet = &mut self.clusters[cluster].fleet;
        match slot {
            Some(slot) if joins => fleet.join(together, slot),
            Some(slot) => fleet.leave(together, slot),
            None => {}
        }
        if let Some(instance) = self.tasks[id].instance {
            self.judge_tasks(instance);
        }
        if joins {
            self.join_roster(id);
        }
        for neighbour in neighbours {
            self.join_roster(neighbour);
        }
    }

    /// Other tasks of the same service on the same instance that were not told to stop.
    fn neighbours(&self, id: TaskId) -> Vec<TaskId> {
        let task = &self.tasks[id];
        let Some(instance) = task.instance else {
            return Vec::new();
        };
        let others = self.container_instance(instance).tasks.iter().copied();
        others
            .filter(|other| {
                let neighbour = &self.tasks[*other];
                *other != id && neighbour.group == task.group && neighbour.standing.is_some()
            })
            .collect()
    }

    pub(in crate::ecs) fn leave_roster(&mut self, id: TaskId) {
        let task = &mut self.tasks[id];
        if let (Some(standing), Owner::Service(service, _)) = (task.standing.take(), task.owner) {
            self.services[service].roster.remove(id, standing);
        }
    }

    pub(in crate::ecs) fn join_roster(&mut self, id: TaskId) {
        let task = &self.tasks[id];
        let Owner::Service(service, deployment) = task.owner else {
            return;
        };
        assert!(
            task.is_alive(),
            "{id:?} was told to stop and stands nowhere"
        );
        let is_primary = deployment == self.services[service].primary;
        // One that launches nothing more is owed nothing, and keeps nothing up.
        let older = !is_primary && !self.deployments[deployment].barred;
        let side = if self.is_draining(task) {
            Side::Draining
        } else if !is_primary {
            Side::Old
        } else {
            Side::New
        };
        let slot = self.slot_of(task);
        let fleet = &self.clusters[task.cluster].fleet;
        let standing = Standing {
            side,
            class: task.class,
            spare: task.spare,
            is_protected: task.is_protected() && task.class != Class::Sick,
            older,
            zone: task.zone,
            on_instance: slot.map_or(0, |slot| fleet.on_instance(task.together, slot)),
            tie: self.tie(id, task),
        };
        self.tasks[id].standing = Some(standing);
        self.services[service].roster.add(id, standing);
    }

    /// Smaller goes first among equals.
    fn tie(&self, id: TaskId, task: &Task) -> (u64, u32) {
        let created = task.times.created.as_micros();
        match self.settings.stop_tie_break {
            TieBreak::Oldest => (created, id.0),
            TieBreak::Newest => (u64::MAX - created, u32::MAX - id.0),
            TieBreak::Random => {
                let mut stream = self.draws.stream(Purpose::TaskStop, self.entity(id));
                (stream.below(u64::MAX), id.0)
            }
        }
    }
}
