//! The summary on the terminal: what happened, then what was assumed, then where the files are.

use std::path::Path;

use super::Summary;
use super::page::{Page, few_lines};
use crate::report::RunResult;
use crate::report::words::{count, length, thousands};

mod deployments;
mod expectations;
mod placement;
mod readiness;
#[cfg(test)]
mod tests;
mod totals;

/// So many lines are left for services, whatever else there is to tell.
const SERVICES: usize = 2;

/// The whole text, with a line break at its end.
pub(super) fn of(summary: &Summary, dir: Option<&Path>) -> String {
    let result = summary.result;
    let facts = format!(
        ": {} simulated, seed {}, {}",
        length(result.duration),
        result.seed,
        count(result.journal.rows() as usize, "timeline row"),
    );
    let mut page = Page::new(&result.name, &facts);
    if is_empty(result) {
        page.line("Nothing to simulate: the scenario has no services, no instances and no tasks.");
    }
    let deployments = deployments::deployments(summary);
    let below = [
        ("Tasks", few_lines(totals::tasks(summary), 2)),
        ("Spot", totals::interruptions(summary).into_iter().collect()),
        ("Placement", placement::placement(summary)),
        ("Timeline", few_lines(totals::in_vain(summary), 2)),
        ("Instances", few_lines(totals::instances(summary), 3)),
    ];
    // A gap, a line of notes and the files come last.
    let kept = below.iter().map(|(_, lines)| lines.len()).sum::<usize>() + 3;
    let room = page.room().saturating_sub(kept + deployments.len());
    let expected = expectations::expected(summary, room.saturating_sub(SERVICES));
    let services = readiness::ready_tasks(summary, room.saturating_sub(expected.len()));
    page.section("Expected", expected);
    page.section("Deployments", deployments);
    page.section("Ready tasks", services);
    for (label, lines) in below {
        page.section(label, lines);
    }
    page.gap();
    page.notes(&result.notes, usize::from(dir.is_some()));
    if let Some(dir) = dir {
        page.path("Files", dir);
    }
    page.text()
}

/// Whether there is nothing that anything could happen to.
fn is_empty(result: &RunResult) -> bool {
    result.services.is_empty() && result.instances.is_empty() && result.tasks.is_empty()
}

fn number(number: u32) -> String {
    thousands(u64::from(number))
}
