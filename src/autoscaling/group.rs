//! One group: what it has, and what it does about it.

use std::collections::BTreeMap;

use super::{AutoScaling, Choice, Cx, Decision, Event, Fact, GroupDecision, zones};
use crate::engine::{Entity, EventId, Purpose, SimTime, Span};
use crate::ids::{GroupId, InstanceId, SubnetId, ZoneId};
use crate::scenario::model::{AutoScalingGroup, GroupSizes};

/// An Auto Scaling group.
#[derive(Clone, Debug)]
pub struct Group {
    /// `autoScalingGroupName`.
    pub name: String,
    /// `minSize`, `maxSize` and `desiredCapacity`.
    pub sizes: GroupSizes,
    /// Its zones in listed order.
    pub zones: Vec<ZoneId>,
    /// Whether ECS drains an instance before it is terminated.
    pub(super) managed_draining: bool,
    pub(super) members: BTreeMap<InstanceId, Member>,
    /// By place in `zones`: instances and launches.
    by_zone: Vec<u32>,
    in_service: u32,
    terminating: u32,
    /// Zones without capacity.
    failing: BTreeMap<ZoneId, Failing>,
    act_pending: bool,
}

/// A zone in which launches fail.
#[derive(Clone, Copy, Debug, Default)]
struct Failing {
    /// How often in a row.
    failures: u32,
    /// Left out until it is tried again.
    closed: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    zone: usize,
    launched: SimTime,
    pub(super) state: MemberState,
    /// It stopped, and the group will notice.
    pub(super) unhealthy: Option<EventId>,
    /// It waits in Terminating:Wait, at the longest until then.
    pub(super) hook: Option<EventId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberState {
    Pending,
    InService,
    Terminating,
}

impl Group {
    pub(super) fn new(asked: &AutoScalingGroup) -> Self {
        Self {
            name: asked.name.clone(),
            sizes: asked.sizes,
            zones: asked.zones.clone(),
            managed_draining: asked.managed_draining,
            members: BTreeMap::new(),
            by_zone: vec![0; asked.zones.len()],
            in_service: 0,
            terminating: 0,
            failing: BTreeMap::new(),
            act_pending: false,
        }
    }

    /// Pending and InService instances, and launches that EC2 has not answered.
    fn present(&self) -> u32 {
        self.by_zone.iter().sum()
    }

    /// InService, pending and terminating instances, as the group metrics count them.
    pub fn counts(&self) -> (u32, u32, u32) {
        let pending = self.present() - self.in_service;
        (self.in_service, pending, self.terminating)
    }

    fn place_of(&self, zone: ZoneId) -> usize {
        let place = self.zones.iter().position(|listed| *listed == zone);
        place.expect("a group launches in its own zones")
    }

    fn open(&self) -> Vec<bool> {
        let zones = self.zones.iter();
        let closed = |zone| self.failing.get(zone).is_some_and(|failing| failing.closed);
        zones.map(|zone| !closed(zone)).collect()
    }

    fn add(&mut self, instance: InstanceId, zone: ZoneId, state: MemberState, now: SimTime) {
        let zone = self.place_of(zone);
        self.members.insert(
            instance,
            Member {
                zone,
                launched: now,
                state,
                unhealthy: None,
                hook: None,
            },
        );
    }

    /// What to do next, if anything; the instance to terminate is chosen by the caller.
    fn next_choice(&self, rebalances: bool) -> Option<NextChoice> {
        let open = self.open();
        let present = self.present();
        let desired = self.sizes.desired;
        if present < desired {
            let zone = zones::for_launch(&self.by_zone, &open);
            return Some(zone.map_or(NextChoice::Wait, |zone| NextChoice::Launch(zone, false)));
        }
        let settled = self.in_service == present;
        if present > desired && settled {
            return Some(NextChoice::Terminate);
        }
        if present == desired && !settled {
            return None;
        }
        let zone = zones::for_rebalancing(&self.by_zone, desired, &open)?;
        let allowed = present < zones::rebalancing_limit(self.sizes.max);
        (rebalances && allowed).then_some(NextChoice::Launch(zone, true))
    }

    /// The instance that the default termination policy takes: of the fullest zones, the one
    /// closest to its next billing hour; equal ones by chance.
    fn to_terminate(&self, now: SimTime, chance: u64) -> Option<InstanceId> {
        const HOUR: u64 = 3_600_000_000;
        let fullest = zones::for_termination(&self.by_zone);
        let in_fullest = self.members.iter().filter(|(_, member)| {
            member.state == MemberState::InService && fullest.contains(&member.zone)
        });
        let by_hour = in_fullest.map(|(id, member)| {
            let into_hour = now.since(member.launched).as_micros() % HOUR;
            (into_hour, *id)
        });
        let by_hour: Vec<(u64, InstanceId)> = by_hour.collect();
        let closest = by_hour.iter().map(|(into_hour, _)| *into_hour).max()?;
        let equal = by_hour
            .iter()
            .filter(|(into_hour, _)| *into_hour == closest);
        let equal: Vec<InstanceId> = equal.map(|(_, id)| *id).collect();
        equal
            .get(usize::try_from(chance % equal.len() as u64).ok()?)
            .copied()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextChoice {
    Launch(usize, bool),
    Terminate,
    Wait,
}

impl AutoScaling {
    /// The zones of the instances that a group has at 0 s in its steady state.
    pub fn steady_zones(&self, group: GroupId) -> Vec<ZoneId> {
        let group = &self.groups[group];
        let mut by_zone = vec![0; group.zones.len()];
        let open = vec![true; group.zones.len()];
        let launches = (0..group.sizes.desired).filter_map(|_| {
            let zone = zones::for_launch(&by_zone, &open)?;
            by_zone[zone] += 1;
            Some(group.zones[zone])
        });
        launches.collect()
    }

    /// An instance that was InService before 0 s.
    pub fn add_steady(&mut self, group: GroupId, instance: InstanceId, zone: ZoneId) {
        let group = &mut self.groups[group];
        group.add(instance, zone, MemberState::InService, SimTime::ZERO);
        let place = group.place_of(zone);
        group.by_zone[place] += 1;
        group.in_service += 1;
    }

    /// Lets a group act after its reaction time, unless it will anyway.
    pub(super) fn wake(&mut self, id: GroupId, after: Span, cx: &mut Cx<'_>) {
        let group = &mut self.groups[id];
        if !group.act_pending {
            group.act_pending = true;
            cx.schedule(after, Event::Acts(id));
        }
    }

    pub(super) fn on_acts(&mut self, id: GroupId, cx: &mut Cx<'_>) {
        self.groups[id].act_pending = false;
        while let Some(next) = self.groups[id].next_choice(self.rebalances) {
            let choice = self.choose(id, next, cx);
            let group = &self.groups[id];
            let index = u32::try_from(self.decisions.len()).expect("fewer than 2^32 decisions");
            self.decisions.push(GroupDecision {
                group: id,
                desired: group.sizes.desired,
                by_zone: group.by_zone.clone(),
                choice,
            });
            cx.decide(Decision(index));
            match choice {
                Choice::Launch { zone, .. } => self.launch(id, zone, cx),
                Choice::Terminate { instance, .. } => self.terminate(id, instance, cx),
                Choice::Wait => break,
            }
        }
    }

    fn choose(&self, id: GroupId, next: NextChoice, cx: &Cx<'_>) -> Choice {
        let group = &self.groups[id];
        match next {
            NextChoice::Launch(zone, rebalances) => Choice::Launch {
                zone: group.zones[zone],
                rebalances,
            },
            NextChoice::Terminate => {
                let entity = Entity::named(&group.name).number(cx.now().as_micros());
                let chance = cx.draws(Purpose::GroupTermination, entity).below(u64::MAX);
                let instance = group.to_terminate(cx.now(), chance);
                let instance = instance.expect("the fullest zone has an instance in service");
                Choice::Terminate {
                    instance,
                    zone: group.zones[group.members[&instance].zone],
                }
            }
            NextChoice::Wait => Choice::Wait,
        }
    }

    fn launch(&mut self, id: GroupId, zone: ZoneId, cx: &mut Cx<'_>) {
        let group = &mut self.groups[id];
        let place = group.place_of(zone);
        group.by_zone[place] += 1;
        cx.emit(Fact::Launching { group: id, zone });
    }

    pub(super) fn on_launched(
        &mut self,
        instance: InstanceId,
        id: GroupId,
        zone: ZoneId,
        cx: &mut Cx<'_>,
    ) {
        let group = &mut self.groups[id];
        group.failing.remove(&zone);
        group.add(instance, zone, MemberState::Pending, cx.now());
    }

    pub(super) fn on_in_service(&mut self, instance: InstanceId, id: GroupId, cx: &mut Cx<'_>) {
        let group = &mut self.groups[id];
        let Some(member) = group.members.get_mut(&instance) else {
            return;
        };
        if member.state != MemberState::Pending {
            // It was stopped and started again before the group noticed.
            cx.cancel_timer(&mut member.unhealthy);
            return;
        }
        member.state = MemberState::InService;
        group.in_service += 1;
        cx.emit(Fact::LaunchSuccessful {
            group: id,
            instance,
        });
        self.wake(id, Span::ZERO, cx);
    }

    /// An instance that is not running any more is replaced, whoever ended it.
    pub(super) fn on_ends(&mut self, instance: InstanceId, id: GroupId, cx: &mut Cx<'_>) {
        let group = &mut self.groups[id];
        let Some(member) = group.members.get_mut(&instance) else {
            return;
        };
        cx.cancel_timer(&mut member.unhealthy);
        cx.cancel_timer(&mut member.hook);
        if member.state != MemberState::Terminating {
            group.leave_service(instance);
            self.wake(id, self.reaction, cx);
        }
    }

    pub(super) fn on_gone(&mut self, instance: InstanceId, id: GroupId, cx: &mut Cx<'_>) {
        let group = &mut self.groups[id];
        if !group.members.contains_key(&instance) {
            return;
        }
        self.on_ends(instance, id, cx);
        let group = &mut self.groups[id];
        group.members.remove(&instance);
        group.terminating -= 1;
        cx.emit(Fact::TerminateSuccessful {
            group: id,
            instance,
        });
    }

    /// A zone without capacity, or without addresses, is left out for a while: a minute, doubling
    /// with each failure.
    pub(super) fn on_launch_failed(
        &mut self,
        id: GroupId,
        (zone, subnet): (ZoneId, Option<SubnetId>),
        cx: &mut Cx<'_>,
    ) {
        let group = &mut self.groups[id];
        let place = group.place_of(zone);
        group.by_zone[place] -= 1;
        cx.emit(Fact::LaunchUnsuccessful {
            group: id,
            zone,
            subnet,
        });
        let failing = group.failing.entry(zone).or_default();
        if !failing.closed {
            let wait = self.retry_base * (1 << failing.failures.min(20));
            failing.closed = true;
            failing.failures += 1;
            let retry = Event::RetriesZone { group: id, zone };
            cx.schedule(wait.min(self.retry_max), retry);
        }
        self.wake(id, Span::ZERO, cx);
    }

    pub(super) fn on_retries_zone(&mut self, id: GroupId, zone: ZoneId, cx: &mut Cx<'_>) {
        if let Some(failing) = self.groups[id].failing.get_mut(&zone) {
            failing.closed = false;
        }
        self.wake(id, Span::ZERO, cx);
    }

    /// A group that is created begins to act.
    pub fn begins(&self) -> impl Iterator<Item = (GroupId, Span)> + '_ {
        self.groups.ids().map(|id| (id, self.reaction))
    }
}

impl Group {
    pub(super) fn leave_service(&mut self, instance: InstanceId) {
        let member = self.members.get_mut(&instance);
        let member = member.expect("an instance leaves the group that it is in");
        if member.state == MemberState::InService {
            self.in_service -= 1;
        }
        member.state = MemberState::Terminating;
        self.by_zone[member.zone] -= 1;
        self.terminating += 1;
    }
}
