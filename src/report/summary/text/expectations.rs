//! What was expected: how much of it holds, and what broke first.

use crate::report::expectation::{self, Verdict};
use crate::report::summary::Summary;
use crate::report::summary::page::{ROOM, few_lines};
use crate::report::words::{clip, instant};

/// How many broken sentences are told.
const TOLD: usize = 3;

/// Nothing if nothing was expected.
pub(super) fn expected(summary: &Summary) -> Vec<String> {
    let verdicts = &summary.verdicts;
    let broken: Vec<&Verdict> = verdicts.iter().filter(|verdict| !verdict.holds()).collect();
    let all = verdicts.len();
    match (all, broken.len()) {
        (0, _) => Vec::new(),
        (1, 0) => vec!["it holds".to_owned()],
        (_, 0) => vec![format!("all {all} hold")],
        (_, count) => {
            let mut lines = vec![format!("{count} of {all} broken:")];
            lines.extend(broken.iter().take(TOLD).flat_map(|verdict| told(verdict)));
            if count > TOLD {
                lines.push(format!("and {} more, in summary.json", count - TOLD));
            }
            lines
        }
    }
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
                let row = cause.origin.as_ref().unwrap_or(&cause.nearest);
                parts.push(format!("because of {} (row {})", row.message, row.seq));
            }
            None => parts.extend(failure.remarks.first().cloned()),
        }
    }
    let sentence = clip(&expectation.text, ROOM);
    let why = few_lines(Some(parts.join(", ")), 1).pop();
    let why = why.map(|why| clip(&format!("  {why}"), ROOM));
    [sentence].into_iter().chain(why).collect()
}
