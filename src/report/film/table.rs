//! The frames of a film in aligned columns, with what happened to tasks between them.

use std::iter;
use std::ops::Range;

use super::rounds::{Rounds, rounds};
use super::{End, Film, Frame};
use crate::engine::SimTime;
use crate::report::WIDTH;
use crate::report::words::{count, instant, length, thousands, wrap};

/// Above the times.
const TIME: &str = "time";

/// The least room for what a frame waits for.
const LEAST_ROOM: usize = 20;

/// The most tasks that are named where some ended.
const NAMES: usize = 3;

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
    column("new", "unhealthy", &["new_unhealthy"], false),
    column("new", "stop", &["new_stopping"], false),
    column("", "H/minH", &["healthy", "min_healthy"], true),
    column("", "T/maxT", &["total", "max_total"], true),
    column("", "failed", &["failed_tasks", "threshold"], false),
];

/// What an instant shows: tasks that ended in it, then how things stood at its end, if that
/// changed.
#[derive(Clone, Debug)]
pub(super) struct Step<'f> {
    pub(super) time: SimTime,
    pub(super) ends: Vec<&'f End>,
    pub(super) frame: Option<&'f Frame>,
}

impl Step<'_> {
    /// What it shows, but for its time and the names of tasks.
    fn key(&self) -> (Vec<String>, Option<String>) {
        let ends = self.ends.iter().map(|end| end.told()).collect();
        let frame = self.frame.map(|frame| {
            let numbers = frame.numbers.iter().map(|number| number.unwrap_or(0));
            let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
            let mut waits = words(frame);
            if let Some(next) = frame.next_try {
                let wait = length(next.since(frame.time.min(next)));
                waits = waits.replace(&instant(next), &wait);
            }
            format!("{} {waits}", numbers.join(" "))
        });
        (ends, frame)
    }
}

/// Frames and ends together, in order of time.
pub(super) fn steps(film: &Film) -> Vec<Step<'_>> {
    let mut steps: Vec<Step> = Vec::new();
    let frames = film
        .frames
        .iter()
        .map(|frame| (frame.time, Some(frame), None));
    let ends = film.endings.iter().map(|end| (end.time, None, Some(end)));
    let mut all: Vec<_> = frames.chain(ends).collect();
    all.sort_by_key(|(time, ..)| *time);
    for (time, frame, end) in all {
        if steps.last().is_none_or(|last| last.time != time) {
            steps.push(Step {
                time,
                ends: Vec::new(),
                frame: None,
            });
        }
        if let Some(step) = steps.last_mut() {
            step.frame = step.frame.or(frame);
            step.ends.extend(end);
        }
    }
    steps
}

/// What is told of one step, or of rounds that are left out.
pub(super) struct Part {
    pub(super) lines: Vec<String>,
    steps: Range<usize>,
}

/// Which columns there are, and how wide they are.
pub(super) struct Layout {
    /// The width of the times.
    first: usize,
    columns: Vec<(&'static Column, usize)>,
}

impl Layout {
    pub(super) fn of(steps: &[Step]) -> Self {
        let times = steps.iter().map(|step| instant(step.time).len());
        let frames: Vec<&Frame> = steps.iter().filter_map(|step| step.frame).collect();
        let columns = COLUMNS.iter().filter(|column| is_there(column, &frames));
        Self {
            first: times.chain(iter::once(TIME.len())).max().unwrap_or(0) + 2,
            columns: columns.map(|it| (it, width(it, &frames))).collect(),
        }
    }

    /// What stands above groups of columns, and their names.
    pub(super) fn header(&self) -> Vec<String> {
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
        let names = names.concat();
        let waits = ["  waits for (or its state)", "  waits for"];
        let fits = |waits: &&str| (names.chars().count() + waits.len()) <= WIDTH;
        let waits = waits.into_iter().find(fits).unwrap_or("  waits for");
        vec![groups.concat().trim_end().to_owned(), names + waits]
    }

    /// The steps, with equal rounds told once unless `all`.
    pub(super) fn parts(&self, steps: &[Step], all: bool) -> Vec<Part> {
        let keys: Vec<_> = steps.iter().map(Step::key).collect();
        let folded = if all { Vec::new() } else { rounds(&keys) };
        let mut folded = folded.into_iter().peekable();
        let (mut parts, mut at) = (Vec::new(), 0);
        while at < steps.len() {
            let here = folded.next_if(|rounds| rounds.steps.start == at);
            let (lines, end) = match here {
                Some(rounds) => (self.again(steps, &rounds), rounds.steps.end),
                None => (self.step(&steps[at]), at + 1),
            };
            parts.push(Part {
                lines,
                steps: at..end,
            });
            at = end;
        }
        parts
    }

    /// `⋮  57 more rounds like this, one every 30s, until 30m`.
    fn again(&self, steps: &[Step], rounds: &Rounds) -> Vec<String> {
        let begins = rounds.steps.clone().step_by(rounds.length);
        let gaps = begins.map(|at| steps[at].time.since(steps[at - rounds.length].time));
        let (least, most) = gaps.fold((None, None), |(least, most), gap| {
            (
                Some(least.map_or(gap, |it| gap.min(it))),
                most.max(Some(gap)),
            )
        });
        let gap = |span: Option<_>| span.map_or(String::new(), length);
        let (least, most) = (gap(least), gap(most));
        let every = if least == most {
            least
        } else {
            format!("{least} to {most}")
        };
        let until = instant(steps[rounds.steps.end - 1].time);
        let rounds = count(rounds.count(), "more round");
        let said = format!("{rounds} like this, one every {every}, until {until}");
        self.beside("⋮", &said)
    }

    /// What is said of parts that are left out in the middle.
    pub(super) fn left_out(&self, steps: &[Step], parts: &[Part]) -> Vec<String> {
        let steps = parts.iter().flat_map(|part| &steps[part.steps.clone()]);
        let (mut all, mut ended) = (0, 0);
        for step in steps {
            all += 1;
            let ends = step.ends.iter().filter(|end| end.what.ending().is_some());
            ended += ends.map(|end| end.count()).sum::<u32>();
        }
        let mut said = format!("{} more frames, with --all", thousands(all));
        if ended > 0 {
            let tasks = count(ended as usize, "task");
            said = format!("{said}; {tasks} ended in them");
        }
        self.beside("⋮", &said)
    }

    /// A step: tasks that ended, each reason in a line, and the frame.
    fn step(&self, step: &Step) -> Vec<String> {
        let time = instant(step.time);
        let ends = step.ends.iter();
        let mut lines: Vec<String> = ends
            .flat_map(|end| {
                let text = format!("{} ({})", end.told(), names(&end.tasks));
                self.beside(&time, &text)
            })
            .collect();
        lines.extend(step.frame.into_iter().flat_map(|frame| self.frame(frame)));
        lines
    }

    /// A text beside the column of times.
    fn beside(&self, time: &str, text: &str) -> Vec<String> {
        let head = pad(time, self.first) + "  ";
        below(&head, wrap(text, WIDTH.saturating_sub(self.first + 2)))
    }

    /// A frame, with what it waits for on as many lines as that needs.
    fn frame(&self, frame: &Frame) -> Vec<String> {
        let columns = self.columns.iter();
        let cells = columns.map(|(column, width)| pad(&cell(column, frame), *width));
        let time = instant(frame.time);
        let cells = pad(&time, self.first) + &cells.collect::<String>() + "  ";
        let room = WIDTH.saturating_sub(cells.chars().count());
        below(&cells, wrap(&words(frame), room.max(LEAST_ROOM)))
    }
}

/// Lines beside a head, the later ones below the first.
fn below(head: &str, lines: Vec<String>) -> Vec<String> {
    let indent = pad("", head.chars().count());
    let before = iter::once(head.to_owned()).chain(iter::repeat(indent));
    before.zip(lines).map(|(head, line)| head + &line).collect()
}

/// What a frame waits for; its state if that is nothing.
fn words(frame: &Frame) -> String {
    if frame.waits_for.is_empty() {
        format!("({})", frame.state)
    } else {
        frame.waits_for.clone()
    }
}

/// The first names, and how many more there are.
fn names(tasks: &[String]) -> String {
    let told = tasks[..tasks.len().min(NAMES)].join(", ");
    match tasks.len().saturating_sub(NAMES) {
        0 => told,
        more => format!("{told} and {} more", thousands(more as u64)),
    }
}

/// A text at the right end of so many columns.
fn pad(text: &str, width: usize) -> String {
    format!("{text:>width$}")
}

fn is_there(column: &Column, frames: &[&Frame]) -> bool {
    let mut numbers = frames.iter().filter_map(|it| it.number(column.numbers[0]));
    column.always || numbers.any(|number| number > 0)
}

fn width(column: &Column, frames: &[&Frame]) -> usize {
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
