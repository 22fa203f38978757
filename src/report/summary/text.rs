//! The summary on the terminal: what happened, then what was assumed, then where the files are.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use super::page::{Page, TIE, notes, two_lines};
use super::{Readiness, ServiceSummary, Summary, sum};
use crate::engine::SimTime;
use crate::report::DeploymentRow;
use crate::report::words::{count, instant, length, thousands};

/// The most deployments that are told one by one.
const DEPLOYMENTS: usize = 5;

/// The most services that are told one by one.
const SERVICES: usize = 6;

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
    page.section("Deployments", deployments(summary));
    page.section("Ready tasks", ready_tasks(summary));
    page.section("Tasks", two_lines(tasks(summary)));
    page.section("Spot", interruptions(summary).into_iter().collect());
    page.section("Placement", placement(summary).into_iter().collect());
    page.section("Instances", two_lines(instances(summary)));
    page.gap();
    page.section("Notes", notes(&result.notes));
    if let Some(dir) = dir {
        page.path("Files", dir);
    }
    page.text()
}

/// The deployments that began in the run; where there are too many, those that did not end well and
/// the longest, in order of time.
fn deployments(summary: &Summary) -> Vec<String> {
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
        .map(|row| deployment(row, &summary.result.services, end))
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

/// What became of one deployment.
fn deployment(row: &DeploymentRow, services: &[String], end: SimTime) -> String {
    let what = format!(
        "{} → {}",
        services[row.service as usize], row.task_definition
    );
    let began = instant(row.created_at);
    match (row.completed_at, row.state) {
        (Some(done), _) => {
            let took = length(done.since(row.created_at));
            format!("{what} completed in {took} ({began} to {})", instant(done))
        }
        (None, "IN_PROGRESS") => {
            let so_far = length(end.since(row.created_at));
            let why = row.stalled.map_or(String::new(), |(since, why)| {
                format!("; since {} {why}", instant(since))
            });
            format!("{what} not completed after {so_far} (began at {began}){why}")
        }
        (None, "STOPPED") => format!("{what} replaced before it completed (began at {began})"),
        (None, state) => format!("{what} ended as {state} (began at {began})"),
    }
}

/// A line per service; where there are too many, those that fell furthest.
fn ready_tasks(summary: &Summary) -> Vec<String> {
    let mut services: Vec<&ServiceSummary> = summary
        .services
        .iter()
        .filter(|service| service.at_end.is_some())
        .collect();
    let total = services.len();
    if total > SERVICES {
        services.sort_by_key(|service| {
            let low = course(service);
            Reverse((low.below_min_healthy, low.below_desired))
        });
    }
    let shown = if total > SERVICES {
        SERVICES - 1
    } else {
        total
    };
    let (told, rest) = services.split_at(shown);
    let mut lines: Vec<String> = told.iter().map(|service| ready(service)).collect();
    if !rest.is_empty() {
        let below = rest
            .iter()
            .filter(|service| !course(service).below_min_healthy.is_zero())
            .count();
        let others = count(rest.len(), "other service");
        lines.push(match below {
            0 => format!("and {others}, never below their minimum"),
            _ => format!("and {others}; {below} of them below their minimum for a while"),
        });
    }
    lines
}

/// What is worth telling: once a service was up, how it fell; else, how it came up.
fn course<'a>(service: &'a ServiceSummary) -> &'a Readiness {
    match &service.once_full {
        Some((_, fared)) => fared,
        None => &service.readiness,
    }
}

/// How the ready tasks of one service fared.
fn ready(service: &ServiceSummary) -> String {
    let mut parts = Vec::new();
    let low = course(service);
    if let Some((up, _)) = service.once_full {
        parts.push(format!("all ready after {}", instant(up)));
    }
    match low.lowest {
        Some(_) if low.below_desired.is_zero() => parts.push("never short of a task".into()),
        Some((fewest, when)) => {
            parts.push(format!("lowest {fewest} at {}", instant(when)));
            parts.push(if low.below_min_healthy.is_zero() {
                "never below its minimum".into()
            } else {
                format!("below its minimum for {}", length(low.below_min_healthy))
            });
        }
        None => {}
    }
    if let Some(end) = service.at_end {
        parts.push(format!("{} of {} at the end", end.ready, end.desired));
    }
    format!("{}: {}", service.label, parts.join("; "))
}

/// How many tasks there were, unless there were none.
fn tasks(summary: &Summary) -> Option<String> {
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
        _ => format!("{} stopped ({})", number(stopped), split(&tasks.stopped)),
    });
    Some(parts.join(", "))
}

/// What Spot took back, if anything.
fn interruptions(summary: &Summary) -> Option<String> {
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

/// How often a task found no room, if ever.
fn placement(summary: &Summary) -> Option<String> {
    let failures = summary.placement_failures as usize;
    (failures > 0).then(|| format!("no room for a task, {}", count(failures, "time")))
}

/// How many instances there were, unless there were none.
fn instances(summary: &Summary) -> Option<String> {
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

fn number(number: u32) -> String {
    thousands(u64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::summary::{LINES, WIDTH, text};
    use crate::report::{RunResult, testdata};

    fn is_within_limits(result: &RunResult) -> String {
        let page = text(result, Some(Path::new("output/name")));
        assert!(page.lines().count() <= LINES, "{page}");
        for line in page.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        page
    }

    #[test]
    fn the_tiny_scenario_in_words() {
        assert_eq!(
            is_within_limits(&testdata::tiny()),
            "tiny: 3m20s simulated, seed 42, 2 timeline rows\n\
             \n\
             Deployments    web → web:2 completed in 1m10s (1m to 2m10s)\n\
             Ready tasks    web: never short of a task; 4 of 4 at the end\n\
             Tasks          4 at the start, 4 started, 4 stopped (4 ServiceSchedulerInitiated)\n\
             Instances      3 on-demand at the start\n\
             \n\
             Notes          - healthCheckGracePeriodSeconds of web is accepted, without effect\n\
             Files          output/name\n"
        );
    }

    #[test]
    fn large_and_long_results_stay_on_one_screen() {
        is_within_limits(&testdata::medium());
        let mut result = testdata::large();
        is_within_limits(&result);
        result.notes = (1..40)
            .map(|n| format!("note {n} {}", "word ".repeat(n * 7)))
            .collect();
        result.name = "n".repeat(300);
        let name = "s".repeat(200);
        result
            .services
            .iter_mut()
            .for_each(|label| label.clone_from(&name));
        result.deployments = vec![result.deployments[0].clone(); 50];
        for (index, row) in result.deployments.iter_mut().enumerate() {
            row.created_at = SimTime::from_secs(index as u64 + 1);
            row.completed_at = None;
            row.state = "IN_PROGRESS";
        }
        let page = is_within_limits(&result);
        assert!(page.contains("in summary.json"), "{page}");
        assert!(
            page.contains("and 46 others, of which 46 did not complete"),
            "{page}"
        );
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let mut result = testdata::tiny();
        result.name = "\u{1b}[2Jtiny\u{7}".into();
        assert!(is_within_limits(&result).starts_with(" [2Jtiny : 3m20s"));
    }
}
