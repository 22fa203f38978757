//! Volumes, the room for images, and what becomes of data, as whole runs.

use crate::support::{Bench, Results, play};

/// A service with an EFS volume in two zones, of which only the first has a mount target.
fn on_efs(file_systems: &str, rest: &str) -> String {
    format!(
        "duration: 10m
timeline: [{{at: 10s, updateService: {{service: web, desiredCount: 2}}}}]
aws:
  availabilityZones: [us-east-1a, us-east-1b]
  {file_systems}
  containerInstances: [{{instanceType: m5.large, count: 2}}]
  taskDefinitions:
    - family: web
      cpu: 256
      memory: 512
      volumes: [{{name: uploads, efsVolumeConfiguration: {{fileSystemId: fs-1}}}}]
      containerDefinitions: [{{name: web, image: web, mountPoints: [{{sourceVolume: uploads, containerPath: /up}}]}}]
      {rest}
"
    )
}

const ONE_ZONE: &str =
    "fileSystems: [{fileSystemId: fs-1, mountTargets: [{availabilityZone: us-east-1a}]}]";
const ON_EC2: &str = "
  services: [{serviceName: web, taskDefinition: web, desiredCount: 0}]";
const ON_FARGATE: &str = "networkMode: awsvpc
      requiresCompatibilities: [FARGATE]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 0, launchType: FARGATE}]";

/// The first two tasks by zone: whether they ran, and why not.
fn first_two(scenario: &str) -> Vec<String> {
    let (_bench, results) = play(scenario);
    let columns = ["availabilityZone", "stopCode", "stoppedReason"];
    let mut two = results.columns("tasks.csv", &columns)[..2].to_vec();
    two.sort();
    two
}

/// `VOL-4`: only what is placed in the zone without a mount target fails, in words of its own.
#[test]
fn vol_4_a_file_system_is_mounted_where_it_has_a_mount_target() {
    let resolve = "Failed to resolve \"fs-1.efs.us-east-1.amazonaws.com\" - check that your file \
                   system ID is correct, and ensure that the VPC has an EFS mount target for this \
                   file system ID.";
    let ec2 = format!(
        "us-east-1b TaskFailedToStart CannotCreateVolumeError: Error response from daemon: create \
         uploads: VolumeDriver.Create: mounting volume failed: {resolve}"
    );
    assert_eq!(first_two(&on_efs(ONE_ZONE, ON_EC2)), ["us-east-1a  ", &ec2]);
    let fargate = format!(
        "us-east-1b TaskFailedToStart ResourceInitializationError: failed to invoke EFS utils \
         commands to set up EFS volumes: stderr: {resolve} : unsuccessful EFS utils command \
         execution; code: 1"
    );
    assert_eq!(
        first_two(&on_efs(ONE_ZONE, ON_FARGATE)),
        ["us-east-1a  ", &fargate]
    );
}

/// Without a word every file system is everywhere; a subnet stands for its zone.
#[test]
fn vol_4_a_list_that_is_not_written_knows_every_mount_target() {
    let runs = ["us-east-1a  ", "us-east-1b  "];
    assert_eq!(first_two(&on_efs("", ON_EC2)), runs);
    let by_subnet = "fileSystems: [{fileSystemId: fs-1, mountTargets: [{subnetId: \
                     private-us-east-1a}, {subnetId: private-us-east-1b}]}]";
    assert_eq!(first_two(&on_efs(by_subnet, ON_EC2)), runs);
}

/// One Fargate task whose image takes 12 GB, and 12 GB again.
fn large_image(storage: &str) -> Vec<String> {
    let scenario = format!(
        "duration: 1h
aws:
  taskDefinitions:
    - family: job
      networkMode: awsvpc
      requiresCompatibilities: [FARGATE]
      cpu: 4096
      memory: 8192
      {storage}
      containerDefinitions: [{{name: job, image: \"job:1\"}}]
world:
  images: {{\"job:1\": {{size: 12GB}}}}
timeline: [{{at: 0s, runTask: {{taskDefinition: job, launchType: FARGATE}}}}]
"
    );
    let (_bench, results) = play(&scenario);
    results.columns("tasks.csv", &["stopCode", "stoppedReason"])
}

/// `VOL-2`: it takes 22.4 GiB.
#[test]
fn vol_2_an_image_has_to_fit_into_the_ephemeral_storage() {
    let full = "TaskFailedToStart CannotPullContainerError: ref pull has been retried 4 time(s): \
                failed to extract layers: job:1: write: no space left on device";
    assert_eq!(large_image(""), [full]);
    assert_eq!(large_image("ephemeralStorage: {sizeInGiB: 22}"), [full]);
    assert_eq!(large_image("ephemeralStorage: {sizeInGiB: 23}"), [" "]);
}

/// An instance on which one task after the other has another image of 4 GB.
fn full_disk(machine: &str, at: &str) -> (Bench, Results) {
    let scenario = format!(
        "duration: 6h
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: m5.large, {machine}}}]
  taskDefinitions:
    - {{family: a, memory: 128, containerDefinitions: [{{name: a, image: a}}]}}
    - {{family: b, memory: 128, containerDefinitions: [{{name: b, image: b}}]}}
world:
  images: {{a: {{size: 4GB}}, b: {{size: 4GB}}}}
  applications: {{a: {{run: {{duration: 1m}}}}, b: {{run: {{duration: 1m}}}}}}
timeline:
  - {{at: 0s, runTask: {{taskDefinition: a}}}}
  - {{at: {at}, runTask: {{taskDefinition: b}}}}
"
    );
    play(&scenario)
}

/// `VOL-8` (d): images that nobody needs any more stand in the way until they are cleaned up.
#[test]
fn vol_8_cached_images_fill_the_disk_of_an_instance() {
    let second = |machine: &str, at: &str| {
        let (_bench, results) = full_disk(machine, at);
        results.columns("tasks.csv", &["stopCode", "stoppedReason"])[1].clone()
    };
    let full = "TaskFailedToStart CannotPullContainerError: Error response from daemon: failed to \
                register layer: b: write: no space left on device";
    let exited = "EssentialContainerExited Essential container in task exited";
    assert_eq!(second("diskSize: 12GiB", "10m"), full);
    assert_eq!(second("diskSize: 16GiB", "10m"), exited);
    assert_eq!(second("", "10m"), exited, "30 GiB");
    assert_eq!(second("diskSize: 12GiB", "4h"), exited, "cleaned up");
    let kept = "diskSize: 12GiB, ecsConfig: {ECS_DISABLE_IMAGE_CLEANUP: true}";
    assert_eq!(second(kept, "4h"), full);
}

/// `VOL-5`: 15 s on top, on an instance and on Fargate.
#[test]
fn vol_5_a_volume_in_ebs_has_to_be_attached_first() {
    let scenario = |volume: &str, configured: &str| {
        format!(
            "duration: 10m
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: m5.large}}]
  taskDefinitions:
    - {{family: job, memory: 128, volumes: [{volume}], containerDefinitions: [{{name: a, image: a}}]}}
timeline: [{{at: 0s, runTask: {{taskDefinition: job{configured}}}}}]
"
        )
    };
    let started = |scenario: &str| {
        let (_bench, results) = play(scenario);
        results.columns("tasks.csv", &["startedAt"])[0].clone()
    };
    assert_eq!(started(&scenario("", "")), "8.25");
    let configured =
        ", volumeConfigurations: [{name: data, managedEBSVolume: {roleArn: ecs, sizeInGiB: 10}}]";
    let volume = "{name: data, configuredAtLaunch: true}";
    assert_eq!(started(&scenario(volume, configured)), "23.25");
}

/// Tasks whose volumes are of each kind; what the rows say of their data, without the first colon.
fn said_of_data(timeline: &str) -> Vec<String> {
    let scenario = format!(
        "duration: 1h
aws:
  availabilityZones: [us-east-1a]
  containerInstances: [{{instanceType: m5.large}}]
  taskDefinitions:
    - family: job
      memory: 128
      volumes:
        - {{name: scratch}}
        - {{name: cache, host: {{sourcePath: /var/cache}}}}
        - {{name: own, dockerVolumeConfiguration: {{scope: task}}}}
        - {{name: all, dockerVolumeConfiguration: {{scope: shared}}}}
        - {{name: uploads, efsVolumeConfiguration: {{fileSystemId: fs-1}}}}
        - {{name: data, configuredAtLaunch: true}}
      containerDefinitions: [{{name: a, image: a}}]
timeline: [{timeline}]
"
    );
    let (_bench, results) = play(&scenario);
    let rows = results.columns("timeline.csv", &["event", "time_s", "message"]);
    let data = rows
        .iter()
        .filter_map(|row| row.strip_prefix("Volume Data "));
    data.map(str::to_owned).collect()
}

/// A job whose volume in EBS stays, or not.
fn run(at: &str, policy: &str) -> String {
    format!(
        "{{at: {at}, runTask: {{taskDefinition: job, volumeConfigurations: [{{name: data, \
         managedEBSVolume: {{roleArn: ecs, sizeInGiB: 10{policy}}}}}]}}}}"
    )
}

const KEPT: &str = ", terminationPolicy: {deleteOnTermination: false}";

/// `VOL-1`, `VOL-3`, `VOL-5`, `VOL-8` (c): what each volume keeps when a task is stopped.
#[test]
fn vol_8_a_task_that_ends_says_what_becomes_of_its_data() {
    let stop = |number, at: &str| format!("{{at: {at}, stopTask: {{task: job/{number}}}}}");
    let timeline = [
        run("1m", ""),
        stop(1, "5m"),
        run("6m", KEPT),
        stop(2, "10m"),
    ]
    .join(", ");
    let on = "cache (/var/cache on i-1)";
    assert_eq!(
        said_of_data(&timeline),
        [
            format!(
                "302 job/1: the task has ended; data gone: scratch, own, data (EBS); data kept: \
                 {on}, all (all on i-1), uploads (fs-1)"
            ),
            format!("378 job/2 finds data of earlier tasks: {on}, all (all on i-1)"),
            format!(
                "602 job/2: the task has ended; data gone: scratch, own; data kept: {on}, all (all \
                 on i-1), uploads (fs-1), data (EBS)"
            ),
        ]
    );
}

/// What is on an instance ends with it, as soon as it is terminated; ECS learns of it later.
#[test]
fn vol_8_an_instance_takes_the_data_on_it_along() {
    let end = "{at: 5m, terminateInstances: {instanceIds: [i-1]}}";
    let timeline = [&run("1m", KEPT), end].join(", ");
    let rows = said_of_data(&timeline);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].ends_with("i-1 has ended; data gone with it: /var/cache, all"));
    assert!(rows[1].ends_with(
        "job/1: its instance has ended; data gone: scratch, cache (/var/cache on i-1), own, all \
         (all on i-1); data kept: uploads (fs-1), data (EBS)"
    ));
    let stopped = [
        &run("1m", ""),
        "{at: 5m, stopInstances: {instanceIds: [i-1]}}",
    ]
    .join(", ");
    let rows = said_of_data(&stopped);
    assert!(
        rows[0].contains("data kept: cache (/var/cache on i-1)"),
        "{rows:?}"
    );
}
