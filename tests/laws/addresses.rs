//! Subnets that run out of addresses, under calls and mishaps: nothing is lost or found.

use std::fmt::Write;

use ecsim::report::RunResult;
use proptest::prelude::*;

use crate::support::{cases, check_rows, play};

const HEAD: &str = "duration: 3h
aws:
  accountSettings: [{name: awsvpcTrunking, value: enabled}]
  launchTemplates: [{launchTemplateName: tmpl, launchTemplateData: {instanceType: c5.large}}]
  autoScalingGroups:
    - {autoScalingGroupName: workers, launchTemplate: {launchTemplateName: tmpl}, minSize: 0, maxSize: 6, desiredCapacity: 3}
  taskDefinitions:
    - {family: eni, networkMode: awsvpc, cpu: 128, memory: 128, containerDefinitions: [{name: eni, image: eni}]}
    - {family: job, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
    - {family: bridge, cpu: 128, memory: 128, containerDefinitions: [{name: web, image: web, portMappings: [{containerPort: 80}, {containerPort: 53, protocol: udp}]}]}
  services:
    - {serviceName: eni, taskDefinition: eni, desiredCount: 4}
    - {serviceName: job, taskDefinition: job, desiredCount: 3, launchType: FARGATE}
    - {serviceName: bridge, taskDefinition: bridge, desiredCount: 3}
";

fn action() -> impl Strategy<Value = String> {
    let service = || prop::sample::select(&["eni", "job", "bridge"][..]);
    let zone = || prop::sample::select(&["a", "b", "c"][..]);
    prop_oneof![
        (service(), 0u32..12).prop_map(|(name, count)| format!(
            "updateService: {{service: {name}, desiredCount: {count}}}"
        )),
        service().prop_map(|name| format!(
            "updateService: {{service: {name}, forceNewDeployment: true}}"
        )),
        (1u32..=6).prop_map(|count| format!(
            "runTask: {{taskDefinition: job, launchType: FARGATE, count: {count}}}"
        )),
        (service(), 1u32..20)
            .prop_map(|(name, number)| format!("stopTask: {{task: {name}/{number}}}")),
        (0u32..=6).prop_map(|count| format!(
            "setDesiredCapacity: {{autoScalingGroupName: workers, desiredCapacity: {count}}}"
        )),
        (1u32..=6).prop_map(|number| format!("terminateInstances: {{instanceIds: [i-{number}]}}")),
        (1u32..=6).prop_map(|number| format!("stopInstances: {{instanceIds: [i-{number}]}}")),
        (zone(), 1u32..60).prop_map(|(zone, minutes)| format!(
            "availabilityZoneOutage: {{availabilityZone: us-east-1{zone}, for: {minutes}m}}"
        )),
    ]
}

fn scenario() -> impl Strategy<Value = String> {
    let entries = prop::collection::vec((0u32..9_000, action()), 0..12);
    let counts = prop::collection::vec(0u32..12, 4);
    (any::<bool>(), any::<bool>(), counts, entries).prop_map(|(empty, instant, counts, entries)| {
        let start = if empty { "empty" } else { "steady" };
        let profile = if instant { "instant" } else { "realistic" };
        let mut text = format!("start: {start}\n{HEAD}  subnets:\n");
        let subnets = [("a", 'a'), ("b", 'b'), ("b2", 'b'), ("c", 'c')];
        for (count, (name, zone)) in counts.iter().zip(subnets) {
            writeln!(
                text,
                "    - {{subnetId: {name}, availabilityZone: us-east-1{zone}, availableIpAddressCount: {count}}}"
            )
            .unwrap();
        }
        writeln!(text, "world: {{profile: {profile}}}\ntimeline:").unwrap();
        for (at, action) in &entries {
            writeln!(text, "  - {{at: {at}s, {action}}}").unwrap();
        }
        if entries.is_empty() {
            text.push_str("  []\n");
        }
        text
    })
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn no_address_is_lost_or_given_twice(scenario in scenario()) {
        let result = play(&scenario);
        check_rows(&result)?;
        check_subnets(&result)?;
    }
}

/// What was refused failed, and whoever failed was refused; a host port is of one task at a time.
fn check_subnets(result: &RunResult) -> Result<(), TestCaseError> {
    let refused: u32 = result
        .told
        .subnets
        .iter()
        .map(|subnet| subnet.refused)
        .sum();
    let without = |reason: &str| reason.ends_with("InsufficientFreeAddressesInSubnet");
    let tasks = result.tasks.iter();
    let failed = tasks.filter(|task| without(&task.stopped_reason)).count();
    prop_assert!(failed <= refused as usize, "{} of {}", failed, refused);
    for (index, task) in result.tasks.iter().enumerate() {
        let ports: Vec<&str> = task
            .host_ports
            .split(' ')
            .filter(|it| !it.is_empty())
            .collect();
        prop_assert_eq!(ports.len(), if task.service == "bridge" { 2 } else { 0 });
        prop_assert_eq!(task.subnet.is_empty(), task.service == "bridge");
        for other in &result.tasks[..index] {
            let same = other.container_instance == task.container_instance;
            let together = other.stopped_at.is_none_or(|at| at > task.created_at);
            let shared = same && together && other.host_ports == task.host_ports;
            prop_assert!(ports.is_empty() || !shared, "{} and {}", other.id, task.id);
        }
    }
    Ok(())
}
