//! The timeline: what is done, and what happens.

use super::Check;
use super::names::find;
use crate::engine::{SimTime, Span};
use crate::ids::TaskDefinitionId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{
    Action, Aws, Capacity, Entry, Market, RunTask, SpotInterruption, SpotTarget, UpdateService,
};
use crate::scenario::raw::value::Duration;
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

pub(super) fn check(check: &mut Check<'_>, file: &mut File, aws: &Aws, end: Span) -> Vec<Entry> {
    let mut raw = std::mem::take(&mut file.timeline);
    let mut entries = Vec::new();
    for (index, raw) in raw.iter_mut().enumerate() {
        let at = Path::default().key("timeline").index(index);
        let times = times(check, &at, raw, end);
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

type Times = (SimTime, Option<Span>, Option<SimTime>);

fn times(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::Entry,
    end: Span,
) -> Option<Times> {
    let every = raw.every.map(|every| every.0);
    let Some(Duration(first)) = raw.at.or(raw.every) else {
        let diagnostic = Diagnostic::new(codes::MISSING_FIELD, "when?").help("write `at: 10m`");
        check.tell(at, "`at` is missing", diagnostic);
        return None;
    };
    raw.at = Some(Duration(first));
    let until = raw.until.map(|until| until.0);
    if let Some(every) = every {
        if every.is_zero() {
            check.wrong(
                codes::DURATION,
                &at.key("every"),
                "an entry that is repeated at once never ends",
                "",
            );
        } else if end.saturating_sub(first).as_micros() / every.as_micros()
            > defaults::MOST_REPETITIONS
        {
            let message = format!(
                "an entry is repeated at most {} times",
                defaults::MOST_REPETITIONS
            );
            check.wrong(
                codes::DURATION,
                &at.key("every"),
                message,
                "look at the unit of `every`",
            );
        }
    } else if until.is_some() {
        let help = "write `every`, or leave out `until`";
        check.wrong(
            codes::MISSING_FIELD,
            &at.key("until"),
            "`until` ends what `every` repeats",
            help,
        );
    }
    if until.is_some_and(|until| until < first) {
        check.wrong(
            codes::DURATION,
            &at.key("until"),
            "it ends before it begins",
            "",
        );
    }
    if first > end {
        let key = if check.tree.place_of(&at.key("at"), true) == check.tree.place_of(at, true) {
            at.key("every")
        } else {
            at.key("at")
        };
        let message = format!(
            "the scenario ends at {}, before this happens",
            Duration(end)
        );
        let diagnostic = Diagnostic::new(codes::AFTER_THE_END, message)
            .help("make `duration` longer, or let it happen earlier");
        check.tell(&key, "after the end", diagnostic);
    }
    let instant = |span: Span| SimTime::ZERO + span;
    Some((instant(first), every, until.map(instant)))
}

fn action(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::Entry,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Option<Action> {
    if let Some(call) = &mut raw.update_service {
        return update_service(check, &at.key("updateService"), call, file, aws);
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
    if let Some(call) = &mut raw.terminate_instances {
        let path = at.keys("terminateInstances.instanceIds");
        let instances = check.instances(aws, &path, &mut call.instance_ids);
        return Some(Action::TerminateInstances { instances });
    }
    if let Some(call) = &mut raw.deregister_container_instance {
        let path = at.keys("deregisterContainerInstance.containerInstance");
        let instance = check.instance(aws, &path, &mut call.container_instance)?;
        let force = *call.force.get_or_insert(false);
        return Some(Action::DeregisterContainerInstance { instance, force });
    }
    if let Some(mishap) = &mut raw.spot_interruption {
        return spot_interruption(check, &at.key("spotInterruption"), mishap, aws);
    }
    let outage = raw.availability_zone_outage.as_ref()?;
    let at = at.key("availabilityZoneOutage");
    let zone = check.zone(
        &aws.zones,
        &at.key("availabilityZone"),
        &outage.availability_zone,
    );
    let Duration(duration) = outage.duration?;
    if duration.is_zero() {
        check.wrong(
            codes::DURATION,
            &at.key("for"),
            "an outage of no time is none",
            "",
        );
    }
    Some(Action::AvailabilityZoneOutage { zone, duration })
}

fn update_service(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::UpdateService,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Option<Action> {
    let cluster = raw.cluster.take();
    let service = check.service(
        aws,
        &at.key("service"),
        cluster.as_deref(),
        &mut raw.service,
    );
    let path = at.key("taskDefinition");
    let task_definition = raw
        .task_definition
        .as_mut()
        .and_then(|name| check.task_definition(aws, &path, name));
    if let (Some(id), Some(service)) = (task_definition, service) {
        check.runs_on(aws, file, &path, id, aws.services[service].capacity);
        let before = aws
            .task_definitions
            .get(aws.services[service].task_definition);
        if before.is_some_and(|before| before.awsvpc != aws.task_definitions[id].awsvpc) {
            check.not_played(&path, "a change of the network mode of a service");
        }
    }
    let desired_count = raw.desired_count;
    let desired_count =
        desired_count.map(|count| check.desired_count(&at.key("desiredCount"), count));
    let path = at.key("deploymentConfiguration");
    let percents = raw.deployment_configuration.as_mut();
    let (minimum, maximum) =
        percents.map_or((None, None), |written| check.percents(&path, written));
    Some(Action::UpdateService(UpdateService {
        service: service?,
        task_definition,
        desired_count,
        force_new_deployment: *raw.force_new_deployment.get_or_insert(false),
        minimum_healthy_percent: minimum,
        maximum_percent: maximum,
    }))
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
    let awsvpc = aws.task_definitions[definition].awsvpc;
    let zones = check.network(file, aws, at, awsvpc, &mut raw.network_configuration);
    Some(Action::RunTask(RunTask {
        cluster,
        task_definition: definition,
        count,
        capacity,
        zones,
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
            let message = format!("InvalidParameterException: an instance is not set to {other}");
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

fn spot_interruption(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::SpotInterruption,
    aws: &Aws,
) -> Option<Action> {
    let count = raw.count.map(|count| {
        let most = i64::from(u32::MAX);
        check.within(
            codes::OUT_OF_RANGE,
            &at.key("count"),
            count,
            1,
            most,
            "how many are taken back",
        )
    });
    let target = if let Some(name) = &raw.auto_scaling_group {
        let path = at.key("autoScalingGroup");
        let Some(group) = find(&aws.auto_scaling_groups, |group| group.name == *name) else {
            let known = aws
                .auto_scaling_groups
                .iter()
                .map(|(_, group)| group.name.as_str());
            check.unknown(&path, "group", name, known);
            return None;
        };
        let template = aws.auto_scaling_groups[group].template;
        if aws
            .launch_templates
            .get(template)
            .is_some_and(|it| it.market != Market::Spot)
        {
            let message =
                format!("the group {name} has no Spot instances that could be taken back");
            let help = "write `instanceMarketOptions: {marketType: spot}` in its launch template";
            check.wrong(codes::CAPACITY, &path, message, help);
        }
        SpotTarget::Group(group)
    } else if let Some(name) = &mut raw.service {
        let path = at.key("service");
        let service = check.service(aws, &path, None, name)?;
        if aws.services[service].capacity != Capacity::FargateSpot {
            let message = format!("the service {name} does not run on Fargate Spot");
            let help = "write `capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT}]` there, or name a group or instances";
            check.wrong(codes::CAPACITY, &path, message, help);
        }
        SpotTarget::Service(service)
    } else if let Some(names) = &mut raw.instances {
        SpotTarget::Instances(check.instances(aws, &at.key("instances"), names))
    } else {
        let names = raw.tasks.as_mut()?;
        SpotTarget::Tasks(check.tasks(aws, &at.key("tasks"), names))
    };
    Some(Action::SpotInterruption(SpotInterruption { target, count }))
}
