//! Calls of Amazon ECS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::scenario::raw::aws::{
    CapacityProviderItem, DeploymentConfiguration, NetworkConfiguration,
};
use crate::scenario::raw::placement::{PlacementConstraint, PlacementStrategy};
use crate::scenario::raw::volume::TaskVolume;

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
    /// Other constraints in place of all: start no deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) placement_constraints: Option<Vec<PlacementConstraint>>,
    /// Other strategies in place of all: start no deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) placement_strategy: Option<Vec<PlacementStrategy>>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "changes of the capacity of a service", "x-instead" = "make a second service that runs on it"))]
    capacity_provider_strategy: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "changes of the network of a service", "x-instead" = "make a second service with it"))]
    network_configuration: Option<Value>,
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
    /// The group of the tasks: with whom they are spread, and whom `task:group` names. Default:
    /// `family:` and the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) group: Option<String>,
    /// Where the tasks may stand: all of these hold, with those of the task definition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_constraints: Vec<PlacementConstraint>,
    /// Where the tasks should stand, one after the other. Default: random.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_strategy: Vec<PlacementStrategy>,
    /// The subnets of the tasks (awsvpc).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) network_configuration: Option<NetworkConfiguration>,
    /// What the volumes with `configuredAtLaunch` are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) volume_configurations: Vec<TaskVolume>,
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

/// Custom attributes that are put on instances.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct ChangeAttributes {
    /// The cluster of the instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// 1 to 10 attributes.
    pub(in crate::scenario) attributes: Vec<InstanceAttribute>,
}

/// A custom attribute of an instance.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct InstanceAttribute {
    /// Its name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) name: String,
    /// Its value; `deleteAttributes` wants none. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) value: Option<String>,
    /// Only `container-instance`, the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) target_type: Option<String>,
    /// `i-2`, or an ARN that ends so.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) target_id: String,
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
