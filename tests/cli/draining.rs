//! Draining, as whole runs: DR-01 to DR-05 and DR-07 of the reference.
//!
//! Tasks start in 30 s, are ready 40 s later, and stop in 30 s.

use crate::support::{Results, play};

/// Two instances with two tasks each, and as many empty ones; `i-1` is set to DRAINING at 0 s.
fn drain(percents: (u32, u32)) -> String {
    let (minimum, maximum) = percents;
    format!(
        "duration: 20m
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: t3.medium, count: 2}}]
  taskDefinitions:
    - family: web
      cpu: 256
      memory: 256
      containerDefinitions: [{{name: web, image: web}}]
  services:
    - serviceName: web
      taskDefinition: web
      desiredCount: 4
      deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}
world:
  profile: instant
  applications: {{web: {{launch: 30s, shutdown: 30s}}}}
timeline:
  - {{at: 0s, updateContainerInstancesState: {{containerInstances: [i-1], status: DRAINING}}}}
"
    )
}

fn drained(results: &Results) -> Option<String> {
    let rows = results.columns("timeline.csv", &["time_s", "message"]);
    let row = rows
        .iter()
        .find(|row| row.contains("i-1 ") && row.contains("has no task left"))?;
    row.split(' ').next().map(str::to_owned)
}

#[test]
fn dr_01_at_100_200_replacements_come_first() {
    let (_bench, results) = play(&drain((100, 200)));
    let expected = [
        "0 4 2 4 0 6 1",
        "30 6 0 4 0 6 1",
        "70 4 0 4 2 6 1",
        "100 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(drained(&results).as_deref(), Some("100"));
}

#[test]
fn dr_02_at_50_100_tasks_go_first() {
    let (_bench, results) = play(&drain((50, 100)));
    let expected = [
        "0 2 0 2 2 4 1",
        "30 2 2 2 0 4 1",
        "60 4 0 2 0 4 1",
        "100 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(drained(&results).as_deref(), Some("30"));
}

#[test]
fn dr_03_at_100_100_nothing_is_ever_drained() {
    let (_bench, results) = play(&drain((100, 100)));
    assert_eq!(results.states(), ["0 4 0 4 0 4 1"]);
    assert_eq!(drained(&results), None);
}

/// Three of the four tasks on `i-1`: the other instance is DRAINING while the first three start,
/// and ACTIVE again before the fourth.
#[test]
fn dr_04_at_75_100_tasks_go_one_by_one() {
    let scenario = drain((75, 100))
        .replace("duration: 20m", "start: empty\nduration: 20m")
        .replace("desiredCount: 4", "desiredCount: 3")
        .replace("timeline:\n  - {at: 0s, update", "timeline:\n  - {at: 300s, update")
        + "  - {at: 0s, updateContainerInstancesState: {containerInstances: [i-2], status: DRAINING}}
  - {at: 100s, updateContainerInstancesState: {containerInstances: [i-2], status: ACTIVE}}
  - {at: 100s, updateService: {service: web, desiredCount: 4}}
";
    let (_bench, results) = play(&scenario);
    let on_first = results.columns("tasks.csv", &["containerInstance"]);
    assert_eq!(&on_first[..4], ["i-1", "i-1", "i-1", "i-2"]);
    let from_drain: Vec<String> = results
        .states()
        .into_iter()
        .filter(|row| row.split(' ').next().unwrap().parse::<u64>().unwrap() >= 300)
        .collect();
    let expected = [
        "300 3 0 3 1 4 1",
        "330 3 1 3 0 4 1",
        "360 4 0 3 0 4 1",
        "400 3 0 3 1 4 1",
        "430 3 1 3 0 4 1",
        "460 4 0 3 0 4 1",
        "500 3 0 3 1 4 1",
        "530 3 1 3 0 4 1",
        "560 4 0 3 0 4 1",
        "600 4 0 4 0 4 1",
    ];
    assert_eq!(from_drain, expected);
    assert_eq!(drained(&results).as_deref(), Some("530"));
}

#[test]
fn dr_05_at_100_125_one_replacement_at_a_time() {
    let (_bench, results) = play(&drain((100, 125)));
    let expected = [
        "0 4 1 4 0 5 1",
        "30 5 0 4 0 5 1",
        "70 4 0 4 1 5 1",
        "100 4 1 4 0 5 1",
        "130 5 0 4 0 5 1",
        "170 4 0 4 1 5 1",
        "200 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(drained(&results).as_deref(), Some("200"));
}

#[test]
fn dr_07_a_standalone_task_is_left_alone() {
    let scenario = drain((100, 200))
        .replace("desiredCount: 4", "desiredCount: 0")
        .replace("count: 2}", "count: 1}")
        .replace(
            "world:\n  profile: instant\n  applications: {web: {launch: 30s, shutdown: 30s}}",
            "world:\n  profile: instant\n  applications: {web: {run: {duration: 490s, exitCode: 0}}}",
        )
        .replace("timeline:\n  - {at: 0s,", "timeline:\n  - {at: 10s, runTask: {taskDefinition: web}}\n  - {at: 20s,");
    let (_bench, results) = play(&scenario);
    assert_eq!(drained(&results).as_deref(), Some("500"));
    let stopped = results.columns("tasks.csv", &["id", "stopCode", "stoppedAt"]);
    assert_eq!(stopped, ["family:web/1 EssentialContainerExited 500"]);
}

/// The way back: what has not been stopped yet stays.
#[test]
fn an_instance_set_to_active_again_keeps_its_tasks() {
    let scenario = drain((100, 200))
        + "  - {at: 10s, updateContainerInstancesState: {containerInstances: [i-1], status: ACTIVE}}\n";
    let (_bench, results) = play(&scenario);
    let states = results.states();
    assert_eq!(
        states.last().map(String::as_str),
        Some("10 4 0 4 0 4 1"),
        "{states:?}"
    );
}
