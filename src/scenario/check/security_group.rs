//! Security groups: their names, and what their rules let through.

use std::ops::RangeInclusive;

use super::names::Names;
use super::{Check, entry};
use crate::engine::Arena;
use crate::ids::SecurityGroupId;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, Cidr, CidrError, Permission, SecurityGroup};
use crate::scenario::raw;
use crate::scenario::raw::load_balancer::IpPermission;
use crate::scenario::source::Path;

pub(super) fn check(
    check: &mut Check<'_>,
    file: &raw::File,
) -> Arena<SecurityGroupId, SecurityGroup> {
    let mut names = Names::new("security group");
    for (index, raw) in file.aws.security_groups.iter().enumerate() {
        let path = entry("securityGroups", index).key("groupId");
        check.aws_name(&path, names.what, &raw.group_id);
        let id = SecurityGroupId(u32::try_from(index).unwrap_or(u32::MAX));
        check.declare(&mut names, &path, &raw.group_id, id);
    }
    check.known.security_groups = names;
    let mut groups = Arena::default();
    for (index, raw) in file.aws.security_groups.iter().enumerate() {
        let at = entry("securityGroups", index);
        let ingress = check.permissions(&at.key("ipPermissions"), &raw.ip_permissions);
        let path = at.key("ipPermissionsEgress");
        let egress = raw.ip_permissions_egress.as_ref();
        groups.push(SecurityGroup {
            name: raw.group_id.clone(),
            ingress,
            egress: egress.map(|rules| check.permissions(&path, rules)),
        });
    }
    groups
}

impl Check<'_> {
    /// Security groups by name. Where none are declared, nobody looks at them.
    pub(super) fn security_groups(
        &mut self,
        at: &Path,
        names: &[String],
        aws: &Aws,
    ) -> Vec<SecurityGroupId> {
        if aws.security_groups.is_empty() {
            return Vec::new();
        }
        let all = names.iter().enumerate();
        let found = all.map(|(index, name)| {
            let path = at.index(index);
            self.find(|known| &known.security_groups, &path, name)
        });
        found.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The rules about TCP; the others are of no use to a load balancer.
    fn permissions(&mut self, at: &Path, rules: &[IpPermission]) -> Vec<Permission> {
        let mut all = Vec::new();
        for (index, raw) in rules.iter().enumerate() {
            let at = at.index(index);
            let ports = self.port_range(&at, raw);
            let pairs = raw.user_id_group_pairs.iter().enumerate();
            let mut groups = Vec::new();
            for (index, pair) in pairs {
                let path = at.key("userIdGroupPairs").index(index).key("groupId");
                groups.extend(self.find(|known| &known.security_groups, &path, &pair.group_id));
            }
            let mut blocks = Vec::new();
            for (index, range) in raw.ip_ranges.iter().enumerate() {
                let path = at.key("ipRanges").index(index).key("cidrIp");
                blocks.extend(self.ip_range(&path, &range.cidr_ip));
            }
            all.extend(ports.map(|ports| Permission {
                ports,
                groups,
                blocks,
            }));
        }
        all
    }

    /// The TCP ports of a rule.
    fn port_range(&mut self, at: &Path, raw: &IpPermission) -> Option<RangeInclusive<u16>> {
        match raw.ip_protocol.as_str() {
            "-1" => return Some(0..=u16::MAX),
            "tcp" | "6" => {}
            _ => return None,
        }
        let mut port = |key: &str, value: Option<i64>, default: i64| {
            let what = format!("InvalidParameterValue: {key}");
            let value = value.unwrap_or(default);
            let port = self.within(codes::PORTS, &at.key(key), value, 0, 65_535, &what);
            u16::try_from(port).unwrap_or(u16::MAX)
        };
        let first = port("fromPort", raw.from_port, 0);
        let last = port("toPort", raw.to_port, 65_535);
        if first > last {
            let message =
                format!("InvalidParameterValue: the ports {first} to {last} are no range");
            let help = "write the lower one in `fromPort`";
            self.wrong(codes::PORTS, &at.key("fromPort"), message, help);
        }
        Some(first..=last)
    }

    fn ip_range(&mut self, path: &Path, text: &str) -> Option<Cidr> {
        match text.parse() {
            Ok(block) | Err(CidrError::HostBits(block)) => Some(block),
            Err(CidrError::Syntax) => {
                let message = format!("InvalidParameterValue: CIDR block {text} is malformed");
                let help = "write one such as `10.0.0.0/16`";
                self.wrong(codes::SUBNET, path, message, help);
                None
            }
        }
    }
}
