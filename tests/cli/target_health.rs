//! Tasks behind a load balancer: when their targets are healthy, what ECS does with those that are
//! not, and how long a stop waits, as whole runs.

use crate::support::{Results, play};

/// A service `web` behind a target group, with more of its members and of the group's.
fn service(desired: u32, of_service: &str, of_group: &str, of_aws: &str, world: &str) -> String {
    format!(
        "duration: 20m
start: empty
aws:
  containerInstances: [{{instanceType: m5.large, count: 4, securityGroupIds: [sg-instance]}}]
  loadBalancers: [{{name: front, securityGroups: [sg-front]}}]
  targetGroups: [{{name: web-tg, protocol: HTTP, port: 80{of_group}}}]
  taskDefinitions:
    - &web
      family: web
      cpu: 256
      memory: 256
      containerDefinitions:
        - {{name: app, image: web, portMappings: [{{containerPort: 80, hostPort: 0}}]}}
    - *web
  services:
    - serviceName: web
      taskDefinition: web:1
      desiredCount: {desired}
      loadBalancers: [{{targetGroupArn: web-tg, containerName: app, containerPort: 80}}]{of_service}
{of_aws}
world: {{profile: instant, assumptions: {{elb.registrationLatency: 3s}}{world}}}
"
    )
}

/// Instances that admit the load balancer at these ports.
fn admits(first: u16, last: u16) -> String {
    format!(
        "  securityGroups:
    - {{groupId: sg-front}}
    - groupId: sg-instance
      ipPermissions:
        - {{ipProtocol: tcp, fromPort: {first}, toPort: {last}, userIdGroupPairs: [{{groupId: sg-front}}]}}"
    )
}

/// Rows of the timeline with such an event.
fn rows(results: &Results, event: &str) -> Vec<String> {
    let rows = results.columns("timeline.csv", &["time_s", "event", "message"]);
    let with_event = rows.into_iter().filter_map(|row| {
        let (time, rest) = row.split_once(' ')?;
        let message = rest.strip_prefix(event)?;
        Some(format!("{time}{message}"))
    });
    with_event.collect()
}

/// An application that answers 12 s after its start passes the second probe, at 33 s; a stop waits
/// for the whole deregistration delay.
#[test]
fn a_task_is_ready_with_its_target_and_stops_after_the_delay() {
    let world = ", applications: {web: {startup: 12s}}";
    let text = service(2, "", "", "", world)
        + "timeline:\n  - {at: 5m, updateService: {service: web, taskDefinition: \"web:2\"}}\n";
    let (_bench, results) = play(&text);
    let found = rows(&results, "Target Health");
    let expected = [
        "33 web/1 port 32768 is healthy in web-tg",
        "33 web/2 port 32768 is healthy in web-tg",
        "333 web/3 port 32768 is healthy in web-tg",
        "333 web/4 port 32768 is healthy in web-tg",
        "633 web/1 port 32768 is unused in web-tg",
        "633 web/2 port 32768 is unused in web-tg",
    ];
    assert_eq!(found, expected);
    let tasks = results.columns("tasks.csv", &["id", "startedAt", "stoppingAt", "stoppedAt"]);
    let expected = [
        "web/1 0 633 633",
        "web/2 0 633 633",
        "web/3 300 ",
        "web/4 300 ",
    ];
    let starts = |(row, expected): (&String, &&str)| row.starts_with(expected);
    assert!(tasks.iter().zip(&expected).all(starts), "{tasks:?}");
    assert_eq!(
        rows(&results, "Connections Draining"),
        ["333 (service web) has begun draining connections on 2 tasks."]
    );
    let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg";
    assert_eq!(
        rows(&results, "Targets Deregistered"),
        [format!(
            "333 (service web) deregistered 2 targets in (target-group {arn})"
        )]
    );
}

/// NET-51 and NET-52: nothing gets through; probes at 3 and 33 s hang for 5 s, and the verdict
/// falls at 38 s. The task is replaced, and its replacement too, for ever and without throttle.
#[test]
fn a_target_that_nothing_reaches_is_replaced_for_ever() {
    let few = "\n      deploymentConfiguration: {minimumHealthyPercent: 0, maximumPercent: 100}";
    let delay = ", attributes: [{key: deregistration_delay.timeout_seconds, value: \"0\"}]";
    let text = service(1, few, delay, &admits(80, 80), "").replace("20m", "4m");
    let (_bench, results) = play(&text);
    let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg";
    let tasks = results.columns("tasks.csv", &["createdAt", "stoppedAt", "stoppedReason"]);
    let reason = format!("Task failed ELB health checks in (target-group {arn})");
    let one = |start: u32| format!("{start} {} {reason}", start + 38);
    let expected: Vec<String> = [0, 38, 76, 114, 152, 190].map(one).to_vec();
    assert_eq!(tasks[..6], expected);
    assert_eq!(
        rows(&results, "Task Unhealthy")[0],
        format!(
            "38 (service web) (task web/1) (instance i-1) (port 32768) is unhealthy in \
             (target-group {arn}) due to (reason Request timed out)."
        )
    );
    assert!(rows(&results, "SERVICE_TASK_START_IMPAIRED").is_empty());
}

/// NET-52: a grace period longer than the verdict decides when the task is replaced.
#[test]
fn the_grace_period_counts_from_running() {
    let grace = "\n      healthCheckGracePeriodSeconds: 100";
    let text = service(1, grace, "", &admits(80, 80), "");
    let (_bench, results) = play(&text);
    assert_eq!(
        rows(&results, "Target Health")[0],
        "38 web/1 port 32768 is unhealthy in web-tg: Request timed out"
    );
    assert!(rows(&results, "Task Unhealthy")[0].starts_with("100 "));
    // The replacement comes first; when it is as sick, the older one goes, which takes 300 s and
    // its place as long; the third is sick 100 s later, and then the second goes.
    let tasks = results.columns("tasks.csv", &["id", "createdAt", "stoppedAt"]);
    assert_eq!(tasks[..2], ["web/1 0 500", "web/2 100 900"]);
}

/// NET-53: the same to see, for other reasons.
#[test]
fn a_program_that_listens_elsewhere_or_answers_otherwise_is_unhealthy() {
    for (world, group, time, reason) in [
        ("listensOn: 8080", "", 33, "Health checks failed"),
        ("localhostOnly: true", "", 33, "Health checks failed"),
        ("startup: 40s", "", 33, "Health checks failed"),
        (
            "startup: 0s, answers: {/health: 200}",
            ", healthCheckPath: /helth",
            33,
            "Health checks failed with these codes: [404]",
        ),
        (
            "startup: 0s, answers: {/: 302}",
            "",
            33,
            "Health checks failed with these codes: [302]",
        ),
        ("unhealthy: {hangs: true}", "", 38, "Request timed out"),
    ] {
        let text = service(
            1,
            "",
            group,
            "",
            &format!(", applications: {{web: {{{world}}}}}"),
        );
        let (_bench, results) = play(&text);
        let expected = format!("{time} web/1 port 32768 is unhealthy in web-tg: {reason}");
        assert_eq!(rows(&results, "Target Health")[0], expected, "{world}");
    }
    let fits = ", applications: {web: {listensOn: 80, answers: {/: 302}}}";
    let text = service(1, "", ", matcher: {httpCode: 200-399}", "", fits);
    let (_bench, results) = play(&text);
    let expected = ["3 web/1 port 32768 is healthy in web-tg"];
    assert_eq!(rows(&results, "Target Health"), expected);
}

/// NET-54: on each instance the agent gives the next port of the range; the rule admits only the
/// first two of them, so the third task of each is never reached; the other eight are healthy
/// at 3 s.
#[test]
fn a_rule_for_a_part_of_the_range_leaves_some_tasks_out() {
    let text = service(12, "", "", &admits(32_768, 32_769), "");
    let (_bench, results) = play(&text.replace("20m", "30s"));
    let ports = results.columns("tasks.csv", &["hostPorts"]);
    let admitted = |ports: &&String| ports.starts_with("32768:") || ports.starts_with("32769:");
    let left_out = ports.iter().filter(|ports| !admitted(ports)).count();
    let states = results.states();
    assert_eq!((left_out, states.len()), (4, 2), "{ports:?} {states:?}");
    // running, pending, ready
    assert!(states[1].starts_with("3 12 0 8 "), "{states:?}");
}

/// The circuit breaker counts tasks that its checks fail, and ends the loop: three of them.
#[test]
fn the_circuit_breaker_ends_the_loop() {
    let breaker = "\n      deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 200, \
                   deploymentCircuitBreaker: {enable: true, rollback: true}}";
    let text = service(
        1,
        breaker,
        "",
        "",
        ", applications: {\"web:2\": {listensOn: 8080}}",
    )
    .replace("start: empty", "start: steady")
        + "timeline:\n  - {at: 1m, updateService: {service: web, taskDefinition: \"web:2\"}}\n";
    let (_bench, results) = play(&text);
    let failed = rows(&results, "SERVICE_DEPLOYMENT_FAILED");
    assert_eq!(failed.len(), 1, "{failed:?}");
    // Verdicts 33 s after each start, at 93, 426 and 759 s: with one old task that has to stay
    // there is room for one new one, and each of those drains for 300 s.
    assert!(failed[0].starts_with("759 "), "{failed:?}");
    assert_eq!(results.states().last().unwrap(), "1059 1 0 1 0 1 1");
}
