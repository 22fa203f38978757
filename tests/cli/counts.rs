//! What the summary counts is what happened, whatever the rows say of it.

use serde_json::Value;

use crate::support::{Bench, play, read};

fn summary(scenario: &str) -> (Bench, Value) {
    let (bench, results) = play(scenario);
    let text = read(&results.dir.join("summary.json"));
    (bench, serde_json::from_str(&text).unwrap())
}

/// Two tasks on Fargate Spot, and one fleet that is full.
const BOTH: &str = "duration: 10m
aws:
  availabilityZones: [us-east-1a]
  launchTemplates:
    - launchTemplateName: spot
      launchTemplateData: {instanceType: t3.medium, instanceMarketOptions: {marketType: spot}}
  autoScalingGroups:
    - {autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 1, desiredCapacity: 1}
  taskDefinitions:
    - {family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
    - {family: job, cpu: 1024, memory: 256, containerDefinitions: [{name: job, image: job}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 2, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
world:
  profile: instant
  applications: {web: {launch: 20s, shutdown: 5s}, job: {launch: 20s, shutdown: 5s}}
timeline:
";

#[test]
fn a_reason_given_by_the_user_is_no_reclaim() {
    let (_bench, summary) = summary(&format!(
        "{BOTH}  - {{at: 60s, stopTask: {{task: web/1, reason: Your Spot Task was interrupted.}}}}
  - {{at: 120s, spotInterruption: {{tasks: [web/2]}}}}
"
    ));
    assert_eq!(summary["spotInterruptions"]["fargateTasks"]["value"], 1);
    assert_eq!(summary["tasks"]["stopped"]["total"]["value"], 2);
}

#[test]
fn what_the_timeline_asks_for_in_vain_is_counted() {
    let (_bench, summary) = summary(&format!(
        "{BOTH}  - {{at: 60s, runTask: {{taskDefinition: job, count: 3}}}}
  - {{at: 100s, stopTask: {{task: web/99}}}}
  - {{at: 110s, terminateInstances: {{instanceIds: [i-9]}}}}
  - {{at: 120s, spotInterruption: {{instances: [i-1]}}}}
  - {{at: 130s, spotInterruption: {{instances: [i-1]}}}}
"
    ));
    let value = |name: &str, key: &str| summary[name][key]["value"].clone();
    assert_eq!(summary["runTaskCallsInPart"]["value"], 1);
    assert_eq!(value("refusedCalls", "stopTask"), 1);
    assert_eq!(value("refusedCalls", "terminateInstances"), 1);
    assert_eq!(value("refusedCalls", "total"), 2);
    assert_eq!(value("entriesThatHitNothing", "spotInterruption"), 1);
    assert_eq!(value("spotInterruptions", "instances"), 1);
    assert_eq!(value("spotInterruptions", "fargateTasks"), 0);
    let ended = &summary["instances"]["terminatedBy"];
    assert_eq!(ended["spotInterruption"]["value"], 1, "{ended}");
}

#[test]
fn a_run_task_call_without_any_instance_is_refused() {
    let (_bench, summary) = summary(
        "duration: 5m
aws:
  taskDefinitions:
    - {family: job, cpu: 256, memory: 256, containerDefinitions: [{name: job, image: job}]}
timeline:
  - {at: 60s, runTask: {taskDefinition: job}}
",
    );
    assert_eq!(summary["refusedCalls"]["runTask"]["value"], 1);
    assert_eq!(summary["runTaskCallsInPart"]["value"], 0);
}

#[test]
fn a_service_without_room_is_counted_as_often_as_it_says_so() {
    let (_bench, results) = play(&crate::support::update(4, (100, 200), 4));
    let rows = results.columns("timeline.csv", &["event"]);
    let told = |event: &str| rows.iter().filter(|row| *row == event).count();
    let text = read(&results.dir.join("summary.json"));
    let summary: Value = serde_json::from_str(&text).unwrap();
    let failures = told("SERVICE_TASK_PLACEMENT_FAILURE");
    assert!(failures > 0);
    assert_eq!(summary["placementFailures"]["value"], failures);
    let service = &summary["services"][0];
    assert_eq!(service["withoutRoom"]["failures"]["value"], failures);
    let reason = service["withoutRoom"]["reason"].as_str().unwrap();
    assert!(reason.starts_with("RESOURCE:"), "{reason}");
}

/// CloudWatch User Guide, "Metrics retention": one value per minute for 15 days, then one per 5.
#[test]
fn metrics_of_more_than_15_days_are_averages_of_5_minutes() {
    for (days, step) in [(15, 60), (16, 300)] {
        let (_bench, results) = play(&format!(
            "duration: {days}d
aws:
  containerInstances: [{{instanceType: t3.medium}}]
  taskDefinitions:
    - {{family: web, cpu: 256, memory: 256, containerDefinitions: [{{name: web, image: web}}]}}
  services: [{{serviceName: web, taskDefinition: web, desiredCount: 1}}]
"
        ));
        let rows = results.columns("metrics.csv", &["time_s", "metric"]);
        let times: Vec<u64> = rows
            .iter()
            .filter_map(|row| row.strip_suffix(" CPUReservation")?.parse().ok())
            .collect();
        assert!(times.len() > 4_000, "{}", times.len());
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] == step));
    }
}
