//! `manifest.json`: says that a directory is ours, and what in it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::report::{RunResult, SCHEMA};

/// Its name.
pub(super) const FILE: &str = "manifest.json";

const TOOL: &str = "ecsim";

/// What is said about a directory of results.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    tool: &'static str,
    version: &'static str,
    schema: u32,
    name: String,
    seed: u64,
    /// SHA-256 of what decides the results.
    digest: String,
    /// Every file, relative to the directory, with `/`.
    files: Vec<String>,
}

/// What is asked of a manifest that stands somewhere, of whatever version.
#[derive(Deserialize)]
struct Found {
    tool: String,
    files: Vec<String>,
    schema: Option<u32>,
}

/// The directory of the charts. An empty one is ours without being in the list of files.
const CHARTS: &str = "charts";

impl Manifest {
    /// The manifest of a result that consists of these files.
    pub(super) fn of(result: &RunResult, files: Vec<String>) -> Self {
        Self {
            tool: TOOL,
            version: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            name: result.name.clone(),
            seed: result.seed,
            digest: result.digest.clone(),
            files,
        }
    }

    /// As JSON, with a line break at its end.
    pub(super) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain fields become JSON");
        text.push('\n');
        text
    }
}

/// The files of a directory of ours, as its manifest lists them; nothing if it is not ours.
pub(super) fn files_of_ours(dir: &Path) -> Option<Vec<String>> {
    found(dir).map(|found| found.files)
}

/// The number of the shape of the results in a directory of ours.
pub(in crate::report) fn schema_of(dir: &Path) -> Option<u32> {
    found(dir)?.schema
}

fn found(dir: &Path) -> Option<Found> {
    let text = fs::read_to_string(dir.join(FILE)).ok()?;
    let found: Found = serde_json::from_str(&text).ok()?;
    (found.tool == TOOL).then_some(found)
}

/// The first thing in the directory that is not in that list. Hidden files do not count: file
/// managers and office programs leave them behind without being asked.
pub(super) fn stranger(dir: &Path, files: &[String]) -> io::Result<Option<PathBuf>> {
    let known: BTreeSet<PathBuf> = files.iter().map(|file| dir.join(file)).collect();
    let mut left = vec![dir.to_owned()];
    while let Some(dir) = left.pop() {
        let mut entries: Vec<_> = fs::read_dir(&dir)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let path = entry.path();
            if is_hidden || known.contains(&path) {
                continue;
            }
            let is_dir = entry.file_type()?.is_dir();
            let is_ours = known.iter().any(|file| file.starts_with(&path))
                || is_dir && entry.file_name() == CHARTS && fs::read_dir(&path)?.next().is_none();
            if !is_ours || !is_dir {
                return Ok(Some(path));
            }
            left.push(path);
        }
    }
    Ok(None)
}
