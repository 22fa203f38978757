//! DAEMON services as whole runs: rollouts, a fleet that grows and shrinks, draining, and who gets
//! the room first.

use crate::support::{Results, play};

/// A daemon `agent` on five instances; its tasks take 30 s to start and 30 s to stop.
fn daemon(minimum: u32, more: &str) -> String {
    format!(
        "duration: 20m
aws:
  containerInstances: [{{instanceType: m5.large, count: 5}}]
  taskDefinitions:
    - &agent {{family: agent, cpu: 512, memory: 512, containerDefinitions: [{{name: agent, image: agent}}]}}
    - *agent
    - {{family: web, cpu: 512, memory: 1024, containerDefinitions: [{{name: web, image: web}}]}}
  services:
    - {{serviceName: agent, taskDefinition: agent:1, schedulingStrategy: DAEMON, deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: 100}}}}
world: {{profile: instant, applications: {{agent: {{launch: 30s, shutdown: 30s}}}}}}
{more}"
    )
}

const UPDATE: &str =
    "timeline: [{at: 0s, updateService: {service: agent, taskDefinition: agent:2}}]\n";

fn tasks_on(results: &Results, instance: &str) -> Vec<String> {
    let columns = ["containerInstance", "id", "createdAt", "stoppedAt"];
    let rows = results.columns("tasks.csv", &columns);
    let prefix = format!("{instance} ");
    let of = rows.iter().filter_map(|row| row.strip_prefix(&prefix));
    of.map(str::to_owned).collect()
}

/// minH 3: two, two and one are replaced, each on the instance that the old one has left.
#[test]
fn roll_17_five_instances_at_50_percent_take_three_rounds() {
    let (_bench, results) = play(&daemon(50, UPDATE));
    let expected = [
        "0 3 0 3 2 5 2",
        "30 3 2 3 0 5 2",
        "60 5 0 3 0 5 2",
        "100 3 0 3 2 5 2",
        "130 3 2 3 0 5 2",
        "160 5 0 3 0 5 2",
        "200 4 0 4 1 5 2",
        "230 4 1 4 0 5 1",
        "260 5 0 4 0 5 1",
        "300 5 0 5 0 5 1",
    ];
    assert_eq!(results.states(), expected);
    for number in 1..=5 {
        assert_eq!(tasks_on(&results, &format!("i-{number}")).len(), 2);
    }
}

#[test]
fn roll_18_five_instances_at_0_percent_go_all_at_once() {
    let (_bench, results) = play(&daemon(0, UPDATE));
    let expected = [
        "0 0 0 0 5 5 2",
        "30 0 5 0 0 5 1",
        "60 5 0 0 0 5 1",
        "100 5 0 5 0 5 1",
    ];
    assert_eq!(results.states(), expected);
}

/// The daemon is the last to leave a DRAINING instance, and comes back first.
#[test]
fn a_daemon_leaves_a_draining_instance_after_the_others() {
    let more = "timeline:
  - {at: 60s, updateContainerInstancesState: {containerInstances: [i-2], status: DRAINING}}
  - {at: 300s, updateContainerInstancesState: {containerInstances: [i-2], status: ACTIVE}}
";
    let text = daemon(0, more).replace(
        "world:",
        "    - {serviceName: web, taskDefinition: web, desiredCount: 5}\nworld:",
    );
    let (_bench, results) = play(&text);
    // The web task is replaced: a new one at 60 s is healthy at 100 s, the old one goes at once.
    let on = tasks_on(&results, "i-2");
    assert_eq!(on, ["agent/2 0 130", "web/2 0 100", "agent/6 300 "]);
    let rows = results.columns("services.csv", &["service", "time_s", "desired"]);
    let desired: Vec<&String> = rows.iter().filter(|row| row.starts_with("agent")).collect();
    assert_eq!(
        desired,
        [
            "agent 0 5",
            "agent 100 4",
            "agent 130 4",
            "agent 300 5",
            "agent 330 5",
            "agent 370 5"
        ]
    );
}

/// What a daemon needs is held for it: a replica that asks first does not get it.
#[test]
fn room_for_a_daemon_is_held() {
    let text = "duration: 10m
aws:
  containerInstances: [{instanceType: t3.small, count: 2}]
  taskDefinitions:
    - &agent {family: agent, cpu: 1024, memory: 256, containerDefinitions: [{name: agent, image: agent}]}
    - *agent
    - {family: web, cpu: 1024, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 4}
    - {serviceName: agent, taskDefinition: agent:1, schedulingStrategy: DAEMON}
world: {profile: instant, applications: {agent: {launch: 30s, shutdown: 30s}}}
timeline: [{at: 60s, updateService: {service: agent, taskDefinition: agent:2}}]
";
    let (_bench, results) = play(text);
    // Two of four fit beside the daemons, also while these are being replaced.
    let on = tasks_on(&results, "i-1");
    assert_eq!(on, ["agent/1 0 90", "web/1 0 ", "agent/3 90 "]);
    let placed = results.columns("tasks.csv", &["service"]);
    assert_eq!(placed.iter().filter(|row| *row == "web").count(), 2);
}

/// A daemon whose task ends is started again on the same instance.
#[test]
fn a_daemon_that_crashes_comes_back_where_it_was() {
    let more = "timeline: [{at: 60s, taskCrash: {tasks: [agent/3]}}]\n";
    let (_bench, results) = play(&daemon(0, more));
    assert_eq!(tasks_on(&results, "i-3"), ["agent/3 0 60", "agent/6 60 "]);
}
