//! Percents that let no deployment move: with a desired count, or with one that scaling can reach.

use super::super::{Check, entry};
use crate::ids::ServiceId;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Aws, freeing_percents, is_stuck, max_total, min_healthy};
use crate::scenario::source::{Node, Path};

/// What decides how a service is updated, as it is at one moment.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) desired: u32,
    pub(super) minimum: u32,
    pub(super) maximum: u32,
    /// Whether it has one task on each instance, however many there are.
    pub(super) is_daemon: bool,
}

impl Wanted {
    fn is_stuck(self) -> bool {
        if self.is_daemon {
            return self.minimum >= 100;
        }
        let floor = min_healthy(self.desired, self.minimum);
        let ceiling = max_total(self.desired, self.maximum);
        self.minimum <= self.maximum && is_stuck(self.desired, floor, ceiling)
    }
}

/// A deployment that may neither stop an old task nor start a new one never moves.
pub(super) fn stuck(check: &mut Check<'_>, at: &Path, wanted: Wanted) {
    let Wanted {
        desired,
        minimum,
        maximum,
        is_daemon,
    } = wanted;
    let (floor, ceiling) = (min_healthy(desired, minimum), max_total(desired, maximum));
    if !wanted.is_stuck() {
        return;
    }
    let (percents, count) = (at.key("deploymentConfiguration"), at.key("desiredCount"));
    let place = check.suspect(&[&percents, &count]).clone();
    if is_daemon {
        let message = "with minimumHealthyPercent 100 no deployment of a DAEMON service ever moves";
        let diagnostic = Diagnostic::new(codes::BOTH_PERCENTS_100, message).help(
            "lower minimumHealthyPercent: no instance gets a second daemon. It runs as written",
        );
        check.tell_key(&place, "no daemon may be stopped", diagnostic);
        return;
    }
    if (minimum, maximum) == (100, 100) {
        let message =
            "with minimumHealthyPercent 100 and maximumPercent 100 no deployment ever moves";
        let diagnostic = Diagnostic::new(codes::BOTH_PERCENTS_100, message).help(
            "AWS refuses this pair; lower minimumHealthyPercent or raise maximumPercent. It runs as written",
        );
        check.tell_key(&place, "neither a stop nor a start is allowed", diagnostic);
        return;
    }
    let tasks = if desired == 1 {
        "1 task".to_owned()
    } else {
        format!("{desired} tasks")
    };
    let message = format!(
        "a deployment of {tasks} with {minimum}/{maximum} % is stuck: at least {floor} must stay healthy, at most {ceiling} may exist"
    );
    let mut diagnostic = Diagnostic::new(codes::STUCK, message);
    if let Some((raised, lowered)) = freeing_percents(desired) {
        diagnostic = diagnostic.help(format!(
            "write `maximumPercent: {raised}` or `minimumHealthyPercent: {lowered}`; it runs \
             as written"
        ));
    }
    check.tell_key(&place, "no room to stop or to start a task", diagnostic);
}

/// Warns of a service that can be updated as it stands, and not at other counts that its scalable
/// target allows. Scaling itself is not played.
pub(super) fn when_scaled(check: &mut Check<'_>, aws: &Aws, id: ServiceId, wanted: Wanted) {
    let service = &aws.services[id];
    let cluster = &aws.clusters[service.cluster];
    let resource = format!("service/{cluster}/{}", service.name);
    let Some((low, high)) = capacities(check.tree, &resource) else {
        return;
    };
    // As it stands it is told already.
    let stuck = stuck_within(wanted, low, high).filter(|_| !wanted.is_stuck());
    let Some((first, last)) = stuck else {
        return;
    };
    let (minimum, maximum) = (wanted.minimum, wanted.maximum);
    let message = format!(
        "with {minimum}/{maximum} % a deployment is stuck at counts from {first} to {last}; scaling can reach {low} to {high} tasks"
    );
    let mut diagnostic = Diagnostic::new(codes::STUCK, message);
    if let Some((raised, _)) = freeing_percents(first) {
        diagnostic = diagnostic.help(format!(
            "`maximumPercent: {raised}` leaves room at each of them; scaling is not played, so no \
             run shows it"
        ));
    }
    let at = entry("services", id.0 as usize).key("deploymentConfiguration");
    check.tell_key(&at, "no room once the service is scaled", diagnostic);
}

/// `minCapacity` and `maxCapacity` of a service, as they are written.
fn capacities(tree: &Node, resource: &str) -> Option<(u32, u32)> {
    let path = Path::default().keys("aws.scalableTargets");
    let mut targets = tree.at(&path)?.as_list()?.iter();
    let text = |node: &Node, [lower, upper]: [&str; 2]| {
        let value = node.get(lower).or_else(|| node.get(upper));
        value.and_then(Node::as_text).map(str::to_owned)
    };
    let target = targets.find(|target| {
        let named = text(target, ["resourceId", "ResourceId"]);
        named.is_some_and(|named| named == resource)
    })?;
    let count = |names| text(target, names)?.parse().ok();
    let low = count(["minCapacity", "MinCapacity"])?;
    Some((low, count(["maxCapacity", "MaxCapacity"])?))
}

/// The first and the last count between two bounds at which no deployment moves. Only 100/100 is
/// stuck beyond 100 tasks, and that is told of any count.
fn stuck_within(wanted: Wanted, low: u32, high: u32) -> Option<(u32, u32)> {
    let at = |desired: &u32| {
        let desired = *desired;
        Wanted { desired, ..wanted }.is_stuck()
    };
    let first = (low..=high.min(100)).find(at)?;
    let last = (first..=high.min(100)).rev().find(at)?;
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 80/115 %: the floor leaves no room below 5 tasks, the ceiling none below 7.
    #[test]
    fn small_counts_are_stuck_where_larger_ones_are_not() {
        let wanted = Wanted {
            desired: 10,
            minimum: 80,
            maximum: 115,
            is_daemon: false,
        };
        assert_eq!(stuck_within(wanted, 0, 40), Some((1, 4)));
        assert_eq!(stuck_within(wanted, 3, 40), Some((3, 4)));
        assert_eq!(stuck_within(wanted, 5, 5000), None);
        assert_eq!(stuck_within(wanted, 9, 2), None);
    }

    #[test]
    fn a_daemon_is_stuck_by_its_minimum_however_many_instances_there_are() {
        let of = |minimum| Wanted {
            desired: 0,
            minimum,
            maximum: 100,
            is_daemon: true,
        };
        assert!(of(100).is_stuck() && !of(99).is_stuck());
    }
}
