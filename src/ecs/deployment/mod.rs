//! Deployments of a service: their records and states.
//!
//! # Two records
//! What DescribeServices lists as a deployment (`rolloutState`), and what
//! DescribeServiceDeployments knows of the same rollout (`status`):
//!
//! ```text
//! rolloutState  IN_PROGRESS ──▶ COMPLETED ──(a rollback to it)──▶ IN_PROGRESS
//!                   ├─(circuit breaker)──▶ FAILED
//!                   └─(superseded, or StopServiceDeployment)──▶ STOPPED
//!
//! status  PENDING ──▶ IN_PROGRESS ──▶ SUCCESSFUL
//!             │            ├──▶ STOPPED                 superseded; ABORT; failed without rollback
//!             └────────────┴──▶ ROLLBACK_IN_PROGRESS ──▶ ROLLBACK_SUCCESSFUL
//!                          │              └──▶ ROLLBACK_FAILED      superseded meanwhile
//!                          └──▶ ROLLBACK_FAILED                     nothing to roll back to
//! ```
//!
//! `STOP_REQUESTED` and `ROLLBACK_REQUESTED` are passed in no time. A rollback has no record of its
//! own: the last deployment that was COMPLETED is PRIMARY and `IN_PROGRESS` again, and the record
//! of the one that failed tells how that goes.
//!
//! Facts: ECS Developer Guide, "View service history using Amazon ECS service deployments" and "How
//! the Amazon ECS deployment circuit breaker detects failures"; API reference, Deployment. What
//! becomes of a rollback that is superseded, or has no target, is assumed.

pub mod circuit_breaker;
mod early_success;
mod ending;
mod failures;
pub(in crate::ecs) mod start_throttle;
mod update;

pub use failures::BreakerDecision;

use self::circuit_breaker::FailureCount;
use self::start_throttle::StartThrottle;
use crate::ecs::Ecs;
use crate::ecs::fact::StoppedBy;
use crate::engine::{EventId, SimTime};
use crate::ids::{DeploymentId, ServiceId, TaskDefinitionId};

/// How far a deployment has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolloutState {
    /// Tasks are being replaced, or the first ones come up.
    InProgress,
    /// All its tasks are healthy and the old ones are gone.
    Completed,
    /// The circuit breaker ended it.
    Failed,
    /// Another deployment took its place before, or a call ended it.
    Stopped,
}

impl RolloutState {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Stopped => "STOPPED",
        }
    }
}

/// How a service deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceDeploymentStatus {
    /// The scheduler has not looked at it yet.
    Pending,
    /// Under way.
    InProgress,
    /// Done.
    Successful,
    /// Ended before it was done.
    Stopped,
    /// The deployment before it is coming back.
    RollbackInProgress,
    /// The deployment before it is back.
    RollbackSuccessful,
    /// Nothing could come back, or something else came.
    RollbackFailed,
}

impl ServiceDeploymentStatus {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::Successful => "SUCCESSFUL",
            Self::Stopped => "STOPPED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Self::RollbackFailed => "ROLLBACK_FAILED",
        }
    }
}

/// One deployment of a service.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Whose.
    pub service: ServiceId,
    /// Its number there, from 1: `web/d-1`.
    pub number: u32,
    /// What it runs.
    pub definition: TaskDefinitionId,
    /// How far it has got.
    pub state: RolloutState,
    /// How its service deployment stands.
    pub status: ServiceDeploymentStatus,
    /// When it began.
    pub created: SimTime,
    /// When it was COMPLETED, the first time.
    pub completed: Option<SimTime>,
    /// When the circuit breaker, a call or the next one ended it.
    pub ended: Option<SimTime>,
    /// What stopped it, if something but the circuit breaker did.
    pub stopped_by: Option<StoppedBy>,
    /// When the one before it was back in its place.
    pub rolled_back: Option<SimTime>,
    /// Its failures.
    pub failures: FailureCount,
    /// Its tasks that are not STOPPED.
    pub(super) tasks: u32,
    /// Among these, those told to stop while it was PRIMARY and they could have stayed.
    pub(super) stopping: u32,
    /// Tasks that ended by themselves since it is being replaced, and by how much the desired count
    /// was raised since; less what was started for them.
    pub(super) lost: u32,
    /// Launches nothing more.
    pub(super) barred: bool,
    /// The deployment that came back in its place, once one does.
    pub rolled_back_to: Option<DeploymentId>,
    /// The deployment whose place it takes again, while it rolls that back.
    pub(super) rolls_back: Option<DeploymentId>,
    pub(super) throttle: StartThrottle,
    /// When its throttled starts go on.
    pub(super) throttle_timer: Option<EventId>,
}

impl Deployment {
    pub(super) fn new(
        service: ServiceId,
        number: u32,
        definition: TaskDefinitionId,
        created: SimTime,
    ) -> Self {
        Self {
            service,
            number,
            definition,
            state: RolloutState::InProgress,
            status: ServiceDeploymentStatus::Pending,
            created,
            completed: None,
            ended: None,
            stopped_by: None,
            rolled_back: None,
            failures: FailureCount::default(),
            tasks: 0,
            stopping: 0,
            lost: 0,
            barred: false,
            rolled_back_to: None,
            rolls_back: None,
            throttle: StartThrottle::default(),
            throttle_timer: None,
        }
    }

    /// Whether it is not decided yet.
    pub fn is_in_progress(&self) -> bool {
        self.state == RolloutState::InProgress
    }

    /// Whether the circuit breaker looks at it: not at a rollback.
    fn is_watched(&self) -> bool {
        self.is_in_progress() && self.rolls_back.is_none()
    }

    pub(super) fn complete(&mut self, now: SimTime) {
        self.state = RolloutState::Completed;
        self.completed.get_or_insert(now);
        if self.rolls_back.is_none() {
            self.status = ServiceDeploymentStatus::Successful;
        }
    }

    fn stop(&mut self, now: SimTime, state: RolloutState, status: ServiceDeploymentStatus) {
        self.state = state;
        self.status = status;
        self.ended = Some(now);
    }
}

impl Ecs {
    /// Since when and why a deployment makes no progress, while it does not.
    pub fn stalled(&self, id: DeploymentId) -> Option<(SimTime, &'static str)> {
        let deployment = &self.deployments[id];
        let service = &self.services[deployment.service];
        if service.primary != id {
            return None;
        }
        if deployment.status == ServiceDeploymentStatus::RollbackFailed {
            let since = deployment.ended.filter(|_| deployment.barred)?;
            return Some((since, "no deployment was COMPLETED to roll back to"));
        }
        let stalled = service.stalled().filter(|_| deployment.is_in_progress());
        stalled.map(|(since, why)| (since.max(deployment.created), why))
    }

    /// The deployment that came back in place of one that failed or was stopped.
    ///
    /// # Panics
    /// If none did.
    pub fn rollback_target(&self, failed: DeploymentId) -> DeploymentId {
        let target = self.deployments[failed].rolled_back_to;
        target.expect("a rollback that was told has a target")
    }

    /// How many older deployments of a service have tasks; those without are INACTIVE.
    pub fn active_older(&self, service: ServiceId) -> u32 {
        let older = self.services[service].older.iter();
        let active = older.filter(|id| self.deployments[**id].tasks > 0);
        u32::try_from(active.count()).unwrap_or(u32::MAX)
    }
}
