//! What a container instance has left, and what a task needs of it.

use std::ops::{Add, Sub};

use crate::scenario::model::LaunchTemplate;

/// MiB for each CPU unit, from small to large: the shapes that most tasks have.
const SHAPES: [i32; 4] = [1, 2, 4, 8];

/// CPU units, MiB, network interfaces and GPUs that an instance has left, or that a task needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remaining {
    /// CPU units.
    pub cpu: i32,
    /// MiB.
    pub memory_mib: i32,
    /// Network interfaces for `awsvpc` tasks.
    pub enis: i32,
    /// Whole GPUs.
    pub gpus: i32,
}

impl Remaining {
    /// What an instance registers.
    pub(in crate::ecs) fn registered(template: &LaunchTemplate) -> Self {
        let small = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            cpu: small(template.registered_cpu),
            memory_mib: small(template.registered_memory_mib),
            enis: small(template.task_enis),
            gpus: small(template.registered_gpus),
        }
    }

    /// Whether that much is left; an exact fit is a fit.
    pub fn holds(self, need: Self) -> bool {
        need.cpu <= self.cpu
            && need.memory_mib <= self.memory_mib
            && need.enis <= self.enis
            && need.gpus <= self.gpus
    }

    /// For each shape of a task, how many MiB of it fit.
    fn shaped(self) -> [i32; 4] {
        SHAPES.map(|mib_per_unit| self.cpu.saturating_mul(mib_per_unit).min(self.memory_mib))
    }

    fn with(self, other: Self, each: impl Fn(i32, i32) -> i32) -> Self {
        Self {
            cpu: each(self.cpu, other.cpu),
            memory_mib: each(self.memory_mib, other.memory_mib),
            enis: each(self.enis, other.enis),
            gpus: each(self.gpus, other.gpus),
        }
    }
}

impl Add for Remaining {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.with(other, i32::saturating_add)
    }
}

impl Sub for Remaining {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.with(other, i32::saturating_sub)
    }
}

/// What an instance offers, or the best of each that several offer.
///
/// Of several, one may have the CPU and another the memory. So it is also kept how much of a task
/// of each usual shape fits on one of them: for such a task the answer is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    left: Remaining,
    shaped: [i32; 4],
}

impl Offer {
    /// Nothing: no task fits, not even one that needs nothing.
    pub(super) const NONE: Self = Self {
        left: Remaining {
            cpu: -1,
            memory_mib: -1,
            enis: -1,
            gpus: -1,
        },
        shaped: [-1; 4],
    };

    pub(super) fn new(left: Remaining) -> Self {
        Self {
            left,
            shaped: left.shaped(),
        }
    }

    /// Whether a task that needs this fits; of several instances, whether it may fit on one.
    pub(super) fn holds(&self, need: &Self) -> bool {
        let mut shapes = self.shaped.iter().zip(&need.shaped);
        self.left.holds(need.left) && shapes.all(|(left, need)| need <= left)
    }

    /// The best of both.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self {
            left: self.left.with(other.left, i32::max),
            shaped: std::array::from_fn(|shape| self.shaped[shape].max(other.shaped[shape])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(cpu: i32, memory_mib: i32) -> Remaining {
        Remaining {
            cpu,
            memory_mib,
            ..Remaining::default()
        }
    }

    #[test]
    fn an_exact_fit_is_a_fit() {
        assert!(room(256, 512).holds(room(256, 512)));
        assert!(!room(256, 512).holds(room(257, 512)));
        assert!(!room(256, 512).holds(room(256, 513)));
    }

    #[test]
    fn cpu_here_and_memory_there_hold_no_task_of_a_usual_shape() {
        let both = Offer::new(room(4096, 128)).or(&Offer::new(room(128, 8192)));
        for (cpu, memory) in [(512, 512), (256, 512), (256, 1024), (256, 2048)] {
            assert!(
                !both.holds(&Offer::new(room(cpu, memory))),
                "{cpu} {memory}"
            );
        }
        assert!(both.holds(&Offer::new(room(128, 128))));
    }
}
