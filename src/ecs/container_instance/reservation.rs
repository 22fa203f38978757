//! What tasks take from their container instances: CPU, memory, static host ports.
//!
//! A task reserves from its placement until it is STOPPED (`ecs.releaseOn`), whatever it uses.
//! Facts: API reference, ContainerDefinition and PortMapping; the moment of release is assumed.

use std::collections::BTreeSet;

use super::InstanceStatus;
use crate::ecs::placement::{Port, Standing};
use crate::ecs::{Cx, Ecs};
use crate::ids::{ClusterId, InstanceId, TaskDefinitionId, TaskId};

impl Ecs {
    /// Tells placement what the instance has left, if it takes tasks at all.
    pub(in crate::ecs) fn show_remaining(&mut self, id: InstanceId) {
        let instance = self.container_instance(id);
        let (Some(slot), cluster) = (instance.slot, instance.cluster) else {
            return;
        };
        let standing = match instance.status {
            InstanceStatus::Active if !instance.agent.is_connected() => Standing::Away,
            InstanceStatus::Active if !instance.dead => Standing::Open,
            _ => Standing::Closed,
        };
        let left = instance.remaining - self.held_for_daemons(id);
        let fleet = &mut self.clusters[cluster].fleet;
        fleet.show(slot, standing, left);
        if self.container_instance(id).status == InstanceStatus::Inactive {
            self.clusters[cluster].fleet.retire(slot);
        }
    }

    /// Takes what a task needs from its instance.
    pub(in crate::ecs) fn reserve(&mut self, task: TaskId) {
        if let Some(id) = self.tasks[task].instance {
            self.change_reservation(id, self.tasks[task].definition, 1);
            self.instance_mut(id).tasks.push(task);
            self.bind_ports(task, id);
        }
    }

    /// Gives back what a task had.
    pub(in crate::ecs) fn release(&mut self, task: TaskId, cx: &mut Cx<'_>) {
        if let Some(id) = self.tasks[task].instance {
            self.change_reservation(id, self.tasks[task].definition, -1);
            self.unbind_ports(task, id);
            self.wake_blocked(cx);
        }
    }

    /// The static host ports that a task takes.
    pub(in crate::ecs) fn ports(&self, definition: TaskDefinitionId) -> Vec<Port> {
        let need = &self.aws.task_definitions[definition].need;
        let tcp = need.tcp_ports.iter().map(|port| (*port, false));
        let udp = need.udp_ports.iter().map(|port| (*port, true));
        let ports = tcp.chain(udp);
        ports.map(|(number, udp)| Port { number, udp }).collect()
    }

    /// The host ports that the agent and Docker keep on an instance.
    pub(in crate::ecs) fn reserved_ports(&self, id: InstanceId) -> Vec<Port> {
        let template = &self.templates[self.container_instance(id).template];
        let tcp = template
            .reserved_tcp_ports
            .iter()
            .map(|port| (*port, false));
        let udp = template.reserved_udp_ports.iter().map(|port| (*port, true));
        let ports = tcp.chain(udp);
        ports.map(|(number, udp)| Port { number, udp }).collect()
    }

    fn change_reservation(&mut self, id: InstanceId, definition: TaskDefinitionId, by: i64) {
        let need = self.need(definition);
        let ports = self.ports(definition);
        let instance = self.instance_mut(id);
        instance.remaining = if by > 0 {
            instance.remaining - need
        } else {
            instance.remaining + need
        };
        if let (Some(slot), cluster) = (instance.slot, instance.cluster) {
            let fleet = &mut self.clusters[cluster].fleet;
            if by > 0 {
                fleet.reserve(slot, &ports);
            } else {
                fleet.release(slot, &ports);
            }
        }
        let instance = self.container_instance(id);
        let (cluster, counted) = (instance.cluster, instance.registered.is_some());
        let counted = counted && instance.status != InstanceStatus::Inactive;
        if counted {
            self.clusters[cluster].reserved.add(need, by);
            self.changed_clusters.insert(cluster);
        }
        self.show_remaining(id);
    }

    /// The clusters in which something was registered or reserved since the last call, or taken
    /// back, in file order.
    pub fn take_changed_clusters(&mut self) -> BTreeSet<ClusterId> {
        std::mem::take(&mut self.changed_clusters)
    }
}
