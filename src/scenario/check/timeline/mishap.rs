//! Mishaps that hit tasks.

use crate::scenario::check::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, HealthCheckFailure, TaskCrash, TaskTarget};
use crate::scenario::raw::mishap as raw;
use crate::scenario::source::Path;

/// Essential containers exit.
pub(super) fn crash(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::TaskCrash,
    aws: &Aws,
) -> Option<Action> {
    let target = target(check, at, &mut raw.service, &mut raw.tasks, aws)?;
    let exit_code = *raw.exit_code.get_or_insert(defaults::CRASH_EXIT_CODE);
    Some(Action::TaskCrash(TaskCrash {
        target,
        count: count(check, at, raw.count),
        exit_code,
    }))
}

/// Health checks fail.
pub(super) fn health_check_failure(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::HealthCheckFailure,
    aws: &Aws,
) -> Option<Action> {
    let target = target(check, at, &mut raw.service, &mut raw.tasks, aws)?;
    if let TaskTarget::Service(service) = target {
        has_checks(check, at, service, aws);
    }
    Some(Action::HealthCheckFailure(HealthCheckFailure {
        target,
        count: count(check, at, raw.count),
        duration: raw.duration.map(|duration| duration.0),
        hangs: *raw.hangs.get_or_insert(defaults::UNHEALTHY_HANGS),
    }))
}

/// Checks that nobody makes cannot fail.
fn has_checks(check: &mut Check<'_>, at: &Path, service: crate::ids::ServiceId, aws: &Aws) {
    let service = &aws.services[service];
    let Some(first) = aws.task_definitions.get(service.task_definition) else {
        return;
    };
    let family = aws.task_definitions.iter();
    let mut family = family.filter(|(_, other)| other.family == first.family);
    let has_one = family.any(|(_, definition)| {
        let mut containers = definition.containers.iter();
        containers.any(|container| container.health_check.is_some())
    });
    if !has_one && service.load_balancers.is_empty() {
        let message = format!(
            "no container of {} has a health check that could fail",
            first.family
        );
        let help = "give one a `healthCheck`, or write `taskCrash`";
        check.wrong(codes::HEALTH_CHECK, &at.key("service"), message, help);
    }
}

fn target(
    check: &mut Check<'_>,
    at: &Path,
    service: &mut Option<String>,
    tasks: &mut Option<Vec<String>>,
    aws: &Aws,
) -> Option<TaskTarget> {
    if let Some(name) = service {
        let service = check.service(aws, &at.key("service"), None, name)?;
        return Some(TaskTarget::Service(service));
    }
    let names = tasks.as_mut()?;
    let tasks = check.tasks(aws, &at.key("tasks"), names);
    Some(TaskTarget::Tasks(tasks))
}

fn count(check: &mut Check<'_>, at: &Path, count: Option<i64>) -> Option<u32> {
    let most = i64::from(u32::MAX);
    let path = at.key("count");
    count.map(|count| check.within(codes::OUT_OF_RANGE, &path, count, 1, most, "`count`"))
}
