//! Stopping an instance and starting it again.
//!
//! Facts: EC2 User Guide, "Stop and start your instance", "Stop and start Spot Instances"; the
//! errors are those of the EC2 API reference. How long a stop takes is assumed to be as long as a
//! termination (`ec2.terminate`), and a start as long as a launch (`ec2.launchToRunning`).

use super::{Cx, Ec2, Event, Fact, InstanceState};
use crate::engine::{Entity, Purpose};
use crate::ids::InstanceId;
use crate::scenario::model::Market;

/// Why EC2 refuses to stop or to start an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is pending, stopping, shutting down or gone.
    WrongState,
    /// It is of a Spot request that lasts for one instance: what stops it ends it.
    OneTimeSpot,
}

impl Ec2 {
    /// Whether StopInstances takes an instance; one that is stopped already is no error.
    pub fn may_stop(&self, id: InstanceId) -> Result<(), Refusal> {
        use InstanceState::{Running, Stopped, Stopping};
        match self.instances[id].state {
            Running | Stopping | Stopped if self.market(id) == Market::Spot => {
                Err(Refusal::OneTimeSpot)
            }
            Running | Stopping | Stopped => Ok(()),
            _ => Err(Refusal::WrongState),
        }
    }

    /// Whether StartInstances takes an instance; one that runs already is no error.
    pub fn may_start(&self, id: InstanceId) -> Result<(), Refusal> {
        use InstanceState::{Pending, Running, Stopped};
        match self.instances[id].state {
            Pending | Running | Stopped => Ok(()),
            _ => Err(Refusal::WrongState),
        }
    }

    /// Whom the draws of a boot are for: the first has those of its instance.
    pub(super) fn boot_entity(&self, id: InstanceId) -> Entity {
        match self.instances[id].restarts {
            0 => self.entity(id),
            restarts => self.entity(id).number(u64::from(restarts)),
        }
    }

    pub(super) fn on_stop(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let entity = self.boot_entity(id);
        let instance = &mut self.instances[id];
        if !instance.state.can_become(InstanceState::Stopping) {
            return;
        }
        instance.become_state(InstanceState::Stopping);
        instance.stopped = Some(cx.now());
        cx.emit(Fact::Stopping(id));
        let mut stream = cx.draws(Purpose::InstanceStop, entity);
        let after = self.terminate.sample(&mut stream);
        self.instances[id].timer = Some(cx.schedule(after, Event::BecomesStopped(id)));
    }

    pub(super) fn on_becomes_stopped(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = &mut self.instances[id];
        instance.timer = None;
        instance.become_state(InstanceState::Stopped);
        cx.emit(Fact::Stopped(id));
    }

    pub(super) fn on_start(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let instance = &mut self.instances[id];
        if !instance.state.can_become(InstanceState::Pending) {
            return;
        }
        instance.become_state(InstanceState::Pending);
        instance.restarts += 1;
        cx.emit(Fact::Restarted(id));
        self.boot(id, cx);
    }
}
