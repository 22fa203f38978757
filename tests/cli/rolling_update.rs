//! Rolling updates as whole runs: the timed cases of the reference, row by row.

use crate::support::{play, update};

#[test]
fn roll_01t_four_at_50_100_takes_200_seconds() {
    let (_bench, results) = play(&update(4, (50, 100), 8));
    let expected = [
        "0 2 0 2 2 4 2",
        "30 2 2 2 0 4 2",
        "60 4 0 2 0 4 2",
        "100 2 0 2 2 4 2",
        "130 2 2 2 0 4 1",
        "160 4 0 2 0 4 1",
        "200 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(completed(&results), "200");
}

#[test]
fn roll_02t_four_at_100_150_takes_200_seconds() {
    let (_bench, results) = play(&update(4, (100, 150), 8));
    let expected = [
        "0 4 2 4 0 6 2",
        "30 6 0 4 0 6 2",
        "70 4 0 4 2 6 2",
        "100 4 2 4 0 6 2",
        "130 6 0 4 0 6 2",
        "170 4 0 4 2 6 2",
        "200 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(completed(&results), "200");
}

#[test]
fn roll_02u_without_counting_stopping_tasks_takes_170_seconds() {
    let scenario = update(4, (100, 150), 8).replace(
        "profile: instant",
        "profile: instant\n  assumptions: {ecs.countStoppingInMax: false}",
    );
    let (_bench, results) = play(&scenario);
    let expected = [
        "0 4 2 4 0 6 2",
        "30 6 0 4 0 6 2",
        "70 4 2 4 2 8 2",
        "100 6 0 4 0 6 2",
        "140 4 0 4 2 6 2",
        "170 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(completed(&results), "170");
}

#[test]
fn roll_03t_ten_at_100_200_takes_100_seconds() {
    let (_bench, results) = play(&update(10, (100, 200), 20));
    let expected = [
        "0 10 10 10 0 20 2",
        "30 20 0 10 0 20 2",
        "70 10 0 10 10 20 2",
        "100 10 0 10 0 10 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(completed(&results), "100");
}

/// The end times below the timed tables.
#[test]
fn other_percents_take_as_long_as_the_reference_says() {
    let cases = [
        (4, (75, 100), 8, "400"),
        (10, (50, 200), 20, "100"),
        (6, (50, 200), 12, "100"),
        (6, (100, 200), 8, "300"),
    ];
    for (desired, percents, room, end) in cases {
        let (_bench, results) = play(&update(desired, percents, room));
        assert_eq!(
            completed(&results),
            end,
            "{desired} @ {percents:?} with room {room}"
        );
    }
}

/// ROLL-13 with the timing of each task: 0 stop 3 start 2; 30 start 3; 70 stop 2; 100 stop 1,
/// start 1; 170 complete.
#[test]
fn roll_13_as_a_run_takes_170_seconds() {
    let (_bench, results) = play(&update(6, (50, 200), 8));
    let expected = [
        "0 3 2 3 3 8 2",
        "30 5 3 3 0 8 2",
        "60 8 0 3 0 8 2",
        "70 6 0 3 2 8 2",
        "100 5 1 5 1 7 2",
        "130 6 0 5 0 6 1",
        "170 6 0 6 0 6 1",
    ];
    assert_eq!(results.states(), expected);
}

#[test]
fn without_room_an_update_at_100_200_never_ends_and_says_why() {
    let (_bench, results) = play(&update(6, (100, 200), 6));
    assert_eq!(results.first("SERVICE_DEPLOYMENT_COMPLETED"), None);
    assert_eq!(
        results.first("SERVICE_TASK_PLACEMENT_FAILURE").as_deref(),
        Some("0")
    );
    let messages = results.columns("timeline.csv", &["message"]);
    let said = messages
        .iter()
        .filter(|message| message.contains("insufficient CPU units"));
    assert_eq!(said.count(), 1, "suppressed while the cause lasts");
}

/// The second task finds no room until the job is over: tries at 30 s and 40 s are no news, that at
/// 50 s is.
#[test]
fn the_start_after_room_was_made_has_its_decision() {
    let scenario = "duration: 10m
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - {family: web, cpu: 2048, memory: 1024, containerDefinitions: [{name: web, image: web}]}
    - {family: job, cpu: 2048, memory: 1024, containerDefinitions: [{name: job, image: job}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 1}]
world:
  profile: instant
  assumptions: {ecs.placementWake: false}
  applications: {job: {run: {duration: 35s, exitCode: 0}}}
timeline:
  - {at: 10s, runTask: {taskDefinition: job}}
  - {at: 20s, updateService: {service: web, desiredCount: 2}}
";
    let (_bench, results) = play(scenario);
    let decided = results.columns("decisions.csv", &["time_s", "resource", "acted"]);
    let of_web: Vec<_> = decided.iter().filter(|row| row.contains(" web ")).collect();
    assert_eq!(of_web[..2], ["20 web false", "50 web true"]);
}

#[test]
fn a_stuck_deployment_says_so_once_and_waits_for_other_percents() {
    let scenario = update(1, (100, 150), 4)
        + "  - {at: 10m, updateService: {service: web, deploymentConfiguration: {maximumPercent: 200}}}\n";
    let (_bench, results) = play(&scenario);
    assert_eq!(
        results.first("Service Deployment Blocked").as_deref(),
        Some("0")
    );
    assert_eq!(completed(&results), "700");
}

/// 3.4: at 30 s the second deployment is stopped while its tasks are starting.
#[test]
fn a_deployment_during_another_stops_what_is_not_running_first() {
    let scenario = update(4, (100, 200), 12).replace("    - *web\n", "    - *web\n    - *web\n")
        + "  - {at: 10s, updateService: {service: web, taskDefinition: \"web:3\"}}\n";
    let (_bench, results) = play(&scenario);
    let expected = [
        "0 4 4 4 0 8 2",
        "40 8 0 4 0 8 2",
        "80 4 0 4 4 8 2",
        "110 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    let stopped = results.columns("tasks.csv", &["taskDefinition", "stopCode", "stoppedAt"]);
    let of_second: Vec<_> = stopped
        .iter()
        .filter(|row| row.starts_with("web:2"))
        .collect();
    assert_eq!(of_second, vec!["web:2 ServiceSchedulerInitiated 10"; 4]);
}

#[test]
fn a_forced_deployment_replaces_tasks_of_the_same_revision() {
    let scenario =
        update(2, (100, 200), 4).replace("taskDefinition: \"web:2\"", "forceNewDeployment: true");
    let (_bench, results) = play(&scenario);
    assert_eq!(completed(&results), "100");
    let definitions = results.columns("tasks.csv", &["taskDefinition"]);
    assert_eq!(definitions, vec!["web:1"; 4]);
}

#[test]
fn a_changed_count_starts_no_deployment() {
    let scenario = update(4, (50, 100), 8).replace("taskDefinition: \"web:2\"", "desiredCount: 6")
        + "  - {at: 5m, updateService: {service: web, desiredCount: 3}}\n";
    let (_bench, results) = play(&scenario);
    let expected = [
        "0 4 2 4 0 6 1",
        "30 6 0 4 0 6 1",
        "70 6 0 6 0 6 1",
        "300 3 0 3 3 6 1",
        "330 3 0 3 0 3 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(results.first("SERVICE_DEPLOYMENT_IN_PROGRESS"), None);
}

#[test]
fn a_count_raised_during_a_deployment_is_met_by_what_the_percents_allow() {
    let scenario = update(4, (100, 150), 12)
        + "  - {at: 10s, updateService: {service: web, desiredCount: 6}}\n";
    let (_bench, results) = play(&scenario);
    // maxT grows from 6 to 9: two more of the old revision keep the floor of 6, one more is new.
    assert_eq!(results.states()[1], "10 4 5 4 0 9 2");
    let definitions = results.columns("tasks.csv", &["createdAt", "taskDefinition"]);
    let at_ten: Vec<_> = definitions
        .iter()
        .filter(|row| row.starts_with("10 "))
        .collect();
    assert_eq!(at_ten, ["10 web:1", "10 web:1", "10 web:2"]);
}

/// 3.2: the floor is missed by the loss of an old task. Its replacement is of its own revision, as
/// soon as the ceiling has room for one more; before November 2025 it was of the new one.
#[test]
fn a_lost_old_task_is_replaced_by_its_own_revision() {
    let lost = update(4, (100, 150), 12) + "  - {at: 10s, stopTask: {task: web/1}}\n";
    for (as_of, revision) in [("2026-01-01", "web:1"), ("2025-01-01", "web:2")] {
        let scenario = format!("asOf: {as_of}\n{lost}");
        let (_bench, results) = play(&scenario);
        let created = results.columns("tasks.csv", &["createdAt", "taskDefinition"]);
        let at_forty: Vec<_> = created
            .iter()
            .filter(|row| row.starts_with("40 "))
            .collect();
        assert_eq!(at_forty, [&format!("40 {revision}")], "{created:?}");
    }
}

/// Two updates of one instant: what the pass does follows from the second.
#[test]
fn a_pass_follows_from_the_last_call_of_its_instant() {
    let scenario = update(4, (100, 200), 12).replace("    - *web\n", "    - *web\n    - *web\n")
        + "  - {at: 0s, updateService: {service: web, taskDefinition: \"web:3\"}}\n";
    let (_bench, results) = play(&scenario);
    let rows = results.columns("timeline.csv", &["seq", "cause", "event", "resource"]);
    let third = rows
        .iter()
        .find(|row| row.ends_with("SERVICE_DEPLOYMENT_IN_PROGRESS web/d-3"));
    let third = third.unwrap().split(' ').next().unwrap();
    let started = rows.iter().find(|row| row.contains("Tasks Started"));
    assert_eq!(started.unwrap().split(' ').nth(1), Some(third), "{rows:#?}");
}

/// Tasks that never ran are STOPPED at once, and what is started in their room follows from that.
#[test]
fn what_takes_the_room_of_a_stopped_task_names_it_as_its_cause() {
    let scenario = update(4, (100, 150), 12).replace("    - *web\n", "    - *web\n    - *web\n")
        + "  - {at: 10s, updateService: {service: web, taskDefinition: \"web:3\"}}\n";
    let (_bench, results) = play(&scenario);
    let rows = results.columns(
        "timeline.csv",
        &["seq", "time_s", "cause", "event", "message"],
    );
    let of = |row: &str, cell: usize| row.split(' ').nth(cell).unwrap().to_owned();
    let started = rows
        .iter()
        .find(|row| row.contains(" 10 ") && row.contains("Tasks Started"));
    let cause = of(started.unwrap(), 2);
    let by = rows.iter().find(|row| of(row, 0) == cause).unwrap();
    assert!(by.contains("web:2) STOPPED"), "{by}\n{rows:#?}");
}

/// One task was owed since 0 s; the deployment that it holds up began at 10 min.
#[test]
fn a_deployment_is_not_held_up_before_it_began() {
    let scenario = update(4, (0, 100), 3).replace("at: 0s, update", "at: 10m, update");
    let (bench, _results) = play(&scenario);
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts"]);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(summary.contains("stuck since 10m"), "{summary}");
}

fn completed(results: &crate::support::Results) -> String {
    let at = results.first("SERVICE_DEPLOYMENT_COMPLETED");
    at.expect("the deployment completes")
}
