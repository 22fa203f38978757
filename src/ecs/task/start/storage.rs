//! What a task needs of storage before it runs: room for its images, file systems that can be
//! mounted in its zone, and a volume in EBS.
//!
//! An image takes its compressed size and, times its `unpackFactor`, once more. On Fargate each
//! task has its own ephemeral storage; on an instance the images of all tasks share one disk. What
//! tasks write is not counted, nor what is left of an image that another one of its name has
//! replaced.
//!
//! Facts: ECS Developer Guide, "Fargate task ephemeral storage for Amazon ECS" and "Use Amazon EFS
//! volumes with Amazon ECS"; that a start fails on a full disk like any other pull, and the words
//! of an instance that cannot mount a file system, are assumed.

use std::collections::BTreeSet;

use super::StartFault;
use crate::ecs::Ecs;
use crate::ecs::task::{Task, TaskStatus};
use crate::engine::Span;
use crate::ids::{ImageId, TaskId};
use crate::scenario::model::{Image, Storage, Volume};

impl Ecs {
    /// The first file system of a task that has no mount target in its zone.
    pub(super) fn lacks_mount_target(&self, id: TaskId) -> Option<StartFault> {
        let task = &self.tasks[id];
        let declared = self.aws.file_systems.as_ref()?;
        let volumes = &self.aws.task_definitions[task.definition].volumes;
        let volume = volumes.iter().position(|volume| {
            let zones = declared.get(&volume.place);
            let is_there = zones.is_some_and(|zones| zones.contains(&task.zone));
            volume.storage == Storage::Efs && !is_there
        })?;
        Some(StartFault::NoMountTarget {
            definition: task.definition,
            volume: u16::try_from(volume).unwrap_or(u16::MAX),
            on_fargate: task.on_fargate(),
        })
    }

    /// Whether there is room for an image, beside what is there and what comes.
    pub(super) fn has_room(&self, id: TaskId, image: ImageId) -> bool {
        let task = &self.tasks[id];
        let mut images: BTreeSet<ImageId> = self.pulled_by(task).collect();
        let disk = match task.instance {
            None => self.aws.task_definitions[task.definition].ephemeral_bytes,
            Some(instance) => {
                let instance = self.container_instance(instance);
                let starting = instance.tasks.iter().map(|task| &self.tasks[*task]);
                let starting = starting.filter(|task| task.times.started.is_none());
                images.extend(starting.flat_map(|task| self.pulled_by(task)));
                images.extend(instance.images.ids());
                self.templates[instance.template].disk_bytes
            }
        };
        images.insert(image);
        let takes = images.iter().map(|image| on_disk(&self.aws.images[*image]));
        fits(takes, disk)
    }

    /// The images that a task has got from a registry.
    fn pulled_by<'a>(&'a self, task: &Task) -> impl Iterator<Item = ImageId> + use<'a> {
        let images = self.aws.task_definitions[task.definition].images.iter();
        let pulled = task.pulled;
        let is_pulled = move |(place, _): &(usize, &ImageId)| pulled & (1 << place) != 0;
        images
            .enumerate()
            .filter(is_pulled)
            .map(|(_, image)| *image)
    }

    /// How much longer a task is in a state for its volume in EBS.
    pub(in crate::ecs) fn attaches_for(&self, id: TaskId, status: TaskStatus) -> Span {
        let volumes = &self.aws.task_definitions[self.tasks[id].definition].volumes;
        let has_ebs = volumes.iter().any(|it| it.storage == Storage::EbsOfTask);
        if status == TaskStatus::Provisioning && has_ebs {
            self.settings.ebs_attach
        } else {
            Span::ZERO
        }
    }
}

/// The bytes that an image takes, compressed and unpacked.
fn on_disk(image: &Image) -> u64 {
    let unpacked = u128::from(image.size_bytes) * u128::from(image.unpack_per_mille) / 1_000;
    let unpacked = u64::try_from(unpacked).unwrap_or(u64::MAX);
    image.size_bytes.saturating_add(unpacked)
}

/// Whether so many bytes have room.
fn fits(takes: impl Iterator<Item = u64>, disk: u64) -> bool {
    takes.fold(0, u64::saturating_add) <= disk
}

/// `stoppedReason` of a task whose file system cannot be mounted.
pub(super) fn not_mounted(region: &str, volume: &Volume, on_fargate: bool) -> String {
    let said = format!(
        "Failed to resolve \"{}.efs.{region}.amazonaws.com\" - check that your file system ID is \
         correct, and ensure that the VPC has an EFS mount target for this file system ID.",
        volume.place
    );
    if on_fargate {
        format!(
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS \
             volumes: stderr: {said} : unsuccessful EFS utils command execution; code: 1"
        )
    } else {
        let name = &volume.name;
        format!(
            "CannotCreateVolumeError: Error response from daemon: create {name}: \
             VolumeDriver.Create: mounting volume failed: {said}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::model::Registry;

    /// `VOL-2`: compressed and unpacked in 20 GiB, the default, and in what can be asked for.
    #[test]
    fn vol_2_an_image_takes_its_room_twice() {
        for (gigabytes, per_mille, gib, has_room) in [
            (10, 1_000, 20, true),
            (11, 1_000, 20, false),
            (11, 1_000, 21, true),
            (6, 2_500, 20, true),
            (7, 2_500, 20, false),
            (90, 1_000, 200, true),
        ] {
            let image = Image {
                name: String::new(),
                size_bytes: gigabytes * 1_000_000_000,
                registry: Registry::of("web"),
                missing: false,
                architectures: Vec::new(),
                soci: false,
                unpack_per_mille: per_mille,
                in_ami: false,
            };
            let takes = on_disk(&image);
            assert_eq!(
                fits([takes].into_iter(), gib << 30),
                has_room,
                "{gigabytes}"
            );
        }
        assert!(!fits([u64::MAX, 1].into_iter(), u64::MAX - 1));
    }
}
