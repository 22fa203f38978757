//! What a task definition needs of the agent and of the machine: attributes that an instance has to
//! have, or the task cannot stand on it (`ATTRIBUTE`).

use super::attributes::LOG_DRIVER;
use crate::scenario::raw::task_definition::{ContainerDefinition, TaskDefinition};
use crate::scenario::raw::volume::Volume;

/// An attribute, and its value where that matters.
type Required = (String, Option<String>);

/// The attributes that a task definition needs, each once, in order of their names.
pub(super) fn attributes(raw: &TaskDefinition) -> Vec<Required> {
    let mut names: Vec<String> = Vec::new();
    let mut capability = |name: &str| names.push(format!("ecs.capability.{name}"));
    if raw.network_mode.as_deref() == Some("awsvpc") {
        capability("task-eni");
    }
    if raw.cpu.is_some() || raw.memory.is_some() {
        capability("task-cpu-mem-limit");
    }
    for volume in &raw.volumes {
        of_volume(volume, &mut capability);
    }
    let by_role = raw.execution_role_arn.is_some();
    for container in &raw.container_definitions {
        of_container(container, by_role, &mut capability);
    }
    let drivers = raw.container_definitions.iter();
    let drivers = drivers.filter_map(|it| it.log_configuration.as_ref());
    let drivers = drivers.map(|it| format!("{LOG_DRIVER}{}", it.log_driver));
    names.extend(drivers);
    let mut required: Vec<Required> = names.into_iter().map(|name| (name, None)).collect();
    if let Some(platform) = &raw.runtime_platform {
        let arch = platform.cpu_architecture.as_ref();
        let arch = arch.map(|arch| ("ecs.cpu-architecture", arch.to_ascii_lowercase()));
        let family = platform.operating_system_family.clone();
        let family = family.map(|family| ("ecs.os-family", family));
        let both = arch.into_iter().chain(family);
        required.extend(both.map(|(name, value)| (name.to_owned(), Some(value))));
    }
    required.sort();
    required.dedup();
    required
}

fn of_volume(volume: &Volume, capability: &mut impl FnMut(&str)) {
    if let Some(efs) = &volume.efs_volume_configuration {
        capability("efs");
        if efs.authorization_config.is_some() {
            capability("efsAuth");
        }
    }
    let docker = volume.docker_volume_configuration.as_ref();
    if let Some(driver) = docker.map(|docker| docker.driver.as_deref().unwrap_or("local")) {
        capability(&format!("docker-plugin.{driver}"));
    }
    if volume.configured_at_launch == Some(true) {
        capability("storage.ebs-task-volume-attach");
    }
}

fn of_container(it: &ContainerDefinition, by_role: bool, capability: &mut impl FnMut(&str)) {
    if by_role && it.image.contains(".dkr.ecr.") {
        capability("execution-role-ecr-pull");
    }
    let logs = it.log_configuration.as_ref();
    if by_role && logs.is_some_and(|logs| logs.log_driver == "awslogs") {
        capability("execution-role-awslogs");
    }
    for secret in &it.secrets {
        let of_manager = secret.value_from.contains(":secretsmanager:");
        let store = if of_manager { "asm" } else { "ssm" };
        capability(&format!("secrets.{store}.environment-variables"));
    }
    if !it.environment_files.is_empty() {
        capability("env-files.s3");
    }
    if it.health_check.is_some() {
        capability("container-health-check");
    }
    if !it.depends_on.is_empty() {
        capability("container-ordering");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(yaml: &str) -> Vec<String> {
        let raw: TaskDefinition = serde_yaml::from_str(yaml).expect(yaml);
        let text = |(name, value): Required| match value {
            Some(value) => format!("{name}={value}"),
            None => name,
        };
        attributes(&raw).into_iter().map(text).collect()
    }

    #[test]
    fn what_is_used_is_needed() {
        let app = "family: a\ncontainerDefinitions: [{name: app, image: shop/web";
        let ecr = "family: a\nexecutionRoleArn: r\ncontainerDefinitions: \
                   [{name: app, image: 1.dkr.ecr.us-east-1.amazonaws.com/a";
        for (text, needed) in [
            (format!("{app}}}]"), &[][..]),
            (
                format!("{app}}}]\nnetworkMode: awsvpc"),
                &["ecs.capability.task-eni"],
            ),
            (
                format!("{app}}}]\ncpu: '256'\nmemory: '512'"),
                &["ecs.capability.task-cpu-mem-limit"],
            ),
            (
                format!("{app}, logConfiguration: {{logDriver: gelf}}}}]"),
                &["com.amazonaws.ecs.capability.logging-driver.gelf"],
            ),
            (
                format!("{ecr}, logConfiguration: {{logDriver: awslogs}}}}]"),
                &[
                    "com.amazonaws.ecs.capability.logging-driver.awslogs",
                    "ecs.capability.execution-role-awslogs",
                    "ecs.capability.execution-role-ecr-pull",
                ],
            ),
            (
                format!(
                    "{app}, secrets: [{{name: a, valueFrom: 'arn:aws:secretsmanager:x'}}, \
                     {{name: b, valueFrom: /b}}, {{name: c, valueFrom: /c}}], \
                     environmentFiles: [{{type: s3, value: f}}]}}]"
                ),
                &[
                    "ecs.capability.env-files.s3",
                    "ecs.capability.secrets.asm.environment-variables",
                    "ecs.capability.secrets.ssm.environment-variables",
                ],
            ),
            (
                format!(
                    "{app}}}]\nvolumes: [{{name: a, efsVolumeConfiguration: {{authorizationConfig: \
                     {{iam: ENABLED}}}}}}, {{name: b, dockerVolumeConfiguration: {{driver: rexray/ebs}}}}, \
                     {{name: c, configuredAtLaunch: true}}]"
                ),
                &[
                    "ecs.capability.docker-plugin.rexray/ebs",
                    "ecs.capability.efs",
                    "ecs.capability.efsAuth",
                    "ecs.capability.storage.ebs-task-volume-attach",
                ],
            ),
            (
                format!(
                    "{app}}}]\nruntimePlatform: {{cpuArchitecture: ARM64, operatingSystemFamily: LINUX}}"
                ),
                &["ecs.cpu-architecture=arm64", "ecs.os-family=LINUX"],
            ),
        ] {
            assert_eq!(names(&text), needed, "{text}");
        }
    }
}
