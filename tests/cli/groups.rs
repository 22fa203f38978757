//! Groups that are told to change: their sizes, the end of one instance, what ECS drains first.

use crate::support::{Results, play};

/// Three instances with two tasks each; a group acts after 5 s, a boot takes 60 s, an end 10 s.
const GROUP: &str = "duration: 40m
aws:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
  launchTemplates:
    - {launchTemplateName: workers, launchTemplateData: {instanceType: t3.medium}}
  autoScalingGroups:
    - {autoScalingGroupName: workers, launchTemplate: {launchTemplateName: workers}, minSize: 1, maxSize: 4, desiredCapacity: 3}
  taskDefinitions:
    - {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 6}]
world:
  profile: instant
  applications: {web: {launch: 30s, shutdown: 30s}}
  assumptions:
    autoscaling.groupReaction: 5s
    ecs.deregisterAfterTermination: 30s
    ec2.launchToRunning: 20s
    ec2.runningToRegistered: 40s
    ec2.terminate: 10s
timeline:
";

/// The same with a capacity provider, which drains.
fn drained() -> String {
    let provider = "  capacityProviders:
    - {name: main, autoScalingGroupProvider: {autoScalingGroupArn: workers}}
  taskDefinitions:";
    GROUP.replace("  taskDefinitions:", provider)
}

/// `id why status disconnectedAt drainingAt terminatedAt deregisteredAt` of instances that ended.
fn ended(results: &Results) -> Vec<String> {
    let columns = [
        "id",
        "why",
        "status",
        "drainingAt",
        "terminatedAt",
        "deregisteredAt",
    ];
    let rows = results.columns("instances.csv", &columns).into_iter();
    rows.filter(|row| row.contains("terminated") || row.contains("failed"))
        .collect()
}

fn launched(results: &Results) -> Vec<String> {
    let rows = results.columns("instances.csv", &["id", "launchedAt", "registeredAt"]);
    rows[3..].to_vec()
}

const SCALE_IN: &str =
    "  - {at: 100s, setDesiredCapacity: {autoScalingGroupName: workers, desiredCapacity: 2}}\n";

fn end_one(decrement: bool) -> String {
    format!(
        "  - {{at: 100s, terminateInstanceInAutoScalingGroup: {{instanceId: i-2, \
         shouldDecrementDesiredCapacity: {decrement}}}}}\n"
    )
}

/// 105 s: Terminating:Wait, and two tasks start elsewhere; 175 s: ready, two stop; 205 s: empty,
/// and the hook is completed.
#[test]
fn a_group_of_a_capacity_provider_waits_until_its_instance_is_drained() {
    let (_bench, results) = play(&format!("{}{SCALE_IN}", drained()));
    let expected = [
        "0 6 0 6 0 6 1",
        "105 6 2 6 0 8 1",
        "135 8 0 6 0 8 1",
        "175 6 0 6 2 8 1",
        "205 6 0 6 0 6 1",
    ];
    assert_eq!(results.states(), expected);
    let ended = ended(&results);
    assert_eq!(ended.len(), 1, "{ended:?}");
    assert!(
        ended[0].ends_with(" terminated by its group INACTIVE 105 215 235"),
        "{ended:?}"
    );
    let waits = results.first("EC2 Instance-terminate Lifecycle Action");
    assert_eq!(waits.as_deref(), Some("105"));
}

#[test]
fn without_managed_draining_an_instance_dies_with_its_tasks() {
    let disabled = drained().replace(
        "autoScalingGroupArn: workers}",
        "autoScalingGroupArn: workers, managedDraining: DISABLED}",
    );
    let before_2024 = format!("asOf: 2024-01-18\n{}", drained());
    for scenario in [GROUP, &disabled, &before_2024] {
        let (_bench, results) = play(&format!("{scenario}{SCALE_IN}"));
        let expected = [
            "0 6 0 6 0 6 1",
            "135 4 2 4 0 6 1",
            "165 6 0 4 0 6 1",
            "205 6 0 6 0 6 1",
        ];
        assert_eq!(results.states(), expected);
        let ended = ended(&results);
        assert!(
            ended[0].ends_with(" terminated by its group INACTIVE  115 135"),
            "{ended:?}"
        );
    }
}

/// At 100/100 nothing ever leaves: the hook lasts as long as it may.
#[test]
fn what_cannot_be_drained_ends_with_its_tasks_when_the_hook_has_lasted_too_long() {
    let stuck = drained()
        .replace("desiredCount: 6}", "desiredCount: 6, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}}")
        .replace("  assumptions:\n", "  assumptions:\n    managedScaling.drainingLimit: 10m\n");
    let (_bench, results) = play(&format!("{stuck}{SCALE_IN}"));
    let ended = ended(&results);
    assert!(
        ended[0].ends_with(" terminated by its group INACTIVE 105 715 735"),
        "{ended:?}"
    );
    let codes = results.columns("tasks.csv", &["stopCode", "stoppedAt"]);
    let died = codes.iter().filter(|row| *row == "TerminationNotice 735");
    assert_eq!(died.count(), 2, "{codes:?}");
}

/// An instance that somebody else ends is not drained, and neither is one that has nothing.
#[test]
fn only_what_the_group_ends_is_drained() {
    let call = "  - {at: 100s, terminateInstances: {instanceIds: [i-2]}}\n";
    let (_bench, results) = play(&format!("{}{call}", drained()));
    assert_eq!(
        ended(&results),
        ["i-2 terminated by a call INACTIVE  110 130"]
    );
    // Its replacement is ended while it boots: nothing is registered there.
    let again = end_one(false)
        + "  - {at: 110s, terminateInstanceInAutoScalingGroup: {instanceId: i-4, \
           shouldDecrementDesiredCapacity: true}}\n";
    let (_bench, results) = play(&format!("{}{again}", drained()));
    let ended = ended(&results);
    assert_eq!(ended[1], "i-4 terminated by its group   120 ");
}

#[test]
fn one_instance_is_ended_with_or_without_another_in_its_place() {
    let (_bench, results) = play(&format!("{GROUP}{}", end_one(false)));
    assert_eq!(
        ended(&results),
        ["i-2 terminated by its group INACTIVE  110 130"]
    );
    assert_eq!(launched(&results), ["i-4 105 165"]);
    let (_bench, results) = play(&format!("{GROUP}{}", end_one(true)));
    assert_eq!(
        ended(&results),
        ["i-2 terminated by its group INACTIVE  110 130"]
    );
    assert_eq!(launched(&results), [""; 0]);
}

/// A group takes a stopped instance for unhealthy: terminated and replaced. What was stopped before
/// it was terminated leaves its record behind.
#[test]
fn a_stopped_instance_is_replaced_by_its_group() {
    let stop = "  - {at: 100s, stopInstances: {instanceIds: [i-2]}}\n";
    for scenario in [GROUP, &drained()] {
        let (_bench, results) = play(&format!("{scenario}{stop}"));
        assert_eq!(
            ended(&results),
            ["i-2 failed its health check ACTIVE  115 "]
        );
        assert_eq!(launched(&results), ["i-4 105 165"]);
        let columns = ["agentConnected", "disconnectedAt", "stoppedAt"];
        let records = results.columns("instances.csv", &columns);
        assert_eq!(records[1], "false 130 100");
    }
}

#[test]
fn a_group_grows_and_shrinks_as_it_is_told() {
    let timeline = "  - {at: 100s, setDesiredCapacity: {autoScalingGroupName: workers, desiredCapacity: 4}}
  - {at: 300s, updateAutoScalingGroup: {autoScalingGroupName: workers, minSize: 5, maxSize: 6}}
  - {at: 500s, updateAutoScalingGroup: {autoScalingGroupName: workers, minSize: 0, maxSize: 5, desiredCapacity: 5}}
";
    let (_bench, results) = play(&format!("{GROUP}{timeline}"));
    assert_eq!(launched(&results), ["i-4 105 165", "i-5 305 365"]);
    let rows = results.columns("timeline.csv", &["event", "time_s", "message"]);
    let changed: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.strip_prefix("Desired Capacity Changed "))
        .collect();
    let expected = [
        "100 group workers: desired capacity changed from 3 to 4",
        "300 group workers: desired capacity changed from 4 to 5",
    ];
    assert_eq!(changed, expected);
}

/// Which sizes hold is known only at the time, because a call has changed them.
#[test]
fn a_group_refuses_what_its_sizes_do_not_allow() {
    let timeline = end_one(true)
        + "  - {at: 200s, setDesiredCapacity: {autoScalingGroupName: workers, desiredCapacity: 5}}
  - {at: 210s, setDesiredCapacity: {autoScalingGroupName: workers, desiredCapacity: 0}}
  - {at: 220s, updateAutoScalingGroup: {autoScalingGroupName: workers, minSize: 5}}
  - {at: 230s, updateAutoScalingGroup: {autoScalingGroupName: workers, minSize: 2, desiredCapacity: 1}}
  - {at: 240s, updateAutoScalingGroup: {autoScalingGroupName: workers, minSize: 2}}
  - {at: 250s, terminateInstanceInAutoScalingGroup: {instanceId: i-1, shouldDecrementDesiredCapacity: true}}
  - {at: 260s, terminateInstanceInAutoScalingGroup: {instanceId: i-2, shouldDecrementDesiredCapacity: false}}
  - {at: 270s, terminateInstanceInAutoScalingGroup: {instanceId: i-9, shouldDecrementDesiredCapacity: false}}
";
    let (_bench, results) = play(&format!("{GROUP}{timeline}"));
    let rows = results.columns("timeline.csv", &["event", "time_s", "message"]);
    let refused: Vec<&str> = rows
        .iter()
        .filter(|row| row.starts_with("API Call Refused"))
        .map(|row| row.split_once("ValidationError: ").unwrap().1)
        .collect();
    let expected = [
        "New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.",
        "New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.",
        "Max bound, 4, must be greater than or equal to min bound, 5.",
        "Desired capacity:1 must be between the specified min size:2 and max size:4.",
        "Currently, desiredSize equals minSize (2). Terminating instance without replacement will \
         violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to \
         false or lower group's min size.",
        "Instance Id not found - No managed instance found for instance ID: i-2.",
        "Instance Id not found - No managed instance found for instance ID: i-9.",
    ];
    assert_eq!(refused, expected);
    assert_eq!(launched(&results), [""; 0]);
}
