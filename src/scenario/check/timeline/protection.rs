//! UpdateTaskProtection.

use crate::engine::Span;
use crate::scenario::check::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, TaskOwner, TaskProtection};
use crate::scenario::raw::task_protection::UpdateTaskProtection;
use crate::scenario::source::Path;

/// The tasks, and for how long.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut UpdateTaskProtection,
    aws: &Aws,
) -> Action {
    let path = at.key("tasks");
    let count = i64::try_from(raw.tasks.len()).unwrap_or(i64::MAX);
    let what = "InvalidParameterException: the number of tasks in UpdateTaskProtection";
    check.within(codes::QUOTA, &path, count, 1, defaults::PER_CALL, what);
    let tasks = check.tasks(aws, &path, &mut raw.tasks);
    let is_standalone = |owner: &TaskOwner| matches!(owner, TaskOwner::Family(_));
    if let Some(index) = tasks.iter().position(|task| is_standalone(&task.owner)) {
        let message = "InvalidParameterException: only tasks of a service can be protected";
        let help = "nothing stops a standalone task to scale in";
        check.wrong(codes::UNKNOWN_NAME, &path.index(index), message, help);
    }
    let (default, low, high) = defaults::PROTECTION_MINUTES;
    let minutes = *raw.expires_in_minutes.get_or_insert(default);
    let what = "InvalidParameterException: expiresInMinutes";
    let at = at.key("expiresInMinutes");
    let minutes = check.within(codes::OUT_OF_RANGE, &at, minutes, low, high, what);
    Action::UpdateTaskProtection(TaskProtection {
        tasks,
        enabled: raw.protection_enabled,
        expires_in: Span::from_secs(u64::from(minutes) * 60),
    })
}
