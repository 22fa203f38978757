//! Which services found no room.

use std::cmp::Reverse;

use super::number;
use crate::report::summary::page::told;
use crate::report::summary::{AtEnd, NoRoom, ServiceSummary, Summary};
use crate::report::words::{count, instant};

/// Which services found no room for a task, if ever: the one that lacks most, and how many others.
pub(super) fn placement(summary: &Summary) -> Vec<String> {
    let mut short: Vec<&ServiceSummary> = summary
        .services
        .iter()
        .filter(|service| service.no_room.failures > 0)
        .collect();
    short.sort_by_key(|service| Reverse((service.no_room.lacking, service.no_room.failures)));
    let Some((first, rest)) = short.split_first() else {
        return Vec::new();
    };
    let is_stuck = first
        .deployments
        .iter()
        .any(|&place| summary.result.deployments[place].stalled.is_some());
    let parts = no_room(&first.no_room, first.at_end, is_stuck);
    let mut lines = told(first.label, &parts);
    if !rest.is_empty() {
        let lacking = rest
            .iter()
            .filter(|service| service.no_room.lacking > 0)
            .count();
        let others = count(rest.len(), "other service");
        lines.push(match lacking {
            0 => format!("and {others}, for a while"),
            _ => format!("and {others}, of which {lacking} lack tasks at the end"),
        });
    }
    lines
}

/// For how many tasks, or when, there was no room, and what was missing.
fn no_room(no_room: &NoRoom, at_end: Option<AtEnd>, is_stuck: bool) -> Vec<String> {
    let reason = match no_room.reason {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    if let (1.., Some(end)) = (no_room.lacking, at_end) {
        let (lacking, desired) = (number(no_room.lacking), number(end.desired));
        return vec![format!(
            "{lacking} of {desired} tasks without room at the end{reason}"
        )];
    }
    let times = match no_room.failures {
        1 => "once".to_owned(),
        times => count(times as usize, "time"),
    };
    let when = match no_room.between {
        Some((first, last)) if first < last => {
            format!(", {} to {}", instant(first), instant(last))
        }
        Some((first, _)) => format!(", at {}", instant(first)),
        None => String::new(),
    };
    let said = format!("no room {times}{when}{reason}");
    match at_end.filter(|end| end.desired < no_room.desired) {
        _ if is_stuck => vec![said],
        None => vec![format!("{said}, room for all at the end")],
        Some(end) => {
            let (from, to) = (number(no_room.desired), number(end.desired));
            let fell = format!("none lacking since desiredCount fell from {from} to {to}");
            vec![said, fell]
        }
    }
}
