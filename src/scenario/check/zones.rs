//! Region and Availability Zones.

use super::Check;
use crate::engine::{Arena, Id};
use crate::ids::ZoneId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::raw::aws::Aws;
use crate::scenario::source::Path;

use super::names::Names;
use super::region::{self, is_region, is_zone};

/// The zones.
pub(super) fn check(check: &mut Check<'_>, aws: &mut Aws) -> Arena<ZoneId, String> {
    let root = Path::default().key("aws");
    let region = aws
        .region
        .get_or_insert_with(|| defaults::REGION.to_owned())
        .clone();
    if is_region(&region) {
        region::known(check, &root.key("region"), &region);
    } else {
        let message = format!("`{region}` is not the name of a Region");
        let help = "write one such as `us-east-1`";
        check.wrong(codes::ZONES, &root.key("region"), message, help);
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
    let mut names = Names::new("zone");
    for (index, zone) in zones.iter().enumerate() {
        if !is_zone(zone, &region) {
            let message = format!("`{zone}` is not a zone of {region}");
            let help = match zone.strip_suffix(|letter: char| letter.is_ascii_lowercase()) {
                Some(other) if region::is_known(other) => format!("write `region: {other}`"),
                _ => format!("write one such as `{region}a`"),
            };
            check.wrong(codes::ZONES, &at.index(index), message, &help);
        }
        let id = ZoneId::from_index(index);
        check.declare(&mut names, &at.index(index), zone, id);
    }
    check.known.zones = names;
    zones.iter().cloned().collect()
}

impl Check<'_> {
    /// The zone of that name.
    pub(super) fn zone(&mut self, path: &Path, name: &str) -> ZoneId {
        let zone = self.find(|known| &known.zones, path, name);
        zone.unwrap_or(ZoneId(0))
    }
}
