//! Starting a task: whether its service may now, where it fits, and its record.
//!
//! The rates are token buckets (`rate.rs`, `tokens.rs`); the place is that of a service without a
//! placement strategy (`placement/`). Not played: strategies and constraints.
//!
//! Facts: ECS Developer Guide, "How Amazon ECS places tasks on container instances" and "AWS
//! Fargate throttling quotas".

pub(in crate::ecs) mod placement;
pub(in crate::ecs) mod rate;
pub(in crate::ecs) mod tokens;

use self::placement::{Place, Remaining};
use crate::ecs::containers::ContainerState;
use crate::ecs::service::roster::Class;
use crate::ecs::task::{Left, Owner, Task, TaskGroupId, TaskStatus, Timers, Times};
use crate::ecs::{Cx, Decision, Ecs, PlacementDecision, Unplaced};
use crate::engine::Purpose;
use crate::ids::{
    ClusterId, DeploymentId, InstanceId, ServiceId, TaskDefinitionId, TaskId, ZoneId,
};
use crate::scenario::model::Capacity;

/// What a task to be started is, before it has a place.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct LaunchRequest {
    pub(in crate::ecs) owner: Owner,
    pub(in crate::ecs) group: TaskGroupId,
    pub(in crate::ecs) definition: TaskDefinitionId,
    pub(in crate::ecs) cluster: ClusterId,
    pub(in crate::ecs) capacity: Capacity,
    pub(in crate::ecs) class: Class,
    /// In place of a task that is still there.
    pub(in crate::ecs) spare: bool,
    /// In which zone; `None`: where the service would put it.
    pub(in crate::ecs) zone: Option<ZoneId>,
}

/// Why a launch has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Held {
    /// The launch rate of the service or of Fargate.
    ByRate,
    /// No place has room.
    WithoutPlace,
    /// Tasks of the deployment failed to start, and the next ones come later.
    ByFailures,
}

/// Where a task goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The zone.
    pub zone: ZoneId,
    /// The container instance; none on Fargate.
    pub instance: Option<InstanceId>,
}

impl Ecs {
    /// Starts one task of a service, if its rate and a place allow it.
    pub(in crate::ecs) fn launch(
        &mut self,
        service: ServiceId,
        deployment: DeploymentId,
        class: Class,
        spare: bool,
        cx: &mut Cx<'_>,
    ) -> Result<TaskId, Held> {
        let request = LaunchRequest {
            spare,
            ..self.launch_request(service, deployment, class)
        };
        self.launch_as(service, &request, cx)
    }

    /// Starts a task as it is asked for, if the rate of the service and a place allow it.
    pub(in crate::ecs) fn launch_as(
        &mut self,
        service: ServiceId,
        request: &LaunchRequest,
        cx: &mut Cx<'_>,
    ) -> Result<TaskId, Held> {
        if let Owner::Service(_, deployment) = request.owner
            && self.is_throttled(deployment, cx.now())
        {
            return Err(Held::ByFailures);
        }
        if !self.may_launch(service, cx) {
            return Err(Held::ByRate);
        }
        match self.find_place(service, request) {
            Ok(location) => {
                self.spend_tokens(service, cx);
                let decision = self.placement_decision(request, Ok(location));
                cx.decide(Decision::Placement(decision));
                Ok(self.create(request, location, cx))
            }
            Err(why) => {
                self.on_unplaced(service, request, why, cx);
                Err(Held::WithoutPlace)
            }
        }
    }

    /// What a task of a deployment would be.
    pub(in crate::ecs) fn launch_request(
        &self,
        service: ServiceId,
        deployment: DeploymentId,
        class: Class,
    ) -> LaunchRequest {
        let state = &self.services[service];
        LaunchRequest {
            owner: Owner::Service(service, deployment),
            group: state.group,
            definition: self.deployments[deployment].definition,
            cluster: state.cluster,
            capacity: state.capacity,
            class,
            spare: false,
            zone: None,
        }
    }

    /// The place for a task of a service, if there is one.
    pub(in crate::ecs) fn find_place(
        &self,
        service: ServiceId,
        request: &LaunchRequest,
    ) -> Result<Location, Unplaced> {
        let state = &self.services[service];
        if state.daemon.is_some() {
            return self.daemon_location(service, request.definition);
        }
        let only = request.zone.map(|zone| [zone]);
        let zones = only.as_ref().map_or(&state.zones[..], |only| &only[..]);
        if request.capacity != Capacity::Ec2 {
            return self
                .fargate_zone(request.group, zones)
                .map(|zone| Location {
                    zone,
                    instance: None,
                })
                .ok_or(Unplaced::FargateCapacity);
        }
        let need = self.need(request.definition);
        let capacity = &self.clusters[state.cluster].zones;
        let spread = &self.groups[request.group].spread;
        let allows = |place| self.ports_are_free(state.cluster, place, request.definition);
        placement::service_default(zones, capacity, spread, need, allows)
            .map(|place| self.location(state.cluster, place))
            .ok_or_else(|| self.why_unplaced(state.cluster, zones, need))
    }

    /// The instance in a place.
    pub(in crate::ecs) fn location(&self, cluster: ClusterId, place: Place) -> Location {
        let zone = &self.clusters[cluster].zones[place.zone];
        Location {
            zone: place.zone,
            instance: Some(zone.instance(place.slot)),
        }
    }

    /// What a task reserves on a container instance.
    pub(in crate::ecs) fn need(&self, definition: TaskDefinitionId) -> Remaining {
        let definition = &self.aws.task_definitions[definition];
        Remaining {
            cpu: i64::from(definition.need.cpu),
            memory_mib: i64::from(definition.need.memory_mib),
            enis: i64::from(definition.awsvpc),
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
            .min_by_key(|zone| state.spread.in_zone(**zone))
            .copied()
    }

    /// Why no container instance takes a task: the first requirement that fails on the instance
    /// that comes closest.
    pub(in crate::ecs) fn why_unplaced(
        &self,
        cluster: ClusterId,
        among: &[ZoneId],
        need: Remaining,
    ) -> Unplaced {
        let zones = among
            .iter()
            .map(|zone| &self.clusters[cluster].zones[*zone]);
        let largest = |by_memory: bool| {
            let zones = zones.clone();
            zones
                .filter_map(|zone| Some((zone.largest(), zone.closest(by_memory)?)))
                .max_by_key(|(room, instance)| {
                    let most = if by_memory { room.memory_mib } else { room.cpu };
                    (most, std::cmp::Reverse(*instance))
                })
        };
        match (largest(true), largest(false)) {
            (Some((room, instance)), _) if room.memory_mib < need.memory_mib => {
                Unplaced::Memory(instance)
            }
            (_, Some((room, instance))) if room.cpu < need.cpu => Unplaced::Cpu(instance),
            (Some((_, instance)), Some(_)) => {
                // Some instance has room for it, so its ports are taken; or none has all it needs.
                let without_eni = Remaining { enis: 0, ..need };
                let with_room = zones.clone().find_map(|zone| {
                    let slot = zone.first_with(0, need)?;
                    Some(zone.instance(slot))
                });
                let short_of_eni = zones.clone().find_map(|zone| {
                    let slot = zone.first_with(0, without_eni)?;
                    Some(zone.instance(slot))
                });
                with_room
                    .map(Unplaced::Ports)
                    .or(short_of_eni.map(Unplaced::Eni))
                    .unwrap_or(Unplaced::Cpu(instance))
            }
            // The agent is asked before anything else, so whoever has one comes closer.
            _ => self
                .first_away(cluster, among)
                .map_or(Unplaced::NoInstances, Unplaced::Agent),
        }
    }

    /// Makes the record of a task and lets its life begin.
    pub(in crate::ecs) fn create(
        &mut self,
        request: &LaunchRequest,
        location: Location,
        cx: &mut Cx<'_>,
    ) -> TaskId {
        let task = self.record(request, location);
        self.tasks[task].times.created = cx.now();
        self.foresee_start(task, cx);
        self.respread(task, true);
        if let Owner::Service(service, _) = request.owner {
            self.mark_changed(service);
        }
        self.enter(task, TaskStatus::Provisioning, cx);
        task
    }

    /// The record of a task, with its number and its reservation.
    pub(in crate::ecs) fn record(&mut self, request: &LaunchRequest, location: Location) -> TaskId {
        let group = &self.groups[request.group];
        let number = group.next_number();
        let containers = self.aws.task_definitions[request.definition]
            .containers
            .len();
        let task = self.tasks.push(Task {
            owner: request.owner,
            group: request.group,
            number,
            definition: request.definition,
            cluster: request.cluster,
            capacity: request.capacity,
            zone: location.zone,
            instance: location.instance,
            status: TaskStatus::Provisioning,
            stop: None,
            times: Times::default(),
            class: request.class,
            standing: None,
            left: Left::default(),
            spare: request.spare,
            containers: vec![ContainerState::default(); containers],
            frozen: false,
            start_fault: None,
            round: 0,
            timers: Timers::default(),
        });
        self.groups[request.group].members.push(task);
        if let Owner::Service(_, deployment) = request.owner {
            self.deployments[deployment].tasks += 1;
        }
        self.reserve(task);
        if let Some(instance) = location.instance {
            self.review_daemons(instance);
        }
        task
    }

    pub(in crate::ecs) fn placement_decision(
        &mut self,
        request: &LaunchRequest,
        result: Result<Location, Unplaced>,
    ) -> u32 {
        let group = &self.groups[request.group];
        let of_group = match result {
            Ok(at) => {
                let slot = at.instance.map(|id| self.container_instance(id).slot);
                let on_instance = slot.map_or(0, |slot| group.spread.on_slot(at.zone, slot));
                (group.spread.in_zone(at.zone), on_instance)
            }
            Err(_) => (0, 0),
        };
        self.placements.push(PlacementDecision {
            group: request.group,
            number: group.next_number(),
            definition: request.definition,
            standalone: request.owner == Owner::Standalone,
            of_group,
            result,
        });
        u32::try_from(self.placements.len() - 1).expect("fewer than 2^32 decisions")
    }
}
