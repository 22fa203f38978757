//! Finds the scenarios that may expect something, in files and directories.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::report::output;

/// A file that may be a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its path, below what the user named.
    pub(super) path: PathBuf,
    /// Whether the user named it, and not a directory above it.
    pub(super) named: bool,
}

/// Every file that is named, and every YAML file below every directory that is named, in order of
/// their names. Hidden ones are left out, and so are results, which hold copies of scenarios.
///
/// # Errors
/// In a sentence, if something cannot be read.
pub(super) fn candidates(paths: &[PathBuf]) -> Result<Vec<Candidate>, String> {
    let mut found: Vec<Candidate> = Vec::new();
    for path in paths {
        let unreadable = |source: io::Error| format!("cannot read {}: {source}", path.display());
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            below(path, &mut found)?;
        } else {
            found.push(Candidate {
                path: path.clone(),
                named: true,
            });
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|it| seen.insert(it.path.canonicalize().unwrap_or_else(|_| it.path.clone())));
    Ok(found)
}

fn below(directory: &Path, found: &mut Vec<Candidate>) -> Result<(), String> {
    let unreadable = |source: io::Error| format!("cannot read {}: {source}", directory.display());
    let entries = fs::read_dir(directory).map_err(unreadable)?;
    let entries: io::Result<Vec<fs::DirEntry>> = entries.collect();
    let mut entries = entries.map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let kind = entry.file_type().map_err(unreadable)?;
        if is_hidden {
            continue;
        }
        // A link to a directory may lead back to it.
        if kind.is_dir() && !output::is_result(&path) {
            below(&path, found)?;
        } else if !kind.is_dir() && is_yaml(&path) && path.is_file() {
            let named = false;
            found.push(Candidate { path, named });
        }
    }
    Ok(())
}

fn is_yaml(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    matches!(extension, Some("yaml" | "yml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_order_and_once() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        for name in [
            "b.yaml",
            "a.yml",
            "notes.txt",
            ".hidden.yaml",
            "deep/c.yaml",
            ".git/d.yaml",
        ] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a directory");
            fs::write(path, "duration: 1h").expect("a file");
        }
        let names = |paths: &[&Path]| {
            let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
            let found = candidates(&paths).expect("it can be read");
            let name = |it: &Candidate| {
                let path = it.path.strip_prefix(root).expect("it is below");
                (path.display().to_string(), it.named)
            };
            found.iter().map(name).collect::<Vec<_>>()
        };
        let file = |name: &str, named| (name.to_owned(), named);
        let all = [
            file("a.yml", false),
            file("b.yaml", false),
            file("deep/c.yaml", false),
        ];
        assert_eq!(names(&["".as_ref()]), all);
        let twice = [
            file("b.yaml", true),
            file("a.yml", false),
            file("deep/c.yaml", false),
        ];
        assert_eq!(names(&["b.yaml".as_ref(), "".as_ref()]), twice);
        assert_eq!(names(&["notes.txt".as_ref()]), [file("notes.txt", true)]);
        assert!(candidates(&[root.join("nowhere")]).is_err());
    }
}
