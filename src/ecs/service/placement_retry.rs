//! What found no place is tried again.
//!
//! Tries come 10, 20, 30, 40 and 50 s after the first failure, then every 300 s, as observed. A
//! pass that runs for another reason tries at once and leaves the timer alone.

use super::PlacementRetry;
use crate::ecs::launch::LaunchRequest;
use crate::ecs::{Cx, Decision, Ecs, Event, Fact};
use crate::ids::ServiceId;

impl Ecs {
    /// No place: says so unless that was said, and tries again later.
    pub(in crate::ecs) fn on_unplaced(
        &mut self,
        service: ServiceId,
        request: &LaunchRequest,
        cx: &mut Cx<'_>,
    ) {
        let now = cx.now();
        let no_place = self.why_no_place(request);
        let why = no_place.why;
        if self.services[service].said.unplaced_is_due(why, now) {
            let decision = self.placement_decision(request, Err(no_place));
            cx.decide(Decision::Placement(decision));
            cx.emit(Fact::PlacementFailed { service, why });
        }
        if self.services[service].retry.is_none() {
            let step = self.settings.placement_retry_step;
            let timer = cx.schedule(step, Event::PlacementRetry(service));
            self.services[service].retry = Some(PlacementRetry {
                first_failure: now,
                timer,
                tries: true,
                next: now + step,
            });
            self.blocked.insert(service);
            self.mark_changed(service);
        }
    }

    /// A pass has tried: whether it was a try of the timer, the first failure included.
    pub(in crate::ecs) fn ends_try(&mut self, service: ServiceId) -> bool {
        let retry = self.services[service].retry.as_mut();
        retry.is_some_and(|retry| std::mem::take(&mut retry.tries))
    }

    /// Everything that was owed has a place.
    pub(in crate::ecs) fn placed_all(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let state = &mut self.services[service];
        if let Some(retry) = state.retry.take() {
            cx.cancel(retry.timer);
            state.said.unplaced_is_over();
            self.blocked.remove(&service);
        }
    }

    /// Tries 10, 20, … 50 s after the first failure, then every 300 s, as observed.
    pub(in crate::ecs) fn on_placement_retry(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let settings = &self.settings;
        let first = self.services[service]
            .retry
            .map(|retry| retry.first_failure);
        let first_failure = first.expect("a retry is pending while its timer runs");
        let passed = cx.now().since(first_failure);
        let next = if passed < settings.placement_retry_burst {
            settings.placement_retry_step
        } else {
            settings.placement_retry_interval
        };
        let timer = cx.schedule(next, Event::PlacementRetry(service));
        self.services[service].retry = Some(PlacementRetry {
            first_failure,
            timer,
            tries: true,
            next: cx.now() + next,
        });
        self.mark_changed(service);
        self.touch(service, cx);
    }

    /// Room appeared: wakes the services that wait for it, if ECS is assumed to notice.
    pub(in crate::ecs) fn wake_blocked(&mut self, cx: &mut Cx<'_>) {
        if self.settings.placement_wake {
            let blocked: Vec<ServiceId> = self.blocked.iter().copied().collect();
            for service in blocked {
                self.touch(service, cx);
            }
        }
    }
}
