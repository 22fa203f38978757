//! Availability Zone rebalancing as whole runs: one service after the other.

use crate::support::{Results, play};

/// A service `web` whose tasks all start in us-east-1a, where the only instance is; 7 s later a
/// group brings one to each of the other zones. Tasks take 30 s to start, and to stop; the zones
/// are looked at as soon as the service is steady, at 70 s.
fn uneven(desired: u32, others: &[&str], percents: (u32, u32), timeline: &str) -> String {
    let (minimum, maximum) = percents;
    let (zones, count) = (others.join(", "), others.len());
    format!(
        "duration: 20m
start: empty
aws:
  availabilityZones: [us-east-1a, {zones}]
  launchTemplates: [{{launchTemplateName: large, launchTemplateData: {{instanceType: m5.large}}}}]
  containerInstances: [{{instanceType: m5.large, availabilityZone: us-east-1a}}]
  autoScalingGroups:
    - {{autoScalingGroupName: others, launchTemplate: {{launchTemplateName: large}}, availabilityZones: [{zones}], minSize: 0, maxSize: 2, desiredCapacity: {count}}}
  taskDefinitions:
    - &web {{family: web, cpu: 128, memory: 128, containerDefinitions: [{{name: web, image: web}}]}}
    - *web
  services:
    - serviceName: web
      taskDefinition: web:1
      desiredCount: {desired}
      deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}
world:
  profile: instant
  applications: {{web: {{launch: 30s, shutdown: 30s}}}}
  assumptions: {{autoscaling.groupReaction: 7s}}
timeline: {timeline}
"
    )
}

const B: &[&str] = &["us-east-1b"];
const B_AND_C: &[&str] = &["us-east-1b", "us-east-1c"];

/// What the service said of its zones, and when.
fn said(results: &Results) -> Vec<String> {
    let rows = results.columns("timeline.csv", &["time_s", "message"]);
    let of_tasks = |row: &String| {
        let short = row.replace("(service web) ", "").replace("us-east-", "");
        short.split(": (task").next().unwrap_or_default().to_owned()
    };
    let rows = rows.iter().filter(|row| row.contains("AZ "));
    rows.map(of_tasks).collect()
}

#[test]
fn two_tasks_in_one_of_two_zones_take_one_move() {
    let (_bench, results) = play(&uneven(2, B, (100, 200), "[]"));
    let expected = [
        "70 is not AZ balanced with 2 tasks in 1a, 0 tasks in 1b. AZ Rebalancing in progress.",
        "70 has started 1 tasks in 1b to AZ Rebalance",
        "140 has stopped 1 running tasks in 1a due to AZ rebalancing",
        "170 is AZ balanced with 1 tasks in 1a, 1 tasks in 1b.",
    ];
    assert_eq!(said(&results), expected);
}

#[test]
fn six_in_one_of_three_zones_move_in_one_round_with_room_for_twelve() {
    let (_bench, results) = play(&uneven(6, B_AND_C, (100, 200), "[]"));
    let expected = [
        "70 is not AZ balanced with 6 tasks in 1a, 0 tasks in 1b, 0 tasks in 1c. AZ Rebalancing in progress.",
        "70 has started 2 tasks in 1b to AZ Rebalance",
        "70 has started 2 tasks in 1c to AZ Rebalance",
        "140 has stopped 4 running tasks in 1a due to AZ rebalancing",
        "170 is AZ balanced with 2 tasks in 1a, 2 tasks in 1b, 2 tasks in 1c.",
    ];
    assert_eq!(said(&results), expected);
    let states = results.states();
    let expected = [
        "70 6 4 6 0 10 1",
        "100 10 0 6 0 10 1",
        "140 6 0 6 4 10 1",
        "170 6 0 6 0 6 1",
    ];
    assert_eq!(states[states.len() - 4..], expected);
}

/// maxT 9: start 3, stop 3, start 1, stop 1.
#[test]
fn six_in_one_of_three_zones_move_in_two_rounds_with_room_for_nine() {
    let (_bench, results) = play(&uneven(6, B_AND_C, (100, 150), "[]"));
    let expected = [
        "70 has started 2 tasks in 1b to AZ Rebalance",
        "70 has started 1 tasks in 1c to AZ Rebalance",
        "140 has stopped 3 running tasks in 1a due to AZ rebalancing",
        "170 has started 1 tasks in 1c to AZ Rebalance",
        "240 has stopped 1 running tasks in 1a due to AZ rebalancing",
        "270 is AZ balanced with 2 tasks in 1a, 2 tasks in 1b, 2 tasks in 1c.",
    ];
    assert_eq!(said(&results)[1..], expected);
}

/// One task in one zone cannot be more even; with maximumPercent 100 nothing may start first.
#[test]
fn balanced_and_not_eligible_services_are_left_alone() {
    assert_eq!(said(&play(&uneven(1, B, (100, 200), "[]")).1), [""; 0]);
    assert_eq!(said(&play(&uneven(6, B_AND_C, (0, 100), "[]")).1), [""; 0]);
    let off = uneven(6, B_AND_C, (100, 200), "[]").replace(
        "desiredCount: 6",
        "desiredCount: 6\n      availabilityZoneRebalancing: DISABLED",
    );
    assert_eq!(said(&play(&off).1), [""; 0]);
    let before = uneven(6, B_AND_C, (100, 200), "[]")
        .replace("start: empty", "start: empty\nasOf: 2025-09-04");
    assert_eq!(said(&play(&before).1), [""; 0]);
}

/// A deployment has precedence; the service is looked at again when it is steady.
#[test]
fn a_deployment_interrupts_it() {
    let update = "[{at: 80s, updateService: {service: web, taskDefinition: web:2}}]";
    let (_bench, results) = play(&uneven(6, B_AND_C, (100, 200), update));
    assert_eq!(said(&results)[3], "80 stopped AZ Rebalancing.");
    let zones = results.columns(
        "tasks.csv",
        &["taskDefinition", "availabilityZone", "stoppedAt"],
    );
    for zone in ["a", "b", "c"] {
        let here = format!("web:2 us-east-1{zone} ");
        assert_eq!(
            zones.iter().filter(|row| **row == here).count(),
            2,
            "{zones:?}"
        );
    }
}

/// No room in the emptier zone: it is given up, and tried again every five minutes, in silence.
#[test]
fn a_zone_without_room_is_tried_again() {
    let blocked =
        "[{at: 20s, runTask: {taskDefinition: big}}, {at: 400s, stopTask: {task: big/1}}]";
    let big = "    - {family: big, cpu: 2048, memory: 128, containerDefinitions: [{name: big, image: big}]}\n  services:";
    let text = uneven(2, B, (100, 200), blocked).replace("  services:", big);
    let (_bench, results) = play(&text);
    let expected = [
        "70 is not AZ balanced with 2 tasks in 1a, 0 tasks in 1b. AZ Rebalancing in progress.",
        "70 stopped AZ Rebalancing.",
        "670 has started 1 tasks in 1b to AZ Rebalance",
        "740 has stopped 1 running tasks in 1a due to AZ rebalancing",
        "770 is AZ balanced with 1 tasks in 1a, 1 tasks in 1b.",
    ];
    assert_eq!(said(&results), expected);
}

/// The tasks of the second round fail to start: the service is steady again at once, and the next
/// round follows.
#[test]
fn a_round_that_fails_to_start_is_no_dead_end() {
    let mishap = "[{at: 150s, taskStartFailure: {service: web, count: 1, after: 5s}}]";
    let (_bench, results) = play(&uneven(6, B_AND_C, (100, 150), mishap));
    let said = said(&results);
    assert_eq!(
        said.last().unwrap().split_once(' ').unwrap().1,
        "is AZ balanced with 2 tasks in 1a, 2 tasks in 1b, 2 tasks in 1c.",
        "{said:#?}"
    );
}

/// Protected tasks cannot go, so no others come: the round is given up and tried again later.
#[test]
fn protected_tasks_are_not_moved() {
    let tasks = "tasks: [web/1, web/2, web/3, web/4, web/5, web/6]";
    let protect = format!(
        "[{{at: 60s, updateTaskProtection: {{{tasks}, protectionEnabled: true, expiresInMinutes: 10}}}}]"
    );
    let (_bench, results) = play(&uneven(6, B_AND_C, (100, 200), &protect));
    let said = said(&results);
    let expected = [
        "70 is not AZ balanced with 6 tasks in 1a, 0 tasks in 1b, 0 tasks in 1c. AZ Rebalancing in progress.",
        "70 stopped AZ Rebalancing.",
        "670 has started 2 tasks in 1b to AZ Rebalance",
    ];
    assert_eq!(said[..3], expected);
    let created = results.columns("tasks.csv", &["createdAt"]);
    assert_eq!(created.iter().filter(|at| *at != "670").count(), 6);
    let why = results.columns("decisions.csv", &["decider", "acted", "why_not"]);
    let held = "ecs.azRebalancing false the tasks that would go are protected";
    assert_eq!(why.iter().filter(|row| *row == held).count(), 2);
}

/// Tasks that fail at once for ever are throttled here as well; the rounds go on when they can.
#[test]
fn rounds_that_fail_at_once_are_throttled() {
    let mishap = "[{at: 65s, taskStartFailure: {service: web, for: 2m, after: 0s}}]";
    let (_bench, results) = play(&uneven(6, B_AND_C, (100, 150), mishap));
    let tasks = results.columns("tasks.csv", &["createdAt"]);
    assert_eq!(
        tasks.iter().filter(|at| *at == "70").count(),
        12,
        "four rounds of three"
    );
    assert!(said(&results).last().unwrap().contains("is AZ balanced"));
}
