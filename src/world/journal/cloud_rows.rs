//! What EC2, Spot, the groups and the world tell, as rows.

use super::{Record, end, member, number, put};
use crate::autoscaling;
use crate::ec2::{self, InstanceState, Origin, instance_name};
use crate::ids::{EntryId, InstanceId};
use crate::report::Row;
use crate::scenario::model::{Action, Market, UpdateService};
use crate::scenario::units::write_span;
use crate::spot;
use crate::world::event::Fact;

impl Record {
    pub(super) fn ec2_row(&self, fact: ec2::Fact, row: &mut Row) {
        match fact {
            ec2::Fact::Pending(id) => self.instance_state(id, InstanceState::Pending, row),
            ec2::Fact::Running(id) => self.instance_state(id, InstanceState::Running, row),
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
            autoscaling::Fact::LaunchUnsuccessful { zone, .. } => {
                put!(row.message, " got no instance in {}", self.zone_name(zone));
            }
            autoscaling::Fact::Terminating { instance, .. } => {
                put!(row.message, " terminates {}", instance_name(instance));
            }
            autoscaling::Fact::TerminateSuccessful { instance, .. } => {
                put!(row.message, ": {} is gone", instance_name(instance));
            }
        }
        if let autoscaling::Fact::LaunchSuccessful { instance, .. }
        | autoscaling::Fact::Terminating { instance, .. }
        | autoscaling::Fact::TerminateSuccessful { instance, .. } = fact
        {
            row.arns.push(self.instance_arn(instance));
            member(&mut row.detail, "EC2InstanceId", &instance_name(instance));
        }
        end(&mut row.detail);
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
            Fact::NoSuchInstance { entry, number } => {
                let action = self.action(entry).name();
                let code = "InvalidInstanceID.NotFound";
                put!(
                    row.message,
                    "{action} was refused: {code}: i-{number} is not there now."
                );
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
            Action::DeregisterContainerInstance { force: true, .. } => said.push_str(" by force"),
            Action::SpotInterruption(interruption) => {
                said.push_str(&count_text(interruption.count));
            }
            Action::TaskCrash(crash) => {
                put!(
                    said,
                    "{}, exit code {}",
                    count_text(crash.count),
                    crash.exit_code
                );
            }
            Action::HealthCheckFailure(failure) => {
                said.push_str(&count_text(failure.count));
                if let Some(duration) = failure.duration {
                    put!(said, " for {}", write_span(duration));
                }
            }
            Action::StopServiceDeployment(stop) => {
                said.push_str(if stop.rollback {
                    ", ROLLBACK"
                } else {
                    ", ABORT"
                });
            }
            Action::TaskStartFailure(mishap) => {
                if let Some(count) = mishap.count {
                    put!(said, " × {count}");
                }
                if let Some(duration) = mishap.duration {
                    put!(said, " for {}", write_span(duration));
                }
            }
            Action::AvailabilityZoneOutage { duration, .. } => {
                put!(said, " for {}", write_span(*duration));
            }
            _ => {}
        }
        said
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
