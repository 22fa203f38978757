//! Task definitions: families and revisions, sizes, images, applications.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{COMPARED, LISTED, of_arn};
use super::{
    Check, application, container, container_definition, entry, network, required, task_size,
};
use crate::catalog;
use crate::engine::Arena;
use crate::ids::{ImageId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes, suggestion};
use crate::scenario::model::{Aws, FargateSize, Image, TaskDefinition};
use crate::scenario::raw::value::Size;
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
        let id = aws.task_definitions.next_id();
        let revisions = check.known.revisions.entry(raw.family.clone()).or_default();
        revisions.insert(revision, id);
        let mut definition = TaskDefinition {
            family: raw.family.clone(),
            revision,
            need,
            awsvpc: mode == "awsvpc",
            fargate: fargate.filter(|_: &FargateSize| mode == "awsvpc"),
            port_mappings,
            images: raw
                .container_definitions
                .iter()
                .map(|it| images.id(&it.image))
                .collect(),
            containers,
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
    aws.images = images.arena;
    let written = |(_, image): (ImageId, &Image)| {
        let size = Some(Size(image.size_bytes));
        (image.name.clone(), raw::world::Image { size })
    };
    file.world.images = aws.images.iter().map(written).collect();
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

/// The images, each once, with their sizes.
struct Images {
    arena: Arena<ImageId, Image>,
    ids: BTreeMap<String, ImageId>,
    sizes: BTreeMap<String, Option<u64>>,
    default: u64,
}

impl Images {
    fn new(check: &mut Check<'_>, file: &File) -> Self {
        let sizes = &file.world.images;
        for (name, image) in sizes {
            if image.size.is_some_and(|size| size.0 > catalog::MOST_BYTES) {
                let path = Path::default().keys("world.images").key(name).key("size");
                let most = Size(catalog::MOST_BYTES);
                let message = format!("an image has at most {most}");
                check.wrong(codes::OUT_OF_RANGE, &path, message, "look at the unit");
            }
        }
        Self {
            arena: Arena::default(),
            ids: BTreeMap::new(),
            sizes: sizes
                .iter()
                .map(|(name, it)| (name.clone(), it.size.map(|size| size.0)))
                .collect(),
            default: check.assumptions.count("ecs.imageSize"),
        }
    }

    fn id(&mut self, name: &str) -> ImageId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let written = self.sizes.get(name).copied().flatten();
        let id = self.arena.push(Image {
            name: name.to_owned(),
            size_bytes: written.unwrap_or(self.default),
        });
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// Warns of sizes that no container uses: an image is easily misspelt.
    fn unused(&self, check: &mut Check<'_>) {
        let is_unused = |name: &&String| !self.ids.contains_key(*name);
        for name in self.sizes.keys().filter(is_unused) {
            let message = format!("no container has the image `{name}`");
            let mut diagnostic = Diagnostic::new(codes::UNUSED_IMAGE, message);
            if !check.out.is_full() {
                let known = self.ids.keys().map(String::as_str).take(COMPARED);
                let near = suggestion(name, known).map(|near| format!("did you mean `{near}`?"));
                diagnostic = diagnostic.help(near.unwrap_or_else(|| "remove it".to_owned()));
            }
            let path = Path::default().keys("world.images").key(name);
            check.tell_key(&path, "without effect", diagnostic);
        }
    }
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
