//! Several services of all kinds, on groups and Fargate, under any assumptions, calls and mishaps.

use std::collections::BTreeMap;
use std::fmt::Write;

use ecsim::engine::SimTime;
use ecsim::report::{InstanceRow, RunResult, ServiceState};
use proptest::prelude::*;
use proptest::sample::select;

use crate::states::check_states;
use crate::support::{cases, check_rows, play};
use crate::words::check_words;

/// Half a day, of which the second half is quiet.
const HEAD: &str = "duration: 12h
aws:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
  launchTemplates:
    - {launchTemplateName: spot, launchTemplateData: {instanceType: m5.large, instanceMarketOptions: {marketType: spot}}, ecsConfig: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: true}}
    - {launchTemplateName: plain, launchTemplateData: {instanceType: t3.large}}
  autoScalingGroups:
    - {autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 9, desiredCapacity: 4}
    - {autoScalingGroupName: plain, launchTemplate: {launchTemplateName: plain}, minSize: 0, maxSize: 9, desiredCapacity: 3}
  capacityProviders: [{name: plain, autoScalingGroupProvider: {autoScalingGroupArn: plain}}]
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - &web {family: web, cpu: 512, memory: 512, containerDefinitions: [{name: web, image: web}]}
    - *web
    - {family: port, networkMode: host, cpu: 128, memory: 128, containerDefinitions: [{name: port, image: port, portMappings: [{containerPort: 80}]}]}
    - {family: eni, networkMode: awsvpc, cpu: 128, memory: 128, containerDefinitions: [{name: eni, image: eni}]}
    - &ill
      family: ill
      cpu: 128
      memory: 128
      containerDefinitions:
        - {name: ill, image: ill, healthCheck: {command: [CMD, ok], interval: 10, retries: 2}, dependsOn: [{containerName: setup, condition: SUCCESS}, {containerName: log, condition: HEALTHY}]}
        - {name: setup, image: setup, essential: false}
        - {name: log, image: log, startTimeout: 40, healthCheck: {command: [CMD, ok], interval: 5}, restartPolicy: {enabled: true, restartAttemptPeriod: 60}}
    - *ill
    - {family: agent, cpu: 128, memory: 64, containerDefinitions: [{name: agent, image: agent}]}
    - {family: job, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
  services:
    - {serviceName: web, taskDefinition: web:1, desiredCount: 9, deploymentConfiguration: {minimumHealthyPercent: 60, maximumPercent: 150, deploymentCircuitBreaker: {enable: true, rollback: true}}}
    - {serviceName: port, taskDefinition: port, desiredCount: 3, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}}
    - {serviceName: eni, taskDefinition: eni, desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 50, deploymentCircuitBreaker: {enable: true, rollback: false, resetOnHealthyTask: false}, earlySuccessCriteria: {enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: DEFERRED}}}
    - {serviceName: job, taskDefinition: job, desiredCount: 3, launchType: FARGATE}
    - {serviceName: ill, taskDefinition: ill:1, desiredCount: 4, healthCheckGracePeriodSeconds: 20, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 150, deploymentCircuitBreaker: {enable: true, rollback: true}}}
    - {serviceName: agent, taskDefinition: agent, schedulingStrategy: DAEMON}
    - {serviceName: cheap, taskDefinition: job, desiredCount: 5, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
  rules:
    - {name: on-upload, eventPattern: {source: [aws.s3]}, targets: [{ecsParameters: {taskDefinitionArn: job, launchType: FARGATE}, retryPolicy: {maximumRetryAttempts: 3}}]}
    - {name: hourly, scheduleExpression: rate(1 hour), endDate: 2026-01-05T04:00:00Z, flexibleTimeWindow: {mode: FLEXIBLE, maximumWindowInMinutes: 20}, target: {ecsParameters: {taskDefinitionArn: eni, taskCount: 2}}}
";

const APPLICATIONS: &str = "  applications:
    web: {shutdown: {uniform: [0s, 40s]}}
    ill:
      startup: {uniform: [0s, 30s]}
      unhealthy: {after: {exponential: {mean: 40m}}, for: {uniform: [0s, 5m]}}
      containers:
        setup: {run: {duration: {uniform: [0s, 20s]}}}
        log: {startup: {uniform: [0s, 45s]}, crash: {after: {exponential: {mean: 30m}}}}
    \"ill:2\": {crash: {after: {exponential: {mean: 5m}}}, startFailure: {share: 40%, reason: no space left on device}}
    agent: {outOfMemory: {after: {exponential: {mean: 2h}}}}
";

/// Services whose programs end by themselves or fall ill, at any time.
const RESTLESS: [&str; 2] = ["ill", "agent"];

const SERVICES: [&str; 5] = ["web", "port", "eni", "job", "cheap"];

const ASSUMPTIONS: [(&str, &[&str]); 11] = [
    ("ecs.countStoppingInMax", &["true", "false"]),
    ("ecs.placementWake", &["true", "false"]),
    ("ecs.releaseOn", &["stopped", "desiredStopped"]),
    ("ecs.replacementRevision", &["own", "new"]),
    ("ecs.scaleOutRevisions", &["both", "new"]),
    ("ecs.schedulerReaction", &["0s", "3s"]),
    ("ecs.stopPolicy", &["eager", "start_first"]),
    ("ecs.stopTieBreak", &["oldest", "newest", "random"]),
    ("ecs.deregisterAfterTermination", &["0s", "30s", "5m"]),
    ("managedScaling.drainingLimit", &["10m", "1h"]),
    ("world.outageLaunchFactor", &["1", "4"]),
];

fn assumptions() -> impl Strategy<Value = String> {
    prop::collection::vec(0usize..60, ASSUMPTIONS.len()).prop_map(|drawn| {
        let chosen = ASSUMPTIONS.iter().zip(drawn);
        let lines = chosen.map(|((name, values), drawn)| {
            let value = values[drawn % values.len()];
            format!("    {name}: {value}\n")
        });
        lines.collect()
    })
}

fn action() -> impl Strategy<Value = String> {
    let service = || select(&SERVICES[..]);
    let family = || select(&["web", "port", "eni"][..]);
    let zone = || select(&["a", "b", "c"][..]);
    let status = || select(&["ACTIVE", "DRAINING"][..]);
    prop_oneof![
        (service(), 0u32..12)
            .prop_map(|(name, count)| format!("updateService: {{service: {name}, desiredCount: {count}}}")),
        (service(), 0u32..=20, 20u32..=40).prop_map(|(name, low, high)| format!(
            "updateService: {{service: {name}, forceNewDeployment: true, deploymentConfiguration: {{minimumHealthyPercent: {}, maximumPercent: {}}}}}",
            low * 5,
            high * 5
        )),
        (1u32..=2).prop_map(|of| format!("updateService: {{service: web, taskDefinition: \"web:{of}\"}}")),
        (service(), 1u32..12, 0u32..200).prop_map(|(name, count, seconds)| format!(
            "taskStartFailure: {{service: {name}, count: {count}, after: {seconds}s, reason: disk}}"
        )),
        (service(), select(&["ROLLBACK", "ABORT"][..]))
            .prop_map(|(name, kind)| format!("stopServiceDeployment: {{service: {name}, stopType: {kind}}}")),
        (1u32..=2).prop_map(|of| format!("updateService: {{service: ill, taskDefinition: \"ill:{of}\"}}")),
        Just("updateService: {service: agent, forceNewDeployment: true}".to_owned()),
        (1u32..=4, 1u32..300, any::<bool>()).prop_map(|(count, seconds, hangs)| format!(
            "healthCheckFailure: {{service: ill, count: {count}, for: {seconds}s, hangs: {hangs}}}"
        )),
        (service(), 1u32..=6).prop_map(|(name, count)| format!("taskCrash: {{service: {name}, count: {count}}}")),
        (1u32..9, any::<bool>()).prop_map(|(number, enabled)| format!(
            "updateTaskProtection: {{tasks: [web/{number}, ill/{number}], protectionEnabled: {enabled}, expiresInMinutes: 30}}"
        )),
        (service(), 1u32..20).prop_map(|(name, number)| format!("stopTask: {{task: {name}/{number}}}")),
        (family(), 1u32..=6).prop_map(|(family, count)| format!("runTask: {{taskDefinition: {family}, count: {count}}}")),
        (1u32..=6).prop_map(|count| format!("runTask: {{taskDefinition: job, launchType: FARGATE, count: {count}}}")),
        (1u32..=40).prop_map(|count| format!("putObject: {{bucket: photos, key: a, count: {count}}}")),
        (1u32..=4).prop_map(|count| format!("spotInterruption: {{autoScalingGroup: spot, count: {count}}}")),
        (1u32..=4).prop_map(|count| format!("spotInterruption: {{service: cheap, count: {count}}}")),
        (1u32..=9).prop_map(|number| format!("terminateInstances: {{instanceIds: [i-{number}]}}")),
        (1u32..=9).prop_map(|number| format!("stopInstances: {{instanceIds: [i-{number}]}}")),
        (1u32..=9).prop_map(|number| format!("startInstances: {{instanceIds: [i-{number}]}}")),
        (3u32..=9).prop_map(|number| format!(
            "terminateInstanceInAutoScalingGroup: {{instanceId: i-{number}, shouldDecrementDesiredCapacity: false}}"
        )),
        (1u32..=9, 1u32..90).prop_map(|(number, minutes)| format!(
            "agentDisconnect: {{containerInstance: i-{number}, for: {minutes}m}}"
        )),
        (1u32..=9, 1u32..90).prop_map(|(number, minutes)| format!(
            "dockerDaemonDown: {{containerInstance: i-{number}, for: {minutes}m}}"
        )),
        (1u32..=9, status()).prop_map(|(number, status)| format!(
            "updateContainerInstancesState: {{containerInstances: [i-{number}], status: {status}}}"
        )),
        (1u32..=9, select(&["putAttributes", "deleteAttributes"][..])).prop_map(|(number, call)| format!(
            "{call}: {{attributes: [{{name: stack, targetId: i-{number}}}]}}"
        )),
        (3u32..=9, any::<bool>()).prop_map(|(number, force)| format!(
            "deregisterContainerInstance: {{containerInstance: i-{number}, force: {force}}}"
        )),
        (zone(), 1u32..90).prop_map(|(zone, minutes)| format!(
            "availabilityZoneOutage: {{availabilityZone: us-east-1{zone}, for: {minutes}m}}"
        )),
    ]
}

fn scenario() -> impl Strategy<Value = String> {
    let entries = prop::collection::vec((0u32..18_000, action()), 0..16);
    let world = (any::<bool>(), any::<bool>(), assumptions());
    (0u64..1 << 60, world, entries).prop_map(|(seed, (empty, instant, assumptions), entries)| {
        let start = if empty { "empty" } else { "steady" };
        let profile = if instant { "instant" } else { "realistic" };
        let mut text =
            format!("seed: {seed}\nstart: {start}\n{HEAD}world:\n  profile: {profile}\n");
        text.push_str(APPLICATIONS);
        write!(text, "  assumptions:\n{assumptions}timeline:\n").unwrap();
        for (at, action) in &entries {
            writeln!(text, "  - {{at: {at}s, {action}}}").unwrap();
        }
        if entries.is_empty() {
            text.push_str("  []\n");
        }
        text
    })
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_happens_the_laws_hold(scenario in scenario()) {
        let mut result = play(&scenario);
        check_rows(&result)?;
        check_states(&result)?;
        check_lives(&result)?;
        check_growth(&result, !scenario.contains("countStoppingInMax: false"))?;
        check_the_quiet_end(&result)?;
        check_words(&scenario, &mut result)?;
    }
}

/// Times come in order, and a task lives while its instance is there.
fn check_lives(result: &RunResult) -> Result<(), TestCaseError> {
    let instances: BTreeMap<&str, &InstanceRow> = result
        .instances
        .iter()
        .map(|instance| (instance.id.as_str(), instance))
        .collect();
    for task in &result.tasks {
        let lived = [
            Some(task.created_at),
            task.pull_started_at,
            task.pull_stopped_at,
            task.started_at,
            task.ready_at,
            task.stopping_at,
            task.stopped_at,
        ];
        let lived: Vec<SimTime> = lived.into_iter().flatten().collect();
        prop_assert!(lived.is_sorted(), "{task:?}");
        prop_assert_eq!(task.told_to_stop_at.is_some(), !task.stop_code.is_empty());
        prop_assert_eq!(
            task.container_instance.is_empty(),
            task.launch_type != "EC2"
        );
        if let Some(instance) = instances.get(task.container_instance.as_str()) {
            prop_assert!(
                instance
                    .registered_at
                    .is_some_and(|at| at <= task.created_at)
            );
            prop_assert_eq!(&instance.zone, &task.availability_zone);
            let gone = instance.terminated_at;
            let started_before = task
                .started_at
                .is_none_or(|at| gone.is_none_or(|gone| at <= gone));
            prop_assert!(started_before, "{task:?} started on {instance:?}");
        }
    }
    Ok(())
}

/// A service never grows beyond its ceiling, whatever the ceiling becomes. Tasks on their way out
/// count while one deployment replaces another; what ends by itself later is replaced at once.
fn check_growth(result: &RunResult, counts_stopping: bool) -> Result<(), TestCaseError> {
    let size = |state: &ServiceState| {
        let counts = counts_stopping && state.deployments > 1;
        let stopping = if counts { state.stopping } else { 0 };
        state.running + state.pending + stopping
    };
    let mut before = vec![0; result.services.len()];
    for state in &result.service_states {
        let last = std::mem::replace(&mut before[state.service as usize], size(state));
        let ceiling = state.max_total.max(state.desired).max(last);
        prop_assert!(
            state.time == SimTime::ZERO || size(state) <= ceiling,
            "{state:?}"
        );
    }
    Ok(())
}

/// After seven quiet hours each group has what it should have, and each service too; or somebody
/// said why not.
fn check_the_quiet_end(result: &RunResult) -> Result<(), TestCaseError> {
    for (group, desired) in [("spot", 4), ("plain", 3)] {
        let there = result
            .instances
            .iter()
            .filter(|instance| instance.group == group && instance.terminated_at.is_none());
        prop_assert_eq!(there.count(), desired, "{}", group);
    }
    let mut said = String::new();
    let mut label = String::new();
    for seq in 1..=result.journal.rows() {
        if [
            "SERVICE_TASK_PLACEMENT_FAILURE",
            "Service Deployment Blocked",
            // Nothing comes back, or what came back.
            "SERVICE_DEPLOYMENT_FAILED",
            "Service Deployment Stopped",
        ]
        .contains(&result.journal.head(seq).event)
        {
            result.journal.resource(seq, &mut label);
            writeln!(said, "{label}").unwrap();
        }
    }
    let mut last: BTreeMap<u32, ServiceState> = BTreeMap::new();
    for state in &result.service_states {
        last.insert(state.service, *state);
    }
    for (service, state) in last {
        let label = &result.services[service as usize];
        let whole = (state.ready, state.total()) == (state.desired, state.desired);
        let explained = said.lines().any(|line| {
            let deployment = line.strip_prefix(label.as_str());
            deployment.is_some_and(|it| it.is_empty() || it.starts_with("/d-"))
        });
        let is_restless = RESTLESS.contains(&label.as_str());
        prop_assert!(
            whole || explained || is_restless,
            "{label}: {state:?}\n{said}"
        );
    }
    Ok(())
}
