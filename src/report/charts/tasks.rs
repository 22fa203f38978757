//! The tasks of one service over time, by revision and state, between the two bounds of a rolling
//! deployment.
//!
//! States are stacked before revisions: so the top of the full colours is the number of ready
//! tasks, and a rule of ECS becomes a line that is not crossed.

use std::collections::BTreeMap;

use super::Chart;
use super::axis::CountScale;
use super::canvas::{Align, Canvas, Font, Point};
use super::frame::{Entry, Frame, Sign};
use super::palette::{HUE_COUNT, INK, PAPER, Shade, hue, look};
use super::stack::{Change, Layer, Stack, stay};
use crate::engine::SimTime;
use crate::report::{RunResult, ServiceState, TaskRow};

/// How to read it.
pub(super) const HINT: &str = "Ready tasks, in full colours, should stay above the thick line; \
                               all tasks below the thin one.";

/// States from the bottom of the stack to its top.
const SHADES: [(Shade, &str); 4] = [
    (Shade::Full, "ready"),
    (Shade::Half, "running"),
    (Shade::Faint, "starting"),
    (Shade::Ending, "stopping"),
];

/// An upper bound so many times above all tasks is not drawn: it would flatten everything else.
const FAR: u32 = 3;

/// A chart of the tasks of one service.
pub(super) struct Tasks<'a> {
    frame: Frame<'a>,
    stack: Stack,
    scale: CountScale,
    /// The least number of ready tasks, as a line.
    lower: Vec<Point>,
    /// The greatest number of all tasks, as a line; nothing if it is too far up.
    upper: Vec<Point>,
    /// The state at the end.
    last: Option<&'a ServiceState>,
}

impl<'a> Tasks<'a> {
    /// The chart of the service at that place, which has these tasks.
    pub(super) fn new(
        result: &'a RunResult,
        service: usize,
        tasks: &[&'a TaskRow],
        hint: &str,
    ) -> Self {
        let what = format!("tasks of {}", result.services[service]);
        let frame = Frame::new(result, &what, hint, 110, None);
        let revisions = revisions(tasks);
        let changes = changes(tasks, &revisions);
        let stack = Stack::new(layers(&revisions), changes, &frame.plot, frame.time);
        let states: Vec<&ServiceState> = result
            .service_states
            .iter()
            .filter(|state| state.service as usize == service)
            .collect();
        let highest = |bound: fn(&ServiceState) -> u32| {
            states.iter().map(|state| bound(state)).max().unwrap_or(0)
        };
        let floor = highest(|state| state.min_healthy);
        let ceiling = highest(|state| state.max_total);
        let is_near = ceiling <= stack.most.max(floor).saturating_mul(FAR);
        let most = stack.most.max(floor).max(if is_near { ceiling } else { 0 });
        let scale = CountScale::new(&frame.plot, most);
        let line = |bound| line(&states, bound, &frame, scale);
        Self {
            lower: line(|state| state.min_healthy),
            upper: if is_near {
                line(|state| state.max_total)
            } else {
                Vec::new()
            },
            last: states.last().copied(),
            frame,
            stack,
            scale,
        }
    }

    /// Draws both bounds, and at their ends what they are.
    fn draw_bounds(&self, canvas: &mut dyn Canvas) {
        for (points, width) in [(&self.upper, 2), (&self.lower, 4)] {
            // A white rim keeps the line apart from any colour under it.
            canvas.steps(points, PAPER, width + 3);
            canvas.steps(points, INK, width);
        }
        let Some(last) = self.last else { return };
        let end = |points: &[Point]| points.last().map(|&(_, y)| y);
        let (lower, upper) = (end(&self.lower), end(&self.upper));
        let font = Font {
            size: 20,
            color: INK,
            align: Align::Left,
        };
        let x = self.frame.plot.right + 10;
        if let Some(y) = lower {
            // Where both lines end at one height, their labels stand above and below it.
            let is_close = upper.is_some_and(|upper| y - upper < 24);
            let y = if is_close { y + 12 } else { y };
            canvas.text(&format!("min {}", last.min_healthy), (x, y), font);
        }
        if let Some(y) = upper {
            let is_close = lower.is_some_and(|lower| lower - y < 24);
            let y = if is_close { y - 12 } else { y };
            canvas.text(&format!("max {}", last.max_total), (x, y), font);
        }
    }

    fn legend(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let ceiling = match (self.upper.is_empty(), self.last) {
            (true, Some(last)) => format!("upper bound: {}, far up", last.max_total),
            _ => "upper bound".to_owned(),
        };
        for (width, text) in [(2, ceiling.as_str()), (4, "lower bound")] {
            entries.push(Entry {
                sign: Sign::Line(width),
                text: text.to_owned(),
            });
        }
        entries.extend(self.stack.legend().map(|layer| Entry {
            sign: Sign::Box(layer.look),
            text: layer.text.clone(),
        }));
        entries
    }
}

impl Chart for Tasks<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        self.scale.draw(canvas, &self.frame.plot);
        self.stack.draw(canvas, &self.frame.plot, self.scale);
        self.draw_bounds(canvas);
        self.frame.draw_above(canvas);
        self.frame.draw_legend(canvas, &self.legend());
    }
}

/// The task definitions in order of appearance, each with its place among the hues. All that have
/// none of their own share one.
struct Revisions<'a> {
    /// What the legend calls each hue.
    names: Vec<&'a str>,
    /// The hue of each task definition.
    places: BTreeMap<&'a str, usize>,
}

fn revisions<'a>(tasks: &[&'a TaskRow]) -> Revisions<'a> {
    let mut names: Vec<&str> = Vec::new();
    let mut places = BTreeMap::new();
    for task in tasks {
        places
            .entry(task.task_definition.as_str())
            .or_insert_with(|| {
                names.push(&task.task_definition);
                (names.len() - 1).min(HUE_COUNT)
            });
    }
    if names.len() > HUE_COUNT {
        names.truncate(HUE_COUNT);
        names.push("later ones");
    }
    Revisions { names, places }
}

/// All ready ones first, then all running ones, and so on.
fn layers(revisions: &Revisions) -> Vec<Layer> {
    SHADES
        .iter()
        .flat_map(|&(shade, state)| {
            revisions
                .names
                .iter()
                .enumerate()
                .map(move |(place, name)| Layer {
                    text: format!("{name} {state}"),
                    look: look(hue(place), shade),
                    is_primary: shade == Shade::Full,
                })
        })
        .collect()
}

/// The way of each task through the layers: starting, running, ready, stopping.
fn changes(tasks: &[&TaskRow], revisions: &Revisions) -> Vec<Change> {
    let mut changes = Vec::with_capacity(tasks.len() * 6);
    for task in tasks {
        let place = revisions.places[task.task_definition.as_str()];
        let layer = |shade: usize| shade * revisions.names.len() + place;
        let stops_at = task.stops_at();
        // Whatever would have come after it began to stop does not count.
        let or_stop = |time: Option<SimTime>| match (time, stops_at) {
            (Some(time), Some(stop)) => Some(time.min(stop)),
            (time, stop) => time.or(stop),
        };
        let started = or_stop(task.started_at);
        let ready = or_stop(task.ready_at);
        stay(&mut changes, layer(2), task.created_at, started);
        if let Some(started) = started {
            stay(&mut changes, layer(1), started, ready);
        }
        if let Some(ready) = ready {
            stay(&mut changes, layer(0), ready, stops_at);
        }
        if let Some(stop) = stops_at {
            stay(&mut changes, layer(3), stop, task.stopped_at);
        }
    }
    changes
}

/// A step line through the states; where several fall on one pixel, up and down at that pixel.
fn line(
    states: &[&ServiceState],
    bound: fn(&ServiceState) -> u32,
    frame: &Frame,
    scale: CountScale,
) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for state in states {
        let (x, y) = (frame.time.x(state.time), scale.y(bound(state)));
        match points.last() {
            Some(&(_, before)) if before == y => {}
            Some(&(_, before)) => points.extend([(x, before), (x, y)]),
            None => points.push((x, y)),
        }
        // At one pixel, only the lowest, the highest and the last place can be seen.
        let at_pixel = points.iter().rev().take_while(|point| point.0 == x).count();
        if at_pixel > 8 {
            let here = points.split_off(points.len() - at_pixel);
            let highest = here.iter().map(|point| point.1).min().unwrap_or(y);
            let lowest = here.iter().map(|point| point.1).max().unwrap_or(y);
            points.extend([here[0], (x, lowest), (x, highest), (x, y)]);
        }
    }
    if let Some(&(_, y)) = points.last() {
        points.push((frame.plot.right, y));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    fn chart(result: &RunResult) -> Tasks<'_> {
        let tasks: Vec<&TaskRow> = result.tasks.iter().collect();
        Tasks::new(result, 0, &tasks, HINT)
    }

    fn texts(chart: &Tasks) -> Vec<String> {
        chart.legend().into_iter().map(|entry| entry.text).collect()
    }

    #[test]
    fn the_legend_lists_what_was_there_from_the_top_down() {
        let result = testdata::tiny();
        let chart = chart(&result);
        assert_eq!(
            texts(&chart),
            [
                "upper bound",
                "lower bound",
                "web:1 stopping",
                "web:2 starting",
                "web:2 running",
                "web:2 ready",
                "web:1 ready",
            ]
        );
        assert_eq!(chart.stack.most, 8);
    }

    #[test]
    fn an_upper_bound_far_up_is_told_and_not_drawn() {
        let mut result = testdata::tiny();
        for state in &mut result.service_states {
            state.max_total = 1_000;
        }
        let chart = chart(&result);
        assert!(chart.upper.is_empty());
        assert_eq!(texts(&chart)[0], "upper bound: 1000, far up");
    }

    #[test]
    fn more_revisions_than_hues_share_one() {
        let mut result = testdata::large();
        for (number, task) in result.tasks.iter_mut().enumerate() {
            task.task_definition = format!("web:{}", number % 50);
        }
        let texts = texts(&chart(&result));
        assert!(
            texts.iter().any(|text| text == "later ones ready"),
            "{texts:?}"
        );
        assert!(texts.len() <= 2 + 4 * (HUE_COUNT + 1));
    }

    #[test]
    fn bounds_that_change_all_the_time_stay_few_points() {
        let mut result = testdata::tiny();
        let first = result.service_states[0];
        result.service_states = (0..100_000)
            .map(|number| ServiceState {
                time: SimTime::from_micros(2_000 * u64::from(number)),
                min_healthy: number % 7,
                ..first
            })
            .collect();
        let chart = chart(&result);
        assert!(chart.lower.len() < 20_000, "{}", chart.lower.len());
    }
}
