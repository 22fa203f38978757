//! Subnets, addresses and routes.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const SUBNET: CodeEntry = entry(
    codes::SUBNET,
    "subnets and their addresses",
    "A subnet is a block from /16 to /28 that begins with its first address, and shares none with \
     another subnet. AWS keeps five addresses of each, so a /28 has 11. A fleet of fixed instances \
     has an address for each of them, and one more for each trunk.",
    "aws: {subnets: [{subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/30}]}",
    "aws: {subnets: [{subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}]}",
);

pub(super) const ROUTES: CodeEntry = entry(
    codes::ROUTES,
    "route tables and VPC endpoints",
    "A subnet has one route table, and a VPC one main table. S3 has an endpoint by gateway, which \
     route tables name; an interface endpoint stands in subnets.",
    "aws: {vpcEndpoints: [{serviceName: ecr.dkr, vpcEndpointType: Gateway}]}",
    "aws: {vpcEndpoints: [{serviceName: ecr.dkr, subnetIds: [private-us-east-1a]}]}",
);

pub(super) const TARGET_GROUP: CodeEntry = entry(
    codes::TARGET_GROUP,
    "target groups and their targets",
    "A target group calls instances, or, for tasks of mode awsvpc, addresses. A service names the \
     container and the port that answer, and its task definition has to map that port. A health \
     check has an interval of 5 to 300 s, a timeout of 2 to 120 s that is shorter, and thresholds \
     of 2 to 10.",
    "aws: {targetGroups: [{name: web, protocol: HTTP, healthCheckIntervalSeconds: 5, \
     healthCheckTimeoutSeconds: 5}]}",
    "aws: {targetGroups: [{name: web, protocol: HTTP, healthCheckIntervalSeconds: 10, \
     healthCheckTimeoutSeconds: 5}]}",
);

pub(super) const WARNINGS: [CodeEntry; 3] = [
    entry(
        codes::TOO_FEW_ADDRESSES,
        "a subnet that is too small for a deployment",
        "During a deployment a service may have as many tasks as maximumPercent allows, and each \
         task of mode awsvpc has an address of its own. A task that finds none fails to start, \
         and no other subnet is tried; the deployment waits until old tasks are gone.",
        "aws:\n  subnets: [{subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28}]\n  \
         taskDefinitions: [{family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], \
         cpu: 256, memory: 512, containerDefinitions: [{name: app, image: shop/web}]}]\n  \
         services: [{serviceName: web, launchType: FARGATE, desiredCount: 6}]",
        "aws:\n  subnets: [{subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/27}]\n  \
         taskDefinitions: [{family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], \
         cpu: 256, memory: 512, containerDefinitions: [{name: app, image: shop/web}]}]\n  \
         services: [{serviceName: web, launchType: FARGATE, desiredCount: 6}]",
    ),
    entry(
        codes::EPHEMERAL_PORT,
        "a static port among the dynamic ones",
        "Where a container leaves the host port to the agent, it is one of 32768 to 60999. A static \
         port of that range may be taken already when its task comes.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, \
         cpu: 256, memory: 512, portMappings: [{containerPort: 80, hostPort: 40000}]}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, \
         cpu: 256, memory: 512, portMappings: [{containerPort: 80, hostPort: 0}]}]}]}",
    ),
    entry(
        codes::NO_TRUNKING,
        "an instance type without ENI trunking",
        "The account setting awsvpcTrunking changes nothing for this type: it has as many tasks of \
         mode awsvpc as it has interfaces besides its own.",
        "aws: {accountSettings: [{name: awsvpcTrunking, value: enabled}], containerInstances: \
         [{instanceType: t3.medium}]}",
        "aws: {accountSettings: [{name: awsvpcTrunking, value: enabled}], containerInstances: \
         [{instanceType: c5.large}]}",
    ),
];
