//! How the room begins: in its steady state, or with nothing.
//!
//! `start: steady` puts the tasks where placement would put them, RUNNING and healthy since 0 s, in
//! deployments that are COMPLETED; nothing of that is a row. What finds no room is owed, and the
//! first pass says so. `start: empty` leaves it all to the first pass.

use std::collections::BTreeSet;

use crate::ecs::service::roster::Class;
use crate::ecs::task::TaskStatus;
use crate::ecs::{Cx, Ecs, Fact};
use crate::engine::SimTime;
use crate::ids::{InstanceId, ServiceId, SubnetId, TaskId, TemplateId};

/// Takes an address for the interface of a task, if there is one.
type TakeAddress<'t> = dyn FnMut(TaskId, SubnetId) -> bool + 't;

impl Ecs {
    /// An instance that was there before 0 s.
    pub fn add_steady_instance(
        &mut self,
        id: InstanceId,
        subnet: SubnetId,
        template: TemplateId,
        key: u32,
    ) {
        self.add_instance(id, subnet, template, key);
        if self.may_register(id) {
            self.register(id, SimTime::ZERO);
        }
    }

    /// Places the tasks of all services as far as there is room. `take` is EC2, which says whether
    /// there is an address for the interface of a task.
    pub fn place_steady_tasks(&mut self, take: &mut TakeAddress<'_>) {
        let is_replica = |service: &ServiceId| self.services[*service].daemon.is_none();
        let (replicas, daemons): (Vec<_>, Vec<_>) = self.services.ids().partition(is_replica);
        for service in daemons.into_iter().chain(replicas) {
            let state = &self.services[service];
            let (desired, primary) = (state.desired, state.primary);
            self.deployments[primary].complete(SimTime::ZERO);
            self.services[service].completed = Some(primary);
            for _ in 0..desired {
                if !self.place_steady_task(service, take) {
                    break;
                }
            }
        }
        self.cache_images_of_services();
    }

    /// Tasks that a service should have and does not.
    pub fn owed(&self, service: ServiceId) -> u32 {
        let state = &self.services[service];
        let roster = &state.roster;
        state
            .desired
            .saturating_sub(roster.new.total() + roster.old.total())
    }

    fn place_steady_task(&mut self, service: ServiceId, take: &mut TakeAddress<'_>) -> bool {
        let primary = self.services[service].primary;
        let request = self.launch_request(service, primary, Class::Ready);
        let Some(location) = self.find_place(&request) else {
            return false;
        };
        let subnet = self.next_subnet(&request, location.zone);
        let task = self.tasks.next_id();
        if subnet.is_some_and(|subnet| !take(task, subnet)) {
            return false;
        }
        let id = self.record(&request, location);
        let task = &mut self.tasks[id];
        task.status = TaskStatus::Running;
        task.times.started = Some(SimTime::ZERO);
        task.times.ready = Some(SimTime::ZERO);
        for container in &mut task.containers {
            container.started = Some(SimTime::ZERO);
        }
        self.register_steady(id);
        self.respread(id, true);
        true
    }

    /// The images of the services are on every instance of their cluster.
    fn cache_images_of_services(&mut self) {
        let mut images = vec![BTreeSet::new(); self.clusters.len()];
        for (_, service) in self.services.iter() {
            let definition = self.deployments[service.primary].definition;
            let needed = &self.aws.task_definitions[definition].images;
            images[service.cluster.0 as usize].extend(needed);
        }
        for instance in self.instances.iter_mut().flatten() {
            for image in &images[instance.cluster.0 as usize] {
                instance.images.put(*image, 0, SimTime::ZERO, true);
            }
        }
    }

    /// 0 s: services in their steady state wait for what comes, the others get their first pass.
    pub(super) fn on_begins(&mut self, cx: &mut Cx<'_>) {
        for id in self.unregistered() {
            cx.emit(Fact::CannotRegister(id));
        }
        for service in self.services.ids() {
            let primary = self.services[service].primary;
            let complete = !self.deployments[primary].is_in_progress();
            self.set_clocks_of_service(service, cx);
            if complete && self.owed(service) == 0 {
                self.begin_steady(service, cx);
            } else {
                self.touch(service, cx);
            }
        }
    }

    /// What programs do by themselves they do from 0 s on.
    fn set_clocks_of_service(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        for task in self.services[service].roster.tasks() {
            self.set_clocks(task, cx);
        }
    }
}
