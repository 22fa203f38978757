//! The targets of a task: with which target groups it is registered, and what ECS hears of them.
//!
//! A task is registered in the instant in which it is RUNNING, and deregistered when it is told to
//! stop: it stays DEACTIVATING until its targets are unused, which is the whole deregistration
//! delay. What ends by itself, or by a notice of Fargate Spot, waits for nothing.
//!
//! Facts: ECS Developer Guide, "Task lifecycle", "Load balancer connection draining"; What's New,
//! 13 February 2023.

use super::{Owner, StopCause, TaskStatus};
use crate::application::{Answer, Answers, Reason, Spell};
use crate::ecs::containers::Health;
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{SimTime, Span};
use crate::ids::{SecurityGroupId, ServiceId, SubnetId, TaskId};
use crate::scenario::model::LoadBalancer;

/// What ECS knows of a target.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ecs) struct TargetState {
    pub(in crate::ecs) health: Health,
    pub(in crate::ecs) reason: Option<Reason>,
    unused: bool,
}

impl Ecs {
    /// The target groups of a task's service.
    pub fn load_balancers(&self, id: TaskId) -> &[LoadBalancer] {
        match self.tasks[id].owner {
            Owner::Service(service, _) => &self.aws.services[service].load_balancers,
            Owner::Standalone => &[],
        }
    }

    /// Whether a task is registered with target groups now.
    pub fn is_registered(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        task.status == TaskStatus::Running && !self.load_balancers(id).is_empty()
    }

    /// The port that a load balancer calls: of the instance, or with awsvpc of the task itself.
    pub fn target_port(&self, id: TaskId, target: &LoadBalancer) -> u16 {
        let ports = &self.tasks[id].host_ports;
        let port = ports
            .iter()
            .find(|port| port.container_port == target.container_port && !port.udp);
        port.map_or(target.container_port, |port| port.port)
    }

    /// The security groups and the subnet of what the balancer calls.
    pub fn target_network(&self, id: TaskId) -> (&[SecurityGroupId], Option<SubnetId>) {
        let task = &self.tasks[id];
        match (task.owner, task.subnet, task.instance) {
            (Owner::Service(service, _), Some(subnet), _) => {
                (&self.aws.services[service].security_groups, Some(subnet))
            }
            (_, _, Some(instance)) => {
                let instance = self.container_instance(instance);
                let template = &self.templates[instance.template];
                (&template.security_groups, None)
            }
            _ => (&[], None),
        }
    }

    /// The container behind a target, by its place.
    pub fn target_container(&self, id: TaskId, target: &LoadBalancer) -> Option<usize> {
        let definition = &self.aws.task_definitions[self.tasks[id].definition];
        let mut containers = definition.containers.iter();
        containers.position(|container| container.name == target.container)
    }

    /// What the program in a container answers.
    pub fn answers(&self, id: TaskId, container: usize) -> &Answers {
        &self.tasks[id].containers[container].answers
    }

    /// Whether a load balancer calls a container.
    pub(in crate::ecs) fn is_target(&self, id: TaskId, container: usize) -> bool {
        let mut targets = self.load_balancers(id).iter();
        targets.any(|target| self.target_container(id, target) == Some(container))
    }

    /// The tasks whose programs answer otherwise since the last call.
    pub fn take_changed_answers(&mut self) -> Vec<TaskId> {
        std::mem::take(&mut self.changed_answers)
    }

    /// The answers of a container have changed; who checks it has to hear of that.
    pub(in crate::ecs) fn answers_changed(&mut self, id: TaskId) {
        if self.is_registered(id) {
            self.changed_answers.push(id);
        }
    }

    /// From now on a container answers nobody, or refuses everybody.
    pub(in crate::ecs) fn falls_silent(
        &mut self,
        id: TaskId,
        container: usize,
        answer: Answer,
        now: SimTime,
    ) {
        if self.is_target(id, container) {
            let spell = Spell {
                answer,
                from: now,
                until: None,
            };
            let state = &mut self.tasks[id].containers[container];
            state.answers.0.insert(0, spell);
            self.answers_changed(id);
        }
    }

    /// A task has become RUNNING: it is registered with its target groups.
    pub(in crate::ecs) fn register_targets(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let count = self.load_balancers(id).len();
        self.tasks[id].targets = vec![TargetState::default(); count];
        if let Owner::Service(service, _) = self.tasks[id].owner {
            self.tell_targets(service, 1, true, cx);
        }
    }

    /// Says that so many tasks were registered with each target group, or deregistered.
    pub(in crate::ecs) fn tell_targets(
        &self,
        service: ServiceId,
        count: u32,
        registered: bool,
        cx: &mut Cx<'_>,
    ) {
        for target in 0..self.aws.services[service].load_balancers.len() {
            let target = u8::try_from(target).expect("at most five target groups");
            cx.emit(Fact::TargetsChanged {
                service,
                target,
                count,
                registered,
            });
        }
    }

    /// The targets of a task that was there before 0 s.
    pub(in crate::ecs) fn register_steady(&mut self, id: TaskId) {
        let healthy = TargetState {
            health: Health::Healthy,
            ..TargetState::default()
        };
        let count = self.load_balancers(id).len();
        self.tasks[id].targets = vec![healthy; count];
    }

    /// What the load balancer found.
    pub(in crate::ecs) fn on_target_health(
        &mut self,
        id: TaskId,
        target: u8,
        reason: Option<Reason>,
        cx: &mut Cx<'_>,
    ) {
        if let Some(target) = self.tasks[id].targets.get_mut(usize::from(target)) {
            target.reason = reason;
            target.health = match reason {
                None => Health::Healthy,
                Some(_) => Health::Unhealthy,
            };
            self.judge(id, cx);
        }
    }

    /// A target is out of its group: when all are, a task that waits for that goes on.
    pub(in crate::ecs) fn on_target_unused(&mut self, id: TaskId, target: u8, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        if let Some(target) = task.targets.get_mut(usize::from(target)) {
            target.unused = true;
        }
        let waits = task.status == TaskStatus::Deactivating && !task.frozen;
        if waits && task.timers.state.is_none() && task.targets.iter().all(|it| it.unused) {
            let timer = cx.schedule(Span::ZERO, Event::TaskAdvances(id));
            self.tasks[id].timers.state = Some(timer);
        }
    }

    /// Whether a task that is told to stop is signalled only when its targets are unused.
    pub(in crate::ecs) fn waits_for_targets(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        let first = match task.stop {
            Some(StopCause::SpotInterruption) => false,
            Some(StopCause::User(_)) => self.settings.deregister_first,
            _ => true,
        };
        first && !self.settings.early_deregistration && task.targets.iter().any(|it| !it.unused)
    }

    /// The first target that is unhealthy, and why.
    pub(in crate::ecs) fn sick_target(&self, id: TaskId) -> Option<(u8, Reason)> {
        let mut targets = self.tasks[id].targets.iter().zip(0..);
        targets.find_map(|(target, place)| Some((place, target.reason?)))
    }

    /// Why a task is stopped that its checks found sick.
    pub(in crate::ecs) fn unhealthy(&self, id: TaskId) -> StopCause {
        let Owner::Service(service, _) = self.tasks[id].owner else {
            unreachable!("nobody stops a standalone task for its health");
        };
        let primary = self.services[service].primary;
        match self.sick_target(id) {
            Some((target, _)) if self.container_health(id) != Health::Unhealthy => {
                let group = self.load_balancers(id)[usize::from(target)].group;
                StopCause::UnhealthyTarget(group)
            }
            _ => StopCause::Unhealthy(primary),
        }
    }
}
