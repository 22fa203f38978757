//! Instances, tasks and services by the short ids of the results.

use crate::ids::ServiceId;
use crate::scenario::check::Check;
use crate::scenario::check::names::{last_of_arn, of_arn};
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, TaskName, TaskOwner};
use crate::scenario::source::Path;

impl Check<'_> {
    /// The service that is meant: `web`, `shop/web`, an ARN, or `web` with its cluster beside it.
    pub(super) fn service(
        &mut self,
        aws: &Aws,
        path: &Path,
        cluster: Option<&str>,
        written: &mut String,
    ) -> Option<ServiceId> {
        let name = of_arn(written).to_owned();
        let full = match cluster.map(of_arn) {
            Some(cluster) if !name.contains('/') => format!("{cluster}/{name}"),
            _ => name.clone(),
        };
        let found = self.known.services.get(&full).copied();
        if let Some(id) = found {
            written.clone_from(&aws.services[id].label);
            return Some(id);
        }
        let known = aws
            .services
            .iter()
            .map(|(_, service)| service.label.as_str());
        let known: Vec<&str> = known.collect();
        if let Some(cluster) = cluster.filter(|_| !name.contains('/')) {
            self.unknown_in_cluster(aws, path, of_arn(cluster), &name);
        } else {
            self.unknown(path, "service", &name, known);
        }
        None
    }

    /// Tells a cluster that there is not, or a service that another cluster has.
    fn unknown_in_cluster(&mut self, aws: &Aws, path: &Path, cluster: &str, name: &str) {
        let mut at = path.clone();
        at.0.pop();
        if self
            .find(|known| &known.clusters, &at.key("cluster"), cluster)
            .is_none()
        {
            return;
        }
        let named = aws.services.iter().filter(|(_, it)| it.name == name);
        let elsewhere = named.map(|(_, it)| format!("`{}`", aws.clusters[it.cluster]));
        let elsewhere: Vec<String> = elsewhere.collect();
        if elsewhere.is_empty() {
            let known = aws.services.iter().map(|(_, it)| it.name.as_str());
            let known: Vec<&str> = known.collect();
            self.unknown(path, "service", name, known);
            return;
        }
        let message = format!("there is no service `{name}` in the cluster `{cluster}`");
        let help = format!("there is one in {}", elsewhere.join(", "));
        self.wrong(codes::UNKNOWN_NAME, path, message, &help);
    }

    /// The numbers of some instances; their short ids are written back.
    pub(super) fn instances(&mut self, aws: &Aws, path: &Path, written: &mut [String]) -> Vec<u32> {
        let number =
            |(index, name): (usize, &mut String)| self.instance(aws, &path.index(index), name);
        written.iter_mut().enumerate().filter_map(number).collect()
    }

    /// The number of an instance: 3 of `i-3`.
    pub(super) fn instance(&mut self, aws: &Aws, path: &Path, written: &mut String) -> Option<u32> {
        let name = last_of_arn(written);
        let Some(number) = name.strip_prefix("i-").and_then(ordinal) else {
            let message = format!("`{name}` is not the id of an instance");
            let help = "instances are `i-1`, `i-2`, … in order of launch: first `containerInstances`, then groups";
            self.wrong(codes::UNKNOWN_NAME, path, message, help);
            return None;
        };
        let fixed: u64 = aws
            .container_instances
            .iter()
            .map(|fleet| u64::from(fleet.count))
            .sum();
        if u64::from(number) > fixed && aws.auto_scaling_groups.is_empty() {
            let message = format!("there is no instance `i-{number}`");
            let help =
                format!("the scenario has {fixed} instances and no group that launches more");
            self.wrong(codes::UNKNOWN_NAME, path, message, &help);
            return None;
        }
        *written = format!("i-{number}");
        Some(number)
    }

    /// The task that is meant: `web/3` of a service, `job/1` of a family, `family:web/1` of one
    /// beside a service of its name.
    pub(super) fn task(
        &mut self,
        aws: &Aws,
        path: &Path,
        written: &mut String,
    ) -> Option<TaskName> {
        let name = of_arn(written).to_owned();
        let parts = name
            .rsplit_once('/')
            .and_then(|(owner, number)| Some((owner, ordinal(number)?)));
        let Some((owner, number)) = parts else {
            let message = format!("`{name}` is not the name of a task");
            let help = "tasks are `web/1`, `web/2`, … of a service, `job/1`, … of a family";
            self.wrong(codes::UNKNOWN_NAME, path, message, help);
            return None;
        };
        let service = self.known.services.get(owner).copied();
        let owner = owner.strip_prefix("family:").unwrap_or(owner);
        let family = self.known.revisions.get(owner);
        let owner = match (service, family) {
            (Some(service), _) => TaskOwner::Service(service),
            (None, Some(_)) => TaskOwner::Family(owner.to_owned()),
            (None, None) => {
                let services = aws
                    .services
                    .iter()
                    .map(|(_, service)| service.label.as_str());
                let families = aws
                    .task_definitions
                    .iter()
                    .map(|(_, known)| known.family.as_str());
                let known: Vec<&str> = services.chain(families).collect();
                let owner = owner.to_owned();
                self.unknown(path, "service or family", &owner, known);
                return None;
            }
        };
        *written = match &owner {
            TaskOwner::Service(service) => format!("{}/{number}", aws.services[*service].label),
            TaskOwner::Family(family) => format!("{}/{number}", aws.family_label(family)),
        };
        Some(TaskName { owner, number })
    }

    /// Several tasks.
    pub(super) fn tasks(
        &mut self,
        aws: &Aws,
        path: &Path,
        written: &mut [String],
    ) -> Vec<TaskName> {
        let task = |(index, name): (usize, &mut String)| self.task(aws, &path.index(index), name);
        written.iter_mut().enumerate().filter_map(task).collect()
    }
}

/// A number from 1, written without leading zeros.
fn ordinal(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}
