//! How fast tasks may be launched: a bucket for each service, and for Fargate one bucket per
//! account and Region for on-demand, one for Spot. Those who find it empty stand in line, first
//! come first served.
//!
//! Facts: ECS Developer Guide, "AWS Fargate throttling quotas"; the line is assumed.

use std::collections::VecDeque;

use super::tokens::Tokens;
use crate::ecs::{Cx, Ecs, Event};
use crate::engine::SimTime;
use crate::ids::ServiceId;
use crate::scenario::model::{Bucket, Capacity};

/// A bucket and the services that wait for it.
#[derive(Debug)]
pub(in crate::ecs) struct LaunchLine {
    tokens: Tokens,
    line: VecDeque<ServiceId>,
    timer: bool,
}

impl LaunchLine {
    /// A full bucket, nobody waiting.
    pub(in crate::ecs) fn new(bucket: Bucket) -> Self {
        Self {
            tokens: Tokens::full(bucket),
            line: VecDeque::new(),
            timer: false,
        }
    }

    /// Whether it is this service's turn and a token is there; else it stands in line.
    pub(in crate::ecs) fn may_launch(
        &mut self,
        service: ServiceId,
        spot: bool,
        cx: &mut Cx<'_>,
    ) -> bool {
        let first = self.line.front().is_none_or(|front| *front == service);
        if first && self.tokens.available(cx.now()) > 0 {
            return true;
        }
        if !self.line.contains(&service) {
            self.line.push_back(service);
        }
        self.set_timer(spot, cx);
        false
    }

    fn set_timer(&mut self, spot: bool, cx: &mut Cx<'_>) {
        if !self.timer {
            self.timer = true;
            let wait = self.tokens.next(cx.now()).since(cx.now());
            cx.schedule(wait, Event::FargateTokens { spot });
        }
    }

    /// Takes the token of a launch.
    pub(in crate::ecs) fn spend(&mut self, now: SimTime) {
        self.tokens.take(now, 1);
    }

    /// A service stands in line no longer.
    pub(in crate::ecs) fn leave(&mut self, service: ServiceId, spot: bool, cx: &mut Cx<'_>) {
        self.line.retain(|waiting| *waiting != service);
        if !self.line.is_empty() {
            self.set_timer(spot, cx);
        }
    }

    /// Takes a token for RunTask, which does not stand in line: it is refused.
    pub(in crate::ecs) fn try_take(&mut self, now: SimTime) -> bool {
        self.tokens.try_take(now)
    }

    /// A token is there: whose turn it is.
    pub(in crate::ecs) fn next_in_line(&mut self) -> Option<ServiceId> {
        self.timer = false;
        self.line.front().copied()
    }
}

impl Ecs {
    /// Whether the launch rates allow one more; if not, the service waits for its turn.
    pub(in crate::ecs) fn may_launch(&mut self, service: ServiceId, cx: &mut Cx<'_>) -> bool {
        let now = cx.now();
        let state = &mut self.services[service];
        let on_fargate = state.capacity != Capacity::Ec2;
        if state.tokens.available(now) == 0 {
            let wait = state.tokens.next(now).since(now);
            if state.token_timer.is_none() {
                let timer = cx.schedule(wait, Event::ServiceTokens(service));
                state.token_timer = Some(timer);
            }
            // Who waits for its own rate does not hold up those who wait for Fargate's.
            self.leave_fargate_line(service, cx);
            self.report_throttled(service, cx);
            return false;
        }
        let spot = state.capacity == Capacity::FargateSpot;
        if on_fargate && !self.fargate[usize::from(spot)].may_launch(service, spot, cx) {
            self.report_throttled(service, cx);
            return false;
        }
        true
    }

    pub(in crate::ecs) fn spend_tokens(&mut self, service: ServiceId, cx: &Cx<'_>) {
        let state = &mut self.services[service];
        state.tokens.take(cx.now(), 1);
        if state.capacity != Capacity::Ec2 {
            let spot = state.capacity == Capacity::FargateSpot;
            self.fargate[usize::from(spot)].spend(cx.now());
        }
    }

    /// A service that does not wait for a rate any more makes way for the next in line.
    pub(in crate::ecs) fn leave_line(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].said.throttled.is_over();
        self.leave_fargate_line(service, cx);
    }

    fn leave_fargate_line(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let capacity = self.services[service].capacity;
        if capacity != Capacity::Ec2 {
            let spot = capacity == Capacity::FargateSpot;
            self.fargate[usize::from(spot)].leave(service, spot, cx);
        }
    }

    pub(in crate::ecs) fn on_service_tokens(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].token_timer = None;
        self.touch(service, cx);
    }

    pub(in crate::ecs) fn on_fargate_tokens(&mut self, spot: bool, cx: &mut Cx<'_>) {
        if let Some(service) = self.fargate[usize::from(spot)].next_in_line() {
            self.touch(service, cx);
        }
    }
}
