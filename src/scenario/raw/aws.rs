//! The section `aws`, apart from task definitions: those members of API requests that have an
//! effect.
//!
//! Everything else that AWS has is accepted by the walk and dropped before serde sees it.

#![expect(clippy::struct_field_names, reason = "these are AWS's own names")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::iam::{DeclaredSecret, InstanceProfile, Key, LogGroup, Parameter, Role};
use super::load_balancer::{LoadBalancer, SecurityGroup, ServiceLoadBalancer, TargetGroup};
use super::network::{AccountSetting, RouteTable, Subnet, VpcEndpoint};
use super::placement::{PlacementConstraint, PlacementStrategy};
use super::rules::Rule;
use super::task_definition::TaskDefinition;
use super::value::Size;
use super::volume::{BlockDevice, FileSystem, ServiceVolume};

/// What is deployed. Each list holds requests of the AWS API with the API's own field names; the
/// case of the first letter of a field does not matter.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(rename = "aws", extend("x-first-letter" = true))]
pub(in crate::scenario) struct Aws {
    /// The Region. Default: us-east-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) region: Option<String>,
    /// The Availability Zones. Default: a, b and c of the Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zones: Option<Vec<String>>,
    /// Subnets, each in a zone. Default: one private /20 for each zone, named after it.
    pub(in crate::scenario) subnets: Vec<Subnet>,
    /// Which way out the subnets have. Default: every subnet has a NAT route.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) route_tables: Vec<RouteTable>,
    /// What is reached without a way out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) vpc_endpoints: Vec<VpcEndpoint>,
    /// Settings of the account: `awsvpcTrunking`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) account_settings: Vec<AccountSetting>,
    /// Clusters. Default: one, named `default`.
    pub(in crate::scenario) clusters: Vec<Cluster>,
    /// Fixed fleets without a group: the quickest way to study placement.
    pub(in crate::scenario) container_instances: Vec<ContainerInstances>,
    /// What an instance of a group is made from.
    pub(in crate::scenario) launch_templates: Vec<LaunchTemplate>,
    /// EC2 Auto Scaling groups.
    pub(in crate::scenario) auto_scaling_groups: Vec<AutoScalingGroup>,
    /// Capacity providers of ECS: what makes ECS drain the instances of a group.
    pub(in crate::scenario) capacity_providers: Vec<CapacityProvider>,
    /// Task definitions; revisions of a family count up in file order.
    pub(in crate::scenario) task_definitions: Vec<TaskDefinition>,
    /// Services.
    pub(in crate::scenario) services: Vec<Service>,
    /// Target groups of load balancers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) target_groups: Vec<TargetGroup>,
    /// Load balancers: only their security groups and subnets matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) load_balancers: Vec<LoadBalancer>,
    /// Security groups. Without any, load balancers reach everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) security_groups: Vec<SecurityGroup>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "application-autoscaling/RegisterScalableTargetRequest", "x-advised" = true))]
    scalable_targets: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "application-autoscaling/PutScalingPolicyRequest"))]
    scaling_policies: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "application-autoscaling/PutScheduledActionRequest"))]
    scheduled_actions: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "cloudwatch/PutMetricAlarmInput"))]
    alarms: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "sqs/CreateQueueRequest"))]
    queues: Option<Value>,
    /// Roles of IAM. Without any, IAM is not played and everything is granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) roles: Vec<Role>,
    /// Secrets of Secrets Manager. Default: every one is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) secrets: Vec<DeclaredSecret>,
    /// Parameters of Systems Manager. Default: every one is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) parameters: Vec<Parameter>,
    /// Keys of KMS. Default: every one is enabled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) keys: Vec<Key>,
    /// Log groups of CloudWatch Logs. Default: every one is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) log_groups: Vec<LogGroup>,
    /// File systems of EFS, and where they can be mounted. Default: each one in every zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) file_systems: Option<Vec<FileSystem>>,
    /// Rules of EventBridge and schedules of EventBridge Scheduler that run tasks.
    pub(in crate::scenario) rules: Vec<Rule>,
}

/// A cluster: CreateCluster of ECS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "ecs/CreateClusterRequest",
    "x-aws-answer" = "ecs/Cluster",
    "x-wrapper" = "cluster"
))]
pub(in crate::scenario) struct Cluster {
    /// Its name. Default: `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster_name: Option<String>,
    /// Which capacity providers its services may use. Default: FARGATE and FARGATE_SPOT.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) capacity_providers: Vec<String>,
    /// What a service without launch type and strategy runs on. Default: launch type EC2.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) default_capacity_provider_strategy: Vec<CapacityProviderItem>,
}

/// An item of a capacity provider strategy.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/CapacityProviderStrategyItem"))]
pub(in crate::scenario) struct CapacityProviderItem {
    /// `FARGATE`, `FARGATE_SPOT`, or the name of a capacity provider.
    pub(in crate::scenario) capacity_provider: String,
    /// Its share of the tasks above the base. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) weight: Option<i64>,
    /// How many tasks go to it first. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) base: Option<i64>,
}

/// Some equal container instances that nobody scales.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct ContainerInstances {
    /// `m5.large`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) instance_type: String,
    /// How many. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
    /// Their zone. Default: all zones in turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zone: Option<String>,
    /// Their subnet. Default: the first of their zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) subnet_id: Option<String>,
    /// Network interfaces that somebody has attached to each by hand: ECS does not know of them.
    /// Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) attached_network_interfaces: Option<i64>,
    /// The disk for images. Default: that of the ECS-optimized AMI, `ec2.diskSize`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) disk_size: Option<Size>,
    /// The cluster in which they register. Default: `ECS_CLUSTER` of `ecsConfig`, else the only
    /// one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// Custom attributes, at most 10 with those of `ecsConfig`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) attributes: BTreeMap<String, String>,
    /// The version of their agents. Default: a current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) agent_version: Option<String>,
    /// What /etc/ecs/ecs.config says.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) ecs_config: BTreeMap<String, String>,
    /// How they are bought. Default: On-Demand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) instance_market_options: Option<MarketOptions>,
    /// Their role, where roles are declared; without it they never register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) iam_instance_profile: Option<InstanceProfile>,
    /// Their security groups, where security groups are declared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) security_group_ids: Vec<String>,
}

/// A capacity provider of ECS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "ecs/CreateCapacityProviderRequest",
    "x-aws-answer" = "ecs/CapacityProvider",
    "x-wrapper" = "capacityProvider"
))]
pub(in crate::scenario) struct CapacityProvider {
    /// Its name.
    pub(in crate::scenario) name: String,
    /// The group whose instances it provides.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) auto_scaling_group_provider: GroupProvider,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "ECS Managed Instances", "x-instead" = "make an Auto Scaling group, and name it in `autoScalingGroupProvider`"))]
    managed_instances_provider: Option<Value>,
}

/// A group as a capacity provider.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/AutoScalingGroupProvider"))]
pub(in crate::scenario) struct GroupProvider {
    /// Which group: its name or ARN.
    pub(in crate::scenario) auto_scaling_group_arn: String,
    /// Whether ECS drains an instance before its group terminates it. Default: ENABLED.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) managed_draining: Option<String>,
}

/// How an instance is bought.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ec2/LaunchTemplateInstanceMarketOptionsRequest"))]
pub(in crate::scenario) struct MarketOptions {
    /// `spot` or `on-demand`. Default: On-Demand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) market_type: Option<String>,
}

/// A launch template: CreateLaunchTemplate of EC2.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ec2/CreateLaunchTemplateRequest"))]
pub(in crate::scenario) struct LaunchTemplate {
    /// Its name.
    pub(in crate::scenario) launch_template_name: String,
    /// What it says about instances.
    pub(in crate::scenario) launch_template_data: LaunchTemplateData,
    /// The version of the agents. Default: a current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) agent_version: Option<String>,
    /// What /etc/ecs/ecs.config says.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) ecs_config: BTreeMap<String, String>,
}

/// What a launch template says about instances.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ec2/RequestLaunchTemplateData"))]
pub(in crate::scenario) struct LaunchTemplateData {
    /// `m5.large`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) instance_type: String,
    /// How they are bought. Default: On-Demand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) instance_market_options: Option<MarketOptions>,
    /// Its AMI, the attribute `ecs.ami-id`; every AMI is an ECS-optimized Linux here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) image_id: Option<String>,
    /// Their role, where roles are declared; without it they never register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) iam_instance_profile: Option<InstanceProfile>,
    /// Its disks; the first in EBS is that for images. Default: that of the ECS-optimized AMI.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) block_device_mappings: Vec<BlockDevice>,
    /// Their security groups, where security groups are declared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) security_group_ids: Vec<String>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "instance types by requirements", "x-instead" = "write one `instanceType`"))]
    instance_requirements: Option<Value>,
}

/// An EC2 Auto Scaling group: CreateAutoScalingGroup.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "autoscaling/CreateAutoScalingGroupType",
    "x-aws-answer" = "autoscaling/AutoScalingGroup"
))]
pub(in crate::scenario) struct AutoScalingGroup {
    /// Its name.
    pub(in crate::scenario) auto_scaling_group_name: String,
    /// What it launches.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) launch_template: LaunchTemplateReference,
    /// The least number of instances.
    pub(in crate::scenario) min_size: i64,
    /// The greatest number of instances.
    pub(in crate::scenario) max_size: i64,
    /// How many it holds. Default: the least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) desired_capacity: Option<i64>,
    /// Its zones. Default: those of its subnets, else all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zones: Option<Vec<String>>,
    /// Its subnets, separated by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-joined" = true))]
    pub(in crate::scenario) vpc_zone_identifier: Option<String>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "groups of several instance types", "x-instead" = "make a group for each instance type, with a launch template of its own"))]
    mixed_instances_policy: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "launch configurations", "x-instead" = "write what it says in `launchTemplates`, and name that in `launchTemplate`"))]
    launch_configuration_name: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "groups made from an instance", "x-instead" = "write a launch template in `launchTemplates`, and name it in `launchTemplate`"))]
    instance_id: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "autoscaling/PutScalingPolicyType"))]
    scaling_policies: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-aws-unplayed" = "autoscaling/PutScheduledUpdateGroupActionType"))]
    scheduled_update_group_actions: Option<Value>,
}

/// Which launch template a group uses.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "autoscaling/LaunchTemplateSpecification"))]
pub(in crate::scenario) struct LaunchTemplateReference {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch_template_name: Option<String>,
    /// Its id, where the name is not written: here the two are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch_template_id: Option<String>,
}

/// A service: CreateService of ECS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "ecs/CreateServiceRequest",
    "x-aws-answer" = "ecs/Service",
    "x-wrapper" = "service"
))]
pub(in crate::scenario) struct Service {
    /// Its name.
    pub(in crate::scenario) service_name: String,
    /// Its cluster. Default: the only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-answer-name" = "clusterArn"))]
    pub(in crate::scenario) cluster: Option<String>,
    /// What it runs: `web` is the newest revision, `web:2` that one.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) task_definition: String,
    /// How many tasks. Required, but of a DAEMON service, which counts its instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-required-unless" = "schedulingStrategy DAEMON", "x-least" = 0))]
    pub(in crate::scenario) desired_count: Option<i64>,
    /// `EC2` or `FARGATE`. Default: the cluster's default strategy, else EC2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch_type: Option<String>,
    /// A single item FARGATE or FARGATE_SPOT, in place of a launch type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) capacity_provider_strategy: Vec<CapacityProviderItem>,
    /// How a new revision replaces the old one. Default: minimum 100 %, maximum 200 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) deployment_configuration: Option<DeploymentConfiguration>,
    /// `ENABLED` or `DISABLED`: whether its tasks are moved when zones are uneven. Default: ENABLED
    /// for a REPLICA service with a maximumPercent above 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zone_rebalancing: Option<String>,
    /// How long after its start a task may fail its health checks. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_grace_period_seconds: Option<i64>,
    /// Only `ECS`, the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) deployment_controller: Option<DeploymentController>,
    /// `REPLICA`, the default, or `DAEMON`: one task on every container instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) scheduling_strategy: Option<String>,
    /// Where its tasks may stand: all of these hold, with those of the task definition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_constraints: Vec<PlacementConstraint>,
    /// Where its tasks should stand, one after the other. Default: spread over zones, then over
    /// instances.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_strategy: Vec<PlacementStrategy>,
    /// The target groups with which its tasks are registered, at most 5.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) load_balancers: Vec<ServiceLoadBalancer>,
    /// The subnets of its tasks (awsvpc).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) network_configuration: Option<NetworkConfiguration>,
    /// What the volumes with `configuredAtLaunch` are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) volume_configurations: Vec<ServiceVolume>,
}

/// The percents of a rolling deployment.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/DeploymentConfiguration"))]
pub(in crate::scenario) struct DeploymentConfiguration {
    /// How many tasks must stay healthy, in percent of the desired count, rounded up. Default: 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) minimum_healthy_percent: Option<i64>,
    /// How many tasks there may be, in percent of the desired count, rounded down. Default: 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) maximum_percent: Option<i64>,
    /// Only `ROLLING`, the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) strategy: Option<String>,
    /// What ends a deployment whose tasks fail. Default: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) deployment_circuit_breaker: Option<CircuitBreaker>,
    /// When a deployment is a success before all of its tasks are there. Default: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) early_success_criteria: Option<EarlySuccessCriteria>,
}

/// The deployment circuit breaker.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/DeploymentCircuitBreaker"))]
pub(in crate::scenario) struct CircuitBreaker {
    /// Whether it watches deployments.
    pub(in crate::scenario) enable: bool,
    /// Whether the last deployment that was COMPLETED takes the place of one that failed.
    pub(in crate::scenario) rollback: bool,
    /// Whether a healthy task sets the count of failures to 0. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) reset_on_healthy_task: Option<bool>,
    /// How many failures it takes. Default: `BOUNDED_PERCENT`, 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) threshold_configuration: Option<ThresholdConfiguration>,
}

/// How many failures end a deployment.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ThresholdConfiguration"))]
pub(in crate::scenario) struct ThresholdConfiguration {
    /// `BOUNDED_PERCENT` and `UNBOUNDED_PERCENT` of the desired count, or `COUNT`.
    #[serde(rename = "type")]
    pub(in crate::scenario) kind: String,
    /// The percentage, 1 to 100, or the number.
    pub(in crate::scenario) value: i64,
}

/// When a deployment is a success before all of its tasks are there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/DeploymentEarlySuccessCriteria"))]
pub(in crate::scenario) struct EarlySuccessCriteria {
    /// Whether they hold.
    pub(in crate::scenario) enable: bool,
    /// How much of the desired count has to be healthy, in percent. Default: 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) healthy_percent: Option<i64>,
    /// Whether old tasks have to be gone (`BLOCKING`) or may leave later (`DEFERRED`).
    /// Default: BLOCKING.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) source_service_revision_cleanup: Option<String>,
}

/// Who replaces the tasks of a service.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/DeploymentController"))]
pub(in crate::scenario) struct DeploymentController {
    /// Only `ECS`.
    #[serde(rename = "type")]
    pub(in crate::scenario) kind: String,
}

/// Where the tasks of a service get their addresses.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/NetworkConfiguration"))]
pub(in crate::scenario) struct NetworkConfiguration {
    /// For network mode awsvpc.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) awsvpc_configuration: Option<AwsVpcConfiguration>,
}

/// Subnets of tasks with a network interface of their own.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/AwsVpcConfiguration"))]
pub(in crate::scenario) struct AwsVpcConfiguration {
    /// 1 to 16 subnets: their zones are where the tasks run.
    pub(in crate::scenario) subnets: Vec<String>,
    /// At most 5 security groups. Default: that of the VPC.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) security_groups: Vec<String>,
    /// Whether tasks on Fargate get a public address. Default: DISABLED.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) assign_public_ip: Option<String>,
}
