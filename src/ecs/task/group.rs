//! Tasks that are numbered and spread together: those of a service, or of a family.

use crate::ecs::launch::placement::Spread;
use crate::engine::Entity;
use crate::ids::TaskId;
use crate::scenario::model::Aws;

/// Tasks that are numbered and spread together.
#[derive(Debug)]
pub struct TaskGroup {
    /// The label of the service or family: `web` of `web/3`.
    pub name: String,
    pub(in crate::ecs) entity: Entity,
    pub(in crate::ecs) spread: Spread,
    /// In the order of their numbers.
    pub(in crate::ecs) members: Vec<TaskId>,
}

impl TaskGroup {
    pub(in crate::ecs) fn new(name: &str, entity: Entity, aws: &Aws) -> Self {
        Self {
            name: name.to_owned(),
            entity,
            spread: Spread::new(aws.zones.len()),
            members: Vec::new(),
        }
    }

    /// The number that the next task gets.
    pub(in crate::ecs) fn next_number(&self) -> u32 {
        u32::try_from(self.members.len() + 1).expect("fewer than 2^32 tasks")
    }
}
