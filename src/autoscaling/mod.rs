//! Amazon EC2 Auto Scaling: groups that hold a desired capacity.
//!
//! What it plays: launches in the zone with the fewest instances, replacement of lost ones, a zone
//! that has no capacity and is tried again later, rebalancing of zones that launches before it
//! terminates; calls that change its sizes or end an instance; replacement of stopped instances;
//! the hook by which ECS drains an instance first. What it leaves out: policies, schedules, mixed
//! instances, other hooks, warm pools, scale-in protection.
//!
//! Numbers: the assumptions of the area `autoscaling`. Rules: EC2 Auto Scaling User Guide
//! ("Availability Zone distribution", "Termination policies"); decisions are pure functions in
//! [`zones`].

mod calls;
mod ending;
mod group;
pub mod zones;

use std::collections::BTreeSet;

pub use group::Group;

use crate::engine::{Arena, Order, Phase, Span};
use crate::ids::{EntryId, GroupId, InstanceId, ZoneId};
use crate::scenario::model::{Action, Scenario, SizeError};

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, Decision>;

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A group compares what it has with what it wants.
    Acts(GroupId),
    /// EC2: an instance of a group was launched.
    Launched {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
    },
    /// EC2: it runs, so it is InService.
    InService {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// EC2: it shuts down.
    Ends {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// EC2: it is gone.
    Gone {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// EC2 had no capacity.
    LaunchFailed {
        /// For which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
    },
    /// The timeline calls an API about a group.
    Call {
        /// The entry.
        entry: EntryId,
        /// Which group.
        group: GroupId,
    },
    /// EC2: an instance stops.
    Stops {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// The group notices that an instance does not run.
    FindsUnhealthy {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// ECS: an instance has no task left, or none that could be moved.
    Drained {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// The hook of an instance has lasted as long as it may.
    HookExpires {
        /// Which.
        instance: InstanceId,
        /// Of which group.
        group: GroupId,
    },
    /// A zone that failed is tried again.
    RetriesZone {
        /// By which group.
        group: GroupId,
        /// Which zone.
        zone: ZoneId,
    },
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        Phase::Lifecycle.into()
    }

    /// The group that it is about, the only one that it may change.
    fn group(&self) -> GroupId {
        match *self {
            Self::Acts(group)
            | Self::Launched { group, .. }
            | Self::InService { group, .. }
            | Self::Ends { group, .. }
            | Self::Gone { group, .. }
            | Self::LaunchFailed { group, .. }
            | Self::Call { group, .. }
            | Self::Stops { group, .. }
            | Self::FindsUnhealthy { group, .. }
            | Self::Drained { group, .. }
            | Self::HookExpires { group, .. }
            | Self::RetriesZone { group, .. } => group,
        }
    }
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A group asks EC2 for an instance.
    Launching {
        /// Which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
    },
    /// An instance is InService.
    LaunchSuccessful {
        /// Of which group.
        group: GroupId,
        /// Which.
        instance: InstanceId,
    },
    /// EC2 had no capacity.
    LaunchUnsuccessful {
        /// For which group.
        group: GroupId,
        /// Where.
        zone: ZoneId,
    },
    /// An instance of a group is gone, whoever ended it.
    TerminateSuccessful {
        /// Of which group.
        group: GroupId,
        /// Which.
        instance: InstanceId,
    },
    /// A group terminates an instance.
    Terminating {
        /// Which group.
        group: GroupId,
        /// Which instance.
        instance: InstanceId,
        /// Whether it was found stopped.
        unhealthy: bool,
    },
    /// A group is about to terminate an instance, and waits until ECS has drained it.
    Waiting {
        /// Which group.
        group: GroupId,
        /// Which instance.
        instance: InstanceId,
    },
    /// The desired capacity of a group changed.
    DesiredCapacityChanged {
        /// Of which group.
        group: GroupId,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A call was refused.
    CallRefused {
        /// For which group.
        group: GroupId,
        /// The call.
        entry: EntryId,
        /// Why.
        error: CallError,
    },
}

/// Why a group refuses a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// Its sizes would not hold.
    Size(SizeError),
    /// It does not have the instance, or not any more.
    NotThere(InstanceId),
}

impl Fact {
    /// The group that it is about.
    pub fn group(&self) -> GroupId {
        match *self {
            Self::Launching { group, .. }
            | Self::LaunchSuccessful { group, .. }
            | Self::LaunchUnsuccessful { group, .. }
            | Self::TerminateSuccessful { group, .. }
            | Self::Terminating { group, .. }
            | Self::Waiting { group, .. }
            | Self::DesiredCapacityChanged { group, .. }
            | Self::CallRefused { group, .. } => group,
        }
    }
}

/// What was decided: an index into [`AutoScaling::decisions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision(pub u32);

/// The record of a decision of a group.
#[derive(Clone, Debug)]
pub struct GroupDecision {
    /// Which group.
    pub group: GroupId,
    /// What it wants.
    pub desired: u32,
    /// What it has, launches included, by zone of the group.
    pub by_zone: Vec<u32>,
    /// What it does.
    pub choice: Choice,
}

/// What a group does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Launches one instance there; `rebalances` if it has enough.
    Launch {
        /// Where.
        zone: ZoneId,
        /// To even out the zones.
        rebalances: bool,
    },
    /// Terminates one instance there.
    Terminate {
        /// Which.
        instance: InstanceId,
        /// Where.
        zone: ZoneId,
    },
    /// Nothing, because no zone has capacity.
    Wait,
}

/// The room: its state, and its handlers.
#[derive(Debug)]
pub struct AutoScaling {
    /// The groups, in file order.
    pub groups: Arena<GroupId, Group>,
    /// The records behind [`Decision`].
    pub decisions: Vec<GroupDecision>,
    /// The groups to which something happened since they were last asked for.
    changed: BTreeSet<GroupId>,
    reaction: Span,
    retry_base: Span,
    retry_max: Span,
    rebalances: bool,
    draining_limit: Span,
    calls: Arena<EntryId, Action>,
}

impl AutoScaling {
    /// The room before anything was launched.
    pub fn new(scenario: &Scenario) -> Self {
        let assumed = &scenario.world.assumptions;
        let asked = scenario.aws.auto_scaling_groups.iter();
        let groups: Arena<_, _> = asked.map(|(_, asked)| Group::new(asked)).collect();
        Self {
            changed: groups.ids().collect(),
            groups,
            decisions: Vec::new(),
            reaction: assumed.span("autoscaling.groupReaction"),
            retry_base: assumed.span("autoscaling.launchRetryBase"),
            retry_max: assumed.span("autoscaling.launchRetryMax"),
            rebalances: assumed.flag("autoscaling.zoneRebalancing"),
            draining_limit: assumed.span("managedScaling.drainingLimit"),
            calls: scenario
                .timeline
                .iter()
                .map(|entry| entry.action.clone())
                .collect(),
        }
    }

    /// Lets an event happen.
    pub fn handle(&mut self, event: Event, cx: &mut Cx<'_>) {
        self.changed.insert(event.group());
        match event {
            Event::Acts(group) => self.on_acts(group, cx),
            Event::Launched {
                instance,
                group,
                zone,
            } => self.on_launched(instance, group, zone, cx),
            Event::InService { instance, group } => self.on_in_service(instance, group, cx),
            Event::Ends { instance, group } => self.on_ends(instance, group, cx),
            Event::Gone { instance, group } => self.on_gone(instance, group, cx),
            Event::LaunchFailed { group, zone } => self.on_launch_failed(group, zone, cx),
            Event::Call { entry, group } => self.on_call(entry, group, cx),
            Event::Stops { instance, group } => self.on_stops(instance, group, cx),
            Event::FindsUnhealthy { instance, group } => {
                self.on_finds_unhealthy(instance, group, cx);
            }
            Event::Drained { instance, group } => self.on_drained(instance, group, cx),
            Event::HookExpires { instance, group } => self.on_hook_expires(instance, group, cx),
            Event::RetriesZone { group, zone } => self.on_retries_zone(group, zone, cx),
        }
    }

    /// The groups that may have changed since the last call, in file order.
    pub fn take_changed(&mut self) -> BTreeSet<GroupId> {
        std::mem::take(&mut self.changed)
    }

    /// Those groups, left where they are.
    pub fn changed(&self) -> impl Iterator<Item = GroupId> + '_ {
        self.changed.iter().copied()
    }

    /// Whether any group may have changed since [`AutoScaling::take_changed`].
    pub fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }
}
