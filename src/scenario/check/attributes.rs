//! What instances have: the attributes that their agents register, and the custom ones.

use std::collections::BTreeMap;

use super::Check;
use crate::catalog;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::Attributes;
use crate::scenario::query::is_attribute_name;
use crate::scenario::source::Path;

/// The keys of `ecsConfig` that say something of attributes.
pub(super) const CUSTOM: &str = "ECS_INSTANCE_ATTRIBUTES";
pub(super) const LOG_DRIVERS: &str = "ECS_AVAILABLE_LOGGING_DRIVERS";

/// Before the name of a log driver.
pub(super) const LOG_DRIVER: &str = "com.amazonaws.ecs.capability.logging-driver.";

/// What the agent of an ECS-optimized Linux AMI registers without a value, log drivers apart.
///
/// Fact: the agent's own list of capabilities, June 2026.
const CAPABILITIES: [&str; 26] = [
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.task-iam-role",
    "com.amazonaws.ecs.capability.task-iam-role-network-host",
    "ecs.capability.aws-appmesh",
    "ecs.capability.container-health-check",
    "ecs.capability.container-ordering",
    "ecs.capability.docker-plugin.local",
    "ecs.capability.efs",
    "ecs.capability.efsAuth",
    "ecs.capability.env-files.s3",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.execution-role-ecr-pull",
    "ecs.capability.firelens.fluentbit",
    "ecs.capability.firelens.fluentd",
    "ecs.capability.full-sync",
    "ecs.capability.network.container-port-range",
    "ecs.capability.pid-ipc-namespace-sharing",
    "ecs.capability.private-registry-authentication.secretsmanager",
    "ecs.capability.secrets.asm.environment-variables",
    "ecs.capability.secrets.ssm.environment-variables",
    "ecs.capability.service-connect-v1",
    "ecs.capability.storage.ebs-task-volume-attach",
    "ecs.capability.storage.s3-files",
    "ecs.capability.task-cpu-mem-limit",
    "ecs.capability.task-eni",
];

/// Log drivers of an ECS-optimized AMI.
///
/// Fact: what its service `ecs` passes to the agent; `awsfirelens` is the agent's own.
const DRIVERS: [&str; 6] = [
    "awsfirelens",
    "awslogs",
    "fluentd",
    "json-file",
    "none",
    "syslog",
];

/// Where an instance's attributes are written.
pub(super) struct Written<'r> {
    pub(super) instance_type: &'r str,
    pub(super) image_id: Option<&'r str>,
    /// Custom ones with their place, where the file has a mapping for them.
    pub(super) custom: Option<(&'r Path, &'r BTreeMap<String, String>)>,
    pub(super) config: &'r BTreeMap<String, String>,
    pub(super) config_at: &'r Path,
}

/// Everything that an instance has apart from its zone and its subnet.
pub(super) fn of_instance(check: &mut Check<'_>, written: &Written<'_>) -> Attributes {
    let arch = catalog::instance_type(written.instance_type).map(|found| found.arch.name());
    let built_in = [
        (
            "ecs.ami-id",
            Some(written.image_id.unwrap_or(defaults::AMI)),
        ),
        ("ecs.instance-type", Some(written.instance_type)),
        ("ecs.os-type", Some("linux")),
        ("ecs.os-family", Some("LINUX")),
        ("ecs.cpu-architecture", arch),
        ("ecs.vpc-id", Some(defaults::VPC)),
    ];
    let built_in = built_in.into_iter().filter(|(_, value)| value.is_some());
    let capabilities = CAPABILITIES.into_iter().map(|name| (name, None));
    let mut attributes: Attributes = built_in
        .chain(capabilities)
        .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
        .collect();
    for driver in log_drivers(check, written) {
        attributes.insert(format!("{LOG_DRIVER}{driver}"), None);
    }
    attributes.extend(custom(check, written));
    attributes
}

fn log_drivers(check: &mut Check<'_>, written: &Written<'_>) -> Vec<String> {
    let Some(text) = written.config.get(LOG_DRIVERS) else {
        return DRIVERS.map(str::to_owned).to_vec();
    };
    serde_json::from_str(text).unwrap_or_else(|_| {
        let path = written.config_at.key(LOG_DRIVERS);
        let message = format!("{LOG_DRIVERS} is a list of texts in JSON, not `{text}`");
        let help = "write it like `'[\"json-file\",\"awslogs\"]'`";
        check.wrong(codes::WRONG_TYPE, &path, message, help);
        Vec::new()
    })
}

/// The custom ones; of two values the one of the mapping counts.
fn custom(check: &mut Check<'_>, written: &Written<'_>) -> Attributes {
    let mut custom = Attributes::new();
    let config_at = written.config_at.key(CUSTOM);
    let mut place = &config_at;
    if let Some(text) = written.config.get(CUSTOM) {
        let read: Result<BTreeMap<String, String>, _> = serde_json::from_str(text);
        let Ok(read) = read else {
            let message = format!("{CUSTOM} is a mapping of texts in JSON, not `{text}`");
            let help = "write it like `'{\"stack\": \"prod\"}'`";
            check.wrong(codes::WRONG_TYPE, &config_at, message, help);
            return custom;
        };
        for (name, value) in read {
            check.attribute(&config_at, &config_at, &name, &value);
            custom.insert(name, some(value));
        }
    }
    if let Some((at, list)) = written.custom {
        place = if list.is_empty() { place } else { at };
        for (name, value) in list {
            check.attribute(&at.key(name), &at.key(name), name, value);
            custom.insert(name.clone(), some(value.clone()));
        }
    }
    check.within_attributes(place, custom.len());
    custom
}

/// A value that is empty is none.
pub(super) fn some(value: String) -> Option<String> {
    Some(value).filter(|value| !value.is_empty())
}

impl Check<'_> {
    /// A custom attribute as AWS takes it.
    pub(super) fn attribute(&mut self, name_at: &Path, value_at: &Path, name: &str, value: &str) {
        if !is_attribute_name(name) {
            let message = format!("InvalidParameterException: `{name}` is no name of an attribute");
            let help = "1 to 128 letters, digits, `_`, `.`, `/`, `\\` and `-`";
            let diagnostic = Diagnostic::new(codes::ATTRIBUTE, message).help(help);
            // Of a mapping the name is the key.
            self.tell_at(name_at, name_at == value_at, "", diagnostic);
        }
        let fine = |letter: char| letter.is_ascii_alphanumeric() || "-_./\\@: ".contains(letter);
        let is_fine = value.len() <= 128 && value.trim() == value && value.chars().all(fine);
        if !is_fine {
            let message =
                format!("InvalidParameterException: `{value}` is no value of an attribute");
            let help =
                "1 to 128 letters, digits, `-`, `_`, `.`, `/`, `\\`, `@`, `:`, and spaces inside";
            self.wrong(codes::ATTRIBUTE, value_at, message, help);
        }
    }

    /// Custom attributes of one instance, or of one call.
    pub(super) fn within_attributes(&mut self, at: &Path, count: usize) {
        let most = defaults::CUSTOM_ATTRIBUTES;
        if count > most {
            let message = format!(
                "AttributeLimitExceededException: {count} custom attributes, and at most {most} are allowed"
            );
            self.wrong(codes::ATTRIBUTE, at, message, "");
        }
    }

    /// `agentVersion`, as an expression compares it.
    pub(super) fn agent_version(&mut self, at: &Path, written: Option<&str>) -> String {
        let version = written.unwrap_or(defaults::AGENT_VERSION);
        if crate::scenario::query::Version::read(version).is_none() {
            let message = format!("`{version}` is no version of an agent");
            self.wrong(
                codes::ATTRIBUTE,
                at,
                message,
                "write numbers with dots, such as `1.86.0`",
            );
        }
        version.to_owned()
    }
}
