//! What an instance has to give besides CPU and memory, and how fast tasks may be launched.

use crate::support::play;

/// A t3.medium has three network interfaces, one of them its own.
#[test]
fn network_interfaces_are_a_limit_of_their_own() {
    let scenario = "duration: 5m
aws:
  containerInstances: [{instanceType: t3.medium}]
  taskDefinitions:
    - {family: eni, networkMode: awsvpc, cpu: 128, memory: 128, containerDefinitions: [{name: eni, image: eni}]}
  services: [{serviceName: eni, taskDefinition: eni, desiredCount: 3}]
";
    let (_bench, results) = play(scenario);
    assert_eq!(results.columns("tasks.csv", &["id"]).len(), 2);
    let messages = results.columns("timeline.csv", &["message"]);
    let said = messages
        .iter()
        .any(|message| message.contains("RESOURCE:ENI") || message.contains("network interface"));
    assert!(said, "{messages:?}");
}

/// The agent and Docker listen on every instance: nobody else gets these ports.
#[test]
fn reserved_ports_are_never_given_away() {
    let scenario = |port: u32| {
        format!(
            "duration: 5m
aws:
  containerInstances: [{{instanceType: t3.medium}}]
  taskDefinitions:
    - {{family: web, networkMode: host, cpu: 128, memory: 128, containerDefinitions: [{{name: web, image: web, portMappings: [{{containerPort: {port}}}]}}]}}
  services: [{{serviceName: web, taskDefinition: web, desiredCount: 1}}]
"
        )
    };
    for (port, placed) in [
        (80, 1),
        (22, 0),
        (2375, 0),
        (2376, 0),
        (51678, 0),
        (51679, 0),
    ] {
        let (_bench, results) = play(&scenario(port));
        assert_eq!(
            results.columns("tasks.csv", &["id"]).len(),
            placed,
            "{port}"
        );
    }
}

/// 100 at once; RunTask does not stand in line for the others.
#[test]
fn run_task_beyond_the_fargate_rate_is_refused() {
    let scenario = "duration: 5m
aws:
  taskDefinitions:
    - {family: job, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
timeline:
  - {at: 60s, runTask: {taskDefinition: job, launchType: FARGATE, count: 10}}
  - {at: 60s, every: 1ms, until: 60.011s, runTask: {taskDefinition: job, launchType: FARGATE, count: 9}}
";
    let (_bench, results) = play(scenario);
    assert_eq!(results.columns("tasks.csv", &["id"]).len(), 100);
    let messages = results.columns("timeline.csv", &["message"]);
    let refused = messages
        .iter()
        .filter(|message| message.contains("ThrottlingException"));
    assert_eq!(refused.count(), 2, "{messages:?}");
}

/// 20 calls at once, then 20 a second, however few tasks they start.
#[test]
fn run_task_on_fargate_takes_twenty_calls_a_second() {
    let scenario = "duration: 5m
aws:
  taskDefinitions:
    - {family: job, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
timeline:
  - {at: 60s, every: 1ms, until: 60.049s, runTask: {taskDefinition: job, launchType: FARGATE}}
  - {at: 70s, runTask: {taskDefinition: job, launchType: FARGATE}}
";
    let (_bench, results) = play(scenario);
    assert_eq!(results.columns("tasks.csv", &["id"]).len(), 21);
    let messages = results.columns("timeline.csv", &["message"]);
    let refused = messages
        .iter()
        .filter(|message| message.contains("ThrottlingException"));
    assert_eq!(refused.count(), 30, "{messages:?}");
}

/// Two services stand in line for Fargate; the first, when it has used up its own rate, makes way.
#[test]
fn a_service_at_its_own_rate_does_not_hold_up_others() {
    let scenario = "duration: 20m
start: empty
aws:
  taskDefinitions:
    - {family: job, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
  services:
    - {serviceName: many, taskDefinition: job, desiredCount: 63, launchType: FARGATE}
    - {serviceName: few, taskDefinition: job, desiredCount: 20, launchType: FARGATE}
world:
  profile: instant
  assumptions:
    ecs.fargateLaunchRate: {burst: 50, refill: 10, per: 1s}
    ecs.fargateServiceLaunchRate: {burst: 60, refill: 1, per: 60s}
";
    let (_bench, results) = play(scenario);
    let created = results.columns("tasks.csv", &["service", "createdAt"]);
    let times = |service: &str| {
        let mine = created.iter().filter_map(|row| row.strip_prefix(service));
        let times = mine.map(|at| at.trim().parse::<f64>().unwrap());
        times.collect::<Vec<_>>()
    };
    let (many, few) = (times("many"), times("few"));
    assert_eq!((many[49], many[59]), (0.0, 1.0));
    assert_eq!((few[0], few[19]), (1.1, 3.0), "{few:?}");
    assert_eq!(many[60..], [60.0, 120.0, 180.0]);
}

/// 25 at once and 5 a second, where the large Regions have 100 and 20.
#[test]
fn fargate_is_slower_in_small_regions() {
    let scenario = "duration: 10m
start: empty
aws:
  region: eu-south-2
  taskDefinitions:
    - {family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 50, launchType: FARGATE}]
world: {profile: instant}
";
    let (_bench, results) = play(scenario);
    let created = results.columns("tasks.csv", &["createdAt"]);
    assert_eq!(created.iter().filter(|at| *at == "0").count(), 25);
    assert_eq!(created.last().map(String::as_str), Some("5"));
}

/// Equally good instances of zones that are equally full: the one that registered first takes it.
#[test]
fn among_equals_the_first_registered_takes_the_task() {
    let scenario = "duration: 1m
aws:
  containerInstances:
    - {instanceType: t3.medium, availabilityZone: us-east-1c}
    - {instanceType: t3.medium, availabilityZone: us-east-1a}
    - {instanceType: t3.medium, availabilityZone: us-east-1b}
  taskDefinitions:
    - {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
";
    let (_bench, results) = play(scenario);
    let placed = results.columns("tasks.csv", &["containerInstance"]);
    assert_eq!(placed, ["i-1", "i-2", "i-3", "i-1"]);
}
