//! Availability Zone rebalancing: a service in its steady state whose tasks are unevenly spread
//! starts some in the emptier zones, waits until they are healthy, and stops as many in the fuller
//! ones.
//!
//! It begins a while after the service became steady, works in rounds as large as maximumPercent
//! allows, and is interrupted by a deployment. A round that finds no place, or only protected tasks
//! to move, ends it; it is tried again later.
//!
//! Facts: ECS Developer Guide, "Balancing an Amazon ECS service across Availability Zones". When
//! it begins and when it is tried again is assumed (`ecs.azRebalancingCheck`,
//! `ecs.azRebalancingRetry`), and that a round uses all the room there is.

mod plan;

use self::plan::deficits;
use super::roster::Class;
use crate::ecs::launch::LaunchRequest;
use crate::ecs::{Cx, Decision, Ecs, Event, Fact};
use crate::engine::{EventId, Span};
use crate::ids::{InstanceId, ServiceId, TaskId, ZoneId};
use crate::scenario::model::Capacity;

/// How far the rebalancing of a service has got.
#[derive(Debug, Default)]
pub(in crate::ecs) struct Rebalancing {
    /// Whether `availabilityZoneRebalancing` is ENABLED and the service can have it.
    pub(in crate::ecs) enabled: bool,
    /// A round is under way.
    pub(in crate::ecs) active: bool,
    /// It was said that this began, so its end is said as well.
    pub(in crate::ecs) told: bool,
    /// The next look.
    pub(in crate::ecs) timer: Option<EventId>,
}

/// The record of a look at the zones of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RebalanceDecision {
    /// Which service.
    pub service: ServiceId,
    /// Its tasks by zone.
    pub tasks: Vec<(ZoneId, u32)>,
    /// How many each zone lacks.
    pub deficits: Vec<u32>,
    /// `desiredCount`.
    pub desired: u32,
    /// The room below maximumPercent.
    pub room: u32,
    /// How many tasks of the fuller zones may go: not those that are protected.
    pub movable: u32,
    /// How many are to move in this round.
    pub moves: u32,
    /// How many tasks were started for that.
    pub started: u32,
}

impl Ecs {
    /// A service has become steady: its zones are looked at after a while, or now if a round is
    /// over.
    pub(in crate::ecs) fn steady_begins(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        if self.services[service].rebalancing.active {
            self.rebalance(service, cx);
        } else {
            self.look_at_zones_after(service, self.settings.az_rebalancing_check, cx);
        }
    }

    fn look_at_zones_after(&mut self, service: ServiceId, after: Span, cx: &mut Cx<'_>) {
        let rebalancing = &mut self.services[service].rebalancing;
        cx.cancel_timer(&mut rebalancing.timer);
        if rebalancing.enabled {
            rebalancing.timer = Some(cx.schedule(after, Event::LookAtZones(service)));
        }
    }

    pub(in crate::ecs) fn on_look_at_zones(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        self.services[service].rebalancing.timer = None;
        let is_steady = self.services[service].steady.is_some();
        if is_steady && !self.services[service].rebalancing.active {
            self.rebalance(service, cx);
        }
    }

    /// Whether the zone of an instance has any that takes tasks.
    pub(in crate::ecs) fn zone_is_open(&self, id: InstanceId) -> bool {
        let instance = self.container_instance(id);
        self.clusters[instance.cluster].fleet.is_open(instance.zone)
    }

    /// A cluster may have instances in a zone again: then its services look at their zones.
    pub(in crate::ecs) fn zone_opens(&mut self, id: InstanceId, was_open: bool, cx: &mut Cx<'_>) {
        if was_open || !self.zone_is_open(id) {
            return;
        }
        let cluster = self.container_instance(id).cluster;
        for service in self.services.ids() {
            let state = &self.services[service];
            let waits = state.cluster == cluster && state.capacity == Capacity::Ec2;
            if waits && state.steady.is_some() {
                self.look_at_zones_after(service, self.settings.az_rebalancing_check, cx);
            }
        }
    }

    /// Rebalancing was switched on or off.
    pub(in crate::ecs) fn set_rebalancing(
        &mut self,
        service: ServiceId,
        enabled: bool,
        cx: &mut Cx<'_>,
    ) {
        self.services[service].rebalancing.enabled = enabled;
        if !enabled {
            self.stop_rebalancing(service, cx);
        }
        if self.services[service].steady.is_some() {
            self.look_at_zones_after(service, self.settings.az_rebalancing_check, cx);
        }
    }

    /// A deployment begins, or nothing can be moved: no more of it now.
    pub(in crate::ecs) fn stop_rebalancing(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let rebalancing = &mut self.services[service].rebalancing;
        cx.cancel_timer(&mut rebalancing.timer);
        let was_active = std::mem::take(&mut rebalancing.active);
        if was_active && rebalancing.told {
            cx.emit(Fact::RebalancingStopped(service));
        }
    }

    /// A round: starts in the emptier zones; what is too much then is stopped as any surplus.
    fn rebalance(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        let record = self.rebalance_decision(service);
        let (lacks, moves) = (record.deficits.iter().sum::<u32>(), record.moves);
        let deficits = record.deficits.clone();
        let zones: Vec<ZoneId> = record.tasks.iter().map(|(zone, _)| *zone).collect();
        let was_active = self.services[service].rebalancing.active;
        if lacks == 0 && !was_active {
            return;
        }
        let index = u32::try_from(self.rebalances.len()).expect("fewer than 2^32 decisions");
        self.rebalances.push(record);
        cx.decide(Decision::Rebalance(index));
        if lacks == 0 {
            let state = &mut self.services[service];
            state.rebalancing.active = false;
            state.said.unbalanced.is_over();
            cx.emit(Fact::RebalancingCompleted(index));
            return;
        }
        if !was_active {
            self.begin_rounds(service, index, cx);
        }
        let wanted = zones.into_iter().zip(deficits).collect();
        let may_start = moves > 0 && !self.is_throttled(self.services[service].primary, cx.now());
        let placed = may_start && self.start_in_zones(service, wanted, moves, index, cx);
        if !placed {
            self.stop_rebalancing(service, cx);
            self.look_at_zones_after(service, self.settings.az_rebalancing_retry, cx);
        }
        self.mark_changed(service);
        self.touch(service, cx);
    }

    /// The first round: said once while nothing comes of it.
    fn begin_rounds(&mut self, service: ServiceId, index: u32, cx: &mut Cx<'_>) {
        let state = &mut self.services[service];
        state.rebalancing.active = true;
        state.rebalancing.told = state.said.unbalanced.is_due(cx.now());
        if state.rebalancing.told {
            cx.emit(Fact::RebalancingStarted(index));
        }
    }

    fn rebalance_decision(&self, service: ServiceId) -> RebalanceDecision {
        let state = &self.services[service];
        let group = &self.groups[state.group];
        let zones = self.zones_to_balance(service).into_iter();
        let tasks: Vec<(ZoneId, u32)> = zones.map(|zone| (zone, group.in_zone(zone))).collect();
        let counts: Vec<u32> = tasks.iter().map(|(_, count)| *count).collect();
        let deficits = deficits(&counts, state.desired);
        let roster = &state.roster;
        let total = roster.new.total() + roster.old.total() + roster.stopping;
        let room = state.max_total().saturating_sub(total);
        let share = state.desired / u32::try_from(counts.len().max(1)).unwrap_or(u32::MAX);
        let surplus = tasks
            .iter()
            .zip(&deficits)
            .filter(|(_, lacks)| **lacks == 0);
        let movable = surplus.map(|((zone, count), _)| {
            let free = count.saturating_sub(roster.protected_in(*zone));
            free.min(count.saturating_sub(share))
        });
        let movable = movable.sum();
        RebalanceDecision {
            service,
            tasks,
            desired: state.desired,
            room,
            movable,
            moves: deficits.iter().sum::<u32>().min(room).min(movable),
            started: 0,
            deficits,
        }
    }

    /// The zones of its subnets; without awsvpc those in which the cluster has instances.
    fn zones_to_balance(&self, service: ServiceId) -> Vec<ZoneId> {
        let state = &self.services[service];
        let definition = self.deployments[state.primary].definition;
        let awsvpc = self.aws.task_definitions[definition].awsvpc;
        let zones = state.zones.iter().copied();
        let cluster = &self.clusters[state.cluster];
        zones
            .filter(|zone| awsvpc || cluster.fleet.is_open(*zone))
            .collect()
    }

    /// Starts so many tasks in the zones that lack some; whether all found a place.
    fn start_in_zones(
        &mut self,
        service: ServiceId,
        mut wanted: Vec<(ZoneId, u32)>,
        moves: u32,
        index: u32,
        cx: &mut Cx<'_>,
    ) -> bool {
        let mut started: Vec<TaskId> = Vec::new();
        let mut unplaced = None;
        for _ in 0..moves {
            let group = &self.groups[self.services[service].group];
            let lacking = wanted.iter_mut().filter(|(_, lacks)| *lacks > 0);
            let Some((zone, lacks)) = lacking.min_by_key(|(zone, _)| group.in_zone(*zone)) else {
                break;
            };
            *lacks -= 1;
            let primary = self.services[service].primary;
            let request = LaunchRequest {
                spare: true,
                zone: Some(*zone),
                ..self.launch_request(service, primary, Class::Starting)
            };
            if self.find_place(&request).is_none() {
                unplaced = Some(request);
                continue;
            }
            match self.launch_as(service, &request, cx) {
                Ok(task) => started.push(task),
                Err(_) => break,
            }
        }
        let count = u32::try_from(started.len()).expect("fewer than 2^32 tasks");
        self.rebalances[index as usize].started = count;
        self.tell_by_zone(service, started, true, cx);
        if let Some(request) = unplaced
            && self.services[service].rebalancing.told
        {
            let no_place = self.why_no_place(&request);
            let why = no_place.why;
            let decision = self.placement_decision(&request, Err(no_place));
            cx.decide(Decision::Placement(decision));
            cx.emit(Fact::PlacementFailed { service, why });
        }
        unplaced.is_none()
    }

    /// Tells of tasks that were started or stopped for balance, zone by zone.
    pub(in crate::ecs) fn tell_by_zone(
        &mut self,
        service: ServiceId,
        mut tasks: Vec<TaskId>,
        started: bool,
        cx: &mut Cx<'_>,
    ) {
        tasks.sort_by_key(|task| self.tasks[*task].zone);
        let zones: Vec<Vec<TaskId>> = tasks
            .chunk_by(|one, other| self.tasks[*one].zone == self.tasks[*other].zone)
            .map(<[TaskId]>::to_vec)
            .collect();
        for tasks in zones {
            let tasks = self.list(&tasks);
            cx.emit(Fact::TasksRebalanced {
                service,
                tasks,
                started,
            });
        }
    }
}
