//! The life of a task: from one state to the next, and how it is counted on the way.

use super::roster::Side;
use super::task::{Class, Owner, StopCause, TaskStatus};
use super::{Cx, Ecs, Event, Fact, times};
use crate::engine::{Entity, Purpose, Span};
use crate::ids::TaskId;

impl Ecs {
    /// Brings a task into a state, and on through those that take no time.
    pub(super) fn enter(&mut self, id: TaskId, status: TaskStatus, cx: &mut Cx<'_>) {
        let mut next = status;
        loop {
            self.set_status(id, next, cx);
            let wait = self.time_in(id, next, cx);
            let rests = matches!(next, TaskStatus::Running | TaskStatus::Stopped);
            if rests || !wait.is_zero() {
                cx.emit(Fact::TaskChanged {
                    task: id,
                    status: next,
                });
                if !rests {
                    let timer = cx.schedule(wait, Event::TaskAdvances(id));
                    self.tasks[id].timers.state = Some(timer);
                }
                break;
            }
            next = next.next();
        }
        match next {
            TaskStatus::Running => self.on_running(id, cx),
            TaskStatus::Stopped => self.on_stopped(id, cx),
            _ => {}
        }
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

    /// How long a task stays in a state that it has just entered.
    fn time_in(&mut self, id: TaskId, status: TaskStatus, cx: &Cx<'_>) -> Span {
        let entity = self.entity(id);
        let task = &self.tasks[id];
        let definition = &self.aws.task_definitions[task.definition];
        let has_eni = definition.awsvpc || task.on_fargate();
        let settings = &self.settings;
        let provisioning = Purpose::TaskProvisioning;
        match status {
            TaskStatus::Provisioning if task.on_fargate() => settings
                .fargate_provisioning
                .sample(&mut cx.draws(provisioning, entity)),
            TaskStatus::Provisioning if has_eni => settings
                .eni_attach
                .sample(&mut cx.draws(provisioning, entity)),
            TaskStatus::Pending => settings
                .agent_pickup
                .sample(&mut cx.draws(Purpose::TaskPickup, entity)),
            TaskStatus::Activating => {
                let launch = times::launch(self, task, &mut cx.draws(Purpose::TaskLaunch, entity));
                self.tasks[id].times.pull_stopped = Some(cx.now() + launch.pull);
                launch.pull + launch.start
            }
            TaskStatus::Stopping => {
                times::shutdown(self, task, &mut cx.draws(Purpose::TaskShutdown, entity))
            }
            TaskStatus::Deprovisioning if has_eni => settings
                .eni_release
                .sample(&mut cx.draws(Purpose::TaskRelease, entity)),
            _ => Span::ZERO,
        }
    }

    /// Whom the draws of a task are for: the same in every variant of the scenario.
    pub(super) fn entity(&self, id: TaskId) -> Entity {
        let task = &self.tasks[id];
        self.groups[task.group]
            .entity
            .number(u64::from(task.number))
    }

    pub(super) fn on_task_advances(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        task.timers.state = None;
        let next = task.status.next();
        self.enter(id, next, cx);
    }

    fn on_running(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.cache_images(id);
        self.reclass(id, Class::Young);
        let ready = cx.schedule(self.settings.ready_after_running, Event::TaskReady(id));
        self.tasks[id].timers.ready = Some(ready);
        self.schedule_end(id, cx);
        self.touch_owner(id, cx);
    }

    /// An application that ends by itself will do so.
    pub(super) fn schedule_end(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let entity = self.entity(id);
        let task = &mut self.tasks[id];
        if let Some(run) = &self.aws.task_definitions[task.definition].application.run {
            let after = run.duration.sample(&mut cx.draws(Purpose::TaskRun, entity));
            task.timers.end = Some(cx.schedule(after, Event::TaskEnds(id)));
        }
    }

    pub(super) fn on_task_ready(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        task.timers.ready = None;
        task.times.ready = Some(cx.now());
        if task.owner == Owner::Standalone {
            return;
        }
        self.reclass(id, Class::Ready);
        cx.emit(Fact::TaskReady(id));
        self.touch_owner(id, cx);
    }

    /// The essential container exits by itself.
    pub(super) fn on_task_ends(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        task.timers.end = None;
        let run = &self.aws.task_definitions[task.definition].application.run;
        let exit_code = run.as_ref().map_or(0, |run| run.exit_code);
        self.tell_to_stop(id, StopCause::Exited(exit_code), cx);
        self.enter(id, TaskStatus::Deprovisioning, cx);
    }

    /// Stops a task in order: a RUNNING one by its stop signal, one that never ran at once.
    pub(super) fn stop_task(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        self.tell_to_stop(id, cause, cx);
        if self.tasks[id].frozen {
            return;
        }
        let was_running = self.tasks[id].status == TaskStatus::Running;
        let next = if was_running {
            TaskStatus::Deactivating
        } else {
            TaskStatus::Deprovisioning
        };
        self.enter(id, next, cx);
    }

    /// The machine under a task is gone: its containers are dead, and nobody can say so.
    pub(super) fn freeze_task(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let now = cx.now();
        let task = &mut self.tasks[id];
        task.frozen = true;
        task.times.pull_stopped = task.times.pull_stopped.filter(|at| *at <= now);
        cx.cancel_timer(&mut task.timers.state);
        cx.cancel_timer(&mut task.timers.end);
    }

    /// Ends a task at once: its instance is gone.
    pub(super) fn lose_task(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        if self.tasks[id].is_alive() {
            self.tell_to_stop(id, cause, cx);
        }
        self.cancel_timers(id, cx);
        self.enter(id, TaskStatus::Stopped, cx);
    }

    /// The desired status becomes STOPPED: the task leaves the roster and the spread.
    fn tell_to_stop(&mut self, id: TaskId, cause: StopCause, cx: &mut Cx<'_>) {
        self.cancel_timers(id, cx);
        let now = cx.now();
        let task = &mut self.tasks[id];
        task.times.told_to_stop = Some(now);
        task.times.pull_stopped = task.times.pull_stopped.filter(|at| *at <= now);
        task.stop = Some(cause);
        let leaving = task
            .standing
            .is_some_and(|standing| standing.side != Side::New);
        task.leaving = leaving;
        let owner = task.owner;
        self.respread(id, false);
        if let Owner::Service(service, deployment) = owner {
            let state = &mut self.services[service];
            state.roster.stopping += 1;
            state.roster.leaving += u32::from(leaving);
            let by_itself = !matches!(cause, StopCause::Scheduler(_));
            if by_itself && deployment != state.primary {
                self.deployments[deployment].lost += 1;
            }
            self.mark_changed(service);
            self.touch(service, cx);
        }
        if self.settings.release_when_told {
            self.release(id, cx);
        }
    }

    fn cancel_timers(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let timers = &mut self.tasks[id].timers;
        cx.cancel_timer(&mut timers.state);
        cx.cancel_timer(&mut timers.ready);
        cx.cancel_timer(&mut timers.end);
    }

    fn on_stopped(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if !self.settings.release_when_told {
            self.release(id, cx);
        }
        self.leave_instance(id, cx);
        let task = &self.tasks[id];
        let leaving = task.leaving;
        if let Owner::Service(service, deployment) = task.owner {
            let roster = &mut self.services[service].roster;
            roster.stopping -= 1;
            roster.leaving -= u32::from(leaving);
            let record = &mut self.deployments[deployment];
            record.tasks -= 1;
            if record.tasks == 0 && record.lost == 0 {
                self.services[service]
                    .older
                    .retain(|older| *older != deployment);
            }
            self.mark_changed(service);
            self.touch(service, cx);
        }
    }

    /// What happens to a task concerns its service.
    fn touch_owner(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if let Owner::Service(service, _) = self.tasks[id].owner {
            self.mark_changed(service);
            self.touch(service, cx);
        }
    }

    fn reclass(&mut self, id: TaskId, class: Class) {
        self.leave_roster(id);
        self.tasks[id].class = class;
        self.join_roster(id);
    }
}
