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
    /// Values that AWS does not document, or has changed over the years
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

#[cfg(test)]
mod tests {
    use crate::cli::tests::said;

    #[test]
    fn without_a_word_it_says_what_there_is() {
        let (out, _) = said("ecsim catalog");
        assert_eq!(out.lines().count(), 3);
        assert!(
            out.starts_with("ecsim catalog instance-types  1,344 EC2"),
            "{out}"
        );
    }

    #[test]
    fn filters_narrow_and_sort_orders() {
        let (out, _) = said(
            "ecsim catalog instance-types --vcpu 2 --memory 8GiB --arch x86_64 --max-price 0.1 \
             --sort price --format csv",
        );
        let names: Vec<_> = out
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert!(
            names.contains(&"m5.large") && !names.contains(&"m6g.large"),
            "{names:?}"
        );
        assert_eq!(names.first(), Some(&"t3a.large"));
        let (out, _) = said("ecsim catalog instance-types *.metal --gpus 1.. --format json");
        assert!(out.contains("\"g5g.metal\""), "{out}");
    }

    #[test]
    fn nothing_found_offers_the_nearest_name() {
        let (out, _) = said("ecsim catalog instance-types m5.lrge");
        assert_eq!(out, "0 of 1,344 instance types; did you mean m5.large?\n");
        let (out, _) = said("ecsim catalog assumptions ecs.stopTmeout");
        assert!(out.ends_with("; did you mean ecs.stopTimeout?\n"), "{out}");
        let (out, _) = said("ecsim catalog assumptions Breaker");
        assert!(out.contains("ecs.breakerCountsEarlyExit"), "{out}");
    }

    #[test]
    fn a_fargate_size_has_its_price() {
        let (out, _) =
            said("ecsim catalog fargate --vcpu 0.25 --memory 512MiB --os linux --format csv");
        assert_eq!(
            out.lines().nth(1),
            Some("0.25,256,512,linux,x86_64,0.0123425")
        );
    }

    #[test]
    fn an_assumption_has_the_value_of_its_day() {
        let (out, _) = said("ecsim catalog assumptions ecs.tasksPerService --as-of 2021-01-01");
        assert!(out.contains("  2000       same     documented\n"), "{out}");
        assert!(
            out.contains("     Before 2020-08-24: 1000. Before 2021-06-08: 2000.\n"),
            "{out}"
        );
        assert!(out.ends_with("assumptions as of 2021-01-01\n"), "{out}");
    }
}
