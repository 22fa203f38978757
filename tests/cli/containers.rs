//! The containers of a task, as whole runs: who waits for whom, who takes the task along, who is
//! started again, and in which order they stop.

use crate::support::{Results, play};

/// A standalone task of these containers, whose programs do this.
fn task(containers: &str, programs: &str) -> String {
    format!(
        "duration: 20m
aws:
  containerInstances: [{{instanceType: m5.large}}]
  taskDefinitions:
    - family: job
      cpu: 256
      memory: 512
      containerDefinitions:
{containers}
world:
  profile: instant
  applications: {{job: {programs}}}
timeline:
  - {{at: 0s, runTask: {{taskDefinition: job}}}}
"
    )
}

fn life(results: &Results) -> String {
    let columns = ["startedAt", "stoppingAt", "stoppedAt", "stopCode"];
    results.columns("tasks.csv", &columns).remove(0)
}

#[test]
fn an_essential_container_takes_the_task_along_and_another_does_not() {
    let two = "        - {name: app, image: app}
        - {name: log, image: log, essential: ESSENTIAL}";
    let log_ends = "{containers: {log: {run: {duration: 60s}}}, shutdown: 7s}";
    let (_bench, results) = play(&task(&two.replace("ESSENTIAL", "false"), log_ends));
    assert_eq!(life(&results), "0   ");
    assert_eq!(
        results.said("exited"),
        ["60 job/1 container log exited (0); it is not essential"]
    );
    let (_bench, results) = play(&task(&two.replace("ESSENTIAL", "true"), log_ends));
    assert_eq!(life(&results), "0 60 67 EssentialContainerExited");
}

/// `migrate` has to succeed, `cache` to be healthy; the task is RUNNING when `app` has started.
const WAITS: &str = "        - {name: cache, image: x, healthCheck: {command: [CMD, ok], interval: 10}}
        - {name: migrate, image: x, essential: false}
        - name: app
          image: x
          dependsOn: [{containerName: cache, condition: HEALTHY}, {containerName: migrate, condition: SUCCESS}]";

#[test]
fn a_container_waits_for_all_that_it_depends_on() {
    let programs = |migrate: &str| format!("{{containers: {{migrate: {migrate}}}}}");
    let (_bench, results) = play(&task(WAITS, &programs("{run: {duration: 45s}}")));
    assert_eq!(life(&results), "45   ");
    let (_bench, results) = play(&task(WAITS, &programs("{run: {duration: 4s}}")));
    assert_eq!(life(&results), "10   ", "the first good check of the cache");
}

#[test]
fn a_dependency_that_fails_fails_the_task() {
    let programs = "{containers: {migrate: {run: {duration: 45s, exitCode: 3}}}}";
    let (_bench, results) = play(&task(WAITS, programs));
    assert_eq!(life(&results), "  45 TaskFailedToStart");
    assert_eq!(results.said("exited (3)").len(), 1);
}

#[test]
fn complete_takes_any_exit_code() {
    let programs = "{containers: {migrate: {run: {duration: 45s, exitCode: 3}}}}";
    let (_bench, results) = play(&task(&WAITS.replace("SUCCESS", "COMPLETE"), programs));
    assert_eq!(life(&results), "45   ");
}

/// Counted from the start of the container that is waited for.
#[test]
fn a_start_timeout_ends_the_wait() {
    let patient = WAITS.replace("{name: migrate,", "{name: migrate, startTimeout: 40,");
    let programs = "{containers: {migrate: {run: {duration: 45s}}}}";
    let (_bench, results) = play(&task(&patient, programs));
    assert_eq!(life(&results), "  40 TaskFailedToStart");
}

/// What stood RUNNING at 0 s waits for nothing.
#[test]
fn a_start_timeout_means_nothing_to_a_steady_task() {
    let text = "duration: 5m
aws:
  containerInstances: [{instanceType: m5.large}]
  taskDefinitions:
    - family: web
      cpu: 256
      memory: 256
      containerDefinitions:
        - {name: web, image: web, dependsOn: [{containerName: side, condition: COMPLETE}]}
        - {name: side, image: log, essential: false, startTimeout: 20}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 1}]
world: {profile: instant}
";
    let (_bench, results) = play(text);
    assert_eq!(results.states(), ["0 1 0 1 0 1 1"]);
}

/// app depends on proxy depends on log: they stop in this order, and each has its own time.
#[test]
fn containers_stop_in_reverse_order_and_a_chain_adds_up() {
    let chain = "        - {name: app, image: x, dependsOn: [{containerName: proxy, condition: START}]}
        - {name: proxy, image: x, stopTimeout: 10, dependsOn: [{containerName: log, condition: START}]}
        - {name: log, image: x}
        - {name: beside, image: x}";
    let programs = "{shutdown: 20s, containers: {proxy: {shutdown: 50s}, log: {shutdown: 5s}, beside: {shutdown: 28s}}}";
    let mut text = task(chain, programs);
    text.push_str("  - {at: 100s, stopTask: {task: job/1}}\n");
    let (bench, results) = play(&text);
    assert_eq!(life(&results), "0 100 135 UserInitiated");
    let events = std::fs::read_to_string(bench.path("output/case/events.jsonl")).unwrap();
    let last = events.lines().last().unwrap();
    let killed = "{\"name\":\"proxy\",\"lastStatus\":\"STOPPED\",\"exitCode\":137}";
    assert!(last.contains(killed), "{last}");
}

/// A restart policy with a period of 300 s.
#[test]
fn a_restart_policy_starts_what_has_run_long_enough() {
    let restarts = |after: &str, more: &str| {
        let one = format!(
            "        - {{name: app, image: x, restartPolicy: {{enabled: true, restartAttemptPeriod: 300{more}}}}}"
        );
        play(&task(&one, &format!("{{crash: {{after: {after}}}}}")))
    };
    let (_bench, results) = restarts("299s", "");
    assert_eq!(life(&results), "0  299 EssentialContainerExited");
    let (_bench, results) = restarts("301s", "");
    let rows = results.said("restarted by its restart policy");
    assert_eq!(rows.len(), 3, "at 301, 602 and 903 s: {rows:?}");
    assert!(rows[2].starts_with("903 "), "{rows:?}");
    let (_bench, results) = restarts("301s", ", ignoredExitCodes: [1]");
    assert_eq!(life(&results), "0  301 EssentialContainerExited");
}

#[test]
fn a_second_exit_within_the_period_is_final() {
    let one = "        - {name: app, image: x, restartPolicy: {enabled: true}}";
    let programs = "{crash: {after: {empirical: [301s, 199s]}}}";
    let mut text = task(one, programs).replace("empirical: [301s, 199s]", "uniform: [301s, 301s]");
    text.push_str("  - {at: 500s, taskCrash: {tasks: [job/1], exitCode: 9}}\n");
    let (_bench, results) = play(&text);
    assert_eq!(life(&results), "0  500 EssentialContainerExited");
}

#[test]
fn a_container_that_runs_out_of_memory_is_killed() {
    let one = "        - {name: app, image: x}";
    let (_bench, results) = play(&task(one, "{outOfMemory: {after: 90s}}"));
    assert_eq!(life(&results), "0  90 EssentialContainerExited");
    let stopped = results.said("OutOfMemoryError");
    assert_eq!(stopped.len(), 1, "{stopped:?}");
}

/// `web:2` is the bad release: what is said of a revision holds for that alone.
#[test]
fn a_revision_has_an_application_of_its_own() {
    let text = "duration: 5m
aws:
  containerInstances: [{instanceType: m5.large}]
  taskDefinitions:
    - &web {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
    - *web
  services: [{serviceName: web, taskDefinition: web:1, desiredCount: 1}]
world:
  profile: instant
  applications: {\"web:2\": {crash: {after: 5s}}}
timeline:
  - {at: 60s, updateService: {service: web, taskDefinition: web:2}}
";
    let (_bench, results) = play(text);
    let rows = results.columns("tasks.csv", &["taskDefinition", "createdAt", "stoppedAt"]);
    assert_eq!(rows[..3], ["web:1 0 ", "web:2 60 65", "web:2 65 70"]);
}
