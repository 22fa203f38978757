//! Results read back: the tables of a directory that a run has written.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::SCHEMA;
use super::output::{is_result, schema_of};
use crate::engine::{MICROS_PER_SECOND, SimTime};

/// A directory that a run has written.
#[derive(Debug)]
pub struct Results {
    dir: PathBuf,
}

/// Why results cannot be read.
#[derive(Debug)]
pub enum ReadError {
    /// There is no such directory.
    NoDirectory(PathBuf),
    /// No manifest says that a run has written it.
    NotOurs(PathBuf),
    /// The same, but there are results in it, in directories of these names.
    Above(PathBuf, Vec<String>),
    /// Its tables have another shape.
    Schema(PathBuf, u32),
    /// A table is missing, cannot be read or is no table.
    Table(PathBuf, csv::Error),
    /// A table has no such column: a version before this one wrote it.
    Column(PathBuf, &'static str),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDirectory(dir) => write!(f, "there is no directory {}", dir.display()),
            Self::NotOurs(dir) => write!(
                f,
                "{} has no results of `ecsim run`: there is no manifest.json of it",
                dir.display()
            ),
            Self::Above(dir, names) => write!(
                f,
                "{} holds the results of several runs: name one of {}",
                dir.display(),
                names.join(", ")
            ),
            Self::Schema(dir, schema) => write!(
                f,
                "{} has results of schema {schema}; this version reads {SCHEMA}: run it again",
                dir.display()
            ),
            Self::Table(path, source) if is_missing(source) => write!(
                f,
                "there is no {}: an older version wrote the results; run it again",
                path.display()
            ),
            Self::Table(path, source) => write!(f, "cannot read {}: {source}", path.display()),
            Self::Column(path, column) => write!(
                f,
                "{} has no column {column}: another version wrote it; run it again",
                path.display()
            ),
        }
    }
}

impl std::error::Error for ReadError {}

fn is_missing(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::NotFound)
}

impl Results {
    /// The results in a directory, or in the one directory in it that has some.
    ///
    /// # Errors
    /// If no run has written it, or one whose tables have another shape.
    ///
    /// ```
    /// use ecsim::report::reading::{ReadError, Results};
    ///
    /// let dir = tempfile::tempdir()?;
    /// let found = Results::open(dir.path());
    /// assert!(matches!(found, Err(ReadError::NotOurs(_))));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn open(dir: &Path) -> Result<Self, ReadError> {
        if !dir.is_dir() {
            return Err(ReadError::NoDirectory(dir.to_owned()));
        }
        if !is_result(dir) {
            let inside = inside(dir);
            return match &inside[..] {
                [] => Err(ReadError::NotOurs(dir.to_owned())),
                [only] => Self::open(&dir.join(only)),
                _ => Err(ReadError::Above(dir.to_owned(), inside)),
            };
        }
        match schema_of(dir) {
            Some(schema) if schema != SCHEMA => Err(ReadError::Schema(dir.to_owned(), schema)),
            _ => Ok(Self {
                dir: dir.to_owned(),
            }),
        }
    }

    /// Whether the run wrote such a table.
    pub(super) fn has(&self, file: &str) -> bool {
        self.dir.join(file).is_file()
    }

    /// Reads a table row by row.
    pub(super) fn table(&self, file: &str) -> Result<Rows, ReadError> {
        let path = self.dir.join(file);
        let mut reader =
            csv::Reader::from_path(&path).map_err(|error| ReadError::Table(path.clone(), error))?;
        match reader.headers() {
            Ok(header) => Ok(Rows {
                header: header.clone(),
                reader,
                row: StringRecord::new(),
                path,
            }),
            Err(error) => Err(ReadError::Table(path, error)),
        }
    }
}

/// The names of the directories in it that have results, in order.
fn inside(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let results = entries.filter(|entry| is_result(&entry.path()));
    let mut names: Vec<String> = results
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The rows of a table, one at a time.
pub(super) struct Rows {
    reader: csv::Reader<File>,
    header: StringRecord,
    row: StringRecord,
    path: PathBuf,
}

impl Rows {
    /// Goes on to the next row; whether there is one.
    pub(super) fn next(&mut self) -> Result<bool, ReadError> {
        let read = self.reader.read_record(&mut self.row);
        read.map_err(|error| ReadError::Table(self.path.clone(), error))
    }

    /// A cell of the row.
    pub(super) fn cell(&self, column: &'static str) -> Result<&str, ReadError> {
        let place = self.header.iter().position(|name| name == column);
        let cell = place.and_then(|place| self.row.get(place));
        cell.ok_or_else(|| ReadError::Column(self.path.clone(), column))
    }

    /// A cell with a number; none if it is empty.
    pub(super) fn number(&self, column: &'static str) -> Result<Option<u32>, ReadError> {
        Ok(self.cell(column)?.parse().ok())
    }

    /// A cell with a time; none if it is empty.
    pub(super) fn time(&self, column: &'static str) -> Result<Option<SimTime>, ReadError> {
        Ok(instant(self.cell(column)?))
    }

    /// The same of any column; none too if there is no such column.
    pub(super) fn time_of(&self, column: &str) -> Option<SimTime> {
        let place = self.header.iter().position(|name| name == column)?;
        instant(self.row.get(place)?)
    }

    /// All cells of the row that have something in them, with the names of their columns.
    pub(super) fn cells(&self) -> Vec<(String, String)> {
        let cells = self.header.iter().zip(&self.row);
        let cells = cells.filter(|(_, cell)| !cell.is_empty());
        cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    }
}

/// The instant of a cell with seconds, which have at most six decimals.
pub(super) fn instant(seconds: &str) -> Option<SimTime> {
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, ""));
    let whole = whole.parse::<u64>().ok()?.checked_mul(MICROS_PER_SECOND)?;
    let part = format!("{part:0<6}").get(..6)?.parse::<u64>().ok()?;
    whole.checked_add(part).map(SimTime::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_read_to_the_microsecond() {
        let micros = |seconds| instant(seconds).map(|at| at.since(SimTime::ZERO).as_micros());
        assert_eq!(micros("0"), Some(0));
        assert_eq!(micros("767.29757"), Some(767_297_570));
        assert_eq!(micros("0.000001"), Some(1));
        assert_eq!(micros(""), None);
        assert_eq!(micros("soon"), None);
    }
}
