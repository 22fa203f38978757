//! What a rule runs: tasks of ECS.

use crate::engine::Span;
use crate::ids::{RuleId, TargetId};
use crate::scenario::check::placement::{Whose, Written};
use crate::scenario::check::{Check, volume};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, RunTask, SchedulingStrategy, Target};
use crate::scenario::raw;
use crate::scenario::raw::rules::{Rule, RuleTarget};
use crate::scenario::source::Path;

/// The targets of a rule, in file order.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    rule: RuleId,
    raw: &mut Rule,
    file: &raw::aws::Aws,
    aws: &mut Aws,
) -> Vec<TargetId> {
    let mut targets = Vec::new();
    if let Some(raw) = &mut raw.target {
        targets.extend(target(check, &at.key("target"), rule, raw, file, aws));
    }
    let list = at.key("targets");
    let raw = raw.targets.as_deref_mut().unwrap_or_default();
    super::within_quota(check, &list, raw.len());
    for (index, raw) in raw.iter_mut().enumerate() {
        targets.extend(target(check, &list.index(index), rule, raw, file, aws));
    }
    targets
}

fn target(
    check: &mut Check<'_>,
    at: &Path,
    rule: RuleId,
    raw: &mut RuleTarget,
    file: &raw::aws::Aws,
    aws: &mut Aws,
) -> Option<TargetId> {
    let retry = raw.retry_policy.get_or_insert_default();
    let attempts = retry
        .maximum_retry_attempts
        .get_or_insert(defaults::RETRY_ATTEMPTS);
    let most_retries = u32::try_from(*attempts).unwrap_or(0);
    let age = retry
        .maximum_event_age_in_seconds
        .get_or_insert(defaults::EVENT_AGE);
    let longest = Span::from_secs(u64::try_from(*age).unwrap_or(0));
    let run = run_task(check, at, raw, file, aws)?;
    Some(aws.targets.push(Target {
        rule,
        run,
        most_retries,
        longest,
    }))
}

fn run_task(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut RuleTarget,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Option<RunTask> {
    let ecs = at.key("ecsParameters");
    let Some(tasks) = &mut raw.ecs_parameters else {
        if !check.is_told(at) {
            let instead =
                "write `ecsParameters: {taskDefinitionArn: job}`, or leave the target out";
            check.not_played(at, "targets other than tasks of ECS", instead);
        }
        return None;
    };
    let cluster = check.cluster(&aws.clusters, &at.key("arn"), &mut raw.arn);
    let path = ecs.key("taskDefinitionArn");
    let definition = check.task_definition(aws, &path, &mut tasks.task_definition_arn);
    let count = *tasks.task_count.get_or_insert(defaults::TASK_COUNT);
    let what = "ValidationException: taskCount";
    let path_of_count = ecs.key("taskCount");
    let most = defaults::PER_CALL;
    let count = check.within(codes::QUOTA, &path_of_count, count, 1, most, what);
    let strategy = &mut tasks.capacity_provider_strategy;
    let capacity = check.capacity(file, cluster, &ecs, &mut tasks.launch_type, strategy);
    let definition = definition?;
    check.runs_on(aws, file, &path, definition, capacity);
    volume::at_launch(check, &ecs, &aws.task_definitions[definition], None);
    let awsvpc = aws.task_definitions[definition].awsvpc;
    let whose = Whose {
        definition: Some(definition),
        capacity,
        scheduling: SchedulingStrategy::Replica,
    };
    let written = Written {
        constraints: &tasks.placement_constraints,
        strategy: &tasks.placement_strategy,
    };
    let placement = check.placement(aws, &ecs, whose, written);
    let on = (awsvpc, capacity);
    let network = check.network(file, aws, &ecs, on, &mut tasks.network_configuration);
    Some(RunTask {
        cluster,
        task_definition: definition,
        count,
        capacity,
        placement,
        group: check.task_group(&ecs.key("group"), tasks.group.as_deref()),
        zones: network.zones,
        subnets: network.subnets,
        public_ip: network.public_ip,
        keeps_ebs: false,
    })
}
