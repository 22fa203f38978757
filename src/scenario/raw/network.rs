//! Subnets, route tables and VPC endpoints, in the words of the answers of EC2.

#![expect(clippy::struct_field_names, reason = "these are AWS's own names")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A subnet: DescribeSubnets of EC2.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Subnet {
    /// Its id: any name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) subnet_id: String,
    /// Its zone.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) availability_zone: String,
    /// Its addresses: a block from /16 to /28, of which AWS keeps five. Default: a /20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cidr_block: Option<String>,
    /// How many of its addresses are free for the instances and tasks of the scenario, before any
    /// of them is there. Default: all that AWS does not keep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) available_ip_address_count: Option<i64>,
    /// Whether instances get a public address. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) map_public_ip_on_launch: Option<bool>,
    /// Its VPC: all subnets are of one.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    vpc_id: Option<Value>,
    /// Its tags.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    tags: Option<Value>,
}

/// A route table: DescribeRouteTables of EC2.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct RouteTable {
    /// Its id: any name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) route_table_id: String,
    /// Which subnets use it; the main one is for those that no table names.
    pub(in crate::scenario) associations: Vec<RouteTableAssociation>,
    /// Its routes. What counts is the one to `0.0.0.0/0`.
    pub(in crate::scenario) routes: Vec<Route>,
    /// Its VPC: all subnets are of one.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    vpc_id: Option<Value>,
    /// Its tags.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    tags: Option<Value>,
    /// Gateways of VPNs that add routes.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    propagating_vgws: Option<Value>,
    /// Whose it is.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    owner_id: Option<Value>,
}

/// Who uses a route table.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct RouteTableAssociation {
    /// A subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) subnet_id: Option<String>,
    /// Every subnet that no table names. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) main: Option<bool>,
    /// Its own id.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    route_table_association_id: Option<Value>,
    /// The table, once more.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    route_table_id: Option<Value>,
    /// Its state.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    association_state: Option<Value>,
}

/// A route.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Route {
    /// For which addresses; `0.0.0.0/0` is everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) destination_cidr_block: Option<String>,
    /// An internet gateway (`igw-1`), that of a VPN (`vgw-1`), or `local`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) gateway_id: Option<String>,
    /// A NAT gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) nat_gateway_id: Option<String>,
    /// A transit gateway: the network behind it has a way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) transit_gateway_id: Option<String>,
    /// A NAT instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) instance_id: Option<String>,
    /// The interface of an appliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) network_interface_id: Option<String>,
    /// `active`, or `blackhole` if what it leads to is gone. Default: active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) state: Option<String>,
    /// A peering connection: it leads to no way out.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    vpc_peering_connection_id: Option<Value>,
    /// IPv6.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    destination_ipv6_cidr_block: Option<Value>,
    /// IPv6.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    egress_only_internet_gateway_id: Option<Value>,
    /// What a gateway endpoint adds; write it in `vpcEndpoints`.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    destination_prefix_list_id: Option<Value>,
    /// Who made it.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    origin: Option<Value>,
}

/// A VPC endpoint: CreateVpcEndpoint of EC2.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct VpcEndpoint {
    /// `com.amazonaws.us-east-1.ecr.dkr`, or only `ecr.dkr`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) service_name: String,
    /// `Interface` or `Gateway`. Default: by what it names, route tables or subnets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) vpc_endpoint_type: Option<VpcEndpointType>,
    /// Interface: the subnets in which it has an interface, and an address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) subnet_ids: Vec<String>,
    /// Gateway: the route tables whose subnets use it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) route_table_ids: Vec<String>,
    /// Interface: whether the service's own name leads to it. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) private_dns_enabled: Option<bool>,
    /// Its own id.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    vpc_endpoint_id: Option<Value>,
    /// Its VPC: all subnets are of one.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    vpc_id: Option<Value>,
    /// Who may come in.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    security_group_ids: Option<Value>,
    /// What may be done through it.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    policy_document: Option<Value>,
}

/// A setting of the account: PutAccountSetting of ECS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct AccountSetting {
    /// `awsvpcTrunking`: whether instances get a trunk, and with it more tasks of mode awsvpc. The
    /// other settings have no effect.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) name: String,
    /// `enabled` or `disabled`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) value: String,
    /// For whom.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    principal_arn: Option<Value>,
}

/// How a VPC endpoint is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(in crate::scenario) enum VpcEndpointType {
    /// Interfaces in subnets.
    Interface,
    /// An entry in route tables.
    Gateway,
}

impl Subnet {
    /// The subnet of a zone where the scenario declares none.
    pub(in crate::scenario) fn private(zone: &str) -> Self {
        Self {
            subnet_id: format!("private-{zone}"),
            availability_zone: zone.to_owned(),
            ..Self::default()
        }
    }
}
