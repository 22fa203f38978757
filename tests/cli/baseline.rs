//! The baseline of a test: what it says when a number moves, and whom it believes.

use crate::expectations::expecting;
use crate::support::{Bench, Said, read};

const UPDATE: [&str; 3] = ["--baseline", "accepted.json", "--update-baseline"];
const COMPARE: [&str; 2] = ["--baseline", "accepted.json"];

/// A change that makes the update of every scenario here slower.
const SLOWER: [&str; 2] = ["--set", "world.applications.web.launch=45s"];

fn bench() -> Bench {
    let bench = Bench::new();
    bench.file("suite/one.yaml", expecting(&["min(web.ready) >= 2"]));
    bench.file("suite/two.yaml", expecting(&["max(web.total) <= 4"]));
    bench
}

fn accepted() -> Bench {
    let bench = bench();
    let said = bench.test(&[&["suite"], &UPDATE[..]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(said.err, "accepted.json has the numbers of 2 scenarios\n");
    bench
}

fn test(bench: &Bench, path: &str, args: &[&str]) -> Said {
    bench.test(&[&[path], args].concat())
}

fn text(bench: &Bench) -> String {
    read(&bench.path("accepted.json"))
}

fn refused(bench: &Bench, wrong: &str) {
    let said = test(bench, "suite", &COMPARE);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
    assert!(said.err.starts_with("error: accepted.json: "), "{said:?}");
    assert!(said.err.contains(wrong), "{said:?}");
}

#[test]
fn what_has_not_moved_passes() {
    let bench = accepted();
    let said = test(&bench, "suite", &COMPARE);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(
        said.out,
        test(&bench, "suite", &[]).out,
        "and nothing is told of it"
    );
}

#[test]
fn a_number_that_has_moved_fails_with_a_table() {
    let bench = accepted();
    let said = test(&bench, "suite", &[&COMPARE[..], &SLOWER].concat());
    assert_eq!(said.code, 1);
    let out = &said.out;
    assert!(
        out.contains("\nFAIL  suite/one.yaml: numbers have moved from the baseline\n"),
        "{out}"
    );
    assert!(
        out.contains("\nFAIL  suite/two.yaml: numbers have moved from the baseline\n"),
        "{out}"
    );
    let row = |name: &str| out.lines().find(|line| line.trim_start().starts_with(name));
    let head = row("number ").unwrap();
    for column in ["before", "after", "change", "verdict"] {
        assert!(head.contains(column), "{head}");
    }
    let took = row("services.web.deployments.web/d-2.duration ").unwrap();
    let cells: Vec<&str> = took.split_whitespace().collect();
    assert_eq!(cells[1..5], ["3m20s", "3m50s", "+30s", "(+15"], "{took}");
    assert!(took.contains("worse"), "{took}");
    assert!(
        out.contains("the scenario `one` has changed since its baseline"),
        "{out}"
    );
    let document = test(
        &bench,
        "suite",
        &[&COMPARE[..], &SLOWER, &["--json"]].concat(),
    )
    .json();
    let moved = document["scenarios"][0]["moved"].as_array().unwrap();
    let took = moved
        .iter()
        .find(|it| it["number"] == "services.web.deployments.web/d-2.duration")
        .unwrap();
    assert_eq!(took["verdict"], "worse");
    assert_eq!(took["before"]["value"], 200.0);
    assert_eq!(took["after"]["value"], 230.0);
}

#[test]
fn the_reports_for_programs_have_the_table_too() {
    let bench = accepted();
    let args = [
        &["suite/one.yaml", "--junit", "report.xml"],
        &COMPARE[..],
        &SLOWER,
    ]
    .concat();
    let said = bench.test_with(&[("GITHUB_ACTIONS", "true")], &args);
    let report = read(&bench.path("report.xml"));
    let document = roxmltree::Document::parse(&report).unwrap();
    let case = document
        .descendants()
        .find(|node| node.has_tag_name("testcase") && node.attribute("name") == Some("baseline"))
        .unwrap();
    let table = case.first_element_child().unwrap().text().unwrap();
    assert!(
        table.contains("services.web.deployments.web/d-2.duration"),
        "{table}"
    );
    assert!(
        said.out.contains(table.trim_end()),
        "the same as on the terminal"
    );
    let command = "\n::error file=suite/one.yaml,title=moved from the baseline::  number";
    assert!(said.out.contains(command), "{}", said.out);
}

#[test]
fn a_tolerance_allows_as_much_as_it_says() {
    let bench = accepted();
    let slower = [&COMPARE[..], &SLOWER].concat();
    let moved: Vec<String> = test(
        &bench,
        "suite/one.yaml",
        &[&slower[..], &["--json"]].concat(),
    )
    .json()["scenarios"][0]["moved"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["number"].as_str().unwrap().to_owned())
        .collect();
    assert!(moved.len() > 1, "{moved:?}");
    for (tolerance, code) in [("\"40%\"", 0), ("\"1%\"", 1), ("60", 0), ("29", 1)] {
        let mut file = text(&bench);
        for name in &moved {
            let (begin, end) = file.split_once(&format!("\"{name}\": {{")).unwrap();
            let (number, rest) = end.split_once('}').unwrap();
            file = format!("{begin}\"{name}\": {{{number}, \"tolerance\": {tolerance}}}{rest}");
        }
        bench.file("tolerant.json", file);
        let args = [&["--baseline", "tolerant.json"], &SLOWER[..]].concat();
        let said = test(&bench, "suite/one.yaml", &args);
        assert_eq!(said.code, code, "{tolerance}: {said:?}");
    }
}

#[test]
fn an_update_keeps_tolerances_and_the_scenarios_that_did_not_run() {
    let bench = accepted();
    let name = "\"services.web.deployments.web/d-2.duration\": {\"value\": ";
    let line = |value: u32| format!("{name}{value}, \"unit\": \"seconds\"");
    let before = text(&bench).replacen(
        &line(200),
        &format!("{}, \"tolerance\": \"5%\"", line(200)),
        1,
    );
    bench.file("accepted.json", &before);
    let said = test(&bench, "suite/one.yaml", &[&UPDATE[..], &SLOWER].concat());
    assert_eq!(said.code, 0, "{said:?}");
    let told =
        "accepted.json has the numbers of 1 scenario; 1 that did not run stand as they were\n";
    assert_eq!(said.err, told);
    let after = text(&bench);
    assert!(
        after.contains(&format!("{}, \"tolerance\": \"5%\"", line(230))),
        "{after}"
    );
    let two = |text: &str| text[text.find("\"two\"").unwrap()..].to_owned();
    assert_eq!(two(&after), two(&before));
    assert_ne!(after, before);
    let again = test(&bench, "suite/one.yaml", &[&COMPARE[..], &SLOWER].concat());
    assert_eq!(again.code, 0, "{again:?}");
}

#[test]
fn an_update_is_refused_while_a_promise_is_broken() {
    let bench = accepted();
    let before = text(&bench);
    bench.file("suite/three.yaml", expecting(&["min(web.ready) >= 4"]));
    let said = test(&bench, "suite", &UPDATE);
    assert_ne!(said.code, 0);
    assert!(
        said.err.contains("the baseline stands as it was"),
        "{said:?}"
    );
    assert_eq!(text(&bench), before);
    let new = ["--baseline", "new.json", "--update-baseline"];
    assert_ne!(test(&bench, "suite", &new).code, 0);
    assert!(!bench.path("new.json").exists());
}

#[test]
fn an_update_without_a_baseline_is_a_wrong_line() {
    let bench = bench();
    let said = test(&bench, "suite", &["--update-baseline"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("--baseline <FILE>"), "{said:?}");
}

#[test]
fn what_is_no_baseline_says_so_before_anything_is_played() {
    let bench = bench();
    refused(&bench, "--update-baseline");
    bench.file("accepted.json", "numbers: none\n");
    refused(&bench, "a baseline is JSON");
    bench.file("accepted.json", "");
    refused(&bench, "it is empty");
    bench.ecsim(&["run", "suite/one.yaml", "--no-charts"]);
    let summary = read(&bench.path("output/one/summary.json"));
    bench.file("accepted.json", summary);
    refused(&bench, "it is the summary of a run, not a baseline");
}

#[test]
fn a_baseline_of_another_schema_names_both() {
    let bench = accepted();
    let other = text(&bench).replacen("\"schema\": 1", "\"schema\": 7", 1);
    bench.file("accepted.json", other);
    refused(&bench, "it has schema 7");
    refused(&bench, "reads schema 1");
}

#[test]
fn a_scenario_that_the_baseline_does_not_know_is_no_silent_pass() {
    let bench = accepted();
    bench.file("suite/three.yaml", expecting(&["min(web.ready) >= 2"]));
    let said = test(&bench, "suite", &COMPARE);
    assert_eq!(said.code, 2, "{said:?}");
    let all = format!("{}{}", said.out, said.err);
    assert!(all.contains("no numbers of `three`;"), "{all}");
    bench.file("suite/four.yaml", expecting(&["min(web.ready) >= 2"]));
    refused(&bench, "no numbers of `four`, `three`;");
    assert_eq!(test(&bench, "suite", &UPDATE).code, 0);
    assert_eq!(test(&bench, "suite", &COMPARE).code, 0);
}

#[test]
fn the_same_runs_write_the_same_baseline() {
    let bench = accepted();
    let first = text(&bench);
    test(
        &bench,
        "suite",
        &[&UPDATE[..], &["--threads", "1"]].concat(),
    );
    assert_eq!(text(&bench), first);
}
