//! What the program of a container does if nothing happens to it, as single times.

use crate::engine::{Distribution, Span};
use crate::scenario::model::Program;

/// Of drawn times, the share of tasks that are no luckier than this one. What does not work for
/// them works for hardly any.
const LUCKY: f64 = 0.99;

/// Of drawn start-ups the one that a slow task has: one in twenty is slower.
pub(super) const SLOW: f64 = 0.95;

/// Of drawn start-ups the one that a lucky task has.
pub(super) const FAST: f64 = 1.0 - LUCKY;

/// When a program answers how, counted from its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Course {
    /// Probes fail before.
    pub(super) startup: Span,
    /// When it answers badly.
    pub(super) bad: Option<BadSpell>,
    /// When it ends by itself.
    pub(super) life: Option<Span>,
    /// Whether it ends with 0.
    pub(super) succeeds: bool,
}

/// Bad answers between two times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadSpell {
    pub(super) from: Span,
    /// Itself excluded; `None`: for ever.
    pub(super) until: Option<Span>,
    /// Whether probes hang until their `timeout`.
    pub(super) hangs: bool,
}

impl Course {
    /// The course of a program whose start-up is that of the given share of all; everything else
    /// goes as well as it may.
    pub(super) fn of(program: &Program, default: &Distribution, share: f64) -> Self {
        let startup = program.startup.as_ref().unwrap_or(default);
        let bad = program.unhealthy.as_ref().map(|unhealthy| {
            let from = unhealthy.after.quantile(LUCKY);
            let duration = unhealthy.duration.as_ref();
            BadSpell {
                from,
                until: duration.map(|duration| from + duration.quantile(FAST)),
                hangs: unhealthy.hangs,
            }
        });
        let end = program.end.as_ref();
        Self {
            startup: startup.quantile(share),
            bad,
            life: end.map(|end| end.after.quantile(LUCKY)),
            succeeds: end.is_some_and(|end| end.exit_code == 0),
        }
    }

    /// Until when a probe that begins then is answered badly (`None`: for ever), and whether it
    /// hangs; `None`: it passes.
    pub(super) fn bad_at(&self, at: Span) -> Option<(Option<Span>, bool)> {
        if at < self.startup {
            return Some((Some(self.startup), false));
        }
        let bad = self.bad?;
        let holds = bad.from <= at && bad.until.is_none_or(|until| at < until);
        holds.then_some((bad.until, bad.hangs))
    }

    /// Whether it has not ended yet.
    pub(super) fn lives_at(&self, at: Span) -> bool {
        self.life.is_none_or(|life| at < life)
    }
}
