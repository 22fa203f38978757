//! The line of each deployment.

use std::cmp::Reverse;
use std::fmt::Write;

use crate::engine::SimTime;
use crate::report::DeploymentRow;
use crate::report::summary::page::ROOM;
use crate::report::summary::{ServiceSummary, Summary};
use crate::report::words::{count, instant, length, shorten};

/// The most deployments that are told one by one.
const DEPLOYMENTS: usize = 5;

/// The deployments that began in the run; where there are too many, those that did not end well and
/// the longest, in order of time.
pub(super) fn deployments(summary: &Summary) -> Vec<String> {
    let end = SimTime::ZERO + summary.result.duration;
    let mut rows: Vec<&DeploymentRow> = summary
        .result
        .deployments
        .iter()
        .filter(|row| row.completed_at != Some(SimTime::ZERO))
        .collect();
    let mut rest = Vec::new();
    if rows.len() > DEPLOYMENTS {
        rows.sort_by_key(|row| {
            let length = row.completed_at.unwrap_or(end).since(row.created_at);
            (row.completed_at.is_some(), Reverse(length))
        });
        rest = rows.split_off(DEPLOYMENTS - 1);
        rows.sort_by_key(|row| row.created_at);
    }
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| deployment(row, &summary.services[row.service as usize], end))
        .collect();
    if !rest.is_empty() {
        let others = count(rest.len(), "other");
        let unfinished = rest.iter().filter(|row| row.completed_at.is_none()).count();
        lines.push(match unfinished {
            0 => format!("and {others} completed, none slower"),
            _ => format!("and {others}, of which {unfinished} did not complete"),
        });
    }
    lines
}

/// What became of one deployment, in one line.
fn deployment(row: &DeploymentRow, service: &ServiceSummary, end: SimTime) -> String {
    let began = instant(row.created_at);
    let mut fate = match (row.completed_at, row.state, row.stalled) {
        (Some(done), ..) => {
            let took = length(done.since(row.created_at));
            format!("completed in {took} ({began} to {})", instant(done))
        }
        (None, "IN_PROGRESS", Some((since, why))) => {
            format!("not completed, stuck since {}: {why}", instant(since))
        }
        (None, "IN_PROGRESS", None) => {
            let so_far = length(end.since(row.created_at));
            format!("not completed after {so_far} (began at {began})")
        }
        (None, "STOPPED", _) => format!("replaced before it completed (began at {began})"),
        (None, state, _) => format!("ended as {state} (began at {began})"),
    };
    let was_its = |(from, _): &&(SimTime, SimTime)| {
        row.created_at <= *from && row.completed_at.is_none_or(|done| *from < done)
    };
    let spell = service
        .blocked
        .iter()
        .filter(was_its)
        .max_by_key(|(from, to)| to.since(*from));
    if let (Some((from, to)), None, "COMPLETED" | "IN_PROGRESS") = (spell, row.stalled, row.state) {
        let (from, to) = (instant(*from), instant(*to));
        let _ = write!(fate, ", blocked from {from} to {to}");
    }
    let room = ROOM.saturating_sub(fate.chars().count() + " →  ".chars().count());
    let definition = shorten(&row.task_definition, room / 2);
    let label = shorten(service.label, room - definition.chars().count());
    format!("{label} → {definition} {fate}")
}
