//! What ECS tells of tasks that move between zones, as rows.

use super::titles::Title;
use super::{Record, put};
use crate::ecs::Fact;
use crate::report::{DecisionRow, Row};

impl Record {
    pub(super) fn rebalancing(&self, fact: Fact, title: Title, row: &mut Row) {
        match fact {
            Fact::RebalancingStarted(index) => {
                let with = self.tasks_by_zone(index);
                let said = format!("is not AZ balanced with {with}. AZ Rebalancing in progress.");
                self.service_action(
                    self.ecs.rebalances[index as usize].service,
                    title,
                    &said,
                    row,
                );
            }
            Fact::RebalancingCompleted(index) => {
                let said = format!("is AZ balanced with {}.", self.tasks_by_zone(index));
                self.service_action(
                    self.ecs.rebalances[index as usize].service,
                    title,
                    &said,
                    row,
                );
            }
            Fact::RebalancingStopped(service) => {
                self.service_action(service, title, "stopped AZ Rebalancing.", row);
            }
            Fact::TasksRebalanced {
                service,
                tasks,
                started,
            } => {
                let (count, first) = (tasks.count(), self.ecs.listed(tasks)[0]);
                let zone = self.zone_name(self.ecs.tasks[first].zone);
                let said = if started {
                    format!("has started {count} tasks in {zone} to AZ Rebalance:")
                } else {
                    format!("has stopped {count} running tasks in {zone} due to AZ rebalancing:")
                };
                self.service_action(service, title, &said, row);
                self.task_names(tasks, row);
            }
            other => unreachable!("{other:?} is not about zones"),
        }
    }

    /// `3 tasks in us-east-1a, 0 tasks in us-east-1b`.
    fn tasks_by_zone(&self, index: u32) -> String {
        let tasks = self.ecs.rebalances[index as usize].tasks.iter();
        let each: Vec<String> = tasks
            .map(|(zone, count)| format!("{count} tasks in {}", self.zone_name(*zone)))
            .collect();
        each.join(", ")
    }

    pub(super) fn rebalance_row(&self, index: u32, row: &mut DecisionRow) {
        let record = &self.ecs.rebalances[index as usize];
        row.decider = "ecs.azRebalancing";
        row.resource.push_str(self.service_label(record.service));
        put!(row.inputs, "D={}", record.desired);
        for (zone, count) in &record.tasks {
            put!(row.inputs, " {}={count}", self.zone_name(*zone));
        }
        let lacks: u32 = record.deficits.iter().sum();
        put!(
            row.rule,
            "each zone floor({} / {}), the rest one more; moves = min(lacking {lacks}, room {}, not protected {}) = {}",
            record.desired,
            record.tasks.len(),
            record.room,
            record.movable,
            record.moves
        );
        put!(row.result, "start={}", record.moves);
        row.acted = record.started > 0;
        if record.started < record.moves {
            let unplaced = record.moves - record.started;
            put!(row.why_not, "no place for {unplaced} of them");
        } else if lacks == 0 {
            row.why_not.push_str("the zones are balanced");
        } else if record.room == 0 {
            row.why_not.push_str("maximumPercent leaves no room");
        } else if record.moves == 0 {
            row.why_not
                .push_str("the tasks that would go are protected");
        }
    }
}
