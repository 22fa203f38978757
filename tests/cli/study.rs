//! Changes of one value each that make the sentences of the study scenarios untrue.

/// A scenario of `scenarios/study`, and its changes.
pub(crate) const CHANGES: &[(&str, &[&str])] = &[
    (
        "study/binpack-spread-random",
        &[
            "aws.services[packed].placementStrategy=[{type: spread, field: instanceId}]",
            "aws.services[spread].placementStrategy=[{type: binpack, field: memory}]",
            "timeline[0].terminateInstances.instanceIds=[i-1, i-2, i-13, i-14, i-15, i-16, i-17]",
        ],
    ),
    (
        "study/cluster-queries",
        &[
            "aws.containerInstances[0].attributes.stack=dev",
            "aws.containerInstances[0].instanceType=t3.small",
            "aws.containerInstances[0].agentVersion=1.15.0",
            "aws.containerInstances[1].availabilityZone=us-east-1d",
            "aws.containerInstances[2].attributes={stack: test}",
            "aws.containerInstances[2].count=7",
            "timeline[9].runTask.placementConstraints=[]",
        ],
    ),
    (
        "study/constraints",
        &[
            "aws.containerInstances[0].count=4",
            "timeline[0].at=9m",
            "aws.containerInstances[1].instanceType=m4.large",
        ],
    ),
    (
        "study/distinct-instance-update",
        &[
            "aws.services[web].deploymentConfiguration={minimumHealthyPercent: 50}",
            "aws.services[web].placementConstraints=[]",
            "timeline[1].setDesiredCapacity.desiredCapacity=3",
        ],
    ),
    (
        "study/network-interfaces",
        &[
            "aws.containerInstances[0].instanceType=m5.2xlarge",
            "aws.containerInstances[1].instanceType=t3.nano",
        ],
    ),
    (
        "study/static-host-port",
        &[
            "timeline[2].at=1m",
            "timeline[2].at=19m",
            "aws.taskDefinitions[0].containerDefinitions[0].portMappings[0].hostPort=0",
            "world.applications.dynamic.launch=3m",
        ],
    ),
    (
        "study/zone-then-binpack",
        &[
            "aws.services[zones-first].placementStrategy=[{type: binpack, field: memory}]",
            "aws.services[memory-first].placementStrategy=[{type: spread, field: attribute:ecs.availability-zone}]",
        ],
    ),
];
