//! Network modes, ports, and the zones of awsvpc tasks.

use std::collections::BTreeSet;

use super::{Check, subnets};
use crate::ids::{SecurityGroupId, SubnetId, ZoneId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{self, Aws, Capacity, Need};
use crate::scenario::raw;
use crate::scenario::raw::aws::{AwsVpcConfiguration, NetworkConfiguration};
use crate::scenario::raw::task_definition::{PortMapping, TaskDefinition};
use crate::scenario::source::Path;

/// The highest port.
const LAST_PORT: i64 = 65_535;

/// Checks the ports of all containers and adds the static ones to what the task needs.
pub(super) fn ports(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut TaskDefinition,
    need: &mut Need,
) -> Vec<model::PortMapping> {
    let mut mappings = Vec::new();
    let mode = raw.network_mode.clone().unwrap_or_default();
    let mut taken = BTreeSet::new();
    for (index, container) in raw.container_definitions.iter_mut().enumerate() {
        let list = at
            .key("containerDefinitions")
            .index(index)
            .key("portMappings");
        if mode == "none" && !container.port_mappings.is_empty() {
            let message = "ClientException: with network mode none there are no port mappings";
            check.wrong(
                codes::NETWORK_MODE,
                &list,
                message,
                "leave out `portMappings`",
            );
        }
        for (position, mapping) in container.port_mappings.iter_mut().enumerate() {
            let at = list.index(position);
            let protocol = mapping
                .protocol
                .get_or_insert_with(|| defaults::PROTOCOL.to_owned())
                .clone();
            let host_port = port(check, &at, &mode, mapping);
            let container_port = mapping.container_port.and_then(|it| u16::try_from(it).ok());
            if let (Some(container_port), "bridge" | "host") = (container_port, &*mode) {
                mappings.push(model::PortMapping {
                    container_port,
                    host_port,
                    udp: protocol == "udp",
                });
            }
            let Some(port) = host_port else {
                continue;
            };
            in_dynamic_range(check, &at, mapping, port);
            if !taken.insert((protocol.clone(), port)) {
                let message =
                    format!("ClientException: the host port {port} appears twice for {protocol}");
                check.wrong(
                    codes::PORTS,
                    &at.key("hostPort"),
                    message,
                    "a task takes a host port once",
                );
            }
            if protocol == "udp" {
                need.udp_ports.push(port);
            } else {
                need.tcp_ports.push(port);
            }
        }
    }
    need.tcp_ports.sort_unstable();
    need.udp_ports.sort_unstable();
    mappings
}

/// Warns of a static port that the agent may give to another task.
fn in_dynamic_range(check: &mut Check<'_>, at: &Path, mapping: &PortMapping, port: u16) {
    if model::DYNAMIC_PORTS.contains(&port) {
        let key = if mapping.host_port.is_some() {
            "hostPort"
        } else {
            "containerPort"
        };
        let (first, last) = model::DYNAMIC_PORTS.into_inner();
        let message = format!(
            "the host port {port} is one of those from which the agent chooses, {first} to {last}"
        );
        let help = "AWS advises against it: write `hostPort: 0`, or one outside";
        check.wrong(codes::EPHEMERAL_PORT, &at.key(key), message, help);
    }
}

/// The static host port of a mapping, if it takes one.
fn port(check: &mut Check<'_>, at: &Path, mode: &str, mapping: &PortMapping) -> Option<u16> {
    let mut number = |key: &str, least: i64, value: Option<i64>| {
        let what = format!("ClientException: {key}");
        value.map(|value| check.within(codes::PORTS, &at.key(key), value, least, LAST_PORT, &what))
    };
    let container_port = number("containerPort", 1, mapping.container_port);
    let host_port = number("hostPort", 0, mapping.host_port).filter(|port| *port != 0);
    let same = host_port.is_none() || host_port == container_port;
    match mode {
        "awsvpc" | "host" if !same => {
            let message = format!(
                "ClientException: with network mode {mode} the hostPort is that of the container"
            );
            let help = "leave out `hostPort`, or write the value of `containerPort`";
            check.wrong(codes::PORTS, &at.key("hostPort"), message, help);
            None
        }
        "host" => container_port.and_then(|port| u16::try_from(port).ok()),
        "awsvpc" | "none" => None,
        _ => host_port.and_then(|port| u16::try_from(port).ok()),
    }
}

/// Where tasks may run, and with what addresses.
pub(super) struct TaskNetwork {
    /// The zones of its subnets with awsvpc, else all.
    pub(super) zones: Vec<ZoneId>,
    /// With awsvpc.
    pub(super) subnets: Vec<SubnetId>,
    /// `assignPublicIp`.
    pub(super) public_ip: bool,
    /// With awsvpc.
    pub(super) security_groups: Vec<SecurityGroupId>,
}

impl TaskNetwork {
    /// Everywhere, without an interface of its own.
    pub(super) fn anywhere(aws: &Aws) -> Self {
        Self {
            zones: aws.zones.ids().collect(),
            subnets: Vec::new(),
            public_ip: false,
            security_groups: Vec::new(),
        }
    }
}

impl Check<'_> {
    /// Where tasks may run, and with what addresses.
    pub(super) fn network(
        &mut self,
        file: &raw::aws::Aws,
        aws: &Aws,
        at: &Path,
        (awsvpc, capacity): (bool, Capacity),
        configuration: &mut Option<NetworkConfiguration>,
    ) -> TaskNetwork {
        let at = at.key("networkConfiguration");
        let all = || TaskNetwork::anywhere(aws);
        if !awsvpc {
            if configuration.is_some() {
                let message = "InvalidParameterException: Network Configuration is not valid for the given networkMode of this task definition";
                let help = "leave it out, or write `networkMode: awsvpc` in the task definition";
                self.wrong(codes::NETWORK_MODE, &at, message, help);
            }
            *configuration = None;
            return all();
        }
        let vpc = configuration
            .get_or_insert_default()
            .awsvpc_configuration
            .get_or_insert_with(AwsVpcConfiguration::default);
        let at = at.key("awsvpcConfiguration");
        if vpc.subnets.is_empty() {
            // The format's own default: a subnet for each zone is there if nobody declares any.
            vpc.subnets = file
                .subnets
                .iter()
                .map(|subnet| subnet.subnet_id.clone())
                .collect();
            vpc.subnets.truncate(defaults::SUBNETS);
        }
        if vpc.subnets.len() > defaults::SUBNETS {
            let message = format!(
                "InvalidParameterException: at most {} subnets are allowed, and there are {}",
                defaults::SUBNETS,
                vpc.subnets.len()
            );
            self.wrong(codes::QUOTA, &at.key("subnets"), message, "");
        }
        if vpc.security_groups.len() > defaults::SECURITY_GROUPS {
            let message = format!(
                "InvalidParameterException: at most {} security groups are allowed, and there are {}",
                defaults::SECURITY_GROUPS,
                vpc.security_groups.len()
            );
            self.wrong(codes::QUOTA, &at.key("securityGroups"), message, "");
        }
        if aws.security_groups.is_empty() {
            // Nobody looks at them.
            vpc.security_groups.clear();
        }
        let path = at.key("securityGroups");
        let security_groups = self.security_groups(&path, &vpc.security_groups, aws);
        let subnets = self.subnets(&at.key("subnets"), &vpc.subnets);
        let zones = subnets::zones_of(&aws.subnets, &subnets);
        let path = at.key("assignPublicIp");
        let public_ip = self.public_ip(&path, vpc.assign_public_ip.as_deref(), capacity);
        if zones.is_empty() {
            return all();
        }
        TaskNetwork {
            zones,
            subnets,
            public_ip,
            security_groups,
        }
    }

    /// Whether the interfaces of tasks have a public address; on container instances they cannot.
    fn public_ip(&mut self, path: &Path, written: Option<&str>, capacity: Capacity) -> bool {
        let enabled = written == Some("ENABLED");
        if enabled && capacity == Capacity::Ec2 {
            let message =
                "InvalidParameterException: Assign public IP is not supported for this launch type";
            let help = "leave it out: on EC2 the interface of a task has a private address only";
            self.wrong(codes::NETWORK_MODE, path, message, help);
        }
        enabled
    }
}
