//! The deployment circuit breaker as whole runs: CB-01 to CB-08, instant by instant.

use crate::support::{Results, play, update};

/// `web:2` is rolled out under a breaker that says this besides `enable`.
fn watched(desired: u32, percents: (u32, u32), room: u32, breaker: &str) -> String {
    let (_, maximum) = percents;
    let percent = format!("maximumPercent: {maximum}");
    let with = format!("{percent}, deploymentCircuitBreaker: {{enable: true, {breaker}}}");
    update(desired, percents, room).replace(&percent, &with)
}

const ROLLBACK: &str = "rollback: true";

/// No task of `web:2` ever starts: each fails after 30 s.
fn bad_release(scenario: &str) -> String {
    let bad = "shutdown: 30s}, \"web:2\": {startFailure: {after: 30s}}}";
    scenario.replace("shutdown: 30s}}", bad)
}

/// Puts a line before those of the timeline.
fn first(scenario: &str, line: &str) -> String {
    scenario.replace("timeline:\n", &format!("timeline:\n  - {line}\n"))
}

/// `time count of threshold` of each count of the breaker.
fn counts(results: &Results) -> Vec<String> {
    let rows = results.columns("decisions.csv", &["decider", "time_s", "result"]);
    let counts = rows
        .iter()
        .filter_map(|row| row.strip_prefix("ecs.circuitBreaker "));
    counts.map(str::to_owned).collect()
}

/// State and status of a deployment.
fn became(results: &Results, id: &str) -> (String, String) {
    let text = crate::support::read(&results.dir.join("summary.json"));
    let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
    let deployments = summary["services"][0]["deployments"].as_array().unwrap();
    let row = deployments.iter().find(|row| row["id"] == id).unwrap();
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("state"), text("status"))
}

fn pair(state: &str, status: &str) -> (String, String) {
    (state.to_owned(), status.to_owned())
}

#[test]
fn cb_01_three_failures_roll_back_and_no_old_task_is_touched() {
    let (_bench, results) = play(&bad_release(&watched(2, (100, 200), 8, ROLLBACK)));
    assert_eq!(counts(&results), ["30 1 of 3", "30 2 of 3", "60 FAILED"]);
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED").unwrap(), "60");
    assert_eq!(results.first("SERVICE_DEPLOYMENT_COMPLETED").unwrap(), "60");
    let states = ["0 2 2 2 0 4 2", "60 2 0 2 0 2 1"];
    assert_eq!(results.states(), states);
    assert_eq!(
        became(&results, "web/d-2"),
        pair("FAILED", "ROLLBACK_SUCCESSFUL")
    );
    assert_eq!(became(&results, "web/d-1"), pair("COMPLETED", "SUCCESSFUL"));
    let old = results.columns("tasks.csv", &["taskDefinition", "stoppedAt"]);
    assert_eq!(old[..2], ["web:1 ", "web:1 "]);
    assert_eq!(old.len(), 6, "two rounds of two");
}

/// What a rollback says, as AWS words it.
#[test]
fn a_rollback_is_told_in_the_words_of_aws() {
    let (_bench, results) = play(&bad_release(&watched(2, (100, 200), 8, ROLLBACK)));
    let rows = results.columns("timeline.csv", &["event", "resource", "message"]);
    let said = [
        "SERVICE_DEPLOYMENT_FAILED web/d-2 (service web) (deployment ecs-svc/web/d-2) deployment \
         failed: tasks failed to start.",
        "SERVICE_DEPLOYMENT_IN_PROGRESS web/d-1 (service web) rolling back to deployment \
         ecs-svc/web/d-1.",
        "SERVICE_DEPLOYMENT_COMPLETED web/d-1 (service web) (deployment ecs-svc/web/d-1) \
         deployment completed.",
    ];
    for said in said {
        assert!(rows.iter().any(|row| row == said), "{said}\n{rows:#?}");
    }
    let events = crate::support::read(&results.dir.join("events.jsonl"));
    let reasons = [
        "\"reason\":\"ECS deployment circuit breaker: task failed to start.\"",
        "\"reason\":\"ECS deployment circuit breaker: rolling back to deploymentId \
         ecs-svc/web/d-1.\"",
    ];
    for reason in reasons {
        assert!(events.contains(reason), "{reason}");
    }
}

/// The first batch fails, the second is healthy at 130 s, the third fails.
fn twice_failing(reset: bool) -> String {
    let breaker = format!("rollback: true, resetOnHealthyTask: {reset}");
    let scenario = watched(4, (50, 100), 8, &breaker);
    let mishap = "after: 30s, reason: disk";
    let scenario = first(
        &scenario,
        &format!("{{at: 0s, taskStartFailure: {{service: web, count: 2, {mishap}}}}}"),
    );
    first(
        &scenario,
        &format!("{{at: 150s, taskStartFailure: {{service: web, count: 2, {mishap}}}}}"),
    )
}

#[test]
fn cb_02_a_healthy_task_begins_the_count_anew() {
    let (_bench, results) = play(&twice_failing(true));
    let expected = [
        "60 1 of 3",
        "60 2 of 3",
        "130 0 of 3",
        "190 1 of 3",
        "190 2 of 3",
        "260 0 of 3",
    ];
    assert_eq!(counts(&results), expected);
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED"), None);
    assert_eq!(
        results.first("SERVICE_DEPLOYMENT_COMPLETED").unwrap(),
        "260"
    );
}

#[test]
fn cb_03_without_reset_the_third_failure_ends_it() {
    let (_bench, results) = play(&twice_failing(false));
    assert_eq!(counts(&results), ["60 1 of 3", "60 2 of 3", "190 FAILED"]);
    assert_eq!(
        became(&results, "web/d-2"),
        pair("FAILED", "ROLLBACK_SUCCESSFUL")
    );
}

#[test]
fn cb_04_five_failures_anywhere_end_it() {
    let breaker = "rollback: true, resetOnHealthyTask: false, \
                   thresholdConfiguration: {type: COUNT, value: 5}";
    let mut scenario = watched(10, (100, 200), 20, breaker);
    for (at, count) in [(50, 1), (20, 2), (0, 2)] {
        let mishap = format!("service: web, count: {count}, after: 30s, reason: disk");
        scenario = first(
            &scenario,
            &format!("{{at: {at}s, taskStartFailure: {{{mishap}}}}}"),
        );
    }
    let (_bench, results) = play(&scenario);
    let expected = [
        "30 1 of 5",
        "30 2 of 5",
        "60 3 of 5",
        "60 4 of 5",
        "90 FAILED",
    ];
    assert_eq!(counts(&results), expected);
    assert_eq!(became(&results, "web/d-2").0, "FAILED");
}

#[test]
fn cb_05_the_latest_desired_count_makes_the_threshold() {
    // The tasks that D asks for are of the new revision, so that the next one is its own.
    let scenario = watched(25, (100, 200), 300, ROLLBACK).replace(
        "profile: instant",
        "profile: instant\n  assumptions: {ecs.scaleOutRevisions: new}",
    );
    let scenario = first(
        &scenario,
        "{at: 0s, taskStartFailure: {service: web, count: 12, after: 30s, reason: disk}}",
    );
    let scenario = scenario
        + "  - {at: 40s, taskStartFailure: {service: web, count: 1, after: 20s, reason: disk}}\n"
        + "  - {at: 40s, updateService: {service: web, desiredCount: 100}}\n";
    let (_bench, results) = play(&scenario);
    let counts = counts(&results);
    assert_eq!(
        counts[11..14],
        ["30 12 of 13", "40 12 of 50", "60 13 of 50"]
    );
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED"), None);
    assert_eq!(became(&results, "web/d-2"), pair("COMPLETED", "SUCCESSFUL"));
}

/// A lowered count lowers the threshold, and that may be the end.
#[test]
fn a_lowered_desired_count_may_end_a_deployment() {
    let scenario = watched(25, (100, 200), 60, "rollback: false");
    let scenario = first(
        &scenario,
        "{at: 0s, taskStartFailure: {service: web, count: 12, after: 30s, reason: disk}}",
    ) + "  - {at: 40s, updateService: {service: web, desiredCount: 10}}\n";
    let (_bench, results) = play(&scenario);
    assert_eq!(counts(&results)[12..], ["40 FAILED"]);
}

#[test]
fn cb_06_a_rollback_starts_only_what_is_missing() {
    let (_bench, results) = play(&bad_release(&watched(4, (50, 100), 8, ROLLBACK)));
    let expected = [
        "0 2 0 2 2 4 2",
        "30 2 2 2 0 4 2",
        "90 2 2 2 0 4 1",
        "120 4 0 2 0 4 1",
        "160 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED").unwrap(), "90");
    assert_eq!(
        results.first("SERVICE_DEPLOYMENT_COMPLETED").unwrap(),
        "160"
    );
    let created = results.columns("tasks.csv", &["createdAt", "taskDefinition"]);
    assert_eq!(created[created.len() - 2..], ["90 web:1", "90 web:1"]);
}

#[test]
fn cb_07_a_crash_loop_never_trips_it() {
    let crash = "shutdown: 30s}, \"web:2\": {crash: {after: 10s}}}";
    let scenario = watched(2, (100, 200), 8, ROLLBACK).replace("shutdown: 30s}}", crash);
    let (_bench, results) = play(&scenario);
    let counts_of_exits = counts(&results);
    assert_eq!(counts_of_exits.len(), 90, "two exits at 40, 80 … 1800 s");
    assert!(counts_of_exits.iter().all(|row| row.ends_with(" 0 of 3")));
    let why_not = results.columns("decisions.csv", &["decider", "why_not"]);
    let exit = "ecs.circuitBreaker an exit after RUNNING does not count";
    assert!(why_not.iter().any(|row| row == exit));
    assert_eq!(results.first("SERVICE_TASK_START_IMPAIRED"), None);
    assert_eq!(
        became(&results, "web/d-2"),
        pair("IN_PROGRESS", "IN_PROGRESS")
    );
    let counted = scenario.replace(
        "profile: instant",
        "profile: instant\n  assumptions: {ecs.breakerCountsEarlyExit: true}",
    );
    let (_bench, results) = play(&counted);
    assert_eq!(counts(&results), ["40 1 of 3", "40 2 of 3", "80 FAILED"]);
}

#[test]
fn cb_08_a_first_deployment_has_nothing_to_roll_back_to() {
    let scenario = watched(1, (100, 200), 8, ROLLBACK)
        .replace("duration: 30m", "duration: 30m\nstart: empty")
        .replace("shutdown: 30s", "startFailure: {after: 30s}");
    let (bench, results) = play(scenario.split("timeline:").next().unwrap());
    assert_eq!(counts(&results), ["30 1 of 3", "60 2 of 3", "90 FAILED"]);
    assert_eq!(
        became(&results, "web/d-1"),
        pair("FAILED", "ROLLBACK_FAILED")
    );
    assert_eq!(
        results.columns("tasks.csv", &["id"]).len(),
        3,
        "nothing more"
    );
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let fate = "web:1 FAILED at 1m30s, nothing was COMPLETED to roll back to";
    assert!(said.contains(fate), "{said}");
}

#[test]
fn without_rollback_the_old_tasks_stay_and_nothing_is_launched() {
    let (_bench, results) = play(&bad_release(&watched(4, (50, 100), 8, "rollback: false")));
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED").unwrap(), "90");
    assert_eq!(became(&results, "web/d-2"), pair("FAILED", "STOPPED"));
    assert_eq!(results.states().last().unwrap(), "90 2 0 2 0 2 2");
    assert_eq!(results.first("Service Deployment Blocked"), None);
    assert_eq!(results.first("SERVICE_STEADY_STATE"), None);
}

/// ROLL-15 under a breaker: tries at 0, 10 and 20 s place nothing.
#[test]
fn launches_that_cannot_be_performed_count_once_per_try() {
    let (_bench, results) = play(&watched(6, (100, 200), 6, ROLLBACK));
    assert_eq!(counts(&results), ["0 1 of 3", "10 2 of 3", "20 FAILED"]);
    assert_eq!(
        became(&results, "web/d-2"),
        pair("FAILED", "ROLLBACK_SUCCESSFUL")
    );
    assert_eq!(results.states().last().unwrap(), "20 6 0 6 0 6 1");
}

/// ROLL-12 under a breaker: a batch that is placed in part adds nothing.
#[test]
fn a_batch_that_is_placed_in_part_does_not_count() {
    let (_bench, results) = play(&watched(6, (100, 200), 8, ROLLBACK));
    assert_eq!(counts(&results), Vec::<String>::new());
    let rows = results.columns("timeline.csv", &["time_s", "event", "message"]);
    let said: Vec<&String> = rows
        .iter()
        .filter(|row| row.contains("Not Launched"))
        .collect();
    let text = "0 Tasks Not Launched (service web) could not launch 4 tasks for deployment \
                ecs-svc/web/d-2.";
    assert_eq!(said[0], text);
    assert_eq!(
        results.first("SERVICE_DEPLOYMENT_COMPLETED").unwrap(),
        "300"
    );
}

/// AS-2: the least threshold was 10 before 2024-01-08.
#[test]
fn the_least_threshold_was_once_greater() {
    for (day, threshold) in [("2024-01-07", 10), ("2024-01-08", 3)] {
        let scenario = bad_release(&watched(3, (100, 200), 8, ROLLBACK));
        let (_bench, results) = play(&format!("asOf: {day}\n{scenario}"));
        assert_eq!(counts(&results)[0], format!("30 1 of {threshold}"), "{day}");
    }
}

/// Five tasks whose checks fail after 20 s, each the same.
fn sick(breaker: &str) -> String {
    let check = "healthCheck: {command: [CMD, \"true\"], interval: 10, retries: 2}";
    let image = "[{name: web, image: web}]";
    let checked = format!("[{{name: web, image: web, {check}}}]");
    watched(5, (100, 200), 20, breaker)
        .replace(image, &checked)
        .replace(
            "shutdown: 30s}}",
            "shutdown: 30s}, \"web:2\": {unhealthy: {after: 0s}}}",
        )
}

/// A verdict counts at once, so the third of five ends it; what was started goes as the old tasks
/// are healthy all the time.
#[test]
fn five_sick_tasks_trip_a_threshold_of_three_at_once() {
    let (_bench, results) = play(&sick(ROLLBACK));
    assert_eq!(counts(&results), ["50 1 of 3", "50 2 of 3", "50 FAILED"]);
    assert_eq!(
        became(&results, "web/d-2"),
        pair("FAILED", "ROLLBACK_SUCCESSFUL")
    );
    let rows = results.columns("decisions.csv", &["decider", "inputs"]);
    let third = rows.iter().rfind(|row| row.starts_with("ecs.circuit"));
    let inputs = "D=5 failedTasks=2 stage=2 evidence=unhealthy";
    assert!(third.unwrap().contains(inputs), "{third:?}");
    let definitions = results.columns("tasks.csv", &["taskDefinition", "stopCode"]);
    let new = definitions.iter().filter(|row| row.starts_with("web:2"));
    assert_eq!(
        new.count(),
        5,
        "nothing of it is launched again: {definitions:?}"
    );
}

/// Without rollback the failed deployment keeps what it has, and nothing is started for it.
#[test]
fn a_failed_deployment_without_rollback_keeps_its_sick_tasks() {
    let (_bench, results) = play(&sick("rollback: false"));
    assert_eq!(became(&results, "web/d-2"), pair("FAILED", "STOPPED"));
    // The last row is that of the verdict, which changes no other count.
    assert_eq!(results.states().last().unwrap(), "50 10 0 5 0 10 2");
    let sick = results.columns("services.csv", &["time_s", "unhealthy"]);
    assert_eq!(sick.last().unwrap(), "50 5");
}

/// Every count is a decision with its formula.
#[test]
fn a_count_is_told_with_its_formula() {
    let (_bench, results) = play(&bad_release(&watched(2, (100, 200), 8, ROLLBACK)));
    let columns = ["decider", "resource", "rule", "inputs", "acted", "why_not"];
    let rows = results.columns("decisions.csv", &columns);
    let of_breaker = rows.iter().filter(|row| row.starts_with("ecs.circuit"));
    let of_breaker: Vec<&String> = of_breaker.collect();
    let first = "ecs.circuitBreaker web/d-2 failedTasks = 0 + 1 = 1; threshold = ceil(2 × 50 / \
                 100), at least 3, at most 200 = 3 D=2 failedTasks=0 stage=1 \
                 evidence=failedToStart task=web/3 false fewer failures than the threshold";
    assert_eq!(of_breaker[0], first);
    assert!(of_breaker[2].ends_with(" true "), "{}", of_breaker[2]);
}

/// What failed before the breaker was switched on counts at once.
#[test]
fn a_breaker_that_is_switched_on_looks_at_what_has_failed() {
    let breaker = "deploymentCircuitBreaker: {enable: true, rollback: true}";
    let scenario = format!(
        "{}  - {{at: 200s, updateService: {{service: web, deploymentConfiguration: {{{breaker}}}}}}}\n",
        bad_release(&update(2, (100, 200), 8))
    );
    let (_bench, results) = play(&scenario);
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED").unwrap(), "200");
    assert_eq!(counts(&results), ["200 FAILED"]);
}

/// Whoever stops them: tasks that end before they were RUNNING have failed to start, unless their
/// own service stopped them.
#[test]
fn tasks_that_are_stopped_before_they_run_count() {
    let stops = "  - {at: 10s, stopTask: {task: web/3}}
  - {at: 20s, stopTask: {task: web/4}}
  - {at: 25s, stopTask: {task: web/5}}
";
    let (_bench, results) = play(&format!("{}{stops}", watched(2, (100, 200), 8, ROLLBACK)));
    assert_eq!(counts(&results), ["10 1 of 3", "20 2 of 3", "25 FAILED"]);
}

/// The row of a failed deployment has the end of the task as its cause, and the rollback that row.
#[test]
fn a_failed_deployment_follows_from_the_last_failure() {
    let (_bench, results) = play(&bad_release(&watched(2, (100, 200), 8, ROLLBACK)));
    let rows = results.columns("timeline.csv", &["seq", "cause", "event", "resource"]);
    let of = |row: &str, column: usize| row.split(' ').nth(column).unwrap().to_owned();
    let cause = |row: &String| {
        let cause = rows.iter().find(|other| of(other, 0) == of(row, 1));
        cause.unwrap().split_once(' ').unwrap().1.to_owned()
    };
    let failed = rows
        .iter()
        .find(|row| row.contains("SERVICE_DEPLOYMENT_FAILED"))
        .unwrap();
    assert!(
        cause(failed).contains("ECS Task State Change web/5"),
        "{}",
        cause(failed)
    );
    let back = rows.iter().position(|row| row == failed).unwrap() + 1;
    assert!(rows[back].contains("SERVICE_DEPLOYMENT_IN_PROGRESS web/d-1"));
    assert!(cause(&rows[back]).contains("SERVICE_DEPLOYMENT_FAILED"));
}

/// One call that brings a new revision and switches the breaker on: the outgoing deployment is
/// superseded, not failed, so there is something to roll back to.
#[test]
fn a_new_revision_and_its_breaker_come_together() {
    let on = "deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true}}";
    let scenario = format!(
        "{}  - {{at: 300s, updateService: {{service: web, taskDefinition: \"web:3\", {on}}}}}\n",
        bad_release(&update(4, (100, 200), 12))
            .replace("    - *web\n", "    - *web\n    - *web\n")
            .replace(
                "\"web:2\": {",
                "\"web:3\": {startFailure: {after: 10s}}, \"web:2\": {"
            )
    );
    let (_bench, results) = play(&scenario);
    assert_eq!(became(&results, "web/d-2"), pair("STOPPED", "STOPPED"));
    let failed = pair("FAILED", "ROLLBACK_SUCCESSFUL");
    assert_eq!(became(&results, "web/d-3"), failed);
    assert_eq!(became(&results, "web/d-1"), pair("COMPLETED", "SUCCESSFUL"));
}
