//! UpdateService.

use crate::ids::{ServiceId, TaskDefinitionId};
use crate::scenario::check::Check;
use crate::scenario::check::placement::{Whose, Written};
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, SchedulingStrategy, UpdateService};
use crate::scenario::raw;
use crate::scenario::raw::aws::DeploymentConfiguration;
use crate::scenario::source::Path;

/// A new revision, a new count, a new configuration.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::UpdateService,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Option<Action> {
    let cluster = raw.cluster.take();
    let path = at.key("service");
    let service = check.service(aws, &path, cluster.as_deref(), &mut raw.service);
    let task_definition = revision(check, at, raw, file, aws, service);
    let is_daemon =
        service.is_some_and(|service| aws.services[service].strategy == SchedulingStrategy::Daemon);
    let desired_count = desired_count(check, at, raw.desired_count, is_daemon);
    let rebalancing = raw.availability_zone_rebalancing.as_deref();
    let grace = raw.health_check_grace_period_seconds;
    let path = at.key("healthCheckGracePeriodSeconds");
    let zones = at.key("availabilityZoneRebalancing");
    let mut update = UpdateService {
        service: service.unwrap_or(ServiceId(0)),
        task_definition,
        desired_count,
        force_new_deployment: *raw.force_new_deployment.get_or_insert(false),
        minimum_healthy_percent: None,
        maximum_percent: None,
        az_rebalancing: rebalancing.map(|word| check.az_rebalancing(&zones, word)),
        health_check_grace_period: grace.map(|seconds| check.grace_period(&path, seconds)),
        circuit_breaker: None,
        early_success: None,
        placement_constraints: None,
        placement_strategy: None,
    };
    if let Some(service) = service {
        placement(check, at, raw, aws, service, &mut update);
    }
    if let Some(written) = &mut raw.deployment_configuration {
        let path = at.key("deploymentConfiguration");
        configuration(check, &path, written, &mut update);
        if is_daemon {
            check.daemon_maximum(&path, update.maximum_percent);
        }
    }
    service.map(|_| Action::UpdateService(update))
}

/// Constraints and strategies that take the place of those before; the others stay.
fn placement(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::timeline::UpdateService,
    aws: &Aws,
    service: ServiceId,
    update: &mut UpdateService,
) {
    let service = &aws.services[service];
    let whose = Whose {
        definition: Some(update.task_definition.unwrap_or(service.task_definition)),
        capacity: service.capacity,
        scheduling: service.strategy,
    };
    let (constraints, strategy) = (&raw.placement_constraints, &raw.placement_strategy);
    if constraints.is_none() && strategy.is_none() {
        return;
    }
    let written = Written {
        constraints: constraints.as_deref().unwrap_or_default(),
        strategy: strategy.as_deref().unwrap_or_default(),
    };
    let placement = check.placement(aws, at, whose, written);
    update.placement_constraints = constraints.as_ref().map(|_| placement.constraints);
    update.placement_strategy = strategy.as_ref().map(|_| placement.strategy);
}

fn revision(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::UpdateService,
    file: &raw::aws::Aws,
    aws: &Aws,
    service: Option<ServiceId>,
) -> Option<TaskDefinitionId> {
    let path = at.key("taskDefinition");
    let id = check.task_definition(aws, &path, raw.task_definition.as_mut()?)?;
    let service = &aws.services[service?];
    check.runs_on(aws, file, &path, id, service.capacity);
    let before = aws.task_definitions.get(service.task_definition);
    if before.is_some_and(|before| before.awsvpc != aws.task_definitions[id].awsvpc) {
        let what = "a change of the network mode of a service";
        check.not_played(&path, what, "make a second service with the new revision");
    }
    for wanted in &service.load_balancers {
        let paths = [path.clone(), path.clone(), path.clone()];
        check.fits_target(&paths, (aws, file), id, wanted);
    }
    Some(id)
}

fn desired_count(
    check: &mut Check<'_>,
    at: &Path,
    count: Option<i64>,
    is_daemon: bool,
) -> Option<u32> {
    let path = at.key("desiredCount");
    if is_daemon && count.is_some() {
        let message = "InvalidParameterException: The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again.";
        let help = "the number of its container instances is its desired count";
        check.wrong(codes::DAEMON, &path, message, help);
    }
    count.map(|count| check.desired_count(&path, count))
}

fn configuration(
    check: &mut Check<'_>,
    at: &Path,
    written: &mut DeploymentConfiguration,
    update: &mut UpdateService,
) {
    let (minimum, maximum) = check.percents(at, written);
    update.minimum_healthy_percent = minimum;
    update.maximum_percent = maximum;
    let breaker = written.deployment_circuit_breaker.as_mut();
    let path = at.key("deploymentCircuitBreaker");
    update.circuit_breaker = breaker.map(|it| check.circuit_breaker(&path, it));
    let criteria = written.early_success_criteria.as_mut();
    let path = at.key("earlySuccessCriteria");
    // A minimum that is not written here is that of an earlier update: those are walked in order of
    // time once all of them are read.
    let minimum = minimum.unwrap_or(0);
    update.early_success = criteria.map(|it| check.early_success(&path, it, minimum));
}
