//! Which sick tasks are stopped, and what becomes of those that recover.
//!
//! Facts: ECS Developer Guide, "Amazon ECS services" (unhealthy tasks are replaced before they are
//! stopped, as far as maximumPercent allows; else one at a time, at random). Which of a sick task
//! and its sick replacement goes first is assumed: the older one.

use super::pass::Told;
use super::rolling_update::Step;
use super::roster::{Class, Side};
use crate::ecs::task::Owner;
use crate::ecs::{Cx, Ecs};
use crate::engine::Purpose;
use crate::ids::{DeploymentId, ServiceId, TaskId};

impl Ecs {
    /// Stops the sick tasks of which others have come into the place, or one to make room.
    pub(in crate::ecs) fn stop_sick(
        &mut self,
        service: ServiceId,
        step: &Step,
        told: &mut Told,
        cx: &mut Cx<'_>,
    ) {
        let roster = &self.services[service].roster;
        let sick = roster.of_class(&[Side::New], Class::Sick);
        for task in sick.into_iter().take(step.stop_sick as usize) {
            self.stop_one(service, task, told, cx);
        }
        for _ in 0..step.stop_sick_first {
            let roster = &self.services[service].roster;
            let old = roster.of_class(&Side::LEAVING, Class::Sick);
            let new = roster.of_class(&[Side::New], Class::Sick);
            let candidates = if old.is_empty() { new } else { old };
            if let Some(task) = self.any_of(service, &candidates, cx) {
                self.owe_replacement(service, task);
                self.services[service].stopped_sick += 1;
                self.stop_one(service, task, told, cx);
            }
        }
    }

    /// A sick task of an older deployment is stopped before its replacement has come: its
    /// deployment has lost it, as if it had ended by itself.
    fn owe_replacement(&mut self, service: ServiceId, task: TaskId) {
        if let Owner::Service(_, deployment) = self.tasks[task].owner
            && deployment != self.services[service].primary
            && !self.deployments[deployment].barred
        {
            self.deployments[deployment].lost += 1;
        }
    }

    /// Sick tasks have recovered, and their replacements are healthy too: who goes is chosen at
    /// random.
    pub(in crate::ecs) fn stop_recovered(
        &mut self,
        service: ServiceId,
        count: u32,
        told: &mut Told,
        cx: &mut Cx<'_>,
    ) {
        for _ in 0..count {
            let roster = &self.services[service].roster;
            let candidates = roster.of_class(&[Side::New], Class::Ready);
            let Some(task) = self.any_of(service, &candidates, cx) else {
                break;
            };
            self.stop_one(service, task, told, cx);
        }
        let roster = &self.services[service].roster;
        if roster.new.sick + roster.spares == 0 {
            self.services[service].recovered = false;
        }
    }

    /// One of some tasks, drawn for the service, the instant and how many there are.
    fn any_of(&self, service: ServiceId, tasks: &[TaskId], cx: &Cx<'_>) -> Option<TaskId> {
        let entity = self.groups[self.services[service].group].entity;
        let entity = entity.number(cx.now().as_micros());
        let entity = entity.number(tasks.len() as u64);
        let mut stream = cx.draws(Purpose::TaskChoice, entity);
        let index = stream.below((tasks.len() as u64).max(1));
        tasks.get(usize::try_from(index).unwrap_or(0)).copied()
    }

    /// The deployment of the newest sick task that an older one has.
    pub(in crate::ecs) fn newest_with_sick(&self, service: ServiceId) -> Option<DeploymentId> {
        let state = &self.services[service];
        let sick = state.roster.of_class(&Side::LEAVING, Class::Sick);
        let deployments = sick
            .into_iter()
            .filter_map(|task| match self.tasks[task].owner {
                Owner::Service(_, deployment) if deployment != state.primary => Some(deployment),
                _ => None,
            });
        deployments.max()
    }
}
