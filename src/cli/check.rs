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
  ecsim check scenarios/rolling-update.yaml
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
