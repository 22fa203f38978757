//! Launch templates and fixed fleets: machines, and what their agents do.

mod disk;
mod subnet;

use std::collections::BTreeMap;

use super::names::{Names, of_arn};
use super::{Check, assumption, attributes, entry};
use crate::catalog;
use crate::engine::{Arena, Span};
use crate::ids::{ClusterId, RoleId, TemplateId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{
    Architecture, Aws, ContainerInstances, LaunchTemplate, Market, PullBehavior, REGISTER,
};
use crate::scenario::raw::File;
use crate::scenario::raw::aws::MarketOptions;
use crate::scenario::raw::iam::InstanceProfile;
use crate::scenario::source::Path;
use crate::scenario::units;

/// The keys of `ecsConfig` that have an effect.
const CLUSTER: &str = "ECS_CLUSTER";
const SPOT_DRAINING: &str = "ECS_ENABLE_SPOT_INSTANCE_DRAINING";
const STOP_TIMEOUT: &str = "ECS_CONTAINER_STOP_TIMEOUT";
const RESERVED_MEMORY: &str = "ECS_RESERVED_MEMORY";
const RESERVED_PORTS: &str = "ECS_RESERVED_PORTS";
const RESERVED_PORTS_UDP: &str = "ECS_RESERVED_PORTS_UDP";
const AUTH_TYPE: &str = "ECS_ENGINE_AUTH_TYPE";
const AUTH_DATA: &str = "ECS_ENGINE_AUTH_DATA";
const PULL_BEHAVIOR: &str = "ECS_IMAGE_PULL_BEHAVIOR";
const DISABLE_CLEANUP: &str = "ECS_DISABLE_IMAGE_CLEANUP";

pub(super) fn launch_templates(
    check: &mut Check<'_>,
    file: &mut File,
    aws: &Aws,
) -> Arena<TemplateId, LaunchTemplate> {
    let mut names = Names::new("launch template");
    let mut templates = Arena::default();
    for (index, raw) in file.aws.launch_templates.iter_mut().enumerate() {
        let at = entry("launchTemplates", index);
        let path = at.key("launchTemplateName");
        check.aws_name(&path, names.what, &raw.launch_template_name);
        let id = templates.next_id();
        check.declare(&mut names, &path, &raw.launch_template_name, id);
        let data = at.key("launchTemplateData");
        let machine = Machine {
            name: &raw.launch_template_name,
            type_path: data.key("instanceType"),
            instance_type: &raw.launch_template_data.instance_type,
            market_path: data.keys("instanceMarketOptions.marketType"),
            market: raw.launch_template_data.instance_market_options.as_ref(),
            image_id: raw.launch_template_data.image_id.as_deref(),
            agent_at: at.key("agentVersion"),
            agent_version: raw.agent_version.as_deref(),
            custom: None,
            cluster_path: at.keys("ecsConfig.ECS_CLUSTER"),
            config_path: at.key("ecsConfig"),
            attached: 0,
            profile_path: data.key("iamInstanceProfile"),
            profile: raw.launch_template_data.iam_instance_profile.as_ref(),
            disk: disk::of_template(check, &data, &raw.launch_template_data),
            groups_path: data.key("securityGroupIds"),
            security_groups: &raw.launch_template_data.security_group_ids,
        };
        templates.push(machine.check(check, aws, &mut None, &mut raw.ecs_config));
    }
    check.known.templates = names;
    templates
}

pub(super) fn fixed(check: &mut Check<'_>, file: &mut File, aws: &Aws) -> Vec<ContainerInstances> {
    let quota = quota(check);
    let mut fleets = Vec::new();
    for (index, raw) in file.aws.container_instances.iter_mut().enumerate() {
        let at = entry("containerInstances", index);
        let count = *raw.count.get_or_insert(defaults::CONTAINER_INSTANCES);
        let what = "LimitExceededException: container instances of a cluster";
        let count = check.within(codes::QUOTA, &at.key("count"), count, 1, quota, what);
        let (zone, subnets) = subnet::of_fleet(check, &at, raw, aws);
        let machine = Machine {
            name: "",
            type_path: at.key("instanceType"),
            instance_type: &raw.instance_type,
            market_path: at.keys("instanceMarketOptions.marketType"),
            market: raw.instance_market_options.as_ref(),
            image_id: None,
            agent_at: at.key("agentVersion"),
            agent_version: raw.agent_version.as_deref(),
            custom: Some((at.key("attributes"), &raw.attributes)),
            cluster_path: match raw.cluster {
                Some(_) => at.key("cluster"),
                None => at.keys("ecsConfig.ECS_CLUSTER"),
            },
            config_path: at.key("ecsConfig"),
            attached: subnet::attached(check, &at, raw),
            profile_path: at.key("iamInstanceProfile"),
            profile: raw.iam_instance_profile.as_ref(),
            disk: disk::of_fleet(check, &at, raw),
            groups_path: at.key("securityGroupIds"),
            security_groups: &raw.security_group_ids,
        };
        fleets.push(ContainerInstances {
            template: machine.check(check, aws, &mut raw.cluster, &mut raw.ecs_config),
            count,
            zone,
            subnets,
        });
    }
    subnet::fits(check, aws, &fleets);
    fleets
}

fn quota(check: &Check<'_>) -> i64 {
    i64::try_from(check.assumptions.count("ecs.instancesPerCluster")).unwrap_or(i64::MAX)
}

/// Fixed fleets and groups together stay within the quota of each cluster.
pub(super) fn within_quota(check: &mut Check<'_>, aws: &Aws) {
    let quota = quota(check);
    let fleets = aws.container_instances.iter();
    let fleets = fleets.map(|fleet| (fleet.template.cluster, fleet.count));
    let groups = aws.auto_scaling_groups.iter().filter_map(|(_, group)| {
        let template = aws.launch_templates.get(group.template)?;
        Some((template.cluster, group.sizes.desired))
    });
    let mut totals: BTreeMap<ClusterId, i64> = BTreeMap::new();
    for (cluster, count) in fleets.chain(groups) {
        *totals.entry(cluster).or_default() += i64::from(count);
    }
    for (cluster, total) in totals.into_iter().filter(|(_, total)| *total > quota) {
        let name = &aws.clusters[cluster];
        let message = format!(
            "LimitExceededException: the cluster {name} has {total} container instances, and {quota} is AWS's quota"
        );
        let help = "take fewer, or another cluster; `world.assumptions.\"ecs.instancesPerCluster\"` is the quota";
        let instances = Path::default().keys("aws.containerInstances");
        let quota = assumption::path("ecs.instancesPerCluster");
        let path = check.suspect(&[&instances, &quota]).clone();
        check.wrong(codes::QUOTA, &path, message, help);
    }
}

/// What an instance is made from, and where that is written.
struct Machine<'r> {
    name: &'r str,
    type_path: Path,
    instance_type: &'r str,
    market_path: Path,
    market: Option<&'r MarketOptions>,
    image_id: Option<&'r str>,
    agent_at: Path,
    agent_version: Option<&'r str>,
    custom: Option<(Path, &'r BTreeMap<String, String>)>,
    cluster_path: Path,
    config_path: Path,
    /// Interfaces that somebody has attached.
    attached: u32,
    profile_path: Path,
    profile: Option<&'r InstanceProfile>,
    /// The disk for images, in bytes.
    disk: u64,
    groups_path: Path,
    security_groups: &'r [String],
}

impl Machine<'_> {
    fn check(
        self,
        check: &mut Check<'_>,
        aws: &Aws,
        cluster: &mut Option<String>,
        config: &mut BTreeMap<String, String>,
    ) -> LaunchTemplate {
        let market = self.market(check);
        let (registered_cpu, memory, registered_gpus) = self.resources(check);
        let registered_memory_mib = self.registered_memory(check, config, memory);
        let interfaces = self.interfaces(check, aws.trunking);
        let [reserved_tcp_ports, reserved_udp_ports] = self.reserved_ports(check, config);
        let mut named = cluster.take().or_else(|| config.get(CLUSTER).cloned());
        let id = check.cluster(&aws.clusters, &self.cluster_path, &mut named);
        if let Some(name) = named {
            config.insert(CLUSTER.to_owned(), name);
        }
        Self::ignored(check, config);
        let custom = self.custom.as_ref();
        let written = attributes::Written {
            instance_type: self.instance_type,
            image_id: self.image_id,
            custom: custom.map(|(at, list)| (at, *list)),
            config,
            config_at: &self.config_path,
        };
        let mut attributes = attributes::of_instance(check, &written);
        if interfaces.1 {
            let trunk = Some("eni-trunk".to_owned());
            attributes.insert("ecs.awsvpc-trunk-id".to_owned(), trunk);
        }
        LaunchTemplate {
            name: self.name.to_owned(),
            instance_type: self.instance_type.to_owned(),
            registered_cpu,
            registered_memory_mib,
            registered_gpus,
            task_enis: interfaces.0,
            trunk: interfaces.1,
            attached_enis: self.attached,
            reserved_tcp_ports,
            reserved_udp_ports,
            market,
            cluster: id,
            spot_instance_draining: self.is_true(check, config, SPOT_DRAINING),
            container_stop_timeout: self.stop_timeout(check, config),
            agent_version: check.agent_version(&self.agent_at, self.agent_version),
            attributes,
            role: self.role(check, aws),
            docker_logins: self.docker_logins(check, config),
            architecture: self.architecture(),
            pull_behavior: self.pull_behavior(check, config),
            disk_bytes: self.disk,
            image_cleanup: !self.is_true(check, config, DISABLE_CLEANUP),
            security_groups: check.security_groups(&self.groups_path, self.security_groups, aws),
        }
    }

    /// The host ports that it keeps back, TCP and UDP.
    fn reserved_ports(
        &self,
        check: &mut Check<'_>,
        config: &BTreeMap<String, String>,
    ) -> [Vec<u16>; 2] {
        let tcp = (RESERVED_PORTS, &defaults::RESERVED_PORTS[..]);
        [tcp, (RESERVED_PORTS_UDP, &[])].map(|(key, default)| {
            let path = self.config_path.key(key);
            check.reserved_ports(&path, config.get(key), default)
        })
    }

    /// Network interfaces for tasks, and whether they are branches of a trunk.
    fn interfaces(&self, check: &mut Check<'_>, trunking: bool) -> (u32, bool) {
        let Some(found) = catalog::instance_type(self.instance_type) else {
            return (0, false);
        };
        if trunking && !found.has_trunk() {
            let message = format!("ECS offers no ENI trunking on {}", found.name);
            let tasks = found.task_enis(false);
            let help = format!("it has interfaces for {tasks} awsvpc tasks, as without trunking");
            check.wrong(codes::NO_TRUNKING, &self.type_path, message, &help);
        }
        (found.task_enis(trunking), trunking && found.has_trunk())
    }

    /// MiB that the agent registers: less what it is told to keep back.
    fn registered_memory(
        &self,
        check: &mut Check<'_>,
        config: &BTreeMap<String, String>,
        memory: u32,
    ) -> u32 {
        let reserved = self.reserved_memory(check, config);
        if memory != 0 && reserved >= memory {
            let message = format!(
                "the agent keeps {reserved} MiB back, and {} has {memory} MiB: it cannot register",
                self.instance_type
            );
            let path = self.config_path.key(RESERVED_MEMORY);
            check.wrong(codes::TASK_SIZE, &path, message, "");
        }
        memory.saturating_sub(reserved)
    }

    /// CPU units, MiB and GPUs of the machine, as its agent sees them.
    fn resources(&self, check: &mut Check<'_>) -> (u32, u32, u32) {
        if let Some(found) = catalog::instance_type(self.instance_type) {
            let (cpu, memory) = (found.registered_cpu(), found.registered_memory_mib());
            return (cpu, memory, found.gpus);
        }
        let known = catalog::instance_types().iter().map(|known| known.name);
        check.unknown(&self.type_path, "instance type", self.instance_type, known);
        (0, 0, 0)
    }

    fn market(&self, check: &mut Check<'_>) -> Market {
        let kind = self.market.and_then(|market| market.market_type.as_deref());
        match kind {
            None | Some("on-demand") => Market::OnDemand,
            Some("spot") => {
                check.since(&self.market_path, SPOT_SMOOTH, "Spot without bidding");
                Market::Spot
            }
            Some(other) => {
                let what = format!("the market `{other}`");
                let instead = "write `spot`, or leave it out for On-Demand";
                check.not_played(&self.market_path, &what, instead);
                Market::OnDemand
            }
        }
    }

    fn reserved_memory(&self, check: &mut Check<'_>, config: &BTreeMap<String, String>) -> u32 {
        let Some(text) = config.get(RESERVED_MEMORY) else {
            return 0;
        };
        text.parse().unwrap_or_else(|_| {
            let message = format!("{RESERVED_MEMORY} is a whole number of MiB, not `{text}`");
            let path = self.config_path.key(RESERVED_MEMORY);
            check.wrong(codes::WRONG_TYPE, &path, message, "write it like `256`");
            0
        })
    }

    /// The role of its instance profile; without one that may register, the agent never does.
    fn role(&self, check: &mut Check<'_>, aws: &Aws) -> Option<RoleId> {
        let profile = self.profile;
        let written = profile.and_then(|it| it.name.as_deref().or(it.arn.as_deref()));
        let role = check.role(&aws.account, &self.profile_path, written);
        let account = &aws.account;
        if written.is_some() && role.is_none() && account.has_roles() {
            return None;
        }
        if !account.may_register(role) {
            let message = match role {
                Some(role) => format!(
                    "these instances never register: their role {} may not {REGISTER}",
                    account.roles[role].name
                ),
                None => "these instances never register: they have no instance profile".to_owned(),
            };
            let diagnostic = Diagnostic::new(codes::NEVER_REGISTERS, message).help(
                "write `iamInstanceProfile: {name: …}` with a role that has \
                 AmazonEC2ContainerServiceforEC2Role",
            );
            check.tell(&self.type_path, "", diagnostic);
        }
        role
    }

    /// The registries in the data with which Docker logs in, for `docker` and `dockercfg`.
    fn docker_logins(
        &self,
        check: &mut Check<'_>,
        config: &BTreeMap<String, String>,
    ) -> Vec<String> {
        let Some(text) = config.get(AUTH_DATA) else {
            return Vec::new();
        };
        let data: Option<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(text).ok();
        let Some(data) = data else {
            let message = format!("{AUTH_DATA} is a JSON object of registries");
            let help = "write `{\"host\": {\"username\": …, \"password\": …}}` in single quotes";
            check.wrong(
                codes::WRONG_TYPE,
                &self.config_path.key(AUTH_DATA),
                message,
                help,
            );
            return Vec::new();
        };
        let host = |key: &String| {
            let key = key.strip_prefix("https://").unwrap_or(key);
            key.split('/').next().unwrap_or(key).to_owned()
        };
        data.keys().map(host).collect()
    }

    /// What its images have to be built for; an unknown type was told.
    fn architecture(&self) -> Architecture {
        match catalog::instance_type(self.instance_type).map(|found| found.arch) {
            Some(catalog::Arch::Arm64) => Architecture::Arm64,
            _ => Architecture::X86_64,
        }
    }

    fn pull_behavior(
        &self,
        check: &mut Check<'_>,
        config: &BTreeMap<String, String>,
    ) -> PullBehavior {
        let Some(text) = config.get(PULL_BEHAVIOR) else {
            return PullBehavior::Default;
        };
        PullBehavior::from_name(text).unwrap_or_else(|| {
            let message = format!("{PULL_BEHAVIOR} cannot be `{text}`");
            let help = "write default, always, once or prefer-cached";
            let path = self.config_path.key(PULL_BEHAVIOR);
            check.wrong(codes::UNKNOWN_WORD, &path, message, help);
            PullBehavior::Default
        })
    }

    fn is_true(&self, check: &mut Check<'_>, config: &BTreeMap<String, String>, key: &str) -> bool {
        match config.get(key).map(String::as_str) {
            None | Some("false" | "False" | "FALSE" | "0") => false,
            Some("true" | "True" | "TRUE" | "1") => true,
            Some(text) => {
                let message = format!("{key} is true or false, not `{text}`");
                check.wrong(codes::WRONG_TYPE, &self.config_path.key(key), message, "");
                false
            }
        }
    }

    fn stop_timeout(
        &self,
        check: &mut Check<'_>,
        config: &BTreeMap<String, String>,
    ) -> Option<Span> {
        let text = config.get(STOP_TIMEOUT)?;
        match units::parse_span(text) {
            Ok(span) => Some(span),
            Err(error) => {
                let message = format!("{STOP_TIMEOUT} is a duration: {error}");
                let path = self.config_path.key(STOP_TIMEOUT);
                check.wrong(codes::UNIT, &path, message, "write it like `30s` or `2m`");
                None
            }
        }
    }

    fn ignored(check: &mut Check<'_>, config: &mut BTreeMap<String, String>) {
        let used = [
            CLUSTER,
            SPOT_DRAINING,
            STOP_TIMEOUT,
            RESERVED_MEMORY,
            attributes::CUSTOM,
            attributes::LOG_DRIVERS,
            RESERVED_PORTS,
            RESERVED_PORTS_UDP,
            PULL_BEHAVIOR,
            DISABLE_CLEANUP,
            AUTH_TYPE,
            AUTH_DATA,
        ];
        config.retain(|key, _| {
            let keep = used.contains(&key.as_str());
            if !keep {
                check.without_effect.insert(format!("ecsConfig.{key}"));
            }
            keep
        });
    }
}

/// What's New: Spot prices move smoothly, and nobody is outbid any more.
const SPOT_SMOOTH: jiff::civil::Date = jiff::civil::date(2017, 11, 28);

/// The launch template that a group means.
pub(super) fn template(check: &mut Check<'_>, path: &Path, name: Option<&str>) -> TemplateId {
    let Some(name) = name else {
        let diagnostic = Diagnostic::new(codes::MISSING_FIELD, "which launch template?")
            .help("write `launchTemplate: {launchTemplateName: …}`");
        check.tell(path, "its name is missing", diagnostic);
        return TemplateId(0);
    };
    let found = check.find(|known| &known.templates, path, of_arn(name));
    found.unwrap_or(TemplateId(0))
}
