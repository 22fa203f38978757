//! `ecsim catalog assumptions`.

use std::io;

use clap::ValueEnum;
use jiff::civil::Date;

use super::Format;
use super::filter::Pattern;
use super::listing::{Cell, Column, Listing, footer};
use crate::catalog::{
    self, ASSUMPTIONS, AssumedValue, Assumption, AssumptionKind, Circumstances, LARGE_REGIONS,
    Profile,
};
use crate::cli::terminal::Terminal;
use crate::scenario::units;

/// Values that AWS does not document, or has changed over the years.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Part of the name, or a pattern with * and ?
    #[arg(value_name = "NAME", value_parser = Pattern::parse)]
    name: Option<Pattern>,
    /// How well it is known
    #[arg(long)]
    tag: Option<Tag>,
    /// Show the values of a day, such as 2021-01-01
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to write the list
    #[arg(long, default_value = "table")]
    format: Format,
}

const AFTER_HELP: &str = "\
A scenario takes the values of its `world.profile`, realistic or instant; `asOf` puts the values of
an earlier day in their place, and `world.assumptions` any other, by name.

Examples:
  ecsim catalog assumptions ecs.fargate
  ecsim catalog assumptions --tag assumed --format csv";

/// The tags, as a flag spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tag {
    /// AWS says so
    Documented,
    /// Practitioners or public code say so
    Observed,
    /// The choice of ecsim
    Assumed,
}

impl Tag {
    fn is(self, tag: catalog::Tag) -> bool {
        tag == match self {
            Self::Documented => catalog::Tag::Documented,
            Self::Observed => catalog::Tag::Observed,
            Self::Assumed => catalog::Tag::Assumed,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::under("name", "name"),
    Column::under("unit", "unit"),
    Column::under("realistic", "realistic"),
    Column::under("instant", "instant"),
    Column::under("tag", "tag"),
    Column::below("reason"),
    Column::below("otherwise"),
];

fn row(assumption: &Assumption, as_of: Option<Date>) -> Vec<Cell> {
    let text = |value| text(assumption.kind, value);
    let region = LARGE_REGIONS[0];
    let value = |profile| {
        text(assumption.default(Circumstances {
            profile,
            as_of,
            region,
        }))
    };
    let (realistic, instant) = (value(Profile::Realistic), value(Profile::Instant));
    let instant = if instant == realistic {
        Cell::Repeated(instant)
    } else {
        Cell::Text(instant)
    };
    let dated = assumption.dated.iter();
    let elsewhere = assumption.elsewhere.iter();
    let elsewhere = elsewhere.map(|value| format!("Outside the large Regions: {}.", text(value)));
    let otherwise =
        elsewhere.chain(dated.map(|(day, value)| format!("Before {day}: {}.", text(value))));
    vec![
        assumption.name.into(),
        assumption.unit().into(),
        Cell::Text(realistic),
        instant,
        assumption.tag.name().into(),
        assumption.reason.into(),
        Cell::Text(otherwise.collect::<Vec<_>>().join(" ")),
    ]
}

/// As a scenario may write it.
fn text(kind: AssumptionKind, value: &AssumedValue) -> String {
    match (kind, value) {
        (AssumptionKind::Bytes, AssumedValue::Count(bytes)) => units::write_size(*bytes),
        _ => value.to_string(),
    }
}

/// Prints the assumptions that are wanted.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let wanted = |assumption: &&Assumption| {
        args.name
            .as_ref()
            .is_none_or(|name| name.is_within(assumption.name))
            && args.tag.is_none_or(|tag| tag.is(assumption.tag))
    };
    let rows: Vec<_> = ASSUMPTIONS
        .iter()
        .filter(wanted)
        .map(|each| row(each, args.as_of))
        .collect();
    let remark = match (&args.name, rows.is_empty()) {
        (Some(name), true) => did_you_mean(name.text()),
        _ => args
            .as_of
            .map_or(String::new(), |day| format!(" as of {day}")),
    };
    let listing = Listing {
        columns: COLUMNS,
        footer: footer(rows.len(), ASSUMPTIONS.len(), "assumptions", &remark),
        rows,
    };
    listing.print(args.format, terminal)
}

fn did_you_mean(name: &str) -> String {
    let names = ASSUMPTIONS.iter().map(|each| each.name);
    let nearest = catalog::nearest(name, names);
    nearest.map_or(String::new(), |nearest| {
        format!("; did you mean {nearest}?")
    })
}
