//! The disk of an instance, which has the images of its tasks.

use crate::catalog;
use crate::scenario::check::Check;
use crate::scenario::check::volume::gib;
use crate::scenario::diagnostic::codes;
use crate::scenario::raw::aws::{ContainerInstances, LaunchTemplateData};
use crate::scenario::raw::value::Size;
use crate::scenario::source::Path;

/// AWS: "LaunchTemplateEbsBlockDeviceRequest", a volume of the type gp3, in GiB.
const MOST_GIB: i64 = 16_384;

/// The disk of a fixed fleet.
pub(super) fn of_fleet(check: &mut Check<'_>, at: &Path, raw: &ContainerInstances) -> u64 {
    let Some(Size(bytes)) = raw.disk_size else {
        return check.assumptions.count("ec2.diskSize");
    };
    if bytes > catalog::MOST_BYTES {
        let message = format!("a disk has at most {}", Size(catalog::MOST_BYTES));
        let path = at.key("diskSize");
        check.wrong(codes::OUT_OF_RANGE, &path, message, "look at the unit");
    }
    bytes
}

/// The first disk of a launch template.
pub(super) fn of_template(check: &mut Check<'_>, at: &Path, raw: &LaunchTemplateData) -> u64 {
    let mappings = raw.block_device_mappings.iter().enumerate();
    let sizes = mappings.filter_map(|(index, it)| Some((index, it.ebs.as_ref()?.volume_size?)));
    let mut first = None;
    for (index, size) in sizes {
        let path = at
            .key("blockDeviceMappings")
            .index(index)
            .keys("ebs.volumeSize");
        let what = "InvalidParameterValue: VolumeSize in GiB";
        let size = check.within(codes::OUT_OF_RANGE, &path, size, 1, MOST_GIB, what);
        first = first.or(Some(size));
    }
    first.map_or_else(
        || check.assumptions.count("ec2.diskSize"),
        |size| gib(i64::from(size)),
    )
}
