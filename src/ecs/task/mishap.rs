//! Mishaps of the timeline that hit the programs in tasks.

use super::{Exit, TaskStatus};
use crate::ecs::{Cx, Ecs};
use crate::ids::{EntryId, ServiceId, TaskId};
use crate::scenario::model::Action;

impl Ecs {
    /// The tasks of a service that are RUNNING and were not told to stop, in order of creation.
    pub fn running_tasks(&self, service: ServiceId) -> Vec<TaskId> {
        let mut running = self.services[service].roster.tasks();
        running.retain(|id| self.is_running(*id));
        running.sort_unstable();
        running
    }

    /// Whether a task is RUNNING on a machine that is there, and was not told to stop.
    pub fn is_running(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        task.status == TaskStatus::Running && task.is_alive() && !task.frozen
    }

    /// The first essential container of a task exits.
    pub(in crate::ecs) fn on_task_crashes(&mut self, id: TaskId, entry: EntryId, cx: &mut Cx<'_>) {
        let Action::TaskCrash(crash) = &self.calls[entry] else {
            unreachable!("only a crash makes a task crash");
        };
        let exit_code = crash.exit_code;
        let definition = &self.aws.task_definitions[self.tasks[id].definition];
        let main = definition.main_container();
        if self.is_running(id) {
            let container = u8::try_from(main).expect("a task has at most ten containers");
            self.exit_container(id, container, exit_code, Exit::Plain, cx);
        }
    }

    /// The health checks of a task fail.
    pub(in crate::ecs) fn on_task_falls_ill(
        &mut self,
        id: TaskId,
        entry: EntryId,
        cx: &mut Cx<'_>,
    ) {
        let Action::HealthCheckFailure(failure) = &self.calls[entry] else {
            unreachable!("only failing checks make a task fall ill");
        };
        let (duration, hangs) = (failure.duration, failure.hangs);
        if self.is_running(id) {
            self.make_unhealthy(id, duration, hangs, cx);
        }
    }
}
