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

/// The percents nearest to any others that let a service of that size move: the least
/// `maximumPercent` that allows a task more, and the greatest `minimumHealthyPercent` that allows
/// one less. A service of no tasks needs none.
///
/// ```
/// assert_eq!(ecsim::scenario::model::freeing_percents(3), Some((134, 66)));
/// ```
pub fn freeing_percents(desired: u32) -> Option<(u32, u32)> {
    let desired = u64::from(desired);
    let lowered = desired.checked_sub(1)? * 100 / desired;
    let raised = ((desired + 1) * 100).div_ceil(desired);
    let percent = |percent: u64| u32::try_from(percent).unwrap_or(u32::MAX);
    Some((percent(raised), percent(lowered)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_frees_a_service_allows_one_task_more_or_less() {
        assert_eq!(freeing_percents(0), None);
        for desired in 1..=50 {
            let (raised, lowered) = freeing_percents(desired).unwrap();
            assert_eq!(max_total(desired, raised), desired + 1);
            assert_eq!(max_total(desired, raised - 1), desired, "the least");
            assert_eq!(min_healthy(desired, lowered), desired - 1);
            assert_eq!(min_healthy(desired, lowered + 1), desired, "the greatest");
        }
    }
}
