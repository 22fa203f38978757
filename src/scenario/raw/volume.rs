//! Volumes of task definitions, what services and calls say of them, and file systems.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A volume. Without anything but a name: a directory that dies with its task.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/Volume"))]
pub(in crate::scenario) struct Volume {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) name: Option<String>,
    /// A directory of the instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) host: Option<HostVolume>,
    /// In EFS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) efs_volume_configuration: Option<EfsVolume>,
    /// By a driver of Docker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) docker_volume_configuration: Option<DockerVolume>,
    /// Whether the service or the call says what it is: in EBS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) configured_at_launch: Option<bool>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "volumes in FSx", "x-instead" = "leave it out: only Windows instances have them"))]
    fsx_windows_file_server_volume_configuration: Option<Value>,
    #[serde(rename = "s3filesVolumeConfiguration", skip_serializing)]
    #[schemars(extend("x-not-played" = "volumes in S3", "x-instead" = "write `efsVolumeConfiguration` for data that all tasks share"))]
    s3files_volume_configuration: Option<Value>,
}

/// A directory of the instance.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/HostVolumeProperties"))]
pub(in crate::scenario) struct HostVolume {
    /// Its path; it outlives the task. Without it: a directory that dies with the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) source_path: Option<String>,
}

/// A volume in EFS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/EFSVolumeConfiguration"))]
pub(in crate::scenario) struct EfsVolume {
    /// The file system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) file_system_id: Option<String>,
    /// With which rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) authorization_config: Option<EfsAuthorization>,
}

/// With which rights a volume in EFS is used.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/EFSAuthorizationConfig"))]
pub(in crate::scenario) struct EfsAuthorization {
    /// Whether with those of the role of the task: `ENABLED` or `DISABLED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) iam: Option<String>,
}

/// A volume by a driver of Docker.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/DockerVolumeConfiguration"))]
pub(in crate::scenario) struct DockerVolume {
    /// Which driver. Default: `local`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) driver: Option<String>,
    /// `task` (default): it dies with its task; `shared`: it stays on the instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) scope: Option<String>,
}

/// Where a container sees a volume.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/MountPoint"))]
pub(in crate::scenario) struct MountPoint {
    /// The volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) source_volume: Option<String>,
    /// Its path in the container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) container_path: Option<String>,
}

/// What a task has on Fargate for its images and volumes.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/EphemeralStorage"))]
pub(in crate::scenario) struct EphemeralStorage {
    /// 21 to 200.
    #[serde(rename = "sizeInGiB")]
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) size_in_gib: i64,
}

/// What a service says of a volume with `configuredAtLaunch`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ServiceVolumeConfiguration"))]
pub(in crate::scenario) struct ServiceVolume {
    /// The volume.
    pub(in crate::scenario) name: String,
    /// That it is in EBS.
    #[serde(rename = "managedEBSVolume", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) managed_ebs_volume: Option<ServiceEbsVolume>,
}

/// A new volume in EBS for each task of a service, which is deleted with it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/ServiceManagedEBSVolumeConfiguration"))]
pub(in crate::scenario) struct ServiceEbsVolume {
    /// `gp3` (default), `gp2`, `io1`, `io2`, `st1`, `sc1` or `standard`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) volume_type: Option<String>,
    /// How large; it may be left out only where a snapshot says it.
    #[serde(rename = "sizeInGiB", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) size_in_gib: Option<i64>,
    /// From what it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) snapshot_id: Option<String>,
}

/// What a call of RunTask says of a volume with `configuredAtLaunch`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/TaskVolumeConfiguration", "x-first-letter" = true))]
pub(in crate::scenario) struct TaskVolume {
    /// The volume.
    pub(in crate::scenario) name: String,
    /// That it is in EBS.
    #[serde(rename = "managedEBSVolume", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) managed_ebs_volume: Option<TaskEbsVolume>,
}

/// A new volume in EBS for each task of a call.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/TaskManagedEBSVolumeConfiguration"))]
pub(in crate::scenario) struct TaskEbsVolume {
    /// `gp3` (default), `gp2`, `io1`, `io2`, `st1`, `sc1` or `standard`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) volume_type: Option<String>,
    /// How large; it may be left out only where a snapshot says it.
    #[serde(rename = "sizeInGiB", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) size_in_gib: Option<i64>,
    /// From what it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) snapshot_id: Option<String>,
    /// What becomes of it when its task ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) termination_policy: Option<TerminationPolicy>,
}

/// What becomes of a volume when its task ends.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ecs/TaskManagedEBSVolumeTerminationPolicy"))]
pub(in crate::scenario) struct TerminationPolicy {
    /// Whether it is deleted. Default of the policy: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) delete_on_termination: Option<bool>,
}

/// A file system of EFS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct FileSystem {
    /// Its id: `fs-1`.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) file_system_id: String,
    /// Where it can be mounted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) mount_targets: Vec<MountTarget>,
}

/// Where a file system can be mounted: in one zone, given by exactly one of these.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = ["subnetId", "availabilityZone"]))]
pub(in crate::scenario) struct MountTarget {
    /// A subnet in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) subnet_id: Option<String>,
    /// The zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) availability_zone: Option<String>,
}

/// A disk of an instance.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ec2/LaunchTemplateBlockDeviceMappingRequest"))]
pub(in crate::scenario) struct BlockDevice {
    /// In EBS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) ebs: Option<EbsDisk>,
}

/// A disk of an instance in EBS.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "ec2/LaunchTemplateEbsBlockDeviceRequest"))]
pub(in crate::scenario) struct EbsDisk {
    /// GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) volume_size: Option<i64>,
}
