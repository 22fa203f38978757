//! The scenarios of the repository keep the laws, too.

use std::path::Path;

use crate::states::check_states;
use crate::support::{check_rows, play_file};

#[test]
fn each_scenario_keeps_the_laws() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut group_states = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let result = play_file(&path);
        let kept = check_rows(&result).and_then(|()| check_states(&result));
        kept.unwrap_or_else(|broken| panic!("{}: {broken}", path.display()));
        group_states += result.group_states.len();
    }
    assert!(group_states > 20, "{group_states}");
}
