//! A health check that no task ever passes, and a dependency that waits for one in vain.

use super::super::Check;
use super::course::{Course, FAST};
use super::probes::{Verdicts, first_verdicts};
use super::{container_path, revisions};
use crate::engine::Span;
use crate::ids::TaskDefinitionId;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Aws, Condition, Container, Entry, HealthCheck};

/// Why a check is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vain {
    /// The program ends first.
    Ends { life: Span, probe: Span },
    /// It never answers well when it is asked.
    NeverGood,
    /// Who waits for it gives up first.
    GivenUp { patience: Span, healthy: Span },
}

/// Warns of each revision that is run.
pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry]) {
    let startup = check.assumptions.time("ecs.applicationStartup");
    let revisions = revisions(aws, timeline);
    for (id, in_service) in &revisions {
        if !in_service && revisions.contains(&(*id, true)) {
            continue;
        }
        let containers = &aws.task_definitions[*id].containers;
        for (index, container) in containers.iter().enumerate() {
            let Some(health_check) = &container.health_check else {
                continue;
            };
            let waiting = waiting(containers, index);
            let counts = *in_service && container.essential;
            let course = Course::of(&container.program, &startup, FAST);
            let patience = container.start_timeout.filter(|_| !waiting.is_empty());
            let vain = why(health_check, &course, patience);
            if let Some(vain) = vain.filter(|_| counts || !waiting.is_empty()) {
                tell(check, aws, (*id, index), &waiting, vain);
            }
        }
    }
}

/// Why a check can never pass, or not soon enough.
fn why(check: &HealthCheck, course: &Course, patience: Option<Span>) -> Option<Vain> {
    let Verdicts { healthy, .. } = first_verdicts(check, course);
    if let Some(healthy) = healthy {
        let patience = patience.filter(|patience| healthy > *patience)?;
        return Some(Vain::GivenUp { patience, healthy });
    }
    let alive = Course {
        life: None,
        ..*course
    };
    let probe = first_verdicts(check, &alive).healthy;
    let ends = course.life.zip(probe);
    Some(ends.map_or(Vain::NeverGood, |(life, probe)| Vain::Ends { life, probe }))
}

/// The containers that wait until another is HEALTHY.
fn waiting(containers: &[Container], other: usize) -> Vec<&str> {
    let waits = |container: &&Container| {
        let mut all = container.depends_on.iter();
        all.any(|on| usize::from(on.container) == other && on.condition == Condition::Healthy)
    };
    let all = containers.iter().filter(waits);
    all.map(|container| container.name.as_str()).collect()
}

fn tell(
    check: &mut Check<'_>,
    aws: &Aws,
    (id, index): (TaskDefinitionId, usize),
    waiting: &[&str],
    vain: Vain,
) {
    let revision = &aws.task_definitions[id];
    let name = &revision.containers[index].name;
    let what = what(&format!("{name} in {}", revision.name()), vain);
    let message = match waiting.first() {
        Some(first) => format!("{what}; {first}, which waits for HEALTHY, never starts"),
        None => format!("{what}; no deployment of it ever completes"),
    };
    let (key, help) = match vain {
        Vain::Ends { .. } => (
            "healthCheck",
            "shorten `startup` or `interval`, or let the program run longer",
        ),
        Vain::NeverGood => (
            "healthCheck",
            "give `unhealthy` in `world.applications` a later `after` or a `duration`",
        ),
        Vain::GivenUp { .. } => (
            "startTimeout",
            "raise `startTimeout`, or shorten `interval` or `startup`",
        ),
    };
    let help = format!("{help}; it runs as written");
    let diagnostic = Diagnostic::new(codes::NEVER_HEALTHY, message).help(help);
    check.tell_key(
        &container_path(id, index).key(key),
        "never passes",
        diagnostic,
    );
}

fn what(container: &str, vain: Vain) -> String {
    match vain {
        Vain::Ends { life, probe } => format!(
            "the health check of {container} never passes: its program ends after {life} s, the first good probe would come at {probe} s"
        ),
        Vain::NeverGood => {
            format!("the health check of {container} never passes: its program fails every check")
        }
        Vain::GivenUp { patience, healthy } => format!(
            "{container} is HEALTHY {healthy} s after its start at the earliest, and its startTimeout is {patience} s"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_wait_in_vain() {
        let secs = Span::from_secs;
        let check = HealthCheck {
            interval: secs(30),
            timeout: secs(5),
            retries: 3,
            start_period: Span::ZERO,
        };
        let good = Course {
            startup: secs(35),
            ..Course::default()
        };
        let ends = |life| Course {
            life: Some(secs(life)),
            ..good
        };
        let (life, probe) = (secs(60), secs(60));
        assert_eq!(why(&check, &good, None), None);
        assert_eq!(why(&check, &ends(61), None), None);
        assert_eq!(
            why(&check, &ends(60), None),
            Some(Vain::Ends { life, probe })
        );
        assert_eq!(why(&check, &good, Some(secs(60))), None);
        let (patience, healthy) = (secs(59), secs(60));
        let given_up = Vain::GivenUp { patience, healthy };
        assert_eq!(why(&check, &good, Some(patience)), Some(given_up));
    }
}
