//! What ECS tells, as rows: the words of EventBridge and of the service events.
//!
//! Rows about tasks are in `task_rows`, those about deployments in `deployment_rows`.

use super::decision_rows::no_move;
use super::titles::Title;
use super::{Record, end, member, put};
use crate::ec2::instance_name;
use crate::ecs::placement::Stage;
use crate::ecs::{CallError, Fact, Unplaced};
use crate::ids::{DeploymentId, EntryId, InstanceId, ServiceId};
use crate::report::Row;
use crate::scenario::model::REGISTER;

impl Record {
    pub(super) fn ecs_row(&self, fact: Fact, title: Title, row: &mut Row) {
        match fact {
            Fact::TaskChanged { task, status } => self.task_changed(task, status, row),
            Fact::TaskReady(task) => self.task_ready(task, row),
            Fact::TaskSick {
                task,
                in_grace,
                target: None,
            } => self.task_sick(task, in_grace, row),
            Fact::TaskSick {
                task,
                in_grace,
                target: Some(target),
            } => self.target_sick(task, target, in_grace, row),
            Fact::TaskProtection { task, is_protected } => {
                self.task_protection(task, is_protected, row);
            }
            Fact::UnderProtection { deployment, tasks } => {
                self.under_protection(deployment, tasks, title, row);
            }
            Fact::ContainerHealth { .. }
            | Fact::ContainerExited { .. }
            | Fact::ContainerRestarted { .. } => self.container_row(fact, row),
            Fact::TasksRun {
                entry,
                tasks,
                refused,
            } => self.tasks_run(entry, tasks, refused, row),
            Fact::CallRefused { entry, error } => self.call_refused(entry, error, row),
            Fact::DeploymentStarted(_)
            | Fact::DeploymentStopped { .. }
            | Fact::DeploymentCompleted(_)
            | Fact::DeploymentFailed(_)
            | Fact::RollbackStarted(_)
            | Fact::NotLaunched { .. } => self.deployment_row(fact, title, row),
            Fact::TasksStarted { .. }
            | Fact::TasksStopped { .. }
            | Fact::TargetsChanged { .. }
            | Fact::DrainingConnections { .. }
            | Fact::DesiredCountUpdated { .. }
            | Fact::StartImpaired(_)
            | Fact::SteadyState(_)
            | Fact::Throttled(_)
            | Fact::PlacementFailed { .. }
            | Fact::DaemonConstraintViolated { .. } => self.service_row(fact, title, row),
            Fact::RebalancingStarted(_)
            | Fact::RebalancingCompleted(_)
            | Fact::RebalancingStopped(_)
            | Fact::TasksRebalanced { .. } => self.rebalancing(fact, title, row),
            Fact::Stuck { service, step } => self.stuck(service, step, title, row),
            Fact::TaskVolumes { task, ended } => self.task_volumes(task, ended, row),
            Fact::VolumesFound { task, volumes } => self.volumes_found(task, volumes, row),
            Fact::InstanceVolumes(id) => self.instance_volumes(id, row),
            Fact::DockerStopped { .. }
            | Fact::DockerStarted(_)
            | Fact::CannotRegister(_)
            | Fact::InstanceRegistered(_)
            | Fact::InstanceDraining(_)
            | Fact::InstanceActive(_)
            | Fact::InstanceDrained(_)
            | Fact::AgentDisconnected(_)
            | Fact::AgentConnected(_)
            | Fact::NothingToDrain(_)
            | Fact::InstanceDeregistered(_) => self.instance_row(fact, row),
        }
    }

    /// What a service says of itself.
    fn service_row(&self, fact: Fact, title: Title, row: &mut Row) {
        match fact {
            Fact::TasksStarted {
                service,
                tasks,
                replaced,
            } => self.tasks_started(service, (tasks, replaced), title, row),
            Fact::TasksStopped {
                service,
                tasks,
                pending,
            } => self.tasks_stopped(service, tasks, pending, title, row),
            Fact::TargetsChanged {
                service,
                target,
                count,
                registered,
            } => self.targets_changed(service, (target, count, registered), title, row),
            Fact::DrainingConnections { service, count } => {
                let said = format!("has begun draining connections on {count} tasks.");
                self.service_action(service, title, &said, row);
            }
            Fact::DesiredCountUpdated { service, from, to } => {
                let said = format!("desired count changed from {from} to {to}.");
                self.service_action(service, title, &said, row);
            }
            Fact::StartImpaired(service)
            | Fact::SteadyState(service)
            | Fact::Throttled(service) => {
                self.service_action(service, title, service_said(fact), row);
            }
            Fact::PlacementFailed { service, why } => {
                self.placement_failed(service, why, title, row);
            }
            Fact::DaemonConstraintViolated { service, instance } => {
                self.daemon_violated(service, instance, title, row);
            }
            _ => unreachable!("{fact:?} is not said by a service"),
        }
    }

    fn under_protection(&self, deployment: DeploymentId, tasks: u32, title: Title, row: &mut Row) {
        let service = self.ecs.deployments[deployment].service;
        let primary = self.ecs.deployment_name(deployment);
        let said = format!(
            "was unable to reach steady state because (taskSet ecs-svc/{primary}) was unable \
             to scale in due to (reason {tasks} tasks under protection)"
        );
        self.service_action(service, title, &said, row);
    }

    /// What becomes of a container instance.
    fn instance_row(&self, fact: Fact, row: &mut Row) {
        match fact {
            Fact::CannotRegister(id) => self.cannot_register(id, row),
            Fact::InstanceRegistered(id) => self.instance(id, "ACTIVE", "registered", row),
            Fact::InstanceDraining(id) => self.instance(id, "DRAINING", "set to DRAINING", row),
            Fact::InstanceActive(id) => self.instance(id, "ACTIVE", "set to ACTIVE", row),
            Fact::InstanceDrained(id) => self.instance(id, "DRAINING", "has no task left", row),
            Fact::DockerStopped {
                instance: id,
                tasks,
            } => {
                let status = self.ecs.container_instance(id).status_at(row.time).name();
                self.instance(
                    id,
                    status,
                    "has lost its Docker daemon, and with it its agent",
                    row,
                );
                if tasks > 0 {
                    let s = if tasks == 1 { "" } else { "s" };
                    put!(
                        row.message,
                        ": the containers of {tasks} task{s} are dead, and nobody tells ECS"
                    );
                }
            }
            Fact::DockerStarted(id) => {
                let status = self.ecs.container_instance(id).status_at(row.time).name();
                self.instance(id, status, "has its Docker daemon again", row);
            }
            Fact::AgentDisconnected(id) => {
                let status = self.ecs.container_instance(id).status_at(row.time).name();
                self.instance(id, status, "has lost its agent", row);
            }
            Fact::AgentConnected(id) => {
                let status = self.ecs.container_instance(id).status_at(row.time).name();
                self.instance(id, status, "has its agent again", row);
            }
            Fact::NothingToDrain(id) => self.nothing_to_drain(id, row),
            Fact::InstanceDeregistered(id) => {
                self.instance(id, "INACTIVE", "deregistered", row);
                let orphans = self.ecs.container_instance(id).orphans;
                if orphans > 0 {
                    put!(row.message, ": the containers of {orphans} tasks run on");
                }
            }
            other => unreachable!("{other:?} is not about an instance"),
        }
    }

    /// A service event that says nothing more than what all of them say.
    pub(super) fn service_action(&self, id: ServiceId, title: Title, said: &str, row: &mut Row) {
        self.service_head(id, title, said, row);
        end(&mut row.detail);
    }

    /// The common form of a service event; its `detail` may be added to.
    fn service_head(&self, id: ServiceId, title: Title, said: &str, row: &mut Row) {
        put!(row.message, "(service {}) {said}", self.service_name(id));
        row.arns.push(self.service_arn(id));
        begin(&mut row.detail, title);
        let cluster = self.cluster_arn(self.ecs.services[id].cluster);
        member(&mut row.detail, "clusterArn", &cluster);
    }

    fn daemon_violated(&self, service: ServiceId, id: InstanceId, title: Title, row: &mut Row) {
        let name = instance_name(id);
        let said = format!(
            "has a task on (container-instance {name}), which no longer satisfies its placement \
             constraints."
        );
        self.service_action(service, title, &said, row);
    }

    fn placement_failed(&self, service: ServiceId, why: Unplaced, title: Title, row: &mut Row) {
        self.service_head(service, title, &unplaced_text(why), row);
        member(&mut row.detail, "reason", why.reason());
        end(&mut row.detail);
    }

    /// After AWS's own sentence: which rule it is, and what would free it.
    fn stuck(&self, service: ServiceId, step: u32, title: Title, row: &mut Row) {
        let said = "was unable to stop or start tasks during a deployment because of the service \
                    deployment configuration. Update the minimumHealthyPercent or maximumPercent \
                    value and try again.";
        let now = &self.ecs.steps[step as usize].situation;
        let rule = no_move(now, self.is_daemon(service));
        self.service_action(service, title, &format!("{said} It is {rule}."), row);
    }

    fn call_refused(&self, entry: EntryId, error: CallError, row: &mut Row) {
        let call = self.action(entry).name();
        let (code, said) = match error {
            CallError::NoSuchTask => (
                "InvalidParameterException",
                "no task of that name is there now".to_owned(),
            ),
            CallError::NoSuchInstance(number) => (
                "InvalidParameterException",
                format!("i-{number} is not registered in the cluster now"),
            ),
            CallError::RateExceeded => ("ThrottlingException", "Rate exceeded".to_owned()),
            CallError::TasksOnInstance(number) => (
                "InvalidParameterException",
                format!("Found running tasks on the instance i-{number}"),
            ),
            CallError::TooManyAttributes(number) => (
                "AttributeLimitExceededException",
                format!("i-{number} would have more than 10 custom attributes"),
            ),
            CallError::NoSuchAttribute(number) => (
                "TargetNotFoundException",
                format!("i-{number} has no such attribute"),
            ),
            CallError::NoSuchDeployment => (
                "ServiceDeploymentNotFoundException",
                "no deployment of that number is there now".to_owned(),
            ),
            CallError::NotInProgress => (
                "ConflictException",
                "the deployment is not in progress".to_owned(),
            ),
            CallError::NothingToRollBackTo => (
                "ConflictException",
                "no deployment of the service is COMPLETED to roll back to".to_owned(),
            ),
        };
        put!(row.message, "{call} was refused: {code}: {said}.");
        member(&mut row.detail, "eventName", call);
        member(&mut row.detail, "errorCode", code);
        end(&mut row.detail);
    }

    fn instance(&self, id: InstanceId, status: &str, said: &str, row: &mut Row) {
        let instance = self.ecs.container_instance(id);
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
        let connected = status != "INACTIVE" && instance.agent.was_connected(row.time);
        put!(row.detail, ",\"agentConnected\":{connected}");
        end(&mut row.detail);
    }

    /// A machine that runs and that its cluster will not have.
    fn cannot_register(&self, id: InstanceId, row: &mut Row) {
        let role = self.ecs.role_of(id);
        put!(
            row.message,
            "{} runs, and its agent cannot register: ",
            row.resource
        );
        match role {
            Some(role) => {
                let name = &self.ecs.aws.account.roles[role].name;
                put!(row.message, "its role {name} may not {REGISTER}");
            }
            None => row.message.push_str("it has no instance profile"),
        }
        row.arns.push(self.instance_arn(id));
        member(&mut row.detail, "ec2InstanceId", &row.resource);
        end(&mut row.detail);
    }

    /// An instance may wait to be drained before its agent has ever registered.
    fn nothing_to_drain(&self, id: InstanceId, row: &mut Row) {
        put!(row.message, "{} has nothing to drain", row.resource);
        row.arns.push(self.instance_arn(id));
        member(&mut row.detail, "ec2InstanceId", &row.resource);
        end(&mut row.detail);
    }
}

/// Begins the `detail` of a service or a deployment.
pub(super) fn begin(detail: &mut String, title: Title) {
    if let Some(kind) = title.event_type {
        member(detail, "eventType", kind);
    }
    member(detail, "eventName", title.event);
}

/// What a service says of itself that needs no numbers.
fn service_said(fact: Fact) -> &'static str {
    match fact {
        Fact::StartImpaired(_) => "is unable to consistently start tasks successfully.",
        Fact::Throttled(_) => "operations are being throttled. Will try again later.",
        _ => "has reached a steady state.",
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
        Unplaced::Refused(Stage::Memory, id) => closest(id, "has insufficient memory available."),
        Unplaced::Refused(Stage::Cpu, id) => closest(id, "has insufficient CPU units available."),
        Unplaced::Refused(Stage::Ports, id) => {
            closest(id, "is already using a port required by your task.")
        }
        // A service is told that of the zones of its subnets too.
        Unplaced::Refused(Stage::Attribute | Stage::Location, id) => {
            closest(id, "is missing an attribute required by your task.")
        }
        Unplaced::Refused(stage, id) => {
            closest(id, &format!("encountered error \"{}\".", stage.reason()))
        }
        Unplaced::FargateCapacity | Unplaced::RateExceeded => {
            "was unable to place a task. Reason: Capacity is unavailable \
                                      at this time. Please try again later or in a different \
                                      availability zone."
                .to_owned()
        }
    }
}
