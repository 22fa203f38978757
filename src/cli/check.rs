//! `ecsim check`: validates scenarios without running them.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use super::find;
use super::load::{self, File};
use super::terminal::Terminal;
use super::{Outcome, run::one_or_list};
use crate::scenario::Overrides;

/// Validate scenarios without running them.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Scenario files, and directories to look for them in
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Override a value of every scenario
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print the findings as one JSON document
    #[arg(long)]
    json: bool,
    /// Print errors only
    #[arg(short, long)]
    quiet: bool,
}

const AFTER_HELP: &str = "\
In directories every YAML file is checked, in order of their names; hidden files and results of
earlier runs are left out. Errors and warnings go to standard error, one line per file
to standard output. The exit code is 0 if no file has an error, else 2.

Examples:
  ecsim check scenarios/rolling-update-50-100.yaml
  ecsim check --quiet scenarios/";

/// Reads every file and says what it found.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let overrides = Overrides {
        set: args.set.clone(),
        ..Overrides::default()
    };
    let paths = match files(&args.paths) {
        Ok(paths) => paths,
        Err(message) => {
            writeln!(terminal.err, "error: {message}")?;
            return Ok(Outcome::CouldNotRun);
        }
    };
    let files = load::files(&paths, &overrides, args.quiet, terminal)?;
    if args.json {
        let document = one_or_list(files.iter().map(File::json).collect());
        terminal.json(&document)?;
    } else if !args.quiet {
        for file in &files {
            writeln!(terminal.out, "{}", file.line())?;
        }
    }
    let good = files.iter().all(|file| file.errors == 0);
    Ok(if good {
        Outcome::Done
    } else {
        Outcome::CouldNotRun
    })
}

/// The paths, with the scenarios of a directory in its place; of these, those that are named
/// themselves come where they are named.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut seen: BTreeSet<PathBuf> = paths
        .iter()
        .filter_map(|it| it.canonicalize().ok())
        .collect();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let found = find::candidates(std::slice::from_ref(path), None)?;
        if found.is_empty() {
            return Err(format!("there is no scenario in {}", path.display()));
        }
        let is_new =
            |path: &PathBuf| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone()));
        files.extend(found.into_iter().map(|it| it.path).filter(is_new));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tests::ended;

    const GOOD: &str = "
duration: 1h
aws:
  containerInstances: [{instanceType: m5.large}]
  taskDefinitions:
    - family: web
      containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 1}]
";

    #[test]
    fn each_file_gets_a_line_and_errors_decide() {
        let directory = tempfile::tempdir().expect("a directory");
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path.display().to_string()
        };
        let good = write("good.yaml", GOOD);
        let bad = write("bad.yaml", &GOOD.replace("desiredCount", "desireCount"));
        let (outcome, out, err) = ended(&["ecsim", "check", &good, &bad]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        assert_eq!(out, format!("{good}: ok\n{bad}: 1 error\n"));
        assert!(err.contains("did you mean `desiredCount`?"), "{err}");
        let set = "aws.services[web].desiredCount=2";
        let (outcome, out, err) = ended(&["ecsim", "check", "-q", &good, "--set", set]);
        assert_eq!(
            (outcome, out.as_str(), err.as_str()),
            (Outcome::Done, "", "")
        );
        let (_, out, _) = ended(&["ecsim", "check", "--json", &bad]);
        assert!(out.contains("\"errors\": 1"), "{out}");
    }

    #[test]
    fn a_directory_stands_for_its_scenarios() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        std::fs::create_dir(root.join("none")).expect("a directory");
        let bad = GOOD.replace("1h", "1");
        for (name, text) in [("b.yaml", GOOD), ("a.yml", &bad), ("notes.txt", "")] {
            std::fs::write(root.join(name), text).expect("a file");
        }
        let (all, a, b) = (root.display(), root.join("a.yml"), root.join("b.yaml"));
        let (a, b) = (a.display().to_string(), b.display().to_string());
        let (outcome, out, err) = ended(&["ecsim", "check", &all.to_string()]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        assert_eq!(out, format!("{a}: 1 error\n{b}: ok\n"));
        assert!(err.contains("`1` has no unit"), "{err}");
        // Who names one of its files besides does not give it twice.
        let (_, out, _) = ended(&["ecsim", "check", &b, &all.to_string()]);
        assert_eq!(out, format!("{b}: ok\n{a}: 1 error\n"));
        let none = root.join("none").display().to_string();
        let (outcome, _, err) = ended(&["ecsim", "check", &none]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        assert_eq!(err, format!("error: there is no scenario in {none}\n"));
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let (outcome, out, err) = ended(&["ecsim", "check", "no/such.yaml"]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        assert_eq!(out, "no/such.yaml: 1 error\n");
        assert!(
            err.starts_with("error: cannot read no/such.yaml: "),
            "{err}"
        );
    }
}
