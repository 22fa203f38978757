//! What other programs read of a test run: the report in the form of JUnit, and the annotations of
//! a workflow.

use crate::expectations::expecting;
use crate::support::{Bench, read, update};

const IN_A_WORKFLOW: &[(&str, &str)] = &[("GITHUB_ACTIONS", "true")];

/// A task is stopped for a reason that no format may take at its word.
const REASON: &str = r#"50 % <b> & \"so\" \x07\x1b[31mred\r\n::error::no ]]>"#;

fn odd(sentences: &[&str]) -> String {
    let stop =
        format!("timeline:\n  - {{at: 9s, stopTask: {{task: web/3, reason: \"{REASON}\"}}}}\n");
    let plain = expecting(sentences);
    let (before, after) = plain.split_once("timeline:\n").unwrap();
    format!("{before}{stop}{after}")
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.file(
        "suite/bad.yaml",
        expecting(&[
            "min(web.ready) >= 4",
            "max(web.total) <= 4",
            "min(web.running) > 2",
        ]),
    );
    bench.file("suite/broken.yaml", expecting(&["min(web.redy) >= 4"]));
    bench.file("suite/good.yaml", expecting(&["min(web.ready) >= 2"]));
    bench.file("suite/silent.yaml", update(4, (50, 100), 8));
    bench
}

/// The tests, failures and errors that an element counts.
fn counts(node: &roxmltree::Node<'_, '_>) -> [usize; 3] {
    ["tests", "failures", "errors"].map(|name| node.attribute(name).unwrap().parse().unwrap())
}

fn children<'x>(node: roxmltree::Node<'x, 'x>, name: &str) -> Vec<roxmltree::Node<'x, 'x>> {
    let children = node.children().filter(|child| child.has_tag_name(name));
    children.collect()
}

#[test]
fn the_junit_report_has_a_suite_per_scenario_and_a_case_per_sentence() {
    let bench = bench();
    let said = bench.test(&["suite", "--junit", "report.xml"]);
    assert_eq!(said.code, 2);
    assert_eq!(said.err, "report.xml has the report\n");
    let text = read(&bench.path("report.xml"));
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(counts(&root), [5, 2, 1]);
    let suites = children(root, "testsuite");
    let names: Vec<_> = suites.iter().map(|suite| suite.attribute("name")).collect();
    let files = ["suite/bad.yaml", "suite/broken.yaml", "suite/good.yaml"];
    assert_eq!(names, files.map(Some));
    assert_eq!(counts(&suites[0]), [3, 2, 0]);
    assert_eq!(counts(&suites[1]), [1, 0, 1]);
    assert_eq!(counts(&suites[2]), [1, 0, 0]);

    let cases = children(suites[0], "testcase");
    let names: Vec<_> = cases.iter().map(|case| case.attribute("name")).collect();
    let sentences = [
        "min(web.ready) >= 4",
        "max(web.total) <= 4",
        "min(web.running) > 2",
    ];
    assert_eq!(names, sentences.map(Some));
    assert!(
        cases
            .iter()
            .all(|case| case.attribute("classname") == Some("bad"))
    );
    assert_eq!(children(cases[1], "failure"), []);
    let [failure] = children(cases[0], "failure")[..] else {
        panic!("the first one failed: {text}");
    };
    assert_eq!(
        failure.attribute("message"),
        Some("2 tasks, not at least 4 tasks")
    );
    let (_, told) = said.out.split_once("  min(web.ready) >= 4\n").unwrap();
    let (told, _) = told.split_once("\n\n").unwrap();
    let told: Vec<&str> = told
        .lines()
        .map(|line| line.strip_prefix("      ").unwrap())
        .collect();
    assert_eq!(
        failure.text(),
        Some(told.join("\n").as_str()),
        "the same as on the terminal"
    );
    let [error] = children(children(suites[1], "testcase")[0], "error")[..] else {
        panic!("the second one could not be run: {text}");
    };
    assert!(error.text().unwrap().contains("suite/broken.yaml:23:13"));
}

#[test]
fn the_junit_report_takes_no_text_for_markup() {
    let bench = Bench::new();
    let sentence = r#"count(timeline where message contains "50 % <b> & ") == 0"#;
    bench.file("a & b.yaml", odd(&[sentence]));
    bench.test(&["a & b.yaml", "--junit", "report.xml"]);
    let text = read(&bench.path("report.xml"));
    let is_forbidden = |letter: char| letter.is_control() && letter != '\n';
    assert!(!text.contains(is_forbidden), "{text:?}");
    let document = roxmltree::Document::parse(&text).unwrap();
    let [suite] = children(document.root_element(), "testsuite")[..] else {
        panic!("one scenario: {text}");
    };
    assert_eq!(suite.attribute("name"), Some("a & b.yaml"));
    let cases = children(suite, "testcase");
    assert_eq!(cases[0].attribute("name"), Some(sentence));
    let failure = children(cases[0], "failure")[0].text().unwrap();
    assert!(failure.contains(r#"50 % <b> & "so" "#), "{failure}");
    assert!(failure.contains("]]>"), "{failure}");
    assert_eq!(counts(&suite), [1, 1, 0]);
}

#[test]
fn what_a_scenario_says_commands_neither_terminal_nor_workflow() {
    let bench = Bench::new();
    bench.file("odd.yaml", odd(&["max(web.stopping) <= 2 after 5s"]));
    let colored = [IN_A_WORKFLOW, &[("CLICOLOR_FORCE", "1")]].concat();
    let said = bench.test_with(&colored, &["odd.yaml"]);
    assert_eq!(said.code, 1);
    let out = &said.out;
    assert!(out.contains("STOPPING: 50 % <b> & \"so\""), "{out}");
    assert!(out.contains("\x1b[31m"), "our own colour: {out:?}");
    assert!(
        !out.contains('\x07') && !out.contains("\x1b[31mred"),
        "{out:?}"
    );
    assert!(
        out.lines().all(|line| !line.starts_with("::error::no")),
        "{out}"
    );
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let bench = bench();
    let said = bench.test(&["suite/good.yaml", "--junit", "nowhere/report.xml"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err
            .starts_with("error: cannot write nowhere/report.xml: ")
    );
    assert!(said.out.contains("PASS"), "it is told all the same");
}

/// Every command in what a workflow reads: its place, title and text.
fn annotations(text: &str) -> Vec<(String, String)> {
    let commands = text
        .lines()
        .filter_map(|line| line.strip_prefix("::error "));
    let parts = commands.map(|line| line.split_once("::").expect("a command has a text"));
    parts
        .map(|(place, text)| (place.to_owned(), text.to_owned()))
        .collect()
}

#[test]
fn a_workflow_is_told_at_the_line_that_is_broken() {
    let bench = bench();
    let plain = bench.test(&["suite"]);
    assert_eq!(annotations(&plain.out), []);
    let elsewhere = bench.test_with(&[("GITHUB_ACTIONS", "false")], &["suite"]);
    assert_eq!(elsewhere, plain);
    let said = bench.test_with(IN_A_WORKFLOW, &["suite"]);
    assert_eq!(said.code, plain.code);
    assert!(said.out.starts_with(&plain.out), "nothing else changes");
    let source = read(&bench.path("suite/bad.yaml"));
    let place = |sentence: &str| {
        let mut lines = source.lines().zip(1..);
        let (line, number) = lines.find(|(line, _)| line.contains(sentence)).unwrap();
        let column = line.find(sentence).unwrap() + 1;
        format!("file=suite/bad.yaml,line={number},col={column},title={sentence}")
    };
    let found = annotations(&said.out);
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places.len(), 3);
    assert_eq!(places[0], place("min(web.ready) >= 4"));
    assert_eq!(places[1], place("min(web.running) > 2"));
    assert!(
        places[2].starts_with("file=suite/broken.yaml,"),
        "{places:?}"
    );
    let told = "value       2 tasks, not at least 4 tasks%0Afound       below 4 tasks";
    assert!(found[0].1.starts_with(told), "{found:?}");
}

#[test]
fn an_annotation_is_one_line_whatever_it_says() {
    let bench = Bench::new();
    let sentence = r#"count(timeline where message contains "50 % <b>") == 0"#;
    let several = r#"'count(tasks where stoppedReason contains "a: b, c") >= 1'"#;
    bench.file("a,b.yaml", odd(&[sentence, several]));
    let said = bench.test_with(IN_A_WORKFLOW, &["a,b.yaml", "--quiet", "--json"]);
    said.json();
    // With one document on standard output, the workflow reads the other stream.
    let found = annotations(&said.err);
    assert_eq!(said.err.lines().count(), 2, "{}", said.err);
    let place = r#"file=a%2Cb.yaml,line=24,col=5,title=count(timeline where message contains "50 %25 <b>") == 0"#;
    assert_eq!(found[0].0, place);
    assert!(
        found[0].1.contains("STOPPING: 50 %25 <b> & \"so\""),
        "{found:?}"
    );
    let place = r#"title=count(tasks where stoppedReason contains "a%3A b%2C c") >= 1"#;
    assert!(found[1].0.ends_with(place), "{found:?}");
}
