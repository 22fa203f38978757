//! The row of the timeline that is nearest to what broke a promise, and where it all began.

use crate::engine::SimTime;
use crate::report::{Row, RunResult};

/// What a search for a cause looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The tasks of a service.
    Tasks(String),
    /// A service itself: its desired count and its percents.
    Service(String),
    /// The deployments of a service.
    Deployments(String),
    /// An Auto Scaling group.
    Group(String),
    /// A task, an instance, a deployment.
    Resource(String),
    /// A row of the timeline.
    Row(u32),
    /// Anything.
    Anything,
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
const LOOKED_AT: u32 = 10_000;

/// The cause of what was so at an instant.
pub(super) fn cause(result: &RunResult, about: &About, time: SimTime) -> Option<Cause> {
    let seq = match about {
        About::Row(seq) => *seq,
        _ => nearest(result, about, time)?,
    };
    let nearest = row(result, seq);
    let mut origin = Row::default();
    let mut first = seq;
    result.journal.row(first, &mut origin);
    while let Some(cause) = origin.cause.filter(|cause| *cause < first) {
        first = cause;
        result.journal.row(first, &mut origin);
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
fn nearest(result: &RunResult, about: &About, time: SimTime) -> Option<u32> {
    let mut row = Row::default();
    let last = last_until(result, time);
    let mut found: Option<(SimTime, u32)> = None;
    for seq in (1..=last).rev().take(LOOKED_AT as usize) {
        result.journal.row(seq, &mut row);
        if found.is_some_and(|(time, _)| row.time < time) {
            break;
        }
        if about.is_about(&row.resource) {
            if about.prefers(row.event) {
                return Some(seq);
            }
            found.get_or_insert((row.time, seq));
        }
    }
    found.map(|(_, seq)| seq)
}

/// The last row that is not after an instant.
fn last_until(result: &RunResult, time: SimTime) -> u32 {
    let mut row = Row::default();
    let (mut low, mut high) = (0, result.journal.rows());
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        result.journal.row(middle, &mut row);
        if row.time <= time {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

impl About {
    /// Whether a row with that resource is about it.
    fn is_about(&self, resource: &str) -> bool {
        match self {
            Self::Tasks(name) | Self::Service(name) | Self::Deployments(name) => {
                let rest = resource.strip_prefix(name.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Self::Group(name) | Self::Resource(name) => resource == name,
            Self::Row(_) => false,
            Self::Anything => true,
        }
    }

    /// Whether an event says more about it than others do.
    fn prefers(&self, event: &str) -> bool {
        match self {
            Self::Tasks(_) => ["ECS Task State Change", "Task Ready"].contains(&event),
            Self::Service(_) => ["updateService", "SERVICE_DESIRED_COUNT_UPDATED"].contains(&event),
            Self::Deployments(_) => event.contains("DEPLOYMENT") || event.contains("Deployment"),
            Self::Group(_) | Self::Resource(_) | Self::Row(_) | Self::Anything => true,
        }
    }
}
