//! Tasks and instances of the whole run, counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::number;
use crate::report::summary::{Summary, TaskCounts, sum};
use crate::report::words::{TIE, count};
use crate::report::{InstanceEnd, stop_codes};

/// How many tasks there were, unless there were none, and what is special about those at the end.
pub(super) fn tasks(summary: &Summary) -> Vec<String> {
    let tasks = &summary.tasks;
    let stopped = sum(&tasks.stopped);
    let all = tasks.at_start + tasks.created;
    if all == 0 {
        return Vec::new();
    }
    let mut parts = Vec::new();
    if tasks.at_start > 0 {
        parts.push(format!("{} at the start", number(tasks.at_start)));
    }
    parts.push(format!(
        "{} created{}",
        number(tasks.created),
        not_running(tasks)
    ));
    parts.push(match stopped {
        0 => "none stopped".to_owned(),
        _ => format!("{} stopped ({})", number(stopped), codes(tasks)),
    });
    parts.push(format!(
        "{} at the end",
        number(all.saturating_sub(stopped))
    ));
    let mut lines = vec![parts.join(", ")];
    for ((definition, why), count) in &tasks.never_run {
        let (tasks, ending) = (self::count(*count as usize, "task"), verb(*count));
        lines.push(format!(
            "{tasks} of {definition} never become{ending} RUNNING: {why}"
        ));
    }
    if tasks.protected > 0 {
        let protected = number(tasks.protected);
        lines.push(format!("{protected} protected from scale-in at the end"));
    }
    lines
}

/// `s` for one.
fn verb(count: u32) -> &'static str {
    if count == 1 { "s" } else { "" }
}

/// How many of those that were created are not among those that became RUNNING.
fn not_running(tasks: &TaskCounts) -> String {
    let never = tasks.created - tasks.started - tasks.starting;
    let parts = [
        (never, "stopped before RUNNING"),
        (tasks.starting, "not RUNNING yet"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", number(*count)).replace(' ', TIE_TEXT))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(" ({})", parts.join(", "))
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
pub(super) fn instances(summary: &Summary) -> Vec<String> {
    let counts = &summary.instances;
    let parts: Vec<String> = [
        (&counts.at_start, "at the start"),
        (&counts.launched, "launched"),
    ]
    .into_iter()
    .filter(|(counts, _)| sum(counts) > 0)
    .map(|(counts, what)| match counts.len() {
        1 => format!("{} {what}", split(counts)),
        _ => format!("{} {what} ({})", number(sum(counts)), split(counts)),
    })
    .chain(terminated(&counts.ended_by))
    .collect();
    let line = (!parts.is_empty()).then(|| parts.join(", "));
    line.into_iter().collect()
}

/// How many instances ended, and by what.
fn terminated(ended_by: &BTreeMap<(String, Option<InstanceEnd>), u32>) -> Option<String> {
    let mut counts = BTreeMap::new();
    for ((why, end), count) in ended_by {
        let why = match end {
            Some(InstanceEnd::Group) => "Auto Scaling",
            Some(InstanceEnd::Call) => "TerminateInstances",
            _ => why,
        };
        *counts.entry(why).or_default() += count;
    }
    let all = number(sum(&counts));
    match counts.keys().next()? {
        why if why.is_empty() && counts.len() == 1 => Some(format!("{all} terminated")),
        why if counts.len() == 1 => Some(format!("{all} terminated ({why})")),
        _ => Some(format!("{all}{TIE}terminated ({})", split(&counts))),
    }
}

/// Names with their counts; a single one goes without the number that it repeats.
pub(super) fn names<N: AsRef<str>>(counts: &BTreeMap<N, u32>) -> String {
    match counts.keys().next() {
        Some(name) if counts.len() == 1 => name.as_ref().to_owned(),
        _ => split(counts),
    }
}

/// The codes of stopped tasks, and how many of those that exited were done.
fn codes(tasks: &TaskCounts) -> String {
    let stopped = &tasks.stopped;
    if stopped.len() == 1 && stopped.contains_key("") {
        return "without a code".to_owned();
    }
    let exit = stop_codes::ESSENTIAL_CONTAINER_EXITED;
    let exited = stopped.get(exit).copied();
    let done = match tasks.done {
        0 => String::new(),
        all if Some(all) == exited => " with exit code 0".replace(' ', TIE_TEXT),
        some => format!(" of which {} with exit code 0", number(some)).replace(' ', TIE_TEXT),
    };
    names(stopped).replace(exit, &format!("{exit}{done}"))
}

/// [`TIE`] as a text.
const TIE_TEXT: &str = "\u{a0}";

/// `6 ServiceSchedulerInitiated, 2 SpotInterruption`, the most frequent first.
fn split<N: AsRef<str>>(counts: &BTreeMap<N, u32>) -> String {
    let mut counts: Vec<(&str, u32)> = counts.iter().map(|(name, &n)| (name.as_ref(), n)).collect();
    counts.sort_by_key(|&(_, count)| Reverse(count));
    let parts: Vec<String> = counts
        .iter()
        .map(|(name, count)| match *name {
            "" => format!("{} without a code", number(*count)),
            name => format!("{}{TIE}{}", number(*count), name.replace(' ', TIE_TEXT)),
        })
        .collect();
    parts.join(", ")
}
