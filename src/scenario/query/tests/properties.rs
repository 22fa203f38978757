//! Over any text: it is read or refused, with a place in it. Over generated expressions: what is
//! written out reads back.

use proptest::prelude::*;
use proptest::sample::select;

use super::Fleet;
use crate::scenario::model::Query;

fn literal() -> impl Strategy<Value = String> {
    let words = &[
        "and",
        "not",
        "exists",
        "1",
        "1.14.4",
        "-2.5",
        "service:web",
        "==",
        "ü",
    ];
    prop_oneof![
        select(words).prop_map(str::to_owned),
        "[a-zA-Z0-9:@._-]{1,6}",
        "'[^'\\p{Cc}]{0,6}'",
        "\"[^\"\\p{Cc}]{0,6}\"",
    ]
}

fn test() -> impl Strategy<Value = String> {
    let texts = select(&["attribute:a", "attribute:ecs.instance-type", "task:group"]);
    let comparisons = &[
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "equals",
        "less_than",
        "not_equals",
    ];
    let lists = select(&["in", "!in", "not_in"]);
    let patterns = select(&["a.*", "(a|b).*", "'[a b]+'", "\"it's\"", r"\d+", "a{2}"]);
    prop_oneof![
        (texts.clone(), select(comparisons), literal())
            .prop_map(|(s, o, l)| format!("{s} {o} {l}")),
        (texts.clone(), select(&["exists", "!exists", "not_exists"]))
            .prop_map(|(s, o)| format!("{s} {o}")),
        (texts.clone(), lists, prop::collection::vec(literal(), 1..4))
            .prop_map(|(s, o, l)| format!("{s} {o} [{}]", l.join(","))),
        (texts, select(&["=~", "!~", "matches"]), patterns)
            .prop_map(|(s, o, p)| format!("{s} {o} {p}")),
        select(&[
            "runningTasksCount >= 007",
            "agentVersion < 1.014",
            "registeredAt > '2018-02-13'",
            "agentConnected != 'true'",
            "ec2InstanceId !~ i-.*",
        ])
        .prop_map(str::to_owned),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    test().prop_recursive(4, 24, 3, |part| {
        let between = select(&[" and ", " or ", " && ", " || "]);
        prop_oneof![
            (prop::collection::vec(part.clone(), 2..4), between)
                .prop_map(|(parts, between)| parts.join(between)),
            part.clone().prop_map(|part| format!("({part})")),
            part.clone().prop_map(|part| format!("not ({part})")),
            part.prop_map(|part| format!("!{part}")),
        ]
    })
}

/// Pieces of the language in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = &[
        "(",
        ")",
        "[",
        "]",
        ",",
        "!",
        "not",
        "and",
        "or",
        "&&",
        "||",
        "==",
        "=",
        "=~",
        "!~",
        "!in",
        "in",
        "exists",
        "attribute:",
        "attribute:a",
        "task:group",
        "runningTasksCount",
        "1",
        "'",
        "\"",
        "\\",
        "ü",
        " ",
        " ",
        "(?i)",
        "{9}",
    ];
    prop::collection::vec(select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_a_place_in_it(text in prop_oneof!["\\PC{0,40}", soup()]) {
        if let Err(error) = Query::parse(&text) {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{error}");
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn what_is_written_out_reads_back_and_means_the_same(text in expression()) {
        let query = Query::parse(&text).expect(&text);
        let written = query.to_string();
        let again = Query::parse(&written).expect(&written);
        prop_assert_eq!(&again, &query, "{}", written);
        prop_assert_eq!(again.to_string(), written);
        let fleet = Fleet::new();
        prop_assert_eq!(fleet.meant(&again), fleet.meant(&query));
    }
}
