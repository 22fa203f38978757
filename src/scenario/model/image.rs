//! Container images, and the registries that keep them.
//!
//! Fact: Amazon ECR user guide, "Private registry authentication", and Docker's reference of image
//! names: what stands before the first slash is a host if it has a dot or a colon.

/// A container image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The text of `image` in the container definitions.
    pub name: String,
    /// Compressed size in bytes.
    pub size_bytes: u64,
    /// Where it is kept.
    pub registry: Registry,
    /// Whether its repository or tag is not there at 0 s.
    pub missing: bool,
    /// What it is built for; empty: for everything.
    pub architectures: Vec<Architecture>,
    /// Whether it has a SOCI index.
    pub soci: bool,
    /// How much longer its pull takes than its size says, in thousandths.
    pub unpack_per_mille: u64,
    /// Whether every instance has it from its boot.
    pub in_ami: bool,
}

/// What keeps images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    /// `docker.io`, `ghcr.io`, `123456789012.dkr.ecr.us-east-1.amazonaws.com`.
    pub host: String,
    /// Whose it is.
    pub kind: RegistryKind,
}

/// Whose a registry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryKind {
    /// A private registry of Amazon ECR.
    Ecr,
    /// public.ecr.aws.
    EcrPublic,
    /// Docker Hub.
    DockerHub,
    /// Another one.
    Other,
}

/// The host of Docker Hub, where an image's name has none.
pub const DOCKER_HUB: &str = "docker.io";

impl Registry {
    /// The registry that an image's name means.
    pub fn of(image: &str) -> Self {
        let first = image.split_once('/').map(|(first, _)| first);
        let is_host = |first: &&str| first.contains(['.', ':']) || *first == "localhost";
        let host = first.filter(is_host).unwrap_or(DOCKER_HUB);
        let host = match host {
            "index.docker.io" | "registry-1.docker.io" => DOCKER_HUB,
            host => host,
        };
        let is_ecr = || {
            let rest = host.split_once(".dkr.ecr.").map(|(_, rest)| rest);
            rest.is_some_and(|rest| rest.contains(".amazonaws.com"))
        };
        let kind = match host {
            DOCKER_HUB => RegistryKind::DockerHub,
            "public.ecr.aws" => RegistryKind::EcrPublic,
            _ if is_ecr() => RegistryKind::Ecr,
            _ => RegistryKind::Other,
        };
        let host = host.to_owned();
        Self { host, kind }
    }
}

impl Image {
    /// Its repository, without the host, the tag and the digest.
    pub fn repository(&self) -> &str {
        let host = self.name.strip_prefix(&self.registry.host);
        let name = host.map_or(&*self.name, |name| name.trim_start_matches('/'));
        let name = name.split_once('@').map_or(name, |(name, _)| name);
        match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => name,
            _ => name,
        }
    }
}

/// What a program is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// Intel and AMD.
    X86_64,
    /// Graviton.
    Arm64,
}

impl Architecture {
    /// As `cpuArchitecture` has it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "X86_64" => Some(Self::X86_64),
            "ARM64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// As registries call it.
    pub const fn platform(self) -> &'static str {
        match self {
            Self::X86_64 => "linux/amd64",
            Self::Arm64 => "linux/arm64",
        }
    }
}

/// `ECS_IMAGE_PULL_BEHAVIOR`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PullBehavior {
    /// The registry is asked; if it does not give the image, a cached one does.
    #[default]
    Default,
    /// The registry is asked, and a task whose image it does not give fails.
    Always,
    /// The registry is asked for what no task here has pulled before.
    Once,
    /// The registry is asked for what is not here; nothing is cleaned up.
    PreferCached,
}

impl PullBehavior {
    /// As the file of the agent has it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::Default),
            "always" => Some(Self::Always),
            "once" => Some(Self::Once),
            "prefer-cached" => Some(Self::PreferCached),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_read_off_the_name() {
        use RegistryKind::{DockerHub, Ecr, EcrPublic, Other};
        let ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
        for (image, host, kind) in [
            ("nginx", "docker.io", DockerHub),
            ("shop/web:2.1", "docker.io", DockerHub),
            ("docker.io/library/nginx", "docker.io", DockerHub),
            ("public.ecr.aws/nginx/nginx:1", "public.ecr.aws", EcrPublic),
            ("ghcr.io/shop/web", "ghcr.io", Other),
            ("localhost:5000/web", "localhost:5000", Other),
            (&format!("{ecr}/shop/web:2.1"), ecr, Ecr),
        ] {
            let found = Registry::of(image);
            assert_eq!((&*found.host, found.kind), (host, kind), "{image}");
        }
    }

    #[test]
    fn a_repository_has_neither_host_nor_tag() {
        for (name, repository) in [
            ("nginx", "nginx"),
            ("shop/web:2.1", "shop/web"),
            ("ghcr.io/shop/web@sha256:00", "shop/web"),
            ("localhost:5000/web", "web"),
        ] {
            let image = Image {
                name: name.to_owned(),
                size_bytes: 0,
                registry: Registry::of(name),
                missing: false,
                architectures: Vec::new(),
                soci: false,
                unpack_per_mille: 1_000,
                in_ami: false,
            };
            assert_eq!(image.repository(), repository);
        }
    }
}
