//! How the PRIMARY deployment of a service stands at the end of an instant: its counts, and what it
//! waits for besides tasks. Nothing here decides anything; it is what a watcher sees.

use super::next_pass::NextPass;
use crate::ecs::Ecs;
use crate::ecs::deployment::circuit_breaker;
use crate::engine::{SimTime, Span};
use crate::ids::{DeploymentId, ServiceId};

/// The counts of a deployment, and what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Which one.
    pub deployment: DeploymentId,
    /// Whether tasks are being replaced or have to leave.
    pub is_moving: bool,
    /// Tasks that have to leave, before RUNNING.
    pub old_starting: u32,
    /// Tasks that have to leave, RUNNING.
    pub old_running: u32,
    /// Tasks told to stop, not STOPPED yet, that had to leave.
    pub old_stopping: u32,
    /// Its own tasks before RUNNING.
    pub new_starting: u32,
    /// Its own tasks that are RUNNING and not healthy yet.
    pub new_running: u32,
    /// Its own healthy tasks.
    pub new_ready: u32,
    /// Its own tasks that a check found unhealthy.
    pub new_unhealthy: u32,
    /// Its own tasks told to stop, not STOPPED yet.
    pub new_stopping: u32,
    /// How long after RUNNING its tasks count as healthy, where no check says so.
    pub ready_after: Option<Span>,
    /// What holds it besides its tasks.
    pub hold: Option<Hold>,
}

/// What may hold a deployment besides its tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// No place has room; the next try of the timer.
    Room(SimTime),
    /// Tasks failed to start in so many rounds; when the next ones are started.
    BackOff(SimTime, u32),
    /// The percents leave no move.
    Percents,
    /// The tasks that would be stopped are protected from scale-in.
    Protection,
    /// The launch rate is used up.
    LaunchRate,
    /// The scheduler looks at the service then.
    NextPass(SimTime),
}

impl Ecs {
    /// How the PRIMARY deployment of a service stands.
    pub fn outlook(&self, id: ServiceId, now: SimTime) -> Outlook {
        let service = &self.services[id];
        let (primary, roster) = (&self.deployments[service.primary], &service.roster);
        let (old, new) = (roster.old, roster.new);
        let definition = &self.aws.task_definitions[primary.definition];
        let ready_after = self.settings.ready_after_running;
        let has_checks =
            definition.has_checks() || !self.aws.services[id].load_balancers.is_empty();
        Outlook {
            deployment: service.primary,
            is_moving: self.situation(id).gated,
            old_starting: old.starting,
            old_running: old.total() - old.starting,
            old_stopping: roster.stopping - primary.stopping,
            new_starting: new.starting,
            new_running: new.young,
            new_ready: new.ready,
            new_unhealthy: new.sick,
            new_stopping: primary.stopping,
            ready_after: (!has_checks).then_some(ready_after),
            hold: self.hold(id, now),
        }
    }

    /// The failures of a deployment and the threshold of the circuit breaker, where one watches.
    pub fn failures(&self, id: DeploymentId) -> Option<(u32, u32)> {
        let deployment = &self.deployments[id];
        let service = &self.services[deployment.service];
        let breaker = service.configuration.circuit_breaker?;
        let (desired, bounds) = (service.desired, self.settings.breaker_bounds);
        let threshold = circuit_breaker::threshold(breaker.threshold, desired, bounds);
        let counts = deployment.rolls_back.is_none();
        counts.then_some((deployment.failures.count, threshold))
    }

    fn hold(&self, id: ServiceId, now: SimTime) -> Option<Hold> {
        let service = &self.services[id];
        let throttle = &self.deployments[service.primary].throttle;
        if let Some(until) = throttle.holds_until(now) {
            return Some(Hold::BackOff(until, throttle.failures()));
        }
        if let Some(retry) = &service.retry {
            return Some(Hold::Room(retry.next));
        }
        if service.said.stuck.since().is_some() {
            return Some(Hold::Percents);
        }
        if service.said.protected.since().is_some() {
            return Some(Hold::Protection);
        }
        if service.said.throttled.since().is_some() {
            return Some(Hold::LaunchRate);
        }
        match service.next_pass {
            NextPass::Due(timer) => Some(Hold::NextPass(timer.at)),
            _ => None,
        }
    }
}
