//! How a group balances its zones: pure functions of counts.
//!
//! Facts: EC2 Auto Scaling User Guide, "Auto Scaling benefits for application architecture"
//! (balance, rebalancing, the margin of 10 %); ties in listed order and the floor of the margin are
//! assumed.

/// The zone for a launch: the one with the fewest instances among the open ones, in listed order.
///
/// ```
/// use ecsim::autoscaling::zones::for_launch;
///
/// assert_eq!(for_launch(&[2, 1, 1], &[true, true, true]), Some(1));
/// assert_eq!(for_launch(&[2, 1, 1], &[true, false, true]), Some(2));
/// ```
pub fn for_launch(instances: &[u32], open: &[bool]) -> Option<usize> {
    let candidates = (0..instances.len()).filter(|zone| open[*zone]);
    candidates.min_by_key(|zone| instances[*zone])
}

/// The zones from which an instance may be terminated: those with the most.
pub fn for_termination(instances: &[u32]) -> Vec<usize> {
    let most = instances.iter().copied().max().unwrap_or(0);
    let all = 0..instances.len();
    all.filter(|zone| most > 0 && instances[*zone] == most)
        .collect()
}

/// The zone that rebalancing would launch in: the emptiest open one, if it is more than one
/// instance behind the fullest. What rebalancing has launched already is more than `desired`, and
/// the fullest zones will give as many back.
///
/// ```
/// use ecsim::autoscaling::zones::for_rebalancing;
///
/// assert_eq!(for_rebalancing(&[3, 3, 0], 6, &[true; 3]), Some(2));
/// assert_eq!(for_rebalancing(&[3, 3, 1], 6, &[true; 3]), Some(2));
/// assert_eq!(for_rebalancing(&[3, 3, 2], 6, &[true; 3]), None);
/// ```
pub fn for_rebalancing(instances: &[u32], desired: u32, open: &[bool]) -> Option<usize> {
    let mut left = instances.to_vec();
    let surplus = left.iter().sum::<u32>().saturating_sub(desired);
    for _ in 0..surplus {
        let fullest = for_termination(&left)[0];
        left[fullest] -= 1;
    }
    let emptiest = for_launch(&left, open)?;
    let most = left.iter().copied().max().unwrap_or(0);
    (most > left[emptiest] + 1).then_some(emptiest)
}

/// How many instances a group may have while it rebalances: its maximum and a tenth, at least one
/// more.
///
/// ```
/// use ecsim::autoscaling::zones::rebalancing_limit;
///
/// assert_eq!(rebalancing_limit(10), 11);
/// assert_eq!(rebalancing_limit(40), 44);
/// ```
pub fn rebalancing_limit(max_size: u32) -> u32 {
    max_size + (max_size / 10).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: [bool; 3] = [true; 3];

    fn launches(mut instances: Vec<u32>, open: &[bool], count: usize) -> Vec<usize> {
        let mut zones = Vec::new();
        for _ in 0..count {
            let zone = for_launch(&instances, open).unwrap();
            instances[zone] += 1;
            zones.push(zone);
        }
        zones
    }

    /// ASG-2: a b c a b.
    #[test]
    fn launches_go_round_the_zones() {
        assert_eq!(launches(vec![0; 3], &OPEN, 5), [0, 1, 2, 0, 1]);
    }

    /// ASG-2, scale in to 4: from a or b. ASG-3: first from a, then a and c tie.
    #[test]
    fn terminations_come_from_the_fullest_zones() {
        assert_eq!(for_termination(&[2, 2, 1]), [0, 1]);
        assert_eq!(for_termination(&[4, 2, 3]), [0]);
        assert_eq!(for_termination(&[3, 2, 3]), [0, 2]);
    }

    /// ASG-4: b without capacity: a c a c; it recovers: one in b, then one less in a or c.
    #[test]
    fn a_zone_without_capacity_is_left_out_and_made_up_for() {
        assert_eq!(launches(vec![0; 3], &[true, false, true], 4), [0, 2, 0, 2]);
        assert_eq!(for_rebalancing(&[2, 0, 2], 4, &OPEN), Some(1));
        assert_eq!(for_rebalancing(&[2, 0, 2], 4, &[true, false, true]), None);
        assert_eq!(for_termination(&[2, 1, 2]), [0, 2]);
        assert_eq!(for_rebalancing(&[2, 1, 1], 4, &OPEN), None);
    }

    /// ASG-5.
    #[test]
    fn rebalancing_may_exceed_the_maximum_by_a_tenth() {
        assert_eq!([1, 10, 40].map(rebalancing_limit), [2, 11, 44]);
    }
}
