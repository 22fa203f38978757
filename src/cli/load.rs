//! Reads scenario files and says what is wrong with them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::near::{Wanted, did_you_mean};
use super::terminal::Terminal;
use crate::scenario::{self, Overrides, model::Scenario};

/// What became of a scenario file.
pub(super) struct File {
    /// As it was named.
    pub(super) path: PathBuf,
    /// What it says, if there is no error in it.
    pub(super) scenario: Option<Scenario>,
    /// How many errors it has; a file that cannot be read has one.
    pub(super) errors: usize,
    /// How many warnings it has.
    pub(super) warnings: usize,
    /// What they are, for a program.
    pub(super) diagnostics: Value,
}

impl File {
    /// One line for a reader: `scenarios/x.yaml: ok, 1 warning`.
    pub(super) fn line(&self) -> String {
        let path = self.path.display();
        let warnings = counted(self.warnings, "warning");
        match (self.errors, self.warnings) {
            (0, 0) => format!("{path}: ok"),
            (0, _) => format!("{path}: ok, {warnings}"),
            (errors, 0) => format!("{path}: {}", counted(errors, "error")),
            (errors, _) => format!("{path}: {}, {warnings}", counted(errors, "error")),
        }
    }

    /// The same for a program.
    pub(super) fn json(&self) -> Value {
        json!({
            "file": self.path.display().to_string(),
            "ok": self.errors == 0,
            "errors": self.errors,
            "warnings": self.warnings,
            "diagnostics": self.diagnostics,
        })
    }
}

/// Reads the files and prints what is wrong with them; if `quiet`, only where there are errors.
pub(super) fn files(
    paths: &[PathBuf],
    overrides: &Overrides,
    quiet: bool,
    terminal: &mut Terminal<'_>,
) -> io::Result<Vec<File>> {
    let mut files = Vec::with_capacity(paths.len());
    let mut seen = BTreeSet::new();
    for path in paths {
        let known = path.canonicalize().unwrap_or_else(|_| path.clone());
        let (file, colored) = if seen.insert(known) {
            file(path, overrides, terminal.color)
        } else {
            refused(
                path,
                &format!("{} is given twice: name it once", path.display()),
            )
        };
        if !(quiet && file.errors == 0) {
            terminal.err.write_all(colored.as_bytes())?;
        }
        files.push(file);
    }
    Ok(files)
}

/// A file, and what to say about it on a terminal.
fn file(path: &Path, overrides: &Overrides, color: bool) -> (File, String) {
    let path = path.to_owned();
    if path.is_dir() {
        let dir = path.display().to_string();
        let dir = dir.trim_end_matches('/');
        let message = format!(
            "{dir} is a directory: name the scenarios in it, such as {dir}/*.yaml; `ecsim test {dir}` \
             plays all that expect something"
        );
        return refused(&path, &message);
    }
    match scenario::load(&path, overrides) {
        Ok(loaded) => {
            let diagnostics = &loaded.diagnostics;
            let colored = diagnostics.render(color);
            let file = File {
                path,
                errors: diagnostics.errors(),
                warnings: diagnostics.warnings(),
                diagnostics: diagnostics.to_json(),
                scenario: loaded.scenario,
            };
            (file, colored)
        }
        Err(error) => {
            let near = (error.source.kind() == io::ErrorKind::NotFound)
                .then(|| did_you_mean(&path, Wanted::Either))
                .flatten();
            let (file, mut text) = refused(&path, &error.to_string());
            if let Some(near) = near {
                text.extend(["  = help: ", &near, "\n"]);
            }
            (file, text)
        }
    }
}

/// A file of which nothing is known but why it is not taken.
fn refused(path: &Path, message: &str) -> (File, String) {
    let file = File {
        path: path.to_owned(),
        errors: 1,
        warnings: 0,
        diagnostics: json!([{"severity": "error", "message": message}]),
        scenario: None,
    };
    (file, format!("error: {message}\n"))
}

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_was_found() {
        let line = |errors, warnings| {
            let file = File {
                path: PathBuf::from("a.yaml"),
                scenario: None,
                errors,
                warnings,
                diagnostics: Value::Null,
            };
            file.line()
        };
        assert_eq!(line(0, 0), "a.yaml: ok");
        assert_eq!(line(0, 1), "a.yaml: ok, 1 warning");
        assert_eq!(line(2, 0), "a.yaml: 2 errors");
        assert_eq!(line(1, 3), "a.yaml: 1 error, 3 warnings");
    }
}
