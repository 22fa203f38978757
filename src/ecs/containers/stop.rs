//! How the containers of a task stop: one after the other, against the order of their dependencies.

use super::{ContainerState, restart, small};
use crate::ecs::container_instance::docker;
use crate::ecs::{Cx, Ecs, Event};
use crate::engine::{Purpose, SimTime, Span};
use crate::ids::TaskId;
use crate::scenario::model::{Action, stop_times};

/// The exit code of a process that SIGKILL ended.
const KILLED: u8 = 137;

impl Ecs {
    /// Sends the stop signals, dependents first: how long it takes until all have exited.
    pub(in crate::ecs) fn stop_containers(&mut self, id: TaskId, cx: &Cx<'_>) -> Span {
        let count = self.tasks[id].containers.len();
        let takes: Vec<Option<(Span, bool)>> = (0..count)
            .map(|index| self.shutdown(id, index, cx))
            .collect();
        let spans: Vec<Option<Span>> = takes.iter().map(|it| it.map(|(span, _)| span)).collect();
        let definition = self.tasks[id].definition;
        let mut ends = stop_times(&self.aws.task_definitions[definition].containers, &spans);
        let last = self.capacity_lasts(id, cx.now());
        let containers = &mut self.tasks[id].containers;
        for (index, end) in ends.iter_mut().enumerate() {
            if let (Some(end), Some((_, killed))) = (end, takes[index]) {
                let is_cut = last.is_some_and(|last| *end > last);
                *end = last.map_or(*end, |last| last.min(*end));
                containers[index].exited = Some(cx.now() + *end);
                containers[index].exit_code = (killed || is_cut).then_some(KILLED);
            }
        }
        ends.into_iter().flatten().max().unwrap_or(Span::ZERO)
    }

    /// How long a container takes from its stop signal to its exit, and whether it is killed.
    fn shutdown(&self, id: TaskId, index: usize, cx: &Cx<'_>) -> Option<(Span, bool)> {
        let task = &self.tasks[id];
        if !task.containers[index].is_running() {
            return None;
        }
        let container = self.container(id, index);
        let exit = container.program.shutdown.as_ref();
        let exit = exit.unwrap_or(&self.settings.exit_after_signal);
        let entity = self.container_entity(id, index);
        let exit = exit.sample(&mut cx.draws(Purpose::TaskShutdown, entity));
        let agent = task.instance.and_then(|instance| {
            let template = self.container_instance(instance).template;
            self.templates[template].container_stop_timeout
        });
        let timeout = container.stop_timeout.or(agent);
        let timeout = timeout.unwrap_or(self.settings.stop_timeout);
        Some((exit.min(timeout), exit > timeout))
    }

    /// Whether any container of a task runs.
    pub(in crate::ecs) fn has_running_container(&self, id: TaskId) -> bool {
        self.tasks[id]
            .containers
            .iter()
            .any(ContainerState::is_running)
    }

    /// The containers of a task whose death ends it, and the others, of those that ran.
    pub(in crate::ecs) fn fatal_and_others(&self, id: TaskId, now: SimTime) -> (Vec<u8>, Vec<u8>) {
        let states = self.tasks[id].containers.iter().enumerate();
        let running = states.filter(|(_, state)| state.is_running());
        let is_fatal = |index: usize, state: &ContainerState| {
            let container = self.container(id, index);
            let policy = container.restart_policy.as_ref();
            let restarts = |started| restart::restarts(policy, docker::LOST, started, now);
            container.essential && !state.started.is_some_and(restarts)
        };
        let (fatal, others): (Vec<_>, Vec<_>) =
            running.partition(|(index, state)| is_fatal(*index, state));
        let places = |all: Vec<(usize, &ContainerState)>| {
            all.into_iter().map(|(index, _)| small(index)).collect()
        };
        (places(fatal), places(others))
    }

    /// A container has died with its daemon, and nothing follows.
    pub(in crate::ecs) fn note_death(&mut self, id: TaskId, container: u8, now: SimTime) {
        let state = &mut self.tasks[id].containers[usize::from(container)];
        if state.is_running() {
            state.exited = Some(now);
            state.exit_code = Some(docker::LOST);
        }
    }

    /// If an event is the exit of a container, takes it down and nothing more: its task was told to
    /// stop, and the agent that should have heard of it was away.
    pub(in crate::ecs) fn note_exit(&mut self, event: Event, now: SimTime) {
        if let Event::ContainersDie(task) = event {
            for container in 0..self.tasks[task].containers.len() {
                self.note_death(task, small(container), now);
            }
            return;
        }
        let (task, container, exit_code) = match event {
            Event::ContainerExits { task, container } => {
                let end = self
                    .container(task, usize::from(container))
                    .program
                    .end
                    .as_ref();
                (
                    task,
                    usize::from(container),
                    end.map_or(0, |end| end.exit_code),
                )
            }
            Event::TaskCrashes { task, entry } => {
                let Action::TaskCrash(crash) = &self.calls[entry] else {
                    return;
                };
                let definition = &self.aws.task_definitions[self.tasks[task].definition];
                (task, definition.main_container(), crash.exit_code)
            }
            _ => return,
        };
        let state = &mut self.tasks[task].containers[container];
        if state.is_running() {
            state.exited = Some(now);
            state.exit_code = Some(exit_code);
        }
    }
}
