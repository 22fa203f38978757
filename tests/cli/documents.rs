//! What the documents promise is there: commands run, fragments check, files exist.

use crate::support::{Bench, bless, masked, read, repository, scenario_name, scenarios};

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
    let mut scenarios = blocks(&readme, "yaml");
    scenarios.retain(|block| !block.contains("\njobs:\n"));
    assert!(!scenarios.is_empty());
    for (number, scenario) in scenarios.iter().enumerate() {
        let bench = Bench::new();
        bench.file("readme.yaml", scenario);
        let output = bench.ecsim(&["check", "readme.yaml"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "block {number}: {said}");
    }
}

#[test]
fn the_scenario_in_the_readme_keeps_what_it_promises() {
    let readme = read(&repository("README.md"));
    let bench = Bench::new();
    bench.file("readme.yaml", &blocks(&readme, "yaml")[0]);
    let said = bench.test(&["readme.yaml"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("readme.yaml  5 hold\n"), "{}", said.out);
}

/// A bench with the scenarios of the repository and their baseline.
fn with_scenarios() -> Bench {
    let bench = Bench::new();
    for file in scenarios() {
        bench.file(&format!("scenarios/{}", scenario_name(&file)), read(&file));
    }
    let baseline = "scenarios/baseline.json";
    bench.file(baseline, read(&repository(baseline)));
    bench
}

/// What is shown in the README of what a test run says; `ECSIM_BLESS=1` writes it anew.
fn keep_shown(shown: &str, said: &str) {
    if masked(shown) != masked(said) && bless() {
        let file = repository("README.md");
        let readme = read(&file);
        assert_eq!(readme.matches(shown).count(), 1);
        std::fs::write(&file, readme.replace(shown, said)).unwrap();
    } else {
        assert_eq!(masked(shown), masked(said));
    }
}

#[test]
fn the_broken_promise_in_the_readme_is_told_as_it_shows() {
    let readme = read(&repository("README.md"));
    let (_, after) = readme.split_once("```sh\necsim test ").unwrap();
    let (command, after) = after.split_once("```").unwrap();
    let command = command.replace("\\\n", " ").replace('\'', "");
    let shown = blocks(after, "text");
    let bench = with_scenarios();
    let said = |more: &[&str]| {
        let words = [
            &["test"],
            &command.split_whitespace().collect::<Vec<_>>()[..],
            more,
        ]
        .concat();
        let output = bench.ecsim(&words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    keep_shown(&shown[0], &said(&[]));
    let told = said(&["--baseline", "scenarios/baseline.json"]);
    let begin = told.find(": numbers have moved").unwrap();
    let begin = told[..begin].rfind('\n').unwrap() + 1;
    let end = told[begin..]
        .find("\n\n")
        .map_or(told.len(), |end| begin + end + 1);
    let table = &told[begin..end];
    let table: Vec<&str> = table
        .lines()
        .filter(|line| !line.starts_with("  note: "))
        .collect();
    keep_shown(&shown[1], &format!("{}\n", table.join("\n")));
}

#[test]
fn the_workflow_in_the_readme_is_one_that_passes() {
    let readme = read(&repository("README.md"));
    let workflows = blocks(&readme, "yaml");
    let workflow = workflows
        .iter()
        .find(|block| block.contains("\njobs:\n"))
        .unwrap();
    assert!(workflow.lines().count() <= 12, "{workflow}");
    let workflow: serde_json::Value = serde_yaml::from_str(workflow).unwrap();
    let steps = workflow["jobs"]["ecsim"]["steps"].as_array().unwrap();
    let runs: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .collect();
    let line = runs
        .iter()
        .find_map(|run| run.strip_prefix("ecsim test "))
        .unwrap();
    let bench = with_scenarios();
    let said = bench.test(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(bench.path("report.xml").is_file());
    let path = steps.last().unwrap()["with"]["path"].as_str();
    assert_eq!(path, Some("report.xml"));
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
        // A changed number may break what the scenario expects.
        let is_changed = command.iter().any(|word| word == "--set");
        let codes = if is_changed { 0..=1 } else { 0..=0 };
        let code = output.status.code().unwrap();
        assert!(codes.contains(&code), "{command:?}: {said}");
    }
}

/// The block of output that follows a command, up to the line that says that there is more.
fn shown_output(readme: &str) -> (String, String) {
    let (_, after) = readme
        .split_once("```sh\ncargo run --release -- run ")
        .unwrap();
    let with_output = |part: &&str| {
        let mut blocks = part.split("```");
        blocks.next();
        let between = blocks.next().unwrap_or_default();
        between.trim().is_empty() && blocks.next().is_some_and(|next| next.starts_with("text\n"))
    };
    let parts: Vec<&str> = after.split("```sh\ncargo run --release -- run ").collect();
    let part = parts.into_iter().find(|part| with_output(part)).unwrap();
    let scenario = part.lines().next().unwrap().to_owned();
    let (_, output) = part.split_once("```text\n").unwrap();
    let (shown, _) = output.split_once("…\n```").unwrap();
    (scenario, shown.to_owned())
}

#[test]
fn the_output_in_the_readme_is_what_the_program_prints() {
    let (scenario, shown) = shown_output(&read(&repository("README.md")));
    assert!(shown.lines().count() > 2, "{shown}");
    let bench = Bench::new();
    bench.file(&scenario, read(&repository(&scenario)));
    let output = bench.ecsim(&["run", &scenario, "--no-charts"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.starts_with(&shown),
        "{shown}\nis not the beginning of\n{printed}"
    );
}

#[test]
fn the_formula_in_the_readme_is_that_of_the_run() {
    let readme = read(&repository("README.md"));
    let scenario = "scenarios/rolling-update-50-100.yaml";
    let bench = Bench::new();
    bench.file(scenario, read(&repository(scenario)));
    bench.ecsim(&["run", scenario, "--no-charts"]);
    let decisions = read(&bench.path("output/rolling-update-50-100/decisions.csv"));
    let (_, formula) = readme
        .split_once("`minH = ceil(4 × 50 / 100) = 2; … ")
        .unwrap();
    let (formula, _) = formula.split_once('`').unwrap();
    assert!(
        decisions.contains(formula),
        "{formula} is not in\n{decisions}"
    );
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
            let is_there = match target.strip_prefix('#') {
                Some(heading) => text
                    .lines()
                    .any(|line| anchor(line) == Some(heading.to_owned())),
                None => target.starts_with("http") || repository(target).exists(),
            };
            assert!(is_there, "{document} links to {target}");
        }
    }
}

/// How a heading is linked to, if a line is one.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix("## ")?.to_lowercase();
    let kept = |letter: &char| letter.is_alphanumeric() || " -".contains(*letter);
    Some(
        heading
            .chars()
            .filter(kept)
            .collect::<String>()
            .replace(' ', "-"),
    )
}

#[test]
fn every_scenario_that_a_help_text_names_exists() {
    let bench = Bench::new();
    for command in ["run", "test", "check", "query", "catalog", "schema"] {
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
