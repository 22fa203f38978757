//! Over generated sentences: what is written out reads back. Over any text: it is read or refused,
//! with a place in it.

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::scenario::{Overrides, load_text};

/// Parts are equal wherever they stand.
fn part<T>(it: T) -> Spanned<T> {
    Spanned { it, span: 0..0 }
}

/// Names with and without need of quotes, and words that mean something elsewhere.
fn name() -> impl Strategy<Value = Name> {
    const WORDS: &[&str] = &[
        "and",
        "at",
        "contains",
        "cost",
        "count",
        "decisions",
        "deployments",
        "during",
        "in",
        "instances",
        "or",
        "p95",
        "runs",
        "shop/web",
        "spotInterruption",
        "tasks",
        "timeline",
        "web",
        "web/d-2",
        "web:1",
        "where",
        "zürich",
        "",
        " ",
        "2048",
        "3rd-party",
        "EC2 Instance Launch Successful",
        "a \\ b",
        "a.b",
        "night shift (2)",
        "x > 3",
    ];
    let words = select(WORDS).prop_map(str::to_owned);
    let plain = "[a-zA-Z0-9_/:é-]{1,8}";
    prop_oneof![words, plain, "[^\"\\p{Cc}]{0,8}"].prop_map(part)
}

/// Columns, series, fields: words without anything else in them.
fn word() -> impl Strategy<Value = Name> {
    let words = &[
        "and", "contains", "or", "ready", "state", "tasks", "total", "where",
    ];
    let words = select(&words[..]).prop_map(str::to_owned);
    prop_oneof![words, "[a-zA-Z0-9_é]{1,8}"].prop_map(part)
}

/// Values with units, words, and texts in quotes.
fn literal() -> impl Strategy<Value = Literal> {
    let number = "[0-9]{1,4}(\\.[0-9]{1,3})?(ms|s|m|h|d|%| USD| task-hours)?";
    // A name with a point in it would be a series.
    let word = "[a-zA-Z+%][a-zA-Z0-9_/:%+é-]{0,8}";
    let plain = prop_oneof![number, word, "-[0-9]{1,3}"].prop_map(|text| (text, false));
    let quoted = "[^\"\\p{Cc}]{0,8}".prop_map(|text| (text, true));
    prop_oneof![3 => plain, 1 => quoted].prop_map(|(text, quoted)| Literal {
        text: part(text),
        quoted,
    })
}

fn comparison() -> impl Strategy<Value = Spanned<Comparison>> {
    let all = Comparison::WRITTEN.map(|(_, comparison)| comparison);
    select(all.to_vec()).prop_map(part)
}

fn statistic() -> impl Strategy<Value = Spanned<Statistic>> {
    let named = select(vec![
        Statistic::Min,
        Statistic::Max,
        Statistic::Mean,
        Statistic::Sum,
        Statistic::Count,
        Statistic::First,
        Statistic::Last,
    ]);
    let percentile =
        (0_u32..2_000).prop_map(|tenths| Statistic::Percentile(f64::from(tenths) / 10.0));
    prop_oneof![named, percentile].prop_map(part)
}

fn series() -> impl Strategy<Value = Series> {
    (name(), word()).prop_map(|(resource, name)| Series { resource, name })
}

fn condition() -> impl Strategy<Value = Condition> {
    let against = prop_oneof![
        literal().prop_map(Against::Literal),
        series().prop_map(Against::Series),
    ];
    let parts = (series(), comparison(), against);
    parts.prop_map(|(series, comparison, against)| Condition {
        series,
        comparison,
        against,
    })
}

/// Tests of tests, three deep.
fn test() -> impl Strategy<Value = Test> {
    let matching = prop_oneof![
        comparison().prop_map(|comparison| part(Matching::Compare(comparison.it))),
        Just(part(Matching::Contains)),
    ];
    let cell = (word(), matching, literal())
        .prop_map(|(column, matching, value)| Test::Cell(column, matching, value));
    cell.prop_recursive(3, 16, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..=3);
        prop_oneof![several().prop_map(Test::All), several().prop_map(Test::Any)]
    })
}

fn rows() -> impl Strategy<Value = Rows> {
    let table = select(Table::ALL.to_vec()).prop_map(part);
    let columns = prop::option::of((word(), prop::option::of(word())));
    let parts = (table, columns, prop::option::of(test()));
    parts.prop_map(|(table, columns, test)| {
        let (column, minus) = columns.unzip();
        Rows {
            table,
            column,
            minus: minus.flatten(),
            test,
        }
    })
}

fn measure() -> impl Strategy<Value = Measure> {
    let holding = select(vec![
        Holding::Duration,
        Holding::First,
        Holding::Last,
        Holding::Count,
    ]);
    let samples = prop_oneof![
        series().prop_map(Samples::Series),
        rows().prop_map(Samples::Rows),
    ];
    prop_oneof![
        4 => (statistic(), samples).prop_map(|(statistic, samples)| Measure::Of(statistic, samples)),
        1 => (literal(), series()).prop_map(|(time, series)| Measure::At(time, series)),
        2 => (holding, condition()).prop_map(|(holding, condition)| Measure::Held(holding, condition)),
        1 => (name(), word()).prop_map(|(of, field)| Measure::Deployment(of, field)),
        1 => name().prop_map(Measure::Availability),
        1 => "[a-z]{1,8}".prop_map(|what| Measure::Cost(part(what))),
    ]
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        (literal(), literal()).prop_map(|(from, until)| Window::During(from, until)),
        literal().prop_map(Window::After),
        (literal(), name(), prop::option::of(name()))
            .prop_map(|(span, event, resource)| Window::Within(span, event, resource)),
    ]
}

fn any_sentence() -> impl Strategy<Value = Sentence> {
    let window = prop::option::of(window().prop_map(part));
    let measure = measure().prop_map(part);
    let share = prop::option::of(literal());
    let parts = (measure, comparison(), literal(), window, share);
    parts.prop_map(|(measure, comparison, bound, window, share)| Sentence {
        measure,
        comparison,
        bound,
        window,
        share,
    })
}

/// Pieces of sentences in any order, and what stands in none.
fn soup() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "min",
        "p99.9",
        "p",
        "at",
        "count",
        "duration",
        "deployment",
        "availability",
        "cost",
        "web",
        "tasks",
        "decisions",
        ".",
        "..",
        ".ready",
        ".startedAt",
        "-",
        "(",
        "((",
        ")",
        "\"",
        " ",
        "  ",
        "\n",
        "\t",
        ",",
        "where",
        "and",
        "or",
        "contains",
        "during",
        "after",
        "within",
        "of",
        "in",
        "runs",
        "<",
        ">=",
        "=",
        "==",
        "!=",
        "!",
        "4",
        "10m",
        "95%",
        "1.5",
        "12 USD",
        "é",
        "“",
        "\u{a0}",
        "\u{0}",
        "🦀",
        "#",
        ":",
        "'",
    ];
    prop::collection::vec(select(PIECES), 0..30).prop_map(|pieces| pieces.concat())
}

/// A good sentence with some letters taken out, put in or put in another place.
fn spoilt() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        any::<char>(),
        select("()\". <>=-%#:é\n".chars().collect::<Vec<_>>())
    ];
    let change = (any::<Index>(), 0_usize..3, prop::option::of(letter));
    let changes = prop::collection::vec(change, 1..4);
    (any_sentence(), changes).prop_map(|(sentence, changes)| {
        let mut letters: Vec<char> = sentence.to_string().chars().collect();
        for (place, gone, letter) in changes {
            let place = place.index(letters.len() + 1);
            let until = (place + gone).min(letters.len());
            letters.splice(place..until, letter);
        }
        letters.into_iter().collect()
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~]{0,60}", soup(), spoilt()]
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// What stands at a place, if it lies in the text.
fn standing(text: &str, span: Range<usize>) -> &str {
    text.get(span.clone())
        .unwrap_or_else(|| panic!("{span:?} lies not in {text:?}"))
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn what_is_written_out_reads_back(expected in any_sentence()) {
        let text = expected.to_string();
        let found = sentence(&text);
        prop_assert_eq!(found.as_ref(), Ok(&expected), "{}", text);
    }

    #[test]
    fn each_part_knows_its_place(expected in any_sentence()) {
        let text = expected.to_string();
        let found = sentence(&text).map_err(|wrong| TestCaseError::fail(format!("{wrong:?}: {text}")))?;
        prop_assert_eq!(standing(&text, found.measure.span), expected.measure.it.to_string());
        prop_assert_eq!(standing(&text, found.comparison.span), expected.comparison.it.to_string());
        prop_assert_eq!(standing(&text, found.bound.text.span), expected.bound.to_string());
        if let (Some(found), Some(expected)) = (found.window, expected.window) {
            prop_assert_eq!(standing(&text, found.span), expected.it.to_string());
        }
        if let (Some(found), Some(expected)) = (found.share, expected.share) {
            prop_assert_eq!(standing(&text, found.text.span), expected.to_string());
        }
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(text in any_text()) {
        match sentence(&text) {
            // What was read can be written down and means the same.
            Ok(read) => {
                let again = read.to_string();
                prop_assert_eq!(sentence(&again), Ok(read), "{:?} became {:?}", text, again);
            }
            Err(Wrong { at, expected }) => {
                prop_assert!(text.is_char_boundary(at), "{} in {:?}", at, text);
                prop_assert!(!expected.is_empty(), "{:?} at {}", text, at);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(300))]

    /// With its names and units, and the excerpt that shows what is wrong with it.
    #[test]
    fn any_text_can_be_checked_and_shown(text in any_text()) {
        let scenario = format!(
            "duration: 1h
aws:
  taskDefinitions:
    - {{family: web, cpu: 256, memory: 512, containerDefinitions: [{{name: web, image: web}}]}}
  services: [{{serviceName: web, taskDefinition: web, desiredCount: 0}}]
expect: [{}]
",
            serde_json::Value::from(text.as_str())
        );
        let loaded = load_text("any", &scenario, &Overrides::default());
        let shown = loaded.diagnostics.render(false);
        prop_assert!(loaded.scenario.is_some() || shown.contains("error["), "{}", shown);
    }
}
