//! ARNs: short ids behind the prefix of their kind, in account 123456789012.

use super::{Record, put};
use crate::ec2::instance_name;
use crate::ids::{
    ClusterId, GroupId, InstanceId, ServiceId, SubnetId, TaskDefinitionId, TaskId, ZoneId,
};
use crate::scenario::model::Rule;

const ACCOUNT: &str = "123456789012";

impl Record {
    pub(super) fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:aws:{service}:{}:{ACCOUNT}:{resource}",
            self.ecs.aws.region
        )
    }

    pub(super) fn cluster_name(&self, id: ClusterId) -> &str {
        &self.ecs.aws.clusters[id]
    }

    pub(in crate::world) fn subnet_name(&self, id: SubnetId) -> &str {
        &self.ecs.aws.subnets[id].name
    }

    pub(in crate::world) fn zone_name(&self, id: ZoneId) -> &str {
        &self.ecs.aws.zones[id]
    }

    pub(super) fn service_name(&self, id: ServiceId) -> &str {
        &self.ecs.aws.services[id].name
    }

    pub(in crate::world) fn service_label(&self, id: ServiceId) -> &str {
        &self.ecs.services[id].label
    }

    pub(in crate::world) fn definition_name(&self, id: TaskDefinitionId) -> String {
        self.ecs.aws.task_definitions[id].name()
    }

    pub(super) fn cluster_arn(&self, id: ClusterId) -> String {
        self.arn("ecs", &format!("cluster/{}", self.cluster_name(id)))
    }

    pub(super) fn service_arn(&self, id: ServiceId) -> String {
        let cluster = self.cluster_name(self.ecs.services[id].cluster);
        let name = self.service_name(id);
        self.arn("ecs", &format!("service/{cluster}/{name}"))
    }

    pub(super) fn task_arn(&self, id: TaskId) -> String {
        let cluster = self.cluster_name(self.ecs.cluster_of(id));
        let mut resource = String::with_capacity(32);
        put!(resource, "task/{cluster}/{}", self.ecs.task_name(id));
        self.arn("ecs", &resource)
    }

    pub(super) fn definition_arn(&self, id: TaskDefinitionId) -> String {
        let name = self.definition_name(id);
        self.arn("ecs", &format!("task-definition/{name}"))
    }

    pub(super) fn container_instance_arn(&self, id: InstanceId) -> String {
        let cluster = self.ecs.container_instance(id).cluster;
        let (cluster, name) = (self.cluster_name(cluster), instance_name(id));
        self.arn("ecs", &format!("container-instance/{cluster}/{name}"))
    }

    pub(super) fn instance_arn(&self, id: InstanceId) -> String {
        self.arn("ec2", &format!("instance/{}", instance_name(id)))
    }

    pub(super) fn rule_arn(&self, rule: &Rule) -> String {
        if rule.is_schedule {
            self.arn("scheduler", &format!("schedule/default/{}", rule.name))
        } else {
            self.arn("events", &format!("rule/{}", rule.name))
        }
    }

    pub(super) fn group_arn(&self, id: GroupId) -> String {
        let name = &self.autoscaling.groups[id].name;
        self.arn(
            "autoscaling",
            &format!("autoScalingGroup:*:autoScalingGroupName/{name}"),
        )
    }
}
