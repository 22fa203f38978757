//! Calls of Amazon S3.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
