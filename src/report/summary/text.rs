//! The summary on the terminal: what happened, then what was assumed, then where the files are.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::page::{Page, ROOM, TIE, told, two_lines};
use super::{AtEnd, NoRoom, Readiness, ServiceSummary, Summary, sum};
use crate::engine::SimTime;
use crate::report::words::{count, instant, length, shorten, thousands};
use crate::report::{DeploymentRow, RunResult};

/// The most deployments that are told one by one.
const DEPLOYMENTS: usize = 5;

/// The most lines about services.
const SERVICES: usize = 8;

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
    page.section("Deployments", deployments(summary));
    page.section("Ready tasks", ready_tasks(summary));
    page.section("Tasks", two_lines(tasks(summary)));
    page.section("Spot", interruptions(summary).into_iter().collect());
    page.section("Placement", placement(summary));
    page.section("Instances", two_lines(instances(summary)));
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

/// What is told of each service; where there are too many lines, of those that fell furthest.
fn ready_tasks(summary: &Summary) -> Vec<String> {
    let mut services: Vec<&ServiceSummary> = summary
        .services
        .iter()
        .filter(|service| service.at_end.is_some())
        .collect();
    let lines_of = |service: &ServiceSummary| told(service.label, &ready(service));
    let mut lines: Vec<String> = services.iter().flat_map(|one| lines_of(one)).collect();
    if lines.len() <= SERVICES {
        return lines;
    }
    services.sort_by_key(|service| {
        let low = course(service);
        Reverse((low.below_min_healthy, low.below_desired))
    });
    lines.clear();
    let mut rest = services.as_slice();
    while let Some((next, others)) = rest.split_first() {
        let next = lines_of(next);
        if lines.len() + next.len() >= SERVICES {
            break;
        }
        lines.extend(next);
        rest = others;
    }
    let is_below = |service: &&&ServiceSummary| !course(service).below_min_healthy.is_zero();
    let below = rest.iter().filter(is_below).count();
    let others = count(rest.len(), "other service");
    lines.push(match below {
        0 => format!("and {others}, never below their minimum"),
        _ => format!("and {others}; {below} of them below their minimum for a while"),
    });
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
fn ready(service: &ServiceSummary) -> Vec<String> {
    let mut parts = Vec::new();
    let low = course(service);
    if let Some((up, _)) = service.once_full {
        parts.push(format!("all ready after {}", instant(up)));
    }
    if let Some(worst) = low.shortfall {
        let desired = match low.desired {
            Some((least, most)) if least < most => "what was desired".to_owned(),
            _ => number(worst.desired),
        };
        parts.push(format!(
            "lowest {} of {} at {}, below {desired} for {}",
            number(worst.ready),
            number(worst.desired),
            instant(worst.time),
            length(low.below_desired)
        ));
        let floor = low
            .min_healthy
            .map_or(String::new(), |(least, most)| match least {
                _ if least < most => format!(" of {} to {}", number(least), number(most)),
                _ => format!(" of {}", number(least)),
            });
        parts.push(match low.spells_below_min_healthy {
            0 => format!("never below its minimum{floor}"),
            spells => {
                let lasted = length(low.below_min_healthy);
                let in_spells = match spells {
                    1 => String::new(),
                    _ => format!(" in {} spells", number(spells)),
                };
                format!("below its minimum{floor} for {lasted}{in_spells}")
            }
        });
    } else if low.lowest.is_some() {
        parts.push("never short of a task".into());
    }
    // Whoever fell and is not told to be short at the end came back.
    if let Some(end) = service.at_end
        && (low.shortfall.is_none() || end.ready < end.desired)
    {
        let (ready, desired) = (number(end.ready), number(end.desired));
        parts.push(format!("{ready} of {desired} at the end"));
    }
    parts
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
        _ => format!("{} stopped ({})", number(stopped), codes(&tasks.stopped)),
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

/// Which services found no room for a task, if ever: the one that lacks most, and how many others.
fn placement(summary: &Summary) -> Vec<String> {
    let mut short: Vec<&ServiceSummary> = summary
        .services
        .iter()
        .filter(|service| service.no_room.failures > 0)
        .collect();
    short.sort_by_key(|service| Reverse((service.no_room.lacking, service.no_room.failures)));
    let Some((first, rest)) = short.split_first() else {
        let failures = summary.placement_failures as usize;
        let said = format!("no room for a task, {}", count(failures, "time"));
        return (failures > 0).then_some(said).into_iter().collect();
    };
    let is_stuck = first
        .deployments
        .iter()
        .any(|&place| summary.result.deployments[place].stalled.is_some());
    let mut lines = told(
        first.label,
        &[no_room(&first.no_room, first.at_end, is_stuck)],
    );
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
fn no_room(no_room: &NoRoom, at_end: Option<AtEnd>, is_stuck: bool) -> String {
    let reason = match no_room.reason.as_str() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    if let (1.., Some(end)) = (no_room.lacking, at_end) {
        let (lacking, desired) = (number(no_room.lacking), number(end.desired));
        return format!("{lacking} of {desired} tasks without room at the end{reason}");
    }
    let times = count(no_room.failures as usize, "time");
    let when = match no_room.between {
        Some((first, last)) if first < last => {
            format!(", {} to {}", instant(first), instant(last))
        }
        Some((first, _)) => format!(", at {}", instant(first)),
        None => String::new(),
    };
    let end = if is_stuck {
        ""
    } else {
        ", room for all at the end"
    };
    format!("no room {times}{when}{reason}{end}")
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

/// The codes of stopped tasks; a single one goes without the number that it repeats.
fn codes(stopped: &BTreeMap<&'static str, u32>) -> String {
    match stopped.keys().next() {
        Some(&"") if stopped.len() == 1 => "without a code".to_owned(),
        Some(&code) if stopped.len() == 1 => code.to_owned(),
        _ => split(stopped),
    }
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
             Tasks          4 at the start, 4 started, 4 stopped (ServiceSchedulerInitiated)\n\
             Instances      3 on-demand at the start\n\
             \n\
             Notes          healthCheckGracePeriodSeconds of web is accepted, without effect\n\
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
    fn a_service_that_fell_says_how_far_and_for_how_long() {
        let page = is_within_limits(&testdata::medium());
        let lines = [
            "web: lowest 5 of 8",
            "below its minimum of 8 for ",
            "jobs: lowest 2 of 4 at 1h30m, below 4 for 1m50s; never below its minimum of 0",
        ];
        for line in lines {
            assert!(page.contains(line), "{page}");
        }
    }

    #[test]
    fn a_deployment_that_stands_still_says_since_when_and_why() {
        let mut result = testdata::tiny();
        let row = &mut result.deployments[1];
        row.completed_at = None;
        row.state = "IN_PROGRESS";
        row.stalled = Some((SimTime::from_secs(4_230), "the percents leave no move"));
        let page = is_within_limits(&result);
        let said = "web → web:2 not completed, stuck since 1h10m30s: the percents leave no move\n";
        assert!(page.contains(said), "{page}");
    }

    #[test]
    fn tasks_without_room_are_counted_by_service() {
        let mut result = testdata::tiny();
        let mut failure = testdata::placement_failure(SimTime::from_secs(70), "web");
        let mut say = |result: &mut RunResult| {
            failure.time = SimTime::from_secs(100);
            result.journal = Box::new(testdata::Rows {
                rows: vec![failure.clone()],
                decisions: Vec::new(),
            });
            is_within_limits(result)
        };
        let page = say(&mut result);
        let said = "Placement      web: no room 1 time, at 1m40s (RESOURCE:CPU), room for all";
        assert!(page.contains(said), "{page}");
        result.service_states.last_mut().unwrap().running = 1;
        let page = say(&mut result);
        let said = "Placement      web: 3 of 4 tasks without room at the end (RESOURCE:CPU)\n";
        assert!(page.contains(said), "{page}");
    }

    #[test]
    fn nothing_to_simulate_is_said_in_a_sentence() {
        let mut result = testdata::tiny();
        result.services.clear();
        result.service_states.clear();
        result.instances.clear();
        result.tasks.clear();
        result.deployments.clear();
        result.notes.clear();
        assert_eq!(
            is_within_limits(&result),
            "tiny: 3m20s simulated, seed 42, 2 timeline rows\n\n\
             Nothing to simulate: the scenario has no services, no instances and no tasks.\n\n\
             Files          output/name\n"
        );
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let mut result = testdata::tiny();
        result.name = "\u{1b}[2Jtiny\u{7}".into();
        assert!(is_within_limits(&result).starts_with(" [2Jtiny : 3m20s"));
    }
}
