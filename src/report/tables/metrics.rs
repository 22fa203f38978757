//! `metrics.csv`: every metric in order of time, at the periods at which the store kept it.

use std::io;
use std::slice::Iter;

use super::calendar::Calendar;
use super::{Csv, Table};
use crate::engine::{SimTime, Span};
use crate::report::{Run, RunResult, Series};

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

/// Writes the points of all series in order of time, then of name.
fn merge(series: &[&Series], result: &RunResult, csv: &mut Csv) -> io::Result<()> {
    let mut calendar = Calendar::new(result.start_time);
    let mut cursors = Vec::with_capacity(series.len());
    for one in series {
        cursors.push(Cursor::new(one, csv)?);
    }
    while let Some(time) = cursors.iter().filter_map(|cursor| cursor.next).min() {
        csv.instant(&mut calendar, time);
        let instant = csv.take_cells();
        for cursor in &mut cursors {
            if cursor.next == Some(time) {
                csv.cells(&instant);
                csv.cells(&cursor.names);
                csv.cells(&cursor.value);
                csv.end()?;
                cursor.advance(csv)?;
            }
        }
    }
    Ok(())
}

/// How far a series is written: a row is put together from cells that many rows share.
struct Cursor<'a> {
    names: Vec<u8>,
    period: Span,
    runs: Iter<'a, Run>,
    /// When its next point is due; none at its end.
    next: Option<SimTime>,
    /// How many points follow that one in its run.
    left: u32,
    value: Vec<u8>,
}

impl<'a> Cursor<'a> {
    fn new(series: &'a Series, csv: &mut Csv) -> io::Result<Self> {
        csv.text(series.namespace);
        csv.text(series.metric);
        csv.text(&series.dimensions);
        let mut cursor = Self {
            names: csv.take_cells(),
            period: series.period,
            runs: series.runs.iter(),
            next: None,
            left: 0,
            value: Vec::new(),
        };
        cursor.advance(csv)?;
        Ok(cursor)
    }

    /// Goes to the next point. A value that is not a number does not exist, and is left out.
    fn advance(&mut self, csv: &mut Csv) -> io::Result<()> {
        if let (Some(time), 1..) = (self.next, self.left) {
            self.next = Some(time + self.period);
            self.left -= 1;
            return Ok(());
        }
        let run = self
            .runs
            .find(|run| run.points > 0 && run.value.is_finite());
        self.next = run.map(|run| run.from);
        if let Some(run) = run {
            self.left = run.points - 1;
            csv.decimal(run.value)?;
            self.value = csv.take_cells();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{tables, testdata};

    /// A series with runs of `(start, points, value)`.
    fn series(metric: &'static str, runs: &[(u64, u32, f64)]) -> Series {
        Series {
            namespace: "AWS/ECS",
            metric,
            dimensions: "ClusterName=default".into(),
            period: Span::from_secs(60),
            runs: runs
                .iter()
                .map(|&(second, points, value)| Run {
                    from: SimTime::from_secs(second),
                    points,
                    value,
                })
                .collect(),
        }
    }

    #[test]
    fn points_come_in_order_of_time_then_of_name() {
        let mut result = testdata::tiny();
        result.metrics = vec![
            series("MemoryReservation", &[(0, 1, 12.5), (60, 1, f64::NAN)]),
            series("CPUReservation", &[(0, 1, 50.0), (60, 1, 37.5)]),
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
        result.metrics = vec![series(
            "CPUReservation",
            &[(0, 1, 3.0), (60, 1, 5.0), (300, 3, 8.0)],
        )];
        let text = tables::text(&Metrics, &result);
        let ends: Vec<&str> = text
            .lines()
            .skip(1)
            .filter_map(|row| row.rsplit(',').next())
            .collect();
        assert_eq!(ends, ["3", "5", "8", "8", "8"]);
    }
}
