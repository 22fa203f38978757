//! Target groups of load balancers, and the security groups on the way to their targets.
//!
//! Facts: Elastic Load Balancing, CreateTargetGroup; EC2, DescribeSecurityGroups.

use std::ops::RangeInclusive;

use super::Cidr;
use crate::engine::Span;
use crate::ids::{SecurityGroupId, TargetGroupId};

/// `targetType`: what the balancer calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// A port of an instance.
    Instance,
    /// The address of a task.
    Ip,
}

/// A target group.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetGroup {
    /// `name`.
    pub name: String,
    /// What its targets are.
    pub target_type: TargetType,
    /// How they are checked.
    pub checks: TargetChecks,
    /// `deregistration_delay.timeout_seconds`.
    pub deregistration_delay: Span,
    /// The security groups of its load balancer.
    pub security_groups: Vec<SecurityGroupId>,
    /// The blocks of the subnets of its load balancer.
    pub blocks: Vec<Cidr>,
}

/// The health checks of a target group.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetChecks {
    /// From the start of one probe to the next.
    pub interval: Span,
    /// After which a probe that hangs has failed.
    pub timeout: Span,
    /// How many passes in a row make an unhealthy target healthy.
    pub healthy: u32,
    /// How many failures in a row make it unhealthy.
    pub unhealthy: u32,
    /// `healthCheckPath`.
    pub path: String,
    /// `healthCheckPort`; `None`: the port of the target.
    pub port: Option<u16>,
    /// `matcher`: the codes that pass.
    pub codes: Vec<RangeInclusive<u16>>,
}

/// A target group that the tasks of a service are registered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadBalancer {
    /// Which.
    pub group: TargetGroupId,
    /// `containerName`.
    pub container: String,
    /// `containerPort`.
    pub container_port: u16,
}

/// A security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// `groupId`.
    pub name: String,
    /// `ipPermissions`: who may come in over TCP.
    pub ingress: Vec<Permission>,
    /// `ipPermissionsEgress`: whither its members may go; `None`: everywhere.
    pub egress: Option<Vec<Permission>>,
}

/// A rule of a security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Which ports.
    pub ports: RangeInclusive<u16>,
    /// Members of these groups.
    pub groups: Vec<SecurityGroupId>,
    /// Addresses of these blocks.
    pub blocks: Vec<Cidr>,
}
