//! Why a result could not be written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::manifest;

/// Why a result could not be written, said before the run wherever possible.
#[derive(Debug)]
pub enum Error {
    /// Somebody asked for the end.
    Interrupted,
    /// There is a symbolic link under that name.
    Link(PathBuf),
    /// The old result could not be put back and is there now.
    Misplaced {
        /// Where it is.
        path: PathBuf,
        /// Why the new one could not take its place.
        source: io::Error,
    },
    /// That is no name for a directory.
    Name(String),
    /// There is something under that name, and it is no directory.
    NotDirectory(PathBuf),
    /// There is a directory under that name that we did not write.
    NotOurs(PathBuf),
    /// In an older result, there is a file that we did not write.
    Stranger(PathBuf),
    /// It could not be looked at.
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing can be written there.
    Unwritable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file could not be written.
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("interrupted; nothing is written"),
            Self::Link(path) => write!(
                f,
                "`{}` is a symbolic link, which is not followed; remove it, or choose another \
                 directory with -o",
                path.display()
            ),
            Self::Misplaced { path, source } => write!(
                f,
                "the new result could not be put in place ({source}); the old one is in `{}`",
                path.display()
            ),
            Self::Name(name) => write!(f, "`{name}` cannot be the name of a directory of results"),
            Self::NotDirectory(path) => write!(
                f,
                "`{}` is not a directory; move it, or choose another directory with -o",
                path.display()
            ),
            Self::NotOurs(path) => write!(
                f,
                "`{}` was not written by ecsim (it has no {} of ours), so it is not touched; move \
                 it, or choose another directory with -o",
                path.display(),
                manifest::FILE
            ),
            Self::Stranger(path) => write!(
                f,
                "`{}` stands in an older result and was not written by ecsim; move it, or choose \
                 another directory with -o",
                path.display()
            ),
            Self::Unreadable { path, source } => {
                write!(f, "cannot look at `{}`: {source}", path.display())
            }
            Self::Unwritable { path, source } => {
                write!(f, "cannot write into `{}`: {source}", path.display())
            }
            Self::Write { path, source } => {
                write!(f, "cannot write `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Misplaced { source, .. }
            | Self::Unreadable { source, .. }
            | Self::Unwritable { source, .. }
            | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
