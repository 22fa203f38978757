//! Calls of Amazon EC2.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Some instances.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct InstanceIds {
    /// `i-2` and the like.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) instance_ids: Vec<String>,
}
