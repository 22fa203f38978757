//! What every chart has around its plot: title, axis of time, legend, marks.

use super::axis::{Range, TimeScale};
use super::canvas::{Align, Area, Canvas, Font};
use super::font::fit;
use super::hatch;
use super::marks::{Ground, Marks};
use super::palette::{INK, Look, PAPER, QUIET};
use crate::report::RunResult;

/// Width of every chart.
pub(super) const WIDTH: i32 = 1600;

/// Height of a chart that has nothing to make it higher.
pub(super) const HEIGHT: i32 = 900;

/// From the top of the picture to the plot.
pub(super) const ABOVE: i32 = 146;

/// From the plot to the explanations of the marks: labels and caption of the axis.
const AXIS: i32 = 76;

/// Under the explanations.
const BELOW: i32 = 20;

/// Right of the plot: labels at the ends of lines, then the legend.
const RIGHT: i32 = 440;

/// From the plot to the legend.
const LEGEND_GAP: i32 = 138;

/// The least height of a plot, however much is explained below it.
const LEAST_PLOT: i32 = 470;

/// Left and right of everything.
const MARGIN: i32 = 30;

/// The frame of a chart.
pub(super) struct Frame<'a> {
    /// Name of the scenario and what is shown.
    title: String,
    /// How to read it.
    hint: String,
    /// What 0 s is.
    caption: String,
    /// Where the data go.
    pub(super) plot: Area,
    /// Where an instant is.
    pub(super) time: TimeScale,
    /// What was done and what happened.
    marks: Marks<'a>,
    /// From where to where each zone has its rows, if zones have rows of their own.
    pub(super) zones: Vec<(&'a str, (i32, i32))>,
    /// Of the whole picture.
    height: i32,
}

/// A line of a legend.
#[derive(Clone)]
pub(super) struct Entry {
    /// A little picture of it.
    pub(super) sign: Sign,
    /// What it means.
    pub(super) text: String,
}

/// What stands before a line of a legend.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    /// Nothing: a heading.
    None,
    /// A filled box.
    Box(Look),
    /// A line of that width.
    Line(u32),
    /// Whatever the chart draws at that point.
    Drawn(fn(&mut dyn Canvas, super::canvas::Point)),
}

impl<'a> Frame<'a> {
    /// A frame with `left` pixels for labels left of the plot. The picture is as high as it must be
    /// for a plot of `plot_height`, or as all pictures where none is given.
    pub(super) fn new(
        result: &'a RunResult,
        what: &str,
        hint: &str,
        left: i32,
        plot_height: Option<i32>,
        range: Range,
    ) -> Self {
        let marks = Marks::new(&result.marks, range, WIDTH - 2 * MARGIN);
        let around = ABOVE + AXIS + marks.key().height() + BELOW;
        let plot_height = plot_height.unwrap_or((HEIGHT - around).max(LEAST_PLOT));
        let plot = Area {
            left,
            top: ABOVE,
            right: WIDTH - RIGHT,
            bottom: ABOVE + plot_height,
        };
        Self {
            title: format!("{}: {what}", result.name),
            hint: hint.to_owned(),
            caption: format!("simulated time; 0s is {}", result.start_time),
            plot,
            time: TimeScale::new(&plot, range),
            marks,
            zones: Vec::new(),
            height: around + plot_height,
        }
    }

    /// The size of the whole picture.
    pub(super) fn size(&self) -> (u32, u32) {
        (WIDTH.unsigned_abs(), self.height.unsigned_abs())
    }

    /// What marks are drawn upon.
    fn ground(&self) -> Ground<'_> {
        Ground {
            plot: self.plot,
            zones: self.zones.clone(),
        }
    }

    /// Draws what lies under the data.
    pub(super) fn draw_below(&self, canvas: &mut dyn Canvas) {
        let whole = Area {
            left: 0,
            top: 0,
            right: WIDTH,
            bottom: self.height,
        };
        canvas.fill(whole, PAPER);
        draw_title(canvas, &self.title, &self.hint);
        self.marks.draw_outages(canvas, &self.ground(), self.time);
        self.time.draw(canvas, &self.plot);
        let caption = Font {
            size: 20,
            align: Align::Right,
            color: QUIET,
        };
        let at = (self.plot.right, self.plot.bottom + 52);
        canvas.text(&self.caption, at, caption);
    }

    /// Draws what lies over the data.
    pub(super) fn draw_above(&self, canvas: &mut dyn Canvas) {
        self.marks.draw_lines(canvas, &self.ground(), self.time);
        let below = Area {
            left: MARGIN,
            top: self.plot.bottom + AXIS,
            right: WIDTH - MARGIN,
            bottom: self.height - BELOW,
        };
        self.marks.key().draw(canvas, &below);
        let corners = [
            (self.plot.left, self.plot.top),
            (self.plot.left, self.plot.bottom),
            (self.plot.right, self.plot.bottom),
        ];
        canvas.steps(&corners, INK, 1);
    }

    /// Where a text of that width can begin between two places with no line of a mark through it.
    pub(super) fn clear_of_marks(&self, from: i32, to: i32, width: i32) -> Option<i32> {
        self.marks.clear(from, to, width, self.time)
    }

    /// Writes the legend right of the plot, closer where there are many entries.
    pub(super) fn draw_legend(&self, canvas: &mut dyn Canvas, mut entries: Vec<Entry>) {
        entries.extend(self.marks.legend());
        draw_entries(canvas, &entries, self.plot.right + LEGEND_GAP, self.height);
    }
}

/// Writes a title and, below it, how to read the picture.
pub(super) fn draw_title(canvas: &mut dyn Canvas, title: &str, hint: &str) {
    let room = (WIDTH - 2 * MARGIN) * 5 / 6;
    let font = Font {
        size: 36,
        color: INK,
        align: Align::Left,
    };
    canvas.text(&fit(title, 36, room), (MARGIN, 38), font);
    let font = Font {
        size: 22,
        color: QUIET,
        ..font
    };
    canvas.text(&fit(hint, 22, room), (MARGIN, 80), font);
}

/// Writes the entries of a legend from that column on, closer where there are many of them for the
/// height of the picture.
pub(super) fn draw_entries(canvas: &mut dyn Canvas, entries: &[Entry], left: i32, height: i32) {
    let count = i32::try_from(entries.len()).unwrap_or(1).max(1);
    let line = ((height - ABOVE - BELOW) / count).clamp(18, 30);
    let font = Font {
        size: 20.min(line - 2),
        color: INK,
        align: Align::Left,
    };
    // A viewer of an SVG may have a wider font, so texts get five sixths of the room.
    for (index, entry) in (0..).zip(entries) {
        let y = ABOVE + index * line + line / 2;
        entry.sign.draw(canvas, left, y, line);
        let text_left = match entry.sign {
            Sign::None => left,
            _ => left + 42,
        };
        let room = (WIDTH - MARGIN - text_left) * 5 / 6 + 10;
        let text = fit(&entry.text, font.size, room);
        canvas.text(&text, (text_left, y), font);
    }
}

impl Sign {
    /// Draws it in a line of that height, centred at `y`.
    fn draw(self, canvas: &mut dyn Canvas, left: i32, y: i32, line: i32) {
        let half = (line - 8) / 2;
        match self {
            Self::None => {}
            Self::Box(look) => {
                let area = Area {
                    left,
                    top: y - half,
                    right: left + 32,
                    bottom: y + half,
                };
                hatch::fill(canvas, area, look);
            }
            Self::Line(width) => canvas.line((left, y), (left + 32, y), INK, width),
            Self::Drawn(draw) => draw(canvas, (left + 16, y)),
        }
    }
}
