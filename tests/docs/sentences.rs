//! Every example sentence and every YAML fragment, in the scenario of the document.

use ecsim::report::RunResult;
use ecsim::report::expectation::{explained, judge};
use ecsim::scenario::{Loaded, Overrides, load_text};
use ecsim::world::simulate;

use crate::document::{Block, blocks, in_backticks, prose, text};

/// The scenario of the document up to its own expectations.
pub(crate) fn scenario() -> String {
    let blocks = blocks();
    let first = blocks.iter().find(|block| block.info == "yaml").unwrap();
    let (scenario, _) = first.text.split_once("expect:\n").unwrap();
    scenario.to_owned()
}

/// The scenario of the document with these sentences, each in quotes that change nothing.
fn expecting(sentences: &[String]) -> String {
    let list = serde_json::Value::from(sentences);
    format!("{}expect: {list}\n", scenario())
}

fn loaded(scenario: &str) -> Loaded {
    load_text("shop.yaml", scenario, &Overrides::default())
}

fn played(scenario: &str) -> RunResult {
    let loaded = loaded(scenario);
    let complaint = loaded.diagnostics.render(false);
    assert!(loaded.diagnostics.is_empty(), "{complaint}");
    simulate(&loaded.scenario.unwrap(), &mut |_| false, true).unwrap()
}

/// Fails with an explanation of what does not hold.
fn assert_holds(scenario: &str) {
    let result = played(scenario);
    let verdicts = judge(&result);
    assert!(!verdicts.is_empty());
    let broken = verdicts.iter().filter(|verdict| !verdict.holds());
    let broken: Vec<String> = broken
        .map(|verdict| {
            let lines = explained(verdict).join("\n    ");
            format!("{}\n    {lines}", verdict.expectation.text)
        })
        .collect();
    assert!(broken.is_empty(), "broken:\n{}", broken.join("\n"));
}

/// The codes of all errors, in order.
fn codes(scenario: &str) -> Vec<&'static str> {
    let diagnostics = loaded(scenario).diagnostics;
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code.name());
    codes.collect()
}

/// The sentences of all blocks of a kind.
fn sentences(info: &str) -> Vec<String> {
    let blocks = blocks();
    let blocks = blocks.iter().filter(|block| block.info == info);
    let lines = blocks.flat_map(|block| block.text.lines());
    lines.map(str::to_owned).collect()
}

/// Blocks whose kind is followed by a code: `text E0702`.
fn refused(kind: &str) -> Vec<(String, Block)> {
    let prefix = format!("{kind} E");
    let blocks = blocks()
        .into_iter()
        .filter(|block| block.info.starts_with(&prefix));
    blocks
        .map(|block| (block.info[kind.len() + 1..].to_owned(), block))
        .collect()
}

#[test]
fn each_block_is_of_a_kind_that_is_tested() {
    let kinds = ["text", "text no samples", "yaml", "console", "ebnf"];
    for block in blocks() {
        let has_code = block.info.starts_with("text E") || block.info.starts_with("yaml E");
        let known = kinds.contains(&block.info.as_str()) || has_code;
        assert!(known, "line {}: {}", block.line, block.info);
        assert!(!block.text.trim().is_empty(), "line {}", block.line);
    }
}

#[test]
fn each_sentence_holds() {
    let sentences = sentences("text");
    assert!(sentences.len() > 100, "{}", sentences.len());
    assert_holds(&expecting(&sentences));
}

/// A sentence has a comparison after its parenthesis or field, and nothing left out.
fn is_whole_sentence(code: &str) -> bool {
    let comparisons = [" < ", " <= ", " > ", " >= ", " == ", " != "];
    let compares = comparisons.iter().any(|it| {
        let measure = code.split_once(it).map_or("", |(measure, _)| measure);
        measure.contains('(') && measure.matches('(').count() == measure.matches(')').count()
    });
    compares && !code.contains('…') && !code.starts_with("expect:")
}

#[test]
fn each_sentence_in_the_prose_is_accepted() {
    let prose = prose();
    let sentences: Vec<String> = in_backticks(&prose)
        .into_iter()
        .filter(|code| is_whole_sentence(code))
        .collect();
    assert!(!sentences.is_empty());
    let loaded = loaded(&expecting(&sentences));
    let complaint = loaded.diagnostics.render(false);
    assert!(loaded.scenario.is_some(), "{complaint}");
}

#[test]
fn each_wrong_sentence_is_refused_with_the_code_that_is_claimed() {
    let blocks = refused("text");
    assert!(blocks.len() > 5);
    for (code, block) in blocks {
        for sentence in block.text.lines() {
            let found = codes(&expecting(&[sentence.to_owned()]));
            assert_eq!(found, [code.as_str()], "line {}: {sentence}", block.line);
        }
    }
}

#[test]
fn what_is_not_played_yet_is_refused_as_that() {
    let refused = refused("text");
    let mut unplayed = refused.iter().filter(|(code, _)| code == "E0601");
    assert!(unplayed.any(|(_, block)| block.text.contains("availability(")));
}

#[test]
fn what_has_no_samples_is_broken() {
    let sentences = sentences("text no samples");
    assert!(sentences.len() > 3);
    let result = played(&expecting(&sentences));
    for verdict in judge(&result) {
        let text = &verdict.expectation.text;
        assert!(verdict.value.is_none() && !verdict.holds(), "{text}");
        let said = explained(&verdict).join("\n");
        assert!(said.contains("no samples"), "{text}: {said}");
    }
}

/// A fragment has the expectations only, but for the first one, which is the scenario.
fn whole(fragment: &Block) -> String {
    if fragment.text.starts_with("expect:") {
        format!("{}{}", scenario(), fragment.text)
    } else {
        fragment.text.clone()
    }
}

#[test]
fn each_fragment_holds_as_it_is_written() {
    let blocks = blocks();
    let fragments = blocks.iter().filter(|block| block.info == "yaml");
    assert!(fragments.clone().count() > 1);
    for fragment in fragments {
        assert_holds(&whole(fragment));
    }
}

#[test]
fn each_wrong_fragment_is_refused_with_the_code_that_is_claimed() {
    let fragments = refused("yaml");
    assert!(fragments.len() > 1);
    for (code, fragment) in fragments {
        let found = codes(&whole(&fragment));
        let all = found.iter().all(|found| *found == code);
        assert!(
            all && !found.is_empty(),
            "line {}: {found:?}",
            fragment.line
        );
    }
}

/// `FAIL  FILE:LINE  SENTENCE` and the explanation below it, as the program prints them.
#[test]
fn the_printed_failure_is_what_the_program_prints() {
    let blocks = blocks();
    let block = blocks.iter().find(|block| block.info == "console").unwrap();
    let (command, shown) = block.text.split_once('\n').unwrap();
    let (_, sentence) = shown.lines().next().unwrap().rsplit_once("  ").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let scenario = format!("{}expect:\n  - {sentence}\n", scenario());
    std::fs::write(dir.path().join("shop.yaml"), scenario).unwrap();
    let args = command.strip_prefix("$ ecsim ").unwrap().split(' ');
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ecsim"))
        .current_dir(dir.path())
        .args(args)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains(shown), "{shown}\nis not in\n{printed}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn each_link_leads_to_a_heading() {
    let text = text();
    let headings: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .replace(' ', "-")
        })
        .collect();
    let links: Vec<&str> = text.split("](#").skip(1).collect();
    assert!(!links.is_empty());
    for link in links {
        let target = link.split(')').next().unwrap();
        assert!(headings.iter().any(|heading| heading == target), "{target}");
    }
}
