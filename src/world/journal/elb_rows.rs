//! What the load balancers tell, and what ECS tells of them, as rows.

use super::titles::Title;
use super::{Record, end, member, number, put};
use crate::application::Reason;
use crate::ec2::instance_name;
use crate::ecs::{Owner, TaskStatus};
use crate::elb;
use crate::ids::{ServiceId, TargetGroupId, TaskId};
use crate::report::{Row, stop_codes};

impl Record {
    /// A target is healthy, unhealthy or unused.
    pub(super) fn elb_row(&self, fact: elb::Fact, row: &mut Row) {
        let (task, target) = fact.target();
        let wanted = &self.ecs.load_balancers(task)[usize::from(target)];
        let group = &self.ecs.aws.target_groups[wanted.group].name;
        let port = self.ecs.target_port(task, wanted);
        let (state, reason) = match fact {
            elb::Fact::TargetHealth {
                reason: Some(reason),
                ..
            } => ("unhealthy", Some(reason)),
            elb::Fact::TargetHealth { .. } => ("healthy", None),
            elb::Fact::TargetUnused { .. } => ("unused", None),
        };
        put!(
            row.message,
            "{} port {port} is {state} in {group}",
            row.resource
        );
        row.arns.push(self.target_group_arn(wanted.group));
        row.arns.push(self.task_arn(task));
        member(&mut row.detail, "state", state);
        number(&mut row.detail, "port", port.into());
        if let Some(reason) = reason {
            put!(row.message, ": {reason}");
            member(&mut row.detail, "description", &reason.to_string());
        }
        end(&mut row.detail);
    }

    /// A task counts as sick because of a target.
    pub(super) fn target_sick(
        &self,
        id: TaskId,
        (target, reason): (u8, Reason),
        in_grace: bool,
        row: &mut Row,
    ) {
        let wanted = &self.ecs.load_balancers(id)[usize::from(target)];
        let Owner::Service(service, _) = self.ecs.tasks[id].owner else {
            return;
        };
        let service = self.service_name(service);
        put!(row.message, "(service {service}) (task {})", row.resource);
        if let Some(instance) = self.ecs.tasks[id].instance {
            put!(row.message, " (instance {})", instance_name(instance));
        }
        put!(
            row.message,
            " (port {}) is unhealthy in (target-group {}) due to (reason {reason})",
            self.ecs.target_port(id, wanted),
            self.target_group_arn(wanted.group)
        );
        row.message.push_str(if in_grace {
            stop_codes::KEPT_IN_GRACE
        } else {
            "."
        });
        row.arns.push(self.task_arn(id));
        self.task_detail(id, TaskStatus::Running, row);
    }

    /// So many tasks of a service were registered with a target group, or deregistered.
    pub(super) fn targets_changed(
        &self,
        service: ServiceId,
        (target, count, registered): (u8, u32, bool),
        title: Title,
        row: &mut Row,
    ) {
        let wanted = &self.ecs.aws.services[service].load_balancers[usize::from(target)];
        let arn = self.target_group_arn(wanted.group);
        let verb = if registered {
            "registered"
        } else {
            "deregistered"
        };
        let said = format!("{verb} {count} targets in (target-group {arn})");
        self.service_action(service, title, &said, row);
    }

    pub(super) fn target_group_arn(&self, id: TargetGroupId) -> String {
        let name = &self.ecs.aws.target_groups[id].name;
        self.arn("elasticloadbalancing", &format!("targetgroup/{name}"))
    }
}
