//! Mishaps that meet each other: outages that overlap, notices that come to nothing, machines that
//! are gone before anybody knows.

use crate::support::{Bench, Results, play};

/// Six tasks on six instances in three zones, kept by a group.
const ZONES: &str = "duration: 3h
aws:
  launchTemplates:
    - launchTemplateName: spot
      launchTemplateData: {instanceType: t3.medium, instanceMarketOptions: {marketType: spot}}
  autoScalingGroups:
    - {autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 9, desiredCapacity: 6}
  taskDefinitions:
    - {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 6}
world:
  profile: instant
  applications: {web: {launch: 30s, shutdown: 30s}}
  assumptions: {ecs.deregisterAfterTermination: 30s, ec2.launchToRunning: 20s}
timeline:
";

fn with(timeline: &str) -> (Bench, Results) {
    play(&format!("{ZONES}{timeline}"))
}

/// Rows of the timeline with that in their message, as `time message`.
fn said(results: &Results, words: &str) -> Vec<String> {
    let rows = results.columns("timeline.csv", &["time_s", "message"]);
    rows.into_iter().filter(|row| row.contains(words)).collect()
}

/// A zone comes back when the last of the outages that overlap is over, and says so once.
#[test]
fn outages_that_overlap_end_together() {
    let (_bench, results) = with(
        "  - {at: 10m, availabilityZoneOutage: {availabilityZone: us-east-1a, for: 20m}}
  - {at: 20m, availabilityZoneOutage: {availabilityZone: us-east-1a, for: 30m}}
",
    );
    let returned = said(&results, "us-east-1a is back");
    assert_eq!(returned.len(), 1, "{returned:?}");
    assert!(returned[0].starts_with("3000 "), "{returned:?}");
    assert!(returned[0].contains("40m"), "{returned:?}");
    let zones = results.columns("instances.csv", &["zone", "launchedAt"]);
    let launched: Vec<f64> = zones
        .iter()
        .filter_map(|row| row.strip_prefix("us-east-1a ")?.parse().ok())
        .collect();
    let inside = |at: &f64| (600.0..3000.0).contains(at);
    assert!(!launched.iter().any(inside), "{zones:?}");
    assert!(launched.iter().any(|at| *at >= 3000.0), "{zones:?}");
}

/// Who is terminated while under notice is not taken back a second time.
#[test]
fn a_notice_for_an_instance_that_ends_before_comes_to_nothing() {
    let (_bench, results) = with(
        "  - {at: 60s, spotInterruption: {instances: [i-1]}}
  - {at: 100s, terminateInstances: {instanceIds: [i-1]}}
",
    );
    let instances = results.columns("instances.csv", &["id", "terminatedAt", "why"]);
    assert_eq!(instances[0], "i-1 100 terminated by a call");
    assert_eq!(results.first("BidEvictedEvent"), None);
}

/// A second notice has nobody to hit.
#[test]
fn an_instance_under_notice_gets_no_second_one() {
    let (_bench, results) = with(
        "  - {at: 60s, spotInterruption: {instances: [i-1]}}
  - {at: 90s, spotInterruption: {instances: [i-1]}}
",
    );
    let warnings = results.columns("timeline.csv", &["event", "time_s"]);
    let warnings: Vec<_> = warnings
        .iter()
        .filter(|row| row.starts_with("EC2 Spot Instance Interruption Warning"))
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let instances = results.columns("instances.csv", &["id", "terminatedAt"]);
    assert_eq!(instances[0], "i-1 180");
}

/// 60 s: the machine is gone. ECS learns of it at 90 s; until then its task, RUNNING from 80 s on
/// otherwise, stands still.
#[test]
fn a_task_on_a_dead_machine_makes_no_progress() {
    let (_bench, results) = with(
        "  - {at: 50s, stopTask: {task: web/1}}
  - {at: 60s, terminateInstances: {instanceIds: [i-1, i-2, i-3, i-4, i-5, i-6]}}
",
    );
    let columns = ["id", "createdAt", "startedAt", "stoppedAt", "stopCode"];
    let tasks = results.columns("tasks.csv", &columns);
    let replacement = tasks.iter().find(|row| row.starts_with("web/7 "));
    let replacement = replacement.map(String::as_str);
    assert_eq!(replacement, Some("web/7 50  90 TerminationNotice"));
    let started: Vec<f64> = results
        .columns("tasks.csv", &["startedAt"])
        .iter()
        .filter_map(|at| at.parse().ok())
        .collect();
    assert!(!started.iter().any(|at| (60.0..90.0).contains(at)));
}

/// A dead machine hears no stop signal either: its task is STOPPED when ECS learns of the end.
#[test]
fn a_task_on_a_dead_machine_does_not_stop_in_order() {
    let (_bench, results) = with(
        "  - {at: 60s, terminateInstances: {instanceIds: [i-1]}}
  - {at: 70s, stopTask: {task: web/1}}
",
    );
    let columns = ["id", "stoppingAt", "stoppedAt", "stopCode"];
    let tasks = results.columns("tasks.csv", &columns);
    assert_eq!(tasks[0], "web/1  90 UserInitiated");
}

/// Only the zones that are left are crowded; the lost one is as fast as ever when it is back.
#[test]
fn launches_are_slow_in_the_zones_that_a_lost_one_leaves() {
    let (_bench, results) = with(
        "  - {at: 10m, availabilityZoneOutage: {availabilityZone: us-east-1a, for: 10m}}
  - {at: 30m, terminateInstances: {instanceIds: [i-2]}}
",
    );
    let columns = ["zone", "launchedAt", "registeredAt"];
    let took: Vec<(String, f64, f64)> = results
        .columns("instances.csv", &columns)
        .iter()
        .filter_map(|row| {
            let mut cells = row.split(' ');
            let zone = cells.next()?.to_owned();
            let launched: f64 = cells.next()?.parse().ok()?;
            let registered: f64 = cells.next()?.parse().ok()?;
            (launched > 0.0).then_some((zone, launched, registered - launched))
        })
        .collect();
    assert!(
        took.iter().any(|(zone, ..)| zone == "us-east-1a"),
        "{took:?}"
    );
    for (zone, launched, took) in &took {
        let slow = zone != "us-east-1a" && *launched < 4200.0;
        let expected = if slow { 40.0 } else { 20.0 };
        assert!(
            (took - expected).abs() < 1e-9,
            "{zone} at {launched}: {took}"
        );
    }
}

/// ASG-5: a group of 40 at its maximum rebalances with 44 instances, and no more.
#[test]
fn rebalancing_uses_the_margin_and_no_more() {
    let forty = ZONES.replace(
        "maxSize: 9, desiredCapacity: 6",
        "maxSize: 40, desiredCapacity: 40",
    );
    let outage =
        "  - {at: 10m, availabilityZoneOutage: {availabilityZone: us-east-1a, for: 10m}}\n";
    let (_bench, results) = play(&format!("{forty}{outage}"));
    let lived: Vec<(String, f64, f64)> = results
        .columns("instances.csv", &["launchedAt", "terminatedAt", "zone"])
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row.split(' ').collect();
            let until = cells[1].parse().unwrap_or(f64::INFINITY);
            (cells[2].to_owned(), cells[0].parse().unwrap(), until)
        })
        .collect();
    let alive = |at: f64| {
        let there = lived
            .iter()
            .filter(move |(_, from, until)| *from <= at && at < *until);
        there.collect::<Vec<_>>()
    };
    let most = lived.iter().map(|(_, from, _)| alive(*from).len()).max();
    assert_eq!(most, Some(44));
    let at_end = alive(10_799.0);
    let zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
    let counts = zones.map(|zone| at_end.iter().filter(|(of, ..)| of == zone).count());
    assert_eq!(
        (counts.iter().sum::<usize>(), counts.iter().max()),
        (40, Some(&14)),
        "{counts:?}"
    );
}

/// Who is on the way out already is left alone, and the call succeeds.
#[test]
fn stopping_what_stops_already_is_no_error() {
    let (_bench, results) = with(
        "  - {at: 60s, stopTask: {task: web/1, reason: first}}
  - {at: 70s, stopTask: {task: web/1, reason: second}}
  - {at: 70s, terminateInstances: {instanceIds: [i-2]}}
  - {at: 71s, terminateInstances: {instanceIds: [i-2]}}
",
    );
    assert_eq!(results.first("API Call Refused"), None);
    let tasks = results.columns("tasks.csv", &["id", "stoppedReason"]);
    assert_eq!(tasks[0], "web/1 first");
}

/// At 12 h nothing has changed, so the service says again what it said at 0 s and at 6 h.
#[test]
fn a_lasting_trouble_is_said_every_six_hours_and_dates_from_its_beginning() {
    let stuck = crate::support::update(1, (100, 150), 4).replace("duration: 30m", "duration: 13h");
    let (bench, results) = play(&stuck);
    let rows = results.columns("timeline.csv", &["event", "time_s"]);
    let times: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.strip_prefix("Service Deployment Blocked "))
        .collect();
    assert_eq!(times, ["0", "21600", "43200"]);
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts"]);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(summary.contains("stuck since 0s"), "{summary}");
}
