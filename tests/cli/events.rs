//! Tasks that nobody calls for: rules, schedules, uploads, as whole runs. Reference 6.4 and 6.5.

use crate::support::{Bench, Results, play, read, repository};

/// Two instances, a job that lasts 20 minutes, and these rules.
fn jobs(rules: &str, more: &str) -> String {
    format!(
        "duration: 2h
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: m5.large, count: 2}}]
  taskDefinitions:
    - {{family: job, cpu: 256, memory: 512, containerDefinitions: [{{name: job, image: job}}]}}
    - family: small
      networkMode: awsvpc
      requiresCompatibilities: [FARGATE]
      cpu: 256
      memory: 512
      containerDefinitions: [{{name: small, image: small}}]
  rules:
{rules}
world:
  profile: instant
  applications:
    job: {{launch: 0s, run: {{duration: 20m}}}}
    small: {{launch: 0s, run: {{duration: 30s}}}}
{more}"
    )
}

/// How many tasks run after each instant at which one began or ended.
fn running(results: &Results) -> Vec<String> {
    let mut changes: Vec<(u64, i64)> = Vec::new();
    for row in results.columns("tasks.csv", &["startedAt", "stoppedAt"]) {
        let mut times = row.split(' ').map(|time| time.parse().ok());
        changes.extend(times.next().flatten().map(|at| (at, 1)));
        changes.extend(times.next().flatten().map(|at| (at, -1)));
    }
    changes.sort_unstable();
    let mut count = 0;
    let mut found: Vec<(u64, i64)> = Vec::new();
    for (at, change) in changes {
        count += change;
        match found.last_mut() {
            Some(last) if last.0 == at => last.1 = count,
            _ => found.push((at, count)),
        }
    }
    found
        .iter()
        .map(|(at, count)| format!("{at} {count}"))
        .collect()
}

/// The rows of the timeline with this event: these columns.
fn rows(results: &Results, event: &str, columns: &[&str]) -> Vec<String> {
    let mut all = vec!["event"];
    all.extend(columns);
    let rows = results.columns("timeline.csv", &all);
    let prefix = format!("{event} ");
    let such = rows.iter().filter_map(|row| row.strip_prefix(&prefix));
    such.map(str::to_owned).collect()
}

#[test]
fn a_rate_shorter_than_its_task_alternates_between_two_and_four() {
    let rules = "    - name: often
      scheduleExpression: rate(15 minutes)
      targets: [{ecsParameters: {taskDefinitionArn: job, taskCount: 2}}]";
    let (_bench, results) = play(&jobs(rules, ""));
    let expected = [
        "900 2", "1800 4", "2100 2", "2700 4", "3000 2", "3600 4", "3900 2", "4500 4", "4800 2",
        "5400 4", "5700 2", "6300 4", "6600 2", "7200 4",
    ];
    assert_eq!(running(&results), expected);
    let fired = rows(
        &results,
        "Scheduled Event",
        &["time_s", "source", "resource", "cause"],
    );
    assert_eq!(fired.len(), 8);
    assert_eq!(fired[0], "900 aws.events often 1");
    assert_eq!(fired[7], "7200 aws.events often 1");
}

#[test]
fn the_first_firing_of_a_rate_can_be_at_the_start() {
    let rules = "    - name: often
      scheduleExpression: rate(1 hour)
      targets: [{ecsParameters: {taskDefinitionArn: job}}]
    - name: dated
      scheduleExpression: rate(1 hour)
      startDate: 2026-01-05T00:10:00Z
      endDate: 2026-01-05T01:09:00Z
      target: {ecsParameters: {taskDefinitionArn: job}}
    - {name: off, scheduleExpression: rate(1 minute), state: DISABLED, targets: [{ecsParameters: {taskDefinitionArn: job}}]}";
    let more = "  assumptions: {eventbridge.firstRateFiring: start}\n";
    let (_bench, results) = play(&jobs(rules, more));
    let fired = rows(
        &results,
        "Scheduled Event",
        &["time_s", "source", "resource"],
    );
    let expected = [
        "0 aws.events often",
        "600 aws.scheduler dated",
        "3600 aws.events often",
        "7200 aws.events often",
    ];
    assert_eq!(fired, expected);
}

/// On 29 March 2026 there is no half past two in Berlin.
#[test]
fn a_nightly_schedule_skips_the_hour_that_the_clock_leaves_out() {
    let rules = "    - name: nightly
      scheduleExpression: cron(30 2 * * ? *)
      scheduleExpressionTimezone: Europe/Berlin
      flexibleTimeWindow: {mode: OFF}
      target: {ecsParameters: {taskDefinitionArn: job}}";
    let scenario = jobs(rules, "").replace(
        "duration: 2h",
        "duration: 4d\nstartTime: 2026-03-27T12:00:00Z",
    );
    let (bench, results) = play(&scenario);
    let checked = bench.ecsim(&["check", "case.yaml"]);
    let said = String::from_utf8(checked.stderr).unwrap();
    let left_out = "`cron(30 2 * * ? *)` does not fire at 2026-03-29T02:30:00: the clock of \
                    Europe/Berlin leaves that time out";
    assert!(
        checked.status.success() && said.contains(left_out),
        "{said}"
    );
    let messages = rows(&results, "Scheduled Event", &["message"]);
    let local = "schedule nightly (cron(30 2 * * ? *) in Europe/Berlin, there 2026-03-30T02:30:00) \
                 runs job:1 × 1";
    assert_eq!(messages[1], local);
    let fired = rows(&results, "Scheduled Event", &["timestamp", "source"]);
    let expected = [
        "2026-03-28T01:30:00Z aws.scheduler",
        "2026-03-30T00:30:00Z aws.scheduler",
        "2026-03-31T00:30:00Z aws.scheduler",
    ];
    assert_eq!(fired, expected);
}

/// As in AWS: the rule, the schedule; RunTask of the timeline names nobody.
#[test]
fn tasks_say_which_rule_or_schedule_started_them() {
    let rules = "    - {name: ruled, scheduleExpression: rate(40 minutes), targets: [{ecsParameters: {taskDefinitionArn: job}}]}
    - {name: scheduled, scheduleExpression: rate(50 minutes), target: {ecsParameters: {taskDefinitionArn: job}}}";
    let (_bench, results) = play(&jobs(
        rules,
        "timeline: [{at: 10m, runTask: {taskDefinition: job}}]",
    ));
    let events = read(&results.dir.join("events.jsonl"));
    let by = |task: &str| {
        let resource = format!("/{task}\"");
        let is_its =
            |line: &&str| line.contains("ECS Task State Change") && line.contains(&resource);
        let lines: Vec<&str> = events.lines().filter(is_its).collect();
        assert!(lines.len() > 1, "{task}: {events}");
        let names = lines.iter().map(|line| {
            let rest = line.split_once("\"startedBy\":\"").map(|it| it.1);
            rest.and_then(|rest| rest.split('"').next()).unwrap_or("")
        });
        let mut names: Vec<&str> = names.collect();
        names.dedup();
        names.join(", ")
    };
    assert_eq!(by("job/1"), "");
    assert_eq!(by("job/2"), "events-rule/ruled");
    assert_eq!(by("job/3"), "chronos-schedule/scheduled");
}

const ON_UPLOAD: &str = "    - name: on-upload
      eventPattern:
        source: [aws.s3]
        detail-type: [Object Created]
        detail: {bucket: {name: [photos]}, object: {key: [{prefix: incoming/}]}}
      targets: [{ecsParameters: {taskDefinitionArn: small, launchType: FARGATE}, retryPolicy: {maximumRetryAttempts: 185}}]";

#[test]
fn an_upload_runs_a_task_and_every_step_knows_its_cause() {
    let more = "timeline:
  - {at: 1m, putObject: {bucket: photos, key: incoming/cat.jpg}}
  - {at: 1m, putObject: {bucket: photos, key: small/cat.jpg}}
  - {at: 2m, putObject: {bucket: others, key: incoming/cat.jpg}}
";
    let (_bench, results) = play(&jobs(ON_UPLOAD, more));
    let columns = ["time_s", "seq", "cause", "event", "resource"];
    let rows = results.columns("timeline.csv", &columns);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let expected = [
        "0 1  Scenario Started case",
        "60 2  putObject photos/incoming/cat.jpg",
        "60 3  putObject photos/small/cat.jpg",
        "60 4 2 Object Created photos/incoming/cat.jpg",
        "60 5 3 Object Created photos/small/cat.jpg",
        "60 6 4 Rule Matched on-upload",
        "60 7 6 ECS Task State Change small/1",
        "60 8 6 RunTask small:1",
        // It was PROVISIONING until EC2 had made its network interface.
        "60 9 7 ECS Task State Change small/1",
        "90 10 9 ECS Task State Change small/1",
        "120 11  putObject others/incoming/cat.jpg",
        "120 12 11 Object Created others/incoming/cat.jpg",
    ];
    assert_eq!(rows, expected);
    let last = results.columns("tasks.csv", &["id", "startedAt", "stoppedAt", "stopCode"]);
    assert_eq!(last, ["small/1 60 90 EssentialContainerExited"]);
}

/// 20 calls of RunTask on Fargate in a second, then 20 a second.
#[test]
fn a_burst_beyond_the_rate_of_run_task_is_tried_again() {
    let more = "timeline:
  - {at: 1m, putObject: {bucket: photos, key: incoming/a.zip, count: 50}}
";
    let (_bench, results) = play(&jobs(ON_UPLOAD, more));
    let created = results.columns("tasks.csv", &["createdAt"]);
    assert_eq!(created.len(), 50);
    assert_eq!(created.iter().filter(|at| *at == "60").count(), 20);
    let latest = created.iter().map(|at| at.parse::<f64>().unwrap());
    assert!(latest.fold(0.0, f64::max) < 64.0);
    assert!(rows(&results, "Invocation Retried", &["time_s"]).len() >= 30);
    assert_eq!(rows(&results, "Invocation Failed", &["time_s"]).len(), 0);
}

#[test]
fn without_retries_a_throttled_call_is_lost() {
    let rules = ON_UPLOAD.replace("Attempts: 185", "Attempts: 0");
    let more = "timeline:
  - {at: 1m, putObject: {bucket: photos, key: incoming/a.zip, count: 50}}
";
    let (_bench, results) = play(&jobs(&rules, more));
    assert_eq!(results.columns("tasks.csv", &["id"]).len(), 20);
    let failed = rows(&results, "Invocation Failed", &["time_s", "message"]);
    assert_eq!(failed.len(), 30);
    assert_eq!(
        failed[0],
        "60 rule on-upload does not run small:1: its retries are used up"
    );
}

/// Of the calls that change tasks 100 are taken at once, and 40 more in each second.
#[test]
fn calls_of_run_task_have_a_rate_on_instances_too() {
    let rules = ON_UPLOAD
        .replace("small, launchType: FARGATE", "job")
        .replace("Attempts: 185", "Attempts: 0");
    let more = "timeline:
  - {at: 1m, putObject: {bucket: photos, key: incoming/a.zip, count: 150}}
";
    let (_bench, results) = play(&jobs(&rules, more));
    assert_eq!(rows(&results, "Invocation Failed", &["time_s"]).len(), 50);
    // Those that found room: 2 vCPUs on each of two instances, 8 GB of which 7.5 may be used.
    assert_eq!(results.columns("tasks.csv", &["id"]).len(), 16);
}

/// A call that succeeds with failures in its list is not made again.
#[test]
fn what_finds_no_room_is_not_tried_again() {
    let rules = "    - name: often
      scheduleExpression: rate(30 minutes)
      targets:
        - {ecsParameters: {taskDefinitionArn: job, taskCount: 10}}
        - {ecsParameters: {taskDefinitionArn: job, taskCount: 10}}";
    let (_bench, results) = play(&jobs(rules, ""));
    let answers = rows(&results, "RunTask", &["time_s", "message"]);
    let begins = |text: &str| answers.iter().any(|row| row.starts_with(text));
    assert!(
        begins("1800 RunTask started 10 of 10 tasks:"),
        "{answers:?}"
    );
    assert!(begins("1800 RunTask started 6 of 10 tasks:"), "{answers:?}");
    assert!(
        answers[1].ends_with("failures: RESOURCE:CPU."),
        "{answers:?}"
    );
    assert_eq!(answers.len(), 8);
    assert_eq!(rows(&results, "Invocation Retried", &["time_s"]).len(), 0);
}

#[test]
fn an_error_that_will_not_pass_is_not_tried_again() {
    let rules = "    - name: often
      scheduleExpression: rate(1 hour)
      targets: [{ecsParameters: {taskDefinitionArn: job}}]";
    let scenario = jobs(rules, "").replace("count: 2}]", "count: 0}]");
    let scenario = scenario.replace(
        "  containerInstances: [{instanceType: m5.large, count: 0}]\n",
        "",
    );
    let (_bench, results) = play(&scenario);
    let failed = rows(&results, "Invocation Failed", &["time_s", "message"]);
    let said = "rule often does not run job:1: the error is not worth a retry";
    assert_eq!(failed, [format!("3600 {said}"), format!("7200 {said}")]);
}

/// The moments in a window depend on the schedule and the number of the firing, on nothing else.
#[test]
fn a_flexible_window_is_drawn_for_each_firing() {
    let flexible = "    - name: flexible
      scheduleExpression: rate(30 minutes)
      flexibleTimeWindow: {mode: FLEXIBLE, maximumWindowInMinutes: 15}
      target: {ecsParameters: {taskDefinitionArn: job}}";
    let other = "    - name: before
      scheduleExpression: rate(7 minutes)
      flexibleTimeWindow: {mode: FLEXIBLE, maximumWindowInMinutes: 3}
      target: {ecsParameters: {taskDefinitionArn: job}}
";
    let fired = |rules: &str| {
        let (_bench, results) = play(&jobs(rules, ""));
        let mut fired = rows(&results, "Scheduled Event", &["resource", "time_s"]);
        fired.retain(|row| row.starts_with("flexible "));
        fired
    };
    let alone = fired(flexible);
    assert_eq!(alone, fired(&format!("{other}{flexible}")));
    assert!((3..=4).contains(&alone.len()), "{alone:?}");
    for (row, firing) in alone.iter().zip(1..) {
        let at: f64 = row.rsplit(' ').next().unwrap().parse().unwrap();
        let late = at - 1800.0 * f64::from(firing);
        assert!(
            (0.0..900.0).contains(&late) && late.fract() != 0.0,
            "{alone:?}"
        );
    }
}

/// Uploads are weather: they come when they come, whatever is done about them.
#[test]
fn uploads_come_at_their_rate_and_no_rule_changes_when() {
    let more = "  uploads:
    - {bucket: photos, prefix: incoming/, rate: 2/min}
    - {bucket: logs, key: day, rate: 4/h, arrivals: regular, from: 10m, until: 1h}
";
    let (_bench, results) = play(&jobs(ON_UPLOAD, more));
    let came = rows(&results, "Object Created", &["resource", "time_s"]);
    let logs: Vec<&String> = came.iter().filter(|row| row.starts_with("logs")).collect();
    assert_eq!(logs, ["logs/day 1500", "logs/day 2400", "logs/day 3300"]);
    // 240 are expected in two hours; 50 more or less are 3 standard deviations.
    let photos = came.len() - logs.len();
    assert!((190..290).contains(&photos), "{photos}");
    assert!(came.iter().any(|row| row.starts_with("photos/incoming/1 ")));
    assert_eq!(rows(&results, "Rule Matched", &["time_s"]).len(), photos);
    let disabled = ON_UPLOAD.replace("on-upload\n", "on-upload\n      state: DISABLED\n");
    let (_bench, other) = play(&jobs(&disabled, more));
    assert_eq!(
        rows(&other, "Object Created", &["resource", "time_s"]),
        came
    );
    assert_eq!(rows(&other, "Rule Matched", &["time_s"]).len(), 0);
}

/// The examples of `docs/events.md`, laid over a scenario that has what they run.
#[test]
fn the_examples_of_the_document_are_right() {
    let bench = Bench::new();
    let family = |name: &str| {
        format!(
            "    - {{family: {name}, networkMode: awsvpc, cpu: 256, memory: 512, \
             containerDefinitions: [{{name: app, image: app}}]}}\n"
        )
    };
    let families: String = ["cleanup", "report", "thumbnail"].map(family).concat();
    let base = format!(
        "duration: 2d\naws:\n  containerInstances: [{{instanceType: m5.large}}]\n  \
         taskDefinitions:\n{families}"
    );
    bench.file("base.yaml", base);
    let document = read(&repository("docs/events.md"));
    let examples: Vec<&str> = document.split("```yaml\n").skip(1).collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let example = example.split("```").next().unwrap();
        let file = bench.file("example.yaml", format!("extends: base.yaml\n{example}"));
        let checked = bench.ecsim(&["check", file.to_str().unwrap()]);
        let said = String::from_utf8(checked.stderr).unwrap();
        assert!(checked.status.success(), "{said}");
        assert!(!said.contains("warning"), "{said}");
    }
}
