//! What waits for an agent: news of its machine that ECS has not heard, and stops that the machine
//! has not heard. An event that is news of a machine (a container that exits, a health check that
//! fails) is listed in [`task_of`].

use crate::ecs::task::TaskStatus;
use crate::ecs::{Cx, Ecs, Event};
use crate::engine::{EventId, Purpose, Span};
use crate::ids::{InstanceId, TaskId};

impl Ecs {
    /// What happened on the machine is told now, as far as it still matters.
    pub(super) fn tell(&mut self, event: Event, cx: &mut Cx<'_>) {
        let Some(task) = task_of(event) else {
            cx.schedule(Span::ZERO, event);
            return;
        };
        let state = &self.tasks[task];
        if !state.is_alive() && state.status < TaskStatus::Deactivating {
            // It was told to stop meanwhile, which is next.
            self.note_exit(event, cx.now());
            return;
        }
        let mut after = Span::ZERO;
        if event == Event::TaskAdvances(task) && state.status == TaskStatus::Pending {
            let mut stream = cx.draws(Purpose::TaskPickup, self.entity(task));
            after = self.settings.agent_pickup.sample(&mut stream);
        }
        let timer = cx.schedule(after, event);
        if let Some(of_event) = self.timer_of(event) {
            *of_event = Some(timer);
        }
    }

    /// Whether an event is news of a machine whose agent is away; then it waits for the agent.
    pub(in crate::ecs) fn waits_for_agent(&mut self, event: Event) -> bool {
        let Some(id) = self.of_machine(event) else {
            return false;
        };
        if self.container_instance(id).agent.is_connected() {
            return false;
        }
        if let Some(fired) = self.timer_of(event) {
            *fired = None;
        }
        self.instance_mut(id).agent.untold.push(event);
        true
    }

    /// The timer whose event it is.
    fn timer_of(&mut self, event: Event) -> Option<&mut Option<EventId>> {
        match event {
            Event::TaskAdvances(task) => Some(&mut self.tasks[task].timers.state),
            _ => self.container_timer(event),
        }
    }

    /// The instance of which an event is news that its agent has to tell.
    fn of_machine(&self, event: Event) -> Option<InstanceId> {
        if let Event::SpotDrain(instance) = event {
            return Some(instance);
        }
        let task = &self.tasks[task_of(event)?];
        let is_advance = matches!(event, Event::TaskAdvances(_));
        task.instance
            .filter(|_| !is_advance || is_of_agent(task.status))
    }

    /// Whether a task that enters a state stays in it because its agent is away.
    pub(in crate::ecs) fn is_held(&self, id: TaskId, status: TaskStatus) -> bool {
        let instance = self.tasks[id].instance.filter(|_| is_of_agent(status));
        instance.is_some_and(|id| !self.container_instance(id).agent.is_connected())
    }

    /// Whether the stop of a task has to wait for its agent; what ECS has not handed over stops
    /// without it.
    pub(in crate::ecs) fn stop_waits(&mut self, task: TaskId) -> bool {
        let handed_over = self.tasks[task].status != TaskStatus::Provisioning;
        let Some(id) = self.tasks[task].instance.filter(|_| handed_over) else {
            return false;
        };
        let agent = &mut self.instance_mut(id).agent;
        let waits = !agent.is_connected();
        if waits {
            agent.unheard.push(task);
        }
        waits
    }

    /// Takes back what does not come any more because ECS told a task to stop. Containers whose
    /// agent has not heard of it go on, and may exit by themselves.
    pub(in crate::ecs) fn cancel_what_ecs_stops(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if !self.is_held(id, TaskStatus::Stopping) {
            self.cancel_timers(id, cx);
            return;
        }
        let timers = &mut self.tasks[id].timers;
        cx.cancel_timer(&mut timers.state);
        cx.cancel_timer(&mut timers.ready);
        cx.cancel_timer(&mut timers.grace);
        cx.cancel_timer(&mut timers.protection);
    }

    /// The agent has heard that a task is to stop; perhaps its containers did by themselves.
    pub(in crate::ecs) fn on_stop_heard(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &self.tasks[id];
        let waits = task.status <= TaskStatus::Running && !task.frozen;
        if !waits || self.stop_waits(id) {
            return;
        }
        self.cancel_timers(id, cx);
        if self.has_running_container(id) {
            self.carry_out_stop(id, cx);
        } else {
            self.enter(id, TaskStatus::Deprovisioning, cx);
        }
    }
}

/// The task on whose machine an event happens.
fn task_of(event: Event) -> Option<TaskId> {
    match event {
        Event::TaskAdvances(task)
        | Event::ContainerExits { task, .. }
        | Event::ContainerVerdict { task, .. }
        | Event::StartTimeout { task, .. }
        | Event::ContainersDie(task)
        | Event::TaskCrashes { task, .. } => Some(task),
        _ => None,
    }
}

/// Whether the end of a state is something that the agent tells, or does.
fn is_of_agent(status: TaskStatus) -> bool {
    use TaskStatus::{Activating, Deactivating, Pending, Stopping};
    matches!(status, Pending | Activating | Deactivating | Stopping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ecs_itself_does_what_has_to_do_with_interfaces() {
        let of_agent = TaskStatus::ALL.map(is_of_agent);
        let expected = [false, true, true, false, true, true, false, false];
        assert_eq!(of_agent, expected);
    }
}
