//! The directory of a result: it appears whole or not at all, and only where we may write.
//!
//! Everything is written into a hidden sibling first; then the old result is moved aside, the new
//! one takes its place, and the old one is deleted. A run that is killed leaves at most such a
//! sibling, which nobody reads. A directory is ours if its `manifest.json` says so; anything else
//! under that name is left alone, and so is a result in which somebody keeps files of their own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::summary::{self, Summary};
use super::tables::{EVENTS_FILE, TABLES, TIMELINE_FILE, write_timeline};
use super::{RunResult, charts};

mod error;
mod manifest;

pub use error::Error;
use manifest::Manifest;

/// A place for a result that has been checked before the run.
#[derive(Debug)]
pub struct OutputDir {
    parent: PathBuf,
    target: PathBuf,
}

impl OutputDir {
    /// Checks that `parent/name` may be written and makes `parent` if it is missing, so that a long
    /// run does not end in a surprise.
    ///
    /// # Errors
    /// If the name is not one, something else has it, or `parent` cannot be written.
    ///
    /// ```
    /// use ecsim::report::output::OutputDir;
    ///
    /// let parent = tempfile::tempdir()?;
    /// assert!(OutputDir::prepare(parent.path(), "spring-sale").is_ok());
    /// assert!(OutputDir::prepare(parent.path(), "../elsewhere").is_err());
    ///
    /// std::fs::create_dir(parent.path().join("holiday-photos"))?;
    /// assert!(OutputDir::prepare(parent.path(), "holiday-photos").is_err());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn prepare(parent: &Path, name: &str) -> Result<Self, Error> {
        // To Windows, `:` opens another stream of a file.
        let is_safe = !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', ':', '\0']);
        if !is_safe {
            return Err(Error::Name(name.to_owned()));
        }
        fs::create_dir_all(parent).map_err(|source| Error::Unwritable {
            path: parent.to_owned(),
            source,
        })?;
        let target = parent.join(name);
        check_ours(&target)?;
        // Only trying tells whether one may write there.
        hidden_sibling(parent)?;
        Ok(Self {
            parent: parent.to_owned(),
            target,
        })
    }

    /// Writes the whole result and gives back where it is.
    ///
    /// # Errors
    /// If a file cannot be written; an older result then stands as it was.
    ///
    /// ```
    /// use std::path::{Path, PathBuf};
    ///
    /// use ecsim::report::RunResult;
    /// use ecsim::report::output::{Error, OutputDir};
    /// use ecsim::report::summary::Summary;
    ///
    /// fn keep(simulate: impl Fn() -> RunResult) -> Result<PathBuf, Error> {
    ///     let place = OutputDir::prepare(Path::new("output"), "spring-sale")?;
    ///     place.write(&Summary::of(&simulate()), true)
    /// }
    /// ```
    pub fn write(self, summary: &Summary, charts: bool) -> Result<PathBuf, Error> {
        let hidden = hidden_sibling(&self.parent)?;
        // A directory of our own inside: the hidden one is closed to everybody else.
        let new = hidden.path().join("new");
        create_dir(&new)?;
        write_all(&new, summary, charts)?;
        // Another run may have been here in the meantime.
        check_ours(&self.target)?;
        replace(&self.target, &new, hidden)?;
        Ok(self.target)
    }
}

/// Writes every file, the manifest last.
fn write_all(dir: &Path, summary: &Summary, with_charts: bool) -> Result<(), Error> {
    let result = summary.result;
    // Text and pictures have nothing in common, so they are made at the same time.
    let (tables, pictures) = rayon::join(
        || write_tables(dir, summary),
        || with_charts.then(|| write_charts(dir, result)).transpose(),
    );
    let mut files = tables?;
    files.extend(pictures?.unwrap_or_default());
    files.push(manifest::FILE.to_owned());
    files.sort();
    let manifest = Manifest::of(result, files).text();
    write_file(dir, manifest::FILE, manifest.as_bytes())
}

fn write_tables(dir: &Path, summary: &Summary) -> Result<Vec<String>, Error> {
    let result = summary.result;
    let mut timeline = Out::create(dir, TIMELINE_FILE)?;
    let mut events = Out::create(dir, EVENTS_FILE)?;
    let written = write_timeline(result, &mut timeline.file, &mut events.file);
    timeline.close(written)?;
    events.close(Ok(()))?;
    let mut files = vec![TIMELINE_FILE.to_owned(), EVENTS_FILE.to_owned()];
    for table in TABLES {
        let mut out = Out::create(dir, table.file())?;
        let written = table.write(result, &mut out.file);
        out.close(written)?;
        files.push(table.file().to_owned());
    }
    let summary = format!("{:#}\n", summary::json(summary));
    for (name, text) in [
        ("scenario.resolved.yaml", &result.resolved),
        ("summary.json", &summary),
    ] {
        write_file(dir, name, text.as_bytes())?;
        files.push(name.to_owned());
    }
    Ok(files)
}

fn write_charts(dir: &Path, result: &RunResult) -> Result<Vec<String>, Error> {
    create_dir(&dir.join("charts"))?;
    let mut files = Vec::new();
    for picture in charts::pictures(result) {
        let name = format!("charts/{}", picture.file);
        write_file(dir, &name, &picture.bytes)?;
        files.push(name);
    }
    Ok(files)
}

/// A file that is being written, with the name to complain about.
struct Out {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Out {
    /// Bytes collected before the system is asked to write them.
    const BUFFER: usize = 1 << 17;

    fn create(dir: &Path, name: &str) -> Result<Self, Error> {
        let path = dir.join(name);
        match File::create(&path) {
            Ok(file) => Ok(Self {
                path,
                file: BufWriter::with_capacity(Self::BUFFER, file),
            }),
            Err(source) => Err(Error::Write { path, source }),
        }
    }

    /// Ends the file, given how writing went so far.
    fn close(mut self, written: io::Result<()>) -> Result<(), Error> {
        let path = self.path;
        written
            .and_then(|()| self.file.flush())
            .map_err(|source| Error::Write { path, source })
    }
}

fn write_file(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = dir.join(name);
    fs::write(&path, bytes).map_err(|source| Error::Write { path, source })
}

fn create_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir(path).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// A directory beside the results that goes away with its owner.
fn hidden_sibling(parent: &Path) -> Result<TempDir, Error> {
    tempfile::Builder::new()
        .prefix(".ecsim-")
        .tempdir_in(parent)
        .map_err(|source| Error::Unwritable {
            path: parent.to_owned(),
            source,
        })
}

/// Refuses what stands under the name of a result and is not one of ours, or not only ours.
fn check_ours(target: &Path) -> Result<(), Error> {
    let path = target.to_owned();
    let kind = match fs::symlink_metadata(target) {
        Ok(metadata) => metadata.file_type(),
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::Unreadable { path, source }),
    };
    if kind.is_symlink() {
        return Err(Error::Link(path));
    }
    if !kind.is_dir() {
        return Err(Error::NotDirectory(path));
    }
    let Some(files) = manifest::files_of_ours(target) else {
        return Err(Error::NotOurs(path));
    };
    match manifest::stranger(target, &files) {
        Ok(None) => Ok(()),
        Ok(Some(stranger)) => Err(Error::Stranger(stranger)),
        Err(source) => Err(Error::Unreadable { path, source }),
    }
}

/// Puts the new result in place of the old one, which ends in the hidden directory and with it.
fn replace(target: &Path, new: &Path, hidden: TempDir) -> Result<(), Error> {
    let failed = |source| Error::Write {
        path: target.to_owned(),
        source,
    };
    let old = hidden.path().join("old");
    let had_old = target.exists();
    if had_old {
        fs::rename(target, &old).map_err(failed)?;
    }
    let Err(source) = fs::rename(new, target) else {
        return Ok(());
    };
    if had_old && fs::rename(&old, target).is_err() {
        // Better a stray directory than a lost result.
        let kept = hidden.keep().join("old");
        return Err(Error::Misplaced { path: kept, source });
    }
    Err(failed(source))
}

#[cfg(test)]
mod tests;
