//! Text to one tree in which every key and value knows its place.
//!
//! A place survives `extends` and `--set`: whatever is wrong with the merged tree, the message
//! shows the file and line where the offending text stands. Limits ([`limits`]) bound time and
//! memory.

mod extends;
pub(super) mod limits;
mod lists;
mod merge;
mod parse;
mod scalar;
mod set;
mod tree;

pub(super) use extends::{Origin, load, read};
#[cfg(test)]
pub(super) use merge::merge;
pub(super) use parse::{is_function, parse};
pub(super) use scalar::{Scalar, Word};
pub(super) use set::{apply, command_line};
pub(super) use tree::{Kind, Map, Member, Node, Path, Step};

use crate::scenario::diagnostic::excerpt::is_unsafe;

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
pub(super) struct Source {
    /// The path as the user wrote it, or `--set`.
    pub(super) name: String,
    /// The text.
    pub(super) text: String,
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
        self.0.push(Source { name, text });
        id
    }

    /// The text of that number.
    pub(super) fn get(&self, file: FileId) -> &Source {
        &self.0[file.0 as usize]
    }
}
