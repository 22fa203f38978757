//! Calls of Amazon EC2 Auto Scaling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
