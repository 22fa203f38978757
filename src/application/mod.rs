//! What the program in a container answers over time, for whoever probes it: the health checks of
//! containers, and those of load balancers.
//!
//! What it leaves out: requests, and how long they take.

use crate::engine::SimTime;

/// What a program answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Probes pass at once.
    Passes,
    /// Probes fail at once: it answers badly.
    Fails,
    /// Probes fail at once: nothing listens.
    Refuses,
    /// Probes fail after `timeout`.
    Hangs,
}

/// When a program does not answer as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// What it answers.
    pub answer: Answer,
    /// From when on.
    pub from: SimTime,
    /// Itself excluded; `None`: for ever.
    pub until: Option<SimTime>,
}

/// The answers of a program over time: probes pass but in these spells. Of several the first
/// counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub Vec<Spell>);

impl Answers {
    /// The answer at an instant, and when it may change; `None`: never.
    pub fn at(&self, now: SimTime) -> (Answer, Option<SimTime>) {
        let holds =
            |spell: &&Spell| spell.from <= now && spell.until.is_none_or(|until| now < until);
        if let Some(spell) = self.0.iter().find(holds) {
            return (spell.answer, spell.until);
        }
        let later = self.0.iter().map(|spell| spell.from);
        (Answer::Passes, later.filter(|from| *from > now).min())
    }

    /// Forgets what no probe sees that begins at an instant or later.
    pub fn forget(&mut self, before: SimTime) {
        let matters = |spell: &Spell| spell.until.is_none_or(|until| until > before);
        self.0.retain(matters);
    }
}

/// Why a load balancer calls a target unhealthy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `Target.Timeout`: no answer.
    Timeout,
    /// `Target.FailedHealthChecks`: the connection is refused.
    Failed,
    /// `Target.ResponseCodeMismatch`: this HTTP code, which `matcher` does not have.
    Code(u16),
}

impl std::fmt::Display for Reason {
    /// The `Description` of DescribeTargetHealth.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Timeout => write!(f, "Request timed out"),
            Self::Failed => write!(f, "Health checks failed"),
            Self::Code(code) => write!(f, "Health checks failed with these codes: [{code}]"),
        }
    }
}
