//! The summary of whole results.

use std::path::Path;

use crate::engine::SimTime;
use crate::report::summary::{LINES, Summary, WIDTH, text};
use crate::report::{Blocked, RunResult, TaskRow, Unmet, testdata};
use crate::scenario::expectation::{
    Bound, Comparison, Expectation, Measure, Noun, Rows, Statistic, Table, Unit, Window, Written,
};

mod why;

fn is_within_limits(result: &RunResult) -> String {
    let page = text(&Summary::of(result), Some(Path::new("output/name")));
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
         Tasks          4 at the start, 4 created, 4 stopped (ServiceSchedulerInitiated), 4 at the end\n\
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
    result.name = "n".repeat(40);
    let name = "s".repeat(20);
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
    result.expectations = vec![too_many_tasks("count(tasks) <= 1", 1.0); 7];
    let page = is_within_limits(&result);
    let name = "r".repeat(200);
    result
        .services
        .iter_mut()
        .for_each(|label| label.clone_from(&name));
    let whole = text(&Summary::of(&result), None).replace("\n                 ", "");
    assert!(whole.contains(&name), "a name is never cut: {whole}");
    assert!(page.contains("7 of 7 broken"), "{page}");
    assert!(page.contains("in summary.json"), "{page}");
    assert!(
        page.contains("and 46 others, of which 46 did not complete"),
        "{page}"
    );
}

/// A sentence that bounds the number of tasks.
fn too_many_tasks(text: &str, bound: f64) -> Expectation {
    let rows = Rows {
        table: Table::Tasks,
        column: None,
        minus: None,
        test: None,
    };
    Expectation {
        text: text.to_owned(),
        written: Written::default(),
        measure: Measure::Rows(Statistic::Count, rows),
        unit: Unit::Count(Noun::Task),
        comparison: Comparison::AtMost,
        bound: Bound::Number(bound),
        window: Window::Whole,
    }
}

#[test]
fn what_was_expected_comes_first() {
    let mut result = testdata::tiny();
    result.expectations = vec![too_many_tasks("count(tasks) <= 8", 8.0)];
    let second = |result: &RunResult| {
        let page = is_within_limits(result);
        page.lines().skip(2).take(4).collect::<Vec<_>>().join("\n")
    };
    assert!(second(&result).starts_with("Expected       it holds\nDeployments "));
    let broken = too_many_tasks("count(tasks) <= 3", 3.0);
    result.expectations.push(broken.clone());
    assert!(
        second(&result).starts_with(
            "Expected       1 of 2 broken:\n               count(tasks) <= 3\n                 8 tasks,"
        ),
        "{}",
        second(&result)
    );
    result.expectations = vec![broken; 9];
    let page = is_within_limits(&result);
    assert_eq!(page.matches("count(tasks)").count(), 3, "{page}");
    assert!(page.contains("and 6 more, in summary.json"), "{page}");
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

/// A crash loop is no failure to ECS, so its deployment goes on for ever.
#[test]
fn a_deployment_whose_tasks_exit_says_so() {
    let mut result = testdata::tiny();
    let row = &mut result.deployments[1];
    row.completed_at = None;
    row.state = "IN_PROGRESS";
    let (service, definition, began) = ("web", row.task_definition.clone(), row.created_at);
    let new = |task: &&mut TaskRow| task.service == service && task.task_definition == definition;
    let task = result.tasks.iter_mut().find(new).unwrap();
    task.created_at = began;
    task.stop_code = "EssentialContainerExited";
    task.exit_code = Some(1);
    task.stopped_at = Some(began);
    let said = "  1 task exited with code 1; failures that ECS counts: 0\n";
    let page = is_within_limits(&result);
    assert!(page.contains(said), "{page}");
    result.deployments[1].completed_at = Some(began);
    result.deployments[1].state = "COMPLETED";
    let page = is_within_limits(&result);
    assert!(page.contains("  1 task exited with code 1\n"), "{page}");
}

/// Says that the first service was blocked.
fn blocked(time: SimTime) -> Blocked {
    let held = testdata::STUCK;
    Blocked {
        time,
        service: 0,
        held,
    }
}

#[test]
fn a_deployment_that_was_blocked_says_by_which_bounds() {
    let mut result = testdata::tiny();
    result.told.blocked = vec![blocked(SimTime::from_secs(65))];
    let page = is_within_limits(&result);
    let said = "  blocked from 1m5s to 1m10s: minH 4 = D 4 and maxT 4 = D 4\n";
    assert!(page.contains(said), "{page}");
}

#[test]
fn a_deployment_that_is_blocked_to_the_end_says_by_which_bounds() {
    let mut result = testdata::tiny();
    let since = SimTime::from_secs(65);
    result.service_states.retain(|state| state.time <= since);
    let row = &mut result.deployments[1];
    row.completed_at = None;
    row.state = "IN_PROGRESS";
    row.stalled = Some((since, "the percents leave no move"));
    result.told.blocked = vec![blocked(since)];
    let page = is_within_limits(&result);
    let said = "not completed, stuck since 1m5s: minH 4 = D 4 and maxT 4 = D 4\n";
    assert!(page.contains(said), "{page}");
    let said = "  maximumPercent 125 or minimumHealthyPercent 75 would free it\n";
    assert!(page.contains(said), "{page}");
}

#[test]
fn tasks_that_are_done_are_told_from_those_that_failed() {
    let mut result = testdata::tiny();
    for task in result
        .tasks
        .iter_mut()
        .filter(|task| task.stopped_at.is_some())
    {
        task.stop_code = "EssentialContainerExited";
        task.exit_code = Some(0);
    }
    let page = is_within_limits(&result);
    let said = "4 stopped (EssentialContainerExited with exit code 0),";
    assert!(
        page.replace("\n                 ", " ").contains(said),
        "{page}"
    );
    result.tasks[1].exit_code = Some(1);
    let page = is_within_limits(&result);
    let said = "EssentialContainerExited of which 3 with exit code 0)";
    assert!(
        page.replace("\n                 ", " ").contains(said),
        "{page}"
    );
}

#[test]
fn refused_calls_are_counted() {
    let mut result = testdata::tiny();
    let refused = Unmet::Refused("stopTask");
    result.told.unmet = vec![refused, refused, Unmet::HitNothing("spotInterruption")];
    let page = is_within_limits(&result);
    let said = "Timeline       2 API calls refused (stopTask), 1 found nothing to hit (spotInterr";
    assert!(page.contains(said), "{page}");
}

#[test]
fn instances_that_ended_say_by_what() {
    let page = is_within_limits(&testdata::medium());
    let said = "5 terminated (3 zone lost, 2 Spot interruption)";
    assert!(
        page.replace("\n                 ", " ").contains(said),
        "{page}"
    );
}

#[test]
fn tasks_without_room_are_counted_by_service() {
    let mut result = testdata::tiny();
    result.told.without_room = vec![testdata::without_room(SimTime::from_secs(100), 0)];
    let page = is_within_limits(&result);
    let said = "Placement      web: no room once, at 1m40s (RESOURCE:CPU), room for all";
    assert!(page.contains(said), "{page}");
    let mut fewer = testdata::tiny();
    fewer.told.without_room = result.told.without_room.clone();
    fewer.service_states.last_mut().unwrap().desired = 2;
    let page = is_within_limits(&fewer).replace("\n                 ", " ");
    let said = "at 1m40s (RESOURCE:CPU); none lacking since desiredCount fell from 4 to 2\n";
    assert!(page.contains(said), "{page}");
    result.service_states.last_mut().unwrap().running = 1;
    let page = is_within_limits(&result);
    let said = "Placement      web: 3 of 4 tasks without room at the end (RESOURCE:CPU)\n";
    assert!(page.contains(said), "{page}");
}

#[test]
fn who_is_short_only_at_the_very_end_was_never_short_before() {
    let mut result = testdata::tiny();
    result.service_states.truncate(1);
    let mut last = result.service_states[0];
    (last.time, last.ready) = (SimTime::ZERO + result.duration, 2);
    result.service_states.push(last);
    let page = is_within_limits(&result);
    let said = "web: never short of a task before the very end; 2 of 4 at the end\n";
    assert!(page.contains(said), "{page}");
}

#[test]
fn calls_without_room_for_all_tasks_are_told_in_a_sentence() {
    let mut result = testdata::tiny();
    result.told.unmet = vec![Unmet::RunInPart];
    let said = "1 runTask call found no room for all its tasks\n";
    assert!(is_within_limits(&result).contains(said));
    result.told.unmet = vec![Unmet::RunInPart; 14];
    let said = "14 runTask calls found no room for all their tasks\n";
    assert!(is_within_limits(&result).contains(said));
}

#[test]
fn nothing_to_simulate_is_said_in_a_sentence() {
    let mut result = testdata::empty("tiny", 200, &[]);
    assert_eq!(
        is_within_limits(&result),
        "tiny: 3m20s simulated, seed 42, 0 timeline rows\n\n\
         Nothing to simulate: the scenario has no services, no instances and no tasks.\n\n\
         Files          output/name\n"
    );
    // Objects were put, say, and no rule wanted them.
    result.journal = testdata::tiny().journal;
    let page = is_within_limits(&result);
    assert!(
        page.contains("\n\nNo task was run: see timeline.csv for what happened.\n"),
        "{page}"
    );
}

#[test]
fn a_name_cannot_command_the_terminal() {
    let mut result = testdata::tiny();
    result.name = "\u{1b}[2Jtiny\u{7}".into();
    assert!(is_within_limits(&result).starts_with(" [2Jtiny : 3m20s"));
}
