//! Handing an event to its room, and committing what its handler asked for.
//!
//! Here causes are made, and nowhere else. A handler's rows have its event's cause, or, where it
//! says so, the row before; what it schedules, and whom its rows wake, has the last row before that
//! as cause. So no room ever passes a cause on, and none can be forgotten.

use super::event::{Event, Fact, Pending};
use super::journal::Decided;
use super::{World, route};
use crate::engine::{Agenda, Cx, Effect, SimTime};
use crate::{autoscaling, ec2, ecs, elb, eventbridge, spot};

/// For each room, the function that hands it an event and commits what its handler asked for.
macro_rules! hand_over {
    ($($name:ident: $room:ident;)*) => {
        impl World<'_> {$(
            pub(super) fn $name(
                &mut self,
                now: SimTime,
                cause: u32,
                event: $room::Event,
                agenda: &mut Agenda<Pending>,
            ) {
                let mut effects = std::mem::take(&mut self.effects.$room);
                let mut cx = Cx::new(now, agenda.slots(), &self.draws, &mut effects);
                self.$room.handle(event, &mut cx);
                self.commit(now, cause, &mut effects, agenda);
                self.effects.$room = effects;
            }
        )*}
    };
}

hand_over! {
    handle_ecs: ecs;
    handle_ec2: ec2;
    handle_elb: elb;
    handle_autoscaling: autoscaling;
    handle_spot: spot;
    handle_eventbridge: eventbridge;
}

impl World<'_> {
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
                Effect::EmitAfter(fact) => last = self.tell(now, last, fact.into(), agenda),
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
        for event in route::concerned(fact, &self.ec2, &self.ecs, &self.eventbridge)
            .into_iter()
            .flatten()
        {
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
