//! Policies that AWS manages: the actions of each that matter here, on every resource.
//!
//! Facts: AWS Managed Policy Reference, and Amazon ECS Developer Guide, "AWS managed policies for
//! Amazon Elastic Container Service".

use super::Policy;

/// What pulling from a private registry of ECR needs.
const PULL: &[&str] = &[
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
];

const EXECUTION: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

const INSTANCE: &[&str] = &[
    "ec2:DescribeTags",
    "ecs:CreateCluster",
    "ecs:DeregisterContainerInstance",
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:RegisterContainerInstance",
    "ecs:StartTelemetrySession",
    "ecs:UpdateContainerInstancesState",
    "ecs:Submit*",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];

/// A name, without its path, and the actions that it allows.
#[rustfmt::skip]
pub(in crate::scenario) const MANAGED: &[(&str, &[&[&str]])] = &[
    ("AdministratorAccess", &[&["*"]]),
    ("AmazonDynamoDBFullAccess", &[&["dynamodb:*"]]),
    ("AmazonDynamoDBReadOnlyAccess", &[&["dynamodb:BatchGetItem", "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:List*", "dynamodb:Query", "dynamodb:Scan"]]),
    ("AmazonEC2ContainerRegistryFullAccess", &[&["ecr:*"]]),
    ("AmazonEC2ContainerRegistryPullOnly", &[PULL]),
    ("AmazonEC2ContainerRegistryReadOnly", &[PULL, &["ecr:Describe*", "ecr:Get*", "ecr:List*"]]),
    ("AmazonEC2ContainerServiceforEC2Role", &[PULL, INSTANCE]),
    ("AmazonECSTaskExecutionRolePolicy", &[PULL, EXECUTION]),
    ("AmazonS3FullAccess", &[&["s3:*"]]),
    ("AmazonS3ReadOnlyAccess", &[&["s3:Describe*", "s3:Get*", "s3:List*"]]),
    ("AmazonSNSFullAccess", &[&["sns:*"]]),
    ("AmazonSQSFullAccess", &[&["sqs:*"]]),
    ("AmazonSSMManagedInstanceCore", &[&["ec2messages:*", "ssm:DescribeAssociation", "ssm:GetDocument", "ssm:GetParameter", "ssm:GetParameters", "ssm:UpdateInstanceInformation", "ssmmessages:*"]]),
    ("AmazonSSMReadOnlyAccess", &[&["ssm:Describe*", "ssm:Get*", "ssm:List*"]]),
    ("CloudWatchLogsFullAccess", &[&["logs:*"]]),
    ("SecretsManagerReadWrite", &[&["kms:DescribeKey", "kms:ListAliases", "kms:ListKeys", "secretsmanager:*"]]),
];

/// The policy of that name or ARN.
pub(in crate::scenario) fn managed(arn: &str) -> Option<Policy> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    let (_, actions) = MANAGED.iter().find(|(known, _)| *known == name)?;
    Some(Policy::allowing(&actions.concat()))
}
