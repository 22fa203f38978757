//! The tasks of one service over time, by revision and state, between the two bounds of a rolling
//! deployment.
//!
//! States are stacked before revisions: so the top of the full colours is the number of ready
//! tasks, and a rule of ECS becomes a line that is not crossed.

use super::Chart;
use super::axis::{CountScale, Range};
use super::bounds::Bounds;
use super::canvas::{Align, Canvas, Font};
use super::frame::{Entry, Frame};
use super::palette::{QUIET, Shade, look_at};
use super::revisions::{self, Revisions, STATES};
use super::stack::{Change, Layer, Stack, stay};
use super::stages::stages;
use crate::report::{RunResult, ServiceState, TaskRow};

/// How to read it.
pub(super) const HINT: &str = "Ready tasks (full colours) should not fall below the minimum, all \
                               tasks together not rise above the maximum.";

/// A maximum so many times above all tasks is not drawn: it would flatten everything else.
const FAR: u32 = 3;

/// What a chart shows of a service, and when.
pub(super) struct View<'a> {
    /// The place of the service.
    pub(super) service: usize,
    /// Its tasks.
    pub(super) tasks: &'a [&'a TaskRow],
    /// The title.
    pub(super) what: String,
    /// How to read it.
    pub(super) hint: &'a str,
    /// From when to when.
    pub(super) range: Range,
}

/// A chart of the tasks of one service.
pub(super) struct Tasks<'a> {
    frame: Frame<'a>,
    stack: Stack,
    scale: CountScale,
    bounds: Bounds,
    /// What each colour means.
    revisions: Vec<Entry>,
    /// What its strength means.
    states: Vec<Entry>,
}

impl<'a> Tasks<'a> {
    /// The chart of a service with the colours of the run.
    pub(super) fn new(result: &'a RunResult, view: &View<'_>, revisions: &Revisions) -> Self {
        let range = view.range;
        let frame = Frame::new(result, &view.what, view.hint, 110, None, range);
        let meets = |task: &&&TaskRow| range.meets(task.created_at, task.stopped_at);
        let shown = view.tasks.iter().filter(meets).copied();
        let legend = revisions.legend(shown.clone().map(|task| task.task_definition.as_str()));
        let states_shown = revisions::states(shown);
        let stack = stack(view.tasks, revisions, &frame);
        let is_its = |state: &&ServiceState| state.service as usize == view.service;
        let states: Vec<&ServiceState> = result.service_states.iter().filter(is_its).collect();
        let states = within(&states, range);
        let highest =
            |of: fn(&ServiceState) -> u32| states.iter().map(|state| of(state)).max().unwrap_or(0);
        let most = stack
            .most
            .max(highest(|state| state.min_healthy))
            .max(highest(|state| state.desired));
        let maximum = highest(|state| state.max_total);
        let is_near = maximum <= most.saturating_mul(FAR);
        let scale = CountScale::new(&frame.plot, if is_near { most.max(maximum) } else { most });
        Self {
            bounds: Bounds::new(states, is_near, &frame, scale),
            frame,
            stack,
            scale,
            revisions: legend,
            states: states_shown,
        }
    }

    fn legend(&self) -> Vec<Entry> {
        let mut entries = self.bounds.legend();
        if self.stack.most == 0 {
            return entries;
        }
        entries.extend(self.revisions.iter().cloned());
        entries.extend(self.states.iter().cloned());
        entries
    }

    /// Says that there is nothing to be seen.
    fn draw_nothing(&self, canvas: &mut dyn Canvas) {
        let plot = &self.frame.plot;
        let font = Font {
            size: 28,
            color: QUIET,
            align: Align::Center,
        };
        let [x, y] = [(plot.left, plot.right), (plot.top, plot.bottom)]
            .map(|(from, to)| i32::midpoint(from, to));
        canvas.text("no task ran", (x, y), font);
    }
}

impl Chart for Tasks<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        self.scale.draw(canvas, &self.frame.plot, "tasks");
        self.stack.draw(canvas, &self.frame.plot, self.scale);
        if self.stack.most == 0 {
            self.draw_nothing(canvas);
        }
        self.bounds.draw(canvas);
        self.frame.draw_above(canvas);
        self.bounds.draw_labels(canvas, &self.frame);
        self.frame.draw_legend(canvas, self.legend());
    }
}

/// The states that hold at any time of a range, in order of time.
fn within<'a, 'b>(states: &'b [&'a ServiceState], range: Range) -> &'b [&'a ServiceState] {
    let begun = states.partition_point(|state| state.time <= range.from);
    let first = begun.saturating_sub(1);
    let end = states.partition_point(|state| state.time <= range.to);
    &states[first..end.max(first)]
}

/// The tasks by state, and within each state by colour.
fn stack(tasks: &[&TaskRow], revisions: &Revisions, frame: &Frame) -> Stack {
    let mut hues: Vec<usize> = Vec::new();
    for task in tasks {
        let hue = revisions.place(&task.task_definition);
        if !hues.contains(&hue) {
            hues.push(hue);
        }
    }
    let layers = STATES
        .iter()
        .flat_map(|&(shade, _)| {
            hues.iter().map(move |&place| Layer {
                look: look_at(place, shade),
                is_primary: shade == Shade::Full,
            })
        })
        .collect();
    let place = |task: &TaskRow| {
        let its = revisions.place(&task.task_definition);
        hues.iter().position(|&hue| hue == its).unwrap_or(0)
    };
    let changes = changes(tasks, hues.len(), place);
    Stack::new(layers, changes, &frame.plot, frame.time)
}

/// The way of each task through the layers.
fn changes(tasks: &[&TaskRow], hues: usize, hue_of: impl Fn(&TaskRow) -> usize) -> Vec<Change> {
    let mut changes = Vec::with_capacity(tasks.len() * 6);
    for task in tasks {
        let place = hue_of(task);
        for (shade, (from, until)) in stages(task) {
            let state = STATES.iter().position(|(of, _)| *of == shade).unwrap_or(0);
            stay(&mut changes, state * hues + place, from, until);
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{SimTime, Span};
    use crate::report::charts::pictures;
    use crate::report::testdata;

    fn view<'a>(result: &RunResult, tasks: &'a [&'a TaskRow]) -> View<'a> {
        View {
            service: 0,
            tasks,
            what: "tasks of web".into(),
            hint: HINT,
            range: Range::whole(result.duration),
        }
    }

    fn texts(result: &RunResult, range: Option<Range>) -> (Vec<String>, u32) {
        let tasks: Vec<&TaskRow> = result.tasks.iter().collect();
        let mut view = view(result, &tasks);
        view.range = range.unwrap_or(view.range);
        let chart = Tasks::new(result, &view, &Revisions::of(result));
        let entries = chart.legend().into_iter();
        (entries.map(|entry| entry.text).collect(), chart.stack.most)
    }

    #[test]
    fn the_legend_has_bounds_then_colours_then_states() {
        let (texts, most) = texts(&testdata::tiny(), None);
        assert_eq!(
            texts,
            [
                "maximum of all tasks",
                "desired count",
                "minimum of ready tasks",
                "Task definitions",
                "web:1",
                "web:2",
                "States, in any colour",
                "ready",
                "running, not ready yet",
                "starting",
                "stopping",
            ]
        );
        assert_eq!(most, 8);
    }

    #[test]
    fn a_part_of_the_run_shows_what_was_there_then() {
        let range = Range {
            from: SimTime::from_secs(130),
            to: SimTime::from_secs(200),
        };
        let (texts, most) = texts(&testdata::tiny(), Some(range));
        assert!(texts.contains(&"web:2".into()) && !texts.contains(&"web:1".into()));
        assert_eq!(most, 4);
    }

    #[test]
    fn where_no_task_ran_the_legend_has_bounds_only() {
        let mut result = testdata::tiny();
        result.tasks.clear();
        let (texts, most) = texts(&result, None);
        assert_eq!((texts.len(), most), (3, 0));
        let tasks = pictures(&result)
            .into_iter()
            .find(|picture| picture.file == "tasks-web.svg");
        let svg = String::from_utf8(tasks.unwrap().bytes).unwrap();
        assert!(svg.contains("no task ran"));
    }

    #[test]
    fn a_maximum_far_up_is_told_and_not_drawn() {
        let mut result = testdata::tiny();
        for state in &mut result.service_states {
            state.max_total = 1_000;
        }
        let (texts, _) = texts(&result, None);
        assert_eq!(texts[0], "maximum: 1,000, far up");
    }

    #[test]
    fn states_before_and_after_a_range_do_not_count() {
        let result = testdata::tiny();
        let states: Vec<&ServiceState> = result.service_states.iter().collect();
        let range = Range {
            from: SimTime::from_secs(65),
            to: SimTime::from_secs(100),
        };
        let times: Vec<SimTime> = within(&states, range).iter().map(|one| one.time).collect();
        assert_eq!(times.first(), Some(&SimTime::from_secs(60)));
        assert!(times.iter().all(|time| *time <= range.to));
        assert!(within(&[], Range::whole(Span::ZERO)).is_empty());
    }
}
