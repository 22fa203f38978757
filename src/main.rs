//! The command `ecsim`.

use std::process::ExitCode;

use clap::Parser;
use ecsim::cli::{self, Cli, Terminal};

fn main() -> ExitCode {
    cli::report_panics();
    let cli = Cli::parse();
    let outcome = Terminal::of_process(|terminal| cli::run(&cli, terminal));
    outcome
        .unwrap_or_else(|error| cli::cannot_print(&error))
        .exit_code()
        .into()
}
