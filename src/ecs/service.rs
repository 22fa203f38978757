//! A service and its pass: what is evaluated whenever something about it changed.

use super::deployment::Deployment;
use super::launch::Held;
use super::tokens::Tokens;
use super::rolling_update::{self, Situation, Step};
use super::roster::{Roster, Side};
use super::task::{Class, StopCause, TaskGroupId};
use super::{Cx, Decision, Ecs, Event, Fact, StepDecision};
use crate::engine::{EventId, SimTime, Span};
use crate::ids::{ClusterId, DeploymentId, ServiceId, TaskId, ZoneId};
use crate::scenario::model::{Capacity, DeploymentConfiguration};

/// How often a message that was said is said again while its cause lasts, and a steady state too.
const REPEAT: Span = Span::from_secs(6 * 3600);

/// A service.
#[derive(Debug)]
pub struct Service {
    /// How it is written in ids and tables.
    pub label: String,
    /// Its cluster.
    pub cluster: ClusterId,
    /// `desiredCount`.
    pub desired: u32,
    /// The newest deployment.
    pub primary: DeploymentId,
    /// Deployments that are being replaced and have tasks, oldest first.
    pub older: Vec<DeploymentId>,
    pub(super) group: TaskGroupId,
    pub(super) capacity: Capacity,
    pub(super) percents: DeploymentConfiguration,
    pub(super) zones: Vec<ZoneId>,
    pub(super) roster: Roster,
    pub(super) tokens: Tokens,
    pub(super) pass_pending: bool,
    pub(super) token_timer: Option<EventId>,
    pub(super) retry: Option<PlacementRetry>,
    /// The timer of the next report, while the service is in its steady state.
    pub(super) steady: Option<EventId>,
    pub(super) said: Said,
    last_step: Option<(Situation, Step)>,
    changed: bool,
}

/// Tries again to place what found no room.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacementRetry {
    pub(super) first_failure: SimTime,
    pub(super) timer: EventId,
}

/// When which message was said that is not repeated while its cause lasts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    pub(super) unplaced: Option<SimTime>,
    pub(super) unplaced_for: Option<&'static str>,
    pub(super) throttled: Option<SimTime>,
    stuck: Option<SimTime>,
}

impl Service {
    pub(super) fn new(
        asked: &crate::scenario::model::Service,
        group: TaskGroupId,
        primary: DeploymentId,
        tokens: Tokens,
    ) -> Self {
        Self {
            label: asked.label.clone(),
            cluster: asked.cluster,
            desired: asked.desired_count,
            primary,
            older: Vec::new(),
            group,
            capacity: asked.capacity,
            percents: asked.deployment,
            zones: asked.zones.clone(),
            roster: Roster::default(),
            tokens,
            pass_pending: false,
            token_timer: None,
            retry: None,
            steady: None,
            said: Said::default(),
            last_step: None,
            changed: false,
        }
    }

    /// The floor for healthy tasks.
    pub fn min_healthy(&self) -> u32 {
        rolling_update::min_healthy(self.desired, self.percents.minimum_healthy_percent)
    }

    /// The ceiling for all tasks.
    pub fn max_total(&self) -> u32 {
        rolling_update::max_total(self.desired, self.percents.maximum_percent)
    }

    /// RUNNING, pending, healthy and stopping tasks.
    pub fn counts(&self) -> (u32, u32, u32, u32) {
        let roster = &self.roster;
        let ready = roster.new.ready + roster.old.ready;
        (roster.running(), roster.pending(), ready, roster.stopping)
    }

    fn situation(&self, primary: &Deployment, older_lost: u32) -> Situation {
        let roster = &self.roster;
        Situation {
            desired: self.desired,
            min_healthy: self.min_healthy(),
            max_total: self.max_total(),
            new: roster.new,
            old: roster.old,
            replacements: roster.replacements,
            older_running: roster.older_running,
            older_lost,
            draining_ready: roster.draining_ready,
            stopping: roster.stopping,
            gated: primary.is_in_progress() || roster.old.total() + roster.leaving > 0,
            blocked: self.retry.is_some(),
        }
    }
}

impl Ecs {
    /// Asks for a pass of a service in this instant.
    pub(super) fn touch(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let state = &mut self.services[service];
        if !state.pass_pending {
            state.pass_pending = true;
            cx.schedule(self.settings.scheduler_reaction, Event::Pass(service));
        }
    }

    /// Notes that a row of the service's state is due.
    pub(super) fn mark_changed(&mut self, service: ServiceId) {
        let state = &mut self.services[service];
        if !state.changed {
            state.changed = true;
            self.changed.push(service);
        }
    }

    /// The services whose state changed since the last call, in order of creation.
    pub fn take_changed(&mut self) -> Vec<ServiceId> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        for service in &changed {
            self.services[*service].changed = false;
        }
        changed
    }

    /// Whether any service changed since [`Ecs::take_changed`].
    pub fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// One evaluation: stops, then starts, then what is to be said.
    pub(super) fn on_pass(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let situation = self.situation(service);
        let step = rolling_update::step(&situation, &self.settings.rules);
        self.decide_step(service, situation, step, cx);
        self.stop_some(service, &step, cx);
        let started = self.start_some(service, &step, cx);
        self.finish_pass(service, situation, step, cx);
        // What the pass itself did asks for no other one, unless some of it is over already.
        self.services[service].pass_pending = false;
        if self.situation(service).total() < situation.total() + started {
            self.touch(service, cx);
        }
    }

    fn situation(&self, service: ServiceId) -> Situation {
        let state = &self.services[service];
        let lost = state.older.iter().map(|id| self.deployments[*id].lost);
        state.situation(&self.deployments[state.primary], lost.sum())
    }

    fn decide_step(
        &mut self,
        service: ServiceId,
        situation: Situation,
        step: Step,
        cx: &mut Cx<'_>,
    ) {
        let state = &mut self.services[service];
        if state.last_step.replace((situation, step)) == Some((situation, step)) {
            return;
        }
        let (minimum, maximum) = (
            state.percents.minimum_healthy_percent,
            state.percents.maximum_percent,
        );
        let index = u32::try_from(self.steps.len()).expect("fewer than 2^32 decisions");
        self.steps.push(StepDecision {
            service,
            situation,
            step,
            minimum_healthy_percent: minimum,
            maximum_percent: maximum,
        });
        cx.decide(Decision::Step(index));
    }

    fn stop_some(&mut self, service: ServiceId, step: &Step, cx: &mut Cx<'_>) {
        const OLD: [Side; 2] = [Side::Draining, Side::Old];
        const NEW: [Side; 1] = [Side::New];
        const RUNNING: [Class; 2] = [Class::Young, Class::Ready];
        let mut pending = Vec::new();
        let mut running = Vec::new();
        let mut stop = |ecs: &mut Self, count, sides: &[Side], classes: &[Class]| {
            for _ in 0..count {
                let Some(task) = ecs.first_to_stop(service, sides, classes) else {
                    break;
                };
                let cause = StopCause::Scheduler(ecs.services[service].primary);
                let before_running = ecs.tasks[task].times.started.is_none();
                ecs.stop_task(task, cause, cx);
                if before_running {
                    pending.push(task);
                } else {
                    running.push(task);
                }
            }
        };
        stop(self, step.stop_old_starting, &OLD, &[Class::Starting]);
        stop(self, step.stop_replacements, &OLD, &[Class::Replacement]);
        stop(self, step.stop_old_young, &OLD, &[Class::Young]);
        stop(self, step.stop_old_ready, &OLD, &[Class::Ready]);
        let starting = step.stop_surplus.min(self.services[service].roster.new.starting);
        stop(self, starting, &NEW, &[Class::Starting]);
        stop(self, step.stop_surplus - starting, &NEW, &RUNNING);
        for (tasks, pending) in [(pending, true), (running, false)] {
            if !tasks.is_empty() {
                let tasks = self.list(&tasks);
                cx.emit(Fact::TasksStopped {
                    service,
                    tasks,
                    pending,
                });
            }
        }
    }

    fn first_to_stop(
        &self,
        service: ServiceId,
        sides: &[Side],
        classes: &[Class],
    ) -> Option<TaskId> {
        let state = &self.services[service];
        let spread = &self.groups[state.group].spread;
        state
            .roster
            .first(sides, classes, |zone| spread.in_zone(zone))
    }

    /// Starts what the step says, as far as rates and places allow; returns how many.
    fn start_some(&mut self, service: ServiceId, step: &Step, cx: &mut Cx<'_>) -> u32 {
        let mut started = Vec::new();
        let held = self.start_all(service, step, &mut started, cx);
        if !started.is_empty() {
            let tasks = self.list(&started);
            cx.emit(Fact::TasksStarted { service, tasks });
        }
        if held != Some(Held::ByRate) {
            self.leave_line(service, cx);
        }
        if held.is_none() {
            self.placed_all(service, cx);
        }
        u32::try_from(started.len()).expect("fewer than 2^32 tasks")
    }

    /// Starts what the step says until something holds it.
    fn start_all(
        &mut self,
        service: ServiceId,
        step: &Step,
        started: &mut Vec<TaskId>,
        cx: &mut Cx<'_>,
    ) -> Option<Held> {
        for _ in 0..step.start_old {
            let deployment = self.most_recent_with_loss(service)?;
            match self.launch(service, deployment, Class::Replacement, cx) {
                Ok(task) => started.push(task),
                Err(held) => return Some(held),
            }
            self.deployments[deployment].lost -= 1;
        }
        for _ in 0..step.start_new {
            let primary = self.services[service].primary;
            match self.launch(service, primary, Class::Starting, cx) {
                Ok(task) => started.push(task),
                Err(held) => return Some(held),
            }
        }
        None
    }

    /// The newest older deployment that lost a task.
    fn most_recent_with_loss(&self, service: ServiceId) -> Option<DeploymentId> {
        let mut older = self.services[service].older.iter().rev();
        older.find(|id| self.deployments[**id].lost > 0).copied()
    }

    fn finish_pass(
        &mut self,
        service: ServiceId,
        situation: Situation,
        step: Step,
        cx: &mut Cx<'_>,
    ) {
        let state = &self.services[service];
        let roster = &state.roster;
        let complete = roster.new.ready == state.desired
            && roster.new.total() == state.desired
            && state.older.is_empty();
        let steady = complete && roster.old.total() == 0 && roster.stopping == 0;
        let primary = state.primary;
        if complete && self.deployments[primary].is_in_progress() {
            self.complete_deployment(primary, cx);
            self.mark_changed(service);
        }
        self.report_steady(service, steady, cx);
        self.report_stuck(service, &situation, step, cx);
    }

    fn report_steady(&mut self, service: ServiceId, steady: bool, cx: &mut Cx<'_>) {
        let state = &mut self.services[service];
        match (steady, state.steady.is_some()) {
            (true, false) => {
                state.said = Said::default();
                cx.emit(Fact::SteadyState(service));
                state.steady = Some(cx.schedule(REPEAT, Event::SteadyAgain(service)));
            }
            (false, true) => cx.cancel_timer(&mut state.steady),
            _ => {}
        }
    }

    /// A service that begins in its steady state says so after the usual while.
    pub(super) fn begin_steady(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].steady = Some(cx.schedule(REPEAT, Event::SteadyAgain(service)));
    }

    pub(super) fn on_steady_again(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].steady = Some(cx.schedule(REPEAT, Event::SteadyAgain(service)));
        cx.emit(Fact::SteadyState(service));
    }

    /// Nothing to stop, nothing to start, nothing under way, and not done: the percents forbid it.
    fn report_stuck(
        &mut self,
        service: ServiceId,
        situation: &Situation,
        step: Step,
        cx: &mut Cx<'_>,
    ) {
        let new = situation.new;
        let under_way = situation.stopping
            + new.starting
            + new.young
            + situation.old.starting
            + situation.old.young;
        let state = &mut self.services[service];
        let stuck = step == Step::default()
            && under_way == 0
            && situation.gated
            && situation.old.total() > 0
            && !situation.blocked;
        if !stuck {
            state.said.stuck = None;
        } else if said_again(&mut state.said.stuck, cx.now()) {
            cx.emit(Fact::Stuck(service));
        }
    }

    /// Says that launches wait for their rate, unless that was said before.
    pub(super) fn report_throttled(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        if said_again(&mut self.services[service].said.throttled, cx.now()) {
            cx.emit(Fact::Throttled(service));
        }
    }

}

/// Whether a message is due: it was not said yet, or long ago.
pub(super) fn said_again(said: &mut Option<SimTime>, now: SimTime) -> bool {
    let due = said.is_none_or(|at| now.since(at) >= REPEAT);
    if due {
        *said = Some(now);
    }
    due
}
