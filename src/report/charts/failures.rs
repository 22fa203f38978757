//! The failures of a deployment: how the circuit breaker counted up to its threshold, how many
//! tasks failed or ended whether it counts them or not, and when nothing was started.

mod course;

use super::Chart;
use super::axis::{CountScale, Range};
use super::canvas::{Align, Area, Canvas, Color, Font, Point};
use super::font;
use super::frame::{Entry, Frame, Sign};
use super::palette::{ALARM, INK, PAPER, hue, lighter, plain};
use crate::engine::{SimTime, Span};
use crate::report::RunResult;
use crate::report::words::length;
use course::Course;

pub(super) use course::choose;

/// Under a line of the same course, another one is seen at both sides.
const WIDE: u32 = 9;

/// A line at 0 lies so far above the axis.
const LIFT: i32 = 5;

/// The colour of what is well again.
const WELL: usize = 2;

/// Before and after it, a part of its length is shown.
const MARGIN: u64 = 8;

/// Size of the labels in the plot.
const SIZE: i32 = 20;

/// How much of the colour of a back-off shows, in percent.
const SHADE: u16 = 30;

/// Between the line of an end and its label.
const GAP: i32 = 8;

/// A chart of the failures of one deployment.
pub(super) struct Failures<'a> {
    frame: Frame<'a>,
    scale: CountScale,
    course: Course,
}

impl<'a> Failures<'a> {
    /// The chart of the deployment at that place.
    pub(super) fn new(result: &'a RunResult, deployment: u32) -> Self {
        let row = &result.deployments[deployment as usize];
        let course = Course::of(result, deployment);
        let end = SimTime::ZERO + result.duration;
        let part = course.until.max(row.created_at).since(row.created_at);
        let margin = Span::from_micros(part.as_micros() / MARGIN).max(Span::from_secs(1));
        let from = row
            .created_at
            .max(SimTime::ZERO + margin)
            .since(SimTime::ZERO + margin);
        let range = Range {
            from: SimTime::ZERO + from,
            to: (course.until + margin).min(end),
        };
        let what = format!("failures of deployment {}, {}", row.id, row.task_definition);
        let frame = Frame::new(result, &what, &hint(&course), 126, None, range);
        let values = course.counts.iter().chain(&course.thresholds);
        let values = values.chain(&course.ended);
        let most = values.map(|(_, count)| *count).max().unwrap_or(0);
        let scale = CountScale::new(&frame.plot, most);
        Self {
            frame,
            scale,
            course,
        }
    }

    /// A line through values that hold from an instant on, up to the last one of the range.
    fn steps(&self, values: &[(SimTime, u32)], until: SimTime) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::with_capacity(2 * values.len() + 1);
        for (time, count) in values {
            let y = self.scale.y(*count).min(self.frame.plot.bottom - LIFT);
            let x = self.frame.time.x(*time);
            points.extend(points.last().map(|last| (x, last.1)));
            points.push((x, y));
        }
        points.extend(points.last().map(|last| (self.frame.time.x(until), last.1)));
        points
    }

    fn draw_back_offs(&self, canvas: &mut dyn Canvas) {
        for (from, until) in &self.course.back_offs {
            let area = Area {
                left: self.frame.time.x(*from),
                right: self.frame.time.x(*until),
                ..self.frame.plot
            };
            canvas.tint(area, hue(1), f64::from(SHADE) / 100.0);
            let label = length(until.since(*from));
            if font::width(&label, SIZE) * 6 / 5 < area.width() {
                let font = Font {
                    size: SIZE,
                    color: INK,
                    align: Align::Center,
                };
                let middle = i32::midpoint(area.left, area.right);
                canvas.text(&label, (middle, area.bottom - SIZE), font);
            }
        }
    }

    fn draw_ends(&self, canvas: &mut dyn Canvas) {
        let plot = self.frame.plot;
        let ends = [
            (self.course.completed, "COMPLETED", hue(WELL)),
            (self.course.failed, "FAILED", INK),
            (self.course.rolled_back, "rolled back", hue(WELL)),
        ];
        let mut lines: Vec<(i32, &str, Color)> = Vec::new();
        for (time, label, color) in ends {
            let Some(time) = time else { continue };
            // Beside each other where both are in one instant.
            let least = lines.last().map_or(i32::MIN, |(x, ..)| x + 4);
            lines.push((self.frame.time.x(time).max(least), label, color));
        }
        let places: Vec<i32> = lines.iter().map(|(x, ..)| *x).collect();
        for (x, label, color) in lines {
            canvas.line((x, plot.top), (x, plot.bottom), color, 3);
            let font = Font {
                size: SIZE,
                color,
                align: Align::Left,
            };
            let left = label_left(x, font::width(label, SIZE) * 6 / 5, &plot, &places);
            canvas.text(label, (left, plot.top + SIZE), font);
        }
    }

    fn legend(&self) -> Vec<Entry> {
        let course = &self.course;
        let entries = [
            (!course.thresholds.is_empty(), Sign::Line(4), "threshold"),
            (
                !course.counts.is_empty(),
                Sign::Drawn(|canvas, at| level(canvas, at, ALARM, 4)),
                "counted by the breaker",
            ),
            (
                !course.ended.is_empty(),
                Sign::Drawn(|canvas, at| level(canvas, at, hue(0), WIDE)),
                "failed or ended",
            ),
            (
                !course.back_offs.is_empty(),
                Sign::Box(plain(lighter(hue(1), SHADE))),
                "back-off",
            ),
            (
                course.completed.is_some(),
                Sign::Drawn(|canvas, at| upright(canvas, at, hue(WELL))),
                "COMPLETED",
            ),
            (
                course.failed.is_some(),
                Sign::Drawn(|canvas, at| upright(canvas, at, INK)),
                "FAILED",
            ),
            (
                course.rolled_back.is_some(),
                Sign::Drawn(|canvas, at| upright(canvas, at, hue(WELL))),
                "rolled back",
            ),
        ];
        let seen = entries.into_iter().filter(|(is_there, ..)| *is_there);
        seen.map(|(_, sign, text)| Entry {
            sign,
            text: text.to_owned(),
        })
        .collect()
    }
}

/// How to read it, of what there is.
fn hint(course: &Course) -> String {
    let lines = [
        (!course.counts.is_empty(), "what the circuit breaker counts"),
        (
            !course.ended.is_empty(),
            "tasks that failed to start, failed their health checks or exited",
        ),
    ];
    let lines = lines.iter().filter(|(is_there, _)| *is_there);
    let lines: Vec<&str> = lines.map(|(_, what)| *what).collect();
    let mut hint = format!("Lines: {}.", lines.join(", and "));
    if !course.back_offs.is_empty() {
        hint.push_str(" Shaded: the next start has to wait.");
    }
    hint
}

/// A piece of a line that counts.
fn level(canvas: &mut dyn Canvas, (x, y): Point, color: Color, width: u32) {
    canvas.line((x - 16, y), (x + 16, y), color, width);
}

/// A piece of the line of an end.
fn upright(canvas: &mut dyn Canvas, (x, y): Point, color: Color) {
    canvas.line((x, y - 11), (x, y + 11), color, 3);
}

/// Where the label of an end begins: right of its line, or left of it where another line would go
/// through it, or the plot ends.
fn label_left(x: i32, width: i32, plot: &Area, lines: &[i32]) -> i32 {
    let fits = |left: &i32| {
        let is_crossed = |line: &i32| (left - GAP + 1..left + width + GAP).contains(line);
        let is_inside = *left > plot.left && left + width < plot.right;
        is_inside && !lines.iter().any(is_crossed)
    };
    let (right, left) = (x + GAP, x - GAP - width);
    [right, left].into_iter().find(fits).unwrap_or(right)
}

impl Chart for Failures<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        self.scale.draw(canvas, &self.frame.plot, "failed tasks");
        self.draw_back_offs(canvas);
        // Below the lines: the last failure and the end are in one instant.
        self.draw_ends(canvas);
        let until = self.course.failed.unwrap_or(self.frame.time.range.to);
        let range_end = self.frame.time.range.to;
        let course = &self.course;
        // The second one is wide, or the third would hide it where both count the same.
        for (values, until, color, width, rim) in [
            (&course.thresholds, until, INK, 4, 7),
            (&course.ended, range_end, hue(0), WIDE, WIDE + 3),
            (&course.counts, range_end, ALARM, 4, 4),
        ] {
            let points = self.steps(values, until);
            canvas.steps(&points, PAPER, rim);
            canvas.steps(&points, color, width);
        }
        self.frame.draw_above(canvas);
        self.frame.draw_legend(canvas, self.legend());
    }
}

#[cfg(test)]
mod tests;
