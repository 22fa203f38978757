//! The composition root: the only place that knows every room.
//!
//! [`simulate`] builds the rooms from a scenario, plays it, and turns what happened into a
//! [`RunResult`]. Rooms meet here and nowhere else: what one of them tells (a fact) becomes a row
//! of the journal and, by `route.rs`, an event of another.

mod begin;
mod commit;
mod event;
#[cfg(test)]
mod eventbridge_tests;
mod health_spells;
mod invariants;
mod journal;
mod never_runs;
mod observe;
mod packing;
mod query;
mod result;
mod route;
mod sample;
mod targets;
mod timeline;
mod told;
mod uploads;

use std::fmt;

pub use event::{Event, Fact};
pub use query::{InstanceAnswer, query};

use self::event::Pending;
use self::journal::Journal;
use self::sample::Sampler;
use crate::autoscaling::{self, AutoScaling};
use crate::ec2::{self, Ec2};
use crate::ecs::{self, Ecs};
use crate::elb::{self, Elb};
use crate::engine::{self, Agenda, Draws, Effect, Model, Phase, SimTime, Stop};
use crate::eventbridge::{self, EventBridge};
use crate::report::{DeploymentState, GroupState, RunResult, ServiceState};
use crate::scenario::model::Scenario;
use crate::spot::{self, Spot};

/// The most facts, decisions, states and changes of metrics together: they are kept until they are
/// written, in about 2 GiB.
const MOST_ROWS: usize = 20_000_000;

/// The most datapoints of metrics: they take no room until they are written, and then 10 GB.
const MOST_DATAPOINTS: usize = 100_000_000;

/// Everything that exists during one run.
pub(crate) struct World<'s> {
    scenario: &'s Scenario,
    ecs: Ecs,
    ec2: Ec2,
    elb: Elb,
    autoscaling: AutoScaling,
    spot: Spot,
    eventbridge: EventBridge,
    journal: Journal,
    sampler: Sampler,
    service_states: Vec<ServiceState>,
    /// The newest row of each service.
    last_service_states: Vec<Option<ServiceState>>,
    deployment_states: Vec<DeploymentState>,
    /// The newest row of the PRIMARY deployment of each service, and whether more may follow.
    last_deployment_states: Vec<Option<(DeploymentState, bool)>>,
    group_states: Vec<GroupState>,
    /// The newest row of each group.
    last_group_states: Vec<Option<GroupState>>,
    draws: Draws,
    /// By zone.
    outages: Vec<Outages>,
    observe_pending: bool,
    paranoid: bool,
    effects: Effects,
}

/// Outages of a zone that are not over.
#[derive(Clone, Copy, Default)]
struct Outages {
    running: u32,
    /// When the first of them began.
    since: SimTime,
}

/// What handlers asked for, room by room; kept so that no call allocates.
#[derive(Default)]
struct Effects {
    ecs: Vec<Effect<ecs::Event, ecs::Fact, ecs::Decision>>,
    ec2: Vec<Effect<ec2::Event, ec2::Fact, std::convert::Infallible>>,
    elb: Vec<Effect<elb::Event, elb::Fact, std::convert::Infallible>>,
    spot: Vec<Effect<spot::Event, spot::Fact, std::convert::Infallible>>,
    autoscaling: Vec<Effect<autoscaling::Event, autoscaling::Fact, autoscaling::Decision>>,
    eventbridge: Vec<Effect<eventbridge::Event, eventbridge::Fact, std::convert::Infallible>>,
}

/// Why a run gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Somebody asked it to end.
    Interrupted,
    /// There is more to tell than fits into memory.
    TooMuch {
        /// How far it got.
        at: SimTime,
    },
    /// Events of one instant made each other happen for ever.
    Loop {
        /// The instant.
        at: SimTime,
        /// The event that was next.
        event: String,
    },
}

impl Failure {
    /// Whether somebody asked for it.
    pub fn is_interrupt(&self) -> bool {
        *self == Self::Interrupted
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => write!(f, "interrupted"),
            Self::TooMuch { at } => write!(
                f,
                "at {at} s the tables have more than {MOST_ROWS} rows, or {MOST_DATAPOINTS} of \
                 metrics: something keeps happening over and over, or `duration` is too long",
            ),
            Self::Loop { at, event } => write!(
                f,
                "at {at} s the same instant was begun {} times: {event} keeps making itself happen; \
                 a delay of zero somewhere closes a loop",
                engine::ROUNDS_PER_INSTANT
            ),
        }
    }
}

impl std::error::Error for Failure {}

/// Plays a scenario. `interrupted` is asked now and then, with the time that the run has reached;
/// `paranoid` checks the conservation laws after every event.
pub fn simulate(
    scenario: &Scenario,
    interrupted: &mut dyn FnMut(SimTime) -> bool,
    paranoid: bool,
) -> Result<RunResult, Failure> {
    let end = SimTime::ZERO + scenario.duration;
    played(scenario, end, interrupted, paranoid).map(World::into_result)
}

/// The world of a scenario as it is at a time, after all that happens then.
fn played<'s>(
    scenario: &'s Scenario,
    end: SimTime,
    interrupted: &mut dyn FnMut(SimTime) -> bool,
    paranoid: bool,
) -> Result<World<'s>, Failure> {
    let mut world = World::new(scenario, paranoid);
    let mut agenda = Agenda::default();
    world.begin(&mut agenda);
    match engine::run(&mut world, &mut agenda, end, interrupted) {
        Ok(()) => Ok(world),
        Err(Stop::Interrupted) => Err(Failure::Interrupted),
        Err(Stop::Full { at }) => Err(Failure::TooMuch { at }),
        Err(Stop::Loop { at, event }) => Err(Failure::Loop {
            at,
            event: format!("{:?}", event.event),
        }),
    }
}

impl<'s> World<'s> {
    fn new(scenario: &'s Scenario, paranoid: bool) -> Self {
        let ecs = Ecs::new(scenario);
        let autoscaling = AutoScaling::new(scenario);
        Self {
            scenario,
            sampler: Sampler::new(scenario),
            ecs,
            ec2: Ec2::new(scenario),
            elb: Elb::new(scenario),
            autoscaling,
            spot: Spot::new(scenario),
            eventbridge: EventBridge::new(scenario),
            journal: Journal::default(),
            service_states: Vec::new(),
            last_service_states: vec![None; scenario.aws.services.len()],
            deployment_states: Vec::new(),
            last_deployment_states: vec![None; scenario.aws.services.len()],
            group_states: Vec::new(),
            last_group_states: vec![None; scenario.aws.auto_scaling_groups.len()],
            draws: Draws::new(scenario.seed),
            outages: vec![Outages::default(); scenario.aws.zones.len()],
            observe_pending: false,
            paranoid,
            effects: Effects::default(),
        }
    }
}

impl Model for World<'_> {
    type Event = Pending;

    fn handle(&mut self, now: SimTime, pending: Pending, agenda: &mut Agenda<Pending>) {
        let Pending { cause, event } = pending;
        match event {
            Event::Timeline(entry) => self.on_timeline(now, entry, agenda),
            Event::Opens => self.on_opens(agenda),
            Event::ZoneReturns(zone) => self.on_zone_returns(now, cause, zone, agenda),
            Event::Sample(period) => self.on_sample(now, period, agenda),
            Event::Observe => self.on_observe(now),
            Event::Ecs(event) => {
                self.handle_ecs(now, cause, event, agenda);
                self.pass_answers(now, cause, agenda);
            }
            Event::Elb(event) => self.on_elb(now, cause, event, agenda),
            Event::Ec2(event) => self.handle_ec2(now, cause, event, agenda),
            Event::AutoScaling(event) => self.handle_autoscaling(now, cause, event, agenda),
            Event::Spot(event) => self.handle_spot(now, cause, event, agenda),
            Event::EventBridge(event) => self.handle_eventbridge(now, cause, event, agenda),
            Event::Upload(object) => self.on_upload(now, cause, object, agenda),
        }
        if self.has_changed() && !self.observe_pending {
            self.observe_pending = true;
            agenda.schedule(now, Phase::Observe, Pending::uncaused(Event::Observe));
        }
        if self.paranoid {
            self.check_laws(now, event == Event::Observe);
        }
    }

    fn is_full(&self) -> bool {
        let states = self.service_states.len() + self.group_states.len();
        let states = states + self.deployment_states.len();
        let cloudwatch = &self.sampler.cloudwatch;
        // Two changes of a metric take as much room as one row.
        self.journal.len() + states + cloudwatch.changes() / 2 > MOST_ROWS
            || cloudwatch.datapoints() > MOST_DATAPOINTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Row;
    use crate::scenario::{Overrides, load_text};

    const SCENARIO: &str = r#"
duration: 20m
aws:
  launchTemplates:
    - launchTemplateName: spot
      launchTemplateData: {instanceType: t3.medium, instanceMarketOptions: {marketType: spot}}
      ecsConfig: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: true}
  autoScalingGroups:
    - autoScalingGroupName: spot
      launchTemplate: {launchTemplateName: spot}
      minSize: 0
      maxSize: 6
      desiredCapacity: 4
  taskDefinitions:
    - &web {family: web, cpu: 256, memory: 256, containerDefinitions: [{name: web, image: web}]}
    - *web
  services: [{serviceName: web, taskDefinition: "web:1", desiredCount: 8}]
timeline:
  - {at: 1m, updateService: {service: web, taskDefinition: "web:2"}}
  - {at: 90s, spotInterruption: {autoScalingGroup: spot, count: 2}}
"#;

    fn scenario() -> Scenario {
        let loaded = load_text("law", SCENARIO, &Overrides::default());
        loaded.scenario.expect("no diagnostics")
    }

    /// All rows of a run to whose agenda `extra` adds something first, and the states of services.
    fn played(extra: impl Fn(&mut Agenda<Pending>)) -> (Vec<Row>, Vec<ServiceState>) {
        let scenario = scenario();
        let mut world = World::new(&scenario, true);
        let mut agenda = Agenda::default();
        extra(&mut agenda);
        world.begin(&mut agenda);
        let end = SimTime::ZERO + scenario.duration;
        engine::run(&mut world, &mut agenda, end, |_| false).expect("it ends");
        let result = world.into_result();
        let all = (1..=result.journal.rows()).map(|seq| {
            let mut row = Row::default();
            result.journal.row(seq, &mut row);
            row
        });
        (all.collect(), result.service_states)
    }

    #[test]
    fn an_added_event_that_emits_nothing_changes_nothing() {
        let (plain, states) = played(|_| {});
        let (crowded, crowded_states) = played(|agenda| {
            for second in 0..1_200 {
                // An instance that is under no notice ends, which concerns Spot no further.
                let ends = spot::Event::Ends(crate::ids::InstanceId(1_000));
                let nothing = Pending::uncaused(ends.into());
                agenda.schedule(SimTime::from_secs(second), Phase::World, nothing);
                agenda.schedule(SimTime::from_secs(second), Phase::Schedule, nothing);
            }
        });
        assert!(plain.len() > 60);
        assert_eq!(plain, crowded);
        assert_eq!(states, crowded_states);
    }

    #[test]
    fn every_row_but_those_from_outside_has_a_cause() {
        for (number, row) in played(|_| {}).0.iter().enumerate() {
            match row.cause {
                Some(cause) => assert!((cause as usize) <= number, "{row:?}"),
                None => assert!(row.source.starts_with("ecsim."), "{row:?}"),
            }
        }
    }

    /// A run that is asked to end does so, with no result.
    #[test]
    fn an_interrupted_run_says_so() {
        let mut long = scenario();
        long.duration = crate::engine::Span::from_secs(400 * 86_400);
        let failure = simulate(&long, &mut |_| true, false).err();
        assert!(failure.is_some_and(|failure| failure.is_interrupt()));
    }
}
