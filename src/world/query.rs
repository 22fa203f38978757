//! Which container instances an expression means at one instant of a run.

use super::{Failure, World};
use crate::ec2::instance_name;
use crate::ecs::InstanceStatus;
use crate::engine::SimTime;
use crate::scenario::model::{Query, Scenario};

/// A container instance and what an expression says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceAnswer {
    /// `i-1`
    pub instance: String,
    /// `m5.large`
    pub instance_type: String,
    /// Its zone.
    pub zone: String,
    /// `ACTIVE` or `DRAINING`.
    pub status: &'static str,
    /// Whether ECS hears of its agent.
    pub agent_connected: bool,
    /// Tasks on it that are to run.
    pub running_tasks: u32,
    /// Why it is not meant; empty if it is.
    pub why_not: String,
}

impl InstanceAnswer {
    /// Whether the expression is true of it.
    pub fn is_meant(&self) -> bool {
        self.why_not.is_empty()
    }

    /// Whether tasks can be placed on it at all.
    pub fn takes_tasks(&self) -> bool {
        self.status == InstanceStatus::Active.name() && self.agent_connected
    }
}

/// Plays a scenario up to a time, that instant included, and asks every container instance that is
/// registered then, in order of their numbers.
pub fn query(
    scenario: &Scenario,
    query: &Query,
    at: SimTime,
    interrupted: &mut dyn FnMut(SimTime) -> bool,
) -> Result<Vec<InstanceAnswer>, Failure> {
    let world = super::played(scenario, at, interrupted, false)?;
    Ok(world.answers(query))
}

impl World<'_> {
    fn answers(&self, query: &Query) -> Vec<InstanceAnswer> {
        let templates = self.scenario.aws.templates();
        let mut answers = Vec::new();
        for id in self.ec2.instances.ids() {
            let Some(instance) = self.ecs.instance_if_any(id) else {
                continue;
            };
            let is_in_cluster = [InstanceStatus::Active, InstanceStatus::Draining];
            if !is_in_cluster.contains(&instance.status) {
                continue;
            }
            let (why_not, running_tasks) = self
                .ecs
                .with_query_instance(id, |on| (query.why_not(on), on.running_tasks_count));
            answers.push(InstanceAnswer {
                instance: instance_name(id),
                instance_type: templates[instance.template].instance_type.clone(),
                zone: self.scenario.aws.zones[instance.zone].clone(),
                status: instance.status.name(),
                agent_connected: instance.agent.is_connected(),
                running_tasks,
                why_not,
            });
        }
        answers
    }
}
