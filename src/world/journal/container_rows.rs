//! What ECS tells of the containers in a task, as rows.

use super::{Record, end, member, number, put};
use crate::ecs::{Fact, Health, Task, TaskStatus};
use crate::engine::SimTime;
use crate::ids::TaskId;
use crate::report::{Row, stop_codes};

impl Record {
    /// The health of a container changed, or it exited and its task goes on.
    pub(super) fn container_row(&self, fact: Fact, row: &mut Row) {
        let (id, container) = match fact {
            Fact::ContainerHealth {
                task, container, ..
            }
            | Fact::ContainerExited {
                task, container, ..
            }
            | Fact::ContainerRestarted {
                task, container, ..
            } => (task, container),
            other => unreachable!("{other:?} is not about a container"),
        };
        let name = self.container_name(id, container);
        put!(row.message, "{} container {name} ", row.resource);
        match fact {
            Fact::ContainerHealth { health, .. } => {
                put!(row.message, "is {}", health.name());
                if health == Health::Unhealthy {
                    row.message.push_str(": its health check failed");
                }
            }
            Fact::ContainerExited { exit_code, .. } => {
                put!(row.message, "exited ({exit_code}); it is not essential");
            }
            Fact::ContainerRestarted { exit_code, .. } => {
                put!(
                    row.message,
                    "exited ({exit_code}) and was restarted by its restart policy"
                );
            }
            _ => {}
        }
        row.arns.push(self.task_arn(id));
        let started = self.ecs.tasks[id].times.started;
        let status = if started.is_some_and(|at| at <= row.time) {
            TaskStatus::Running
        } else {
            TaskStatus::Activating
        };
        self.task_detail(id, status, row);
    }

    fn container_name(&self, id: TaskId, container: u8) -> &str {
        let definition = self.ecs.tasks[id].definition;
        let containers = &self.ecs.aws.task_definitions[definition].containers;
        &containers[usize::from(container)].name
    }

    /// A task is protected, or no longer.
    pub(super) fn task_protection(&self, id: TaskId, is_protected: bool, row: &mut Row) {
        let now = if is_protected { "now" } else { "no longer" };
        put!(
            row.message,
            "{} is {now} protected from scale-in",
            row.resource
        );
        row.arns.push(self.task_arn(id));
        self.task_detail(id, TaskStatus::Running, row);
    }

    /// A task failed its health checks after its grace period.
    pub(super) fn task_sick(&self, id: TaskId, in_grace: bool, row: &mut Row) {
        put!(
            row.message,
            "{} does not count as healthy: its health checks fail",
            row.resource
        );
        if in_grace {
            row.message.push_str(stop_codes::KEPT_IN_GRACE);
        }
        row.arns.push(self.task_arn(id));
        self.task_detail(id, TaskStatus::Running, row);
    }

    /// The containers of a task as they were at the time of a row.
    pub(super) fn task_containers(
        &self,
        task: &Task,
        row: (SimTime, TaskStatus),
        text: &mut String,
    ) {
        let (now, status) = row;
        let is_over = matches!(status, TaskStatus::Deprovisioning | TaskStatus::Stopped);
        text.push_str(",\"containers\":");
        let definition = &self.ecs.aws.task_definitions[task.definition];
        for (index, container) in definition.containers.iter().enumerate() {
            let state = &task.containers[index];
            let has_exited = state.exited.is_some_and(|at| at <= now);
            let has_started = state.started.is_some_and(|at| at <= now) || state.restarts > 0;
            let last = match (has_started, has_exited || is_over) {
                (_, true) => "STOPPED",
                (true, false) => "RUNNING",
                (false, false) => "PENDING",
            };
            let mut written = String::new();
            member(&mut written, "name", &container.name);
            member(&mut written, "lastStatus", last);
            if let Some(code) = state.exit_code.filter(|_| has_exited) {
                number(&mut written, "exitCode", u64::from(code));
            }
            end(&mut written);
            text.push(if index == 0 { '[' } else { ',' });
            text.push_str(&written);
        }
        text.push(']');
    }
}
