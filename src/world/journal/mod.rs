//! What happened and what was decided, as it was told: small records during the run, text when a
//! table is written. The only place that knows both facts and rows.

mod arn;
mod cloud_rows;
mod container_rows;
mod decision_rows;
mod deployment_rows;
mod ecs_rows;
mod elb_rows;
mod eventbridge_rows;
mod placement_rows;
mod rebalancing_rows;
mod task_rows;
mod titles;
mod volume_rows;

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::event::Fact;
use crate::autoscaling::{self, AutoScaling};
use crate::ec2::Ec2;
use crate::ecs::{self, Ecs};
use crate::engine::{Arena, SimTime};
use crate::eventbridge::EventBridge;
use crate::ids::{EntryId, TargetId, TaskId};
use crate::report::{self, DecisionRow, Head, Row};
use crate::scenario::model::Action;

pub(super) use decision_rows::no_move;
pub(super) use task_rows::refusal;

/// A decision of any room, by its place in that room's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    Ecs(ecs::Decision),
    AutoScaling(autoscaling::Decision),
}

impl From<ecs::Decision> for Decided {
    fn from(decision: ecs::Decision) -> Self {
        Self::Ecs(decision)
    }
}

impl From<autoscaling::Decision> for Decided {
    fn from(decision: autoscaling::Decision) -> Self {
        Self::AutoScaling(decision)
    }
}

impl From<Infallible> for Decided {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[derive(Clone, Copy, Debug)]
struct Told {
    at: SimTime,
    cause: u32,
    fact: Fact,
}

impl Told {
    fn cause(self) -> Option<u32> {
        (self.cause > 0).then_some(self.cause)
    }
}

#[derive(Clone, Copy, Debug)]
struct Taken {
    at: SimTime,
    decided: Decided,
    seq: u32,
}

/// The records of a run.
#[derive(Debug, Default)]
pub(super) struct Journal {
    told: Vec<Told>,
    taken: Vec<Taken>,
    /// From here on, decisions of the running handler wait for their first row.
    waiting: usize,
}

impl Journal {
    /// Takes down a fact and returns the number of its row.
    pub(super) fn write(&mut self, at: SimTime, cause: u32, fact: Fact) -> u32 {
        self.told.push(Told { at, cause, fact });
        let seq = u32::try_from(self.told.len()).expect("fewer than 2^32 rows");
        for taken in &mut self.taken[self.waiting..] {
            taken.seq = seq;
        }
        self.waiting = self.taken.len();
        seq
    }

    /// Takes down a decision; the next row of the same handler is the one it made.
    pub(super) fn decide(&mut self, at: SimTime, decided: Decided) {
        self.taken.push(Taken {
            at,
            decided,
            seq: 0,
        });
    }

    /// The row of that number.
    fn at(&self, seq: u32) -> Told {
        self.told[seq as usize - 1]
    }

    /// How many facts and decisions it holds.
    pub(super) fn len(&self) -> usize {
        self.told.len() + self.taken.len()
    }

    /// All facts, in order.
    pub(super) fn facts(&self) -> impl Iterator<Item = (SimTime, Fact)> + '_ {
        self.told.iter().map(|told| (told.at, told.fact))
    }

    /// The handler has returned: what it decided made no more rows.
    pub(super) fn end_of_decision(&mut self) {
        self.waiting = self.taken.len();
    }
}

/// The records of a run that is over, with the rooms that give them names.
pub(super) struct Record {
    pub(super) journal: Journal,
    pub(super) ecs: Ecs,
    pub(super) ec2: Ec2,
    pub(super) autoscaling: AutoScaling,
    pub(super) eventbridge: EventBridge,
    /// The entries of the timeline, then the calls of targets.
    pub(super) calls: Arena<EntryId, Action>,
    /// Which targets' calls started tasks.
    pub(super) started_by: BTreeMap<TaskId, TargetId>,
    pub(super) name: String,
    pub(super) start_time: jiff::Timestamp,
}

impl Record {
    /// What an entry of the timeline does.
    pub(super) fn action(&self, entry: EntryId) -> &Action {
        &self.calls[entry]
    }
}

impl report::Journal for Record {
    fn rows(&self) -> u32 {
        u32::try_from(self.journal.told.len()).expect("fewer than 2^32 rows")
    }

    fn head(&self, seq: u32) -> Head {
        let told = self.journal.at(seq);
        let title = self.title(told.fact);
        Head {
            time: told.at,
            cause: told.cause(),
            source: title.source,
            event: title.event,
        }
    }

    fn resource(&self, seq: u32, resource: &mut String) {
        resource.clear();
        self.write_resource(self.journal.at(seq).fact, resource);
    }

    fn row(&self, seq: u32, row: &mut Row) {
        let told = self.journal.at(seq);
        let title = self.title(told.fact);
        row.time = told.at;
        row.cause = told.cause();
        row.source = title.source;
        row.event = title.event;
        row.detail_type = title.detail_type;
        self.resource(seq, &mut row.resource);
        row.message.clear();
        row.arns.clear();
        row.detail.clear();
        match told.fact {
            Fact::Ecs(fact) => self.ecs_row(fact, title, row),
            Fact::Ec2(fact) => self.ec2_row(fact, row),
            Fact::Elb(fact) => self.elb_row(fact, row),
            Fact::AutoScaling(fact) => self.autoscaling_row(fact, row),
            Fact::Spot(fact) => self.spot_row(fact, row),
            Fact::EventBridge(fact) => self.eventbridge_row(fact, row),
            Fact::ObjectCreated(object) => self.object_row(object, row),
            fact => self.world_row(fact, row),
        }
    }

    fn decisions(&self) -> u32 {
        u32::try_from(self.journal.taken.len()).expect("fewer than 2^32 decisions")
    }

    fn decision(&self, index: u32, row: &mut DecisionRow) {
        let taken = self.journal.taken[index as usize];
        row.time = taken.at;
        row.resource.clear();
        row.rule.clear();
        row.inputs.clear();
        row.result.clear();
        row.why_not.clear();
        match taken.decided {
            Decided::Ecs(ecs::Decision::Step(index)) => self.step_row(index, row),
            Decided::Ecs(ecs::Decision::Placement(index)) => self.placement_row(index, row),
            Decided::Ecs(ecs::Decision::Rebalance(index)) => self.rebalance_row(index, row),
            Decided::Ecs(ecs::Decision::Breaker(index)) => self.breaker_row(index, row),
            Decided::AutoScaling(decision) => self.group_row(decision, row),
        }
        row.seq = (taken.seq > 0 && row.acted).then_some(taken.seq);
    }
}

/// Appends formatted text to a buffer.
macro_rules! put {
    ($buffer:expr, $($text:tt)*) => {
        std::fmt::Write::write_fmt(&mut $buffer, format_args!($($text)*))
            .expect("a string takes any text")
    };
}
pub(super) use put;

/// Appends a member of a JSON object; names and texts are escaped.
fn member(detail: &mut String, name: &str, value: &str) {
    detail.push(if detail.is_empty() { '{' } else { ',' });
    put!(*detail, "\"{name}\":");
    let plain = !value.contains(|c: char| c < ' ' || c == '"' || c == '\\');
    if plain {
        put!(*detail, "\"{value}\"");
    } else {
        put!(*detail, "{}", serde_json::Value::from(value));
    }
}

/// Appends a number to a JSON object.
fn number(detail: &mut String, name: &str, value: u64) {
    detail.push(if detail.is_empty() { '{' } else { ',' });
    put!(*detail, "\"{name}\":{value}");
}

/// Ends a JSON object, also one without members.
fn end(detail: &mut String) {
    detail.push_str(if detail.is_empty() { "{}" } else { "}" });
}
