//! Names: which letters they may have, which is meant, and what was perhaps meant.

use std::collections::BTreeMap;

use super::{Check, NO_CLUSTER, entry};
use crate::engine::{Arena, Id};
use crate::ids::ClusterId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::suggestion;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::raw;
use crate::scenario::source::Path;

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
        let diagnostic = self.unknown_name(what, name, known);
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
        let diagnostic = self.unknown_name(what, name, known);
        self.tell_key(path, format!("unknown {what}"), diagnostic);
    }

    fn unknown_name<'a>(
        &self,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        let message = format!("there is no {what} `{name}`");
        let mut diagnostic = Diagnostic::new(codes::UNKNOWN_NAME, message);
        if self.out.is_full() {
            return diagnostic;
        }
        let mut known: Vec<&str> = known.into_iter().filter(|name| !name.is_empty()).collect();
        known.dedup();
        if let Some(near) = suggestion(name, known.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        } else if known.is_empty() {
            diagnostic = diagnostic.help(format!("the scenario declares no {what}"));
        } else {
            let some: Vec<String> = known
                .iter()
                .take(8)
                .map(|name| format!("`{name}`"))
                .collect();
            let more = if known.len() > some.len() {
                ", …"
            } else {
                ""
            };
            diagnostic = diagnostic.help(format!("there are: {}{more}", some.join(", ")));
        }
        diagnostic
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

    /// The cluster that is meant; where none is written, the only one or the one named `default`.
    pub(super) fn cluster(
        &mut self,
        clusters: &Arena<ClusterId, String>,
        path: &Path,
        written: &mut Option<String>,
    ) -> ClusterId {
        let name = written.as_deref().map(of_arn);
        let wanted = match name {
            Some(name) => name,
            None if clusters.len() == 1 => &clusters[NO_CLUSTER],
            None => defaults::CLUSTER,
        };
        let found = clusters.iter().find(|(_, cluster)| *cluster == wanted);
        if let Some((id, cluster)) = found {
            *written = Some(cluster.clone());
            return id;
        }
        if name.is_none() {
            let diagnostic =
                Diagnostic::new(codes::NAME_NEEDED, "which cluster? There are several")
                    .help("write `cluster`, or ECS_CLUSTER in `ecsConfig`");
            self.tell(path, "", diagnostic);
        } else {
            let known: Vec<&str> = clusters
                .iter()
                .map(|(_, cluster)| cluster.as_str())
                .collect();
            let wanted = wanted.to_owned();
            self.unknown(path, "cluster", &wanted, known);
        }
        NO_CLUSTER
    }
}

/// The clusters; one named `default` if there is none.
pub(super) fn clusters(check: &mut Check<'_>, aws: &mut raw::aws::Aws) -> Arena<ClusterId, String> {
    if aws.clusters.is_empty() {
        aws.clusters.push(raw::aws::Cluster::default());
    }
    let mut seen = Seen::new("clusterName");
    let mut clusters = Arena::default();
    for (index, cluster) in aws.clusters.iter_mut().enumerate() {
        let name = cluster
            .cluster_name
            .get_or_insert_with(|| defaults::CLUSTER.to_owned());
        let at = entry("clusters", index);
        check.ecs_name(&at.key("clusterName"), "cluster", name);
        seen.add(check, &at, "clusters", name);
        clusters.push(name.clone());
    }
    clusters
}

/// Names that were seen, and where.
pub(super) struct Seen {
    key: &'static str,
    names: BTreeMap<String, Path>,
}

impl Seen {
    /// Names that stand under this key of their entries.
    pub(super) fn new(key: &'static str) -> Self {
        let names = BTreeMap::new();
        Self { key, names }
    }

    /// Takes down a name; the second one of its kind is told.
    pub(super) fn add(&mut self, check: &mut Check<'_>, at: &Path, what: &str, name: &str) {
        if let Some(first) = self.names.get(name) {
            check.twice(&at.key(self.key), &first.key(self.key), what, name);
        } else {
            self.names.insert(name.to_owned(), at.clone());
        }
    }
}

/// The id of the entry with that name.
pub(super) fn find<I: Id, T>(arena: &Arena<I, T>, is: impl Fn(&T) -> bool) -> Option<I> {
    arena.iter().find(|(_, value)| is(value)).map(|(id, _)| id)
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
