//! Task definitions: RegisterTaskDefinition of ECS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::iam::{EnvironmentFile, LogConfiguration, RepositoryCredentials, Secret};
use super::placement::PlacementConstraint;
use super::volume::{EphemeralStorage, MountPoint, Volume};

/// A task definition: RegisterTaskDefinition of ECS, or what DescribeTaskDefinition answers.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "ecs/RegisterTaskDefinitionRequest",
    "x-aws-answer" = "ecs/TaskDefinition",
    "x-wrapper" = "taskDefinition"
))]
pub(in crate::scenario) struct TaskDefinition {
    /// The name that its revisions share.
    pub(in crate::scenario) family: String,
    /// Its revision. Default: the family's last and one more, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) revision: Option<i64>,
    /// `bridge` (default), `host`, `awsvpc` or `none`; on Fargate `awsvpc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) network_mode: Option<String>,
    /// For which launch types it is checked: `EC2`, `FARGATE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) requires_compatibilities: Vec<String>,
    /// CPU units of the whole task (`1024`) or vCPUs (`1 vCPU`). Default: those of its containers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cpu: Option<String>,
    /// MiB of the whole task (`2048`) or GB (`2 GB`). Default: those of its containers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) memory: Option<String>,
    /// Operating system and processor. Default: Linux on x86_64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) runtime_platform: Option<RuntimePlatform>,
    /// Volumes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) volumes: Vec<Volume>,
    /// How much a task has on Fargate for its images and volumes. Default: 20 GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) ephemeral_storage: Option<EphemeralStorage>,
    /// Which instances its tasks may run on: `memberOf` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_constraints: Vec<PlacementConstraint>,
    /// The role with which its agent pulls images, gets secrets and writes logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) execution_role_arn: Option<String>,
    /// The role of its application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) task_role_arn: Option<String>,
    /// 1 to 10 containers.
    pub(in crate::scenario) container_definitions: Vec<ContainerDefinition>,
}

/// What a task definition is built for.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/RuntimePlatform"))]
pub(in crate::scenario) struct RuntimePlatform {
    /// `X86_64` or `ARM64`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cpu_architecture: Option<String>,
    /// `LINUX` or a Windows Server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) operating_system_family: Option<String>,
}

/// A container.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ContainerDefinition"))]
pub(in crate::scenario) struct ContainerDefinition {
    /// Its name.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) name: String,
    /// Its image; `world.images` may say how large it is.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) image: String,
    /// CPU units that it reserves. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) cpu: Option<i64>,
    /// Hard limit in MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) memory: Option<i64>,
    /// Reservation in MiB. Default: the hard limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) memory_reservation: Option<i64>,
    /// GPUs of the instance that are its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) resource_requirements: Vec<ResourceRequirement>,
    /// Whether its end is the end of the task. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) essential: Option<bool>,
    /// Variables from secrets and parameters, which are read once, at its start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) secrets: Vec<Secret>,
    /// At most 10 files of variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) environment_files: Vec<EnvironmentFile>,
    /// Where it logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) log_configuration: Option<LogConfiguration>,
    /// The login to the registry of its image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) repository_credentials: Option<RepositoryCredentials>,
    /// Where it sees volumes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) mount_points: Vec<MountPoint>,
    /// Ports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) port_mappings: Vec<PortMapping>,
    /// Which containers start before it and stop after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) depends_on: Vec<ContainerDependency>,
    /// Its health check; `dependsOn` with HEALTHY wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) health_check: Option<HealthCheck>,
    /// Whether it is started again in its task. Default: no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) restart_policy: Option<RestartPolicy>,
    /// Seconds from its start in which it has to become what others wait for with COMPLETE,
    /// SUCCESS or HEALTHY. Default: without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) start_timeout: Option<i64>,
    /// Seconds from the stop signal to the kill. Default: that of the agent, 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) stop_timeout: Option<i64>,
}

/// What a container has of an instance for itself.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ResourceRequirement"))]
pub(in crate::scenario) struct ResourceRequirement {
    /// Only `GPU`.
    #[serde(rename = "type")]
    pub(in crate::scenario) kind: String,
    /// How many.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) value: String,
}

/// A port of a container.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/PortMapping"))]
pub(in crate::scenario) struct PortMapping {
    /// The port inside the container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) container_port: Option<i64>,
    /// The port of the instance; 0 or none is a dynamic one (bridge).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) host_port: Option<i64>,
    /// `tcp` (default) or `udp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) protocol: Option<String>,
}

/// A container that starts before another one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ContainerDependency"))]
pub(in crate::scenario) struct ContainerDependency {
    /// Which.
    pub(in crate::scenario) container_name: String,
    /// `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
    pub(in crate::scenario) condition: String,
}

/// How the health of a container is checked.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/HealthCheck"))]
pub(in crate::scenario) struct HealthCheck {
    /// The command; what it answers is said by `world.applications`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) command: Vec<String>,
    /// Seconds from the end of a check to the next, 5 to 300. Default: 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) interval: Option<i64>,
    /// Seconds after which a check has failed, 2 to 60. Default: 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) timeout: Option<i64>,
    /// Failures in a row that make it UNHEALTHY, 1 to 10. Default: 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) retries: Option<i64>,
    /// Seconds from the start in which failures do not count, 0 to 300. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) start_period: Option<i64>,
}

/// Whether a container that exits is started again.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ContainerRestartPolicy"))]
pub(in crate::scenario) struct RestartPolicy {
    /// Whether it is.
    pub(in crate::scenario) enabled: bool,
    /// Exit codes after which it is not; at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) ignored_exit_codes: Vec<i64>,
    /// Seconds that it has to have run, 60 to 1800. Default: 300.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) restart_attempt_period: Option<i64>,
}
