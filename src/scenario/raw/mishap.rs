//! Mishaps of the timeline that hit tasks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::Duration;

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
