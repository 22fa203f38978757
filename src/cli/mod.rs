//! The command line: one type per command, one comment per flag; help, manual and completions are
//! made from them.
//!
//! Results go to standard output, all else to standard error. Every command writes to the
//! [`Terminal`] that it is given, so tests read what a user would.

mod catalog;
mod check;
mod complete;
mod explain;
mod find;
mod load;
mod near;
mod query;
mod run;
mod schema;
mod terminal;
mod test;

use std::io::{self, Write};

use clap::{Parser, Subcommand};

pub use terminal::{Terminal, report_panics};

/// A wind tunnel for Amazon ECS.
///
/// Write down the cluster that you run, or want to run, in the words of the AWS API; say what the
/// world does to it. `ecsim` plays hours or months of it in seconds, the same way every time, and
/// answers: what happened, why, and when.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_long_help = AFTER_HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  ecsim run scenarios/rolling-update-50-100.yaml
  ecsim test scenarios/
  ecsim check scenarios/
  ecsim explain output/rolling-update-50-100 deployment web
  ecsim catalog instance-types 'm5.*' --max-price 0.20

Exit codes:
  0    done, and all expectations hold
  1    an expectation does not hold, or a number has moved from its baseline
  2    could not run: usage, scenario, files
  101  a bug in ecsim; please report it
  130  interrupted; nothing is half-written

Environment:
  NO_COLOR  print without colour
  CI        print without a progress bar";

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate scenarios, write the results, print a summary
    Run(run::Args),
    /// Run every scenario that has expectations, and say which of them hold
    Test(test::Args),
    /// Validate scenarios without running them
    Check(check::Args),
    /// Say which container instances an expression means, and why not the others
    Query(query::Args),
    /// Say why things happened in a run
    Explain(explain::Args),
    /// List instance types, Fargate sizes and assumptions
    Catalog(catalog::Args),
    /// Print the JSON Schema of a scenario file
    Schema,
    /// Print the completions of a shell
    Completions(complete::CompletionsArgs),
    /// Print the manual page, in roff
    Man(complete::ManArgs),
}

/// How a command ended, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Done.
    Done,
    /// It ran, and not everything that was expected holds.
    Broken,
    /// Something else than the program is to blame: usage, scenario, files.
    CouldNotRun,
    /// A defect of ours.
    Defect,
    /// Somebody asked for the end.
    Interrupted,
}

impl Outcome {
    /// The exit code that scripts see.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Broken => 1,
            Self::CouldNotRun => 2,
            Self::Defect => 101,
            Self::Interrupted => 130,
        }
    }
}

/// Does what the command line says. The error is one of writing to the terminal.
pub fn run(cli: &Cli, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    match &cli.command {
        Command::Run(args) => run::run(args, terminal),
        Command::Test(args) => test::run(args, terminal),
        Command::Check(args) => check::run(args, terminal),
        Command::Query(args) => query::run(args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Catalog(args) => catalog::run(args, terminal),
        Command::Schema => schema::run(terminal),
        Command::Completions(args) => complete::completions(args, terminal),
        Command::Man(args) => complete::man(args, terminal),
    }
}

/// Says that standard output cannot be written, as far as that is possible.
pub fn cannot_print(error: &io::Error) -> Outcome {
    let _ = writeln!(
        anstream::stderr(),
        "error: cannot write to standard output: {error}"
    );
    Outcome::CouldNotRun
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// How a command line ended, and what was printed on both streams.
    pub(super) fn ended(line: &[&str]) -> (Outcome, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let cli = Cli::try_parse_from(line).expect("the line is well-formed");
        let outcome = run(&cli, &mut Terminal::plain(&mut out, &mut err)).expect("it is memory");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (outcome, text(out), text(err))
    }

    /// What a command that succeeds prints on both streams.
    pub(super) fn said(line: &str) -> (String, String) {
        let words: Vec<_> = line.split_whitespace().collect();
        let (outcome, out, err) = ended(&words);
        assert_eq!(outcome, Outcome::Done, "{err}");
        (out, err)
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_worst_outcome_is_the_greatest() {
        use Outcome::{Broken, CouldNotRun, Defect, Done, Interrupted};
        assert_eq!([Done, Defect, CouldNotRun].into_iter().max(), Some(Defect));
        for pair in [Done, Broken, CouldNotRun, Defect, Interrupted].windows(2) {
            assert!(pair[0] < pair[1] && pair[0].exit_code() < pair[1].exit_code());
        }
    }

    #[test]
    fn every_flag_is_explained_in_one_line() {
        fn explained(command: &clap::Command) {
            for argument in command.get_arguments() {
                let name = format!("{} {}", command.get_name(), argument.get_id());
                let help = argument.get_help().expect(&name).to_string();
                assert!(
                    !help.contains('\n') && !help.ends_with('.'),
                    "{name}: {help}"
                );
            }
            command.get_subcommands().for_each(explained);
        }
        explained(&Cli::command());
    }
}
