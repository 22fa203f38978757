//! The agent of a container instance: its connection to ECS, and what waits for it.
//!
//! While an agent is away its machine goes on and ECS knows nothing of it: no task is placed there,
//! tasks keep the status that was reported last, and nobody replaces them. When it is back it tells
//! what happened, and hears what it was told meanwhile:
//!
//! | while the agent is away | ECS sees |
//! | --- | --- |
//! | a task is in PROVISIONING | its interface is attached by ECS; then PENDING until the return |
//! | a task is PENDING | it is picked up after the return |
//! | a task starts on the machine | RUNNING at the return |
//! | a task without a health check becomes ready by ECS's own count | ready in time |
//! | a health check changes its verdict | the verdict that holds at the return |
//! | a container exits | the exit at the return, and what follows from it then |
//! | a task that never reached the agent is told to stop | it stops at once |
//! | another task is told to stop | `desiredStatus` STOPPED; the signal goes out at the return |
//! | the same, and its container has exited by then | STOPPED at the return |
//! | a task is STOPPING already | the exit at the return, or later if it takes longer |
//! | a Spot notice, with draining by the agent | DRAINING at the return |
//! | DRAINING by a call | at once; the instance is not empty before the return |
//! | the machine ends or stops | what `ending.rs` says |
//!
//! What waits meanwhile is in `untold.rs`; whether a task is heard of now, [`Ecs::reports`] says.
//!
//! Facts: ECS Developer Guide, "API failure reasons" (AGENT), and API reference, HealthCheck (the
//! status stays that of the last report). That stops wait, and all times, are assumed.

use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{EventId, SimTime, Span};
use crate::ids::{InstanceId, TaskId};

/// The connection of an agent.
#[derive(Clone, Debug, Default)]
pub struct Agent {
    /// When it was away, from and until.
    pub away: Vec<(SimTime, Option<SimTime>)>,
    /// When it will be back, if anybody knows.
    returns: Option<(SimTime, EventId)>,
    /// What happened on the machine meanwhile, in order.
    pub(super) untold: Vec<Event>,
    /// Whether Docker is down, which has taken the agent with it.
    pub(super) docker_is_down: bool,
    /// Tasks that were told to stop meanwhile.
    pub(super) unheard: Vec<TaskId>,
}

impl Agent {
    /// `agentConnected`.
    pub fn is_connected(&self) -> bool {
        self.away.last().is_none_or(|(_, until)| until.is_some())
    }

    /// `agentConnected` at a time, after what happened at that time.
    pub fn was_connected(&self, at: SimTime) -> bool {
        let is_away = |(from, until): &(SimTime, Option<SimTime>)| {
            *from <= at && until.is_none_or(|until| at < until)
        };
        !self.away.iter().any(is_away)
    }
}

/// When an agent is back that loses its connection again while it is away: at the later time, and
/// never if one of the two is for good.
fn later(away_until: Option<SimTime>, again_until: Option<SimTime>) -> Option<SimTime> {
    Some(away_until?.max(again_until?))
}

impl Ecs {
    /// Whether ECS hears of a task now: its agent is connected, and its machine is there.
    pub fn reports(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        let hears = |id| {
            let instance = self.container_instance(id);
            instance.agent.is_connected() && !instance.dead
        };
        !task.frozen && task.instance.is_none_or(hears)
    }

    /// Whether the agent of an instance may lose its connection now.
    pub fn may_lose_agent(&self, id: InstanceId) -> bool {
        let instance = self.instance_if_any(id);
        instance.is_some_and(|instance| instance.is_registered() && !instance.dead)
    }

    /// A mishap cuts the connection of an agent, for a while or for good.
    pub(in crate::ecs) fn disconnect(
        &mut self,
        id: InstanceId,
        lasts: Option<Span>,
        cx: &mut Cx<'_>,
    ) {
        if !self.may_lose_agent(id) {
            return;
        }
        let agent = &mut self.instance_mut(id).agent;
        let mut until = lasts.map(|lasts| cx.now() + lasts);
        if !agent.is_connected() {
            until = later(agent.returns.map(|(at, _)| at), until);
        }
        if let Some((_, timer)) = agent.returns.take() {
            cx.cancel(timer);
        }
        self.agent_leaves(id, cx);
        if let Some(at) = until {
            let timer = cx.schedule(at.since(cx.now()), Event::AgentReturns(id));
            self.instance_mut(id).agent.returns = Some((at, timer));
        }
    }

    /// `agentConnected` becomes false, unless it is.
    pub(in crate::ecs) fn agent_leaves(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let agent = &mut self.instance_mut(id).agent;
        if agent.is_connected() {
            agent.away.push((cx.now(), None));
            self.show_remaining(id);
            cx.emit(Fact::AgentDisconnected(id));
            self.daemons_follow(id, cx);
        }
    }

    pub(in crate::ecs) fn on_agent_returns(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        self.instance_mut(id).agent.returns = None;
        self.agent_connects(id, cx);
    }

    /// The agent is back: it tells what happened, and hears what it was told.
    pub(in crate::ecs) fn agent_connects(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let (now, was_open) = (cx.now(), self.zone_is_open(id));
        let agent = &mut self.instance_mut(id).agent;
        if let Some((_, until @ None)) = agent.away.last_mut() {
            *until = Some(now);
        }
        let untold = std::mem::take(&mut agent.untold);
        let unheard = std::mem::take(&mut agent.unheard);
        self.show_remaining(id);
        self.docker_returns(id, cx);
        cx.emit(Fact::AgentConnected(id));
        for event in &untold {
            self.tell(*event, cx);
        }
        for task in unheard {
            cx.schedule(Span::ZERO, Event::StopHeard(task));
        }
        self.daemons_follow(id, cx);
        self.wake_blocked(cx);
        self.zone_opens(id, was_open, cx);
    }

    /// Nothing will come of an agent any more: its machine is down, or ECS knows it no longer.
    pub(in crate::ecs) fn forget_agent(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let agent = &mut self.instance_mut(id).agent;
        agent.docker_is_down = false;
        agent.untold.clear();
        agent.unheard.clear();
        if let Some((_, timer)) = agent.returns.take() {
            cx.cancel(timer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> SimTime {
        SimTime::from_secs(seconds)
    }

    #[test]
    fn of_two_losses_the_later_return_counts() {
        for (one, other, then) in [
            (Some(at(60)), Some(at(90)), Some(at(90))),
            (Some(at(90)), Some(at(60)), Some(at(90))),
            (Some(at(60)), None, None),
            (None, Some(at(60)), None),
        ] {
            assert_eq!(later(one, other), then);
        }
    }

    #[test]
    fn an_agent_is_away_from_its_loss_to_its_return() {
        let mut agent = Agent::default();
        assert!(agent.is_connected());
        agent.away = vec![(at(10), Some(at(20))), (at(30), None)];
        assert!(!agent.is_connected());
        let connected = [9, 10, 19, 20, 30, 99].map(|seconds| agent.was_connected(at(seconds)));
        assert_eq!(connected, [true, false, false, true, false, false]);
    }
}
