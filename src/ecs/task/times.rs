//! How long a task takes to come up and to go down.
//!
//! Facts and assumptions: the assumptions `ecs.pullRate` and its neighbours, which say where they
//! come from. A pull is cold unless the instance has the image; Fargate has no cache.

use super::Task;
use crate::ecs::Ecs;
use crate::engine::{Span, Stream};
use crate::ids::ImageId;

/// The parts of ACTIVATING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct Launch {
    /// Image pull.
    pub(in crate::ecs) pull: Span,
    /// Container start.
    pub(in crate::ecs) start: Span,
}

/// Image pull and container start of a task.
pub(in crate::ecs) fn launch(ecs: &Ecs, task: &Task, stream: &mut Stream) -> Launch {
    let settings = &ecs.settings;
    let start = if task.on_fargate() {
        &settings.fargate_container_start
    } else {
        &settings.container_start
    };
    let definition = &ecs.aws.task_definitions[task.definition];
    if let Some(launch) = &definition.launch {
        // The scenario gives both as one; what AWS would need for the start is its end.
        let whole = launch.sample(stream);
        let start = start.quantile(0.5).min(whole);
        return Launch {
            pull: whole - start,
            start,
        };
    }
    Launch {
        pull: pull(ecs, task),
        start: start.sample(stream),
    }
}

fn pull(ecs: &Ecs, task: &Task) -> Span {
    let definition = &ecs.aws.task_definitions[task.definition];
    let Some(instance) = task.instance else {
        let rate = ecs.settings.fargate_pull_rates[fargate_pull_class(definition.need.cpu)];
        return pull_time(ecs, definition.images.clone(), rate);
    };
    let cached = &ecs.container_instance(instance).images;
    let missing = definition.images.iter().copied();
    let missing: Vec<ImageId> = missing.filter(|image| !cached.contains(image)).collect();
    if missing.is_empty() {
        ecs.settings.pull_cached
    } else {
        pull_time(ecs, missing, ecs.settings.pull_rate)
    }
}

/// Which of the three rates a Fargate task of that size has.
fn fargate_pull_class(cpu: u32) -> usize {
    match cpu {
        0..=1024 => 0,
        1025..=4096 => 1,
        _ => 2,
    }
}

/// Each image is pulled once, also if several containers have it.
fn pull_time(ecs: &Ecs, mut images: Vec<ImageId>, rate: Option<u64>) -> Span {
    images.sort_unstable();
    images.dedup();
    let sizes = images.iter().map(|image| ecs.aws.images[*image].size_bytes);
    let bytes = sizes.fold(0, u64::saturating_add);
    match rate {
        Some(rate) => {
            let micros = u128::from(bytes) * 1_000_000 / u128::from(rate.max(1));
            Span::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
        }
        None => Span::ZERO,
    }
}
