//! How deployments end: done, failed, rolled back, or stopped by a call.

use super::early_success;
use super::{RolloutState, ServiceDeploymentStatus};
use crate::ecs::fact::{CallError, StoppedBy};
use crate::ecs::{Cx, Ecs, Fact};
use crate::ids::{DeploymentId, EntryId, ServiceId};
use crate::scenario::model::StopServiceDeployment;

impl Ecs {
    /// The scheduler looks at a service: its deployment is under way.
    pub(in crate::ecs) fn begin_deployment(&mut self, service: ServiceId) {
        let record = &mut self.deployments[self.services[service].primary];
        if record.status == ServiceDeploymentStatus::Pending {
            record.status = ServiceDeploymentStatus::InProgress;
        }
    }

    /// Whether all tasks of a service are healthy ones of its PRIMARY deployment.
    pub(in crate::ecs) fn is_full(&self, service: ServiceId) -> bool {
        let state = &self.services[service];
        let new = state.roster.new;
        new.ready == state.desired
            && new.total() == state.desired
            && self.active_older(service) == 0
    }

    /// Whether the PRIMARY deployment of a service has got as far as it has to.
    fn has_succeeded(&self, service: ServiceId) -> bool {
        let state = &self.services[service];
        let Some(criteria) = state.configuration.early_success else {
            return self.is_full(service);
        };
        let needed = early_success::needed(state.desired, Some(criteria));
        let may_stay = criteria.deferred || self.active_older(service) == 0;
        state.roster.new.ready >= needed && may_stay
    }

    /// The deployment is COMPLETED, if it is; whether it is now or was before.
    pub(in crate::ecs) fn complete_if_done(&mut self, service: ServiceId, cx: &mut Cx<'_>) -> bool {
        let primary = self.services[service].primary;
        if self.deployments[primary].is_in_progress() && self.has_succeeded(service) {
            self.complete_deployment(primary, cx);
            self.mark_changed(service);
        }
        self.deployments[primary].state == RolloutState::Completed
    }

    fn complete_deployment(&mut self, deployment: DeploymentId, cx: &mut Cx<'_>) {
        let record = &mut self.deployments[deployment];
        record.complete(cx.now());
        let service = record.service;
        if let Some(failed) = record.rolls_back.take() {
            let failed = &mut self.deployments[failed];
            failed.status = ServiceDeploymentStatus::RollbackSuccessful;
            failed.rolled_back = Some(cx.now());
        }
        let state = &mut self.services[service];
        state.completed = Some(deployment);
        // With early success old tasks may be left; they are cleaned up, and none comes again.
        let deployments = &self.deployments;
        state.older.retain(|older| deployments[*older].tasks > 0);
        let older = state.older.clone();
        for older in &older {
            self.bar(*older);
        }
        if !older.is_empty() {
            self.turn_sides(service);
        }
        cx.emit(Fact::DeploymentCompleted(deployment));
    }

    fn bar(&mut self, deployment: DeploymentId) {
        let record = &mut self.deployments[deployment];
        record.barred = true;
        record.lost = 0;
    }

    /// The circuit breaker ends a deployment.
    pub(super) fn fail_deployment(
        &mut self,
        deployment: DeploymentId,
        rollback: bool,
        cx: &mut Cx<'_>,
    ) {
        cx.emit_after(Fact::DeploymentFailed(deployment));
        self.end(deployment, RolloutState::Failed, rollback, cx);
        let service = self.deployments[deployment].service;
        self.mark_changed(service);
        self.touch(service, cx);
        self.follow_up(service, cx);
    }

    /// A deployment ends before it is done: it launches nothing more, and the last one that was
    /// COMPLETED comes back if it may.
    fn end(
        &mut self,
        deployment: DeploymentId,
        state: RolloutState,
        rollback: bool,
        cx: &mut Cx<'_>,
    ) {
        self.bar(deployment);
        self.reset_throttle(deployment, cx);
        let service = self.deployments[deployment].service;
        let target = self.services[service].completed;
        let status = match (rollback, target) {
            (false, _) => ServiceDeploymentStatus::Stopped,
            (true, None) => ServiceDeploymentStatus::RollbackFailed,
            (true, Some(_)) => ServiceDeploymentStatus::RollbackInProgress,
        };
        self.deployments[deployment].stop(cx.now(), state, status);
        if let Some(target) = target.filter(|_| rollback) {
            self.roll_back(deployment, target, cx);
        }
    }

    /// A deployment that was COMPLETED is PRIMARY and in progress again.
    fn roll_back(&mut self, failed: DeploymentId, target: DeploymentId, cx: &mut Cx<'_>) {
        let record = &mut self.deployments[target];
        let service = record.service;
        record.state = RolloutState::InProgress;
        record.rolls_back = Some(failed);
        record.barred = false;
        self.deployments[failed].rolled_back_to = Some(target);
        self.services[service].completed = None;
        self.make_primary(service, target, cx);
        cx.emit_after(Fact::RollbackStarted(failed));
    }

    /// StopServiceDeployment.
    pub(in crate::ecs) fn call_stop_deployment(
        &mut self,
        entry: EntryId,
        stop: StopServiceDeployment,
        cx: &mut Cx<'_>,
    ) {
        let StopServiceDeployment {
            service, rollback, ..
        } = stop;
        let error = match self.stoppable(stop) {
            Ok(_) if rollback && self.services[service].completed.is_none() => {
                CallError::NothingToRollBackTo
            }
            Ok(deployment) => {
                let by = StoppedBy::Call { rollback };
                self.deployments[deployment].stopped_by = Some(by);
                cx.emit(Fact::DeploymentStopped { deployment, by });
                self.end(deployment, RolloutState::Stopped, rollback, cx);
                self.mark_changed(service);
                self.touch_by_call(service, cx);
                return;
            }
            Err(error) => error,
        };
        cx.emit(Fact::CallRefused { entry, error });
    }

    /// The deployment that a call means, if it is under way.
    fn stoppable(&self, stop: StopServiceDeployment) -> Result<DeploymentId, CallError> {
        let state = &self.services[stop.service];
        if stop.number.is_some_and(|number| number > state.last_number) {
            return Err(CallError::NoSuchDeployment);
        }
        let primary = &self.deployments[state.primary];
        let is_meant = stop.number.is_none_or(|number| number == primary.number);
        if is_meant && primary.is_watched() {
            Ok(state.primary)
        } else {
            Err(CallError::NotInProgress)
        }
    }
}
