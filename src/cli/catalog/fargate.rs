//! `ecsim catalog fargate`.

use std::io;

use clap::ValueEnum;

use super::Format;
use super::filter::{self, Range};
use super::instance_types::Arch;
use super::listing::{Cell, Column, Listing, footer};
use crate::catalog::{self, FargateSize, fargate_price};
use crate::cli::terminal::Terminal;

/// Sizes of Fargate tasks with prices.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Number of vCPUs: 0.5, 0.5.., ..2 or 0.5..2
    #[arg(long, value_name = "RANGE", value_parser = filter::vcpus)]
    vcpu: Option<Range>,
    /// Memory: 2GiB, 2GiB.., ..8GiB or 2GiB..8GiB
    #[arg(long, value_name = "RANGE", value_parser = filter::memory)]
    memory: Option<Range>,
    /// Operating system
    #[arg(long)]
    os: Option<Os>,
    /// Architecture
    #[arg(long)]
    arch: Option<Arch>,
    /// Highest price in dollars an hour
    #[arg(long, value_name = "USD", value_parser = filter::price)]
    max_price: Option<u64>,
    /// Order of the rows, from small to large
    #[arg(long, value_name = "BY", default_value = "size")]
    sort: Sort,
    /// How to write the list
    #[arg(long, default_value = "table")]
    format: Format,
}

/// The orders.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    /// By vCPUs, then memory
    Size,
    /// By memory, then vCPUs
    Memory,
    /// By price
    Price,
}

/// The operating systems, as a flag spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Os {
    /// Linux
    Linux,
    /// Windows Server
    Windows,
}

impl Os {
    fn is(self, os: catalog::Os) -> bool {
        os == match self {
            Self::Linux => catalog::Os::Linux,
            Self::Windows => catalog::Os::Windows,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::under("vCPUs", "vcpu"),
    Column::under("cpu\nunits", "cpu"),
    Column::under("memory\nMiB", "memory_mib"),
    Column::under("system", "os"),
    Column::under("arch", "arch"),
    Column::under("on demand\nUSD/hour", "usd_per_hour"),
];

fn price(size: &FargateSize) -> Option<u64> {
    let price = fargate_price(size.os, size.arch)?;
    Some(price.task_usd_nano_per_hour(size.cpu, size.memory_mib))
}

impl Args {
    fn wants(&self, size: &FargateSize) -> bool {
        self.vcpu.is_none_or(|range| range.contains(size.cpu))
            && self
                .memory
                .is_none_or(|range| range.contains(size.memory_mib))
            && self.os.is_none_or(|os| os.is(size.os))
            && self.arch.is_none_or(|arch| arch.is(size.arch))
            && self
                .max_price
                .is_none_or(|most| price(size).is_some_and(|price| price <= most))
    }
}

fn row(size: &FargateSize) -> Vec<Cell> {
    vec![
        Cell::Decimal(u64::from(size.cpu) * 1_000_000_000 / 1024),
        size.cpu.into(),
        size.memory_mib.into(),
        size.os.name().into(),
        size.arch.name().into(),
        Cell::usd(price(size)),
    ]
}

/// Prints the sizes that are wanted.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let all = catalog::fargate_sizes();
    let mut sizes: Vec<_> = all.iter().filter(|size| args.wants(size)).collect();
    match args.sort {
        Sort::Size => {}
        Sort::Memory => sizes.sort_by_key(|size| (size.memory_mib, size.cpu)),
        Sort::Price => sizes.sort_by_key(|size| price(size)),
    }
    let remark = "; prices of us-east-1 without tax, the licence of Windows included";
    let listing = Listing {
        columns: COLUMNS,
        footer: footer(sizes.len(), all.len(), "sizes", remark),
        rows: sizes.into_iter().map(row).collect(),
    };
    listing.print(args.format, terminal)
}
