//! Which sick tasks are stopped, and what becomes of those that recover.
//!
//! Facts: ECS Developer Guide, "Amazon ECS services" (unhealthy tasks are replaced before they are
//! stopped, as far as maximumPercent allows; else one at a time, at random). Which of a sick task
//! and its sick replacement goes first is assumed: the older one.

use super::pass::Stopped;
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
        told: &mut Stopped,
        cx: &mut Cx<'_>,
    ) {
        if step.stop_sick > 0 {
            let roster = &self.services[service].roster;
            let sick = roster.of_class(&[Side::New], Class::Sick);
            for task in sick.into_iter().take(step.stop_sick as usize) {
                self.stop_one(service, task, told, cx);
            }
        }
        if step.stop_sick_first > 0 {
            self.stop_sick_first(service, step.stop_sick_first, told, cx);
        }
    }

    /// Stops sick tasks before others are started in their place, old ones first, at random.
    fn stop_sick_first(
        &mut self,
        service: ServiceId,
        count: u32,
        told: &mut Stopped,
        cx: &mut Cx<'_>,
    ) {
        let roster = &self.services[service].roster;
        let mut old = roster.of_class(&Side::LEAVING, Class::Sick);
        let mut new = roster.of_class(&[Side::New], Class::Sick);
        for _ in 0..count {
            let candidates = if old.is_empty() { &mut new } else { &mut old };
            let Some(task) = self.take_any(service, candidates, cx) else {
                break;
            };
            self.owe_replacement(service, task);
            self.services[service].stopped_sick += 1;
            self.stop_one(service, task, told, cx);
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
        told: &mut Stopped,
        cx: &mut Cx<'_>,
    ) {
        let roster = &self.services[service].roster;
        let mut candidates = roster.of_class(&[Side::New], Class::Ready);
        for _ in 0..count {
            let Some(task) = self.take_any(service, &mut candidates, cx) else {
                break;
            };
            self.stop_one(service, task, told, cx);
        }
        let roster = &self.services[service].roster;
        if roster.new.sick + roster.spares == 0 {
            self.services[service].recovered = false;
        }
    }

    /// Takes one out of some tasks, drawn for the service, the instant and how many there are.
    fn take_any(&self, service: ServiceId, tasks: &mut Vec<TaskId>, cx: &Cx<'_>) -> Option<TaskId> {
        let entity = self.groups[self.services[service].group].entity;
        let entity = entity.number(cx.now().as_micros());
        let entity = entity.number(tasks.len() as u64);
        let mut stream = cx.draws(Purpose::TaskChoice, entity);
        let index = stream.below((tasks.len() as u64).max(1));
        let index = usize::try_from(index).unwrap_or(0);
        (index < tasks.len()).then(|| tasks.remove(index))
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
