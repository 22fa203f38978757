//! Route tables and VPC endpoints: what can be reached from each subnet.

use std::collections::BTreeMap;

use super::{Check, entry};
use crate::engine::Arena;
use crate::ids::SubnetId;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Endpoint, Network, Routes, Subnet, WayOut};
use crate::scenario::raw::aws::Aws;
use crate::scenario::raw::network::{Route, VpcEndpoint, VpcEndpointType};
use crate::scenario::source::Path;

/// The block of everything.
const EVERYWHERE: &str = "0.0.0.0/0";

/// What AWS offers by gateway, and not by an interface alone.
const BY_GATEWAY: [&str; 2] = ["s3", "dynamodb"];

pub(super) fn check(
    check: &mut Check<'_>,
    aws: &Aws,
    subnets: &Arena<SubnetId, Subnet>,
) -> Network {
    let tables = tables_of_subnets(check, aws, subnets);
    let way_out = |table: &Option<usize>| match table {
        _ if aws.route_tables.is_empty() => WayOut::Nat,
        Some(index) => of_routes(&aws.route_tables[*index].routes),
        None => WayOut::None,
    };
    let mut routes: Arena<SubnetId, Routes> = tables
        .iter()
        .map(|table| Routes {
            way_out: way_out(table),
            ..Routes::default()
        })
        .collect();
    for (index, raw) in aws.vpc_endpoints.iter().enumerate() {
        let at = entry("vpcEndpoints", index);
        for (subnet, endpoint) in served(check, &at, raw, aws, &tables) {
            routes[subnet].endpoints.insert(endpoint);
        }
    }
    Network { routes }
}

/// The route table of each subnet: the one that names it, else the main one, by their places.
fn tables_of_subnets(
    check: &mut Check<'_>,
    aws: &Aws,
    subnets: &Arena<SubnetId, Subnet>,
) -> Vec<Option<usize>> {
    let mut ids: BTreeMap<&str, Path> = BTreeMap::new();
    let mut named: BTreeMap<SubnetId, (usize, Path)> = BTreeMap::new();
    let mut main: Option<(usize, Path)> = None;
    for (index, table) in aws.route_tables.iter().enumerate() {
        let at = entry("routeTables", index);
        let path = at.key("routeTableId");
        check.aws_name(&path, "route table", &table.route_table_id);
        if let Some(first) = ids.insert(&table.route_table_id, path.clone()) {
            check.twice(&path, &first, "route tables", &table.route_table_id);
        }
        for (place, association) in table.associations.iter().enumerate() {
            let at = at.key("associations").index(place);
            if let Some(name) = &association.subnet_id {
                let path = at.key("subnetId");
                let found = check.find(|known| &known.subnets, &path, name);
                let before = found.and_then(|id| named.insert(id, (index, path.clone())));
                if let Some((_, first)) = before {
                    let what = format!("the subnet {name} has a route table already");
                    associated(check, &path, &first, &what);
                }
            } else if association.main == Some(true) {
                let path = at.key("main");
                if let Some((_, first)) = main.replace((index, path.clone())) {
                    associated(check, &path, &first, "a VPC has one main route table");
                }
            }
        }
    }
    let main = main.map(|(index, _)| index);
    let of = |id| named.get(&id).map(|(index, _)| *index).or(main);
    subnets.ids().map(of).collect()
}

fn associated(check: &mut Check<'_>, path: &Path, first: &Path, what: &str) {
    let first = check.tree.place_of(first, false);
    let message = format!("Resource.AlreadyAssociated: {what}");
    let diagnostic = Diagnostic::new(codes::ROUTES, message).also(first, "the first one");
    check.tell(path, "the second one", diagnostic);
}

/// Where the route to everywhere leads, if there is one.
fn of_routes(routes: &[Route]) -> WayOut {
    let everywhere = |route: &&Route| {
        let is_dead = route.state.as_deref() == Some("blackhole");
        !is_dead && route.destination_cidr_block.as_deref() == Some(EVERYWHERE)
    };
    let Some(route) = routes.iter().find(everywhere) else {
        return WayOut::None;
    };
    // A gateway of a VPN leads to a network that has a way out of its own.
    let is_vpn = |id: &String| id.starts_with("vgw-");
    let others = [
        &route.nat_gateway_id,
        &route.transit_gateway_id,
        &route.instance_id,
        &route.network_interface_id,
    ];
    match &route.gateway_id {
        Some(id) if id == "local" => WayOut::None,
        Some(id) if !is_vpn(id) => WayOut::InternetGateway,
        Some(_) => WayOut::Nat,
        None if others.iter().any(|id| id.is_some()) => WayOut::Nat,
        None => WayOut::None,
    }
}

/// The subnets that a VPC endpoint serves, and with what. An interface serves all of the VPC by
/// its private DNS name; a gateway, the subnets of its route tables.
fn served(
    check: &mut Check<'_>,
    at: &Path,
    raw: &VpcEndpoint,
    aws: &Aws,
    tables: &[Option<usize>],
) -> Vec<(SubnetId, Endpoint)> {
    let name = service(check, &at.key("serviceName"), raw, aws);
    let by_gateway = is_gateway(raw, name);
    check.subnets(&at.key("subnetIds"), &raw.subnet_ids);
    let mut of_tables = Vec::new();
    for (index, id) in raw.route_table_ids.iter().enumerate() {
        let known = || aws.route_tables.iter().map(|it| &*it.route_table_id);
        match known().position(|known| known == id) {
            Some(place) => of_tables.push(Some(place)),
            None => check.unknown(
                &at.key("routeTableIds").index(index),
                "route table",
                id,
                known(),
            ),
        }
    }
    if by_gateway && !BY_GATEWAY.contains(&name) {
        let message = format!(
            "InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]) of {name}"
        );
        check.wrong(codes::ROUTES, at, message, "write its `subnetIds`");
    } else if !by_gateway && raw.subnet_ids.is_empty() {
        let message = format!("the interface endpoint of {name} is in no subnet");
        check.wrong(codes::ROUTES, at, message, "write its `subnetIds`");
    }
    let Some(endpoint) = Endpoint::of_service(name) else {
        check.without_effect.insert(format!("vpcEndpoints {name}"));
        return Vec::new();
    };
    let has_name = by_gateway || raw.private_dns_enabled != Some(false);
    let all = (0..).map(SubnetId).zip(tables);
    let served = all.filter(|(_, table)| has_name && (!by_gateway || of_tables.contains(table)));
    served.map(|(subnet, _)| (subnet, endpoint)).collect()
}

/// `ecr.dkr` of `com.amazonaws.us-east-1.ecr.dkr`, or as it is written.
fn service<'r>(check: &mut Check<'_>, path: &Path, raw: &'r VpcEndpoint, aws: &Aws) -> &'r str {
    let written = &*raw.service_name;
    let Some(rest) = written.strip_prefix("com.amazonaws.") else {
        return written;
    };
    let region = aws.region.as_deref().unwrap_or_default();
    let of_region = rest
        .strip_prefix(region)
        .and_then(|it| it.strip_prefix('.'));
    of_region.unwrap_or_else(|| {
        let message =
            format!("InvalidServiceName: The Vpc Endpoint Service '{written}' does not exist");
        let help = format!("the scenario plays in {region}");
        check.wrong(codes::ROUTES, path, message, &help);
        rest.split_once('.').map_or(rest, |(_, name)| name)
    })
}

/// Of which type an endpoint is; where that is not written, by what it names.
fn is_gateway(raw: &VpcEndpoint, service: &str) -> bool {
    match raw.vpc_endpoint_type {
        Some(written) => written == VpcEndpointType::Gateway,
        None if !raw.route_table_ids.is_empty() => true,
        None => raw.subnet_ids.is_empty() && BY_GATEWAY.contains(&service),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A route to a block, through a gateway and through NAT.
    fn route(block: &str, gateway: Option<&str>, nat: Option<&str>) -> Route {
        let mut route = Route::default();
        route.destination_cidr_block = Some(block.to_owned());
        route.gateway_id = gateway.map(str::to_owned);
        route.nat_gateway_id = nat.map(str::to_owned);
        route
    }

    #[test]
    fn the_route_to_everywhere_says_where_the_way_out_is() {
        let local = || route("10.0.0.0/16", Some("local"), None);
        let out = |gateway, nat| route(EVERYWHERE, gateway, nat);
        let mut dead = out(None, Some("nat-1"));
        dead.state = Some("blackhole".to_owned());
        let mut transit = out(None, None);
        transit.transit_gateway_id = Some("tgw-1".to_owned());
        for (routes, way_out) in [
            (vec![], WayOut::None),
            (vec![local()], WayOut::None),
            (
                vec![local(), out(Some("igw-1"), None)],
                WayOut::InternetGateway,
            ),
            (vec![local(), out(None, Some("nat-1"))], WayOut::Nat),
            (vec![dead], WayOut::None),
            (vec![transit], WayOut::Nat),
            (vec![out(Some("vgw-1"), None)], WayOut::Nat),
            (vec![out(None, None)], WayOut::None),
        ] {
            assert_eq!(of_routes(&routes), way_out, "{routes:?}");
        }
    }
}
