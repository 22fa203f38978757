//! Amazon CloudWatch: metrics by namespace, name and dimensions, one value per period.
//!
//! What it plays: the store. Gauges are sampled once, at the end of each period, after the state
//! changes of that instant; the value stands under the start of its period. What it leaves out:
//! alarms, statistics other than the sample, publication delays.
//!
//! Most gauges stand still most of the time, so only changes are told and kept: a metric has the
//! same datapoint in every period, or the same lack of one, until it is told another.
//!
//! Facts: CloudWatch User Guide, "CloudWatch concepts" (periods, retention: one value per minute is
//! kept for 15 days, then one per 5 minutes).

mod runs;

pub use runs::Run;

use crate::engine::Span;

/// A period of a metric.
pub const PERIOD: Span = Span::from_secs(60);

/// One metric and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// `AWS/ECS`.
    pub namespace: &'static str,
    /// `CPUReservation`.
    pub name: &'static str,
    /// `ClusterName=default`, sorted by name, separated by `;`.
    pub dimensions: String,
    changes: Vec<Change>,
}

/// What a metric shows from a period on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Change {
    /// The first period of it, counted from 0.
    period: u32,
    /// The datapoint of each of these periods; none if they have none.
    value: Option<f64>,
}

/// How long values of one period each are kept.
const KEPT_WHOLE: Span = Span::from_secs(15 * 86_400);

/// What is kept after that: the average of so many periods.
const KEPT_PERIODS: u32 = 5;

/// The store: metrics in the order in which they were declared.
#[derive(Clone, Debug)]
pub struct CloudWatch {
    metrics: Vec<Metric>,
    kept_periods: u32,
    /// How many periods are over.
    periods: u32,
    changes: usize,
}

impl CloudWatch {
    /// An empty store for a run of that length.
    pub fn new(duration: Span) -> Self {
        let kept_periods = if duration > KEPT_WHOLE {
            KEPT_PERIODS
        } else {
            1
        };
        Self {
            metrics: Vec::new(),
            kept_periods,
            periods: 0,
            changes: 0,
        }
    }

    /// Declares a metric, which has no datapoint until it is told one; the number it returns is
    /// the one to tell them by.
    pub fn declare(
        &mut self,
        namespace: &'static str,
        name: &'static str,
        dimensions: String,
    ) -> usize {
        self.metrics.push(Metric {
            namespace,
            name,
            dimensions,
            changes: Vec::new(),
        });
        self.metrics.len() - 1
    }

    /// A period ends; what is told from here on is its datapoint.
    pub fn end_period(&mut self) {
        self.periods += 1;
    }

    /// The datapoint of the period that ended last, and of all that follow until another is told;
    /// `None` says that there is none.
    pub fn put(&mut self, metric: usize, value: Option<f64>) {
        let period = self.periods.checked_sub(1).expect("a period has ended");
        if self.newest(metric) != value {
            self.changes += 1;
            let changes = &mut self.metrics[metric].changes;
            changes.push(Change { period, value });
        }
    }

    /// The datapoint of a metric in the newest period.
    pub fn newest(&self, metric: usize) -> Option<f64> {
        self.metrics[metric].changes.last()?.value
    }

    /// How long each value that it keeps stands for.
    pub fn resolution(&self) -> Span {
        PERIOD * u64::from(self.kept_periods)
    }

    /// How many changes it holds.
    pub fn changes(&self) -> usize {
        self.changes
    }

    /// How many datapoints a table of all metrics has at most, so far.
    pub fn datapoints(&self) -> usize {
        self.metrics.len() * (self.periods / self.kept_periods) as usize
    }

    /// All metrics.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// What is kept of a metric, in order of time.
    pub fn runs(&self, metric: &Metric) -> Vec<Run> {
        runs::kept(&metric.changes, self.periods, self.kept_periods)
    }
}
