//! `metrics.csv`: every metric in order of time, as CloudWatch would have kept it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use super::calendar::Calendar;
use super::{Csv, Table};
use crate::engine::{SimTime, Span};
use crate::report::{RunResult, Series};

/// CloudWatch keeps points of one minute for 15 days.
/// Fact: "Metrics retention", Amazon CloudWatch User Guide.
const KEPT_IN_FULL: Span = Span::from_secs(15 * 86_400);

/// After that, it keeps one point per 5 minutes.
const COARSE_PERIOD: Span = Span::from_secs(300);

/// One row per metric and period.
pub(super) struct Metrics;

impl Table for Metrics {
    fn file(&self) -> &'static str {
        "metrics.csv"
    }

    fn columns(&self) -> &'static str {
        "time_s,timestamp,namespace,metric,dimensions,value"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        let mut series: Vec<&Series> = result.metrics.iter().collect();
        series.sort_by(|a, b| names(a).cmp(&names(b)));
        if result.duration <= KEPT_IN_FULL {
            return merge(&series, result, csv);
        }
        let coarse: Vec<Series> = series.into_iter().map(coarsen).collect();
        merge(&coarse.iter().collect::<Vec<_>>(), result, csv)
    }
}

/// By what series are sorted.
fn names(series: &Series) -> (&str, &str, &str) {
    (series.namespace, series.metric, &series.dimensions)
}

/// Writes the points of all series in order of time, then of name. A value that is not a number
/// does not exist, and is left out.
fn merge(series: &[&Series], result: &RunResult, csv: &mut Csv) -> io::Result<()> {
    let mut calendar = Calendar::new(result.start_time);
    let mut next = vec![0; series.len()];
    let mut heads: BinaryHeap<_> = series
        .iter()
        .enumerate()
        .filter_map(|(index, one)| one.points.first().map(|point| Reverse((point.0, index))))
        .collect();
    while let Some(Reverse((time, index))) = heads.pop() {
        let one = series[index];
        let (_, value) = one.points[next[index]];
        next[index] += 1;
        if let Some(point) = one.points.get(next[index]) {
            heads.push(Reverse((point.0, index)));
        }
        if !value.is_finite() {
            continue;
        }
        csv.instant(&mut calendar, time);
        csv.text(one.namespace);
        csv.text(one.metric);
        csv.text(&one.dimensions);
        csv.decimal(value)?;
        csv.end()?;
    }
    Ok(())
}

/// One point per 5 minutes: the average of the points in them, as of a gauge.
fn coarsen(series: &Series) -> Series {
    let period = |time: SimTime| time.as_micros() / COARSE_PERIOD.as_micros();
    let points = series
        .points
        .chunk_by(|a, b| period(a.0) == period(b.0))
        .filter_map(|points| {
            let values = || points.iter().map(|point| point.1).filter(|v| v.is_finite());
            let count = u32::try_from(values().count()).unwrap_or(u32::MAX);
            let start = SimTime::ZERO + COARSE_PERIOD * period(points[0].0);
            (count > 0).then(|| (start, values().sum::<f64>() / f64::from(count)))
        })
        .collect();
    Series {
        points,
        ..series.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{tables, testdata};

    fn series(metric: &'static str, points: &[(u64, f64)]) -> Series {
        Series {
            namespace: "AWS/ECS",
            metric,
            dimensions: "ClusterName=default".into(),
            points: points
                .iter()
                .map(|&(second, value)| (SimTime::from_secs(second), value))
                .collect(),
        }
    }

    #[test]
    fn points_come_in_order_of_time_then_of_name() {
        let mut result = testdata::tiny();
        result.metrics = vec![
            series("MemoryReservation", &[(0, 12.5), (60, f64::NAN)]),
            series("CPUReservation", &[(0, 50.0), (60, 37.5)]),
        ];
        assert_eq!(
            tables::text(&Metrics, &result),
            "time_s,timestamp,namespace,metric,dimensions,value\n\
             0,2026-01-05T00:00:00Z,AWS/ECS,CPUReservation,ClusterName=default,50\n\
             0,2026-01-05T00:00:00Z,AWS/ECS,MemoryReservation,ClusterName=default,12.5\n\
             60,2026-01-05T00:01:00Z,AWS/ECS,CPUReservation,ClusterName=default,37.5\n"
        );
    }

    #[test]
    fn a_run_of_more_than_15_days_keeps_averages_of_5_minutes() {
        let mut result = testdata::tiny();
        result.duration = Span::from_secs(16 * 86_400);
        result.metrics = vec![series(
            "CPUReservation",
            &[(0, 1.0), (60, 2.0), (240, 6.0), (300, 8.0)],
        )];
        let text = tables::text(&Metrics, &result);
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].starts_with("0,") && rows[0].ends_with(",3"));
        assert!(rows[1].starts_with("300,") && rows[1].ends_with(",8"));
    }
}
