//! `dependsOn`: what waits for what, and how long a stop may take.

use super::Check;
use crate::engine::Span;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::raw::task_definition::{ContainerDefinition, TaskDefinition};
use crate::scenario::source::Path;

/// The longest time that a stop may take: along chains of `dependsOn` the `stopTimeout`s add up,
/// side by side they do not. Nothing if no container has one.
pub(super) fn stop_timeout(
    check: &mut Check<'_>,
    at: &Path,
    raw: &TaskDefinition,
    on_fargate: bool,
) -> Option<Span> {
    let containers = &raw.container_definitions;
    let at = at.key("containerDefinitions");
    let mut written = vec![None; containers.len()];
    for (index, container) in containers.iter().enumerate() {
        let Some(seconds) = container.stop_timeout else {
            continue;
        };
        let (low, high) = if on_fargate {
            defaults::FARGATE_STOP_TIMEOUT.into_inner()
        } else {
            (0, i64::from(i32::MAX))
        };
        let what = "ClientException: stopTimeout in seconds";
        let path = at.index(index).key("stopTimeout");
        let seconds = check.within(codes::STOP_TIMEOUT, &path, seconds, low, high, what);
        written[index] = Some(Span::from_secs(u64::from(seconds)));
    }
    if containers.len() > defaults::CONTAINERS_PER_TASK {
        // It was told, and the order of a hundred thousand takes its time.
        return None;
    }
    let order = order(check, &at, containers)?;
    written.iter().flatten().next()?;
    let default = check.assumptions.span("ecs.stopTimeout");
    // Whoever is depended upon stops after its dependents: walk from the dependents down.
    let mut ends = vec![Span::ZERO; containers.len()];
    let mut longest = Span::ZERO;
    for index in order {
        let end = ends[index] + written[index].unwrap_or(default);
        longest = longest.max(end);
        for dependency in dependencies(containers, index) {
            ends[dependency] = ends[dependency].max(end);
        }
    }
    Some(longest)
}

fn dependencies(containers: &[ContainerDefinition], index: usize) -> impl Iterator<Item = usize> {
    containers[index]
        .depends_on
        .iter()
        .filter_map(|dependency| {
            containers
                .iter()
                .position(|container| container.name == dependency.container_name)
        })
}

/// The containers in an order in which each comes before those it depends on.
fn order(
    check: &mut Check<'_>,
    at: &Path,
    containers: &[ContainerDefinition],
) -> Option<Vec<usize>> {
    let before = check.out.errors();
    conditions(check, at, containers);
    let mut dependents = vec![0; containers.len()];
    for index in 0..containers.len() {
        dependencies(containers, index).for_each(|dependency| dependents[dependency] += 1);
    }
    let mut order = Vec::new();
    while let Some(next) = dependents.iter().position(|count| *count == 0) {
        dependents[next] = usize::MAX;
        dependencies(containers, next).for_each(|dependency| dependents[dependency] -= 1);
        order.push(next);
    }
    let left = dependents.iter().position(|count| *count != usize::MAX);
    if let Some(in_circle) = left {
        let message =
            "ClientException: containers that depend on each other in a circle never start";
        let diagnostic =
            Diagnostic::new(codes::DEPENDENCIES, message).help("remove one `dependsOn`");
        let path = at.index(in_circle).key("dependsOn");
        check.tell(&path, "part of a circle", diagnostic);
    }
    (check.out.errors() == before).then_some(order)
}

/// What a container waits for has to be there and to be possible.
fn conditions(check: &mut Check<'_>, at: &Path, containers: &[ContainerDefinition]) {
    for (index, container) in containers.iter().enumerate() {
        for (position, dependency) in container.depends_on.iter().enumerate() {
            let at = at.index(index).key("dependsOn").index(position);
            let name = &dependency.container_name;
            let Some(other) = containers.iter().find(|other| other.name == *name) else {
                let known = containers.iter().map(|other| other.name.as_str());
                check.unknown(&at.key("containerName"), "container", name, known);
                continue;
            };
            let condition = dependency.condition.as_str();
            let ends = matches!(condition, "COMPLETE" | "SUCCESS");
            if ends && other.essential != Some(false) {
                let message = format!(
                    "ClientException: the condition {condition} waits for the end of {name}, which is essential"
                );
                let help = "write `essential: false` there, or START";
                check.wrong(codes::DEPENDENCIES, &at, message, help);
            }
            if condition == "HEALTHY" && other.health_check.is_none() {
                let message = format!(
                    "ClientException: the condition HEALTHY waits for a health check, and {name} has none"
                );
                let help = "give it a `healthCheck`, or write START";
                check.wrong(codes::DEPENDENCIES, &at, message, help);
            }
        }
    }
}
