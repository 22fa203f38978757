//! Where a problem is told, and whether it only follows from another one.

use std::ops::Range;

use super::Check;
use crate::scenario::diagnostic::{Diagnostic, Severity, codes::Code};
use crate::scenario::read;
use crate::scenario::source::{Path, Place};

impl Check<'_> {
    /// Tells a problem at the value that a path means.
    pub(super) fn tell(&mut self, path: &Path, label: impl Into<String>, diagnostic: Diagnostic) {
        self.tell_at(path, false, label, diagnostic);
    }

    /// Tells a problem at the key that a path ends in.
    pub(super) fn tell_key(
        &mut self,
        path: &Path,
        label: impl Into<String>,
        diagnostic: Diagnostic,
    ) {
        self.tell_at(path, true, label, diagnostic);
    }

    /// Tells a problem at the key that a path ends in, one that the key has whatever is wrong with
    /// its value.
    pub(super) fn tell_name(
        &mut self,
        path: &Path,
        label: impl Into<String>,
        diagnostic: Diagnostic,
    ) {
        let is_within = read::is_told_above(self.broken, path);
        if is_within || self.out.is_full() {
            self.tell_key(path, label, diagnostic);
        } else {
            self.tell_there(path, self.place(path, true), label, diagnostic);
        }
    }

    /// Whether something is wrong at a path, so that what follows from it is not told.
    pub(super) fn was_told(&self, path: &Path) -> bool {
        read::is_told(self.broken, path) || self.faulty.contains(path)
    }

    /// Tells a problem at the key that a path ends in, or at its value.
    pub(super) fn tell_at(
        &mut self,
        path: &Path,
        key: bool,
        label: impl Into<String>,
        diagnostic: Diagnostic,
    ) {
        if self.out.is_full() {
            self.out.push(diagnostic);
            return;
        }
        let told = read::is_told(self.broken, path);
        if told && diagnostic.severity() == Severity::Error {
            self.faulty.insert(path.clone());
        } else {
            let place = self.place(path, key);
            self.tell_there(path, place, label, diagnostic);
        }
    }

    /// Tells a problem with the value that a path means at a place in it.
    pub(super) fn tell_there(
        &mut self,
        path: &Path,
        place: Place,
        label: impl Into<String>,
        diagnostic: Diagnostic,
    ) {
        if diagnostic.severity() == Severity::Error {
            self.faulty.insert(path.clone());
        }
        self.out.push(diagnostic.at(place, label));
    }

    /// Where a part of the text that a path means stands in its file; the whole text, if YAML has
    /// changed it.
    pub(super) fn place_in(&self, path: &Path, text: &str, span: Range<usize>) -> Place {
        let place = self.tree.place_of(path, false);
        let source = self.out.sources.get(place.file);
        let written = source.text.get(place.start as usize..place.end as usize);
        match written.and_then(|written| written.find(text)) {
            Some(offset) => {
                let start = place.start as usize + offset;
                Place::new(place.file, start + span.start, start + span.end)
            }
            None => place,
        }
    }

    /// Tells a problem in a few words.
    pub(super) fn wrong(
        &mut self,
        code: Code,
        path: &Path,
        message: impl Into<String>,
        help: &str,
    ) {
        let mut diagnostic = Diagnostic::new(code, message);
        if !help.is_empty() {
            diagnostic = diagnostic.help(help);
        }
        self.tell(path, "", diagnostic);
    }

    /// Whether an error was told at a path, above it or below it, by the walk or by the check.
    pub(super) fn is_told(&self, path: &Path) -> bool {
        read::is_told(self.broken, path) || read::is_told(&self.faulty, path)
    }

    /// Where a path is written. What the command line says in or below it comes first: the file
    /// alone was perhaps right.
    fn place(&self, path: &Path, key: bool) -> Place {
        let written = self.tree.place_of(path, key);
        if !self.out.sources.have_arguments() {
            return written;
        }
        let is_argument = |place| self.out.sources.is_argument(place);
        let node = self.tree.at(path);
        let argument = node.and_then(|node| node.find_place(&is_argument));
        argument.unwrap_or(written)
    }

    /// Whether the command line says what stands at a path.
    pub(super) fn is_argument(&self, path: &Path) -> bool {
        let node = self.tree.at(path);
        node.is_some_and(|_| self.out.sources.is_argument(self.place(path, false)))
    }

    /// Of several values that do not fit together, the one on the command line, else the first.
    pub(super) fn suspect<'p>(&self, paths: &[&'p Path]) -> &'p Path {
        let argument = paths.iter().find(|path| self.is_argument(path));
        argument.unwrap_or(&paths[0])
    }
}
