//! How an instance goes away: Spot notice, the end of its machine, deregistration.
//!
//! Facts: ECS Developer Guide, "Container instance draining" (Spot), "Deregistering a container
//! instance". How long ECS takes to learn of an end is assumed (`ecs.deregisterAfterTermination`).

use super::container_instance::InstanceStatus;
use super::task::{StopCause, TaskStatus};
use super::{Cx, Ecs, Event, Fact};
use crate::engine::Purpose;
use crate::ids::InstanceId;

impl Ecs {
    /// EC2 gave notice: the agent sees it at its next poll, if it was told to look.
    pub(super) fn on_spot_notice(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        self.noticed.insert(id);
        let Some(instance) = self.instance_if_any(id) else {
            return;
        };
        if self.templates[instance.template].spot_instance_draining {
            let mut stream = cx.draws(Purpose::SpotPoll, self.instance_entity(id));
            let after = self.settings.spot_drain_poll.sample(&mut stream);
            cx.schedule(after, Event::SpotDrain(id));
        }
    }

    pub(super) fn on_spot_drain(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = self.container_instance(id);
        if instance.status == InstanceStatus::Active && !instance.dead {
            self.set_draining(id, true, cx);
        }
    }

    /// The machine ends: its containers are dead. ECS counts them until it learns of it.
    pub(super) fn on_instance_ends(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        if self
            .instance_if_any(id)
            .is_none_or(|instance| instance.dead)
        {
            return;
        }
        self.instance_mut(id).dead = true;
        self.show_remaining(id);
        self.daemons_follow(id, cx);
        for task in self.container_instance(id).tasks.clone() {
            self.freeze_task(task, cx);
        }
        let mut stream = cx.draws(Purpose::InstanceLearned, self.instance_entity(id));
        let after = self
            .settings
            .deregister_after_termination
            .sample(&mut stream);
        cx.schedule(after, Event::LearnsOfEnd(id));
    }

    pub(super) fn on_learns_of_end(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let status = self.container_instance(id).status;
        if !matches!(status, InstanceStatus::Active | InstanceStatus::Draining) {
            return;
        }
        self.deregister(id, StopCause::HostTerminated(id), cx);
    }

    /// Takes an instance out of its cluster; its tasks are STOPPED as far as ECS knows.
    pub(super) fn deregister(&mut self, id: InstanceId, cause: StopCause, cx: &mut Cx<'_>) {
        self.count_registered(id, -1);
        self.instance_mut(id).status = InstanceStatus::Inactive;
        self.show_remaining(id);
        cx.emit(Fact::InstanceDeregistered(id));
        for task in self.container_instance(id).tasks.clone() {
            if self.tasks[task].status != TaskStatus::Stopped {
                self.lose_task(task, cause, cx);
            }
        }
        self.daemons_follow(id, cx);
    }
}
