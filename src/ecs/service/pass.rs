//! The pass: one evaluation of a service whenever something about it changed. It counts, asks
//! `rolling_update` for the step, stops, starts, and says what is to be said.

use super::rolling_update::{self, Situation, Step};
use super::roster::{Class, Side};
use crate::ecs::launch::Held;
use crate::ecs::task::{StopCause, TaskStatus};
use crate::ecs::{Cx, Decision, Ecs, Fact, StepDecision};
use crate::ids::{DeploymentId, ServiceId, TaskId};

/// The tasks that a pass told to stop.
#[derive(Debug, Default)]
pub(in crate::ecs) struct Stopped {
    pending: Vec<TaskId>,
    running: Vec<TaskId>,
}

impl Ecs {
    /// One evaluation: stops, then starts, then what is to be said.
    pub(in crate::ecs) fn on_pass(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.pass_begins(service);
        self.begin_deployment(service);
        let situation = self.situation(service);
        let step = rolling_update::step(&situation, self.settings.rules);
        let decision = self.decide_step(service, situation, step, cx);
        self.stop_some(service, &step, cx);
        let started = self.start_some(service, &step, cx);
        if let Some(decision) = decision {
            self.steps[decision as usize].started = started;
        }
        let sick = situation.new.sick + situation.old.sick;
        if started > 0 && sick > step.stop_sick + step.stop_old_sick + step.stop_sick_first {
            // What has come for one makes way for the next.
            self.follow_up(service, cx);
        }
        self.finish_pass(service, situation, step, cx);
        self.pass_ends(service);
    }

    /// What a pass of a service would reckon with.
    pub fn situation(&self, service: ServiceId) -> Situation {
        let state = &self.services[service];
        let lost = state.older.iter().map(|id| self.deployments[*id].lost);
        state.situation(&self.deployments[state.primary], lost.sum())
    }

    /// Takes down the decision, unless the last one was the same and nothing has made room since.
    fn decide_step(
        &mut self,
        service: ServiceId,
        situation: Situation,
        step: Step,
        cx: &mut Cx<'_>,
    ) -> Option<u32> {
        // That a try is pending is no news.
        let situation = Situation {
            blocked: false,
            ..situation
        };
        let same = self.services[service].last_step == Some((situation, step));
        if same && !self.could_start(service, &step, cx) {
            return None;
        }
        let state = &mut self.services[service];
        state.last_step = Some((situation, step));
        let (minimum, maximum) = (
            state.configuration.minimum_healthy_percent,
            state.configuration.maximum_percent,
        );
        let index = u32::try_from(self.steps.len()).expect("fewer than 2^32 decisions");
        self.steps.push(StepDecision {
            service,
            situation,
            step,
            started: 0,
            minimum_healthy_percent: minimum,
            maximum_percent: maximum,
        });
        self.services[service].last_decision = index;
        cx.decide(Decision::Step(index));
        Some(index)
    }

    /// Whether rates and places allow a start of the step now.
    fn could_start(&mut self, service: ServiceId, step: &Step, cx: &mut Cx<'_>) -> bool {
        if step.starts() == 0 || !self.may_launch(service, cx) {
            return false;
        }
        let old = self.older_to_keep(service);
        let old = old.filter(|_| step.start_old > 0);
        let new = (step.start_new > 0).then_some(self.services[service].primary);
        let now = cx.now();
        [old, new].into_iter().flatten().any(|deployment| {
            if self.is_throttled(deployment, now) {
                return false;
            }
            let request = self.launch_request(service, deployment, Class::Starting);
            self.find_place(&request).is_some()
        })
    }

    fn stop_some(&mut self, service: ServiceId, step: &Step, cx: &mut Cx<'_>) {
        const YOUNG: [&[Class]; 2] = [&[Class::Unwell], &[Class::Young]];
        const SURPLUS: [&[Class]; 3] = [
            &[Class::Starting],
            &[Class::Unwell],
            &[Class::Young, Class::Ready],
        ];
        let mut told = Stopped::default();
        let mut tell = |ecs: &mut Self, count, sides: &[Side], classes: &[&[Class]]| {
            for _ in 0..count {
                let Some(task) = ecs.first_to_stop(service, sides, classes) else {
                    break;
                };
                ecs.stop_one(service, task, &mut told, cx);
            }
        };
        let (starting, replacements) = (step.stop_old_starting, step.stop_replacements);
        tell(self, starting, &Side::LEAVING, &[&[Class::Starting]]);
        tell(self, replacements, &Side::LEAVING, &[&[Class::Replacement]]);
        tell(self, step.stop_old_sick, &Side::LEAVING, &[&[Class::Sick]]);
        tell(self, step.stop_old_young, &Side::LEAVING, &YOUNG);
        tell(
            self,
            step.stop_old_ready,
            &Side::LEAVING,
            &[&[Class::Ready]],
        );
        let recovered = self.services[service].recovered;
        if !recovered {
            tell(self, step.stop_surplus, &[Side::New], &SURPLUS);
        }
        self.stop_sick(service, step, &mut told, cx);
        if recovered {
            self.stop_recovered(service, step.stop_surplus, &mut told, cx);
        }
        self.tell_stops(service, &told, cx);
    }

    /// Tells one task of a service to stop.
    pub(in crate::ecs) fn stop_one(
        &mut self,
        service: ServiceId,
        task: TaskId,
        told: &mut Stopped,
        cx: &mut Cx<'_>,
    ) {
        let primary = self.services[service].primary;
        let cause = if self.tasks[task].class == Class::Sick {
            self.unhealthy(task)
        } else {
            StopCause::Scheduler(primary)
        };
        let before_running = self.tasks[task].times.started.is_none();
        self.stop_task(task, cause, cx);
        if self.tasks[task].status == TaskStatus::Stopped {
            self.follow_up(service, cx);
        }
        if before_running {
            told.pending.push(task);
        } else {
            told.running.push(task);
        }
    }

    fn tell_stops(&mut self, service: ServiceId, told: &Stopped, cx: &mut Cx<'_>) {
        let by_zone = self.services[service].rebalancing.active;
        if by_zone {
            self.tell_by_zone(service, told.running.clone(), false, cx);
        }
        for (tasks, pending) in [(&told.pending, true), (&told.running, false)] {
            if !tasks.is_empty() && (pending || !by_zone) {
                let tasks = self.list(tasks);
                let count = tasks.count();
                if !pending {
                    self.tell_draining(service, count, cx);
                }
                cx.emit(Fact::TasksStopped {
                    service,
                    tasks,
                    pending,
                });
            }
        }
    }

    /// Says that the targets of tasks are taken out, if they have any.
    fn tell_draining(&self, service: ServiceId, count: u32, cx: &mut Cx<'_>) {
        if !self.aws.services[service].load_balancers.is_empty() {
            cx.emit(Fact::DrainingConnections { service, count });
            self.tell_targets(service, count, false, cx);
        }
    }

    /// Starts what the step says, as far as rates and places allow; returns how many.
    fn start_some(&mut self, service: ServiceId, step: &Step, cx: &mut Cx<'_>) -> u32 {
        let mut started = Vec::new();
        let held = self.start_all(service, step, &mut started, cx);
        if !started.is_empty() {
            self.tell_starts(service, &started, cx);
        }
        if held != Some(Held::ByRate) {
            self.leave_line(service, cx);
        }
        if held.is_none() {
            self.placed_all(service, cx);
        }
        let started = u32::try_from(started.len()).expect("fewer than 2^32 tasks");
        let is_try = self.ends_try(service);
        if held == Some(Held::WithoutPlace) {
            match step.starts() - started {
                owed if started > 0 => self.report_not_launched(service, owed, cx),
                _ if is_try => self.count_launch(service, cx),
                _ => {}
            }
        }
        started
    }

    /// Says which tasks were started, and how many of them in place of sick ones.
    fn tell_starts(&mut self, service: ServiceId, started: &[TaskId], cx: &mut Cx<'_>) {
        let tasks = self.list(started);
        let spares = started.iter().filter(|task| self.tasks[**task].spare);
        let spares = u32::try_from(spares.count()).expect("fewer than 2^32 tasks");
        let stopped_sick = &mut self.services[service].stopped_sick;
        let in_place_of_stopped = (tasks.count() - spares).min(*stopped_sick);
        *stopped_sick -= in_place_of_stopped;
        cx.emit(Fact::TasksStarted {
            service,
            tasks,
            replaced: spares + in_place_of_stopped,
        });
    }

    /// Starts what the step says until something holds it.
    fn start_all(
        &mut self,
        service: ServiceId,
        step: &Step,
        started: &mut Vec<TaskId>,
        cx: &mut Cx<'_>,
    ) -> Option<Held> {
        let mut without_place = None;
        for _ in 0..step.start_old {
            let Some(deployment) = self.older_to_keep(service) else {
                break;
            };
            match self.launch(service, deployment, Class::Replacement, false, cx) {
                Ok(task) => started.push(task),
                Err(Held::ByRate) => return Some(Held::ByRate),
                // What the old revision needs may not be there; the new one may fit all the same.
                Err(held) => {
                    without_place = Some(held);
                    break;
                }
            }
            let lost = &mut self.deployments[deployment].lost;
            *lost = lost.saturating_sub(1);
        }
        for number in 0..step.start_new {
            let primary = self.services[service].primary;
            let spare = number >= step.start_new - step.start_spares;
            match self.launch(service, primary, Class::Starting, spare, cx) {
                Ok(task) => started.push(task),
                Err(held) => return Some(held),
            }
        }
        without_place
    }

    /// The older deployment that gets a task to keep the floor: the newest that lost one, else
    /// that of a sick task.
    fn older_to_keep(&self, service: ServiceId) -> Option<DeploymentId> {
        let mut older = self.services[service].older.iter().rev();
        let with_loss = older.find(|id| self.deployments[**id].lost > 0).copied();
        with_loss.or_else(|| self.newest_with_sick(service))
    }

    fn finish_pass(
        &mut self,
        service: ServiceId,
        situation: Situation,
        step: Step,
        cx: &mut Cx<'_>,
    ) {
        let roster = &self.services[service].roster;
        let settled = roster.old.total() == 0 && roster.stopping == 0;
        let full = settled && self.is_full(service);
        let steady = self.complete_if_done(service, cx) && full;
        self.report_steady(service, steady, cx);
        self.report_protection(service, &situation, step, cx);
        self.report_stuck(service, &situation, step, cx);
    }
}
