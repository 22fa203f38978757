//! How long a task takes to come up.
//!
//! Facts and assumptions: the assumptions `ecs.pullRate` and its neighbours, which say where they
//! come from. A pull is cold unless the instance has the image; Fargate has no cache.

use super::Task;
use crate::ecs::Ecs;
use crate::engine::{Span, Stream};
use crate::ids::{ImageId, TaskId};
use crate::scenario::model::RegistryKind;

/// The parts of ACTIVATING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct Launch {
    /// Image pull.
    pub(in crate::ecs) pull: Span,
    /// Container start.
    pub(in crate::ecs) start: Span,
}

/// What the pulls of a task are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ecs) struct PullTime {
    /// Whether a registry was asked.
    pub(in crate::ecs) asked: bool,
    /// Bytes that came from there; none if all was there already.
    cold: Option<u64>,
}

impl PullTime {
    /// So many bytes come from a registry.
    pub(in crate::ecs) fn add(&mut self, bytes: u64) {
        self.cold = Some(self.cold.unwrap_or(0).saturating_add(bytes));
    }
}

/// Image pull and container start of a task whose pulls take so long.
pub(in crate::ecs) fn launch(ecs: &Ecs, task: &Task, pull: Span, stream: &mut Stream) -> Launch {
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
    let start = start.sample(stream);
    Launch { pull, start }
}

/// How long the pulls of a task take.
pub(in crate::ecs) fn pull(ecs: &Ecs, id: TaskId, pulls: PullTime) -> Span {
    let task = &ecs.tasks[id];
    let rate = if task.on_fargate() {
        let cpu = ecs.aws.task_definitions[task.definition].need.cpu;
        ecs.settings.fargate_pull_rates[fargate_pull_class(cpu)]
    } else {
        ecs.settings.pull_rate
    };
    match pulls.cold {
        Some(bytes) => pull_time(bytes, rate),
        None if pulls.asked => ecs.settings.pull_cached,
        None => Span::ZERO,
    }
}

/// The bytes of an image as a pull for a task feels them.
pub(in crate::ecs) fn weight(ecs: &Ecs, id: TaskId, image: ImageId) -> u64 {
    let image = &ecs.aws.images[image];
    let settings = &ecs.settings;
    let is_lazy = image.soci
        && image.registry.kind == RegistryKind::Ecr
        && ecs.tasks[id].on_fargate()
        && image.size_bytes > settings.starts.soci_least;
    let percent = if is_lazy {
        settings.starts.soci_percent
    } else {
        100
    };
    weighed(image.size_bytes, image.unpack_per_mille, percent)
}

/// Bytes, times a factor in thousandths, times a percentage.
fn weighed(bytes: u64, per_mille: u64, percent: u64) -> u64 {
    let weight = u128::from(bytes) * u128::from(per_mille) * u128::from(percent) / 100_000;
    u64::try_from(weight).unwrap_or(u64::MAX)
}

/// Which of the three rates a Fargate task of that size has.
fn fargate_pull_class(cpu: u32) -> usize {
    match cpu {
        0..=1024 => 0,
        1025..=4096 => 1,
        _ => 2,
    }
}

/// How long so many bytes take at a rate.
fn pull_time(bytes: u64, rate: Option<u64>) -> Span {
    match rate {
        Some(rate) => {
            let micros = u128::from(bytes) * 1_000_000 / u128::from(rate.max(1));
            Span::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
        }
        None => Span::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `IMG-20`, `IMG-22`, `IMG-23`: 413 MB at 13 MB/s; with a SOCI index half of it; a layer that
    /// takes three times as long to unpack.
    #[test]
    fn a_pull_takes_as_long_as_its_bytes_weigh() {
        for (megabytes, per_mille, percent, rate, milliseconds) in [
            (413, 1_000, 100, 13, 31_769),
            (413, 1_000, 50, 13, 15_884),
            (413, 3_000, 100, 13, 95_307),
            (250, 1_000, 100, 40, 6_250),
            (0, 1_000, 100, 40, 0),
        ] {
            let bytes = weighed(megabytes * 1_000_000, per_mille, percent);
            let span = pull_time(bytes, Some(rate * 1_000_000));
            assert_eq!(span.as_micros() / 1_000, milliseconds, "{megabytes}");
        }
        assert_eq!(pull_time(1 << 40, None), Span::ZERO);
    }
}
