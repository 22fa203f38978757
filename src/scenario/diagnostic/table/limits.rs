//! Limits of AWS, times, and what this version does not play.

use super::super::codes::{self, CodeEntry};
use super::{entry, network};

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::QUOTA,
        "beyond a quota of AWS",
        "AWS's quotas hold: 5,000 tasks in a service, 5,000 services and 5,000 container \
         instances in a cluster, 10 containers in a task definition, 10 tasks in one RunTask. \
         Where an account has another one, set the assumption of that name \
         (`ecs.tasksPerService`).",
        "aws: {services: [{serviceName: web, desiredCount: 1000000000}]}",
        "aws: {services: [{serviceName: web, desiredCount: 5000}]}",
    ),
    entry(
        codes::PERCENT,
        "percents of a deployment",
        "minimumHealthyPercent is between 0 and 100, maximumPercent at least 100. More healthy tasks \
         than the desired count would never last: a deployment could not end. The percentage of a \
         circuit breaker is between 1 and 100.",
        "aws: {services: [{serviceName: web, deploymentConfiguration: {maximumPercent: 50}}]}",
        "aws: {services: [{serviceName: web, deploymentConfiguration: {maximumPercent: 150}}]}",
    ),
    entry(
        codes::FARGATE_SIZE,
        "not a size of Fargate",
        "Fargate offers certain pairs of `cpu` and `memory` at task level. AWS refuses to \
         register any other for the compatibility FARGATE.",
        "aws: {taskDefinitions: [{family: web, requiresCompatibilities: [EC2, FARGATE], \
         networkMode: awsvpc, cpu: 256, memory: 3000}]}",
        "aws: {taskDefinitions: [{family: web, requiresCompatibilities: [EC2, FARGATE], \
         networkMode: awsvpc, cpu: 256, memory: 2048}]}",
    ),
    entry(
        codes::CONTAINERS,
        "no container, or none that matters",
        "A task definition has at least one container, and at least one of them is essential: the \
         task ends with it.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, essential: false}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, essential: true}]}]}",
    ),
    entry(
        codes::PORTS,
        "ports",
        "Ports are 1 to 65535. With `host` and `awsvpc` the host port is that of the container; a \
         task takes each host port once.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, portMappings: \
         [{containerPort: 80, hostPort: 80000}]}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, portMappings: \
         [{containerPort: 80, hostPort: 8000}]}]}]}",
    ),
    entry(
        codes::TASK_SIZE,
        "CPU and memory of a task",
        "Without `memory` at task level each container has `memory` or `memoryReservation`; with \
         both the first is the greater one. Containers together fit into the task.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, memory: 128, \
         memoryReservation: 256}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, memory: 512, \
         memoryReservation: 256}]}]}",
    ),
    entry(
        codes::NETWORK_MODE,
        "network mode",
        "Fargate wants `awsvpc`. A networkConfiguration goes with `awsvpc` and with nothing else; \
         `none` has no ports.",
        "aws: {services: [{serviceName: web, networkConfiguration: {awsvpcConfiguration: \
         {subnets: [private-us-east-1a]}}}]}",
        "aws: {services: [{serviceName: web, networkConfiguration: null}]}",
    ),
    entry(
        codes::DEPENDENCIES,
        "dependsOn",
        "Containers start after those they depend on, so there is no circle. COMPLETE and SUCCESS \
         wait for an end, which only a container that is not essential may have; HEALTHY waits \
         for a health check.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, dependsOn: \
         [{containerName: app, condition: START}]}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, dependsOn: null}]}]}",
    ),
    entry(
        codes::GROUP_SIZE,
        "sizes of a group",
        "A group holds at least minSize and at most maxSize instances, and desiredCapacity is one of these numbers.",
        "aws: {launchTemplates: [{launchTemplateName: workers, launchTemplateData: {instanceType: \
         m5.large}}], autoScalingGroups: [{autoScalingGroupName: workers, launchTemplate: \
         {launchTemplateName: workers}, minSize: 3, maxSize: 2}]}",
        "aws: {launchTemplates: [{launchTemplateName: workers, launchTemplateData: {instanceType: \
         m5.large}}], autoScalingGroups: [{autoScalingGroupName: workers, launchTemplate: \
         {launchTemplateName: workers}, minSize: 1, maxSize: 2}]}",
    ),
    entry(
        codes::STOP_TIMEOUT,
        "stopTimeout",
        "On Fargate a container has 2 to 120 seconds between the stop signal and the kill.",
        "aws: {taskDefinitions: [{family: web, requiresCompatibilities: [EC2, FARGATE], \
         networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: app, \
         stopTimeout: 300}]}]}",
        "aws: {taskDefinitions: [{family: web, requiresCompatibilities: [EC2, FARGATE], \
         networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: app, \
         stopTimeout: 120}]}]}",
    ),
    entry(
        codes::ZONES,
        "Region and zones",
        "Zones belong to the Region: its name and a letter.",
        "aws: {region: us-east-1, availabilityZones: [us-west-2a]}",
        "aws: {region: us-west-2, availabilityZones: [us-west-2a]}",
    ),
    entry(
        codes::CAPACITY,
        "launch type or capacity providers",
        "A service runs on a launch type or by a capacity provider strategy, not both, and its \
         task definition has to be made for it. A provider belongs to the cluster.",
        "aws: {services: [{serviceName: web, launchType: FARGATE}]}",
        "aws: {services: [{serviceName: web, launchType: EC2}]}",
    ),
    entry(
        codes::HEALTH_CHECK,
        "healthCheck of a container",
        "The command begins with CMD or CMD-SHELL. In seconds: interval 5 to 300, timeout 2 to 60, \
         startPeriod 0 to 300; retries 1 to 10.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, healthCheck: \
         {command: [CMD-SHELL, exit 0], retries: 11}}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, healthCheck: \
         {command: [CMD-SHELL, exit 0], retries: 10}}]}]}",
    ),
    entry(
        codes::DAEMON,
        "a DAEMON service",
        "A DAEMON service has one task on every container instance: it has no desiredCount, its \
         maximumPercent is 100, and Fargate has no instances for it.",
        "aws: {services: [{serviceName: agent, taskDefinition: web, schedulingStrategy: DAEMON, \
         deploymentConfiguration: {maximumPercent: 200}}]}",
        "aws: {services: [{serviceName: agent, taskDefinition: web, schedulingStrategy: DAEMON, \
         deploymentConfiguration: {maximumPercent: 100}}]}",
    ),
    entry(
        codes::VOLUMES,
        "volumes that AWS refuses",
        "A container mounts a volume that the task definition has, at a path of its own. Paths of \
         the instance and volumes of Docker are for container instances only. One volume of a task \
         definition may be configured at launch, in EBS: then the service or the call says how, in \
         sizes that its type has. Fargate offers 21 to 200 GiB of ephemeral storage; 20 is what a \
         task has without a word.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, mountPoints: \
         [{sourceVolume: data, containerPath: /data}]}]}]}",
        "aws: {taskDefinitions: [{family: web, volumes: [{name: data}], containerDefinitions: \
         [{name: app, mountPoints: [{sourceVolume: data, containerPath: /data}]}]}]}",
    ),
    entry(
        codes::SCHEDULE_EXPRESSION,
        "not a schedule expression",
        "`rate(15 minutes)` has a positive whole number and a unit, singular after 1 and plural \
         else. `cron(0 3 * * ? *)` has six fields: minutes, hours, day-of-month, month, \
         day-of-week (SUN is 1), year; one of the two days is `?`. `at(2026-03-02T09:00:00)` is \
         for schedules of EventBridge Scheduler only.",
        "aws: {rules: [{name: nightly, scheduleExpression: cron(0 3 * * *), targets: \
         [{ecsParameters: {taskDefinitionArn: web}}]}]}",
        "aws: {rules: [{name: nightly, scheduleExpression: cron(0 0/1 * * ? *), targets: \
         [{ecsParameters: {taskDefinitionArn: web}}]}]}",
    ),
    entry(
        codes::EVENT_PATTERN,
        "not an event pattern",
        "A pattern has the form of an event. Each field is an object, or a list of values and \
         operators of which one has to match: prefix, suffix, anything-but, exists, numeric, \
         equals-ignore-case, wildcard.",
        "aws: {rules: [{name: on-upload, eventPattern: {source: aws.s3}, targets: \
         [{ecsParameters: {taskDefinitionArn: web}}]}]}\ntimeline: [{at: 1m, putObject: {bucket: \
         photos, key: cat.jpg}}]",
        "aws: {rules: [{name: on-upload, eventPattern: {source: [aws.s3]}, targets: \
         [{ecsParameters: {taskDefinitionArn: web}}]}]}\ntimeline: [{at: 1m, putObject: {bucket: \
         photos, key: cat.jpg}}]",
    ),
    entry(
        codes::RULE,
        "a rule and a schedule in one",
        "A rule of EventBridge has `targets`, and a `scheduleExpression` in UTC or an \
         `eventPattern`. A schedule of EventBridge Scheduler has one `target`, and may have a \
         time zone, a start, an end and a flexible window.",
        "aws: {rules: [{name: nightly, scheduleExpression: rate(5 minutes), \
         scheduleExpressionTimezone: Europe/Berlin, targets: [{ecsParameters: \
         {taskDefinitionArn: web}}]}]}",
        "aws: {rules: [{name: nightly, scheduleExpression: rate(5 minutes), \
         scheduleExpressionTimezone: Europe/Berlin, target: {ecsParameters: \
         {taskDefinitionArn: web}}}]}",
    ),
    entry(
        codes::EXPRESSION,
        "not an expression of the cluster query language",
        "An expression has subjects, operators and literals: `attribute:ecs.instance-type =~ m5.*`, \
         `task:group == service:web`, `runningTasksCount < 3`, joined by `and`, `or`, `not` and \
         parentheses, in at most 2000 characters. A comparison is `==`, not `=`. `ecsim query` says \
         which instances it means.",
        "aws: {services: [{serviceName: web, placementConstraints: [{type: memberOf, expression: \
         \"attribute:ecs.instance-type = m5.large\"}]}]}",
        "aws: {services: [{serviceName: web, placementConstraints: [{type: memberOf, expression: \
         \"attribute:ecs.instance-type == m5.large\"}]}]}",
    ),
    entry(
        codes::PLACEMENT,
        "a constraint or a strategy that AWS does not take",
        "Constraints are `memberOf` with an expression, and `distinctInstance` without one, which a \
         task definition cannot have. Strategies are `spread` over `instanceId` or an attribute, \
         `binpack` of `cpu` or `memory`, and `random`. Fargate has neither, a daemon no strategies.",
        "aws: {services: [{serviceName: web, placementStrategy: [{type: spread, field: \
         availability-zone}]}]}",
        "aws: {services: [{serviceName: web, placementStrategy: [{type: spread, field: \
         \"attribute:ecs.availability-zone\"}]}]}",
    ),
    entry(
        codes::ATTRIBUTE,
        "an attribute that AWS does not take",
        "The name of an attribute has 1 to 128 letters, digits, `_`, `.`, `/`, `\\` and `-`; its \
         value also `@`, `:` and spaces inside. An instance has at most 10 custom attributes.",
        "aws: {containerInstances: [{instanceType: m5.large, attributes: {\"my stack\": prod}}]}",
        "aws: {containerInstances: [{instanceType: m5.large, attributes: {my-stack: prod}}]}",
    ),
    network::SUBNET,
    network::ROUTES,
    network::TARGET_GROUP,
    entry(
        codes::ROLE,
        "a role that AWS asks for",
        "RegisterTaskDefinition refuses a task definition whose agent could get nothing: secrets, \
         files of variables and logins to registries need an `executionRoleArn`, and on Fargate \
         images of ECR and the log driver awslogs do. It is asked for where the scenario has \
         `aws.roles`; without them everything is granted.",
        "aws: {roles: [{roleName: agent, managedPolicyArns: [AmazonEC2ContainerServiceforEC2Role]}], \
         containerInstances: [{instanceType: m5.large, count: 2, iamInstanceProfile: {name: agent}}], \
         taskDefinitions: [{family: web, containerDefinitions: [{name: app, secrets: [{name: A, \
         valueFrom: a}]}]}]}",
        "aws: {roles: [{roleName: agent, managedPolicyArns: [AmazonEC2ContainerServiceforEC2Role, \
         AmazonSSMReadOnlyAccess]}], containerInstances: [{instanceType: m5.large, count: 2, \
         iamInstanceProfile: {name: agent}}], taskDefinitions: [{family: web, executionRoleArn: \
         agent, containerDefinitions: [{name: app, secrets: [{name: A, valueFrom: a}]}]}]}",
    ),
    entry(
        codes::POLICY,
        "a policy that IAM cannot read",
        "A policy document has a `Statement`, one or a list: each with `Effect` (Allow or Deny), \
         `Action` and `Resource`, which are texts or lists of texts with `*` and `?`. A trust \
         policy has a `Principal` in place of the resource.",
        "aws: {roles: [{roleName: app, policies: [{policyName: a, policyDocument: {Statement: \
         [{Action: \"s3:*\", Resource: \"*\"}]}}]}]}",
        "aws: {roles: [{roleName: app, managedPolicyArns: [AmazonEC2ContainerServiceforEC2Role], \
         policies: [{policyName: a, policyDocument: {Statement: [{Effect: Allow, Action: \"s3:*\", \
         Resource: \"*\"}]}}]}], containerInstances: [{instanceType: m5.large, count: 2, \
         iamInstanceProfile: {name: app}}]}",
    ),
    entry(
        codes::ENVIRONMENT_FILE,
        "a file of variables",
        "ECS reads a file of variables from S3 only if its name ends in `.env`. A variable of \
         `environment` wins over one in a file, and an earlier file over a later one.",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, environmentFiles: \
         [{type: s3, value: \"arn:aws:s3:::shop/web.txt\"}]}]}]}",
        "aws: {taskDefinitions: [{family: web, containerDefinitions: [{name: app, environmentFiles: \
         [{type: s3, value: \"arn:aws:s3:::shop/web.env\"}]}]}]}",
    ),
    entry(
        codes::DURATION,
        "a length of time that makes no sense",
        "A scenario lasts longer than no time and at most ten years; what is repeated is repeated \
         after some time, at most a million times.",
        "duration: 0s",
        "duration: 1h",
    ),
    entry(
        codes::NOT_YET_IN_AWS,
        "AWS did not have it yet",
        "`asOf` plays AWS as it was on that day, and something in the scenario came later.",
        "asOf: 2019-11-01\naws: {services: [{serviceName: web, capacityProviderStrategy: \
         [{capacityProvider: FARGATE_SPOT}]}], taskDefinitions: [{family: web, networkMode: \
         awsvpc, cpu: 256, memory: 512}]}",
        "asOf: 2019-12-03\naws: {services: [{serviceName: web, capacityProviderStrategy: \
         [{capacityProvider: FARGATE_SPOT}]}], taskDefinitions: [{family: web, networkMode: \
         awsvpc, cpu: 256, memory: 512}]}",
    ),
    entry(
        codes::BEYOND_TIME,
        "beyond the calendar",
        "The calendar ends with the year 9999, and the scenario does not.",
        "startTime: 9999-12-01T00:00:00Z\nduration: 3000d",
        "startTime: 2026-03-02T08:00:00Z",
    ),
    entry(
        codes::NOT_PLAYED,
        "not played yet",
        "The format has it, AWS has it, and this version of the program does not play it. It is \
         refused rather than left out in silence, for the results would not be what they seem.",
        "world: {traffic: [{to: web, rate: 100/s}]}",
        "world: {profile: realistic}",
    ),
];
