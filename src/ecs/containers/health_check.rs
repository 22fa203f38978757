//! The health check of a container: when its verdict changes.
//!
//! Probes are no events. Between two changes of what the program answers, the times of the probes
//! are known, so the machine jumps to the one that changes the verdict.
//!
//! Facts: API reference, HealthCheck. The first probe `interval` after the start, and each next
//! one `interval` after the end of the last, are Docker's documented rhythm.

use crate::engine::{SimTime, Span};
use crate::scenario::model::HealthCheck;

/// `healthStatus`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// No check has decided yet, or there is none.
    #[default]
    Unknown,
    /// The last check that counted passed.
    Healthy,
    /// `retries` checks in a row failed.
    Unhealthy,
}

impl Health {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Healthy => "HEALTHY",
            Self::Unhealthy => "UNHEALTHY",
        }
    }

    /// The health of a task, from that of its essential containers.
    ///
    /// Fact: API reference, Task, `healthStatus`; the first that matches wins.
    pub fn of_task(essential: impl Iterator<Item = Self>) -> Self {
        essential
            .reduce(|one, other| match (one, other) {
                (Self::Unhealthy, _) | (_, Self::Unhealthy) => Self::Unhealthy,
                (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
                _ => Self::Healthy,
            })
            .unwrap_or_default()
    }
}

/// What a program answers, and from when on something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Probes pass at once.
    Passes,
    /// Probes fail at once.
    Fails,
    /// Probes fail after `timeout`.
    Hangs,
}

/// When a program does not answer as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spell {
    pub(super) answer: Answer,
    pub(super) from: SimTime,
    /// Itself excluded; `None`: for ever.
    pub(super) until: Option<SimTime>,
}

/// The answers of a program over time: probes pass but in these spells. Of several the first
/// counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers(pub(super) Vec<Spell>);

impl Answers {
    /// The answer at an instant, and when it may change; `None`: never.
    fn at(&self, now: SimTime) -> (Answer, Option<SimTime>) {
        let holds =
            |spell: &&Spell| spell.from <= now && spell.until.is_none_or(|until| now < until);
        if let Some(spell) = self.0.iter().find(holds) {
            return (spell.answer, spell.until);
        }
        let later = self.0.iter().map(|spell| spell.from);
        (Answer::Passes, later.filter(|from| *from > now).min())
    }

    /// Forgets what no probe sees that begins at an instant or later.
    pub(super) fn forget(&mut self, before: SimTime) {
        let matters = |spell: &Spell| spell.until.is_none_or(|until| until > before);
        self.0.retain(matters);
    }
}

/// A container's health check.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    /// The verdict so far.
    pub(super) health: Health,
    started: SimTime,
    /// When the next probe begins.
    pub(super) next: SimTime,
    failures: u32,
}

impl Monitor {
    /// A container starts.
    pub(super) fn new(check: &HealthCheck, now: SimTime) -> Self {
        Self {
            health: Health::Unknown,
            started: now,
            next: now + check.interval,
            failures: 0,
        }
    }

    /// Plays the probes that have ended by now.
    pub(super) fn advance(&mut self, check: &HealthCheck, answers: &Answers, now: SimTime) {
        while self.change(check, answers, Some(now)).is_some() {}
    }

    /// When the verdict changes next, if the answers stay as they are.
    pub(super) fn next_change(&self, check: &HealthCheck, answers: &Answers) -> Option<SimTime> {
        self.clone().change(check, answers, None)
    }

    /// The first change that ends by `limit`: when. The machine stands behind the last probe that
    /// has ended then.
    fn change(
        &mut self,
        check: &HealthCheck,
        answers: &Answers,
        limit: Option<SimTime>,
    ) -> Option<SimTime> {
        loop {
            let (answer, until) = answers.at(self.next);
            let takes = match answer {
                Answer::Hangs => check.timeout,
                Answer::Passes | Answer::Fails => Span::ZERO,
            };
            if self.is_settled(answer) {
                // Nothing changes before the answer does: to the first probe after that.
                let stop = [until, limit].into_iter().flatten().min()?;
                self.next = first_at_or_after(self.next, check.interval + takes, stop);
                if until.is_none_or(|until| until > stop) {
                    return None;
                }
                continue;
            }
            let ended = self.next + takes;
            if limit.is_some_and(|limit| ended > limit) {
                return None;
            }
            self.next = ended + check.interval;
            if self.count(check, answer, ended) {
                return Some(ended);
            }
        }
    }

    /// Whether this answer, however often it is given, changes nothing.
    fn is_settled(&self, answer: Answer) -> bool {
        match answer {
            Answer::Passes => self.health == Health::Healthy && self.failures == 0,
            Answer::Fails | Answer::Hangs => self.health == Health::Unhealthy,
        }
    }

    /// A probe has ended: whether the verdict is another one now.
    fn count(&mut self, check: &HealthCheck, answer: Answer, ended: SimTime) -> bool {
        let before = self.health;
        let is_protected =
            before == Health::Unknown && ended.since(self.started) < check.start_period;
        if answer == Answer::Passes {
            self.failures = 0;
            self.health = Health::Healthy;
        } else if !is_protected {
            self.failures += 1;
            if self.failures >= check.retries {
                self.failures = 0;
                self.health = Health::Unhealthy;
            }
        }
        self.health != before
    }
}

/// The first of `from`, `from + period`, … that is not before `at`.
fn first_at_or_after(from: SimTime, period: Span, at: SimTime) -> SimTime {
    if at <= from {
        return from;
    }
    let steps = at
        .since(from)
        .as_micros()
        .div_ceil(period.as_micros().max(1));
    from + Span::from_micros(steps.saturating_mul(period.as_micros()))
}

#[cfg(test)]
mod tests;
