//! The registries during a run: which images they have, when they answer, and how many anonymous
//! pulls an address has left.
//!
//! Facts: AWS Containers Blog, "Advice for customers dealing with Docker Hub rate limits". That a
//! window begins with the first pull of an address is assumed, and that an image that an instance
//! has already is not counted.

use std::collections::BTreeMap;

use super::pull::PullFault;
use crate::engine::{SimTime, Span};
use crate::ids::ImageId;
use crate::scenario::model::{Architecture, Aws, Image, RegistryKind};

/// The registries as they are now.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct Registries {
    /// By [`ImageId`].
    tags: Vec<Tag>,
    /// Until when hosts answer nobody.
    outages: BTreeMap<String, SimTime>,
    /// Whether anonymous pulls are counted.
    counts: bool,
    /// The pulls through the NAT gateway, whose address all subnets share.
    nat: Window,
}

/// An image in its registry.
#[derive(Clone, Copy, Debug)]
struct Tag {
    missing: bool,
    /// How often it was pushed anew.
    version: u32,
}

/// The pulls of an address.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    began: SimTime,
    pulls: u64,
}

impl Window {
    /// Takes one pull of so many in a time, if one is left.
    fn take(&mut self, now: SimTime, (most, per): (u64, Span)) -> bool {
        if self.pulls == 0 || now >= self.began + per {
            *self = Self {
                began: now,
                pulls: 0,
            };
        }
        let left = self.pulls < most;
        self.pulls += u64::from(left);
        left
    }
}

impl Registries {
    pub(in crate::ecs) fn new(aws: &Aws, counts: bool) -> Self {
        let tag = |image: &Image| Tag {
            missing: image.missing,
            version: 0,
        };
        Self {
            tags: aws.images.iter().map(|(_, image)| tag(image)).collect(),
            outages: BTreeMap::new(),
            counts,
            nat: Window::default(),
        }
    }

    /// How often an image was pushed anew.
    pub(in crate::ecs) fn version(&self, image: ImageId) -> u32 {
        self.tags[image.0 as usize].version
    }

    /// A host answers nobody until then.
    pub(in crate::ecs) fn fail(&mut self, host: &str, until: SimTime) {
        let outage = self.outages.entry(host.to_owned()).or_insert(until);
        *outage = until.max(*outage);
    }

    pub(in crate::ecs) fn delete(&mut self, image: ImageId) {
        self.tags[image.0 as usize].missing = true;
    }

    pub(in crate::ecs) fn push(&mut self, image: ImageId) {
        let tag = &mut self.tags[image.0 as usize];
        tag.missing = false;
        tag.version += 1;
    }

    /// How long the host of an image answers nobody yet.
    pub(in crate::ecs) fn silent_for(&self, image: &Image, now: SimTime) -> Span {
        let until = self.outages.get(&image.registry.host).copied();
        until.map_or(Span::ZERO, |until| until.max(now).since(now))
    }

    /// Takes an anonymous pull of Docker Hub, where they are counted.
    pub(in crate::ecs) fn take_pull(
        &mut self,
        image: &Image,
        now: SimTime,
        rule: (u64, Span),
    ) -> Result<(), PullFault> {
        if !self.counts || image.registry.kind != RegistryKind::DockerHub {
            return Ok(());
        }
        let taken = self.nat.take(now, rule);
        taken.then_some(()).ok_or(PullFault::RateLimited)
    }

    /// Whether a registry that answers has an image for such a machine.
    pub(in crate::ecs) fn has(
        &self,
        id: ImageId,
        image: &Image,
        wanted: Architecture,
    ) -> Result<(), PullFault> {
        let architectures = &image.architectures;
        if self.tags[id.0 as usize].missing {
            Err(PullFault::NotFound)
        } else if !architectures.is_empty() && !architectures.contains(&wanted) {
            Err(PullFault::NoPlatform(wanted))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `IMG-3`: 120 pulls in one hour through one address, and 100 in 6 hours are given.
    #[test]
    fn img_3_twenty_of_a_hundred_and_twenty_pulls_are_refused() {
        let rule = (100, Span::from_secs(6 * 3_600));
        let mut window = Window::default();
        let mut pull = |second| window.take(SimTime::from_secs(second), rule);
        let given = (0..120).filter(|number| pull(number * 30)).count();
        assert_eq!(given, 100);
        assert!(!pull(6 * 3_600 - 1));
        assert!(pull(6 * 3_600));
    }
}
