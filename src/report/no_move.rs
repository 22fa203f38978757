//! The words for a service whose percents let it neither stop a task nor start one.

use std::cmp::Ordering;
use std::fmt;

/// A service that may neither stop a task nor start one, and the numbers that forbid it.
///
/// ```
/// use ecsim::report::NoMove;
///
/// let stuck = NoMove {
///     desired: 3,
///     healthy: 3,
///     total: 3,
///     min_healthy: 3,
///     max_total: 3,
///     freed_by: Some((134, 66)),
///     is_daemon: false,
/// };
/// assert_eq!(
///     stuck.to_string(),
///     "held by the percents: minH 3 = D 3 and maxT 3 = D 3; maximumPercent 134 or \
///      minimumHealthyPercent 66 would free it"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMove {
    /// `desiredCount`: D.
    pub desired: u32,
    /// Healthy tasks: H.
    pub healthy: u32,
    /// Tasks not yet STOPPED: T.
    pub total: u32,
    /// The floor for healthy tasks: minH.
    pub min_healthy: u32,
    /// The ceiling for all tasks: maxT.
    pub max_total: u32,
    /// The least `maximumPercent` and the greatest `minimumHealthyPercent` that would free it,
    /// where these two alone hold it, whatever its tasks do.
    pub freed_by: Option<(u32, u32)>,
    /// Whether it has one task on each instance: AWS refuses any `maximumPercent` but 100 for it.
    pub is_daemon: bool,
}

impl NoMove {
    /// The rule, with its numbers: `minH 3 = D 3 and maxT 3 = D 3`.
    pub fn rule(&self) -> String {
        let beside = |what: &str, bound: u32, count: &str, number: u32| {
            let than = match bound.cmp(&number) {
                Ordering::Less => '<',
                Ordering::Equal => '=',
                Ordering::Greater => '>',
            };
            format!("{what} {bound} {than} {count} {number}")
        };
        let (healthy, total) = match self.freed_by {
            Some(_) => (("D", self.desired), ("D", self.desired)),
            None => (("H", self.healthy), ("T", self.total)),
        };
        let floor = beside("minH", self.min_healthy, healthy.0, healthy.1);
        let ceiling = beside("maxT", self.max_total, total.0, total.1);
        format!("{floor} and {ceiling}")
    }

    /// Which percents would free it, in words.
    pub fn way_out(&self) -> Option<String> {
        let (maximum, minimum) = self.freed_by?;
        let either = if self.is_daemon {
            String::new()
        } else {
            format!("maximumPercent {maximum} or ")
        };
        Some(format!(
            "{either}minimumHealthyPercent {minimum} would free it"
        ))
    }
}

impl fmt::Display for NoMove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "held by the percents: {}", self.rule())?;
        match self.way_out() {
            Some(way_out) => write!(f, "; {way_out}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_stuck_for_ever_is_told_by_the_counts() {
        let held = NoMove {
            desired: 4,
            healthy: 2,
            total: 5,
            min_healthy: 2,
            max_total: 4,
            freed_by: None,
            is_daemon: false,
        };
        let said = "held by the percents: minH 2 = H 2 and maxT 4 < T 5";
        assert_eq!(held.to_string(), said);
    }

    #[test]
    fn a_daemon_is_freed_by_its_minimum_only() {
        let held = NoMove {
            desired: 2,
            healthy: 2,
            total: 2,
            min_healthy: 2,
            max_total: 2,
            freed_by: Some((150, 50)),
            is_daemon: true,
        };
        let said = "minimumHealthyPercent 50 would free it";
        assert_eq!(held.way_out().as_deref(), Some(said));
    }
}
