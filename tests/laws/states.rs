//! The states of services and groups: in order, complete, and what the metrics sample.

use ecsim::engine::{SimTime, Span};
use ecsim::report::{RunResult, Series};
use proptest::prelude::*;

use crate::support::play;

const SERVICE: &[&str] = &["DesiredTaskCount", "PendingTaskCount", "RunningTaskCount"];
const GROUP: &[&str] = &[
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
];

/// The states of one service or group, by the metrics that sample them.
struct Curve {
    /// The last of the dimensions of those metrics.
    dimension: String,
    metrics: &'static [&'static str],
    rows: Vec<(SimTime, Vec<u32>)>,
}

impl Curve {
    fn at(&self, instant: SimTime) -> &[u32] {
        let after = self.rows.partition_point(|(time, _)| *time <= instant);
        &self.rows[after - 1].1
    }
}

fn services(result: &RunResult) -> Vec<Curve> {
    let of = |(place, label): (u32, &String)| {
        let states = result.service_states.iter();
        let rows = states.filter(|state| state.service == place).map(|state| {
            let values = vec![state.desired, state.pending, state.running];
            (state.time, values)
        });
        Curve {
            dimension: format!("ServiceName={label}"),
            metrics: SERVICE,
            rows: rows.collect(),
        }
    };
    (0..).zip(&result.services).map(of).collect()
}

fn groups(result: &RunResult) -> Vec<Curve> {
    let of = |(place, name): (u32, &String)| {
        let states = result.group_states.iter();
        let rows = states.filter(|state| state.group == place).map(|state| {
            let (desired, total) = (state.desired, state.total());
            let values = [state.in_service, state.pending, state.terminating];
            let values = [&[desired], &values[..], &[total]].concat();
            (state.time, values)
        });
        Curve {
            dimension: format!("AutoScalingGroupName={name}"),
            metrics: GROUP,
            rows: rows.collect(),
        }
    };
    (0..).zip(&result.groups).map(of).collect()
}

/// Everything that holds of states, in any run.
pub(crate) fn check_states(result: &RunResult) -> Result<(), TestCaseError> {
    let (services, groups) = (services(result), groups(result));
    prop_assert!(result.service_states.is_sorted_by_key(|state| state.time));
    prop_assert!(result.group_states.is_sorted_by_key(|state| state.time));
    for curve in services.iter().chain(&groups) {
        let of = &curve.dimension;
        prop_assert_eq!(curve.rows[0].0, SimTime::ZERO, "{}", of);
        let moves_on = curve.rows.windows(2).all(|pair| pair[0].0 < pair[1].0);
        prop_assert!(moves_on, "{of}: {:?}", curve.rows);
        check_samples(result, curve)?;
    }
    for curve in &groups {
        let says_more = curve.rows.windows(2).all(|pair| pair[0].1 != pair[1].1);
        prop_assert!(says_more, "{}: {:?}", curve.dimension, curve.rows);
        check_instances(result, curve)?;
    }
    Ok(())
}

/// A point of a metric is the average of the states in force at the ends of its minutes.
fn check_samples(result: &RunResult, curve: &Curve) -> Result<(), TestCaseError> {
    const MINUTE: Span = Span::from_secs(60);
    let end = SimTime::ZERO + result.duration;
    for (place, metric) in curve.metrics.iter().enumerate() {
        let is_its = |series: &&Series| {
            series.metric == *metric && series.dimensions.ends_with(&curve.dimension)
        };
        let series = result.metrics.iter().find(is_its).unwrap();
        let minutes = series.period.as_micros() / MINUTE.as_micros();
        let all = result.duration.as_micros() / MINUTE.as_micros();
        prop_assert_eq!(series.points().count() as u64, all.div_ceil(minutes));
        for (start, value) in series.points() {
            let ends = (1..=minutes).map(|minute| start + MINUTE * minute);
            let states = ends.filter(|at| *at <= end).map(|at| curve.at(at)[place]);
            let states: Vec<f64> = states.map(f64::from).collect();
            let mean = states.iter().sum::<f64>() / states.iter().map(|_| 1.0).sum::<f64>();
            prop_assert!(
                (value - mean).abs() < 1e-9,
                "{} {metric} at {start}: {value} is not the average of {states:?}",
                curve.dimension
            );
        }
    }
    Ok(())
}

/// At each instant the total of a group is the number of its instances between launch and end.
fn check_instances(result: &RunResult, curve: &Curve) -> Result<(), TestCaseError> {
    let group = curve.dimension.rsplit('=').next().unwrap();
    let instances = result.instances.iter().filter(|it| it.group == group);
    let lives: Vec<_> = instances
        .map(|it| (it.launched_at, it.terminated_at))
        .collect();
    let launches = lives.iter().map(|life| life.0);
    let ends = lives.iter().filter_map(|life| life.1);
    let rows = curve.rows.iter().map(|row| row.0);
    for at in launches.chain(ends).chain(rows) {
        let there = |life: &&(SimTime, Option<SimTime>)| {
            life.0 <= at && life.1.is_none_or(|gone| at < gone)
        };
        let total = curve.at(at).last().map(|total| *total as usize);
        prop_assert_eq!(total, Some(lives.iter().filter(there).count()), "{}", at);
    }
    Ok(())
}

/// Beyond 15 days the store keeps averages of five minutes, and the points say so.
#[test]
fn a_long_run_has_points_of_five_minutes() {
    let text = |duration: &str| {
        format!(
            "duration: {duration}
aws:
  launchTemplates:
    - launchTemplateName: spot
      launchTemplateData: {{instanceType: t3.large, instanceMarketOptions: {{marketType: spot}}}}
  autoScalingGroups:
    - {{autoScalingGroupName: spot, launchTemplate: {{launchTemplateName: spot}}, minSize: 0, maxSize: 3, desiredCapacity: 3}}
timeline:
  - {{at: 7m, every: 11h, spotInterruption: {{autoScalingGroup: spot, count: 2}}}}
"
        )
    };
    for (duration, minutes) in [("15d", 1), ("15d2m", 5)] {
        let result = play(&text(duration));
        let period = Span::from_secs(60 * minutes);
        assert!(result.metrics.iter().all(|series| series.period == period));
        check_states(&result).unwrap();
        let rows = result.group_states.len();
        assert!(rows > 4 * 30, "{rows}");
    }
}
