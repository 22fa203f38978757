//! Roles of IAM, and what tasks get with them: secrets, parameters, keys, log groups.

#![expect(clippy::struct_field_names, reason = "these are AWS's own names")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rules::Pattern as Document;

/// A role: CreateRole of IAM, with its policies.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Role {
    /// Its name; that of the instance profile with it, too.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) role_name: String,
    /// Who may assume it. Default: who has to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) assume_role_policy_document: Option<Document>,
    /// Policies that AWS manages, by name or ARN.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) managed_policy_arns: Vec<String>,
    /// Its inline policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) policies: Vec<RolePolicy>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    path: Option<String>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    description: Option<String>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    tags: Option<Value>,
}

/// An inline policy of a role.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct RolePolicy {
    /// Its name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) policy_name: String,
    /// Its statements, as a mapping or as JSON text. `Condition` is not evaluated: it holds.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) policy_document: Document,
}

/// A secret: CreateSecret of Secrets Manager.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct DeclaredSecret {
    /// Its name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) name: String,
    /// A key of one's own: who reads the secret needs kms:Decrypt. Default: that of AWS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) kms_key_id: Option<String>,
    /// Its text; if it is a JSON object, it has these keys and no others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) secret_string: Option<Document>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    description: Option<String>,
}

/// A parameter: PutParameter of Systems Manager.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Parameter {
    /// Its name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) name: String,
    /// `String`, `StringList` or `SecureString`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) kind: Option<String>,
    /// Of a SecureString, a key of one's own: who reads it needs kms:Decrypt. Default: that of
    /// AWS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) key_id: Option<String>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    value: Option<String>,
}

/// A key of KMS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Key {
    /// Its id or ARN.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) key_id: String,
    /// `Enabled` (default), `Disabled` or `PendingDeletion`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) key_state: Option<String>,
}

/// A log group: CreateLogGroup of CloudWatch Logs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct LogGroup {
    /// Its name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) log_group_name: String,
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    retention_in_days: Option<i64>,
}

/// The role of instances.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ec2/LaunchTemplateIamInstanceProfileSpecificationRequest"))]
pub(in crate::scenario) struct InstanceProfile {
    /// Its name, which is that of its role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) name: Option<String>,
    /// Its ARN, in place of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) arn: Option<String>,
}

/// A secret in the environment of a container.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/Secret"))]
pub(in crate::scenario) struct Secret {
    /// The name of the variable.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::scenario) name: String,
    /// The ARN of a secret, with a JSON key behind it or not; the ARN or the name of a parameter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::scenario) value_from: String,
}

/// A file of variables. `environment` wins over it, and an earlier file over a later one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/EnvironmentFile"))]
pub(in crate::scenario) struct EnvironmentFile {
    /// The ARN of an object in S3 whose key ends in `.env`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::scenario) value: String,
    /// `s3`.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub(in crate::scenario) kind: String,
}

/// Where a container logs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/LogConfiguration"))]
pub(in crate::scenario) struct LogConfiguration {
    /// An instance has to have it; `awslogs` needs a log group, and a role that may write to it.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) log_driver: String,
    /// `awslogs-group`, `awslogs-create-group`; others have no effect.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) options: BTreeMap<String, String>,
}

/// How a registry that is not of AWS knows a container's task.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/RepositoryCredentials"))]
pub(in crate::scenario) struct RepositoryCredentials {
    /// The ARN or the name of a secret.
    pub(in crate::scenario) credentials_parameter: String,
}
