//! Tasks whose health checks fail: the table of unhealthy replacement, the grace period, and the
//! clock of a check, as whole runs.

use crate::support::{Results, play};

/// A service `web` of tasks that are healthy 10 s after their start and end at once; at 65 s the
/// checks of `sick` of them begin to fail, which shows at 70 s.
fn service(desired: u32, percents: (u32, u32), sick: u32) -> String {
    let (minimum, maximum) = percents;
    format!(
        "duration: 10m
aws:
  containerInstances: [{{instanceType: m5.large, count: 12}}]
  taskDefinitions:
    - &web
      family: web
      cpu: 1024
      memory: 1024
      containerDefinitions:
        - {{name: web, image: web, healthCheck: {{command: [CMD, ok], interval: 10, retries: 1}}}}
    - *web
  services:
    - serviceName: web
      taskDefinition: web:1
      desiredCount: {desired}
      deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}
world: {{profile: instant, applications: {{web: {{}}}}}}
timeline:
  - {{at: 65s, healthCheckFailure: {{service: web, count: {sick}}}}}
"
    )
}

/// How often a service event told of so many tasks.
fn told(results: &Results, words: &str) -> usize {
    let messages = results.columns("timeline.csv", &["message"]);
    messages.iter().filter(|row| row.contains(words)).count()
}

/// D=4, 100/200, 2 sick: start 2 (T=6), both healthy, stop the 2 sick ones (T=4).
#[test]
fn replacements_come_first_where_the_ceiling_allows_it() {
    let (_bench, results) = play(&service(4, (100, 200), 2));
    let expected = ["0 4 0 4 0 4 1", "70 6 0 2 0 6 1", "80 4 0 4 0 4 1"];
    assert_eq!(results.states(), expected);
    let words = "has started 2 tasks: (task web/5) (task web/6). Amazon ECS replaced 2 tasks due to \
                 an unhealthy status.";
    assert_eq!(told(&results, words), 1);
    let reasons = results.columns("tasks.csv", &["stopCode", "stoppedReason"]);
    let sick = "ServiceSchedulerInitiated Task failed container health checks";
    assert_eq!(reasons.iter().filter(|row| *row == sick).count(), 2);
}

/// D=4, 50/100, 1 sick: stop it (T=3), start 1 (T=4), healthy.
#[test]
fn without_room_the_sick_one_is_stopped_first() {
    let (_bench, results) = play(&service(4, (50, 100), 1));
    let expected = ["0 4 0 4 0 4 1", "70 4 0 3 0 4 1", "80 4 0 4 0 4 1"];
    assert_eq!(results.states(), expected);
    let rows = results.columns("timeline.csv", &["time_s", "event"]);
    let at = |row: &str| rows.iter().position(|it| it == row).unwrap();
    assert!(at("70 TASKS_STOPPED") < at("70 Tasks Started"), "{rows:?}");
    let words = "(task web/5). Amazon ECS replaced 1 tasks due to an unhealthy status.";
    assert_eq!(told(&results, words), 1);
}

/// D=10, 100/110, 3 sick: start 1 (T=11), stop 1 (T=10); three times.
#[test]
fn a_low_ceiling_lets_one_replacement_come_after_the_other() {
    let (_bench, results) = play(&service(10, (100, 110), 3));
    let expected = [
        "0 10 0 10 0 10 1",
        "70 11 0 7 0 11 1",
        "80 11 0 8 0 11 1",
        "90 11 0 9 0 11 1",
        "100 10 0 10 0 10 1",
    ];
    assert_eq!(results.states(), expected);
    assert_eq!(told(&results, "has stopped 1 running tasks"), 3);
}

/// D=1, 100/100: it is stopped, nothing runs, then another one starts. Its stop takes 20 s here.
#[test]
fn a_single_task_without_room_is_an_outage() {
    let slow = service(1, (100, 100), 1).replace("{web: {}}", "{web: {shutdown: 20s}}");
    let (_bench, results) = play(&slow);
    let expected = [
        "0 1 0 1 0 1 1",
        "70 0 0 0 1 1 1",
        "90 1 0 0 0 1 1",
        "100 1 0 1 0 1 1",
    ];
    assert_eq!(results.states(), expected);
}

/// D=2, 100/200, replacements also sick: start 2 (T=4), all unhealthy, stop the older 2 (T=2), for
/// ever and without throttle.
#[test]
fn replacements_that_are_sick_as_well_are_replaced_for_ever() {
    let sick = service(2, (100, 200), 2)
        .replace("{web: {}}", "{web: {unhealthy: {after: 5s}}}")
        .replace("duration: 10m", "duration: 1m");
    let sick = sick.split("timeline:").next().unwrap();
    let (_bench, results) = play(sick);
    // At each 10 s two are stopped and two started: four again.
    let expected = ["0 2 0 2 0 2 1", "10 4 0 0 0 4 1"];
    assert_eq!(results.states(), expected);
    let starts = results.columns("tasks.csv", &["createdAt"]);
    assert_eq!(
        starts,
        [
            "0", "0", "10", "10", "20", "20", "30", "30", "40", "40", "50", "50", "60", "60"
        ]
    );
    let stopped = results.columns("tasks.csv", &["id", "stoppedAt"]);
    assert_eq!(
        stopped[..4],
        ["web/1 20", "web/2 20", "web/3 30", "web/4 30"]
    );
}

/// A task that recovers before its replacement is healthy is kept; of the healthy ones too many
/// one is stopped, by chance.
#[test]
fn a_recovered_task_is_kept_and_the_surplus_goes() {
    let short = service(4, (100, 200), 2)
        .replace("count: 2}}", "count: 2, for: 10s}}")
        .replace("world:", "x:")
        .replace(
            "x: {profile: instant, applications: {web: {}}}",
            "world: {profile: instant, applications: {web: {launch: 30s}}}",
        );
    let (_bench, results) = play(&short);
    let expected = [
        "0 4 0 4 0 4 1",
        "70 4 2 2 0 6 1",
        "80 4 2 4 0 6 1",
        "100 6 0 4 0 6 1",
        "110 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    let stops = results.columns("tasks.csv", &["stoppedReason"]);
    assert!(!stops.iter().any(|row| row.contains("health")), "{stops:?}");
}

/// The grace period suppresses unhealthy, it does not make a task ready.
#[test]
fn a_grace_period_that_is_too_short_stops_every_slow_starter() {
    let slow = |grace: u32| {
        let text = service(1, (0, 100), 1)
            .replace("web: {}", "web: {startup: 45s}")
            .replace(
                "desiredCount",
                "healthCheckGracePeriodSeconds: GRACE\n      desiredCount",
            )
            .replace("GRACE", &grace.to_string())
            .replace("duration: 10m", "duration: 200s");
        let text = text.split("timeline:").next().unwrap().to_owned();
        let timeline =
            "timeline: [{at: 0s, updateService: {service: web, taskDefinition: web:2}}]\n";
        let (_bench, results) = play(&format!("{text}{timeline}"));
        (
            results.columns("tasks.csv", &["createdAt"]).len(),
            results.first("SERVICE_DEPLOYMENT_COMPLETED"),
        )
    };
    // Unhealthy 10 s after its start, so a new one every 10 s from the first stop on.
    assert_eq!(slow(0), (22, None));
    assert_eq!(slow(20).0, 12);
    // Its checks pass from 45 s on: at 50 s.
    assert_eq!(slow(50), (2, Some("50".to_owned())));
}

/// 90 s for a dead container, 105 s if its probes hang, 30 s for a good one.
#[test]
fn the_clock_of_a_check_is_that_of_the_defaults() {
    let first = |program: &str| {
        let text = service(1, (0, 100), 1)
            .replace(", interval: 10, retries: 1", "")
            .replace("web: {}", program);
        let text = text.split("timeline:").next().unwrap().to_owned();
        let timeline =
            "timeline: [{at: 0s, updateService: {service: web, taskDefinition: web:2}}]\n";
        let (_bench, results) = play(&format!("{text}{timeline}"));
        let rows = results.columns("timeline.csv", &["message", "time_s"]);
        let verdict = rows
            .iter()
            .find(|row| row.starts_with("web/2 container web is"));
        verdict.unwrap().replace(": its health check failed", "")
    };
    assert_eq!(first("web: {}"), "web/2 container web is HEALTHY 30");
    assert_eq!(
        first("\"web:2\": {unhealthy: {}}"),
        "web/2 container web is UNHEALTHY 90"
    );
    assert_eq!(
        first("\"web:2\": {unhealthy: {hangs: true}}"),
        "web/2 container web is UNHEALTHY 105"
    );
}

/// D=4, 100/200: four new tasks that take long leave no room (T = maxT 8). The sick old one is
/// stopped first, and a task of its own revision comes into its place, to keep minH.
#[test]
fn an_old_task_that_makes_room_is_replaced_by_its_own_revision() {
    let text = service(4, (100, 200), 1)
        .replace("web: {}", "\"web:2\": {launch: 5m}")
        .replace(
            "count: 1}",
            "count: 1}}\n  - {at: 60s, updateService: {service: web, taskDefinition: web:2}",
        )
        .replace("service: web, count", "tasks: [web/1], count");
    let (_bench, results) = play(&text);
    let tasks = results.columns(
        "tasks.csv",
        &["id", "taskDefinition", "createdAt", "stoppedAt"],
    );
    assert_eq!(tasks[0], "web/1 web:1 0 70");
    assert_eq!(tasks[8], "web/9 web:1 70 370", "{tasks:?}");
}

/// A standalone task is never stopped for its health.
#[test]
fn a_standalone_task_may_be_sick() {
    let text = service(0, (100, 200), 1).replace("web: {}", "web: {unhealthy: {}}");
    let text = text.split("timeline:").next().unwrap().to_owned();
    let timeline = "timeline: [{at: 0s, runTask: {taskDefinition: web}}]\n";
    let (_bench, results) = play(&format!("{text}{timeline}"));
    assert_eq!(told(&results, "is UNHEALTHY"), 1);
    assert_eq!(results.columns("tasks.csv", &["stoppedAt"]), [""]);
}

/// Before 23 October 2023 sick tasks were stopped first; the same service as in the first test.
#[test]
fn sick_tasks_were_once_stopped_before_others_came() {
    let scenario = service(4, (100, 200), 2);
    let (_bench, results) = play(&format!("asOf: 2023-10-22\n{scenario}"));
    let expected = ["0 4 0 4 0 4 1", "70 4 0 2 0 4 1", "80 4 0 4 0 4 1"];
    assert_eq!(results.states(), expected);
    assert_eq!(told(&results, "Amazon ECS replaced 2 tasks due to"), 1);
}

/// Of four tasks the third is UNHEALTHY inside its grace period: nobody replaces it, but it goes
/// first when one is too many. It leaves H at once, and that is told.
#[test]
fn a_scale_in_prefers_a_task_that_may_be_unhealthy_yet() {
    let scenario = service(4, (100, 200), 2)
        .replace(
            "desiredCount: 4",
            "desiredCount: 4\n      availabilityZoneRebalancing: DISABLED\n      healthCheckGracePeriodSeconds: 300",
        )
        .replace("service: web, count: 2", "tasks: [web/3]");
    let scale_in = "  - {at: 100s, updateService: {service: web, desiredCount: 3}}\n";
    let (_bench, results) = play(&format!("{scenario}{scale_in}"));
    let expected = ["0 4 0 4 0 4 1", "70 4 0 3 0 4 1", "100 3 0 3 0 3 1"];
    assert_eq!(results.states(), expected);
    let stopped = results.columns("tasks.csv", &["id", "stoppingAt"]);
    assert_eq!(stopped, ["web/1 ", "web/2 ", "web/3 100", "web/4 "]);
    let said = "70 web/3 does not count as healthy: its health checks fail, and it is not replaced \
                before its grace period ends";
    assert_eq!(results.said("does not count as healthy"), [said]);
}

/// D=2, 50/100, both sick at 70 s: one is stopped, its replacement started, and the other stopped
/// at once, whatever else happens meanwhile.
#[test]
fn without_room_one_sick_task_goes_after_the_other() {
    let slow = service(2, (50, 100), 2).replace(
        "applications: {web: {}}",
        "applications: {web: {launch: 20s, shutdown: 30s}}",
    );
    let (_bench, results) = play(&slow);
    let tasks = results.columns("tasks.csv", &["id", "createdAt", "stoppingAt"]);
    let first = tasks.iter().position(|row| row.ends_with(" 70")).unwrap();
    assert!(tasks[1 - first].ends_with(" 100"), "{tasks:?}");
    assert_eq!(tasks[2..], ["web/3 100 ", "web/4 130 "]);
    let other = "  - {at: 85s, updateService: {service: web, healthCheckGracePeriodSeconds: 0}}\n";
    let (_bench, results) = play(&format!("{slow}{other}"));
    assert_eq!(
        results.columns("tasks.csv", &["id", "createdAt", "stoppingAt"]),
        tasks
    );
}

/// A grace period that is shortened ends for those that are unhealthy in it.
#[test]
fn a_shorter_grace_period_holds_at_once() {
    let scenario = service(4, (100, 200), 1).replace(
        "desiredCount: 4",
        "desiredCount: 4\n      healthCheckGracePeriodSeconds: 1000",
    );
    let shorter =
        "  - {at: 100s, updateService: {service: web, healthCheckGracePeriodSeconds: 0}}\n";
    let (_bench, results) = play(&format!("{scenario}{shorter}"));
    let said = results.said("does not count as healthy");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].starts_with("70 ") && said[1].starts_with("100 "),
        "{said:?}"
    );
    assert_eq!(results.states()[2], "100 5 0 3 0 5 1");
}

/// In a deployment a sick old task stays until its replacement is healthy, as outside of one.
#[test]
fn a_sick_old_task_goes_when_its_replacement_is_healthy() {
    let scenario = service(4, (100, 300), 1)
        .replace("duration: 10m", "duration: 1h")
        .replace(
            "applications: {web: {}}",
            "applications: {web: {launch: 20s}, \"web:2\": {launch: 20m}}",
        );
    let entries = "  - {at: 60s, updateService: {service: web, taskDefinition: \"web:2\"}}\n";
    let (_bench, results) = play(&format!("{scenario}{entries}"));
    let columns = ["taskDefinition", "createdAt", "startedAt", "stoppingAt"];
    let tasks = results.columns("tasks.csv", &columns);
    assert!(tasks.iter().any(|row| row.starts_with("web:1 70 90 ")));
    // RUNNING at 90 s and healthy at 100 s.
    let sick = tasks.iter().filter(|row| *row == "web:1 0 0 100");
    assert_eq!(sick.count(), 1, "{tasks:?}");
}
