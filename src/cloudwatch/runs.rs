//! What is kept of a metric: its changes become runs of equal datapoints.

use super::{Change, PERIOD};
use crate::engine::SimTime;

/// Equal datapoints, one after the other without a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Start of the period of the first of them.
    pub from: SimTime,
    /// How many they are.
    pub points: u32,
    /// What each of them says.
    pub value: f64,
}

/// The average of the datapoints of a kept period that are known so far.
#[derive(Clone, Copy)]
struct Average {
    /// The number of the kept period.
    place: u32,
    value: f64,
    of: u32,
}

/// The datapoints of `periods` periods, each kept one the average of up to `per_kept` of them.
pub(super) fn kept(changes: &[Change], periods: u32, per_kept: u32) -> Vec<Run> {
    let mut runs = Vec::with_capacity(changes.len());
    let mut open: Option<Average> = None;
    let untils = changes.iter().skip(1).map(|next| next.period);
    for (change, until) in changes.iter().zip(untils.chain([periods])) {
        let Some(value) = change.value else { continue };
        let mut period = change.period;
        while period < until {
            let place = period / per_kept;
            if let Some(whole) = open.take_if(|open| open.place != place) {
                runs.push(run(whole.place, 1, whole.value, per_kept));
            }
            let wholes = (until - period) / per_kept;
            if period.is_multiple_of(per_kept) && wholes > 0 {
                runs.push(run(place, wholes, value, per_kept));
                period += wholes * per_kept;
            } else {
                open = Some(averaged(open, place, value));
                period += 1;
            }
        }
    }
    runs.extend(open.map(|last| run(last.place, 1, last.value, per_kept)));
    runs
}

/// Takes one more datapoint into an average.
fn averaged(open: Option<Average>, place: u32, value: f64) -> Average {
    let before = open.unwrap_or(Average {
        place,
        value,
        of: 0,
    });
    let of = before.of + 1;
    Average {
        place,
        value: before.value + (value - before.value) / f64::from(of),
        of,
    }
}

fn run(place: u32, points: u32, value: f64, per_kept: u32) -> Run {
    Run {
        from: SimTime::ZERO + PERIOD * u64::from(place * per_kept),
        points,
        value,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::CloudWatch;

    use crate::engine::Span;

    /// Start in seconds and value of every datapoint that is kept.
    fn points(store: &CloudWatch) -> Vec<(u64, f64)> {
        let runs = store.runs(&store.metrics()[0]).into_iter();
        let step = store.resolution().as_micros();
        runs.flat_map(|run| {
            let starts = (0..u64::from(run.points)).map(move |at| run.from.as_micros() + at * step);
            starts.map(move |start| (start / 1_000_000, run.value))
        })
        .collect()
    }

    /// What a store keeps that is told a datapoint, or that there is none, in the periods of which
    /// it says so.
    fn told(duration: Span, values: &[(bool, Option<f64>)]) -> CloudWatch {
        let mut store = CloudWatch::new(duration);
        let metric = store.declare("AWS/ECS", "CPUReservation", String::new());
        for (is_told, value) in values {
            store.end_period();
            if *is_told {
                store.put(metric, *value);
            }
        }
        store
    }

    fn kept(duration: Span, values: &[f64]) -> Vec<(u64, f64)> {
        let values: Vec<_> = values.iter().map(|value| (true, Some(*value))).collect();
        points(&told(duration, &values))
    }

    const HOUR: Span = Span::from_secs(3600);
    const LONG: Span = Span::from_secs(16 * 86_400);

    #[test]
    fn a_value_stands_under_the_start_of_its_period() {
        assert_eq!(kept(HOUR, &[1.0, 2.0]), [(0, 1.0), (60, 2.0)]);
    }

    #[test]
    fn a_long_run_keeps_averages_of_five_minutes() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 9.0];
        assert_eq!(kept(LONG, &values), [(0, 3.0), (300, 9.0)]);
    }

    #[test]
    fn what_stands_still_is_kept_once_however_long() {
        let mut values = vec![(false, None); 1_440];
        values[0] = (true, Some(4.0));
        values[700] = (true, Some(4.0));
        let store = told(Span::from_secs(86_400), &values);
        assert_eq!(store.changes(), 1);
        assert_eq!(points(&store).len(), 1_440);
    }

    /// The plain way: each period has its sample, and an average takes them in one by one.
    fn sampled(values: &[(bool, Option<f64>)], per_kept: u64) -> Vec<(u64, f64)> {
        let mut points: Vec<(u64, f64)> = Vec::new();
        let (mut now, mut of) = (None, 0.0);
        for (minute, (is_told, value)) in (0..).zip(values) {
            if *is_told {
                now = *value;
            }
            let Some(value) = now else { continue };
            let start = minute / per_kept * per_kept * 60;
            match points.last_mut() {
                Some((at, average)) if *at == start => {
                    of += 1.0;
                    *average += (value - *average) / of;
                }
                _ => {
                    of = 1.0;
                    points.push((start, value));
                }
            }
        }
        points
    }

    proptest! {
        /// To the bit, whether minutes or their averages are kept.
        #[test]
        fn changes_tell_what_a_sample_of_every_minute_does(
            values in prop::collection::vec(
                (
                    prop::bool::weighted(0.3),
                    prop::option::weighted(
                        0.8,
                        prop::sample::select(vec![0.0, 1.0, 100.0 / 3.0, 7.1]),
                    ),
                ),
                0..60,
            )
        ) {
            for (duration, per_kept) in [(HOUR, 1), (LONG, 5)] {
                let store = told(duration, &values);
                prop_assert_eq!(points(&store), sampled(&values, per_kept));
            }
        }
    }
}
