//! What counts for the circuit breaker, and when.
//!
//! A task that ends without having been RUNNING counts when it is STOPPED, unless its service or
//! the Spot market stopped it; a failed health check in the instant of its verdict; a launch that
//! cannot be performed with each try of the placement timer. Only the PRIMARY deployment is
//! watched, while it is in progress and no rollback.

use crate::ecs::circuit_breaker::{self, BreakerBounds, Evidence, FailureCount};
use crate::ecs::task::{Owner, StopCause};
use crate::ecs::{Cx, Decision, Ecs, Fact};
use crate::ids::{DeploymentId, ServiceId, TaskId};
use crate::scenario::model::CircuitBreaker;

/// The record of a count of the circuit breaker.
#[derive(Clone, Copy, Debug)]
pub struct BreakerDecision {
    /// Of which deployment.
    pub deployment: DeploymentId,
    /// What came in.
    pub evidence: Evidence,
    /// Of which task; none where there is no task.
    pub task: Option<TaskId>,
    /// The breaker of the service.
    pub breaker: CircuitBreaker,
    /// What holds a bounded threshold.
    pub bounds: BreakerBounds,
    /// `desiredCount` at that time.
    pub desired: u32,
    /// The count before.
    pub before: u32,
    /// The count after.
    pub after: FailureCount,
    /// The threshold.
    pub threshold: u32,
}

impl Ecs {
    /// A task of a service is STOPPED: whether that counts.
    pub(in crate::ecs) fn count_end(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let counts_exits = self.settings.breaker_counts_early_exit;
        let evidence = match self.tasks[id].stop {
            _ if self.failed_to_start(id) => Evidence::FailedToStart,
            Some(StopCause::Exited { .. }) if counts_exits => Evidence::Exited,
            Some(StopCause::Exited { .. }) => Evidence::ExitedUncounted,
            _ => return,
        };
        self.count_task(id, evidence, cx);
    }

    /// A task counts as healthy.
    pub(in crate::ecs) fn count_healthy(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.count_task(id, Evidence::Healthy, cx);
    }

    /// A health check of a task, outside its grace period, came to the verdict UNHEALTHY. Several
    /// of one instant are to be told in the order in which the tasks were created.
    pub(in crate::ecs) fn health_failed(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.count_task(id, Evidence::Unhealthy, cx);
    }

    fn count_task(&mut self, id: TaskId, evidence: Evidence, cx: &mut Cx<'_>) {
        if let Owner::Service(_, deployment) = self.tasks[id].owner {
            self.count(deployment, evidence, Some(id), cx);
        }
    }

    /// A try of the placement timer has placed nothing: it counts while the deployment has no task
    /// at all.
    pub(in crate::ecs) fn count_launch(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let primary = self.services[service].primary;
        if self.deployments[primary].tasks == 0 {
            self.count(primary, Evidence::CannotBeLaunched, None, cx);
        }
    }

    /// Takes in a piece of evidence; the breaker ends the deployment with the last one.
    pub(super) fn count(
        &mut self,
        deployment: DeploymentId,
        evidence: Evidence,
        task: Option<TaskId>,
        cx: &mut Cx<'_>,
    ) {
        let record = &mut self.deployments[deployment];
        let service = &self.services[record.service];
        if !record.is_watched() || service.primary != deployment {
            return;
        }
        let breaker = service.configuration.circuit_breaker;
        let before = record.failures.count;
        let resets = breaker.is_none_or(|breaker| breaker.reset_on_healthy_task);
        let counts = record.failures.takes(evidence, resets);
        let Some(breaker) = breaker.filter(|_| counts) else {
            return;
        };
        let bounds = self.settings.breaker_bounds;
        let (desired, after) = (service.desired, record.failures);
        let threshold = circuit_breaker::threshold(breaker.threshold, desired, bounds);
        let index = u32::try_from(self.breaks.len()).expect("fewer than 2^32 decisions");
        self.breaks.push(BreakerDecision {
            deployment,
            evidence,
            task,
            breaker,
            bounds,
            desired,
            before,
            after,
            threshold,
        });
        cx.decide(Decision::Breaker(index));
        if after.count >= threshold {
            self.fail_deployment(deployment, breaker.rollback, cx);
        }
    }

    /// A batch could be launched only in part, and a breaker watches.
    pub(in crate::ecs) fn report_not_launched(
        &self,
        service: ServiceId,
        count: u32,
        cx: &mut Cx<'_>,
    ) {
        let state = &self.services[service];
        let deployment = state.primary;
        let watched = self.deployments[deployment].is_watched();
        if watched && state.configuration.circuit_breaker.is_some() {
            cx.emit(Fact::NotLaunched { deployment, count });
        }
    }
}
