//! Amazon CloudWatch: metrics by namespace, name and dimensions, one value per period.
//!
//! What it plays: the store. Gauges are sampled once, at the end of each period, after the state
//! changes of that instant; the value stands under the start of its period. What it leaves out:
//! alarms, statistics other than the sample, publication delays.
//!
//! Facts: CloudWatch User Guide, "CloudWatch concepts" (periods, retention: one value per minute is
//! kept for 15 days, then one per 5 minutes).

use crate::engine::{SimTime, Span};

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
    /// Start of the period, and the value.
    pub points: Vec<(SimTime, f64)>,
}

/// The store: metrics in the order in which they were declared.
#[derive(Clone, Debug, Default)]
pub struct CloudWatch {
    metrics: Vec<Metric>,
}

impl CloudWatch {
    /// Declares a metric; values are put under the number it returns.
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
            points: Vec::new(),
        });
        self.metrics.len() - 1
    }

    /// Takes down the value of the period that ends now.
    pub fn put(&mut self, metric: usize, now: SimTime, value: f64) {
        let start = SimTime::from_micros(now.as_micros().saturating_sub(PERIOD.as_micros()));
        self.metrics[metric].points.push((start, value));
    }

    /// All metrics.
    pub fn into_metrics(self) -> Vec<Metric> {
        self.metrics
    }
}
