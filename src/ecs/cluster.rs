//! Clusters: their instances, and what is reserved of them.

use super::container_instance::conditions::Conditions;
use super::placement::{Fleet, Remaining};
use crate::ids::ServiceId;

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
        self.cpu += i64::from(some.cpu) * times;
        self.memory_mib += i64::from(some.memory_mib) * times;
    }
}

/// A cluster: its instances, and running sums.
#[derive(Debug, Default)]
pub struct Cluster {
    /// What ACTIVE and DRAINING instances registered.
    pub registered: Resources,
    /// What tasks reserve of it.
    pub reserved: Resources,
    /// ACTIVE and DRAINING instances.
    pub instances: u64,
    /// Its instances, as placement sees them.
    pub fleet: Fleet,
    /// Its services that have one task on every instance.
    pub(in crate::ecs) daemons: Vec<ServiceId>,
}

impl Cluster {
    pub(in crate::ecs) fn new(conditions: &Conditions) -> Self {
        Self {
            fleet: Fleet::new(conditions.lasting()),
            ..Self::default()
        }
    }
}
