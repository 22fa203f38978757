//! Placements as rows: what each step of the preference went by, or what the filters left.

use super::{Record, put};
use crate::ec2::instance_name;
use crate::ecs::placement::{Funnel, Part, Remaining, Stage};
use crate::ecs::{Location, PlacementDecision};
use crate::report::DecisionRow;

impl Record {
    pub(super) fn placement_row(&self, index: u32, row: &mut DecisionRow) {
        let decision = &self.ecs.placements[index as usize];
        let group = &self.ecs.groups[decision.group];
        row.decider = "ecs.placement";
        put!(row.resource, "{}/{}", group.name, decision.number);
        self.placement_inputs(decision, &mut row.inputs);
        match decision.result {
            Ok(location) => {
                self.preference(decision, location, &mut row.rule);
                self.passed_over(decision, &mut row.rule);
                let name = location.instance.map(instance_name);
                let zone = self.zone_name(location.zone);
                put!(row.result, "{}", name.as_deref().unwrap_or(zone));
                row.acted = true;
            }
            Err(why) => {
                let funnel = decision.funnel.map(|it| &self.ecs.funnels[it as usize]);
                match funnel {
                    Some(funnel) => filters(funnel, &mut row.rule),
                    None => row.rule.push_str("an instance or zone with room"),
                }
                row.result.push_str("none");
                row.why_not.push_str(why.reason());
                if let (Some(funnel), Some(wish)) = (funnel, decision.wish) {
                    let wish = self.ecs.clusters[decision.cluster].fleet.wish(wish);
                    closest(funnel, wish.need, &mut row.why_not);
                }
                row.acted = false;
            }
        }
    }

    /// The bucket that should have got the task, and why it could not.
    fn passed_over(&self, decision: &PlacementDecision, rule: &mut String) {
        let (Some(instance), Some(funnel)) = (decision.passed_over, decision.funnel) else {
            return;
        };
        let zone = self.zone_name(self.ecs.container_instance(instance).zone);
        put!(*rule, "; {zone} has fewer and no place: ");
        filters(&self.ecs.funnels[funnel as usize], rule);
    }

    fn placement_inputs(&self, decision: &PlacementDecision, inputs: &mut String) {
        let definition = &self.ecs.aws.task_definitions[decision.definition];
        let need = &definition.need;
        put!(*inputs, "cpu={} memory={}", need.cpu, need.memory_mib);
        if need.gpus > 0 {
            put!(*inputs, " gpus={}", need.gpus);
        }
        if definition.awsvpc && decision.wish.is_some() {
            inputs.push_str(" enis=1");
        }
        for (protocol, ports) in [("tcp", &need.tcp_ports), ("udp", &need.udp_ports)] {
            for port in ports {
                put!(*inputs, " {protocol}={port}");
            }
        }
    }

    /// What each step went by, with the value of the chosen instance before the task came.
    fn preference(&self, decision: &PlacementDecision, at: Location, rule: &mut String) {
        let group = &self.ecs.groups[decision.group].name;
        let zone = self.zone_name(at.zone);
        let zone_first = |rule: &mut String, tasks| {
            put!(
                *rule,
                "zone with the fewest tasks of {group}: {zone} ({tasks})"
            );
        };
        let (Some(wish), Some(instance)) = (decision.wish, at.instance) else {
            match at.instance {
                None => zone_first(rule, decision.steps[0]),
                Some(_) => rule.push_str("one task on every instance"),
            }
            return;
        };
        let fleet = &self.ecs.clusters[decision.cluster].fleet;
        let name = instance_name(instance);
        for (part, value) in fleet.wish(wish).chain.iter().zip(decision.steps) {
            if !rule.is_empty() {
                rule.push_str("; then ");
            }
            match part {
                Part::Bucket(0) => zone_first(rule, value),
                Part::Bucket(_) => put!(
                    *rule,
                    "attribute with the fewest tasks of {group} ({value})"
                ),
                Part::Count if rule.is_empty() => {
                    put!(
                        *rule,
                        "instance with the fewest tasks of {group}: {name} ({value})"
                    );
                }
                Part::Count => put!(*rule, "instance with the fewest: {name} ({value})"),
                Part::Cpu => put!(*rule, "least CPU left: {name} ({value})"),
                Part::Memory => put!(*rule, "least memory left: {name} ({value} MiB)"),
                Part::Tasks => put!(*rule, "fewest tasks of any kind: {name} ({value})"),
                Part::Random => rule.push_str("any instance with room, at random"),
            }
        }
        if rule.is_empty() {
            put!(*rule, "the instance that registered first: {name}");
        }
    }
}

/// How many instances each filter leaves that refuses any.
fn filters(funnel: &Funnel, rule: &mut String) {
    put!(*rule, "ACTIVE {}", funnel.active);
    for (stage, left) in Stage::ALL.iter().zip(funnel.left) {
        if funnel.refused_by(*stage) > 0 {
            put!(*rule, ", {} {left}", words(*stage));
        }
    }
}

/// A filter in a few words.
const fn words(stage: Stage) -> &'static str {
    match stage {
        Stage::Agent => "agent connected",
        Stage::Attribute => "required attributes",
        Stage::Location => "zone of a subnet",
        Stage::MemberOf => "memberOf",
        Stage::DistinctInstance => "distinctInstance",
        Stage::Ports => "ports free",
        Stage::Eni => "network interface free",
        Stage::Gpu => "enough GPUs",
        Stage::Memory => "enough memory",
        Stage::Cpu => "enough CPU",
    }
}

/// What the closest instance has of what it lacks.
fn closest(funnel: &Funnel, need: Remaining, why: &mut String) {
    let Some((instance, stage)) = funnel.closest else {
        return;
    };
    let name = instance_name(instance);
    let has = funnel.has;
    match stage {
        Stage::Memory => put!(
            *why,
            ": {name} comes closest, with {} of {} MiB",
            has.memory_mib.max(0),
            need.memory_mib
        ),
        Stage::Cpu => put!(
            *why,
            ": {name} comes closest, with {} of {} CPU units",
            has.cpu.max(0),
            need.cpu
        ),
        _ => put!(*why, ": {name} comes closest"),
    }
}
