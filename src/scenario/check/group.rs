//! EC2 Auto Scaling groups.

use super::instance::template;
use super::names::Names;
use super::subnets::zones_of;
use super::{Check, entry};
use crate::engine::Arena;
use crate::ids::{GroupId, SubnetId, ZoneId};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{AutoScalingGroup, Aws, GroupSizes};
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

/// No group is larger than the largest cluster a hundred times over.
pub(super) const LARGEST: i64 = 500_000;

pub(super) fn check(
    check: &mut Check<'_>,
    file: &mut File,
    aws: &Aws,
) -> Arena<GroupId, AutoScalingGroup> {
    let mut names = Names::new("group");
    let mut groups = std::mem::take(&mut file.aws.auto_scaling_groups);
    let mut checked = Arena::default();
    for (index, raw) in groups.iter_mut().enumerate() {
        let at = entry("autoScalingGroups", index);
        let path = at.key("autoScalingGroupName");
        check.aws_name(&path, "group", &raw.auto_scaling_group_name);
        let id = checked.next_id();
        check.declare(&mut names, &path, &raw.auto_scaling_group_name, id);
        let reference = &mut raw.launch_template;
        let path = at.key("launchTemplate");
        let (key, name) = match &reference.launch_template_name {
            Some(name) => ("launchTemplateName", Some(name)),
            None => ("launchTemplateId", reference.launch_template_id.as_ref()),
        };
        let path = if name.is_some() { path.key(key) } else { path };
        let template = template(check, &path, name.map(String::as_str));
        let (min, max, desired) = sizes(check, &at, raw);
        let (zones, subnets) = zones(check, &at, raw, aws);
        checked.push(AutoScalingGroup {
            name: raw.auto_scaling_group_name.clone(),
            template,
            sizes: GroupSizes { min, max, desired },
            zones,
            subnets,
            managed_draining: false,
        });
    }
    check.known.groups = names;
    file.aws.auto_scaling_groups = groups;
    checked
}

/// `minSize ≤ desiredCapacity ≤ maxSize`.
fn sizes(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::aws::AutoScalingGroup,
) -> (u32, u32, u32) {
    let desired = *raw.desired_capacity.get_or_insert(raw.min_size);
    let mut size = |key: &str, value| {
        let what = format!("ValidationError: {key}");
        check.within(codes::GROUP_SIZE, &at.key(key), value, 0, LARGEST, &what)
    };
    let sizes = (
        size("minSize", raw.min_size),
        size("maxSize", raw.max_size),
        size("desiredCapacity", desired),
    );
    let (min, max, desired) = sizes;
    if min > max {
        let message = format!("ValidationError: minSize {min} is above maxSize {max}");
        let place = check.tree.place_of(&at.key("maxSize"), false);
        let diagnostic =
            Diagnostic::new(codes::GROUP_SIZE, message).also(place, "the greatest size");
        check.tell(&at.key("minSize"), "the least size", diagnostic);
    } else if !(min..=max).contains(&desired) {
        let message = format!(
            "ValidationError: desiredCapacity {desired} is not between minSize {min} and maxSize {max}"
        );
        let paths = ["desiredCapacity", "minSize", "maxSize"].map(|key| at.key(key));
        let path = check.suspect(&[&paths[0], &paths[1], &paths[2]]).clone();
        check.wrong(codes::GROUP_SIZE, &path, message, "");
    }
    sizes
}

/// The listed zones, else those of the subnets, else all; and the subnets in them. Of a zone of
/// which none is named, the first.
fn zones(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::aws::AutoScalingGroup,
    aws: &Aws,
) -> (Vec<ZoneId>, Vec<SubnetId>) {
    let mut subnets = Vec::new();
    if let Some(written) = &mut raw.vpc_zone_identifier {
        let names = written.split(',').map(|name| name.trim().to_owned());
        let names: Vec<String> = names.collect();
        subnets = check.subnets(&at.key("vpcZoneIdentifier"), &names);
        *written = names.join(",");
    }
    let mut zones = Vec::new();
    if let Some(names) = &raw.availability_zones {
        for (index, name) in names.iter().enumerate() {
            let path = at.key("availabilityZones").index(index);
            let zone = check.zone(&path, name);
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
    } else {
        zones = zones_of(&aws.subnets, &subnets);
    }
    if zones.is_empty() {
        zones = aws.zones.ids().collect();
    }
    raw.availability_zones = Some(zones.iter().map(|zone| aws.zones[*zone].clone()).collect());
    subnets.retain(|subnet| zones.contains(&aws.subnets[*subnet].zone));
    let lacking = zones.iter().filter(|zone| {
        let mut here = subnets.iter();
        !here.any(|subnet| aws.subnets[*subnet].zone == **zone)
    });
    let lacking: Vec<SubnetId> = lacking.map(|zone| first_in(aws, *zone)).collect();
    subnets.extend(lacking);
    (zones, subnets)
}

/// The subnet of a zone where none is named.
pub(super) fn first_in(aws: &Aws, zone: ZoneId) -> SubnetId {
    let mut subnets = aws.subnets.iter();
    let first = subnets.find(|(_, subnet)| subnet.zone == zone);
    first.map_or(SubnetId(0), |(id, _)| id)
}
