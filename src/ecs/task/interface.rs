//! The network interface of a task: in which subnet, and what if there is no address.
//!
//! ECS asks EC2 for it when the task is PROVISIONING. A task without an address ends when
//! PROVISIONING would have ended, and no other subnet is tried: the next task has its own turn.
//!
//! Facts: ECS Developer Guide, "Task networking for Fargate", "Amazon ECS stopped tasks error
//! codes". When the failure shows is assumed.

use super::start::StartFault;
use super::{Owner, TaskStatus};
use crate::ecs::launch::LaunchRequest;
use crate::ecs::{Cx, Ecs, Event};
use crate::ids::{SubnetId, TaskId, ZoneId};
use crate::scenario::model::{Action, Capacity, Endpoint, in_turn};

impl Ecs {
    /// The subnet of a task that would be placed in a zone; none if it has no interface of its own.
    pub(in crate::ecs) fn next_subnet(
        &self,
        request: &LaunchRequest,
        zone: ZoneId,
    ) -> Option<SubnetId> {
        if !self.aws.task_definitions[request.definition].awsvpc {
            return None;
        }
        let among = match (request.owner, request.call.map(|entry| &self.calls[entry])) {
            (Owner::Service(service, _), _) => &self.aws.services[service].subnets,
            (Owner::Standalone, Some(Action::RunTask(run))) => &run.subnets,
            (Owner::Standalone, _) => return None,
        };
        let turn = self.groups[request.group].interfaces[zone.0 as usize];
        in_turn(&self.aws.subnets, among, zone, turn)
    }

    /// `assignPublicIp` of whoever asks for a task.
    pub(in crate::ecs) fn wants_public_ip(&self, request: &LaunchRequest) -> bool {
        match (request.owner, request.call.map(|entry| &self.calls[entry])) {
            (Owner::Service(service, _), _) => self.aws.services[service].public_ip,
            (Owner::Standalone, Some(Action::RunTask(run))) => run.public_ip,
            (Owner::Standalone, _) => false,
        }
    }

    /// Whether the instance of a task has fewer interfaces left than ECS believes: somebody has
    /// attached some by hand.
    pub(super) fn interface_times_out(&self, id: TaskId) -> bool {
        let task = &self.tasks[id];
        let Some(instance) = task.instance.filter(|_| task.subnet.is_some()) else {
            return false;
        };
        let instance = self.container_instance(instance);
        let attached = self.templates[instance.template].attached_enis;
        i64::from(instance.remaining.enis) < i64::from(attached)
    }

    /// Whether a task ends in PROVISIONING, for it gets no network interface.
    pub(in crate::ecs) fn gets_no_interface(&self, id: TaskId) -> bool {
        let timeout = self.tasks[id].start_fault == Some(StartFault::InterfaceTimeout);
        timeout || self.lacks_address(id)
    }

    /// Whether EC2 had no address for a task.
    pub fn lacks_address(&self, id: TaskId) -> bool {
        matches!(self.tasks[id].start_fault, Some(StartFault::NoAddress(_)))
    }

    /// EC2 has no address: the task fails when PROVISIONING ends.
    pub(in crate::ecs) fn on_address_refused(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &mut self.tasks[id];
        let Some(subnet) = task.subnet else {
            return;
        };
        task.start_fault = Some(StartFault::NoAddress(subnet));
        if task.status == TaskStatus::Provisioning {
            cx.cancel_timer(&mut task.timers.state);
            let after = self.time_in(id, TaskStatus::Provisioning, cx);
            let timer = after.map(|after| cx.schedule(after, Event::TaskAdvances(id)));
            self.tasks[id].timers.state = timer;
        }
    }

    /// Whether the agent of a task reaches something when it prepares the task: from the task's
    /// own interface on Fargate, from that of the instance on EC2.
    pub fn agent_reaches(&self, id: TaskId, endpoint: Endpoint) -> bool {
        let task = &self.tasks[id];
        let network = &self.aws.network;
        if let Some(instance) = task.instance {
            let subnet = self.container_instance(instance).subnet;
            let public_ip = self.aws.subnets[subnet].map_public_ip;
            return network.reaches(subnet, public_ip, endpoint);
        }
        let reaches = |subnet| network.reaches(subnet, task.public_ip, endpoint);
        task.capacity == Capacity::Ec2 || task.subnet.is_none_or(reaches)
    }
}
