//! The containers of a task: they start in the order of `dependsOn`, are checked, exit, are
//! started again or take the task with them, and stop in the reverse order.
//!
//! ```text
//! (PENDING) ──what it depends on is far enough──▶ RUNNING ──its program ends, or a stop──▶ STOPPED
//!                                                    ▲───────restart policy───────────────┘
//! ```
//!
//! A task is RUNNING when all of its containers have started. The launch covers the start of all
//! containers that wait for nothing but a START; what another condition waits for comes on top.
//! (Assumed.) A task that is stopped before it is RUNNING has its containers killed at once.
//!
//! Facts: API reference, ContainerDefinition, ContainerDependency; ECS Developer Guide, "Task
//! lifecycle".

mod checks;
mod dependency;
mod health_check;
mod restart;
mod stop;

use self::dependency::{Wait, wait};
pub use self::health_check::Health;
use self::health_check::Monitor;
use crate::application::{Answer, Answers};
use crate::ecs::task::{Exit, StopCause, TaskStatus};
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{Entity, EventId, Purpose, SimTime, Span};
use crate::ids::TaskId;
use crate::scenario::model::{Condition, Container};

/// A container of a task.
#[derive(Clone, Debug, Default)]
pub struct ContainerState {
    /// When it was started, the last time.
    pub started: Option<SimTime>,
    /// When it exited for good; known ahead while it stops.
    pub exited: Option<SimTime>,
    /// With what.
    pub exit_code: Option<u8>,
    /// How often it was started again.
    pub restarts: u32,
    check: Option<Box<Checked>>,
    /// What its program answers, if anybody checks it.
    pub(super) answers: Answers,
    timers: ContainerTimers,
}

/// A container with a health check.
#[derive(Clone, Debug)]
struct Checked {
    monitor: Monitor,
    /// The verdict that ECS was told last.
    told: Health,
}

/// The pending events of a container.
#[derive(Clone, Debug, Default)]
struct ContainerTimers {
    /// Whether they are set since its last start.
    are_set: bool,
    /// Its program ends by itself.
    end: Option<EventId>,
    /// The verdict on its health changes.
    verdict: Option<EventId>,
    /// Who waits for it gives up.
    start_timeout: Option<EventId>,
}

impl ContainerState {
    /// `healthStatus`; without a check UNKNOWN.
    pub fn health(&self) -> Health {
        let check = self.check.as_ref();
        check.map_or(Health::Unknown, |check| check.monitor.health)
    }

    /// Whether its verdict will change, if nothing else happens.
    pub fn verdict_changes(&self) -> bool {
        self.timers.verdict.is_some()
    }

    fn is_running(&self) -> bool {
        self.started.is_some() && self.exited.is_none()
    }
}

/// How far the start of a task's containers has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Started {
    /// All have started.
    All,
    /// Some wait for others.
    Some,
    /// One waits in vain.
    Never(u8),
}

impl Ecs {
    /// Starts the containers that have waited long enough.
    pub(super) fn start_containers(&mut self, id: TaskId, now: SimTime) -> Started {
        let task = &mut self.tasks[id];
        let containers = &self.aws.task_definitions[task.definition].containers;
        loop {
            let mut result = Started::All;
            let mut starts = None;
            for (index, container) in containers.iter().enumerate() {
                if task.containers[index].started.is_some() {
                    continue;
                }
                let waits = container.depends_on.iter().map(|on| {
                    let other = &task.containers[usize::from(on.container)];
                    wait(on.condition, other)
                });
                match waits.max().unwrap_or(Wait::Over) {
                    Wait::Over => starts = Some(index),
                    Wait::Waiting if result == Started::All => result = Started::Some,
                    Wait::Waiting => {}
                    Wait::InVain => result = Started::Never(small(index)),
                }
            }
            match starts {
                Some(index) => task.containers[index].started = Some(now),
                None => return result,
            }
        }
    }

    /// Sets the clocks of the containers that have just started.
    pub(super) fn set_clocks(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        for index in 0..self.tasks[id].containers.len() {
            let state = &self.tasks[id].containers[index];
            if state.is_running() && !state.timers.are_set {
                self.set_clock(id, index, cx);
            }
        }
    }

    /// Sets the clocks of a container: its end, its health check, the patience of others.
    pub(super) fn set_clock(&mut self, id: TaskId, index: usize, cx: &mut Cx<'_>) {
        let task = &self.tasks[id];
        let (definition, number) = (task.definition, small(index));
        let denied = self.denied_need(id).filter(|_| self.is_main(id, index));
        let after = self.ends_after(id, index, denied.is_some(), cx);
        let end = after.map(|after| {
            let exits = Event::ContainerExits {
                task: id,
                container: number,
            };
            cx.schedule(after, exits)
        });
        let task = &self.tasks[id];
        let container = &self.aws.task_definitions[definition].containers[index];
        // Once its task is RUNNING, nobody waits any more.
        let is_starting = task.status < TaskStatus::Running;
        let patience = container
            .start_timeout
            .filter(|_| is_starting && self.is_waited_for(definition, index));
        let start_timeout = patience.map(|patience| {
            let gives_up = Event::StartTimeout {
                task: id,
                container: number,
            };
            cx.schedule(patience, gives_up)
        });
        self.tasks[id].denied = denied.or(self.tasks[id].denied);
        let timers = &mut self.tasks[id].containers[index].timers;
        timers.are_set = true;
        timers.end = end;
        timers.start_timeout = start_timeout;
        self.begin_checks(id, index, cx);
    }

    /// How long after its start the program in a container ends by itself, if it does; one whose
    /// role may not do what it needs finds that out at its startup.
    fn ends_after(&self, id: TaskId, index: usize, denied: bool, cx: &Cx<'_>) -> Option<Span> {
        let entity = self.container_entity(id, index);
        let program = &self.container(id, index).program;
        if denied {
            let startup = program.startup.as_ref();
            let startup = startup.unwrap_or(&self.settings.application_startup);
            return Some(startup.sample(&mut cx.draws(Purpose::TaskStartup, entity)));
        }
        let end = program.end.as_ref()?;
        Some(end.after.sample(&mut cx.draws(Purpose::TaskRun, entity)))
    }

    /// Whether another container waits for more than the start of this one.
    fn is_waited_for(&self, definition: crate::ids::TaskDefinitionId, index: usize) -> bool {
        let containers = &self.aws.task_definitions[definition].containers;
        let mut waits = containers.iter().flat_map(|it| &it.depends_on);
        waits.any(|on| usize::from(on.container) == index && on.condition != Condition::Start)
    }

    /// Whom the draws of a container are for; those of the first essential one are the task's.
    fn container_entity(&self, id: TaskId, index: usize) -> Entity {
        let definition = &self.aws.task_definitions[self.tasks[id].definition];
        let mut entity = self.entity(id);
        if index != definition.main_container() {
            entity = entity.and(&definition.containers[index].name);
        }
        match self.tasks[id].containers[index].restarts {
            0 => entity,
            restarts => entity.number(u64::from(restarts)),
        }
    }

    /// Whether a container is the first essential one.
    fn is_main(&self, id: TaskId, index: usize) -> bool {
        let definition = &self.aws.task_definitions[self.tasks[id].definition];
        index == definition.main_container()
    }

    fn container(&self, id: TaskId, index: usize) -> &Container {
        &self.aws.task_definitions[self.tasks[id].definition].containers[index]
    }

    /// The program in a container ends by itself, or is made to.
    pub(super) fn on_container_exits(&mut self, id: TaskId, number: u8, cx: &mut Cx<'_>) {
        let index = usize::from(number);
        self.tasks[id].containers[index].timers.end = None;
        let denied = self.tasks[id].denied.filter(|_| self.is_main(id, index));
        let definition = self.tasks[id].definition;
        let end = self.container(id, index).program.end.as_ref();
        let (exit_code, why) = match (denied, end) {
            (Some(need), _) => (1, Exit::Denied { definition, need }),
            (None, Some(end)) if end.out_of_memory => (end.exit_code, Exit::OutOfMemory),
            (None, end) => (end.map_or(0, |end| end.exit_code), Exit::Plain),
        };
        self.exit_container(id, number, exit_code, why, cx);
    }

    /// A container exits: it is started again, or the task ends with it, or nothing follows.
    pub(super) fn exit_container(
        &mut self,
        id: TaskId,
        number: u8,
        exit_code: u8,
        why: Exit,
        cx: &mut Cx<'_>,
    ) {
        let index = usize::from(number);
        self.cancel_container_timers(id, index, cx);
        let container = self.container(id, index);
        let (essential, policy) = (container.essential, container.restart_policy.as_ref());
        let started = self.tasks[id].containers[index].started;
        let restarts =
            started.is_some_and(|started| restart::restarts(policy, exit_code, started, cx.now()));
        let state = &mut self.tasks[id].containers[index];
        if restarts {
            state.restarts += 1;
            state.started = Some(cx.now());
            cx.emit(Fact::ContainerRestarted {
                task: id,
                container: number,
                exit_code,
            });
            self.set_clock(id, index, cx);
            self.judge(id, cx);
            return;
        }
        state.exited = Some(cx.now());
        state.exit_code = Some(exit_code);
        if essential {
            let container = number;
            let cause = StopCause::Exited {
                container,
                exit_code,
                why,
            };
            self.end_task(id, cause, cx);
        } else {
            self.falls_silent(id, index, Answer::Refuses, cx.now());
            cx.emit(Fact::ContainerExited {
                task: id,
                container: number,
                exit_code,
            });
            self.go_on_starting(id, cx);
        }
    }

    /// Something that containers may wait for has happened.
    pub(super) fn go_on_starting(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        if self.tasks[id].status != TaskStatus::Activating || !self.tasks[id].is_alive() {
            return;
        }
        match self.start_containers(id, cx.now()) {
            Started::All => self.enter(id, TaskStatus::Running, cx),
            Started::Some => self.set_clocks(id, cx),
            Started::Never(container) => {
                self.end_task(id, StopCause::DependencyFailed { container }, cx);
            }
        }
    }

    /// A container took too long to become what others wait for.
    pub(super) fn on_start_timeout(&mut self, id: TaskId, number: u8, cx: &mut Cx<'_>) {
        self.tasks[id].containers[usize::from(number)]
            .timers
            .start_timeout = None;
        let task = &self.tasks[id];
        let containers = &self.aws.task_definitions[task.definition].containers;
        let gives_up = containers.iter().position(|container| {
            let mut waits = container.depends_on.iter();
            waits.any(|on| {
                let other = &task.containers[usize::from(on.container)];
                on.container == number && wait(on.condition, other) != Wait::Over
            })
        });
        if let Some(container) = gives_up.map(small) {
            self.end_task(id, StopCause::DependencyFailed { container }, cx);
        }
    }

    /// The timer behind an event of a container.
    pub(super) fn container_timer(&mut self, event: Event) -> Option<&mut Option<EventId>> {
        let (Event::ContainerExits { task, container }
        | Event::ContainerVerdict { task, container }
        | Event::StartTimeout { task, container }) = event
        else {
            return None;
        };
        let timers = &mut self.tasks[task].containers[usize::from(container)].timers;
        match event {
            Event::ContainerExits { .. } => Some(&mut timers.end),
            Event::ContainerVerdict { .. } => Some(&mut timers.verdict),
            _ => Some(&mut timers.start_timeout),
        }
    }

    /// Nothing happens by itself in the containers of a task any more.
    pub(super) fn cancel_containers(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        for index in 0..self.tasks[id].containers.len() {
            self.cancel_container_timers(id, index, cx);
        }
    }

    fn cancel_container_timers(&mut self, id: TaskId, index: usize, cx: &mut Cx<'_>) {
        let timers = &mut self.tasks[id].containers[index].timers;
        cx.cancel_timer(&mut timers.end);
        cx.cancel_timer(&mut timers.verdict);
        cx.cancel_timer(&mut timers.start_timeout);
    }
}

/// A place in a task definition, which has at most ten containers.
fn small(index: usize) -> u8 {
    u8::try_from(index).expect("a task has at most ten containers")
}
