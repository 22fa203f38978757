//! What keeps a task from RUNNING for ever, as the end of a run shows it.

use super::journal::Record;
use crate::ecs::{ContainerState, Health, Task};
use crate::ids::TaskId;
use crate::scenario::model::{Condition, Container};

impl Record {
    /// Which container of a task waits for what that will not come, in words. A container that is
    /// UNHEALTHY becomes HEALTHY only by itself, and without a `startTimeout` nobody gives it up; a
    /// verdict that will change may be a better one.
    pub(super) fn never_runs(&self, id: TaskId) -> Option<String> {
        let task = &self.ecs.tasks[id];
        if !task.is_alive() || task.times.started.is_some() {
            return None;
        }
        never_runs(
            task,
            &self.ecs.aws.task_definitions[task.definition].containers,
        )
    }
}

fn never_runs(task: &Task, containers: &[Container]) -> Option<String> {
    let is_hopeless = |container: &Container, state: &ContainerState| {
        container.start_timeout.is_none()
            && state.started.is_some()
            && state.health() == Health::Unhealthy
            && !state.verdict_changes()
    };
    containers
        .iter()
        .zip(&task.containers)
        .find_map(|(one, state)| {
            let mut waits = one.depends_on.iter().filter(|_| state.started.is_none());
            let other = waits.find_map(|wait| {
                let place = usize::from(wait.container);
                let (other, state) = (containers.get(place)?, task.containers.get(place)?);
                let is_it = wait.condition == Condition::Healthy && is_hopeless(other, state);
                is_it.then_some(&other.name)
            })?;
            let one = &one.name;
            Some(format!(
                "{one} waits for {other} to be HEALTHY, which is UNHEALTHY and has no startTimeout"
            ))
        })
}
