//! The section `timeline`: what is done, and what happens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::aws::{CapacityProviderItem, DeploymentConfiguration, NetworkConfiguration};
use super::mishap::{HealthCheckFailure, TaskCrash};
use super::task_protection::UpdateTaskProtection;
use super::value::{Delay, Duration};

/// One thing that is done or happens: when, and exactly one call or mishap.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = [
    "updateService", "runTask", "stopTask", "updateContainerInstancesState",
    "terminateInstances", "stopInstances", "startInstances", "deregisterContainerInstance",
    "setDesiredCapacity", "updateAutoScalingGroup", "terminateInstanceInAutoScalingGroup",
    "spotInterruption", "availabilityZoneOutage", "agentDisconnect", "taskStartFailure",
    "taskCrash", "healthCheckFailure", "putObject", "updateTaskProtection",
    "stopServiceDeployment",
    "continueServiceDeployment", "putScalingPolicy", "startInstanceRefresh",
], "x-at-least-one" = ["at", "every"]))]
pub(in crate::scenario) struct Entry {
    /// When, since the start. With `every`: the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) at: Option<Duration>,
    /// How often again; without `at` the first time is after one such span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) every: Option<Duration>,
    /// When it ends, that instant included. Default: with the scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) until: Option<Duration>,
    /// UpdateService of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) update_service: Option<UpdateService>,
    /// RunTask of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) run_task: Option<RunTask>,
    /// StopTask of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) stop_task: Option<StopTask>,
    /// UpdateContainerInstancesState of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) update_container_instances_state: Option<UpdateInstances>,
    /// TerminateInstances of EC2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) terminate_instances: Option<InstanceIds>,
    /// StopInstances of EC2: they may be started again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) stop_instances: Option<InstanceIds>,
    /// StartInstances of EC2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) start_instances: Option<InstanceIds>,
    /// DeregisterContainerInstance of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) deregister_container_instance: Option<DeregisterInstance>,
    /// SetDesiredCapacity of EC2 Auto Scaling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) set_desired_capacity: Option<SetDesiredCapacity>,
    /// UpdateAutoScalingGroup of EC2 Auto Scaling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) update_auto_scaling_group: Option<UpdateGroup>,
    /// TerminateInstanceInAutoScalingGroup of EC2 Auto Scaling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) terminate_instance_in_auto_scaling_group: Option<TerminateInGroup>,
    /// AWS takes Spot capacity back; `at` is the instant of the notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) spot_interruption: Option<SpotInterruption>,
    /// An Availability Zone is lost for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zone_outage: Option<ZoneOutage>,
    /// Essential containers exit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) task_crash: Option<TaskCrash>,
    /// Health checks of containers fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_failure: Option<HealthCheckFailure>,
    /// PutObject of S3: an event for the rules that want it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) put_object: Option<PutObject>,
    /// The agents of container instances lose their connection to ECS, for a while or for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) agent_disconnect: Option<AgentDisconnect>,
    /// UpdateTaskProtection of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) update_task_protection: Option<UpdateTaskProtection>,
    /// StopServiceDeployment of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) stop_service_deployment: Option<StopServiceDeployment>,
    /// Tasks of a service that are created from then on fail to start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) task_start_failure: Option<TaskStartFailure>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "deployments that wait", "x-instead" = "leave it out: deployments do not wait"))]
    continue_service_deployment: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "scaling policies", "x-instead" = "write `updateService` with a `desiredCount` when it would scale"))]
    put_scaling_policy: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "instance refreshes", "x-instead" = "write `terminateInstances` for one instance after the other"))]
    start_instance_refresh: Option<Value>,
}

/// A change of a service.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/UpdateServiceRequest", "x-first-letter" = true))]
pub(in crate::scenario) struct UpdateService {
    /// The service's cluster. Default: the only one with such a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// Which service.
    pub(in crate::scenario) service: String,
    /// A new revision: starts a deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) task_definition: Option<String>,
    /// A new desired count: starts none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-least" = 0))]
    pub(in crate::scenario) desired_count: Option<i64>,
    /// Starts a deployment even if nothing else changes. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) force_new_deployment: Option<bool>,
    /// New percents: start no deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) deployment_configuration: Option<DeploymentConfiguration>,
    /// Whether tasks are moved when zones are uneven: starts no deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zone_rebalancing: Option<String>,
    /// A new grace period: starts no deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check_grace_period_seconds: Option<i64>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "changes of the capacity of a service", "x-instead" = "make a second service that runs on it"))]
    capacity_provider_strategy: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "changes of the network of a service", "x-instead" = "make a second service with it"))]
    network_configuration: Option<Value>,
}

/// Standalone tasks.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/RunTaskRequest", "x-first-letter" = true))]
pub(in crate::scenario) struct RunTask {
    /// Where. Default: the only cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// What: `job` is the newest revision, `job:2` that one.
    pub(in crate::scenario) task_definition: String,
    /// How many, 1 to 10. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
    /// `EC2` or `FARGATE`. Default: the cluster's default strategy, else EC2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch_type: Option<String>,
    /// A single item FARGATE or FARGATE_SPOT, in place of a launch type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) capacity_provider_strategy: Vec<CapacityProviderItem>,
    /// The subnets of the tasks (awsvpc).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) network_configuration: Option<NetworkConfiguration>,
}

/// The end of a task.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/StopTaskRequest", "x-first-letter" = true))]
pub(in crate::scenario) struct StopTask {
    /// Its cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// `web/3` of a service, `job/1` of a family.
    pub(in crate::scenario) task: String,
    /// What `stoppedReason` will say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) reason: Option<String>,
}

/// Draining, and back.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "ecs/UpdateContainerInstancesStateRequest",
    "x-first-letter" = true
))]
pub(in crate::scenario) struct UpdateInstances {
    /// Their cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// `i-2`, or an ARN that ends so; 1 to 10 of them.
    pub(in crate::scenario) container_instances: Vec<String>,
    /// `DRAINING` or `ACTIVE`.
    pub(in crate::scenario) status: String,
}

/// Some instances.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct InstanceIds {
    /// `i-2` and the like.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) instance_ids: Vec<String>,
}

/// An instance leaves its cluster.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/DeregisterContainerInstanceRequest", "x-first-letter" = true))]
pub(in crate::scenario) struct DeregisterInstance {
    /// Its cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// `i-2`, or an ARN that ends so.
    pub(in crate::scenario) container_instance: String,
    /// Also with tasks on it. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) force: Option<bool>,
}

/// The end of a deployment.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-first-letter" = true,
    "x-exactly-one" = ["serviceDeploymentArn", "service"]
))]
pub(in crate::scenario) struct StopServiceDeployment {
    /// Which deployment: `web/d-2`, or an ARN that ends so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) service_deployment_arn: Option<String>,
    /// The deployment of this service that is running then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) service: Option<String>,
    /// `ROLLBACK` or `ABORT`. Default: ROLLBACK.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) stop_type: Option<String>,
}

/// Tasks that fail to start: the next `count` of the service, or all that are created during
/// `for`; with both, the next `count` that are created in that time.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-at-least-one" = ["count", "for"]))]
pub(in crate::scenario) struct TaskStartFailure {
    /// Tasks of this service.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) service: String,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
    /// For how long.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) duration: Option<Duration>,
    /// ACTIVATING to the failure, in place of the launch. Default: as long as the launch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) after: Option<Delay>,
    /// `stoppedReason` of the tasks. Default: an image that cannot be pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) reason: Option<String>,
}

/// Another desired capacity of a group.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "autoscaling/SetDesiredCapacityType", "x-first-letter" = true))]
pub(in crate::scenario) struct SetDesiredCapacity {
    /// Which group.
    pub(in crate::scenario) auto_scaling_group_name: String,
    /// How many instances it is to hold.
    pub(in crate::scenario) desired_capacity: i64,
}

/// Other sizes of a group; what is not written stays, or moves as far as the others make it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "autoscaling/UpdateAutoScalingGroupType", "x-first-letter" = true))]
pub(in crate::scenario) struct UpdateGroup {
    /// Which group.
    pub(in crate::scenario) auto_scaling_group_name: String,
    /// The least number of instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) min_size: Option<i64>,
    /// The greatest number of instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) max_size: Option<i64>,
    /// How many it is to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) desired_capacity: Option<i64>,
}

/// The end of one instance of a group.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct TerminateInGroup {
    /// `i-2`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) instance_id: String,
    /// Whether the group holds one less from now on; otherwise it launches another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) should_decrement_desired_capacity: Option<bool>,
}

/// Agents that lose their connection.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = ["containerInstance", "containerInstances"]))]
pub(in crate::scenario) struct AgentDisconnect {
    /// `i-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) container_instance: Option<String>,
    /// Several of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) container_instances: Option<Vec<String>>,
    /// For how long. Default: for good.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) duration: Option<Duration>,
}

/// A reclaim of Spot capacity, among exactly one of these.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = ["autoScalingGroup", "service", "instances", "tasks"]))]
pub(in crate::scenario) struct SpotInterruption {
    /// The Spot instances of this group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) auto_scaling_group: Option<String>,
    /// The Fargate Spot tasks of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) service: Option<String>,
    /// These Spot instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) instances: Option<Vec<String>>,
    /// These Fargate Spot tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) tasks: Option<Vec<String>>,
    /// How many, chosen by chance. Default: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
}

/// An object is put into a bucket.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct PutObject {
    /// The bucket.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) bucket: String,
    /// The key of the object.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) key: String,
    /// How many such calls at once, 1 to 10000. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
}

/// An Availability Zone is lost.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct ZoneOutage {
    /// Which.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) availability_zone: String,
    /// For how long.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) duration: Option<Duration>,
}
