//! What became of a scenario: owned, so that the run behind it can be forgotten.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::baseline::Compared;
use crate::cli::Outcome;
use crate::report::expectation::{Verdict, explained, short};
use crate::report::summary::{self, Summary};
use crate::scenario::expectation::Written;

/// A file, how long it took, and what became of it.
pub(super) struct Case {
    /// Its path, as it was found.
    pub(super) path: PathBuf,
    /// Whether the user named it.
    pub(super) named: bool,
    /// How long reading, playing and judging took.
    pub(super) took: Duration,
    pub(super) became: Became,
}

/// What became of a file.
pub(super) enum Became {
    /// It expects nothing.
    Skipped,
    /// It was asked only for what it expects.
    Listed(Vec<String>),
    /// It has errors.
    Refused(Refused),
    /// It could not be played to its end.
    Stopped(Stopped),
    /// It was played and judged.
    Judged(Judged),
}

/// Errors of a file.
pub(super) struct Refused {
    /// All diagnostics, drawn.
    pub(super) text: String,
    /// The same for a program.
    pub(super) json: Value,
}

/// Why a run did not end.
pub(super) struct Stopped {
    pub(super) why: String,
    pub(super) outcome: Outcome,
}

/// A run that was judged.
pub(super) struct Judged {
    /// The scenario's name.
    pub(super) name: String,
    /// The summary, with every number.
    pub(super) summary: Value,
    pub(super) sentences: Vec<Sentence>,
    /// How many warnings there are about the scenario.
    pub(super) warnings: usize,
    /// What has moved from the baseline, if it was compared with one.
    pub(super) compared: Option<Compared>,
}

/// A sentence and what became of it.
pub(super) struct Sentence {
    /// The sentence.
    pub(super) text: String,
    pub(super) written: Written,
    pub(super) holds: bool,
    /// What there was, in a few words.
    pub(super) short: String,
    /// Why it is broken, line by line.
    pub(super) explained: Vec<String>,
}

impl Case {
    /// Whether it is worth a line: files of a directory that expect nothing are not.
    pub(super) fn is_shown(&self) -> bool {
        self.named || self.is_tested()
    }

    /// Whether it expects anything.
    pub(super) fn is_tested(&self) -> bool {
        !matches!(self.became, Became::Skipped)
    }

    /// Whether it counts as passed; none if it was not judged.
    pub(super) fn passed(&self) -> Option<bool> {
        match &self.became {
            Became::Skipped | Became::Listed(_) => None,
            Became::Refused(_) | Became::Stopped(_) => Some(false),
            Became::Judged(judged) => Some(judged.passed()),
        }
    }

    /// How the command ends because of it.
    pub(super) fn outcome(&self) -> Outcome {
        match &self.became {
            Became::Skipped | Became::Listed(_) => Outcome::Done,
            Became::Refused(_) => Outcome::CouldNotRun,
            Became::Stopped(stopped) => stopped.outcome,
            Became::Judged(judged) if judged.passed() => Outcome::Done,
            Became::Judged(_) => Outcome::Broken,
        }
    }
}

impl Refused {
    /// A file that is not there, or may not be read.
    pub(super) fn unreadable(message: &str) -> Self {
        Self {
            text: format!("error: {message}\n"),
            json: json!([{ "severity": "error", "message": message }]),
        }
    }

    /// The first problem, without its code and excerpt.
    pub(super) fn first_line(&self) -> String {
        let first = self.json.get(0).and_then(|first| first["message"].as_str());
        first.unwrap_or("it cannot be read").to_owned()
    }
}

impl Judged {
    /// What there is to keep of a run.
    pub(super) fn of(summary: &Summary<'_>, warnings: usize) -> Self {
        Self {
            warnings,
            name: summary.result.name.clone(),
            summary: summary::json(summary),
            sentences: summary.verdicts.iter().map(Sentence::of).collect(),
            compared: None,
        }
    }

    /// The sentences that do not hold.
    pub(super) fn broken(&self) -> impl Iterator<Item = &Sentence> {
        self.sentences.iter().filter(|sentence| !sentence.holds)
    }

    /// Whether all of them hold and no number has moved.
    pub(super) fn passed(&self) -> bool {
        let has_moved = self.compared.as_ref().is_some_and(Compared::has_moved);
        self.broken().next().is_none() && !has_moved
    }

    /// The table of the numbers that have moved, if any has.
    pub(super) fn moved_text(&self) -> Option<String> {
        self.compared.as_ref().and_then(Compared::table)
    }
}

/// The runs that were judged.
pub(super) fn judged(cases: &[Case]) -> impl Iterator<Item = &Judged> {
    cases.iter().filter_map(|case| match &case.became {
        Became::Judged(judged) => Some(judged),
        _ => None,
    })
}

/// A text of one line that does not get to command the terminal.
pub(super) fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

impl Sentence {
    fn of(verdict: &Verdict<'_>) -> Self {
        Self {
            text: verdict.expectation.text.clone(),
            written: verdict.expectation.written.clone(),
            holds: verdict.holds(),
            short: plain(&short(verdict)),
            explained: explained(verdict).iter().map(|line| plain(line)).collect(),
        }
    }
}
