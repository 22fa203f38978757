//! What a container is told to do: timeouts, health check, restarts.

use std::ops::RangeInclusive;

use super::{Check, dependencies};
use crate::engine::Span;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Container, HealthCheck, Program, RestartPolicy};
use crate::scenario::raw::task_definition::{self as raw, ContainerDefinition, TaskDefinition};
use crate::scenario::source::Path;

/// The containers of a task definition.
pub(super) fn all(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut TaskDefinition,
    on_fargate: bool,
) -> Vec<Container> {
    let timeouts = timeouts(check, at, raw, on_fargate);
    let list = at.key("containerDefinitions");
    let mut containers = Vec::new();
    for (index, [start_timeout, stop_timeout]) in timeouts.into_iter().enumerate() {
        let depends_on = dependencies::of(check, &list, &raw.container_definitions, index);
        let at = list.index(index);
        let written = &mut raw.container_definitions[index];
        containers.push(Container {
            name: written.name.clone(),
            essential: written.essential.unwrap_or(defaults::ESSENTIAL),
            depends_on,
            start_timeout,
            stop_timeout,
            health_check: health_check(check, &at.key("healthCheck"), written),
            restart_policy: restart_policy(check, &at.key("restartPolicy"), written),
            program: Program::default(),
        });
    }
    dependencies::circle(check, &list, &containers);
    containers
}

/// `startTimeout` and `stopTimeout` of each container, where AWS allows them.
pub(super) fn timeouts(
    check: &mut Check<'_>,
    at: &Path,
    raw: &TaskDefinition,
    on_fargate: bool,
) -> Vec<[Option<Span>; 2]> {
    let list = at.key("containerDefinitions");
    let range = |it: RangeInclusive<i64>| {
        if on_fargate {
            it
        } else {
            0..=i64::from(i32::MAX)
        }
    };
    let [start, stop] = [
        range(defaults::FARGATE_START_TIMEOUT),
        range(defaults::FARGATE_STOP_TIMEOUT),
    ];
    let mut timeout = |path: Path, key: &str, seconds: Option<i64>, range: &RangeInclusive<i64>| {
        let what = format!("ClientException: {key} in seconds");
        let (low, high) = (*range.start(), *range.end());
        let seconds = seconds?;
        let seconds = check.within(codes::STOP_TIMEOUT, &path, seconds, low, high, &what);
        Some(Span::from_secs(seconds.into()))
    };
    let all = raw.container_definitions.iter().enumerate();
    all.map(|(index, container)| {
        let (at, [starts, stops]) = (list.index(index), ["startTimeout", "stopTimeout"]);
        [
            timeout(at.key(starts), starts, container.start_timeout, &start),
            timeout(at.key(stops), stops, container.stop_timeout, &stop),
        ]
    })
    .collect()
}

fn health_check(
    check: &mut Check<'_>,
    at: &Path,
    written: &mut ContainerDefinition,
) -> Option<HealthCheck> {
    let name = written.name.clone();
    let raw = written.health_check.as_mut()?;
    // An answer of the API for a container without a check may have an empty one.
    if raw.command.is_empty() || raw.command == ["NONE"] {
        written.health_check = None;
        return None;
    }
    command(check, &at.key("command"), raw);
    let mut number = |key: &str, value: &mut Option<i64>, (default, low, high)| {
        let value = *value.get_or_insert(default);
        let what = format!("ClientException: {key} of the healthCheck of {name}");
        check.within(codes::HEALTH_CHECK, &at.key(key), value, low, high, &what)
    };
    let interval = number(
        "interval",
        &mut raw.interval,
        defaults::HEALTH_CHECK_INTERVAL,
    );
    let timeout = number("timeout", &mut raw.timeout, defaults::HEALTH_CHECK_TIMEOUT);
    let retries = number("retries", &mut raw.retries, defaults::HEALTH_CHECK_RETRIES);
    let start_period = number(
        "startPeriod",
        &mut raw.start_period,
        defaults::HEALTH_CHECK_START_PERIOD,
    );
    Some(HealthCheck {
        interval: Span::from_secs(interval.into()),
        timeout: Span::from_secs(timeout.into()),
        retries,
        start_period: Span::from_secs(start_period.into()),
    })
}

/// AWS: "HealthCheck": the first word says how the command is run.
fn command(check: &mut Check<'_>, path: &Path, raw: &raw::HealthCheck) {
    if !matches!(raw.command[0].as_str(), "CMD" | "CMD-SHELL") {
        let message = "ClientException: the command of a healthCheck begins with CMD or CMD-SHELL";
        let help = "write `command: [CMD-SHELL, \"curl -f http://localhost/ || exit 1\"]`";
        check.wrong(codes::HEALTH_CHECK, path, message, help);
    }
}

fn restart_policy(
    check: &mut Check<'_>,
    at: &Path,
    written: &mut ContainerDefinition,
) -> Option<RestartPolicy> {
    let raw = written.restart_policy.as_mut()?;
    let count = raw.ignored_exit_codes.len();
    let path = at.key("ignoredExitCodes");
    if count > defaults::IGNORED_EXIT_CODES {
        let most = defaults::IGNORED_EXIT_CODES;
        let message = format!("ClientException: {count} ignoredExitCodes, and {most} is the most");
        check.wrong(codes::QUOTA, &path, message, "");
    }
    let mut ignored = Vec::new();
    for (index, code) in raw.ignored_exit_codes.iter().enumerate() {
        let what = "an exit code";
        let code = check.within(codes::OUT_OF_RANGE, &path.index(index), *code, 0, 255, what);
        ignored.push(u8::try_from(code).unwrap_or(u8::MAX));
    }
    let (default, low, high) = defaults::RESTART_ATTEMPT_PERIOD;
    let period = *raw.restart_attempt_period.get_or_insert(default);
    let what = "ClientException: restartAttemptPeriod in seconds";
    let path = at.key("restartAttemptPeriod");
    let period = check.within(codes::OUT_OF_RANGE, &path, period, low, high, what);
    raw.enabled.then(|| RestartPolicy {
        ignored_exit_codes: ignored,
        restart_attempt_period: Span::from_secs(period.into()),
    })
}
