//! Baselines from end to end: made, written, read, compared, told.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::report::summary::{self, Summary};
use crate::report::{RunResult, testdata};

mod bad_files;
mod tables;

/// A baseline of a version before this one, with tolerances of both kinds.
const FILE: &str = r#"{
  "schema": 1,
  "version": "0.0.9",
  "scenarios": {
    "outage": {
      "digest": "77aa",
      "numbers": {}
    },
    "sale": {
      "digest": "4e69",
      "numbers": {
        "expectations.min(web.ready) >= 2": {"value": 2, "unit": "tasks"},
        "services.web.deployments.web/d-2.duration": {"value": 200, "unit": "seconds", "tolerance": "5%"},
        "services.web.deployments.web/d-2.state": {"value": "COMPLETED"},
        "services.web.minReady": {"value": 2, "unit": "tasks", "tolerance": 1},
        "services.web.minReady.at": {"value": 70.5, "unit": "seconds"}
      }
    }
  }
}
"#;

fn read() -> Baseline {
    Baseline::read(FILE).unwrap()
}

fn of(result: &RunResult) -> BTreeMap<String, Number> {
    numbers(&summary::json(&Summary::of(result)))
}

fn figure(value: f64, unit: &str) -> Number {
    Number::Figure(Figure::new(value, unit).unwrap())
}

fn word(word: &str) -> Number {
    Number::Word(word.to_owned())
}

/// The numbers of the scenario `sale`, as they are in the file.
fn sale() -> BTreeMap<String, Number> {
    let entry = read().scenarios.remove("sale").unwrap();
    let numbers = entry.numbers.into_iter();
    numbers.map(|(name, kept)| (name, kept.number)).collect()
}

/// What moved in that scenario when one number is that now.
fn moved_when(name: &str, now: Option<Number>) -> Vec<Moved> {
    let mut numbers = sale();
    match now {
        Some(number) => numbers.insert(name.to_owned(), number),
        None => numbers.remove(name),
    };
    compare(read().entry("sale").unwrap(), &numbers)
}

fn verdict_when(name: &str, now: Option<Number>) -> Option<Verdict> {
    moved_when(name, now).first().map(|moved| moved.verdict)
}

#[test]
fn a_file_is_read_and_written_to_the_letter() {
    assert_eq!(read().text(), FILE);
    assert_eq!(
        Baseline::new().text(),
        format!("{{\n  \"schema\": 1,\n  \"version\": \"{VERSION}\",\n  \"scenarios\": {{}}\n}}\n")
    );
}

#[test]
fn an_update_keeps_tolerances_and_other_scenarios() {
    let mut baseline = read();
    let mut numbers = sale();
    let ready = "services.web.minReady".to_owned();
    let duration = "services.web.deployments.web/d-2.duration".to_owned();
    numbers.insert(ready, figure(4.0, "tasks"));
    numbers.insert(duration, word("never"));
    numbers.remove("services.web.minReady.at");
    numbers.insert("timelineRows".into(), figure(29.0, "rows"));
    baseline.update("sale", "beef", numbers);
    baseline.update("zone", "cafe", BTreeMap::new());
    let expected = FILE
        .replace("\"0.0.9\"", &format!("\"{VERSION}\""))
        .replace("4e69", "beef")
        .replace(
            r#"{"value": 200, "unit": "seconds", "tolerance": "5%"}"#,
            r#"{"value": "never"}"#,
        )
        .replace(
            r#"{"value": 2, "unit": "tasks", "tolerance": 1}"#,
            r#"{"value": 4, "unit": "tasks", "tolerance": 1}"#,
        )
        .replace(
            r#""services.web.minReady.at": {"value": 70.5, "unit": "seconds"}"#,
            r#""timelineRows": {"value": 29, "unit": "rows"}"#,
        )
        .replace(
            "\n      }\n    }\n  }",
            "\n      }\n    },\n    \"zone\": {\n      \"digest\": \"cafe\",\n      \
             \"numbers\": {}\n    }\n  }",
        );
    assert_eq!(baseline.text(), expected);
    let names: Vec<&str> = baseline.scenarios().collect();
    assert_eq!(names, ["outage", "sale", "zone"]);
}

#[test]
fn nothing_has_moved_in_the_run_that_a_baseline_was_made_of() {
    let mut baseline = Baseline::new();
    let results = [testdata::tiny(), testdata::medium(), testdata::large()];
    for result in &results {
        baseline.update(&result.name, &result.digest, of(result));
    }
    let again = Baseline::read(&baseline.text()).unwrap();
    assert_eq!(again, baseline);
    for result in &results {
        let entry = again.entry(&result.name).unwrap();
        assert_eq!(compare(entry, &of(result)), []);
        assert!(entry.numbers.len() > 20, "{}", entry.numbers.len());
    }
}

#[test]
fn a_number_moves_beyond_its_tolerance_and_not_at_its_edge() {
    let duration = "services.web.deployments.web/d-2.duration";
    for (seconds, verdict) in [
        (189.999, Some(Verdict::Better)),
        (190.0, None),
        (210.0, None),
        (210.001, Some(Verdict::Worse)),
    ] {
        let now = Some(figure(seconds, "seconds"));
        assert_eq!(verdict_when(duration, now), verdict, "{seconds}");
    }
    for (tasks, verdict) in [
        (0.0, Some(Verdict::Worse)),
        (1.0, None),
        (3.0, None),
        (4.0, Some(Verdict::Better)),
    ] {
        let now = Some(figure(tasks, "tasks"));
        let ready = "services.web.minReady";
        assert_eq!(verdict_when(ready, now), verdict, "{tasks}");
    }
    let at = "services.web.minReady.at";
    let now = |seconds| Some(figure(seconds, "seconds"));
    assert_eq!(verdict_when(at, now(70.500_001)), Some(Verdict::Changed));
    assert_eq!(verdict_when(at, now(70.5)), None);
}

#[test]
fn a_verdict_knows_words_units_and_what_is_missing() {
    let state = "services.web.deployments.web/d-2.state";
    let running = Some(word("IN_PROGRESS"));
    assert_eq!(verdict_when(state, running.clone()), Some(Verdict::Worse));
    let sentence = "expectations.min(web.ready) >= 2";
    let tasks = |count| Some(figure(count, "tasks"));
    assert_eq!(verdict_when(sentence, tasks(1.0)), Some(Verdict::Worse));
    assert_eq!(verdict_when(sentence, tasks(3.0)), Some(Verdict::Better));
    assert_eq!(verdict_when(sentence, None), Some(Verdict::Gone));
    assert_eq!(verdict_when(sentence, running), Some(Verdict::Changed));
    let calls = Some(figure(2.0, "calls"));
    assert_eq!(verdict_when(sentence, calls), Some(Verdict::Changed));
    assert_eq!(verdict_when("timelineRows", tasks(1.0)), Some(Verdict::New));

    let mut baseline = Baseline::new();
    let of = |state| BTreeMap::from([("a.state".to_owned(), word(state))]);
    baseline.update("sale", "", of("IN_PROGRESS"));
    let verdicts = |state| compare(baseline.entry("sale").unwrap(), &of(state));
    assert_eq!(verdicts("COMPLETED")[0].verdict, Verdict::Better);
    assert_eq!(verdicts("STOPPED")[0].verdict, Verdict::Changed);
}

#[test]
fn what_is_another_version_or_another_scenario_is_told() {
    assert_eq!(
        read().version_note(),
        Some(format!(
            "the baseline was written by ecsim 0.0.9, this is {VERSION}: results may differ \
             between versions, see \"Results change\" in CHANGELOG.md"
        ))
    );
    assert_eq!(Baseline::new().version_note(), None);
    let baseline = read();
    let entry = baseline.entry("sale").unwrap();
    assert_eq!(entry.digest_note("sale", "4e69"), None);
    assert_eq!(
        entry.digest_note("sale", "4e6a").unwrap(),
        "the scenario `sale` has changed since its baseline was written: what moved may have moved \
         for that reason"
    );
}

/// A tolerance of either kind, or none.
fn tolerances() -> impl Strategy<Value = Option<Tolerance>> {
    let most = 0.0..f64::MAX / 2.0;
    prop_oneof![
        Just(None),
        most.clone()
            .prop_map(|most| Tolerance::from_number(most).ok()),
        (0.0..1_000.0).prop_map(|most| Tolerance::from_number(most).ok()),
        most.prop_map(|most| Tolerance::from_text(&format!("{most}%")).ok()),
        (0_u32..100).prop_map(|most| Tolerance::from_text(&format!("{most} %")).ok()),
    ]
}

fn figures() -> impl Strategy<Value = Number> {
    let values = prop_oneof![any::<f64>(), any::<u32>().prop_map(f64::from), -1e3..1e3];
    let units = prop_oneof![Just("tasks".to_owned()), any::<String>()];
    (values, units).prop_filter_map("finite", |(value, unit)| {
        Figure::new(value, &unit).map(Number::Figure)
    })
}

fn kept() -> impl Strategy<Value = Kept> {
    let of_word = any::<String>().prop_map(|word| Kept {
        number: Number::Word(word),
        tolerance: None,
    });
    let of_figure =
        (figures(), tolerances()).prop_map(|(number, tolerance)| Kept { number, tolerance });
    prop_oneof![1 => of_word, 4 => of_figure]
}

fn baselines() -> impl Strategy<Value = Baseline> {
    let numbers = prop::collection::btree_map(any::<String>(), kept(), 0..6);
    let entries =
        (any::<String>(), numbers).prop_map(|(digest, numbers)| Entry { digest, numbers });
    let scenarios = prop::collection::btree_map(any::<String>(), entries, 0..4);
    (any::<String>(), scenarios).prop_map(|(version, scenarios)| Baseline { version, scenarios })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(baseline in baselines()) {
        let text = baseline.text();
        let read = Baseline::read(&text).unwrap();
        prop_assert_eq!(&read, &baseline);
        prop_assert_eq!(read.text(), text);
    }

    #[test]
    fn nothing_moves_against_a_baseline_of_the_same_numbers(
        numbers in prop::collection::btree_map(any::<String>(), figures(), 0..20)
    ) {
        let mut baseline = Baseline::new();
        baseline.update("sale", "", numbers.clone());
        let read = Baseline::read(&baseline.text()).unwrap();
        prop_assert_eq!(compare(read.entry("sale").unwrap(), &numbers), []);
        let lines = read.text().lines().filter(|line| line.contains("\"value\"")).count();
        prop_assert_eq!(lines, numbers.len(), "one line per number");
    }

    #[test]
    fn a_table_of_anything_has_a_line_for_each_number(
        before in prop::collection::btree_map(any::<String>(), kept(), 0..8),
        after in prop::collection::btree_map(any::<String>(), figures(), 0..8),
    ) {
        let entry = Entry { digest: String::new(), numbers: before.clone() };
        let moved = compare(&entry, &after);
        let count = moved.iter().filter(|moved| moved.verdict.is_move()).count();
        let lines = table(&moved).lines().count();
        prop_assert_eq!(lines, if count == 0 { 0 } else { count + 1 });
    }
}
