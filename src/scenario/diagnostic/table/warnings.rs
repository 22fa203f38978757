//! Warnings: AWS accepts it, and it may surprise.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::STUCK,
        "a deployment that cannot move",
        "minimumHealthyPercent is rounded up to tasks, maximumPercent down. If the floor is not \
         below the desired count and the ceiling not above it, no old task may stop and no new \
         one may start: a deployment waits for ever.",
        "aws: {services: [{serviceName: web, desiredCount: 3, deploymentConfiguration: \
         {minimumHealthyPercent: 75, maximumPercent: 100}}]}",
        "aws: {services: [{serviceName: web, desiredCount: 4, deploymentConfiguration: \
         {minimumHealthyPercent: 75, maximumPercent: 100}}]}",
    ),
    entry(
        codes::BOTH_PERCENTS_100,
        "100 % and 100 %",
        "With both percents at 100 no task may stop and none may start. CreateService and \
         UpdateService refuse this pair; it is played here to show what would happen.",
        "aws: {services: [{serviceName: web, deploymentConfiguration: {minimumHealthyPercent: \
         100, maximumPercent: 100}}]}",
        "aws: {services: [{serviceName: web, deploymentConfiguration: {minimumHealthyPercent: \
         100, maximumPercent: 200}}]}",
    ),
    entry(
        codes::AFTER_THE_END,
        "after the end",
        "An entry of the timeline stands after the end of the scenario, so it never happens.",
        "timeline: [{at: 2h, updateService: {service: web, desiredCount: 8}}]",
        "timeline: [{at: 30m, updateService: {service: web, desiredCount: 8}}]",
    ),
    entry(
        codes::UNUSED_IMAGE,
        "an image that no container has",
        "The size of an image is given by the text of `image` in a container definition, and no \
         container has that text.",
        "world: {images: {\"shop/wob\": {size: 410MiB}}}",
        "world: {images: {\"shop/web\": {size: 410MiB}}}",
    ),
    entry(
        codes::UNPLAYED_FIELD,
        "a field that is not played yet",
        "AWS has this field, and with it the results would be others; this version does not play \
         it. It is checked and then left out, so the results are those without it. Each such \
         field is told once, however often it is written.",
        "aws: {services: [{serviceName: web, serviceConnectConfiguration: {enabled: true}}]}",
        "aws: {services: [{serviceName: web, serviceConnectConfiguration: {enabled: false}}]}",
    ),
    entry(
        codes::UNKNOWN_REGION,
        "an unknown Region",
        "The name is that of a Region, but AWS had none of this name when the list was made. \
         Nothing but names depends on it yet.",
        "aws: {region: eu-west-8}",
        "aws: {region: eu-west-2}",
    ),
    entry(
        codes::MORE_THAN_THERE_CAN_BE,
        "more than there can be",
        "A reclaim asks for more instances than its group may ever have at once: all of them are \
         taken back, and the rest of the number means nothing.",
        "aws:\n  launchTemplates: [{launchTemplateName: spot, launchTemplateData: {instanceType: \
         m5.large, instanceMarketOptions: {marketType: spot}}}]\n  autoScalingGroups: \
         [{autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 1, \
         maxSize: 6}]\ntimeline: [{at: 5m, spotInterruption: {autoScalingGroup: spot, count: 20}}]",
        "aws:\n  launchTemplates: [{launchTemplateName: spot, launchTemplateData: {instanceType: \
         m5.large, instanceMarketOptions: {marketType: spot}}}]\n  autoScalingGroups: \
         [{autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 1, \
         maxSize: 6}]\ntimeline: [{at: 5m, spotInterruption: {autoScalingGroup: spot, count: 6}}]",
    ),
    entry(
        codes::EMPTY_PROMISE,
        "a promise that cannot be broken, or kept",
        "Counts, times and percentages are never below zero, so `>= 0` holds whatever happens and \
         `< 0` never does. Such a sentence guards nothing.",
        "expect: [min(web.ready) >= 0]",
        "expect: [min(web.ready) >= 1]",
    ),
    entry(
        codes::GRACE_TOO_SHORT,
        "a grace period that is too short",
        "A slow task (one of twenty is slower) is UNHEALTHY before its first good probe, and by then \
         the grace period is over: it is replaced, and so is its replacement. The grace period \
         begins with RUNNING and has to reach to the first good probe; or `startPeriod` of the \
         health check lets the failures of the start-up not count.",
        "aws:\n  taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, \
         cpu: 256, memory: 512, healthCheck: {command: [CMD, ok]}}]}]\nworld: {applications: {web: \
         {startup: 100s}}}",
        "aws:\n  taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, \
         cpu: 256, memory: 512, healthCheck: {command: [CMD, ok]}}]}]\n  services: [{serviceName: \
         web, healthCheckGracePeriodSeconds: 120}]\nworld: {applications: {web: {startup: 100s}}}",
    ),
    entry(
        codes::NEVER_HEALTHY,
        "a health check that never passes",
        "The program ends before its first good probe, or answers badly whenever it is asked, or \
         `startTimeout` ends before the container can be HEALTHY. No task becomes healthy, so no \
         deployment completes; containers that wait for HEALTHY never start. Of drawn times the \
         luckiest of a hundred tasks is meant.",
        "aws:\n  taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, \
         cpu: 256, memory: 512, healthCheck: {command: [CMD, ok]}}]}]\nworld: {applications: {web: \
         {crash: {after: 20s}}}}",
        "aws:\n  taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, \
         cpu: 256, memory: 512, healthCheck: {command: [CMD, ok], interval: 10}}]}]\nworld: \
         {applications: {web: {crash: {after: 20s}}}}",
    ),
    entry(
        codes::STOPS_TOO_SLOWLY,
        "a stop that outlasts the Spot notice",
        "Spot capacity is taken back two minutes after its notice. Containers get their stop signal \
         with the notice, one after the other along `dependsOn`, and each may take its \
         `stopTimeout`; what still runs at the end of the notice ends without a word.",
        "aws:\n  containerInstances: [{instanceType: m5.large, count: 2, instanceMarketOptions: \
         {marketType: spot}, ecsConfig: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true'}}]\n  \
         taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, cpu: \
         256, memory: 512, stopTimeout: 180}]}]",
        "aws:\n  containerInstances: [{instanceType: m5.large, count: 2, instanceMarketOptions: \
         {marketType: spot}, ecsConfig: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true'}}]\n  \
         taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: shop/web, cpu: \
         256, memory: 512, stopTimeout: 110}]}]",
    ),
    entry(
        codes::HELD_BY_PROTECTION,
        "protection that holds a deployment up",
        "Protected tasks of the old revision stay until their protection ends, and the deployment \
         waits for them. A call that says nothing else protects for two hours.",
        "timeline:\n  - {at: 1m, updateTaskProtection: {tasks: [web/1], protectionEnabled: true}}\n  \
         - {at: 5m, updateService: {service: web, forceNewDeployment: true}}",
        "timeline:\n  - {at: 1m, updateTaskProtection: {tasks: [web/1], protectionEnabled: true, \
         expiresInMinutes: 10}}\n  - {at: 5m, updateService: {service: web, forceNewDeployment: \
         true}}",
    ),
    entry(
        codes::LEFT_OUT_OF_ACCOUNT,
        "a value that AWS leaves out of account",
        "It changes nothing: on the day of `asOf` AWS did not have it yet, or it is only a \
         description of what AWS counts itself, like the `desiredCount` of a DAEMON service.",
        "asOf: 2020-12-03\naws: {services: [{serviceName: web, deploymentConfiguration: \
         {deploymentCircuitBreaker: {enable: true, rollback: true}}}]}",
        "asOf: 2020-12-04\naws: {services: [{serviceName: web, deploymentConfiguration: \
         {deploymentCircuitBreaker: {enable: true, rollback: true}}}]}",
    ),
    entry(
        codes::NEVER_FIRES,
        "a rule that never does anything",
        "The times of the expression are before the start, after the end, or on no day of any \
         calendar; or nothing that happens in the scenario is what the pattern wants. AWS accepts \
         it, and nothing ever runs.",
        "aws: {rules: [{name: nightly, scheduleExpression: cron(0 3 30 2 ? *), targets: \
         [{ecsParameters: {taskDefinitionArn: web}}]}]}",
        "aws: {rules: [{name: nightly, scheduleExpression: cron(0/5 * * * ? *), targets: \
         [{ecsParameters: {taskDefinitionArn: web}}]}]}",
    ),
    entry(
        codes::LEFT_OUT,
        "a time that the clock leaves out",
        "In spring an hour of local time does not exist in the night in which the clock goes forward. \
         EventBridge Scheduler skips what would be due in it: that night nothing runs. UTC, or an \
         hour later, knows no such night.",
        "startTime: 2026-03-28T12:00:00Z\nduration: 1d\naws: {rules: [{name: nightly, \
         scheduleExpression: cron(30 2 * * ? *), scheduleExpressionTimezone: Europe/Berlin, target: \
         {ecsParameters: {taskDefinitionArn: web}}}]}",
        "startTime: 2026-03-28T12:00:00Z\nduration: 1d\naws: {rules: [{name: nightly, \
         scheduleExpression: cron(30 3 * * ? *), scheduleExpressionTimezone: Europe/Berlin, target: \
         {ecsParameters: {taskDefinitionArn: web}}}]}",
    ),
    entry(
        codes::BARE_PARENTHESES,
        "parentheses in a regular expression without quotes",
        "The guide says that an expression by itself cannot contain parentheses, and yet such ones \
         are in use. In quotes there is no doubt about what they mean.",
        "aws: {services: [{serviceName: web, placementConstraints: [{type: memberOf, expression: \
         \"attribute:ecs.instance-type =~ (m5|m6i).*\"}]}]}",
        "aws: {services: [{serviceName: web, placementConstraints: [{type: memberOf, expression: \
         \"attribute:ecs.instance-type =~ '(m5|m6i).*'\"}]}]}",
    ),
    entry(
        codes::NO_SUCH_ATTRIBUTE,
        "no instance has it",
        "An expression or a strategy speaks of an attribute, or of a value of it, that no instance \
         has from its template and none is given by `putAttributes`. A constraint then holds \
         nowhere, and a strategy has nothing to choose from. AWS accepts both.",
        "aws: {services: [{serviceName: web, placementConstraints: [{type: memberOf, expression: \
         \"attribute:ecs.instance-type == m5large\"}]}]}",
        "aws: {services: [{serviceName: web, placementConstraints: [{type: memberOf, expression: \
         \"attribute:ecs.instance-type == m5.large\"}]}]}",
    ),
    entry(
        codes::UNEQUAL_AND_MISSING,
        "a comparison that is false where nothing is",
        "A comparison with an attribute that an instance does not have is false, also `!=`, `!in` \
         and `!~`. Who means everything but one value, and the instances without any, has to say \
         so with `not` or with `!exists`.",
        "aws: {containerInstances: [{instanceType: m5.large, attributes: {stack: prod}}, \
         {instanceType: m5.large}], services: [{serviceName: web, placementConstraints: [{type: \
         memberOf, expression: \"attribute:stack != dev\"}]}]}",
        "aws: {containerInstances: [{instanceType: m5.large, attributes: {stack: prod}}, \
         {instanceType: m5.large, attributes: {stack: dev}}], services: [{serviceName: web, \
         placementConstraints: [{type: memberOf, expression: \"attribute:stack != dev\"}]}]}",
    ),
];
