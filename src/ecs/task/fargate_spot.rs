//! Fargate Spot: tasks that AWS may take back.

use super::StopCause;
use crate::ecs::{Cx, Ecs};
use crate::engine::{SimTime, Span};
use crate::ids::{ServiceId, TaskId};
use crate::scenario::model::Capacity;

impl Ecs {
    /// Fargate Spot takes back a task: notice and stop signal at once.
    pub(in crate::ecs) fn on_fargate_spot_reclaim(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if self.tasks[id].is_alive() {
            self.stop_task(id, StopCause::SpotInterruption, cx);
        }
    }

    /// How long the capacity under a task still lasts that Fargate Spot takes back: what runs
    /// longer ends with it.
    pub(in crate::ecs) fn capacity_lasts(&self, id: TaskId, now: SimTime) -> Option<Span> {
        let task = &self.tasks[id];
        let taken_back = task.stop == Some(StopCause::SpotInterruption);
        let notice = task.times.told_to_stop.filter(|_| taken_back)?;
        let ends = notice + self.settings.spot_notice;
        Some(ends.max(now).since(now))
    }

    /// The Fargate Spot tasks of a service that were not told to stop, in order of creation.
    pub fn fargate_spot_tasks(&self, service: ServiceId) -> Vec<TaskId> {
        let mut alive = self.services[service].roster.tasks();
        alive.retain(|id| self.can_be_reclaimed(*id));
        alive.sort_unstable();
        alive
    }

    /// Whether a task runs on Fargate Spot and was not told to stop.
    pub fn can_be_reclaimed(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        task.capacity == Capacity::FargateSpot && task.is_alive()
    }

    /// The stop code of a Fargate Spot reclaim on the day of the scenario.
    pub fn fargate_spot_stop_code(&self) -> &'static str {
        self.settings.fargate_spot_stop_code
    }
}
