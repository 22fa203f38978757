//! Addresses, interfaces and ports, as whole runs.

use crate::support::{Bench, Results, play};

/// NET-32: a service of six tasks on Fargate in a /28 of which nine addresses are free; `web:2` is
/// deployed after a minute.
const SMALL: &str = r#"
duration: 30m
aws:
  availabilityZones: [us-east-1a]
  subnets:
    - {subnetId: small, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28, availableIpAddressCount: 9}
  taskDefinitions:
    - &web
      family: web
      networkMode: awsvpc
      requiresCompatibilities: [FARGATE]
      cpu: 256
      memory: 512
      containerDefinitions: [{name: web, image: web}]
    - *web
  services:
    - {serviceName: web, taskDefinition: "web:1", desiredCount: 6, launchType: FARGATE}
world:
  profile: instant
  assumptions: {ecs.fargateProvisioning: 10s, ecs.eniRelease: 10s}
  applications: {web: {launch: 30s, shutdown: 30s}}
timeline:
  - {at: 1m, updateService: {service: web, taskDefinition: "web:2"}}
"#;

/// Of tasks that were started together: when, how many, and how many of them failed to start.
fn rounds(results: &Results) -> Vec<(u64, usize, usize)> {
    let mut rounds: Vec<(u64, usize, usize)> = Vec::new();
    for row in results.columns("tasks.csv", &["createdAt", "stopCode"]) {
        let (created, code) = row.split_once(' ').unwrap();
        let created = created.parse().unwrap();
        if rounds.last().is_none_or(|(at, ..)| *at != created) {
            rounds.push((created, 0, 0));
        }
        let round = rounds.last_mut().unwrap();
        round.1 += 1;
        round.2 += usize::from(code == "TaskFailedToStart");
    }
    rounds
}

/// Twelve addresses are needed and nine are there: three of six tasks fail. What is tried again
/// fails too until the first old tasks are gone, 10 s after they stopped; by then the pauses have
/// grown, and the next round comes at 220 s.
#[test]
fn net_32_a_deployment_in_a_small_subnet_gets_through_in_two_parts() {
    let (_bench, results) = play(SMALL);
    let failed = [70, 80, 90, 100, 110, 120, 140, 170].map(|at| (at, 3, 3));
    let mut expected = vec![(0, 6, 0), (60, 6, 3)];
    expected.extend(failed);
    expected.push((220, 3, 0));
    assert_eq!(rounds(&results), expected);
    let columns = [
        "id",
        "createdAt",
        "stoppedAt",
        "stopCode",
        "stoppedReason",
        "subnet",
    ];
    let tasks = results.columns("tasks.csv", &columns);
    assert_eq!(
        tasks[9],
        "web/10 60 70 TaskFailedToStart Unexpected EC2 error while attempting to Create Network \
         Interface in subnet 'small': InsufficientFreeAddressesInSubnet small"
    );
    // Three old ones stop when three new ones are healthy, and have their addresses until then.
    let ends = results.columns("tasks.csv", &["stoppedAt"]);
    assert_eq!(ends[..6], ["180", "180", "180", "340", "340", "340"]);
    let completed = results.first("SERVICE_DEPLOYMENT_COMPLETED");
    assert_eq!(completed.as_deref(), Some("340"));
}

#[test]
fn the_summary_names_the_fullest_subnet() {
    let bench = Bench::new();
    bench.file("case.yaml", SMALL);
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts"]);
    let said = String::from_utf8(output.stdout).unwrap();
    let line = "Subnets        small: no address free at the fullest, of 9; refused 27 times\n";
    assert!(said.contains(line), "{said}");
    let warned = String::from_utf8(output.stderr).unwrap();
    let warning = "warning[W0040]: the subnet small has 9 free addresses, and 12 are needed when its \
                   services are deployed at once: web 12\n";
    assert!(warned.contains(warning), "{warned}");
}

/// The failed starts count for the circuit breaker: three of them end the deployment.
#[test]
fn the_circuit_breaker_counts_tasks_without_address() {
    let breaker =
        "deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: false}}";
    let text = SMALL.replace("desiredCount: 6", &format!("desiredCount: 6, {breaker}"));
    let (_bench, results) = play(&text);
    let failed = results.first("SERVICE_DEPLOYMENT_FAILED");
    assert_eq!(failed.as_deref(), Some("70"));
}

/// Steady tasks that find no address are owed, and fail when they are started.
#[test]
fn what_finds_no_address_at_the_start_is_owed() {
    let text = SMALL.replace("availableIpAddressCount: 9", "availableIpAddressCount: 4");
    let text = text.split("timeline:").next().unwrap();
    let (_bench, results) = play(text);
    let rounds = rounds(&results);
    assert_eq!(rounds[..3], [(0, 6, 2), (10, 2, 2), (20, 2, 2)]);
    assert_eq!(results.said("found no room").len(), 1);
}

/// A c5.large with so many tasks of mode awsvpc wanted, with trunking or without.
fn large(desired: u32, trunking: &str) -> String {
    format!(
        "duration: 10m
aws:
  accountSettings: [{{name: awsvpcTrunking, value: {trunking}}}]
  containerInstances: [{{instanceType: c5.large}}]
  taskDefinitions:
    - {{family: web, networkMode: awsvpc, cpu: 128, memory: 256, containerDefinitions: [{{name: web, image: web}}]}}
  services: [{{serviceName: web, taskDefinition: web, desiredCount: {desired}}}]
world: {{profile: instant}}
"
    )
}

/// P9, and NET-22 with a trunk.
#[test]
fn p9_interfaces_limit_the_tasks_of_an_instance() {
    for (trunking, desired, runs) in [("disabled", 3, 2), ("enabled", 11, 10)] {
        let (_bench, results) = play(&large(desired, trunking));
        assert_eq!(
            results.columns("tasks.csv", &["id"]).len(),
            runs,
            "{trunking}"
        );
        let decisions = results.columns("decisions.csv", &["decider", "why_not"]);
        let is_eni = |row: &String| row.starts_with("ecs.placement RESOURCE:ENI");
        assert!(decisions.iter().any(is_eni), "{decisions:?}");
    }
}

/// NET-31: the instance has an address and its trunk another one, so three of five are left.
#[test]
fn a_trunk_has_an_address_of_its_own() {
    let text = "duration: 10m
start: empty
aws:
  accountSettings: [{name: awsvpcTrunking, value: enabled}]
  availabilityZones: [us-east-1a]
  subnets: [{subnetId: a, availabilityZone: us-east-1a, availableIpAddressCount: 5}]
  containerInstances: [{instanceType: c5.large}]
  taskDefinitions:
    - {family: job, networkMode: awsvpc, cpu: 128, memory: 256, containerDefinitions: [{name: job, image: job}]}
world: {profile: instant}
timeline:
  - {at: 1m, runTask: {taskDefinition: job, count: 4}}
  - {at: 2m, stopTask: {task: job/1}}
  - {at: 3m, runTask: {taskDefinition: job}}
";
    let (_bench, results) = play(text);
    let columns = ["id", "startedAt", "stoppedAt", "stopCode", "subnet"];
    assert_eq!(
        results.columns("tasks.csv", &columns),
        [
            "job/1 60 120 UserInitiated a",
            "job/2 60   a",
            "job/3 60   a",
            "job/4  60 TaskFailedToStart a",
            "job/5 180   a",
        ]
    );
    assert_eq!(
        results.columns("instances.csv", &["id", "subnet"]),
        ["i-1 a"]
    );
}

/// NET-25: ECS believes that there are two interfaces left, and there is one.
#[test]
fn a_task_waits_in_vain_for_an_interface_that_somebody_has_taken() {
    let text = large(2, "disabled").replace(
        "instanceType: c5.large",
        "instanceType: c5.large, attachedNetworkInterfaces: 1",
    );
    let text = format!("start: empty\n{text}");
    let (_bench, results) = play(&text);
    let columns = ["id", "startedAt", "stoppedAt", "stopCode", "stoppedReason"];
    let tasks = results.columns("tasks.csv", &columns);
    assert_eq!(tasks[0], "web/1 0   ");
    assert_eq!(
        tasks[1],
        "web/2  180 TaskFailedToStart Timeout waiting for network interface provisioning to \
         complete."
    );
}

/// NET-34: a group whose subnets are full tries again, later and later, until an address is free.
#[test]
fn a_group_gets_no_instance_in_a_full_subnet() {
    let text = r#"
duration: 20m
start: empty
aws:
  availabilityZones: [us-east-1a, us-east-1b]
  subnets:
    - {subnetId: a, availabilityZone: us-east-1a, availableIpAddressCount: 1}
    - {subnetId: b, availabilityZone: us-east-1b, availableIpAddressCount: 1}
  launchTemplates: [{launchTemplateName: tmpl, launchTemplateData: {instanceType: m5.large}}]
  autoScalingGroups:
    - {autoScalingGroupName: workers, launchTemplate: {launchTemplateName: tmpl}, minSize: 0, maxSize: 6, desiredCapacity: 3, vpcZoneIdentifier: "a,b"}
world: {profile: instant}
timeline: [{at: 10m, terminateInstances: {instanceIds: [i-1]}}]
"#;
    let (_bench, results) = play(text);
    let rows = results.said("not enough free addresses in subnet 'a'");
    let times: Vec<&str> = rows
        .iter()
        .map(|row| row.split(' ').next().unwrap())
        .collect();
    assert_eq!(times, ["0", "60", "180", "420", "900", "960", "1080"]);
    assert_eq!(
        rows[0],
        "0 group workers got no instance in us-east-1a: There are not enough free addresses in \
         subnet 'a' to satisfy the requested number of instances. Launching EC2 instance failed."
    );
    let instances = results.columns(
        "instances.csv",
        &["id", "launchedAt", "terminatedAt", "subnet"],
    );
    assert_eq!(instances, ["i-1 0 600 a", "i-2 0  b", "i-3 900  a"]);
}

/// A group that stands at the start has as many instances as there are addresses.
#[test]
fn a_steady_group_without_addresses_goes_on_trying() {
    let text = r"
duration: 5m
aws:
  availabilityZones: [us-east-1a]
  subnets: [{subnetId: a, availabilityZone: us-east-1a, availableIpAddressCount: 2}]
  launchTemplates: [{launchTemplateName: tmpl, launchTemplateData: {instanceType: m5.large}}]
  autoScalingGroups:
    - {autoScalingGroupName: workers, launchTemplate: {launchTemplateName: tmpl}, minSize: 0, maxSize: 6, desiredCapacity: 3}
";
    let (_bench, results) = play(text);
    assert_eq!(
        results.columns("instances.csv", &["launchedAt"]),
        ["0", "0"]
    );
    assert!(results.said("not enough free addresses")[0].starts_with("15 "));
}

/// NET-10: one after the other, for each instance and protocol; a static port stays.
#[test]
fn the_agent_gives_bridge_tasks_the_next_ports() {
    let text = r#"
duration: 10m
start: empty
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - &web
      family: web
      cpu: 128
      memory: 256
      containerDefinitions:
        - {name: web, image: web, portMappings: [{containerPort: 80}, {containerPort: 8125, hostPort: 0, protocol: udp}, {containerPort: 9000, hostPort: 9000}]}
    - *web
  services: [{serviceName: web, taskDefinition: "web:1", desiredCount: 2, deploymentConfiguration: {minimumHealthyPercent: 0, maximumPercent: 100}}]
world: {profile: instant}
timeline: [{at: 5m, updateService: {service: web, taskDefinition: "web:2"}}]
"#;
    let (_bench, results) = play(text);
    let rows = results.columns("tasks.csv", &["containerInstance", "hostPorts"]);
    let ports = |instance, port| format!("{instance} {port}:80/tcp {port}:8125/udp 9000:9000/tcp");
    assert_eq!(
        rows,
        [
            ports("i-1", 32_768),
            ports("i-2", 32_768),
            ports("i-1", 32_769),
            ports("i-2", 32_769),
        ]
    );
}

/// RES-5 and RES-6: the agent keeps six ports of a hundred, unless it is told otherwise.
#[test]
fn an_instance_has_a_hundred_ports_to_reserve() {
    let text = |ports: u16, config: &str| {
        let mappings = (0..ports).map(|port| format!("{{containerPort: {}}}", 1000 + port));
        let mappings: Vec<String> = mappings.collect();
        format!(
            "duration: 5m
aws:
  containerInstances: [{{instanceType: m5.large{config}}}]
  taskDefinitions:
    - family: web
      networkMode: host
      containerDefinitions: [{{name: web, image: web, memory: 64, portMappings: [{}]}}]
  services: [{{serviceName: web, taskDefinition: web, desiredCount: 1}}]
",
            mappings.join(", ")
        )
    };
    let keeps = |list: &str| format!(", ecsConfig: {{ECS_RESERVED_PORTS: '{list}'}}");
    for (ports, config, fits) in [
        (94, String::new(), true),
        (95, String::new(), false),
        (99, keeps("[22]"), true),
        (100, keeps("[22]"), false),
        (1, keeps("[1000]"), false),
    ] {
        let (_bench, results) = play(&text(ports, &config));
        let failed = results.said("is already using a port required by your task");
        assert_eq!(failed.is_empty(), fits, "{ports} {config} {failed:?}");
    }
}
