//! Starting a task: whether its service may now, where it fits, and its record.
//!
//! The rates are token buckets (`rate.rs`, `tokens.rs`); where the task goes is asked in `place.rs`
//! and decided in [`placement`](crate::ecs::placement).
//!
//! Fact: ECS Developer Guide, "AWS Fargate throttling quotas".

pub(in crate::ecs) mod place;
pub(in crate::ecs) mod rate;
pub(in crate::ecs) mod tokens;

use self::place::Asker;
use crate::ecs::containers::ContainerState;
use crate::ecs::service::roster::Class;
use crate::ecs::task::{Left, Owner, Task, TaskGroupId, TaskStatus, Timers, Times};
use crate::ecs::{Cx, Decision, Ecs};
use crate::ids::{
    ClusterId, DeploymentId, EntryId, InstanceId, ServiceId, TaskDefinitionId, TaskId, ZoneId,
};
use crate::scenario::model::{Action, Capacity};

/// What a task to be started is, before it has a place.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct LaunchRequest {
    pub(in crate::ecs) owner: Owner,
    pub(in crate::ecs) asker: Asker,
    pub(in crate::ecs) group: TaskGroupId,
    /// With which other tasks it is spread; its own group, unless a call says otherwise.
    pub(in crate::ecs) together: TaskGroupId,
    pub(in crate::ecs) definition: TaskDefinitionId,
    pub(in crate::ecs) cluster: ClusterId,
    pub(in crate::ecs) capacity: Capacity,
    pub(in crate::ecs) class: Class,
    /// In place of a task that is still there.
    pub(in crate::ecs) spare: bool,
    /// In which zone; `None`: where the service would put it.
    pub(in crate::ecs) zone: Option<ZoneId>,
    /// The call of RunTask that asks for it.
    pub(in crate::ecs) call: Option<EntryId>,
}

/// Why a launch has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Held {
    /// The launch rate of the service or of Fargate.
    ByRate,
    /// No place has room.
    WithoutPlace,
    /// Tasks of the deployment failed to start, and the next ones come later.
    ByFailures,
}

/// Where a task goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The zone.
    pub zone: ZoneId,
    /// The container instance; none on Fargate.
    pub instance: Option<InstanceId>,
}

impl Ecs {
    /// Starts one task of a service, if its rate and a place allow it.
    pub(in crate::ecs) fn launch(
        &mut self,
        service: ServiceId,
        deployment: DeploymentId,
        class: Class,
        spare: bool,
        cx: &mut Cx<'_>,
    ) -> Result<TaskId, Held> {
        let request = LaunchRequest {
            spare,
            ..self.launch_request(service, deployment, class)
        };
        self.launch_as(service, &request, cx)
    }

    /// Starts a task as it is asked for, if the rate of the service and a place allow it.
    pub(in crate::ecs) fn launch_as(
        &mut self,
        service: ServiceId,
        request: &LaunchRequest,
        cx: &mut Cx<'_>,
    ) -> Result<TaskId, Held> {
        if let Owner::Service(_, deployment) = request.owner
            && self.is_throttled(deployment, cx.now())
        {
            return Err(Held::ByFailures);
        }
        if !self.may_launch(service, cx) {
            return Err(Held::ByRate);
        }
        let Some(location) = self.find_place(request) else {
            self.on_unplaced(service, request, cx);
            return Err(Held::WithoutPlace);
        };
        self.spend_tokens(service, cx);
        let decision = self.placement_decision(request, Ok(location));
        cx.decide(Decision::Placement(decision));
        Ok(self.create(request, location, cx))
    }

    /// What a task of a deployment would be.
    pub(in crate::ecs) fn launch_request(
        &self,
        service: ServiceId,
        deployment: DeploymentId,
        class: Class,
    ) -> LaunchRequest {
        let state = &self.services[service];
        LaunchRequest {
            owner: Owner::Service(service, deployment),
            asker: Asker::Service(service),
            group: state.group,
            together: state.group,
            definition: self.deployments[deployment].definition,
            cluster: state.cluster,
            capacity: state.capacity,
            class,
            spare: false,
            zone: None,
            call: None,
        }
    }

    /// Makes the record of a task and lets its life begin.
    pub(in crate::ecs) fn create(
        &mut self,
        request: &LaunchRequest,
        location: Location,
        cx: &mut Cx<'_>,
    ) -> TaskId {
        let task = self.record(request, location);
        self.tasks[task].times.created = cx.now();
        self.foresee_start(task, cx);
        self.respread(task, true);
        if let Owner::Service(service, _) = request.owner {
            self.mark_changed(service);
        }
        self.enter(task, TaskStatus::Provisioning, cx);
        task
    }

    /// The record of a task, with its number and its reservation.
    pub(in crate::ecs) fn record(&mut self, request: &LaunchRequest, location: Location) -> TaskId {
        let group = &self.groups[request.group];
        let number = group.next_number();
        let subnet = self.next_subnet(request, location.zone);
        let containers = self.aws.task_definitions[request.definition]
            .containers
            .len();
        let call = request.call.map(|entry| &self.calls[entry]);
        let keeps_ebs = matches!(call, Some(Action::RunTask(run)) if run.keeps_ebs);
        let task = self.tasks.push(Task {
            owner: request.owner,
            group: request.group,
            together: request.together,
            number,
            definition: request.definition,
            cluster: request.cluster,
            capacity: request.capacity,
            zone: location.zone,
            instance: location.instance,
            subnet,
            public_ip: subnet.is_some() && self.wants_public_ip(request),
            status: TaskStatus::Provisioning,
            stop: None,
            times: Times::default(),
            host_ports: Vec::new(),
            class: request.class,
            standing: None,
            left: Left::default(),
            spare: request.spare,
            targets: Vec::new(),
            containers: vec![ContainerState::default(); containers],
            frozen: false,
            start_fault: None,
            denied: None,
            keeps_ebs,
            pulled: 0,
            round: 0,
            timers: Timers::default(),
        });
        let group = &mut self.groups[request.group];
        group.members.push(task);
        group.interfaces[location.zone.0 as usize] += u32::from(subnet.is_some());
        if let Owner::Service(_, deployment) = request.owner {
            self.deployments[deployment].tasks += 1;
        }
        self.reserve(task);
        if let Some(instance) = location.instance {
            self.review_daemons(instance);
        }
        task
    }
}
