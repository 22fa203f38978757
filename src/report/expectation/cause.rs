//! The row of the timeline that is nearest to what broke a promise, and where it all began.

use crate::engine::SimTime;
use crate::report::{Row, RunResult};

/// Where the cause of something is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// It is this row of the timeline.
    Row(u32),
    /// Among somebody's rows, the one that says most.
    Rows(Whose, Says),
}

/// Whose rows are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Those of a service, of its tasks and of its deployments.
    Service(String),
    /// Those of one resource: a task, an instance, a group.
    Resource(String),
    /// All of them.
    Anything,
}

/// Which of several rows says most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// The last one.
    Anything,
    /// The last one of such an event.
    Event(&'static [&'static str]),
    /// The last change of a task that has this member in its detail.
    Task(&'static str),
}

impl Lead {
    /// The last row of a task, an instance or a group.
    pub(super) fn resource(name: &str) -> Self {
        Self::Rows(Whose::Resource(name.to_owned()), Says::Anything)
    }
}

/// Why something came about, by two rows of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What happened next to it.
    pub nearest: CauseRow,
    /// What that came from in the end; none if it came from nothing else.
    pub origin: Option<CauseRow>,
}

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseRow {
    /// Its number.
    pub seq: u32,
    /// When.
    pub time: SimTime,
    /// What happened.
    pub message: String,
}

/// How many rows are looked at: the cause of what breaks is near.
const LOOKED_AT: usize = 10_000;

/// The cause of what was so at an instant.
pub(super) fn cause(result: &RunResult, lead: &Lead, time: SimTime) -> Option<Cause> {
    let seq = match lead {
        Lead::Row(seq) => *seq,
        Lead::Rows(whose, says) => nearest(result, whose, *says, time)?,
    };
    let nearest = row(result, seq);
    let mut first = seq;
    while let Some(cause) = result
        .journal
        .head(first)
        .cause
        .filter(|cause| *cause < first)
    {
        first = cause;
    }
    Some(Cause {
        nearest,
        origin: (first != seq).then(|| row(result, first)),
    })
}

fn row(result: &RunResult, seq: u32) -> CauseRow {
    let mut row = Row::default();
    result.journal.row(seq, &mut row);
    CauseRow {
        seq,
        time: row.time,
        message: row.message,
    }
}

/// The last row about something up to an instant; of those of one instant the one that says most.
fn nearest(result: &RunResult, whose: &Whose, says: Says, time: SimTime) -> Option<u32> {
    let journal = &result.journal;
    let mut resource = String::new();
    let last = last_until(result, time);
    let mut found: Option<(SimTime, u32)> = None;
    for seq in (1..=last).rev().take(LOOKED_AT) {
        let time = journal.head(seq).time;
        if found.is_some_and(|(nearest, _)| time < nearest) {
            break;
        }
        journal.resource(seq, &mut resource);
        if whose.has(&resource) {
            if says.most(result, seq) {
                return Some(seq);
            }
            found.get_or_insert((time, seq));
        }
    }
    found.map(|(_, seq)| seq)
}

/// The last row that is not after an instant.
fn last_until(result: &RunResult, time: SimTime) -> u32 {
    let (mut low, mut high) = (0, result.journal.rows());
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if result.journal.head(middle).time <= time {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

impl Whose {
    /// Whether a row with that resource is meant.
    fn has(&self, resource: &str) -> bool {
        match self {
            Self::Service(label) => {
                let rest = resource.strip_prefix(label.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Self::Resource(name) => resource == name,
            Self::Anything => true,
        }
    }
}

impl Says {
    /// Whether no other row of the instant says more.
    fn most(self, result: &RunResult, seq: u32) -> bool {
        let event = result.journal.head(seq).event;
        match self {
            Self::Anything => true,
            Self::Event(events) => events.contains(&event),
            Self::Task(member) => {
                let mut row = Row::default();
                let is_change = event == "ECS Task State Change";
                if is_change {
                    result.journal.row(seq, &mut row);
                }
                is_change && row.detail.contains(member)
            }
        }
    }
}
