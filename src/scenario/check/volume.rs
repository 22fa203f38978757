//! Volumes: what they are, where containers see them, and what services and calls say of them.
//!
//! Facts: API reference, Volume, MountPoint, EphemeralStorage and
//! ServiceManagedEBSVolumeConfiguration. Of these words of AWS, those about `sourcePath` and about
//! unknown volumes are known; the others are ours.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::{Check, entry};
use crate::ids::ZoneId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, Storage, TaskDefinition, Volume};
use crate::scenario::raw;
use crate::scenario::raw::volume::{MountTarget, ServiceVolume, TaskVolume};
use crate::scenario::source::Path;

/// What storage beyond 20 GiB has no effect on yet.
const PRICE: &str = "the price of storage";

/// AWS's sizes of EBS volumes in GiB, by type.
const EBS_SIZES: [(&str, i64, i64); 7] = [
    ("gp2", 1, 16_384),
    ("gp3", 1, 16_384),
    ("io1", 4, 16_384),
    ("io2", 4, 16_384),
    ("sc1", 125, 16_384),
    ("st1", 125, 16_384),
    ("standard", 1, 1_024),
];

/// The volumes of a task definition; its containers mount what there is, each path once.
pub(super) fn of_definition(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::task_definition::TaskDefinition,
    aws: &Aws,
    on_fargate: bool,
) -> Vec<Volume> {
    let mut names = Names::new("volume");
    let mut volumes: Vec<Volume> = Vec::new();
    for (index, written) in raw.volumes.iter().enumerate() {
        let at = at.key("volumes").index(index);
        let volume = volume(check, &at, written, aws);
        check.declare(&mut names, &at.key("name"), &volume.name, ());
        let at_launch = |it: &Volume| it.storage == Storage::EbsOfTask;
        if at_launch(&volume) && volumes.iter().any(at_launch) {
            let message = "ClientException: a task definition has at most one volume that is configured at launch";
            let path = at.key("configuredAtLaunch");
            check.wrong(codes::VOLUMES, &path, message, "leave one of them out");
        }
        if on_fargate {
            only_on_instances(check, &at, &volume);
        }
        volumes.push(volume);
    }
    mounts(check, at, raw, &volumes);
    volumes
}

fn volume(check: &mut Check<'_>, at: &Path, raw: &raw::volume::Volume, aws: &Aws) -> Volume {
    let host = raw.host.as_ref().and_then(|host| host.source_path.clone());
    let (docker, efs) = (
        &raw.docker_volume_configuration,
        &raw.efs_volume_configuration,
    );
    let at_launch = raw.configured_at_launch == Some(true);
    let kinds = [host.is_some(), docker.is_some(), efs.is_some(), at_launch];
    if kinds.into_iter().filter(|is_it| *is_it).count() > 1 {
        let message = "ClientException: When the volume parameter is specified, only one volume configuration type should be used.";
        check.wrong(codes::VOLUMES, at, message, "make a volume of each");
    }
    let name = raw.name.clone().unwrap_or_default();
    let (storage, place) = if let Some(path) = host {
        (Storage::HostPath, path)
    } else if let Some(docker) = docker {
        let shared = docker.scope.as_deref() == Some("shared");
        if shared {
            (Storage::DockerShared, name.clone())
        } else {
            (Storage::DockerTask, String::new())
        }
    } else if let Some(efs) = efs {
        let id = efs.file_system_id.clone().unwrap_or_default();
        let path = at.keys("efsVolumeConfiguration.fileSystemId");
        if let Some(known) = aws
            .file_systems
            .as_ref()
            .filter(|all| !all.contains_key(&id))
        {
            check.unknown(&path, "file system", &id, known.keys().map(String::as_str));
        }
        (Storage::Efs, id)
    } else if at_launch {
        (Storage::EbsOfTask, String::new())
    } else {
        (Storage::Bind, String::new())
    };
    Volume {
        name,
        storage,
        place,
    }
}

/// AWS refuses for Fargate what is on an instance.
fn only_on_instances(check: &mut Check<'_>, at: &Path, volume: &Volume) {
    let (key, message) = match volume.storage {
        Storage::HostPath => (
            "host",
            "ClientException: host.sourcePath should not be set for volumes in Fargate",
        ),
        Storage::DockerTask | Storage::DockerShared => (
            "dockerVolumeConfiguration",
            "ClientException: dockerVolumeConfiguration is not supported for volumes in Fargate",
        ),
        _ => return,
    };
    let help = "write a volume with nothing but a name, or `efsVolumeConfiguration`";
    check.wrong(codes::VOLUMES, &at.key(key), message, help);
}

/// The mount points of all containers.
fn mounts(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::task_definition::TaskDefinition,
    volumes: &[Volume],
) {
    for (index, container) in raw.container_definitions.iter().enumerate() {
        let at = at
            .key("containerDefinitions")
            .index(index)
            .key("mountPoints");
        let mut paths = BTreeSet::new();
        for (index, mount) in container.mount_points.iter().enumerate() {
            let at = at.index(index);
            let name = mount.source_volume.as_deref().unwrap_or_default();
            if !volumes.iter().any(|volume| volume.name == name) {
                let message = format!("ClientException: Unknown volume '{name}'.");
                let help = "write it in `volumes` of the task definition";
                check.wrong(codes::VOLUMES, &at.key("sourceVolume"), message, help);
            }
            let path = mount.container_path.as_deref().unwrap_or_default();
            if !paths.insert(path.trim_end_matches('/')) {
                let message = format!("ClientException: Duplicate mount point: {path}");
                let help = "mount it at another path";
                check.wrong(codes::VOLUMES, &at.key("containerPath"), message, help);
            }
        }
    }
}

/// The bytes that a task has on Fargate for its images.
pub(super) fn ephemeral(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::task_definition::TaskDefinition,
) -> u64 {
    let Some(storage) = &raw.ephemeral_storage else {
        return gib(defaults::EPHEMERAL_STORAGE_GIB);
    };
    let path = at.keys("ephemeralStorage.sizeInGiB");
    let (low, high) = (
        defaults::EPHEMERAL_STORAGE_GIB + 1,
        defaults::MOST_EPHEMERAL_GIB,
    );
    check.without_effect.insert(PRICE.to_owned());
    let what = "ClientException: ephemeralStorage.sizeInGiB";
    let size = check.within(codes::VOLUMES, &path, storage.size_in_gib, low, high, what);
    gib(i64::from(size))
}

/// GiB in bytes.
pub(super) fn gib(size: i64) -> u64 {
    u64::try_from(size).unwrap_or(0) << 30
}

/// The zones in which each file system can be mounted, if they are declared.
pub(super) fn file_systems(
    check: &mut Check<'_>,
    raw: &raw::aws::Aws,
    aws: &Aws,
) -> Option<BTreeMap<String, BTreeSet<ZoneId>>> {
    let mut names = Names::new("file system");
    let mut all = BTreeMap::new();
    for (index, written) in raw.file_systems.as_ref()?.iter().enumerate() {
        let at = entry("fileSystems", index);
        let id = &written.file_system_id;
        check.aws_name(&at.key("fileSystemId"), "file system", id);
        check.declare(&mut names, &at.key("fileSystemId"), id, ());
        let targets = written.mount_targets.iter().enumerate();
        let zones = targets.filter_map(|(index, target)| {
            zone_of_target(check, &at.key("mountTargets").index(index), target, aws)
        });
        all.insert(id.clone(), zones.collect());
    }
    Some(all)
}

/// The zone of a mount target.
pub(super) fn zone_of_target(
    check: &mut Check<'_>,
    at: &Path,
    target: &MountTarget,
    aws: &Aws,
) -> Option<ZoneId> {
    if let Some(zone) = &target.availability_zone {
        return Some(check.zone(&at.key("availabilityZone"), zone));
    }
    let subnet = target.subnet_id.as_ref()?;
    let found = check.find(|known| &known.subnets, &at.key("subnetId"), subnet)?;
    Some(aws.subnets[found].zone)
}

/// What a service or a call says of a volume that is configured at launch.
pub(super) struct AtLaunch<'r> {
    name: &'r str,
    volume_type: Option<&'r str>,
    size: Option<i64>,
    has_snapshot: bool,
}

impl<'r> From<&'r ServiceVolume> for AtLaunch<'r> {
    fn from(raw: &'r ServiceVolume) -> Self {
        let ebs = raw.managed_ebs_volume.as_ref();
        Self {
            name: &raw.name,
            volume_type: ebs.and_then(|ebs| ebs.volume_type.as_deref()),
            size: ebs.and_then(|ebs| ebs.size_in_gib),
            has_snapshot: ebs.is_some_and(|ebs| ebs.snapshot_id.is_some()),
        }
    }
}

impl<'r> From<&'r TaskVolume> for AtLaunch<'r> {
    fn from(raw: &'r TaskVolume) -> Self {
        let ebs = raw.managed_ebs_volume.as_ref();
        Self {
            name: &raw.name,
            volume_type: ebs.and_then(|ebs| ebs.volume_type.as_deref()),
            size: ebs.and_then(|ebs| ebs.size_in_gib),
            has_snapshot: ebs.is_some_and(|ebs| ebs.snapshot_id.is_some()),
        }
    }
}

/// Whether the tasks of a call keep their volumes in EBS.
pub(super) fn keeps_ebs(written: &[TaskVolume]) -> bool {
    written.iter().any(|volume| {
        let ebs = volume.managed_ebs_volume.as_ref();
        let policy = ebs.and_then(|ebs| ebs.termination_policy.as_ref());
        policy.is_some_and(|policy| policy.delete_on_termination == Some(false))
    })
}

/// A service or a call configures what is configured at launch, and nothing else.
pub(super) fn at_launch<'r>(
    check: &mut Check<'_>,
    at: &Path,
    definition: &TaskDefinition,
    written: impl IntoIterator<Item = AtLaunch<'r>>,
) {
    let list = at.key("volumeConfigurations");
    let mut volumes = definition.volumes.iter();
    let volume = volumes.find(|it| it.storage == Storage::EbsOfTask);
    let mut is_there = false;
    for (index, written) in written.into_iter().enumerate() {
        let at = list.index(index);
        if is_there || volume.is_none_or(|volume| volume.name != written.name) {
            let message = format!(
                "InvalidParameterException: {} of {} is no volume that is configured at launch, or it is twice",
                written.name,
                definition.name()
            );
            let help = "name the volume that has `configuredAtLaunch: true`, once";
            check.wrong(codes::VOLUMES, &at.key("name"), message, help);
            continue;
        }
        is_there = true;
        check.without_effect.insert(PRICE.to_owned());
        ebs(check, &at.key("managedEBSVolume"), &written);
    }
    if let Some(volume) = volume.filter(|_| !is_there) {
        let message = format!(
            "InvalidParameterException: the volume {} of {} is configured at launch, and nothing configures it",
            volume.name,
            definition.name()
        );
        let help = format!(
            "write `volumeConfigurations: [{{name: {}, managedEBSVolume: {{roleArn: …, sizeInGiB: 10}}}}]`",
            volume.name
        );
        check.wrong(codes::VOLUMES, &list, message, &help);
    }
}

/// The type and the size of a volume in EBS.
fn ebs(check: &mut Check<'_>, at: &Path, written: &AtLaunch<'_>) {
    let kind = written.volume_type.unwrap_or("gp3");
    let Some((_, low, high)) = EBS_SIZES.iter().find(|(name, ..)| *name == kind) else {
        let message = format!("InvalidParameterException: {kind} is no volumeType");
        let names = EBS_SIZES.map(|(name, ..)| name).join(", ");
        let help = format!("write one of {names}");
        check.wrong(codes::VOLUMES, &at.key("volumeType"), message, &help);
        return;
    };
    let path = at.key("sizeInGiB");
    if let Some(size) = written.size {
        let what = format!("InvalidParameterException: sizeInGiB of a volume of type {kind}");
        check.within(codes::VOLUMES, &path, size, *low, *high, &what);
    } else if !written.has_snapshot {
        let message = "InvalidParameterException: a volume without a snapshotId needs a sizeInGiB";
        check.wrong(codes::VOLUMES, &path, message, "write `sizeInGiB: 10`");
    }
}
