//! `dependsOn`: what waits for what.

use super::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Condition, Container, Dependency, dependents_first};
use crate::scenario::raw::task_definition::ContainerDefinition;
use crate::scenario::source::Path;

/// What each container waits for; what it waits for has to be there and to be possible.
pub(super) fn of(
    check: &mut Check<'_>,
    list: &Path,
    containers: &[ContainerDefinition],
    index: usize,
) -> Vec<Dependency> {
    let mut all = Vec::new();
    for (position, dependency) in containers[index].depends_on.iter().enumerate() {
        let at = list.index(index).key("dependsOn").index(position);
        let name = &dependency.container_name;
        let Some(other) = containers.iter().position(|other| other.name == *name) else {
            let known = containers.iter().map(|other| other.name.as_str());
            check.refused_name(
                "ClientException",
                &at.key("containerName"),
                "container",
                name,
                known,
            );
            continue;
        };
        possible(check, &at, &containers[other], &dependency.condition);
        let condition = match dependency.condition.as_str() {
            "COMPLETE" => Condition::Complete,
            "SUCCESS" => Condition::Success,
            "HEALTHY" => Condition::Healthy,
            _ => Condition::Start,
        };
        if let Ok(container) = u8::try_from(other) {
            all.push(Dependency {
                container,
                condition,
            });
        }
    }
    all
}

/// COMPLETE and SUCCESS want an end, HEALTHY a health check.
fn possible(check: &mut Check<'_>, at: &Path, other: &ContainerDefinition, condition: &str) {
    let name = &other.name;
    if matches!(condition, "COMPLETE" | "SUCCESS") && other.essential != Some(false) {
        let message = format!(
            "ClientException: the condition {condition} waits for the end of {name}, which is essential"
        );
        let help = "write `essential: false` there, or START";
        check.wrong(codes::DEPENDENCIES, at, message, help);
    }
    if condition == "HEALTHY" && other.health_check.is_none() {
        let message = format!(
            "ClientException: the condition HEALTHY waits for a health check, and {name} has none"
        );
        let help = "give it a `healthCheck`, or write START";
        check.wrong(codes::DEPENDENCIES, at, message, help);
    }
}

/// Who waits for each other in a circle never starts.
pub(super) fn circle(check: &mut Check<'_>, list: &Path, containers: &[Container]) {
    if containers.len() > defaults::CONTAINERS_PER_TASK {
        // It was told, and the order of a hundred thousand takes its time.
        return;
    }
    let order = dependents_first(containers);
    let left = (0..containers.len()).find(|index| !order.contains(index));
    if let Some(in_circle) = left {
        let message =
            "ClientException: containers that depend on each other in a circle never start";
        let diagnostic =
            Diagnostic::new(codes::DEPENDENCIES, message).help("remove one `dependsOn`");
        let path = list.index(in_circle).key("dependsOn");
        check.tell(&path, "part of a circle", diagnostic);
    }
}
