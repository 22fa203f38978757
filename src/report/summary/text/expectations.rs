//! What was expected: how much of it holds, and what broke first.

use crate::report::expectation::{self, Verdict};
use crate::report::summary::Summary;
use crate::report::words::instant;

/// How many broken sentences are told.
const TOLD: usize = 3;

/// How much of it holds, and below that as many broken sentences as there is room for; nothing if
/// nothing was expected.
pub(super) fn expected(summary: &Summary, room: usize) -> Vec<String> {
    let verdicts = &summary.verdicts;
    let broken: Vec<&Verdict> = verdicts.iter().filter(|verdict| !verdict.holds()).collect();
    let (all, count) = (verdicts.len(), broken.len());
    if all == 0 {
        return Vec::new();
    }
    if count == 0 {
        let all = if all == 1 {
            "it holds".to_owned()
        } else {
            format!("all {all} hold")
        };
        return vec![all];
    }
    // Each takes two lines; how many there are takes the first, what is left out the last.
    let told = TOLD.min(count).min(room.saturating_sub(1) / 2);
    let told = if told < count {
        told.min(room.saturating_sub(2) / 2)
    } else {
        told
    };
    let mut lines = vec![format!(
        "{count} of {all} broken{}",
        if told > 0 { ":" } else { "" }
    )];
    lines.extend(
        broken
            .iter()
            .take(told)
            .flat_map(|verdict| self::told(verdict)),
    );
    match count - told {
        0 => {}
        _ if told == 0 => lines[0] += ", see summary.json",
        more => lines.push(format!("and {more} more, in summary.json")),
    }
    lines
}

/// The sentence, and below it what there was, when and why.
fn told(verdict: &Verdict) -> Vec<String> {
    let expectation = verdict.expectation;
    let mut parts = Vec::new();
    if let Some(value) = &verdict.value {
        parts.push(expectation::value(expectation.unit, value));
    }
    if let Some(failure) = &verdict.failure {
        if let Some(at) = failure.at.filter(|_| verdict.value.is_some()) {
            parts.push(format!("at {}", instant(at)));
        }
        match &failure.cause {
            Some(cause) => {
                parts.extend(expectation::never_came(verdict));
                let row = cause.origin.as_ref().unwrap_or(&cause.nearest);
                parts.push(format!("because of {} (row {})", row.message, row.seq));
            }
            None => parts.extend(failure.remarks.first().cloned()),
        }
    }
    let why = parts.join(", ");
    let why = (!why.is_empty()).then(|| format!("  {why}"));
    [expectation.text.clone()].into_iter().chain(why).collect()
}
