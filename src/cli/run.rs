//! `ecsim run`: simulates scenarios, writes the results, prints a summary of each.
//!
//! Whatever can go wrong before the first event is found before the first event: errors in any
//! scenario, two scenarios of one name, a directory that cannot be written.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Outcome;
use super::load::{self, File, counted};
use super::terminal::{Interrupts, Progress, Stopwatch, Terminal};
use crate::experiment::{self, Failure, Options};
use crate::report::RunResult;
use crate::report::output::{self, OutputDir};
use crate::report::summary::{self, Summary};
use crate::scenario::{Overrides, model::Scenario};

/// Simulate scenarios, write the results, print a summary.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Args {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the results into DIR/NAME/, a directory of the scenario's name below this one
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// Draw all random numbers from this seed
    #[arg(long, value_name = "NUMBER", value_parser = seed)]
    seed: Option<u64>,
    /// Override a value of the scenario
    ///
    /// PATH is written like `aws.services[web].desiredCount` or `aws.services[0].desiredCount`,
    /// with keys that hold dots in quotes; VALUE is YAML. May be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Simulate this length of time, such as 6h or 2d
    #[arg(long, value_name = "TIME")]
    duration: Option<String>,
    /// Print the summary as one JSON document
    ///
    /// It is the document of summary.json; for several files, a list of them in their order. A run
    /// that failed has an `error` in it.
    #[arg(long)]
    json: bool,
    /// Write no charts
    #[arg(long)]
    no_charts: bool,
    /// Print errors only
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
All files are read first; if one of them has an error, nothing runs. A run that fails does not stop
the others. The exit code is that of the worst run: 1 if an expectation of a scenario does not hold,
2 if a run fails.

The results appear in output/NAME/ whole or not at all, and replace earlier ones; with -o elsewhere,
in elsewhere/NAME/. A directory that
ecsim did not write is left alone.

Examples:
  ecsim run scenarios/rolling-update-50-100.yaml
  ecsim run scenarios/rolling-update-50-100.yaml --set aws.services[web].desiredCount=6 --seed 7
  ecsim run scenarios/*.yaml -o /tmp/results --no-charts --threads 2";

/// What there is to say after a run.
struct Answer {
    /// The terminal summary.
    text: String,
    /// The document of `summary.json`.
    json: Value,
    /// Whether everything that was expected holds.
    holds: bool,
}

/// Plays the scenarios and prints their summaries in order.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let overrides = Overrides {
        set: args.set.clone(),
        seed: args.seed,
        duration: args.duration.clone(),
    };
    let files = load::files(&args.files, &overrides, args.quiet, terminal)?;
    let runs = match prepare(files, &args.output) {
        Ok(runs) => runs,
        Err(refusal) => return refuse(&refusal, args, terminal),
    };
    let names: Vec<String> = runs
        .iter()
        .map(|(scenario, _)| scenario.name.clone())
        .collect();
    let stopwatch = Stopwatch::start();
    let answers = play(runs, args, terminal);
    let outcome = print(&names, &answers, args, terminal)?;
    if visible(args, terminal) {
        writeln!(
            terminal.err,
            "\n{} in {stopwatch}",
            counted(names.len(), "run")
        )?;
    }
    Ok(outcome)
}

/// A seed as it is written on the command line.
pub(super) fn seed(written: &str) -> Result<u64, String> {
    let wanted = || format!("a seed is a whole number from 0 to {}", u64::MAX);
    written.parse().map_err(|_| wanted())
}

/// Whether somebody watches who may be told more than the results.
const fn visible(args: &Args, terminal: &Terminal<'_>) -> bool {
    terminal.progress && !args.quiet && !args.json
}

/// Why nothing was played.
struct Refusal {
    /// What is still to be said on standard error; empty if the diagnostics said it all.
    message: String,
    /// One entry per file.
    json: Vec<Value>,
}

/// The scenarios with their directories, or why they cannot be played.
fn prepare(files: Vec<File>, output: &Path) -> Result<Vec<(Scenario, OutputDir)>, Refusal> {
    let json = |message: &str| {
        let entry = |file: &File| {
            let mut entry = file.json();
            let errors = format!("{} in the scenario", counted(file.errors, "error"));
            let error = if file.errors > 0 { &errors } else { message };
            entry["error"] = Value::from(error);
            entry
        };
        files.iter().map(entry).collect::<Vec<_>>()
    };
    if files.iter().any(|file| file.scenario.is_none()) {
        let json = json("not played, because another file has errors");
        let message = String::new();
        return Err(Refusal { message, json });
    }
    match directories(&files, output) {
        Ok(directories) => {
            let scenarios = files.into_iter().filter_map(|file| file.scenario);
            Ok(scenarios.zip(directories).collect())
        }
        Err(message) => {
            let json = json(&message);
            Err(Refusal { message, json })
        }
    }
}

/// Where the results will be, one place per scenario.
fn directories(files: &[File], output: &Path) -> Result<Vec<OutputDir>, String> {
    let scenarios: Vec<&Scenario> = files
        .iter()
        .filter_map(|file| file.scenario.as_ref())
        .collect();
    if let Some((first, second)) = experiment::same_name(&scenarios) {
        let [one, other] = [first, second].map(|index| files[index].path.display());
        let name = &scenarios[second].name;
        return Err(format!(
            "{one} and {other} are both named {name}: give one of them another `name`"
        ));
    }
    let prepare = |scenario: &&Scenario| OutputDir::prepare(output, &scenario.name);
    let directories: Result<_, output::Error> = scenarios.iter().map(prepare).collect();
    directories.map_err(|error| error.to_string())
}

fn refuse(refusal: &Refusal, args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    if !refusal.message.is_empty() {
        writeln!(terminal.err, "error: {}", refusal.message)?;
    }
    if args.json {
        terminal.json(&one_or_list(refusal.json.clone()))?;
    }
    Ok(Outcome::CouldNotRun)
}

/// Plays and writes, on all threads; the answers come in order.
fn play(
    runs: Vec<(Scenario, OutputDir)>,
    args: &Args,
    terminal: &Terminal<'_>,
) -> Vec<Result<Result<Answer, output::Error>, Failure>> {
    let interrupts = Interrupts::listen(terminal);
    let durations = runs.iter().map(|(scenario, _)| scenario.duration);
    let progress = Progress::new(durations, visible(args, terminal));
    let options = Options {
        threads: args.threads,
        paranoid: args.paranoid,
    };
    let watch = |run, time| {
        progress.reached(run, time);
        interrupts.requested()
    };
    let finish = |result: RunResult, directory: OutputDir| {
        let summary = Summary::of(&result);
        let interrupted = move || interrupts.requested();
        let directory = directory.write(&summary, !args.no_charts, &interrupted)?;
        Ok(Answer {
            text: summary::text(&summary, Some(&directory)),
            json: summary::json(&summary),
            holds: summary.all_hold(),
        })
    };
    experiment::play_all(runs, options, watch, finish)
}

/// Prints what became of every run, and says what that amounts to.
fn print(
    names: &[String],
    answers: &[Result<Result<Answer, output::Error>, Failure>],
    args: &Args,
    terminal: &mut Terminal<'_>,
) -> io::Result<Outcome> {
    let mut worst = Outcome::Done;
    let mut documents = Vec::with_capacity(answers.len());
    let mut blank = "";
    for (name, answer) in names.iter().zip(answers) {
        let (outcome, error) = match answer {
            Ok(Ok(answer)) => {
                documents.push(answer.json.clone());
                if !args.json && !args.quiet {
                    write!(terminal.out, "{blank}{}", answer.text)?;
                    blank = "\n";
                }
                if !answer.holds {
                    worst = worst.max(Outcome::Broken);
                    if args.quiet {
                        let why = "not everything that it expects holds: see summary.json";
                        writeln!(terminal.err, "error: {name}: {why}")?;
                    }
                }
                continue;
            }
            Ok(Err(error @ output::Error::Interrupted)) => {
                (Outcome::Interrupted, error.to_string())
            }
            Ok(Err(error)) => (Outcome::CouldNotRun, error.to_string()),
            Err(failure) => (outcome_of(failure), failure.to_string()),
        };
        writeln!(terminal.err, "error: {name}: {error}")?;
        documents.push(json!({"name": name, "error": error}));
        worst = worst.max(outcome);
    }
    if args.json {
        terminal.json(&one_or_list(documents))?;
    }
    Ok(worst)
}

pub(super) const fn outcome_of(failure: &Failure) -> Outcome {
    match failure {
        Failure::Interrupted => Outcome::Interrupted,
        Failure::World(_) => Outcome::CouldNotRun,
        Failure::Defect { .. } => Outcome::Defect,
    }
}

/// The document itself if there is one, else a list: what `--json` prints.
pub(super) fn one_or_list(mut documents: Vec<Value>) -> Value {
    if documents.len() == 1 {
        documents.remove(0)
    } else {
        Value::Array(documents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn args(line: &str) -> Args {
        Line::parse_from(line.split(' ')).args
    }

    fn answer(name: &str) -> Answer {
        Answer {
            text: format!("{name} went well\n"),
            json: json!({"name": name}),
            holds: name != "c",
        }
    }

    fn printed(line: &str) -> (Outcome, String, String) {
        let names = ["a", "b", "c"].map(str::to_owned);
        let defect = Err(Failure::Defect { seed: 7 });
        let answers = [Ok(Ok(answer("a"))), defect, Ok(Ok(answer("c")))];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        let outcome = print(&names, &answers, &args(line), &mut terminal).expect("it is memory");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (outcome, text(out), text(err))
    }

    #[test]
    fn summaries_come_in_order_and_the_worst_counts() {
        let (outcome, out, err) = printed("run a b c");
        assert_eq!(outcome, Outcome::Defect);
        assert_eq!(out, "a went well\n\nc went well\n");
        assert_eq!(err, "error: b: a defect of ecsim, met with seed 7\n");
    }

    #[test]
    fn quiet_says_only_what_went_wrong() {
        let (_, out, err) = printed("run a b c --quiet");
        assert_eq!((out.as_str(), err.lines().count()), ("", 2));
        assert!(err.ends_with("not everything that it expects holds: see summary.json\n"));
    }

    #[test]
    fn json_is_one_document() {
        let (_, out, _) = printed("run a b c --json");
        let document: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(document[0], json!({"name": "a"}));
        assert_eq!(document[1]["error"], "a defect of ecsim, met with seed 7");
        assert_eq!(one_or_list(vec![json!(1)]), json!(1));
    }
}
