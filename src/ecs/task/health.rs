//! Whether a task of a service counts as healthy: *ready*, and in H.
//!
//! Without a check a task is ready 40 s after RUNNING. With checks it is ready while all that its
//! essential containers define pass and all of its targets are healthy, and *sick* when one of
//! those fails after the grace period of its service.
//!
//! Facts: API reference, DeploymentConfiguration; CreateService, `healthCheckGracePeriodSeconds`.
//! That the grace period begins with RUNNING is assumed.

use super::{Owner, TaskStatus};
use crate::ecs::containers::Health;
use crate::ecs::service::roster::Class;
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{SimTime, Span};
use crate::ids::{ServiceId, TaskId};

/// What the checks of a task say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Not all have passed yet.
    Waiting,
    /// All pass.
    Good,
    /// One says UNHEALTHY.
    Bad,
}

impl Ecs {
    /// Whether checks, and not time alone, say when a task is ready.
    pub fn has_checks(&self, id: TaskId) -> bool {
        let definition = &self.aws.task_definitions[self.tasks[id].definition];
        definition.has_checks() || !self.load_balancers(id).is_empty()
    }

    /// A task has become RUNNING: the time or the checks begin that make it ready.
    pub(in crate::ecs) fn begin_to_be_ready(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if self.has_checks(id) {
            self.judge(id, cx);
        } else {
            let ready = cx.schedule(self.settings.ready_after_running, Event::TaskReady(id));
            self.tasks[id].timers.ready = Some(ready);
        }
    }

    /// It has been RUNNING long enough.
    pub(in crate::ecs) fn on_task_ready(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.tasks[id].timers.ready = None;
        self.become_ready(id, cx);
    }

    fn become_ready(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        if let (Owner::Service(service, _), Class::Sick) = (task.owner, task.class) {
            self.services[service].recovered = true;
        }
        let task = &mut self.tasks[id];
        task.times.ready.get_or_insert(cx.now());
        if task.owner == Owner::Standalone {
            return;
        }
        self.reclass(id, Class::Ready);
        cx.emit(Fact::TaskReady(id));
        self.count_healthy(id, cx);
        self.touch_owner(id, cx);
    }

    /// The checks of a task may say something else now.
    pub(in crate::ecs) fn judge(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &self.tasks[id];
        let Owner::Service(service, _) = task.owner else {
            return;
        };
        if task.status != TaskStatus::Running || !task.is_alive() || !self.has_checks(id) {
            return;
        }
        let class = match self.verdict(id) {
            Verdict::Good => Class::Ready,
            Verdict::Bad if self.is_in_grace(id, service, cx) => Class::Unwell,
            Verdict::Bad => Class::Sick,
            Verdict::Waiting => Class::Young,
        };
        if class == self.tasks[id].class {
            return;
        }
        if class == Class::Ready {
            self.become_ready(id, cx);
            return;
        }
        let was_ready = self.tasks[id].class == Class::Ready;
        self.reclass(id, class);
        let in_grace = class == Class::Unwell;
        if class == Class::Sick || in_grace && was_ready {
            let by_target = self.container_health(id) != Health::Unhealthy;
            let target = self.sick_target(id).filter(|_| by_target);
            cx.emit(Fact::TaskSick {
                task: id,
                in_grace,
                target,
            });
        }
        if class == Class::Sick {
            self.health_failed(id, cx);
        }
        self.touch_owner(id, cx);
    }

    fn verdict(&self, id: TaskId) -> Verdict {
        let targets = self.tasks[id].targets.iter().map(|target| target.health);
        let checks = self.container_health(id);
        let has_any = self.aws.task_definitions[self.tasks[id].definition].has_checks();
        match Health::of_task(targets.chain(has_any.then_some(checks))) {
            Health::Unhealthy => Verdict::Bad,
            Health::Unknown => Verdict::Waiting,
            Health::Healthy => Verdict::Good,
        }
    }

    /// What the health checks of its essential containers say together.
    pub(in crate::ecs) fn container_health(&self, id: TaskId) -> Health {
        let task = &self.tasks[id];
        let definition = &self.aws.task_definitions[task.definition];
        let all = definition.containers.iter().zip(&task.containers);
        let asked =
            all.filter(|(container, _)| container.essential && container.health_check.is_some());
        Health::of_task(asked.map(|(_, state)| state.health()))
    }

    /// Whether a task may be unhealthy yet; if so, it is looked at again when it may not.
    fn is_in_grace(&mut self, id: TaskId, service: ServiceId, cx: &mut Cx<'_>) -> bool {
        let grace = self.services[service].grace_period;
        let task = &mut self.tasks[id];
        let since = task.times.started.unwrap_or(SimTime::ZERO);
        let ends = since + grace;
        let is_in_grace = cx.now() < ends;
        if is_in_grace && task.timers.grace.is_none() {
            let after = ends.since(cx.now());
            task.timers.grace = Some(cx.schedule(after, Event::GraceEnds(id)));
        }
        is_in_grace
    }

    /// The grace period of a service has changed: its tasks that are unhealthy inside the old one
    /// are judged by the new one.
    pub(in crate::ecs) fn judge_again(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let mut tasks = self.services[service].roster.tasks();
        tasks.retain(|id| self.tasks[*id].class == Class::Unwell);
        tasks.sort_unstable();
        for id in tasks {
            cx.cancel_timer(&mut self.tasks[id].timers.grace);
            cx.schedule(Span::ZERO, Event::ChecksChanged(id));
        }
    }

    pub(in crate::ecs) fn on_grace_ends(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.tasks[id].timers.grace = None;
        self.judge(id, cx);
    }
}
