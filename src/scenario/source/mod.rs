//! Text to one tree in which every key and value knows its place.
//!
//! A place survives `extends` and `--set`: whatever is wrong with the merged tree, the message
//! shows the file and line where the offending text stands. Limits ([`limits`]) bound time and
//! memory.

mod extends;
mod foreign;
pub(super) mod limits;
mod lists;
mod merge;
mod parse;
mod scalar;
mod set;
mod tree;

pub(super) use extends::{Origin, load, read};
pub(super) use lists::NAME_FIELDS;
#[cfg(test)]
pub(super) use merge::merge;
pub(super) use parse::{is_function, parse, spaced};
pub(super) use scalar::{Scalar, Word};
pub(super) use set::{apply, command_line};
pub(super) use tree::{Kind, Map, Member, Node, Path, Step};

use std::sync::OnceLock;

use crate::scenario::diagnostic::excerpt::{self, is_unsafe};

/// The number of a text that was read: a file, or an argument of the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(super) u32);

/// Where something is written: bytes `start..end` of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which text.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Place {
    /// The place of these bytes of a file.
    pub(super) fn new(file: FileId, start: usize, end: usize) -> Self {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            file,
            start: byte(start),
            end: byte(end),
        }
    }
}

/// A text that was read, with the name under which messages show it.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Source {
    /// The path as the user wrote it, or `--set`.
    pub(super) name: String,
    /// The text.
    pub(super) text: String,
    /// Where each line but the first begins; found when it is first asked for.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// Line and column of a byte, both counted from 1, the column in characters.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let at = excerpt::floor(&self.text, at);
        let lines = self.lines.get_or_init(|| {
            let newlines = self.text.match_indices('\n');
            newlines.map(|(newline, _)| newline + 1).collect()
        });
        let line = lines.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).map_or(0, |line| lines[line]);
        (line + 1, 1 + self.text[start..at].chars().count())
    }
}

/// All texts that were read, in order of reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a text and returns its number.
    pub(super) fn add(&mut self, name: &str, text: String) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).expect("a run reads fewer than 2^32 files"));
        let name = name.replace(
            |letter: char| letter.is_control() || is_unsafe(letter),
            "\u{fffd}",
        );
        let lines = OnceLock::new();
        self.0.push(Source { name, text, lines });
        id
    }

    /// Whether a place is in an argument of the command line.
    pub(super) fn is_argument(&self, place: Place) -> bool {
        self.get(place.file).name.starts_with("--")
    }

    /// Whether the command line says anything about the scenario.
    pub(super) fn have_arguments(&self) -> bool {
        self.0.iter().any(|source| source.name.starts_with("--"))
    }

    /// The text of that number.
    pub(super) fn get(&self, file: FileId) -> &Source {
        &self.0[file.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let position = |text: &str, at| {
            let mut sources = Sources::default();
            let file = sources.add("x.yaml", text.to_owned());
            sources.get(file).position(at)
        };
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("ab\ncd", 3), (2, 1));
        assert_eq!(position("ab\ncd", 4), (2, 2));
        assert_eq!(position("ab\ncd\n", 6), (3, 1));
        assert_eq!(position("ü: x", 2), (1, 2));
        assert_eq!(position("ab", 99), (1, 3));
    }
}
