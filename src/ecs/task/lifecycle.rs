//! The life of a task: from one state to the next, and how it is counted on the way.

use super::start::StartFault;
use super::{Left, Owner, StopCause, TaskStatus};
use crate::application::Answer;
use crate::ecs::containers::Started;
use crate::ecs::service::roster::{Class, Side, Standing};
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{Entity, Purpose, Span};
use crate::ids::TaskId;

impl Ecs {
    /// Brings a task into a state, and on through those that take no time.
    pub(in crate::ecs) fn enter(&mut self, id: TaskId, status: TaskStatus, cx: &mut Cx<'_>) {
        let mut next = status;
        let wait = loop {
            self.set_status(id, next, cx);
            let wait = self.time_in(id, next, cx);
            let asks = next == TaskStatus::Provisioning && self.tasks[id].subnet.is_some();
            let waits = asks || self.is_failing(id, next) || self.is_held(id, next);
            if wait != Some(Span::ZERO) || waits {
                break wait;
            }
            if next == TaskStatus::Activating && !self.launched(id, cx) {
                break None;
            }
            next = next.next();
        };
        cx.emit(Fact::TaskChanged {
            task: id,
            status: next,
        });
        if let Some(wait) = wait {
            let timer = cx.schedule(wait, Event::TaskAdvances(id));
            self.tasks[id].timers.state = Some(timer);
        }
        match next {
            TaskStatus::Activating if wait.is_none() => self.set_clocks(id, cx),
            TaskStatus::Running => self.on_running(id, cx),
            TaskStatus::Stopped => self.on_stopped(id, cx),
            _ => {}
        }
    }

    /// The images are there: starts the containers that may start; whether that is all of them.
    fn launched(&mut self, id: TaskId, cx: &Cx<'_>) -> bool {
        self.start_containers(id, cx.now()) == Started::All
    }

    fn set_status(&mut self, id: TaskId, next: TaskStatus, cx: &Cx<'_>) {
        let task = &mut self.tasks[id];
        let begins = task.status == next && next == TaskStatus::Provisioning;
        assert!(
            begins || task.status.can_become(next),
            "{id:?} goes from {:?} to {next:?} at {}",
            task.status,
            cx.now()
        );
        task.status = next;
        let now = Some(cx.now());
        match next {
            TaskStatus::Activating => task.times.pull_started = now,
            TaskStatus::Running => task.times.started = now,
            TaskStatus::Stopping => task.times.stopping = now,
            TaskStatus::Stopped => task.times.stopped = now,
            _ => {}
        }
    }

    /// How long a task stays in a state that it has just entered; `None`: until something else
    /// happens.
    pub(super) fn time_in(&mut self, id: TaskId, status: TaskStatus, cx: &Cx<'_>) -> Option<Span> {
        let entity = self.entity(id);
        let task = &self.tasks[id];
        let definition = &self.aws.task_definitions[task.definition];
        let has_eni = definition.awsvpc || task.on_fargate();
        let settings = &self.settings;
        let provisioning = Purpose::TaskProvisioning;
        let span = match status {
            TaskStatus::Running | TaskStatus::Stopped => return None,
            TaskStatus::Deactivating if self.waits_for_targets(id) => return None,
            TaskStatus::Provisioning if task.start_fault == Some(StartFault::InterfaceTimeout) => {
                settings.eni_attach_timeout
            }
            TaskStatus::Provisioning if task.on_fargate() => settings
                .fargate_provisioning
                .sample(&mut cx.draws(provisioning, entity)),
            TaskStatus::Provisioning if has_eni => settings
                .eni_attach
                .sample(&mut cx.draws(provisioning, entity)),
            TaskStatus::Pending => settings
                .agent_pickup
                .sample(&mut cx.draws(Purpose::TaskPickup, entity)),
            TaskStatus::Activating => self.launch_task(id, cx),
            TaskStatus::Stopping => self.stop_containers(id, cx),
            TaskStatus::Deprovisioning if has_eni && !self.lacks_address(id) => settings
                .eni_release
                .sample(&mut cx.draws(Purpose::TaskRelease, entity)),
            _ => Span::ZERO,
        };
        Some(span + self.attaches_for(id, status))
    }

    /// Whom the draws of a task are for: the same in every variant of the scenario.
    pub(in crate::ecs) fn entity(&self, id: TaskId) -> Entity {
        let task = &self.tasks[id];
        self.groups[task.group]
            .entity
            .number(u64::from(task.number))
    }

    pub(in crate::ecs) fn on_task_advances(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        task.timers.state = None;
        let ends = self.tasks[id].status == TaskStatus::Provisioning && self.gets_no_interface(id);
        let task = &self.tasks[id];
        if let (true, Some(fault)) = (ends, task.start_fault) {
            self.fail_to_start(id, fault, cx);
            return;
        }
        if task.status == TaskStatus::Activating {
            match task.start_fault {
                Some(fault) => self.fail_to_start(id, fault, cx),
                None => self.go_on_starting(id, cx),
            }
            return;
        }
        let next = task.status.next();
        self.enter(id, next, cx);
    }

    fn on_running(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.cache_images(id, cx.now());
        self.mount_volumes(id, cx);
        self.starts_well(id, cx);
        self.reclass(id, Class::Young);
        self.register_targets(id, cx);
        self.begin_to_be_ready(id, cx);
        self.set_clocks(id, cx);
        self.touch_owner(id, cx);
    }

    /// A task ends by itself: the containers that still run are stopped.
    pub(in crate::ecs) fn end_task(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        self.tell_to_stop(id, cause, cx);
        let was_running = self.tasks[id].status == TaskStatus::Running;
        let next = if was_running && self.has_running_container(id) {
            TaskStatus::Stopping
        } else {
            TaskStatus::Deprovisioning
        };
        self.enter(id, next, cx);
        self.touch_owner(id, cx);
    }

    /// Stops a task in order: a RUNNING one by its stop signal, one that never ran at once.
    pub(in crate::ecs) fn stop_task(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        self.tell_to_stop(id, cause, cx);
        if !self.tasks[id].frozen && !self.stop_waits(id) {
            self.carry_out_stop(id, cx);
        }
        self.touch_owner(id, cx);
    }

    /// What follows when a task that was told to stop has heard of it.
    pub(in crate::ecs) fn carry_out_stop(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let was_running = self.tasks[id].status == TaskStatus::Running;
        let next = if was_running {
            TaskStatus::Deactivating
        } else {
            TaskStatus::Deprovisioning
        };
        self.enter(id, next, cx);
    }

    /// The machine under a task is gone: its containers are dead, and nobody can say so.
    pub(in crate::ecs) fn freeze_task(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let now = cx.now();
        let task = &mut self.tasks[id];
        task.frozen = true;
        task.times.pull_stopped = task.times.pull_stopped.filter(|at| *at <= now);
        cx.cancel_timer(&mut task.timers.state);
        self.cancel_containers(id, cx);
        for container in 0..self.tasks[id].containers.len() {
            self.falls_silent(id, container, Answer::Hangs, now);
        }
    }

    /// Ends a task at once: its instance is gone.
    pub(in crate::ecs) fn lose_task(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        if self.tasks[id].is_alive() {
            self.tell_to_stop(id, cause, cx);
        }
        self.cancel_timers(id, cx);
        self.enter(id, TaskStatus::Stopped, cx);
    }

    /// The desired status becomes STOPPED: the task leaves the roster and the spread. Who calls
    /// this touches the service when the row is written, so that what follows has it as its cause.
    fn tell_to_stop(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        self.cancel_what_ecs_stops(id, cx);
        let now = cx.now();
        let task = &mut self.tasks[id];
        task.times.told_to_stop = Some(now);
        task.times.pull_stopped = task.times.pull_stopped.filter(|at| *at <= now);
        task.stop = Some(cause);
        let is_new = |standing: Standing| standing.side == Side::New;
        let had_to = |standing| !is_new(standing) || task.class == Class::Sick;
        let left = Left {
            had_to: task.standing.is_some_and(had_to),
            new: task.standing.is_some_and(is_new),
        };
        task.left = left;
        let owner = task.owner;
        self.respread(id, false);
        if let Owner::Service(service, deployment) = owner {
            let state = &mut self.services[service];
            state.roster.stopping += 1;
            state.roster.leaving += u32::from(left.had_to);
            let is_primary = deployment == state.primary;
            let record = &mut self.deployments[deployment];
            record.stopping += u32::from(left.new);
            if !cause.is_scheduler() && !is_primary && !record.barred {
                record.lost += 1;
            }
            self.mark_changed(service);
        }
        if self.settings.release_when_told {
            self.release(id, cx);
        }
        if self.failed_to_start(id) {
            self.throttle(id, cx);
        }
    }

    pub(in crate::ecs) fn cancel_timers(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let timers = &mut self.tasks[id].timers;
        cx.cancel_timer(&mut timers.state);
        cx.cancel_timer(&mut timers.ready);
        cx.cancel_timer(&mut timers.grace);
        cx.cancel_timer(&mut timers.protection);
        self.cancel_containers(id, cx);
    }

    fn on_stopped(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if !self.settings.release_when_told {
            self.release(id, cx);
        }
        self.tell_of_volumes(id, cx);
        self.leave_instance(id, cx);
        let task = &self.tasks[id];
        let left = task.left;
        if let Owner::Service(service, deployment) = task.owner {
            let roster = &mut self.services[service].roster;
            roster.stopping -= 1;
            roster.leaving -= u32::from(left.had_to);
            let record = &mut self.deployments[deployment];
            record.tasks -= 1;
            record.stopping -= u32::from(left.new);
            if record.tasks == 0 && record.lost == 0 {
                self.services[service]
                    .older
                    .retain(|older| *older != deployment);
            }
            self.mark_changed(service);
            self.touch(service, cx);
            self.count_end(id, cx);
        }
    }

    /// What happens to a task concerns its service.
    pub(in crate::ecs) fn touch_owner(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if let Owner::Service(service, _) = self.tasks[id].owner {
            self.mark_changed(service);
            self.touch(service, cx);
        }
    }

    pub(in crate::ecs) fn reclass(&mut self, id: TaskId, class: Class) {
        self.leave_roster(id);
        self.tasks[id].class = class;
        self.join_roster(id);
    }
}
