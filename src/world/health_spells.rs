//! When tasks that were RUNNING did not count as healthy any more, and for which of two reasons: a
//! check found them unhealthy, or a container that is checked was started again.

use std::collections::BTreeMap;

use super::event::Fact;
use super::journal::Record;
use crate::ecs;
use crate::engine::SimTime;
use crate::ids::TaskId;

/// Spells of tasks, from and until; the last one may go on as long as the task.
type Spells = BTreeMap<TaskId, Vec<(SimTime, Option<SimTime>)>>;

/// The spells in which tasks did not count as healthy, of those that had any.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HealthSpells {
    /// A check found them unhealthy.
    pub(super) unhealthy: Spells,
    /// They were healthy, and have to be found so again.
    pub(super) restarting: Spells,
}

impl HealthSpells {
    /// Those of a run.
    pub(super) fn of(record: &Record) -> Self {
        let mut spells = Self::default();
        for (now, fact) in record.journal.facts() {
            let Fact::Ecs(fact) = fact else { continue };
            match fact {
                ecs::Fact::TaskSick { task, .. } => {
                    end(&mut spells.restarting, task, now);
                    begin(&mut spells.unhealthy, task, now);
                }
                ecs::Fact::TaskReady(task) => {
                    end(&mut spells.restarting, task, now);
                    end(&mut spells.unhealthy, task, now);
                }
                ecs::Fact::ContainerRestarted {
                    task, container, ..
                } => {
                    let task_row = &record.ecs.tasks[task];
                    let definition = &record.ecs.aws.task_definitions[task_row.definition];
                    let checked = &definition.containers[usize::from(container)];
                    let was_ready = task_row.times.ready.is_some_and(|ready| ready < now);
                    let is_asked = checked.essential && checked.health_check.is_some();
                    if is_asked && was_ready && !goes_on(&spells.unhealthy, task) {
                        begin(&mut spells.restarting, task, now);
                    }
                }
                _ => {}
            }
        }
        spells
    }
}

fn goes_on(spells: &Spells, task: TaskId) -> bool {
    let last = spells.get(&task).and_then(|spells| spells.last());
    last.is_some_and(|(_, until)| until.is_none())
}

/// Begins a spell, unless one goes on.
fn begin(spells: &mut Spells, task: TaskId, now: SimTime) {
    if !goes_on(spells, task) {
        spells.entry(task).or_default().push((now, None));
    }
}

/// Ends the spell that goes on, if one does.
fn end(spells: &mut Spells, task: TaskId, now: SimTime) {
    if let Some((_, until)) = spells.get_mut(&task).and_then(|spells| spells.last_mut()) {
        until.get_or_insert(now);
    }
}

#[cfg(test)]
mod tests;
