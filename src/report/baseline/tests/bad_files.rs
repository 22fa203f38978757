//! What is said of a file that is no baseline, or none that can be trusted.

use serde_json::json;

use super::{FILE, read};
use crate::report::baseline::{Baseline, Error};
use crate::report::summary::{self, Summary};
use crate::report::testdata;

fn said(text: &str) -> String {
    Baseline::read(text).unwrap_err().to_string()
}

/// What is said of the file with something else in place of a part of it.
fn said_of(part: &str, other: &str) -> String {
    assert!(FILE.contains(part), "{part}");
    said(&FILE.replacen(part, other, 1))
}

#[test]
fn an_empty_file_says_how_one_is_written() {
    for text in ["", " \n\n"] {
        assert_eq!(
            said(text),
            "it is empty; remove it, and let --update-baseline write it"
        );
    }
}

#[test]
fn what_is_no_json_says_where() {
    let help = "; a baseline is JSON: correct it, or move it away and let --update-baseline write \
                it";
    for (part, other, what) in [
        (
            "\"4e69\",",
            "\"4e69\"",
            "line 11, column 7: expected `,` or `}`",
        ),
        (": 200,", ": NaN,", "line 13, column 64: expected value"),
        (
            ": 200,",
            ": 1e999,",
            "line 13, column 68: number out of range",
        ),
        (
            "\n}\n",
            "\n",
            "line 20, column 0: EOF while parsing an object",
        ),
        ("\n}\n", "\n}}\n", "line 20, column 2: trailing characters"),
    ] {
        assert_eq!(said_of(part, other), format!("{what}{help}"));
    }
    assert_eq!(
        said("schema: 1\n"),
        format!("line 1, column 1: expected value{help}")
    );
}

#[test]
fn a_merge_that_is_not_resolved_is_recognized() {
    let line = "        \"services.web.minReady.at\"";
    let whole = format!("<<<<<<< HEAD\n{line}: {{\"value\": 60}}\n=======\n{line}");
    // Or somebody took a side by hand and left a mark behind.
    let marks = ["=======", ">>>>>>> theirs"].map(|mark| format!("{mark}\n{line}"));
    for conflict in [whole].into_iter().chain(marks) {
        assert_eq!(
            said_of(line, &conflict),
            "line 16: a merge conflict is not resolved; take either side, then run again with \
             --update-baseline"
        );
    }
}

#[test]
fn json_of_something_else_is_called_by_its_name() {
    let help = "not a baseline; `ecsim test PATH… --baseline FILE --update-baseline` writes one, \
                into another file";
    let summary = summary::json(&Summary::of(&testdata::tiny()));
    let manifest = json!({"tool": "ecsim", "version": "0.1.0", "schema": 1, "files": []});
    for (document, kind) in [
        (summary, "the summary of a run"),
        (manifest, "the manifest of a result"),
        (json!({}), "JSON of something else"),
        (json!([1, 2]), "JSON of something else"),
        (json!("text"), "JSON of something else"),
        (
            json!({"schema": "http://json-schema.org"}),
            "JSON of something else",
        ),
    ] {
        assert_eq!(said(&document.to_string()), format!("it is {kind}, {help}"));
    }
}

#[test]
fn another_schema_says_which_one_is_read() {
    let help = "; this program reads schema 1: use that version, or move the file away and let \
                --update-baseline write it (tolerances have to be put in again)";
    assert_eq!(
        said_of("\"schema\": 1", "\"schema\": 2"),
        format!("it has schema 2, written by ecsim 0.0.9{help}")
    );
    assert_eq!(
        said_of("\"schema\": 1", "\"schema\": true"),
        format!("it has schema true, written by ecsim 0.0.9{help}")
    );
    assert_eq!(said("{\"schema\": 7}"), format!("it has schema 7{help}"));
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    let help = "; correct it, or see `git diff` for what changed";
    for (part, other, what) in [
        (
            "\"schema\": 1,\n",
            "",
            "line 19, column 1: missing field `schema`",
        ),
        (
            "\"version\": \"0.0.9\"",
            "\"verison\": \"0.0.9\"",
            "line 3, column 11: unknown field `verison`, expected one of `schema`, `version`, \
             `scenarios`",
        ),
        (
            "\"digest\": \"4e69\",",
            "\"digest\": \"4e69\", \"seed\": 1,",
            "line 10, column 30: unknown field `seed`, expected `digest` or `numbers`",
        ),
        (
            "\"digest\": \"4e69\",",
            "",
            "line 18, column 5: missing field `digest`",
        ),
        (
            "\"tolerance\": 1}",
            "\"tolerence\": 1}",
            "line 15, column 74: unknown field `tolerence`, expected one of `value`, `unit`, \
             `tolerance`",
        ),
        (
            "{\"value\": \"COMPLETED\"}",
            "{}",
            "line 14, column 52: missing field `value`",
        ),
        (
            "{\"value\": \"COMPLETED\"}",
            "{\"value\": null}",
            "line 14, column 64: invalid type: null, expected a number or a text",
        ),
        (
            "{\"value\": \"COMPLETED\"}",
            "[2, \"tasks\", 1]",
            "line 14, column 50: invalid type: sequence, expected an object",
        ),
    ] {
        assert_eq!(said_of(part, other), format!("{what}{help}"));
    }
}

#[test]
fn names_that_stand_twice_are_refused() {
    let help = "; correct it, or see `git diff` for what changed";
    assert_eq!(
        said_of("services.web.minReady.at", "services.web.minReady"),
        format!("line 16, column 31: `services.web.minReady` stands here twice{help}")
    );
    assert_eq!(
        said_of("\"outage\"", "\"sale\""),
        format!("line 9, column 10: `sale` stands here twice{help}")
    );
    assert_eq!(
        said_of("\"tolerance\": 1}", "\"value\": 3}"),
        format!("line 15, column 70: duplicate field `value`{help}")
    );
}

#[test]
fn a_tolerance_that_is_none_is_refused() {
    let help = "; correct it, or see `git diff` for what changed";
    for (other, what) in [
        (
            "\"tolerance\": \"5\"}",
            "the tolerance `5` is neither a percentage such as \"5%\" nor a number in the unit of \
             the value",
        ),
        ("\"tolerance\": -1}", "the tolerance -1 is below 0"),
        ("\"tolerance\": \"-5%\"}", "the tolerance -5 is below 0"),
        ("\"tolerance\": \"inf%\"}", "the tolerance inf has no end"),
        (
            "\"tolerance\": false}",
            "invalid type: boolean `false`, expected a number or a text",
        ),
    ] {
        let said = said_of("\"tolerance\": 1}", other);
        assert!(said.starts_with("line 15, column "), "{said}");
        assert!(said.ends_with(&format!(": {what}{help}")), "{said}");
    }
    for (other, what) in [
        (
            "\"COMPLETED\", \"tolerance\": 1}",
            "`COMPLETED` cannot have a tolerance",
        ),
        (
            "\"COMPLETED\", \"unit\": \"tasks\"}",
            "`COMPLETED` cannot have a unit",
        ),
        ("1.797e308}", ""),
        (
            "1.7976931348623157e308}",
            "the value 1.7976931348623157e308 is too large",
        ),
    ] {
        let text = FILE.replacen("\"COMPLETED\"}", other, 1);
        let said = Baseline::read(&text).map_err(|error| error.to_string());
        match what {
            "" => assert!(said.is_ok(), "{said:?}"),
            _ => assert!(said.unwrap_err().contains(what), "{what}"),
        }
    }
}

#[test]
fn a_scenario_without_numbers_says_how_to_put_them_in() {
    let baseline = read();
    assert_eq!(baseline.entry("zone-outage"), None);
    let error = Error::NoEntry(vec!["zone-outage".into(), "sale-2".into()]);
    assert_eq!(
        error.to_string(),
        "the baseline has no numbers of `zone-outage`, `sale-2`; --update-baseline puts them in"
    );
}
