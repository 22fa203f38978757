//! The health checks of a task's containers: what programs answer, and what follows from it.

use super::health_check::Monitor;
use super::{Checked, Health, small};
use crate::application::{Answer, Answers, Spell};
use crate::ecs::{Cx, Ecs, Event, Fact};
use crate::engine::{Purpose, SimTime, Span};
use crate::ids::TaskId;

impl Ecs {
    /// A container with a health check has started: its first probe comes after an interval.
    pub(super) fn begin_checks(&mut self, id: TaskId, index: usize, cx: &mut Cx<'_>) {
        let check = self.container(id, index).health_check;
        if check.is_none() && !self.is_target(id, index) {
            return;
        }
        let now = cx.now();
        // What was there before 0 s has been healthy for long.
        let is_steady = self.tasks[id].is_steady() && now == SimTime::ZERO;
        let answers = self.program_answers(id, index, is_steady, cx);
        let state = &mut self.tasks[id].containers[index];
        state.answers = answers;
        if let Some(check) = check {
            let mut monitor = Monitor::new(&check, now);
            if is_steady {
                monitor.health = Health::Healthy;
            }
            state.check = Some(Box::new(Checked {
                told: monitor.health,
                monitor,
            }));
        }
        self.answers_changed(id);
        self.await_verdict(id, index, cx);
    }

    /// What a program answers that starts now, or that was there before 0 s.
    fn program_answers(&self, id: TaskId, index: usize, is_steady: bool, cx: &Cx<'_>) -> Answers {
        let now = cx.now();
        let entity = self.container_entity(id, index);
        let program = &self.container(id, index).program;
        let startup = program.startup.as_ref();
        let startup = startup.unwrap_or(&self.settings.application_startup);
        let startup = startup.sample(&mut cx.draws(Purpose::TaskStartup, entity));
        let mut spells = Vec::new();
        if !is_steady {
            spells.push(Spell {
                answer: Answer::Refuses,
                from: now,
                until: Some(now + startup),
            });
        }
        if let Some(unhealthy) = &program.unhealthy {
            let mut stream = cx.draws(Purpose::TaskHealth, entity);
            let from = now + unhealthy.after.sample(&mut stream);
            let duration = unhealthy.duration.as_ref();
            spells.push(Spell {
                answer: bad_answer(unhealthy.hangs),
                from,
                until: duration.map(|duration| from + duration.sample(&mut stream)),
            });
        }
        Answers(spells)
    }

    /// Puts the next change of a verdict on the agenda.
    fn await_verdict(&mut self, id: TaskId, index: usize, cx: &mut Cx<'_>) {
        let check = self.container(id, index).health_check;
        let state = &mut self.tasks[id].containers[index];
        cx.cancel_timer(&mut state.timers.verdict);
        if let (Some(check), Some(checked)) = (check, &state.check)
            && let Some(at) = checked.monitor.next_change(&check, &state.answers)
        {
            let container = small(index);
            let verdict = Event::ContainerVerdict {
                task: id,
                container,
            };
            state.timers.verdict = Some(cx.schedule(at.since(cx.now()), verdict));
        }
    }

    /// The probe has ended that changes the verdict on a container.
    pub(in crate::ecs) fn on_container_verdict(&mut self, id: TaskId, number: u8, cx: &mut Cx<'_>) {
        let index = usize::from(number);
        self.tasks[id].containers[index].timers.verdict = None;
        let health = self.advance_checks(id, index, cx.now());
        self.await_verdict(id, index, cx);
        let checked = self.tasks[id].containers[index].check.as_mut();
        let told = checked.map(|checked| std::mem::replace(&mut checked.told, health));
        if told == Some(health) {
            // It changed and changed back while the agent was away.
            return;
        }
        cx.emit(Fact::ContainerHealth {
            task: id,
            container: number,
            health,
        });
        self.go_on_starting(id, cx);
        // What follows has the verdict as its cause.
        cx.schedule(Span::ZERO, Event::ChecksChanged(id));
    }

    fn advance_checks(&mut self, id: TaskId, index: usize, now: SimTime) -> Health {
        let check = self.container(id, index).health_check;
        let state = &mut self.tasks[id].containers[index];
        if let (Some(check), Some(checked)) = (check, &mut state.check) {
            checked.monitor.advance(&check, &state.answers, now);
        }
        state.health()
    }

    /// A mishap: the programs of a task answer badly from now on, for a while or for good.
    pub(in crate::ecs) fn make_unhealthy(
        &mut self,
        id: TaskId,
        duration: Option<Span>,
        hangs: bool,
        cx: &mut Cx<'_>,
    ) {
        for index in 0..self.tasks[id].containers.len() {
            self.advance_checks(id, index, cx.now());
            let is_target = self.is_target(id, index);
            let state = &mut self.tasks[id].containers[index];
            if state.check.is_none() && !is_target {
                continue;
            }
            let spell = Spell {
                answer: bad_answer(hangs),
                from: cx.now(),
                until: duration.map(|duration| cx.now() + duration),
            };
            // A balancer has played what is over before it hears of this.
            let next = state.check.as_ref().map(|checked| checked.monitor.next);
            let seen = next.map_or(cx.now(), |next| next.min(cx.now()));
            state.answers.forget(seen);
            state.answers.0.insert(0, spell);
            self.answers_changed(id);
            self.await_verdict(id, index, cx);
        }
    }
}

fn bad_answer(hangs: bool) -> Answer {
    if hangs { Answer::Hangs } else { Answer::Fails }
}
