//! Playing a generated scenario, and what holds in the results of each.

use std::path::Path;

use ecsim::report::RunResult;
use ecsim::scenario::{Loaded, Overrides, load, load_text};
use ecsim::world::simulate;
use proptest::prelude::*;

pub(crate) fn play(scenario: &str) -> RunResult {
    simulated(load_text("law", scenario, &Overrides::default()), scenario)
}

pub(crate) fn play_file(path: &Path) -> RunResult {
    let loaded = load(path, &Overrides::default()).unwrap();
    simulated(loaded, &path.display().to_string())
}

fn simulated(loaded: Loaded, what: &str) -> RunResult {
    let complaint = loaded.diagnostics.render(false);
    let scenario = loaded
        .scenario
        .unwrap_or_else(|| panic!("{complaint}\n{what}"));
    simulate(&scenario, &mut |_| false, true).expect("a run ends")
}

pub(crate) fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    let cases = asked.and_then(|text| text.parse().ok()).unwrap_or(default);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(crate) fn check_rows(result: &RunResult) -> Result<(), TestCaseError> {
    let mut row = ecsim::report::Row::default();
    let mut resource = String::new();
    let mut before = row.time;
    for seq in 1..=result.journal.rows() {
        result.journal.row(seq, &mut row);
        result.journal.resource(seq, &mut resource);
        prop_assert_eq!(result.journal.head(seq), row.head());
        prop_assert_eq!(&resource, &row.resource);
        prop_assert!(row.time >= before);
        before = row.time;
        match row.cause {
            Some(cause) => prop_assert!(cause < seq),
            None => prop_assert!(row.source.starts_with("ecsim."), "{row:?}"),
        }
        let detail: Result<serde_json::Value, _> = serde_json::from_str(&row.detail);
        prop_assert!(
            detail.is_ok_and(|detail| detail.is_object()),
            "{}",
            row.detail
        );
    }
    Ok(())
}
