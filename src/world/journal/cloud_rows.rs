//! What EC2, Spot, the groups and the world tell, as rows.

use super::event_names::{API_CALL, REFUSED};
use super::{Record, end, member, number, put};
use crate::autoscaling;
use crate::ec2::{self, InstanceState, Origin, instance_name};
use crate::ids::{EntryId, GroupId, InstanceId};
use crate::report::Row;
use crate::scenario::model::{Action, Market, SpotTarget, TaskName, TaskOwner, UpdateService};
use crate::scenario::units::write_span;
use crate::spot;
use crate::world::event::Fact;

const STATE: &str = "EC2 Instance State-change Notification";

impl Record {
    pub(super) fn ec2_row(&self, fact: ec2::Fact, row: &mut Row) {
        row.source = "aws.ec2";
        row.event = STATE;
        row.detail_type = STATE;
        match fact {
            ec2::Fact::Pending(id) => self.instance_state(id, InstanceState::Pending, row),
            ec2::Fact::Running(id) => self.instance_state(id, InstanceState::Running, row),
            ec2::Fact::ShuttingDown(id) => {
                self.instance_state(id, InstanceState::ShuttingDown, row);
            }
            ec2::Fact::Terminated(id) => self.instance_state(id, InstanceState::Terminated, row),
            ec2::Fact::InsufficientCapacity { origin, zone } => {
                row.event = "InsufficientInstanceCapacity";
                row.detail_type = API_CALL;
                let zone = self.zone_name(zone);
                row.resource.push_str(zone);
                put!(row.message, "EC2 has no capacity in {zone}");
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
        row.resource.push_str(&instance_name(id));
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
        row.source = "aws.ec2";
        let id = match fact {
            spot::Fact::InterruptionWarning(id) | spot::Fact::Interrupted(id) => id,
        };
        let said = match fact {
            spot::Fact::InterruptionWarning(_) => {
                row.event = "EC2 Spot Instance Interruption Warning";
                row.detail_type = row.event;
                "will be interrupted"
            }
            spot::Fact::Interrupted(_) => {
                row.event = "BidEvictedEvent";
                row.detail_type = "AWS Service Event via CloudTrail";
                "is interrupted"
            }
        };
        row.resource.push_str(&instance_name(id));
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
        row.source = "aws.autoscaling";
        let (group, event) = match fact {
            autoscaling::Fact::Launching { group, .. } => (group, "Launching a new EC2 instance"),
            autoscaling::Fact::LaunchSuccessful { group, .. } => {
                (group, "EC2 Instance Launch Successful")
            }
            autoscaling::Fact::LaunchUnsuccessful { group, .. } => {
                (group, "EC2 Instance Launch Unsuccessful")
            }
            autoscaling::Fact::Terminating { group, .. } => (group, "Terminating EC2 instance"),
            autoscaling::Fact::TerminateSuccessful { group, .. } => {
                (group, "EC2 Instance Terminate Successful")
            }
        };
        self.group_head(group, event, row);
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

    fn group_head(&self, group: GroupId, event: &'static str, row: &mut Row) {
        let name = &self.autoscaling.groups[group].name;
        row.event = event;
        row.detail_type = event;
        row.resource.push_str(name);
        put!(row.message, "group {name}");
        row.arns.push(self.group_arn(group));
        member(&mut row.detail, "AutoScalingGroupName", name);
    }

    pub(super) fn world_row(&self, fact: Fact, row: &mut Row) {
        row.source = "ecsim.world";
        match fact {
            Fact::ScenarioStarted => {
                row.event = "Scenario Started";
                row.resource.push_str(&self.name);
                put!(row.message, "scenario {} started", self.name);
            }
            Fact::TasksOwed { service, count } => {
                row.event = "Tasks Owed";
                row.resource.push_str(self.service_label(service));
                put!(
                    row.message,
                    "at 0 s {count} tasks of {} found no room",
                    row.resource
                );
                number(&mut row.detail, "count", u64::from(count));
            }
            Fact::EntryApplied(entry) => {
                row.source = "ecsim.timeline";
                row.event = self.timeline[entry.0 as usize].action.name();
                let (resource, said) = self.action_text(entry);
                row.resource.push_str(&resource);
                row.message.push_str(&said);
            }
            Fact::EntryWithoutTarget(entry) => {
                row.event = "Nothing To Hit";
                row.resource.push_str(&self.action_text(entry).0);
                let action = self.timeline[entry.0 as usize].action.name();
                put!(row.message, "{action}: nothing of the kind is there now");
            }
            Fact::NoSuchInstance { entry, number } => {
                row.event = REFUSED;
                put!(row.resource, "i-{number}");
                let action = self.timeline[entry.0 as usize].action.name();
                let code = "InvalidInstanceID.NotFound";
                put!(
                    row.message,
                    "{action} was refused: {code}: i-{number} is not there now."
                );
            }
            Fact::ZoneReturned { zone, after } => {
                row.event = "Availability Zone Returned";
                row.resource.push_str(self.zone_name(zone));
                let after = write_span(after);
                put!(row.message, "{} is back after {after}", row.resource);
            }
            other => unreachable!("{other:?} has a room of its own"),
        }
        row.detail_type = row.event;
        let message = std::mem::take(&mut row.message);
        member(&mut row.detail, "message", &message);
        row.message = message;
        end(&mut row.detail);
    }

    /// What an entry is about, and what it says.
    pub(in crate::world) fn action_text(&self, entry: EntryId) -> (String, String) {
        let action = &self.timeline[entry.0 as usize].action;
        let resource = self.action_resource(action);
        let mut said = format!("{} {resource}", action.name());
        match action {
            Action::UpdateService(update) => self.update_text(update, &mut said),
            Action::RunTask(run) => put!(said, " × {}", run.count),
            Action::UpdateContainerInstancesState { draining, .. } => {
                said.push_str(if *draining {
                    " to DRAINING"
                } else {
                    " to ACTIVE"
                });
            }
            Action::DeregisterContainerInstance { force: true, .. } => said.push_str(" by force"),
            Action::SpotInterruption(interruption) => match interruption.count {
                Some(count) => put!(said, " × {count}"),
                None => said.push_str(", all"),
            },
            Action::AvailabilityZoneOutage { duration, .. } => {
                put!(said, " for {}", write_span(*duration));
            }
            _ => {}
        }
        (resource, said)
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
    }

    fn action_resource(&self, action: &Action) -> String {
        match action {
            Action::UpdateService(update) => self.service_label(update.service).to_owned(),
            Action::RunTask(run) => self.definition_name(run.task_definition),
            Action::StopTask { task, .. } => self.task_text(task),
            Action::UpdateContainerInstancesState { instances, .. }
            | Action::TerminateInstances { instances } => instances_text(instances),
            Action::DeregisterContainerInstance { instance, .. } => format!("i-{instance}"),
            Action::AvailabilityZoneOutage { zone, .. } => self.zone_name(*zone).to_owned(),
            Action::SpotInterruption(interruption) => match &interruption.target {
                SpotTarget::Group(group) => self.autoscaling.groups[*group].name.clone(),
                SpotTarget::Instances(instances) => instances_text(instances),
                SpotTarget::Service(service) => self.service_label(*service).to_owned(),
                SpotTarget::Tasks(tasks) => {
                    let names: Vec<String> = tasks.iter().map(|t| self.task_text(t)).collect();
                    names.join(" ")
                }
            },
        }
    }

    fn task_text(&self, name: &TaskName) -> String {
        match &name.owner {
            TaskOwner::Service(service) => {
                format!("{}/{}", self.service_label(*service), name.number)
            }
            TaskOwner::Family(family) => {
                let label = self.ecs.aws.family_label(family);
                format!("{label}/{}", name.number)
            }
        }
    }
}

fn instances_text(instances: &[u32]) -> String {
    let names: Vec<String> = instances
        .iter()
        .map(|number| format!("i-{number}"))
        .collect();
    names.join(" ")
}
