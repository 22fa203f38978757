//! DRAINING: an instance takes no task any more, and those of services leave it.

use super::InstanceStatus;
use crate::ecs::task::{Owner, Task};
use crate::ecs::{Cx, Ecs, Fact};
use crate::ids::InstanceId;

impl Ecs {
    /// Whether a task is on a DRAINING instance, or a daemon on one that it does not cover.
    pub(in crate::ecs) fn is_draining(&self, task: &Task) -> bool {
        let Some(id) = task.instance else {
            return false;
        };
        if self.is_daemon(task.owner) {
            return !self.is_covered(task.owner, task.instance);
        }
        self.container_instance(id).status == InstanceStatus::Draining
    }

    /// UpdateContainerInstancesState: no new tasks, and the service tasks leave; or the way back.
    pub(in crate::ecs) fn set_draining(&mut self, id: InstanceId, draining: bool, cx: &mut Cx<'_>) {
        let status = if draining {
            InstanceStatus::Draining
        } else {
            InstanceStatus::Active
        };
        let (now, was_open) = (cx.now(), self.zone_is_open(id));
        let instance = self.instance_mut(id);
        if instance.status == status {
            return;
        }
        instance.status = status;
        match instance.drains.last_mut() {
            Some((_, until)) if !draining => *until = Some(now),
            _ => instance.drains.push((now, None)),
        }
        self.show_remaining(id);
        cx.emit(if draining {
            Fact::InstanceDraining(id)
        } else {
            Fact::InstanceActive(id)
        });
        self.daemons_follow(id, cx);
        self.reconsider_tasks(id, cx);
        if draining && self.container_instance(id).tasks.is_empty() {
            cx.emit(Fact::InstanceDrained(id));
        }
        if !draining {
            self.wake_blocked(cx);
            self.zone_opens(id, was_open, cx);
        }
    }

    /// The tasks of an instance have to leave now, or may stay again.
    fn reconsider_tasks(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        for task in self.container_instance(id).tasks.clone() {
            if self.tasks[task].standing.is_none() {
                continue;
            }
            self.leave_roster(task);
            self.join_roster(task);
            if let Owner::Service(service, _) = self.tasks[task].owner {
                self.mark_changed(service);
                self.touch(service, cx);
            }
        }
    }
}
