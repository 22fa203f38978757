//! What ECS tells, as rows: the words of EventBridge and of the service events.
//!
//! Rows about tasks are in `task_rows`.

use super::event_names::{API_CALL, DeploymentChange, REFUSED, ServiceAction};
use super::{Record, end, member, put};
use crate::ec2::instance_name;
use crate::ecs::{CallError, Fact, Unplaced};
use crate::ids::{DeploymentId, EntryId, InstanceId, ServiceId};
use crate::report::Row;

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
                self.service_action(service, ServiceAction::DesiredCountUpdated, &said, row);
            }
            Fact::DeploymentStarted(id) => self.deployment(id, DeploymentChange::InProgress, row),
            Fact::DeploymentStopped(id) => self.deployment(id, DeploymentChange::Stopped, row),
            Fact::DeploymentCompleted(id) => {
                self.deployment(id, DeploymentChange::Completed, row);
            }
            Fact::SteadyState(service) => {
                let said = "has reached a steady state.";
                self.service_action(service, ServiceAction::SteadyState, said, row);
            }
            Fact::PlacementFailed { service, why } => self.placement_failed(service, why, row),
            Fact::Throttled(service) => {
                let said = "operations are being throttled. Will try again later.";
                self.service_action(service, ServiceAction::Throttled, said, row);
            }
            Fact::Stuck(service) => self.stuck(service, row),
            Fact::InstanceRegistered(id) => self.instance(id, "ACTIVE", "registered", row),
            Fact::InstanceDraining(id) => self.instance(id, "DRAINING", "set to DRAINING", row),
            Fact::InstanceActive(id) => self.instance(id, "ACTIVE", "set to ACTIVE", row),
            Fact::InstanceDrained(id) => self.instance(id, "DRAINING", "has no task left", row),
            Fact::InstanceDeregistered(id) => self.instance(id, "INACTIVE", "deregistered", row),
        }
    }

    /// A service event that says nothing more than what all of them say.
    pub(super) fn service_action(
        &self,
        id: ServiceId,
        action: ServiceAction,
        said: &str,
        row: &mut Row,
    ) {
        self.service_head(id, action, said, row);
        end(&mut row.detail);
    }

    /// The common form of a service event; its `detail` may be added to.
    fn service_head(&self, id: ServiceId, action: ServiceAction, said: &str, row: &mut Row) {
        row.event = action.name();
        row.detail_type = action.detail_type();
        row.resource.push_str(self.service_label(id));
        put!(row.message, "(service {}) {said}", self.service_name(id));
        row.arns.push(self.service_arn(id));
        if let Some(kind) = action.event_type() {
            member(&mut row.detail, "eventType", kind);
        }
        member(&mut row.detail, "eventName", row.event);
        let cluster = self.cluster_arn(self.ecs.services[id].cluster);
        member(&mut row.detail, "clusterArn", &cluster);
    }

    fn deployment(&self, id: DeploymentId, change: DeploymentChange, row: &mut Row) {
        let deployment = &self.ecs.deployments[id];
        let name = self.ecs.deployment_name(id);
        let service = self.service_name(deployment.service);
        let (said, reason) = (change.said(), change.reason());
        row.event = change.name();
        row.detail_type = "ECS Deployment State Change";
        row.resource.push_str(&name);
        put!(
            row.message,
            "(service {service}) (deployment ecs-svc/{name}) {said}"
        );
        if change == DeploymentChange::InProgress {
            let definition = self.definition_name(deployment.definition);
            put!(row.message, " It rolls out {definition}.");
        }
        let reason = format!("ECS deployment ecs-svc/{name} {reason}");
        row.arns.push(self.service_arn(deployment.service));
        member(&mut row.detail, "eventType", "INFO");
        member(&mut row.detail, "eventName", row.event);
        member(&mut row.detail, "deploymentId", &format!("ecs-svc/{name}"));
        member(&mut row.detail, "reason", &reason);
        end(&mut row.detail);
    }

    fn placement_failed(&self, service: ServiceId, why: Unplaced, row: &mut Row) {
        let said = unplaced_text(why);
        self.service_head(service, ServiceAction::PlacementFailure, &said, row);
        member(&mut row.detail, "reason", why.reason());
        end(&mut row.detail);
    }

    fn stuck(&self, service: ServiceId, row: &mut Row) {
        let said = "was unable to stop or start tasks during a deployment because of the service \
                    deployment configuration. Update the minimumHealthyPercent or maximumPercent \
                    value and try again.";
        self.service_action(service, ServiceAction::DeploymentBlocked, said, row);
    }

    fn call_refused(&self, entry: EntryId, error: CallError, row: &mut Row) {
        let call = self.timeline[entry.0 as usize].action.name();
        row.event = REFUSED;
        row.detail_type = API_CALL;
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
                format!("Found running tasks on the instance i-{number}"),
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
