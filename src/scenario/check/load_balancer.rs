//! Target groups, and the services whose tasks are their targets.

use std::ops::RangeInclusive;

use super::names::{Names, of_arn};
use super::{Check, entry};
use crate::engine::{Arena, Span};
use crate::ids::{SecurityGroupId, TargetGroupId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, Cidr, LoadBalancer, TargetChecks, TargetGroup, TargetType};
use crate::scenario::raw;
use crate::scenario::raw::load_balancer as written;
use crate::scenario::source::Path;

/// The attribute that has an effect.
const DEREGISTRATION_DELAY: &str = "deregistration_delay.timeout_seconds";

/// The codes that an HTTP health check may ask for.
const CODES: RangeInclusive<u16> = 200..=499;

/// A load balancer: whence its checks come.
struct Balancer {
    name: String,
    security_groups: Vec<SecurityGroupId>,
    blocks: Vec<Cidr>,
}

pub(super) fn check(
    check: &mut Check<'_>,
    file: &mut raw::File,
    aws: &Aws,
) -> Arena<TargetGroupId, TargetGroup> {
    let balancers = balancers(check, &file.aws, aws);
    let mut names = Names::new("target group");
    let mut groups = Arena::default();
    for (index, raw) in file.aws.target_groups.iter_mut().enumerate() {
        let at = entry("targetGroups", index);
        let path = at.key("name");
        check.aws_name(&path, names.what, &raw.name);
        check.declare(&mut names, &path, &raw.name, groups.next_id());
        let from = balancer(check, &at, raw, &balancers);
        groups.push(TargetGroup {
            name: raw.name.clone(),
            target_type: target_type(check, &at, raw),
            checks: checks(check, &at, raw),
            deregistration_delay: deregistration_delay(check, &at, &raw.attributes),
            security_groups: from.map_or_else(Vec::new, |it| it.security_groups.clone()),
            blocks: from.map_or_else(|| vec![Cidr::EVERYWHERE], |it| it.blocks.clone()),
        });
    }
    check.known.target_groups = names;
    groups
}

fn balancers(check: &mut Check<'_>, file: &raw::aws::Aws, aws: &Aws) -> Vec<Balancer> {
    let mut balancers: Vec<Balancer> = Vec::new();
    for (index, raw) in file.load_balancers.iter().enumerate() {
        let at = entry("loadBalancers", index);
        if let Some(first) = balancers.iter().position(|it| it.name == raw.name) {
            let first = entry("loadBalancers", first).key("name");
            check.twice(&at.key("name"), &first, "load balancers", &raw.name);
        }
        if let Some(kind) = raw.kind.as_deref().filter(|kind| *kind != "application") {
            let what = format!("load balancers of type {kind}");
            let instead = "leave it out: an Application Load Balancer checks its targets over HTTP";
            check.not_played(&at.key("type"), &what, instead);
        }
        let mut subnets = check.subnets(&at.key("subnets"), &raw.subnets);
        if subnets.is_empty() {
            subnets = aws.subnets.ids().collect();
        }
        let path = at.key("securityGroups");
        balancers.push(Balancer {
            name: raw.name.clone(),
            security_groups: check.security_groups(&path, &raw.security_groups, aws),
            blocks: subnets.iter().map(|id| aws.subnets[*id].block).collect(),
        });
    }
    balancers
}

/// The load balancer of a target group: the one it names, or the only one.
fn balancer<'b>(
    check: &mut Check<'_>,
    at: &Path,
    raw: &written::TargetGroup,
    balancers: &'b [Balancer],
) -> Option<&'b Balancer> {
    let at = at.key("loadBalancerArns");
    if raw.load_balancer_arns.len() > 1 {
        let message = "a target group belongs to one load balancer";
        check.wrong(
            codes::TARGET_GROUP,
            &at,
            message,
            "make another target group",
        );
    }
    let Some(arn) = raw.load_balancer_arns.first() else {
        return match balancers {
            [only] => Some(only),
            _ => None,
        };
    };
    // loadbalancer/app/name/id
    let name = of_arn(arn);
    let name = name.strip_prefix("app/").unwrap_or(name);
    let name = name.split('/').next().unwrap_or(name);
    let found = balancers.iter().find(|it| it.name == name);
    if found.is_none() {
        let known = balancers.iter().map(|it| &*it.name);
        check.unknown(&at.index(0), "load balancer", name, known);
    }
    found
}

fn target_type(check: &mut Check<'_>, at: &Path, raw: &mut written::TargetGroup) -> TargetType {
    let instead =
        "write `protocol: HTTP`: only the targets of Application Load Balancers are played";
    if let Some(protocol) = raw.protocol.as_deref()
        && !["HTTP", "HTTPS"].contains(&protocol)
    {
        let what = format!("target groups of protocol {protocol}");
        check.not_played(&at.key("protocol"), &what, instead);
    }
    let kind = raw
        .target_type
        .get_or_insert_with(|| defaults::TARGET_TYPE.to_owned());
    match kind.as_str() {
        "ip" => TargetType::Ip,
        "instance" => TargetType::Instance,
        other => {
            let what = format!("targets of type {other}");
            let instead = "write `instance`, or `ip` for tasks of network mode awsvpc";
            check.not_played(&at.key("targetType"), &what, instead);
            TargetType::Ip
        }
    }
}

fn checks(check: &mut Check<'_>, at: &Path, raw: &mut written::TargetGroup) -> TargetChecks {
    let mut number = |key: &str, value: &mut Option<i64>, default: i64, range: (i64, i64)| {
        let value = *value.get_or_insert(default);
        let what = format!("ValidationError: {key}");
        check.within(
            codes::TARGET_GROUP,
            &at.key(key),
            value,
            range.0,
            range.1,
            &what,
        )
    };
    let interval = &mut raw.health_check_interval_seconds;
    let interval = number("healthCheckIntervalSeconds", interval, 30, (5, 300));
    let timeout = &mut raw.health_check_timeout_seconds;
    let timeout = number("healthCheckTimeoutSeconds", timeout, 5, (2, 120));
    let healthy = &mut raw.healthy_threshold_count;
    let healthy = number("healthyThresholdCount", healthy, 5, (2, 10));
    let unhealthy = &mut raw.unhealthy_threshold_count;
    let unhealthy = number("unhealthyThresholdCount", unhealthy, 2, (2, 10));
    if timeout >= interval {
        let message = format!(
            "ValidationError: Health check timeout '{timeout}' must be smaller than the interval '{interval}'"
        );
        let timeout = at.key("healthCheckTimeoutSeconds");
        let interval = at.key("healthCheckIntervalSeconds");
        let path = check.suspect(&[&timeout, &interval]).clone();
        let help = "write a longer `healthCheckIntervalSeconds`, or a shorter timeout";
        check.wrong(codes::TARGET_GROUP, &path, message, help);
    }
    let path = raw.health_check_path.get_or_insert_with(|| "/".to_owned());
    TargetChecks {
        interval: Span::from_secs(interval.into()),
        timeout: Span::from_secs(timeout.into()),
        healthy,
        unhealthy,
        path: path.clone(),
        port: port(check, at, raw.health_check_port.as_deref()),
        codes: matcher(check, at, raw),
    }
}

fn port(check: &mut Check<'_>, at: &Path, written: Option<&str>) -> Option<u16> {
    let written = written.filter(|port| *port != "traffic-port")?;
    let port = written.parse().ok().filter(|port| *port > 0);
    if port.is_none() {
        let message = format!(
            "ValidationError: Health check port '{written}' must be 'traffic-port' or a port"
        );
        let path = at.key("healthCheckPort");
        check.wrong(
            codes::TARGET_GROUP,
            &path,
            message,
            "leave it out: the port of each target",
        );
    }
    port
}

/// `200`, `200,202`, `200-299`.
fn matcher(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut written::TargetGroup,
) -> Vec<RangeInclusive<u16>> {
    let text = raw.matcher.get_or_insert_default();
    if text.http_code.is_empty() {
        "200".clone_into(&mut text.http_code);
    }
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        let fine = first <= last && CODES.contains(&first) && CODES.contains(&last);
        fine.then_some(first..=last)
    };
    let ranges: Option<Vec<_>> = text.http_code.split(',').map(range).collect();
    ranges.unwrap_or_else(|| {
        let message = format!(
            "ValidationError: Health check matcher HTTP code '{}' must be within '200-499'",
            text.http_code
        );
        let path = at.keys("matcher.httpCode");
        check.wrong(
            codes::TARGET_GROUP,
            &path,
            message,
            "write `200`, `200,202` or `200-299`",
        );
        vec![200..=200]
    })
}

fn deregistration_delay(
    check: &mut Check<'_>,
    at: &Path,
    attributes: &[written::TargetGroupAttribute],
) -> Span {
    let at = at.key("attributes");
    let mut delay = check.assumptions.span("elb.deregistrationDelay");
    for (index, attribute) in attributes.iter().enumerate() {
        if attribute.key != DEREGISTRATION_DELAY {
            check
                .without_effect
                .insert(format!("targetGroups {}", attribute.key));
            continue;
        }
        let path = at.index(index).key("value");
        let seconds = attribute.value.parse().unwrap_or(-1);
        let what = format!("ValidationError: {DEREGISTRATION_DELAY}");
        let seconds = check.within(codes::TARGET_GROUP, &path, seconds, 0, 3_600, &what);
        delay = Span::from_secs(seconds.into());
    }
    delay
}

impl Check<'_> {
    /// The target groups with which the tasks of a service are registered.
    pub(super) fn load_balancers(
        &mut self,
        at: &Path,
        raw: &mut [written::ServiceLoadBalancer],
        (aws, file): (&Aws, &raw::aws::Aws),
        definition: Option<TaskDefinitionId>,
    ) -> Vec<LoadBalancer> {
        let at = at.key("loadBalancers");
        if raw.len() > defaults::LOAD_BALANCERS {
            let message = format!(
                "InvalidParameterException: loadBalancers can have at most {} items",
                defaults::LOAD_BALANCERS
            );
            self.wrong(codes::QUOTA, &at, message, "make a second service");
        }
        let mut all = Vec::new();
        for (index, raw) in raw.iter_mut().enumerate() {
            let at = at.index(index);
            // targetgroup/name/id
            let name = of_arn(&raw.target_group_arn);
            let name = name.split('/').next().unwrap_or(name).to_owned();
            let path = at.key("targetGroupArn");
            let Some(group) = self.find(|known| &known.target_groups, &path, &name) else {
                continue;
            };
            raw.target_group_arn = name;
            let path = at.key("containerPort");
            let what = "InvalidParameterException: containerPort";
            let port = self.within(codes::PORTS, &path, raw.container_port, 1, 65_535, what);
            let one = LoadBalancer {
                group,
                container: raw.container_name.clone(),
                container_port: u16::try_from(port).unwrap_or(u16::MAX),
            };
            if let Some(definition) = definition {
                let paths = [at.key("containerName"), path, at.key("targetGroupArn")];
                self.fits_target(&paths, (aws, file), definition, &one);
            }
            all.push(one);
        }
        all.truncate(defaults::LOAD_BALANCERS);
        all
    }

    /// Whether the tasks of a revision can be targets of a group; `paths` say where the container,
    /// its port and the group are written.
    pub(super) fn fits_target(
        &mut self,
        [name_at, port_at, group_at]: &[Path; 3],
        (aws, file): (&Aws, &raw::aws::Aws),
        definition: TaskDefinitionId,
        wanted: &LoadBalancer,
    ) {
        let group = &aws.target_groups[wanted.group];
        let awsvpc = aws.task_definitions[definition].awsvpc;
        let wrong = match (awsvpc, group.target_type) {
            (true, TargetType::Instance) => Some(("instance", "awsvpc", "ip")),
            (false, TargetType::Ip) => Some(("ip", "bridge or host", "instance")),
            _ => None,
        };
        if let Some((kind, mode, right)) = wrong {
            let message = format!(
                "InvalidParameterException: The provided target group {} has target type {kind}, which is incompatible with the {mode} network mode specified in the task definition",
                group.name
            );
            let help = format!("write `targetType: {right}` in the target group");
            self.wrong(codes::TARGET_GROUP, group_at, message, &help);
        }
        let Some(raw) = file.task_definitions.get(definition.0 as usize) else {
            return;
        };
        let mut containers = raw.container_definitions.iter();
        let Some(container) = containers.find(|it| it.name == wanted.container) else {
            let known = raw.container_definitions.iter().map(|it| &*it.name);
            let error = "InvalidParameterException";
            self.refused_name(error, name_at, "container", &wanted.container, known);
            return;
        };
        let mut ports = container.port_mappings.iter();
        let port = i64::from(wanted.container_port);
        if !ports.any(|it| it.container_port == Some(port)) {
            let message = format!(
                "InvalidParameterException: The container {} did not have a container port {port} defined.",
                wanted.container
            );
            let help =
                format!("write `portMappings: [{{containerPort: {port}}}]` in the container");
            self.wrong(codes::TARGET_GROUP, port_at, message, &help);
        }
    }
}
