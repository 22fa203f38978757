//! Services.

use std::collections::BTreeMap;

use super::{Check, assumption, container_definition, entry, task_size};
use crate::engine::{Arena, Span};
use crate::ids::{ClusterId, ServiceId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, Capacity, DeploymentConfiguration, SchedulingStrategy, Service};
use crate::scenario::raw::{self, File};
use crate::scenario::read::is_told;
use crate::scenario::source::Path;

/// The greatest percent that a 32-bit field of the API holds.
const GREATEST_PERCENT: i64 = i32::MAX as i64;

/// Assumed: with a higher floor the last old tasks could never be stopped.
const MOST_HEALTHY: u32 = 100;

pub(super) fn check(
    check: &mut Check<'_>,
    file: &mut File,
    aws: &Aws,
) -> Arena<ServiceId, Service> {
    let mut raw = std::mem::take(&mut file.aws.services);
    let mut services: Arena<ServiceId, Service> = Arena::default();
    let mut seen: BTreeMap<(ClusterId, String), Path> = BTreeMap::new();
    for (index, raw) in raw.iter_mut().enumerate() {
        let at = entry("services", index);
        let service = service(check, &at, raw, &file.aws, aws);
        let key = (service.cluster, service.name.clone());
        if let Some(first) = seen.get(&key) {
            let (here, there) = (at.key("serviceName"), first.key("serviceName"));
            check.twice(&here, &there, "services of one cluster", &service.name);
        }
        seen.insert(key, at);
        services.push(service);
    }
    file.aws.services = raw;
    quota(check, aws, &services);
    let services = label(&services, aws);
    for (id, service) in services.iter() {
        let full = format!("{}/{}", aws.clusters[service.cluster], service.name);
        check.known.services.insert(service.label.clone(), id);
        check.known.services.insert(full, id);
    }
    services
}

fn service(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::aws::Service,
    file: &raw::aws::Aws,
    aws: &Aws,
) -> Service {
    check.ecs_name(&at.key("serviceName"), "service", &raw.service_name);
    not_played(check, at, raw);
    let cluster = check.cluster(&aws.clusters, &at.key("cluster"), &mut raw.cluster);
    let path = at.key("taskDefinition");
    let definition = check.task_definition(aws, &path, &mut raw.task_definition);
    let strategy = scheduling_strategy(raw);
    let desired_count = desired_count(check, at, raw, strategy);
    let providers = &mut raw.capacity_provider_strategy;
    let capacity = check.capacity(file, cluster, at, &mut raw.launch_type, providers);
    if strategy == SchedulingStrategy::Daemon && capacity != Capacity::Ec2 {
        let message = "InvalidParameterException: The daemon scheduling strategy is not supported on AWS Fargate";
        let help = "write `launchType: EC2`: a daemon runs on container instances";
        check.wrong(codes::DAEMON, &at.key("schedulingStrategy"), message, help);
    }
    let awsvpc = definition.is_some_and(|id| aws.task_definitions[id].awsvpc);
    if let Some(id) = definition {
        check.runs_on(aws, file, &path, id, capacity);
    }
    let zones = match definition {
        Some(_) => check.network(file, aws, at, awsvpc, &mut raw.network_configuration),
        None => aws.zones.ids().collect(),
    };
    Service {
        name: raw.service_name.clone(),
        label: raw.service_name.clone(),
        cluster,
        task_definition: definition.unwrap_or(TaskDefinitionId(0)),
        strategy,
        desired_count,
        capacity,
        deployment: deployment(check, at, raw, strategy),
        health_check_grace_period: grace_period(check, at, raw),
        az_rebalancing: az_rebalancing(check, at, raw, strategy),
        zones,
    }
}

fn not_played(check: &mut Check<'_>, at: &Path, raw: &mut raw::aws::Service) {
    let controller = raw
        .deployment_controller
        .as_ref()
        .map(|it| it.kind.as_str());
    if let Some(kind) = controller.filter(|kind| !kind.is_empty() && *kind != "ECS") {
        let path = at.keys("deploymentController.type");
        let instead = "leave it out: the controller ECS replaces tasks by rolling updates";
        check.not_played(&path, &format!("the controller {kind}"), instead);
    }
}

fn scheduling_strategy(raw: &raw::aws::Service) -> SchedulingStrategy {
    match raw.scheduling_strategy.as_deref() {
        Some("DAEMON") => SchedulingStrategy::Daemon,
        _ => SchedulingStrategy::Replica,
    }
}

/// How many tasks: a REPLICA service has to say it, a DAEMON service must not.
fn desired_count(
    check: &mut Check<'_>,
    at: &Path,
    raw: &raw::aws::Service,
    strategy: SchedulingStrategy,
) -> u32 {
    let path = at.key("desiredCount");
    match (strategy, raw.desired_count) {
        (SchedulingStrategy::Replica, Some(count)) => check.desired_count(&path, count),
        (SchedulingStrategy::Daemon, Some(_)) => {
            let message = "a DAEMON service has no desired count of its own: one task for each of its container instances";
            let help = "leave `desiredCount` out; AWS refuses it when the service is created";
            check.wrong(codes::LEFT_OUT_OF_ACCOUNT, &path, message, help);
            0
        }
        // That it is missing was told.
        (SchedulingStrategy::Replica | SchedulingStrategy::Daemon, None) => 0,
    }
}

/// How it is deployed, filled in and checked.
fn deployment(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::aws::Service,
    strategy: SchedulingStrategy,
) -> DeploymentConfiguration {
    let (minimum, maximum) = match strategy {
        SchedulingStrategy::Replica => defaults::REPLICA_PERCENTS,
        SchedulingStrategy::Daemon => defaults::DAEMON_PERCENTS,
    };
    let written = raw.deployment_configuration.get_or_insert_default();
    written.minimum_healthy_percent.get_or_insert(minimum);
    written.maximum_percent.get_or_insert(maximum);
    let at = at.key("deploymentConfiguration");
    let (minimum, maximum) = check.percents(&at, written);
    if strategy == SchedulingStrategy::Daemon {
        check.daemon_maximum(&at, maximum);
    }
    let breaker = written.deployment_circuit_breaker.as_mut();
    let criteria = written.early_success_criteria.as_mut();
    DeploymentConfiguration {
        minimum_healthy_percent: minimum.unwrap_or_default(),
        maximum_percent: maximum.unwrap_or_default(),
        circuit_breaker: breaker
            .and_then(|it| check.circuit_breaker(&at.key("deploymentCircuitBreaker"), it)),
        early_success: criteria.and_then(|it| {
            let at = at.key("earlySuccessCriteria");
            check.early_success(&at, it, minimum.unwrap_or_default())
        }),
    }
}

/// Whether tasks are moved when zones are uneven. A DAEMON service has no choice of zones, and
/// with a maximumPercent of 100 no task may start before another stops.
fn az_rebalancing(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::aws::Service,
    strategy: SchedulingStrategy,
) -> bool {
    let percents = raw.deployment_configuration.as_ref();
    let has_room = percents.and_then(|it| it.maximum_percent) != Some(100);
    let can = strategy == SchedulingStrategy::Replica && has_room;
    let default = check.assumptions.word("ecs.azRebalancingDefault");
    let default = if can { default } else { "DISABLED" };
    let written = raw
        .availability_zone_rebalancing
        .get_or_insert_with(|| default.to_owned());
    can && check.az_rebalancing(&at.key("availabilityZoneRebalancing"), written)
}

/// How long after its start a task may be unhealthy.
fn grace_period(check: &mut Check<'_>, at: &Path, raw: &mut raw::aws::Service) -> Span {
    let key = "healthCheckGracePeriodSeconds";
    let seconds = &mut raw.health_check_grace_period_seconds;
    let seconds = *seconds.get_or_insert(defaults::GRACE_PERIOD);
    check.grace_period(&at.key(key), seconds)
}

fn quota(check: &mut Check<'_>, aws: &Aws, services: &Arena<ServiceId, Service>) {
    let quota = check.assumptions.count("ecs.servicesPerCluster");
    let mut counts: BTreeMap<ClusterId, u64> = BTreeMap::new();
    for (_, service) in services.iter() {
        *counts.entry(service.cluster).or_default() += 1;
    }
    for (cluster, count) in counts.into_iter().filter(|(_, count)| *count > quota) {
        let name = &aws.clusters[cluster];
        let message = format!(
            "InvalidParameterException: the cluster {name} has {count} services, and {quota} is AWS's quota"
        );
        let path = Path::default().keys("aws.services");
        check.wrong(codes::QUOTA, &path, message, "take another cluster");
    }
}

/// Labels: the name, or `cluster/name` where two clusters have one.
fn label(services: &Arena<ServiceId, Service>, aws: &Aws) -> Arena<ServiceId, Service> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (_, service) in services.iter() {
        *count.entry(service.name.clone()).or_default() += 1;
    }
    let label = |service: &Service| {
        if count[&service.name] == 1 {
            service.name.clone()
        } else {
            format!("{}/{}", aws.clusters[service.cluster], service.name)
        }
    };
    services
        .iter()
        .map(|(_, service)| Service {
            label: label(service),
            ..service.clone()
        })
        .collect()
}

impl Check<'_> {
    /// A desired count within AWS's quota.
    pub(super) fn desired_count(&mut self, path: &Path, count: i64) -> u32 {
        let quota = self.assumptions.count("ecs.tasksPerService");
        let most = i64::try_from(quota)
            .unwrap_or(i64::MAX)
            .min(i64::from(u32::MAX));
        if count > most {
            let message = format!(
                "InvalidParameterException: {count} tasks in one service, and {most} is AWS's quota"
            );
            let help = "take fewer, or several services; `world.assumptions.\"ecs.tasksPerService\"` is the quota";
            let quota = assumption::path("ecs.tasksPerService");
            let path = self.suspect(&[path, &quota]).clone();
            self.wrong(codes::QUOTA, &path, message, help);
            return 0;
        }
        self.within(
            codes::QUOTA,
            path,
            count,
            0,
            most,
            "InvalidParameterException: desiredCount",
        )
    }

    /// A DAEMON service has one task on an instance, and never two.
    pub(super) fn daemon_maximum(&mut self, at: &Path, maximum: Option<u32>) {
        if maximum.is_some_and(|maximum| maximum != 100) {
            let message = "InvalidParameterException: The daemon scheduling strategy does not support values for maximumPercent other than 100";
            let help = "leave it out; minimumHealthyPercent says how many go at once";
            self.wrong(codes::DAEMON, &at.key("maximumPercent"), message, help);
        }
    }

    /// `healthCheckGracePeriodSeconds` in AWS's range.
    pub(super) fn grace_period(&mut self, path: &Path, seconds: i64) -> Span {
        let what = "InvalidParameterException: healthCheckGracePeriodSeconds";
        let most = i64::from(i32::MAX);
        let seconds = self.within(codes::OUT_OF_RANGE, path, seconds, 0, most, what);
        Span::from_secs(seconds.into())
    }

    /// The percents that are written, in AWS's ranges.
    pub(super) fn percents(
        &mut self,
        at: &Path,
        raw: &mut raw::aws::DeploymentConfiguration,
    ) -> (Option<u32>, Option<u32>) {
        if let Some(strategy) = raw.strategy.as_deref().filter(|name| *name != "ROLLING") {
            let what = format!("the deployment strategy {strategy}");
            let instead = "leave it out: ROLLING is the default";
            self.not_played(&at.key("strategy"), &what, instead);
        }
        let mut percent = |key: &str, least: i64, value: Option<i64>| {
            let what = format!("InvalidParameterException: {key} of a REPLICA service");
            let path = at.key(key);
            value.map(|value| {
                self.within(codes::PERCENT, &path, value, least, GREATEST_PERCENT, &what)
            })
        };
        let minimum = percent("minimumHealthyPercent", 0, raw.minimum_healthy_percent);
        let maximum = percent("maximumPercent", 100, raw.maximum_percent);
        let path = at.key("minimumHealthyPercent");
        if let Some(minimum) = minimum.filter(|minimum| *minimum > MOST_HEALTHY) {
            let message =
                format!("InvalidParameterException: minimumHealthyPercent {minimum} is above 100");
            let help =
                "more healthy tasks than the desired count never last, so no deployment would end";
            self.wrong(codes::PERCENT, &path, message, help);
        } else if let (Some(minimum), Some(maximum)) = (minimum, maximum)
            && minimum > maximum
        {
            let message = format!(
                "InvalidParameterException: minimumHealthyPercent {minimum} is above maximumPercent {maximum}"
            );
            self.wrong(codes::PERCENT, &path, message, "");
        }
        (minimum, maximum)
    }

    /// Whether it was told already why a task definition has no size on Fargate.
    fn is_no_size(&self, definition: &Path, awsvpc: bool) -> bool {
        let told = |key: &str| self.is_told(&definition.key(key));
        let mode = told("networkMode");
        is_told(self.broken, definition) || mode || awsvpc && (told("cpu") || told("memory"))
    }

    /// Whether a task definition can run on what it is given.
    pub(super) fn runs_on(
        &mut self,
        aws: &Aws,
        file: &raw::aws::Aws,
        path: &Path,
        id: TaskDefinitionId,
        capacity: Capacity,
    ) {
        let definition = &aws.task_definitions[id];
        let raw = &file.task_definitions[id.0 as usize];
        let wants = |kind: &str| raw.requires_compatibilities.iter().any(|name| name == kind);
        let name = definition.name();
        if capacity == Capacity::Ec2 {
            if !raw.requires_compatibilities.is_empty() && !wants("EC2") {
                let message = format!(
                    "InvalidParameterException: Task definition does not support launch_type EC2: {name}"
                );
                let help =
                    "write `launchType: FARGATE`, or add EC2 to its `requiresCompatibilities`";
                self.wrong(codes::CAPACITY, path, message, help);
            }
            return;
        }
        let place = entry("taskDefinitions", id.0 as usize);
        if definition.fargate.is_none() && !self.is_no_size(&place, definition.awsvpc) {
            let message = format!(
                "InvalidParameterException: Task definition does not support launch_type FARGATE: {name}"
            );
            let help = "Fargate wants `networkMode: awsvpc`, and `cpu` and `memory` of the task in one of its sizes";
            self.wrong(codes::CAPACITY, path, message, help);
        }
        // What RegisterTaskDefinition checks only if it is told that Fargate is meant.
        if !wants("FARGATE") {
            container_definition::timeouts(self, &place, raw, true);
            task_size::is_there_yet(self, &place, definition.fargate);
        }
    }
}
