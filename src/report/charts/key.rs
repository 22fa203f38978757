//! The key of the marks: what their numbers mean, in one column or in two.

use super::canvas::{Align, Area, Canvas, Font, Point};
use super::font::{self, fit};
use super::palette::{INK, QUIET};
use crate::report::Mark;
use crate::report::words::{instant, shorten_until};

/// Size of numbers and explanations.
pub(super) const SIZE: i32 = 20;

/// Height of a line of explanations.
const LINE: i32 = 30;

/// The most lines of explanations, in both columns together.
const LINES: usize = 36;

/// The most lines of one explanation.
const LINES_OF_ONE: usize = 3;

/// More explanations than this are set smaller.
const ROOMY: usize = 12;

/// So many explanations stand below each other, more of them in two columns.
const SINGLE: usize = 3;

/// From the left of a column to the end of its numbers, and to the times.
const NUMBER_RIGHT: i32 = 54;
const WHEN_LEFT: i32 = 70;

/// What the numbers of marks mean.
pub(super) struct Key {
    columns: Vec<Vec<Explanation>>,
    /// The size of what is written there.
    size: i32,
    /// The width of a column.
    width: i32,
    /// The room for times in it.
    when: i32,
}

/// What one mark means, or several in a row that mean the same.
struct Explanation {
    /// `3` or `3–7`.
    number: String,
    /// `40m`, `40m to 1h` or `1h … 5h`.
    when: String,
    /// The label of the mark, line by line.
    what: Vec<String>,
}

impl Key {
    /// The key of marks with their numbers, in that width.
    pub(super) fn new(marks: &[(usize, &Mark)], width: i32) -> Self {
        let is_same =
            |a: &Mark, b: &Mark| a.label == b.label && a.until.is_none() && b.until.is_none();
        let groups: Vec<&[(usize, &Mark)]> =
            marks.chunk_by(|(_, a), (_, b)| is_same(a, b)).collect();
        let size = match groups.len() {
            ..=ROOMY => SIZE,
            _ => SIZE * 17 / 20,
        };
        let times = groups.iter().take(LINES);
        let times = times.map(|group| font::width(&when(group), size));
        // A viewer of an SVG may have a wider font.
        let when = times.max().unwrap_or(0) * 6 / 5;
        let width = match groups.len() {
            ..=SINGLE => width,
            _ => width / 2,
        };
        let room = (width - WHEN_LEFT - when - 40) * 5 / 6;
        let explanations = explain_all(&groups, size, room);
        let columns = match explanations.len() {
            ..=SINGLE => vec![explanations],
            _ => halves(explanations),
        };
        Self {
            columns,
            size,
            width,
            when,
        }
    }

    /// How high it is.
    pub(super) fn height(&self) -> i32 {
        let lines = self.columns.iter().map(|column| lines(column)).max();
        i32::try_from(lines.unwrap_or(0)).unwrap_or(0) * self.line()
    }

    /// The height of a line.
    fn line(&self) -> i32 {
        if self.size < SIZE { LINE * 4 / 5 } else { LINE }
    }

    /// Writes it into that area.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas, area: &Area) {
        for (place, column) in (0..).zip(&self.columns) {
            let left = area.left + place * self.width;
            let mut y = area.top + self.line() / 2;
            for explanation in column {
                self.draw_explanation(canvas, explanation, (left, y));
                y += self.line() * i32::try_from(explanation.what.len()).unwrap_or(1);
            }
        }
    }

    /// Writes one of them; its first line is there.
    fn draw_explanation(&self, canvas: &mut dyn Canvas, one: &Explanation, (left, y): Point) {
        let font = Font {
            size: self.size,
            color: INK,
            align: Align::Left,
        };
        let number = Font {
            align: Align::Right,
            ..font
        };
        let quiet = Font {
            color: QUIET,
            ..font
        };
        canvas.text(&one.number, (left + NUMBER_RIGHT, y), number);
        canvas.text(&one.when, (left + WHEN_LEFT, y), quiet);
        let what_left = left + WHEN_LEFT + self.when + 20;
        for (line, text) in (0..).zip(&one.what) {
            canvas.text(text, (what_left, y + line * self.line()), font);
        }
    }
}

/// Explains marks, group by group, as far as there is room.
fn explain_all(groups: &[&[(usize, &Mark)]], size: i32, room: i32) -> Vec<Explanation> {
    let mut explanations: Vec<Explanation> = Vec::new();
    let mut taken = 0;
    for (place, group) in groups.iter().enumerate() {
        let (first, last) = (&group[0], &group[group.len() - 1]);
        let next = Explanation {
            number: numbers(first.0, last.0),
            when: when(group),
            what: wrap(&first.1.label, size, room),
        };
        taken += next.what.len();
        let is_last = place + 1 == groups.len();
        if taken + usize::from(!is_last) > LINES {
            explanations.push(Explanation {
                number: "…".into(),
                when: String::new(),
                what: vec!["the later ones are in timeline.csv".into()],
            });
            break;
        }
        explanations.push(next);
    }
    explanations
}

/// How many lines they take.
fn lines(explanations: &[Explanation]) -> usize {
    explanations.iter().map(|one| one.what.len()).sum()
}

/// Two columns of which the first is not the lower one.
fn halves(mut explanations: Vec<Explanation>) -> Vec<Vec<Explanation>> {
    let half = lines(&explanations).div_ceil(2);
    let first = (1..explanations.len()).find(|&count| lines(&explanations[..count]) >= half);
    let second = explanations.split_off(first.unwrap_or(explanations.len()));
    vec![explanations, second]
}

/// A text in lines no wider than that, broken between words; cut in its middle if it is too long.
fn wrap(text: &str, size: i32, room: i32) -> Vec<String> {
    let broken = |text: &str| {
        let mut lines: Vec<String> = vec![String::new()];
        for word in text.split(' ') {
            let word = fit(word, size, room);
            match lines.last_mut() {
                Some(line) if line.is_empty() => *line = word,
                Some(line) if font::width(&format!("{line} {word}"), size) <= room => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines
    };
    let is_short = |text: &str| broken(text).len() <= LINES_OF_ONE;
    broken(&shorten_until(text, is_short))
}

/// When marks were that mean the same: `40m`, `40m to 1h` or `1h … 5h`.
fn when(same: &[(usize, &Mark)]) -> String {
    let (one, other) = (same[0].1, same[same.len() - 1].1);
    let begin = instant(one.time);
    match one.until {
        Some(until) => format!("{begin} to {}", instant(until)),
        None if same.len() == 1 => begin,
        None => format!("{begin} … {}", instant(other.time)),
    }
}

/// `3` or `3–7`.
pub(super) fn numbers(first: usize, last: usize) -> String {
    if first == last {
        return first.to_string();
    }
    format!("{first}–{last}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SimTime;

    fn mark(seconds: u64, label: &str) -> Mark {
        Mark {
            time: SimTime::from_secs(seconds),
            label: label.into(),
            until: None,
            is_outage: false,
        }
    }

    fn key(marks: &[Mark], width: i32) -> Key {
        let numbered: Vec<(usize, &Mark)> = (1..).zip(marks).collect();
        Key::new(&numbered, width)
    }

    #[test]
    fn marks_in_a_row_that_mean_the_same_are_explained_once() {
        let mut marks = vec![mark(10, "one")];
        marks.extend((1..=5).map(|hour| mark(hour * 3_600, "runTask job")));
        let explained = key(&marks, 1_500);
        assert_eq!(explained.columns[0].len(), 2);
        assert_eq!(explained.columns[0][1].number, "2–6");
        assert_eq!(explained.columns[0][1].when, "1h … 5h");
    }

    #[test]
    fn more_marks_than_there_is_room_for_are_pointed_at() {
        let marks: Vec<Mark> = (0..50).map(|n| mark(n, &format!("call {n}"))).collect();
        let all = key(&marks, 1_500);
        let counts: Vec<usize> = all.columns.iter().map(Vec::len).collect();
        assert_eq!(counts, [LINES / 2, LINES / 2]);
        assert_eq!(all.columns[1][LINES / 2 - 1].number, "…");
        assert_eq!(all.height(), 18 * LINE * 4 / 5);
        assert_eq!(key(&marks[..36], 1_500).columns[1][17].number, "36");
        assert_eq!(key(&marks[..12], 1_500).height(), 6 * LINE);
        assert_eq!(key(&[], 1_500).height(), 0);
    }

    #[test]
    fn what_changes_is_never_cut() {
        let long = "updateService checkout-and-payment-service to checkout-and-payment-service:2, \
                    minimumHealthyPercent 100, maximumPercent 200";
        let mut marks: Vec<Mark> = (0..20).map(|n| mark(n, &format!("call {n}"))).collect();
        marks.push(mark(30, long));
        let shown = key(&marks, 1_540);
        let last = shown.columns[1].last().unwrap();
        assert_eq!(last.what.join(" "), long);
        assert!(last.what.len() > 1);
        let many: Vec<String> = (0..500).map(|number| format!("i-{number}")).collect();
        let lines = wrap(&many.join(" "), SIZE, 500);
        assert_eq!(lines.len(), LINES_OF_ONE);
        assert!(lines[0].starts_with("i-0 i-1 ") && lines[2].ends_with(" i-499"));
    }
}
