//! What was done and what happened: numbered lines through a plot, explained below it.

use super::axis::TimeScale;
use super::canvas::{Align, Area, Canvas, Font, Point};
use super::font::{self, fit};
use super::palette::{ALARM, INK, PAPER, QUIET};
use crate::report::Mark;
use crate::report::words::instant;

/// Size of numbers and explanations.
const SIZE: i32 = 20;

/// Height of a line of explanations.
const LINE: i32 = 30;

/// The most lines; two explanations stand side by side.
const LINES: usize = 6;

/// How much of an outage's colour shows.
const SHADE: f64 = 0.14;

/// So many lines are drawn in full ink; more of them would hide the data.
const FEW: usize = 8;

/// The marks of a run, ready to be explained.
pub(super) struct Marks<'a> {
    marks: &'a [Mark],
    explanations: Vec<Explanation>,
}

/// What one mark means, or several in a row that mean the same.
struct Explanation {
    /// `3` or `3–7`.
    number: String,
    /// `40m`, `40m to 1h` or `1h … 5h`.
    when: String,
    /// The label of the mark.
    what: String,
}

impl<'a> Marks<'a> {
    /// Marks in order of time.
    pub(super) fn new(marks: &'a [Mark]) -> Self {
        let mut explanations = Vec::new();
        let mut first = 0;
        for same in
            marks.chunk_by(|a, b| a.label == b.label && a.until.is_none() && b.until.is_none())
        {
            explanations.push(explain(first, same));
            first += same.len();
        }
        let room = 2 * LINES;
        if explanations.len() > room {
            explanations.truncate(room - 1);
            explanations.push(Explanation {
                number: "…".into(),
                when: String::new(),
                what: "the later ones are in timeline.csv".into(),
            });
        }
        Self {
            marks,
            explanations,
        }
    }

    /// How high the explanations are.
    pub(super) fn height(&self) -> i32 {
        i32::try_from(self.lines()).unwrap_or(0) * LINE
    }

    /// Three or fewer stand below each other, more of them in two columns.
    fn lines(&self) -> usize {
        match self.explanations.len() {
            few @ 0..=3 => few,
            many => many.div_ceil(2),
        }
    }

    /// Shades the outages; data will cover a part of it.
    pub(super) fn draw_outages(&self, canvas: &mut dyn Canvas, plot: &Area, time: TimeScale) {
        for band in self.outages(plot, time) {
            canvas.tint(band, ALARM, SHADE);
        }
    }

    /// The parts of the plot in which something was out.
    fn outages(&self, plot: &Area, time: TimeScale) -> impl Iterator<Item = Area> {
        self.marks.iter().filter_map(move |mark| {
            let left = time.x(mark.time);
            Some(Area {
                left,
                right: time.x(mark.until?).max(left + 2),
                ..*plot
            })
        })
    }

    /// Draws the lines, and above the plot their numbers; numbers that would overlap share a badge.
    pub(super) fn draw_lines(&self, canvas: &mut dyn Canvas, plot: &Area, time: TimeScale) {
        for band in self.outages(plot, time) {
            // Over the data, so that no data can hide an outage.
            let strip = Area {
                bottom: plot.top + 8,
                ..band
            };
            canvas.fill(strip, ALARM);
            canvas.line((band.right, plot.top), (band.right, plot.bottom), ALARM, 1);
        }
        let opacity = if self.marks.len() > FEW { 0.5 } else { 1.0 };
        let mut free = i32::MIN;
        for mark in self.marks {
            let x = time.x(mark.time);
            // Lines side by side would look like one thick line.
            if x >= free {
                let line = Area {
                    left: x,
                    top: plot.top - 8,
                    right: x + 1,
                    bottom: plot.bottom,
                };
                canvas.tint(line, INK, opacity);
                free = x + 3;
            }
        }
        self.draw_badges(canvas, plot, time);
    }

    fn draw_badges(&self, canvas: &mut dyn Canvas, plot: &Area, time: TimeScale) {
        let places: Vec<i32> = self.marks.iter().map(|mark| time.x(mark.time)).collect();
        for badge in badges(&places) {
            let half = badge.width() / 2;
            let middle = badge.middle;
            let area = Area {
                left: middle - half,
                top: plot.top - 34,
                right: middle + half,
                bottom: plot.top - 8,
            };
            canvas.fill(area, INK);
            let font = Font {
                size: SIZE,
                color: PAPER,
                align: Align::Center,
            };
            canvas.text(&badge.text(), (middle, plot.top - 21), font);
        }
    }

    /// Writes what the numbers mean, in that area.
    pub(super) fn draw_explanations(&self, canvas: &mut dyn Canvas, area: &Area) {
        let lines = self.lines();
        let columns = if self.explanations.len() > lines {
            2
        } else {
            1
        };
        let width = area.width() / columns;
        for (column, explanations) in (0..).zip(self.explanations.chunks(lines.max(1))) {
            let when = explanations
                .iter()
                .map(|one| font::width(&one.when, SIZE))
                .max();
            let when = when.unwrap_or(0) * 6 / 5;
            let left = area.left + column * width;
            for (line, explanation) in (0..).zip(explanations) {
                let y = area.top + line * LINE + LINE / 2;
                explanation.draw(canvas, (left, y), width, when);
            }
        }
    }
}

/// Explains marks that mean the same, of which so many came before.
fn explain(first: usize, same: &[Mark]) -> Explanation {
    let number = match same.len() {
        1 => (first + 1).to_string(),
        many => format!("{}–{}", first + 1, first + many),
    };
    let begin = instant(same[0].time);
    let when = match (same[0].until, same.len()) {
        (Some(until), _) => format!("{begin} to {}", instant(until)),
        (None, 1) => begin,
        (None, many) => format!("{begin} … {}", instant(same[many - 1].time)),
    };
    Explanation {
        number,
        when,
        what: same[0].label.clone(),
    }
}

impl Explanation {
    /// Writes it where it is told; `when` is the room for its time.
    fn draw(&self, canvas: &mut dyn Canvas, (left, y): Point, width: i32, when: i32) {
        let font = Font {
            size: SIZE,
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
        let when_left = left + 70;
        let what_left = when_left + when + 20;
        canvas.text(&self.number, (left + 54, y), number);
        canvas.text(&self.when, (when_left, y), quiet);
        let room = (left + width - what_left) * 5 / 6;
        canvas.text(&fit(&self.what, SIZE, room), (what_left, y), font);
    }
}

/// The number of a mark, or the numbers of some that stand too close.
#[derive(Debug, PartialEq, Eq)]
struct Badge {
    /// The first number, counted from 1.
    first: usize,
    /// The last one.
    last: usize,
    /// Where the line of the first one is.
    left: i32,
    /// Half way from the first to the last line.
    middle: i32,
}

impl Badge {
    fn text(&self) -> String {
        if self.first == self.last {
            return self.first.to_string();
        }
        format!("{}–{}", self.first, self.last)
    }

    fn width(&self) -> i32 {
        // An even width has a middle.
        (font::width(&self.text(), SIZE) * 6 / 5 + 14).max(26) / 2 * 2
    }
}

/// Badges from left to right that do not overlap.
fn badges(places: &[i32]) -> Vec<Badge> {
    let mut badges: Vec<Badge> = Vec::new();
    for (index, &x) in places.iter().enumerate() {
        let mut next = Badge {
            first: index + 1,
            last: index + 1,
            left: x,
            middle: x,
        };
        // A wider badge may run into the one before it, and so on.
        while let Some(last) = badges.pop_if(|last| touch(last, &next)) {
            next = Badge {
                first: last.first,
                last: next.last,
                left: last.left,
                middle: i32::midpoint(last.left, x),
            };
        }
        badges.push(next);
    }
    badges
}

/// Whether they overlap, or nearly so.
fn touch(left: &Badge, right: &Badge) -> bool {
    left.middle + left.width() / 2 + 3 > right.middle - right.width() / 2
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
        }
    }

    #[test]
    fn badges_that_would_overlap_are_merged() {
        let texts =
            |places: &[i32]| -> Vec<String> { badges(places).iter().map(Badge::text).collect() };
        assert_eq!(texts(&[100, 200, 300]), ["1", "2", "3"]);
        assert_eq!(texts(&[100, 110, 300]), ["1–2", "3"]);
        assert_eq!(texts(&[100, 100, 100, 400]), ["1–3", "4"]);
        let close: Vec<i32> = (0..200).map(|place| 100 + place * 6).collect();
        let merged = badges(&close);
        for pair in merged.windows(2) {
            assert!(!touch(&pair[0], &pair[1]));
        }
    }

    #[test]
    fn marks_in_a_row_that_mean_the_same_are_explained_once() {
        let mut marks = vec![mark(10, "one")];
        marks.extend((1..=5).map(|hour| mark(hour * 3_600, "runTask job")));
        let explained = Marks::new(&marks);
        assert_eq!(explained.explanations.len(), 2);
        assert_eq!(explained.explanations[1].number, "2–6");
        assert_eq!(explained.explanations[1].when, "1h … 5h");
    }

    #[test]
    fn more_marks_than_there_is_room_for_are_pointed_at() {
        let marks: Vec<Mark> = (0..50).map(|n| mark(n, &format!("call {n}"))).collect();
        let marks = Marks::new(&marks);
        assert_eq!(marks.explanations.len(), 2 * LINES);
        assert_eq!(marks.height(), 6 * LINE);
        assert_eq!(Marks::new(&[]).height(), 0);
    }
}
