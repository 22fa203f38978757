//! What was done and what happened: numbered lines through a plot, with a key below it.

use super::axis::{Range, TimeScale};
use super::canvas::{Align, Area, Canvas, Font};
use super::font;
use super::frame::{Entry, Sign};
use super::key::{Key, SIZE, numbers};
use super::palette::{ALARM, INK, PAPER};
use crate::engine::SimTime;
use crate::report::Mark;

/// From the flags to the plot: room for the highest label of the axis of counts.
const FLAG_GAP: i32 = 15;

/// How much of an outage's colour shows.
const SHADE: f64 = 0.14;

/// So many lines are drawn in full ink; more of them would hide the data.
const FEW: usize = 8;

/// Of more lines than this, hardly anything is drawn.
const MANY: usize = 30;

/// What marks are drawn upon.
pub(super) struct Ground<'a> {
    /// The plot.
    pub(super) plot: Area,
    /// From where to where each zone has its rows, if a zone has rows of its own.
    pub(super) zones: Vec<(&'a str, (i32, i32))>,
}

/// The marks of a run that a chart shows.
pub(super) struct Marks<'a> {
    /// Each with its number, which is the same in all charts of the run.
    shown: Vec<(usize, &'a Mark)>,
    /// What they mean.
    key: Key,
}

impl<'a> Marks<'a> {
    /// Marks in order of time, of which those in the range are shown, with a key of that width.
    pub(super) fn new(marks: &'a [Mark], range: Range, width: i32) -> Self {
        let is_shown =
            |(_, mark): &(usize, &Mark)| range.meets(mark.time, mark.until.or(Some(mark.time)));
        let marks: Vec<(usize, &Mark)> = (1..).zip(marks).filter(is_shown).collect();
        Self {
            key: Key::new(&marks, width),
            shown: marks,
        }
    }

    /// What their numbers mean.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// What an outage looks like, if there is one.
    pub(super) fn legend(&self) -> Option<Entry> {
        let is_there = self.shown.iter().any(|(_, mark)| mark.is_outage);
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
        for (_, mark) in &self.shown {
            let ends = [Some(mark.time), outage_end(mark)];
            for x in ends.into_iter().flatten().map(|end| time.x(end)) {
                if left - 3 <= x && x <= left + width + 3 {
                    left = x + 6;
                }
            }
        }
        (left + width <= to).then_some(left)
    }

    /// Shades the outages; data will cover a part of it.
    pub(super) fn draw_outages(&self, canvas: &mut dyn Canvas, ground: &Ground, time: TimeScale) {
        for band in self.outages(ground, time) {
            canvas.tint(band, ALARM, SHADE);
        }
    }

    /// The parts of the plot in which something was out: the rows of the zone that the mark names,
    /// or the whole height where zones have no rows.
    fn outages(&self, ground: &Ground, time: TimeScale) -> Vec<Area> {
        let mut outages = Vec::new();
        for (_, mark) in &self.shown {
            let Some(until) = outage_end(mark) else {
                continue;
            };
            let left = time.x(mark.time);
            let right = time.x(until).max(left + 2);
            let is_named = |zone: &str| mark.label.split(' ').any(|word| word == zone);
            let rows = ground.zones.iter();
            let mut parts: Vec<(i32, i32)> = rows
                .filter(|(zone, _)| is_named(zone))
                .map(|(_, rows)| *rows)
                .collect();
            if ground.zones.is_empty() {
                parts.push((ground.plot.top, ground.plot.bottom));
            }
            outages.extend(parts.into_iter().map(|(top, bottom)| Area {
                left,
                top,
                right,
                bottom,
            }));
        }
        outages
    }

    /// Draws the lines, and above the plot their numbers; numbers that would overlap share a badge.
    pub(super) fn draw_lines(&self, canvas: &mut dyn Canvas, ground: &Ground, time: TimeScale) {
        for band in self.outages(ground, time) {
            // Over the data, so that no data can hide an outage.
            let strip = Area {
                bottom: band.top + 8,
                ..band
            };
            canvas.fill(strip, ALARM);
            canvas.line((band.right, band.top), (band.right, band.bottom), ALARM, 1);
        }
        let plot = &ground.plot;
        let opacity = match self.shown.len() {
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
        let marks = self.shown.iter().filter(begun);
        marks.map(move |&(number, mark)| (number, time.x(mark.time)))
    }

    fn draw_badges(&self, canvas: &mut dyn Canvas, plot: &Area, time: TimeScale) {
        let places: Vec<(usize, i32)> = self.places(time).collect();
        for badge in badges(&places, plot.left) {
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
}

/// Until when a zone is lost, if one is.
fn outage_end(mark: &Mark) -> Option<SimTime> {
    mark.until.filter(|_| mark.is_outage)
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
    /// Half way from the first to the last line, where that is not too far left.
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

/// Badges from left to right that do not overlap, none of them left of the plot: what an axis
/// counts is written there.
fn badges(places: &[(usize, i32)], plot_left: i32) -> Vec<Badge> {
    let mut badges: Vec<Badge> = Vec::new();
    let badge = |(first, left): (usize, i32), (last, right): (usize, i32)| {
        let mut badge = Badge {
            first,
            last,
            left,
            middle: i32::midpoint(left, right),
        };
        badge.middle = badge.middle.max(plot_left + badge.width() / 2);
        badge
    };
    for &place in places {
        let mut next = badge(place, place);
        // A wider badge may run into the one before it, and so on.
        while let Some(last) = badges.pop_if(|last| touch(last, &next)) {
            next = badge((last.first, last.left), place);
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
    use crate::engine::Span;

    fn mark(seconds: u64, label: &str) -> Mark {
        Mark {
            time: SimTime::from_secs(seconds),
            label: label.into(),
            until: None,
            is_outage: false,
        }
    }

    #[test]
    fn badges_that_would_overlap_are_merged() {
        let numbered =
            |places: &[i32]| -> Vec<(usize, i32)> { (1..).zip(places.iter().copied()).collect() };
        let texts = |places: &[i32]| -> Vec<String> {
            badges(&numbered(places), 90)
                .iter()
                .map(Badge::text)
                .collect()
        };
        assert_eq!(texts(&[100, 200, 300]), ["1", "2", "3"]);
        assert_eq!(texts(&[100, 110, 300]), ["1–2", "3"]);
        assert_eq!(texts(&[100, 100, 100, 400]), ["1–3", "4"]);
        let close: Vec<i32> = (0..200).map(|place| 100 + place * 6).collect();
        let first = &badges(&numbered(&[90, 300]), 90)[0];
        assert_eq!(first.middle - first.width() / 2, 90);
        let merged = badges(&numbered(&close), 90);
        for pair in merged.windows(2) {
            assert!(!touch(&pair[0], &pair[1]));
        }
    }

    #[test]
    fn an_outage_shades_the_rows_of_its_zone() {
        let marks = [
            Mark {
                until: Some(SimTime::from_secs(50)),
                is_outage: true,
                ..mark(10, "availabilityZoneOutage us-east-1b for 40s")
            },
            // Something else than a zone is lost for a while.
            Mark {
                until: Some(SimTime::from_secs(80)),
                ..mark(60, "agentDisconnect i-1 for 20s")
            },
        ];
        let range = Range::whole(Span::from_secs(100));
        let plot = Area {
            left: 0,
            top: 0,
            right: 1_000,
            bottom: 100,
        };
        let time = TimeScale::new(&plot, range);
        let bands = |zones| Marks::new(&marks, range, 1_500).outages(&Ground { plot, zones }, time);
        let heights = |zones| -> Vec<(i32, i32)> {
            let bands = bands(zones).into_iter();
            bands.map(|band| (band.top, band.bottom)).collect()
        };
        assert_eq!(heights(vec![]), [(0, 100)]);
        let rows = vec![("us-east-1a", (0, 40)), ("us-east-1b", (40, 70))];
        assert_eq!(heights(rows), [(40, 70)]);
        assert_eq!(heights(vec![("us-east-1a", (0, 40))]), []);
    }

    #[test]
    fn a_part_of_a_run_shows_its_own_marks_under_their_numbers() {
        let outage = Mark {
            until: Some(SimTime::from_secs(50)),
            is_outage: true,
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
        let shown = Marks::new(&marks, range, 1_500);
        let numbers: Vec<usize> = shown.shown.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 3]);
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
        let shown = Marks::new(&marks, range, 1_500);
        assert_eq!(shown.clear(400, 900, 50, time), Some(400));
        assert_eq!(shown.clear(480, 900, 50, time), Some(506));
        assert_eq!(shown.clear(480, 530, 50, time), None);
    }
}
