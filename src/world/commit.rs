//! Handing an event to its room, and committing what its handler asked for.
//!
//! Here causes are made, and nowhere else. A handler's rows have its event's cause; what it
//! schedules, and whom its rows wake, has the last row before that as cause. So a cause is never an
//! argument, and cannot be forgotten.

use super::event::{Event, Fact, Pending};
use super::journal::Decided;
use super::{World, route};
use crate::engine::{Agenda, Cx, Effect, SimTime};
use crate::{autoscaling, ec2, ecs, spot};

impl World<'_> {
    pub(super) fn handle_ecs(
        &mut self,
        now: SimTime,
        cause: u32,
        event: ecs::Event,
        agenda: &mut Agenda<Pending>,
    ) {
        let mut effects = std::mem::take(&mut self.effects.ecs);
        let mut cx = Cx::new(now, agenda.slots(), &self.draws, &mut effects);
        self.ecs.handle(event, &mut cx);
        self.commit(now, cause, &mut effects, agenda);
        self.effects.ecs = effects;
    }

    pub(super) fn handle_ec2(
        &mut self,
        now: SimTime,
        cause: u32,
        event: ec2::Event,
        agenda: &mut Agenda<Pending>,
    ) {
        let mut effects = std::mem::take(&mut self.effects.ec2);
        let mut cx = Cx::new(now, agenda.slots(), &self.draws, &mut effects);
        self.ec2.handle(event, &mut cx);
        self.commit(now, cause, &mut effects, agenda);
        self.effects.ec2 = effects;
    }

    pub(super) fn handle_autoscaling(
        &mut self,
        now: SimTime,
        cause: u32,
        event: autoscaling::Event,
        agenda: &mut Agenda<Pending>,
    ) {
        let mut effects = std::mem::take(&mut self.effects.autoscaling);
        let mut cx = Cx::new(now, agenda.slots(), &self.draws, &mut effects);
        self.autoscaling.handle(event, &mut cx);
        self.commit(now, cause, &mut effects, agenda);
        self.effects.autoscaling = effects;
    }

    pub(super) fn handle_spot(
        &mut self,
        now: SimTime,
        cause: u32,
        event: spot::Event,
        agenda: &mut Agenda<Pending>,
    ) {
        let mut effects = std::mem::take(&mut self.effects.spot);
        let mut cx = Cx::new(now, agenda.slots(), &self.draws, &mut effects);
        self.spot.handle(event, &mut cx);
        self.commit(now, cause, &mut effects, agenda);
        self.effects.spot = effects;
    }

    /// Carries out what a handler asked for, in the order of its calls.
    fn commit<E, F, D>(
        &mut self,
        now: SimTime,
        cause: u32,
        effects: &mut Vec<Effect<E, F, D>>,
        agenda: &mut Agenda<Pending>,
    ) where
        E: Into<Event>,
        F: Into<Fact>,
        D: Into<Decided>,
    {
        let mut last = cause;
        for effect in effects.drain(..) {
            match effect {
                Effect::Schedule { id, at, event } => {
                    let event = event.into();
                    let pending = Pending { cause: last, event };
                    agenda.insert(id, at, event.order(), pending);
                }
                Effect::Emit(fact) => last = self.tell(now, cause, fact.into(), agenda),
                Effect::Decide(decision) => self.journal.decide(now, decision.into()),
            }
        }
        self.journal.end_of_decision();
    }

    /// Writes a row and wakes whom it concerns; returns the row.
    pub(super) fn tell(
        &mut self,
        now: SimTime,
        cause: u32,
        fact: Fact,
        agenda: &mut Agenda<Pending>,
    ) -> u32 {
        let row = self.journal.write(now, cause, fact);
        for event in route::concerned(fact, &self.ec2).into_iter().flatten() {
            wake(now, row, event, agenda);
        }
        row
    }
}

/// Lets an event happen in this instant, because of that row.
pub(super) fn wake(
    now: SimTime,
    cause: u32,
    event: impl Into<Event>,
    agenda: &mut Agenda<Pending>,
) {
    let event = event.into();
    agenda.schedule(now, event.order(), Pending { cause, event });
}
