//! Deployments of a service, and UpdateService, which starts them.

use super::task::Class;
use super::{Cx, Ecs, Fact};
use crate::engine::SimTime;
use crate::ids::{DeploymentId, ServiceId, TaskDefinitionId};
use crate::scenario::model::UpdateService;

/// How far a deployment has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolloutState {
    /// Tasks are being replaced, or the first ones come up.
    InProgress,
    /// All its tasks are healthy and the old ones are gone.
    Completed,
    /// Another deployment took its place before.
    Stopped,
}

impl RolloutState {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Stopped => "STOPPED",
        }
    }
}

/// One deployment of a service.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Whose.
    pub service: ServiceId,
    /// Its number there, from 1: `web/d-1`.
    pub number: u32,
    /// What it runs.
    pub definition: TaskDefinitionId,
    /// How far it has got.
    pub state: RolloutState,
    /// When it began.
    pub created: SimTime,
    /// When it was COMPLETED.
    pub completed: Option<SimTime>,
    /// Its tasks that are not STOPPED.
    pub(super) tasks: u32,
    /// Tasks that ended by themselves since it is being replaced, and by how much the desired count
    /// was raised since; less what was started for them.
    pub(super) lost: u32,
}

impl Deployment {
    pub(super) fn new(
        service: ServiceId,
        number: u32,
        definition: TaskDefinitionId,
        created: SimTime,
    ) -> Self {
        Self {
            service,
            number,
            definition,
            state: RolloutState::InProgress,
            created,
            completed: None,
            tasks: 0,
            lost: 0,
        }
    }

    /// Whether it is not decided yet.
    pub fn is_in_progress(&self) -> bool {
        self.state == RolloutState::InProgress
    }
}

impl Ecs {
    /// Since when and why a deployment makes no progress, while it does not.
    pub fn stalled(&self, id: DeploymentId) -> Option<(SimTime, &'static str)> {
        let deployment = &self.deployments[id];
        let service = &self.services[deployment.service];
        let current = service.primary == id && deployment.is_in_progress();
        let stalled = service.stalled().filter(|_| current);
        stalled.map(|(since, why)| (since.max(deployment.created), why))
    }

    /// How many older deployments of a service have tasks; those without are INACTIVE.
    pub fn active_older(&self, service: ServiceId) -> u32 {
        let older = self.services[service].older.iter();
        let active = older.filter(|id| self.deployments[**id].tasks > 0);
        u32::try_from(active.count()).unwrap_or(u32::MAX)
    }

    /// UpdateService: a new revision or a forced deployment starts a deployment, a new count or new
    /// percents only change what the next pass reckons with.
    pub(super) fn update_service(&mut self, update: &UpdateService, cx: &mut Cx<'_>) {
        let service = update.service;
        self.change_settings(update, cx);
        if let Some(desired) = update.desired_count {
            self.change_desired(service, desired, cx);
        }
        let current = self.deployments[self.services[service].primary].definition;
        let definition = update.task_definition.unwrap_or(current);
        if update.force_new_deployment || definition != current {
            self.start_deployment(service, definition, cx);
        }
        self.mark_changed(service);
        self.touch_by_call(service, cx);
    }

    fn change_settings(&mut self, update: &UpdateService, cx: &mut Cx<'_>) {
        let percents = &mut self.services[update.service].percents;
        if let Some(minimum) = update.minimum_healthy_percent {
            percents.minimum_healthy_percent = minimum;
        }
        if let Some(maximum) = update.maximum_percent {
            percents.maximum_percent = maximum;
        }
        if let Some(enabled) = update.az_rebalancing {
            self.set_rebalancing(update.service, enabled, cx);
        }
        if let Some(grace) = update.health_check_grace_period {
            self.services[update.service].grace_period = grace;
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
            self.no_more_spares(service);
        }
        let state = &self.services[service];
        // A raised count is met by both revisions: the newest older one may grow as well.
        if let Some(newest) = state.older.last()
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
        let previous = self.services[service].primary;
        let number = self.deployments[previous].number + 1;
        let next = self
            .deployments
            .push(Deployment::new(service, number, definition, cx.now()));
        let state = &mut self.services[service];
        state.primary = next;
        state.older.push(previous);
        state
            .older
            .retain(|older| self.deployments[*older].tasks > 0);
        for older in &state.older {
            self.deployments[*older].lost = 0;
        }
        if self.deployments[previous].is_in_progress() {
            self.deployments[previous].state = RolloutState::Stopped;
            cx.emit(Fact::DeploymentStopped(previous));
        }
        self.stop_rebalancing(service, cx);
        self.turn_old(service);
        cx.emit(Fact::DeploymentStarted(next));
    }

    /// All tasks of a service now belong to older deployments; replacements that were starting are
    /// like any other task that is not RUNNING yet.
    fn turn_old(&mut self, service: ServiceId) {
        for task in self.services[service].roster.tasks() {
            self.leave_roster(task);
            let class = &mut self.tasks[task].class;
            if *class == Class::Replacement {
                *class = Class::Starting;
            }
            self.join_roster(task);
        }
    }

    pub(super) fn complete_deployment(&mut self, deployment: DeploymentId, cx: &mut Cx<'_>) {
        let record = &mut self.deployments[deployment];
        record.state = RolloutState::Completed;
        record.completed = Some(cx.now());
        self.services[record.service].older.clear();
        cx.emit(Fact::DeploymentCompleted(deployment));
    }
}
