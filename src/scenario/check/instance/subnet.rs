//! The subnets of fixed fleets, whether their addresses suffice, and ports that agents keep.

use std::collections::BTreeMap;

use crate::ids::{SubnetId, ZoneId};
use crate::scenario::check::group::first_in;
use crate::scenario::check::{Check, entry};
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, ContainerInstances, in_turn};
use crate::scenario::raw;
use crate::scenario::source::Path;

/// The most interfaces that somebody may attach by hand: no instance has more.
const MOST_ATTACHED: i64 = 15;

/// How many host ports of an instance can be reserved. Fact: API reference, PortMapping.
const MOST_RESERVED: usize = 100;

/// The zone of a fleet, if it has one, and the subnets in which it is.
pub(super) fn of_fleet(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::aws::ContainerInstances,
    aws: &Aws,
) -> (Option<ZoneId>, Vec<SubnetId>) {
    let zone = raw.availability_zone.as_deref();
    let zone = zone.map(|zone| check.zone(&at.key("availabilityZone"), zone));
    let all = || aws.zones.ids().map(|zone| first_in(aws, zone)).collect();
    let Some(name) = &raw.subnet_id else {
        return (zone, all());
    };
    let path = at.key("subnetId");
    let Some(subnet) = check.find(|known| &known.subnets, &path, name) else {
        return (zone, all());
    };
    let own = aws.subnets[subnet].zone;
    if let Some(other) = zone.filter(|zone| *zone != own) {
        let message = format!(
            "InvalidParameterValue: the subnet {name} is in {}, and not in {}",
            aws.zones[own], aws.zones[other]
        );
        check.wrong(
            codes::SUBNET,
            &path,
            message,
            "leave out `availabilityZone`",
        );
    }
    (Some(own), vec![subnet])
}

/// Interfaces that somebody has attached by hand.
pub(super) fn attached(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::aws::ContainerInstances,
) -> u32 {
    let count = raw.attached_network_interfaces.unwrap_or(0);
    let path = at.key("attachedNetworkInterfaces");
    let what = "interfaces attached by hand";
    check.within(codes::OUT_OF_RANGE, &path, count, 0, MOST_ATTACHED, what)
}

/// The addresses that fixed fleets have in each subnet, one fleet after the other.
pub(super) fn fits(check: &mut Check<'_>, aws: &Aws, fleets: &[ContainerInstances]) {
    let zones: Vec<ZoneId> = aws.zones.ids().collect();
    let mut taken: BTreeMap<SubnetId, u32> = BTreeMap::new();
    for (index, fleet) in fleets.iter().enumerate() {
        for place in 0..fleet.count as usize {
            let zone = fleet.zone.unwrap_or(zones[place % zones.len()]);
            let subnet = in_turn(&aws.subnets, &fleet.subnets, zone, 0);
            let subnet = subnet.unwrap_or_else(|| first_in(aws, zone));
            *taken.entry(subnet).or_default() += 1 + u32::from(fleet.template.trunk);
        }
        let full = taken
            .iter()
            .find(|(id, taken)| **taken > aws.subnets[**id].available);
        if let Some((id, taken)) = full {
            let subnet = &aws.subnets[*id];
            let message = format!(
                "InsufficientFreeAddressesInSubnet: the fleets have {taken} addresses in the subnet {}, and {} are free",
                subnet.name, subnet.available
            );
            let help = "an instance has one address, and one more for its trunk";
            let path = entry("containerInstances", index).key("count");
            check.wrong(codes::SUBNET, &path, message, help);
            return;
        }
    }
}

impl Check<'_> {
    /// Ports that an agent keeps: a JSON list, as `/etc/ecs/ecs.config` has it.
    pub(super) fn reserved_ports(
        &mut self,
        path: &Path,
        text: Option<&String>,
        default: &[u16],
    ) -> Vec<u16> {
        let Some(text) = text else {
            return default.to_vec();
        };
        let Ok(mut ports) = serde_json::from_str::<Vec<u16>>(text) else {
            let message = format!("the ports that an agent keeps are a JSON list, not `{text}`");
            self.wrong(
                codes::WRONG_TYPE,
                path,
                message,
                "write it like `\"[22, 2375]\"`",
            );
            return Vec::new();
        };
        ports.sort_unstable();
        ports.dedup();
        if ports.len() > MOST_RESERVED {
            let message = format!(
                "{} ports are kept, and at most {MOST_RESERVED} of an instance can be",
                ports.len()
            );
            self.wrong(codes::PORTS, path, message, "keep fewer");
        }
        ports
    }
}
