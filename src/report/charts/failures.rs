//! The failures of a deployment: how the circuit breaker counted up to its threshold, and when
//! nothing was started because of them.

use super::Chart;
use super::axis::{CountScale, Range};
use super::canvas::{Align, Area, Canvas, Font, Point};
use super::font;
use super::frame::{Entry, Frame, Sign};
use super::palette::{ALARM, INK, PAPER, hue, plain};
use crate::engine::{SimTime, Span};
use crate::report::words::length;
use crate::report::{DeploymentState, Hold, RunResult};

/// How to read it.
const HINT: &str = "The line counts failures since the last healthy task. Shaded: the next start \
                    waits, longer from time to time.";

/// The most pictures of failures.
const DEPLOYMENTS: usize = 5;

/// Before and after it, a part of its length is shown.
const MARGIN: u64 = 8;

/// Size of the labels in the plot.
const SIZE: i32 = 20;

/// How much of a back-off shows.
const OPACITY: f64 = 0.3;

/// A chart of the failures of one deployment.
pub(super) struct Failures<'a> {
    frame: Frame<'a>,
    scale: CountScale,
    course: Course,
}

/// What is drawn, still in times and counts.
#[derive(Debug, PartialEq, Eq)]
struct Course {
    /// From when on there were how many failures.
    counts: Vec<(SimTime, u32)>,
    /// From when on which threshold held.
    thresholds: Vec<(SimTime, u32)>,
    /// From and until when nothing was started.
    back_offs: Vec<(SimTime, SimTime)>,
    /// When it FAILED.
    failed: Option<SimTime>,
    /// When the one before it was back.
    rolled_back: Option<SimTime>,
    /// The last instant of which anything is known.
    until: SimTime,
}

/// The deployments that had failures, by their places, in order of creation.
pub(super) fn choose(result: &RunResult) -> Vec<u32> {
    let states = result.deployment_states.iter();
    let failing = states.filter(|state| has_failed(state));
    let mut places: Vec<u32> = failing.map(|state| state.deployment).collect();
    places.sort_unstable();
    places.dedup();
    places.truncate(DEPLOYMENTS);
    places
}

fn has_failed(state: &DeploymentState) -> bool {
    let counted = state.failures.is_some_and(|(count, _)| count > 0);
    counted || matches!(state.hold, Some(Hold::BackOff(..)))
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
        let frame = Frame::new(result, &what, HINT, 126, None, range);
        let values = course.counts.iter().chain(&course.thresholds);
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
            let (x, y) = (self.frame.time.x(*time), self.scale.y(*count));
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
            canvas.tint(area, hue(1), OPACITY);
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
            (self.course.failed, "FAILED", ALARM),
            (self.course.rolled_back, "rolled back", INK),
        ];
        for (line, (time, label, color)) in (0..).zip(ends) {
            let Some(time) = time else {
                continue;
            };
            let x = self.frame.time.x(time);
            canvas.line((x, plot.top), (x, plot.bottom), color, 3);
            let font = Font {
                size: SIZE,
                color,
                align: Align::Left,
            };
            let at = (x + 8, plot.top + SIZE + line * (SIZE + 6));
            canvas.text(label, at, font);
        }
    }

    fn legend(&self) -> Vec<Entry> {
        let entry = |sign: Sign, text: &str| Entry {
            sign,
            text: text.to_owned(),
        };
        let mut entries = Vec::new();
        if !self.course.thresholds.is_empty() {
            entries.push(entry(Sign::Line(4), "threshold"));
            entries.push(entry(Sign::Box(plain(ALARM)), "failed tasks"));
        }
        if !self.course.back_offs.is_empty() {
            entries.push(entry(Sign::Box(plain(hue(1))), "back-off"));
        }
        entries
    }
}

impl Chart for Failures<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        self.scale.draw(canvas, &self.frame.plot, "failed tasks");
        self.draw_back_offs(canvas);
        let until = self.course.failed.unwrap_or(self.frame.time.range.to);
        let lines = [(&self.course.thresholds, INK), (&self.course.counts, ALARM)];
        for (values, color) in lines {
            let points = self.steps(values, until);
            canvas.steps(&points, PAPER, 7);
            canvas.steps(&points, color, 4);
        }
        self.draw_ends(canvas);
        self.frame.draw_above(canvas);
        self.frame.draw_legend(canvas, self.legend());
    }
}

impl Course {
    fn of(result: &RunResult, deployment: u32) -> Self {
        let service = result.deployments[deployment as usize].service;
        let is_its =
            |it: &&DeploymentState| result.deployments[it.deployment as usize].service == service;
        let mut course = Self {
            counts: Vec::new(),
            thresholds: Vec::new(),
            back_offs: Vec::new(),
            failed: None,
            rolled_back: None,
            until: SimTime::ZERO,
        };
        for state in result.deployment_states.iter().filter(is_its) {
            if state.deployment == deployment {
                course.takes(state);
            } else if course.failed.is_some() && course.rolled_back.is_none() {
                // Who comes back is older; a newer one is another story.
                if state.deployment > deployment {
                    break;
                }
                course.until = state.time;
                course.rolled_back = (state.state == "COMPLETED").then_some(state.time);
            }
        }
        course
    }

    fn takes(&mut self, state: &DeploymentState) {
        if let Some((count, threshold)) = state.failures {
            for (values, value) in [(&mut self.counts, count), (&mut self.thresholds, threshold)] {
                if values.last().is_none_or(|last| last.1 != value) {
                    values.push((state.time, value));
                }
            }
        }
        if let Some(Hold::BackOff(until, _)) = state.hold
            && self.back_offs.last().is_none_or(|last| last.1 != until)
        {
            self.back_offs.push((state.time, until));
            self.until = self.until.max(until);
        }
        if state.state == "FAILED" {
            self.failed.get_or_insert(state.time);
        }
        self.until = self.until.max(state.time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    /// Three failures 30 s apart from 60 s on; what came before is back at 150 s.
    fn failing() -> RunResult {
        let mut result = testdata::tiny();
        let begun = result.deployment_states[1];
        let at = |second: u64, count: u32| DeploymentState {
            time: SimTime::from_secs(second),
            failures: Some((count, 3)),
            ..begun
        };
        let waits = Hold::BackOff(SimTime::from_secs(100), 4);
        let failed = DeploymentState {
            state: "FAILED",
            sides: None,
            ..at(120, 3)
        };
        let back = DeploymentState {
            deployment: 0,
            state: "COMPLETED",
            failures: None,
            ..at(150, 0)
        };
        let held = DeploymentState {
            hold: Some(waits),
            ..at(90, 1)
        };
        let still = DeploymentState {
            time: SimTime::from_secs(95),
            ..held
        };
        result.deployment_states.truncate(1);
        let states = [at(60, 0), held, still, at(110, 2), failed, back];
        result.deployment_states.extend(states);
        result
    }

    #[test]
    fn counts_waits_and_ends_come_from_the_states() {
        let result = failing();
        assert_eq!(choose(&result), [1]);
        let at = SimTime::from_secs;
        let expected = Course {
            counts: vec![(at(60), 0), (at(90), 1), (at(110), 2), (at(120), 3)],
            thresholds: vec![(at(60), 3)],
            back_offs: vec![(at(90), at(100))],
            failed: Some(at(120)),
            rolled_back: Some(at(150)),
            until: at(150),
        };
        assert_eq!(Course::of(&result, 1), expected);
        assert_eq!(choose(&testdata::tiny()), [0; 0]);
    }

    #[test]
    fn the_picture_says_when_it_failed_and_what_it_waited() {
        let result = failing();
        let pictures = super::super::pictures(&result);
        let name = "failures-web-d-2.svg";
        let picture = pictures.iter().find(|picture| picture.file == name);
        let svg = std::str::from_utf8(&picture.expect("a picture").bytes).unwrap();
        for text in ["FAILED", "rolled back", "threshold", "back-off", "10s"] {
            assert!(svg.contains(text), "{text}");
        }
    }
}
