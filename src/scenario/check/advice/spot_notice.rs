//! Stop timeouts that are longer than the notice before Spot capacity is taken back.

use std::collections::BTreeMap;

use super::super::Check;
use super::container_path;
use crate::engine::Span;
use crate::ids::{ClusterId, TaskDefinitionId};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{
    Action, Aws, Capacity, Container, Entry, LaunchTemplate, Market, stop_times,
};

/// Where tasks of a revision may be taken back.
#[derive(Clone, Copy)]
struct Place {
    definition: TaskDefinitionId,
    cluster: ClusterId,
    capacity: Capacity,
}

/// Warns of each revision that may run on Spot capacity and may need longer to stop.
pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry]) {
    let notice = check.assumptions.span("spot.noticeLead");
    let default = check.assumptions.span("ecs.stopTimeout");
    let mut worst: BTreeMap<TaskDefinitionId, (Span, Span)> = BTreeMap::new();
    for place in places(aws, timeline) {
        let Some(agent) = patience(aws, place, default) else {
            continue;
        };
        let containers = &aws.task_definitions[place.definition].containers;
        let takes = longest_stop(containers, agent);
        let known = worst.entry(place.definition).or_default();
        *known = (*known).max((takes, agent));
    }
    for (definition, (takes, agent)) in worst {
        if takes > notice {
            tell(check, aws, definition, (takes, agent, notice));
        }
    }
}

/// All that runs, and where.
fn places(aws: &Aws, timeline: &[Entry]) -> Vec<Place> {
    let service = |id, definition| {
        let service: &crate::scenario::model::Service = &aws.services[id];
        Place {
            definition,
            cluster: service.cluster,
            capacity: service.capacity,
        }
    };
    let standalone = |run: &crate::scenario::model::RunTask| Place {
        definition: run.task_definition,
        cluster: run.cluster,
        capacity: run.capacity,
    };
    let services = aws.services.iter();
    let mut all: Vec<Place> = services
        .map(|(id, it)| service(id, it.task_definition))
        .collect();
    for entry in timeline {
        match &entry.action {
            Action::UpdateService(update) => {
                let definition = update.task_definition;
                all.extend(definition.map(|definition| service(update.service, definition)));
            }
            Action::RunTask(run) => all.push(standalone(run)),
            _ => {}
        }
    }
    all.extend(
        aws.targets
            .iter()
            .map(|(_, target)| standalone(&target.run)),
    );
    all
}

/// How long containers that say nothing get to stop on Spot capacity there, if it can be that.
/// Without draining no stop signal comes with the notice, so no timeout matters.
fn patience(aws: &Aws, place: Place, default: Span) -> Option<Span> {
    match place.capacity {
        Capacity::FargateSpot => return Some(default),
        Capacity::Ec2 => {}
        Capacity::Fargate | Capacity::FargateProvider => return None,
    }
    let groups = aws.auto_scaling_groups.iter();
    let of_groups = groups.map(|(_, group)| &aws.launch_templates[group.template]);
    let fleets = aws.container_instances.iter().map(|fleet| &fleet.template);
    let drains = |template: &&LaunchTemplate| {
        template.market == Market::Spot
            && template.spot_instance_draining
            && template.cluster == place.cluster
    };
    let agents = of_groups.chain(fleets).filter(drains);
    agents
        .map(|it| it.container_stop_timeout.unwrap_or(default))
        .max()
}

/// How long a task stops at most: the longest chain of `dependsOn`.
fn longest_stop(containers: &[Container], agent: Span) -> Span {
    let takes = containers
        .iter()
        .map(|it| Some(it.stop_timeout.unwrap_or(agent)));
    let takes: Vec<Option<Span>> = takes.collect();
    let ends = stop_times(containers, &takes);
    ends.into_iter().flatten().max().unwrap_or(Span::ZERO)
}

fn tell(
    check: &mut Check<'_>,
    aws: &Aws,
    id: TaskDefinitionId,
    (takes, agent, notice): (Span, Span, Span),
) {
    let definition = &aws.task_definitions[id];
    let timeout = |container: &Container| container.stop_timeout.unwrap_or(agent);
    let mut longest = 0;
    for (index, container) in definition.containers.iter().enumerate() {
        if timeout(container) > timeout(&definition.containers[longest]) {
            longest = index;
        }
    }
    let message = format!(
        "a task of {} may take {takes} s to stop, and Spot capacity is taken back {notice} s after the notice",
        definition.name()
    );
    let help = if timeout(&definition.containers[longest]) == takes {
        format!(
            "write a `stopTimeout` of at most {notice} s; what runs longer ends with the capacity"
        )
    } else {
        format!(
            "a container that depends on another stops before it, so the `stopTimeout`s of a chain add up: keep their sum within {notice} s"
        )
    };
    let diagnostic = Diagnostic::new(codes::STOPS_TOO_SLOWLY, message).help(help);
    let at = container_path(id, longest).key("stopTimeout");
    check.tell_key(&at, "longer than the notice", diagnostic);
}
