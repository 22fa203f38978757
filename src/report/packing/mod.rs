//! How the tasks of a cluster are packed upon its instances: at the start, when most was reserved,
//! and at the end of the run.
//!
//! | question | where it is answered |
//! | --- | --- |
//! | which resource is used up first, and what nobody can use | [`binds`] |
//! | how few instances would hold it all | [`bounds`] |
//! | what the summary says of a cluster | [`verdict`] |
//!
//! The start is 0 s. Where a scenario starts empty, it is the first instant at which the services
//! of the cluster have all their desired tasks RUNNING; 60 s where that never is.

pub mod binds;
pub mod bounds;
pub mod verdict;

use crate::engine::SimTime;

/// AWS: an instance has at most so many reserved host ports.
///
/// Fact: API reference, PortMapping.
pub const PORTS: u32 = 100;

/// What tasks reserve on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// MiB.
    Memory,
    /// CPU units.
    Cpu,
    /// Network interfaces for tasks.
    Interfaces,
    /// Whole GPUs.
    Gpus,
    /// Static host ports.
    Ports,
}

impl Resource {
    /// All of them. Of those that are equally short, the first is told.
    pub const ALL: [Self; 5] = [
        Self::Memory,
        Self::Cpu,
        Self::Interfaces,
        Self::Gpus,
        Self::Ports,
    ];

    /// As `packing.csv` says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Cpu => "cpu",
            Self::Interfaces => "enis",
            Self::Gpus => "gpus",
            Self::Ports => "ports",
        }
    }

    /// As sentences say it, with its verb.
    pub const fn binds(self) -> &'static str {
        match self {
            Self::Memory => "memory binds",
            Self::Cpu => "CPU binds",
            Self::Interfaces => "network interfaces bind",
            Self::Gpus => "GPUs bind",
            Self::Ports => "host ports bind",
        }
    }
}

/// So much of each resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amounts {
    /// CPU units.
    pub cpu: u32,
    /// MiB.
    pub memory_mib: u32,
    /// Network interfaces for tasks.
    pub enis: u32,
    /// Static host ports; of an instance, those that its agent does not keep.
    pub ports: u32,
    /// Whole GPUs.
    pub gpus: u32,
}

impl Amounts {
    /// How much of one resource.
    pub const fn of(self, resource: Resource) -> u32 {
        match resource {
            Resource::Memory => self.memory_mib,
            Resource::Cpu => self.cpu,
            Resource::Interfaces => self.enis,
            Resource::Gpus => self.gpus,
            Resource::Ports => self.ports,
        }
    }

    /// Of each resource what a function makes of both.
    #[must_use]
    pub fn with(self, other: Self, each: impl Fn(u32, u32) -> u32) -> Self {
        Self {
            cpu: each(self.cpu, other.cpu),
            memory_mib: each(self.memory_mib, other.memory_mib),
            enis: each(self.enis, other.enis),
            ports: each(self.ports, other.ports),
            gpus: each(self.gpus, other.gpus),
        }
    }

    /// What is left of it.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.with(other, u32::saturating_sub)
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        self.with(self, |one, _| one.saturating_mul(count))
    }

    /// Whether that much is there; an exact fit is a fit.
    pub fn holds(self, need: Self) -> bool {
        Resource::ALL
            .into_iter()
            .all(|resource| need.of(resource) <= self.of(resource))
    }
}

/// Which picture of a run it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// When the scenario began.
    Start,
    /// When most was reserved.
    Peak,
    /// When it ended.
    End,
}

impl When {
    /// As `packing.csv` says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Peak => "peak",
            Self::End => "end",
        }
    }
}

/// A cluster that had container instances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedCluster {
    /// Its name.
    pub name: String,
    /// The kinds of tasks that stood on its instances in one of the pictures, or found no place.
    pub kinds: Vec<TaskKind>,
    /// At the start, at the peak and at the end.
    pub pictures: Vec<PackingPicture>,
    /// Tasks that found no place, by kind, and how many of them services lacked at the peak or at
    /// the end; the kind that was refused last comes last.
    pub lacking: Vec<(u32, u32)>,
}

impl PackedCluster {
    /// One of its pictures.
    pub fn picture(&self, when: When) -> Option<&PackingPicture> {
        self.pictures.iter().find(|picture| picture.when == when)
    }

    /// What runs on an instance: `web:1=3 web:2=1`.
    pub fn definitions(&self, on: &PackedInstance) -> String {
        let mut counts: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
        for (kind, count) in &on.tasks {
            *counts.entry(&self.kind(*kind).definition).or_default() += count;
        }
        let counts = counts.iter().map(|(name, count)| format!("{name}={count}"));
        counts.collect::<Vec<_>>().join(" ")
    }

    /// The kind at that place.
    pub fn kind(&self, place: u32) -> &TaskKind {
        &self.kinds[place as usize]
    }
}

/// Tasks of one group that are made from one task definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskKind {
    /// `web:2`.
    pub definition: String,
    /// What each of them takes.
    pub need: Amounts,
    /// The host ports that each of them takes: the number, and whether it is UDP.
    pub ports: Vec<(u16, bool)>,
    /// The number of their group, among which no two may share an instance if `distinct`.
    pub group: u32,
    /// `distinctInstance`.
    pub distinct: bool,
    /// Of a DAEMON service: one on every instance.
    pub daemon: bool,
    /// Whether they may stand on some instances only (`memberOf`).
    pub member_of: bool,
}

/// The instances of a cluster at an instant, after all that happens then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackingPicture {
    /// Which one.
    pub when: When,
    /// When it was taken.
    pub time: SimTime,
    /// Those that are registered, in order of launch.
    pub instances: Vec<PackedInstance>,
}

/// A container instance at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedInstance {
    /// Its place in [`RunResult::instances`](super::RunResult::instances).
    pub instance: u32,
    /// What it registered.
    pub registered: Amounts,
    /// What tasks reserve of it.
    pub reserved: Amounts,
    /// How many tasks, by the places of their kinds.
    pub tasks: Vec<(u32, u32)>,
}

impl PackedInstance {
    /// What is left of it.
    pub fn left(&self) -> Amounts {
        self.registered.less(self.reserved)
    }

    /// How many tasks it has.
    pub fn count(&self) -> u32 {
        self.tasks.iter().map(|(_, count)| count).sum()
    }
}
