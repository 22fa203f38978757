//! The Docker daemon of an instance. When it is down, every container on the instance is dead; the
//! agent is one of them, so nobody tells ECS, which goes on to count the tasks as RUNNING.
//!
//! | on the instance | while Docker is down, ECS sees | when Docker and the agent are back |
//! | --- | --- | --- |
//! | a task that runs | RUNNING, and ready | its containers have exited with 255 |
//! | a task that is ACTIVATING | ACTIVATING | it fails to start |
//! | a task that is PENDING | PENDING | it is picked up |
//! | a task that was told to stop | as before | STOPPED |
//!
//! It ends as the absence of an agent ends (`agent.rs`): by its return, by the end of the machine,
//! or by deregistration. Fact: Docker's reference of `docker ps` (a container that was lost with
//! its daemon is shown with 255). Assumed: that the agent is back with the daemon, that no
//! container survives it (`live-restore` is off).

use crate::ecs::task::start::StartFault;
use crate::ecs::task::{Exit, TaskStatus};
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::Span;
use crate::ids::{InstanceId, TaskId};

impl Ecs {
    /// A mishap ends the daemon, for a while or for good.
    pub(in crate::ecs) fn stop_docker(
        &mut self,
        id: InstanceId,
        lasts: Option<Span>,
        cx: &mut Cx<'_>,
    ) {
        if !self.may_lose_agent(id) {
            return;
        }
        let tasks = self.container_instance(id).tasks.clone();
        let running = tasks
            .iter()
            .filter(|task| self.has_running_container(**task));
        let running = u32::try_from(running.count()).unwrap_or(u32::MAX);
        cx.emit(Fact::DockerStopped {
            instance: id,
            tasks: running,
        });
        self.instance_mut(id).agent.docker_is_down = true;
        self.disconnect(id, lasts, cx);
        for task in tasks {
            self.kill_containers(task, cx);
        }
    }

    /// The containers of a task are dead: their agent tells it when it is back.
    fn kill_containers(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if self.tasks[id].frozen {
            return;
        }
        let is_starting = self.tasks[id].status == TaskStatus::Activating;
        if is_starting && self.tasks[id].timers.state.is_some() {
            let fault = &mut self.tasks[id].start_fault;
            *fault = fault.or(Some(StartFault::DockerDown));
        }
        if self.has_running_container(id) && self.tasks[id].status <= TaskStatus::Running {
            self.cancel_containers(id, cx);
            cx.schedule(Span::ZERO, Event::ContainersDie(id));
        }
    }

    /// ECS hears that all containers of a task have died: some are started again by their policy,
    /// the others take the task with them.
    pub(in crate::ecs) fn on_containers_die(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &self.tasks[id];
        if task.frozen || !task.is_alive() || task.status > TaskStatus::Running {
            return;
        }
        let (last, others) = self.fatal_and_others(id, cx.now());
        for container in others {
            if self.tasks[id].is_alive() {
                self.exit_container(id, container, LOST, Exit::Plain, cx);
            }
        }
        let Some((first, more)) = last.split_first() else {
            return;
        };
        for container in more {
            self.note_death(id, *container, cx.now());
        }
        if self.tasks[id].is_alive() {
            self.exit_container(id, *first, LOST, Exit::Plain, cx);
        }
    }

    /// Docker is there again, with the agent.
    pub(super) fn docker_returns(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        let agent = &mut self.instance_mut(id).agent;
        if std::mem::take(&mut agent.docker_is_down) {
            cx.emit(Fact::DockerStarted(id));
        }
    }
}

/// The exit code of a container whose daemon was lost.
pub(in crate::ecs) const LOST: u8 = 255;
