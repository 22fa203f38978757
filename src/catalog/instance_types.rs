//! EC2 instance types: what an instance has, what its agent registers, what it costs.

use std::sync::LazyLock;

use super::table;

const TEXT: &str = include_str!("../../data/ec2-instance-types.csv");
const HEADER: &str = "instance_type,vcpu,memory_mib,arch,gpus,burstable,enis,ipv4_per_eni,\
                      trunk_enis,on_demand_usd_per_hour_us_east_1,typical_spot_discount";

/// CPU units that ECS counts for one vCPU.
const CPU_UNITS_PER_VCPU: u32 = 1024;

/// A processor architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arch {
    /// Intel and AMD.
    X86_64,
    /// Graviton.
    Arm64,
}

impl Arch {
    /// As the attribute `ecs.cpu-architecture` spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// The architecture of that name, in any case: `ARM64` of a task definition is `arm64`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::X86_64, Self::Arm64]
            .into_iter()
            .find(|arch| arch.name().eq_ignore_ascii_case(name))
    }
}

/// A kind of EC2 instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceType {
    /// `m5.large`.
    pub name: &'static str,
    /// Logical CPUs.
    pub vcpu: u32,
    /// Memory as AWS sells it, in MiB.
    pub memory_mib: u32,
    /// What its images must be built for.
    pub arch: Arch,
    /// Whole GPUs.
    pub gpus: u32,
    /// The T families: the share of each vCPU that CPU credits pay for, in thousandths.
    pub burstable_baseline_per_mille: Option<u32>,
    /// Network interfaces, the primary one included.
    pub enis: u32,
    /// IPv4 addresses of each interface.
    pub ipv4_per_eni: u32,
    /// Branch interfaces with ENI trunking; 0 where ECS does not offer it.
    pub trunk_enis: u32,
    /// Price of an On-Demand hour in us-east-1, Linux, in billionths of a dollar.
    pub on_demand_usd_nano_per_hour: u64,
    /// What a Spot hour is usually cheaper by; none where it is not known.
    pub typical_spot_discount_percent: Option<u32>,
}

impl InstanceType {
    fn from_row(row: [&'static str; 11]) -> Self {
        let [
            name,
            vcpu,
            memory_mib,
            arch,
            gpus,
            burstable,
            enis,
            ipv4_per_eni,
            trunk_enis,
            on_demand,
            discount,
        ] = row;
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let small = |text, places| {
            u32::try_from(table::decimal(text, places)).expect("a share of the whole is small")
        };
        Self {
            name,
            vcpu: table::whole(vcpu),
            memory_mib: table::whole(memory_mib),
            arch: Arch::from_name(arch).unwrap_or_else(|| panic!("{name} is made of {arch}")),
            gpus: table::whole(gpus),
            burstable_baseline_per_mille: some(burstable).map(|percent| small(percent, 1)),
            enis: table::whole(enis),
            ipv4_per_eni: table::whole(ipv4_per_eni),
            trunk_enis: table::whole(trunk_enis),
            on_demand_usd_nano_per_hour: table::decimal(on_demand, 9),
            typical_spot_discount_percent: some(discount).map(|fraction| small(fraction, 2)),
        }
    }

    /// `m5` of `m5.large`.
    pub fn family(&self) -> &'static str {
        self.name
            .split_once('.')
            .map_or(self.name, |(family, _)| family)
    }

    /// CPU units that the agent registers: those of all logical CPUs.
    pub fn registered_cpu(&self) -> u32 {
        self.vcpu * CPU_UNITS_PER_VCPU
    }

    /// Whether ECS offers ENI trunking on it.
    pub fn has_trunk(&self) -> bool {
        self.trunk_enis > 0
    }

    /// Network interfaces for tasks: all but its own, or with trunking also but the trunk, and the
    /// branches of that.
    pub fn task_enis(&self, trunking: bool) -> u32 {
        if trunking && self.has_trunk() {
            self.trunk_enis + self.enis.saturating_sub(2)
        } else {
            self.enis.saturating_sub(1)
        }
    }

    /// MiB that the agent registers: what the kernel reports, less than what AWS sells.
    ///
    /// Known values come first; the rest is estimated from them, rather too low than too high.
    pub fn registered_memory_mib(&self) -> u32 {
        known_memory_mib(self.name).unwrap_or_else(|| self.estimated_memory_mib())
    }

    /// Assumption: the share that 25 observed types leave, with a margin. Xen's kernels keep more.
    fn estimated_memory_mib(&self) -> u32 {
        const SMALL_MIB: u32 = 8 * 1024;
        let per_mille = if XEN_FAMILIES.contains(&self.family()) {
            965
        } else if self.memory_mib <= SMALL_MIB {
            925
        } else {
            950
        };
        let estimate = u64::from(self.memory_mib) * per_mille / 1000;
        u32::try_from(estimate).expect("a part of a u32 is one")
    }

    /// The usual price of a Spot hour, in billionths of a dollar.
    pub fn typical_spot_usd_nano_per_hour(&self) -> Option<u64> {
        let discount = self.typical_spot_discount_percent?;
        Some(self.on_demand_usd_nano_per_hour * u64::from(100 - discount) / 100)
    }
}

/// Families on the Xen hypervisor, which shows the guest more of its memory than Nitro does.
const XEN_FAMILIES: [&str; 17] = [
    "t1", "t2", "m1", "m2", "m3", "m4", "c1", "c3", "c4", "r3", "r4", "x1", "i2", "d2", "p2", "p3",
    "g3",
];

/// What agents were seen to register, in MiB. Images and kernels differ by 1 to 4 %.
///
/// m4.large is documented (ECS guide, "Container instance memory management"); the others are
/// observations in public Terraform lists and articles. Where several differ, the first counts.
fn known_memory_mib(name: &str) -> Option<u32> {
    Some(match name {
        "t2.micro" => 993,
        "t2.small" => 2001,
        "t2.medium" => 3952,
        "t2.large" => 7984,
        "t2.xlarge" => 16_039,
        "t3.small" => 1901,
        "t3.medium" => 3884,
        "m4.large" => 7985,
        "m4.xlarge" => 16_048,
        "m4.2xlarge" => 32_176,
        "m5.large" => 7680,
        "m5.xlarge" => 15_576,
        "m5.2xlarge" => 31_368,
        "m5.4xlarge" => 62_950,
        "c4.large" => 3765,
        "c4.xlarge" => 7480,
        "c5.large" => 3704,
        "c5.xlarge" => 7624,
        "c5.2xlarge" => 15_463,
        "c5.4xlarge" => 31_142,
        "r4.large" => 15_292,
        "r4.xlarge" => 30_664,
        "r5.large" => 15_743,
        "g4dn.xlarge" => 15_731,
        "inf1.xlarge" => 7667,
        _ => return None,
    })
}

static TYPES: LazyLock<Vec<InstanceType>> = LazyLock::new(|| {
    table::rows(TEXT, HEADER)
        .map(InstanceType::from_row)
        .collect()
});

static BY_NAME: LazyLock<Vec<&'static InstanceType>> = LazyLock::new(|| {
    let mut types: Vec<_> = TYPES.iter().collect();
    types.sort_by_key(|instance_type| instance_type.name);
    types
});

/// All instance types, families in alphabetical order, each from small to large.
pub fn instance_types() -> &'static [InstanceType] {
    &TYPES
}

/// The instance type of that name.
///
/// ```
/// let m5 = ecsim::catalog::instance_type("m5.large").expect("it is an old friend");
/// assert_eq!((m5.registered_cpu(), m5.registered_memory_mib()), (2048, 7680));
/// assert_eq!(ecsim::catalog::instance_type("m5.lorge"), None);
/// ```
pub fn instance_type(name: &str) -> Option<&'static InstanceType> {
    let index = BY_NAME
        .binary_search_by_key(&name, |instance_type| instance_type.name)
        .ok()?;
    Some(BY_NAME[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(name: &str) -> &'static InstanceType {
        instance_type(name).expect(name)
    }

    #[test]
    fn every_type_is_found_by_its_name() {
        assert_eq!(instance_types().len(), 1344);
        for instance_type in instance_types() {
            assert_eq!(get(instance_type.name), instance_type);
        }
        assert_eq!(instance_type("t1.micro"), None);
    }

    #[test]
    fn agents_register_what_was_seen_else_what_is_estimated() {
        let registered = |name| get(name).registered_memory_mib();
        // Documented, observed twice, of a newer image.
        assert_eq!(registered("m4.large"), 7985);
        assert_eq!(registered("t2.large"), 7984);
        assert_eq!(registered("t3.medium"), 3884);
        // Estimated: up to 8 GiB, above, and Xen.
        assert_eq!(registered("t3.micro"), 947);
        assert_eq!(registered("m6i.large"), 7577);
        assert_eq!(registered("m6i.xlarge"), 15_564);
        assert_eq!(registered("c3.large"), 3705);
        assert_eq!(get("t3.micro").registered_cpu(), 2048);
    }

    #[test]
    fn no_agent_registers_more_than_the_machine_has() {
        for instance_type in instance_types() {
            let registered = instance_type.registered_memory_mib();
            assert!(registered < instance_type.memory_mib, "{instance_type:?}");
            assert!(
                registered >= instance_type.memory_mib / 10 * 9,
                "{instance_type:?}"
            );
        }
    }

    #[test]
    fn prices_are_those_of_the_price_list() {
        let price = |name| get(name).on_demand_usd_nano_per_hour;
        assert_eq!(price("m5.large"), 96_000_000);
        assert_eq!(price("t3.micro"), 10_400_000);
        assert_eq!(price("t3.large"), 83_200_000);
        assert_eq!(get("m5.large").typical_spot_discount_percent, Some(66));
        assert_eq!(
            get("m5.large").typical_spot_usd_nano_per_hour(),
            Some(32_640_000)
        );
        assert_eq!(get("a1.large").typical_spot_usd_nano_per_hour(), None);
    }

    #[test]
    fn the_t_families_have_a_baseline() {
        assert_eq!(get("t3.micro").burstable_baseline_per_mille, Some(100));
        assert_eq!(get("t2.xlarge").burstable_baseline_per_mille, Some(225));
        assert_eq!(get("m5.large").burstable_baseline_per_mille, None);
    }

    #[test]
    fn interfaces_limit_awsvpc_tasks_as_the_guide_says() {
        // Without and with trunking: c5.large 2 and 10, c5.xlarge 3 and 20, m5.4xlarge 7 and 60.
        for (name, plain, trunked) in [
            ("c5.large", 2, 10),
            ("c5.xlarge", 3, 20),
            ("m5.4xlarge", 7, 60),
            ("t3.medium", 2, 2),
            ("t4g.small", 2, 2),
        ] {
            let instance_type = get(name);
            assert_eq!(instance_type.task_enis(false), plain, "{name}");
            assert_eq!(instance_type.task_enis(true), trunked, "{name}");
        }
    }
}
