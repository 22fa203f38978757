//! `ecsim catalog instance-types`.

use std::io;

use clap::ValueEnum;

use super::Format;
use super::filter::{self, Pattern, Range};
use super::listing::{Cell, Column, Listing, footer};
use crate::catalog::{self, InstanceType};
use crate::cli::terminal::Terminal;

/// EC2 instance types with size, interfaces and prices.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Beginning of the name, or a pattern with * and ?
    #[arg(value_name = "NAME", value_parser = Pattern::parse)]
    name: Option<Pattern>,
    /// Number of vCPUs: 4, 4.., ..16 or 4..16
    #[arg(long, value_name = "RANGE", value_parser = filter::counts)]
    vcpu: Option<Range>,
    /// Memory: 16GiB, 16GiB.., ..64GiB or 16GiB..64GiB
    #[arg(long, value_name = "RANGE", value_parser = filter::memory)]
    memory: Option<Range>,
    /// Architecture
    #[arg(long)]
    arch: Option<Arch>,
    /// Number of GPUs: 1, 1.. or 1..4
    #[arg(long, value_name = "RANGE", value_parser = filter::counts)]
    gpus: Option<Range>,
    /// Highest On-Demand price in dollars an hour
    #[arg(long, value_name = "USD", value_parser = filter::price)]
    max_price: Option<u64>,
    /// Order of the rows, from small to large
    #[arg(long, value_name = "BY", default_value = "family")]
    sort: Sort,
    /// How to write the list
    #[arg(long, default_value = "table")]
    format: Format,
}

const AFTER_HELP: &str = "\
The memory that a container instance registers is what ECS can place tasks into: less than what the
machine has. Spot prices are typical ones; there is none where no history is known.

Examples:
  ecsim catalog instance-types 'm5.*'
  ecsim catalog instance-types '*.large' --arch arm64 --max-price 0.1 --sort spot-price";

/// The orders.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    /// By family, then size
    Family,
    /// By name
    Name,
    /// By vCPUs
    Vcpu,
    /// By memory
    Memory,
    /// By On-Demand price
    Price,
    /// By typical Spot price, unknown ones last
    SpotPrice,
}

/// The architectures, as a flag spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Arch {
    /// Intel and AMD
    #[value(name = "x86_64")]
    X86,
    /// Graviton
    Arm64,
}

impl Arch {
    /// Whether it is that of the catalogue.
    pub(super) fn is(self, arch: catalog::Arch) -> bool {
        arch == match self {
            Self::X86 => catalog::Arch::X86_64,
            Self::Arm64 => catalog::Arch::Arm64,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::under("type", "name"),
    Column::under("vCPUs", "vcpu"),
    Column::under("memory\nMiB", "memory_mib"),
    Column::hidden("registered_cpu"),
    Column::under("registers\nMiB", "registered_memory_mib"),
    Column::under("arch", "arch"),
    Column::under("GPUs", "gpus"),
    Column::hidden("burstable_baseline_percent"),
    Column::under("ENIs", "enis"),
    Column::hidden("ipv4_per_eni"),
    Column::under("trunk\nENIs", "trunk_enis"),
    Column::under("On-Demand\nUSD/hour", "on_demand_usd_per_hour"),
    Column::under("Spot\nUSD/hour", "typical_spot_usd_per_hour"),
];

impl Args {
    fn wants(&self, instance_type: &InstanceType) -> bool {
        let within =
            |range: Option<Range>, number: u32| range.is_none_or(|range| range.contains(number));
        let price = instance_type.on_demand_usd_nano_per_hour;
        self.name
            .as_ref()
            .is_none_or(|name| name.matches(instance_type.name))
            && within(self.vcpu, instance_type.vcpu)
            && within(self.memory, instance_type.memory_mib)
            && within(self.gpus, instance_type.gpus)
            && self.arch.is_none_or(|arch| arch.is(instance_type.arch))
            && self.max_price.is_none_or(|most| price <= most)
    }
}

impl Sort {
    /// Puts the types in order; equal ones stay as they are.
    fn apply(self, types: &mut [&InstanceType]) {
        match self {
            Self::Family => {}
            Self::Name => types.sort_by_key(|each| each.name),
            Self::Vcpu => types.sort_by_key(|each| each.vcpu),
            Self::Memory => types.sort_by_key(|each| each.memory_mib),
            Self::Price => types.sort_by_key(|each| each.on_demand_usd_nano_per_hour),
            Self::SpotPrice => {
                types.sort_by_key(|each| each.typical_spot_usd_nano_per_hour().unwrap_or(u64::MAX));
            }
        }
    }
}

fn row(each: &InstanceType) -> Vec<Cell> {
    // A thousandth is a tenth of a percent.
    let percent = |share: u32| Cell::Decimal(u64::from(share) * 100_000_000);
    let baseline = each
        .burstable_baseline_per_mille
        .map_or(Cell::Unknown, percent);
    vec![
        each.name.into(),
        each.vcpu.into(),
        each.memory_mib.into(),
        each.registered_cpu().into(),
        each.registered_memory_mib().into(),
        each.arch.name().into(),
        each.gpus.into(),
        baseline,
        each.enis.into(),
        each.ipv4_per_eni.into(),
        each.trunk_enis.into(),
        Cell::Usd(each.on_demand_usd_nano_per_hour),
        Cell::usd(each.typical_spot_usd_nano_per_hour()),
    ]
}

/// Prints the types that are wanted.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let all = catalog::instance_types();
    let mut types: Vec<_> = all.iter().filter(|each| args.wants(each)).collect();
    args.sort.apply(&mut types);
    let remark = match (&args.name, types.is_empty()) {
        (Some(name), true) => did_you_mean(name.text()),
        _ => "; prices of us-east-1, Linux, without tax".to_owned(),
    };
    let listing = Listing {
        columns: COLUMNS,
        footer: footer(types.len(), all.len(), "instance types", &remark),
        rows: types.into_iter().map(row).collect(),
    };
    listing.print(args.format, terminal)
}

fn did_you_mean(name: &str) -> String {
    let names = catalog::instance_types().iter().map(|each| each.name);
    let nearest = catalog::nearest(name, names);
    nearest.map_or(String::new(), |nearest| {
        format!("; did you mean {nearest}?")
    })
}
