//! What the two percents of a deployment mean in tasks: the check warns by the same arithmetic by
//! which the scheduler acts.
//!
//! Fact: API reference, DeploymentConfiguration.

/// The least number of healthy tasks: `ceil(desired × minimumHealthyPercent / 100)`.
///
/// ```
/// assert_eq!(ecsim::scenario::model::min_healthy(3, 75), 3);
/// ```
pub fn min_healthy(desired: u32, minimum_healthy_percent: u32) -> u32 {
    percent(desired, minimum_healthy_percent, 99)
}

/// The largest number of tasks: `floor(desired × maximumPercent / 100)`.
///
/// ```
/// assert_eq!(ecsim::scenario::model::max_total(3, 125), 3);
/// ```
pub fn max_total(desired: u32, maximum_percent: u32) -> u32 {
    percent(desired, maximum_percent, 0)
}

fn percent(desired: u32, percent: u32, rounding: u64) -> u32 {
    let scaled = (u64::from(desired) * u64::from(percent) + rounding) / 100;
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

/// Whether these bounds leave a rolling update no move at all.
///
/// ```
/// assert!(ecsim::scenario::model::is_stuck(3, 3, 3));
/// ```
pub fn is_stuck(desired: u32, min_healthy: u32, max_total: u32) -> bool {
    desired >= 1 && min_healthy >= desired && max_total <= desired
}
