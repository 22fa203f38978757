//! What was decided in this room, with all that is needed to say why.

use crate::ecs::fact::Unplaced;
use crate::ecs::launch::Location;
use crate::ecs::placement::WishId;
use crate::ecs::service::rolling_update::{Situation, Step};
use crate::ecs::task::TaskGroupId;
use crate::ids::{ClusterId, InstanceId, ServiceId, TaskDefinitionId};

/// What was decided: an index into the records of [`Ecs::steps`](crate::ecs::Ecs::steps),
/// [`Ecs::placements`](crate::ecs::Ecs::placements),
/// [`Ecs::rebalances`](crate::ecs::Ecs::rebalances) or [`Ecs::breaks`](crate::ecs::Ecs::breaks).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A pass of a service.
    Step(u32),
    /// The place of a task.
    Placement(u32),
    /// Which zones get tasks of a service, and how many.
    Rebalance(u32),
    /// A count of the circuit breaker.
    Breaker(u32),
}

/// The record of a pass whose inputs or result differ from the one before.
#[derive(Clone, Copy, Debug)]
pub struct StepDecision {
    /// Of which service.
    pub service: ServiceId,
    /// What went in.
    pub situation: Situation,
    /// What came out.
    pub step: Step,
    /// How many tasks it started.
    pub started: u32,
    /// `minimumHealthyPercent` at that time.
    pub minimum_healthy_percent: u32,
    /// `maximumPercent` at that time.
    pub maximum_percent: u32,
}

/// The record of a placement.
#[derive(Clone, Copy, Debug)]
pub struct PlacementDecision {
    /// The group of the task.
    pub group: TaskGroupId,
    /// Its number there.
    pub number: u32,
    /// What it runs.
    pub definition: TaskDefinitionId,
    /// Whether RunTask asked.
    pub standalone: bool,
    /// What it asked of its place; none on Fargate.
    pub wish: Option<WishId>,
    /// In which cluster.
    pub cluster: ClusterId,
    /// By what each step of its preference went, for the chosen instance, before the task came; on
    /// Fargate the tasks of the group in the zone.
    pub steps: [i32; 5],
    /// Where there is no place, or none where there should be one: what the filters left, an index
    /// into [`Ecs::funnels`](crate::ecs::Ecs::funnels).
    pub funnel: Option<u32>,
    /// An instance of the bucket that has fewer tasks of the group, and no place for another.
    pub passed_over: Option<InstanceId>,
    /// The place, or why there is none.
    pub result: Result<Location, Unplaced>,
}
