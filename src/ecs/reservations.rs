//! What instances register and what tasks take of it, for those who tell of a run that is over.

use crate::ecs::placement::{Port, Remaining};
use crate::ecs::{Ecs, Task, TaskGroupId};
use crate::engine::SimTime;
use crate::ids::{InstanceId, ServiceId, TaskDefinitionId};
use crate::scenario::model::Placement;

impl Ecs {
    /// What an instance registers.
    pub fn registered_by(&self, id: InstanceId) -> Remaining {
        Remaining::registered(&self.templates[self.container_instance(id).template])
    }

    /// What an instance has left at the end of the run.
    pub fn left_on(&self, id: InstanceId) -> Remaining {
        self.container_instance(id).remaining
    }

    /// How many host ports the agent and Docker keep on an instance.
    pub fn ports_kept_on(&self, id: InstanceId) -> usize {
        self.reserved_ports(id).len()
    }

    /// What a task takes of its instance.
    pub fn taken_by(&self, definition: TaskDefinitionId) -> Remaining {
        self.need(definition)
    }

    /// The static host ports that a task takes.
    pub fn static_ports(&self, definition: TaskDefinitionId) -> Vec<Port> {
        self.ports(definition)
    }

    /// When a task gave back what it had taken, if it did.
    pub fn given_back(&self, task: &Task) -> Option<SimTime> {
        if self.settings.release_when_told {
            task.times.told_to_stop.or(task.times.stopped)
        } else {
            task.times.stopped
        }
    }

    /// The service whose tasks a group has; none for standalone tasks.
    pub fn service_of_group(&self, group: TaskGroupId) -> Option<ServiceId> {
        let mut services = self.services.iter();
        let found = services.find(|(_, service)| service.group == group);
        found.map(|(id, _)| id)
    }

    /// Where the tasks of a service may stand, and where they should.
    pub fn placement_of_service(&self, id: ServiceId) -> &Placement {
        &self.services[id].placement
    }
}
