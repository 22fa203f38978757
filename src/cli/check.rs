//! `ecsim check`: validates scenarios without running them.

use std::io;
use std::path::PathBuf;

use super::load::{self, File};
use super::terminal::Terminal;
use super::{Outcome, run::one_or_list};
use crate::scenario::Overrides;

/// Validate scenarios without running them.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Put a value into every scenario, as if it stood in the file
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
Errors and warnings go to standard error, one line per file to standard output. The exit code is 0
if no file has an error, else 2.

Examples:
  ecsim check scenarios/rolling-update-50-100.yaml
  ecsim check --quiet scenarios/*.yaml";

/// Reads every file and says what it found.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let overrides = Overrides {
        set: args.set.clone(),
        ..Overrides::default()
    };
    let files = load::files(&args.files, &overrides, args.quiet, terminal)?;
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
