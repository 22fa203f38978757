//! What is about to happen in this room, and what has happened.

use crate::engine::{Order, Phase};
use crate::ids::{EntryId, InvocationId, RuleId, TargetId, UploadId};

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// 0 s: rules and schedules are there.
    Begins,
    /// A schedule is due; its number, from 1.
    Fires {
        /// Which.
        rule: RuleId,
        /// Its number among those of the rule.
        firing: u32,
    },
    /// The moment in the flexible window of a schedule has come.
    Opens(RuleId),
    /// S3 tells of a new object.
    Arrives(ObjectId),
    /// An event is what a rule wants.
    Matches(RuleId),
    /// The oldest call of a target that waits has its answer.
    Answered {
        /// Whose.
        target: TargetId,
        /// What it is.
        answer: Answer,
    },
    /// A throttled call is made again.
    Retries(InvocationId),
}

impl Event {
    /// Its place among those of its instant.
    pub fn order(&self) -> Order {
        match self {
            // After what is created and before the first pass of a service.
            Self::Begins => Phase::Schedule.into(),
            _ => Phase::World.into(),
        }
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It succeeded, perhaps with failures in its list.
    Succeeded,
    /// The rate of calls is used up: worth another try.
    Throttled,
    /// It was refused for good.
    Refused,
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A target is invoked.
    Invoked(InvocationId),
    /// A throttled call is made again.
    Retried {
        /// Of which invocation.
        invocation: InvocationId,
        /// The number of the retry, from 1.
        retry: u32,
    },
    /// An invocation is given up.
    Failed {
        /// Which.
        invocation: InvocationId,
        /// Whether its retries are used up; else the error is not worth one.
        exhausted: bool,
    },
}

impl Fact {
    /// The invocation that it is about.
    pub fn invocation(self) -> InvocationId {
        match self {
            Self::Invoked(id)
            | Self::Retried { invocation: id, .. }
            | Self::Failed { invocation: id, .. } => id,
        }
    }
}

/// An object that was put into a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectId {
    /// By whom.
    pub origin: Origin,
    /// Its number among those, from 1.
    pub number: u32,
}

/// Who put an object into a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An entry of the timeline.
    Entry(EntryId),
    /// The world, again and again.
    Upload(UploadId),
}
