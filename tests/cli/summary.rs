//! What the summary says of whole runs: why, and what is left at the end.

use crate::support::{Bench, read, repository};

/// The page that a run prints, its lines joined where they were broken.
fn summary(scenario: &str) -> String {
    let bench = Bench::new();
    bench.file("case.yaml", scenario);
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts"]);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(
        page.lines().all(|line| line.chars().count() <= 100),
        "{page}"
    );
    page.replace("\n                 ", " ")
}

/// A scenario of the repository.
fn scenario(name: &str) -> String {
    read(&repository(&format!("scenarios/{name}.yaml")))
}

fn assert_said(page: &str, said: &[&str]) {
    for said in said {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
}

#[test]
fn failed_deployments_say_of_what() {
    let page = summary(&scenario("bad-release"));
    let said = [
        "web → web:2 FAILED at 2m30s, rolled back to web:1 at 3m40s (began at 1m) \
         4 tasks failed to start: CannotPullContainerError: shop/web:1.1 not found\n",
        "4 at the start, 6 created (4 stopped before RUNNING), 6 stopped (",
        "), 4 at the end\n",
    ];
    assert_said(&page, &said);
    let page = summary(&scenario("crash-loop"));
    let said = [
        "loop → loop:2 not completed after 29m (began at 1m) \
         116 tasks exited with code 1; failures that ECS counts: 0\n",
        "rolled back to hang:1 at 3m (began at 1m) 3 tasks failed their container health checks\n",
    ];
    assert_said(&page, &said);
}

/// Nobody ends a task whose container waits for what is UNHEALTHY: only a `startTimeout` would.
const SIDECAR: &str = "name: case
duration: 20m
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - &web
      family: web
      cpu: 256
      memory: 256
      containerDefinitions:
        - {name: web, image: web, dependsOn: [{containerName: proxy, condition: HEALTHY}]}
        - {name: proxy, image: proxy, healthCheck: {command: [CMD, ok], interval: 10}}
    - *web
  services: [{serviceName: web, taskDefinition: \"web:1\", desiredCount: 3}]
world:
  profile: instant
  applications: {\"web:2\": {containers: {proxy: {unhealthy: {}}}}}
timeline:
  - {at: 1m, updateService: {service: web, taskDefinition: \"web:2\"}}
";

#[test]
fn a_task_that_never_runs_says_what_it_waits_for() {
    let page = summary(SIDECAR);
    let said = [
        "3 at the start, 3 created (3 not RUNNING yet), none stopped, 6 at the end\n",
        "3 tasks of web:2 never become RUNNING: web waits for proxy to be HEALTHY, which is \
         UNHEALTHY and has no startTimeout\n",
    ];
    assert_said(&page, &said);
    // With one, each round of starts ends, and the reason is told.
    let page =
        summary(&SIDECAR.replace("name: proxy, image", "name: proxy, startTimeout: 60, image"));
    assert!(!page.contains("never become RUNNING"), "{page}");
    let said = ["tasks failed to start: ContainerDependencyError: a container did not start"];
    assert_said(&page, &said);
}

#[test]
fn zones_and_schedules_have_a_line_each() {
    let said = ["Rules          nightly: fired 4 times; 12 tasks, none at the end\n"];
    assert_said(&summary(&scenario("nightly-batch")), &said);
    let said = [
        "Zones          moves: moved between zones once, balanced at 44m37s; \
         2 + 2 + 2 by zone at the end\n",
    ];
    assert_said(&summary(&scenario("zone-rebalancing")), &said);
}

/// A verdict that will change is not the last word.
#[test]
fn a_container_that_may_still_recover_is_waited_for() {
    for may in ["proxy: {startup: 1000s}", "proxy: {unhealthy: {for: 1h}}"] {
        let page = summary(&SIDECAR.replace("proxy: {unhealthy: {}}", may));
        assert!(!page.contains("never become RUNNING"), "{page}");
    }
}

#[test]
fn throttled_calls_and_lost_agents_are_told() {
    let page = summary(&scenario("image-upload"));
    let said =
        ["Timeline       61 API calls throttled (runTask); EventBridge tried again 61 times\n"];
    assert_said(&page, &said);
    let lasting = scenario("disconnected-agent");
    assert_said(
        &summary(&lasting),
        &["Agents         2 instances lost their agent: i-1 for 10m, i-2 for good\n"],
    );
    // Without the call that removes it, the record of the terminated instance stays.
    let (lasting, _) = lasting.split_once("expect:").unwrap();
    let kept: Vec<&str> = lasting
        .lines()
        .filter(|line| !line.contains("deregisterContainerInstance"))
        .collect();
    let said =
        "i-2 is terminated; its container instance stays registered with agentConnected false\n";
    assert_said(&summary(&(kept.join("\n") + "\n")), &[said]);
}

/// Scaled in to nothing, a protected task is one more than is wanted.
#[test]
fn protected_tasks_explain_why_there_are_more_than_desired() {
    let page = summary(
        "name: case
duration: 10m
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions: [{family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
world: {profile: instant}
timeline:
  - {at: 1m, updateTaskProtection: {tasks: [web/1, web/2], protectionEnabled: true}}
  - {at: 2m, updateService: {service: web, desiredCount: 1}}
",
    );
    let said = [
        "2 at the end, 1 more than the 1 desired: 2 protected from scale-in\n",
        "2 protected from scale-in at the end\n",
    ];
    assert_said(&page, &said);
}
