//! Task scale-in protection as whole runs.

use crate::support::{play, update};

/// Four tasks at 50/100 on room for eight; `web:2` comes at 60 s, after these entries.
fn protected(entries: &str) -> String {
    let text = update(4, (50, 100), 8);
    let head = text.split("timeline:").next().unwrap();
    format!("{head}timeline:\n{entries}")
}

#[test]
fn a_scale_in_passes_over_protected_tasks() {
    let (_bench, results) = play(&protected(
        "  - {at: 10s, updateTaskProtection: {tasks: [web/1, web/2], protectionEnabled: true}}
  - {at: 60s, updateService: {service: web, desiredCount: 2}}
",
    ));
    let stopped = results.columns("tasks.csv", &["id", "stoppedAt"]);
    assert_eq!(stopped, ["web/1 ", "web/2 ", "web/3 90", "web/4 90"]);
}

/// Three are protected and two are wanted: one too many stays until its protection ends.
#[test]
fn a_service_with_too_many_protected_tasks_says_so_and_waits() {
    let (_bench, results) = play(&protected(
        "  - {at: 10s, updateTaskProtection: {tasks: [web/1, web/2, web/3], protectionEnabled: true, expiresInMinutes: 5}}
  - {at: 60s, updateService: {service: web, desiredCount: 2}}
",
    ));
    assert_eq!(
        results.said("under protection"),
        [
            "60 (service web) was unable to reach steady state because (taskSet ecs-svc/web/d-1) was \
          unable to scale in due to (reason 3 tasks under protection)"
        ]
    );
    let stopped = results.columns("tasks.csv", &["id", "stoppedAt"]);
    assert_eq!(stopped, ["web/1 340", "web/2 ", "web/3 ", "web/4 90"]);
    let steady = results.columns("timeline.csv", &["event", "time_s"]);
    assert!(steady.contains(&"SERVICE_STEADY_STATE 340".to_owned()));
}

/// New tasks come as far as maxT allows, protected old ones stay until their protection ends.
#[test]
fn a_deployment_waits_for_protected_old_tasks() {
    let (_bench, results) = play(&protected(
        "  - {at: 10s, updateTaskProtection: {tasks: [web/1], protectionEnabled: true, expiresInMinutes: 10}}
  - {at: 60s, updateService: {service: web, taskDefinition: \"web:2\"}}
",
    ));
    let last: Vec<String> = results.states();
    let expected = [
        "60 2 0 2 2 4 2",
        "90 2 2 2 0 4 2",
        "120 4 0 2 0 4 2",
        "160 3 0 3 1 4 2",
        "190 3 1 3 0 4 2",
        "220 4 0 3 0 4 2",
        "260 4 0 4 0 4 2",
        "610 3 0 3 1 4 2",
        "640 3 1 3 0 4 1",
        "670 4 0 3 0 4 1",
        "710 4 0 4 0 4 1",
    ];
    assert_eq!(last[1..], expected);
    assert_eq!(results.said("1 tasks under protection").len(), 1);
}

#[test]
fn protection_can_be_taken_back_and_does_not_hold_off_a_call() {
    let (_bench, results) = play(&protected(
        "  - {at: 10s, updateTaskProtection: {tasks: [web/1, web/2, web/3, web/4], protectionEnabled: true}}
  - {at: 60s, updateService: {service: web, desiredCount: 2}}
  - {at: 70s, stopTask: {task: web/4}}
  - {at: 90s, updateTaskProtection: {tasks: [web/3, web/9], protectionEnabled: false}}
",
    ));
    let stopped = results.columns("tasks.csv", &["id", "stoppingAt", "stopCode"]);
    let expected = [
        "web/1  ",
        "web/2  ",
        "web/3 90 ServiceSchedulerInitiated",
        "web/4 70 UserInitiated",
    ];
    assert_eq!(stopped, expected);
    assert!(
        results.first("API Call Refused").is_some(),
        "web/9 is not there"
    );
}

/// A protected task whose checks fail is replaced like any other.
#[test]
fn protection_does_not_keep_a_sick_task() {
    let protected = protected(
        "  - {at: 10s, updateTaskProtection: {tasks: [web/1], protectionEnabled: true}}
  - {at: 60s, healthCheckFailure: {tasks: [web/1]}}
",
    );
    let check =
        "{name: web, image: web, healthCheck: {command: [CMD, ok], interval: 10, retries: 1}}";
    let checked = protected.replace("{name: web, image: web}", check);
    assert_ne!(checked, protected);
    let (_bench, results) = play(&checked);
    let tasks = results.columns("tasks.csv", &["id", "stoppingAt", "stoppedReason"]);
    assert_eq!(tasks[0], "web/1 60 Task failed container health checks");
    assert_eq!(results.said("under protection"), [""; 0]);
}

/// A protection that ends while the agent is away, of a task that was told to stop meanwhile.
#[test]
fn a_protection_is_over_when_its_task_is_told_to_stop() {
    let (_bench, results) = play(&protected(
        "  - {at: 10s, updateTaskProtection: {tasks: [web/1], protectionEnabled: true, expiresInMinutes: 1}}
  - {at: 20s, agentDisconnect: {containerInstance: i-1, for: 10m}}
  - {at: 30s, stopTask: {task: web/1}}
  - {at: 100s, updateService: {service: web, desiredCount: 2}}
",
    ));
    let tasks = results.columns("tasks.csv", &["id", "stopCode", "stoppedAt"]);
    assert_eq!(tasks[0], "web/1 UserInitiated 650");
}
