//! Tasks and instances of the whole run, counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::number;
use crate::report::summary::page::TIE;
use crate::report::summary::{Summary, sum};
use crate::report::words::count;

/// How many tasks there were, unless there were none.
pub(super) fn tasks(summary: &Summary) -> Option<String> {
    let tasks = &summary.tasks;
    let stopped = sum(&tasks.stopped);
    if tasks.at_start + tasks.started + stopped == 0 {
        return None;
    }
    let mut parts = Vec::new();
    if tasks.at_start > 0 {
        parts.push(format!("{} at the start", number(tasks.at_start)));
    }
    parts.push(format!("{} started", number(tasks.started)));
    parts.push(match stopped {
        0 => "none stopped".to_owned(),
        _ => format!("{} stopped ({})", number(stopped), codes(&tasks.stopped)),
    });
    Some(parts.join(", "))
}

/// What Spot took back, if anything.
pub(super) fn interruptions(summary: &Summary) -> Option<String> {
    let instances = sum(&summary.instances.interrupted) as usize;
    let tasks = summary.interrupted_fargate_tasks as usize;
    let what = match (instances, tasks) {
        (0, 0) => return None,
        (_, 0) => count(instances, "instance"),
        (0, _) => count(tasks, "Fargate task"),
        _ => format!(
            "{} and {}",
            count(instances, "instance"),
            count(tasks, "Fargate task")
        ),
    };
    Some(format!("{what} interrupted"))
}

/// How many instances there were, unless there were none.
pub(super) fn instances(summary: &Summary) -> Option<String> {
    let counts = &summary.instances;
    let parts: Vec<String> = [
        (&counts.at_start, "at the start"),
        (&counts.launched, "launched"),
        (&counts.terminated, "terminated"),
    ]
    .into_iter()
    .filter(|(counts, _)| sum(counts) > 0)
    .map(|(counts, what)| match counts.len() {
        1 => format!("{} {what}", split(counts)),
        _ => format!("{} {what} ({})", number(sum(counts)), split(counts)),
    })
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The codes of stopped tasks; a single one goes without the number that it repeats.
fn codes(stopped: &BTreeMap<&'static str, u32>) -> String {
    match stopped.keys().next() {
        Some(&"") if stopped.len() == 1 => "without a code".to_owned(),
        Some(&code) if stopped.len() == 1 => code.to_owned(),
        _ => split(stopped),
    }
}

/// `6 ServiceSchedulerInitiated, 2 SpotInterruption`, the most frequent first.
fn split(counts: &BTreeMap<&'static str, u32>) -> String {
    let mut counts: Vec<(&str, u32)> = counts.iter().map(|(&name, &n)| (name, n)).collect();
    counts.sort_by_key(|&(_, count)| Reverse(count));
    let parts: Vec<String> = counts
        .iter()
        .map(|(name, count)| match *name {
            "" => format!("{} without a code", number(*count)),
            name => format!("{}{TIE}{name}", number(*count)),
        })
        .collect();
    parts.join(", ")
}
