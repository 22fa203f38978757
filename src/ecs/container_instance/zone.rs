//! An Availability Zone that is lost, as far as Fargate is concerned; container instances there are
//! lost by EC2.

use crate::ecs::task::StopCause;
use crate::ecs::{Cx, Ecs, Event};
use crate::engine::{Entity, Purpose};
use crate::ids::{TaskId, ZoneId};

impl Ecs {
    pub(in crate::ecs) fn on_zone_changes(&mut self, zone: ZoneId, lost: bool, cx: &mut Cx<'_>) {
        if !lost {
            self.closed_zones.remove(&zone);
            self.wake_blocked(cx);
            return;
        }
        self.closed_zones.insert(zone);
        let here = self.tasks.iter().filter(|(_, task)| {
            task.on_fargate() && task.zone == zone && task.times.stopped.is_none()
        });
        let tasks: Vec<TaskId> = here.map(|(id, _)| id).collect();
        for task in &tasks {
            self.freeze_task(*task, cx);
        }
        self.lost_in_zone.entry(zone).or_default().extend(tasks);
        let mut stream = cx.draws(
            Purpose::InstanceLearned,
            Entity::named(&self.aws.zones[zone]),
        );
        let after = self
            .settings
            .deregister_after_termination
            .sample(&mut stream);
        cx.schedule(after, Event::LearnsOfZone(zone));
    }

    pub(in crate::ecs) fn on_learns_of_zone(&mut self, zone: ZoneId, cx: &mut Cx<'_>) {
        for task in self.lost_in_zone.remove(&zone).unwrap_or_default() {
            if self.tasks[task].times.stopped.is_none() {
                self.lose_task(task, StopCause::ZoneLost, cx);
            }
        }
    }
}
