//! What the load balancers have to know of the tasks of ECS before they handle an event: the two
//! rooms do not read each other, so it is handed over here.

use super::World;
use super::commit::wake;
use super::event::Pending;
use crate::ecs::{Ecs, TaskStatus};
use crate::elb::{self, Elb, Health, Registration};
use crate::engine::{Agenda, SimTime};
use crate::ids::TaskId;
use crate::scenario::model::Cidr;

impl World<'_> {
    /// An event of the load balancers.
    pub(super) fn on_elb(
        &mut self,
        now: SimTime,
        cause: u32,
        event: elb::Event,
        agenda: &mut Agenda<Pending>,
    ) {
        match event {
            elb::Event::Registers(task) => register(&self.ecs, &mut self.elb, task, now),
            elb::Event::AnswersChange(task) if self.elb.knows(task) => self.hear(task, now),
            // At 0 s it has been registered for long.
            elb::Event::AnswersChange(task) if self.ecs.tasks[task].is_steady() => {
                register(&self.ecs, &mut self.elb, task, now);
            }
            _ => {}
        }
        self.handle_elb(now, cause, event, agenda);
    }

    /// Who checks the programs whose answers have changed hears of it in this instant.
    pub(super) fn pass_answers(&mut self, now: SimTime, cause: u32, agenda: &mut Agenda<Pending>) {
        for task in self.ecs.take_changed_answers() {
            wake(now, cause, elb::Event::AnswersChange(task), agenda);
        }
    }

    fn hear(&mut self, task: TaskId, now: SimTime) {
        for (target, place) in self.ecs.load_balancers(task).iter().zip(0..) {
            if let Some(container) = self.ecs.target_container(task, target) {
                let answers = self.ecs.answers(task, container).clone();
                self.elb.hear(task, place, answers, now);
            }
        }
    }

    /// Every RUNNING task that should be registered is, and what is known at all was once.
    pub(super) fn check_targets(&self) -> Result<(), String> {
        let mut known = 0;
        for (id, task) in self.ecs.tasks.iter() {
            known += usize::from(self.elb.knows(id));
            let wanted = match task.status {
                TaskStatus::Running => self.ecs.load_balancers(id).len(),
                _ => 0,
            };
            let registered = self.elb.registered(id);
            if registered != wanted {
                let name = self.ecs.task_name(id);
                return Err(format!("{name}: {registered} targets, not {wanted}"));
            }
        }
        match self.elb.tasks() {
            tasks if tasks == known => Ok(()),
            tasks => Err(format!("{tasks} tasks have targets, {known} are known")),
        }
    }
}

/// Tells the load balancers all of a task that they need.
fn register(ecs: &Ecs, elb: &mut Elb, task: TaskId, now: SimTime) {
    if !ecs.is_registered(task) || elb.knows(task) {
        return;
    }
    let health = if ecs.tasks[task].is_steady() {
        Health::Healthy
    } else {
        Health::Initial
    };
    let (security_groups, subnet) = ecs.target_network(task);
    let definition = &ecs.aws.task_definitions[ecs.tasks[task].definition];
    for target in ecs.load_balancers(task) {
        let Some(container) = ecs.target_container(task, target) else {
            continue;
        };
        let registration = Registration {
            group: target.group,
            port: ecs.target_port(task, target),
            container_port: target.container_port,
            security_groups,
            block: subnet.map_or(Cidr::EVERYWHERE, |subnet| ecs.aws.subnets[subnet].block),
            program: &definition.containers[container].program,
            answers: ecs.answers(task, container).clone(),
        };
        elb.add(task, &registration, health, now);
    }
}
