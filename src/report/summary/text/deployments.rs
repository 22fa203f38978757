//! The line of each deployment.

use std::cmp::Reverse;

use crate::engine::SimTime;
use crate::report::endings::{Ending, Endings};
use crate::report::summary::{Blocked, ServiceSummary, Summary};
use crate::report::words::{count, instant, length};
use crate::report::{DeploymentRow, endings};

/// The most deployments that are told one by one.
const DEPLOYMENTS: usize = 5;

/// The most lines that they take together, unless each takes only one.
const LINES: usize = 9;

/// The deployments that began in the run; where there are too many, those that did not end well and
/// the longest, in order of time.
pub(super) fn deployments(summary: &Summary) -> Vec<String> {
    let end = SimTime::ZERO + summary.result.duration;
    let all = summary.result.deployments.iter().enumerate();
    let mut rows: Vec<(usize, &DeploymentRow)> = all
        .filter(|(place, row)| {
            // What stood at the start is told if its own tasks failed later.
            let has_failures = summary.endings[*place].keys().any(Ending::is_failure);
            row.completed_at != Some(SimTime::ZERO) || has_failures
        })
        .collect();
    let mut rest = Vec::new();
    if rows.len() > DEPLOYMENTS {
        rows.sort_by_key(|(_, row)| {
            let length = row.completed_at.unwrap_or(end).since(row.created_at);
            (row.completed_at.is_some(), Reverse(length))
        });
        rest = rows.split_off(DEPLOYMENTS - 1);
        rows.sort_by_key(|(_, row)| row.created_at);
    }
    let told: Vec<Vec<String>> = rows
        .iter()
        .map(|(place, row)| {
            let service = &summary.services[row.service as usize];
            let mut lines = deployment(row, service, end);
            let failures = failures(row, &summary.endings[*place]);
            lines.splice(1..1, failures);
            lines
        })
        .collect();
    // Why something went on as it did gives way where there is much to tell.
    let has_room = told.iter().map(Vec::len).sum::<usize>() <= LINES;
    let most = if has_room { usize::MAX } else { 1 };
    let mut lines: Vec<String> = told
        .into_iter()
        .flat_map(|lines| lines.into_iter().take(most))
        .collect();
    if !rest.is_empty() {
        let others = count(rest.len(), "other");
        let unfinished = rest
            .iter()
            .filter(|(_, row)| row.completed_at.is_none())
            .count();
        lines.push(match unfinished {
            0 => format!("and {others} completed, none slower"),
            _ => format!("and {others}, of which {unfinished} did not complete"),
        });
    }
    lines
}

/// What became of one deployment: a line, and another one if its percents held it up.
fn deployment(row: &DeploymentRow, service: &ServiceSummary, end: SimTime) -> Vec<String> {
    let began = instant(row.created_at);
    let end_of_spells = service.blocked.last().filter(|spell| spell.until == end);
    let mut held = None;
    let fate = match (row.completed_at, row.state, row.stalled) {
        (Some(SimTime::ZERO), ..) if row.created_at == SimTime::ZERO => {
            "was there from the start".to_owned()
        }
        (Some(done), ..) => {
            let took = length(done.since(row.created_at));
            format!("completed in {took} ({began} to {})", instant(done))
        }
        (None, "IN_PROGRESS", Some((since, why))) => {
            let rule = end_of_spells.filter(|spell| spell.from == since);
            held = rule.map(|spell| spell.held);
            let why = held.map_or(why.to_owned(), |held| held.rule());
            format!("not completed, stuck since {}: {why}", instant(since))
        }
        (None, "IN_PROGRESS", None) => {
            let so_far = length(end.since(row.created_at));
            format!("not completed after {so_far} (began at {began})")
        }
        (None, "FAILED", _) => format!("FAILED{}", what_came_back(row)),
        (None, "STOPPED", _) if row.called_off => {
            format!("stopped by a call{}", what_came_back(row))
        }
        (None, "STOPPED", _) => format!("replaced before it completed (began at {began})"),
        (None, state, _) => format!("ended as {state} (began at {began})"),
    };
    let was_its = |spell: &&Blocked| {
        row.created_at <= spell.from && row.completed_at.is_none_or(|done| spell.from < done)
    };
    let spells = service.blocked.iter().filter(was_its);
    let spell = spells.max_by_key(|spell| spell.until.since(spell.from));
    let way_out = held.and_then(|held| held.way_out());
    let mut lines: Vec<String> = way_out.map(|out| format!("  {out}")).into_iter().collect();
    if let (Some(spell), None, "COMPLETED" | "IN_PROGRESS") = (spell, row.stalled, row.state) {
        let (from, until) = (instant(spell.from), instant(spell.until));
        let rule = spell.held.rule();
        lines.push(format!("  blocked from {from} to {until}: {rule}"));
    }
    lines.insert(
        0,
        format!("{} → {} {fate}", service.label, row.task_definition),
    );
    lines
}

/// Why its own tasks ended, where they failed, by reason. A task that exits after RUNNING is no
/// failure to the circuit breaker, so a crash loop goes on for ever: that is said beside it.
fn failures(row: &DeploymentRow, endings: &Endings) -> Vec<String> {
    let mut lines = endings::failures(endings);
    let is_exit = |ending: &Ending| matches!(ending, Ending::Exited(_) | Ending::OutOfMemory(_));
    let exits = endings.keys().any(is_exit);
    if let (Some(last), true, "IN_PROGRESS") = (lines.last_mut(), exits, row.state) {
        *last = format!("{last}; failures that ECS counts: {}", row.failed_tasks);
    }
    lines.iter().map(|line| format!("  {line}")).collect()
}

/// When a deployment was ended, and what took its place.
fn what_came_back(row: &DeploymentRow) -> String {
    let at = row
        .ended_at
        .map_or(String::new(), |at| format!(" at {}", instant(at)));
    let target = row.rolled_back_to.as_ref();
    let to = target.map_or(String::new(), |target| format!(" to {target}"));
    let back = match (row.rolled_back_at, row.status) {
        (Some(back), _) => format!("rolled back{to} at {}", instant(back)),
        (None, "ROLLBACK_IN_PROGRESS") => format!("still rolling back{to}"),
        (None, "ROLLBACK_FAILED") if row.stalled.is_some() => {
            "nothing was COMPLETED to roll back to".to_owned()
        }
        (None, "ROLLBACK_FAILED") => "the rollback was replaced".to_owned(),
        _ => "not rolled back".to_owned(),
    };
    format!("{at}, {back} (began at {})", instant(row.created_at))
}
