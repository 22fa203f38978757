//! Finds scenarios in files and directories.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::near::{Wanted, did_you_mean};
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
/// their names, of those that have `filter` in their path. Hidden ones are left out, and so are
/// results, which hold copies of scenarios. What can be reached in two ways is taken once.
///
/// # Errors
/// In a sentence, if something cannot be read.
pub(super) fn candidates(
    paths: &[PathBuf],
    filter: Option<&str>,
) -> Result<Vec<Candidate>, String> {
    let mut found: Vec<Candidate> = Vec::new();
    for path in paths {
        let unreadable = |source: io::Error| {
            let near = (source.kind() == io::ErrorKind::NotFound)
                .then(|| did_you_mean(path, Wanted::Either))
                .flatten();
            let near = near.map_or(String::new(), |near| format!("; {near}"));
            format!("cannot read {}: {source}{near}", path.display())
        };
        let metadata = fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            below(path, &mut found)?;
        } else if !metadata.is_file() {
            return Err(format!(
                "{} is neither a file nor a directory",
                path.display()
            ));
        } else {
            found.push(Candidate {
                path: path.clone(),
                named: true,
            });
        }
    }
    let wanted = |path: &Path| filter.is_none_or(|text| path.to_string_lossy().contains(text));
    found.retain(|it| wanted(&it.path));
    let mut seen = BTreeSet::new();
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
        } else if is_yaml(&path) && (path.is_file() || leads_nowhere(&path)) {
            let named = false;
            found.push(Candidate { path, named });
        }
    }
    Ok(())
}

/// Whether it is a link whose file is missing: a scenario that was there does not vanish unseen.
fn leads_nowhere(path: &Path) -> bool {
    path.is_symlink() && fs::metadata(path).is_err()
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
            let found = candidates(&paths, None).expect("it can be read");
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
        assert!(candidates(&[root.join("nowhere")], None).is_err());
        let of_a = candidates(&[root.to_owned()], Some("a.y")).expect("it can be read");
        assert_eq!(of_a.len(), 1);
    }
}
