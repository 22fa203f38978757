//! Every word that stands in a table is one that a sentence may ask for, and it finds the rows that
//! have it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ecsim::report::expectation::judge;
use ecsim::report::{DecisionRow, InstanceRow, Row, RunResult, TaskRow};
use ecsim::scenario::expectation::{Cells, Table, Words};
use ecsim::scenario::{Loaded, Overrides, load, load_text};
use proptest::prelude::*;

use crate::support::{play, play_file};

/// How often each word stands in each column of words.
type Found = BTreeMap<(&'static str, &'static str, String), u32>;

fn of_task<'r>(task: &'r TaskRow, column: &str) -> &'r str {
    match column {
        "id" => &task.id,
        "containerInstance" => &task.container_instance,
        "service" => &task.service,
        "taskDefinition" => &task.task_definition,
        "launchType" => task.launch_type,
        "capacityProvider" => &task.capacity_provider,
        "availabilityZone" => &task.availability_zone,
        "stopCode" => task.stop_code,
        "subnet" => &task.subnet,
        other => panic!("tasks have words in {other}"),
    }
}

fn of_instance<'r>(instance: &'r InstanceRow, column: &str) -> &'r str {
    match column {
        "id" => &instance.id,
        "type" => &instance.instance_type,
        "market" => instance.market,
        "zone" => &instance.zone,
        "group" => &instance.group,
        "why" => &instance.why,
        "status" => instance.status,
        "subnet" => &instance.subnet,
        "agentConnected" => match instance.agent_connected {
            Some(true) => "true",
            Some(false) => "false",
            None => "",
        },
        other => panic!("instances have words in {other}"),
    }
}

fn of_decision<'r>(decision: &'r DecisionRow, column: &str) -> &'r str {
    match (column, decision.acted) {
        ("decider", _) => decision.decider,
        ("resource", _) => &decision.resource,
        ("acted", true) => "true",
        ("acted", false) => "false",
        (other, _) => panic!("decisions have words in {other}"),
    }
}

fn of_row<'r>(row: &'r Row, column: &str) -> &'r str {
    match column {
        "source" => row.source,
        "resource" => &row.resource,
        "event" => row.event,
        other => panic!("the timeline has words in {other}"),
    }
}

/// The columns that have words, and not any text.
fn columns(table: Table) -> impl Iterator<Item = &'static str> {
    let columns = table.columns().iter();
    let columns = columns.filter(|column| matches!(column.cells, Cells::Word(_) | Cells::Flag));
    columns.map(|column| column.name)
}

fn found(result: &RunResult) -> Found {
    let mut found = Found::new();
    let mut count = |table: Table, column, word: &str| {
        let key = (table.name(), column, word.to_owned());
        *found.entry(key).or_default() += 1;
    };
    for column in columns(Table::Tasks) {
        for task in &result.tasks {
            count(Table::Tasks, column, of_task(task, column));
        }
    }
    for column in columns(Table::Instances) {
        for instance in &result.instances {
            count(Table::Instances, column, of_instance(instance, column));
        }
    }
    let mut decision = DecisionRow::default();
    for index in 0..result.journal.decisions() {
        result.journal.decision(index, &mut decision);
        for column in columns(Table::Decisions) {
            count(Table::Decisions, column, of_decision(&decision, column));
        }
    }
    for state in &result.deployment_states {
        let deployment = &result.deployments[state.deployment as usize];
        for column in columns(Table::Deployments) {
            let word = match column {
                "service" => &result.services[deployment.service as usize],
                "deployment" => &deployment.id,
                "task_definition" => &deployment.task_definition,
                "state" => state.state,
                other => panic!("deployments have words in {other}"),
            };
            count(Table::Deployments, column, word);
        }
    }
    let mut row = Row::default();
    for seq in 1..=result.journal.rows() {
        result.journal.row(seq, &mut row);
        for column in columns(Table::Timeline) {
            count(Table::Timeline, column, of_row(&row, column));
        }
    }
    found
}

/// How many names of tasks, instances and other resources are asked for.
const MOST_NAMES: u32 = 500;

/// Asks for every word in the tables of a run of the scenario that `load` loads, and judges.
fn check(
    result: &mut RunResult,
    load: impl FnOnce(&Overrides) -> Loaded,
) -> Result<(), TestCaseError> {
    let mut found = found(result);
    // Names with numbers behind them are many and alike.
    let mut names = 0;
    found.retain(|(_, column, _), _| {
        let is_name = ["id", "resource", "containerInstance"].contains(column);
        names += u32::from(is_name);
        !is_name || names <= MOST_NAMES
    });
    let sentences = found.iter().map(|((table, column, word), count)| {
        format!("count({table} where {column} = \"{word}\") == {count}")
    });
    let sentences: Vec<String> = sentences.collect();
    let overrides = Overrides {
        set: vec![format!("expect={}", serde_json::Value::from(sentences))],
        ..Overrides::default()
    };
    let loaded = load(&overrides);
    let complaint = loaded.diagnostics.render(false);
    prop_assert!(loaded.scenario.is_some(), "{}", complaint);
    result.expectations = loaded.scenario.unwrap().expect;
    prop_assert_eq!(result.expectations.len(), found.len());
    for verdict in judge(result) {
        let text = &verdict.expectation.text;
        prop_assert!(verdict.holds(), "{} but {:?}", text, verdict.value);
    }
    Ok(())
}

/// The law, for a run of this scenario.
pub(crate) fn check_words(scenario: &str, result: &mut RunResult) -> Result<(), TestCaseError> {
    check(result, |overrides| load_text("law", scenario, overrides))
}

fn scenarios() -> Vec<PathBuf> {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|it| it == "yaml");
    let in_directory = |name: &str| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let entries = std::fs::read_dir(dir).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(is_yaml).collect::<Vec<PathBuf>>()
    };
    ["scenarios", "scenarios/study"]
        .into_iter()
        .flat_map(in_directory)
        .collect()
}

/// What goes wrong in so many ways that every word comes up.
const NASTY: &str = "duration: 4h
aws:
  availabilityZones: [us-east-1a, us-east-1b]
  launchTemplates:
    - {launchTemplateName: spot, launchTemplateData: {instanceType: t3.medium, instanceMarketOptions: {marketType: spot}}}
    - {launchTemplateName: plain, launchTemplateData: {instanceType: m5.large}, ecsConfig: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: true}}
  autoScalingGroups:
    - {autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 9, desiredCapacity: 4}
    - {autoScalingGroupName: none, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 9, desiredCapacity: 0}
    - {autoScalingGroupName: plain, launchTemplate: {launchTemplateName: plain}, minSize: 0, maxSize: 9, desiredCapacity: 2}
  capacityProviders: [{name: plain, autoScalingGroupProvider: {autoScalingGroupArn: plain}}]
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - &web {family: web, cpu: 512, memory: 512, containerDefinitions: [{name: web, image: web}]}
    - *web
    - {family: big, cpu: 2048, memory: 4096, containerDefinitions: [{name: big, image: big}]}
    - {family: job, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: job, image: job}]}
    - {family: ill, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: ill, image: ill, healthCheck: {command: [CMD, ok]}}]}
    - {family: bad, cpu: 128, memory: 128, containerDefinitions: [{name: bad, image: bad}]}
  services:
    - {serviceName: web, taskDefinition: \"web:1\", desiredCount: 6}
    - {serviceName: stuck, taskDefinition: \"web:1\", desiredCount: 1, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}}
    - {serviceName: big, taskDefinition: big, desiredCount: 9}
    - {serviceName: bad, taskDefinition: bad, desiredCount: 1}
    - {serviceName: ill, taskDefinition: ill, desiredCount: 1, launchType: FARGATE}
    - {serviceName: late, taskDefinition: \"web:1\", desiredCount: 1, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true, thresholdConfiguration: {type: COUNT, value: 9}}}}
    - {serviceName: paid, taskDefinition: job, desiredCount: 1, capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]}
    - {serviceName: cheap, taskDefinition: job, desiredCount: 2, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
  rules:
    - {name: lost, eventPattern: {source: [aws.s3]}, targets: [{ecsParameters: {taskDefinitionArn: job, launchType: FARGATE}, retryPolicy: {maximumRetryAttempts: 0}}]}
world:
  applications: {bad: {run: {duration: 2s, exitCode: 1}}}
timeline:
  - {at: 1m, updateService: {service: web, taskDefinition: \"web:2\"}}
  - {at: 1m5s, updateService: {service: web, taskDefinition: \"web:1\"}}
  - {at: 2m, updateService: {service: stuck, taskDefinition: \"web:2\"}}
  - {at: 3m, updateService: {service: web, desiredCount: 7}}
  - {at: 4m, spotInterruption: {autoScalingGroup: none, count: 1}}
  - {at: 5m, spotInterruption: {autoScalingGroup: spot, count: 1}}
  - {at: 6m, spotInterruption: {service: cheap, count: 1}}
  - {at: 7m, stopTask: {task: web/1}}
  - {at: 7m, stopTask: {task: web/2000}}
  - {at: 7m, stopTask: {task: paid/1}}
  - {at: 8m, runTask: {taskDefinition: job, launchType: FARGATE}}
  - {at: 8m, putAttributes: {attributes: [{name: stack, value: prod, targetId: i-2}]}}
  - {at: 8m, deleteAttributes: {attributes: [{name: stack, targetId: i-2}]}}
  - {at: 9m, updateContainerInstancesState: {containerInstances: [i-2], status: DRAINING}}
  - {at: 10m, terminateInstances: {instanceIds: [i-1]}}
  - {at: 11m, deregisterContainerInstance: {containerInstance: i-2, force: true}}
  - {at: 12m, updateService: {service: paid, desiredCount: 150}}
  - {at: 13m, putObject: {bucket: photos, key: a, count: 25}}
  - {at: 13m, updateTaskProtection: {tasks: [paid/1, paid/2], protectionEnabled: true, expiresInMinutes: 5}}
  - {at: 14m, updateService: {service: paid, desiredCount: 0}}
  - {at: 12m30s, healthCheckFailure: {service: ill, count: 1}}
  - {at: 40m, taskCrash: {service: ill, count: 1}}
  - {at: 13m, taskStartFailure: {service: late, for: 90m, after: 1s}}
  - {at: 14m, updateService: {service: late, forceNewDeployment: true}}
  - {at: 3h, updateService: {service: late, desiredCount: 60, taskDefinition: \"web:2\"}}
  - {at: 3h10m, stopServiceDeployment: {service: late}}
  - {at: 20m, availabilityZoneOutage: {availabilityZone: us-east-1a, for: 30m}}
  - {at: 2h, agentDisconnect: {containerInstance: i-8, for: 5m}}
  - {at: 2h10m, stopInstances: {instanceIds: [i-7, i-8, i-9, i-10, i-11, i-12]}}
  - {at: 2h20m, startInstances: {instanceIds: [i-8]}}
  - {at: 2h30m, setDesiredCapacity: {autoScalingGroupName: plain, desiredCapacity: 3}}
  - {at: 2h40m, terminateInstanceInAutoScalingGroup: {instanceId: i-8, shouldDecrementDesiredCapacity: false}}
  - {at: 2h50m, updateAutoScalingGroup: {autoScalingGroupName: plain, maxSize: 1}}
  - {at: 3h59m, updateContainerInstancesState: {containerInstances: [i-9, i-10, i-11, i-12], status: DRAINING}}
";

/// What tasks do not get although they ask for it.
const DENIED: &str = "duration: 1h
aws:
  availabilityZones: [us-east-1a]
  subnets: [{subnetId: small, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28, availableIpAddressCount: 3}]
  roles:
    - {roleName: machine, managedPolicyArns: [AmazonEC2ContainerServiceforEC2Role]}
    - {roleName: nobody}
    - {roleName: agent, managedPolicyArns: [AmazonECSTaskExecutionRolePolicy]}
  secrets: [{name: db}]
  loadBalancers: [{name: front}]
  targetGroups: [{name: web-tg, protocol: HTTP, port: 80}]
  containerInstances:
    - {instanceType: m5.large, iamInstanceProfile: {name: machine}, attributes: {stack: prod}}
    - {instanceType: m5.large, iamInstanceProfile: {name: nobody}}
  taskDefinitions:
    - {family: own, networkMode: awsvpc, cpu: 256, memory: 512, executionRoleArn: agent, containerDefinitions: [{name: own, image: own}]}
    - {family: web, cpu: 128, memory: 128, containerDefinitions: [{name: app, image: web, portMappings: [{containerPort: 80, hostPort: 0}]}]}
    - {family: log, cpu: 128, memory: 128, containerDefinitions: [{name: log, image: log}]}
  services:
    - {serviceName: own, taskDefinition: own, desiredCount: 3, launchType: FARGATE}
    - {serviceName: web, taskDefinition: web, desiredCount: 1, loadBalancers: [{targetGroupArn: web-tg, containerName: app, containerPort: 80}]}
    - {serviceName: log, taskDefinition: log, schedulingStrategy: DAEMON, placementConstraints: [{type: memberOf, expression: 'attribute:stack == prod'}]}
world:
  registries: {docker.io: {}}
timeline:
  - {at: 1m, putRolePolicy: {roleName: agent, policyName: more, policyDocument: {Statement: [{Effect: Allow, Action: \"s3:*\", Resource: \"*\"}]}}}
  - {at: 2m, deleteRolePolicy: {roleName: agent, policyName: more}}
  - {at: 3m, detachRolePolicy: {roleName: agent, policyArn: AmazonECSTaskExecutionRolePolicy}}
  - {at: 4m, attachRolePolicy: {roleName: agent, policyArn: AmazonECSTaskExecutionRolePolicy}}
  - {at: 5m, putSecretValue: {secretId: db}}
  - {at: 6m, deleteSecret: {secretId: db}}
  - {at: 7m, registryOutage: {registry: docker.io, for: 5m}}
  - {at: 8m, imageDeleted: {image: own}}
  - {at: 9m, imagePushed: {image: own}}
  - {at: 9m, updateService: {service: web, desiredCount: 2}}
  - {at: 10m, updateService: {service: web, desiredCount: 0}}
  - {at: 10m, deleteAttributes: {attributes: [{name: stack, targetId: i-1}]}}
";

#[test]
fn the_words_of_each_scenario_can_be_asked_for() {
    for path in scenarios() {
        let mut result = play_file(&path);
        let kept = check(&mut result, |overrides| load(&path, overrides).unwrap());
        kept.unwrap_or_else(|broken| panic!("{}: {broken}", path.display()));
    }
    for text in [NASTY, DENIED] {
        let mut result = play(text);
        check_words(text, &mut result).unwrap();
    }
}

/// A word that nothing says any more would make a sentence that is never broken.
#[test]
fn each_word_that_can_be_asked_for_comes_up() {
    let mut runs: Vec<RunResult> = scenarios().iter().map(|path| play_file(path)).collect();
    runs.extend([NASTY, DENIED].map(play));
    let heard: BTreeSet<(&str, String)> = runs
        .iter()
        .flat_map(|result| found(result).into_keys())
        .map(|(table, column, word)| (table, format!("{column} {word}")))
        .collect();
    let mut unheard: Vec<&str> = Vec::new();
    for table in Table::ALL {
        for column in table.columns() {
            let Cells::Word(Words::Of(words)) = column.cells else {
                continue;
            };
            let is_new =
                |word: &&&str| !heard.contains(&(table.name(), format!("{} {word}", column.name)));
            unheard.extend(words.iter().filter(is_new).copied());
        }
    }
    assert_eq!(unheard, Vec::<&str>::new());
}
