//! Whether agents may register: the role of an instance needs ecs:RegisterContainerInstance.
//!
//! An agent that may not is started again and again, so it registers as soon as it may. Fact: ECS
//! Developer Guide, "Amazon ECS container instance IAM role"; that it takes no time is assumed.

use super::InstanceStatus;
use crate::ecs::{Cx, Ecs, Event};
use crate::engine::Span;
use crate::ids::{InstanceId, RoleId};

impl Ecs {
    /// Whether the agent of an instance may register.
    pub(in crate::ecs) fn may_register(&self, id: InstanceId) -> bool {
        self.aws.account.may_register(self.role_of(id))
    }

    /// The role of an instance.
    pub fn role_of(&self, id: InstanceId) -> Option<RoleId> {
        self.templates[self.container_instance(id).template].role
    }

    /// The instances that wait for nothing but the right to register.
    pub(in crate::ecs) fn unregistered(&self) -> Vec<InstanceId> {
        let instances = (0..).map(InstanceId).zip(&self.instances);
        let waits = instances.filter(|(_, instance)| {
            instance.as_ref().is_some_and(|it| {
                it.status == InstanceStatus::Registering && it.registers.is_none() && !it.dead
            })
        });
        waits.map(|(id, _)| id).collect()
    }

    /// The policies of a role have changed: agents that can register now do.
    pub(in crate::ecs) fn register_late(&mut self, cx: &mut Cx<'_>) {
        for id in self.unregistered() {
            if self.may_register(id) {
                let timer = cx.schedule(Span::ZERO, Event::AgentRegisters(id));
                self.instance_mut(id).registers = Some(timer);
            }
        }
    }
}
