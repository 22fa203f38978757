//! Region, Availability Zones, subnets.

use super::{Check, entry};
use crate::engine::Arena;
use crate::ids::ZoneId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::raw::aws::{Aws, Subnet};
use crate::scenario::source::Path;

use super::names::Seen;

/// The zones; subnets are filled in where there are none.
pub(super) fn check(check: &mut Check<'_>, aws: &mut Aws) -> Arena<ZoneId, String> {
    let root = Path::default().key("aws");
    let region = aws
        .region
        .get_or_insert_with(|| defaults::REGION.to_owned())
        .clone();
    if !is_region(&region) {
        let message = format!("`{region}` is not the name of a Region");
        check.wrong(
            codes::ZONES,
            &root.key("region"),
            message,
            "write one such as `us-east-1`",
        );
    }
    let zones = aws.availability_zones.get_or_insert_with(|| {
        let zone = |letter| format!("{region}{letter}");
        defaults::ZONES.into_iter().map(zone).collect()
    });
    let at = root.key("availabilityZones");
    if zones.is_empty() {
        check.wrong(
            codes::ZONES,
            &at,
            "a Region has at least one zone",
            "leave it out for a, b and c",
        );
        zones.push(format!("{region}a"));
    }
    for (index, zone) in zones.iter().enumerate() {
        if !is_zone(zone, &region) {
            let message = format!("`{zone}` is not a zone of {region}");
            let help = match zone.strip_suffix(|letter: char| letter.is_ascii_lowercase()) {
                Some(other) if is_region(other) => format!("write `region: {other}`"),
                _ => format!("write one such as `{region}a`"),
            };
            check.wrong(codes::ZONES, &at.index(index), message, &help);
        }
        if let Some(first) = zones[..index].iter().position(|other| other == zone) {
            check.twice(&at.index(index), &at.index(first), "zones", zone);
        }
    }
    let arena: Arena<ZoneId, String> = zones.iter().cloned().collect();
    subnets(check, aws, &arena);
    arena
}

fn subnets(check: &mut Check<'_>, aws: &mut Aws, zones: &Arena<ZoneId, String>) {
    if aws.subnets.is_empty() {
        let private = |(_, zone): (ZoneId, &String)| Subnet::private(zone);
        aws.subnets = zones.iter().map(private).collect();
    }
    let mut seen = Seen::new("subnetId");
    for (index, subnet) in aws.subnets.iter().enumerate() {
        let at = entry("subnets", index);
        check.aws_name(&at.key("subnetId"), "subnet", &subnet.subnet_id);
        seen.add(check, &at, "subnets", &subnet.subnet_id);
        check.zone(
            zones,
            &at.key("availabilityZone"),
            &subnet.availability_zone,
        );
    }
}

/// `us-east-1a`, or a local zone: `us-east-1-bos-1a`.
fn is_zone(name: &str, region: &str) -> bool {
    let rest = name.strip_prefix(region).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    rest.ends_with(|letter: char| letter.is_ascii_lowercase()) && rest.bytes().all(plain)
}

/// `us-east-1`: words of letters, then a number.
fn is_region(name: &str) -> bool {
    let mut words: Vec<&str> = name.split('-').collect();
    let number = words.pop().unwrap_or_default();
    let letters =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.len() >= 2
        && words.iter().all(letters)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

impl Check<'_> {
    /// The zone of that name.
    pub(super) fn zone(
        &mut self,
        zones: &Arena<ZoneId, String>,
        path: &Path,
        name: &str,
    ) -> ZoneId {
        if let Some(zone) = super::names::find(zones, |zone| zone == name) {
            return zone;
        }
        let known: Vec<&str> = zones.iter().map(|(_, zone)| zone.as_str()).collect();
        self.unknown(path, "zone", name, known);
        ZoneId(0)
    }

    /// The zones of some subnets, each once, in order of the subnets.
    pub(super) fn zones_of_subnets(
        &mut self,
        aws: &Aws,
        zones: &Arena<ZoneId, String>,
        path: &Path,
        names: &[String],
    ) -> Vec<ZoneId> {
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let Some(subnet) = aws.subnets.iter().find(|subnet| subnet.subnet_id == *name) else {
                let known = aws.subnets.iter().map(|subnet| subnet.subnet_id.as_str());
                self.unknown(&path.index(index), "subnet", name, known);
                continue;
            };
            let zone = super::names::find(zones, |zone| *zone == subnet.availability_zone);
            if let Some(zone) = zone.filter(|zone| !found.contains(zone)) {
                found.push(zone);
            }
        }
        found
    }
}
