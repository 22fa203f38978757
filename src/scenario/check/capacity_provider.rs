//! Capacity providers of Auto Scaling groups, as far as they are played: what ECS does with an
//! instance that its group terminates.

use std::collections::BTreeMap;

use super::names::{Names, last_of_arn};
use super::{Check, entry};
use crate::ids::GroupId;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::Aws;
use crate::scenario::raw::File;
use crate::scenario::source::Path;

pub(super) fn check(check: &mut Check<'_>, file: &mut File, aws: &mut Aws) {
    let mut names = Names::new("capacity provider");
    let mut first_of: BTreeMap<GroupId, Path> = BTreeMap::new();
    let default = check.assumptions.flag("managedScaling.drainingDefault");
    for (index, raw) in file.aws.capacity_providers.iter_mut().enumerate() {
        let at = entry("capacityProviders", index);
        let path = at.key("name");
        name(check, &path, &raw.name);
        check.declare(&mut names, &path, &raw.name, ());
        let provider = &mut raw.auto_scaling_group_provider;
        let at = at.key("autoScalingGroupProvider");
        let draining = provider.managed_draining.get_or_insert_with(|| {
            let default = if default { "ENABLED" } else { "DISABLED" };
            default.to_owned()
        });
        let path = at.key("autoScalingGroupArn");
        let group = last_of_arn(&provider.auto_scaling_group_arn).to_owned();
        if group.is_empty() {
            // That it is missing, or that another kind is not played, is told already.
            continue;
        }
        let Some(id) = check.find(|known| &known.groups, &path, &group) else {
            continue;
        };
        aws.auto_scaling_groups[id].managed_draining = draining == "ENABLED";
        provider.auto_scaling_group_arn.clone_from(&group);
        if let Some(first) = first_of.get(&id) {
            let place = check.tree.place_of(first, false);
            let message = format!(
                "ClientException: the group {group} belongs to another capacity provider already"
            );
            let diagnostic = Diagnostic::new(codes::CAPACITY, message)
                .also(place, "the first one")
                .help("make a group for each capacity provider");
            check.tell(&path, "the second one", diagnostic);
        } else {
            first_of.insert(id, path);
        }
    }
}

/// Fact: API reference, CreateCapacityProvider: letters, digits, `_`, `-`, and none of the prefixes
/// that AWS keeps for itself.
fn name(check: &mut Check<'_>, path: &Path, name: &str) {
    check.ecs_name(path, "capacity provider", name);
    let lower = name.to_ascii_lowercase();
    if ["aws", "ecs", "fargate"]
        .iter()
        .any(|it| lower.starts_with(it))
    {
        let message = format!(
            "ClientException: the name of a capacity provider does not begin with aws, ecs or \
             fargate, as `{name}` does"
        );
        check.wrong(codes::BAD_NAME, path, message, "");
    }
}
