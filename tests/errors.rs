//! Broken scenarios and what is said about them, word for word.
//!
//! Each `errors/NAME.yaml` stands beside `errors/NAME.stderr`. To write what the program says now:
//! `ECSIM_BLESS=1 cargo test --test errors`, then read the difference.

use std::fs;
use std::path::Path;

use ecsim::scenario::{Loaded, Overrides, load};

/// The first line of a fixture may lay something over it: `# set: PATH=VALUE`.
fn overrides(text: &str) -> Overrides {
    let set = text.lines().take_while(|line| line.starts_with('#'));
    let set = set
        .filter_map(|line| line.strip_prefix("# set: "))
        .map(str::to_owned);
    Overrides {
        set: set.collect(),
        ..Overrides::default()
    }
}

fn loaded(name: &str) -> Loaded {
    let path = format!("tests/errors/{name}.yaml");
    let text = String::from_utf8_lossy(&fs::read(&path).expect(&path)).into_owned();
    load(Path::new(&path), &overrides(&text)).expect("the fixture can be read")
}

#[test]
fn what_is_said_about_each_broken_scenario() {
    let mut names: Vec<String> = fs::read_dir("tests/errors")
        .expect("the fixtures are there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() > 10, "the fixtures are there");
    let bless = std::env::var_os("ECSIM_BLESS").is_some();
    let mut different = Vec::new();
    for name in names {
        let loaded = loaded(&name);
        let found = loaded.diagnostics.render(false);
        let has_errors = loaded.diagnostics.errors() > 0;
        assert_eq!(loaded.scenario.is_none(), has_errors, "{name}");
        let path = format!("tests/errors/{name}.stderr");
        let expected = fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        if found != expected {
            if bless {
                fs::write(&path, &found).expect("the fixture can be written");
            } else {
                different.push(format!("--- {path}\n{found}"));
            }
        }
    }
    assert!(
        different.is_empty(),
        "not as expected:\n{}",
        different.join("\n")
    );
}
