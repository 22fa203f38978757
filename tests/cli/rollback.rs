//! Deployments that are stopped, rolled back, superseded, or done early, as whole runs.

use crate::support::{Results, play, update};

/// What became of each deployment: `id state status`.
fn became(results: &Results) -> Vec<String> {
    let text = crate::support::read(&results.dir.join("summary.json"));
    let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
    let deployments = summary["services"][0]["deployments"].as_array().unwrap();
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    let rows = deployments.iter().map(|row| {
        let (id, state, status) = (text(row, "id"), text(row, "state"), text(row, "status"));
        format!("{id} {state} {status}")
    });
    rows.collect()
}

fn with(scenario: &str, lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("  - {line}\n")).collect();
    let lines = lines.concat();
    format!("{scenario}{lines}")
}

/// 2 of 4 tasks are new and RUNNING when the call comes; the two old ones are still there.
#[test]
fn a_stopped_deployment_is_rolled_back() {
    for which in [
        "service: web",
        "serviceDeploymentArn: web/d-2",
        "serviceDeploymentArn: web/d-2, stopType: ROLLBACK",
    ] {
        let stop = format!("{{at: 80s, stopServiceDeployment: {{{which}}}}}");
        let (_bench, results) = play(&with(&update(4, (50, 100), 8), &[&stop]));
        let expected = [
            "0 2 0 2 2 4 2",
            "30 2 2 2 0 4 2",
            "60 4 0 2 0 4 2",
            // A young task is not stopped to make room: the new ones go when they are healthy.
            "100 2 0 2 2 4 2",
            "130 2 2 2 0 4 1",
            "160 4 0 2 0 4 1",
            "200 4 0 4 0 4 1",
        ];
        assert_eq!(results.states(), expected, "{which}");
        let fates = [
            "web/d-1 COMPLETED SUCCESSFUL",
            "web/d-2 STOPPED ROLLBACK_SUCCESSFUL",
        ];
        assert_eq!(became(&results), fates);
        let definitions = results.columns("tasks.csv", &["createdAt", "taskDefinition"]);
        assert_eq!(definitions[6..], ["130 web:1", "130 web:1"]);
    }
}

#[test]
fn an_aborted_deployment_leaves_everything_as_it_is() {
    let stop = "{at: 80s, stopServiceDeployment: {service: web, stopType: ABORT}}";
    let (bench, results) = play(&with(&update(4, (50, 100), 8), &[stop]));
    assert_eq!(results.states().last().unwrap(), "100 4 0 4 0 4 2");
    assert_eq!(became(&results)[1], "web/d-2 STOPPED STOPPED");
    assert_eq!(results.first("SERVICE_STEADY_STATE"), None);
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let fate = "web:2 stopped by a call at 1m20s, not rolled back";
    assert!(said.contains(fate), "{said}");
}

/// The count is lowered while nothing takes the place of an aborted deployment.
#[test]
fn an_aborted_deployment_shrinks_with_the_desired_count() {
    let lines = [
        "{at: 110s, stopServiceDeployment: {service: web, stopType: ABORT}}",
        "{at: 200s, updateService: {service: web, desiredCount: 3}}",
        "{at: 300s, updateService: {service: web, desiredCount: 1}}",
    ];
    // At 100 s two of each are healthy and two old ones stop; at 110 s they are on their way.
    let (_bench, results) = play(&with(&update(6, (50, 100), 8), &lines));
    let stopped = results.columns("tasks.csv", &["taskDefinition", "stoppingAt"]);
    let at = |time: &str| -> Vec<&str> {
        let rows = stopped.iter().filter_map(|row| row.strip_suffix(time));
        rows.map(str::trim_end).collect()
    };
    assert_eq!(at(" 100"), ["web:1"; 3]);
    assert_eq!(at(" 200"), Vec::<&str>::new(), "three are left of six");
    assert_eq!(at(" 300"), ["web:2"; 2]);
}

#[test]
fn what_cannot_be_stopped_is_refused() {
    let done = "{at: 10m, stopServiceDeployment: {service: web}}";
    let unknown = "{at: 11m, stopServiceDeployment: {serviceDeploymentArn: web/d-7}}";
    let (_bench, results) = play(&with(&update(4, (100, 200), 8), &[done, unknown]));
    let rows = results.columns("timeline.csv", &["event", "message"]);
    let refused: Vec<&String> = rows.iter().filter(|row| row.contains("Refused")).collect();
    assert!(refused[0].contains("ConflictException"), "{refused:?}");
    assert!(
        refused[1].contains("ServiceDeploymentNotFoundException"),
        "{refused:?}"
    );
    let first = update(4, (100, 200), 8).replace("duration: 30m", "duration: 30m\nstart: empty");
    let first = first.split("timeline:").next().unwrap().to_owned() + "timeline:\n";
    let early = "{at: 10s, stopServiceDeployment: {service: web}}";
    let (_bench, results) = play(&with(&first, &[early]));
    assert_eq!(results.first("API Call Refused").unwrap(), "10");
    assert_eq!(became(&results), ["web/d-1 COMPLETED SUCCESSFUL"]);
}

fn three_revisions(scenario: &str) -> String {
    scenario.replace("    - *web\n", "    - *web\n    - *web\n")
}

const BREAKER: &str =
    "maximumPercent: 100, deploymentCircuitBreaker: {enable: true, rollback: true}";

/// While a rollback is in progress nothing is COMPLETED: a third deployment that fails then stalls.
#[test]
fn a_third_deployment_during_a_rollback_has_nothing_to_roll_back_to() {
    let scenario = three_revisions(&update(4, (50, 100), 8))
        .replace("maximumPercent: 100", BREAKER)
        .replace(
            "shutdown: 30s}}",
            "shutdown: 30s}, \"web:2\": {startFailure: {after: 30s}}, \"web:3\": {startFailure: {after: 30s}}}",
        );
    let third = "{at: 100s, updateService: {service: web, taskDefinition: \"web:3\"}}";
    let (_bench, results) = play(&with(&scenario, &[third]));
    let fates = [
        "web/d-1 STOPPED SUCCESSFUL",
        "web/d-2 FAILED ROLLBACK_FAILED",
        "web/d-3 FAILED ROLLBACK_FAILED",
    ];
    assert_eq!(became(&results), fates);
    // The old tasks that were running all the time still are.
    assert_eq!(
        results.states().last().unwrap().split(' ').nth(1),
        Some("2")
    );
}

/// A rollback is not watched: its own start failures do not end it.
#[test]
fn the_breaker_does_not_watch_a_rollback() {
    let scenario = update(4, (50, 100), 8)
        .replace("maximumPercent: 100", BREAKER)
        .replace(
            "shutdown: 30s}}",
            "shutdown: 30s}, \"web:2\": {startFailure: {after: 30s}}}",
        );
    // FAILED at 90 s; the next four tasks, of web:1, fail as well.
    let mishap = "{at: 80s, taskStartFailure: {service: web, count: 6, after: 30s, reason: disk}}";
    let (_bench, results) = play(&with(&scenario, &[mishap]));
    let fates = [
        "web/d-1 COMPLETED SUCCESSFUL",
        "web/d-2 FAILED ROLLBACK_SUCCESSFUL",
    ];
    assert_eq!(became(&results), fates);
    // Three rounds of two fail at 120, 150 and 180 s; those of 180 s are healthy at 250 s.
    assert_eq!(
        results.first("SERVICE_DEPLOYMENT_COMPLETED").unwrap(),
        "250"
    );
}

/// The number of a deployment is never given twice, also after a rollback.
#[test]
fn deployments_after_a_rollback_count_on() {
    let scenario = update(2, (100, 200), 8)
        .replace(
            "maximumPercent: 200",
            "maximumPercent: 200, deploymentCircuitBreaker: {enable: true, rollback: true}",
        )
        .replace(
            "shutdown: 30s}}",
            "shutdown: 30s}, \"web:2\": {startFailure: {after: 30s}}}",
        );
    let scenario = three_revisions(&scenario);
    let third = "{at: 5m, updateService: {service: web, taskDefinition: \"web:3\"}}";
    let (_bench, results) = play(&with(&scenario, &[third]));
    let fates = [
        "web/d-1 COMPLETED SUCCESSFUL",
        "web/d-2 FAILED ROLLBACK_SUCCESSFUL",
        "web/d-3 COMPLETED SUCCESSFUL",
    ];
    assert_eq!(became(&results), fates);
}

/// 3.4: v3 arrives while the 4 tasks of v2 are starting. They are stopped, and count until they are
/// gone: nothing can start now, 4 after.
#[test]
fn three_deployments_alive_at_once_share_one_ceiling() {
    let scenario = three_revisions(&update(4, (100, 200), 12))
        .replace(
            "      cpu: 2048\n",
            "      cpu: 2048\n      networkMode: awsvpc\n",
        )
        .replace(
            "profile: instant",
            "profile: instant\n  assumptions: {ecs.eniRelease: 10s}",
        );
    let third = "{at: 10s, updateService: {service: web, taskDefinition: \"web:3\"}}";
    let (_bench, results) = play(&with(&scenario, &[third]));
    let expected = [
        "0 4 4 4 0 8 2",
        "10 4 0 4 4 8 3",
        "20 4 4 4 0 8 2",
        "50 8 0 4 0 8 2",
        "90 4 0 4 4 8 2",
        "130 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    let fates = [
        "web/d-1 COMPLETED SUCCESSFUL",
        "web/d-2 STOPPED STOPPED",
        "web/d-3 COMPLETED SUCCESSFUL",
    ];
    assert_eq!(became(&results), fates);
}

/// Half of the new tasks are enough, and with BLOCKING the old ones have to be gone.
#[test]
fn early_success_comes_with_the_share_that_is_asked_for() {
    let criteria = |cleanup: &str| {
        let criteria = format!("enable: true, healthyPercent: 50{cleanup}");
        update(4, (50, 100), 8).replace(
            "maximumPercent: 100",
            &format!("maximumPercent: 100, earlySuccessCriteria: {{{criteria}}}"),
        )
    };
    let cases = [
        ("", "130"),
        (", sourceServiceRevisionCleanup: BLOCKING", "130"),
        (", sourceServiceRevisionCleanup: DEFERRED", "100"),
    ];
    for (cleanup, completed) in cases {
        let (_bench, results) = play(&criteria(cleanup));
        let found = results.first("SERVICE_DEPLOYMENT_COMPLETED");
        assert_eq!(found.as_deref(), Some(completed), "{cleanup}");
        // The rest comes all the same.
        assert_eq!(results.states().last().unwrap(), "200 4 0 4 0 4 1");
        assert_eq!(results.first("SERVICE_STEADY_STATE").unwrap(), "200");
    }
}

/// After its success the breaker looks away.
#[test]
fn failures_after_an_early_success_end_nothing() {
    let configuration = "maximumPercent: 100, deploymentCircuitBreaker: {enable: true, rollback: \
                         true}, earlySuccessCriteria: {enable: true, healthyPercent: 50, \
                         sourceServiceRevisionCleanup: DEFERRED}";
    let scenario = update(4, (50, 100), 8).replace("maximumPercent: 100", configuration);
    let mishap = "{at: 110s, taskStartFailure: {service: web, count: 6, after: 30s, reason: disk}}";
    let (_bench, results) = play(&with(&scenario, &[mishap]));
    assert_eq!(results.first("SERVICE_DEPLOYMENT_FAILED"), None);
    assert_eq!(became(&results)[1], "web/d-2 COMPLETED SUCCESSFUL");
    assert_eq!(
        results.states().last().unwrap().split(' ').nth(3),
        Some("4")
    );
}
