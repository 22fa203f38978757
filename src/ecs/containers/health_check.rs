//! The health check of a container: when its verdict changes.
//!
//! Probes are no events. Between two changes of what the program answers, the times of the probes
//! are known, so the machine jumps to the one that changes the verdict.
//!
//! Facts: API reference, HealthCheck. The first probe `interval` after the start, and each next
//! one `interval` after the end of the last, are Docker's documented rhythm.

use crate::application::{Answer, Answers};
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
                Answer::Passes | Answer::Fails | Answer::Refuses => Span::ZERO,
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
            _ => self.health == Health::Unhealthy,
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
