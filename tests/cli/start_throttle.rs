//! Tasks that fail to start, and how ECS slows down, as whole runs.

use crate::support::{Results, play, update};

/// A service `web` that is created at 0 s and whose tasks fail 30 s after their start.
fn failing(desired: u32) -> String {
    update(desired, (100, 200), 20)
        .replace("duration: 30m", "duration: 2h\nstart: empty")
        .replace(
            "shutdown: 30s",
            "startFailure: {after: 30s, reason: \"ResourceInitializationError: no secret\"}",
        )
        .split("timeline:")
        .next()
        .unwrap()
        .to_owned()
}

/// When tasks were created, each instant with how many.
fn starts(results: &Results) -> Vec<(u64, usize)> {
    let mut starts: Vec<(u64, usize)> = Vec::new();
    for created in results.columns("tasks.csv", &["createdAt"]) {
        let created = created.parse().expect("a whole second");
        match starts.last_mut() {
            Some((at, count)) if *at == created => *count += 1,
            _ => starts.push((created, 1)),
        }
    }
    starts
}

const INSTANTS: [u64; 14] = [
    0, 30, 60, 90, 130, 180, 250, 360, 550, 900, 1570, 2880, 4530, 6180,
];

#[test]
fn thr_01_one_task_is_started_later_and_later() {
    let (_bench, results) = play(&failing(1));
    assert_eq!(starts(&results), INSTANTS.map(|at| (at, 1)));
    let events = ["event", "time_s", "message"];
    let said = results.columns("timeline.csv", &events);
    let said: Vec<&String> = said.iter().filter(|row| row.contains("IMPAIRED")).collect();
    let text = "SERVICE_TASK_START_IMPAIRED 120 (service web) is unable to consistently start \
                tasks successfully.";
    assert_eq!(
        said,
        [text],
        "with the first delay, and once while it lasts"
    );
}

#[test]
fn thr_02_five_tasks_are_started_at_the_same_instants() {
    let (_bench, results) = play(&failing(5));
    assert_eq!(starts(&results), INSTANTS.map(|at| (at, 5)));
}

/// Failures that take no time end an instant like any other.
#[test]
fn tasks_that_fail_at_once_are_throttled_too() {
    let (_bench, results) = play(&failing(2).replace("after: 30s", "after: 0s"));
    let starts = starts(&results);
    assert_eq!(starts[..4], [(0, 8), (10, 2), (30, 2), (70, 2)]);
}

/// The delays of the guide of 2023 grew to 15 minutes.
#[test]
fn the_longest_delay_was_once_shorter() {
    let (_bench, results) = play(&format!("asOf: 2023-06-01\n{}", failing(1)));
    let starts = starts(&results);
    let last: Vec<u64> = starts.iter().rev().take(3).map(|(at, _)| *at).collect();
    assert_eq!(last[0] - last[1], 930);
    assert_eq!(last[1] - last[2], 930);
}

#[test]
fn a_task_that_fails_to_start_says_why() {
    let (_bench, results) = play(&failing(1).replace("launch: 30s", "launch: 45s"));
    let columns = ["startedAt", "stoppedAt", "stopCode", "stoppedReason"];
    let first = &results.columns("tasks.csv", &columns)[0];
    assert_eq!(
        first,
        " 30 TaskFailedToStart ResourceInitializationError: no secret"
    );
    let pulled = &results.columns("tasks.csv", &["pullStartedAt", "pullStoppedAt"])[0];
    assert_eq!(pulled, "0 ", "nothing was pulled");
}

/// Without `after` a task fails when its launch would have been over.
#[test]
fn a_share_of_the_tasks_fails_and_the_rest_resets_the_delays() {
    let scenario = failing(8).replace("after: 30s, ", "share: 25%, ");
    let (_bench, results) = play(&scenario);
    let codes = results.columns("tasks.csv", &["stopCode", "stoppedAt"]);
    let failed: Vec<&String> = codes.iter().filter(|row| row.contains("Failed")).collect();
    assert!(
        !failed.is_empty() && failed.len() < codes.len(),
        "{codes:?}"
    );
    assert_eq!(failed[0], "TaskFailedToStart 30");
    assert_eq!(results.first("SERVICE_TASK_START_IMPAIRED"), None);
    assert!(results.first("SERVICE_STEADY_STATE").is_some());
}

/// A task that runs and ends is replaced at full speed.
#[test]
fn a_crash_loop_is_not_throttled() {
    let scenario = failing(1).replace(
        "startFailure: {after: 30s, reason: \"ResourceInitializationError: no secret\"}",
        "crash: {after: 30s}",
    );
    let (_bench, results) = play(&scenario);
    assert_eq!(starts(&results).len(), 121);
    assert_eq!(results.first("SERVICE_TASK_START_IMPAIRED"), None);
}

/// A new deployment begins without the delays of the one before.
#[test]
fn the_delays_belong_to_one_deployment() {
    let scenario = failing(1)
        + "timeline:\n  - {at: 200s, updateService: {service: web, forceNewDeployment: true}}\n";
    let (_bench, results) = play(&scenario);
    // The task of 180 s is not RUNNING yet, and goes with its deployment.
    let instants: Vec<u64> = starts(&results).iter().map(|(at, _)| *at).collect();
    assert_eq!(instants[5..11], [180, 200, 230, 260, 290, 330]);
}

/// The mishap hits the next tasks of the service, for a number, for a time, or for both.
#[test]
fn a_mishap_hits_the_next_tasks_of_its_service() {
    let cases = [
        ("count: 2", 2),
        ("for: 20s", 4),
        ("count: 3, for: 20s", 3),
        // Those that take their place are created after it.
        ("for: 1us", 4),
    ];
    for (mishap, expected) in cases {
        let scenario = update(4, (100, 200), 12).replace(
            "timeline:\n",
            &format!("timeline:\n  - {{at: 0s, taskStartFailure: {{service: web, {mishap}, after: 10s, reason: disk}}}}\n"),
        );
        let (_bench, results) = play(&scenario);
        let rows = results.columns("tasks.csv", &["stoppedAt", "stopCode", "stoppedReason"]);
        let failed = rows
            .iter()
            .filter(|row| *row == "10 TaskFailedToStart disk");
        assert_eq!(failed.count(), expected, "{mishap}: {rows:#?}");
        assert!(results.first("SERVICE_DEPLOYMENT_COMPLETED").is_some());
    }
}
