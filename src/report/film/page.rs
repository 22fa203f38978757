//! A film as text: a head line, a line per frame in aligned columns, and what became of it.

use std::iter;

use super::{Film, Frame};
use crate::report::words::{clip, thousands};

/// The widest line.
const WIDTH: usize = 100;

/// The most frames that are told one by one, unless all are asked for.
const FRAMES: usize = 40;

/// Above the times.
const TIME: &str = "time s";

/// The least room for what a frame waits for.
const LEAST_ROOM: usize = 24;

/// A column: what stands above it, its name, its numbers, and whether it is there without them.
struct Column {
    group: &'static str,
    name: &'static str,
    numbers: &'static [&'static str],
    always: bool,
}

const fn column(
    group: &'static str,
    name: &'static str,
    numbers: &'static [&'static str],
    always: bool,
) -> Column {
    Column {
        group,
        name,
        numbers,
        always,
    }
}

const COLUMNS: [Column; 11] = [
    column("old", "start", &["old_starting"], false),
    column("old", "run", &["old_running"], true),
    column("old", "stop", &["old_stopping"], true),
    column("new", "start", &["new_starting"], true),
    column("new", "run", &["new_running"], true),
    column("new", "ready", &["new_ready"], true),
    column("new", "sick", &["new_unhealthy"], false),
    column("new", "stop", &["new_stopping"], false),
    column("", "H/minH", &["healthy", "min_healthy"], true),
    column("", "T/maxT", &["total", "max_total"], true),
    column("", "failed", &["failed_tasks", "threshold"], false),
];

/// The lines of a film, no wider than 100 columns. Where there are many frames only the first and
/// the last are told, unless `all`.
pub fn lines(film: &Film, all: bool) -> Vec<String> {
    let until = film.completed().map_or(film.frames.len(), |done| done + 1);
    let shown = if all { film.frames.len() } else { until };
    let frames = &film.frames[..shown];
    let mut lines = vec![clip(&head(film), WIDTH)];
    let moves = |frame: &Frame| frame.state != "COMPLETED" || !frame.waits_for.is_empty();
    if frames.iter().any(moves) || all {
        lines.push(String::new());
        lines.extend(table(frames, all));
        lines.push(String::new());
    }
    lines.extend(wrap(&outcome(film), WIDTH));
    let later = film.frames.len() - shown;
    if later > 0 {
        let later = thousands(later as u64);
        lines.push(format!(
            "Later tasks had to leave again: {later} more frames, with --all."
        ));
    }
    lines
}

/// `web/d-2: web:1 → web:2, D 4, 50/100 %: minH 2, maxT 4`.
fn head(film: &Film) -> String {
    let from = film.from.as_ref();
    let from = from.map_or(String::new(), |from| format!("{from} → "));
    let head = format!("{}: {from}{}", film.deployment, film.task_definition);
    let Some(first) = film.frames.first() else {
        return head;
    };
    let number = |column| first.number(column).unwrap_or_default();
    format!(
        "{head}, D {}, {}/{} %: minH {}, maxT {}",
        number("desired"),
        number("minimum_healthy_percent"),
        number("maximum_percent"),
        number("min_healthy"),
        number("max_total")
    )
}

/// What became of it, and when.
fn outcome(film: &Film) -> String {
    let (Some(first), Some(last)) = (film.frames.first(), film.frames.last()) else {
        return "Another deployment took its place at once.".to_owned();
    };
    let after = |time: &str| match (time.parse::<f64>(), first.time.parse::<f64>()) {
        // Microseconds, as the table has them: what a difference adds beyond is noise.
        (Ok(end), Ok(begin)) => ((end - begin) * 1e6).round() / 1e6,
        _ => 0.0,
    };
    if let Some(done) = film.completed() {
        let at = &film.frames[done].time;
        return format!("COMPLETED at {at} s, {} s after it began.", after(at));
    }
    let is_over = |frame: &&Frame| ["FAILED", "STOPPED"].contains(&frame.state.as_str());
    let over = film.frames.iter().find(is_over);
    let over = over.map(|frame| (&frame.state, &frame.time));
    if let Some((state, at)) = over.or(film.ended.as_ref().map(|(state, at)| (state, at))) {
        let failures = film.failures.map_or(String::new(), |(count, threshold)| {
            format!(" with {count} failures of {threshold}")
        });
        let after = after(at);
        return format!("{state} at {at} s{failures}, {after} s after it began.");
    }
    if first.state == "COMPLETED" {
        let how = if film.from.is_some() {
            "At once"
        } else {
            "It stood"
        };
        return format!("{how} COMPLETED at {} s.", first.time);
    }
    let (state, since) = (&last.state, &last.time);
    format!("{state} at the end of the run, unchanged since {since} s.")
}

/// The frames in columns, under two lines with their names.
fn table(frames: &[Frame], all: bool) -> Vec<String> {
    let layout = Layout::of(frames);
    let mut lines = layout.header();
    let left_out = if all {
        0
    } else {
        frames.len().saturating_sub(FRAMES)
    };
    let folded = FRAMES / 2..FRAMES / 2 + left_out;
    for (place, frame) in frames.iter().enumerate() {
        if left_out > 0 && place == folded.start {
            let (left_out, first) = (thousands(left_out as u64), layout.first);
            lines.push(format!(
                "{:>first$}  {left_out} more frames, with --all",
                "⋮"
            ));
        }
        if !folded.contains(&place) {
            lines.extend(layout.lines(frame));
        }
    }
    lines
}

/// Which columns there are, and how wide they are.
struct Layout {
    /// The width of the times.
    first: usize,
    columns: Vec<(&'static Column, usize)>,
}

impl Layout {
    fn of(frames: &[Frame]) -> Self {
        let times = frames.iter().map(|frame| frame.time.len());
        let columns = COLUMNS.iter().filter(|column| is_there(column, frames));
        Self {
            first: times.chain(iter::once(TIME.len())).max().unwrap_or(0) + 2,
            columns: columns.map(|it| (it, width(it, frames))).collect(),
        }
    }

    /// What stands above groups of columns, and their names.
    fn header(&self) -> Vec<String> {
        let (mut groups, mut names) = (vec![pad("", self.first)], vec![pad(TIME, self.first)]);
        let mut group = "";
        for (column, width) in &self.columns {
            let above = if column.group == group {
                ""
            } else {
                column.group
            };
            group = column.group;
            // A group begins where its first name does.
            groups.push(pad(&format!("{above:<0$}", column.name.len()), *width));
            names.push(pad(column.name, *width));
        }
        names.push("  waits for".to_owned());
        vec![groups.concat().trim_end().to_owned(), names.concat()]
    }

    /// A frame, with what it waits for on as many lines as that needs.
    fn lines(&self, frame: &Frame) -> Vec<String> {
        let columns = self.columns.iter();
        let cells = columns.map(|(column, width)| pad(&cell(column, frame), *width));
        let cells = pad(&frame.time, self.first) + &cells.collect::<String>() + "  ";
        let words = if frame.waits_for.is_empty() {
            &frame.state
        } else {
            &frame.waits_for
        };
        let used = cells.chars().count();
        let words = wrap(words, WIDTH.saturating_sub(used).max(LEAST_ROOM));
        let indent = pad("", used);
        let before = iter::once(cells).chain(iter::repeat(indent));
        before
            .zip(words)
            .map(|(before, words)| before + &words)
            .collect()
    }
}

/// A text at the right end of so many columns.
fn pad(text: &str, width: usize) -> String {
    format!("{text:>width$}")
}

fn is_there(column: &Column, frames: &[Frame]) -> bool {
    let mut numbers = frames.iter().filter_map(|it| it.number(column.numbers[0]));
    column.always || numbers.any(|number| number > 0)
}

fn width(column: &Column, frames: &[Frame]) -> usize {
    let cells = frames.iter().map(|frame| cell(column, frame).len());
    cells
        .chain(iter::once(column.name.len()))
        .max()
        .unwrap_or(0)
        + 2
}

/// One number, or two with a stroke between them.
fn cell(column: &Column, frame: &Frame) -> String {
    let numbers = column.numbers.iter();
    let numbers: Vec<String> = numbers
        .filter_map(|name| frame.number(name))
        .map(|number| number.to_string())
        .collect();
    numbers.join("/")
}

/// A text in lines of at most that width, broken between words; a longer word stays whole, and so
/// does a number of seconds with its unit.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let is_unit = |word: &str| word.trim_end_matches(|it: char| !it.is_alphanumeric()) == "s";
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(number) if is_unit(word) => *number = format!("{number} {word}"),
            _ => words.push(word.to_owned()),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}
