//! How long things take.

use super::{Stream, normal};
use crate::engine::time::Span;

/// No draw is longer: 100 years of 365 days, so that a sum of a few of them is still an instant.
const LONGEST: Span = Span::from_secs(100 * 365 * 24 * 3600);

/// How long something takes.
///
/// ```
/// use ecsim::engine::{Distribution, Draws, Entity, Purpose, Span};
///
/// let launch = Distribution::LogNormal {
///     median: Span::from_secs(15),
///     p95: Span::from_secs(25),
/// };
/// assert_eq!(launch.quantile(0.5), Span::from_secs(15));
/// assert_eq!(launch.quantile(0.95), Span::from_secs(25));
/// assert_eq!(launch.constant(), None);
/// assert_eq!(Distribution::Constant(Span::ZERO).constant(), Some(Span::ZERO));
///
/// let instance = Entity::named("group").number(1);
/// let mut stream = Draws::new(1).stream(Purpose::InstanceLaunch, instance);
/// assert!(launch.sample(&mut stream) > Span::ZERO);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(Span),
    /// Anything between two bounds, both included.
    Uniform(Span, Span),
    /// Memoryless, with this mean.
    Exponential(Span),
    /// Log-normal, given by its median and 95th percentile. If they are equal, always the same.
    LogNormal {
        /// Half of the values are below it.
        median: Span,
        /// 95 % of the values are below it.
        p95: Span,
    },
    /// One of these, each equally likely.
    Empirical(Vec<Span>),
}

impl Distribution {
    /// One value, from exactly one draw; a constant draws nothing.
    ///
    /// The value grows with the draw, so the same draw is early or late in any distribution: if a
    /// variant makes something take twice as long, it takes twice as long each time. (For an
    /// empirical one that holds if its values are listed in order.)
    ///
    /// # Panics
    /// If it is empirical and has no values.
    pub fn sample(&self, stream: &mut Stream) -> Span {
        match self {
            Self::Constant(span) => *span,
            Self::Empirical(values) => *at(values, stream.unit()),
            _ => self.quantile(stream.unit()),
        }
    }

    /// The length that the share `p` of all values does not exceed, `p` from 0 to 1. No length is
    /// over 100 years, unless the distribution says so itself.
    ///
    /// # Panics
    /// If it is empirical and has no values.
    pub fn quantile(&self, p: f64) -> Span {
        match self {
            Self::Constant(span) => *span,
            Self::Uniform(low, high) => {
                let width = high.saturating_sub(*low).as_micros();
                *low + Span::from_micros(part(p, width.saturating_add(1)))
            }
            Self::Exponential(mean) => round(-micros(*mean) * libm::log1p(-p)),
            Self::LogNormal { median, p95 } => match sigma(*median, *p95) {
                Some(sigma) => round(micros(*median) * libm::exp(sigma * normal::quantile(p))),
                None => *median,
            },
            Self::Empirical(values) => {
                let mut values = values.clone();
                values.sort_unstable();
                *at(&values, p)
            }
        }
    }

    /// The mean.
    ///
    /// # Panics
    /// If it is empirical and has no values.
    pub fn mean(&self) -> Span {
        match self {
            Self::Constant(span) | Self::Exponential(span) => *span,
            Self::Uniform(low, high) => round(f64::midpoint(micros(*low), micros(*high))),
            Self::LogNormal { median, p95 } => match sigma(*median, *p95) {
                Some(sigma) => round(micros(*median) * libm::exp(sigma * sigma / 2.0)),
                None => *median,
            },
            Self::Empirical(values) => {
                let sum = values.iter().fold(Span::ZERO, |sum, value| sum + *value);
                Span::from_micros(sum.as_micros() / values.len() as u64)
            }
        }
    }

    /// The value, if it is always the same.
    pub fn constant(&self) -> Option<Span> {
        match self {
            Self::Constant(span) => Some(*span),
            Self::Uniform(low, high) => (low >= high).then_some(*low),
            Self::Exponential(mean) => mean.is_zero().then_some(*mean),
            Self::LogNormal { median, p95 } => match sigma(*median, *p95) {
                Some(_) => None,
                None => Some(*median),
            },
            Self::Empirical(values) => {
                let first = values.first()?;
                values.iter().all(|value| value == first).then_some(*first)
            }
        }
    }

    /// Whether it always takes no time at all.
    pub fn is_zero(&self) -> bool {
        self.constant() == Some(Span::ZERO)
    }
}

/// The standard deviation of the logarithm of a log-normal; none if all values are the same.
fn sigma(median: Span, p95: Span) -> Option<f64> {
    let spreads = !median.is_zero() && p95 > median;
    spreads.then(|| libm::log(micros(p95) / micros(median)) / normal::Z95)
}

/// The value in whose part of `[0, 1]` the share `p` lies.
fn at(values: &[Span], p: f64) -> &Span {
    assert!(!values.is_empty(), "an empirical distribution has values");
    let place = part(p, values.len() as u64);
    &values[usize::try_from(place).expect("a place in a list")]
}

/// In which of `count` equal parts of `[0, 1]` the share `p` lies.
#[expect(
    clippy::cast_precision_loss,
    reason = "2^53 parts are more than enough"
)]
fn part(p: f64, count: u64) -> u64 {
    truncate(p * count as f64).min(count - 1)
}

/// A length in microseconds; exact up to 285 years.
#[expect(clippy::cast_precision_loss, reason = "285 years are more than enough")]
fn micros(span: Span) -> f64 {
    span.as_micros() as f64
}

fn round(micros: f64) -> Span {
    Span::from_micros(truncate(libm::round(micros))).min(LONGEST)
}

/// The whole part. What is negative or not a number becomes 0, what is too great the greatest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is wanted"
)]
fn truncate(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Draws, Entity, Purpose};
    use proptest::prelude::*;

    const fn secs(seconds: u64) -> Span {
        Span::from_secs(seconds)
    }

    fn log_normal(median: Span, p95: Span) -> Distribution {
        Distribution::LogNormal { median, p95 }
    }

    fn stream(number: u64) -> Stream {
        Draws::new(1).stream(Purpose::TaskRun, Entity::named("web").number(number))
    }

    /// 100,000 values with one seed, in order.
    fn sorted_samples(distribution: &Distribution) -> Vec<Span> {
        let mut stream = stream(1);
        let mut samples: Vec<Span> = (0..100_000)
            .map(|_| distribution.sample(&mut stream))
            .collect();
        samples.sort_unstable();
        samples
    }

    fn assert_close(actual: Span, expected: Span, tolerance: f64) {
        let error = micros(actual) / micros(expected) - 1.0;
        assert!(error.abs() < tolerance, "{actual} s is not {expected} s");
    }

    fn assert_shape(distribution: &Distribution) {
        let samples = sorted_samples(distribution);
        for (p, rank) in [(0.05, 5_000), (0.5, 50_000), (0.95, 95_000)] {
            assert_close(samples[rank], distribution.quantile(p), 0.02);
        }
        let sum: f64 = samples.iter().copied().map(micros).sum();
        assert_close(round(sum / 100_000.0), distribution.mean(), 0.02);
    }

    #[test]
    fn samples_have_the_mean_and_the_quantiles_that_are_told() {
        assert_shape(&Distribution::Uniform(secs(10), secs(40)));
        assert_shape(&Distribution::Exponential(secs(60)));
        assert_shape(&log_normal(secs(15), secs(25)));
        assert_shape(&log_normal(secs(35), secs(95)));
        assert_shape(&Distribution::Empirical(vec![secs(9), secs(1), secs(2)]));
    }

    #[test]
    fn a_log_normal_has_the_median_and_the_p95_it_was_given() {
        let samples = sorted_samples(&log_normal(secs(15), secs(25)));
        assert_close(samples[50_000], secs(15), 0.01);
        assert_close(samples[95_000], secs(25), 0.01);
        let exact = log_normal(secs(15), secs(25));
        assert_eq!(exact.quantile(0.5), secs(15));
        assert_eq!(exact.quantile(0.95), secs(25));
        // exp(ln 15 + sigma^2 / 2), with sigma = ln(25 / 15) / 1.64485.
        assert_close(exact.mean(), Span::from_micros(15_741_081), 1e-6);
    }

    /// The same on every platform, for ever: a change here changes the results of scenarios.
    #[test]
    fn the_first_samples_never_change() {
        let first = |distribution: Distribution| {
            let mut stream = stream(1);
            [(); 3].map(|()| distribution.sample(&mut stream).as_micros())
        };
        assert_eq!(
            first(Distribution::Uniform(secs(1), secs(9))),
            [1_690_656, 6_031_102, 2_210_446]
        );
        assert_eq!(
            first(Distribution::Exponential(secs(60))),
            [5_417_286, 59_475_039, 9_843_378]
        );
        assert_eq!(
            first(log_normal(secs(15), secs(25))),
            [9_821_185, 16_613_176, 10_890_706]
        );
        let listed = Distribution::Empirical(vec![secs(3), secs(1), secs(2)]);
        assert_eq!(first(listed), [3_000_000, 1_000_000, 3_000_000]);
    }

    #[test]
    fn the_ends_of_every_distribution_are_lengths() {
        let ends = |distribution: Distribution| [0.0, 1.0].map(|p| distribution.quantile(p));
        let uniform = Distribution::Uniform(secs(1), secs(2));
        assert_eq!(ends(uniform), [secs(1), secs(2)]);
        assert_eq!(
            ends(Distribution::Exponential(secs(1))),
            [Span::ZERO, LONGEST]
        );
        assert_eq!(ends(Distribution::Exponential(Span::ZERO)), [Span::ZERO; 2]);
        assert_eq!(ends(log_normal(secs(1), secs(2))), [Span::ZERO, LONGEST]);
        let listed = Distribution::Empirical(vec![secs(3), secs(1), secs(2)]);
        assert_eq!(ends(listed), [secs(1), secs(3)]);
    }

    #[test]
    fn a_uniform_draw_reaches_both_bounds() {
        let two = Distribution::Uniform(Span::from_micros(7), Span::from_micros(8));
        let samples = sorted_samples(&two);
        assert_eq!(samples[0], Span::from_micros(7));
        assert_eq!(samples[99_999], Span::from_micros(8));
        let widest = Distribution::Uniform(Span::ZERO, Span::from_micros(u64::MAX));
        assert_eq!(widest.quantile(1.0), Span::from_micros(u64::MAX - 1));
    }

    #[test]
    fn what_cannot_vary_is_constant() {
        let constants = [
            (Distribution::Constant(secs(3)), secs(3)),
            (Distribution::Uniform(secs(3), secs(3)), secs(3)),
            (Distribution::Exponential(Span::ZERO), Span::ZERO),
            (log_normal(secs(3), secs(3)), secs(3)),
            (log_normal(Span::ZERO, secs(3)), Span::ZERO),
            (Distribution::Empirical(vec![secs(3); 2]), secs(3)),
        ];
        for (distribution, value) in constants {
            assert_eq!(distribution.constant(), Some(value));
            assert_eq!(distribution.is_zero(), value.is_zero());
            assert_eq!(distribution.mean(), value);
            for number in 0..100 {
                assert_eq!(distribution.sample(&mut stream(number)), value);
            }
        }
    }

    #[test]
    fn what_can_vary_is_not_constant() {
        let varying = [
            Distribution::Uniform(Span::ZERO, secs(3)),
            Distribution::Exponential(secs(3)),
            log_normal(secs(3), secs(4)),
            Distribution::Empirical(vec![Span::ZERO, secs(3)]),
        ];
        for distribution in varying {
            assert_eq!(distribution.constant(), None);
            assert!(!distribution.is_zero());
        }
    }

    #[test]
    #[should_panic(expected = "an empirical distribution has values")]
    fn an_empirical_distribution_without_values_cannot_be_drawn_from() {
        Distribution::Empirical(Vec::new()).sample(&mut stream(1));
    }

    fn any_distribution() -> impl Strategy<Value = Distribution> {
        let span = || (0_u64..10_000_000_000).prop_map(Span::from_micros);
        prop_oneof![
            (span(), span()).prop_map(|(low, more)| Distribution::Uniform(low, low + more)),
            span().prop_map(Distribution::Exponential),
            (span(), span()).prop_map(|(median, more)| log_normal(median, median + more)),
            prop::collection::vec(span(), 1..9).prop_map(Distribution::Empirical),
        ]
    }

    proptest! {
        #[test]
        fn every_sample_takes_one_draw(distribution in any_distribution(), number: u64) {
            let mut sampled = stream(number);
            let mut drawn = sampled.clone();
            distribution.sample(&mut sampled);
            drawn.unit();
            prop_assert_eq!(sampled.below(u64::MAX), drawn.below(u64::MAX));
        }

        #[test]
        fn quantiles_grow(distribution in any_distribution(), p in 0.0..=1.0, q in 0.0..=1.0) {
            let (low, high) = if p <= q { (p, q) } else { (q, p) };
            prop_assert!(distribution.quantile(low) <= distribution.quantile(high));
            prop_assert!(distribution.quantile(high) <= LONGEST);
        }
    }
}
