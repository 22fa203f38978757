//! Scales and round values along them.

use super::canvas::{Align, Area, Canvas, Font};
use super::palette::{GRID, QUIET};
use crate::engine::{MICROS_PER_SECOND, SimTime, Span};
use crate::report::words::instant;

/// Size of the labels of both axes.
const LABEL: i32 = 22;

/// Steps between ticks, in seconds: such as people count time in.
const TIME_STEPS: [u64; 30] = [
    1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 14_400,
    21_600, 43_200, 86_400, 172_800, 432_000, 604_800, 1_209_600, 2_592_000, 5_184_000, 7_776_000,
    15_552_000, 31_536_000,
];

/// Where the title of the axis of counts begins: left of any mark.
const TITLE_LEFT: i32 = 30;

/// The most ticks of an axis.
const TICKS: u64 = 10;

/// The part of a run that a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// Its first instant.
    pub(super) from: SimTime,
    /// Its last one.
    pub(super) to: SimTime,
}

impl Range {
    /// All of a run.
    pub(super) fn whole(duration: Span) -> Self {
        let from = SimTime::ZERO;
        let to = from + duration;
        Self { from, to }
    }

    /// How long it is.
    pub(super) fn length(&self) -> Span {
        self.to.since(self.from)
    }

    /// Whether anything of a stay is in it.
    pub(super) fn meets(&self, from: SimTime, to: Option<SimTime>) -> bool {
        from <= self.to && to.is_none_or(|to| to >= self.from)
    }
}

/// Simulated time from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeScale {
    /// Where the range begins.
    left: i32,
    /// How far from it the end is.
    width: i32,
    /// What is shown.
    pub(super) range: Range,
}

impl TimeScale {
    /// The range over the width of that area.
    pub(super) fn new(plot: &Area, range: Range) -> Self {
        Self {
            left: plot.left,
            width: plot.width(),
            range,
        }
    }

    /// Where an instant is; the edge of the plot for anything before or after it.
    pub(super) fn x(&self, time: SimTime) -> i32 {
        let whole = u128::from(self.range.length().as_micros()).max(1);
        let micros = u128::from(time.max(self.range.from).since(self.range.from).as_micros());
        let micros = micros.min(whole);
        let width = u128::from(self.width.unsigned_abs());
        // No more than `width`, which was an `i32`.
        self.left + i32::try_from(micros * width / whole).unwrap_or(self.width)
    }

    /// Draws grid lines and their labels under the plot.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas, plot: &Area) {
        for time in time_ticks(self.range) {
            let x = self.x(time);
            canvas.line((x, plot.top), (x, plot.bottom + 6), GRID, 1);
            let font = Font {
                size: LABEL,
                color: QUIET,
                align: Align::Center,
            };
            canvas.text(&instant(time), (x, plot.bottom + 24), font);
        }
    }
}

/// Round instants from the start to the end.
fn time_ticks(range: Range) -> impl Iterator<Item = SimTime> {
    let seconds = range.length().as_micros() / MICROS_PER_SECOND;
    let longest = TIME_STEPS[TIME_STEPS.len() - 1];
    let step = TIME_STEPS
        .into_iter()
        .find(|step| seconds / step <= TICKS)
        .unwrap_or_else(|| longest * seconds.div_ceil(longest * TICKS));
    let first = range.from.as_micros().div_ceil(MICROS_PER_SECOND * step);
    let last = range.to.as_micros() / (MICROS_PER_SECOND * step);
    (first..=last).map(move |tick| SimTime::from_secs(tick * step))
}

/// Counts from the bottom up.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountScale {
    /// Where 0 is.
    bottom: i32,
    /// How far above it the highest count is.
    height: i32,
    /// The highest count.
    top_count: u32,
}

impl CountScale {
    /// From 0 to a little above `most`, over the height of that area.
    pub(super) fn new(plot: &Area, most: u32) -> Self {
        Self {
            bottom: plot.bottom,
            height: plot.height(),
            // Some air above, so that the upper bound does not lie on the frame.
            top_count: most.saturating_add(most.div_ceil(12)).max(1),
        }
    }

    /// Where a count is; the top for anything above it.
    pub(super) fn y(&self, count: u32) -> i32 {
        let count = i64::from(count.min(self.top_count));
        let up = count * i64::from(self.height) / i64::from(self.top_count);
        // No more than `height`, which was an `i32`.
        self.bottom - i32::try_from(up).unwrap_or(self.height)
    }

    /// Draws grid lines, their labels left of the plot, and above them what is counted.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas, plot: &Area, what: &str) {
        let step = count_step(self.top_count);
        for count in (0..=self.top_count / step).map(|tick| tick * step) {
            let y = self.y(count);
            canvas.line((plot.left - 6, y), (plot.right, y), GRID, 1);
            let font = Font {
                size: LABEL,
                color: QUIET,
                align: Align::Right,
            };
            canvas.text(&count.to_string(), (plot.left - 12, y), font);
        }
        let font = Font {
            size: 20,
            color: QUIET,
            align: Align::Left,
        };
        canvas.text(what, (TITLE_LEFT, plot.top - 28), font);
    }
}

/// 1, 2 or 5 times a power of ten, so that there are at most ten ticks.
fn count_step(most: u32) -> u32 {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if u64::from(most / step) <= TICKS {
                return step;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Area = Area {
        left: 100,
        top: 0,
        right: 1_100,
        bottom: 500,
    };

    fn labels(seconds: u64) -> Vec<String> {
        let range = Range::whole(Span::from_secs(seconds));
        time_ticks(range).map(instant).collect()
    }

    #[test]
    fn ticks_are_round_in_the_units_of_time() {
        assert_eq!(
            labels(100).join(" "),
            "0s 10s 20s 30s 40s 50s 1m 1m10s 1m20s 1m30s 1m40s"
        );
        assert_eq!(
            labels(7_200).join(" "),
            "0s 15m 30m 45m 1h 1h15m 1h30m 1h45m 2h"
        );
        assert_eq!(labels(86_400).join(" "), "0s 3h 6h 9h 12h 15h 18h 21h 1d");
        assert_eq!(labels(30 * 86_400).len(), 7);
        assert_eq!(labels(0), ["0s"]);
        assert!(labels(u64::MAX / 1_000_000).len() <= 11);
    }

    #[test]
    fn counts_step_by_one_two_or_five() {
        assert_eq!(count_step(4), 1);
        assert_eq!(count_step(12), 2);
        assert_eq!(count_step(54), 5);
        assert_eq!(count_step(3_000), 500);
        assert_eq!(count_step(u32::MAX), 500_000_000);
    }

    #[test]
    fn scales_end_at_the_edges_of_the_plot() {
        let time = TimeScale::new(&PLOT, Range::whole(Span::from_secs(200)));
        assert_eq!(time.x(SimTime::ZERO), 100);
        assert_eq!(time.x(SimTime::from_secs(50)), 350);
        assert_eq!(time.x(SimTime::from_secs(900)), 1_100);
        let counts = CountScale::new(&PLOT, 9);
        assert_eq!(counts.y(0), 500);
        assert_eq!(counts.y(5), 250);
        assert_eq!(counts.y(u32::MAX), 0);
        let nothing = TimeScale::new(&PLOT, Range::whole(Span::ZERO));
        assert_eq!(nothing.x(SimTime::ZERO), 100);
    }

    #[test]
    fn a_part_of_a_run_has_its_own_scale_and_ticks() {
        let range = Range {
            from: SimTime::from_secs(605),
            to: SimTime::from_secs(705),
        };
        let time = TimeScale::new(&PLOT, range);
        assert_eq!(time.x(SimTime::from_secs(600)), 100);
        assert_eq!(time.x(SimTime::from_secs(655)), 600);
        assert_eq!(time.x(SimTime::from_secs(800)), 1_100);
        let labels: Vec<String> = time_ticks(range).map(instant).collect();
        assert_eq!(labels.len(), 10);
        assert_eq!(
            (labels[0].as_str(), labels[9].as_str()),
            ("10m10s", "11m40s")
        );
    }
}
