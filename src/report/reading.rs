//! Results read back: the tables of a directory that a run has written.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::SCHEMA;
use super::output::{is_result, schema_of};

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
                "{} is no result of `ecsim run`: it has no manifest.json that says so",
                dir.display()
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
    /// The results in a directory.
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
            return Err(ReadError::NotOurs(dir.to_owned()));
        }
        match schema_of(dir) {
            Some(schema) if schema != SCHEMA => Err(ReadError::Schema(dir.to_owned(), schema)),
            _ => Ok(Self {
                dir: dir.to_owned(),
            }),
        }
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

    /// All cells of the row that have something in them, with the names of their columns.
    pub(super) fn cells(&self) -> Vec<(String, String)> {
        let cells = self.header.iter().zip(&self.row);
        let cells = cells.filter(|(_, cell)| !cell.is_empty());
        cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    }
}
