//! UpdateTaskProtection of ECS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Protection of tasks from being stopped by their service.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct UpdateTaskProtection {
    /// Their cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cluster: Option<String>,
    /// `web/3` and the like: 1 to 10 tasks of services.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) tasks: Vec<String>,
    /// Whether they are protected.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) protection_enabled: bool,
    /// Minutes until the protection ends, 1 to 2880. Default: 120.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) expires_in_minutes: Option<i64>,
}
