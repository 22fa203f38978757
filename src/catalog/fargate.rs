//! The sizes of Fargate tasks, and what they cost.

use std::sync::LazyLock;

use super::instance_types::Arch;
use super::table;

const SIZES_TEXT: &str = include_str!("../../data/fargate-sizes.csv");
const SIZES_HEADER: &str = "cpu_units,memory_mib,os,arch";
const PRICES_TEXT: &str = include_str!("../../data/fargate-prices.csv");
const PRICES_HEADER: &str = "region,os,arch,unit,usd";

/// An operating system that Fargate runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Os {
    /// Linux.
    Linux,
    /// Windows Server, any edition.
    Windows,
}

impl Os {
    /// As the attribute `ecs.os-type` spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
        }
    }

    /// The system of an `operatingSystemFamily`: `LINUX`, `WINDOWS_SERVER_2022_CORE`.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.split('_').next() {
            Some("linux") => Some(Self::Linux),
            Some("windows") => Some(Self::Windows),
            _ => None,
        }
    }
}

/// A combination that Fargate accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FargateSize {
    /// CPU units: 1024 are one vCPU.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// The system.
    pub os: Os,
    /// The architecture.
    pub arch: Arch,
}

impl FargateSize {
    fn from_row([cpu, memory_mib, os, arch]: [&'static str; 4]) -> Self {
        Self {
            cpu: table::whole(cpu),
            memory_mib: table::whole(memory_mib),
            os: os_named(os),
            arch: arch_named(arch),
        }
    }
}

fn os_named(name: &str) -> Os {
    Os::from_name(name).unwrap_or_else(|| panic!("{name} is a system of Fargate"))
}

fn arch_named(name: &str) -> Arch {
    Arch::from_name(name).unwrap_or_else(|| panic!("{name} is an architecture of Fargate"))
}

static SIZES: LazyLock<Vec<FargateSize>> = LazyLock::new(|| {
    let mut sizes: Vec<_> = table::rows(SIZES_TEXT, SIZES_HEADER)
        .map(FargateSize::from_row)
        .collect();
    sizes.sort_unstable();
    sizes
});

/// All sizes, from small to large.
pub fn fargate_sizes() -> &'static [FargateSize] {
    &SIZES
}

/// Whether Fargate has that size.
///
/// ```
/// use ecsim::catalog::{Arch, Os, is_fargate_size};
///
/// assert!(is_fargate_size(256, 512, Os::Linux, Arch::Arm64));
/// assert!(!is_fargate_size(256, 4096, Os::Linux, Arch::Arm64));
/// ```
pub fn is_fargate_size(cpu: u32, memory_mib: u32, os: Os, arch: Arch) -> bool {
    SIZES
        .binary_search(&FargateSize {
            cpu,
            memory_mib,
            os,
            arch,
        })
        .is_ok()
}

/// The CPU units that Fargate offers, ascending.
pub fn cpu_choices() -> Vec<u32> {
    distinct(SIZES.iter().map(|size| size.cpu))
}

/// The memory, in MiB, that goes with so many CPU units, ascending; empty if there is no such CPU.
pub fn memory_choices(cpu: u32) -> Vec<u32> {
    distinct(
        SIZES
            .iter()
            .filter(|size| size.cpu == cpu)
            .map(|size| size.memory_mib),
    )
}

/// The values of an ascending sequence, each once.
fn distinct(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut values: Vec<u32> = values.collect();
    values.dedup();
    values
}

/// What a Fargate task costs in us-east-1, on demand, in billionths of a dollar an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FargatePrice {
    /// For a vCPU, the licence of the system included.
    pub vcpu_usd_nano_per_hour: u64,
    /// For a GiB of memory.
    pub gb_usd_nano_per_hour: u64,
    /// For a GiB of ephemeral storage above 20; none where no price is known.
    pub ephemeral_gb_usd_nano_per_hour: Option<u64>,
}

impl FargatePrice {
    /// The price of an hour of a task of that size, without extra storage.
    pub fn task_usd_nano_per_hour(&self, cpu: u32, memory_mib: u32) -> u64 {
        // Exact: sizes are whole quarters of a vCPU and halves of a GiB, prices multiples of 4.
        let units = u64::from(cpu) * self.vcpu_usd_nano_per_hour
            + u64::from(memory_mib) * self.gb_usd_nano_per_hour;
        units / 1024
    }
}

/// The price for a system on an architecture; none where Fargate does not offer it.
pub fn fargate_price(os: Os, arch: Arch) -> Option<FargatePrice> {
    let mut price = None;
    for [_, row_os, row_arch, unit, usd] in table::rows(PRICES_TEXT, PRICES_HEADER) {
        if (os_named(row_os), arch_named(row_arch)) != (os, arch) {
            continue;
        }
        let price = price.get_or_insert_with(FargatePrice::default);
        let nano = table::decimal(usd, 9);
        match unit {
            "vcpu_hour" | "os_licence_vcpu_hour" => price.vcpu_usd_nano_per_hour += nano,
            "gb_hour" => price.gb_usd_nano_per_hour += nano,
            "ephemeral_gb_hour" => price.ephemeral_gb_usd_nano_per_hour = Some(nano),
            _ => panic!("{unit} is a unit of Fargate"),
        }
    }
    price
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_are_191_sizes() {
        assert_eq!(fargate_sizes().len(), 191);
        let windows = |size: &&FargateSize| size.os == Os::Windows;
        assert_eq!(fargate_sizes().iter().filter(windows).count(), 43);
        assert_eq!(cpu_choices(), [256, 512, 1024, 2048, 4096, 8192, 16_384]);
        assert_eq!(memory_choices(256), [512, 1024, 2048]);
        assert_eq!(memory_choices(512), [1024, 2048, 3072, 4096]);
        assert_eq!(memory_choices(8192).len(), 12);
        assert!(memory_choices(300).is_empty());
    }

    /// The rule that the documentation gives, by itself.
    fn documented(cpu: u32, memory_mib: u32, os: Os, arch: Arch) -> bool {
        let (least, most, step) = match cpu {
            256 => return os == Os::Linux && [512, 1024, 2048].contains(&memory_mib),
            512 => (1024, 4096, 1024),
            1024 => (2048, 8192, 1024),
            2048 => (4096, 16_384, 1024),
            4096 => (8192, 30_720, 1024),
            8192 => (16_384, 61_440, 4096),
            16_384 => (32_768, 122_880, 8192),
            _ => return false,
        };
        let windows = arch == Arch::X86_64 && (1024..=4096).contains(&cpu);
        (os == Os::Linux || windows)
            && (least..=most).contains(&memory_mib)
            && (memory_mib - least).is_multiple_of(step)
    }

    fn any_os() -> impl Strategy<Value = Os> {
        prop_oneof![Just(Os::Linux), Just(Os::Windows)]
    }

    fn any_arch() -> impl Strategy<Value = Arch> {
        prop_oneof![Just(Arch::X86_64), Just(Arch::Arm64)]
    }

    proptest! {
        #[test]
        fn neighbours_of_sizes_are_judged_as_documented(
            index in 0..191_usize,
            cpu in prop_oneof![Just(0_i32), Just(-1), Just(1), Just(-256), Just(256), Just(1024)],
            memory in prop_oneof![Just(0_i32), Just(-1), Just(1), -8_i32..=8, Just(512)],
            steps in prop_oneof![Just(1_i32), Just(512), Just(1024), Just(4096)],
            os in any_os(),
            arch in any_arch(),
        ) {
            let size = fargate_sizes()[index];
            let cpu = size.cpu.saturating_add_signed(cpu);
            let memory_mib = size.memory_mib.saturating_add_signed(memory * steps);
            prop_assert_eq!(
                is_fargate_size(cpu, memory_mib, os, arch),
                documented(cpu, memory_mib, os, arch)
            );
        }

        #[test]
        fn anything_is_judged_as_documented(
            cpu in prop_oneof![0_u32..20_000, (0_u32..70).prop_map(|quarters| quarters * 256)],
            memory_mib in prop_oneof![0_u32..130_000, (0_u32..260).prop_map(|halves| halves * 512)],
            os in any_os(),
            arch in any_arch(),
        ) {
            prop_assert_eq!(
                is_fargate_size(cpu, memory_mib, os, arch),
                documented(cpu, memory_mib, os, arch)
            );
        }
    }

    #[test]
    fn prices_are_those_of_the_price_list() {
        let linux = fargate_price(Os::Linux, Arch::X86_64).expect("a price");
        assert_eq!(linux.vcpu_usd_nano_per_hour, 40_480_000);
        assert_eq!(linux.gb_usd_nano_per_hour, 4_445_000);
        assert_eq!(linux.ephemeral_gb_usd_nano_per_hour, Some(111_000));
        // 1 vCPU with 2 GB for 730 hours: 36.04 USD.
        assert_eq!(
            linux.task_usd_nano_per_hour(1024, 2048) * 730 / 10_000_000,
            3604
        );
        let windows = fargate_price(Os::Windows, Arch::X86_64).expect("a price");
        assert_eq!(windows.vcpu_usd_nano_per_hour, 92_552_000);
        assert_eq!(windows.ephemeral_gb_usd_nano_per_hour, None);
        assert_eq!(fargate_price(Os::Windows, Arch::Arm64), None);
    }

    #[test]
    fn a_family_of_windows_is_windows() {
        assert_eq!(Os::from_name("WINDOWS_SERVER_2022_CORE"), Some(Os::Windows));
        assert_eq!(Os::from_name("LINUX"), Some(Os::Linux));
        assert_eq!(Os::from_name("BEOS"), None);
    }
}
