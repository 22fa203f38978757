//! `ecsim test`: plays every scenario that expects something, and says like a test runner what
//! holds. Nothing is written to disk unless it is asked for.
//!
//! ```text
//! find ─▶ candidates ─▶ load, play, judge (on all threads) ─▶ cases ─▶ print, junit, github
//!                                                              │
//!                                                          baseline
//! ```

mod baseline;
mod case;
mod github;
mod junit;
mod print;

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Outcome;
use super::find::{self, Candidate};
use super::load::counted;
use super::run::{outcome_of, seed};
use super::terminal::{Counter, Interrupts, Stopwatch, Terminal};
use crate::experiment::{self, Options};
use crate::report::RunResult;
use crate::report::summary::Summary;
use crate::scenario::{self, Overrides};
use baseline::Kept;
use case::{Became, Case, Judged, Refused, Stopped};

/// Run every scenario that has expectations, and say which of them hold
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Args {
    /// Scenario files, and directories to look for them in
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Run only scenarios that have this text in their path
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// List the scenarios and what they expect, and run none
    #[arg(long, conflicts_with_all = ["baseline", "junit"])]
    list: bool,
    /// Write a JUnit report; `-` prints it, and nothing else
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Compare every number with those of accepted runs
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accept the numbers of these runs: write them into the baseline
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Draw all random numbers from this seed
    #[arg(long, value_name = "NUMBER", value_parser = seed)]
    seed: Option<u64>,
    /// Override a value of every scenario
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print the verdicts as one JSON document
    #[arg(long)]
    json: bool,
    /// Print only failures and the totals
    #[arg(short, long)]
    quiet: bool,
    /// Run at most this many scenarios at a time [default: one per core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Check the laws of conservation after every event
    #[arg(long, hide = true)]
    paranoid: bool,
}

const AFTER_HELP: &str = "\
In directories every YAML file that has `expect` is run, in order of their names; hidden files and
results of earlier runs are left out. A scenario that cannot be run counts as failed and does not
stop the others. Nothing is written but the files that --junit and --update-baseline name.

With --baseline a number that has moved beyond its tolerance is a failure too. Tolerances stand in
the file, number by number: `\"tolerance\": \"5%\"`, or in the unit of the number; --update-baseline
keeps them.

Exit codes: 0 everything holds; 1 an expectation is broken, or a number has moved; 2 a scenario
cannot be run, or there is none.

Examples:
  ecsim test scenarios/
  ecsim test scenarios/ --filter rolling --junit report.xml
  ecsim test scenarios/ --baseline scenarios/baseline.json
  ecsim test scenarios/ --baseline scenarios/baseline.json --update-baseline";

/// Finds, plays, judges, tells.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let stopwatch = Stopwatch::start();
    let (candidates, kept) = match prepare(args) {
        Ok(prepared) => prepared,
        Err(message) => return refuse(&message, args, terminal),
    };
    let interrupts = Interrupts::listen(terminal);
    let mut cases = tested(candidates, args, interrupts, terminal);
    cases.retain(Case::is_shown);
    if interrupts.requested() {
        writeln!(terminal.err, "error: interrupted; nothing is written")?;
        return Ok(Outcome::Interrupted);
    }
    if !cases.iter().any(Case::is_tested) {
        let message = "no scenario here expects anything: write `expect:` into one";
        return refuse(message, args, terminal);
    }
    if let Some(message) = kept.as_ref().and_then(|_| baseline::same_name(&cases)) {
        return refuse(&message, args, terminal);
    }
    let compared = kept.as_ref().filter(|_| !args.update_baseline);
    if let Some(Err(message)) = compared.map(|kept| kept.compare(&mut cases)) {
        return refuse(&message, args, terminal);
    }
    tell(&cases, args, stopwatch, terminal)?;
    // Who names files, or filters, knows what is left out.
    let is_chosen = args.filter.is_some() || !args.paths.iter().any(|path| path.is_dir());
    if let Some(note) = compared.and_then(|kept| kept.left_out(&cases, is_chosen)) {
        writeln!(terminal.err, "note: {note}")?;
    }
    let mut outcome = cases
        .iter()
        .map(Case::outcome)
        .max()
        .unwrap_or(Outcome::Done);
    for written in written(args, kept, &cases, outcome) {
        match written {
            Ok(said) => writeln!(terminal.err, "{said}")?,
            Err(message) => {
                writeln!(terminal.err, "error: {message}")?;
                outcome = outcome.max(Outcome::CouldNotRun);
            }
        }
    }
    Ok(outcome)
}

/// What is to be run, and what it is compared with.
fn prepare(args: &Args) -> Result<(Vec<Candidate>, Option<Kept>), String> {
    let kept = args.baseline.as_deref();
    let kept = kept
        .map(|path| Kept::read(path, args.update_baseline))
        .transpose()?;
    let candidates = find::candidates(&args.paths, args.filter.as_deref())?;
    if candidates.is_empty() {
        if let Some(filter) = &args.filter {
            return Err(format!("no scenario has `{filter}` in its path"));
        }
        let paths: Vec<String> = args
            .paths
            .iter()
            .map(|it| it.display().to_string())
            .collect();
        return Err(format!("there is no scenario in {}", paths.join(", ")));
    }
    Ok((candidates, kept))
}

fn refuse(message: &str, args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    writeln!(terminal.err, "error: {message}")?;
    if args.json {
        terminal.json(&json!({ "ok": false, "error": message }))?;
    }
    Ok(Outcome::CouldNotRun)
}

/// Reads, plays and judges every candidate, in their order.
fn tested(
    candidates: Vec<Candidate>,
    args: &Args,
    interrupts: Interrupts,
    terminal: &Terminal<'_>,
) -> Vec<Case> {
    let overrides = Overrides {
        set: args.set.clone(),
        seed: args.seed,
        duration: None,
    };
    let color = terminal.color;
    let is_watched = terminal.progress && !args.quiet && !args.json;
    let counter = Counter::new(candidates.len(), is_watched);
    let test = |candidate: Candidate| {
        let stopwatch = Stopwatch::start();
        let became = became(&candidate, &overrides, args, interrupts, color);
        counter.done();
        Case {
            path: candidate.path,
            named: candidate.named,
            took: stopwatch.elapsed(),
            became,
        }
    };
    experiment::on_threads(candidates, args.threads, test)
}

fn became(
    candidate: &Candidate,
    overrides: &Overrides,
    args: &Args,
    interrupts: Interrupts,
    color: bool,
) -> Became {
    let loaded = match scenario::load(&candidate.path, overrides) {
        Ok(loaded) => loaded,
        Err(error) => return Became::Refused(Refused::unreadable(&error.to_string())),
    };
    if !loaded.expects {
        return Became::Skipped;
    }
    let Some(scenario) = loaded.scenario else {
        return Became::Refused(Refused {
            text: loaded.diagnostics.render(color),
            json: loaded.diagnostics.to_json(),
        });
    };
    if args.list {
        return Became::Listed(scenario.expect.into_iter().map(|it| it.text).collect());
    }
    let options = Options {
        threads: None,
        paranoid: args.paranoid,
    };
    let watch = |_| interrupts.requested();
    let warnings = loaded.diagnostics.warnings();
    let judge = |result: RunResult| Judged::of(&Summary::of(&result), warnings);
    match experiment::play(&scenario, options, watch, judge) {
        Ok(judged) => Became::Judged(judged),
        Err(failure) => Became::Stopped(Stopped {
            why: failure.to_string(),
            outcome: outcome_of(&failure),
        }),
    }
}

fn tell(
    cases: &[Case],
    args: &Args,
    stopwatch: Stopwatch,
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    if args.json {
        terminal.json(&print::document(cases))?;
    } else if is_dash(args.junit.as_deref()) {
        let report = junit::report(cases).map_err(io::Error::other)?;
        terminal.out.write_all(report.as_bytes())?;
    } else if args.list {
        print::list(cases, terminal)?;
    } else {
        print::all(cases, args.quiet, stopwatch.elapsed(), terminal)?;
    }
    if github::is_here() {
        // With `--json`, standard output is one document; the workflow reads both streams.
        let is_document = args.json || is_dash(args.junit.as_deref());
        let out = if is_document {
            &mut *terminal.err
        } else {
            &mut *terminal.out
        };
        github::annotate(cases, out)?;
    }
    Ok(())
}

/// Writes the files that are asked for, and says what they hold.
fn written(
    args: &Args,
    kept: Option<Kept>,
    cases: &[Case],
    outcome: Outcome,
) -> Vec<Result<String, String>> {
    let mut written = Vec::new();
    if let Some(path) = args.junit.as_deref().filter(|path| !is_dash(Some(path))) {
        written.push(report(path, cases));
    }
    if let Some(kept) = kept.filter(|_| args.update_baseline) {
        written.push(match outcome {
            Outcome::Done => kept.update(cases),
            _ => Err("the baseline stands as it was: only runs that pass are accepted".to_owned()),
        });
    }
    written
}

/// Whether a path means standard output.
fn is_dash(path: Option<&Path>) -> bool {
    path == Some(Path::new("-"))
}

fn report(path: &Path, cases: &[Case]) -> Result<String, String> {
    let report = junit::report(cases).map_err(|error| error.to_string())?;
    baseline::write_whole(path, &report)?;
    Ok(format!("{} has the report", path.display()))
}
