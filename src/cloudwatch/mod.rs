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
    /// How many values the last point is the average of.
    in_last: u32,
}

/// How long values of one period each are kept.
const KEPT_WHOLE: Span = Span::from_secs(15 * 86_400);

/// What is kept after that: the average of so many periods.
const KEPT_PERIODS: u64 = 5;

/// The store: metrics in the order in which they were declared.
#[derive(Clone, Debug)]
pub struct CloudWatch {
    metrics: Vec<Metric>,
    resolution: Span,
    points: usize,
}

impl CloudWatch {
    /// An empty store for a run of that length.
    pub fn new(duration: Span) -> Self {
        let periods = if duration > KEPT_WHOLE {
            KEPT_PERIODS
        } else {
            1
        };
        Self {
            metrics: Vec::new(),
            resolution: PERIOD * periods,
            points: 0,
        }
    }

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
            in_last: 0,
        });
        self.metrics.len() - 1
    }

    /// Takes down the value of the period that ends now.
    pub fn put(&mut self, metric: usize, now: SimTime, value: f64) {
        let start = now.as_micros().saturating_sub(PERIOD.as_micros());
        let kept = SimTime::from_micros(start - start % self.resolution.as_micros());
        let metric = &mut self.metrics[metric];
        match metric.points.last_mut() {
            Some((at, average)) if *at == kept => {
                metric.in_last += 1;
                *average += (value - *average) / f64::from(metric.in_last);
            }
            _ => {
                self.points += 1;
                metric.in_last = 1;
                metric.points.push((kept, value));
            }
        }
    }

    /// How long each value that it keeps stands for.
    pub fn resolution(&self) -> Span {
        self.resolution
    }

    /// How many values it holds.
    pub fn points(&self) -> usize {
        self.points
    }

    /// All metrics.
    pub fn into_metrics(self) -> Vec<Metric> {
        self.metrics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(duration: Span, values: &[f64]) -> Vec<(u64, f64)> {
        let mut store = CloudWatch::new(duration);
        let metric = store.declare("AWS/ECS", "CPUReservation", String::new());
        for (period, value) in values.iter().enumerate() {
            let end = SimTime::ZERO + PERIOD * (period as u64 + 1);
            store.put(metric, end, *value);
        }
        let points = store.into_metrics().remove(0).points;
        points
            .iter()
            .map(|(at, value)| (at.as_micros() / 1_000_000, *value))
            .collect()
    }

    #[test]
    fn a_value_stands_under_the_start_of_its_period() {
        assert_eq!(
            kept(Span::from_secs(3600), &[1.0, 2.0]),
            [(0, 1.0), (60, 2.0)]
        );
    }

    #[test]
    fn a_long_run_keeps_averages_of_five_minutes() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 9.0];
        let long = Span::from_secs(16 * 86_400);
        assert_eq!(kept(long, &values), [(0, 3.0), (300, 9.0)]);
    }
}
