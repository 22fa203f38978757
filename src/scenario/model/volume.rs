//! Volumes of tasks, and whether their data survive.
//!
//! Facts: ECS Developer Guide, "Storage options for Amazon ECS tasks", and API reference, Volume
//! and TaskManagedEBSVolumeTerminationPolicy.

/// A volume of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// What keeps its data.
    pub storage: Storage,
    /// A path of the instance, a volume of Docker, a file system; else empty.
    pub place: String,
}

/// What keeps the data of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// A bind mount without a path, in the ephemeral storage of the task or on its instance.
    Bind,
    /// A bind mount of a path of the instance.
    HostPath,
    /// A volume of Docker for one task.
    DockerTask,
    /// A volume of Docker that the tasks of an instance share.
    DockerShared,
    /// A volume in EBS that is deleted with its task.
    EbsOfTask,
    /// A volume in EBS with `deleteOnTermination: false`.
    EbsKept,
    /// A file system of EFS.
    Efs,
}

/// What has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// A container; its task goes on.
    Container,
    /// A task; its machine goes on.
    Task,
    /// The machine under a task.
    Instance,
    /// The Availability Zone of a task.
    Zone,
}

impl Storage {
    /// Whether it is on the instance and outlives the task.
    pub const fn is_of_instance(self) -> bool {
        matches!(self, Self::HostPath | Self::DockerShared)
    }

    /// Whether only container instances have it.
    pub const fn needs_instance(self) -> bool {
        matches!(self, Self::HostPath | Self::DockerTask | Self::DockerShared)
    }
}

/// Whether the data of a volume are still there when something has ended.
pub const fn survives(storage: Storage, ended: Ended) -> bool {
    match (storage, ended) {
        (_, Ended::Container) | (Storage::Efs, _) => true,
        (Storage::Bind | Storage::DockerTask | Storage::EbsOfTask, _) => false,
        (Storage::HostPath | Storage::DockerShared, _) => matches!(ended, Ended::Task),
        (Storage::EbsKept, _) => matches!(ended, Ended::Task | Ended::Instance),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `VOL-8` (c), the whole table; the volume of Docker for one task is `VOL-3`.
    #[test]
    fn vol_8_what_survives_what() {
        for (storage, container, task, instance, zone) in [
            (Storage::Bind, true, false, false, false),
            (Storage::HostPath, true, true, false, false),
            (Storage::DockerTask, true, false, false, false),
            (Storage::DockerShared, true, true, false, false),
            (Storage::EbsOfTask, true, false, false, false),
            (Storage::EbsKept, true, true, true, false),
            (Storage::Efs, true, true, true, true),
        ] {
            let found = [Ended::Container, Ended::Task, Ended::Instance, Ended::Zone]
                .map(|ended| survives(storage, ended));
            assert_eq!(found, [container, task, instance, zone], "{storage:?}");
        }
    }
}
