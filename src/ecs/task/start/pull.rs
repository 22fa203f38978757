//! Pulls of images: from where an instance takes an image, how long a pull is tried, and what is
//! said of one that failed.
//!
//! Facts: agent README, `ECS_IMAGE_PULL_BEHAVIOR`; ECS Developer Guide, "CannotPullContainer task
//! errors". How often a pull is tried: assumptions `ecs.pullAttempts`, `ecs.pullRetryBase` and
//! `ecs.pullRetryMax`; that every failure is tried so often is assumed too.

use crate::engine::Span;
use crate::scenario::model::{Architecture, Image, PullBehavior};

/// Why an image cannot be pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullFault {
    /// There is no way to its registry.
    NoRoute,
    /// Its repository or tag is not there.
    NotFound,
    /// It is not built for this.
    NoPlatform(Architecture),
    /// Nobody has logged in to its registry.
    NoCredentials,
    /// The login of the instance is over.
    TokenExpired,
    /// The role may not do this with its repository.
    Forbidden(&'static str),
    /// Docker Hub gives the address no more.
    RateLimited,
    /// Its registry answers nobody.
    Unavailable,
    /// The disk has no room for it.
    DiskFull,
}

/// From where a container gets its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Pulled {
    /// From the registry, which says at least that nothing has changed.
    FromRegistry,
    /// From the instance.
    FromCache,
    /// From nowhere: its task fails.
    Fails,
}

/// From where a container gets its image on an instance that has it or not, pulled by an earlier
/// task or come with the machine; `answers` asks the registry for it, if it has to be asked.
pub(in crate::ecs) fn pulled(
    behavior: PullBehavior,
    cached: bool,
    by_task: bool,
    answers: impl FnOnce() -> bool,
) -> Pulled {
    let asks = match behavior {
        PullBehavior::Default | PullBehavior::Always => true,
        PullBehavior::Once => !(cached && by_task),
        PullBehavior::PreferCached => !cached,
    };
    if !asks {
        Pulled::FromCache
    } else if answers() {
        Pulled::FromRegistry
    } else if cached && behavior == PullBehavior::Default {
        Pulled::FromCache
    } else {
        Pulled::Fails
    }
}

/// How often a pull is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct Retries {
    pub(in crate::ecs) attempts: u32,
    /// Before the second attempt; it doubles each time.
    pub(in crate::ecs) base: Span,
    /// It grows no further.
    pub(in crate::ecs) max: Span,
}

impl Retries {
    /// How long after the first attempt each one is made.
    fn attempts(self) -> impl Iterator<Item = Span> {
        let mut next = (Span::ZERO, self.base.min(self.max));
        (0..self.attempts).map(move |_| {
            let (at, delay) = next;
            next = (at + delay, (delay * 2).min(self.max));
            at
        })
    }

    /// How long after the first attempt the last one is.
    pub(in crate::ecs) fn gives_up_after(self) -> Span {
        self.attempts().last().unwrap_or(Span::ZERO)
    }

    /// How long after the first attempt one succeeds, if none does for so long.
    pub(in crate::ecs) fn succeeds_after(self, refused_for: Span) -> Option<Span> {
        self.attempts().find(|at| *at >= refused_for)
    }
}

/// `stoppedReason` of a task whose image cannot be pulled.
pub(super) fn reason(image: &Image, why: PullFault, on_fargate: bool, attempts: u32) -> String {
    let (name, host) = (&image.name, &image.registry.host);
    let before = if on_fargate {
        let retries = attempts.saturating_sub(1);
        format!("ref pull has been retried {retries} time(s): ")
    } else {
        "Error response from daemon: ".to_owned()
    };
    let said = match why {
        PullFault::NotFound if on_fargate => {
            format!("failed to resolve reference \"{name}\": {name}: not found")
        }
        PullFault::NotFound => format!("manifest for {name} not found: manifest unknown"),
        PullFault::NoPlatform(wanted) => format!(
            "image Manifest does not contain descriptor matching platform '{}': {name}",
            wanted.platform()
        ),
        PullFault::NoRoute => format!(
            "failed to do request: Head \"https://{host}/v2/{}/manifests\": dial tcp: i/o timeout: \
             request canceled while waiting for connection",
            image.repository()
        ),
        PullFault::NoCredentials => format!(
            "Head \"https://{host}/v2/{}/manifests\": no basic auth credentials",
            image.repository()
        ),
        PullFault::TokenExpired => format!(
            "pull access denied for {name}: denied: Your authorization token has expired. \
             Reauthenticate and try again."
        ),
        PullFault::Forbidden(action) => format!(
            "pull access denied for {name}: unexpected status from HEAD request: 403 Forbidden: \
             the role may not {action}"
        ),
        PullFault::RateLimited => format!(
            "toomanyrequests: You have reached your pull rate limit: {name}. You may increase the \
             limit by authenticating and upgrading"
        ),
        PullFault::Unavailable => format!(
            "failed to copy: httpReaderSeeker: failed open: unexpected status code \
             https://{host}/v2/{}/manifests: 503 Service Unavailable",
            image.repository()
        ),
        PullFault::DiskFull => {
            let what = if on_fargate {
                "extract layers"
            } else {
                "register layer"
            };
            format!("failed to {what}: {name}: write: no space left on device")
        }
    };
    format!("CannotPullContainerError: {before}{said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `IMG-11`, whole: behaviour; cached, by a task; what comes of an answer, and of none.
    #[test]
    fn img_11_the_agent_asks_the_registry_or_its_cache() {
        use PullBehavior::{Always, Default, Once, PreferCached};
        use Pulled::{Fails, FromCache, FromRegistry};
        for (behavior, cached, by_task, answered, refused) in [
            (Default, false, false, FromRegistry, Fails),
            (Default, true, false, FromRegistry, FromCache),
            (Default, true, true, FromRegistry, FromCache),
            (Always, false, false, FromRegistry, Fails),
            (Always, true, false, FromRegistry, Fails),
            (Always, true, true, FromRegistry, Fails),
            (Once, false, false, FromRegistry, Fails),
            (Once, true, false, FromRegistry, Fails),
            (Once, true, true, FromCache, FromCache),
            (PreferCached, false, false, FromRegistry, Fails),
            (PreferCached, true, false, FromCache, FromCache),
            (PreferCached, true, true, FromCache, FromCache),
        ] {
            let with = |answers| pulled(behavior, cached, by_task, || answers);
            let case = format!("{behavior:?} {cached} {by_task}");
            assert_eq!((with(true), with(false)), (answered, refused), "{case}");
        }
    }

    const RETRIES: Retries = Retries {
        attempts: 5,
        base: Span::from_millis(1_100),
        max: Span::from_secs(5),
    };

    /// `IMG-1`: at 0, 1.1, 3.3, 7.7 and 12.7 s.
    #[test]
    fn img_1_a_hard_failure_shows_after_about_twelve_seconds() {
        assert_eq!(RETRIES.gives_up_after(), Span::from_millis(12_700));
        for (refused_for, succeeds) in [
            (0, Some(0)),
            (1_000, Some(1_100)),
            (3_300, Some(3_300)),
            (8_000, Some(12_700)),
            (12_701, None),
        ] {
            let after = RETRIES.succeeds_after(Span::from_millis(refused_for));
            assert_eq!(after, succeeds.map(Span::from_millis), "{refused_for}");
        }
        let at_once = Retries {
            base: Span::ZERO,
            max: Span::ZERO,
            ..RETRIES
        };
        assert_eq!(at_once.gives_up_after(), Span::ZERO);
        assert_eq!(at_once.succeeds_after(Span::from_secs(1)), None);
    }
}
