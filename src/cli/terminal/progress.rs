//! How far the runs are.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::Stopwatch;
use crate::engine::{MICROS_PER_SECOND, SimTime, Span};

/// A run that is over sooner needs no progress bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far the runs are, shown on standard error if it takes longer than a moment.
pub(in crate::cli) struct Progress {
    bar: ProgressBar,
    stopwatch: Stopwatch,
    /// Whether a bar is wanted and not drawn yet.
    waiting: AtomicBool,
    /// The time that each run has reached, in microseconds.
    reached: Vec<AtomicU64>,
}

impl Progress {
    /// A bar over the simulated time of all runs.
    pub(in crate::cli) fn new(durations: impl Iterator<Item = Span>, visible: bool) -> Self {
        let durations: Vec<u64> = durations.map(Span::as_micros).collect();
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(Some(durations.iter().sum()), hidden);
        let style = ProgressStyle::with_template("{bar:30} {played} of {total}, {eta} left");
        bar.set_style(
            style
                .expect("the template is well-formed")
                .with_key(
                    "played",
                    |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                        let _ = out.write_str(&simulated(state.pos()));
                    },
                )
                .with_key(
                    "total",
                    |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                        let _ = out.write_str(&simulated(state.len().unwrap_or_default()));
                    },
                ),
        );
        Self {
            bar,
            stopwatch: Stopwatch::start(),
            waiting: AtomicBool::new(visible),
            reached: durations.iter().map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// A run has reached a time.
    pub(in crate::cli) fn reached(&self, run: usize, time: SimTime) {
        let before = self.reached[run].swap(time.as_micros(), Ordering::Relaxed);
        self.bar.inc(time.as_micros().saturating_sub(before));
        let due = self.waiting.load(Ordering::Relaxed) && self.stopwatch.elapsed() >= PATIENCE;
        if due && self.waiting.swap(false, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How many of several things are done, shown on standard error if it takes longer than a moment.
pub(in crate::cli) struct Counter {
    bar: ProgressBar,
    stopwatch: Stopwatch,
    waiting: AtomicBool,
}

impl Counter {
    /// A bar over so many things.
    pub(in crate::cli) fn new(count: usize, visible: bool) -> Self {
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(Some(count as u64), hidden);
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len}, {eta} left");
        bar.set_style(style.expect("the template is well-formed"));
        Self {
            bar,
            stopwatch: Stopwatch::start(),
            waiting: AtomicBool::new(visible),
        }
    }

    /// One more is done.
    pub(in crate::cli) fn done(&self) {
        self.bar.inc(1);
        let due = self.waiting.load(Ordering::Relaxed) && self.stopwatch.elapsed() >= PATIENCE;
        if due && self.waiting.swap(false, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Simulated time in two units at most: `2d 3h`, `1h 30m`, `12m 5s`, `40s`.
fn simulated(micros: u64) -> String {
    let seconds = micros / MICROS_PER_SECOND;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m {}s", seconds % 60),
        (0, _, _) => format!("{hours}h {minutes}m"),
        _ => format!("{days}d {hours}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simulated_time_has_two_units_at_most() {
        let text = |seconds| simulated(seconds * MICROS_PER_SECOND);
        assert_eq!(text(40), "40s");
        assert_eq!(text(725), "12m 5s");
        assert_eq!(text(5400), "1h 30m");
        assert_eq!(text(183_600), "2d 3h");
    }

    #[test]
    fn runs_add_up_to_one_bar() {
        let durations = [Span::from_secs(100), Span::from_secs(50)];
        let progress = Progress::new(durations.into_iter(), false);
        progress.reached(0, SimTime::from_secs(40));
        progress.reached(1, SimTime::from_secs(50));
        progress.reached(0, SimTime::from_secs(60));
        assert_eq!(progress.bar.position(), 110 * MICROS_PER_SECOND);
        assert_eq!(progress.bar.length(), Some(150 * MICROS_PER_SECOND));
    }
}
