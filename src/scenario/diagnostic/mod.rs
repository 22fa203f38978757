//! What is wrong with a scenario, where, and what to write instead.
//!
//! All problems are collected, then shown together, in order of their places. Every diagnostic has
//! a code that is never renumbered; [`codes()`](crate::scenario::codes) is the one table of them.

pub(super) mod codes;
pub(super) mod excerpt;
mod render;
mod table;

use std::collections::BTreeSet;

use super::source::{Place, Sources};
pub use codes::{Code, CodeEntry};
pub(super) use table::book;

/// The longest name for which a nearest one is looked for.
const LONGEST_NAME: usize = 100;

/// What was perhaps meant; nothing for what is no name at all.
pub(super) fn suggestion<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    crate::catalog::nearest(name, known)
}

/// How many diagnostics are kept; the others are only counted.
const KEPT: usize = 1_000;

/// Whether a scenario can be run in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, and the result may surprise.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a text with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code: `E0201`.
    pub code: Code,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where; none for what is true of the whole.
    pub primary: Option<Label>,
    /// What else has to do with it.
    pub secondary: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: None,
        }
    }

    /// A function of CloudFormation; nobody evaluates it here.
    pub(super) fn function(name: &str) -> Self {
        let message =
            format!("{name} is a function of CloudFormation, and ecsim does not evaluate it");
        Self::new(codes::CLOUDFORMATION_FUNCTION, message)
            .help("write the value that it would give")
    }

    pub(super) fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        let text = text.into();
        self.primary = Some(Label { place, text });
        self
    }

    pub(super) fn also(mut self, place: Place, text: impl Into<String>) -> Self {
        let text = text.into();
        self.secondary.push(Label { place, text });
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the scenario can be run in spite of it.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// All problems of a scenario, with the texts that they point into.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: BTreeSet<(Code, Place, String)>,
    errors: usize,
    warnings: usize,
    pub(super) sources: Sources,
}

impl Diagnostics {
    /// Adds a problem; one that was told before is not told again.
    pub(super) fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.is_full() {
            return self.count(diagnostic.severity());
        }
        let labels = diagnostic
            .primary
            .iter_mut()
            .chain(&mut diagnostic.secondary);
        let texts = labels.map(|label| &mut label.text);
        for text in texts
            .chain(&mut diagnostic.help)
            .chain([&mut diagnostic.message])
        {
            excerpt::tame(text);
        }
        let place = diagnostic.primary.as_ref().map(|label| label.place);
        let key = (
            diagnostic.code,
            place.unwrap_or_default(),
            diagnostic.message.clone(),
        );
        if self.seen.insert(key) {
            self.count(diagnostic.severity());
            self.list.push(diagnostic);
        }
    }

    fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    /// Whether further problems are only counted: nobody reads them, so nobody need explain them.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= KEPT
    }

    /// Puts them in order of their places.
    pub(super) fn sort(&mut self) {
        self.list
            .sort_by_key(|diagnostic| diagnostic.primary.as_ref().map(|label| label.place));
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.warnings
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings == 0
    }

    /// Each of them, by file and position; of a very long list the first thousand.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// The name of the text that a place is in, and its line and column, both counted from 1.
    pub fn position(&self, place: Place) -> (&str, usize, usize) {
        let source = self.sources.get(place.file);
        let (line, column) = source.position(place.start as usize);
        (&source.name, line, column)
    }

    /// The list for machines: code, severity, message, help, and each place with file, line,
    /// column.
    pub fn to_json(&self) -> serde_json::Value {
        let label = |label: &Label| {
            let (file, line, column) = self.position(label.place);
            serde_json::json!({"file": file, "line": line, "column": column, "text": label.text})
        };
        self.list
            .iter()
            .map(|diagnostic| {
                let places = diagnostic.primary.iter().chain(&diagnostic.secondary);
                serde_json::json!({
                    "code": diagnostic.code.name(),
                    "severity": diagnostic.severity().name(),
                    "message": diagnostic.message,
                    "help": diagnostic.help,
                    "places": places.map(label).collect::<Vec<_>>(),
                })
            })
            .collect()
    }
}
