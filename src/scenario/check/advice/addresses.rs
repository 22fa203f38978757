//! Subnets that are too small for what may stand in them during a deployment.

use super::super::{Check, entry};
use crate::ids::{ServiceId, SubnetId, ZoneId};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Aws, SchedulingStrategy, Service, max_total};

/// How many of so many tasks come into each subnet at least, if they are spread over the zones and
/// take turns in each.
fn share(tasks: u32, zones: usize, subnets_of_zone: usize) -> u32 {
    let places = zones.max(1) * subnets_of_zone.max(1);
    tasks / u32::try_from(places).unwrap_or(u32::MAX)
}

/// Warns of each subnet whose addresses the scenario counts and that are too few.
pub(super) fn check(check: &mut Check<'_>, aws: &Aws) {
    for (id, subnet) in aws.subnets.iter().filter(|(_, it)| it.is_declared) {
        let instances = instances(aws, id);
        let mut parts: Vec<(String, u32)> = aws
            .services
            .iter()
            .filter_map(|(service, _)| {
                Some((
                    aws.services[service].label.clone(),
                    tasks(aws, service, id)?,
                ))
            })
            .collect();
        if parts.is_empty() {
            continue;
        }
        if instances > 0 {
            parts.push(("instances".to_owned(), instances));
        }
        let need: u32 = parts.iter().map(|(_, count)| count).sum();
        let Some(short) = need.checked_sub(subnet.available).filter(|it| *it > 0) else {
            continue;
        };
        let parts: Vec<String> = parts
            .iter()
            .map(|(who, count)| format!("{who} {count}"))
            .collect();
        let message = format!(
            "the subnet {} has {} free addresses, and {need} are needed when its services are deployed at once: {}",
            subnet.name,
            subnet.available,
            parts.join(" + ")
        );
        let diagnostic = Diagnostic::new(codes::TOO_FEW_ADDRESSES, message).help(format!(
            "{short} tasks would find none and fail to start; take a larger block, a lower maximumPercent, or further subnets"
        ));
        let path = entry("subnets", id.0 as usize).key("subnetId");
        check.tell(&path, "too small", diagnostic);
    }
}

/// How many tasks of a service may be in a subnet at once; nothing if it has none there.
fn tasks(aws: &Aws, id: ServiceId, subnet: SubnetId) -> Option<u32> {
    let service: &Service = &aws.services[id];
    let is_here = service.subnets.contains(&subnet);
    if !is_here || service.strategy == SchedulingStrategy::Daemon {
        return None;
    }
    let most = max_total(service.desired_count, service.deployment.maximum_percent);
    let count = share(
        most,
        service.zones.len(),
        beside(aws, &service.subnets, subnet),
    );
    (count > 0).then_some(count)
}

/// How many of these subnets are in the zone of one of them.
fn beside(aws: &Aws, among: &[SubnetId], subnet: SubnetId) -> usize {
    let zone = aws.subnets[subnet].zone;
    let same = among.iter().filter(|id| aws.subnets[**id].zone == zone);
    same.count()
}

/// Addresses of instances in a subnet.
fn instances(aws: &Aws, subnet: SubnetId) -> u32 {
    let zone = aws.subnets[subnet].zone;
    let all: Vec<ZoneId> = aws.zones.ids().collect();
    let fleets = aws.container_instances.iter().map(|fleet| {
        let is_here = fleet.subnets.contains(&subnet);
        let zones = fleet.zone.map_or(all.len(), |_| 1);
        let count = if is_here && fleet.zone.is_none_or(|own| own == zone) {
            share(fleet.count, zones, 1)
        } else {
            0
        };
        count * (1 + u32::from(fleet.template.trunk))
    });
    let groups = aws.auto_scaling_groups.iter().map(|(_, group)| {
        let is_here = group.subnets.contains(&subnet);
        let beside = beside(aws, &group.subnets, subnet);
        let count = share(group.sizes.desired, group.zones.len(), beside);
        let trunk = aws
            .launch_templates
            .get(group.template)
            .is_some_and(|it| it.trunk);
        u32::from(is_here) * count * (1 + u32::from(trunk))
    });
    fleets.chain(groups).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NET-32: twelve tasks in one subnet, four in each of three, two in each of three pairs.
    #[test]
    fn tasks_are_spread_over_zones_and_subnets() {
        let shares =
            [(1, 1), (3, 1), (3, 2), (5, 1)].map(|(zones, subnets)| share(12, zones, subnets));
        assert_eq!(shares, [12, 4, 2, 2]);
    }
}
