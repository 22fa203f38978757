//! Tasks that fail to start, and deployments that are stopped.

use crate::scenario::check::Check;
use crate::scenario::check::names::of_arn;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, StopServiceDeployment, TaskStartFailure};
use crate::scenario::raw::value::{Delay, Duration};
use crate::scenario::raw::{mishap, timeline};
use crate::scenario::source::Path;

/// Tasks of a service that fail to start.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut mishap::TaskStartFailure,
    aws: &Aws,
) -> Option<Action> {
    let service = check.service(aws, &at.key("service"), None, &mut raw.service);
    let (path, most) = (at.key("count"), i64::from(u32::MAX));
    let count = raw.count.map(|count| {
        let what = "`count` of tasks that fail to start";
        check.within(codes::OUT_OF_RANGE, &path, count, 1, most, what)
    });
    if raw.count.is_none() && raw.duration.is_none() {
        let message = "which tasks fail to start is not said";
        check.wrong(
            codes::EXACTLY_ONE,
            at,
            message,
            "write `count`, `for`, or both",
        );
    }
    let duration = raw.duration.map(|Duration(duration)| duration);
    if duration.is_some_and(crate::engine::Span::is_zero) {
        let message = "a mishap lasts longer than no time";
        check.wrong(codes::DURATION, &at.key("for"), message, "");
    }
    let reason = raw
        .reason
        .get_or_insert_with(|| defaults::START_FAILURE_REASON.to_owned());
    Some(Action::TaskStartFailure(TaskStartFailure {
        service: service?,
        count,
        duration,
        after: raw.after.as_ref().map(|Delay(after)| after.clone()),
        reason: reason.clone(),
    }))
}

/// The end of a deployment by a call.
pub(super) fn stop_deployment(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut timeline::StopServiceDeployment,
    aws: &Aws,
) -> Option<Action> {
    let stop_type = raw
        .stop_type
        .get_or_insert_with(|| defaults::STOP_TYPE.to_owned());
    let rollback = match stop_type.as_str() {
        "ROLLBACK" => true,
        "ABORT" => false,
        other => {
            let message =
                format!("InvalidParameterException: {other} is not a way to stop a deployment");
            let help = "write ROLLBACK or ABORT";
            check.wrong(codes::UNKNOWN_WORD, &at.key("stopType"), message, help);
            return None;
        }
    };
    let (service, number) = if let Some(name) = &mut raw.service {
        (check.service(aws, &at.key("service"), None, name)?, None)
    } else {
        let path = at.key("serviceDeploymentArn");
        let written = raw.service_deployment_arn.as_mut()?;
        let name = of_arn(written).to_owned();
        let parts = name
            .rsplit_once("/d-")
            .and_then(|(service, number)| Some((service, number.parse::<u32>().ok()?)))
            .filter(|(_, number)| *number > 0);
        let Some((service, number)) = parts else {
            let message = format!("`{name}` is not the name of a deployment");
            let help = "deployments are `web/d-1`, `web/d-2`, … of a service";
            check.wrong(codes::UNKNOWN_NAME, &path, message, help);
            return None;
        };
        let mut label = service.to_owned();
        let service = check.service(aws, &path, None, &mut label)?;
        *written = format!("{label}/d-{number}");
        (service, Some(number))
    };
    Some(Action::StopServiceDeployment(StopServiceDeployment {
        service,
        number,
        rollback,
    }))
}
