//! Rules and schedules that fired, and services whose zones were balanced.

use super::number;
use crate::report::summary::Summary;
use crate::report::summary::page::told;
use crate::report::words::{count, instant};
use crate::report::{Fired, Rebalanced, RunResult, TaskRow};

/// The most rules and services that are told.
const TOLD: usize = 3;

/// How often each rule and schedule fired, and what of its tasks is left.
pub(super) fn rules(summary: &Summary) -> Vec<String> {
    let fired = &summary.result.told.fired;
    let shown = fired.iter().take(TOLD);
    let mut lines: Vec<String> = shown
        .flat_map(|rule| told(&rule.name, &fired_by(summary.result, rule)))
        .collect();
    lines.extend(others(fired.len(), "rule"));
    lines
}

fn fired_by(result: &RunResult, rule: &Fired) -> [String; 2] {
    let its = |task: &&TaskRow| task.started_by == rule.started_by;
    let tasks: Vec<&TaskRow> = result.tasks.iter().filter(its).collect();
    let left = tasks
        .iter()
        .filter(|task| task.stopped_at.is_none())
        .count();
    let left = match left {
        0 => "none at the end".to_owned(),
        left => format!(
            "{} at the end",
            number(u32::try_from(left).unwrap_or(u32::MAX))
        ),
    };
    let tasks = count(tasks.len(), "task");
    [
        format!("fired {}", times(rule.times)),
        format!("{tasks}, {left}"),
    ]
}

/// How often the tasks of each service were moved for balance, and where they are at the end.
pub(super) fn zones(summary: &Summary) -> Vec<String> {
    let result = summary.result;
    let all = &result.told.rebalanced;
    let shown = all.iter().take(TOLD);
    let mut lines: Vec<String> = shown
        .flat_map(|(service, moved)| {
            let label = &result.services[*service as usize];
            told(label, &balanced(result, label, *moved))
        })
        .collect();
    lines.extend(others(all.len(), "service"));
    lines
}

fn balanced(result: &RunResult, label: &str, moved: Rebalanced) -> [String; 2] {
    let done = match moved.done_at {
        Some(time) => format!(", balanced at {}", instant(time)),
        None => ", not done at the end".to_owned(),
    };
    let by_zone = result.zones.iter().map(|zone| {
        let is_there = |task: &&TaskRow| {
            task.service == label && task.availability_zone == **zone && task.stops_at().is_none()
        };
        result.tasks.iter().filter(is_there).count().to_string()
    });
    let by_zone = by_zone.collect::<Vec<_>>().join(" + ");
    [
        format!("moved between zones {}{done}", times(moved.begun)),
        format!("{by_zone} by zone at the end"),
    ]
}

fn times(number: u32) -> String {
    match number {
        1 => "once".to_owned(),
        times => count(times as usize, "time"),
    }
}

fn others(all: usize, noun: &str) -> Option<String> {
    let more = all.checked_sub(TOLD).filter(|more| *more > 0)?;
    Some(format!("and {}", count(more, &format!("other {noun}"))))
}
