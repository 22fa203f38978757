//! Task definitions: families and revisions, sizes, images, applications.

use std::collections::{BTreeMap, BTreeSet};

use super::image::Images;
use super::names::{LISTED, of_arn};
use super::{
    Check, access, application, container, container_definition, entry, network, required,
    task_size, volume,
};
use crate::ids::{ImageId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Architecture, Aws, FargateSize, TaskDefinition};
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

/// AWS: "Amazon ECS endpoints and quotas", revisions per family.
const REVISIONS: i64 = 1_000_000;

/// The names of the containers that any revision of a family has.
fn containers_by_family(file: &File) -> BTreeMap<String, BTreeSet<String>> {
    let mut families: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for raw in &file.aws.task_definitions {
        let names = raw.container_definitions.iter().map(|it| it.name.clone());
        families
            .entry(raw.family.clone())
            .or_default()
            .extend(names);
    }
    families
}

pub(super) fn check(check: &mut Check<'_>, file: &mut File, aws: &mut Aws) {
    let mut images = Images::new(check, file);
    let mut last: BTreeMap<String, (i64, Path)> = BTreeMap::new();
    let containers_of = containers_by_family(file);
    for (index, raw) in file.aws.task_definitions.iter_mut().enumerate() {
        let at = entry("taskDefinitions", index);
        check.ecs_name(&at.key("family"), "task definition", &raw.family);
        let revision = revision(check, &at, raw, &mut last);
        let mode = mode(check, &at, raw);
        container::names(check, &at, raw);
        let written = task_size::written(check, &at, raw);
        let mut need = container::need(check, &at, raw, written);
        let port_mappings = network::ports(check, &at, raw, &mut need);
        let wanted = raw
            .requires_compatibilities
            .iter()
            .any(|name| name == "FARGATE");
        let fargate = task_size::on_fargate(check, &at, raw, written, wanted);
        let containers = container_definition::all(check, &at, raw, wanted);
        let used = raw.container_definitions.iter();
        let used: Vec<ImageId> = used.map(|it| images.id(&it.image)).collect();
        let volumes = volume::of_definition(check, &at, raw, aws, wanted);
        let runs_anywhere =
            mode == "awsvpc" && !volumes.iter().any(|it| it.storage.needs_instance());
        let access = access::of(check, &at, raw, aws, &images.all(&used));
        let id = aws.task_definitions.next_id();
        let revisions = check.known.revisions.entry(raw.family.clone()).or_default();
        revisions.insert(revision, id);
        let mut definition = TaskDefinition {
            family: raw.family.clone(),
            revision,
            need,
            awsvpc: mode == "awsvpc",
            fargate: fargate.filter(|_: &FargateSize| runs_anywhere),
            port_mappings,
            images: used,
            access,
            architecture: architecture(raw),
            containers,
            volumes,
            ephemeral_bytes: volume::ephemeral(check, &at, raw),
            constraints: check.definition_constraints(&at, &raw.placement_constraints, wanted),
            required_attributes: required::attributes(raw),
            launch: None,
            start_failure: None,
        };
        let known = &containers_of[&raw.family];
        application::lay_over(check, &file.world, &mut definition, known);
        aws.task_definitions.push(definition);
    }
    images.unused(check);
    file.world.images = images.complete();
    aws.images = images.arena;
}

/// What Fargate runs it on.
fn architecture(raw: &raw::task_definition::TaskDefinition) -> Architecture {
    let platform = raw.runtime_platform.as_ref();
    let written = platform.and_then(|platform| platform.cpu_architecture.as_deref());
    let written = written.and_then(Architecture::from_name);
    written.unwrap_or(Architecture::X86_64)
}

/// The written revision, or the family's last and one more; revisions only go up.
fn revision(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::task_definition::TaskDefinition,
    last: &mut BTreeMap<String, (i64, Path)>,
) -> u32 {
    let before = last.get(&raw.family);
    let next = before.map_or(1, |(revision, _)| revision + 1);
    let revision = *raw.revision.get_or_insert(next);
    let path = at.key("revision");
    let number = check.within(codes::QUOTA, &path, revision, 1, REVISIONS, "a revision");
    if let Some((before, first)) = before.filter(|(before, _)| *before >= revision) {
        let name = format!("{}:{before}", raw.family);
        if *before == revision {
            check.twice(&path, &first.key("revision"), "task definitions", &name);
        } else {
            let message = format!("revisions of a family count up, and {name} stands before it");
            check.wrong(
                codes::OUT_OF_RANGE,
                &path,
                message,
                "put the revisions in order",
            );
        }
    }
    last.insert(raw.family.clone(), (revision, at.clone()));
    number
}

fn mode(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::task_definition::TaskDefinition,
) -> String {
    let wanted = raw
        .requires_compatibilities
        .iter()
        .position(|name| name == "FARGATE");
    let mode = raw
        .network_mode
        .get_or_insert_with(|| defaults::NETWORK_MODE.to_owned())
        .clone();
    if wanted.is_some() && mode != "awsvpc" {
        let message = "ClientException: Fargate only supports network mode 'awsvpc'";
        check.wrong(
            codes::NETWORK_MODE,
            &at.key("networkMode"),
            message,
            "write `networkMode: awsvpc`",
        );
    }
    for (index, name) in raw.requires_compatibilities.iter().enumerate() {
        if name == "EXTERNAL" || name == "MANAGED_INSTANCES" {
            let path = at.key("requiresCompatibilities").index(index);
            let what = format!("the launch type {name}");
            check.not_played(&path, &what, "write EC2 or FARGATE");
        }
    }
    mode
}

impl Check<'_> {
    /// The task definition that is meant: `web` is the newest revision, `web:2` that one. Its full
    /// name is written back.
    pub(super) fn task_definition(
        &mut self,
        aws: &Aws,
        path: &Path,
        written: &mut String,
    ) -> Option<TaskDefinitionId> {
        let name = of_arn(written);
        let (family, revision) = match name.rsplit_once(':') {
            Some((family, revision)) => (family, Some(revision)),
            None => (name, None),
        };
        let revisions = self.known.revisions.get(family);
        let found = revisions.and_then(|revisions| match revision {
            Some(revision) => revisions.get(&revision.parse().ok()?),
            None => revisions.values().next_back(),
        });
        if let Some(&id) = found {
            *written = aws.task_definitions[id].name();
            return Some(id);
        }
        if let (Some(revisions), Some(revision)) = (revisions, revision)
            && !self.was_unreadable("task definition")
        {
            let message =
                format!("there is no revision `{revision}` of the task definition `{family}`");
            let all = revisions.values().rev().take(LISTED);
            let mut all: Vec<_> = all
                .map(|id| format!("`{}`", aws.task_definitions[*id].name()))
                .collect();
            all.reverse();
            let more = if revisions.len() > LISTED {
                "…, "
            } else {
                ""
            };
            let diagnostic = Diagnostic::new(codes::UNKNOWN_NAME, message)
                .help(format!("there are: {more}{}", all.join(", ")));
            self.tell(path, "unknown revision", diagnostic);
            return None;
        }
        let known: Vec<String> = aws
            .task_definitions
            .iter()
            .map(|(_, known)| {
                if revision.is_some() {
                    known.name()
                } else {
                    known.family.clone()
                }
            })
            .collect();
        let name = name.to_owned();
        self.unknown(
            path,
            "task definition",
            &name,
            known.iter().map(String::as_str),
        );
        None
    }
}
