//! What is said of places, and what instances have.

use super::load_ok;
use crate::engine::Arena;
use crate::ids::{AttributeId, ExpressionId, TaskDefinitionId, TemplateId};
use crate::scenario::model::{
    Action, BinpackField, Constraint, InstanceAttribute, Placement, Query, SpreadField, Strategy,
};

const PLACES: &str = r#"
duration: 1h
aws:
  containerInstances:
    - instanceType: m6g.large
      count: 2
      attributes: {stack: prod, spot: ""}
      agentVersion: 1.86.0
      ecsConfig: {ECS_INSTANCE_ATTRIBUTES: '{"stack": "dev", "team": "a b"}', ECS_AVAILABLE_LOGGING_DRIVERS: '["gelf"]'}
  launchTemplates:
    - launchTemplateName: workers
      launchTemplateData: {instanceType: m5.large, imageId: ami-1111aaaa}
  taskDefinitions:
    - family: web
      networkMode: awsvpc
      placementConstraints: [{type: memberOf, expression: "attribute:stack == prod"}]
      containerDefinitions: [{name: app, image: shop/web, memory: 64}]
    - {family: job, containerDefinitions: [{name: app, image: shop/job, memory: 64}]}
  services:
    - serviceName: web
      taskDefinition: web
      desiredCount: 1
      networkConfiguration: {awsvpcConfiguration: {subnets: [private-us-east-1a]}}
      placementConstraints:
        - {type: distinctInstance}
        - {type: memberOf, expression: "runningTasksCount < 3"}
        - {type: memberOf, expression: "attribute:stack == prod"}
      placementStrategy:
        - {type: spread, field: "attribute:ecs.availability-zone"}
        - {type: spread, field: host}
        - {type: spread, field: "ATTRIBUTE:stack"}
        - {type: binpack, field: Memory}
        - {type: random}
    - serviceName: packed
      taskDefinition: job
      desiredCount: 1
      placementStrategy: [{type: binpack, field: cpu}]
    - serviceName: zoned
      taskDefinition: job
      desiredCount: 1
      placementConstraints: [{type: memberOf, expression: "attribute:ecs.availability-zone != us-east-1a"}]
    - {serviceName: plain, taskDefinition: job, desiredCount: 1}
  rules:
    - name: nightly
      scheduleExpression: rate(1 hour)
      target:
        ecsParameters:
          taskDefinitionArn: job
          placementStrategy: [{type: spread, field: "attribute:stack"}]
timeline:
  - {at: 1m, runTask: {taskDefinition: job, placementConstraints: [{type: distinctInstance}]}}
  - {at: 2m, updateService: {service: packed, placementStrategy: [], placementConstraints: [{type: distinctInstance}]}}
  - {at: 3m, updateService: {service: packed, desiredCount: 2}}
  - {at: 4m, putAttributes: {attributes: [{name: rack, value: "7", targetId: i-2}]}}
"#;

#[test]
fn constraints_and_strategies_are_read_once_each() {
    let scenario = load_ok(PLACES);
    let aws = &scenario.aws;
    let texts: Vec<&str> = aws.expressions.iter().map(|(_, it)| it.text()).collect();
    let zone = "attribute:ecs.availability-zone != us-east-1a";
    assert_eq!(
        texts,
        ["attribute:stack == prod", "runningTasksCount < 3", zone]
    );
    let attributes: &Arena<AttributeId, String> = &aws.spread_attributes;
    let attributes: Vec<&str> = attributes.iter().map(|(_, it)| it.as_str()).collect();
    assert_eq!(attributes, ["ecs.availability-zone", "stack"]);
    let expressions: &Arena<ExpressionId, Query> = &aws.expressions;
    assert!(!expressions[ExpressionId(0)].is_dynamic());
    let web = &aws.task_definitions[TaskDefinitionId(0)];
    assert_eq!(web.constraints, [ExpressionId(0)]);
    let needed = [("ecs.capability.task-eni".to_owned(), None)];
    assert_eq!(web.required_attributes, needed);
    let service = aws.services.iter().next().map(|(_, it)| &it.placement);
    let wanted = Placement {
        constraints: vec![
            Constraint::DistinctInstance,
            Constraint::MemberOf(ExpressionId(1)),
            Constraint::MemberOf(ExpressionId(0)),
        ],
        strategy: vec![
            Strategy::Spread(SpreadField::Attribute(AttributeId(0))),
            Strategy::Spread(SpreadField::InstanceId),
            Strategy::Spread(SpreadField::Attribute(AttributeId(1))),
            Strategy::Binpack(BinpackField::Memory),
            Strategy::Random,
        ],
    };
    assert_eq!(service, Some(&wanted));
}

#[test]
fn calls_and_targets_say_of_places_what_services_do() {
    let scenario = load_ok(PLACES);
    let target = scenario
        .aws
        .targets
        .iter()
        .next()
        .map(|(_, it)| &it.run.placement);
    let spread = [Strategy::Spread(SpreadField::Attribute(AttributeId(1)))];
    assert_eq!(target.map(|it| &it.strategy[..]), Some(&spread[..]));
    let actions: Vec<&Action> = scenario.timeline.iter().map(|it| &it.action).collect();
    let [
        Action::RunTask(run),
        Action::UpdateService(other),
        Action::UpdateService(same),
        Action::PutAttributes { attributes },
    ] = actions[..]
    else {
        panic!("{actions:?}");
    };
    let distinct = vec![Constraint::DistinctInstance];
    assert_eq!(run.placement.constraints, distinct);
    // What is written as empty takes the place of what was there; what is not written does not.
    assert_eq!(other.placement_strategy, Some(Vec::new()));
    assert_eq!(other.placement_constraints, Some(distinct));
    let unchanged = (&same.placement_strategy, &same.placement_constraints);
    assert_eq!(unchanged, (&None, &None));
    let rack = InstanceAttribute {
        instance: 2,
        name: "rack".to_owned(),
        value: Some("7".to_owned()),
    };
    assert_eq!(*attributes, [rack]);
}

/// Only whoever spreads over zones first, and may choose them, is moved between them.
#[test]
fn a_service_that_does_not_spread_over_zones_is_not_rebalanced() {
    let services = load_ok(PLACES).aws.services;
    let rebalanced: Vec<(&str, bool)> = services
        .iter()
        .map(|(_, it)| (it.name.as_str(), it.az_rebalancing))
        .collect();
    let wanted = [
        ("web", true),
        ("packed", false),
        ("zoned", false),
        ("plain", true),
    ];
    assert_eq!(rebalanced, wanted);
}

#[test]
fn instances_have_what_their_type_their_agent_and_the_user_give_them() {
    let aws = load_ok(PLACES).aws;
    let fleet = &aws.container_instances[0].template;
    assert_eq!(fleet.agent_version, "1.86.0");
    let workers = &aws.launch_templates[TemplateId(0)];
    assert_eq!(
        workers.agent_version,
        crate::scenario::defaults::AGENT_VERSION
    );
    let driver = "com.amazonaws.ecs.capability.logging-driver.";
    for (name, of_fleet, of_workers) in [
        (
            "ecs.instance-type",
            Some(Some("m6g.large")),
            Some(Some("m5.large")),
        ),
        (
            "ecs.cpu-architecture",
            Some(Some("arm64")),
            Some(Some("x86_64")),
        ),
        ("ecs.os-type", Some(Some("linux")), Some(Some("linux"))),
        ("ecs.os-family", Some(Some("LINUX")), Some(Some("LINUX"))),
        (
            "ecs.ami-id",
            Some(Some("ami-00000000000000000")),
            Some(Some("ami-1111aaaa")),
        ),
        ("ecs.capability.task-eni", Some(None), Some(None)),
        (&format!("{driver}gelf"), Some(None), None),
        (&format!("{driver}awslogs"), None, Some(None)),
        ("stack", Some(Some("prod")), None),
        ("spot", Some(None), None),
        ("team", Some(Some("a b")), None),
        ("ecs.availability-zone", None, None),
    ] {
        let of = |attributes: &crate::scenario::model::Attributes| attributes.get(name).cloned();
        let owned = |value: Option<Option<&str>>| value.map(|it| it.map(str::to_owned));
        assert_eq!(of(&fleet.attributes), owned(of_fleet), "{name}");
        assert_eq!(of(&workers.attributes), owned(of_workers), "{name}");
    }
}
