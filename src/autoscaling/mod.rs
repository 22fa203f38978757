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
mod decision;
mod ending;
mod event;
mod fact;
mod group;
pub mod zones;

use std::collections::BTreeSet;

pub use decision::{Choice, Decision, GroupDecision};
pub use event::Event;
pub use fact::{CallError, Fact};
pub use group::Group;

use crate::engine::{Arena, Span};
use crate::ids::{EntryId, GroupId};
use crate::scenario::model::{Action, Scenario};

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, Decision>;

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
            Event::LaunchFailed {
                group,
                zone,
                subnet,
            } => self.on_launch_failed(group, (zone, subnet), cx),
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
