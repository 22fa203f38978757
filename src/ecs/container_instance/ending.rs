//! How an instance goes away: Spot notice, drained for its group, the stop or the end of its
//! machine, deregistration.
//!
//! | the machine | the agent then | the record | its tasks |
//! | --- | --- | --- | --- |
//! | is terminated | connected | deregistered when ECS learns of it | STOPPED then |
//! | is terminated | away | stays, `agentConnected` false | STOPPED then |
//! | is stopped | either | stays, `agentConnected` false | STOPPED then |
//! | is terminated after that | away | stays | STOPPED already |
//! | is started again | connects | the same one | – |
//! | is deregistered by force | either | INACTIVE | STOPPED for ECS; containers go on |
//!
//! Facts: ECS Developer Guide, "Container instance draining" (Spot), "Deregistering a container
//! instance". How long ECS takes to learn of an end or a stop is assumed to be the same
//! (`ecs.deregisterAfterTermination`); so is that it learns of the end of a machine without its
//! agent as soon. A deregistered instance that is started again does not register anew.

use super::InstanceStatus;
use crate::ecs::task::{StopCause, TaskStatus};
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::Purpose;
use crate::ids::InstanceId;

impl Ecs {
    /// EC2 gave notice: the agent sees it at its next poll, if it was told to look.
    pub(in crate::ecs) fn on_spot_notice(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
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

    pub(in crate::ecs) fn on_spot_drain(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = self.container_instance(id);
        if instance.status == InstanceStatus::Active && !instance.dead {
            self.set_draining(id, true, cx);
        }
    }

    /// The group of an instance waits until its tasks have left: they are moved as by DRAINING.
    /// What has nothing to move says so, and the group goes on.
    pub(in crate::ecs) fn on_managed_drain(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = self.instance_if_any(id);
        let found = instance.map(|instance| (instance.status, instance.tasks.is_empty()));
        match found {
            Some((InstanceStatus::Active, _)) => self.set_draining(id, true, cx),
            // Drained is told when its last task leaves.
            Some((InstanceStatus::Draining, false)) => {}
            _ => cx.emit(Fact::NothingToDrain(id)),
        }
    }

    /// The machine ends: its containers are dead. ECS counts them until it learns of it.
    pub(in crate::ecs) fn on_instance_ends(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        self.machine_goes_down(id, false, cx);
    }

    /// The machine stops, and may come again.
    pub(in crate::ecs) fn on_instance_stops(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        self.machine_goes_down(id, true, cx);
    }

    fn machine_goes_down(&mut self, id: InstanceId, stopped: bool, cx: &mut Cx<'_>) {
        if self.instance_if_any(id).is_none() {
            return;
        }
        let instance = self.instance_mut(id);
        cx.cancel_timer(&mut instance.registers);
        if instance.dead {
            return;
        }
        instance.dead = true;
        instance.stopped = stopped;
        self.forget_agent(id, cx);
        self.show_remaining(id);
        if !stopped {
            self.lose_volumes(id, cx);
        }
        self.daemons_follow(id, cx);
        for task in self.container_instance(id).tasks.clone() {
            self.freeze_task(task, cx);
        }
        let mut stream = cx.draws(Purpose::InstanceLearned, self.instance_entity(id));
        let after = self
            .settings
            .deregister_after_termination
            .sample(&mut stream);
        let timer = cx.schedule(after, Event::LearnsOfEnd(id));
        self.instance_mut(id).learns = Some(timer);
    }

    pub(in crate::ecs) fn on_learns_of_end(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = self.instance_mut(id);
        instance.learns = None;
        let (stopped, connected) = (instance.stopped, instance.agent.is_connected());
        if !instance.is_registered() {
            return;
        }
        if stopped {
            self.agent_leaves(id, cx);
            self.lose_tasks(id, StopCause::HostStopped(id), cx);
        } else if connected {
            self.deregister(id, StopCause::HostTerminated(id), cx);
        } else {
            self.lose_tasks(id, StopCause::HostTerminated(id), cx);
        }
    }

    /// A machine that was stopped has booted: its agent connects, for the same container instance.
    pub(in crate::ecs) fn comes_again(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        cx.cancel_timer(&mut self.instance_mut(id).learns);
        self.agent_leaves(id, cx);
        // What ran there before is told now, if nobody has noticed.
        self.lose_tasks(id, StopCause::HostStopped(id), cx);
        self.agent_connects(id, cx);
    }

    /// Takes an instance out of its cluster; its tasks are STOPPED as far as ECS knows.
    pub(in crate::ecs) fn deregister(&mut self, id: InstanceId, cause: StopCause, cx: &mut Cx<'_>) {
        self.count_registered(id, -1);
        let instance = self.instance_mut(id);
        instance.status = InstanceStatus::Inactive;
        instance.deregistered = Some(cx.now());
        if !instance.dead && !instance.agent.docker_is_down {
            instance.orphans = u32::try_from(instance.tasks.len()).unwrap_or(u32::MAX);
        }
        self.forget_agent(id, cx);
        self.show_remaining(id);
        cx.emit(Fact::InstanceDeregistered(id));
        self.lose_tasks(id, cause, cx);
    }

    fn lose_tasks(&mut self, id: InstanceId, cause: StopCause, cx: &mut Cx<'_>) {
        for task in self.container_instance(id).tasks.clone() {
            if self.tasks[task].status != TaskStatus::Stopped {
                self.lose_task(task, cause, cx);
            }
        }
        self.daemons_follow(id, cx);
    }
}
