//! The summary on the terminal: what happened, then what was assumed, then where the files are.

use std::path::Path;

use super::Summary;
use super::page::{Page, ROOM};
use crate::report::RunResult;
use crate::report::words::{count, hang, length, thousands};

mod agents;
mod deployments;
mod expectations;
mod in_vain;
mod packing;
mod placement;
mod readiness;
mod rules;
mod subnets;
#[cfg(test)]
mod tests;
mod totals;

/// So many lines are left for services, whatever else there is to tell.
const SERVICES: usize = 2;

/// The whole text, with a line break at its end.
pub(super) fn of(summary: &Summary, dir: Option<&Path>) -> String {
    let result = summary.result;
    let head = format!(
        "{}: {} simulated, seed {}, {}",
        result.name,
        length(result.duration),
        result.seed,
        count(result.journal.rows() as usize, "timeline row"),
    );
    let mut page = Page::new(&head);
    if is_empty(result) {
        page.line(match result.journal.rows() {
            // The first row says that the scenario begins.
            0..=1 => {
                "Nothing to simulate: the scenario has no services, no instances and no tasks."
            }
            _ => "No task was run: see timeline.csv for what happened.",
        });
    }
    let deployments = deployments::deployments(summary);
    let below = [
        ("Tasks", totals::tasks(summary)),
        ("Spot", totals::interruptions(summary).into_iter().collect()),
        ("Placement", placement::placement(summary)),
        ("Packing", packing::packing(summary)),
        ("Subnets", subnets::subnets(summary)),
        ("Zones", rules::zones(summary)),
        ("Timeline", in_vain::in_vain(summary)),
        ("Rules", rules::rules(summary)),
        ("Instances", totals::instances(summary)),
        (
            "Agents",
            [
                agents::agents(&summary.instances),
                agents::causes(&result.told),
            ]
            .concat(),
        ),
        ("Volumes", volumes(result)),
    ];
    // A gap, a line of notes and the files come last.
    let kept = below.iter().map(|(_, lines)| height(lines)).sum::<usize>() + 3;
    let room = page.room().saturating_sub(kept + height(&deployments));
    let expected = expectations::expected(summary, room.saturating_sub(SERVICES));
    let services = readiness::ready_tasks(summary, room.saturating_sub(height(&expected)));
    page.section("Expected", &expected);
    page.section("Deployments", &deployments);
    page.section("Ready tasks", &services);
    for (label, lines) in below {
        page.section(label, &lines);
    }
    page.gap();
    page.notes(&result.notes, usize::from(dir.is_some()));
    if let Some(dir) = dir {
        page.path("Files", dir);
    }
    page.text()
}

/// How many volumes lost their data, if any did.
fn volumes(result: &RunResult) -> Vec<String> {
    let lost = result.told.volumes_lost;
    let line = (lost > 0).then(|| {
        let its = if lost == 1 { "its" } else { "their" };
        format!("{} lost {its} data", count(lost as usize, "volume"))
    });
    line.into_iter().collect()
}

/// How many lines they take on the page.
fn height(lines: &[String]) -> usize {
    let heights = lines.iter().map(|line| hang(line, ROOM).len());
    heights.sum()
}

/// Whether there is nothing that anything could happen to.
fn is_empty(result: &RunResult) -> bool {
    result.services.is_empty() && result.instances.is_empty() && result.tasks.is_empty()
}

fn number(number: u32) -> String {
    thousands(u64::from(number))
}
