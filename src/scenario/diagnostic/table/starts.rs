//! Warnings of what keeps tasks from starting.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::CANNOT_START,
        "tasks that cannot start",
        "As the scenario begins, the agent of these tasks does not get what it needs before their \
         containers start: an image, a secret, a parameter, a file or a log group. Each task ends \
         with TaskFailedToStart, and ECS starts the next one later and later.",
        "aws: {secrets: [{name: db}], taskDefinitions: [{family: web, containerDefinitions: [{name: \
         app, secrets: [{name: A, valueFrom: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:bd\"}]}]}]}",
        "aws: {secrets: [{name: db}], taskDefinitions: [{family: web, containerDefinitions: [{name: \
         app, secrets: [{name: A, valueFrom: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:db\"}]}]}]}",
    ),
    entry(
        codes::NEVER_REGISTERS,
        "instances that never register",
        "An agent registers its instance with the role of the instance profile, which needs \
         ecs:RegisterContainerInstance: the managed policy AmazonEC2ContainerServiceforEC2Role has \
         it. Without it the machine runs and is paid for, and the cluster has no instance.",
        "aws: {roles: [{roleName: app}]}",
        "aws: {roles: [{roleName: app, managedPolicyArns: [AmazonEC2ContainerServiceforEC2Role]}], \
         containerInstances: [{instanceType: m5.large, count: 2, iamInstanceProfile: {name: app}}]}",
    ),
];
