//! `ecsim completions` and `ecsim man`: made from the same types as the help.

use std::io;

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::terminal::Terminal;
use super::{Cli, Outcome};

/// The name of the program.
const NAME: &str = "ecsim";

/// Print the completions of a shell.
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Print the manual page, in roff.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Print the page of a command, such as `run`, instead of the program's
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints the completions of a shell.
pub(super) fn completions(
    args: &CompletionsArgs,
    terminal: &mut Terminal<'_>,
) -> io::Result<Outcome> {
    // The generator wants a writer that cannot fail.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut text);
    terminal.out.write_all(&text)?;
    Ok(Outcome::Done)
}

/// Prints the manual page of the program, or of one of its commands.
pub(super) fn man(args: &ManArgs, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => Some(program),
        Some(name) => program
            .find_subcommand(name)
            .map(|command| page(command, name)),
    };
    let Some(page) = page else {
        writeln!(
            terminal.err,
            "error: there is no such command; see `ecsim --help`"
        )?;
        return Ok(Outcome::CouldNotRun);
    };
    clap_mangen::Man::new(page).render(&mut terminal.out)?;
    Ok(Outcome::Done)
}

/// The page of a command has a title of its own: `ecsim-run`.
fn page(command: &Command, name: &str) -> Command {
    command.clone().display_name(format!("{NAME}-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(print: impl Fn(&mut Terminal<'_>) -> io::Result<Outcome>) -> (Outcome, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = print(&mut Terminal::plain(&mut out, &mut err)).expect("memory is writable");
        (outcome, String::from_utf8(out).expect("text"))
    }

    #[test]
    fn every_shell_has_completions() {
        for shell in [
            Shell::Bash,
            Shell::Zsh,
            Shell::Fish,
            Shell::PowerShell,
            Shell::Elvish,
        ] {
            let (outcome, text) =
                text(|terminal| completions(&CompletionsArgs { shell }, terminal));
            assert_eq!(outcome, Outcome::Done);
            assert!(text.contains("no-charts"), "{shell}");
        }
    }

    #[test]
    fn the_program_and_its_commands_have_pages() {
        let page = |command: Option<&str>| {
            let command = command.map(str::to_owned);
            text(|terminal| {
                man(
                    &ManArgs {
                        command: command.clone(),
                    },
                    terminal,
                )
            })
        };
        assert!(page(None).1.contains("wind tunnel"));
        assert!(page(Some("run")).1.contains("ecsim\\-run"));
        assert_eq!(page(Some("walk")).0, Outcome::CouldNotRun);
    }
}
