//! Films of deployments, word for word, and the chains of causes behind tasks, instances and rows.

use crate::support::{Bench, Results, bless, play, read, repository, update};

/// What the program explains of the run that was played; fails if it does not.
fn explained(bench: &Bench, what: &[&str]) -> String {
    let args = [&["explain", "output/case"], what].concat();
    let output = bench.ecsim(&args);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {complaint}");
    let said = String::from_utf8(output.stdout).unwrap();
    let widest = said.lines().map(|line| line.chars().count()).max();
    assert!(what.contains(&"--json") || widest <= Some(100), "{said}");
    said
}

/// What it complains of, and with which code it ends.
fn refused(bench: &Bench, what: &[&str]) -> (Option<i32>, String) {
    let args = [&["explain", "output/case"], what].concat();
    let output = bench.ecsim(&args);
    assert!(output.stdout.is_empty(), "{args:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

/// Compares with a golden; `ECSIM_BLESS=1` writes it anew.
pub(crate) fn keep(name: &str, said: &str) {
    let file = repository("tests/golden").join(name);
    if bless() {
        std::fs::write(&file, said).unwrap();
    }
    assert_eq!(said, read(&file), "{name}");
}

/// The film of a service is the golden of that name, and agrees with `services.csv`.
fn keep_film(name: &str, scenario: &str) {
    let (bench, results) = play(scenario);
    keep(name, &explained(&bench, &["deployment", "web"]));
    agree(&results);
}

/// H, T, D and the bounds of every frame are those of `services.csv` at that instant, and T is the
/// sum of the two sides.
fn agree(results: &Results) {
    let columns = ["time_s", "desired", "total", "min_healthy", "max_total"];
    let of_services = [&columns[..], &["service", "ready"]].concat();
    let of_deployments = [&columns[..], &["service", "healthy"]].concat();
    let services = results.columns("services.csv", &of_services);
    let frames = results.columns("deployments.csv", &of_deployments);
    assert!(!frames.is_empty());
    let key = |row: &str| -> (f64, String) {
        let (time, rest) = row.split_once(' ').unwrap();
        (time.parse().unwrap(), rest.to_owned())
    };
    let services: Vec<(f64, String)> = services.iter().map(|row| key(row)).collect();
    for frame in &frames {
        let (time, counts) = key(frame);
        let service = counts.rsplit(' ').nth(1).unwrap();
        let is_its =
            |row: &&(f64, String)| row.0 <= time && row.1.rsplit(' ').nth(1) == Some(service);
        let state = services.iter().rfind(is_its).unwrap();
        assert_eq!(state.1, counts, "at {time} s");
    }
    let sides = results.columns(
        "deployments.csv",
        &[
            "total",
            "old_starting",
            "old_running",
            "old_stopping",
            "new_starting",
            "new_running",
            "new_ready",
            "new_unhealthy",
            "new_stopping",
        ],
    );
    for row in sides {
        let numbers: Vec<Option<u32>> = row.split(' ').map(|cell| cell.parse().ok()).collect();
        let parts: Option<Vec<u32>> = numbers[1..].iter().copied().collect();
        if let Some(parts) = parts {
            assert_eq!(numbers[0], Some(parts.iter().sum()), "{row}");
        }
    }
}

#[test]
fn roll_01_is_told_frame_by_frame() {
    keep_film("film-roll-01.txt", &update(4, (50, 100), 8));
}

#[test]
fn roll_02_is_told_frame_by_frame() {
    keep_film("film-roll-02.txt", &update(4, (100, 150), 8));
}

#[test]
fn roll_04_says_which_rule_holds_it_and_what_would_free_it() {
    let scenario = update(3, (100, 100), 8);
    keep_film("film-roll-04.txt", &scenario);
    let (_bench, results) = play(&scenario);
    let held = "held by the percents: minH 3 = D 3 and maxT 3 = D 3; maximumPercent 134 or \
                minimumHealthyPercent 66 would free it";
    let told = results.columns("timeline.csv", &["event", "message"]);
    let told = told
        .iter()
        .find(|row| row.starts_with("Service Deployment Blocked"));
    assert!(
        told.is_some_and(|row| row.ends_with(&format!("It is {held}."))),
        "{told:?}"
    );
    let decided = results.columns("decisions.csv", &["decider", "why_not"]);
    assert!(
        decided.contains(&format!("ecs.service {held}")),
        "{decided:?}"
    );
}

/// ROLL-12: what finds no room says when it is tried again.
#[test]
fn a_deployment_without_room_says_when_it_is_tried_again() {
    let scenario = update(6, (100, 200), 8).replace(
        "  profile: instant\n",
        "  profile: instant\n  assumptions: {ecs.placementWake: false}\n",
    );
    keep_film("film-roll-12.txt", &scenario);
}

/// No task of `web:2` ever starts: each fails after 30 s.
fn bad_release(scenario: &str) -> String {
    let bad = "shutdown: 30s}, \"web:2\": {startFailure: {after: 30s}}}";
    scenario.replace("shutdown: 30s}}", bad)
}

/// The same under the circuit breaker.
fn watched(scenario: &str, maximum: u32) -> String {
    let percent = format!("maximumPercent: {maximum}");
    let breaker = "deploymentCircuitBreaker: {enable: true, rollback: true}";
    bad_release(scenario).replace(&percent, &format!("{percent}, {breaker}"))
}

#[test]
fn cb_01_and_cb_06_count_up_to_the_threshold_and_show_what_came_back() {
    keep_film("film-cb-01.txt", &watched(&update(2, (100, 200), 8), 200));
    keep_film("film-cb-06.txt", &watched(&update(4, (50, 100), 8), 100));
}

#[test]
fn thr_01_says_until_when_it_backs_off() {
    keep_film("film-thr-01.txt", &bad_release(&update(1, (100, 200), 4)));
}

/// 100/100 never drains either, and the film of the deployment that is COMPLETED shows it.
#[test]
fn a_drain_that_the_percents_hold_says_so() {
    let drain = "  - {at: 0s, updateContainerInstancesState: {containerInstances: [i-1], status: DRAINING}}\n";
    let scenario = update(3, (100, 100), 8);
    let (before, _) = scenario.split_once("  - {at: 0s, updateService").unwrap();
    let (bench, results) = play(&format!("{before}{drain}"));
    let said = explained(&bench, &["deployment", "web"]);
    keep("film-drain-100-100.txt", &said);
    agree(&results);
}

#[test]
fn a_superseded_deployment_ends_with_the_next() {
    let scenario = update(4, (100, 200), 12).replace("    - *web\n", "    - *web\n    - *web\n")
        + "  - {at: 10s, updateService: {service: web, taskDefinition: \"web:3\"}}\n";
    let (bench, results) = play(&scenario);
    let said = explained(&bench, &["deployment", "web/d-2"]);
    assert!(
        said.ends_with("STOPPED at 10s, 10s after it began.\n"),
        "{said}"
    );
    let said = explained(&bench, &["deployment", "web"]);
    assert!(
        said.starts_with("web/d-3: web:2 → web:3\nD = 4 tasks desired;"),
        "{said}"
    );
    agree(&results);
}

#[test]
fn a_film_is_a_document_too() {
    let (bench, _) = play(&update(4, (50, 100), 8));
    let said = explained(&bench, &["deployment", "web", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    let film = &document["deployments"][0];
    assert_eq!(
        (document["schema"].as_u64(), &film["from"]),
        (Some(1), &"web:1".into())
    );
    let healthy: Vec<u64> = film["frames"]
        .as_array()
        .unwrap()
        .iter()
        .map(|frame| frame["healthy"].as_u64().unwrap())
        .collect();
    assert_eq!(healthy, [2, 2, 2, 2, 2, 2, 4]);
}

#[test]
fn a_task_an_instance_and_a_row_have_a_chain_of_causes() {
    let (bench, results) = play(&update(4, (50, 100), 8));
    keep("explain-task.txt", &explained(&bench, &["task", "web/5"]));
    keep(
        "explain-old-task.txt",
        &explained(&bench, &["task", "web/1"]),
    );
    let row = explained(&bench, &["row", "7"]);
    let mut seq: Option<String> = Some("7".to_owned());
    for line in row.lines().filter(|line| !line.starts_with("    ")) {
        let told = line.split_whitespace().next().map(str::to_owned);
        assert_eq!(told, seq, "{row}");
        let causes = results.columns("timeline.csv", &["seq", "cause"]);
        let cause = |row: &String| {
            let (of, cause) = row.split_once(' ')?;
            (Some(of) == seq.as_deref() && !cause.is_empty()).then(|| cause.to_owned())
        };
        seq = causes.iter().find_map(cause);
    }
    assert_eq!(seq, None, "{row}");
    let instance = explained(&bench, &["instance", "i-1"]);
    assert!(
        instance.contains("\nIt was there when the scenario began.\n\nHow full it was:\n"),
        "{instance}"
    );
    let overview = explained(&bench, &[]);
    assert!(
        overview.contains("web/d-2 (web:2): COMPLETED at 3m20s"),
        "{overview}"
    );
}

#[test]
fn unknown_names_offer_the_nearest() {
    let (bench, _) = play(&update(4, (50, 100), 8));
    let said = |what: &[&str]| refused(&bench, what);
    let error = |text: &str| (Some(2), format!("error: {text}\n"));
    assert_eq!(
        said(&["deployment", "wbe"]),
        error(
            "there is no deployment `wbe` in this run; did you mean web? \
             There are web, web/d-1, web/d-2"
        )
    );
    assert_eq!(
        said(&["task", "web/99"]),
        error(
            "there is no task `web/99` in this run; did you mean web/1? \
             There are web/1, web/2, web/3, web/4, web/5, web/6 and 2 more"
        )
    );
    let (code, told) = said(&["instance", "web"]);
    assert_eq!(code, Some(2));
    let nowhere = "error: there is no instance `web` in this run; there are i-1, i-2, ";
    assert!(told.starts_with(nowhere), "{told}");
    let (code, told) = said(&["row", "999"]);
    assert_eq!(code, Some(2));
    let none = "error: timeline.csv has no row 999: it has 1 to ";
    assert!(told.starts_with(none), "{told}");
    let (code, said) = said(&["row", "web"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("is not the number of a row"), "{said}");
}

/// A scenario of the repository, played.
fn scenario(name: &str) -> Bench {
    let text = read(&repository(&format!("scenarios/{name}.yaml")));
    play(&text.replace(&format!("\nname: {name}\n"), "\nname: case\n")).0
}

/// Nothing but the film shows that a deployment which goes on for ever crashes again and again, and
/// that each round is like the first.
#[test]
fn a_crash_loop_is_told_by_its_first_round() {
    let bench = scenario("crash-loop");
    let said = explained(&bench, &["deployment", "loop"]);
    keep("film-crash-loop.txt", &said);
    let all = explained(&bench, &["deployment", "loop", "--all"]);
    assert_eq!(all.matches(" 2 tasks exited with code 1 (").count(), 58);
    keep("film-hang.txt", &explained(&bench, &["deployment", "hang"]));
    let said = explained(&bench, &["deployment", "hang", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    let films = &document["deployments"];
    let why = "3 tasks failed their container health checks";
    assert_eq!(films[0]["failures"], serde_json::json!([why]));
    assert_eq!(films[1]["rollsBack"], "hang/d-2");
}

/// The crash comes when the deployment is COMPLETED: its film goes on to the end of the run.
#[test]
fn a_crash_loop_after_completed_is_told_to_the_end() {
    let late = read(&repository("scenarios/crash-loop.yaml"));
    let late = late.replace("after: 10s", "after: 50s");
    let late = late.replace("\nname: crash-loop\n", "\nname: case\n");
    let (late, _) = late.split_once("expect:").unwrap();
    let (bench, results) = play(late);
    let said = explained(&bench, &["deployment", "loop"]);
    assert!(said.contains(" 2 tasks exited with code 1 ("), "{said}");
    assert!(
        said.contains(" more rounds like this, one every 1m10s, until "),
        "{said}"
    );
    let columns = ["service", "ready", "desired"];
    let states = results.columns("services.csv", &columns);
    let state = states.iter().rfind(|row| row.starts_with("loop ")).unwrap();
    let end = state["loop ".len()..].replace(' ', " of ");
    let end = format!("\n{end} tasks are healthy at the end of the run.\n");
    assert!(said.ends_with(&end), "{said}");
    let since =
        "\n2 tasks exited with code 1.\n46 tasks exited with code 1 since it was COMPLETED.\n";
    assert!(said.contains(since), "{said}");
}

/// Three of four tasks become unhealthy long after their deployment was COMPLETED.
#[test]
fn unhealthy_tasks_are_told_at_the_verdict_and_are_not_to_be_ready() {
    let scenario = "name: case
duration: 6m
aws:
  containerInstances: [{instanceType: t3.medium, count: 2}]
  taskDefinitions:
    - {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: web, image: x, healthCheck: {command: [CMD, ok], interval: 10, retries: 3}}]}
  services:
    - {serviceName: web, taskDefinition: web, desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 200}}
world:
  profile: instant
  applications: {web: {launch: 30s, shutdown: 20s}}
timeline:
  - {at: 1m, healthCheckFailure: {service: web, count: 3}}
";
    let (bench, results) = play(scenario);
    let columns = ["time_s", "running", "ready", "unhealthy"];
    let states = results.columns("services.csv", &columns);
    let counted = ["0 4 4 0", "80 4 1 3", "110 7 1 3", "120 4 4 0", "140 4 4 0"];
    assert_eq!(states, counted);
    keep(
        "film-unhealthy.txt",
        &explained(&bench, &["deployment", "web"]),
    );
}

/// Its network interface goes after the container: what a film tells is when that exited.
#[test]
fn a_task_that_exits_has_ended_when_it_does() {
    let late = read(&repository("scenarios/crash-loop.yaml"));
    let late = late.replace("\nname: crash-loop\n", "\nname: case\n");
    let late = late.replace("  profile: instant\n", "");
    let late = late.replace(
        "      cpu: 256\n",
        "      cpu: 256\n      networkMode: awsvpc\n",
    );
    let (late, _) = late.split_once("expect:").unwrap();
    let (bench, results) = play(late);
    let columns = [
        "stopCode",
        "taskDefinition",
        "id",
        "toldToStopAt",
        "stoppedAt",
    ];
    let tasks = results.columns("tasks.csv", &columns);
    let first = tasks
        .iter()
        .find_map(|row| row.strip_prefix("EssentialContainerExited loop:2 "));
    let cells: Vec<&str> = first.unwrap().split(' ').collect();
    let [told, stopped] = [cells[1], cells[2]].map(|cell| cell.parse::<f64>().unwrap());
    assert!(told < stopped, "{cells:?}");
    let film = explained(&bench, &["deployment", "loop", "--json"]);
    let film: serde_json::Value = serde_json::from_str(&film).unwrap();
    let ends = film["deployments"][0]["endings"].as_array().unwrap();
    let its = |end: &&serde_json::Value| {
        let tasks = end["tasks"].as_array().unwrap();
        tasks.iter().any(|task| task == cells[0])
    };
    let at = ends.iter().find(its).unwrap()["time_s"].as_f64();
    assert_eq!(at, Some(told));
}

/// Its agent is lost, its instance is terminated, its record is deregistered: each with its cause.
#[test]
fn an_instance_tells_all_that_happened_to_it() {
    let bench = scenario("disconnected-agent");
    keep(
        "explain-instance.txt",
        &explained(&bench, &["instance", "i-2"]),
    );
    let bench = scenario("drain-an-instance");
    let said = explained(&bench, &["instance", "i-1"]);
    assert!(said.contains("set to DRAINING"), "{said}");
    assert!(said.contains("set to ACTIVE"), "{said}");
}

#[test]
fn a_run_without_services_says_what_it_has() {
    let bench = scenario("nightly-batch");
    let said = explained(&bench, &[]);
    assert!(said.starts_with("There are no services, so there are no deployments.\n\n16 tasks: "));
    let told = explained(&bench, &["task", "batch/1"]).replace("\n  ", " ");
    assert!(told.contains("startedBy chronos-schedule/"), "{told}");
    let (code, said) = refused(&bench, &["deployment", "web"]);
    assert_eq!(code, Some(2));
    let none =
        "error: there is no deployment `web` in this run: it has no deployments, but 16 tasks";
    assert!(said.starts_with(none), "{said}");
    // One result in a directory is meant by it; of two, one has to be named.
    assert_eq!(bench.ecsim(&["explain", "output"]).status.code(), Some(0));
    let again = ["run", "case.yaml", "--no-charts", "--set", "name=other"];
    assert!(bench.ecsim(&again).status.success());
    let output = bench.ecsim(&["explain", "output"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    let several = "error: output holds the results of several runs: name one of case, other\n";
    assert_eq!(said, several);
}

/// The README shows what is said of a scenario of the repository.
#[test]
fn the_readme_shows_what_is_explained_as_it_is_told() {
    let bench = Bench::new();
    let name = "rolling-update-50-100";
    let file = format!("scenarios/{name}.yaml");
    bench.file(&file, read(&repository(&file)));
    assert!(
        bench
            .ecsim(&["run", &file, "--no-charts", "--quiet"])
            .status
            .success()
    );
    let dir = format!("output/{name}");
    for what in [["deployment", "web"], ["task", "web/1"]] {
        let command = [&["explain", &dir], &what[..]].concat();
        let said = String::from_utf8(bench.ecsim(&command).stdout).unwrap();
        keep_shown(&format!("`ecsim {}`", command.join(" ")), &said);
    }
}

/// What the README shows in the block behind a command; `ECSIM_BLESS=1` writes it anew.
fn keep_shown(command: &str, said: &str) {
    let file = repository("README.md");
    let readme = read(&file);
    let (before, after) = readme.split_once(command).expect(command);
    let (words, block) = after.split_once("```text\n").unwrap();
    let (shown, rest) = block.split_once("```").unwrap();
    if bless() {
        let text = format!("{before}{command}{words}```text\n{said}```{rest}");
        std::fs::write(&file, text).unwrap();
    } else {
        assert_eq!(shown, said, "{command}");
    }
}
