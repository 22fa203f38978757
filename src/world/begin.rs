//! 0 s: the rooms are filled, and the first events are put on the agenda.

use super::World;
use super::commit::wake;
use super::event::{Event, Fact, Pending};
use crate::ec2::{self, Origin};
use crate::ecs;
use crate::engine::{Agenda, SimTime};
use crate::ids::{EntryId, GroupId, InstanceId, SubnetId, TemplateId, ZoneId};
use crate::scenario::model::Start;
use crate::{autoscaling, cloudwatch, eventbridge};

impl World<'_> {
    pub(super) fn begin(&mut self, agenda: &mut Agenda<Pending>) {
        let started = self.tell(SimTime::ZERO, 0, Fact::ScenarioStarted, agenda);
        match self.scenario.start {
            Start::Steady => self.begin_steady(started, agenda),
            Start::Empty => self.begin_empty(started, agenda),
        }
        wake(SimTime::ZERO, started, ecs::Event::Begins, agenda);
        if !self.eventbridge.rules.is_empty() {
            wake(SimTime::ZERO, started, eventbridge::Event::Begins, agenda);
        }
        self.begin_uploads(started, agenda);
        self.seed_timeline(|at| at > SimTime::ZERO, agenda);
        let opens = Event::Opens;
        agenda.schedule(SimTime::ZERO, opens.order(), Pending::uncaused(opens));
        let first = Event::Sample(1);
        let at = SimTime::ZERO + cloudwatch::PERIOD;
        agenda.schedule(at, first.order(), Pending::uncaused(first));
        self.observe_pending = true;
        let observe = Event::Observe;
        agenda.schedule(SimTime::ZERO, observe.order(), Pending::uncaused(observe));
    }

    /// The entries of 0 s come after what is created and before the first pass of a service.
    pub(super) fn on_opens(&self, agenda: &mut Agenda<Pending>) {
        self.seed_timeline(|at| at == SimTime::ZERO, agenda);
    }

    fn seed_timeline(&self, is_due: impl Fn(SimTime) -> bool, agenda: &mut Agenda<Pending>) {
        for (index, entry) in self.scenario.timeline.iter().enumerate() {
            if is_due(entry.at) {
                let id = EntryId(u32::try_from(index).expect("fewer than 2^32 entries"));
                let event = Event::Timeline(id);
                agenda.schedule(entry.at, event.order(), Pending::uncaused(event));
            }
        }
    }

    fn begin_steady(&mut self, started: u32, agenda: &mut Agenda<Pending>) {
        for (origin, zone) in self.fleet() {
            let Some(id) = self.ec2.add_steady(origin, zone) else {
                continue;
            };
            let (subnet, template) = self.machine(id);
            let key = self.ec2.entity(id).short();
            self.ecs.add_steady_instance(id, subnet, template, key);
        }
        let mut lacking = Vec::new();
        for group in self.autoscaling.groups.ids() {
            for zone in self.autoscaling.steady_zones(group) {
                let Some(id) = self.ec2.add_steady(Origin::Group(group), zone) else {
                    lacking.push(group);
                    continue;
                };
                let (subnet, template) = self.machine(id);
                self.autoscaling.add_steady(group, id, zone);
                let key = self.ec2.entity(id).short();
                self.ecs.add_steady_instance(id, subnet, template, key);
            }
        }
        self.begin_groups(|group| lacking.contains(&group), started, agenda);
        let ec2 = &mut self.ec2;
        let mut take = |task, subnet| ec2.create_network_interface(task, subnet);
        self.ecs.place_steady_tasks(&mut take);
        for service in self.ecs.services.ids() {
            let count = self.ecs.owed(service);
            if count > 0 {
                let owed = Fact::TasksOwed { service, count };
                self.tell(SimTime::ZERO, started, owed, agenda);
            }
        }
    }

    fn begin_empty(&mut self, started: u32, agenda: &mut Agenda<Pending>) {
        for (origin, zone) in self.fleet() {
            let run = ec2::Event::Run { origin, zone };
            wake(SimTime::ZERO, started, run, agenda);
        }
        self.begin_groups(|_| true, started, agenda);
    }

    /// Groups that lack instances act after their reaction time.
    fn begin_groups(
        &self,
        lacks: impl Fn(GroupId) -> bool,
        started: u32,
        agenda: &mut Agenda<Pending>,
    ) {
        for (group, reaction) in self.autoscaling.begins().filter(|(group, _)| lacks(*group)) {
            let event = Event::from(autoscaling::Event::Acts(group));
            let pending = Pending {
                cause: started,
                event,
            };
            agenda.schedule(SimTime::ZERO + reaction, event.order(), pending);
        }
    }

    /// Where an instance is, and what it was made from.
    fn machine(&self, id: InstanceId) -> (SubnetId, TemplateId) {
        let instance = &self.ec2.instances[id];
        (instance.subnet, instance.template)
    }

    /// The instances of `containerInstances`, in file order; without a zone they go round.
    fn fleet(&self) -> Vec<(Origin, ZoneId)> {
        let zones: Vec<ZoneId> = self.scenario.aws.zones.ids().collect();
        let fleets = self.scenario.aws.container_instances.iter().zip(0..);
        let instances = fleets.flat_map(|(fleet, number)| {
            let zones = &zones;
            (0..fleet.count as usize).map(move |index| {
                let zone = fleet.zone.unwrap_or(zones[index % zones.len()]);
                (Origin::Fleet(number), zone)
            })
        });
        instances.collect()
    }
}
