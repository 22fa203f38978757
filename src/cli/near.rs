//! The file or directory that was perhaps meant by a path at which there is nothing.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::catalog::nearest;

/// How many names of a directory are compared with one that is not there.
const MOST_NEIGHBOURS: usize = 1_000;

/// The longest name for which a nearest one is looked for.
const LONGEST_NAME: usize = 100;

/// What may stand at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A directory.
    Directory,
    /// A scenario too.
    Either,
}

impl Wanted {
    fn is(self, path: &Path) -> bool {
        let extension = path.extension().and_then(|it| it.to_str());
        let is_yaml = matches!(extension, Some("yaml" | "yml"));
        match self {
            Self::Directory => path.is_dir(),
            Self::Either => is_yaml || path.is_dir(),
        }
    }
}

/// The path with the nearest names that there are in place of those that there are not.
pub(super) fn near(path: &Path, wanted: Wanted) -> Option<PathBuf> {
    let mut found = PathBuf::new();
    let mut steps = path.components().peekable();
    while let Some(step) = steps.next() {
        let is_last = steps.peek().is_none();
        let Component::Normal(name) = step else {
            found.push(step);
            continue;
        };
        let next = found.join(name);
        if next.exists() && !is_last {
            found = next;
            continue;
        }
        let wanted = if is_last { wanted } else { Wanted::Directory };
        found = neighbour(&found, name.to_str()?, wanted)?;
    }
    Some(found)
}

/// What is nearest by name in a directory; what is a file's, without what follows its dot.
fn neighbour(directory: &Path, name: &str, wanted: Wanted) -> Option<PathBuf> {
    let here = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    if name.len() > LONGEST_NAME {
        return None;
    }
    let names = fs::read_dir(here).ok()?.take(MOST_NEIGHBOURS).flatten();
    let names = names.filter(|entry| wanted.is(&entry.path()));
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    let stem = |name: &str| match name.rsplit_once('.') {
        Some((stem, "yaml" | "yml")) => stem.to_owned(),
        _ => name.to_owned(),
    };
    let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
    let meant = stem(name);
    let same = stems.iter().position(|stem| *stem == meant);
    let index = same.or_else(|| {
        let near = nearest(&meant, stems.iter().map(String::as_str))?;
        stems.iter().position(|stem| stem == near)
    })?;
    Some(directory.join(&names[index]))
}

/// The question after a message about a path at which there is nothing.
pub(super) fn did_you_mean(path: &Path, wanted: Wanted) -> Option<String> {
    let near = near(path, wanted)?;
    Some(format!("did you mean `{}`?", near.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_has_a_neighbour() {
        let near = |path: &str| near(Path::new(path), Wanted::Either);
        let found = Some(PathBuf::from("tests/errors/yaml-indentation.yaml"));
        assert_eq!(near("tests/errors/yaml-indentatoin.yaml"), found);
        assert_eq!(near("tests/errors/yaml-indentation"), found);
        assert_eq!(near("test/erors/yaml-indentation.yaml"), found);
        assert_eq!(near("tests/errors/something-else-entirely.yaml"), None);
        assert_eq!(near("no-such-directory/first.yaml"), None);
    }

    #[test]
    fn a_directory_is_looked_for_among_directories() {
        let near = |path: &str| super::near(Path::new(path), Wanted::Directory);
        assert_eq!(near("scenaros"), Some(PathBuf::from("scenarios")));
        assert_eq!(near("tests/tidy"), None);
    }
}
