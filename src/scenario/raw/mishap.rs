//! Mishaps of the timeline: what hits tasks, instances and Availability Zones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{Delay, Duration};

/// Essential containers exit, in tasks of exactly one of these.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = ["service", "tasks"]))]
pub(in crate::scenario) struct TaskCrash {
    /// The RUNNING tasks of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) service: Option<String>,
    /// These tasks, as far as they are RUNNING.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) tasks: Option<Vec<String>>,
    /// How many, chosen by chance. Default: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
    /// The exit code of the first essential container. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) exit_code: Option<u8>,
}

/// Health checks fail, in tasks of exactly one of these.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = ["service", "tasks"]))]
pub(in crate::scenario) struct HealthCheckFailure {
    /// The RUNNING tasks of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) service: Option<String>,
    /// These tasks, as far as they are RUNNING.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) tasks: Option<Vec<String>>,
    /// How many, chosen by chance. Default: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) count: Option<i64>,
    /// For how long. Default: until the task ends.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) duration: Option<Duration>,
    /// Whether checks hang until their `timeout`; otherwise they fail at once. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) hangs: Option<bool>,
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

/// Agents that lose their connection, or Docker daemons that are down.
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

/// A registry answers nobody.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct RegistryOutage {
    /// Its host, as images name it: `ghcr.io`; that of images without a host is `docker.io`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) registry: String,
    /// For how long.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) duration: Option<Duration>,
}

/// An image is taken out of its registry, or put there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct ImageChange {
    /// The text of `image` in a container definition.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) image: String,
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
