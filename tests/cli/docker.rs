//! The Docker daemon of an instance is down, as whole runs.

use crate::support::{Bench, Results, play};

/// One task on one instance, which starts at 10 s and takes a stop signal 2 s; what happens then.
fn one_task(timeline: &str, rest: &str) -> (Bench, Results) {
    play(&format!(
        "duration: 30m
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: m5.large}}]
  taskDefinitions:
    - {{family: job, memory: 128, containerDefinitions: [{{name: a, image: a{rest}}}]}}
timeline:
  - {{at: 10s, runTask: {{taskDefinition: job}}}}
{timeline}"
    ))
}

/// The task: when it ran, was told to stop and ended, its code and why.
fn fate(timeline: &str, rest: &str) -> String {
    let (_bench, results) = one_task(timeline, rest);
    let columns = [
        "startedAt",
        "toldToStopAt",
        "stoppedAt",
        "exitCode",
        "stoppedReason",
    ];
    results.columns("tasks.csv", &columns)[0].clone()
}

const DOWN: &str = "  - {at: 1m, dockerDaemonDown: {containerInstance: i-1, for: 10m}}\n";
const EXITED: &str = "255 Essential container in task exited";

/// `AGT-2`: the task is dead from 60 s, and its end is told at 660 s.
#[test]
fn agt_2_ecs_hears_of_dead_containers_when_docker_is_back() {
    assert_eq!(fate(DOWN, ""), format!("18.25 660 660 {EXITED}"));
    // Somebody stops it meanwhile: there is nothing left to stop.
    let stop = format!("{DOWN}  - {{at: 2m, stopTask: {{task: job/1}}}}\n");
    assert_eq!(fate(&stop, ""), "18.25 120 660  Task stopped by user");
    // Without an end of it nobody ever hears of anything.
    assert_eq!(fate(&DOWN.replace(", for: 10m", ""), ""), "18.25    ");
    // The end of the machine is noticed all the same.
    let end = format!("{DOWN}  - {{at: 2m, terminateInstances: {{instanceIds: [i-1]}}}}\n");
    let lost = fate(&end, "");
    assert!(
        lost.ends_with("Host EC2 (instance i-1) terminated."),
        "{lost}"
    );
    // A container with a restart policy is started again by its agent.
    let policy = ", restartPolicy: {enabled: true, restartAttemptPeriod: 60}";
    assert_eq!(fate(DOWN, policy), "18.25    ");
}

/// The pull is over at 17.25 s: the agent comes back and cannot go on.
#[test]
fn agt_2_what_is_activating_without_docker_fails_to_start() {
    let early = "  - {at: 15s, dockerDaemonDown: {containerInstance: i-1, for: 10m}}\n";
    let text = "CannotStartContainerError: Cannot connect to the Docker daemon at \
                unix:///var/run/docker.sock. Is the docker daemon running?";
    assert_eq!(fate(early, ""), format!(" 615 615  {text}"));
}

/// `AGT-4`: with Docker down, no container of a deregistered instance runs on.
#[test]
fn agt_4_dead_containers_are_no_orphans() {
    let leaves = |down: &str| {
        let call = "  - {at: 2m, deregisterContainerInstance: {containerInstance: i-1, force: \
                    true}}\n";
        let (_bench, results) = one_task(&format!("{down}{call}"), "");
        let rows = results.columns("timeline.csv", &["message"]);
        rows.iter()
            .any(|row| row.ends_with("the containers of 1 tasks run on"))
    };
    assert!(leaves(""));
    assert!(!leaves(DOWN));
}

/// `AGT-1`, `AGT-2`, and a role without the right: three pictures in the summary and in `explain`.
#[test]
fn agent_docker_and_profile_can_be_told_apart() {
    let file = crate::support::repository("scenarios/study/agent-docker-or-instance-profile.yaml");
    let bench = Bench::new();
    let output = bench.ecsim(&["run", file.to_str().unwrap(), "--no-charts"]);
    let summary = String::from_utf8_lossy(&output.stdout).replace("\n               ", " ");
    for line in [
        "2 instances lost their agent: i-1 for 10m, i-2 for 10m",
        "i-2: the Docker daemon was down, so containers were dead while ECS counted on them",
        "i-3 could not register at boot: the instance profile lacks the right to",
    ] {
        assert!(summary.contains(line), "{line}: {summary}");
    }
    let explained = |name: &str| {
        let dir = "output/agent-docker-or-instance-profile";
        let output = bench.ecsim(&["explain", dir, "instance", name]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let says = ["has lost its agent", "Docker daemon", "cannot register"];
    let said = |name: &str| {
        let text = explained(name);
        says.map(|words| text.contains(words))
    };
    assert_eq!(said("i-1"), [true, false, false]);
    assert_eq!(said("i-2"), [true, true, false]);
    assert_eq!(said("i-3"), [false, false, true]);
}
