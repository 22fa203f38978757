//! `metrics.csv`: every metric in order of time, at the periods at which the store kept it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use super::calendar::Calendar;
use super::{Csv, Table};
use crate::report::{RunResult, Series};

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
        merge(&series, result, csv)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{SimTime, Span};
    use crate::report::{tables, testdata};

    fn series(metric: &'static str, points: &[(u64, f64)]) -> Series {
        Series {
            namespace: "AWS/ECS",
            metric,
            dimensions: "ClusterName=default".into(),
            period: Span::from_secs(60),
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
    fn what_the_store_kept_is_written_as_it_is_however_long_the_run() {
        let mut result = testdata::tiny();
        result.duration = Span::from_secs(16 * 86_400);
        result.metrics = vec![series("CPUReservation", &[(0, 3.0), (60, 5.0), (300, 8.0)])];
        let text = tables::text(&Metrics, &result);
        let ends: Vec<&str> = text
            .lines()
            .skip(1)
            .filter_map(|row| row.rsplit(',').next())
            .collect();
        assert_eq!(ends, ["3", "5", "8"]);
    }
}
