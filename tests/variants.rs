//! Two variants of a scenario with one seed meet the same weather: what is added elsewhere changes
//! nothing here, wherever in the file it stands.

#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ecsim::engine::SimTime;
use ecsim::report::{RunResult, TaskRow};
use ecsim::scenario::{Overrides, load_text};
use ecsim::world::simulate;

/// One part of `aws`, and what is added to it.
struct Part {
    name: &'static str,
    here: &'static str,
    elsewhere: &'static str,
}

const PARTS: [Part; 6] = [
    Part {
        name: "clusters",
        here: "{clusterName: shop}",
        elsewhere: "{clusterName: other}",
    },
    Part {
        name: "launchTemplates",
        here: "{launchTemplateName: spot, launchTemplateData: {instanceType: t3.large, instanceMarketOptions: {marketType: spot}}, ecsConfig: {ECS_CLUSTER: shop, ECS_ENABLE_SPOT_INSTANCE_DRAINING: true}}",
        elsewhere: "{launchTemplateName: other, launchTemplateData: {instanceType: t3.large}, ecsConfig: {ECS_CLUSTER: other}}",
    },
    Part {
        name: "autoScalingGroups",
        here: "{autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 9, desiredCapacity: 6}",
        elsewhere: "{autoScalingGroupName: other, launchTemplate: {launchTemplateName: other}, minSize: 0, maxSize: 9, desiredCapacity: 5}",
    },
    Part {
        name: "containerInstances",
        here: "{instanceType: t3.large, count: 2, cluster: shop}",
        elsewhere: "{instanceType: t3.large, count: 2, cluster: other}",
    },
    Part {
        name: "taskDefinitions",
        here: "{family: web, cpu: 512, memory: 1024, containerDefinitions: [{name: web, image: web}]}",
        elsewhere: "{family: noise, cpu: 256, memory: 512, containerDefinitions: [{name: noise, image: noise}]}",
    },
    Part {
        name: "services",
        here: "{serviceName: web, cluster: shop, taskDefinition: web, desiredCount: 11}\n    - {serviceName: thumbnails, cluster: shop, taskDefinition: web, desiredCount: 3, launchType: EC2}",
        elsewhere: "{serviceName: noise, cluster: other, taskDefinition: noise, desiredCount: 7}",
    },
];

const HERE: &str = "  - {at: 5m, updateService: {service: web, forceNewDeployment: true}}
  - {at: 7m, spotInterruption: {autoScalingGroup: spot, count: 2}}
  - {at: 20m, runTask: {cluster: shop, taskDefinition: web, count: 4}}
  - {at: 30m, spotInterruption: {autoScalingGroup: spot, count: 3}}
  - {at: 40m, availabilityZoneOutage: {availabilityZone: us-east-1b, for: 15m}}
";

const ELSEWHERE: &str = "  - {at: 5m, updateService: {service: noise, forceNewDeployment: true}}
  - {at: 7m, stopTask: {task: noise/2}}
  - {at: 20m, runTask: {cluster: other, taskDefinition: noise, count: 2}}
  - {at: 33m, updateService: {service: noise, desiredCount: 2}}
";

/// Where what is added stands.
#[derive(Clone, Copy, Debug)]
enum Added {
    Nowhere,
    Before,
    After,
}

fn scenario(seed: u64, added: Added) -> String {
    let join = |here: &str, elsewhere: &str| match added {
        Added::Nowhere => here.to_owned(),
        Added::Before => format!("{elsewhere}{here}"),
        Added::After => format!("{here}{elsewhere}"),
    };
    let mut text = format!("seed: {seed}\nduration: 2h\naws:\n");
    for part in &PARTS {
        let item = |text: &str| format!("    - {text}\n");
        let list = join(&item(part.here), &item(part.elsewhere));
        write!(text, "  {}:\n{list}", part.name).unwrap();
    }
    text.push_str("world:\n  applications: {web: {shutdown: {uniform: [2s, 20s]}}}\n");
    text.push_str("timeline:\n");
    text.push_str(&join(HERE, ELSEWHERE));
    text
}

fn play(seed: u64, added: Added) -> RunResult {
    let text = scenario(seed, added);
    let loaded = load_text("variant", &text, &Overrides::default());
    let complaint = loaded.diagnostics.render(false);
    let scenario = loaded
        .scenario
        .unwrap_or_else(|| panic!("{complaint}\n{text}"));
    simulate(&scenario, &mut |_| false, true).expect("a run ends")
}

/// The tasks and instances of the cluster `shop`. Instances are numbered in the order of launches
/// of the whole account, so here each is known by its group and its place in it; deployments too
/// have places among all of them, and are known by their names, as `startedBy` has them.
fn shop(result: &RunResult) -> (Vec<TaskRow>, Vec<String>) {
    let mut numbers = BTreeMap::new();
    let mut names = BTreeMap::new();
    let mut instances = Vec::new();
    let there = result
        .tasks
        .iter()
        .filter(|task| !task.id.contains("noise"));
    let fleet: Vec<&str> = there
        .clone()
        .map(|task| task.container_instance.as_str())
        .collect();
    for instance in &result.instances {
        let is_fleet_of_shop = instance.group.is_empty() && fleet.contains(&instance.id.as_str());
        if instance.group != "spot" && !is_fleet_of_shop {
            continue;
        }
        let number = numbers.entry(instance.group.as_str()).or_insert(0);
        *number += 1;
        let name = format!("{}-{number}", instance.group);
        names.insert(instance.id.as_str(), name.clone());
        let (zone, launched, registered) =
            (&instance.zone, instance.launched_at, instance.registered_at);
        let (ended, why) = (instance.terminated_at, &instance.why);
        instances.push(format!(
            "{name} {zone} {launched} {registered:?} {ended:?} {why}"
        ));
    }
    let tasks = there.cloned().map(|mut task| {
        if let Some(name) = names.get(task.container_instance.as_str()) {
            task.container_instance.clone_from(name);
        }
        task.deployment = None;
        task.stopped_reason.clear();
        task
    });
    (tasks.collect(), instances)
}

#[test]
fn what_is_added_elsewhere_changes_nothing_here() {
    for seed in 1..=12 {
        let (tasks, instances) = shop(&play(seed, Added::Nowhere));
        assert!(
            tasks.len() > 20 && instances.len() > 10,
            "the run has some weather"
        );
        for added in [Added::Before, Added::After] {
            let (other_tasks, other_instances) = shop(&play(seed, added));
            assert_eq!(instances, other_instances, "seed {seed}, {added:?}");
            assert_eq!(tasks, other_tasks, "seed {seed}, {added:?}");
        }
    }
}

/// A larger fleet meets the same delays, entity by entity.
#[test]
fn the_same_tasks_take_the_same_time_on_a_larger_fleet() {
    let small = scenario(3, Added::Nowhere);
    let large = small.replace("desiredCapacity: 6", "desiredCapacity: 9");
    let shutdowns = |text: &str| {
        let scenario = load_text("variant", text, &Overrides::default())
            .scenario
            .unwrap();
        let result = simulate(&scenario, &mut |_| false, true).unwrap();
        let by_deployment = result.tasks.into_iter().filter_map(|task| {
            let scheduler = task.stop_code == "ServiceSchedulerInitiated";
            let first = task.created_at == SimTime::ZERO && scheduler;
            let took = task.stopped_at?.since(task.stopping_at?);
            first.then_some((task.id, took))
        });
        by_deployment.collect::<BTreeMap<_, _>>()
    };
    let (small, large) = (shutdowns(&small), shutdowns(&large));
    let both = small.iter().filter(|(id, _)| large.contains_key(*id));
    assert!(both.clone().count() >= 8, "{small:?} {large:?}");
    for (id, took) in both {
        assert_eq!(large[id], *took, "{id}");
    }
}
