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
pub(super) use manifest::schema_of;

/// Whether somebody asks for the end; asked again and again while files are written.
pub type Interrupted = dyn Fn() -> bool + Sync;

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
        if parent.exists() && !parent.is_dir() {
            return Err(Error::NotDirectory(parent.to_owned()));
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
    /// If a file cannot be written, or somebody asks for the end; an older result then stands as it
    /// was.
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
    ///     place.write(&Summary::of(&simulate()), true, &|| false)
    /// }
    /// ```
    pub fn write(
        self,
        summary: &Summary,
        charts: bool,
        interrupted: &Interrupted,
    ) -> Result<PathBuf, Error> {
        let hidden = hidden_sibling(&self.parent)?;
        // A directory of our own inside: the hidden one is closed to everybody else.
        let new = hidden.path().join("new");
        create_dir(&new)?;
        let place = Place {
            dir: &new,
            interrupted,
        };
        place.write_all(summary, charts)?;
        // Another run may have been here in the meantime.
        check_ours(&self.target)?;
        replace(&self.target, &new, hidden)?;
        Ok(self.target)
    }
}

/// Where files are written, unless somebody asks for the end.
#[derive(Clone, Copy)]
struct Place<'a> {
    dir: &'a Path,
    interrupted: &'a Interrupted,
}

impl Place<'_> {
    /// Writes every file, the manifest last.
    fn write_all(self, summary: &Summary, with_charts: bool) -> Result<(), Error> {
        let result = summary.result;
        // Text and pictures have nothing in common, so they are made at the same time.
        let (tables, pictures) = rayon::join(
            || self.write_tables(summary),
            || with_charts.then(|| self.write_charts(result)).transpose(),
        );
        let mut files = tables?;
        files.extend(pictures?.unwrap_or_default());
        files.push(manifest::FILE.to_owned());
        files.sort();
        let manifest = Manifest::of(result, files).text();
        self.write_file(manifest::FILE, manifest.as_bytes())
    }

    fn write_tables(self, summary: &Summary) -> Result<Vec<String>, Error> {
        let result = summary.result;
        let mut timeline = self.create(TIMELINE_FILE)?;
        let mut events = self.create(EVENTS_FILE)?;
        let written = write_timeline(result, &mut timeline.file, &mut events.file);
        timeline.close(written)?;
        events.close(Ok(()))?;
        let mut files = vec![TIMELINE_FILE.to_owned(), EVENTS_FILE.to_owned()];
        for table in TABLES.into_iter().filter(|table| table.is_in(result)) {
            let mut out = self.create(table.file())?;
            let written = table.write(result, &mut out.file);
            out.close(written)?;
            files.push(table.file().to_owned());
        }
        let summary = format!("{:#}\n", summary::json(summary));
        for (name, text) in [
            ("scenario.resolved.yaml", &result.resolved),
            ("summary.json", &summary),
        ] {
            self.write_file(name, text.as_bytes())?;
            files.push(name.to_owned());
        }
        Ok(files)
    }

    fn write_charts(self, result: &RunResult) -> Result<Vec<String>, Error> {
        let pictures = charts::pictures(result);
        let mut files = Vec::new();
        // An empty directory is in no list of files, so the next run would not know it as ours.
        if !pictures.is_empty() {
            create_dir(&self.dir.join("charts"))?;
        }
        for picture in pictures {
            let name = format!("charts/{}", picture.file);
            self.write_file(&name, &picture.bytes)?;
            files.push(name);
        }
        Ok(files)
    }

    fn create(&self, name: &str) -> Result<Out<'_>, Error> {
        let path = self.dir.join(name);
        match File::create(&path) {
            Ok(file) => {
                let interrupted = self.interrupted;
                let file = BufWriter::with_capacity(Out::BUFFER, Watched { file, interrupted });
                Ok(Out { path, file })
            }
            Err(source) => Err(Error::Write { path, source }),
        }
    }

    fn write_file(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut out = self.create(name)?;
        let written = out.file.write_all(bytes);
        out.close(written)
    }
}

/// A file that is being written, with the name to complain about.
struct Out<'a> {
    path: PathBuf,
    file: BufWriter<Watched<'a>>,
}

impl Out<'_> {
    /// Bytes collected before the system is asked to write them.
    const BUFFER: usize = 1 << 17;

    /// Ends the file, given how writing went so far.
    fn close(mut self, written: io::Result<()>) -> Result<(), Error> {
        let closed = written.and_then(|()| self.file.flush());
        let (watched, _) = self.file.into_parts();
        closed.map_err(|source| {
            let path = self.path;
            if (watched.interrupted)() {
                Error::Interrupted
            } else {
                Error::Write { path, source }
            }
        })
    }
}

/// A file that takes nothing more when somebody asks for the end.
struct Watched<'a> {
    file: File,
    interrupted: &'a Interrupted,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.interrupted)() {
            return Err(io::Error::other("interrupted"));
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn create_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir(path).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// Whether a directory is one that a run has written.
pub fn is_result(directory: &Path) -> bool {
    manifest::files_of_ours(directory).is_some()
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
