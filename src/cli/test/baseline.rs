//! The baseline of a test: read before anything is played, compared with, or written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::case::{Became, Case, Judged, judged};
use crate::report::baseline::{self, Baseline, Moved, Number, numbers};

/// A baseline and its file.
pub(super) struct Kept {
    path: PathBuf,
    baseline: Baseline,
}

/// How the numbers of a run compare with the accepted ones.
pub(super) struct Compared {
    /// What is not as it was, within its tolerance.
    pub(super) moved: Vec<Moved>,
    /// What there is to know about that.
    pub(super) notes: Vec<String>,
}

impl Compared {
    /// Whether any number has moved.
    pub(super) fn has_moved(&self) -> bool {
        self.moved.iter().any(|moved| moved.verdict.is_move())
    }

    /// The table of what has moved, if anything has.
    pub(super) fn table(&self) -> Option<String> {
        self.has_moved().then(|| baseline::table(&self.moved))
    }
}

impl Kept {
    /// Reads the file. To write one anew it need not be there yet.
    ///
    /// # Errors
    /// In a sentence, if it cannot be read or is no baseline.
    pub(super) fn read(path: &Path, may_be_missing: bool) -> Result<Self, String> {
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let baseline = match fs::read_to_string(path) {
            Ok(text) => Baseline::read(&text).map_err(|error| named(&error))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && may_be_missing => {
                Baseline::new()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let help = "there is no such baseline: `--update-baseline` writes it";
                return Err(named(&help));
            }
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let path = path.to_owned();
        Ok(Self { path, baseline })
    }

    /// Compares every run that was judged; those of which the baseline knows nothing are an error
    /// of whoever gave them.
    pub(super) fn compare(&self, cases: &mut [Case]) -> Result<(), String> {
        let names = judged(cases).map(|judged| judged.name.clone());
        let unknown = names.filter(|name| self.baseline.entry(name).is_none());
        let unknown: Vec<String> = unknown.collect();
        if !unknown.is_empty() {
            let error = baseline::Error::NoEntry(unknown);
            return Err(format!("{}: {error}", self.path.display()));
        }
        for case in cases {
            let Became::Judged(judged) = &mut case.became else {
                continue;
            };
            let Some(entry) = self.baseline.entry(&judged.name) else {
                continue;
            };
            let moved = baseline::compare(entry, &numbers(&judged.summary));
            let notes = baseline::news(&moved).into_iter().collect();
            let mut compared = Compared { moved, notes };
            if compared.has_moved() {
                let because = [
                    entry.digest_note(&judged.name, judged.digest()),
                    self.baseline.version_note(),
                ];
                compared.notes.splice(0..0, because.into_iter().flatten());
            }
            judged.compared = Some(compared);
        }
        Ok(())
    }

    /// Takes the numbers of every run over and writes the file, whole or not at all.
    pub(super) fn update(mut self, cases: &[Case]) -> Result<String, String> {
        for judged in judged(cases) {
            let numbers = numbers(&judged.summary);
            self.baseline.update(&judged.name, judged.digest(), numbers);
        }
        write_whole(&self.path, &self.baseline.text())?;
        let written = super::counted(judged(cases).count(), "scenario");
        let others = match self.not_among(cases).len() {
            0 => String::new(),
            others => format!("; {others} that did not run stand as they were"),
        };
        Ok(format!(
            "{} has the numbers of {written}{others}",
            self.path.display()
        ))
    }

    /// What to tell of scenarios that the baseline knows and that did not run, unless that was
    /// asked for: perhaps their files are gone.
    pub(super) fn left_out(&self, cases: &[Case], is_chosen: bool) -> Option<String> {
        let names = self.not_among(cases);
        let (path, names) = (self.path.display(), names.join(", "));
        let has_some = !names.is_empty() && !is_chosen;
        has_some.then(|| format!("{path} also has numbers of what did not run: {names}"))
    }

    /// The scenarios that the baseline knows beside those that ran.
    fn not_among(&self, cases: &[Case]) -> Vec<&str> {
        let ran: BTreeSet<&str> = judged(cases).map(|judged| judged.name.as_str()).collect();
        let known = self.baseline.scenarios();
        known.filter(|name| !ran.contains(name)).collect()
    }
}

/// Two files whose scenarios have one name, by which a baseline could not tell them apart.
pub(super) fn same_name(cases: &[Case]) -> Option<String> {
    let mut paths: BTreeMap<&str, &Path> = BTreeMap::new();
    cases.iter().find_map(|case| {
        let Became::Judged(judged) = &case.became else {
            return None;
        };
        let first = paths.insert(&judged.name, &case.path)?;
        let (one, other) = (first.display(), case.path.display());
        let name = &judged.name;
        Some(format!(
            "{one} and {other} are both named {name}: give one of them another `name`"
        ))
    })
}

impl Judged {
    /// What tells this scenario from a changed one.
    fn digest(&self) -> &str {
        self.summary["digest"].as_str().unwrap_or_default()
    }
}

/// A number that has moved, for a program.
pub(super) fn document(moved: &Moved) -> Value {
    let value = |number: &Number| match number {
        Number::Figure(figure) => json!({ "value": figure.value(), "unit": figure.unit() }),
        Number::Word(word) => json!({ "value": word }),
    };
    json!({
        "number": moved.name,
        "before": moved.before.as_ref().map(value),
        "after": moved.after.as_ref().map(value),
        "verdict": moved.verdict.name(),
    })
}

/// Writes a file beside its place and moves it there; a pipe or a device is written into.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let unwritable = |error| format!("cannot write {}: {error}", path.display());
    let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    if is_special {
        let written = fs::OpenOptions::new().write(true).open(path);
        return written
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(unwritable);
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(parent.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.persist(path).map_err(|error| error.error)
    };
    let written: io::Result<_> = write();
    written.map(drop).map_err(unwritable)
}
