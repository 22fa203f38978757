//! What people paste: answers of the API, CloudFormation, JSON; and files that extend others.

use std::fs;

use super::{codes_of, load_ok};
use crate::ids::{ClusterId, ServiceId, TaskDefinitionId};
use crate::scenario::{Overrides, load};

const CLOUDFORMATION: &str = r#"
duration: 1h
aws:
  clusters: [{Type: AWS::ECS::Cluster, Properties: {ClusterName: shop}}]
  launchTemplates:
    - Type: AWS::EC2::LaunchTemplate
      DeletionPolicy: Retain
      Properties:
        LaunchTemplateName: workers
        LaunchTemplateData: {InstanceType: m5.large}
  autoScalingGroups:
    - Type: AWS::AutoScaling::AutoScalingGroup
      Properties:
        AutoScalingGroupName: workers
        LaunchTemplate: {LaunchTemplateName: workers, Version: 1}
        MinSize: "1"
        MaxSize: "4"
        VPCZoneIdentifier: [private-us-east-1a, private-us-east-1c]
  taskDefinitions:
    - Type: AWS::ECS::TaskDefinition
      Properties:
        Family: web
        Cpu: 256
        Memory: "512"
        ContainerDefinitions: [{Name: app, Image: shop/web, Essential: "true", Memory: "256"}]
  services:
    - Type: AWS::ECS::Service
      DependsOn: Listener
      Properties: {ServiceName: web, DesiredCount: "2", TaskDefinition: web, LaunchType: EC2}
"#;

#[test]
fn resources_of_cloudformation_are_read() {
    let aws = load_ok(CLOUDFORMATION).aws;
    assert_eq!(aws.clusters[ClusterId(0)], "shop");
    assert_eq!(aws.services[ServiceId(0)].desired_count, 2);
    let zones = aws
        .auto_scaling_groups
        .iter()
        .map(|(_, group)| group.zones.len());
    assert_eq!(zones.sum::<usize>(), 2);
    assert_eq!(
        aws.task_definitions[TaskDefinitionId(0)].need.memory_mib,
        512
    );
}

const ANSWER: &str = r#"{
	"duration": "1h",
	"aws": {
		"clusters": [{"clusterName": "shop"}, {"clusterName": "jobs"}],
		"taskDefinitions": [{"taskDefinition": {
			"taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7",
			"family": "web", "revision": 7, "status": "ACTIVE", "compatibilities": ["EC2"],
			"requiresAttributes": [{"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"}],
			"registeredAt": "2024-03-01T10:00:00.123000+00:00", "registeredBy": "someone",
			"containerDefinitions": [{
				"name": "app", "image": "shop/web", "cpu": 0, "memory": 64, "essential": true,
				"portMappings": [{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}],
				"environment": [{"name": "A", "value": "b"}], "mountPoints": [], "volumesFrom": []
			}]
		}, "tags": []}],
		"services": [{"services": [{
			"serviceArn": "arn:aws:ecs:us-east-1:123456789012:service/shop/web",
			"serviceName": "web",
			"clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop",
			"status": "ACTIVE", "desiredCount": 3, "runningCount": 3, "pendingCount": 0,
			"launchType": "EC2",
			"taskDefinition": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7",
			"deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 100},
			"deployments": [{"id": "ecs-svc/1", "status": "PRIMARY", "desiredCount": 3}],
			"events": [], "createdAt": 1709287200.5, "schedulingStrategy": "REPLICA",
			"deploymentController": {"type": "ECS"}, "propagateTags": "NONE"
		}], "failures": []}]
	}
}"#;

#[test]
fn answers_of_describe_calls_are_read() {
    let aws = load_ok(ANSWER).aws;
    let service = &aws.services[ServiceId(0)];
    assert_eq!((service.desired_count, service.cluster), (3, ClusterId(0)));
    assert_eq!(
        aws.task_definitions[service.task_definition].name(),
        "web:7"
    );
}

#[test]
fn sections_that_are_not_played_are_checked_nevertheless() {
    let text = "
duration: 1h
aws:
  capacityProviders:
    - {name: workers, autoScalingGroupProvider: {autoScalingGroupArn: workers}}
  targetGroups: [{name: web-tg, targetType: ip, attributes: [{key: deregistration_delay.timeout_seconds, value: '30'}]}]
  scalableTargets:
    - {serviceNamespace: ecs, resourceId: service/shop/web, minCapacity: 2, maxCapacity: 40}
  scheduledActions: [{scheduledActionName: night, schedule: 'cron(0 22 * * ? *)'}]
  alarms: [{alarmName: high, period: 60, comparisonOperator: GreaterThanThreshold}]
  queues: [{queueName: jobs, attributes: {VisibilityTimeout: 30}}]
  launchTemplates: [{launchTemplateName: workers, launchTemplateData: {instanceType: m5.large}}]
  autoScalingGroups:
    - autoScalingGroupName: workers
      launchTemplate: {launchTemplateName: workers}
      minSize: 0
      maxSize: 2
      scalingPolicies: [{policyName: cpu, policyType: TargetTrackingScaling}]
";
    let notes = load_ok(text).notes.join("");
    for section in ["alarms", "queues", "scalableTargets"] {
        assert!(notes.contains(section), "{notes}");
    }
    let wrong = text
        .replace("attributes: {Vis", "atributes: {Vis")
        .replace("period: 60", "period: x");
    let errors = codes_of(&wrong).into_iter().filter(|code| *code != "W0005");
    assert_eq!(errors.collect::<Vec<_>>(), ["E0202", "E0201"]);
}

/// One warning for a field, however often it stands there, and none where it is turned off.
#[test]
fn what_would_change_the_results_is_warned_of() {
    let service = |name: &str, more: &str| {
        format!("{{serviceName: {name}, taskDefinition: web, desiredCount: 1, {more}}}")
    };
    let text = |services: &[String]| {
        format!(
            "duration: 1h\naws:\n  taskDefinitions: [{{family: web, containerDefinitions: [{{name: a, image: a, memory: 64}}]}}]\n  services:\n    - {}\n",
            services.join("\n    - ")
        )
    };
    let off = "loadBalancers: [], placementStrategy: [], availabilityZoneRebalancing: DISABLED, \
               healthCheckGracePeriodSeconds: 0, deploymentConfiguration: \
               {deploymentCircuitBreaker: {enable: false, rollback: true}}, \
               tags: [{key: a, value: b}], enableExecuteCommand: true, propagateTags: SERVICE";
    assert_eq!(codes_of(&text(&[service("a", off)])), Vec::<&str>::new());
    let on = "serviceConnectConfiguration: {enabled: true}";
    let text = text(&[service("a", on), service("b", off), service("c", on)]);
    let loaded = crate::scenario::load_text("a.yaml", &text, &Overrides::default());
    let said = loaded.diagnostics.render(false);
    assert_eq!(
        (loaded.diagnostics.warnings(), codes_of(&text)),
        (1, vec!["W0005"]),
        "{said}"
    );
    assert!(
        said.contains("results are those of a service without it"),
        "{said}"
    );
    assert!(said.contains("here and in 1 more place"), "{said}");
    let notes = loaded.scenario.expect("it can be played").notes;
    assert!(
        notes[0].ends_with("those without: services[].serviceConnectConfiguration"),
        "{notes:?}"
    );
}

#[test]
fn a_variant_without_a_name_has_that_of_its_file() {
    let directory = tempfile::tempdir().expect("a place for files");
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::write(&path, text).expect("it can be written");
        path
    };
    let name = |path| {
        let loaded = load(path, &Overrides::default()).expect("it can be read");
        loaded.scenario.expect("nothing is wrong").name
    };
    write("base.yaml", "{duration: 1h, name: spring}");
    let middle = write("middle.yaml", "{extends: base.yaml, name: summer}");
    let top = write("autumn.yaml", "{extends: middle.yaml}");
    assert_eq!(
        (name(&middle), name(&top)),
        ("summer".to_owned(), "autumn".to_owned())
    );
}

#[test]
fn files_extend_files() {
    let directory = tempfile::tempdir().expect("a place for files");
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("it can be made");
        fs::write(&path, text).expect("it can be written");
        path
    };
    write(
        "base/bottom.yaml",
        "{duration: 1h, name: bottom, aws: {clusters: [{clusterName: shop}]}}",
    );
    write(
        "base/middle.yaml",
        "{extends: bottom.yaml, seed: 5, aws: {clusters: [{ClusterName: jobs}]}}",
    );
    let top = write("top.yaml", "{extends: base/middle.yaml, duration: 2h}");
    let loaded = load(&top, &Overrides::default()).expect("it can be read");
    let scenario = loaded.scenario.expect("nothing is wrong");
    assert_eq!((scenario.name.as_str(), scenario.seed), ("top", 5));
    assert_eq!(scenario.duration, crate::engine::Span::from_secs(7200));
    let clusters: Vec<&str> = scenario
        .aws
        .clusters
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    assert_eq!(clusters, ["shop", "jobs"]);
    assert!(load(&directory.path().join("none.yaml"), &Overrides::default()).is_err());
}

#[test]
fn a_seed_has_64_bits() {
    let overrides = Overrides {
        seed: Some(u64::MAX),
        ..Overrides::default()
    };
    let loaded = crate::scenario::load_text("x.yaml", "duration: 1h", &overrides);
    assert_eq!(
        loaded.scenario.map(|scenario| scenario.seed),
        Some(u64::MAX)
    );
    assert_eq!(
        codes_of("{duration: 1h, seed: 18446744073709551616}"),
        ["E0204"]
    );
}
