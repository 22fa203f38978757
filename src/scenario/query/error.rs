//! Why a text is no expression, and what to write instead.

use std::fmt;

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The character at which it stops to be one, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            column,
            message,
            help,
        } = self;
        write!(f, "column {column}: {message}")?;
        match help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for QueryError {}

/// Something that is read, and is better written otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryLint {
    /// The character at which it begins, from 1.
    pub column: usize,
    /// What AWS says of it.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// The column of a byte, from 1.
pub(super) fn column(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count() + 1
}
