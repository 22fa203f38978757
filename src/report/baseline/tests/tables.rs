//! The table as a whole.

use serde_json::{Value, json};

use super::FILE;
use crate::report::baseline::{Baseline, Moved, compare, news, numbers, table, tally};

/// What moved from one document to another.
fn moved(before: &Value, after: &Value) -> Vec<Moved> {
    let mut baseline = Baseline::new();
    baseline.update("sale", "", numbers(before));
    compare(baseline.entry("sale").unwrap(), &numbers(after))
}

/// Since the file was written, some of everything.
fn eventful() -> Vec<Moved> {
    let file = FILE.replace("\"tolerance\": 1}", "\"tolerance\": 0.5}");
    let now = numbers(&json!({
        "timelineRows": {"value": 29, "unit": "rows"},
        "services": [{
            "service": "web",
            "minReady": {"value": 4, "unit": "tasks", "at": {"value": 3_600, "unit": "seconds"}},
            "deployments": [{
                "id": "web/d-2",
                "state": "IN_PROGRESS",
                "duration": {"value": 300, "unit": "seconds"},
            }],
        }],
    }));
    compare(Baseline::read(&file).unwrap().entry("sale").unwrap(), &now)
}

#[test]
fn the_table_says_what_moved_the_worst_first() {
    let moved = eventful();
    let lines = [
        "  number                             before     after        change                          \
         verdict",
        "  services.web.dep…web/d-2.duration  3m20s      5m           +1m40s (+50 %, allowed 5 %)     \
         worse",
        "  services.web.dep…ts.web/d-2.state  COMPLETED  IN_PROGRESS                                  \
         worse",
        "  min(web.ready) >= 2                2 tasks    -                                            \
         gone",
        "  services.web.minReady.at           1m10.5s    1h           +58m49.5s (+5,006 %)            \
         changed",
        "  services.web.minReady              2 tasks    4 tasks      +2 (+100 %, allowed 0.5 tasks)  \
         better",
    ];
    assert_eq!(table(&moved), lines.join("\n") + "\n");
    assert_eq!(
        tally(&moved),
        "5 numbers moved: 2 worse, 1 gone, 1 changed, 1 better"
    );
}

#[test]
fn a_verdict_says_which_way_is_worse_where_there_is_room() {
    let of = |tasks, failures| {
        json!({
            "placementFailures": {"value": failures, "unit": "events"},
            "services": [{"service": "web", "minReady": {"value": tasks, "unit": "tasks"}}],
        })
    };
    assert_eq!(
        table(&moved(&of(2, 1), &of(1, 0))),
        "  number                 before   after     change       verdict\n  \
           services.web.minReady  2 tasks  1 task    -1 (-50 %)   worse (lower is worse)\n  \
           placementFailures      1 event  0 events  -1 (-100 %)  better (higher is worse)\n"
    );
}

#[test]
fn where_nothing_moved_there_is_no_table() {
    let new = moved(&json!({}), &json!({"a": {"value": 1}, "b": {"value": 2}}));
    assert_eq!(table(&new), "");
    assert_eq!(tally(&new), "no number moved");
    assert_eq!(
        news(&new).unwrap(),
        "2 numbers are not in the baseline and were not compared: a, b"
    );
    let many: Vec<Value> = (0..5).map(|value| json!({"value": value})).collect();
    assert_eq!(
        news(&moved(&json!({}), &json!({"n": many}))).unwrap(),
        "5 numbers are not in the baseline and were not compared: n.0, n.1, n.2, and 2 others"
    );
    assert_eq!(news(&moved(&json!({}), &json!({}))), None);
}

/// A service with a long name and long numbers.
fn service(name: &str, rows: u32) -> Value {
    json!({"service": name, "tasks": {"started": {"value": rows, "unit": "tasks"}}})
}

#[test]
fn long_names_are_cut_in_their_middle_and_numbers_never() {
    let names = ["checkout", "payments"].map(|name| format!("{name}-{}", "x".repeat(90)));
    let of = |rows| json!({"services": names.each_ref().map(|name| service(name, rows))});
    let table = table(&moved(&of(1_000_000), &of(2_000_001)));
    for line in table.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    for part in [
        "  services.checkout…",
        "  services.payments…",
        "x.tasks.started  1,000,000 tasks  2,000,001 tasks  +1,000,001 (+100 %)  changed",
    ] {
        assert!(table.contains(part), "{table}");
    }
}

#[test]
fn a_name_stays_readable_beside_whatever_there_is() {
    let name = "x".repeat(60);
    let of = |letter: &str| json!({&name: {"value": letter.repeat(60)}});
    let table = table(&moved(&of("a"), &of("b")));
    let cut = format!("  {}…{}  a", "x".repeat(16), "x".repeat(15));
    assert!(table.contains(&cut), "{table}");
}

#[test]
fn names_stay_whole_if_two_could_not_be_told_apart() {
    let names = ["one", "two"].map(|name| format!("{0}-{name}-{0}", "x".repeat(60)));
    let of = |rows| json!({"services": names.each_ref().map(|name| service(name, rows))});
    let table = table(&moved(&of(1), &of(2)));
    for name in names {
        assert!(table.contains(&format!("  services.{name}.tasks.started  ")));
    }
}

#[test]
fn a_name_cannot_break_its_line() {
    let of = |value| json!({"expectations": [{"expect": "a\n\u{1b}b > 2", "value": value}]});
    let table = table(&moved(&of(3), &of(1)));
    assert_eq!(table.lines().count(), 2);
    assert_eq!(
        news(&moved(&json!({}), &of(3))).unwrap(),
        "1 number is not in the baseline and was not compared: a  b > 2"
    );
    assert!(table.contains("\n  a  b > 2  3       1      -2 (-67 %)  changed\n"));
}
