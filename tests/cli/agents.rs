//! Agents that lose their connection, and machines that stop, start and end under their tasks.

use crate::support::play;

/// A job on one instance: handed over at 5 s, RUNNING at 35 s, done at 135 s.
const JOB: &str = "duration: 20m
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{instanceType: t3.medium}]
  taskDefinitions:
    - {family: job, cpu: 256, memory: 256, containerDefinitions: [{name: job, image: job}]}
world:
  profile: instant
  applications: {job: {launch: 30s, shutdown: 30s, run: {duration: 100s, exitCode: 3}}}
  assumptions: {ecs.agentPickup: 5s, ecs.eniAttach: 8s}
timeline:
  - {at: 0s, runTask: {taskDefinition: job}}
";

/// Two tasks on each of two instances; at 60 s something happens to `i-1`. ECS learns of it after
/// 30 s, and a boot takes a minute.
const WEB: &str = "duration: 20m
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{instanceType: t3.medium, count: 2}]
  taskDefinitions:
    - {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
world:
  profile: instant
  applications: {web: {launch: 30s, shutdown: 30s}}
  assumptions:
    ecs.deregisterAfterTermination: 30s
    ec2.launchToRunning: 20s
    ec2.runningToRegistered: 40s
    ec2.terminate: 10s
timeline:
";

/// `  - {at: 60s, stopInstances: …}` of `60 stopInstances: …`.
fn entries(timeline: &[&str]) -> String {
    let entry = |entry: &&str| {
        let (at, action) = entry.split_once(' ').unwrap();
        format!("  - {{at: {at}s, {action}}}\n")
    };
    timeline.iter().map(entry).collect()
}

/// Entries, and `startedAt stoppingAt stoppedAt stopCode` of the job.
const AWAY: &[(&[&str], &str)] = &[
    (&[], "35  135 EssentialContainerExited"),
    // PENDING: picked up 5 s after the return.
    (
        &["2 agentDisconnect: {containerInstance: i-1, for: 58s}"],
        "95  195 EssentialContainerExited",
    ),
    // The same, and told to stop: nothing is started.
    (
        &[
            "2 agentDisconnect: {containerInstance: i-1, for: 58s}",
            "10 stopTask: {task: job/1}",
        ],
        "  60 UserInitiated",
    ),
    // ACTIVATING: started meanwhile.
    (
        &["20 agentDisconnect: {containerInstance: i-1, for: 40s}"],
        "60  160 EssentialContainerExited",
    ),
    // Exits while the agent is away, after it is back, and never for ECS.
    (
        &["60 agentDisconnect: {containerInstance: i-1, for: 10m}"],
        "35  660 EssentialContainerExited",
    ),
    (
        &["60 agentDisconnect: {containerInstance: i-1, for: 30s}"],
        "35  135 EssentialContainerExited",
    ),
    (&["60 agentDisconnect: {containerInstance: i-1}"], "35   "),
    // Of two losses the later return counts.
    (
        &[
            "60 agentDisconnect: {containerInstances: [i-1], for: 10m}",
            "70 agentDisconnect: {containerInstances: [i-1], for: 1m}",
        ],
        "35  660 EssentialContainerExited",
    ),
    // Told to stop: the signal goes out at the return.
    (
        &[
            "60 agentDisconnect: {containerInstance: i-1, for: 1m}",
            "80 stopTask: {task: job/1}",
        ],
        "35 120 150 UserInitiated",
    ),
    // The same, and the container exits before.
    (
        &[
            "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
            "80 stopTask: {task: job/1}",
        ],
        "35  660 UserInitiated",
    ),
    (
        &[
            "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
            "180 stopTask: {task: job/1}",
        ],
        "35  660 UserInitiated",
    ),
    // A crash meanwhile, alone and followed by a call.
    (
        &[
            "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
            "80 taskCrash: {tasks: [job/1], exitCode: 9}",
        ],
        "35  660 EssentialContainerExited",
    ),
    (
        &[
            "60 agentDisconnect: {containerInstance: i-1, for: 30s}",
            "70 taskCrash: {tasks: [job/1], exitCode: 9}",
            "80 stopTask: {task: job/1}",
        ],
        "35  90 UserInitiated",
    ),
    // The signal was out: the exit comes at its time, or is told later.
    (
        &[
            "50 stopTask: {task: job/1}",
            "60 agentDisconnect: {containerInstance: i-1, for: 10s}",
        ],
        "35 50 80 UserInitiated",
    ),
    (
        &[
            "50 stopTask: {task: job/1}",
            "60 agentDisconnect: {containerInstance: i-1, for: 1m}",
        ],
        "35 50 120 UserInitiated",
    ),
    // The machine ends, and ECS learns of it at once.
    (
        &[
            "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
            "80 stopTask: {task: job/1}",
            "90 terminateInstances: {instanceIds: [i-1]}",
        ],
        "35  90 UserInitiated",
    ),
];

#[test]
fn what_happens_while_an_agent_is_away_is_told_when_it_is_back() {
    let cases = AWAY;
    for (timeline, expected) in cases {
        let (_bench, results) = play(&format!("{JOB}{}", entries(timeline)));
        let columns = ["startedAt", "stoppingAt", "stoppedAt", "stopCode"];
        let tasks = results.columns("tasks.csv", &columns);
        assert_eq!(tasks, [*expected], "{timeline:?}");
    }
}

/// Its interface is work of ECS: 8 s. Then the task is PENDING, and waits for the agent; told to
/// stop before, it stops without the agent.
#[test]
fn a_task_with_an_interface_is_pending_until_the_agent_is_back() {
    let awsvpc = JOB.replace("family: job,", "family: job, networkMode: awsvpc,");
    let away = "4 agentDisconnect: {containerInstance: i-1, for: 56s}";
    let (_bench, results) = play(&format!("{awsvpc}{}", entries(&[away])));
    assert_eq!(results.said("PENDING")[0].split(' ').next(), Some("8"));
    assert_eq!(results.columns("tasks.csv", &["startedAt"]), ["95"]);
    let stopped = entries(&[away, "6 stopTask: {task: job/1}"]);
    let (_bench, results) = play(&format!("{awsvpc}{stopped}"));
    let tasks = results.columns("tasks.csv", &["stoppedAt", "stopCode"]);
    assert_eq!(tasks, ["6 UserInitiated"]);
}

/// A task that falls ill while its agent is away counts as healthy until the agent is back.
#[test]
fn health_is_that_of_the_last_report() {
    let checked = WEB.replace(
        "{name: web, image: web}",
        "{name: web, image: web, healthCheck: {command: [CMD, check], interval: 10, retries: 3}}",
    );
    let timeline = [
        "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
        "90 healthCheckFailure: {tasks: [web/1]}",
    ];
    let (_bench, results) = play(&format!("{checked}{}", entries(&timeline)));
    let states = results.states();
    assert_eq!(&states[..2], ["0 4 0 4 0 4 1", "660 4 1 3 0 5 1"]);
    let tasks = results.columns("tasks.csv", &["id", "createdAt", "containerInstance"]);
    assert!(tasks[4].starts_with("web/5 660 "), "{tasks:?}");
}

/// One that was ill only while its agent was away was healthy all the time, as far as ECS knows.
#[test]
fn an_illness_that_nobody_saw_is_no_news() {
    let checked = WEB.replace(
        "{name: web, image: web}",
        "{name: web, image: web, healthCheck: {command: [CMD, check], interval: 10, retries: 3}}",
    );
    let timeline = [
        "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
        "90 healthCheckFailure: {tasks: [web/1], for: 2m}",
    ];
    let (_bench, results) = play(&format!("{checked}{}", entries(&timeline)));
    assert_eq!(results.states(), ["0 4 0 4 0 4 1"]);
    let rows = results.columns("timeline.csv", &["resource", "event"]);
    let of_task = rows.iter().filter(|row| row.starts_with("web/1 "));
    assert_eq!(of_task.collect::<Vec<_>>(), ["web/1 healthCheckFailure"]);
}

/// P14 of the placement examples.
#[test]
fn no_task_is_placed_where_the_agent_is_away() {
    let timeline = [
        "60 agentDisconnect: {containerInstances: [i-1, i-2], for: 5m}",
        "90 runTask: {taskDefinition: web, count: 2}",
        "120 updateService: {service: web, desiredCount: 5}",
        "200 agentDisconnect: {containerInstance: i-2, for: 10m}",
    ];
    let (_bench, results) = play(&format!("{WEB}{}", entries(&timeline)));
    let refused = results.said("RunTask started");
    assert_eq!(
        refused,
        ["90 RunTask started 0 of 2 tasks; failures: AGENT."]
    );
    let failed = results.said("unable to place");
    assert_eq!(
        failed,
        [
            "120 (service web) was unable to place a task because no container instance met all of its \
          requirements. The closest matching (container-instance i-1) encountered error \"AGENT\"."
        ]
    );
    // Nobody replaces what is there, and the fifth comes to the first agent that is back.
    let states = results.states();
    assert_eq!(
        states,
        [
            "0 4 0 4 0 4 1",
            "120 4 0 4 0 4 1",
            "360 4 1 4 0 5 1",
            "390 5 0 4 0 5 1",
            "430 5 0 5 0 5 1"
        ]
    );
    let fifth = results.columns("tasks.csv", &["id", "containerInstance"]);
    assert_eq!(fifth[4], "web/5 i-1");
}

/// Its replacement comes, and the drained task runs on until its agent hears of it.
#[test]
fn an_instance_without_agent_is_not_empty_before_the_agent_is_back() {
    let timeline = [
        "60 agentDisconnect: {containerInstance: i-1, for: 10m}",
        "90 updateContainerInstancesState: {containerInstances: [i-1], status: DRAINING}",
    ];
    let (_bench, results) = play(&format!("{WEB}{}", entries(&timeline)));
    let expected = [
        "0 4 0 4 0 4 1",
        "90 4 2 4 0 6 1",
        "120 6 0 4 0 6 1",
        "160 4 0 4 2 6 1",
        "690 4 0 4 0 4 1",
    ];
    assert_eq!(results.states(), expected);
    let drained = results.said("has no task left");
    assert_eq!(drained[0].split(' ').next(), Some("690"));
    let events = crate::support::read(&results.dir.join("events.jsonl"));
    let events = events
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|event| event["detail-type"] == "ECS Container Instance State Change");
    let told: Vec<String> = events
        .map(|event| {
            let detail = &event["detail"];
            format!("{} {}", detail["status"], detail["agentConnected"])
        })
        .collect();
    let expected = [
        "\"ACTIVE\" false",
        "\"DRAINING\" false",
        "\"DRAINING\" true",
        "\"DRAINING\" true",
    ];
    assert_eq!(told, expected);
}

const STOP: &str = "60 stopInstances: {instanceIds: [i-1]}";
const START: &str = "200 startInstances: {instanceIds: [i-1]}";
const AGENT_AWAY: &str = "50 agentDisconnect: {containerInstance: i-1, for: 10m}";
const END_AT_60: &str = "60 terminateInstances: {instanceIds: [i-1]}";
const END_AT_100: &str = "100 terminateInstances: {instanceIds: [i-1]}";
const DEREGISTER: &str = "300 deregisterContainerInstance: {containerInstance: i-1}";

/// What becomes of the record of `i-1`, and when its two tasks are STOPPED for ECS:
/// `status agentConnected disconnectedAt stoppedAt terminatedAt deregisteredAt`.
const RECORDS: &[(&[&str], &str, &str)] = &[
    (
        &[END_AT_60],
        "INACTIVE false   70 90",
        "90 TerminationNotice",
    ),
    (&[STOP], "ACTIVE false 90 60  ", "90 TerminationNotice"),
    (
        &[STOP, START],
        "ACTIVE true 90 60  ",
        "90 TerminationNotice",
    ),
    // Started before ECS has learned of the stop.
    (
        &[STOP, "75 startInstances: {instanceIds: [i-1]}"],
        "ACTIVE true 90 60  ",
        "90 TerminationNotice",
    ),
    (
        &[STOP, END_AT_100],
        "ACTIVE false 90 60 110 ",
        "90 TerminationNotice",
    ),
    (
        &[STOP, END_AT_100, DEREGISTER],
        "INACTIVE false 90 60 110 300",
        "90 TerminationNotice",
    ),
    (
        &[AGENT_AWAY, END_AT_60],
        "ACTIVE false 50  70 ",
        "90 TerminationNotice",
    ),
    (
        &[AGENT_AWAY, END_AT_60, DEREGISTER],
        "INACTIVE false 50  70 300",
        "90 TerminationNotice",
    ),
    (
        &[AGENT_AWAY, STOP, START],
        "ACTIVE true 50 60  ",
        "90 TerminationNotice",
    ),
    // Deregistered: the machine runs on, and its agent does not come back.
    (
        &["60 deregisterContainerInstance: {containerInstance: i-1, force: true}"],
        "INACTIVE false    60",
        "60 UserInitiated",
    ),
    (
        &[
            AGENT_AWAY,
            "60 deregisterContainerInstance: {containerInstance: i-1, force: true}",
        ],
        "INACTIVE false 50   60",
        "60 UserInitiated",
    ),
    (
        &[
            AGENT_AWAY,
            "60 deregisterContainerInstance: {containerInstance: i-1}",
        ],
        "ACTIVE true 50   ",
        " ",
    ),
];

#[test]
fn the_record_of_an_instance_outlives_its_machine_where_aws_keeps_it() {
    for (timeline, record, tasks) in RECORDS {
        let (_bench, results) = play(&format!("{WEB}{}", entries(timeline)));
        let columns = [
            "status",
            "agentConnected",
            "disconnectedAt",
            "stoppedAt",
            "terminatedAt",
            "deregisteredAt",
        ];
        assert_eq!(
            results.columns("instances.csv", &columns)[0],
            *record,
            "{timeline:?}"
        );
        let stopped = results.columns("tasks.csv", &["containerInstance", "stoppedAt", "stopCode"]);
        let of_first: Vec<&str> = stopped
            .iter()
            .filter_map(|row| row.strip_prefix("i-1 "))
            .take(2)
            .collect();
        assert_eq!(of_first, [*tasks, *tasks], "{timeline:?}");
    }
}

/// A boot of a second: the agent is there before ECS would have learned of the stop.
#[test]
fn an_agent_that_is_back_early_tells_that_its_tasks_are_gone() {
    let fast = WEB
        .replace("ec2.launchToRunning: 20s", "ec2.launchToRunning: 1s")
        .replace(
            "ec2.runningToRegistered: 40s",
            "ec2.runningToRegistered: 2s",
        );
    let timeline = [
        "60 stopInstances: {instanceIds: [i-1]}",
        "72 startInstances: {instanceIds: [i-1]}",
    ];
    let (_bench, results) = play(&format!("{fast}{}", entries(&timeline)));
    let columns = ["id", "containerInstance", "stoppedAt", "stoppedReason"];
    let tasks = results.columns("tasks.csv", &columns);
    assert_eq!(tasks[0], "web/1 i-1 75 Host EC2 (instance i-1) stopped.");
    assert!(tasks[4].starts_with("web/5 i-1 "), "{tasks:?}");
}

#[test]
fn calls_about_machines_are_refused_as_aws_does() {
    let timeline = [
        "10 startInstances: {instanceIds: [i-1]}",
        "20 stopInstances: {instanceIds: [i-1]}",
        "25 startInstances: {instanceIds: [i-1]}",
        "40 stopInstances: {instanceIds: [i-1]}",
        "50 terminateInstances: {instanceIds: [i-1]}",
        "70 startInstances: {instanceIds: [i-1]}",
        "80 stopInstances: {instanceIds: [i-1]}",
        "90 deregisterContainerInstance: {containerInstance: i-2}",
        "100 deregisterContainerInstance: {containerInstance: i-2, force: true}",
        "110 agentDisconnect: {containerInstance: i-2}",
    ];
    let (_bench, results) = play(&format!("{WEB}{}", entries(&timeline)));
    let refused: Vec<String> = results
        .said("was refused")
        .iter()
        .map(|row| row.split(": ").take(2).collect::<Vec<_>>().join(": "))
        .collect();
    let expected = [
        "25 startInstances was refused: IncorrectInstanceState",
        "70 startInstances was refused: IncorrectInstanceState",
        "80 stopInstances was refused: IncorrectInstanceState",
        "90 deregisterContainerInstance was refused: InvalidParameterException",
    ];
    assert_eq!(refused, expected);
    // Its four tasks are lost to ECS, and go on on a machine that nobody ended.
    assert_eq!(results.said("run on").len(), 1);
    let instances = results.columns("instances.csv", &["id", "terminatedAt", "deregisteredAt"]);
    assert_eq!(instances[1], "i-2  100");
    assert_eq!(results.first("Nothing To Hit").as_deref(), Some("110"));
}

/// What stops a Spot instance of a one-time request would end it.
#[test]
fn spot_instances_are_not_stopped() {
    let spot = WEB.replace(
        "instanceType: t3.medium, count: 2",
        "instanceType: t3.medium, count: 2, instanceMarketOptions: {marketType: spot}",
    );
    let stop = ["60 stopInstances: {instanceIds: [i-1]}"];
    let (_bench, results) = play(&format!("{spot}{}", entries(&stop)));
    assert_eq!(results.said("UnsupportedOperation").len(), 1);
}
