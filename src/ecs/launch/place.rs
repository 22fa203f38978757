//! The place of a task: what it asks, and where that is granted.

use super::{LaunchRequest, Location};
use crate::ecs::placement::{ConditionId, Funnel, Part, Remaining, SlotId, Wish, WishId};
use crate::ecs::task::{Owner, TaskGroupId};
use crate::ecs::{Ecs, PlacementDecision, Unplaced};
use crate::engine::Purpose;
use crate::ids::{ClusterId, EntryId, ServiceId, TaskDefinitionId, ZoneId};
use crate::scenario::model::{
    Action, BinpackField, Capacity, Constraint, Placement, SpreadField, Strategy,
};

/// Why a task has no place.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct NoPlace {
    pub(in crate::ecs) why: Unplaced,
    /// What the filters left of the instances.
    funnel: Option<Funnel>,
}

impl NoPlace {
    /// The launch rate of Fargate is used up.
    pub(in crate::ecs) fn throttled() -> Self {
        Self {
            why: Unplaced::RateExceeded,
            funnel: None,
        }
    }
}

/// Who asks for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ecs) enum Asker {
    /// A service.
    Service(ServiceId),
    /// A call of RunTask.
    Call(EntryId),
}

impl Ecs {
    /// The place for a task, if there is one.
    pub(in crate::ecs) fn find_place(&mut self, request: &LaunchRequest) -> Option<Location> {
        if let Asker::Service(service) = request.asker
            && self.services[service].daemon.is_some()
        {
            return self.daemon_location(service, request.definition).ok();
        }
        let zones = self.zones_of(request);
        if request.capacity != Capacity::Ec2 {
            let zone = self.fargate_zone(request.together, &zones)?;
            return Some(Location {
                zone,
                instance: None,
            });
        }
        let wish = self.wish(request);
        let group = &self.groups[request.group];
        let entity = group.entity.number(u64::from(group.next_number()));
        let mut stream = self.draws.stream(Purpose::TaskPlacement, entity);
        let fleet = &mut self.clusters[request.cluster].fleet;
        let slot = fleet.choose(request.together, wish, &zones, &mut stream)?;
        Some(self.location(request.cluster, slot))
    }

    /// Why a task has no place: on container instances the first filter that the closest one does
    /// not pass.
    pub(in crate::ecs) fn why_no_place(&mut self, request: &LaunchRequest) -> NoPlace {
        let only = |why| NoPlace { why, funnel: None };
        if let Asker::Service(service) = request.asker
            && self.services[service].daemon.is_some()
        {
            let refused = self.daemon_location(service, request.definition).err();
            return only(refused.unwrap_or(Unplaced::NoInstances));
        }
        if request.capacity != Capacity::Ec2 {
            return only(Unplaced::FargateCapacity);
        }
        let (wish, zones) = (self.wish(request), self.zones_of(request));
        let fleet = &self.clusters[request.cluster].fleet;
        let funnel = fleet.funnel(request.together, wish, &zones);
        let Some((instance, stage)) = funnel.closest else {
            return only(Unplaced::NoInstances);
        };
        NoPlace {
            why: Unplaced::Refused(stage, instance),
            funnel: Some(funnel),
        }
    }

    /// In which zones a task may run.
    fn zones_of(&self, request: &LaunchRequest) -> Vec<ZoneId> {
        match (request.zone, request.asker) {
            (Some(only), _) => vec![only],
            (None, Asker::Service(service)) => self.services[service].zones.clone(),
            (None, Asker::Call(entry)) => match &self.calls[entry] {
                Action::RunTask(run) => run.zones.clone(),
                _ => Vec::new(),
            },
        }
    }

    fn location(&self, cluster: ClusterId, slot: SlotId) -> Location {
        let fleet = &self.clusters[cluster].fleet;
        Location {
            zone: fleet.zone(slot),
            instance: Some(fleet.instance(slot)),
        }
    }

    /// What a task asks of its place.
    fn wish(&mut self, request: &LaunchRequest) -> WishId {
        let key = (request.asker, request.definition);
        if let Some(known) = self.wishes.get(&key) {
            return *known;
        }
        let placement = self.placement_of(request.asker);
        let wish = Wish {
            need: self.need(request.definition),
            ports: self.ports(request.definition),
            attributes: self.conditions.required_by(request.definition),
            member_of: self.expressions_of(request.definition, &placement.constraints),
            distinct: placement
                .constraints
                .contains(&Constraint::DistinctInstance),
            chain: self.chain(request.asker, &placement.strategy),
        };
        let id = self.clusters[request.cluster].fleet.keep(wish);
        self.wishes.insert(key, id);
        id
    }

    /// What was said of places by who asks for one.
    fn placement_of(&self, asker: Asker) -> Placement {
        match asker {
            Asker::Service(service) => self.services[service].placement.clone(),
            Asker::Call(entry) => match &self.calls[entry] {
                Action::RunTask(run) => run.placement.clone(),
                _ => Placement::default(),
            },
        }
    }

    /// The expressions of a task definition, then those of who asks.
    pub(in crate::ecs) fn expressions_of(
        &self,
        id: TaskDefinitionId,
        constraints: &[Constraint],
    ) -> Vec<ConditionId> {
        let of_definition = self.aws.task_definitions[id].constraints.iter().copied();
        let asked = constraints
            .iter()
            .filter_map(|constraint| match constraint {
                Constraint::MemberOf(expression) => Some(*expression),
                Constraint::DistinctInstance => None,
            });
        let all = of_definition.chain(asked);
        all.map(|expression| ConditionId(expression.0)).collect()
    }

    /// The steps of preference; without a strategy a service is spread over zones and instances,
    /// and what a call starts goes anywhere.
    pub(in crate::ecs) fn chain(&self, asker: Asker, strategy: &[Strategy]) -> Vec<Part> {
        let step = |strategy: &Strategy| match strategy {
            Strategy::Spread(SpreadField::InstanceId) => Part::Count,
            Strategy::Spread(SpreadField::Attribute(name)) => Part::Bucket(self.bucket_of(*name)),
            Strategy::Binpack(BinpackField::Cpu) => Part::Cpu,
            Strategy::Binpack(BinpackField::Memory) => Part::Memory,
            Strategy::Random => Part::Random,
        };
        let mut chain: Vec<Part> = match (strategy, asker) {
            ([], Asker::Service(_)) => vec![Part::Bucket(0), Part::Count],
            ([], Asker::Call(_)) => vec![Part::Random],
            (written, _) => written.iter().map(step).collect(),
        };
        chain.extend(self.settings.placement_tie_break);
        chain
    }

    /// What a task reserves on a container instance.
    pub(in crate::ecs) fn need(&self, definition: TaskDefinitionId) -> Remaining {
        let definition = &self.aws.task_definitions[definition];
        let small = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        Remaining {
            cpu: small(definition.need.cpu),
            memory_mib: small(definition.need.memory_mib),
            enis: i32::from(definition.awsvpc),
            gpus: small(definition.need.gpus),
        }
    }

    /// The zone for a Fargate task: the one with the fewest tasks of the group; equal ones in an
    /// order that begins at a zone drawn for the group.
    pub(in crate::ecs) fn fargate_zone(
        &self,
        group: TaskGroupId,
        zones: &[ZoneId],
    ) -> Option<ZoneId> {
        let state = &self.groups[group];
        let mut stream = self.draws.stream(Purpose::FargateZone, state.entity);
        let count = zones.len() as u64;
        let first = usize::try_from(stream.below(count.max(1))).unwrap_or(0);
        let rotated = zones[first..].iter().chain(&zones[..first]);
        rotated
            .filter(|zone| !self.closed_zones.contains(zone))
            .min_by_key(|zone| state.in_zone(**zone))
            .copied()
    }

    /// Takes down where a task goes, or why it goes nowhere.
    pub(in crate::ecs) fn placement_decision(
        &mut self,
        request: &LaunchRequest,
        result: Result<Location, NoPlace>,
    ) -> u32 {
        let group = &self.groups[request.group];
        let wish = self.wishes.get(&(request.asker, request.definition));
        let wish = wish.copied();
        let together = &self.groups[request.together];
        let mut steps = [0; 5];
        let mut passed_over = None;
        let funnel = match &result {
            Ok(at) => {
                let slot = at.instance.and_then(|id| self.container_instance(id).slot);
                let fleet = &self.clusters[request.cluster].fleet;
                if let (Some(wish), Some(slot)) = (wish, slot) {
                    steps = fleet.steps(request.together, wish, slot);
                    let zones = self.zones_of(request);
                    let over = fleet.passed_over(request.together, wish, &zones, slot);
                    over.map(|(slot, funnel)| {
                        passed_over = Some(fleet.instance(slot));
                        funnel
                    })
                } else {
                    steps[0] = i32::try_from(together.in_zone(at.zone)).unwrap_or(i32::MAX);
                    None
                }
            }
            Err(none) => none.funnel.clone(),
        };
        let number = group.next_number();
        let funnel = funnel.map(|some| {
            self.funnels.push(some);
            u32::try_from(self.funnels.len() - 1).expect("fewer than 2^32 decisions")
        });
        self.placements.push(PlacementDecision {
            group: request.group,
            number,
            definition: request.definition,
            standalone: request.owner == Owner::Standalone,
            wish,
            cluster: request.cluster,
            steps,
            funnel,
            passed_over,
            result: result.map_err(|none| none.why),
        });
        u32::try_from(self.placements.len() - 1).expect("fewer than 2^32 decisions")
    }
}
