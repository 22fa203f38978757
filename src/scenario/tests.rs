//! Whole scenarios, from text to model.

#![expect(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "tests are read, not run a million times"
)]

mod meaning;
mod network;
mod pasted;
mod places;
mod robust;
mod schema;

use super::*;

/// A scenario that has no problems but fields that are not played yet.
fn load_ok(text: &str) -> Scenario {
    load_set(text, &[])
}

/// The same with something laid over it.
fn load_set(text: &str, set: &[&str]) -> Scenario {
    let set = set.iter().map(|&argument| argument.to_owned()).collect();
    let loaded = load_text(
        "first.yaml",
        text,
        &Overrides {
            set,
            ..Overrides::default()
        },
    );
    let rendered = loaded.diagnostics.render(false);
    let mut codes = loaded.diagnostics.iter().map(|it| it.code.name());
    assert!(codes.all(|code| code == "W0005"), "{rendered}");
    loaded.scenario.unwrap_or_else(|| panic!("{rendered}"))
}

/// The codes of what is wrong.
fn codes_of(text: &str) -> Vec<&'static str> {
    let loaded = load_text("first.yaml", text, &Overrides::default());
    loaded
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect()
}

const SMALL: &str = "
duration: 1h
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - family: web
      containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
";

/// Everything that this version plays.
const LARGE: &str = include_str!("tests/large.yaml");

#[test]
fn a_small_scenario_is_enough() {
    let scenario = load_ok(SMALL);
    assert_eq!((scenario.name.as_str(), scenario.seed), ("first", 1));
    assert_eq!(scenario.start_time.to_string(), "2026-01-05T00:00:00Z");
    assert_eq!(scenario.start, model::Start::Steady);
    let zones: Vec<&str> = scenario
        .aws
        .zones
        .iter()
        .map(|(_, zone)| zone.as_str())
        .collect();
    assert_eq!(zones, ["us-east-1a", "us-east-1b", "us-east-1c"]);
    assert_eq!(scenario.notes, Vec::<String>::new());
}

#[test]
fn the_resolved_scenario_is_the_same_scenario() {
    for text in [SMALL, LARGE] {
        let scenario = load_ok(text);
        let again = load_ok(&scenario.resolved);
        assert_eq!(again.digest, scenario.digest);
        assert_eq!(again.resolved, scenario.resolved);
        let without_texts = |scenario: &Scenario| {
            let mut scenario = scenario.clone();
            scenario.resolved.clear();
            scenario.notes.clear();
            format!("{scenario:#?}")
        };
        assert_eq!(without_texts(&again), without_texts(&scenario));
    }
}

#[test]
fn the_digest_is_that_of_the_meaning() {
    let digest = load_ok(SMALL).digest;
    let same = "
# Another order, other units, other words.
aws:
  Services: [{DesiredCount: '4', TaskDefinition: 'web:1', ServiceName: web, launchType: EC2}]
  taskDefinitions:
    - {containerDefinitions: [{memory: 512, cpu: 0x100, name: app, image: shop/web}], family: web}
  containerInstances: [{count: 2, instanceType: m5.large}]
duration: 60m
name: another
description: with words
";
    assert_eq!(load_ok(same).digest, digest);
    assert_ne!(load_set(SMALL, &["seed=2"]).digest, digest);
    assert_ne!(load_set(SMALL, &["world.profile=instant"]).digest, digest);
    assert_ne!(
        load_set(SMALL, &["aws.services[web].desiredCount=5"]).digest,
        digest
    );
}

#[test]
fn what_has_no_effect_is_listed_once() {
    let text = "
duration: 1h
aws:
  containerInstances:
    - {instanceType: m5.large, attributes: {stack: prod}, ecsConfig: {ECS_LOGLEVEL: debug}}
  taskDefinitions:
    - taskDefinition:
        family: web
        taskDefinitionArn: arn:aws:ecs:us-east-1:123456789012:task-definition/web:7
        revision: 7
        status: ACTIVE
        containerDefinitions:
          - name: app
            image: a
            memory: 64
            logConfiguration: {logDriver: awslogs, options: {AnyKey: 1}}
          - name: log
            image: b
            memory: 64
            logConfiguration: {logDriver: awslogs}
            dockerLabels: {Any: key, any: key}
      tags: [{key: a, value: b}]
  services:
    - serviceName: a
      taskDefinition: web
      desiredCount: 1
      serviceConnectConfiguration: {enabled: true}
      runningCount: 3
    - {serviceName: b, taskDefinition: web, desiredCount: 1, serviceConnectConfiguration: {enabled: true}}
  targetGroups: [{name: web-tg, port: 80}]
";
    let scenario = load_ok(text);
    let expected = [
        "ecsConfig.ECS_LOGLEVEL",
        "targetGroups[].port",
        "taskDefinitions[].containerDefinitions[].dockerLabels",
    ];
    let expected = format!("accepted, without effect: {}", expected.join(", "));
    let unplayed = "not played yet, the results are those without: \
                    services[].serviceConnectConfiguration";
    assert_eq!(scenario.notes, [unplayed, &expected]);
    let definitions: Vec<String> = scenario
        .aws
        .task_definitions
        .iter()
        .map(|(_, known)| known.name())
        .collect();
    assert_eq!(definitions, ["web:7"]);
}
