//! Host ports that the agent chooses: `hostPort` 0 or none in network mode bridge.
//!
//! The next free one of the range, one after the other, for each instance and protocol; after the
//! last the first again (assumed; Docker asks the kernel).
//!
//! Facts: API reference, PortMapping (`hostPort`): the range is that of the kernel, which is 32768
//! to 60999 on Amazon Linux.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use crate::ecs::Ecs;
use crate::ecs::placement::Port;
use crate::ids::{InstanceId, TaskId};
use crate::scenario::model::DYNAMIC_PORTS;

/// A port of an instance that leads to a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostPort {
    /// Of the instance.
    pub port: u16,
    /// Of the container.
    pub container_port: u16,
    /// Whether it is UDP.
    pub udp: bool,
}

impl fmt::Display for HostPort {
    /// As Docker writes it: `32768:80/tcp`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = if self.udp { "udp" } else { "tcp" };
        write!(f, "{}:{}/{protocol}", self.port, self.container_port)
    }
}

/// The ports of an instance that its agent has chosen, TCP first, then UDP.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct DynamicPorts {
    last: [Option<u16>; 2],
    taken: [BTreeSet<u16>; 2],
}

/// The first free port of a range after the last one that was chosen.
fn next_free(
    range: RangeInclusive<u16>,
    last: Option<u16>,
    is_taken: impl Fn(u16) -> bool,
) -> Option<u16> {
    let (first, end) = range.into_inner();
    let next = last.and_then(|last| last.checked_add(1)).unwrap_or(first);
    let mut candidates = (next..=end).chain(first..next.clamp(first, end));
    candidates.find(|port| !is_taken(*port))
}

impl Ecs {
    /// The agent gives a task the ports that it maps.
    pub(in crate::ecs) fn bind_ports(&mut self, task: TaskId, id: InstanceId) {
        let definition = &self.aws.task_definitions[self.tasks[task].definition];
        if definition.port_mappings.is_empty() {
            return;
        }
        let mut bound = Vec::with_capacity(definition.port_mappings.len());
        for mapping in definition.port_mappings.clone() {
            let side = usize::from(mapping.udp);
            let instance = self.container_instance(id);
            let fleet = &self.clusters[instance.cluster].fleet;
            let reserved = instance.slot.map_or(&[][..], |slot| fleet.ports(slot));
            let ports = &instance.dynamic_ports;
            let is_taken = |number| {
                let udp = mapping.udp;
                ports.taken[side].contains(&number) || reserved.contains(&Port { number, udp })
            };
            let chosen = || next_free(DYNAMIC_PORTS, ports.last[side], is_taken);
            let Some(port) = mapping.host_port.or_else(chosen) else {
                continue;
            };
            if mapping.host_port.is_none() {
                let ports = &mut self.instance_mut(id).dynamic_ports;
                ports.last[side] = Some(port);
                ports.taken[side].insert(port);
            }
            bound.push(HostPort {
                port,
                container_port: mapping.container_port,
                udp: mapping.udp,
            });
        }
        self.tasks[task].host_ports = bound;
    }

    /// The ports of a task are free again; its record keeps them.
    pub(in crate::ecs) fn unbind_ports(&mut self, task: TaskId, id: InstanceId) {
        for bound in self.tasks[task].host_ports.clone() {
            let taken = &mut self.instance_mut(id).dynamic_ports.taken;
            taken[usize::from(bound.udp)].remove(&bound.port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NET-10.
    #[test]
    fn ports_are_chosen_one_after_the_other_and_round() {
        let taken = [10, 12];
        let next = |last| next_free(10..=13, last, |port| taken.contains(&port));
        assert_eq!(next(None), Some(11));
        assert_eq!(next(Some(11)), Some(13));
        assert_eq!(next(Some(13)), Some(11), "after the last comes the first");
        assert_eq!(next_free(10..=13, Some(12), |_| true), None);
        assert_eq!(
            next_free(65_535..=65_535, Some(65_535), |_| false),
            Some(65_535)
        );
    }
}
