//! The section `timeline`: what is done, and what happens.
//!
//! Calls stand in a file for each AWS service, mishaps in `raw/mishap.rs`.

mod autoscaling;
mod ec2;
mod ecs;
mod iam;
mod s3;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(in crate::scenario) use autoscaling::{SetDesiredCapacity, TerminateInGroup, UpdateGroup};
pub(in crate::scenario) use ec2::InstanceIds;
pub(in crate::scenario) use ecs::{
    ChangeAttributes, DeregisterInstance, InstanceAttribute, RunTask, StopServiceDeployment,
    StopTask, UpdateInstances, UpdateService,
};
pub(in crate::scenario) use iam::{
    AttachedPolicy, DeleteRolePolicy, DeleteSecret, PutRolePolicy, PutSecretValue,
};
pub(in crate::scenario) use s3::PutObject;

use super::mishap::{
    AgentDisconnect, HealthCheckFailure, ImageChange, RegistryOutage, SpotInterruption, TaskCrash,
    TaskStartFailure, ZoneOutage,
};
use super::task_protection::UpdateTaskProtection;
use super::value::Duration;

/// One thing that is done or happens: when, and exactly one call or mishap.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = [
    "updateService", "runTask", "stopTask", "updateContainerInstancesState",
    "putAttributes", "deleteAttributes",
    "terminateInstances", "stopInstances", "startInstances", "deregisterContainerInstance",
    "setDesiredCapacity", "updateAutoScalingGroup", "terminateInstanceInAutoScalingGroup",
    "spotInterruption", "availabilityZoneOutage", "agentDisconnect", "dockerDaemonDown",
    "taskStartFailure",
    "taskCrash", "healthCheckFailure", "putObject", "updateTaskProtection",
    "stopServiceDeployment", "registryOutage", "imageDeleted", "imagePushed",
    "putRolePolicy", "deleteRolePolicy", "attachRolePolicy", "detachRolePolicy", "deleteSecret",
    "putSecretValue",
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
    /// PutAttributes of ECS: custom attributes of container instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) put_attributes: Option<ChangeAttributes>,
    /// DeleteAttributes of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) delete_attributes: Option<ChangeAttributes>,
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
    /// The Docker daemons of container instances are down: what runs there is dead, and ECS hears
    /// of it when they are back, for their agents are containers too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) docker_daemon_down: Option<AgentDisconnect>,
    /// UpdateTaskProtection of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) update_task_protection: Option<UpdateTaskProtection>,
    /// StopServiceDeployment of ECS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) stop_service_deployment: Option<StopServiceDeployment>,
    /// Tasks of a service that are created from then on fail to start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) task_start_failure: Option<TaskStartFailure>,
    /// PutRolePolicy of IAM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) put_role_policy: Option<PutRolePolicy>,
    /// DeleteRolePolicy of IAM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) delete_role_policy: Option<DeleteRolePolicy>,
    /// AttachRolePolicy of IAM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) attach_role_policy: Option<AttachedPolicy>,
    /// DetachRolePolicy of IAM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) detach_role_policy: Option<AttachedPolicy>,
    /// DeleteSecret of Secrets Manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) delete_secret: Option<DeleteSecret>,
    /// PutSecretValue of Secrets Manager: tasks that run keep the old value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) put_secret_value: Option<PutSecretValue>,
    /// A registry answers nobody for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) registry_outage: Option<RegistryOutage>,
    /// An image is taken out of its registry: tasks that run go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) image_deleted: Option<ImageChange>,
    /// An image is put into its registry, in place of what had its name there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) image_pushed: Option<ImageChange>,
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
