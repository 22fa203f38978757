//! Clusters: their instances by zone, and what is reserved of them.

use std::collections::BTreeSet;

use super::launch::placement::{Remaining, ZoneCapacity};
use crate::engine::Arena;
use crate::ids::{InstanceId, ServiceId, ZoneId};
use crate::scenario::model::Aws;

/// Resources added up over the instances of a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// CPU units.
    pub cpu: i64,
    /// MiB.
    pub memory_mib: i64,
}

impl Resources {
    pub(in crate::ecs) fn add(&mut self, some: Remaining, times: i64) {
        self.cpu += some.cpu * times;
        self.memory_mib += some.memory_mib * times;
    }
}

/// A cluster: its instances by zone, and running sums.
#[derive(Debug)]
pub struct Cluster {
    /// What ACTIVE and DRAINING instances registered.
    pub registered: Resources,
    /// What tasks reserve of it.
    pub reserved: Resources,
    /// ACTIVE and DRAINING instances.
    pub instances: u64,
    /// ACTIVE instances whose agent is away.
    pub(in crate::ecs) away: BTreeSet<InstanceId>,
    pub(in crate::ecs) registrations: u32,
    pub(in crate::ecs) zones: Arena<ZoneId, ZoneCapacity>,
    /// Its services that have one task on every instance.
    pub(in crate::ecs) daemons: Vec<ServiceId>,
}

impl Cluster {
    pub(in crate::ecs) fn new(aws: &Aws) -> Self {
        Self {
            registered: Resources::default(),
            reserved: Resources::default(),
            instances: 0,
            away: BTreeSet::new(),
            registrations: 0,
            daemons: Vec::new(),
            zones: aws.zones.ids().map(|_| ZoneCapacity::default()).collect(),
        }
    }
}
