//! Whether a load balancer may reach the port of a target.
//!
//! Facts: EC2 User Guide, "Security group rules"; ECS Developer Guide, "Use an Application Load
//! Balancer" (a dynamic host port needs the whole range of dynamic ports). What names no security
//! group is in the default one of its VPC, which lets in its own members and nobody else.

use crate::engine::Arena;
use crate::ids::SecurityGroupId;
use crate::scenario::model::{Cidr, Permission, SecurityGroup};

/// One end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct End<'e> {
    /// Its security groups.
    pub groups: &'e [SecurityGroupId],
    /// The blocks in which its addresses are.
    pub blocks: &'e [Cidr],
}

/// Whether what is at `from` may call that port of what is at `to`. Without any security group in
/// the scenario everything is allowed.
pub fn is_reached(
    all: &Arena<SecurityGroupId, SecurityGroup>,
    from: End<'_>,
    to: End<'_>,
    port: u16,
) -> bool {
    if all.is_empty() {
        return true;
    }
    let goes_out = from.groups.is_empty()
        || from.groups.iter().any(|id| match &all[*id].egress {
            None => true,
            Some(rules) => rules.iter().any(|rule| is_open(rule, to, port)),
        });
    let comes_in = match (from.groups.is_empty(), to.groups.is_empty()) {
        (both_are_default, true) => both_are_default,
        (_, false) => to.groups.iter().any(|id| {
            let mut rules = all[*id].ingress.iter();
            rules.any(|rule| is_open(rule, from, port))
        }),
    };
    goes_out && comes_in
}

/// Whether a rule is about that port and all of the other end.
fn is_open(rule: &Permission, other: End<'_>, port: u16) -> bool {
    let is_member = other.groups.iter().any(|id| rule.groups.contains(id));
    let covers = |block: &Cidr| rule.blocks.iter().any(|open| open.contains(*block));
    let is_inside = !other.blocks.is_empty() && other.blocks.iter().all(covers);
    rule.ports.contains(&port) && (is_member || is_inside)
}

#[cfg(test)]
mod tests {
    use std::ops::RangeInclusive;

    use super::*;
    use crate::scenario::model::DYNAMIC_PORTS;

    const ALB: SecurityGroupId = SecurityGroupId(0);
    const TASK: SecurityGroupId = SecurityGroupId(1);
    const OTHER: SecurityGroupId = SecurityGroupId(2);

    fn rule(ports: RangeInclusive<u16>, groups: &[SecurityGroupId], block: &str) -> Permission {
        Permission {
            ports,
            groups: groups.to_vec(),
            blocks: block.parse().into_iter().collect(),
        }
    }

    fn groups(
        ingress: Permission,
        egress: Option<Permission>,
    ) -> Arena<SecurityGroupId, SecurityGroup> {
        let group = |ingress: Vec<Permission>, egress: Option<Permission>| SecurityGroup {
            name: String::new(),
            ingress,
            egress: egress.map(|rule| vec![rule]),
        };
        [
            group(vec![], egress),
            group(vec![ingress], None),
            group(vec![], None),
        ]
        .into_iter()
        .collect()
    }

    fn reached(
        all: &Arena<SecurityGroupId, SecurityGroup>,
        from: &[SecurityGroupId],
        to: &[SecurityGroupId],
        port: u16,
    ) -> bool {
        let (alb, task) = (
            "10.0.0.0/24".parse().expect("a block"),
            "10.0.1.0/24".parse().expect("a block"),
        );
        let from = End {
            groups: from,
            blocks: &[alb],
        };
        let to = End {
            groups: to,
            blocks: &[task],
        };
        is_reached(all, from, to, port)
    }

    /// NET-50.
    #[test]
    fn a_rule_for_the_port_and_the_balancer_lets_it_in() {
        for (ingress, port, expected) in [
            (rule(80..=80, &[ALB], ""), 80, true),
            (rule(80..=80, &[ALB], ""), 81, false),
            (rule(0..=65_535, &[ALB], ""), 49_153, true),
            (rule(32_768..=65_535, &[ALB], ""), 32_768, true),
            (rule(32_768..=65_535, &[ALB], ""), 80, false),
            (rule(80..=80, &[OTHER], ""), 80, false),
            (rule(80..=80, &[], "10.0.0.0/16"), 80, true),
            (rule(80..=80, &[], "0.0.0.0/0"), 80, true),
            (rule(80..=80, &[], "10.0.0.0/25"), 80, false),
            (rule(80..=80, &[], "10.0.1.0/24"), 80, false),
        ] {
            let all = groups(ingress, None);
            assert_eq!(
                reached(&all, &[ALB], &[TASK], port),
                expected,
                "{all:?} {port}"
            );
        }
    }

    #[test]
    fn the_balancer_has_to_be_let_out_as_well() {
        for (egress, expected) in [
            (rule(80..=80, &[TASK], ""), true),
            (rule(443..=443, &[TASK], ""), false),
            (rule(80..=80, &[OTHER], ""), false),
            (rule(0..=65_535, &[], "0.0.0.0/0"), true),
            (rule(0..=65_535, &[], "10.0.1.0/24"), true),
            (rule(0..=65_535, &[], "10.0.2.0/24"), false),
        ] {
            let all = groups(rule(80..=80, &[ALB], ""), Some(egress));
            assert_eq!(reached(&all, &[ALB], &[TASK], 80), expected, "{all:?}");
        }
    }

    #[test]
    fn without_a_group_of_its_own_it_is_in_the_default_one() {
        let all = groups(rule(80..=80, &[ALB], ""), None);
        assert!(reached(&Arena::default(), &[], &[], 80), "no group at all");
        assert!(reached(&all, &[], &[], 80), "members of the same");
        assert!(!reached(&all, &[ALB], &[], 80));
        assert!(!reached(&all, &[], &[TASK], 80));
    }

    /// NET-54: of 28,232 dynamic ports a rule from 49153 on leaves out 16,385: 58.0 %.
    #[test]
    fn a_rule_for_a_part_of_the_dynamic_ports_leaves_tasks_out() {
        let all = groups(rule(49_153..=65_535, &[ALB], ""), None);
        let out = DYNAMIC_PORTS.filter(|port| !reached(&all, &[ALB], &[TASK], *port));
        let (out, ports) = (out.count(), DYNAMIC_PORTS.count());
        assert_eq!((ports, ports - out), (28_232, 11_847));
        assert_eq!(out * 1_000 / ports, 580);
    }
}
