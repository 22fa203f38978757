//! The images that an instance has, and the agent that cleans them up.
//!
//! An agent looks every `ecs.imageCleanupInterval` since it registered and removes the images that
//! were used longest ago, `ecs.imageCleanupCount` at most, of those that no container has and that
//! were pulled `ecs.imageCleanupAge` ago. The containers of a STOPPED task go after
//! `ecs.taskCleanupWait`. Nothing is scheduled for it: what was cleaned up is found out when the
//! next task comes.
//!
//! Facts: agent README, "Environment Variables"; ECS Developer Guide, "Automated task and image
//! cleanup".

use std::collections::BTreeSet;

use crate::ecs::Ecs;
use crate::ecs::task::Task;
use crate::engine::{SimTime, Span};
use crate::ids::{ImageId, InstanceId, TaskId};
use crate::scenario::model::PullBehavior;

/// An image on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct CachedImage {
    image: ImageId,
    /// How often it had been pushed when it was pulled.
    pub(in crate::ecs) version: u32,
    /// Whether a task pulled it; else it came with the machine.
    pub(in crate::ecs) by_task: bool,
    pulled: SimTime,
    /// When the last task that had it ended.
    used: SimTime,
}

/// The images of an instance.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct ImageCache {
    images: Vec<CachedImage>,
    /// Until when is known what was cleaned up.
    looked: SimTime,
}

/// How images are cleaned up.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct Cleanup {
    pub(in crate::ecs) interval: Span,
    pub(in crate::ecs) age: Span,
    pub(in crate::ecs) count: u64,
    pub(in crate::ecs) task_wait: Span,
}

impl ImageCache {
    /// What is known of an image that is there.
    pub(in crate::ecs) fn get(&self, image: ImageId) -> Option<CachedImage> {
        let mut images = self.images.iter();
        images.find(|cached| cached.image == image).copied()
    }

    /// An image is there now, in place of an older one of its name.
    pub(in crate::ecs) fn put(
        &mut self,
        image: ImageId,
        version: u32,
        now: SimTime,
        by_task: bool,
    ) {
        self.images.retain(|cached| cached.image != image);
        self.images.push(CachedImage {
            image,
            version,
            by_task,
            pulled: now,
            used: now,
        });
    }

    /// All that are there.
    pub(in crate::ecs) fn ids(&self) -> impl Iterator<Item = ImageId> {
        self.images.iter().map(|cached| cached.image)
    }

    /// A task that had some of the images has ended.
    fn leave(&mut self, images: &[ImageId], now: SimTime) {
        let left = |cached: &&mut CachedImage| images.contains(&cached.image);
        for cached in self.images.iter_mut().filter(left) {
            cached.used = now;
        }
    }

    /// Removes what was cleaned up since the last look by an agent that registered then; nothing
    /// that was in use at one of the two ends of that time was unused in between.
    fn clean(
        &mut self,
        in_use: &BTreeSet<ImageId>,
        registered: SimTime,
        now: SimTime,
        rules: Cleanup,
    ) {
        let looked = std::mem::replace(&mut self.looked, now);
        let since = looked.max(registered).since(registered);
        let mut tick = registered + rules.interval * (whole(since, rules.interval) + 1);
        let unused_from =
            |cached: &CachedImage| (cached.used + rules.task_wait).max(cached.pulled + rules.age);
        while tick <= now {
            let idle = |cached: &&CachedImage| !in_use.contains(&cached.image);
            let idle: Vec<CachedImage> = self.images.iter().filter(idle).copied().collect();
            let Some(first) = idle.iter().map(unused_from).min() else {
                return;
            };
            if first > tick {
                let ticks = whole(first.since(registered), rules.interval);
                let at = registered + rules.interval * ticks;
                tick = if at < first { at + rules.interval } else { at };
                continue;
            }
            let mut gone: Vec<CachedImage> = idle
                .into_iter()
                .filter(|cached| unused_from(cached) <= tick)
                .collect();
            gone.sort_by_key(|cached| (cached.used, cached.image));
            gone.truncate(usize::try_from(rules.count).unwrap_or(usize::MAX));
            self.images.retain(|cached| !gone.contains(cached));
            tick = tick + rules.interval;
        }
    }
}

/// How many whole intervals a span has.
fn whole(span: Span, interval: Span) -> u64 {
    span.as_micros() / interval.as_micros().max(1)
}

impl Ecs {
    /// Finds out what the agent of an instance has cleaned up.
    pub(in crate::ecs) fn clean_images(&mut self, id: InstanceId, now: SimTime) {
        let instance = self.container_instance(id);
        let template = &self.templates[instance.template];
        let keeps = template.pull_behavior == PullBehavior::PreferCached;
        let (Some(registered), true, false) = (instance.registered, template.image_cleanup, keeps)
        else {
            return;
        };
        let started = instance.tasks.iter().map(|task| &self.tasks[*task]);
        let started = started.filter(|task| task.times.started.is_some());
        let images = |task: &Task| self.aws.task_definitions[task.definition].images.clone();
        let in_use = started.flat_map(images).collect();
        let rules = self.settings.starts.cleanup;
        let cache = &mut self.instance_mut(id).images;
        cache.clean(&in_use, registered, now, rules);
    }

    /// The images of a task that became RUNNING stay on its instance.
    pub(in crate::ecs) fn cache_images(&mut self, task: TaskId, now: SimTime) {
        let Task {
            instance,
            definition,
            pulled,
            ..
        } = self.tasks[task];
        let Some(id) = instance else { return };
        let images = self.aws.task_definitions[definition].images.clone();
        for (place, image) in images.into_iter().enumerate() {
            if pulled & (1 << place) != 0 {
                let version = self.registries.version(image);
                self.instance_mut(id).images.put(image, version, now, true);
            }
        }
    }

    /// A task that was RUNNING is STOPPED: its images may be cleaned up some day.
    pub(in crate::ecs) fn leave_images(&mut self, task: TaskId, now: SimTime) {
        let Task {
            instance: Some(id),
            definition,
            ref times,
            ..
        } = self.tasks[task]
        else {
            return;
        };
        if times.started.is_some() {
            let images = self.aws.task_definitions[definition].images.clone();
            self.instance_mut(id).images.leave(&images, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Cleanup = Cleanup {
        interval: Span::from_secs(30 * 60),
        age: Span::from_secs(3_600),
        count: 5,
        task_wait: Span::from_secs(3 * 3_600),
    };

    const fn minute(minutes: u64) -> SimTime {
        SimTime::from_secs(minutes * 60)
    }

    fn cache(images: &[(u32, u64, u64)]) -> ImageCache {
        let cached = |&(image, pulled, used)| CachedImage {
            image: ImageId(image),
            version: 0,
            by_task: true,
            pulled: minute(pulled),
            used: minute(used),
        };
        ImageCache {
            images: images.iter().map(cached).collect(),
            looked: SimTime::ZERO,
        }
    }

    fn left(cache: &ImageCache) -> Vec<u32> {
        let mut left: Vec<u32> = cache.images.iter().map(|it| it.image.0).collect();
        left.sort_unstable();
        left
    }

    /// `IMG-12`: three hours after its last task, at the next half hour since the registration.
    #[test]
    fn img_12_an_unused_image_goes_at_the_next_half_hour() {
        let registered = minute(10);
        for (now, gone) in [(219, false), (220, true), (600, true)] {
            let mut cache = cache(&[(1, 10, 20)]);
            cache.clean(&BTreeSet::new(), registered, minute(now), RULES);
            assert_eq!(cache.images.is_empty(), gone, "{now}");
        }
        let mut used = cache(&[(1, 10, 20)]);
        used.clean(&[ImageId(1)].into(), registered, minute(600), RULES);
        assert_eq!(left(&used), [1]);
    }

    #[test]
    fn img_12_five_go_at_once_those_first_that_were_used_longest_ago() {
        let seven: Vec<_> = (1..=7)
            .map(|image| (image, 0, 20 - u64::from(image)))
            .collect();
        let mut cache = cache(&seven);
        let clean = |cache: &mut ImageCache, now| {
            cache.clean(&BTreeSet::new(), SimTime::ZERO, minute(now), RULES);
        };
        clean(&mut cache, 210);
        assert_eq!(left(&cache), [1, 2]);
        clean(&mut cache, 239);
        assert_eq!(left(&cache), [1, 2]);
        clean(&mut cache, 240);
        assert!(left(&cache).is_empty());
    }

    /// What was looked at before changes nothing: the agent does what it does.
    #[test]
    fn looking_often_finds_the_same() {
        let images: Vec<_> = (1..=12)
            .map(|image| (image, 7 * u64::from(image), 90))
            .collect();
        for now in [200, 271, 300, 330, 331, 400] {
            let mut once = cache(&images);
            once.clean(&BTreeSet::new(), minute(3), minute(now), RULES);
            let mut often = cache(&images);
            for minutes in 0..=now {
                often.clean(&BTreeSet::new(), minute(3), minute(minutes), RULES);
            }
            assert_eq!(left(&once), left(&often), "{now}");
        }
    }
}
