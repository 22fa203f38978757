//! What was asked for in vain, by the timeline and by EventBridge.

use super::number;
use super::totals::names;
use crate::report::summary::{Summary, sum};
use crate::report::words::count;

/// What was refused, throttled, done in part or found nothing to hit, if anything.
pub(super) fn in_vain(summary: &Summary) -> Vec<String> {
    let in_vain = &summary.in_vain;
    let (refused, missed) = (&in_vain.refused, &in_vain.hit_nothing);
    let mut parts = Vec::new();
    if sum(refused) > 0 {
        let calls = count(sum(refused) as usize, "API call");
        parts.push(format!("{calls} refused ({})", names(refused)));
    }
    if in_vain.run_in_part > 0 {
        let calls = count(in_vain.run_in_part as usize, "runTask call");
        let its = if in_vain.run_in_part == 1 {
            "its"
        } else {
            "their"
        };
        parts.push(format!("{calls} found no room for all {its} tasks"));
    }
    if sum(missed) > 0 {
        let hits = number(sum(missed));
        parts.push(format!("{hits} found nothing to hit ({})", names(missed)));
    }
    let line = (!parts.is_empty()).then(|| parts.join(", "));
    line.into_iter().chain(throttled(summary)).collect()
}

/// How many calls were throttled, and what EventBridge did about its own.
fn throttled(summary: &Summary) -> Option<String> {
    let in_vain = &summary.in_vain;
    let all = sum(&in_vain.throttled);
    let mut parts = Vec::new();
    if all > 0 {
        let calls = count(all as usize, "API call");
        parts.push(format!("{calls} throttled ({})", names(&in_vain.throttled)));
    }
    if in_vain.retries > 0 {
        let times = count(in_vain.retries as usize, "time");
        parts.push(format!("EventBridge tried again {times}"));
    }
    if in_vain.given_up > 0 {
        let calls = count(in_vain.given_up as usize, "call");
        parts.push(format!("EventBridge gave up {calls}"));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}
