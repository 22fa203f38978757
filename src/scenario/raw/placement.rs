//! Placement constraints and strategies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What binds the tasks to places.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/PlacementConstraint"))]
pub(in crate::scenario) struct PlacementConstraint {
    /// `memberOf`, or `distinctInstance`, which a task definition cannot have.
    #[serde(rename = "type")]
    pub(in crate::scenario) kind: String,
    /// Of `memberOf`: which instances, in the cluster query language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) expression: Option<String>,
}

/// What chooses among the places that a task can have.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/PlacementStrategy"))]
pub(in crate::scenario) struct PlacementStrategy {
    /// `spread`, `binpack` or `random`.
    #[serde(rename = "type")]
    pub(in crate::scenario) kind: String,
    /// Of `spread`: `instanceId` or `attribute:` and a name. Of `binpack`: `cpu` or `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) field: Option<String>,
}
