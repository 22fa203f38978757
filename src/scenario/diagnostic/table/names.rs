//! Names.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::UNKNOWN_NAME,
        "unknown name",
        "Something is named that the scenario does not declare, or that AWS does not have. Of an \
         ARN everything after the resource type is the name. Instances are `i-1`, `i-2`, … in \
         order of launch, tasks `web/1`, `web/2`, … of their service.",
        "aws: {services: [{serviceName: web, taskDefinition: wob}]}",
        "aws: {services: [{serviceName: web, taskDefinition: web}]}",
    ),
    entry(
        codes::DUPLICATE_NAME,
        "the same name twice",
        "Two things of one kind have one name, so nobody could say which is meant. AWS refuses the second one.",
        "aws: {clusters: [{clusterName: shop}, {clusterName: shop}], containerInstances: null, services: null}",
        "aws: {clusters: [{clusterName: shop}, {clusterName: jobs}], containerInstances: null, services: null}",
    ),
    entry(
        codes::BAD_NAME,
        "not a name",
        "The name of a scenario is also that of a directory: letters, digits, `.`, `_` and `-`. \
         Names of ECS have letters, digits, `_` and `-`, at most 255.",
        "name: ../../x",
        "name: spring-sale",
    ),
    entry(
        codes::NAME_NEEDED,
        "which one is meant?",
        "With a single cluster `cluster` and `ECS_CLUSTER` may be left out everywhere. With \
         several AWS would take the one named `default`, and there is none.",
        "aws: {clusters: [{clusterName: shop}, {clusterName: jobs}], containerInstances: null}",
        "aws: {clusters: [{clusterName: shop}, {clusterName: jobs}], containerInstances: null, \
         services: [{serviceName: web, cluster: shop}]}",
    ),
];
