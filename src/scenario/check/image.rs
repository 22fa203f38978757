//! Images by the text of `image`, and the registries that have them.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use super::names::COMPARED;
use crate::catalog;
use crate::engine::{Arena, Span};
use crate::ids::ImageId;
use crate::scenario::diagnostic::{Diagnostic, codes, suggestion};
use crate::scenario::model::{Action, Architecture, Aws, DOCKER_HUB, Image, Registry};
use crate::scenario::raw::value::{Duration, Size};
use crate::scenario::raw::{File, mishap, world};
use crate::scenario::source::Path;

/// The images, each once.
pub(super) struct Images {
    pub(super) arena: Arena<ImageId, Image>,
    ids: BTreeMap<String, ImageId>,
    written: BTreeMap<String, world::Image>,
    default: u64,
}

impl Images {
    pub(super) fn new(check: &mut Check<'_>, file: &File) -> Self {
        for (name, image) in &file.world.images {
            let path = Path::default().keys("world.images").key(name);
            if image.size.is_some_and(|size| size.0 > catalog::MOST_BYTES) {
                let most = Size(catalog::MOST_BYTES);
                let message = format!("an image has at most {most}");
                let path = path.key("size");
                check.wrong(codes::OUT_OF_RANGE, &path, message, "look at the unit");
            }
            let factor = image.unpack_factor.unwrap_or(1.0);
            if !(0.1..=100.0).contains(&factor) {
                let message = format!("unpackFactor: {factor} is not between 0.1 and 100");
                check.wrong(codes::OUT_OF_RANGE, &path.key("unpackFactor"), message, "");
            }
        }
        Self {
            arena: Arena::default(),
            ids: BTreeMap::new(),
            written: file.world.images.clone(),
            default: check.assumptions.count("ecs.imageSize"),
        }
    }

    pub(super) fn id(&mut self, name: &str) -> ImageId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let written = self.written.get(name).cloned().unwrap_or_default();
        let size = written.size.map(|size| size.0);
        let architectures = written.architectures.iter().map(|it| match it {
            world::Architecture::X86 => Architecture::X86_64,
            world::Architecture::Arm64 => Architecture::Arm64,
        });
        let id = self.arena.push(Image {
            name: name.to_owned(),
            size_bytes: size.unwrap_or(self.default),
            registry: Registry::of(name),
            missing: written.missing.unwrap_or(false),
            architectures: architectures.collect(),
            soci: written.soci.unwrap_or(false),
            unpack_per_mille: per_mille(written.unpack_factor),
            in_ami: written.in_ami.unwrap_or(false),
        });
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// Some of them.
    pub(super) fn all(&self, ids: &[ImageId]) -> Vec<&Image> {
        ids.iter().map(|id| &self.arena[*id]).collect()
    }

    /// The images with their sizes, as the scenario could have said it.
    pub(super) fn complete(&self) -> BTreeMap<String, world::Image> {
        let complete = |(_, image): (ImageId, &Image)| {
            let mut written = self.written.get(&image.name).cloned().unwrap_or_default();
            written.size = Some(Size(image.size_bytes));
            (image.name.clone(), written)
        };
        self.arena.iter().map(complete).collect()
    }

    /// Warns of what is said of images that no container has: a name is easily misspelt.
    pub(super) fn unused(&self, check: &mut Check<'_>) {
        let is_unused = |name: &&String| !self.ids.contains_key(*name);
        for name in self.written.keys().filter(is_unused) {
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

/// A factor in thousandths; the bounds of a factor keep it small.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a factor out of its bounds was told"
)]
fn per_mille(factor: Option<f64>) -> u64 {
    factor.map_or(1_000, |factor| {
        (factor.clamp(0.1, 100.0) * 1_000.0).round() as u64
    })
}

/// `world.registries`: whether the anonymous pulls from Docker Hub are counted.
pub(super) fn registries(check: &mut Check<'_>, file: &File, aws: &Aws) -> bool {
    let mut counts = false;
    for (host, registry) in &file.world.registries {
        let path = Path::default().keys("world.registries").key(host);
        let hosts = hosts(aws);
        if !hosts.contains(&&**host) {
            check.unknown_key(&path, "registry", host, hosts);
        } else if host == DOCKER_HUB {
            counts = registry.anonymous == Some(true);
        } else if registry.anonymous.is_some() {
            let message = format!("the pulls from {host} are not counted");
            let help = "only `docker.io` limits those who pull without a login";
            check.wrong(codes::UNKNOWN_NAME, &path.key("anonymous"), message, help);
        }
    }
    counts
}

/// The registries that images come from.
fn hosts(aws: &Aws) -> BTreeSet<&str> {
    let images = aws.images.iter();
    images.map(|(_, image)| &*image.registry.host).collect()
}

/// A registry answers nobody.
pub(super) fn outage(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mishap::RegistryOutage,
    aws: &Aws,
) -> Option<Action> {
    let (host, hosts) = (&raw.registry, hosts(aws));
    if !hosts.contains(&**host) {
        check.unknown(&at.key("registry"), "registry", host, hosts);
        return None;
    }
    let Duration(duration) = raw.duration?;
    if duration == Span::ZERO {
        let message = "an outage lasts longer than no time";
        check.wrong(codes::DURATION, &at.key("for"), message, "");
    }
    let host = host.clone();
    Some(Action::RegistryOutage { host, duration })
}

/// An image is taken out of its registry, or put there.
pub(super) fn change(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mishap::ImageChange,
    (aws, action): (&Aws, fn(ImageId) -> Action),
) -> Option<Action> {
    let mut images = aws.images.iter();
    if let Some((id, _)) = images.find(|(_, image)| image.name == raw.image) {
        return Some(action(id));
    }
    let known: Vec<&str> = aws.images.iter().map(|(_, it)| &*it.name).collect();
    check.unknown(&at.key("image"), "image", &raw.image, known);
    None
}
