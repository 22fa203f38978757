//! Tasks that are numbered and spread together: those of a service, or of a family.

use crate::engine::Entity;
use crate::ids::{TaskId, ZoneId};
use crate::scenario::model::{Aws, Service};

/// Before the family in the `group` of a standalone task.
const FAMILY: &str = "family:";

/// Tasks that are numbered and spread together.
#[derive(Debug)]
pub struct TaskGroup {
    /// The label of the service or family: `web` of `web/3`.
    pub name: String,
    /// `group` of its tasks, as AWS has it: `service:web`, `family:job`, or what a call says.
    pub aws_name: String,
    pub(in crate::ecs) entity: Entity,
    /// Tasks whose desired status is RUNNING, by zone.
    zones: Vec<u32>,
    /// How many interfaces its tasks have asked for in each zone.
    pub(in crate::ecs) interfaces: Vec<u32>,
    /// In the order of their numbers.
    pub(in crate::ecs) members: Vec<TaskId>,
}

impl TaskGroup {
    /// Of a service.
    pub(in crate::ecs) fn of_service(service: &Service, entity: Entity, aws: &Aws) -> Self {
        let aws_name = format!("service:{}", service.name);
        Self::new(&service.label, aws_name, entity, aws)
    }

    /// Of standalone tasks: of a family, or of a name of their own.
    pub(in crate::ecs) fn standalone(aws_name: &str, aws: &Aws) -> Self {
        let (name, entity) = match aws_name.strip_prefix(FAMILY) {
            Some(family) => (aws.family_label(family), Entity::named(FAMILY).and(family)),
            None => (aws_name.to_owned(), Entity::named("group:").and(aws_name)),
        };
        Self::new(&name, aws_name.to_owned(), entity, aws)
    }

    fn new(name: &str, aws_name: String, entity: Entity, aws: &Aws) -> Self {
        Self {
            name: name.to_owned(),
            aws_name,
            entity,
            zones: vec![0; aws.zones.len()],
            interfaces: vec![0; aws.zones.len()],
            members: Vec::new(),
        }
    }

    /// How many of its tasks in a zone are not told to stop.
    pub(in crate::ecs) fn in_zone(&self, zone: ZoneId) -> u32 {
        self.zones[zone.0 as usize]
    }

    /// A task in a zone comes, or is told to stop.
    pub(in crate::ecs) fn count(&mut self, zone: ZoneId, comes: bool) {
        let count = &mut self.zones[zone.0 as usize];
        *count = if comes { *count + 1 } else { *count - 1 };
    }

    /// The number that the next task gets.
    pub(in crate::ecs) fn next_number(&self) -> u32 {
        u32::try_from(self.members.len() + 1).expect("fewer than 2^32 tasks")
    }
}
