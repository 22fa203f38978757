//! A course against a plain evaluation, second by second: what is exact over time has to be what
//! one gets by looking at every second.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::scenario::expectation::Comparison;

const SECOND: f64 = 1e6;

fn time(second: usize) -> SimTime {
    SimTime::from_secs(second as u64)
}

fn spell(from: usize, until: usize) -> Spell {
    Spell {
        from: time(from),
        until: time(until),
    }
}

/// Values that change at whole seconds, each with the second from which on it holds.
fn steps(end: usize) -> impl Strategy<Value = Vec<(usize, u32)>> {
    let later = prop::collection::btree_map(1..=end, 0_u32..5, 0..12);
    (0_u32..5, later).prop_map(|(first, later)| {
        let mut steps = vec![(0, first)];
        steps.extend(later);
        steps
    })
}

fn course(steps: &[(usize, u32)], end: usize) -> Course {
    let steps = steps
        .iter()
        .map(|&(second, value)| (time(second), f64::from(value)));
    Course::of_steps(steps, time(end))
}

/// The value in each second before the end.
fn by_second(steps: &[(usize, u32)], end: usize) -> Vec<u32> {
    let value = |second| steps.iter().rfind(|(from, _)| *from <= second).unwrap().1;
    (0..end).map(value).collect()
}

/// The spells that these seconds make.
fn spells(seconds: &[bool]) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for second in (0..seconds.len()).filter(|second| seconds[*second]) {
        match spells.last_mut() {
            Some(last) if last.until == time(second) => last.until = time(second + 1),
            _ => spells.push(spell(second, second + 1)),
        }
    }
    spells
}

/// Everything about a course in a window that can be seen second by second.
#[derive(Debug)]
struct Plain {
    end: usize,
    values: Vec<u32>,
    seconds: Vec<bool>,
}

impl Plain {
    /// The values in the window.
    fn seen(&self) -> Vec<u32> {
        let seen = self.values.iter().zip(&self.seconds);
        seen.filter_map(|(value, is_in)| is_in.then_some(*value))
            .collect()
    }

    /// How many values one after the other there are.
    fn runs(&self) -> usize {
        let begins = |second: &usize| {
            let before = second.checked_sub(1);
            self.seconds[*second]
                && before.is_none_or(|before| {
                    !self.seconds[before] || self.values[before] != self.values[*second]
                })
        };
        (0..self.end).filter(begins).count()
    }

    /// The least value that so many thousandths of the seconds are at most, in whole numbers.
    fn percentile(&self, thousandths: usize) -> Option<u32> {
        let mut sorted = self.seen();
        sorted.sort_unstable();
        let at_most = |value: u32| sorted.iter().filter(|other| **other <= value).count();
        let reaches = |value: &u32| at_most(*value) * 1_000 >= sorted.len() * thousandths;
        sorted.iter().copied().find(reaches)
    }

    fn statistic(&self, statistic: Statistic) -> Option<f64> {
        let seen = self.seen();
        let sum = f64::from(seen.iter().sum::<u32>());
        let count = |count: usize| f64::from(u32::try_from(count).unwrap());
        match statistic {
            Statistic::Min => seen.iter().min().map(|value| f64::from(*value)),
            Statistic::Max => seen.iter().max().map(|value| f64::from(*value)),
            Statistic::Sum => (!seen.is_empty()).then_some(sum * SECOND),
            Statistic::Mean => (!seen.is_empty()).then(|| sum / count(seen.len())),
            Statistic::First => seen.first().map(|value| f64::from(*value)),
            Statistic::Last => seen.last().map(|value| f64::from(*value)),
            Statistic::Count => Some(count(self.runs())),
            Statistic::Percentile(_) => unreachable!("asked for in thousandths"),
        }
    }
}

fn plain() -> impl Strategy<Value = (Vec<(usize, u32)>, Plain)> {
    (1_usize..40).prop_flat_map(|end| {
        let seconds = prop_oneof![
            1 => Just(vec![true; end]),
            4 => prop::collection::vec(any::<bool>(), end),
        ];
        (steps(end), seconds).prop_map(move |(steps, seconds)| {
            let values = by_second(&steps, end);
            let plain = Plain {
                end,
                values,
                seconds,
            };
            (steps, plain)
        })
    })
}

fn comparison() -> impl Strategy<Value = Comparison> {
    select(vec![
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
        Comparison::Equal,
        Comparison::NotEqual,
    ])
}

const EXACT: [Statistic; 6] = [
    Statistic::Min,
    Statistic::Max,
    Statistic::Sum,
    Statistic::First,
    Statistic::Last,
    Statistic::Count,
];

/// Where a condition on two numbers holds, as the rest of the report asks for it.
fn truth(comparison: Comparison) -> impl Fn(f64, f64) -> f64 {
    move |left, right| f64::from(u8::from(comparison.holds(&left, &right)))
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(1_000)
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn statistics_are_those_of_every_second((steps, plain) in plain()) {
        let within = course(&steps, plain.end).within(&spells(&plain.seconds));
        for statistic in EXACT {
            let found = within.statistic(statistic);
            prop_assert_eq!(found, plain.statistic(statistic), "{:?}", statistic);
        }
        match (within.statistic(Statistic::Mean), plain.statistic(Statistic::Mean)) {
            (Some(found), Some(mean)) => prop_assert!((found - mean).abs() < 1e-9, "{} {}", found, mean),
            (found, mean) => prop_assert_eq!(found, mean),
        }
    }

    #[test]
    fn percentiles_are_those_of_every_second((steps, plain) in plain(), thousandths in 0_usize..=1_000) {
        let within = course(&steps, plain.end).within(&spells(&plain.seconds));
        let percent = f64::from(u32::try_from(thousandths).unwrap()) / 10.0;
        let found = within.statistic(Statistic::Percentile(percent));
        prop_assert_eq!(found, plain.percentile(thousandths).map(f64::from));
    }

    #[test]
    fn an_instant_has_the_value_of_its_second((steps, plain) in plain(), instant in 0_u64..41_000) {
        let found = course(&steps, plain.end).at(SimTime::from_micros(instant * 1_000));
        let second = usize::try_from(instant / 1_000).unwrap();
        // At the end there is the value that the last change left.
        let is_end = second == plain.end && instant % 1_000 == 0;
        let last = is_end.then(|| steps.last().unwrap().1);
        let value = plain.values.get(second).copied().or(last);
        prop_assert_eq!(found.map(|piece| piece.value), value.map(f64::from));
    }

    #[test]
    fn a_condition_holds_in_the_seconds_in_which_it_is_true(
        (steps, plain) in plain(), comparison in comparison(), bound in 0_u32..5
    ) {
        let within = course(&steps, plain.end).within(&spells(&plain.seconds));
        let found = within.spells(|value| comparison.holds(&value, &f64::from(bound)));
        let holds = |second: usize| plain.seconds[second] && comparison.holds(&plain.values[second], &bound);
        let seconds: Vec<bool> = (0..plain.end).map(holds).collect();
        prop_assert_eq!(&found, &spells(&seconds));
        let held = seconds.iter().filter(|holds| **holds).count();
        prop_assert_eq!(total(&found), Span::from_secs(held as u64));
    }

    #[test]
    fn two_courses_are_compared_in_every_second(
        (steps, plain) in plain(), other in steps(40), comparison in comparison()
    ) {
        let course = course(&steps, plain.end);
        let both = course.with(&self::course(&other, 40), truth(comparison));
        let found = both.within(&spells(&plain.seconds)).spells(|value| value > 0.5);
        let others = by_second(&other, 40);
        let holds = |second: usize| {
            plain.seconds[second] && comparison.holds(&plain.values[second], &others[second])
        };
        let seconds: Vec<bool> = (0..plain.end).map(holds).collect();
        prop_assert_eq!(found, spells(&seconds));
    }

    /// A metric has one value per period; some periods have none.
    #[test]
    fn each_value_of_a_metric_counts_as_one(
        points in prop::collection::btree_map(0_usize..12, 0_u32..5, 0..8),
        length in 1_usize..40,
        seconds in prop::collection::vec(any::<bool>(), 40),
        thousandths in 0_usize..=1_000,
    ) {
        const PERIOD: usize = 3;
        let points: Vec<(usize, u32)> = points.into_iter().map(|(period, value)| (period * PERIOD, value)).collect();
        let points: Vec<(usize, u32)> = points.into_iter().filter(|(from, _)| *from < length).collect();
        let values: Vec<(SimTime, f64)> = points.iter().map(|&(from, value)| (time(from), f64::from(value))).collect();
        let course = Course::of_periods(values.iter().copied(), Span::from_secs(PERIOD as u64), time(length));
        for second in 0..length {
            let point = points.iter().find(|(from, _)| (*from..*from + PERIOD).contains(&second));
            let found = course.at(time(second)).map(|piece| piece.value);
            prop_assert_eq!(found, point.map(|(_, value)| f64::from(*value)), "{}", second);
        }
        // A plain evaluation of the values whose periods begin in the window.
        let seen: Vec<u32> = points.iter().filter(|(from, _)| seconds[*from]).map(|(_, value)| *value).collect();
        let plain = Plain { end: seen.len(), seconds: vec![true; seen.len()], values: seen.clone() };
        let within = course.within(&spells(&seconds));
        for statistic in [Statistic::Min, Statistic::Max, Statistic::First, Statistic::Last] {
            prop_assert_eq!(within.statistic(statistic), plain.statistic(statistic), "{:?}", statistic);
        }
        let count = f64::from(u32::try_from(seen.len()).unwrap());
        let sum = f64::from(seen.iter().sum::<u32>());
        prop_assert_eq!(within.statistic(Statistic::Count), Some(count));
        prop_assert_eq!(within.statistic(Statistic::Sum), (!seen.is_empty()).then_some(sum));
        let percent = f64::from(u32::try_from(thousandths).unwrap()) / 10.0;
        let found = within.statistic(Statistic::Percentile(percent));
        prop_assert_eq!(found, plain.percentile(thousandths).map(f64::from));
        if let Some(mean) = within.statistic(Statistic::Mean) {
            prop_assert!((mean - sum / count).abs() < 1e-9);
        }
    }
}

#[test]
fn a_change_at_the_very_end_is_the_value_of_that_instant_and_no_part_of_the_run() {
    let course = course(&[(0, 4), (10, 7)], 10);
    let within = course.within(&[spell(0, 10)]);
    for statistic in [
        Statistic::Min,
        Statistic::Max,
        Statistic::Mean,
        Statistic::Last,
    ] {
        assert_eq!(within.statistic(statistic), Some(4.0), "{statistic:?}");
    }
    assert_eq!(within.statistic(Statistic::Count), Some(1.0));
    assert_eq!(course.at(time(10)).map(|piece| piece.value), Some(7.0));
    assert_eq!(course.at(time(11)), None);
}

#[test]
fn a_window_begins_with_its_first_instant_and_ends_before_its_last_one() {
    let course = course(&[(0, 1), (5, 2), (6, 3)], 10);
    let maximum = |from, until| {
        course
            .within(&[spell(from, until)])
            .statistic(Statistic::Max)
    };
    assert_eq!(maximum(0, 5), Some(1.0));
    assert_eq!(maximum(5, 6), Some(2.0));
    assert_eq!(maximum(5, 7), Some(3.0));
    assert_eq!(maximum(5, 5), None);
    assert_eq!(course.within(&[]).statistic(Statistic::Max), None);
    assert_eq!(course.within(&[]).statistic(Statistic::Count), Some(0.0));
}

#[test]
fn a_dip_of_a_microsecond_is_seen() {
    let dip = [(0, 4.0), (7, 1.0), (8, 4.0)];
    let steps = dip.map(|(micros, value)| (SimTime::from_micros(micros), value));
    let course = Course::of_steps(steps.into_iter(), time(3600));
    assert_eq!(course.statistic(Statistic::Min), Some(1.0));
    assert_eq!(course.statistic(Statistic::Percentile(0.0)), Some(1.0));
    assert_eq!(course.statistic(Statistic::Percentile(1.0)), Some(4.0));
    let held = course.spells(|value| value < 4.0);
    assert_eq!(total(&held), Span::from_micros(1));
}

#[test]
fn a_percentile_that_is_reached_exactly_is_reached() {
    let steps = course(&[(0, 1), (33, 2)], 1_500);
    let percentile = |percent| steps.statistic(Statistic::Percentile(percent));
    assert_eq!(percentile(2.2), Some(1.0), "33 s of 1,500 s");
    assert_eq!(percentile(2.3), Some(2.0));
    let points: Vec<(SimTime, f64)> = (0..375)
        .map(|minute| (time(60 * minute), if minute < 33 { 1.0 } else { 2.0 }))
        .collect();
    let metric = Course::of_periods(points.iter().copied(), Span::from_secs(60), time(60 * 375));
    let percentile = metric.statistic(Statistic::Percentile(8.8));
    assert_eq!(percentile, Some(1.0), "33 of 375 values");
}

#[test]
fn a_value_that_is_told_again_is_still_the_same_one() {
    let course = course(&[(0, 4), (2, 4), (5, 4)], 10);
    assert_eq!(course.statistic(Statistic::Count), Some(1.0));
    assert_eq!(course.at(time(7)).map(|piece| piece.from), Some(time(0)));
}

#[test]
fn nothing_at_all_has_a_count_only() {
    let nothing = Course::of_steps(std::iter::empty(), time(10));
    assert_eq!(nothing.statistic(Statistic::Count), Some(0.0));
    for statistic in [
        Statistic::Sum,
        Statistic::Mean,
        Statistic::Percentile(50.0),
        Statistic::First,
    ] {
        assert_eq!(nothing.statistic(statistic), None, "{statistic:?}");
    }
    assert_eq!(
        (nothing.at(time(0)), nothing.spells(|_| true)),
        (None, Vec::new())
    );
    let something = course(&[(0, 1)], 10);
    assert_eq!(something.with(&nothing, |_, _| 1.0).pieces, Vec::new());
    assert_eq!(nothing.with(&something, |_, _| 1.0).pieces, Vec::new());
}

/// Minutes 0, 1 and 3 of a run of three and a half; nothing was measured in minute 2.
#[test]
fn a_gap_in_a_metric_has_no_value_and_is_no_time_at_which_anything_holds() {
    let points = [(0, 10.0), (60, 20.0), (180, 30.0)].map(|(second, value)| (time(second), value));
    let course = Course::of_periods(points.iter().copied(), Span::from_secs(60), time(210));
    assert_eq!(course.at(time(119)).map(|piece| piece.value), Some(20.0));
    assert_eq!(course.at(time(120)), None);
    assert_eq!(course.at(time(179)), None);
    let last = course.at(time(209)).map(|piece| piece.until);
    assert_eq!(last, Some(time(210)), "the run ends before the period");
    assert_eq!(course.at(time(210)), None);
    let held = course.spells(|value| value > 15.0);
    assert_eq!(held, [spell(60, 120), spell(180, 210)]);
    let within = course.within(&[spell(61, 180)]);
    assert_eq!(within.pieces, [], "no period begins in the window");
}
