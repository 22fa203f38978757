//! Where tasks go, as whole runs: the worked examples of the funnel. The same tables stand beside
//! the code, without a simulation around them.

use crate::support::{Results, play};

/// A scenario with these instances, this task definition and service, played without delays.
fn scenario(instances: &str, definition: &str, service: &str, more: &str) -> String {
    format!(
        "duration: 10m
aws:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
  containerInstances:
{instances}
  taskDefinitions:
    - {{family: web, containerDefinitions: [{{name: web, image: web, {definition}}}]}}
  services:
    - {{serviceName: web, taskDefinition: web, availabilityZoneRebalancing: DISABLED, {service}}}
world: {{profile: instant}}
{more}"
    )
}

/// An instance of 4 vCPU with so much memory, in a zone.
fn with_memory(zone: &str, mib: u32) -> String {
    let reserved = 15_576 - mib;
    format!(
        "    - {{instanceType: m5.xlarge, availabilityZone: us-east-1{zone}, ecsConfig: {{ECS_RESERVED_MEMORY: {reserved}}}}}\n"
    )
}

fn of_type(kind: &str, zones: &str) -> String {
    let instance =
        |zone: char| format!("    - {{instanceType: {kind}, availabilityZone: us-east-1{zone}}}\n");
    zones.chars().map(instance).collect()
}

/// The instances of the tasks, in order of the tasks.
fn places(results: &Results) -> String {
    results
        .columns("tasks.csv", &["containerInstance"])
        .join(" ")
}

/// Why the last placement that failed did.
fn refusal(results: &Results) -> String {
    let columns = ["decider", "result", "why_not", "rule"];
    let mut rows = results.columns("decisions.csv", &columns);
    rows.retain(|row| row.starts_with("ecs.placement none"));
    rows.pop().unwrap_or_default()
}

#[test]
fn p1_a_service_without_a_strategy_goes_round_zones_and_instances() {
    let instances = of_type("m5.xlarge", "aabc");
    let text = scenario(&instances, "memory: 256", "desiredCount: 6", "");
    let (_bench, results) = play(&text);
    assert_eq!(places(&results), "i-1 i-3 i-4 i-2 i-3 i-4");
}

#[test]
fn p2_binpack_on_memory_fills_the_fullest_instance_first() {
    let instances =
        [("a", 1000), ("a", 2000), ("a", 500)].map(|(zone, mib)| with_memory(zone, mib));
    let service = "desiredCount: 9, placementStrategy: [{type: binpack, field: memory}]";
    let text = scenario(&instances.concat(), "memory: 400", service, "");
    let (_bench, results) = play(&text);
    assert_eq!(places(&results), "i-3 i-1 i-1 i-2 i-2 i-2 i-2 i-2");
    assert_eq!(
        results.said("unable to place"),
        [
            "0 (service web) was unable to place a task because no container instance met all of \
             its requirements. The closest matching (container-instance i-1) has insufficient \
             memory available."
        ]
    );
    assert_eq!(
        refusal(&results),
        "ecs.placement none RESOURCE:MEMORY: i-1 comes closest, with 200 of 400 MiB \
         ACTIVE 3, enough memory 0"
    );
}

#[test]
fn p2b_binpack_on_cpu() {
    let instances = of_type("t2.small", "a") + &of_type("t3.medium", "a");
    let service = "desiredCount: 7, placementStrategy: [{type: binpack, field: CPU}]";
    let text = scenario(&instances, "cpu: 512, memory: 128", service, "");
    let (_bench, results) = play(&text);
    assert_eq!(places(&results), "i-1 i-1 i-2 i-2 i-2 i-2");
    assert!(refusal(&results).starts_with("ecs.placement none RESOURCE:CPU"));
}

/// a1, a2, b1, b2 of the reference are i-1 to i-4.
#[test]
fn p3_the_order_of_strategies_matters() {
    let rooms = [("a", 1500), ("a", 1000), ("b", 2000), ("b", 800)];
    let instances = rooms.map(|(zone, mib)| with_memory(zone, mib)).concat();
    let zone = "{type: spread, field: attribute:ecs.availability-zone}";
    let memory = "{type: binpack, field: memory}";
    for (strategy, expected) in [
        (format!("{zone}, {memory}"), "i-4 i-2 i-2 i-3 i-1 i-3"),
        (format!("{memory}, {zone}"), "i-4 i-2 i-2 i-1 i-1 i-1"),
    ] {
        let service = format!("desiredCount: 6, placementStrategy: [{strategy}]");
        let (_bench, results) = play(&scenario(&instances, "memory: 500", &service, ""));
        assert_eq!(places(&results), expected, "{strategy}");
    }
}

#[test]
fn p4_instances_are_spread_over_only_if_that_is_written() {
    let instances = of_type("m5.xlarge", "aab");
    let zone = "{type: spread, field: attribute:ecs.availability-zone}";
    for (strategy, expected) in [
        (
            format!("{zone}, {{type: spread, field: instanceId}}"),
            "i-1 i-3 i-2 i-3 i-1",
        ),
        (zone.to_owned(), "i-1 i-3 i-1 i-3 i-1"),
    ] {
        let service = format!("desiredCount: 5, placementStrategy: [{strategy}]");
        let (_bench, results) = play(&scenario(&instances, "memory: 256", &service, ""));
        assert_eq!(places(&results), expected, "{strategy}");
    }
}

#[test]
fn p5_distinct_instances_run_out() {
    let instances = of_type("m5.xlarge", "abc");
    let service = "desiredCount: 4, placementConstraints: [{type: distinctInstance}]";
    let (_bench, results) = play(&scenario(&instances, "memory: 256", service, ""));
    assert_eq!(places(&results), "i-1 i-2 i-3");
    let said = results.said("DistinctInstance placement constraint unsatisfied.");
    assert!(said[0].contains("encountered error"), "{said:?}");
}

/// The task on i-2 is told to stop at 60 s and takes 30 s: its place is free for another at once.
#[test]
fn p6_a_task_that_stops_keeps_no_one_from_its_instance() {
    let instances = of_type("m5.xlarge", "abc");
    let service = "desiredCount: 3, placementConstraints: [{type: distinctInstance}]";
    let more = "timeline:
  - {at: 60s, stopTask: {task: web/2}}
";
    let text = scenario(&instances, "memory: 256", service, more);
    let text = text.replace(
        "profile: instant",
        "profile: instant, applications: {web: {shutdown: 30s}}",
    );
    let (_bench, results) = play(&text);
    assert_eq!(places(&results), "i-1 i-2 i-3 i-2");
    let times = results.columns("tasks.csv", &["id", "createdAt", "stoppedAt"]);
    assert_eq!((&*times[1], &*times[3]), ("web/2 0 90", "web/4 60 "));
}

#[test]
fn p7_a_static_host_port_is_taken_once_on_an_instance() {
    let instances = of_type("m5.xlarge", "ab");
    let port = "memory: 256, portMappings: [{containerPort: 80, hostPort: 80}]";
    let (_bench, results) = play(&scenario(&instances, port, "desiredCount: 3", ""));
    assert_eq!(places(&results), "i-1 i-2");
    let said = results.said("is already using a port required by your task.");
    assert_eq!(said.len(), 1);
    let expected = "ecs.placement none RESOURCE:PORTS: i-1 comes closest ACTIVE 2, ports free 0";
    assert_eq!(refusal(&results), expected);
}

#[test]
fn p8_a_zone_without_room_makes_way() {
    let instances = with_memory("a", 2000) + &with_memory("b", 400);
    let service = "desiredCount: 2, placementStrategy: \
                   [{type: spread, field: attribute:ecs.availability-zone}]";
    let more = "timeline:
  - {at: 60s, updateService: {service: web, desiredCount: 4}}
";
    let (_bench, results) = play(&scenario(&instances, "memory: 500", service, more));
    assert_eq!(places(&results), "i-1 i-1 i-1 i-1");
    let mut rules = results.columns("decisions.csv", &["decider", "rule"]);
    rules.retain(|row| row.starts_with("ecs.placement"));
    assert_eq!(
        rules.last().map(String::as_str),
        Some(
            "ecs.placement zone with the fewest tasks of web: us-east-1a (3); us-east-1b has fewer \
             and no place: ACTIVE 1, enough memory 0"
        )
    );
}

/// A and B each run an old task of web and one of another service, C is empty.
#[test]
fn p10_the_tie_break_decides_where_the_second_new_task_goes() {
    for (tie_break, second) in [("stable", "i-1"), ("leastLoaded", "i-3")] {
        let instances = of_type("m5.xlarge", "abc");
        let strategy =
            "placementStrategy: [{type: spread, field: attribute:ecs.availability-zone}]";
        let service = format!("desiredCount: 2, {strategy}");
        let not_on_c =
            "placementConstraints: [{type: memberOf, expression: 'ec2InstanceId != i-3'}]";
        let other = format!(
            "    - {{serviceName: other, taskDefinition: web, desiredCount: 2, {strategy}, {not_on_c}}}\nworld"
        );
        let more = "timeline:
  - {at: 60s, updateService: {service: web, forceNewDeployment: true}}
";
        let text = scenario(&instances, "memory: 256", &service, more)
            .replace("world", &other)
            .replace(
                "profile: instant",
                &format!("profile: instant, assumptions: {{ecs.placementTieBreak: {tie_break}}}"),
            );
        let (_bench, results) = play(&text);
        let rows = results.columns("tasks.csv", &["id", "createdAt", "containerInstance"]);
        let new: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.strip_prefix("web/").and_then(|row| row.get(2..)))
            .filter_map(|row| row.strip_prefix("60 "))
            .collect();
        assert_eq!(new, ["i-3", second], "{tie_break}");
    }
}

#[test]
fn p13_subnets_in_another_zone_are_another_location() {
    let text = "duration: 1m
aws:
  availabilityZones: [us-east-1a, us-east-1b]
  subnets: [{subnetId: a, availabilityZone: us-east-1a}]
  containerInstances: [{instanceType: m5.large, availabilityZone: us-east-1b}]
  taskDefinitions:
    - {family: web, networkMode: awsvpc, containerDefinitions: [{name: web, image: web, memory: 256}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 1}
world: {profile: instant}
timeline:
  - {at: 30s, runTask: {taskDefinition: web}}
";
    let (_bench, results) = play(text);
    let said = results.said("is missing an attribute required by your task.");
    assert_eq!(said.len(), 1);
    let failures = results.said("failures: LOCATION");
    assert_eq!(failures.len(), 1, "{:?}", results.said("RunTask"));
}

#[test]
fn p14_an_instance_without_its_agent_gets_no_task() {
    let more = "timeline:
  - {at: 10s, agentDisconnect: {containerInstance: i-1, for: 8m}}
  - {at: 20s, runTask: {taskDefinition: web}}
  - {at: 30s, updateService: {service: web, desiredCount: 2}}
";
    let instances = of_type("m5.xlarge", "a");
    let (_bench, results) = play(&scenario(
        &instances,
        "memory: 256",
        "desiredCount: 1",
        more,
    ));
    assert_eq!(results.said("failures: AGENT").len(), 1);
    assert_eq!(results.said("encountered error \"AGENT\".").len(), 1);
}

#[test]
fn p15_a_daemon_leaves_draining_instances_out() {
    let instances = of_type("m5.xlarge", "abca");
    let more = "timeline:
  - {at: 10s, updateContainerInstancesState: {containerInstances: [i-4], status: DRAINING}}
";
    let service = "schedulingStrategy: DAEMON";
    let text = scenario(&instances, "memory: 256", service, more)
        .replace("availabilityZoneRebalancing: DISABLED, ", "");
    let (_bench, results) = play(&text);
    let last = results.columns("services.csv", &["desired", "running"]);
    assert_eq!(last.last().map(String::as_str), Some("3 3"));
}

#[test]
fn p16_a_cluster_without_instances_refuses_run_task() {
    let text = "duration: 1m
aws:
  taskDefinitions:
    - {family: job, containerDefinitions: [{name: job, image: job, memory: 256}]}
timeline:
  - {at: 10s, runTask: {taskDefinition: job}}
";
    let (_bench, results) = play(text);
    let expected = "InvalidParameterException: No Container Instances were found in your cluster.";
    assert_eq!(results.said(expected).len(), 1);
}

/// An expression holds for some instances; when an attribute is put, others may take tasks.
#[test]
fn attributes_open_and_close_instances() {
    let instances = "    - {instanceType: t3.medium, attributes: {stack: prod}}
    - {instanceType: t3.medium, count: 2}
";
    let service = "desiredCount: 2, placementConstraints: \
                   [{type: memberOf, expression: 'attribute:stack == prod'}, {type: distinctInstance}]";
    let more = "timeline:
  - {at: 20s, putAttributes: {attributes: [{name: stack, value: prod, targetId: i-3}]}}
";
    let (_bench, results) = play(&scenario(instances, "memory: 256", service, more));
    let rows = results.columns("tasks.csv", &["createdAt", "containerInstance"]);
    assert_eq!(rows, ["0 i-1", "20 i-3"]);
    assert_eq!(
        refusal(&results),
        "ecs.placement none DistinctInstance placement constraint unsatisfied.: i-1 comes closest \
         ACTIVE 3, memberOf 1, distinctInstance 0"
    );
}

/// A daemon leaves an instance that does not meet its constraints any more; a replica stays.
#[test]
fn only_daemons_are_moved_by_an_attribute() {
    let instances = "    - {instanceType: t3.medium, count: 2, attributes: {stack: prod}}\n";
    let constraint =
        "placementConstraints: [{type: memberOf, expression: 'attribute:stack == prod'}]";
    let more = "timeline:
  - {at: 20s, deleteAttributes: {attributes: [{name: stack, targetId: i-1}]}}
";
    let daemon = format!(
        "    - {{serviceName: log, taskDefinition: web, schedulingStrategy: DAEMON, {constraint}}}\nworld"
    );
    let service = format!("desiredCount: 2, {constraint}");
    let text = scenario(instances, "memory: 256", &service, more).replace("world", &daemon);
    let (_bench, results) = play(&text);
    let rows = results.columns("tasks.csv", &["id", "containerInstance", "stoppedAt"]);
    assert_eq!(
        rows,
        ["log/1 i-1 20", "log/2 i-2 ", "web/1 i-1 ", "web/2 i-2 "]
    );
    let event = "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED";
    assert_eq!(results.first(event).as_deref(), Some("20"));
}

/// Tasks of a group with a name of their own are kept apart from those of their family.
#[test]
fn run_task_spreads_over_the_group_that_it_names() {
    let instances = of_type("m5.xlarge", "ab");
    let more = "timeline:
  - {at: 1s, runTask: {taskDefinition: web, group: database, placementConstraints: [{type: distinctInstance}], count: 3}}
  - {at: 2s, runTask: {taskDefinition: web, placementConstraints: [{type: distinctInstance}], count: 2}}
  - {at: 3s, runTask: {taskDefinition: web, placementConstraints: [{type: memberOf, expression: 'not(task:group == database)'}]}}
";
    let (_bench, results) = play(&scenario(
        &instances,
        "memory: 256",
        "desiredCount: 0",
        more,
    ));
    let counts: Vec<String> = results.said("RunTask started");
    assert!(counts[0].contains("started 2 of 3 tasks"), "{counts:?}");
    assert!(counts[0].contains("DistinctInstance placement constraint unsatisfied."));
    assert!(counts[1].contains("started 2 of 2 tasks"), "{counts:?}");
    let none = "started 0 of 1 tasks; failures: MemberOf placement constraint unsatisfied.";
    assert!(counts[2].contains(none), "{counts:?}");
}

/// Seven tasks, three of them in zone a; four stay, then three.
#[test]
fn p11_a_scale_in_stops_where_the_most_tasks_are() {
    let instances = of_type("m5.xlarge", "abc");
    let service = "desiredCount: 7, placementStrategy: \
                   [{type: spread, field: attribute:ecs.availability-zone}]";
    let more = "timeline:
  - {at: 60s, updateService: {service: web, desiredCount: 6}}
  - {at: 120s, updateService: {service: web, desiredCount: 3}}
";
    let (_bench, results) = play(&scenario(&instances, "memory: 256", service, more));
    let rows = results.columns("tasks.csv", &["stoppedAt", "containerInstance"]);
    let stopped = |at: &str| -> Vec<&str> {
        let rows = rows.iter().filter_map(|row| row.strip_prefix(at));
        let mut rows: Vec<&str> = rows.collect();
        rows.sort_unstable();
        rows
    };
    assert_eq!(stopped("60 "), ["i-1"]);
    assert_eq!(stopped("120 "), ["i-1", "i-2", "i-3"]);
}

/// i-1 has 100 MiB left and i-2 900: the task on i-2 goes.
#[test]
fn p12_a_scale_in_empties_the_emptier_instance() {
    let instances = with_memory("a", 400) + &with_memory("b", 1200);
    let service = "desiredCount: 2, placementStrategy: [{type: binpack, field: memory}]";
    let more = "timeline:
  - {at: 60s, updateService: {service: web, desiredCount: 1}}
";
    let (_bench, results) = play(&scenario(&instances, "memory: 300", service, more));
    let rows = results.columns("tasks.csv", &["containerInstance", "stoppedAt"]);
    assert_eq!(rows, ["i-1 ", "i-2 60"]);
}

/// A strategy that comes with an update holds for the tasks that are started from then on.
#[test]
fn an_update_changes_where_tasks_go() {
    let instances = with_memory("a", 4000) + &with_memory("b", 1000);
    let more = "timeline:
  - {at: 60s, updateService: {service: web, desiredCount: 4, placementStrategy: [{type: binpack, field: memory}]}}
";
    let (_bench, results) = play(&scenario(
        &instances,
        "memory: 256",
        "desiredCount: 2",
        more,
    ));
    assert_eq!(places(&results), "i-1 i-2 i-2 i-2");
    assert_eq!(results.first("SERVICE_DEPLOYMENT_IN_PROGRESS"), None);
}

/// A g4dn.12xlarge has four GPUs, a g4dn.xlarge one; an instance without any comes closest only if
/// the others lack more.
#[test]
fn gpus_are_whole_and_belong_to_one_task() {
    let instances = "    - {instanceType: g4dn.xlarge}
    - {instanceType: g4dn.12xlarge}
    - {instanceType: m5.4xlarge}
";
    let gpu = "memory: 1024, resourceRequirements: [{type: GPU, value: 2}]";
    let (_bench, results) = play(&scenario(instances, gpu, "desiredCount: 3", ""));
    assert_eq!(places(&results), "i-2 i-2");
    let expected = "ecs.placement none RESOURCE:GPU: i-1 comes closest ACTIVE 3, enough GPUs 0";
    assert_eq!(refusal(&results), expected);
    assert_eq!(results.said("encountered error \"RESOURCE:GPU\".").len(), 1);
}

/// Of each container its reservation counts, else its hard limit; the size of the task beats both.
#[test]
fn soft_limits_are_reserved_and_hard_ones_are_not() {
    let text = "duration: 1m
aws:
  containerInstances: [{instanceType: t3.medium}]
  taskDefinitions:
    - &two
      family: two
      containerDefinitions:
        - {name: a, image: a, memory: 300, memoryReservation: 128, cpu: 256}
        - {name: b, image: b, memory: 256}
    - {<<: *two, family: sized, memory: 1024}
timeline:
  - {at: 1s, runTask: {taskDefinition: two}}
  - {at: 2s, runTask: {taskDefinition: sized}}
world: {profile: instant}
";
    let (_bench, results) = play(text);
    let columns = ["decider", "inputs"];
    let mut rows = results.columns("decisions.csv", &columns);
    rows.retain(|row| row.starts_with("ecs.placement"));
    let expected = [
        "ecs.placement cpu=256 memory=384",
        "ecs.placement cpu=256 memory=1024",
    ];
    assert_eq!(rows, expected);
}
