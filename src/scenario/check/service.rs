//! Services.

use std::collections::BTreeMap;

use super::network::TaskNetwork;
use super::placement::{Whose, Written};
use super::{Check, assumption, deployment, entry, volume};
use crate::engine::{Arena, Span};
use crate::ids::{ClusterId, ServiceId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, Capacity, SchedulingStrategy, Service};
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

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
        let written = raw.volume_configurations.iter().map(Into::into);
        volume::at_launch(check, at, &aws.task_definitions[id], written);
    }
    let on = (awsvpc, capacity);
    let network = match definition {
        Some(_) => check.network(file, aws, at, on, &mut raw.network_configuration),
        None => TaskNetwork::anywhere(aws),
    };
    let whose = Whose {
        definition,
        capacity,
        scheduling: strategy,
    };
    let placement = check.placement(aws, at, whose, Written::of_service(raw));
    let all = (aws, file);
    let load_balancers = check.load_balancers(at, &mut raw.load_balancers, all, definition);
    let over_zones = check.spreads_over_zones(aws, definition, &placement);
    Service {
        name: raw.service_name.clone(),
        label: raw.service_name.clone(),
        cluster,
        task_definition: definition.unwrap_or(TaskDefinitionId(0)),
        strategy,
        desired_count,
        capacity,
        deployment: deployment::configuration(check, at, raw, strategy),
        health_check_grace_period: grace_period(check, at, raw),
        az_rebalancing: az_rebalancing(check, at, raw, strategy, over_zones),
        placement,
        zones: network.zones,
        subnets: network.subnets,
        public_ip: network.public_ip,
        load_balancers,
        security_groups: network.security_groups,
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

/// Whether tasks are moved when zones are uneven. A DAEMON service has no choice of zones, nor has
/// one that says where its tasks have to be, and with a maximumPercent of 100 no task may start
/// before another stops.
fn az_rebalancing(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::aws::Service,
    strategy: SchedulingStrategy,
    over_zones: bool,
) -> bool {
    let percents = raw.deployment_configuration.as_ref();
    let has_room = percents.and_then(|it| it.maximum_percent) != Some(100);
    let can = strategy == SchedulingStrategy::Replica && has_room && over_zones;
    let default = check.assumptions.word("ecs.azRebalancingDefault");
    let default = if can { default } else { "DISABLED" };
    let written = raw
        .availability_zone_rebalancing
        .get_or_insert_with(|| default.to_owned());
    let at = at.key("availabilityZoneRebalancing");
    if !can && written == "ENABLED" {
        let message = "Availability Zone rebalancing has no effect on this service";
        let help = if over_zones {
            "it needs a REPLICA service with a maximumPercent above 100"
        } else {
            "it needs a service that spreads over `attribute:ecs.availability-zone` first, and no constraint of zones"
        };
        check.wrong(codes::LEFT_OUT_OF_ACCOUNT, &at, message, help);
    }
    can && check.az_rebalancing(&at, written)
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

    /// `healthCheckGracePeriodSeconds` in AWS's range.
    pub(super) fn grace_period(&mut self, path: &Path, seconds: i64) -> Span {
        let what = "InvalidParameterException: healthCheckGracePeriodSeconds";
        let most = i64::from(i32::MAX);
        let seconds = self.within(codes::OUT_OF_RANGE, path, seconds, 0, most, what);
        Span::from_secs(seconds.into())
    }
}
