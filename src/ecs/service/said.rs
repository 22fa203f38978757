//! What a service says of itself: a message is said once, and again every six hours while its cause
//! lasts; so is a steady state.

use super::rolling_update::{Situation, Step};
use crate::ecs::{Cx, Ecs, Event, Fact, Unplaced};
use crate::engine::{SimTime, Span};
use crate::ids::ServiceId;

/// After how long a message is said again.
///
/// Fact: ECS Developer Guide, "Amazon ECS service event messages"; that a steady state is said
/// again as often is assumed.
const REPEAT: Span = Span::from_secs(6 * 3600);

/// A message whose cause may last.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ecs) struct Message {
    since: Option<SimTime>,
    last: SimTime,
}

impl Message {
    /// Its cause is there: whether it is to be said now.
    pub(in crate::ecs) fn is_due(&mut self, now: SimTime) -> bool {
        let due = self.since.is_none() || now.since(self.last) >= REPEAT;
        self.since.get_or_insert(now);
        if due {
            self.last = now;
        }
        due
    }

    /// Its cause is gone: the next time it is said at once.
    pub(in crate::ecs) fn is_over(&mut self) {
        self.since = None;
    }

    /// Since when its cause has lasted.
    pub(in crate::ecs) fn since(&self) -> Option<SimTime> {
        self.since
    }
}

/// The messages of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ecs) struct Said {
    unplaced: Message,
    unplaced_for: Option<&'static str>,
    pub(in crate::ecs) throttled: Message,
    pub(in crate::ecs) protected: Message,
    pub(in crate::ecs) unbalanced: Message,
    pub(in crate::ecs) impaired: Message,
    pub(in crate::ecs) stuck: Message,
}

impl Said {
    /// A task found no place: whether that is to be said now. Another reason is another message.
    pub(in crate::ecs) fn unplaced_is_due(&mut self, why: Unplaced, now: SimTime) -> bool {
        if self.unplaced_for.replace(why.reason()) != Some(why.reason()) {
            self.unplaced.is_over();
        }
        self.unplaced.is_due(now)
    }

    /// Every task has its place.
    pub(in crate::ecs) fn unplaced_is_over(&mut self) {
        self.unplaced.is_over();
        self.unplaced_for = None;
    }
}

impl Ecs {
    /// Says that a service has come into its steady state, once.
    pub(in crate::ecs) fn report_steady(
        &mut self,
        service: ServiceId,
        steady: bool,
        cx: &mut Cx<'_>,
    ) {
        let state = &mut self.services[service];
        match (steady, state.steady.is_some()) {
            (true, false) => {
                state.said = Said::default();
                cx.emit(Fact::SteadyState(service));
                state.steady = Some(cx.schedule(REPEAT, Event::SteadyAgain(service)));
                self.steady_begins(service, cx);
            }
            (false, true) => cx.cancel_timer(&mut state.steady),
            // The tasks of a round are gone before anybody has looked: it is over.
            (true, true) if state.rebalancing.active => self.steady_begins(service, cx),
            _ => {}
        }
    }

    /// A service that begins in its steady state says so after the usual while.
    pub(in crate::ecs) fn begin_steady(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].steady = Some(cx.schedule(REPEAT, Event::SteadyAgain(service)));
        self.steady_begins(service, cx);
    }

    pub(in crate::ecs) fn on_steady_again(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].steady = Some(cx.schedule(REPEAT, Event::SteadyAgain(service)));
        cx.emit(Fact::SteadyState(service));
    }

    /// Says that protected tasks keep a service from its steady state, unless that was said.
    pub(in crate::ecs) fn report_protection(
        &mut self,
        service: ServiceId,
        situation: &Situation,
        step: Step,
        cx: &mut Cx<'_>,
    ) {
        let state = &mut self.services[service];
        let (deployment, said) = (state.primary, &mut state.said.protected);
        if step.held_by_protection == 0 {
            said.is_over();
        } else if said.is_due(cx.now()) {
            let tasks = situation.new_protected.total() + situation.old_protected.total();
            cx.emit(Fact::UnderProtection { deployment, tasks });
            self.mark_changed(service);
        }
    }

    pub(in crate::ecs) fn on_stuck_again(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].stuck = None;
        self.touch(service, cx);
    }

    /// Nothing to stop, nothing to start, nothing under way, and not done: the percents forbid it.
    pub(in crate::ecs) fn report_stuck(
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
        let stuck = step.stops() + step.starts() == 0
            && under_way == 0
            && situation.gated
            && situation.old.total() > 0
            && step.held_by_protection == 0
            && !situation.halted
            && !situation.blocked;
        if !stuck {
            state.said.stuck.is_over();
            cx.cancel_timer(&mut state.stuck);
        } else if state.said.stuck.is_due(cx.now()) {
            let step = state.last_decision;
            cx.emit(Fact::Stuck { service, step });
            cx.cancel_timer(&mut state.stuck);
            state.stuck = Some(cx.schedule(REPEAT, Event::StuckAgain(service)));
            self.mark_changed(service);
        }
    }

    /// Says that launches wait for their rate, unless that was said before.
    pub(in crate::ecs) fn report_throttled(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        if self.services[service].said.throttled.is_due(cx.now()) {
            cx.emit(Fact::Throttled(service));
        }
    }
}
