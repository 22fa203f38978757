//! What tasks run on: a launch type, or a capacity provider strategy.

use super::names::last_of_arn;
use super::{Check, container_definition, entry, task_size};
use crate::ids::{ClusterId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{self, Capacity};
use crate::scenario::raw::aws::{Aws, CapacityProviderItem};
use crate::scenario::read::is_told;
use crate::scenario::source::Path;

/// ECS guide, document history: capacity providers and Fargate Spot.
const CAPACITY_PROVIDERS: jiff::civil::Date = jiff::civil::date(2019, 12, 3);

impl Check<'_> {
    /// What a service or a standalone task runs on; where neither is written, the cluster's default
    /// strategy, else EC2. What was found is written back.
    pub(super) fn capacity(
        &mut self,
        aws: &Aws,
        cluster: ClusterId,
        at: &Path,
        launch_type: &mut Option<String>,
        strategy: &mut Vec<CapacityProviderItem>,
    ) -> Capacity {
        let type_path = at.key("launchType");
        let strategy_path = at.key("capacityProviderStrategy");
        if launch_type.is_some() && !strategy.is_empty() {
            let message = "InvalidParameterException: a launch type and a capacity provider strategy exclude each other";
            self.wrong(
                codes::CAPACITY,
                &strategy_path,
                message,
                "leave out one of the two",
            );
        }
        let capacity = match launch_type.as_deref() {
            Some("EC2") => Capacity::Ec2,
            Some("FARGATE") => Capacity::Fargate,
            Some(other) => {
                let what = format!("the launch type {other}");
                self.not_played(&type_path, &what, "write EC2 or FARGATE");
                Capacity::Ec2
            }
            None if !strategy.is_empty() => self.strategy(aws, cluster, &strategy_path, strategy),
            None => {
                let index = cluster.0 as usize;
                let default = aws
                    .clusters
                    .get(index)
                    .map(|it| &it.default_capacity_provider_strategy);
                let path = entry("clusters", index).key("defaultCapacityProviderStrategy");
                match default.filter(|items| !items.is_empty()) {
                    Some(items) => self.strategy(aws, cluster, &path, items),
                    None => Capacity::Ec2,
                }
            }
        };
        strategy.clear();
        *launch_type = None;
        let provider = |name: &str| CapacityProviderItem {
            capacity_provider: name.to_owned(),
            weight: Some(1),
            base: None,
        };
        match capacity {
            Capacity::Ec2 => *launch_type = Some("EC2".to_owned()),
            Capacity::Fargate => *launch_type = Some("FARGATE".to_owned()),
            Capacity::FargateProvider => strategy.push(provider("FARGATE")),
            Capacity::FargateSpot => strategy.push(provider("FARGATE_SPOT")),
        }
        capacity
    }

    fn strategy(
        &mut self,
        aws: &Aws,
        cluster: ClusterId,
        path: &Path,
        items: &[CapacityProviderItem],
    ) -> Capacity {
        self.feature(
            path,
            "feature.capacityProviders",
            CAPACITY_PROVIDERS,
            "capacity providers",
        );
        if !self.providers(path, items.len()) {
            return Capacity::FargateProvider;
        }
        let takes_tasks = |item: &&CapacityProviderItem| {
            items.len() == 1 || item.weight.unwrap_or(0) > 0 || item.base.unwrap_or(0) > 0
        };
        let weighty: Vec<_> = items.iter().filter(takes_tasks).collect();
        if items.len() > 1 && items.iter().all(|item| item.weight.unwrap_or(0) == 0) {
            let message = "InvalidParameterException: of several capacity providers at least one has a weight above 0";
            self.wrong(codes::CAPACITY, path, message, "");
            return Capacity::FargateProvider;
        }
        let [item] = weighty[..] else {
            self.not_played(
                path,
                "a strategy that divides tasks between several capacity providers",
                "make a service for each capacity provider, with its share of the tasks",
            );
            return Capacity::FargateProvider;
        };
        let name = last_of_arn(&item.capacity_provider);
        let providers = aws
            .clusters
            .get(cluster.0 as usize)
            .map(|it| &it.capacity_providers[..]);
        let providers = providers.unwrap_or_default();
        let providers = &providers[..providers.len().min(defaults::CAPACITY_PROVIDERS)];
        if !providers.is_empty() && !providers.iter().any(|known| last_of_arn(known) == name) {
            let message = format!(
                "InvalidParameterException: the capacity provider {name} does not belong to the cluster"
            );
            let help = "add it to the `capacityProviders` of the cluster";
            self.wrong(codes::CAPACITY, path, message, help);
        }
        match name {
            "FARGATE" => Capacity::FargateProvider,
            "FARGATE_SPOT" => Capacity::FargateSpot,
            _ => {
                let what = "capacity providers of Auto Scaling groups";
                let instead = "write `launchType: EC2`, and a `desiredCapacity` in the group";
                self.not_played(path, what, instead);
                Capacity::FargateProvider
            }
        }
    }

    /// Whether so many capacity providers may stand together.
    pub(super) fn providers(&mut self, path: &Path, count: usize) -> bool {
        let most = defaults::CAPACITY_PROVIDERS;
        if count > most {
            let message = format!(
                "LimitExceededException: too many capacity providers: {count}, and at most {most} are allowed"
            );
            self.wrong(codes::QUOTA, path, message, "");
        }
        count <= most
    }

    /// Refuses what the contract has and this version does not play.
    pub(super) fn not_played(&mut self, path: &Path, what: &str, instead: &str) {
        let message = format!("this version does not play {what} yet");
        self.wrong(codes::NOT_PLAYED, path, message, instead);
    }

    /// Refuses what AWS did not have on the day of the scenario.
    pub(super) fn feature(&mut self, path: &Path, flag: &str, from: jiff::civil::Date, what: &str) {
        if !self.assumptions.flag(flag) {
            let message =
                format!("AWS has had {what} since {from}, and the scenario is of an earlier day");
            self.wrong(
                codes::NOT_YET_IN_AWS,
                path,
                message,
                "write a later `asOf`, or leave it out",
            );
        }
    }

    /// Whether AWS had something on the day of the scenario; if not, it leaves it out of account,
    /// which is a warning.
    pub(super) fn counts_since(
        &mut self,
        path: &Path,
        flag: &str,
        from: jiff::civil::Date,
        what: &str,
    ) -> bool {
        let has = self.assumptions.flag(flag);
        if !has {
            let message = format!(
                "AWS has had {what} since {from}, and the scenario is of an earlier day: it has no effect"
            );
            let help = "write a later `asOf`, or leave it out";
            self.wrong(codes::LEFT_OUT_OF_ACCOUNT, path, message, help);
        }
        has
    }

    /// Refuses what AWS did not have on the day of the scenario and no assumption names.
    pub(super) fn since(&mut self, path: &Path, from: jiff::civil::Date, what: &str) {
        if self.as_of.is_some_and(|day| day < from) {
            let message =
                format!("AWS has had {what} since {from}, and the scenario is of an earlier day");
            self.wrong(
                codes::NOT_YET_IN_AWS,
                path,
                message,
                "write a later `asOf`, or leave it out",
            );
        }
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
        aws: &model::Aws,
        file: &Aws,
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
