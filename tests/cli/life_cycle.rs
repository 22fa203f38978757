//! How tasks and instances live and die, as whole runs.

use crate::support::play;

const SPOT: &str = "duration: 15m
aws:
  availabilityZones: [us-east-1a]
  launchTemplates:
    - launchTemplateName: spot
      launchTemplateData: {instanceType: t3.medium, instanceMarketOptions: {marketType: spot}}
      ecsConfig: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: true}
  autoScalingGroups:
    - {autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 2, maxSize: 4, desiredCapacity: 2}
  taskDefinitions:
    - {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 4}
world:
  profile: instant
  applications: {web: {launch: 30s, shutdown: 30s}}
timeline:
  - {at: 60s, spotInterruption: {instances: [i-1]}}
";

#[test]
fn spot_draining_replaces_tasks_before_the_instance_goes() {
    let (_bench, results) = play(SPOT);
    let expected = [
        "0 4 0 4 0 4 1",
        "60 4 2 4 0 6 1",
        "90 6 0 4 0 6 1",
        "130 4 0 4 2 6 1",
        "160 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    let instances = results.columns(
        "instances.csv",
        &["id", "drainingAt", "terminatedAt", "why"],
    );
    assert_eq!(instances[0], "i-1 60 180 Spot interruption");
    assert_eq!(instances[2], "i-3   ");
    let gone = results.first("EC2 Instance Terminate Successful");
    assert_eq!(
        gone.as_deref(),
        Some("180"),
        "the group is told of what it lost"
    );
}

/// The notice runs out before the replacements are ready: what is left dies with the instance.
#[test]
fn tasks_that_are_not_replaced_in_time_die_with_their_spot_instance() {
    let (_bench, results) = play(&SPOT.replace("launch: 30s", "launch: 100s"));
    let died = results.columns("tasks.csv", &["stopCode", "stoppedAt"]);
    let died = died.iter().filter(|row| *row == "TerminationNotice 180");
    assert_eq!(died.count(), 2);
}

#[test]
fn without_draining_nothing_happens_until_the_instance_is_gone() {
    let (_bench, results) = play(&SPOT.replace("DRAINING: true", "DRAINING: false"));
    let expected = [
        "0 4 0 4 0 4 1",
        "180 2 2 2 0 4 1",
        "210 4 0 2 0 4 1",
        "250 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
}

#[test]
fn fargate_spot_gives_notice_and_stop_signal_at_once() {
    let scenario = "duration: 10m
aws:
  taskDefinitions:
    - {family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 1, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
world:
  profile: instant
  applications: {web: {launch: 20s, shutdown: 50s}}
timeline:
  - {at: 60s, spotInterruption: {service: web}}
";
    let (_bench, results) = play(scenario);
    let columns = [
        "id",
        "launchType",
        "capacityProvider",
        "stoppingAt",
        "stoppedAt",
        "stopCode",
    ];
    let tasks = results.columns("tasks.csv", &columns);
    // SIGKILL after stopTimeout, 30 s by default.
    assert_eq!(
        tasks[0],
        "web/1 FARGATE FARGATE_SPOT 60 90 SpotInterruption"
    );
    assert_eq!(tasks[1], "web/2 FARGATE FARGATE_SPOT   ");
    let states = results.states();
    assert_eq!(
        states[1], "60 0 1 0 1 2 1",
        "the replacement starts at the notice"
    );
}

#[test]
fn a_task_has_the_timestamps_of_its_states() {
    let scenario = "duration: 5m
aws:
  taskDefinitions:
    - {family: job, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
world:
  profile: instant
  assumptions: {ecs.fargateProvisioning: 20s, ecs.agentPickup: 1s, ecs.fargatePullRateSmall: 25MB/s, ecs.fargateContainerStart: 2s, ecs.eniRelease: 10s}
  applications: {job: {run: {duration: 30s, exitCode: 3}}}
timeline:
  - {at: 10s, runTask: {taskDefinition: job, launchType: FARGATE}}
";
    let (_bench, results) = play(scenario);
    let columns = [
        "createdAt",
        "pullStartedAt",
        "pullStoppedAt",
        "startedAt",
        "stoppingAt",
        "stoppedAt",
        "stopCode",
    ];
    let tasks = results.columns("tasks.csv", &columns);
    assert_eq!(tasks, ["10 31 41 43  83 EssentialContainerExited"]);
    let messages = results.columns("timeline.csv", &["time_s", "message"]);
    let lived: Vec<&str> = messages
        .iter()
        .filter_map(|row| {
            let (time, rest) = row.split_once(" job/1 (job:1) ")?;
            let _ = time;
            rest.split([' ', ':']).next()
        })
        .collect();
    let states = [
        "PROVISIONING",
        "PENDING",
        "ACTIVATING",
        "RUNNING",
        "DEPROVISIONING",
        "STOPPED",
    ];
    assert_eq!(lived, states);
    let events = crate::support::read(&results.dir.join("events.jsonl"));
    let events = events
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let details: Vec<serde_json::Value> = events
        .map(|event| event["detail"].clone())
        .filter(|detail| detail["lastStatus"].is_string())
        .collect();
    let running = &details[3];
    assert_eq!(running["startedAt"], "2026-01-05T00:00:43Z");
    assert!(running.get("stoppedAt").is_none(), "{running}");
    assert_eq!(running["containers"][0]["lastStatus"], "RUNNING");
    let stopped = &details[5];
    assert_eq!(stopped["createdAt"], "2026-01-05T00:00:10Z");
    assert_eq!(stopped["stoppedAt"], "2026-01-05T00:01:23Z");
    assert_eq!(stopped["containers"][0]["exitCode"], 3);
}

#[test]
fn a_terminated_instance_is_noticed_after_thirty_seconds() {
    let scenario = SPOT
        .replace(
            "profile: instant",
            "profile: instant\n  assumptions: {ecs.deregisterAfterTermination: 30s}",
        )
        .replace(
            "spotInterruption: {instances: [i-1]}",
            "terminateInstances: {instanceIds: [i-1]}",
        );
    let (_bench, results) = play(&scenario);
    assert_eq!(results.states()[1], "90 2 2 2 0 4 1");
    let instances = results.columns("instances.csv", &["id", "terminatedAt", "why"]);
    assert_eq!(instances[0], "i-1 60 terminated by a call");
}

#[test]
fn deregistration_with_tasks_needs_force() {
    let refused = SPOT.replace(
        "spotInterruption: {instances: [i-1]}",
        "deregisterContainerInstance: {containerInstance: i-1}",
    );
    let (_bench, results) = play(&refused);
    assert_eq!(results.first("API Call Refused").as_deref(), Some("60"));
    assert_eq!(results.states(), ["0 4 0 4 0 4 1"]);
    let forced = refused.replace(
        "containerInstance: i-1}",
        "containerInstance: i-1, force: true}",
    );
    let (_bench, results) = play(&forced);
    let codes = results.columns("tasks.csv", &["stopCode"]);
    assert_eq!(
        codes.iter().filter(|code| *code == "UserInitiated").count(),
        2
    );
    let instances = results.columns("instances.csv", &["terminatedAt"]);
    assert_eq!(instances[0], "", "the EC2 instance lives on");
}

#[test]
fn stop_task_is_replaced_by_its_service() {
    let scenario = SPOT.replace(
        "spotInterruption: {instances: [i-1]}",
        "stopTask: {task: web/2, reason: on call}",
    );
    let (_bench, results) = play(&scenario);
    let tasks = results.columns("tasks.csv", &["id", "stopCode", "stoppedReason"]);
    assert_eq!(tasks[1], "web/2 UserInitiated on call");
    assert_eq!(results.states().last().unwrap(), "130 4 0 4 0 4 1");
}

#[test]
fn run_task_starts_what_fits_and_names_the_failures() {
    let scenario = "duration: 5m
aws:
  containerInstances: [{instanceType: t3.medium}]
  taskDefinitions:
    - {family: big, cpu: 1024, memory: 1024, containerDefinitions: [{name: big, image: big}]}
timeline:
  - {at: 10s, runTask: {taskDefinition: big, count: 3}}
";
    let (_bench, results) = play(scenario);
    let said = results.columns("timeline.csv", &["event", "message"]);
    let answer = said.iter().find(|row| row.starts_with("RunTask ")).unwrap();
    assert!(answer.contains("started 2 of 3 tasks"), "{answer}");
    assert!(answer.contains("RESOURCE:CPU"), "{answer}");
}

/// No two tasks have one id: a family beside a service of its name is told from it.
#[test]
fn standalone_tasks_of_a_family_named_like_a_service_have_names_of_their_own() {
    let scenario = SPOT.replace(
        "spotInterruption: {instances: [i-1]}}",
        "runTask: {taskDefinition: web, count: 2}}
  - {at: 70s, stopTask: {task: \"family:web/2\"}}
  - {at: 80s, stopTask: {task: web/2}}",
    );
    let (_bench, results) = play(&scenario);
    let tasks = results.columns("tasks.csv", &["id", "service"]);
    let expected = [
        "web/1 web",
        "web/2 web",
        "web/3 web",
        "web/4 web",
        "family:web/1 ",
        "family:web/2 ",
        "web/5 web",
    ];
    assert_eq!(tasks, expected);
    let stops = results.columns("timeline.csv", &["time_s", "event", "resource"]);
    for row in ["70 stopTask family:web/2", "80 stopTask web/2"] {
        assert!(stops.iter().any(|stop| stop == row), "{row}: {stops:?}");
    }
}

#[test]
fn a_static_host_port_makes_one_task_per_instance() {
    let scenario = "duration: 10m
aws:
  containerInstances: [{instanceType: t3.large, count: 2}]
  taskDefinitions:
    - {family: web, networkMode: bridge, cpu: 128, memory: 128, containerDefinitions: [{name: web, image: web, portMappings: [{containerPort: 80, hostPort: 80}]}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 3}
";
    let (_bench, results) = play(scenario);
    assert_eq!(
        results.columns("tasks.csv", &["containerInstance"]),
        ["i-1", "i-2"]
    );
    let said = results.columns("timeline.csv", &["message"]);
    assert!(
        said.iter().any(|row| row.contains("already using a port")),
        "{said:?}"
    );
}

#[test]
fn start_empty_brings_everything_up() {
    let scenario = SPOT
        .replace("duration: 15m", "start: empty\nduration: 15m")
        .replace(
            "  - {at: 60s, spotInterruption: {instances: [i-1]}}\n",
            "  []\n",
        );
    let (_bench, results) = play(&scenario);
    let states = results.states();
    assert_eq!(states.last().unwrap(), "70 4 0 4 0 4 1", "{states:?}");
    assert_eq!(
        results.first("SERVICE_DEPLOYMENT_COMPLETED").as_deref(),
        Some("70")
    );
    let tasks = results.columns("tasks.csv", &["createdAt", "startedAt"]);
    assert_eq!(tasks, vec!["0 30"; 4]);
}

/// P1 of the reference: i1(a) i2(a) i3(b) i4(c), six tasks of a service without a strategy.
#[test]
fn a_service_is_spread_over_zones_and_then_instances() {
    let scenario = "duration: 1m
aws:
  containerInstances:
    - {instanceType: t3.medium, count: 2, availabilityZone: us-east-1a}
    - {instanceType: t3.medium, availabilityZone: us-east-1b}
    - {instanceType: t3.medium, availabilityZone: us-east-1c}
  taskDefinitions:
    - {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 6}]
";
    let (_bench, results) = play(scenario);
    let placed = results.columns("tasks.csv", &["containerInstance"]);
    assert_eq!(placed, ["i-1", "i-3", "i-4", "i-2", "i-3", "i-4"]);
}

/// An account may launch 100 Fargate tasks at once, then 20 a second.
#[test]
fn two_hundred_fargate_tasks_take_five_seconds_to_launch() {
    let scenario = "duration: 10m
start: empty
aws:
  taskDefinitions:
    - {family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 200, launchType: FARGATE}]
world: {profile: instant}
";
    let (_bench, results) = play(scenario);
    let created = results.columns("tasks.csv", &["createdAt"]);
    assert_eq!(created.iter().filter(|at| *at == "0").count(), 100);
    assert_eq!(
        (created.len(), created.last().unwrap().as_str()),
        (200, "5")
    );
    assert_eq!(
        results.first("ECS_OPERATION_THROTTLED").as_deref(),
        Some("0")
    );
}

#[test]
fn every_row_but_those_from_outside_names_an_earlier_cause() {
    let (_bench, results) = play(SPOT);
    for row in results.columns("timeline.csv", &["seq", "cause", "source", "event"]) {
        let mut cells = row.split(' ');
        let seq: u32 = cells.next().unwrap().parse().unwrap();
        let cause = cells.next().unwrap();
        let source = cells.next().unwrap();
        match cause.parse::<u32>() {
            Ok(cause) => assert!(cause < seq, "{row}"),
            Err(_) => assert!(source.starts_with("ecsim."), "{row}"),
        }
    }
}
