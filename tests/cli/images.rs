//! Images that are there, or not, as whole runs.

use crate::support::{Results, play};

/// One instance, and a service whose revision `web:2` has another image.
fn on_ec2(config: &str, world: &str, timeline: &str) -> String {
    format!(
        "duration: 20m
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: m5.large, count: 1, ecsConfig: {{{config}}}}}]
  taskDefinitions:
    - {{family: web, cpu: 256, memory: 256, containerDefinitions: [{{name: web, image: \"shop/web:1\"}}]}}
    - {{family: web, cpu: 256, memory: 256, containerDefinitions: [{{name: web, image: \"shop/web:2\"}}]}}
  services: [{{serviceName: web, taskDefinition: \"web:1\", desiredCount: 1}}]
world: {{{world}}}
timeline: [{timeline}]
"
    )
}

const UPDATE: &str = "{at: 1m, updateService: {service: web, taskDefinition: \"web:2\"}}";
const FORCE: &str = "{at: 2m, updateService: {service: web, forceNewDeployment: true}}";

/// The second task: when it pulled, ran and ended, and why.
fn second(results: &Results) -> String {
    let columns = [
        "pullStartedAt",
        "pullStoppedAt",
        "startedAt",
        "stoppedAt",
        "stoppedReason",
    ];
    results.columns("tasks.csv", &columns)[1].clone()
}

/// 5 attempts take 12.7 s; the old task goes on.
#[test]
fn img_1_an_image_that_is_not_there_fails_after_five_attempts() {
    let world = "images: {\"shop/web:2\": {missing: true}}";
    let (_bench, results) = play(&on_ec2("", world, UPDATE));
    let text = "CannotPullContainerError: Error response from daemon: manifest for shop/web:2 not \
                found: manifest unknown";
    assert_eq!(second(&results), format!("61   73.7 {text}"));
    let tasks = results.columns("tasks.csv", &["taskDefinition", "stopCode"]);
    assert_eq!(tasks[0], "web:1 ");
    let failed = tasks.iter().filter(|row| *row == "web:2 TaskFailedToStart");
    assert_eq!(failed.count() + 1, tasks.len());
    assert!(results.first("SERVICE_TASK_START_IMPAIRED").is_some());
}

#[test]
fn an_instance_takes_only_images_that_are_built_for_it() {
    let world = "images: {\"shop/web:2\": {architectures: [ARM64]}}";
    let (_bench, results) = play(&on_ec2("", world, UPDATE));
    let text = "CannotPullContainerError: Error response from daemon: image Manifest does not \
                contain descriptor matching platform 'linux/amd64': shop/web:2";
    assert_eq!(second(&results), format!("61   73.7 {text}"));
    let graviton = on_ec2("", world, UPDATE).replace("m5.large", "m6g.large");
    let (_bench, results) = play(&graviton);
    assert_eq!(second(&results), "61 67.25 68.25  ");
}

/// Whoever has the image starts from its cache, if the agent may.
#[test]
fn img_11_a_deleted_image_is_missed_by_those_who_have_to_ask_for_it() {
    let deleted = format!("{{at: 1m, imageDeleted: {{image: \"shop/web:1\"}}}}, {FORCE}");
    for (config, expected) in [
        // After the last attempt the cached image is taken.
        ("", "121 133.7 134.7  "),
        ("ECS_IMAGE_PULL_BEHAVIOR: once", "121 121 122  "),
        ("ECS_IMAGE_PULL_BEHAVIOR: prefer-cached", "121 121 122  "),
    ] {
        let (_bench, results) = play(&on_ec2(config, "", &deleted));
        assert_eq!(second(&results), expected, "{config}");
    }
    let always = "ECS_IMAGE_PULL_BEHAVIOR: always";
    let (_bench, results) = play(&on_ec2(always, "", &deleted));
    assert!(second(&results).starts_with("121   133.7 CannotPullContainerError: "));
    let running = results.columns("tasks.csv", &["startedAt", "stoppedAt"]);
    assert_eq!(running[0], "0 ", "the task that runs goes on");
}

/// A tag that is put there anew: who asks pulls all of it, who does not runs what it has.
#[test]
fn a_pushed_image_is_pulled_by_those_who_ask_for_it() {
    let pushed = format!("{{at: 1m, imagePushed: {{image: \"shop/web:1\"}}}}, {FORCE}");
    let (_bench, results) = play(&on_ec2("", "", &pushed));
    assert_eq!(second(&results), "121 127.25 128.25  ", "250 MB at 40 MB/s");
    let once = "ECS_IMAGE_PULL_BEHAVIOR: once";
    let (_bench, results) = play(&on_ec2(once, "", &pushed));
    assert_eq!(second(&results), "121 121 122  ");
}

/// `once` knows what a task has pulled, `prefer-cached` what is there.
#[test]
fn img_11_an_image_of_the_ami_was_pulled_by_no_task() {
    let world = "images: {\"shop/web:2\": {inAmi: true}}";
    for (behavior, expected) in [
        ("default", "61 62 63 "),
        ("once", "61 62 63 "),
        ("prefer-cached", "61 61 62 "),
    ] {
        let config = format!("ECS_IMAGE_PULL_BEHAVIOR: {behavior}");
        let (_bench, results) = play(&on_ec2(&config, world, UPDATE));
        assert!(second(&results).starts_with(expected), "{behavior}");
    }
}

/// A registry that is back before the last attempt delays a start, and no more.
#[test]
fn a_registry_that_is_away_delays_starts_or_fails_them() {
    let away = |lasts: &str| {
        let outage = format!("{{at: 55s, registryOutage: {{registry: docker.io, for: {lasts}}}}}");
        let (_bench, results) = play(&on_ec2("", "", &format!("{outage}, {UPDATE}")));
        second(&results)
    };
    // Attempts at 61, 62.1, 64.3, 68.7 and 73.7 s.
    assert_eq!(away("8s"), "61 70.55 71.55  ", "the third one succeeds");
    assert_eq!(
        away("10m"),
        "61   73.7 CannotPullContainerError: Error response from daemon: failed to copy: \
         httpReaderSeeker: failed open: unexpected status code \
         https://docker.io/v2/shop/web/manifests: 503 Service Unavailable"
    );
}

/// Three hours after its last task, and then at the next half hour since the registration.
#[test]
fn img_12_an_image_that_nobody_uses_is_pulled_again() {
    let back = |at: &str| {
        let back = "updateService: {service: web, taskDefinition: \"web:1\"}";
        let timeline = format!("{UPDATE}, {{at: {at}, {back}}}");
        let scenario = on_ec2("", "", &timeline).replace("duration: 20m", "duration: 5h");
        let (_bench, results) = play(&scenario);
        let times = ["pullStartedAt", "pullStoppedAt"];
        results.columns("tasks.csv", &times)[2].clone()
    };
    // The old task was STOPPED at 110.25 s.
    assert_eq!(back("3h20m"), "12001 12002");
    assert_eq!(back("3h40m"), "13201 13207.25");
}

/// A service of Fargate tasks with one image.
fn on_fargate(image: &str, world: &str) -> String {
    format!(
        "duration: 10m
start: empty
aws:
  availabilityZones: [us-east-1a]
  taskDefinitions:
    - family: web
      cpu: 256
      memory: 512
      networkMode: awsvpc
      requiresCompatibilities: [FARGATE]
      containerDefinitions: [{{name: web, image: \"{image}\"}}]
  services: [{{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: FARGATE}}]
world:
  assumptions: {{ecs.fargateProvisioning: 22s}}
  images: {{\"{image}\": {{{world}}}}}
"
    )
}

/// `IMG-20`: 1 + 22 + 413/13 + 2 = 56.8 s; `IMG-22`: with a SOCI index the pull is half as long.
#[test]
fn img_22_a_soci_index_halves_the_pull_of_a_large_private_image() {
    let ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1";
    let started = |image: &str, world: &str| {
        let (_bench, results) = play(&on_fargate(image, world));
        results.columns("tasks.csv", &["startedAt"])[0].clone()
    };
    assert_eq!(started(ecr, "size: 413MB"), "56.76923");
    assert_eq!(started(ecr, "size: 413MB, soci: true"), "40.884615");
    assert_eq!(started("web", "size: 413MB, soci: true"), "56.76923");
    assert_eq!(started(ecr, "size: 130MB, soci: true"), "35");
    assert_eq!(started(ecr, "size: 130MB, unpackFactor: 2.5"), "50");
}

/// `IMG-3`: 120 Fargate tasks in one hour through one NAT, and 20 fail.
#[test]
fn img_3_docker_hub_gives_one_address_a_hundred_pulls() {
    let scenario = on_fargate("nginx", "size: 13MB")
        .replace("duration: 10m", "duration: 8h")
        .replace("services:", "x-services:")
        .replace(
            "  x-services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: FARGATE}]\n",
            "",
        )
        + "timeline: [{at: 0s, every: 5m, until: 55m, runTask: {taskDefinition: web, count: 10, \
           launchType: FARGATE}}, {at: 7h, runTask: {taskDefinition: web, launchType: FARGATE}}]\n";
    let failed = |scenario: &str| {
        let (_bench, results) = play(scenario);
        let reasons = results.columns("tasks.csv", &["stopCode", "stoppedReason"]);
        assert_eq!(reasons.len(), 121);
        assert_eq!(reasons[120], " ", "six hours later they begin anew");
        let failed = |row: &&String| row.starts_with("TaskFailedToStart");
        reasons.iter().filter(failed).cloned().collect::<Vec<_>>()
    };
    assert!(failed(&scenario).is_empty(), "nobody asked for the limit");
    let limited = scenario.replace(
        "world:\n",
        "world:\n  registries: {docker.io: {anonymous: true}}\n",
    );
    let failed = failed(&limited);
    assert_eq!(failed.len(), 20);
    let text = "TaskFailedToStart CannotPullContainerError: ref pull has been retried 4 time(s): \
                toomanyrequests: You have reached your pull rate limit: nginx. You may increase \
                the limit by authenticating and upgrading";
    assert!(failed.iter().all(|row| row == text), "{failed:?}");
}

/// `IMG-2`: who logged in once, at the boot, can pull for 12 hours.
#[test]
fn img_2_a_login_at_the_boot_is_good_for_twelve_hours() {
    let ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web:1";
    let text = format!(
        "duration: 13h
aws:
  availabilityZones: [us-east-1a]
  roles: [{}]
  containerInstances:
    - instanceType: m5.large
      iamInstanceProfile: {{name: agent}}
      ecsConfig:
        ECS_IMAGE_PULL_BEHAVIOR: always
        ECS_ENGINE_AUTH_TYPE: docker
        ECS_ENGINE_AUTH_DATA: '{{\"https://123456789012.dkr.ecr.us-east-1.amazonaws.com\": {{\"username\": \"AWS\", \"password\": \"x\"}}}}'
  taskDefinitions:
    - {{family: job, cpu: 256, memory: 256, containerDefinitions: [{{name: job, image: \"{ecr}\"}}]}}
timeline:
  - {{at: 1h, runTask: {{taskDefinition: job}}}}
  - {{at: 11h59m, runTask: {{taskDefinition: job}}}}
  - {{at: 12h, runTask: {{taskDefinition: job}}}}
",
        "{roleName: agent, policies: [{policyName: p, policyDocument: {Statement: [{Effect: Allow, \
         Action: \"ecs:*\", Resource: \"*\"}]}}]}"
    );
    let (_bench, results) = play(&text);
    let tasks = results.columns("tasks.csv", &["startedAt", "stopCode", "stoppedReason"]);
    assert!(
        tasks[..2]
            .iter()
            .all(|row| row.trim_end().parse::<f64>().is_ok()),
        "{tasks:?}"
    );
    let said = format!(
        " TaskFailedToStart CannotPullContainerError: Error response from daemon: pull access \
         denied for {ecr}: denied: Your authorization token has expired. Reauthenticate and try \
         again."
    );
    assert_eq!(tasks[2], said);
}
