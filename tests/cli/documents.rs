//! What the documents promise is there: commands run, fragments check, files exist.

use crate::support::{Bench, read};

fn repository(file: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The fenced blocks of a language in a Markdown text.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let parts = text.split(&opening).skip(1);
    parts
        .map(|part| part.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_scenario_in_the_readme_is_a_scenario() {
    let readme = read(&repository("README.md"));
    let scenarios = blocks(&readme, "yaml");
    assert!(!scenarios.is_empty());
    for (number, scenario) in scenarios.iter().enumerate() {
        let bench = Bench::new();
        bench.file("readme.yaml", scenario);
        let output = bench.ecsim(&["check", "readme.yaml"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "block {number}: {said}");
    }
}

/// Everything after `ecsim` or `cargo run … --` in a document's shell blocks, joined over `\`.
fn commands(text: &str) -> Vec<Vec<String>> {
    let lines = blocks(text, "sh").join("\n").replace("\\\n", " ");
    let runs = lines
        .lines()
        .filter_map(|line| line.split_once("cargo run --release -- "));
    let unquoted = |word: &str| word.trim_matches('\'').to_owned();
    let words = runs.map(|(_, command)| command.split_whitespace().map(unquoted));
    words.map(Iterator::collect).collect()
}

#[test]
fn every_run_in_the_readme_runs() {
    let found = commands(&read(&repository("README.md")));
    assert!(found.len() >= 3, "{found:?}");
    for command in found {
        let bench = Bench::new();
        let scenario = command
            .iter()
            .find(|word| word.starts_with("scenarios/"))
            .unwrap();
        bench.file(scenario, read(&repository(scenario)));
        let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
        args.push("--no-charts");
        let output = bench.ecsim(&args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{command:?}: {said}");
    }
}

#[test]
fn the_pipeline_calls_the_test_command_of_the_readme() {
    let readme = read(&repository("README.md"));
    assert!(
        blocks(&readme, "sh")
            .iter()
            .any(|block| block.trim() == "cargo test")
    );
    let pipeline = read(&repository(".ci/run"));
    assert!(pipeline.lines().any(|line| line.trim() == "cargo test"));
}

#[test]
fn every_file_that_a_document_links_to_exists() {
    for document in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = read(&repository(document));
        for link in text.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            if !target.starts_with("http") {
                assert!(repository(target).exists(), "{document} links to {target}");
            }
        }
    }
}

#[test]
fn every_scenario_that_a_help_text_names_exists() {
    let bench = Bench::new();
    for command in ["run", "check", "catalog", "schema"] {
        let output = bench.ecsim(&[command, "--help"]);
        let help = String::from_utf8(output.stdout).unwrap();
        for word in help
            .split_whitespace()
            .filter(|word| word.starts_with("scenarios/"))
        {
            let named = word.trim_end_matches([',', '.']);
            if !named.contains('*') {
                assert!(repository(named).exists(), "{command} --help names {named}");
            }
        }
    }
}

#[test]
fn the_changelog_keeps_its_form() {
    let text = read(&repository("CHANGELOG.md"));
    assert!(text.starts_with("# Changelog\n"));
    let version = env!("CARGO_PKG_VERSION");
    assert!(text.contains("## [Unreleased]") || text.contains(&format!("## [{version}]")));
}
