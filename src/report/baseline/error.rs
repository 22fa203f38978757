//! Why a baseline cannot be used.

use std::fmt;

use super::SCHEMA;

/// Why a baseline cannot be used. The text is to follow the path of the file and a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Nothing but white space.
    Empty,
    /// It is a baseline, but something in it is not as it should be.
    Form(Place),
    /// Two versions of it were merged, and nobody has decided yet.
    MergeConflict {
        /// The line of the mark, counted from 1.
        line: usize,
    },
    /// It has no numbers of these scenarios.
    NoEntry(Vec<String>),
    /// It is JSON of another kind: of which.
    NotBaseline(&'static str),
    /// It is no JSON.
    NotJson(Place),
    /// It has a shape that this program does not know.
    Schema {
        /// The number of that shape, as it stands there.
        found: String,
        /// The version of ecsim that wrote it, if it says so.
        version: Option<String>,
    },
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(
                f,
                "it is empty; remove it, and let --update-baseline write it"
            ),
            Self::Form(place) => {
                write!(f, "{place}; correct it, or see `git diff` for what changed")
            }
            Self::MergeConflict { line } => write!(
                f,
                "line {line}: a merge conflict is not resolved; take either side, then run again \
                 with --update-baseline"
            ),
            Self::NoEntry(scenarios) => write!(
                f,
                "the baseline has no numbers of `{}`; --update-baseline puts them in",
                scenarios.join("`, `")
            ),
            Self::NotBaseline(kind) => write!(
                f,
                "it is {kind}, not a baseline; `ecsim test PATH… --baseline FILE \
                 --update-baseline` writes one, into another file"
            ),
            Self::NotJson(place) => write!(
                f,
                "{place}; a baseline is JSON: correct it, or move it away and let \
                 --update-baseline write it"
            ),
            Self::Schema { found, version } => {
                write!(f, "it has schema {found}")?;
                if let Some(version) = version {
                    write!(f, ", written by ecsim {version}")?;
                }
                write!(
                    f,
                    "; this program reads schema {SCHEMA}: use that version, or move the file away \
                     and let --update-baseline write it (tolerances have to be put in again)"
                )
            }
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.what
        )
    }
}
