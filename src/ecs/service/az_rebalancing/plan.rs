//! Which zones lack how many tasks.

/// How many tasks each zone lacks; none if they are balanced.
///
/// Balanced is when no two zones differ by more than one task and none is empty that could have
/// one. Each zone is to have its share; what is left over goes to the zones that have the most, so
/// that as few tasks as possible move.
pub(super) fn deficits(tasks: &[u32], desired: u32) -> Vec<u32> {
    let (least, most) = (tasks.iter().min(), tasks.iter().max());
    let (Some(least), Some(most)) = (least, most) else {
        return Vec::new();
    };
    let zones = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
    let is_balanced = most - least <= 1 && (*least > 0 || desired < zones);
    if is_balanced {
        return vec![0; tasks.len()];
    }
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|zone| std::cmp::Reverse(tasks[*zone]));
    let mut lacks = vec![0; tasks.len()];
    for (place, zone) in (0..).zip(order) {
        let share = desired / zones + u32::from(place < desired % zones);
        lacks[zone] = share.saturating_sub(tasks[zone]);
    }
    lacks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Desired count, tasks by zone, what each zone lacks.
    #[test]
    fn zones_that_differ_by_more_than_one_are_evened_out() {
        assert_eq!(deficits(&[2, 0], 2), [0, 1]);
        assert_eq!(deficits(&[2, 1], 3), [0, 0], "balanced");
        assert_eq!(deficits(&[3, 1, 1], 5), [0, 1, 0]);
        assert_eq!(deficits(&[6, 0, 0], 6), [0, 2, 2]);
        assert_eq!(deficits(&[4, 2, 0], 6), [0, 0, 2]);
    }

    #[test]
    fn no_zone_stays_empty_that_could_have_a_task() {
        assert_eq!(deficits(&[1, 1, 0], 3), [0, 0, 1], "that a task is missing");
        assert_eq!(deficits(&[1, 0, 0], 1), [0, 0, 0]);
        assert_eq!(deficits(&[1, 1, 0], 2), [0, 0, 0]);
        assert_eq!(deficits(&[], 2), [0; 0]);
    }

    #[test]
    fn after_the_moves_the_zones_are_balanced() {
        for desired in 0..=9 {
            for a in 0..=desired {
                for b in 0..=desired - a {
                    let tasks = [a, b, desired - a - b];
                    let lacks = deficits(&tasks, desired);
                    let mut after: Vec<u32> = tasks
                        .iter()
                        .zip(&lacks)
                        .map(|(has, lacks)| has + lacks)
                        .collect();
                    for _ in 0..lacks.iter().sum() {
                        *after.iter_mut().max().unwrap() -= 1;
                    }
                    assert_eq!(deficits(&after, desired), [0, 0, 0], "{tasks:?} {after:?}");
                }
            }
        }
    }
}
