//! Tasks that fail to start: which ones, when, and what follows for their deployment.
//!
//! A scenario says it of an application (`startFailure`), or of the next tasks of a service
//! (`taskStartFailure`). The task comes as far as ACTIVATING and fails there.
//!
//! Fact: ECS Developer Guide, "Amazon ECS stopped tasks error codes".

use super::start::StartFault;
use super::{Owner, StopCause, TaskStatus};
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{Purpose, SimTime, Span};
use crate::ids::{DeploymentId, EntryId, ServiceId, TaskId};
use crate::scenario::model::{Action, Share, TaskStartFailure};

/// A mishap that is not over.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct StartMishap {
    entry: EntryId,
    /// How many tasks it will still hit.
    left: Option<u32>,
    /// Until when it hits them.
    until: Option<SimTime>,
}

impl StartMishap {
    fn is_over(&self, now: SimTime) -> bool {
        self.left == Some(0) || self.until.is_some_and(|until| now >= until)
    }
}

impl Ecs {
    /// The timeline: tasks of a service that are created from now on fail to start.
    pub(in crate::ecs) fn on_start_mishap(
        &mut self,
        entry: EntryId,
        mishap: &TaskStartFailure,
        now: SimTime,
    ) {
        self.services[mishap.service]
            .start_mishaps
            .push(StartMishap {
                entry,
                left: mishap.count,
                until: mishap.duration.map(|duration| now + duration),
            });
    }

    /// A task is created: whether it will fail to start, and to which round it belongs.
    pub(in crate::ecs) fn foresee_start(&mut self, id: TaskId, cx: &Cx<'_>) {
        let task = &self.tasks[id];
        let definition = task.definition;
        let mut fault = None;
        if let Owner::Service(service, deployment) = task.owner {
            let throttle = &mut self.deployments[deployment].throttle;
            self.tasks[id].round = throttle.starts(cx.now());
            fault = self.mishap_hits(service, cx.now());
        }
        let failure = &self.aws.task_definitions[definition].start_failure;
        if let (None, Some(failure)) = (fault, failure) {
            let mut stream = cx.draws(Purpose::TaskStartFailure, self.entity(id));
            let fails = stream.below(Share::OF) < failure.share.part;
            fault = fails.then_some(StartFault::Application(definition));
        }
        if self.interface_times_out(id) {
            fault = Some(StartFault::InterfaceTimeout);
        }
        self.tasks[id].start_fault = fault;
    }

    /// The oldest mishap of a service that is not over hits.
    fn mishap_hits(&mut self, service: ServiceId, now: SimTime) -> Option<StartFault> {
        let mishaps = &mut self.services[service].start_mishaps;
        mishaps.retain(|mishap| !mishap.is_over(now));
        let first = mishaps.first_mut()?;
        first.left = first.left.map(|left| left - 1);
        Some(StartFault::Mishap(first.entry))
    }

    /// Whether a task in this state is about to fail.
    pub(in crate::ecs) fn is_failing(&self, id: TaskId, status: TaskStatus) -> bool {
        status == TaskStatus::Activating && self.tasks[id].start_fault.is_some()
    }

    /// How long a task is ACTIVATING before it fails as the scenario says; `launch` is what it
    /// would have taken.
    pub(in crate::ecs) fn fails_after(&mut self, id: TaskId, launch: Span, cx: &Cx<'_>) -> Span {
        self.tasks[id].times.pull_stopped = None;
        let after = match self.tasks[id].start_fault {
            Some(StartFault::Application(definition)) => {
                let definition = &self.aws.task_definitions[definition];
                let failure = definition.start_failure.as_ref();
                failure.and_then(|failure| failure.after.as_ref())
            }
            Some(StartFault::Mishap(entry)) => match &self.calls[entry] {
                Action::TaskStartFailure(mishap) => mishap.after.as_ref(),
                _ => None,
            },
            _ => None,
        };
        let draws = || cx.draws(Purpose::TaskLaunch, self.entity(id));
        after.map_or(launch, |after| after.sample(&mut draws()))
    }

    /// A task fails to start.
    pub(in crate::ecs) fn fail_to_start(&mut self, id: TaskId, fault: StartFault, cx: &mut Cx<'_>) {
        self.end_task(id, StopCause::FailedToStart(fault), cx);
    }

    /// Whether the end of a task is held against its deployment as a failed start: it was never
    /// RUNNING, and neither its service nor the Spot market stopped it.
    pub(in crate::ecs) fn failed_to_start(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        let by_itself = task.stop.is_some_and(|cause| match cause {
            StopCause::SpotInterruption => false,
            StopCause::HostTerminated(instance) => !self.noticed.contains(&instance),
            cause => !cause.is_scheduler(),
        });
        by_itself && task.times.started.is_none()
    }

    /// A task ends without having been RUNNING: the next round of its deployment may come later.
    pub(in crate::ecs) fn throttle(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let Owner::Service(service, deployment) = self.tasks[id].owner else {
            return;
        };
        let round = self.tasks[id].round;
        let record = &mut self.deployments[deployment];
        let rules = &self.settings.throttle;
        let delay = record.throttle.fails(round, cx.now(), rules);
        let Some(delay) = delay.filter(|delay| !delay.is_zero()) else {
            return;
        };
        cx.cancel_timer(&mut record.throttle_timer);
        record.throttle_timer = Some(cx.schedule(delay, Event::StartsAgain(deployment)));
        if self.services[service].said.impaired.is_due(cx.now()) {
            cx.emit(Fact::StartImpaired(service));
        }
    }

    /// A throttled deployment may start tasks again.
    pub(in crate::ecs) fn on_starts_again(&mut self, deployment: DeploymentId, cx: &mut Cx<'_>) {
        let record = &mut self.deployments[deployment];
        record.throttle_timer = None;
        let service = record.service;
        self.touch(service, cx);
    }

    /// A task became RUNNING: its deployment can start tasks.
    pub(in crate::ecs) fn starts_well(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if let Owner::Service(_, deployment) = self.tasks[id].owner {
            self.deployments[deployment].failures.has_run = true;
            self.reset_throttle(deployment, cx);
        }
    }

    /// Nothing is held against the starts of a deployment any more.
    pub(in crate::ecs) fn reset_throttle(&mut self, deployment: DeploymentId, cx: &mut Cx<'_>) {
        let record = &mut self.deployments[deployment];
        record.throttle.resets();
        cx.cancel_timer(&mut record.throttle_timer);
        let service = &mut self.services[record.service];
        if service.primary == deployment {
            service.said.impaired.is_over();
        }
    }

    /// Whether a deployment has to wait before it starts tasks.
    pub(in crate::ecs) fn is_throttled(&self, deployment: DeploymentId, now: SimTime) -> bool {
        let throttle = &self.deployments[deployment].throttle;
        throttle.holds_until(now).is_some()
    }
}
