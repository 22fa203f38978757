//! Bad input: exit 2, one clear message, nothing written, in bounded time.

use std::process::Output;

use crate::support::Bench;

/// Runs a file with these bytes; it must be refused and leave nothing behind.
fn refused(bytes: impl AsRef<[u8]>) -> String {
    let bench = Bench::new();
    bench.file("bad.yaml", bytes);
    refuses(&bench, &["run", "bad.yaml"])
}

fn refuses(bench: &Bench, args: &[&str]) -> String {
    let output: Output = bench.ecsim(args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        output.stdout.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(!said.contains("panicked"), "{said}");
    assert!(said.len() < 20_000, "{} bytes of complaint", said.len());
    assert!(!bench.path("output").join("bad").exists());
    said
}

fn assert_says(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "{word:?} is missing in:\n{said}");
    }
}

/// A valid scenario into which something bad is put.
fn with(from: &str, to: &str) -> String {
    let good = "duration: 5m
aws:
  containerInstances: [{instanceType: t3.medium, count: 2}]
  taskDefinitions:
    - {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 2}]
timeline:
  - {at: 1m, updateService: {service: web, desiredCount: 3}}
";
    assert!(good.contains(from), "{from}");
    good.replace(from, to)
}

#[test]
fn what_is_not_a_scenario_at_all() {
    assert_says(&refused(""), &["bad.yaml"]);
    assert_says(&refused("{ [ not yaml"), &["bad.yaml"]);
    assert_says(&refused([0xff, 0xfe, b'a']), &["UTF-8"]);
    assert_says(&refused("- a\n- list\n"), &["bad.yaml"]);
    assert_says(&refused("just words"), &["bad.yaml"]);
    assert_says(&refused("duration: 5m\n---\nduration: 6m\n"), &["bad.yaml"]);
}

#[test]
fn what_would_blow_up() {
    refused("[".repeat(10_000));
    refused(format!("{}a", "a: ".repeat(10_000)));
    refused((0..10_000).fold(String::new(), |text, level| {
        text + &" ".repeat(level) + "a:\n"
    }));
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        let below = below.trim_end_matches(", ");
        bomb.push_str(&["a", &level.to_string(), ": &a", &level.to_string(), " ["].concat());
        bomb.push_str(&[below, "]\n"].concat());
    }
    refused(bomb);
    refused(vec![b'#'; 17 * 1024 * 1024]);
}

#[test]
fn duplicate_keys_show_both_places() {
    let said = refused("duration: 5m\nduration: 6m\n");
    assert_says(&said, &["duration", "bad.yaml:2:1"]);
}

#[test]
fn misspelt_names_get_the_nearest_one() {
    assert_says(
        &refused(with("desiredCount: 2", "desireCount: 2")),
        &["desiredCount"],
    );
    assert_says(
        &refused(with("taskDefinition: web,", "taskDefinition: wbe,")),
        &["web"],
    );
    assert_says(&refused(with("t3.medium", "t3.meduim")), &["t3.medium"]);
    assert_says(
        &refused(with("service: web, desired", "service: wep, desired")),
        &["web"],
    );
    assert_says(
        &refused(with("updateService:", "updateServise:")),
        &["updateService"],
    );
}

#[test]
fn numbers_out_of_range() {
    assert_says(
        &refused(with("desiredCount: 2", "desiredCount: 1000000000")),
        &["5000"],
    );
    refused(with("desiredCount: 2", "desiredCount: -1"));
    refused(with("desiredCount: 2", "desiredCount: .nan"));
    refused(with("desiredCount: 2", "desiredCount: .inf"));
    refused(with("desiredCount: 2", "desiredCount: 1e400"));
    refused(with("desiredCount: 2", "desiredCount: 1.5"));
    refused(with(
        "desiredCount: 2",
        "desiredCount: 99999999999999999999999",
    ));
    refused(with("count: 2", "count: -2"));
    refused(with("count: 2", "count: 1000000000"));
}

#[test]
fn times_want_units_and_take_time() {
    assert_says(
        &refused(with("duration: 5m", "duration: 0s")),
        &["duration"],
    );
    assert_says(&refused(with("duration: 5m", "duration: 300")), &["300s"]);
    refused(with("duration: 5m", "duration: -5m"));
    refused(with("duration: 5m", "duration: 99999999999d"));
    assert_says(&refused(with("at: 1m", "at: 60")), &["60s"]);
}

#[test]
fn names_are_never_paths() {
    for name in [
        "../../x",
        "/etc/x",
        "..",
        ".",
        "a/b",
        "\"a\\u0007b\"",
        "\"\"",
    ] {
        let said = refused(with("duration: 5m", &format!("name: {name}\nduration: 5m")));
        assert_says(&said, &["name"]);
    }
}

#[test]
fn extends_in_a_circle() {
    let bench = Bench::new();
    bench.file("bad.yaml", "extends: other.yaml\n");
    bench.file("other.yaml", "extends: bad.yaml\n");
    assert_says(&refuses(&bench, &["run", "bad.yaml"]), &["extends"]);
    bench.file("bad.yaml", "extends: bad.yaml\n");
    assert_says(&refuses(&bench, &["run", "bad.yaml"]), &["extends"]);
    bench.file("bad.yaml", "extends: nowhere.yaml\n");
    assert_says(&refuses(&bench, &["run", "bad.yaml"]), &["nowhere.yaml"]);
}

#[test]
fn all_problems_of_a_file_are_said_at_once() {
    let text = with("desiredCount: 2", "desireCount: 2").replace("t3.medium", "t3.meduim");
    let said = refused(text.replace("at: 1m", "at: 60"));
    assert_says(&said, &["desireCount", "t3.meduim", "60s"]);
}

#[test]
fn an_entry_after_the_end_is_only_a_warning() {
    let bench = Bench::new();
    bench.file("late.yaml", with("at: 1m", "at: 1h"));
    let output = bench.ecsim(&["run", "late.yaml", "--no-charts"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_says(&said, &["warning", "late.yaml:8"]);
}

#[test]
fn a_directory_that_cannot_be_written_is_said_before_the_run() {
    let bench = Bench::new();
    bench.file("bad.yaml", with("duration: 5m", "duration: 5m"));
    bench.file("taken", "a file");
    assert_says(
        &refuses(&bench, &["run", "bad.yaml", "-o", "taken"]),
        &["taken"],
    );
}

#[test]
fn a_directory_of_somebody_else_is_left_alone() {
    let bench = Bench::new();
    bench.file("mine.yaml", with("duration: 5m", "duration: 5m"));
    bench.file("output/mine/thesis.txt", "precious");
    let output = bench.ecsim(&["run", "mine.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    let kept = crate::support::read(&bench.path("output/mine/thesis.txt"));
    assert_eq!(kept, "precious");
}

/// A file that somebody put into an older result is not thrown away with it.
#[test]
fn a_file_of_somebody_else_in_a_result_is_left_alone() {
    let bench = Bench::new();
    bench.file("bad.yaml", with("duration: 5m", "name: mine\nduration: 5m"));
    assert!(
        bench
            .ecsim(&["run", "bad.yaml", "--no-charts"])
            .status
            .success()
    );
    bench.file("output/mine/notes.txt", "precious");
    assert_says(&refuses(&bench, &["run", "bad.yaml"]), &["notes.txt"]);
    assert_eq!(
        crate::support::read(&bench.path("output/mine/notes.txt")),
        "precious"
    );
}

#[test]
fn usage_errors_are_two() {
    let bench = Bench::new();
    for args in [
        &["run"][..],
        &["run", "nowhere.yaml"],
        &["fly"],
        &["run", "--seed", "x", "a"],
    ] {
        assert_eq!(bench.ecsim(args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(bench.ecsim(&["--help"]).status.code(), Some(0));
    assert_eq!(bench.ecsim(&["--version"]).status.code(), Some(0));
}

#[test]
fn a_value_set_on_the_command_line_is_checked_like_the_file() {
    let bench = Bench::new();
    bench.file("bad.yaml", with("duration: 5m", "duration: 5m"));
    for value in [
        "aws.services[web].desiredCount=x",
        "aws.services[wep].desiredCount=2",
        "aws.servises[web].desiredCount=2",
        "no-equals-sign",
        "aws.services[9].desiredCount=2",
    ] {
        refuses(&bench, &["run", "bad.yaml", "--set", value]);
    }
}

#[test]
fn a_file_given_twice_is_said_to_be() {
    let bench = Bench::new();
    bench.file("bad.yaml", with("duration: 5m", "duration: 5m"));
    for args in [
        &["run", "bad.yaml", "bad.yaml"][..],
        &["run", "bad.yaml", "./bad.yaml"],
    ] {
        assert_says(
            &refuses(&bench, args),
            &["bad.yaml is given twice: name it once"],
        );
    }
}

#[test]
fn files_of_other_tools_are_named() {
    let compose = "services:\n  web:\n    image: shop/web\n";
    assert_says(&refused(compose), &["E0114", "Docker Compose"]);
    let template = "Resources:\n  Web:\n    Properties: {DesiredCount: !Ref Count}\n";
    let said = refused(template);
    assert_says(&said, &["CloudFormation template"]);
    assert!(!said.contains("E0113"), "{said}");
}

#[test]
fn an_assumption_set_without_quotes_gets_a_hint() {
    let bench = Bench::new();
    bench.file("bad.yaml", with("duration: 5m", "duration: 5m"));
    let set = "world.assumptions.ecs.agentPickup=2s";
    let said = refuses(&bench, &["run", "bad.yaml", "--set", set]);
    assert_says(&said, &["world.assumptions.\"ecs.agentPickup\""]);
    let set = "world.assumptions.\"ecs.agentPickup\"=2s";
    let output = bench.ecsim(&["run", "bad.yaml", "--no-charts", "--set", set]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_is_not_played_is_a_warning_of_check_and_of_run() {
    let bench = Bench::new();
    let service = "taskDefinition: web, desiredCount: 2";
    let more = format!("{service}, serviceConnectConfiguration: {{enabled: true}}");
    bench.file("web.yaml", with(service, &more));
    for args in [
        &["check", "web.yaml"][..],
        &["run", "web.yaml", "--no-charts"],
    ] {
        let output = bench.ecsim(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert_says(
            &said,
            &["W0005", "`serviceConnectConfiguration` is not played yet"],
        );
    }
    let summary = crate::support::read(&bench.path("output/web/summary.json"));
    assert_says(&summary, &["not played yet"]);
}

/// An interrupt leaves nothing half-written and ends with 130.
#[test]
#[cfg(unix)]
fn an_interrupt_leaves_nothing_behind() {
    use std::process::{Command, Stdio};
    let bench = Bench::new();
    let busy = with("duration: 5m", "duration: 3650d")
        .replace("at: 1m,", "at: 1m, every: 6m,")
        .replace(
            "updateService: {service: web, desiredCount: 3}",
            "runTask: {taskDefinition: web}",
        );
    bench.file("busy.yaml", busy);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("ecsim"))
        .current_dir(bench.dir.path())
        .args(["run", "busy.yaml", "--no-charts"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let left = std::fs::read_dir(bench.path("output"));
    let left: Vec<_> = left
        .map(|dir| dir.map(|e| e.unwrap().path()).collect())
        .unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");
}
