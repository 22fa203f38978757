//! What EC2, Spot, the groups and the world tell, as rows.

use super::{Record, end, member, number, put};
use crate::autoscaling::{self, CallError};
use crate::ec2::{self, InstanceState, Origin, instance_name};
use crate::ids::{EntryId, InstanceId, SubnetId};
use crate::report::Row;
use crate::scenario::model::{Action, Market, UpdateService};
use crate::scenario::units::write_span;
use crate::spot;
use crate::world::event::{Fact, InstanceError};

impl Record {
    pub(super) fn ec2_row(&self, fact: ec2::Fact, row: &mut Row) {
        match fact {
            ec2::Fact::Pending(id) | ec2::Fact::Restarted(id) => {
                self.instance_state(id, InstanceState::Pending, row);
            }
            ec2::Fact::Running(id) => self.instance_state(id, InstanceState::Running, row),
            ec2::Fact::Stopping(id) => self.instance_state(id, InstanceState::Stopping, row),
            ec2::Fact::Stopped(id) => self.instance_state(id, InstanceState::Stopped, row),
            ec2::Fact::ShuttingDown(id) => {
                self.instance_state(id, InstanceState::ShuttingDown, row);
            }
            ec2::Fact::Terminated(id) => self.instance_state(id, InstanceState::Terminated, row),
            ec2::Fact::InsufficientCapacity { origin, zone } => {
                put!(
                    row.message,
                    "EC2 has no capacity in {}",
                    self.zone_name(zone)
                );
                if let Origin::Group(group) = origin {
                    put!(row.message, " for {}", self.autoscaling.groups[group].name);
                }
                member(&mut row.detail, "errorCode", row.event);
                end(&mut row.detail);
            }
            ec2::Fact::InsufficientAddresses { origin, subnet, .. } => {
                let name = self.subnet_name(subnet);
                put!(
                    row.message,
                    "EC2 has too few free addresses in subnet {name}"
                );
                if let Origin::Group(group) = origin {
                    put!(row.message, " for {}", self.autoscaling.groups[group].name);
                }
                member(&mut row.detail, "errorCode", row.event);
                end(&mut row.detail);
            }
            ec2::Fact::InterfaceRefused { task, subnet } => {
                put!(
                    row.message,
                    "EC2 has no free address in subnet {} for (task {})",
                    self.subnet_name(subnet),
                    self.ecs.task_name(task)
                );
                row.arns.push(self.task_arn(task));
                member(&mut row.detail, "eventName", "CreateNetworkInterface");
                member(&mut row.detail, "errorCode", row.event);
                end(&mut row.detail);
            }
        }
    }

    fn instance_state(&self, id: InstanceId, state: InstanceState, row: &mut Row) {
        let instance = &self.ec2.instances[id];
        let template = &self.ec2.templates[instance.template];
        let market = match template.market {
            Market::OnDemand => "On-Demand",
            Market::Spot => "Spot",
        };
        let zone = self.zone_name(instance.zone);
        put!(
            row.message,
            "{} ({} {market}, {zone}) is {}",
            row.resource,
            template.instance_type,
            state.name()
        );
        let ends = matches!(
            state,
            InstanceState::ShuttingDown | InstanceState::Terminated
        );
        if let (true, Some(cause)) = (ends, instance.cause) {
            put!(row.message, ": {}", cause.name());
        }
        row.arns.push(self.instance_arn(id));
        member(&mut row.detail, "instance-id", &row.resource);
        member(&mut row.detail, "state", state.name());
        end(&mut row.detail);
    }

    pub(super) fn spot_row(&self, fact: spot::Fact, row: &mut Row) {
        let (id, said) = match fact {
            spot::Fact::InterruptionWarning(id) => (id, "will be interrupted"),
            spot::Fact::Interrupted(id) => (id, "is interrupted"),
        };
        let zone = self.zone_name(self.ec2.instances[id].zone);
        put!(
            row.message,
            "Spot instance {} ({zone}) {said}",
            row.resource
        );
        row.arns.push(self.instance_arn(id));
        member(&mut row.detail, "instance-id", &row.resource);
        member(&mut row.detail, "instance-action", "terminate");
        end(&mut row.detail);
    }

    pub(super) fn autoscaling_row(&self, fact: autoscaling::Fact, row: &mut Row) {
        if let autoscaling::Fact::CallRefused { entry, error, .. } = fact {
            let said = self.group_refusal(entry, error);
            refused(self.action(entry).name(), "ValidationError", &said, row);
            end(&mut row.detail);
            return;
        }
        put!(row.message, "group {}", row.resource);
        row.arns.push(self.group_arn(fact.group()));
        member(&mut row.detail, "AutoScalingGroupName", &row.resource);
        match fact {
            autoscaling::Fact::Launching { zone, .. } => {
                put!(
                    row.message,
                    " launches an instance in {}",
                    self.zone_name(zone)
                );
            }
            autoscaling::Fact::LaunchSuccessful { instance, .. } => {
                put!(row.message, ": {} is InService", instance_name(instance));
            }
            autoscaling::Fact::LaunchUnsuccessful { zone, subnet, .. } => {
                put!(row.message, " got no instance in {}", self.zone_name(zone));
                self.without_address(subnet, row);
            }
            autoscaling::Fact::Terminating {
                instance,
                unhealthy,
                ..
            } => {
                put!(row.message, " terminates {}", instance_name(instance));
                if unhealthy {
                    row.message.push_str(
                        ": an instance was taken out of service in response to an EC2 health \
                         check indicating it has been terminated or stopped",
                    );
                }
            }
            autoscaling::Fact::Waiting { instance, .. } => {
                let name = instance_name(instance);
                put!(
                    row.message,
                    ": {name} is in Terminating:Wait until ECS has drained it"
                );
                let hook = "ecs-managed-draining-termination-hook";
                member(&mut row.detail, "LifecycleHookName", hook);
            }
            autoscaling::Fact::DesiredCapacityChanged { from, to, .. } => {
                put!(
                    row.message,
                    ": desired capacity changed from {from} to {to}"
                );
            }
            autoscaling::Fact::CallRefused { .. } => {}
            autoscaling::Fact::TerminateSuccessful { instance, .. } => {
                put!(row.message, ": {} is gone", instance_name(instance));
            }
        }
        if let autoscaling::Fact::LaunchSuccessful { instance, .. }
        | autoscaling::Fact::Terminating { instance, .. }
        | autoscaling::Fact::Waiting { instance, .. }
        | autoscaling::Fact::TerminateSuccessful { instance, .. } = fact
        {
            row.arns.push(self.instance_arn(instance));
            member(&mut row.detail, "EC2InstanceId", &instance_name(instance));
        }
        end(&mut row.detail);
    }

    /// Why a launch failed, if it was for want of addresses.
    fn without_address(&self, subnet: Option<SubnetId>, row: &mut Row) {
        if let Some(subnet) = subnet {
            put!(
                row.message,
                ": There are not enough free addresses in subnet '{}' to satisfy the requested \
                 number of instances. Launching EC2 instance failed.",
                self.subnet_name(subnet)
            );
        }
    }

    pub(super) fn world_row(&self, fact: Fact, row: &mut Row) {
        match fact {
            Fact::ScenarioStarted => put!(row.message, "scenario {} started", self.name),
            Fact::TasksOwed { count, .. } => {
                put!(
                    row.message,
                    "at 0 s {count} tasks of {} found no room",
                    row.resource
                );
                number(&mut row.detail, "count", u64::from(count));
            }
            Fact::EntryApplied(entry) => row.message.push_str(&self.entry_text(entry)),
            Fact::EntryWithoutTarget(entry) => {
                let action = self.action(entry).name();
                put!(row.message, "{action}: nothing of the kind is there now");
            }
            Fact::InstanceCallRefused {
                entry,
                number,
                error,
            } => {
                let call = self.action(entry).name();
                let (code, said) = instance_error(call, number, error);
                put!(row.message, "{call} was refused: {code}: {said}.");
            }
            Fact::ZoneReturned { after, .. } => {
                let after = write_span(after);
                put!(row.message, "{} is back after {after}", row.resource);
            }
            other => unreachable!("{other:?} has a room of its own"),
        }
        let message = std::mem::take(&mut row.message);
        member(&mut row.detail, "message", &message);
        row.message = message;
        end(&mut row.detail);
    }

    /// What an entry of the timeline does, in words.
    pub(in crate::world) fn entry_text(&self, entry: EntryId) -> String {
        let action = self.action(entry);
        let mut said = format!("{} {}", action.name(), self.entry_resource(entry));
        match action {
            Action::UpdateService(update) => self.update_text(update, &mut said),
            Action::RunTask(run) => put!(said, " × {}", run.count),
            Action::PutObject(put) if put.count > 1 => put!(said, " × {}", put.count),
            Action::UpdateContainerInstancesState { draining, .. } => {
                said.push_str(if *draining {
                    " to DRAINING"
                } else {
                    " to ACTIVE"
                });
            }
            Action::UpdateTaskProtection(call) if call.enabled => {
                put!(said, " for {}", write_span(call.expires_in));
            }
            Action::UpdateTaskProtection(_) => said.push_str(", off"),
            Action::PutAttributes { attributes } | Action::DeleteAttributes { attributes } => {
                for (place, attribute) in attributes.iter().enumerate() {
                    let between = if place == 0 { ':' } else { ',' };
                    put!(said, "{between} {}", attribute.name);
                    if let Some(value) = &attribute.value {
                        put!(said, "={value}");
                    }
                }
            }
            Action::DeregisterContainerInstance { force: true, .. } => said.push_str(" by force"),
            Action::StopServiceDeployment(stop) => {
                said.push_str(if stop.rollback {
                    ", ROLLBACK"
                } else {
                    ", ABORT"
                });
            }
            Action::ChangeGroup { change, .. } => {
                let sizes = [
                    ("minSize", change.min),
                    ("maxSize", change.max),
                    ("desiredCapacity", change.desired),
                ];
                for (name, size) in sizes {
                    if let Some(size) = size {
                        put!(said, ", {name} {size}");
                    }
                }
            }
            Action::TerminateInGroup {
                decrement: true, ..
            } => said.push_str(", one less desired"),
            mishap => mishap_text(mishap, &mut said),
        }
        said
    }

    /// Why a group refuses a call.
    fn group_refusal(&self, entry: EntryId, error: CallError) -> String {
        match error {
            CallError::Size(error) => {
                let is_set = matches!(self.action(entry), Action::ChangeGroup { is_set: true, .. });
                error.text(is_set)
            }
            CallError::NotThere(id) => no_managed_instance(&instance_name(id)),
        }
    }

    fn update_text(&self, update: &UpdateService, said: &mut String) {
        if let Some(definition) = update.task_definition {
            put!(*said, " to {}", self.definition_name(definition));
        }
        if let Some(desired) = update.desired_count {
            put!(*said, ", desiredCount {desired}");
        }
        if update.force_new_deployment {
            said.push_str(", forceNewDeployment");
        }
        if let Some(minimum) = update.minimum_healthy_percent {
            put!(*said, ", minimumHealthyPercent {minimum}");
        }
        if let Some(maximum) = update.maximum_percent {
            put!(*said, ", maximumPercent {maximum}");
        }
        if let Some(grace) = update.health_check_grace_period {
            put!(*said, ", healthCheckGracePeriodSeconds {grace}");
        }
        match update.az_rebalancing {
            Some(true) => said.push_str(", availabilityZoneRebalancing ENABLED"),
            Some(false) => said.push_str(", availabilityZoneRebalancing DISABLED"),
            None => {}
        }
        match update.circuit_breaker {
            Some(Some(_)) => said.push_str(", circuit breaker on"),
            Some(None) => said.push_str(", circuit breaker off"),
            None => {}
        }
    }
}

/// How many of them a mishap hits.
fn count_text(count: Option<u32>) -> String {
    count.map_or_else(|| ", all".to_owned(), |count| format!(" × {count}"))
}

/// An answer to a call that was refused.
fn refused(call: &str, code: &str, said: &str, row: &mut Row) {
    put!(row.message, "{call} was refused: {code}: {said}.");
    member(&mut row.detail, "eventName", call);
    member(&mut row.detail, "errorCode", code);
}

fn no_managed_instance(name: &str) -> String {
    format!("Instance Id not found - No managed instance found for instance ID: {name}")
}

/// The error of AWS, and what it says.
fn instance_error(call: &str, number: u32, error: InstanceError) -> (&'static str, String) {
    let name = format!("i-{number}");
    match error {
        InstanceError::NotFound => (
            "InvalidInstanceID.NotFound",
            format!("{name} is not there now"),
        ),
        InstanceError::NotInGroup => ("ValidationError", no_managed_instance(&name)),
        InstanceError::Ec2(ec2::Refusal::WrongState) => {
            let done = if call == "stopInstances" {
                "stopped"
            } else {
                "started"
            };
            let said =
                format!("The instance '{name}' is not in a state from which it can be {done}");
            ("IncorrectInstanceState", said)
        }
        InstanceError::Ec2(ec2::Refusal::OneTimeSpot) => (
            "UnsupportedOperation",
            format!(
                "You can't stop the Spot Instance '{name}' because it is associated with a \
                 one-time Spot Instance request. You can only stop Spot Instances associated with \
                 persistent Spot Instance requests"
            ),
        ),
    }
}

/// What a mishap hits, and for how long.
fn mishap_text(mishap: &Action, said: &mut String) {
    match mishap {
        Action::SpotInterruption(interruption) => {
            said.push_str(&count_text(interruption.count));
        }
        Action::TaskCrash(crash) => {
            put!(
                *said,
                "{}, exit code {}",
                count_text(crash.count),
                crash.exit_code
            );
        }
        Action::HealthCheckFailure(failure) => {
            said.push_str(&count_text(failure.count));
            if let Some(duration) = failure.duration {
                put!(*said, " for {}", write_span(duration));
            }
        }
        Action::TaskStartFailure(mishap) => {
            if let Some(count) = mishap.count {
                put!(*said, " × {count}");
            }
            if let Some(duration) = mishap.duration {
                put!(*said, " for {}", write_span(duration));
            }
        }
        Action::ChangeRole { change, .. } => put!(*said, ", {}", change.policy()),
        Action::PutSecretValue { .. } => {
            said.push_str(": running tasks keep the old value until they are replaced");
        }
        Action::AvailabilityZoneOutage { duration, .. }
        | Action::RegistryOutage { duration, .. } => {
            put!(*said, " for {}", write_span(*duration));
        }
        Action::AgentDisconnect { duration, .. } | Action::DockerDaemonDown { duration, .. } => {
            match duration {
                Some(duration) => put!(*said, " for {}", write_span(*duration)),
                None => said.push_str(" for good"),
            }
        }
        _ => {}
    }
}
