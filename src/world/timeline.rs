//! Entries of the timeline become events of the rooms.

use std::collections::BTreeSet;

use super::World;
use super::commit::wake;
use super::event::{Event, Fact, InstanceError, Pending};
use crate::autoscaling;
use crate::ec2::{self, TerminationCause};
use crate::ecs;
use crate::engine::{Agenda, Entity, Purpose, SimTime};
use crate::eventbridge::{ObjectId, Origin};
use crate::ids::{EntryId, GroupId, InstanceId, TaskId, ZoneId};
use crate::scenario::model::{Action, Entry, Market, SpotInterruption, SpotTarget, TaskTarget};
use crate::spot;

impl World<'_> {
    pub(super) fn on_timeline(&mut self, now: SimTime, id: EntryId, agenda: &mut Agenda<Pending>) {
        let entry = &self.scenario.timeline[id.0 as usize];
        if let Some(every) = entry.every {
            let next = now + every;
            if entry.until.is_none_or(|until| next <= until) {
                let event = Event::Timeline(id);
                agenda.schedule(next, event.order(), Pending::uncaused(event));
            }
        }
        let row = self.tell(now, 0, Fact::EntryApplied(id), agenda);
        match &entry.action {
            Action::TerminateInstances { instances }
            | Action::StopInstances { instances }
            | Action::StartInstances { instances } => {
                for number in instances {
                    self.call_ec2(now, row, id, *number, agenda);
                }
            }
            Action::ChangeGroup { group, .. } => {
                let call = autoscaling::Event::Call {
                    entry: id,
                    group: *group,
                };
                wake(now, row, call, agenda);
            }
            Action::TerminateInGroup { instance, .. } => {
                self.terminate_in_group(now, row, id, *instance, agenda);
            }
            Action::AgentDisconnect { instances, .. }
            | Action::DockerDaemonDown { instances, .. } => {
                self.disconnect(now, row, id, instances, agenda);
            }
            Action::SpotInterruption(interruption) => {
                self.interrupt(now, row, id, interruption, agenda);
            }
            Action::TaskCrash(crash) => {
                let events = self.hit_tasks(now, id, &crash.target, crash.count, |task| {
                    ecs::Event::TaskCrashes { task, entry: id }
                });
                self.hit(now, row, id, events, agenda);
            }
            Action::HealthCheckFailure(failure) => {
                let events = self.hit_tasks(now, id, &failure.target, failure.count, |task| {
                    ecs::Event::TaskFallsIll { task, entry: id }
                });
                self.hit(now, row, id, events, agenda);
            }
            Action::AvailabilityZoneOutage { zone, duration } => {
                self.lose_zone(now, row, *zone, agenda);
                let event = Event::ZoneReturns(*zone);
                let pending = Pending { cause: row, event };
                agenda.schedule(now + *duration, event.order(), pending);
            }
            Action::PutObject(put) => {
                for number in 1..=put.count {
                    let origin = Origin::Entry(id);
                    let event = Event::Upload(ObjectId { origin, number });
                    agenda.schedule(now, event.order(), Pending { cause: row, event });
                }
            }
            _ => wake(now, row, ecs::Event::Call(id), agenda),
        }
    }

    /// A zone is back after the last of the outages that overlap.
    pub(super) fn on_zone_returns(
        &mut self,
        now: SimTime,
        cause: u32,
        zone: ZoneId,
        agenda: &mut Agenda<Pending>,
    ) {
        let outages = &mut self.outages[zone.0 as usize];
        outages.running -= 1;
        if outages.running > 0 {
            return;
        }
        let after = now.since(outages.since);
        let row = self.tell(now, cause, Fact::ZoneReturned { zone, after }, agenda);
        change_zone(now, row, zone, false, agenda);
    }

    /// A zone is lost with the first of the outages that overlap.
    fn lose_zone(&mut self, now: SimTime, row: u32, zone: ZoneId, agenda: &mut Agenda<Pending>) {
        let outages = &mut self.outages[zone.0 as usize];
        outages.running += 1;
        if outages.running == 1 {
            outages.since = now;
            change_zone(now, row, zone, true, agenda);
        }
    }

    /// A call of EC2 about one instance.
    fn call_ec2(
        &mut self,
        now: SimTime,
        row: u32,
        entry: EntryId,
        number: u32,
        agenda: &mut Agenda<Pending>,
    ) {
        match self.asked_of_ec2(entry, number) {
            // Who is on the way there already is left alone: the call succeeds all the same.
            Ok(event) => wake(now, row, event, agenda),
            Err(error) => {
                let refused = Fact::InstanceCallRefused {
                    entry,
                    number,
                    error,
                };
                self.tell(now, row, refused, agenda);
            }
        }
    }

    /// What a call asks EC2 to do with an instance.
    fn asked_of_ec2(&self, entry: EntryId, number: u32) -> Result<ec2::Event, InstanceError> {
        let instance = self.launched(number).ok_or(InstanceError::NotFound)?;
        let refused = InstanceError::Ec2;
        match self.scenario.timeline[entry.0 as usize].action {
            Action::StopInstances { .. } => {
                self.ec2.may_stop(instance).map_err(refused)?;
                Ok(ec2::Event::Stop(instance))
            }
            Action::StartInstances { .. } => {
                self.ec2.may_start(instance).map_err(refused)?;
                Ok(ec2::Event::Start(instance))
            }
            _ => {
                let cause = TerminationCause::User;
                Ok(ec2::Event::Terminate { instance, cause })
            }
        }
    }

    fn terminate_in_group(
        &mut self,
        now: SimTime,
        row: u32,
        entry: EntryId,
        number: u32,
        agenda: &mut Agenda<Pending>,
    ) {
        let instance = self.launched(number);
        let group = instance.and_then(|id| self.ec2.instances[id].group());
        if let Some(group) = group {
            let call = autoscaling::Event::Call { entry, group };
            wake(now, row, call, agenda);
        } else {
            let error = InstanceError::NotInGroup;
            let refused = Fact::InstanceCallRefused {
                entry,
                number,
                error,
            };
            self.tell(now, row, refused, agenda);
        }
    }

    /// Agents lose their connection, as far as there are any.
    fn disconnect(
        &mut self,
        now: SimTime,
        row: u32,
        entry: EntryId,
        numbers: &[u32],
        agenda: &mut Agenda<Pending>,
    ) {
        let mut ids = numbers.iter().filter_map(|number| self.launched(*number));
        if ids.any(|id| self.ecs.may_lose_agent(id)) {
            wake(now, row, ecs::Event::Call(entry), agenda);
        } else {
            self.tell(now, row, Fact::EntryWithoutTarget(entry), agenda);
        }
    }

    /// The instance `i-<number>`, if it was launched.
    fn launched(&self, number: u32) -> Option<InstanceId> {
        let id = InstanceId(number.checked_sub(1)?);
        self.ec2.instances.get(id).map(|_| id)
    }

    /// The instance `i-<number>`, if it is pending or running.
    fn living(&self, number: u32) -> Option<InstanceId> {
        let id = self.launched(number)?;
        self.ec2.instances[id].is_alive().then_some(id)
    }

    fn interrupt(
        &mut self,
        now: SimTime,
        row: u32,
        entry: EntryId,
        interruption: &SpotInterruption,
        agenda: &mut Agenda<Pending>,
    ) {
        let choose = Choice {
            entry,
            now,
            count: interruption.count.map(|count| count as usize),
        };
        let events: Vec<Event> = match &interruption.target {
            SpotTarget::Group(group) => self.reclaim(self.instances_of(*group), &choose),
            SpotTarget::Instances(numbers) => {
                let listed = numbers.iter().filter_map(|number| self.living(*number));
                self.reclaim(listed.collect(), &choose)
            }
            SpotTarget::Service(service) => {
                self.reclaim_tasks(self.ecs.fargate_spot_tasks(*service), &choose)
            }
            SpotTarget::Tasks(names) => {
                let listed = names.iter().filter_map(|name| self.ecs.task_named(name));
                self.reclaim_tasks(listed.collect(), &choose)
            }
        };
        self.hit(now, row, entry, events, agenda);
    }

    /// A mishap hits these, or nothing.
    fn hit(
        &mut self,
        now: SimTime,
        row: u32,
        entry: EntryId,
        events: Vec<Event>,
        agenda: &mut Agenda<Pending>,
    ) {
        if events.is_empty() {
            self.tell(now, row, Fact::EntryWithoutTarget(entry), agenda);
        }
        for event in events {
            wake(now, row, event, agenda);
        }
    }

    /// What happens to some of the RUNNING tasks among which a mishap chooses.
    fn hit_tasks(
        &self,
        now: SimTime,
        entry: EntryId,
        target: &TaskTarget,
        count: Option<u32>,
        event: impl Fn(TaskId) -> ecs::Event,
    ) -> Vec<Event> {
        let mut candidates = match target {
            TaskTarget::Service(service) => self.ecs.running_tasks(*service),
            TaskTarget::Tasks(names) => {
                let listed = names.iter().filter_map(|name| self.ecs.task_named(name));
                distinct(listed.collect())
            }
        };
        candidates.retain(|task| self.ecs.is_running(*task));
        let count = count.map(|count| count as usize);
        let chosen = self.choose(candidates, &Choice { entry, now, count });
        chosen.into_iter().map(|task| event(task).into()).collect()
    }

    /// The pending and running instances of a group.
    fn instances_of(&self, group: GroupId) -> Vec<InstanceId> {
        let all = self.ec2.instances.iter();
        let of_group =
            all.filter(|(_, instance)| instance.group() == Some(group) && instance.is_alive());
        of_group.map(|(id, _)| id).collect()
    }

    /// EC2 takes back some of these, as far as they are Spot and under no notice yet.
    fn reclaim(&self, mut candidates: Vec<InstanceId>, choice: &Choice) -> Vec<Event> {
        candidates.retain(|id| self.ec2.market(*id) == Market::Spot && !self.spot.is_noticed(*id));
        let chosen = self.choose(distinct(candidates), choice).into_iter();
        chosen
            .map(|id| spot::Event::Interrupts(id).into())
            .collect()
    }

    /// Fargate Spot takes back some of these.
    fn reclaim_tasks(&self, mut candidates: Vec<TaskId>, choice: &Choice) -> Vec<Event> {
        candidates.retain(|id| self.ecs.can_be_reclaimed(*id));
        let chosen = self.choose(distinct(candidates), choice).into_iter();
        chosen
            .map(|id| ecs::Event::FargateSpotReclaim(id).into())
            .collect()
    }

    /// So many of the candidates, in their own order, by draws keyed by the place of the mishap:
    /// its instant, and its number among those of its kind there. Other entries do not matter.
    fn choose<T>(&self, mut candidates: Vec<T>, choice: &Choice) -> Vec<T> {
        let Choice { entry, now, count } = *choice;
        let keep = count.unwrap_or(candidates.len());
        let timeline = &self.scenario.timeline;
        let kind = timeline[entry.0 as usize].action.name();
        let before = timeline[..entry.0 as usize]
            .iter()
            .filter(|other| other.action.name() == kind && is_due(other, now));
        let entity = Entity::named(kind).number(now.as_micros());
        let entity = entity.number(before.count() as u64);
        let mut stream = self.draws.stream(Purpose::Mishap, entity);
        while candidates.len() > keep {
            let spared = stream.below(candidates.len() as u64);
            candidates.remove(usize::try_from(spared).unwrap_or(0));
        }
        candidates
    }
}

/// How many of whom a mishap takes.
#[derive(Clone, Copy)]
struct Choice {
    entry: EntryId,
    now: SimTime,
    /// All of them, if not given.
    count: Option<usize>,
}

/// Each once, in order of the first time.
fn distinct<T: Copy + Ord>(mut list: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    list.retain(|one| seen.insert(*one));
    list
}

fn change_zone(now: SimTime, row: u32, zone: ZoneId, lost: bool, agenda: &mut Agenda<Pending>) {
    wake(now, row, ec2::Event::ZoneChanges { zone, lost }, agenda);
    wake(now, row, ecs::Event::ZoneChanges { zone, lost }, agenda);
}

/// Whether an entry is applied at that instant, once or again.
fn is_due(entry: &Entry, now: SimTime) -> bool {
    if now < entry.at || entry.until.is_some_and(|until| now > until) {
        return false;
    }
    let passed = now.since(entry.at).as_micros();
    match entry.every {
        Some(every) => passed.is_multiple_of(every.as_micros()),
        None => passed == 0,
    }
}
