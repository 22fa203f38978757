//! Elastic Load Balancing: target groups, their targets, and whether these are healthy.
//!
//! ```text
//!  registered ──▶ initial ──one pass──▶ healthy ◀──enough passes──┐
//!                    └──enough failures──▶ unhealthy ◀──failures──┘
//!  any of them ──deregistered──▶ draining ──delay──▶ unused
//! ```
//! A target is a port of a task of ECS. It hears from ECS when it is registered and deregistered,
//! and what its program answers; ECS hears whether it is healthy, and when it is unused.
//!
//! What it leaves out: requests and where they go, slow start, Network Load Balancers.
//!
//! Facts: Application Load Balancer guide, "Health checks for target groups", "Target groups".

mod health_check;
mod reach;
mod target;

use std::collections::BTreeMap;

pub use self::health_check::Health;
pub use self::reach::{End, is_reached};
use self::target::Target;
pub use self::target::{Misfit, Registration, misfit};
use crate::application::{Answers, Reason};
use crate::engine::{Arena, Order, Phase, SimTime, Span};
use crate::ids::{SecurityGroupId, TargetGroupId, TaskId};
use crate::scenario::model::{Scenario, SecurityGroup, TargetGroup};

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, std::convert::Infallible>;

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The targets of a task are registered.
    Registers(TaskId),
    /// The programs of a task may answer something else.
    AnswersChange(TaskId),
    /// A probe ends that changes the verdict on a target.
    Verdict {
        /// Of which task.
        task: TaskId,
        /// Its place among `loadBalancers`.
        target: u8,
    },
    /// The targets of a task are deregistered.
    Deregisters(TaskId),
    /// The deregistration delay of a target is over.
    DelayEnds {
        /// Of which task.
        task: TaskId,
        /// Its place among `loadBalancers`.
        target: u8,
    },
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        Phase::Lifecycle.into()
    }
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The verdict on a target changed.
    TargetHealth {
        /// Of which task.
        task: TaskId,
        /// Its place among `loadBalancers`.
        target: u8,
        /// Why it is unhealthy; `None`: it is healthy.
        reason: Option<Reason>,
    },
    /// A target that was deregistered is unused.
    TargetUnused {
        /// Of which task.
        task: TaskId,
        /// Its place among `loadBalancers`.
        target: u8,
    },
}

impl Fact {
    /// Which target it is about.
    pub fn target(self) -> (TaskId, u8) {
        match self {
            Self::TargetHealth { task, target, .. } | Self::TargetUnused { task, target } => {
                (task, target)
            }
        }
    }
}

/// The room.
#[derive(Debug)]
pub struct Elb {
    groups: Arena<TargetGroupId, TargetGroup>,
    security_groups: Arena<SecurityGroupId, SecurityGroup>,
    /// By task, in order of `loadBalancers`; what is unused is gone.
    targets: BTreeMap<TaskId, Vec<Target>>,
    registration_latency: Span,
    new_target_healthy_checks: u32,
}

impl Elb {
    /// The room before anything is registered.
    pub fn new(scenario: &Scenario) -> Self {
        let assumed = &scenario.world.assumptions;
        let first = assumed.count("elb.newTargetHealthyChecks");
        Self {
            groups: scenario.aws.target_groups.clone(),
            security_groups: scenario.aws.security_groups.clone(),
            targets: BTreeMap::new(),
            registration_latency: assumed.span("elb.registrationLatency"),
            new_target_healthy_checks: u32::try_from(first).unwrap_or(u32::MAX),
        }
    }

    /// Whether a task has targets that are not unused.
    pub fn knows(&self, task: TaskId) -> bool {
        self.targets.contains_key(&task)
    }

    /// How many targets of a task take part: registered, and not draining.
    pub fn registered(&self, task: TaskId) -> usize {
        let targets = self.targets.get(&task).into_iter().flatten();
        targets.filter(|target| !target.draining).count()
    }

    /// How many tasks have targets.
    pub fn tasks(&self) -> usize {
        self.targets.len()
    }

    /// Takes down a target of a task: what ECS tells of it. `health` is what it was found to be
    /// before; a new one is `initial`.
    pub fn add(&mut self, task: TaskId, of: &Registration<'_>, health: Health, now: SimTime) {
        let group = &self.groups[of.group];
        let misfit = misfit(group, &self.security_groups, of);
        let first = now + self.registration_latency;
        let target = Target::new(of, misfit, health, first);
        self.targets.entry(task).or_default().push(target);
    }

    /// What the program behind a target answers from now on.
    pub fn hear(&mut self, task: TaskId, target: u8, answers: Answers, now: SimTime) {
        let Some(target) = self
            .targets
            .get_mut(&task)
            .and_then(|all| all.get_mut(usize::from(target)))
        else {
            return;
        };
        let rules = target.rules(&self.groups, self.new_target_healthy_checks);
        target.hear(&rules, answers, now);
    }

    /// Lets an event happen.
    pub fn handle(&mut self, event: Event, cx: &mut Cx<'_>) {
        match event {
            Event::Registers(task) | Event::AnswersChange(task) => {
                for target in self.places(task) {
                    self.follow(task, target, cx);
                }
            }
            Event::Verdict { task, target } => {
                if let Some(target) = self.target(task, target) {
                    target.timer = None;
                }
                self.follow(task, target, cx);
            }
            Event::Deregisters(task) => {
                for target in self.places(task) {
                    self.drain(task, target, cx);
                }
            }
            Event::DelayEnds { task, target } => self.on_delay_ends(task, target, cx),
        }
    }

    fn places(&self, task: TaskId) -> std::ops::Range<u8> {
        let count = self.targets.get(&task).map_or(0, Vec::len);
        0..u8::try_from(count).expect("a service has at most five target groups")
    }

    fn target(&mut self, task: TaskId, target: u8) -> Option<&mut Target> {
        self.targets.get_mut(&task)?.get_mut(usize::from(target))
    }

    /// Tells the verdict on a target, if it is a new one, and waits for the next.
    fn follow(&mut self, task: TaskId, place: u8, cx: &mut Cx<'_>) {
        let (groups, first) = (&self.groups, self.new_target_healthy_checks);
        let targets = self.targets.get_mut(&task);
        let Some(target) = targets.and_then(|all| all.get_mut(usize::from(place))) else {
            return;
        };
        if target.draining {
            return;
        }
        let rules = target.rules(groups, first);
        target.monitor.advance(&rules, &target.answers, cx.now());
        if target.told != target.monitor.health {
            target.told = target.monitor.health;
            cx.emit(Fact::TargetHealth {
                task,
                target: place,
                reason: (target.told == Health::Unhealthy).then(|| target.reason()),
            });
        }
        cx.cancel_timer(&mut target.timer);
        if let Some(at) = target.monitor.next_change(&rules, &target.answers) {
            let verdict = Event::Verdict {
                task,
                target: place,
            };
            target.timer = Some(cx.schedule(at.since(cx.now()), verdict));
        }
    }

    /// No new requests for a target: it drains for the whole delay, also without any request.
    fn drain(&mut self, task: TaskId, place: u8, cx: &mut Cx<'_>) {
        let groups = &self.groups;
        let targets = self.targets.get_mut(&task);
        let Some(target) = targets.and_then(|all| all.get_mut(usize::from(place))) else {
            return;
        };
        if target.draining {
            return;
        }
        target.draining = true;
        cx.cancel_timer(&mut target.timer);
        let ends = Event::DelayEnds {
            task,
            target: place,
        };
        cx.schedule(groups[target.group].deregistration_delay, ends);
    }

    fn on_delay_ends(&mut self, task: TaskId, place: u8, cx: &mut Cx<'_>) {
        if let Some(target) = self.target(task, place) {
            target.unused = true;
        }
        cx.emit(Fact::TargetUnused {
            task,
            target: place,
        });
        let all = self.targets.get(&task).into_iter().flatten();
        if all.into_iter().all(|target| target.unused) {
            self.targets.remove(&task);
        }
    }
}
