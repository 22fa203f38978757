//! Bad input: a diagnostic, never a panic, in bounded time and memory.

use proptest::prelude::*;

use super::{LARGE, SMALL, codes_of};
use crate::scenario::{Overrides, load_text};

/// Loads and draws; whatever it is, both come to an end.
fn survives(text: &str) -> Vec<&'static str> {
    let loaded = load_text("x.yaml", text, &Overrides::default());
    let rendered = loaded.diagnostics.render(true);
    assert!(
        rendered.len() < 1 << 20,
        "{} bytes of messages",
        rendered.len()
    );
    loaded.diagnostics.to_json();
    assert_eq!(loaded.scenario.is_none(), loaded.diagnostics.errors() > 0);
    loaded
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect()
}

#[test]
fn ten_thousand_levels_are_too_many() {
    let flow = format!("duration: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(survives(&flow), ["E0106"]);
    assert_eq!(survives(&"[".repeat(10_000)), ["E0106"]);
    assert_eq!(survives(&"{a: ".repeat(10_000)), ["E0106"]);
    assert_eq!(survives(&"- ".repeat(10_000)), ["E0106"]);
    let block: String = (0..1000)
        .map(|level| format!("{}a:\n", " ".repeat(level)))
        .collect();
    assert_eq!(survives(&block), ["E0106"]);
    assert_eq!(survives(&"? ".repeat(10_000)), ["E0106"]);
}

#[test]
fn sixty_four_levels_are_allowed() {
    let nested = |levels: usize| format!("expect: {}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(
        survives(&format!("duration: 1h\n{}", nested(63))),
        ["E0202"]
    );
    assert_eq!(
        survives(&format!("duration: 1h\n{}", nested(64))),
        ["E0106"]
    );
    let alias = format!(
        "a: &a {}{}\nb: [[[[[*a]]]]]",
        "[".repeat(60),
        "]".repeat(60)
    );
    assert_eq!(survives(&alias), ["E0106"]);
}

#[test]
fn aliases_count_with_what_they_stand_for() {
    let mut text = "a0: &a0 x\n".to_owned();
    for level in 1..40 {
        text += &format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
    }
    assert_eq!(survives(&text), ["E0107"]);
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1 << 20),
        "*a,".repeat(100)
    );
    assert_eq!(survives(&long), ["E0107"]);
}

#[test]
fn very_long_lines_are_named_and_not_drawn() {
    let line = format!("duration: 1h\nwrong: {}", "x".repeat(1 << 20));
    let loaded = load_text("x.yaml", &line, &Overrides::default());
    let rendered = loaded.diagnostics.render(false);
    assert!(rendered.contains("--> x.yaml:2:1"), "{rendered}");
    assert!(rendered.len() < 2000, "{rendered}");
    let value = format!("duration: {}", "9".repeat(1 << 20));
    assert!(
        load_text("x.yaml", &value, &Overrides::default())
            .diagnostics
            .render(false)
            .len()
            < 2000
    );
}

#[test]
fn a_thousand_mistakes_are_drawn_in_part() {
    let wrong: String = (0..5000)
        .map(|number| format!("wrong{number}: 1\n"))
        .collect();
    let loaded = load_text(
        "x.yaml",
        &format!("duration: 1h\n{wrong}"),
        &Overrides::default(),
    );
    assert_eq!(loaded.diagnostics.errors(), 5000);
    let rendered = loaded.diagnostics.render(false);
    assert_eq!(rendered.matches("error[").count(), 50);
    assert!(
        rendered.ends_with("and 4950 more\n\n"),
        "{}",
        &rendered[rendered.len() - 80..]
    );
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    for text in [
        "\"\\e[31m\": 1",
        "duration: \"\\e[31m\"",
        "name: \"a\\u202Eb\"\nduration: 1h",
        "\u{202e}duration: 1h",
        "duration: 1h\u{9b}31m",
        "a\u{7}: 1",
        "duration: 1h\r\nwrong\u{85}: 1",
        "\u{0}",
    ] {
        let loaded = load_text("a\u{1b}[31m.yaml", text, &Overrides::default());
        let rendered = loaded.diagnostics.render(false);
        let unsafe_letter = |letter: char| {
            (letter.is_control() && letter != '\n') || ('\u{202a}'..='\u{202e}').contains(&letter)
        };
        assert!(!rendered.contains(unsafe_letter), "{text:?}: {rendered:?}");
    }
}

#[test]
fn a_mark_of_byte_order_and_line_ends_of_windows_do_not_matter() {
    let windows = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(codes_of(&windows), Vec::<&str>::new());
    let wrong = load_text(
        "x.yaml",
        "\u{feff}duration: 1h\r\nsed: 1\r\n",
        &Overrides::default(),
    );
    let rendered = wrong.diagnostics.render(false);
    assert!(
        rendered.contains("x.yaml:2:1") && rendered.contains("2 | sed: 1\n"),
        "{rendered:?}"
    );
}

#[test]
fn a_text_extends_nothing() {
    assert_eq!(codes_of("extends: base.yaml"), ["E0120"]);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_makes_it_panic(text in "[a-z:,{}\\[\\]&*!|>'\"#%@` \n-]{0,80}") {
        survives(&text);
    }

    #[test]
    fn no_cut_makes_it_panic(start in 0_usize..4000, length in 0_usize..200, with in "[ -~\n]{0,8}") {
        let start = start.min(LARGE.len());
        let end = (start + length).min(LARGE.len());
        survives(&format!("{}{with}{}", &LARGE[..start], &LARGE[end..]));
    }

    #[test]
    fn no_value_makes_it_panic(line in 0_usize..90, value in prop_oneof![
        Just("null"), Just("-1"), Just(".nan"), Just("1e400"), Just("[]"), Just("{}"), Just("''"),
        Just("99999999999999999999"), Just("9223372036854775807"), Just("[[1]]"), Just("{a: {b: 1}}"),
        Just("0"), Just("4294967296"), Just("yes"), Just("18446744073709551615us"), Just("200000000d"),
    ]) {
        let lines: Vec<&str> = LARGE.lines().collect();
        let line = line % lines.len();
        let changed: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(index, text)| match text.rsplit_once(": ") {
                Some((before, _)) if index == line => {
                    let closing = text.chars().rev().take_while(|it| "}],".contains(*it)).count();
                    format!("{before}: {value}{}", &text[text.len() - closing..])
                }
                _ => (*text).to_owned(),
            })
            .collect();
        survives(&changed.join("\n"));
    }

    #[test]
    fn no_depth_makes_set_overflow(depth in 1usize..20_000) {
        let argument = format!("{}a=1", "a.".repeat(depth));
        let overrides = Overrides { set: vec![argument], ..Overrides::default() };
        prop_assert!(load_text("x.yaml", SMALL, &overrides).scenario.is_none());
    }

    #[test]
    fn no_path_makes_set_panic(argument in "(aws|world|[a-z]{1,3})?(\\.|\\[|\\]|=|\"|'|[a-zA-Z0-9]{1,9}){0,9}") {
        let overrides = Overrides { set: vec![argument], ..Overrides::default() };
        let loaded = load_text("x.yaml", SMALL, &overrides);
        loaded.diagnostics.render(false);
    }
}
