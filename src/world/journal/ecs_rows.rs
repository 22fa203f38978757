//! What ECS tells, as rows: the words of EventBridge and of the service events.

use super::{Record, end, member, number, put};
use crate::ec2::instance_name;
use crate::ecs::{CallError, Fact, StopCause, TaskList, TaskStatus, Unplaced};
use crate::ids::{DeploymentId, EntryId, InstanceId, ServiceId, TaskId};
use crate::report::Row;
use crate::scenario::model::{Action, Capacity};

const TASK: &str = "ECS Task State Change";
const INSTANCE: &str = "ECS Container Instance State Change";

impl Record {
    pub(super) fn ecs_row(&self, fact: Fact, row: &mut Row) {
        row.source = "aws.ecs";
        match fact {
            Fact::TaskChanged { task, status } => self.task_changed(task, status, row),
            Fact::TaskReady(task) => self.task_ready(task, row),
            Fact::TasksStarted { service, tasks } => self.tasks_started(service, tasks, row),
            Fact::TasksStopped {
                service,
                tasks,
                pending,
            } => self.tasks_stopped(service, tasks, pending, row),
            Fact::TasksRun {
                entry,
                tasks,
                refused,
            } => self.tasks_run(entry, tasks, refused, row),
            Fact::CallRefused { entry, error } => self.call_refused(entry, error, row),
            Fact::DesiredCountUpdated { service, from, to } => {
                let said = format!("desired count changed from {from} to {to}.");
                self.service_action(service, "SERVICE_DESIRED_COUNT_UPDATED", &said, row);
            }
            Fact::DeploymentStarted(id) => {
                self.deployment(id, "SERVICE_DEPLOYMENT_IN_PROGRESS", "in progress.", row);
            }
            Fact::DeploymentStopped(id) => {
                self.deployment(id, "Service Deployment Stopped", "was superseded.", row);
            }
            Fact::DeploymentCompleted(id) => {
                self.deployment(
                    id,
                    "SERVICE_DEPLOYMENT_COMPLETED",
                    "deployment completed.",
                    row,
                );
            }
            Fact::SteadyState(service) => {
                let said = "has reached a steady state.";
                self.service_action(service, "SERVICE_STEADY_STATE", said, row);
            }
            Fact::PlacementFailed { service, why } => self.placement_failed(service, why, row),
            Fact::Throttled(service) => {
                let said = "operations are being throttled. Will try again later.";
                self.service_action(service, "ECS_OPERATION_THROTTLED", said, row);
            }
            Fact::Stuck(service) => self.stuck(service, row),
            Fact::InstanceRegistered(id) => self.instance(id, "ACTIVE", "registered", row),
            Fact::InstanceDraining(id) => self.instance(id, "DRAINING", "set to DRAINING", row),
            Fact::InstanceActive(id) => self.instance(id, "ACTIVE", "set to ACTIVE", row),
            Fact::InstanceDrained(id) => self.instance(id, "DRAINING", "has no task left", row),
            Fact::InstanceDeregistered(id) => self.instance(id, "INACTIVE", "deregistered", row),
        }
    }

    fn task_changed(&self, id: TaskId, status: TaskStatus, row: &mut Row) {
        let ecs = &self.ecs;
        let task = &ecs.tasks[id];
        row.event = TASK;
        row.detail_type = TASK;
        row.resource.push_str(&ecs.task_name(id));
        let definition = self.definition_name(task.definition);
        put!(row.message, "{} ({definition}) ", row.resource);
        match (status, task.stop) {
            (TaskStatus::Stopped, Some(cause)) => {
                let (code, reason) = self.stop_text(cause);
                put!(row.message, "STOPPED: {code}, {reason}");
            }
            (TaskStatus::Deactivating | TaskStatus::Stopping, Some(cause)) => {
                put!(
                    row.message,
                    "{}: {}",
                    status.name(),
                    self.stop_text(cause).1
                );
            }
            _ => put!(row.message, "{}{}", status.name(), self.whereabouts(id)),
        }
        row.arns.push(self.task_arn(id));
        self.task_detail(id, status, row);
    }

    /// ` on i-3 in us-east-1a`.
    fn whereabouts(&self, id: TaskId) -> String {
        let task = &self.ecs.tasks[id];
        let zone = self.zone_name(task.zone);
        match task.instance {
            Some(instance) => format!(" on {} in {zone}", instance_name(instance)),
            None => format!(" on Fargate in {zone}"),
        }
    }

    fn task_detail(&self, id: TaskId, status: TaskStatus, row: &mut Row) {
        let ecs = &self.ecs;
        let task = &ecs.tasks[id];
        let detail = &mut row.detail;
        let cluster = ecs.cluster_of(id);
        member(detail, "clusterArn", &self.cluster_arn(cluster));
        member(detail, "taskArn", &row.arns[0]);
        member(
            detail,
            "taskDefinitionArn",
            &self.definition_arn(task.definition),
        );
        member(detail, "group", &ecs.group_text(id));
        member(detail, "availabilityZone", self.zone_name(task.zone));
        match task.capacity {
            Capacity::Ec2 => member(detail, "launchType", "EC2"),
            Capacity::Fargate => member(detail, "launchType", "FARGATE"),
            Capacity::FargateProvider => member(detail, "capacityProviderName", "FARGATE"),
            Capacity::FargateSpot => member(detail, "capacityProviderName", "FARGATE_SPOT"),
        }
        if let Some(instance) = task.instance {
            let arn = self.container_instance_arn(instance);
            member(detail, "containerInstanceArn", &arn);
        }
        member(detail, "lastStatus", status.name());
        let stops = status > TaskStatus::Running;
        member(
            detail,
            "desiredStatus",
            if stops { "STOPPED" } else { "RUNNING" },
        );
        if let (true, Some(cause)) = (stops, task.stop) {
            let (code, reason) = self.stop_text(cause);
            member(detail, "stopCode", code);
            member(detail, "stoppedReason", &reason);
            if let StopCause::Exited(code) = cause {
                number(detail, "exitCode", u64::from(code));
            }
        }
        end(detail);
    }

    /// `stopCode` and `stoppedReason`.
    pub(in crate::world) fn stop_text(&self, cause: StopCause) -> (&'static str, String) {
        match cause {
            StopCause::Scheduler(deployment) => {
                let name = self.ecs.deployment_name(deployment);
                let said = format!("Scaling activity initiated by (deployment ecs-svc/{name})");
                ("ServiceSchedulerInitiated", said)
            }
            StopCause::User(entry) => ("UserInitiated", self.stop_reason(entry)),
            StopCause::Exited(_) => {
                let said = "Essential container in task exited";
                ("EssentialContainerExited", said.to_owned())
            }
            StopCause::SpotInterruption => {
                let said = "Your Spot Task was interrupted.";
                (self.ecs.fargate_spot_stop_code(), said.to_owned())
            }
            StopCause::HostTerminated(id) => {
                let said = format!("Host EC2 (instance {}) terminated.", instance_name(id));
                ("TerminationNotice", said)
            }
            StopCause::ForcedDeregistration => {
                let said = "Container instance deregistration forced by user";
                ("UserInitiated", said.to_owned())
            }
            StopCause::ZoneLost => {
                let said = "The Availability Zone of the task was lost.";
                ("InfrastructureHealth", said.to_owned())
            }
        }
    }

    fn stop_reason(&self, entry: EntryId) -> String {
        match &self.timeline[entry.0 as usize].action {
            Action::StopTask {
                reason: Some(reason),
                ..
            } => reason.clone(),
            _ => "Task stopped by user".to_owned(),
        }
    }

    fn task_ready(&self, id: TaskId, row: &mut Row) {
        row.event = "Task Ready";
        row.detail_type = "Task Ready";
        row.resource.push_str(&self.ecs.task_name(id));
        let waited = self.ecs.ready_after_running();
        put!(
            row.message,
            "{} counts as healthy: RUNNING for {waited} s",
            row.resource
        );
        row.arns.push(self.task_arn(id));
        self.task_detail(id, TaskStatus::Running, row);
    }

    /// `(task web/5) (task web/6)`, the first of many.
    fn task_names(&self, tasks: TaskList, row: &mut Row) {
        const SHOWN: usize = 20;
        let all = self.ecs.listed(tasks);
        for id in all.iter().take(SHOWN) {
            put!(row.message, " (task {})", self.ecs.task_name(*id));
        }
        if all.len() > SHOWN {
            put!(row.message, " and {} more", all.len() - SHOWN);
        }
        row.message.push('.');
    }

    fn tasks_started(&self, service: ServiceId, tasks: TaskList, row: &mut Row) {
        let said = format!("has started {} tasks:", tasks.count());
        self.service_action(service, "Tasks Started", &said, row);
        self.task_names(tasks, row);
    }

    fn tasks_stopped(&self, service: ServiceId, tasks: TaskList, pending: bool, row: &mut Row) {
        let count = tasks.count();
        if pending {
            let said = format!("stopped {count} pending tasks.");
            self.service_action(service, "TASKS_STOPPED", &said, row);
        } else {
            let said = format!("has stopped {count} running tasks:");
            self.service_action(service, "TASKS_STOPPED", &said, row);
            self.task_names(tasks, row);
        }
    }

    /// The common form of a service event.
    fn service_action(&self, id: ServiceId, event: &'static str, said: &str, row: &mut Row) {
        let kind = event_type(event);
        row.event = event;
        row.detail_type = if kind.is_some() {
            "ECS Service Action"
        } else {
            event
        };
        row.resource.push_str(self.service_label(id));
        put!(row.message, "(service {}) {said}", self.service_name(id));
        row.arns.push(self.service_arn(id));
        if let Some(kind) = kind {
            member(&mut row.detail, "eventType", kind);
        }
        member(&mut row.detail, "eventName", event);
        let cluster = self.cluster_arn(self.ecs.services[id].cluster);
        member(&mut row.detail, "clusterArn", &cluster);
        end(&mut row.detail);
    }

    fn deployment(&self, id: DeploymentId, event: &'static str, said: &str, row: &mut Row) {
        let deployment = &self.ecs.deployments[id];
        let name = self.ecs.deployment_name(id);
        let definition = self.definition_name(deployment.definition);
        let service = self.service_name(deployment.service);
        row.event = event;
        row.detail_type = "ECS Deployment State Change";
        row.resource.push_str(&name);
        put!(
            row.message,
            "(service {service}) (deployment ecs-svc/{name}) {said}"
        );
        let reason = match event {
            "SERVICE_DEPLOYMENT_IN_PROGRESS" => {
                put!(row.message, " It rolls out {definition}.");
                format!("ECS deployment ecs-svc/{name} in progress.")
            }
            "SERVICE_DEPLOYMENT_COMPLETED" => format!("ECS deployment ecs-svc/{name} completed."),
            _ => format!("ECS deployment ecs-svc/{name} {said}"),
        };
        row.arns.push(self.service_arn(deployment.service));
        member(&mut row.detail, "eventType", "INFO");
        member(&mut row.detail, "eventName", event);
        member(&mut row.detail, "deploymentId", &format!("ecs-svc/{name}"));
        member(&mut row.detail, "reason", &reason);
        end(&mut row.detail);
    }

    fn placement_failed(&self, service: ServiceId, why: Unplaced, row: &mut Row) {
        let said = unplaced_text(why);
        self.service_action(service, "SERVICE_TASK_PLACEMENT_FAILURE", &said, row);
        row.detail.pop();
        member(&mut row.detail, "reason", why.reason());
        end(&mut row.detail);
    }

    fn stuck(&self, service: ServiceId, row: &mut Row) {
        let said = "was unable to stop or start tasks during a deployment because of the service \
                    deployment configuration. Update the minimumHealthyPercent or maximumPercent \
                    value and try again.";
        self.service_action(service, "Service Deployment Blocked", said, row);
    }

    fn tasks_run(&self, entry: EntryId, tasks: TaskList, refused: Option<Unplaced>, row: &mut Row) {
        let Action::RunTask(run) = &self.timeline[entry.0 as usize].action else {
            unreachable!("only RunTask is answered with tasks");
        };
        row.event = "RunTask";
        row.detail_type = "AWS API Call via CloudTrail";
        row.resource
            .push_str(&self.definition_name(run.task_definition));
        if refused == Some(Unplaced::NoInstances) {
            let said =
                "InvalidParameterException: No Container Instances were found in your cluster.";
            put!(row.message, "RunTask was refused: {said}");
            row.arns.push(self.definition_arn(run.task_definition));
            member(&mut row.detail, "eventName", "RunTask");
            member(&mut row.detail, "errorCode", "InvalidParameterException");
            end(&mut row.detail);
            return;
        }
        put!(
            row.message,
            "RunTask started {} of {} tasks",
            tasks.count(),
            run.count
        );
        if tasks.count() > 0 {
            row.message.push(':');
            self.task_names(tasks, row);
        }
        if let Some(why) = refused {
            let separator = if tasks.count() > 0 { " " } else { "; " };
            put!(row.message, "{separator}failures: {}.", why.reason());
        }
        row.arns.push(self.definition_arn(run.task_definition));
        member(&mut row.detail, "eventName", "RunTask");
        number(&mut row.detail, "tasks", u64::from(tasks.count()));
        if let Some(why) = refused {
            member(&mut row.detail, "failures", why.reason());
        }
        end(&mut row.detail);
    }

    fn call_refused(&self, entry: EntryId, error: CallError, row: &mut Row) {
        let call = self.timeline[entry.0 as usize].action.name();
        row.event = "API Call Refused";
        row.detail_type = "AWS API Call via CloudTrail";
        row.resource.push_str(call);
        let (code, said) = match error {
            CallError::NoSuchTask => (
                "InvalidParameterException",
                "no task of that name is there now".to_owned(),
            ),
            CallError::NoSuchInstance(number) => (
                "InvalidParameterException",
                format!("i-{number} is not registered in the cluster now"),
            ),
            CallError::TasksOnInstance(number) => (
                "InvalidParameterException",
                format!("i-{number} has tasks; stop them or set force: true"),
            ),
        };
        put!(row.message, "{call} was refused: {code}: {said}.");
        member(&mut row.detail, "eventName", call);
        member(&mut row.detail, "errorCode", code);
        end(&mut row.detail);
    }

    fn instance(&self, id: InstanceId, status: &str, said: &str, row: &mut Row) {
        let instance = self.ecs.container_instance(id);
        row.event = INSTANCE;
        row.detail_type = INSTANCE;
        row.resource.push_str(&instance_name(id));
        let cluster = self.cluster_name(instance.cluster);
        let zone = self.zone_name(instance.zone);
        put!(
            row.message,
            "{} ({zone}) {said} in cluster {cluster}",
            row.resource
        );
        row.arns.push(self.container_instance_arn(id));
        member(
            &mut row.detail,
            "clusterArn",
            &self.cluster_arn(instance.cluster),
        );
        member(&mut row.detail, "ec2InstanceId", &row.resource);
        member(&mut row.detail, "status", status);
        end(&mut row.detail);
    }
}

/// `eventType` of the service actions that AWS names; none for what it has no name for.
fn event_type(event: &str) -> Option<&'static str> {
    match event {
        "SERVICE_STEADY_STATE" | "SERVICE_DESIRED_COUNT_UPDATED" | "TASKS_STOPPED" => Some("INFO"),
        "SERVICE_TASK_PLACEMENT_FAILURE" | "ECS_OPERATION_THROTTLED" => Some("ERROR"),
        _ => None,
    }
}

/// The text of a placement event, after the name of the service.
fn unplaced_text(why: Unplaced) -> String {
    const NONE_MET: &str = "was unable to place a task because no container instance met all of \
                            its requirements.";
    let closest = |id: InstanceId, what: &str| {
        let name = instance_name(id);
        format!("{NONE_MET} The closest matching (container-instance {name}) {what}")
    };
    match why {
        Unplaced::NoInstances => {
            format!("{NONE_MET} Reason: No Container Instances were found in your cluster.")
        }
        Unplaced::Memory(id) => closest(id, "has insufficient memory available."),
        Unplaced::Cpu(id) => closest(id, "has insufficient CPU units available."),
        Unplaced::Eni(id) => closest(id, "has no elastic network interface left."),
        Unplaced::Ports(id) => closest(id, "is already using a port required by your task."),
        Unplaced::FargateCapacity | Unplaced::RateExceeded => {
            "was unable to place a task. Reason: Capacity is unavailable \
                                      at this time. Please try again later or in a different \
                                      availability zone."
                .to_owned()
        }
    }
}
