//! What moved, as a table that can be read without knowing this program.

use std::collections::BTreeSet;

use super::{Direction, Moved, Number, Verdict, figures};
use crate::report::words::{count, shorten};

/// The columns that the table stays within, if the numbers leave a name any room.
const WIDTH: usize = 100;

/// The room that a name has in any case.
const NAME: usize = 32;

/// Between two columns, and before the first one.
const GAP: &str = "  ";

/// How many new numbers are named.
const NAMED: usize = 3;

const HEAD: [&str; 5] = ["number", "before", "after", "change", "verdict"];

/// What moved, a line for each, with a head; empty if nothing did. New numbers are not in it: see
/// [`news`].
pub fn table(moved: &[Moved]) -> String {
    let mut rows: Vec<[String; 5]> = moved
        .iter()
        .filter(|moved| moved.verdict.is_move())
        .map(row)
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    fit(&mut rows);
    rows.insert(0, HEAD.map(str::to_owned));
    let widths = widths(&rows);
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line += GAP;
            line += cell;
            line.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// How many numbers the baseline does not know, and the first of them; nothing if it knows all.
///
/// ```
/// use ecsim::report::baseline::{Baseline, compare, news, numbers};
/// use serde_json::json;
///
/// let mut baseline = Baseline::new();
/// baseline.update("sale", "", numbers(&json!({})));
/// let now = numbers(&json!({"timelineRows": {"value": 29, "unit": "rows"}}));
/// let moved = compare(baseline.entry("sale").expect("it is there"), &now);
/// assert_eq!(
///     news(&moved).as_deref(),
///     Some("1 number is not in the baseline and was not compared: timelineRows"),
/// );
/// ```
pub fn news(moved: &[Moved]) -> Option<String> {
    let new = moved.iter().filter(|moved| !moved.verdict.is_move());
    let names: Vec<String> = new.map(|moved| one_line(&label(&moved.name))).collect();
    let verbs = match names.len() {
        0 => return None,
        1 => "is not in the baseline and was not compared",
        _ => "are not in the baseline and were not compared",
    };
    let numbers = count(names.len(), "number");
    let first = names[..names.len().min(NAMED)].join(", ");
    let others = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        rest => format!(", and {}", count(rest, "other")),
    };
    Some(format!("{numbers} {verbs}: {first}{others}"))
}

/// How many numbers moved, in words: `3 numbers moved: 1 worse, 2 better`.
pub fn tally(moved: &[Moved]) -> String {
    let of = |verdict| {
        moved
            .iter()
            .filter(|moved| moved.verdict == verdict)
            .count()
    };
    let kinds = [
        (of(Verdict::Worse), "worse"),
        (of(Verdict::Gone), "gone"),
        (of(Verdict::Changed), "changed"),
        (of(Verdict::Better), "better"),
    ];
    let all = kinds.iter().map(|(count, _)| count).sum();
    if all == 0 {
        return "no number moved".to_owned();
    }
    let kinds = kinds.iter().filter(|(count, _)| *count > 0);
    let kinds: Vec<String> = kinds
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    format!("{} moved: {}", count(all, "number"), kinds.join(", "))
}

/// The cells of one number, each on one line whatever is in it.
fn row(moved: &Moved) -> [String; 5] {
    let (numbers, change) = match (&moved.before, &moved.after) {
        (Some(Number::Figure(before)), Some(Number::Figure(after))) => (
            figures::pair(before, after),
            figures::change(before, after, moved.tolerance),
        ),
        (before, after) => (
            [before, after].map(|number| single(number.as_ref())),
            String::new(),
        ),
    };
    let [before, after] = numbers;
    let cells = [label(&moved.name), before, after, change, verdict(moved)];
    cells.map(|cell| one_line(&cell))
}

/// A number that has no other beside it.
fn single(number: Option<&Number>) -> String {
    match number {
        None => "-".to_owned(),
        Some(Number::Figure(figure)) => figures::single(figure),
        Some(Number::Word(word)) => word.clone(),
    }
}

fn verdict(moved: &Moved) -> String {
    let verdict = match moved.verdict {
        Verdict::Worse => "worse",
        Verdict::Gone => return "gone".to_owned(),
        Verdict::Changed => return "changed".to_owned(),
        Verdict::Better => "better",
        Verdict::New => return "new".to_owned(),
    };
    match moved.direction {
        Direction::HigherIsWorse => format!("{verdict} (higher is worse)"),
        Direction::LowerIsWorse => format!("{verdict} (lower is worse)"),
        Direction::Neutral => verdict.to_owned(),
    }
}

/// Neither line breaks nor what a terminal would obey.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The name of a number; that of an expectation is its sentence.
fn label(name: &str) -> String {
    name.strip_prefix("expectations.")
        .unwrap_or(name)
        .to_owned()
}

/// Makes the table as narrow as it should be. First the verdicts lose what the sign of the change
/// says as well, then long names are cut in their middle; but none is cut if two could not be told
/// apart.
fn fit(rows: &mut [[String; 5]]) {
    if room(rows) < widths(rows)[0] {
        for [.., verdict] in rows.iter_mut() {
            verdict.truncate(verdict.find(" (").unwrap_or(verdict.len()));
        }
    }
    let room = room(rows).max(NAME);
    let short: Vec<String> = rows.iter().map(|row| shorten(&row[0], room)).collect();
    let distinct: BTreeSet<&String> = short.iter().collect();
    if distinct.len() == rows.len() {
        for (row, name) in rows.iter_mut().zip(short) {
            row[0] = name;
        }
    }
}

/// What the other columns leave for the name.
fn room(rows: &[[String; 5]]) -> usize {
    let [_, others @ ..] = widths(rows);
    let taken: usize = others.iter().map(|width| width + GAP.len()).sum();
    WIDTH.saturating_sub(taken + GAP.len())
}

/// The width of each column, with its head.
fn widths(rows: &[[String; 5]]) -> [usize; 5] {
    let mut widths = HEAD.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    widths
}
