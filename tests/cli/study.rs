//! Changes of one value each that make the sentences of the study scenarios untrue.

/// A scenario of `scenarios/study`, and its changes.
pub(crate) const CHANGES: &[(&str, &[&str])] = &[
    (
        "study/a-secret-changes",
        &[
            "timeline[0].at=21m",
            "timeline[1].at=4m",
            "timeline[1].updateService.desiredCount=1",
            "timeline[2].at=19m",
        ],
    ),
    (
        "study/agent-docker-or-instance-profile",
        &[
            "aws.containerInstances[1].iamInstanceProfile.name=machine",
            "timeline[1].dockerDaemonDown.for=2m",
            "timeline[1].dockerDaemonDown.containerInstance=i-1",
        ],
    ),
    (
        "study/bind-mounts-two-lives",
        &[
            "aws.taskDefinitions[0].volumes[1]={name: cache}",
            "aws.taskDefinitions[1].volumes[0]={name: scratch, efsVolumeConfiguration: {fileSystemId: fs-1}}",
        ],
    ),
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
        "study/cold-and-warm-images",
        &[
            "timeline[0].at=4m50s",
            "world.images.\"123456789012.dkr.ecr.us-east-1.amazonaws.com/job:1\".size=200MB",
            "world.images.\"123456789012.dkr.ecr.us-east-1.amazonaws.com/job:1-soci\".soci=false",
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
        "study/docker-daemon-down",
        &[
            "timeline[0].dockerDaemonDown.for=5m",
            "timeline[1].at=4m",
            "timeline[0].at=9m",
        ],
    ),
    (
        "study/docker-hub-limit",
        &[
            "timeline[0].every=10m",
            "aws.taskDefinitions[1].containerDefinitions[0].repositoryCredentials=null",
        ],
    ),
    (
        "study/ecr-login-12-hours",
        &[
            "aws.roles[without-ecr].managedPolicyArns=[AmazonEC2ContainerServiceforEC2Role]",
            "aws.containerInstances[1].iamInstanceProfile.name=without-ecr",
        ],
    ),
    (
        "study/efs-without-mount-target",
        &[
            "aws.fileSystems[0].mountTargets=[{availabilityZone: us-east-1a}, {availabilityZone: us-east-1b}]",
            "aws.fileSystems[1].mountTargets=[]",
        ],
    ),
    (
        "study/execution-role-and-task-role",
        &[
            "aws.taskDefinitions[1].executionRoleArn=agent",
            "aws.taskDefinitions[2].taskRoleArn=reader",
            "world.applications.no-bucket.startup=0s",
            "timeline[3].at=8m",
            "timeline[2].at=16m",
        ],
    ),
    (
        "study/grace-period-too-short",
        &[
            "aws.services[hasty].healthCheckGracePeriodSeconds=120",
            "aws.services[patient].healthCheckGracePeriodSeconds=0",
            "world.applications.web.startup=30m",
        ],
    ),
    (
        "study/image-fills-the-disk",
        &[
            "world.images={shop/model: {size: 8GB}}",
            "aws.taskDefinitions[1].ephemeralStorage.sizeInGiB=21",
        ],
    ),
    (
        "study/missing-image",
        &[
            "world.images={}",
            "aws.services[without].deploymentConfiguration={minimumHealthyPercent: 50}",
            "aws.services[guarded].desiredCount=2",
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
        "study/no-way-to-the-registry",
        &[
            "timeline[0].runTask.networkConfiguration.awsvpcConfiguration.assignPublicIp=ENABLED",
            "timeline[1].runTask.networkConfiguration.awsvpcConfiguration.assignPublicIp=DISABLED",
            "aws.routeTables[1].routes=[]",
            "aws.routeTables[2].routes=[{destinationCidrBlock: 0.0.0.0/0, natGatewayId: nat-2}]",
        ],
    ),
    (
        "study/security-group-port-range",
        &[
            "aws.securityGroups[1].ipPermissions[0].toPort=60999",
            "aws.securityGroups[2].ipPermissions[0].toPort=32769",
            "world.applications={web: {startFailure: {after: 1s}}}",
        ],
    ),
    (
        "study/small-subnet",
        &[
            "aws.subnets[0].availableIpAddressCount=11",
            "aws.subnets[0].availableIpAddressCount=6",
            "aws.subnets[1].availableIpAddressCount=8",
            "aws.services[doubled].deploymentConfiguration={minimumHealthyPercent: 50}",
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
