//! Typed ids that cross rooms, and nothing else.

use crate::typed_id;

typed_id! {
    /// An Availability Zone, in the order of `aws.availabilityZones`.
    ZoneId;
    /// An ECS cluster, in file order.
    ClusterId;
    /// An EC2 instance and, with the same number, its container instance: `i-1` is number 0.
    InstanceId;
    /// An EC2 Auto Scaling group, in file order.
    GroupId;
    /// A launch template, in file order.
    TemplateId;
    /// One revision of a task definition, in file order.
    TaskDefinitionId;
    /// A container image, by its text in a container definition.
    ImageId;
    /// An ECS service, in file order.
    ServiceId;
    /// An ECS task, in order of creation over all services.
    TaskId;
    /// A deployment, in order of creation over all services.
    DeploymentId;
    /// An entry of the timeline, in file order.
    EntryId;
}
