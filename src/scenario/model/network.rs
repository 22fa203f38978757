//! Subnets: how many addresses they have, and what can be reached from them.
//!
//! Facts: VPC User Guide, "Subnet CIDR blocks", "Configure route tables"; ECS Developer Guide,
//! "Fargate task networking" and "Amazon ECS interface VPC endpoints". Everything is one VPC.

mod cidr;

use std::collections::BTreeSet;

pub use cidr::{Cidr, CidrError, usable};

use crate::engine::Arena;
use crate::ids::{SubnetId, ZoneId};

/// A subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// `subnetId`.
    pub name: String,
    /// Its zone.
    pub zone: ZoneId,
    /// Addresses that are free for instances and tasks before any of them is there.
    pub available: u32,
    /// Whether the scenario says how many.
    pub is_declared: bool,
    /// Whether instances get a public address.
    pub map_public_ip: bool,
    /// Its addresses; where they are not written, any.
    pub block: Cidr,
}

/// Where a subnet's route to everywhere leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WayOut {
    /// Nowhere.
    #[default]
    None,
    /// To an internet gateway: only for what has a public address.
    InternetGateway,
    /// To a NAT gateway, or to another network that has a way out.
    Nat,
}

/// What a task or its agent has to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// The API of ECR: tokens and manifests.
    EcrApi,
    /// The registry of ECR.
    EcrDkr,
    /// S3, where ECR keeps its layers.
    S3,
    /// CloudWatch Logs.
    Logs,
    /// Secrets Manager.
    SecretsManager,
    /// Parameter Store.
    Ssm,
    /// KMS.
    Kms,
    /// ECS, for its agent.
    Ecs,
    /// Anything else, such as a registry outside AWS.
    Internet,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::EcrApi,
        Self::EcrDkr,
        Self::S3,
        Self::Logs,
        Self::SecretsManager,
        Self::Ssm,
        Self::Kms,
        Self::Ecs,
        Self::Internet,
    ];

    /// What the last part of `serviceName` of a VPC endpoint means: `ecr.dkr`.
    pub fn of_service(name: &str) -> Option<Self> {
        Some(match name {
            "ecr.api" => Self::EcrApi,
            "ecr.dkr" => Self::EcrDkr,
            "s3" => Self::S3,
            "logs" => Self::Logs,
            "secretsmanager" => Self::SecretsManager,
            "ssm" => Self::Ssm,
            "kms" => Self::Kms,
            "ecs" => Self::Ecs,
            _ => return None,
        })
    }
}

/// What can be reached from a subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// Its route to everywhere.
    pub way_out: WayOut,
    /// VPC endpoints.
    pub endpoints: BTreeSet<Endpoint>,
}

impl Routes {
    /// Whether an interface reaches something.
    pub fn reach(&self, public_ip: bool, endpoint: Endpoint) -> bool {
        match self.way_out {
            WayOut::Nat => true,
            WayOut::InternetGateway if public_ip => true,
            _ => self.endpoints.contains(&endpoint),
        }
    }
}

/// What can be reached from where.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Of each subnet.
    pub routes: Arena<SubnetId, Routes>,
}

impl Network {
    /// Whether an interface in a subnet, with a public address or without, reaches something.
    pub fn reaches(&self, subnet: SubnetId, public_ip: bool, endpoint: Endpoint) -> bool {
        self.routes[subnet].reach(public_ip, endpoint)
    }
}

/// The subnet of so many in a zone whose turn it is; `turn` counts from 0 in each zone.
pub fn in_turn(
    subnets: &Arena<SubnetId, Subnet>,
    among: &[SubnetId],
    zone: ZoneId,
    turn: u32,
) -> Option<SubnetId> {
    let here = || among.iter().filter(|id| subnets[**id].zone == zone);
    let count = here().count();
    let place = (turn as usize).checked_rem(count)?;
    here().nth(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(way_out: WayOut, endpoints: &[Endpoint]) -> Routes {
        Routes {
            way_out,
            endpoints: endpoints.iter().copied().collect(),
        }
    }

    /// NET-40: one letter for each endpoint in order of `Endpoint::ALL`, `+` where it is reached;
    /// first without a public address, then with one.
    #[test]
    fn what_is_reached_depends_on_the_route_the_address_and_the_endpoints() {
        use Endpoint::{EcrApi, EcrDkr, Ecs, Kms, Logs, S3, SecretsManager, Ssm};
        const ALL: &str = "+++++++++";
        const NONE: &str = ".........";
        for (way_out, endpoints, private, public) in [
            (WayOut::Nat, &[][..], ALL, ALL),
            (WayOut::InternetGateway, &[], NONE, ALL),
            (WayOut::None, &[], NONE, NONE),
            (WayOut::None, &[EcrApi], "+........", "+........"),
            (WayOut::None, &[EcrDkr], ".+.......", ".+......."),
            (WayOut::None, &[S3], "..+......", "..+......"),
            (WayOut::None, &[Logs], "...+.....", "...+....."),
            (WayOut::None, &[SecretsManager], "....+....", "....+...."),
            (WayOut::None, &[Ssm], ".....+...", ".....+..."),
            (WayOut::None, &[Kms], "......+..", "......+.."),
            (WayOut::None, &[Ecs], ".......+.", ".......+."),
            (WayOut::InternetGateway, &[EcrDkr, S3], ".++......", ALL),
        ] {
            let routes = routes(way_out, endpoints);
            for (public_ip, expected) in [(false, private), (true, public)] {
                let reached = Endpoint::ALL.map(|it| routes.reach(public_ip, it));
                let reached = reached.map(|it| if it { '+' } else { '.' });
                let reached: String = reached.into_iter().collect();
                assert_eq!(reached, expected, "{routes:?} {public_ip}");
            }
        }
    }

    #[test]
    fn subnets_of_a_zone_take_turns() {
        let subnet = |zone| Subnet {
            name: String::new(),
            zone: ZoneId(zone),
            available: 1,
            is_declared: true,
            map_public_ip: false,
            block: Cidr::EVERYWHERE,
        };
        let subnets: Arena<SubnetId, Subnet> = [0, 1, 0, 0].map(subnet).into_iter().collect();
        let among = [SubnetId(0), SubnetId(1), SubnetId(3)];
        let turns = (0..4).map(|turn| in_turn(&subnets, &among, ZoneId(0), turn));
        let turns: Vec<u32> = turns.map(|id| id.expect("two of them").0).collect();
        assert_eq!(turns, [0, 3, 0, 3]);
        assert_eq!(in_turn(&subnets, &among, ZoneId(1), 7), Some(SubnetId(1)));
        assert_eq!(in_turn(&subnets, &among, ZoneId(2), 0), None);
    }
}
