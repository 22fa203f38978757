//! Early success below the floor of healthy tasks, where one update says the one and an earlier one
//! the other.

use super::Check;
use crate::scenario::model::UpdateService;
use crate::scenario::source::Path;

/// Checks what an update leaves: `minimumHealthyPercent`, and `healthyPercent` if early success is
/// enabled. What says both is checked by itself.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    update: &UpdateService,
    (minimum, healthy): (u32, Option<u32>),
) {
    let says = [
        update.minimum_healthy_percent.is_some(),
        update.early_success.is_some(),
    ];
    let Some(healthy) = healthy.filter(|_| says[0] != says[1]) else {
        return;
    };
    let at = at.key("deploymentConfiguration");
    let path = if says[0] {
        at.key("minimumHealthyPercent")
    } else {
        at.key("earlySuccessCriteria").key("healthyPercent")
    };
    check.early_healthy_percent(&path, i64::from(healthy), minimum);
}
