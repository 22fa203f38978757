//! Typed ids that cross rooms, and nothing else.

use crate::typed_id;

typed_id! {
    /// An Availability Zone, in the order of `aws.availabilityZones`.
    pub ZoneId;
    /// A subnet: those of `aws.subnets` in file order, then one for each zone that has none there.
    pub SubnetId;
    /// An ECS cluster, in file order.
    pub ClusterId;
    /// An EC2 instance and, with the same number, its container instance: `i-1` is number 0.
    pub InstanceId;
    /// An EC2 Auto Scaling group, in file order.
    pub GroupId;
    /// A launch template, in file order.
    pub TemplateId;
    /// One revision of a task definition, in file order.
    pub TaskDefinitionId;
    /// A role of IAM, in file order.
    pub RoleId;
    /// A container image, by its text in a container definition.
    pub ImageId;
    /// An ECS service, in file order.
    pub ServiceId;
    /// An ECS task, in order of creation over all services.
    pub TaskId;
    /// A deployment, in order of creation over all services.
    pub DeploymentId;
    /// An entry of the timeline, in file order; behind them all, the call of a target of a rule.
    pub EntryId;
    /// A rule of EventBridge or a schedule, in file order.
    pub RuleId;
    /// An expression of the cluster query language, each text once.
    pub ExpressionId;
    /// An attribute over which a placement strategy spreads, each name once.
    pub AttributeId;
    /// A target of a rule, in file order over all rules.
    pub TargetId;
    /// Uploads that the world makes, in file order.
    pub UploadId;
    /// A target group of a load balancer, in file order.
    pub TargetGroupId;
    /// A security group, in file order.
    pub SecurityGroupId;
    /// An invocation of a target, in order.
    pub InvocationId;
}
