//! A sentence that is being checked, and how its problems are told.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::engine::Span;
use crate::scenario::check::Check;
use crate::scenario::check::names;
use crate::scenario::diagnostic::{Diagnostic, codes, codes::Code, suggestion};
use crate::scenario::expectation::grammar::Wrong;
use crate::scenario::expectation::series::Kind;
use crate::scenario::expectation::syntax::{self, Literal, Name};
use crate::scenario::expectation::{
    Bound, Comparison, DEPLOYMENT_STATES, Holding, Measure, SERVICE_DEPLOYMENT_STATUSES, Statistic,
    Unit,
};
use crate::scenario::expectation::{DeploymentField, Table};
use crate::scenario::model::Aws;
use crate::scenario::source::{Path, Place};

/// A sentence, with all that is needed to find out what it means.
pub(super) struct Sentence<'s, 't> {
    pub(super) check: &'s mut Check<'t>,
    pub(super) aws: &'s Aws,
    pub(super) duration: Span,
    /// The name of the scenario.
    pub(super) name: &'s str,
    /// The buckets into which something is put.
    pub(super) buckets: &'s BTreeSet<&'s str>,
    pub(super) path: Path,
    pub(super) text: &'s str,
}

/// What counts are counts of.
const COUNTED: [&str; 7] = [
    "task",
    "instance",
    "deployment",
    "decision",
    "row",
    "value",
    "time",
];

impl Sentence<'_, '_> {
    /// Tells a problem with a part of the sentence.
    pub(super) fn tell(&mut self, span: Range<usize>, label: &str, diagnostic: Diagnostic) {
        let place = self.place(span);
        self.check.tell_there(&self.path, place, label, diagnostic);
    }

    /// Tells a problem with a part of the sentence in a few words.
    pub(super) fn wrong(&mut self, code: Code, span: Range<usize>, message: String, help: &str) {
        let mut diagnostic = Diagnostic::new(code, message);
        if !help.is_empty() {
            diagnostic = diagnostic.help(help);
        }
        self.tell(span, "", diagnostic);
    }

    /// Tells a name that nothing has.
    pub(super) fn unknown<'n>(
        &mut self,
        what: &str,
        name: &Name,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let diagnostic = names::unknown(what, &name.it, known, false);
        self.tell(name.span.clone(), &format!("unknown {what}"), diagnostic);
    }

    /// Where a part of the sentence stands in its file; the whole sentence, if YAML has changed it.
    fn place(&self, span: Range<usize>) -> Place {
        self.check.place_in(&self.path, self.text, span)
    }

    /// Tells where a text stops to be a sentence, and what should stand there.
    pub(super) fn no_sentence(&mut self, wrong: &Wrong) {
        let rest = &self.text[wrong.at..];
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let column = self.text[..wrong.at].chars().count() + 1;
        let found = match &rest[..end] {
            "" => "found its end".to_owned(),
            found => format!("found `{found}`"),
        };
        let message = format!(
            "column {column} of the sentence: expected {}, {found}",
            wrong.expected
        );
        let mut diagnostic = Diagnostic::new(codes::SENTENCE, message);
        diagnostic.help = self.help(wrong);
        let end = wrong.at + end.max(usize::from(rest.is_empty()));
        self.tell(wrong.at..end.min(self.text.len()), "", diagnostic);
    }

    /// What was perhaps meant by what is no sentence.
    fn help(&self, wrong: &Wrong) -> Option<String> {
        if self.is_cut_by_a_comment() {
            let help = "` #` begins a comment: put the whole sentence in single quotes";
            return Some(help.to_owned());
        }
        let (before, rest) = self.text.split_at(wrong.at);
        let word = |letter: char| letter.is_alphanumeric() || "._/:-".contains(letter);
        let end = rest.find(|letter| !word(letter)).unwrap_or(rest.len());
        let name = &rest[..end];
        if rest.starts_with("=>") || rest.starts_with("=<") {
            return Some("write `>=` or `<=`".to_owned());
        }
        if before.ends_with(['<', '>', '=']) && rest.starts_with(['<', '>', '=']) {
            return Some("write `>=` or `<=`".to_owned());
        }
        if wrong.at == 0 && rest[end..].starts_with('(') {
            const FUNCTIONS: [&str; 11] = [
                "min",
                "max",
                "mean",
                "sum",
                "p95",
                "count",
                "first",
                "last",
                "at",
                "duration",
                "deployment",
            ];
            let meant = match name {
                "avg" | "average" => Some("mean"),
                "minimum" => Some("min"),
                "maximum" => Some("max"),
                "median" => Some("p50"),
                _ => suggestion(name, FUNCTIONS),
            };
            let known = FUNCTIONS.join(", ");
            let help = meant.map(|meant| format!("did you mean `{meant}`?"));
            return Some(help.unwrap_or_else(|| format!("there are: {known}")));
        }
        if wrong.at == 0 && name.contains('.') {
            let help = format!(
                "it has many values: write `min({name})`, or `at(10m, {name})` for one of them"
            );
            return Some(help);
        }
        let is_after_number = before.trim_end().ends_with(|it: char| it.is_ascii_digit());
        if is_after_number && COUNTED.contains(&name.trim_end_matches('s')) {
            return Some(format!("leave `{name}` out: a count has no unit"));
        }
        if rest.starts_with("&&") || rest.starts_with("and ") {
            return Some("write two sentences, one below the other".to_owned());
        }
        let windows = ["during", "after", "within"];
        let meant = suggestion(name, windows).filter(|_| wrong.expected.contains("during"));
        meant.map(|meant| format!("did you mean `{meant}`?"))
    }

    /// Whether a comment follows the sentence that was perhaps meant to be a part of it.
    fn is_cut_by_a_comment(&self) -> bool {
        let place = self.check.tree.place_of(&self.path, false);
        let source = &self.check.out.sources.get(place.file).text;
        let (start, end) = (place.start as usize, place.end as usize);
        let quoted = source[start.min(source.len())..].starts_with(['"', '\'']);
        let rest = source.get(end..).unwrap_or_default();
        let rest = rest.lines().next().unwrap_or_default();
        !quoted && rest.trim_start().starts_with('#')
    }

    /// What something is compared with, in its unit.
    pub(super) fn bound(
        &mut self,
        unit: Unit,
        comparison: Comparison,
        written: &Literal,
    ) -> Option<Bound> {
        let span = written.text.span.clone();
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if unit == Unit::Word && !is_equality {
            let message = "a word is only equal or not".to_owned();
            self.wrong(codes::UNIT_OF_BOUND, span, message, "write `==` or `!=`");
            return None;
        }
        match unit.read(&written.text.it, written.quoted) {
            Ok(bound) => Some(bound),
            Err(wanted) => {
                let message = format!("the value has to be {wanted}");
                self.wrong(codes::UNIT_OF_BOUND, span, message, "");
                None
            }
        }
    }

    /// Warns of a sentence that holds, or breaks, whatever happens: nothing is below zero.
    pub(super) fn warn_of_no_promise(
        &mut self,
        measure: &Measure,
        bound: &Bound,
        read: &syntax::Sentence,
    ) {
        // What may have no samples breaks then, so `>= 0` does promise something.
        let has_value = match measure {
            Measure::Series(_, series) => series.of.values.kind() != Kind::Cluster,
            Measure::Held(holding, _) => matches!(holding, Holding::Duration | Holding::Count),
            Measure::Rows(statistic, rows) => {
                *statistic == Statistic::Count && rows.minus.is_none()
            }
            Measure::At(..) | Measure::Deployment(..) => false,
        };
        if *bound != Bound::Number(0.0) || !has_value || read.window.is_some() {
            return;
        }
        let message = match read.comparison.it {
            Comparison::AtLeast => "this holds whatever happens: nothing measured is below zero",
            Comparison::Less => "this never holds: nothing measured is below zero",
            _ => return,
        };
        let span = read.comparison.span.start..read.bound.text.span.end;
        self.wrong(codes::EMPTY_PROMISE, span, message.to_owned(), "");
    }

    /// Tells a word that what is measured never is.
    pub(super) fn check_state(
        &mut self,
        measure: &Measure,
        bound: &Bound,
        written: &Literal,
    ) -> Option<()> {
        let (Measure::Deployment(_, field), Bound::Word(word)) = (measure, bound) else {
            return Some(());
        };
        match field {
            DeploymentField::State if !DEPLOYMENT_STATES.contains(&word.as_str()) => {
                self.unknown("state of a deployment", &written.text, DEPLOYMENT_STATES);
                None
            }
            DeploymentField::Status if !SERVICE_DEPLOYMENT_STATUSES.contains(&word.as_str()) => {
                if DEPLOYMENT_STATES.contains(&word.as_str()) {
                    let message = format!("`{word}` is no status of a service deployment");
                    let help = format!("it is a state: write `deployment(…).state == {word}`");
                    let span = written.text.span.clone();
                    self.wrong(codes::UNKNOWN_NAME, span, message, &help);
                    return None;
                }
                let known = SERVICE_DEPLOYMENT_STATUSES;
                self.unknown("status of a service deployment", &written.text, known);
                None
            }
            DeploymentField::TaskDefinition => {
                let column = Table::Tasks.column("taskDefinition")?;
                self.check_word(column, written)
            }
            _ => Some(()),
        }
    }
}
