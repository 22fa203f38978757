//! Services: what they should be, what they have, and the scheduler that brings the one to the
//! other.
//!
//! `pass.rs` is one evaluation: it counts (`roster.rs`), asks for a step (`rolling_update.rs`,
//! pure) and carries it out. What else a service does stands beside it: the replacement of sick
//! tasks (`sick.rs`), the places of a DAEMON service (`daemon.rs`), the balance over zones
//! (`az_rebalancing.rs`), what it says (`said.rs`). Not played: task sets, alarms.
//!
//! Facts: ECS Developer Guide, "Amazon ECS services"; API reference, Service.

pub(in crate::ecs) mod az_rebalancing;
pub(in crate::ecs) mod daemon;
pub(in crate::ecs) mod next_pass;
pub(in crate::ecs) mod outlook;
mod pass;
pub(in crate::ecs) mod placement_retry;
pub mod rolling_update;
pub(in crate::ecs) mod roster;
pub(in crate::ecs) mod said;
mod scale_in;
mod sick;

use self::az_rebalancing::Rebalancing;
use self::daemon::DaemonPlaces;
use self::next_pass::NextPass;
use self::rolling_update::{Situation, Step};
use self::roster::Roster;
use self::said::Said;
use crate::ecs::Ecs;
use crate::ecs::deployment::Deployment;
use crate::ecs::launch::tokens::Tokens;
use crate::ecs::task::TaskGroupId;
use crate::ecs::task::start_failure::StartMishap;
use crate::engine::{EventId, SimTime, Span};
use crate::ids::{ClusterId, DeploymentId, ServiceId, ZoneId};
use crate::scenario::model::{Capacity, DeploymentConfiguration, Placement, SchedulingStrategy};

/// A service.
#[derive(Debug)]
pub struct Service {
    /// How it is written in ids and tables.
    pub label: String,
    /// Its cluster.
    pub cluster: ClusterId,
    /// `desiredCount`.
    pub desired: u32,
    /// The newest deployment.
    pub primary: DeploymentId,
    /// The deployment that was COMPLETED last, unless it is being rolled back to.
    pub(in crate::ecs) completed: Option<DeploymentId>,
    /// The number of the newest deployment.
    pub(in crate::ecs) last_number: u32,
    /// Mishaps that make its tasks fail to start, oldest first.
    pub(in crate::ecs) start_mishaps: Vec<StartMishap>,
    /// Deployments that are being replaced and have tasks, or lost some, oldest first.
    pub older: Vec<DeploymentId>,
    pub(in crate::ecs) group: TaskGroupId,
    pub(in crate::ecs) capacity: Capacity,
    pub(in crate::ecs) configuration: DeploymentConfiguration,
    /// Where its tasks are and should be, if it is a DAEMON service.
    pub(in crate::ecs) daemon: Option<DaemonPlaces>,
    pub(in crate::ecs) grace_period: Span,
    pub(in crate::ecs) zones: Vec<ZoneId>,
    pub(in crate::ecs) placement: Placement,
    pub(in crate::ecs) roster: Roster,
    pub(in crate::ecs) tokens: Tokens,
    pub(in crate::ecs) next_pass: NextPass,
    pub(in crate::ecs) token_timer: Option<EventId>,
    pub(in crate::ecs) retry: Option<PlacementRetry>,
    /// The timer of the next report, while the service is in its steady state.
    pub(in crate::ecs) steady: Option<EventId>,
    /// The timer of the next report, while its percents leave it no move.
    pub(in crate::ecs) stuck: Option<EventId>,
    pub(in crate::ecs) said: Said,
    pub(in crate::ecs) rebalancing: Rebalancing,
    pub(in crate::ecs) last_step: Option<(Situation, Step)>,
    /// A sick task has recovered while it was being replaced: if that makes too many, who goes is
    /// chosen at random.
    pub(in crate::ecs) recovered: bool,
    /// Sick tasks that were stopped before others were started in their place.
    pub(in crate::ecs) stopped_sick: u32,
    /// Where that step is among the decisions.
    pub(in crate::ecs) last_decision: u32,
    changed: bool,
}

/// How many tasks a service has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    /// RUNNING and not told to stop: `runningCount`.
    pub running: u32,
    /// Before RUNNING and not told to stop: `pendingCount`.
    pub pending: u32,
    /// Healthy, of the running ones.
    pub ready: u32,
    /// Of the running ones: those that a check found unhealthy after their grace period.
    pub unhealthy: u32,
    /// Told to stop, not STOPPED yet.
    pub stopping: u32,
}

/// Tries again to place what found no room.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct PlacementRetry {
    pub(in crate::ecs) first_failure: SimTime,
    pub(in crate::ecs) timer: EventId,
    /// Whether it tries now, so that what fails counts.
    pub(in crate::ecs) tries: bool,
    pub(in crate::ecs) next: SimTime,
}

impl Service {
    pub(in crate::ecs) fn new(
        asked: &crate::scenario::model::Service,
        group: TaskGroupId,
        primary: DeploymentId,
        tokens: Tokens,
    ) -> Self {
        Self {
            label: asked.label.clone(),
            cluster: asked.cluster,
            desired: asked.desired_count,
            daemon: (asked.strategy == SchedulingStrategy::Daemon).then(DaemonPlaces::default),
            primary,
            completed: None,
            last_number: 1,
            start_mishaps: Vec::new(),
            older: Vec::new(),
            group,
            capacity: asked.capacity,
            configuration: asked.deployment,
            grace_period: asked.health_check_grace_period,
            zones: asked.zones.clone(),
            placement: asked.placement.clone(),
            roster: Roster::default(),
            tokens,
            next_pass: NextPass::None,
            token_timer: None,
            retry: None,
            steady: None,
            stuck: None,
            said: Said::default(),
            rebalancing: Rebalancing {
                enabled: asked.az_rebalancing,
                ..Rebalancing::default()
            },
            last_step: None,
            recovered: false,
            stopped_sick: 0,
            last_decision: 0,
            changed: false,
        }
    }

    /// The floor for healthy tasks.
    pub fn min_healthy(&self) -> u32 {
        rolling_update::min_healthy(self.desired, self.configuration.minimum_healthy_percent)
    }

    /// The ceiling for all tasks.
    pub fn max_total(&self) -> u32 {
        rolling_update::max_total(self.desired, self.configuration.maximum_percent)
    }

    /// `minimumHealthyPercent` and `maximumPercent`.
    pub fn percents(&self) -> (u32, u32) {
        let percents = &self.configuration;
        (percents.minimum_healthy_percent, percents.maximum_percent)
    }

    /// Since when and why nothing moves, while nothing does.
    pub(in crate::ecs) fn stalled(&self) -> Option<(SimTime, &'static str)> {
        let stuck = self
            .said
            .stuck
            .since()
            .map(|at| (at, "the percents leave no move"));
        let retry = self.retry.as_ref();
        let impaired = self.said.impaired.since();
        stuck
            .or(retry.map(|retry| (retry.first_failure, "no room for its tasks")))
            .or(impaired.map(|at| (at, "its tasks fail to start")))
    }

    /// How many tasks it has.
    pub fn counts(&self) -> TaskCounts {
        let roster = &self.roster;
        TaskCounts {
            running: roster.running(),
            pending: roster.pending(),
            ready: roster.new.ready + roster.old.ready,
            unhealthy: roster.new.sick + roster.old.sick,
            stopping: roster.stopping,
        }
    }

    /// How many tasks could be started at all.
    fn places(&self) -> u32 {
        let vacant = self.daemon.as_ref().map(|places| places.vacant.len());
        vacant.map_or(u32::MAX, |vacant| u32::try_from(vacant).unwrap_or(u32::MAX))
    }

    pub(in crate::ecs) fn situation(&self, primary: &Deployment, older_lost: u32) -> Situation {
        let roster = &self.roster;
        Situation {
            desired: self.desired,
            min_healthy: self.min_healthy(),
            max_total: self.max_total(),
            new: roster.new,
            old: roster.old,
            new_protected: roster.new_protected,
            old_protected: roster.old_protected,
            replacements: roster.replacements,
            spares: roster.spares,
            older_running: roster.older_running,
            older_sick: roster.older_sick,
            older_lost,
            draining_ready: roster.draining_ready,
            stopping: roster.stopping,
            gated: primary.is_in_progress() || roster.old.total() + roster.leaving > 0,
            blocked: self.retry.is_some(),
            halted: primary.barred,
            places: self.places(),
        }
    }
}

impl Ecs {
    /// Notes that a row of the service's state is due.
    pub(in crate::ecs) fn mark_changed(&mut self, service: ServiceId) {
        let state = &mut self.services[service];
        if !state.changed {
            state.changed = true;
            self.changed.push(service);
        }
    }

    /// The services whose state changed since the last call, in order of creation.
    pub fn take_changed(&mut self) -> Vec<ServiceId> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        for service in &changed {
            self.services[*service].changed = false;
        }
        changed
    }

    /// Those services, in order of their changes and left where they are.
    pub fn changed(&self) -> impl Iterator<Item = ServiceId> + '_ {
        self.changed.iter().copied()
    }

    /// Whether any service changed since [`Ecs::take_changed`].
    pub fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }
}
