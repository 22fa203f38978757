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
