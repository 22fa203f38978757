//! `ecsim test` as people and scripts meet it: what is run, in which order, and how it ends.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::json;

use crate::support::{Bench, Said, read, update};

/// An update of four tasks that holds some of this and breaks some.
pub(crate) fn expecting(sentences: &[&str]) -> String {
    let lines: Vec<String> = sentences.iter().map(|it| format!("  - {it}\n")).collect();
    format!("{}expect:\n{}", update(4, (50, 100), 8), lines.concat())
}

/// A directory with a file of every kind.
fn suite() -> Bench {
    let bench = Bench::new();
    for (name, text) in [
        (
            "bad.yaml",
            expecting(&["min(web.ready) >= 4", "max(web.total) <= 4"]),
        ),
        ("broken.yaml", expecting(&["min(web.redy) >= 4"])),
        (
            "foreign.yaml",
            "services:\n  web: {image: nginx}\n".to_owned(),
        ),
        (
            "good.yaml",
            expecting(&["min(web.ready) >= 2", "deployment(web).state == COMPLETED"]),
        ),
        ("notes.txt", "expect: [nothing]\n".to_owned()),
        ("silent.yaml", update(4, (50, 100), 8)),
        ("template.yml", "{{ .Values }}: [\n".to_owned()),
    ] {
        bench.file(&format!("suite/{name}"), text);
    }
    bench
}

/// Every file of a bench with its bytes.
fn files(bench: &Bench) -> BTreeSet<(PathBuf, Vec<u8>)> {
    let mut found = BTreeSet::new();
    let mut left = vec![bench.dir.path().to_owned()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.insert((path, bytes));
            }
        }
    }
    found
}

fn refused(said: &Said, message: &str) {
    assert_eq!(said.code, 2, "{said:?}");
    assert_eq!(said.out, "", "{said:?}");
    assert_eq!(said.err, format!("error: {message}\n"));
}

#[test]
fn a_directory_is_told_line_by_line_and_then_what_failed() {
    let said = suite().test(&["suite"]);
    assert_eq!(said.code, 2);
    assert_eq!(said.err, "");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "FAIL         ~  suite/bad.yaml     1 of 2 broken",
            "ERROR        ~  suite/broken.yaml  cannot be run",
            "PASS         ~  suite/good.yaml    2 hold",
            "",
            "FAIL  suite/bad.yaml:23  min(web.ready) >= 4",
        ]
    );
    let error = "\nERROR  suite/broken.yaml cannot be run\nerror[E0301]: ";
    assert!(said.out.contains(error), "{}", said.out);
    assert!(said.out.contains("suite/broken.yaml:23:13"), "{}", said.out);
    let sum = "3 scenarios: 1 passed, 2 failed; 4 expectations, 1 broken; ~";
    assert_eq!(lines.last(), Some(&sum));
}

/// The first scenario takes longest, so it ends last.
#[test]
fn one_thread_and_eight_say_the_same_in_the_same_order() {
    let bench = Bench::new();
    let mut expected = Vec::new();
    for number in 10..26 {
        let duration = format!("duration: {}d", 2 * (26 - number));
        let text = expecting(&["min(web.ready) >= 2"]).replace("duration: 30m", &duration);
        bench.file(&format!("suite/{number}.yaml"), text);
        expected.push(format!("PASS         ~  suite/{number}.yaml  1 hold"));
    }
    let one = bench.test(&["suite", "--threads", "1"]);
    assert_eq!(one.code, 0);
    let lines: Vec<&str> = one.out.lines().collect();
    assert_eq!(lines[..16], expected);
    assert_eq!(one, bench.test(&["suite", "--threads", "8"]));
    let document = ["suite", "--json", "--threads"];
    let json = |threads| bench.test(&[&document[..], &[threads]].concat());
    assert_eq!(json("1"), json("8"));
}

#[test]
fn the_exit_code_is_that_of_the_worst() {
    let bench = suite();
    for (files, code) in [
        (&["good"][..], 0),
        (&["good", "silent"], 0),
        (&["good", "bad"], 1),
        (&["bad", "good"], 1),
        (&["broken", "bad", "good"], 2),
    ] {
        let paths: Vec<String> = files.iter().map(|it| format!("suite/{it}.yaml")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        assert_eq!(bench.test(&paths).code, code, "{files:?}");
    }
}

#[test]
fn where_nothing_is_expected_nothing_has_passed() {
    let bench = suite();
    std::fs::create_dir(bench.path("empty")).unwrap();
    bench.file("quiet/silent.yaml", update(4, (50, 100), 8));
    refused(&bench.test(&["empty"]), "there is no scenario in empty");
    let silent = "no scenario here expects anything: write `expect:` into one";
    for path in ["quiet", "quiet/silent.yaml", "suite/foreign.yaml"] {
        refused(&bench.test(&[path]), silent);
    }
    let nothing = bench.test(&["suite", "--filter", "nothing"]);
    refused(&nothing, "no scenario has `nothing` in its path");
    let nowhere = bench.test(&["suite", "nowhere"]);
    assert_eq!((nowhere.code, nowhere.out.as_str()), (2, ""));
    assert!(nowhere.err.starts_with("error: cannot read nowhere: "));
}

#[test]
fn a_file_that_is_named_and_expects_nothing_is_told_as_skipped() {
    let said = suite().test(&["suite/good.yaml", "suite/silent.yaml"]);
    assert_eq!(
        said.out,
        "PASS         ~  suite/good.yaml    2 hold
SKIP         ~  suite/silent.yaml  expects nothing

1 scenario: 1 passed; 2 expectations, all hold; 1 skipped; ~
"
    );
}

#[test]
fn a_filter_chooses_by_path() {
    let bench = suite();
    let said = bench.test(&["suite", "--filter", "good"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("suite/good.yaml") && !said.out.contains("bad"));
    let all = bench.test(&["suite", "--filter", "suite"]);
    assert_eq!(all, bench.test(&["suite"]));
}

#[test]
fn a_list_runs_nothing_and_says_what_would_be_judged() {
    let bench = suite();
    let said = bench.test(&["suite", "--filter", "d.yaml", "--list"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(
        said.out,
        "suite/bad.yaml
  min(web.ready) >= 4
  max(web.total) <= 4
suite/good.yaml
  min(web.ready) >= 2
  deployment(web).state == COMPLETED
"
    );
    let broken = bench.test(&["suite", "--list"]);
    assert_eq!((broken.code, broken.out), (2, said.out));
    assert!(broken.err.contains("suite/broken.yaml cannot be run"));
}

#[test]
fn quiet_leaves_out_the_lines_of_what_passed() {
    let bench = suite();
    let loud = bench.test(&["suite"]);
    let quiet = bench.test(&["suite", "--quiet"]);
    let (_, failures) = loud.out.split_once("2 hold\n").unwrap();
    assert_eq!(quiet.out, failures);
    assert_eq!(quiet.code, loud.code);
}

#[test]
fn values_and_seeds_of_the_command_line_are_laid_over_every_scenario() {
    let bench = suite();
    let minimum = "aws.services[web].deploymentConfiguration.minimumHealthyPercent=100";
    let maximum = "aws.services[web].deploymentConfiguration.maximumPercent=150";
    let args = ["suite/bad.yaml", "suite/good.yaml", "--seed", "7"];
    let set = ["--set", minimum, "--set", maximum, "--json"];
    let said = bench.test(&[&args[..], &set].concat()).json();
    let verdicts = |file: usize| {
        let judged = said["scenarios"][file]["expectations"].as_array().unwrap();
        let ok = judged.iter().map(|it| it["ok"].as_bool().unwrap());
        ok.collect::<Vec<_>>()
    };
    assert_eq!(
        verdicts(0),
        [true, false],
        "four stay, and six may be there"
    );
    assert_eq!(verdicts(1), [true, true]);
}

#[test]
fn the_document_for_programs_says_ok_for_good() {
    let bench = suite();
    let said = bench.test(&["suite", "--json"]);
    assert_eq!((said.code, said.err.as_str()), (2, ""));
    let document = said.json();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["ok"], false);
    assert_eq!(document["passed"], 1);
    assert_eq!(document["failed"], 2);
    let [bad, broken, good] = &document["scenarios"].as_array().unwrap()[..] else {
        panic!("three are tested: {document}");
    };
    assert_eq!(bad["file"], "suite/bad.yaml");
    assert_eq!(bad["ok"], false);
    let first = &bad["expectations"][0];
    for (member, value) in [
        ("expect", json!("min(web.ready) >= 4")),
        ("ok", json!(false)),
        ("value", json!(2)),
        ("unit", json!("tasks")),
        ("comparison", json!(">=")),
        ("bound", json!(4)),
        ("brokenAt", json!({"value": 0, "unit": "seconds"})),
    ] {
        assert_eq!(first[member], value, "{member} of {first}");
    }
    assert_eq!(bad["expectations"][1]["ok"], true);
    assert_eq!(broken["ok"], false);
    assert_eq!(broken["diagnostics"][0]["code"], "E0301");
    assert_eq!(broken["diagnostics"][0]["places"][0]["line"], 23);
    assert_eq!((&good["ok"], &good["name"]), (&json!(true), &json!("good")));
    let good = bench.test(&["suite", "--filter", "good", "--json"]).json();
    assert_eq!(good["ok"], true);
}

#[test]
fn what_could_not_begin_is_a_document_as_well() {
    let bench = suite();
    std::fs::create_dir(bench.path("empty")).unwrap();
    let said = bench.test(&["empty", "--json"]);
    assert_eq!(said.code, 2);
    let wrong = json!({"ok": false, "error": "there is no scenario in empty"});
    assert_eq!(said.json(), wrong);
}

#[test]
fn nothing_is_written_unless_it_is_asked_for() {
    let bench = suite();
    let before = files(&bench);
    bench.test(&["suite"]);
    bench.test(&["suite/good.yaml", "--json"]);
    assert_eq!(files(&bench), before);
    bench.test(&["suite", "--junit", "report.xml"]);
    let mut after = files(&bench);
    after.retain(|file| !before.contains(file));
    let new: Vec<PathBuf> = after.into_iter().map(|(path, _)| path).collect();
    assert_eq!(new, [bench.path("report.xml")]);
}

/// A result has a copy of its scenario, expectations and all.
#[test]
fn results_below_a_path_are_no_scenarios() {
    let bench = suite();
    let args = ["run", "suite/bad.yaml", "-o", "suite/output", "--no-charts"];
    assert_eq!(bench.ecsim(&args).status.code(), Some(1));
    let copy = bench.path("suite/output/bad/scenario.resolved.yaml");
    assert!(read(&copy).contains("min(web.ready) >= 4"));
    assert_eq!(bench.test(&["suite"]), suite().test(&["suite"]));
}

#[test]
fn a_run_whose_promise_is_broken_writes_its_results_and_ends_with_1() {
    let bench = suite();
    let args = ["run", "suite/bad.yaml", "--no-charts"];
    let output = bench.ecsim(&args);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("\nExpected       1 of 2 broken:\n"), "{said}");
    for file in ["timeline.csv", "services.csv", "manifest.json"] {
        assert!(bench.path("output/bad").join(file).is_file(), "{file}");
    }
    let written = read(&bench.path("output/bad/summary.json"));
    let summary: serde_json::Value = serde_json::from_str(&written).unwrap();
    let broken = &summary["expectations"][0];
    assert_eq!(broken["ok"], false);
    assert_eq!((&broken["value"], &broken["bound"]), (&json!(2), &json!(4)));
    assert_eq!(summary["expectations"][1]["ok"], true);
    let printed = bench.ecsim(&[&args[..], &["--json"]].concat());
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed, summary);
    let good = bench.ecsim(&["run", "suite/good.yaml", "--no-charts"]);
    assert_eq!(good.status.code(), Some(0));
}
