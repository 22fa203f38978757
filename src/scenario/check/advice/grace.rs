//! A grace period that ends before a slow task can be healthy: each task is replaced, and its
//! replacement too.

use std::collections::BTreeSet;

use super::super::Check;
use super::course::{Course, SLOW};
use super::probes::first_verdicts;
use super::starts::{Begun, running, starts};
use crate::engine::{Distribution, Span};
use crate::ids::{ServiceId, TaskDefinitionId};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Aws, Container};
use crate::scenario::source::Path;

/// AWS: API reference, HealthCheck, the longest `startPeriod`.
const LONGEST_START_PERIOD: u64 = 300;

/// What was warned of.
pub(super) type Told = BTreeSet<(ServiceId, TaskDefinitionId, Span)>;

/// A task that counts as sick before it can be healthy; times from RUNNING on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TooEarly {
    unhealthy: Span,
    healthy: Span,
}

/// Warns where the tasks of a service are replaced before they can be healthy.
pub(super) fn check(
    check: &mut Check<'_>,
    aws: &Aws,
    told: &mut Told,
    (at, service): (&Path, ServiceId),
    (definition, grace): (TaskDefinitionId, Span),
) {
    if !told.insert((service, definition, grace)) {
        return;
    }
    let startup = check.assumptions.time("ecs.applicationStartup");
    let revision = &aws.task_definitions[definition];
    let containers = &revision.containers;
    let Some((index, early)) = first_too_early(containers, &startup, grace) else {
        return;
    };
    let (name, service) = (&containers[index].name, &aws.services[service].label);
    let TooEarly { unhealthy, healthy } = early;
    let message = format!(
        "tasks of {} in {service} are replaced before they can be healthy: {name} is UNHEALTHY {unhealthy} s after RUNNING, the grace period ends at {grace} s, the first good probe comes at {healthy} s",
        revision.name()
    );
    let grace = whole_seconds(healthy);
    let mut help = format!("write `healthCheckGracePeriodSeconds: {grace}`");
    if let Some(period) = start_period(&containers[index], &startup) {
        help = format!("{help}, or `startPeriod: {period}` in the health check");
    }
    let diagnostic = Diagnostic::new(codes::GRACE_TOO_SHORT, message).help(help);
    let period = at.key("healthCheckGracePeriodSeconds");
    check.tell_key(&period, "too short for the start-up", diagnostic);
}

/// The first container that makes a slow task sick too early.
fn first_too_early(
    containers: &[Container],
    startup: &Distribution,
    grace: Span,
) -> Option<(usize, TooEarly)> {
    let courses = containers
        .iter()
        .map(|it| Course::of(&it.program, startup, SLOW));
    let courses: Vec<Course> = courses.collect();
    let all = starts(containers, &courses);
    let running = running(&all)?;
    let mut essential = (0..containers.len()).filter(|index| containers[*index].essential);
    essential.find_map(|index| Some((index, too_early(&all[index], running, grace)?)))
}

/// Whether a task is sick before a container of it can be healthy. Containers that others wait
/// for have started before RUNNING.
fn too_early(begun: &Begun, running: Span, grace: Span) -> Option<TooEarly> {
    let since_running = |span: Span| Some((begun.at? + span).saturating_sub(running));
    let unhealthy = since_running(begun.verdicts.unhealthy?)?;
    let healthy = since_running(begun.verdicts.healthy?)?;
    (unhealthy.max(grace) < healthy).then_some(TooEarly { unhealthy, healthy })
}

/// A `startPeriod` with which a slow start is no failure, if AWS allows one that long.
fn start_period(container: &Container, startup: &Distribution) -> Option<u64> {
    let course = Course::of(&container.program, startup, SLOW);
    let period = whole_seconds(course.startup);
    let mut check = container.health_check?;
    check.start_period = Span::from_secs(period);
    let is_enough = first_verdicts(&check, &course).unhealthy.is_none();
    (is_enough && period <= LONGEST_START_PERIOD).then_some(period)
}

fn whole_seconds(span: Span) -> u64 {
    span.as_micros().div_ceil(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::super::probes::Verdicts;
    use super::*;

    /// UNHEALTHY at 90 s, HEALTHY at 120 s: how long the grace period has to be.
    #[test]
    fn the_grace_period_reaches_to_the_first_good_probe() {
        let secs = Span::from_secs;
        let early = |at, running, grace| {
            let begun = Begun {
                at: Some(secs(at)),
                verdicts: Verdicts {
                    healthy: Some(secs(120)),
                    unhealthy: Some(secs(90)),
                },
            };
            too_early(&begun, secs(running), secs(grace)).is_some()
        };
        assert!(early(0, 0, 0));
        assert!(early(0, 0, 119));
        assert!(!early(0, 0, 120));
        // It has started 50 s before the task is RUNNING.
        assert!(early(0, 50, 69));
        assert!(!early(0, 50, 70));
        assert!(!early(0, 130, 0));
    }
}
