//! What tasks take from their container instances: CPU, memory, static host ports; and the images
//! that they leave behind.
//!
//! A task reserves from its placement until it is STOPPED (`ecs.releaseOn`), whatever it uses.
//! Facts: API reference, ContainerDefinition and PortMapping; the moment of release is assumed.

use std::collections::BTreeSet;

use super::InstanceStatus;
use crate::ecs::launch::placement::{Place, Remaining};
use crate::ecs::task::Task;
use crate::ecs::{Cx, Ecs};
use crate::ids::{ClusterId, InstanceId, TaskDefinitionId, TaskId};

impl Ecs {
    /// Tells the index what the instance has left, if it takes tasks at all.
    pub(in crate::ecs) fn show_remaining(&mut self, id: InstanceId) {
        let instance = self.container_instance(id);
        if instance.registered.is_none() {
            return;
        }
        let active = instance.status == InstanceStatus::Active;
        let connected = instance.agent.is_connected();
        let open = active && connected && !instance.dead;
        let shown = if open {
            instance.remaining - self.held_for_daemons(id)
        } else {
            Remaining::CLOSED
        };
        let (cluster, zone, slot) = (instance.cluster, instance.zone, instance.slot);
        let cluster = &mut self.clusters[cluster];
        cluster.zones[zone].set(slot, shown);
        if active && !connected {
            cluster.away.insert(id);
        } else {
            cluster.away.remove(&id);
        }
    }

    /// Whether the static host ports of a task are free in a place.
    pub(in crate::ecs) fn ports_are_free(
        &self,
        cluster: ClusterId,
        place: Place,
        definition: TaskDefinitionId,
    ) -> bool {
        let need = &self.aws.task_definitions[definition].need;
        if need.tcp_ports.is_empty() && need.udp_ports.is_empty() {
            return true;
        }
        let id = self.clusters[cluster].zones[place.zone].instance(place.slot);
        let instance = self.container_instance(id);
        let free = |wanted: &[u16], taken: &[u16]| !wanted.iter().any(|port| taken.contains(port));
        free(&need.tcp_ports, &instance.tcp_ports) && free(&need.udp_ports, &instance.udp_ports)
    }

    /// Takes what a task needs from its instance.
    pub(in crate::ecs) fn reserve(&mut self, task: TaskId) {
        if let Some(id) = self.tasks[task].instance {
            self.change_reservation(id, self.tasks[task].definition, 1);
            self.instance_mut(id).tasks.push(task);
        }
    }

    /// Gives back what a task had.
    pub(in crate::ecs) fn release(&mut self, task: TaskId, cx: &mut Cx<'_>) {
        if let Some(id) = self.tasks[task].instance {
            self.change_reservation(id, self.tasks[task].definition, -1);
            self.wake_blocked(cx);
        }
    }

    fn change_reservation(&mut self, id: InstanceId, definition: TaskDefinitionId, by: i64) {
        let need = self.need(definition);
        let wanted = self.aws.task_definitions[definition].need.clone();
        let instance = self.instance_mut(id);
        instance.remaining = if by > 0 {
            instance.remaining - need
        } else {
            instance.remaining + need
        };
        for (taken, wanted) in [
            (&mut instance.tcp_ports, wanted.tcp_ports),
            (&mut instance.udp_ports, wanted.udp_ports),
        ] {
            if by > 0 {
                taken.extend(wanted);
            } else {
                taken.retain(|port| !wanted.contains(port));
            }
        }
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

    /// The images of a task that became RUNNING stay on its instance.
    pub(in crate::ecs) fn cache_images(&mut self, task: TaskId) {
        let Task {
            instance,
            definition,
            ..
        } = self.tasks[task];
        if let Some(id) = instance {
            for image in self.aws.task_definitions[definition].images.clone() {
                let images = &mut self.instance_mut(id).images;
                if !images.contains(&image) {
                    images.push(image);
                }
            }
        }
    }
}
