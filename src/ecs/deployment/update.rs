//! UpdateService, which starts deployments.

use super::{Deployment, RolloutState, ServiceDeploymentStatus};
use crate::ecs::circuit_breaker::Evidence;
use crate::ecs::fact::StoppedBy;
use crate::ecs::launch::place::Asker;
use crate::ecs::service::roster::Class;
use crate::ecs::{Cx, Ecs, Fact};
use crate::ids::{DeploymentId, ServiceId, TaskDefinitionId};
use crate::scenario::model::UpdateService;

impl Ecs {
    /// UpdateService: a new revision or a forced deployment starts a deployment, a new count or a
    /// new configuration only change what the next pass reckons with.
    pub(in crate::ecs) fn update_service(&mut self, update: &UpdateService, cx: &mut Cx<'_>) {
        let service = update.service;
        self.change_configuration(update, cx);
        if let Some(desired) = update.desired_count {
            self.change_desired(service, desired, cx);
        }
        let current = self.deployments[self.services[service].primary].definition;
        let definition = update.task_definition.unwrap_or(current);
        if update.force_new_deployment || definition != current {
            self.start_deployment(service, definition, cx);
        } else if update.desired_count.is_some() || update.circuit_breaker.is_some() {
            let primary = self.services[service].primary;
            self.count(primary, Evidence::OtherThreshold, None, cx);
        }
        self.mark_changed(service);
        self.touch_by_call(service, cx);
    }

    fn change_configuration(&mut self, update: &UpdateService, cx: &mut Cx<'_>) {
        let configuration = &mut self.services[update.service].configuration;
        if let Some(minimum) = update.minimum_healthy_percent {
            configuration.minimum_healthy_percent = minimum;
        }
        if let Some(maximum) = update.maximum_percent {
            configuration.maximum_percent = maximum;
        }
        if let Some(enabled) = update.az_rebalancing {
            self.set_rebalancing(update.service, enabled, cx);
        }
        if let Some(grace) = update.health_check_grace_period {
            self.services[update.service].grace_period = grace;
            self.judge_again(update.service, cx);
        }
        self.change_placement(update);
        let configuration = &mut self.services[update.service].configuration;
        if let Some(criteria) = update.early_success {
            configuration.early_success = criteria;
        }
        if let Some(breaker) = update.circuit_breaker {
            configuration.circuit_breaker = breaker;
        }
    }

    /// Tasks that are started from now on go elsewhere; those that run stay.
    fn change_placement(&mut self, update: &UpdateService) {
        let service = update.service;
        let placement = &mut self.services[service].placement;
        if let Some(constraints) = &update.placement_constraints {
            placement.constraints.clone_from(constraints);
        }
        if let Some(strategy) = &update.placement_strategy {
            placement.strategy.clone_from(strategy);
        }
        if update.placement_constraints.is_some() || update.placement_strategy.is_some() {
            self.wishes
                .retain(|(asker, _), _| *asker != Asker::Service(service));
        }
    }

    fn change_desired(&mut self, service: ServiceId, desired: u32, cx: &mut Cx<'_>) {
        let state = &mut self.services[service];
        let before = std::mem::replace(&mut state.desired, desired);
        if before == desired {
            return;
        }
        if desired < before {
            state.recovered = false;
            state.stopped_sick = 0;
            self.no_more_spares(service);
        }
        let state = &self.services[service];
        // A raised count is met by both revisions: the newest older one may grow as well.
        let mut older = state.older.iter().rev();
        let newest = older.find(|id| !self.deployments[**id].barred);
        if let Some(newest) = newest
            && self.settings.scale_out_both
        {
            self.deployments[*newest].lost += desired.saturating_sub(before);
        }
        cx.emit(Fact::DesiredCountUpdated {
            service,
            from: before,
            to: desired,
        });
    }

    /// With a lower count nobody is expected to come into the place of a sick task.
    fn no_more_spares(&mut self, service: ServiceId) {
        if self.services[service].roster.spares == 0 {
            return;
        }
        for task in self.services[service].roster.tasks() {
            if self.tasks[task].spare {
                self.leave_roster(task);
                self.tasks[task].spare = false;
                self.join_roster(task);
            }
        }
    }

    fn start_deployment(
        &mut self,
        service: ServiceId,
        definition: TaskDefinitionId,
        cx: &mut Cx<'_>,
    ) {
        let state = &mut self.services[service];
        state.last_number += 1;
        let record = Deployment::new(service, state.last_number, definition, cx.now());
        let next = self.deployments.push(record);
        let previous = self.services[service].primary;
        self.supersede(previous, cx);
        self.make_primary(service, next, cx);
        cx.emit(Fact::DeploymentStarted(next));
    }

    /// A deployment that is not done ends because another one begins.
    fn supersede(&mut self, previous: DeploymentId, cx: &mut Cx<'_>) {
        let record = &mut self.deployments[previous];
        if !record.is_in_progress() {
            return;
        }
        let rolled_back = record.rolls_back.take();
        let status = match rolled_back {
            Some(_) => record.status,
            None => ServiceDeploymentStatus::Stopped,
        };
        record.stop(cx.now(), RolloutState::Stopped, status);
        if let Some(failed) = rolled_back {
            self.deployments[failed].status = ServiceDeploymentStatus::RollbackFailed;
        }
        let by = StoppedBy::Another;
        self.deployments[previous].stopped_by = Some(by);
        cx.emit(Fact::DeploymentStopped {
            deployment: previous,
            by,
        });
    }

    /// Another deployment of a service is the PRIMARY one: every task finds itself on the side that
    /// is now its own.
    pub(super) fn make_primary(&mut self, service: ServiceId, next: DeploymentId, cx: &mut Cx<'_>) {
        let state = &mut self.services[service];
        let previous = std::mem::replace(&mut state.primary, next);
        state.stopped_sick = 0;
        state.older.push(previous);
        let deployments = &self.deployments;
        state
            .older
            .retain(|older| *older != next && deployments[*older].tasks > 0);
        for older in state.older.clone().into_iter().chain([next]) {
            self.deployments[older].lost = 0;
        }
        self.reset_throttle(next, cx);
        self.stop_rebalancing(service, cx);
        self.turn_sides(service);
    }

    /// All tasks of a service stand anew; replacements that were starting are like any other task
    /// that is not RUNNING yet.
    pub(super) fn turn_sides(&mut self, service: ServiceId) {
        for task in self.services[service].roster.tasks() {
            self.leave_roster(task);
            self.tasks[task].spare = false;
            let class = &mut self.tasks[task].class;
            if *class == Class::Replacement {
                *class = Class::Starting;
            }
            self.join_roster(task);
        }
    }
}
