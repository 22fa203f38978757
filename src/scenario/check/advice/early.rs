//! Early success below the floor of healthy tasks, where one update says the one and an earlier one
//! the other.

use super::Check;
use crate::scenario::model::UpdateService;
use crate::scenario::source::Path;

/// Checks the criteria of an update against `minimumHealthyPercent` as earlier updates leave it.
/// What says both is checked by itself.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    update: &UpdateService,
    (minimum, healthy): (u32, Option<u32>),
) {
    let says_it_alone = update.early_success.is_some() && update.minimum_healthy_percent.is_none();
    let Some(healthy) = healthy.filter(|_| says_it_alone) else {
        return;
    };
    let at = at.key("deploymentConfiguration");
    let path = at.key("earlySuccessCriteria").key("healthyPercent");
    check.early_healthy_percent(&path, i64::from(healthy), minimum);
}
