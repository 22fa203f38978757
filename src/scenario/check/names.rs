//! Names: which letters they may have, which is meant, and what was perhaps meant.

mod index;

use super::{Check, NO_CLUSTER, entry};
use crate::engine::Arena;
use crate::ids::ClusterId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::suggestion;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::raw;
use crate::scenario::source::Path;

pub(super) use index::{Known, Names};

/// How many known names a misspelt one is compared with.
pub(super) const COMPARED: usize = 2_000;

/// How many known names a message lists.
pub(super) const LISTED: usize = 8;

/// What stands after the resource type of an ARN, or the name itself:
/// `arn:aws:ecs:us-east-1:123456789012:task-definition/web:7` is `web:7`.
pub(super) fn of_arn(name: &str) -> &str {
    let Some(rest) = name.strip_prefix("arn:") else {
        return name;
    };
    // arn:partition:service:region:account:resource
    let resource = rest.splitn(5, ':').nth(4).unwrap_or(name);
    resource.split_once('/').map_or(resource, |(_, name)| name)
}

/// The last part of a name or ARN: `workers` of `…:autoScalingGroupName/workers`.
pub(super) fn last_of_arn(name: &str) -> &str {
    if name.starts_with("arn:") {
        name.rsplit(['/', ':']).next().unwrap_or(name)
    } else {
        name
    }
}

impl Check<'_> {
    /// Tells a name that nothing has, with the nearest one that something has.
    pub(super) fn unknown<'a>(
        &mut self,
        path: &Path,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        if self.was_unreadable(what) {
            self.faulty.insert(path.clone());
            return;
        }
        let diagnostic = unknown(what, name, known, self.out.is_full());
        self.tell(path, format!("unknown {what}"), diagnostic);
    }

    /// Whether a name of this kind could not be read: perhaps it is the one that is missing.
    pub(super) fn was_unreadable(&self, what: &str) -> bool {
        let (list, field) = match what {
            "cluster" => ("clusters", "clusterName"),
            "group" => ("autoScalingGroups", "autoScalingGroupName"),
            "launch template" => ("launchTemplates", "launchTemplateName"),
            "role" => ("roles", "roleName"),
            "route table" => ("routeTables", "routeTableId"),
            "security group" => ("securityGroups", "groupId"),
            "target group" => ("targetGroups", "name"),
            "load balancer" => ("loadBalancers", "name"),
            "service" => ("services", "serviceName"),
            "subnet" => ("subnets", "subnetId"),
            "task definition" => ("taskDefinitions", "family"),
            _ => return false,
        };
        let list = Path::default().key("aws").key(list);
        let below = self.broken.range(list.clone()..);
        let mut below = below.take_while(|path| path.0.starts_with(&list.0));
        below.any(|path| match path.0.len() - list.0.len() {
            0 | 1 => true,
            2 => path.ends_in(field),
            _ => false,
        })
    }

    /// The same where AWS has an error of its own for it.
    pub(super) fn refused_name<'a>(
        &mut self,
        error: &str,
        path: &Path,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let mut diagnostic = unknown(what, name, known, self.out.is_full());
        diagnostic.message = format!("{error}: {}", diagnostic.message);
        self.tell(path, format!("unknown {what}"), diagnostic);
    }

    /// The same where the name is a key.
    pub(super) fn unknown_key<'a>(
        &mut self,
        path: &Path,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let diagnostic = unknown(what, name, known, self.out.is_full());
        self.tell_name(path, format!("unknown {what}"), diagnostic);
    }

    /// Tells a name that stands twice, with both places.
    pub(super) fn twice(&mut self, path: &Path, first: &Path, what: &str, name: &str) {
        let first = self.tree.place_of(first, false);
        let diagnostic = Diagnostic::new(
            codes::DUPLICATE_NAME,
            format!("two {what} are named `{name}`"),
        )
        .also(first, "the first one")
        .help("give one of them another name");
        self.tell(path, "the second one", diagnostic);
    }

    /// Checks the letters of a name of ECS: letters, digits, `_`, `-`, at most 255.
    pub(super) fn ecs_name(&mut self, path: &Path, what: &str, name: &str) {
        let fine = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        if name.is_empty() || name.len() > 255 || !name.chars().all(fine) {
            let message = format!(
                "InvalidParameterException: the name of a {what} has 1 to 255 letters, digits, `_` and `-`"
            );
            self.wrong(codes::BAD_NAME, path, message, "");
        }
    }

    /// Checks the letters of a name elsewhere in AWS: no control characters, at most 255.
    pub(super) fn aws_name(&mut self, path: &Path, what: &str, name: &str) {
        if name.is_empty() || name.len() > 255 || name.chars().any(char::is_control) {
            let message = format!(
                "ValidationError: the name of a {what} has 1 to 255 characters, none of them a control character"
            );
            self.wrong(codes::BAD_NAME, path, message, "");
        }
    }

    /// What a name means; if nothing has it, that is told.
    pub(super) fn find<I: Copy>(
        &mut self,
        names: fn(&Known) -> &Names<I>,
        path: &Path,
        name: &str,
    ) -> Option<I> {
        let names = names(&self.known);
        if let Some(id) = names.get(name) {
            return Some(id);
        }
        let what = names.what;
        if self.was_unreadable(what) {
            self.faulty.insert(path.clone());
            return None;
        }
        let diagnostic = unknown(what, name, names.all(), self.out.is_full());
        self.tell(path, format!("unknown {what}"), diagnostic);
        None
    }

    /// Takes down a name and what it means; the second one of its kind is told.
    pub(super) fn declare<I: Copy>(
        &mut self,
        names: &mut Names<I>,
        path: &Path,
        name: &str,
        id: I,
    ) {
        if let Some(first) = names.add(name, id, path) {
            self.twice(path, &first, &format!("{}s", names.what), name);
        }
    }

    /// The cluster that is meant; where none is written, the only one or the one named `default`.
    /// Its name is written back.
    pub(super) fn cluster(
        &mut self,
        clusters: &Arena<ClusterId, String>,
        path: &Path,
        written: &mut Option<String>,
    ) -> ClusterId {
        let found = if let Some(name) = written {
            let name = of_arn(name).to_owned();
            self.find(|known| &known.clusters, path, &name)
        } else if clusters.len() == 1 {
            Some(NO_CLUSTER)
        } else {
            let default = self.known.clusters.get(defaults::CLUSTER);
            if default.is_none() {
                let message = "which cluster? There are several";
                let diagnostic = Diagnostic::new(codes::NAME_NEEDED, message)
                    .help("write `cluster`, or ECS_CLUSTER in `ecsConfig`");
                self.tell(path, "", diagnostic);
            }
            default
        };
        if let Some(id) = found {
            *written = Some(clusters[id].clone());
        }
        found.unwrap_or(NO_CLUSTER)
    }
}

/// The clusters; one named `default` if there is none.
pub(super) fn clusters(check: &mut Check<'_>, aws: &mut raw::aws::Aws) -> Arena<ClusterId, String> {
    if aws.clusters.is_empty() {
        aws.clusters.push(raw::aws::Cluster::default());
    }
    let mut names = Names::new("cluster");
    let mut clusters = Arena::default();
    for (index, cluster) in aws.clusters.iter_mut().enumerate() {
        let name = cluster
            .cluster_name
            .get_or_insert_with(|| defaults::CLUSTER.to_owned());
        let path = entry("clusters", index).key("clusterName");
        check.ecs_name(&path, "cluster", name);
        check.declare(&mut names, &path, name, clusters.next_id());
        clusters.push(name.clone());
        let path = entry("clusters", index).key("capacityProviders");
        check.providers(&path, cluster.capacity_providers.len());
    }
    check.known.clusters = names;
    clusters
}

/// What to say of a name that nothing has.
pub(super) fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    is_full: bool,
) -> Diagnostic {
    let message = format!("there is no {what} `{name}`");
    let diagnostic = Diagnostic::new(codes::UNKNOWN_NAME, message);
    if is_full {
        return diagnostic;
    }
    let known = known.into_iter().filter(|name| !name.is_empty());
    let mut known: Vec<&str> = known.take(COMPARED).collect();
    known.dedup();
    if let Some(near) = suggestion(name, known.iter().copied()) {
        return diagnostic.help(format!("did you mean `{near}`?"));
    }
    if known.is_empty() {
        return diagnostic.help(format!("the scenario declares no {what}"));
    }
    let some: Vec<String> = known
        .iter()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if known.len() > LISTED { ", …" } else { "" };
    diagnostic.help(format!("there are: {}{more}", some.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_arn_everything_after_the_resource_type_is_the_name() {
        for (arn, name) in [
            ("web", "web"),
            ("web:7", "web:7"),
            ("shop/web", "shop/web"),
            (
                "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7",
                "web:7",
            ),
            (
                "arn:aws:ecs:us-east-1:123456789012:service/shop/web",
                "shop/web",
            ),
            ("arn:aws:ecs:us-east-1:123456789012:cluster/shop", "shop"),
            ("arn:aws:ecs", "arn:aws:ecs"),
        ] {
            assert_eq!(of_arn(arn), name);
        }
        let group =
            "arn:aws:autoscaling:us-east-1:1:autoScalingGroup:uuid:autoScalingGroupName/workers";
        assert_eq!(last_of_arn(group), "workers");
    }
}
