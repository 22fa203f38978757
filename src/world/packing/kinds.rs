//! The kinds of tasks on the instances of a cluster, and those that found no room there.

use std::collections::BTreeMap;

use super::{Kind, Kinds, Packer};
use crate::ecs::{PlacementDecision, Unplaced};
use crate::engine::{Id, SimTime};
use crate::ids::ServiceId;
use crate::report::ServiceState;
use crate::report::packing::TaskKind;
use crate::scenario::model::{Constraint, SchedulingStrategy};

impl Packer<'_> {
    /// How many tasks found no room, by kind; the last one last. Those of services count if they
    /// lack at the peak or at the end.
    pub(super) fn lacking(
        &self,
        states: &[ServiceState],
        peak: SimTime,
        kinds: &mut Kinds,
    ) -> Vec<(u32, u32)> {
        let lacks_room = |it: &&PlacementDecision| {
            let short = it.result.err().map(Unplaced::reason).unwrap_or_default();
            it.cluster == self.cluster && short.starts_with("RESOURCE:") && it.wish.is_some()
        };
        let mut unplaced: Vec<Kind> = Vec::new();
        for decision in self.record.ecs.placements.iter().filter(lacks_room) {
            let kind = (decision.group, decision.definition);
            unplaced.retain(|(group, _)| *group != decision.group);
            unplaced.push(kind);
        }
        let lacking = unplaced.into_iter().filter_map(|kind| {
            let lacking = match self.record.ecs.service_of_group(kind.0) {
                Some(service) => lacks(states, service, peak)?,
                None => 0,
            };
            Some((kinds.place(kind), lacking))
        });
        lacking.collect()
    }

    /// What is to be known of kinds of tasks.
    pub(super) fn told(&self, kinds: &[Kind]) -> Vec<TaskKind> {
        let ecs = &self.record.ecs;
        let mut asked: BTreeMap<Kind, (bool, bool)> = BTreeMap::new();
        for decision in ecs
            .placements
            .iter()
            .filter(|it| it.cluster == self.cluster)
        {
            if let Some(wish) = decision.wish {
                let wish = ecs.clusters[self.cluster].fleet.wish(wish);
                let of = asked
                    .entry((decision.group, decision.definition))
                    .or_default();
                of.0 |= wish.distinct;
                of.1 |= !wish.member_of.is_empty();
            }
        }
        let told = kinds.iter().map(|&(group, definition)| {
            let (mut distinct, mut member_of) =
                asked.get(&(group, definition)).copied().unwrap_or_default();
            let service = ecs.service_of_group(group);
            if let Some(id) = service {
                for constraint in &ecs.placement_of_service(id).constraints {
                    distinct |= matches!(constraint, Constraint::DistinctInstance);
                    member_of |= matches!(constraint, Constraint::MemberOf(_));
                }
            }
            let asked = &ecs.aws.task_definitions[definition];
            let strategy = service.map(|id| ecs.aws.services[id].strategy);
            TaskKind {
                definition: self.record.definition_name(definition),
                need: self.need(definition),
                ports: ecs
                    .static_ports(definition)
                    .iter()
                    .map(|port| (port.number, port.udp))
                    .collect(),
                group: u32::try_from(group.index()).unwrap_or(u32::MAX),
                distinct,
                daemon: strategy == Some(SchedulingStrategy::Daemon),
                member_of: member_of || !asked.constraints.is_empty(),
            }
        });
        told.collect()
    }
}

/// How many tasks a service lacks at the peak or at the end, whichever is more, if it lacks any.
fn lacks(states: &[ServiceState], service: ServiceId, peak: SimTime) -> Option<u32> {
    let at = |states: &[ServiceState]| {
        let mut latest = states.iter().rev();
        let state = latest.find(|state| state.service == service.0)?;
        Some(state.desired.saturating_sub(state.running + state.pending))
    };
    let until = states.partition_point(|state| state.time <= peak);
    at(&states[..until])
        .max(at(states))
        .filter(|lacks| *lacks > 0)
}
