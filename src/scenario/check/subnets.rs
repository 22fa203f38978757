//! Subnets: their blocks of addresses, and how many of them are free.

use super::names::Names;
use super::{Check, entry};
use crate::engine::Arena;
use crate::ids::{SubnetId, ZoneId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Cidr, CidrError, Subnet, usable};
use crate::scenario::raw::aws::Aws;
use crate::scenario::raw::network;
use crate::scenario::source::Path;

/// The prefixes that AWS takes for a subnet.
const PREFIXES: std::ops::RangeInclusive<u32> = 16..=28;

/// The subnets; where none are declared, one for each zone is filled in. A zone without any has
/// one for its instances all the same.
pub(super) fn check(
    check: &mut Check<'_>,
    aws: &mut Aws,
    zones: &Arena<ZoneId, String>,
) -> Arena<SubnetId, Subnet> {
    if aws.subnets.is_empty() {
        let private = |(_, zone): (ZoneId, &String)| network::Subnet::private(zone);
        aws.subnets = zones.iter().map(private).collect();
    }
    let mut names = Names::new("subnet");
    let mut subnets = Arena::default();
    let mut blocks = Vec::new();
    for (index, raw) in aws.subnets.iter().enumerate() {
        let at = entry("subnets", index);
        let path = at.key("subnetId");
        check.aws_name(&path, "subnet", &raw.subnet_id);
        let zone = check.zone(&at.key("availabilityZone"), &raw.availability_zone);
        let block = block(check, &at.key("cidrBlock"), raw.cidr_block.as_deref());
        blocks.extend(block.map(|block| (index, block)));
        let prefix = block.map_or(defaults::SUBNET_PREFIX, |block| block.prefix);
        let endpoints = aws.vpc_endpoints.iter();
        let endpoints = endpoints.filter(|it| it.subnet_ids.contains(&raw.subnet_id));
        let interfaces = u32::try_from(endpoints.count()).unwrap_or(u32::MAX);
        let id = subnets.push(Subnet {
            name: raw.subnet_id.clone(),
            zone,
            available: available(check, &at, raw, usable(prefix), interfaces),
            is_declared: block.is_some() || raw.available_ip_address_count.is_some(),
            map_public_ip: raw.map_public_ip_on_launch.unwrap_or(false),
            block: block.unwrap_or(Cidr::EVERYWHERE),
        });
        check.declare(&mut names, &path, &raw.subnet_id, id);
    }
    conflicts(check, &blocks);
    for (zone, name) in zones.iter() {
        if !subnets.iter().any(|(_, subnet)| subnet.zone == zone) {
            subnets.push(Subnet {
                name: network::Subnet::private(name).subnet_id,
                zone,
                available: usable(defaults::SUBNET_PREFIX),
                is_declared: false,
                map_public_ip: false,
                block: Cidr::EVERYWHERE,
            });
        }
    }
    check.known.subnets = names;
    subnets
}

/// How many addresses are free: as written, else all that nothing else of the scenario has.
fn available(
    check: &mut Check<'_>,
    at: &Path,
    raw: &network::Subnet,
    usable: u32,
    interfaces: u32,
) -> u32 {
    let Some(count) = raw.available_ip_address_count else {
        return usable.saturating_sub(interfaces);
    };
    let path = at.key("availableIpAddressCount");
    let what = "free addresses; AWS keeps five of each subnet for itself";
    check.within(codes::SUBNET, &path, count, 0, usable.into(), what)
}

/// A block as AWS takes it for a subnet.
fn block(check: &mut Check<'_>, path: &Path, text: Option<&str>) -> Option<Cidr> {
    let text = text?;
    let (message, help) = match text.parse::<Cidr>() {
        Ok(block) if PREFIXES.contains(&block.prefix) => return Some(block),
        Ok(_) => (
            format!("InvalidSubnet.Range: the CIDR '{text}' is invalid"),
            "a subnet is a block from /16 to /28".to_owned(),
        ),
        Err(CidrError::Syntax) => (
            format!(
                "InvalidParameterValue: Value ({text}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
            ),
            "write one such as `10.0.0.0/24`".to_owned(),
        ),
        Err(CidrError::HostBits(meant)) => (
            format!(
                "InvalidParameterValue: Value ({text}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
            ),
            format!("a block begins with its first address: write `{meant}`"),
        ),
    };
    check.wrong(codes::SUBNET, path, message, &help);
    None
}

/// No two subnets have an address in common.
fn conflicts(check: &mut Check<'_>, blocks: &[(usize, Cidr)]) {
    for (place, (index, block)) in blocks.iter().enumerate() {
        let mut before = blocks[..place].iter();
        let Some((first, other)) = before.find(|(_, other)| other.overlaps(*block)) else {
            continue;
        };
        let there = entry("subnets", *first).key("cidrBlock");
        let there = check.tree.place_of(&there, false);
        let message = format!(
            "InvalidSubnet.Conflict: the CIDR '{block}' conflicts with another subnet, {other}"
        );
        let diagnostic = Diagnostic::new(codes::SUBNET, message).also(there, "the first one");
        let here = entry("subnets", *index).key("cidrBlock");
        check.tell(&here, "the second one", diagnostic);
    }
}

impl Check<'_> {
    /// The subnets of these names, each once, in their order.
    pub(super) fn subnets(&mut self, path: &Path, names: &[String]) -> Vec<SubnetId> {
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let subnet = self.find(|known| &known.subnets, &path.index(index), name);
            if let Some(subnet) = subnet.filter(|subnet| !found.contains(subnet)) {
                found.push(subnet);
            }
        }
        found
    }
}

/// The zones of some subnets, each once, in order of the subnets.
pub(super) fn zones_of(subnets: &Arena<SubnetId, Subnet>, among: &[SubnetId]) -> Vec<ZoneId> {
    let mut zones = Vec::new();
    for id in among {
        let zone = subnets[*id].zone;
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    zones
}
