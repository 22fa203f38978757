//! Calls of IAM and of Secrets Manager.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::raw::rules::Pattern as Document;

/// An inline policy of a role, new or in place of the one of its name.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct PutRolePolicy {
    /// Which role.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) role_name: String,
    /// The name of the policy.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) policy_name: String,
    /// Its statements.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) policy_document: Document,
}

/// A role loses an inline policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct DeleteRolePolicy {
    /// Which role.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) role_name: String,
    /// The name of the policy.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) policy_name: String,
}

/// A policy that AWS manages, attached to a role or detached from it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct AttachedPolicy {
    /// Which role.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) role_name: String,
    /// The policy, by name or ARN.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) policy_arn: String,
}

/// A secret is marked for deletion.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct DeleteSecret {
    /// Which.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) secret_id: String,
}

/// A secret has another value from then on; tasks that run keep the old one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-first-letter" = true))]
pub(in crate::scenario) struct PutSecretValue {
    /// Which.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) secret_id: String,
    /// Its text; if it is a JSON object, it has these keys and no others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) secret_string: Option<Document>,
}
