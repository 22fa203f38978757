//! Agents that were lost, and what ECS still believes of their instances.

use super::number;
use crate::engine::Span;
use crate::report::Told;
use crate::report::summary::{Gone, InstanceCounts, WithoutAgent};
use crate::report::words::{count, length};

/// The most instances that are named.
const NAMES: usize = 4;

/// How many instances lost their agent, and which of them stay registered without one.
pub(super) fn agents(instances: &InstanceCounts) -> Vec<String> {
    let mut lines = Vec::new();
    if instances.lost_agent > 0 {
        let its = if instances.lost_agent == 1 {
            "its"
        } else {
            "their"
        };
        let all = count(instances.lost_agent as usize, "instance");
        let lost = instances.without_agent.iter().map(lost).collect::<Vec<_>>();
        lines.push(format!("{all} lost {its} agent: {}", listed(&lost)));
    }
    for (gone, names) in &instances.out_of_touch {
        let (is, record) = match names.len() {
            1 => ("is", "its container instance stays"),
            _ => ("are", "their container instances stay"),
        };
        let what = match gone {
            Gone::Disconnected => "still without an agent at the end",
            Gone::Stopped => "stopped",
            Gone::Terminated => "terminated",
        };
        let known = "registered with agentConnected false";
        lines.push(format!("{} {is} {what}; {record} {known}", listed(names)));
    }
    lines
}

/// What tells an agent that is away from a Docker daemon that is down, and from a role that may not
/// register.
pub(super) fn causes(told: &Told) -> Vec<String> {
    let mut lines = Vec::new();
    if !told.without_docker.is_empty() {
        let names = listed(&told.without_docker);
        lines.push(format!(
            "{names}: the Docker daemon was down, so containers were dead while ECS counted on them"
        ));
    }
    if !told.cannot_register.is_empty() {
        let names = listed(&told.cannot_register);
        lines.push(format!(
            "{names} could not register at boot: the instance profile lacks the right to"
        ));
    }
    lines
}

/// An instance, and for how long it was without its agent.
fn lost(instance: &WithoutAgent) -> String {
    let name = &instance.name;
    match (instance.lasted, instance.for_good) {
        (Span::ZERO, false) => name.clone(),
        (Span::ZERO, true) => format!("{name} for good"),
        (lasted, false) => format!("{name} for {}", length(lasted)),
        (lasted, true) => format!("{name} for {} and then for good", length(lasted)),
    }
}

/// The first names, and how many there are besides.
fn listed(names: &[String]) -> String {
    let told = names[..names.len().min(NAMES)].join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => told,
        1 => format!("{told} and 1 other"),
        more => format!(
            "{told} and {} others",
            number(u32::try_from(more).unwrap_or(u32::MAX))
        ),
    }
}
