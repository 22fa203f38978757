//! Load balancers, target groups and security groups, in the words of their APIs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A target group: CreateTargetGroup of Elastic Load Balancing.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "elbv2/CreateTargetGroupInput",
    "x-aws-answer" = "elbv2/TargetGroup"
))]
pub(in crate::scenario) struct TargetGroup {
    /// Its name.
    #[schemars(extend("x-required" = true, "x-answer-name" = "targetGroupName"))]
    pub(in crate::scenario) name: String,
    /// `instance`, the default, or `ip` for tasks of network mode awsvpc.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) target_type: Option<String>,
    /// `HTTP` or `HTTPS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) protocol: Option<String>,
    /// The time from one probe to the next, 5 to 300. Default: 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_interval_seconds: Option<i64>,
    /// After which a probe has failed, 2 to 120. Default: 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_timeout_seconds: Option<i64>,
    /// How many passes in a row make an unhealthy target healthy, 2 to 10. Default: 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) healthy_threshold_count: Option<i64>,
    /// How many failures in a row make a target unhealthy, 2 to 10. Default: 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) unhealthy_threshold_count: Option<i64>,
    /// What a probe asks for. Default: `/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_path: Option<String>,
    /// `traffic-port`, the default, or a port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_port: Option<String>,
    /// Which codes pass. Default: 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) matcher: Option<Matcher>,
    /// Of ModifyTargetGroupAttributes: `deregistration_delay.timeout_seconds`. The others have no
    /// effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) attributes: Vec<TargetGroupAttribute>,
    /// Its load balancer. Default: the only one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) load_balancer_arns: Vec<String>,
}

/// Which codes pass.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "elbv2/Matcher"))]
pub(in crate::scenario) struct Matcher {
    /// `200`, `200,202` or `200-299`.
    pub(in crate::scenario) http_code: String,
}

/// An attribute of a target group.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "elbv2/TargetGroupAttribute"))]
pub(in crate::scenario) struct TargetGroupAttribute {
    /// `deregistration_delay.timeout_seconds`
    pub(in crate::scenario) key: String,
    /// `300`
    pub(in crate::scenario) value: String,
}

/// A load balancer: CreateLoadBalancer of Elastic Load Balancing.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "elbv2/CreateLoadBalancerInput",
    "x-aws-answer" = "elbv2/LoadBalancer"
))]
pub(in crate::scenario) struct LoadBalancer {
    /// Its name.
    #[schemars(extend("x-required" = true, "x-answer-name" = "loadBalancerName"))]
    pub(in crate::scenario) name: String,
    /// Its security groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) security_groups: Vec<String>,
    /// Its subnets. Default: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) subnets: Vec<String>,
    /// Only `application`, the default.
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    pub(in crate::scenario) kind: Option<String>,
}

/// A target group that the tasks of a service are registered with.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/LoadBalancer"))]
pub(in crate::scenario) struct ServiceLoadBalancer {
    /// Which: its name or ARN.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) target_group_arn: String,
    /// Which container answers.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) container_name: String,
    /// At which of its ports.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) container_port: i64,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "Classic Load Balancers", "x-instead" = "make a target group in `targetGroups`, and name it in `targetGroupArn`"))]
    load_balancer_name: Option<Value>,
}

/// A security group: DescribeSecurityGroups of EC2.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct SecurityGroup {
    /// Its id: any name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) group_id: String,
    /// Who may come in. Default: nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) ip_permissions: Vec<IpPermission>,
    /// Whither its members may go. Default: everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) ip_permissions_egress: Option<Vec<IpPermission>>,
    /// Its name.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    group_name: Option<Value>,
    /// What it is for.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    description: Option<Value>,
    /// Its VPC: all are of one.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    vpc_id: Option<Value>,
    /// Its tags.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    tags: Option<Value>,
    /// Whose it is.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    owner_id: Option<Value>,
}

/// A rule of a security group: AuthorizeSecurityGroupIngress of EC2.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct IpPermission {
    /// `tcp`, or `-1` for everything.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) ip_protocol: String,
    /// The first port. Default: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) from_port: Option<i64>,
    /// The last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) to_port: Option<i64>,
    /// Members of security groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) user_id_group_pairs: Vec<UserIdGroupPair>,
    /// Blocks of addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) ip_ranges: Vec<IpRange>,
    /// IPv6.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    ipv6_ranges: Option<Value>,
    /// Services of AWS.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    prefix_list_ids: Option<Value>,
}

/// A security group in a rule.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct UserIdGroupPair {
    /// Which.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) group_id: String,
    /// Whose it is.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    user_id: Option<Value>,
    /// What the rule is for.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    description: Option<Value>,
}

/// A block of addresses in a rule.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct IpRange {
    /// `10.0.0.0/16`
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) cidr_ip: String,
    /// What the rule is for.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    description: Option<Value>,
}
