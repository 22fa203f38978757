//! Warnings: what AWS accepts, and what surprises.

use super::{Check, entry};
use crate::engine::{SimTime, Span};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Action, Aws, DeploymentConfiguration, Entry};
use crate::scenario::source::Path;

pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry], end: Span) {
    for (id, service) in aws.services.iter() {
        let at = entry("services", id.0 as usize);
        stuck(check, &at, service.desired_count, service.deployment);
    }
    // Entries that could not be checked are left out, so positions hold only if all could.
    if check.out.errors() > 0 {
        return;
    }
    for (index, entry) in timeline.iter().enumerate() {
        let Action::UpdateService(update) = &entry.action else {
            continue;
        };
        let service = &aws.services[update.service];
        let written = (update.minimum_healthy_percent, update.maximum_percent);
        if written == (None, None) && update.desired_count.is_none()
            || entry.at > SimTime::ZERO + end
        {
            continue;
        }
        let deployment = DeploymentConfiguration {
            minimum_healthy_percent: written
                .0
                .unwrap_or(service.deployment.minimum_healthy_percent),
            maximum_percent: written.1.unwrap_or(service.deployment.maximum_percent),
        };
        let at = Path::default()
            .key("timeline")
            .index(index)
            .key("updateService");
        stuck(
            check,
            &at,
            update.desired_count.unwrap_or(service.desired_count),
            deployment,
        );
    }
}

/// The floor and the ceiling of a rolling deployment, in tasks.
fn bounds(desired: u32, percents: DeploymentConfiguration) -> (u64, u64) {
    let desired = u64::from(desired);
    let floor = (desired * u64::from(percents.minimum_healthy_percent)).div_ceil(100);
    let ceiling = desired * u64::from(percents.maximum_percent) / 100;
    (floor, ceiling)
}

/// A deployment that may neither stop an old task nor start a new one never moves.
fn stuck(check: &mut Check<'_>, at: &Path, desired: u32, percents: DeploymentConfiguration) {
    let (floor, ceiling) = bounds(desired, percents);
    let (minimum, maximum) = (percents.minimum_healthy_percent, percents.maximum_percent);
    let count = u64::from(desired);
    if desired == 0 || floor < count || ceiling > count || minimum > maximum {
        return;
    }
    let configuration = at.key("deploymentConfiguration");
    if (minimum, maximum) == (100, 100) {
        let message =
            "with minimumHealthyPercent 100 and maximumPercent 100 no deployment ever moves";
        let diagnostic = Diagnostic::new(codes::BOTH_PERCENTS_100, message).help(
            "AWS refuses this pair; lower minimumHealthyPercent or raise maximumPercent. It is played as it stands",
        );
        check.tell_key(
            &configuration,
            "neither a stop nor a start is allowed",
            diagnostic,
        );
        return;
    }
    let tasks = if desired == 1 {
        "1 task".to_owned()
    } else {
        format!("{desired} tasks")
    };
    let message = format!(
        "a deployment of {tasks} with {minimum}/{maximum} % is stuck: {floor} must stay, {ceiling} may be there"
    );
    let diagnostic = Diagnostic::new(codes::STUCK, message).help(format!(
        "{}; it is played as it stands",
        way_out(desired, percents)
    ));
    check.tell_key(
        &configuration,
        "no room to stop or to start a task",
        diagnostic,
    );
}

/// The nearest percents that let a deployment move.
fn way_out(desired: u32, percents: DeploymentConfiguration) -> String {
    let desired = u64::from(desired);
    let raised = ((desired + 1) * 100).div_ceil(desired);
    if desired == 1 && percents.minimum_healthy_percent > 0 {
        return format!("write `maximumPercent: {raised}` or `minimumHealthyPercent: 0`");
    }
    let lowered = (desired - 1) * 100 / desired;
    format!("write `maximumPercent: {raised}` or `minimumHealthyPercent: {lowered}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percents(minimum: u32, maximum: u32) -> DeploymentConfiguration {
        DeploymentConfiguration {
            minimum_healthy_percent: minimum,
            maximum_percent: maximum,
        }
    }

    #[test]
    fn floors_are_rounded_up_and_ceilings_down() {
        // The rounding table of AWS's rule: desired count, percents, floor and ceiling.
        for (desired, minimum, maximum, expected) in [
            (1, 50, 100, (1, 1)),
            (2, 75, 100, (2, 2)),
            (3, 100, 125, (3, 3)),
            (4, 75, 100, (3, 4)),
            (5, 50, 150, (3, 7)),
            (10, 100, 110, (10, 11)),
            (1, 100, 200, (1, 2)),
        ] {
            assert_eq!(bounds(desired, percents(minimum, maximum)), expected);
        }
    }

    #[test]
    fn the_way_out_is_a_way_out() {
        for desired in 1..=50 {
            let raised = ((u64::from(desired) + 1) * 100).div_ceil(u64::from(desired));
            let raised = u32::try_from(raised).expect("a percent");
            assert_eq!(
                bounds(desired, percents(100, raised)).1,
                u64::from(desired) + 1
            );
            let lowered = (desired - 1) * 100 / desired;
            assert_eq!(
                bounds(desired, percents(lowered, 100)).0,
                u64::from(desired) - 1
            );
        }
    }
}
