//! The timeline: what is done, and what happens.

mod attributes;
mod machines;
mod mishap;
mod names;
mod protection;
mod reclaim;
mod start_failure;
mod times;
mod update_service;

use super::placement::{Whose, Written};
use super::{Check, account, image, upload, volume};
use crate::engine::Span;
use crate::ids::TaskDefinitionId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, Entry, RunTask, SchedulingStrategy};
use crate::scenario::raw::value::Duration;
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

pub(super) fn check(check: &mut Check<'_>, file: &mut File, aws: &Aws, end: Span) -> Vec<Entry> {
    let mut raw = std::mem::take(&mut file.timeline);
    let mut entries = Vec::new();
    for (index, raw) in raw.iter_mut().enumerate() {
        let at = Path::default().key("timeline").index(index);
        let times = times::check(check, &at, raw, end);
        let action = action(check, &at, raw, &file.aws, aws);
        if let (Some((first, every, until)), Some(action)) = (times, action) {
            entries.push(Entry {
                at: first,
                every,
                until,
                action,
            });
        }
    }
    file.timeline = raw;
    entries
}

fn action(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::Entry,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Option<Action> {
    if let Some(call) = &mut raw.update_service {
        return update_service::check(check, &at.key("updateService"), call, file, aws);
    }
    if let Some(call) = &mut raw.run_task {
        return run_task(check, &at.key("runTask"), call, file, aws);
    }
    if let Some(call) = &mut raw.stop_task {
        let task = check.task(aws, &at.keys("stopTask.task"), &mut call.task)?;
        return Some(Action::StopTask {
            task,
            reason: call.reason.clone(),
        });
    }
    if let Some(call) = &mut raw.update_container_instances_state {
        let at = at.key("updateContainerInstancesState");
        return update_instances(check, &at, call, aws);
    }
    if let Some(call) = &mut raw.put_attributes {
        let attributes = attributes::check(check, &at.key("putAttributes"), call, aws, true);
        return Some(Action::PutAttributes { attributes });
    }
    if let Some(call) = &mut raw.delete_attributes {
        let attributes = attributes::check(check, &at.key("deleteAttributes"), call, aws, false);
        return Some(Action::DeleteAttributes { attributes });
    }
    if let Some(call) = &mut raw.deregister_container_instance {
        let path = at.keys("deregisterContainerInstance.containerInstance");
        let instance = check.instance(aws, &path, &mut call.container_instance)?;
        let force = *call.force.get_or_insert(false);
        return Some(Action::DeregisterContainerInstance { instance, force });
    }
    of_tasks(check, at, raw, aws)
        .or_else(|| of_starts(check, at, raw, aws))
        .or_else(|| machines::check(check, at, raw, aws))
}

/// What happens to tasks that run, and to deployments.
fn of_tasks(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::Entry,
    aws: &Aws,
) -> Option<Action> {
    if let Some(mishap) = &mut raw.spot_interruption {
        return reclaim::check(check, &at.key("spotInterruption"), mishap, aws);
    }
    if let Some(call) = &mut raw.update_task_protection {
        return Some(protection::check(
            check,
            &at.key("updateTaskProtection"),
            call,
            aws,
        ));
    }
    if let Some(mishap) = &mut raw.task_crash {
        return mishap::crash(check, &at.key("taskCrash"), mishap, aws);
    }
    if let Some(mishap) = &mut raw.health_check_failure {
        return mishap::health_check_failure(check, &at.key("healthCheckFailure"), mishap, aws);
    }
    if let Some(call) = &mut raw.put_object {
        return Some(upload::put_object(check, &at.key("putObject"), call));
    }
    if let Some(call) = &mut raw.stop_service_deployment {
        let at = at.key("stopServiceDeployment");
        return start_failure::stop_deployment(check, &at, call, aws);
    }
    if let Some(mishap) = &mut raw.task_start_failure {
        return start_failure::check(check, &at.key("taskStartFailure"), mishap, aws);
    }
    if let Some(outage) = &raw.availability_zone_outage {
        return zone_outage(check, &at.key("availabilityZoneOutage"), outage);
    }
    None
}

/// What changes what tasks find when they start: roles, secrets, registries.
fn of_starts(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::Entry,
    aws: &Aws,
) -> Option<Action> {
    if let Some((role, change)) = account::change(check, at, raw, &aws.account) {
        return Some(Action::ChangeRole { role, change });
    }
    if let Some(call) = &raw.delete_secret {
        let path = at.keys("deleteSecret.secretId");
        let secret = account::secret_named(check, &path, &call.secret_id, &aws.account)?;
        return Some(Action::DeleteSecret(secret));
    }
    if let Some(call) = &raw.put_secret_value {
        let path = at.keys("putSecretValue.secretId");
        let secret = account::secret_named(check, &path, &call.secret_id, &aws.account)?;
        let json_keys = call.secret_string.as_ref().and_then(account::json_keys);
        return Some(Action::PutSecretValue { secret, json_keys });
    }
    if let Some(outage) = &raw.registry_outage {
        return image::outage(check, &at.key("registryOutage"), outage, aws);
    }
    if let Some(mishap) = &raw.image_deleted {
        let change = (aws, Action::ImageDeleted as _);
        return image::change(check, &at.key("imageDeleted"), mishap, change);
    }
    if let Some(mishap) = &raw.image_pushed {
        let change = (aws, Action::ImagePushed as _);
        return image::change(check, &at.key("imagePushed"), mishap, change);
    }
    None
}

fn zone_outage(
    check: &mut Check<'_>,
    at: &Path,
    outage: &raw::mishap::ZoneOutage,
) -> Option<Action> {
    let zone = check.zone(&at.key("availabilityZone"), &outage.availability_zone);
    let Duration(duration) = outage.duration?;
    if duration.is_zero() {
        check.wrong(
            codes::DURATION,
            &at.key("for"),
            "an outage lasts longer than no time",
            "",
        );
    }
    Some(Action::AvailabilityZoneOutage { zone, duration })
}

fn run_task(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::RunTask,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Option<Action> {
    let cluster = check.cluster(&aws.clusters, &at.key("cluster"), &mut raw.cluster);
    let path = at.key("taskDefinition");
    let definition = check.task_definition(aws, &path, &mut raw.task_definition);
    let count = *raw.count.get_or_insert(defaults::RUN_TASK_COUNT);
    let what = "InvalidParameterException: RunTask starts several tasks at once; count";
    let count = check.within(
        codes::QUOTA,
        &at.key("count"),
        count,
        1,
        defaults::PER_CALL,
        what,
    );
    let strategy = &mut raw.capacity_provider_strategy;
    let capacity = check.capacity(file, cluster, at, &mut raw.launch_type, strategy);
    let definition: TaskDefinitionId = definition?;
    check.runs_on(aws, file, &path, definition, capacity);
    let written = raw.volume_configurations.iter().map(Into::into);
    volume::at_launch(check, at, &aws.task_definitions[definition], written);
    let awsvpc = aws.task_definitions[definition].awsvpc;
    let whose = Whose {
        definition: Some(definition),
        capacity,
        scheduling: SchedulingStrategy::Replica,
    };
    let written = Written {
        constraints: &raw.placement_constraints,
        strategy: &raw.placement_strategy,
    };
    let placement = check.placement(aws, at, whose, written);
    let on = (awsvpc, capacity);
    let network = check.network(file, aws, at, on, &mut raw.network_configuration);
    Some(Action::RunTask(RunTask {
        cluster,
        task_definition: definition,
        count,
        capacity,
        placement,
        group: check.task_group(&at.key("group"), raw.group.as_deref()),
        zones: network.zones,
        subnets: network.subnets,
        public_ip: network.public_ip,
        keeps_ebs: volume::keeps_ebs(&raw.volume_configurations),
    }))
}

fn update_instances(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::UpdateInstances,
    aws: &Aws,
) -> Option<Action> {
    let count = i64::try_from(raw.container_instances.len()).unwrap_or(i64::MAX);
    let path = at.key("containerInstances");
    let what = "InvalidParameterException: container instances of one call";
    check.within(codes::QUOTA, &path, count, 1, defaults::PER_CALL, what);
    let instances = check.instances(aws, &path, &mut raw.container_instances);
    let draining = match raw.status.as_str() {
        "DRAINING" => true,
        "ACTIVE" => false,
        other => {
            let message =
                format!("InvalidParameterException: {other} is not a status that can be set");
            check.wrong(
                codes::UNKNOWN_WORD,
                &at.key("status"),
                message,
                "write DRAINING or ACTIVE",
            );
            return None;
        }
    };
    Some(Action::UpdateContainerInstancesState {
        instances,
        draining,
    })
}
