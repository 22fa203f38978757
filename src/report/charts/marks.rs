//! What was done and what happened: numbered lines through a plot, explained below it.

use super::axis::{Range, TimeScale};
use super::canvas::{Align, Area, Canvas, Font, Point};
use super::font::{self, fit};
use super::frame::{Entry, Sign};
use super::palette::{ALARM, INK, PAPER, QUIET};
use crate::report::Mark;
use crate::report::words::instant;

/// Size of numbers and explanations.
const SIZE: i32 = 20;

/// From the flags to the plot: room for the highest label of the axis of counts.
const FLAG_GAP: i32 = 15;

/// Height of a line of explanations.
const LINE: i32 = 30;

/// The most lines of explanations.
const LINES: usize = 10;

/// More explanations than this are set smaller, three side by side.
const ROOMY: usize = 12;

/// How much of an outage's colour shows.
const SHADE: f64 = 0.14;

/// So many lines are drawn in full ink; more of them would hide the data.
const FEW: usize = 8;

/// Of more lines than this, hardly anything is drawn.
const MANY: usize = 30;

/// The marks of a run that a chart shows, ready to be explained.
pub(super) struct Marks<'a> {
    /// Each with its number, which is the same in all charts of the run.
    marks: Vec<(usize, &'a Mark)>,
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
    /// Marks in order of time, of which those in the range are shown.
    pub(super) fn new(marks: &'a [Mark], range: Range) -> Self {
        let is_shown =
            |(_, mark): &(usize, &Mark)| range.meets(mark.time, mark.until.or(Some(mark.time)));
        let marks: Vec<(usize, &Mark)> = (1..).zip(marks).filter(is_shown).collect();
        let is_same =
            |a: &Mark, b: &Mark| a.label == b.label && a.until.is_none() && b.until.is_none();
        let mut explanations: Vec<Explanation> = marks
            .chunk_by(|(_, a), (_, b)| is_same(a, b))
            .map(explain)
            .collect();
        let room = 3 * LINES;
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
        i32::try_from(self.lines()).unwrap_or(0) * self.line()
    }

    /// Three or fewer stand below each other, more of them in two columns or in three.
    fn lines(&self) -> usize {
        match self.explanations.len() {
            few @ 0..=3 => few,
            some @ 4..=ROOMY => some.div_ceil(2),
            many => many.div_ceil(3),
        }
    }

    /// The height of a line.
    fn line(&self) -> i32 {
        if self.explanations.len() > ROOMY {
            LINE * 4 / 5
        } else {
            LINE
        }
    }

    /// What an outage looks like, if there is one.
    pub(super) fn legend(&self) -> Option<Entry> {
        let is_there = self.marks.iter().any(|(_, mark)| mark.until.is_some());
        is_there.then(|| Entry {
            sign: Sign::Drawn(|canvas, (x, y)| {
                let band = Area {
                    left: x - 16,
                    top: y - 11,
                    right: x + 16,
                    bottom: y + 11,
                };
                canvas.tint(band, ALARM, SHADE);
                let bottom = y - 5;
                canvas.fill(Area { bottom, ..band }, ALARM);
            }),
            text: "Availability Zone lost".to_owned(),
        })
    }

    /// Where a text of that width can begin between two places so that no line crosses it.
    pub(super) fn clear(&self, from: i32, to: i32, width: i32, time: TimeScale) -> Option<i32> {
        let mut left = from;
        for (_, mark) in &self.marks {
            let ends = [Some(mark.time), mark.until];
            for x in ends.into_iter().flatten().map(|end| time.x(end)) {
                if left - 3 <= x && x <= left + width + 3 {
                    left = x + 6;
                }
            }
        }
        (left + width <= to).then_some(left)
    }

    /// Shades the outages; data will cover a part of it.
    pub(super) fn draw_outages(&self, canvas: &mut dyn Canvas, plot: &Area, time: TimeScale) {
        for band in self.outages(plot, time) {
            canvas.tint(band, ALARM, SHADE);
        }
    }

    /// The parts of the plot in which something was out.
    fn outages(&self, plot: &Area, time: TimeScale) -> impl Iterator<Item = Area> {
        self.marks.iter().filter_map(move |(_, mark)| {
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
        let opacity = match self.marks.len() {
            0..=FEW => 1.0,
            few if few <= MANY => 0.5,
            _ => 0.25,
        };
        let mut free = i32::MIN;
        for (_, x) in self.places(time) {
            // Lines side by side would look like one thick line.
            if x >= free {
                let line = Area {
                    left: x,
                    top: plot.top - FLAG_GAP,
                    right: x + 1,
                    bottom: plot.bottom,
                };
                canvas.tint(line, INK, opacity);
                free = x + 3;
            }
        }
        self.draw_badges(canvas, plot, time);
    }

    /// The numbers of the marks that begin in the range, and where.
    fn places(&self, time: TimeScale) -> impl Iterator<Item = (usize, i32)> {
        let begun = move |(_, mark): &&(usize, &Mark)| mark.time >= time.range.from;
        let marks = self.marks.iter().filter(begun);
        marks.map(move |&(number, mark)| (number, time.x(mark.time)))
    }

    fn draw_badges(&self, canvas: &mut dyn Canvas, plot: &Area, time: TimeScale) {
        let places: Vec<(usize, i32)> = self.places(time).collect();
        for badge in badges(&places) {
            let half = badge.width() / 2;
            let middle = badge.middle;
            let area = Area {
                left: middle - half,
                top: plot.top - FLAG_GAP - 26,
                right: middle + half,
                bottom: plot.top - FLAG_GAP,
            };
            canvas.fill(area, INK);
            let font = Font {
                size: SIZE,
                color: PAPER,
                align: Align::Center,
            };
            canvas.text(&badge.text(), (middle, plot.top - FLAG_GAP - 13), font);
        }
    }

    /// Writes what the numbers mean, in that area.
    pub(super) fn draw_explanations(&self, canvas: &mut dyn Canvas, area: &Area) {
        let lines = self.lines();
        let columns = self.explanations.len().div_ceil(lines.max(1)).max(1);
        let width = area.width() / i32::try_from(columns).unwrap_or(1);
        let size = if columns > 2 { SIZE * 17 / 20 } else { SIZE };
        for (column, explanations) in (0..).zip(self.explanations.chunks(lines.max(1))) {
            let when = explanations
                .iter()
                .map(|one| font::width(&one.when, size))
                .max();
            let when = when.unwrap_or(0) * 6 / 5;
            let left = area.left + column * width;
            for (line, explanation) in (0..).zip(explanations) {
                let y = area.top + line * self.line() + self.line() / 2;
                explanation.draw(canvas, (left, y), [width, when], size);
            }
        }
    }
}

/// Explains marks that mean the same.
fn explain(same: &[(usize, &Mark)]) -> Explanation {
    let ((first, one), (last, other)) = (same[0], same[same.len() - 1]);
    let begin = instant(one.time);
    Explanation {
        number: numbers(first, last),
        when: match one.until {
            Some(until) => format!("{begin} to {}", instant(until)),
            None if first == last => begin,
            None => format!("{begin} … {}", instant(other.time)),
        },
        what: one.label.clone(),
    }
}

/// `3` or `3–7`.
fn numbers(first: usize, last: usize) -> String {
    if first == last {
        return first.to_string();
    }
    format!("{first}–{last}")
}

impl Explanation {
    /// Writes it where it is told, in that width; `when` is the room for its time.
    fn draw(&self, canvas: &mut dyn Canvas, at: Point, [width, when]: [i32; 2], size: i32) {
        let (left, y) = at;
        let font = Font {
            size,
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
        canvas.text(&fit(&self.what, size, room), (what_left, y), font);
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
        numbers(self.first, self.last)
    }

    fn width(&self) -> i32 {
        // An even width has a middle.
        (font::width(&self.text(), SIZE) * 6 / 5 + 14).max(26) / 2 * 2
    }
}

/// Badges from left to right that do not overlap.
fn badges(places: &[(usize, i32)]) -> Vec<Badge> {
    let mut badges: Vec<Badge> = Vec::new();
    for &(number, x) in places {
        let mut next = Badge {
            first: number,
            last: number,
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
    use crate::engine::{SimTime, Span};

    fn mark(seconds: u64, label: &str) -> Mark {
        Mark {
            time: SimTime::from_secs(seconds),
            label: label.into(),
            until: None,
        }
    }

    #[test]
    fn badges_that_would_overlap_are_merged() {
        let numbered =
            |places: &[i32]| -> Vec<(usize, i32)> { (1..).zip(places.iter().copied()).collect() };
        let texts = |places: &[i32]| -> Vec<String> {
            badges(&numbered(places)).iter().map(Badge::text).collect()
        };
        assert_eq!(texts(&[100, 200, 300]), ["1", "2", "3"]);
        assert_eq!(texts(&[100, 110, 300]), ["1–2", "3"]);
        assert_eq!(texts(&[100, 100, 100, 400]), ["1–3", "4"]);
        let close: Vec<i32> = (0..200).map(|place| 100 + place * 6).collect();
        let merged = badges(&numbered(&close));
        for pair in merged.windows(2) {
            assert!(!touch(&pair[0], &pair[1]));
        }
    }

    #[test]
    fn marks_in_a_row_that_mean_the_same_are_explained_once() {
        let mut marks = vec![mark(10, "one")];
        marks.extend((1..=5).map(|hour| mark(hour * 3_600, "runTask job")));
        let explained = Marks::new(&marks, Range::whole(Span::from_secs(6 * 3_600)));
        assert_eq!(explained.explanations.len(), 2);
        assert_eq!(explained.explanations[1].number, "2–6");
        assert_eq!(explained.explanations[1].when, "1h … 5h");
    }

    #[test]
    fn more_marks_than_there_is_room_for_are_pointed_at() {
        let marks: Vec<Mark> = (0..50).map(|n| mark(n, &format!("call {n}"))).collect();
        let range = Range::whole(Span::from_secs(100));
        let all = Marks::new(&marks, range);
        assert_eq!(all.explanations.len(), 3 * LINES);
        assert_eq!(all.height(), 10 * LINE * 4 / 5);
        assert_eq!(Marks::new(&marks[..12], range).height(), 6 * LINE);
        assert_eq!(Marks::new(&[], range).height(), 0);
    }

    #[test]
    fn a_part_of_a_run_shows_its_own_marks_under_their_numbers() {
        let outage = Mark {
            until: Some(SimTime::from_secs(50)),
            ..mark(10, "outage")
        };
        let marks = [
            outage,
            mark(30, "early"),
            mark(45, "here"),
            mark(90, "late"),
        ];
        let range = Range {
            from: SimTime::from_secs(40),
            to: SimTime::from_secs(60),
        };
        let shown = Marks::new(&marks, range);
        let numbers: Vec<&str> = shown.explanations.iter().map(|one| &*one.number).collect();
        assert_eq!(numbers, ["1", "3"]);
        assert!(shown.legend().is_some());
    }

    #[test]
    fn a_text_moves_away_from_the_line_of_a_mark() {
        let marks = [mark(50, "here")];
        let range = Range::whole(Span::from_secs(100));
        let plot = Area {
            left: 0,
            top: 0,
            right: 1_000,
            bottom: 100,
        };
        let time = TimeScale::new(&plot, range);
        let shown = Marks::new(&marks, range);
        assert_eq!(shown.clear(400, 900, 50, time), Some(400));
        assert_eq!(shown.clear(480, 900, 50, time), Some(506));
        assert_eq!(shown.clear(480, 530, 50, time), None);
    }
}
