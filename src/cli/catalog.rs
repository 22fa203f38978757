//! `ecsim catalog`: what the program knows about AWS, as tables.

mod assumptions;
mod fargate;
mod filter;
mod instance_types;
mod listing;

use std::io;

use clap::{Subcommand, ValueEnum};

use super::Outcome;
use super::terminal::Terminal;
use crate::catalog;
use listing::grouped;

/// List instance types, Fargate sizes and assumptions.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// What to list
    #[command(subcommand)]
    what: Option<What>,
}

const AFTER_HELP: &str = "\
Examples:
  ecsim catalog instance-types 'm5.*'
  ecsim catalog instance-types --vcpu 4..8 --memory 16GiB.. --arch arm64 --sort price
  ecsim catalog fargate --vcpu 0.5 --format csv
  ecsim catalog assumptions ecs.fargate --as-of 2021-01-01";

/// The parts of the catalogue.
#[derive(Debug, Subcommand)]
enum What {
    /// EC2 instance types with size, interfaces and prices
    InstanceTypes(instance_types::Args),
    /// Sizes of Fargate tasks with prices
    Fargate(fargate::Args),
    /// What AWS does not fix or has changed over the years
    Assumptions(assumptions::Args),
}

/// How a listing is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Aligned columns and a count, for people
    #[default]
    Table,
    /// Comma-separated values
    Csv,
    /// A list of objects
    Json,
}

/// Prints a part of the catalogue, or what parts there are.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    match &args.what {
        None => overview(terminal)?,
        Some(What::InstanceTypes(args)) => instance_types::run(args, terminal)?,
        Some(What::Fargate(args)) => fargate::run(args, terminal)?,
        Some(What::Assumptions(args)) => assumptions::run(args, terminal)?,
    }
    Ok(Outcome::Done)
}

fn overview(terminal: &mut Terminal<'_>) -> io::Result<()> {
    let parts = [
        (
            "instance-types",
            catalog::instance_types().len(),
            "EC2 instance types",
        ),
        (
            "fargate",
            catalog::fargate_sizes().len(),
            "sizes of Fargate tasks",
        ),
        (
            "assumptions",
            catalog::ASSUMPTIONS.len(),
            "named assumptions",
        ),
    ];
    for (part, count, what) in parts {
        let count = grouped(count);
        writeln!(terminal.out, "ecsim catalog {part:<16}{count:>5} {what}")?;
    }
    Ok(())
}
