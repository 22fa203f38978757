//! Every scenario of the repository is played, and proves what its header says.

use std::collections::BTreeSet;

use crate::study;
use crate::support::{Bench, repository, scenario_name, scenarios};

#[test]
fn all_of_them_say_what_they_ask_teach_and_expect() {
    for file in scenarios() {
        let text = crate::support::read(&file);
        assert!(text.starts_with("# Question: "), "{}", file.display());
        assert!(text.contains("\n# Lesson: "), "{}", file.display());
        assert!(text.contains("\nexpect:\n"), "{}", file.display());
    }
}

#[test]
fn all_of_them_fit_the_printed_schema() {
    let bench = Bench::new();
    let printed = bench.ecsim(&["schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for file in scenarios() {
        let text = crate::support::read(&file);
        let mut value: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        value.apply_merge().unwrap();
        let value = serde_json::to_value(value).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", file.display());
    }
}

#[test]
fn all_of_them_keep_what_they_promise() {
    let bench = Bench::new();
    let directory = repository("scenarios");
    let directory = directory.to_str().unwrap();
    let said = bench.test(&[directory]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let passed = said.out.lines().filter(|line| line.starts_with("PASS "));
    assert_eq!(passed.count(), scenarios().len(), "{}", said.out);
    assert_eq!(bench.test(&[directory, "--paranoid"]), said);
}

#[test]
fn their_numbers_are_those_of_the_baseline() {
    let directory = repository("scenarios");
    let baseline = repository("scenarios/baseline.json");
    let args = [
        directory.to_str().unwrap(),
        "--baseline",
        baseline.to_str().unwrap(),
    ];
    let said = Bench::new().test(&args);
    let help = "see CONTRIBUTING.md, \"Accept new numbers\"";
    assert_eq!(said.code, 0, "{help}:\n{}{}", said.out, said.err);
}

/// The claim of the README: one number of the first scenario is changed, and the baseline tells.
#[test]
fn a_changed_minimum_of_the_first_scenario_moves_the_baseline() {
    let file = repository("scenarios/rolling-update-on-spot.yaml");
    let baseline = repository("scenarios/baseline.json");
    let args = [
        file.to_str().unwrap(),
        "--baseline",
        baseline.to_str().unwrap(),
        "--set",
        "aws.services[web].deploymentConfiguration.minimumHealthyPercent=100",
    ];
    let said = Bench::new().test(&args);
    assert_eq!(said.code, 1);
    let (_, table) = said
        .out
        .split_once(": numbers have moved from the baseline\n")
        .unwrap();
    let row = |name: &str| {
        let mut rows = table.lines().map(str::trim_start);
        rows.find(|row| row.starts_with(name))
            .unwrap_or_else(|| panic!("{name}: {table}"))
    };
    row("number ");
    assert!(
        row("services.web.readyBelowMinHealthy ").contains("worse"),
        "{table}"
    );
    let took = row("services.web.deployments.web/d-2.duration ");
    assert!(took.contains("worse") && took.contains('+'), "{table}");
}

/// A scenario, and changes of one value each that make its sentences untrue.
const CHANGES: &[(&str, &[&str])] = &[
    (
        "bad-release",
        &[
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=25",
            "aws.services[web].deploymentConfiguration.deploymentCircuitBreaker.rollback=false",
            "aws.services[web].deploymentConfiguration.deploymentCircuitBreaker.enable=false",
        ],
    ),
    (
        "crash-loop",
        &[
            // After 40 s a task without a check counts as healthy.
            "world.applications.\"loop:2\".crash.after=50s",
            "world.assumptions={ecs.breakerCountsEarlyExit: true}",
            "aws.services[hang].deploymentConfiguration.minimumHealthyPercent=50",
            "aws.services[hang].deploymentConfiguration.deploymentCircuitBreaker.rollback=false",
            "aws.services[hang].deploymentConfiguration.deploymentCircuitBreaker.enable=false",
        ],
    ),
    (
        "daemon-on-a-growing-fleet",
        &[
            "aws.services[agent].deploymentConfiguration.minimumHealthyPercent=0",
            "timeline[1].setDesiredCapacity.desiredCapacity=4",
            // What is held for the first revision is too much for the second.
            "aws.taskDefinitions[0].cpu=1024",
            "timeline[4].updateContainerInstancesState.containerInstances=[i-3]",
            "aws.capacityProviders[workers].autoScalingGroupProvider.managedDraining=DISABLED",
        ],
    ),
    (
        "disconnected-agent",
        &[
            "timeline[1].agentDisconnect.for=5m",
            "timeline[2].at=20m",
            // ECS gives the tasks up before 15m.
            "timeline[4].at=12m",
            // The agent is back when its machine ends, and its record goes with it.
            "timeline[3].agentDisconnect.for=5m",
        ],
    ),
    (
        "drain-an-instance",
        &[
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=50",
            "aws.services[web].deploymentConfiguration.maximumPercent=150",
            "aws.services[web].deploymentConfiguration.maximumPercent=100",
            // Of i-2 the tasks go to i-1.
            "timeline[1].updateContainerInstancesState.containerInstances=[i-2]",
            "world.applications.report.run.duration=5m",
        ],
    ),
    (
        "image-upload",
        &[
            "timeline[0].putObject.count=10",
            "aws.rules[on-upload].targets[0].retryPolicy.maximumRetryAttempts=0",
            "aws.rules[on-upload].eventPattern.detail.object.key=[{exists: true}]",
            "world.assumptions.\"ecs.fargateProvisioning\"=0s",
        ],
    ),
    (
        "nightly-batch",
        &[
            // At half past two there is no half past two in the night of the change.
            "aws.rules[nightly].scheduleExpression=cron(30 2 * * ? *)",
            "aws.rules[cleanup].scheduleExpression=cron(30 1 * * ? *)",
            "aws.rules[nightly].target.ecsParameters.taskCount=4",
        ],
    ),
    (
        "rolling-update-100-150",
        &[
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=75",
            "aws.services[web].deploymentConfiguration.maximumPercent=125",
        ],
    ),
    (
        "rolling-update-50-100",
        &[
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=75",
            "aws.services[web].deploymentConfiguration.maximumPercent=150",
            // Somebody stops one more, and the minimum does not hold.
            "timeline=[{at: 0s, updateService: {service: web, taskDefinition: \"web:2\"}}, \
             {at: 10s, stopTask: {task: web/3}}]",
        ],
    ),
    (
        "rolling-update-on-spot",
        &[
            "timeline[0].at=12m",
            "timeline[1].spotInterruption.count=4",
            "timeline[2].spotInterruption.count=1",
            "timeline[3].availabilityZoneOutage.for=2h",
            "aws.launchTemplates[spot].ecsConfig.ECS_ENABLE_SPOT_INSTANCE_DRAINING=false",
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=100",
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=50",
            "aws.services[search].deploymentConfiguration={minimumHealthyPercent: 50}",
            // ECS learns of it 30 s later, after the end.
            "timeline[3].at=1h59m45s",
        ],
    ),
    (
        "spot-with-draining",
        &[
            "world.assumptions.\"ecs.spotDrainPoll\"=5s",
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=75",
            "aws.services[web].deploymentConfiguration.maximumPercent=100",
        ],
    ),
    (
        "spot-without-draining",
        &["aws.launchTemplates[spot].ecsConfig.ECS_ENABLE_SPOT_INSTANCE_DRAINING=true"],
    ),
    (
        "stuck-deployment",
        &[
            "aws.services[web].deploymentConfiguration.minimumHealthyPercent=0",
            "aws.services[web].deploymentConfiguration.maximumPercent=200",
        ],
    ),
    (
        "zone-outage",
        &[
            "timeline[0].at=31m",
            "timeline[0].availabilityZoneOutage.for=2h30m",
            "aws.services[web].desiredCount=24",
            // A task that is told to stop.
            "timeline=[{at: 20m, updateContainerInstancesState: {containerInstances: [i-1], \
             status: DRAINING}}, {at: 30m, availabilityZoneOutage: {availabilityZone: us-east-1b, \
             for: 1h}}]",
        ],
    ),
    (
        "zone-rebalancing",
        &[
            "timeline[0].availabilityZoneOutage.for=2h",
            // Back before the zones are looked at.
            "timeline[0].availabilityZoneOutage.for=2m",
            "timeline[0].at=12m",
            "aws.services[moves].desiredCount=9",
            "aws.services[stays].desiredCount=9",
            "aws.services[stays].availabilityZoneRebalancing=ENABLED",
        ],
    ),
];

/// The sentences of a scenario with a change, those that hold and those that do not.
fn judged(name: &str, change: Option<&str>) -> [BTreeSet<String>; 2] {
    let file = repository(&format!("scenarios/{name}.yaml"));
    let mut args = vec![file.to_str().unwrap(), "--json"];
    args.extend(change.iter().flat_map(|change| ["--set", change]));
    let document = Bench::new().test(&args).json();
    let expectations = document["scenarios"][0]["expectations"].as_array();
    let expectations = expectations.unwrap_or_else(|| panic!("{name}, {change:?}: {document}"));
    [true, false].map(|ok| {
        let such = expectations.iter().filter(|it| it["ok"] == ok);
        such.map(|it| it["expect"].as_str().unwrap().to_owned())
            .collect()
    })
}

/// A sentence that no change breaks proves nothing.
#[test]
fn every_sentence_of_theirs_can_be_broken() {
    let all = || CHANGES.iter().chain(study::CHANGES);
    let named: Vec<String> = all().map(|(name, _)| format!("{name}.yaml")).collect();
    let files = scenarios();
    let files: Vec<String> = files.iter().map(|file| scenario_name(file)).collect();
    assert_eq!(named, files);
    for (name, changes) in all() {
        let [mut left, broken] = judged(name, None);
        assert_eq!(broken, BTreeSet::new(), "{name}");
        for change in *changes {
            let [_, broken] = judged(name, Some(change));
            let before = left.len();
            left.retain(|sentence| !broken.contains(sentence));
            assert!(
                left.len() < before,
                "{name}: {change} breaks nothing that stood before it"
            );
        }
        assert_eq!(left, BTreeSet::new(), "{name}: nothing breaks these");
    }
}
