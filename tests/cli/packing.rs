//! How tasks are packed, as whole runs: what binds, what is stranded, how few instances would do.

use crate::support::{Bench, Results, read};

/// m5.large registers 2048 CPU units and 7680 MiB here, and 94 host ports are left for tasks. Each
/// has room for two tasks of web and one of api: 7000 MiB, and 680 are too few for any other.
const MEMORY: &str = "duration: 10m
aws:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
  containerInstances: [{instanceType: m5.large, count: 3}]
  taskDefinitions:
    - &web {family: web, cpu: 256, memory: 3000, containerDefinitions: [{name: web, image: web}]}
    - *web
    - {family: api, cpu: 128, memory: 1000, containerDefinitions: [{name: api, image: api}]}
  services:
    - serviceName: web
      taskDefinition: web:1
      desiredCount: 5
      deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}
      availabilityZoneRebalancing: DISABLED
    - {serviceName: api, taskDefinition: api, desiredCount: 3}
world: {profile: instant}
timeline:
  - {at: 1m, updateService: {service: web, taskDefinition: \"web:2\"}}
";

/// Plays a text with the laws checked; gives back what it said on the terminal of the packing, the
/// same in `summary.json`, and the tables.
fn packed(text: &str) -> (Bench, Results, Vec<String>, serde_json::Value) {
    let bench = Bench::new();
    bench.file("case.yaml", text);
    let output = bench.ecsim(&["run", "case.yaml", "--no-charts", "--paranoid"]);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    let said = String::from_utf8(output.stdout).unwrap();
    let lines = said.lines().skip_while(|line| !line.starts_with("Packing"));
    let is_more = |place: usize, line: &str| place == 0 || line.starts_with(' ');
    let lines = lines
        .enumerate()
        .take_while(|(place, line)| is_more(*place, line));
    let lines = lines.map(|(_, line)| line["Packing        ".len()..].to_owned());
    let lines = lines.collect();
    let dir = bench.path("output/case");
    let summary = serde_json::from_str(&read(&dir.join("summary.json"))).unwrap();
    (bench, Results { dir }, lines, summary)
}

const COLUMNS: [&str; 7] = [
    "time_s",
    "picture",
    "instance",
    "cpu_reserved",
    "memory_reserved_mib",
    "binding",
    "definitions",
];

/// i-1 and i-2 are full: each has 2048 - 2 × 256 - 128 = 1408 CPU units that nobody can use, 2816
/// of 6144 are 45 %. i-3 has 3680 MiB left, which hold another task of web. 5 × 3000 + 3 × 1000 MiB
/// are 18000; 7680 go into it 2.3 times, and two of web fit on one: three instances.
#[test]
fn memory_binds_and_cpu_is_stranded() {
    let (_bench, results, said, summary) = packed(MEMORY);
    assert_eq!(
        said,
        [
            "default: at 0s memory binds on 3 of 3 instances; stranded: 2,816 CPU units (45 %);",
            "  all 8 tasks need 3 m5.large, no fewer"
        ]
    );
    assert_eq!(
        results.columns("packing.csv", &COLUMNS),
        [
            "0 start i-1 640 7000 memory api:1=1 web:1=2",
            "0 start i-2 640 7000 memory api:1=1 web:1=2",
            "0 start i-3 384 4000 memory api:1=1 web:1=1",
            "0 peak i-1 640 7000 memory api:1=1 web:1=2",
            "0 peak i-2 640 7000 memory api:1=1 web:1=2",
            "0 peak i-3 384 4000 memory api:1=1 web:1=1",
            "600 end i-1 640 7000 memory api:1=1 web:2=2",
            "600 end i-2 640 7000 memory api:1=1 web:2=2",
            "600 end i-3 384 4000 memory api:1=1 web:2=1",
        ]
    );
    let registered = ["cpu", "memory_mib", "enis", "ports", "ports_used", "gpus"];
    let registered = results.columns("packing.csv", &registered);
    assert!(
        registered.iter().all(|row| row == "2048 7680 2 94 0 "),
        "{registered:?}"
    );
    let packing = &summary["packing"][0];
    assert_eq!(packing["binding"], "memory");
    assert_eq!(packing["stranded"]["on"]["value"], 2);
    assert_eq!(packing["stranded"]["cpu"]["value"], 2816);
    assert_eq!(packing["stranded"]["memory"]["value"], 2 * 680);
    assert_eq!(packing["fewest"]["atLeast"]["value"], 3);
    assert_eq!(packing["fewest"]["suffice"]["type"], "m5.large");
}

/// Two of seven tasks of 3000 MiB have no room, last those of web:2, and each instance is full as
/// above. With them, 7 × 3000 + 3 × 1000 MiB need 4: two of web fit on each.
#[test]
fn tasks_without_room_are_counted_and_say_what_is_short() {
    let text = MEMORY.replace("desiredCount: 5", "desiredCount: 7");
    let (_bench, _, said, summary) = packed(&text);
    assert_eq!(
        said,
        [
            "default: at 0s memory binds on 3 of 3 instances for web:2, which found no place;",
            "  stranded: 4,224 CPU units (68 %); all 10 tasks need 4 m5.large, no fewer"
        ]
    );
    assert_eq!(summary["packing"][0]["foundNoPlace"], "web:2");
}

/// Three tasks of 100 MiB would fit on one instance, but no two may stand together, which needs
/// three and leaves 3 × (7680 - 200) MiB to nobody; DAEMON tasks are on each of them without being
/// counted.
#[test]
fn tasks_that_stand_apart_raise_the_bound_and_daemons_do_not() {
    let text = "duration: 5m
aws:
  containerInstances: [{instanceType: m5.large, count: 3}]
  taskDefinitions:
    - {family: web, cpu: 128, memory: 100, containerDefinitions: [{name: web, image: web}]}
    - {family: log, cpu: 128, memory: 100, containerDefinitions: [{name: log, image: log}]}
  services:
    - serviceName: web
      taskDefinition: web
      desiredCount: 3
      placementConstraints: [{type: distinctInstance}]
    - {serviceName: log, taskDefinition: log, schedulingStrategy: DAEMON}
world: {profile: instant}
";
    let (_bench, results, said, _) = packed(text);
    let cpu = "default: at 0s CPU binds on 3 of 3 instances;";
    assert_eq!(
        said,
        [
            &format!("{cpu} stranded: 22,440 MiB (97 %);"),
            "  all 3 tasks need 3 m5.large, no fewer"
        ]
    );
    let tasks = results.columns("packing.csv", &["tasks"]);
    assert_eq!(tasks, ["2"; 9]);
    let (_bench, _, said, _) = packed(&text.replace("[{type: distinctInstance}]", "[]"));
    assert_eq!(
        said,
        [format!("{cpu} all 3 tasks need 1 m5.large, no fewer")]
    );
}

/// A g4dn.12xlarge has four GPUs; five tasks of two need ten, which are three instances. Each has
/// 2 × 4096 of 49152 CPU units reserved: 83 % are left, with nobody to use them.
#[test]
fn gpus_bind_in_two_lines() {
    let text = "duration: 5m
aws:
  containerInstances: [{instanceType: g4dn.12xlarge, count: 2}]
  taskDefinitions:
    - family: train
      cpu: 4096
      memory: 8192
      containerDefinitions: [{name: train, image: train, resourceRequirements: [{type: GPU, value: \"2\"}]}]
  services: [{serviceName: train, taskDefinition: train, desiredCount: 5}]
world: {profile: instant}
";
    let (_bench, results, said, _) = packed(text);
    assert_eq!(
        said,
        [
            "default: at 0s GPUs bind on 2 of 2 instances for train:1, which found no place;",
            "  83 % CPU, 91 % memory stranded; all 5 tasks need 3 g4dn.12xlarge, no fewer"
        ]
    );
    let gpus = results.columns("packing.csv", &["gpus", "gpus_reserved", "binding"]);
    assert_eq!(gpus, ["4 4 gpus"; 6]);
}

/// From nothing: the instances register, tasks come up, and the start is when all are RUNNING.
#[test]
fn an_empty_start_is_pictured_when_the_services_are_up() {
    let text = format!(
        "start: empty\n{}",
        MEMORY.replace("profile: instant", "profile: realistic")
    );
    let (_bench, results, ..) = packed(&text);
    let states = results.columns("services.csv", &["service", "desired", "running", "time_s"]);
    let up = |service: &str| {
        let state = states.iter().find_map(|row| row.strip_prefix(service));
        state.unwrap().parse::<f64>().unwrap()
    };
    let both = up("web 5 5 ").max(up("api 3 3 "));
    let starts = results.columns("packing.csv", &["picture", "time_s"]);
    assert_eq!(starts[0], format!("start {both}"));
}

/// An instance whose group replaced it is in one picture only, and Fargate is in none.
#[test]
fn pictures_have_the_instances_of_their_time() {
    let gone = format!("{MEMORY}  - {{at: 2m, terminateInstances: {{instanceIds: [i-3]}}}}\n");
    let (bench, results, ..) = packed(&gone);
    let rows = results.columns("packing.csv", &["picture", "instance"]);
    assert!(rows.contains(&"start i-3".to_owned()));
    assert!(!rows.contains(&"end i-3".to_owned()), "{rows:?}");
    let fargate = "duration: 5m
aws:
  taskDefinitions:
    - {family: web, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
  services: [{serviceName: web, taskDefinition: web, desiredCount: 2, launchType: FARGATE}]
";
    let (_bench, results, said, summary) = packed(fargate);
    assert!(!results.dir.join("packing.csv").exists());
    assert_eq!((said.len(), summary.get("packing")), (0, None));
    drop(bench);
}

fn explained(bench: &Bench, what: &[&str]) -> String {
    let output = bench.ecsim(&[&["explain", "output/case"], what].concat());
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_instance_tells_how_full_it_was_and_who_was_put_there() {
    let text = MEMORY.replace("desiredCount: 5", "desiredCount: 7");
    let (bench, ..) = packed(&text);
    let said = explained(&bench, &["instance", "i-1"]);
    assert!(said.lines().count() <= 25, "{said}");
    crate::film::keep("explain-packed-instance.txt", &said);
    let json = explained(&bench, &["instance", "i-1", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let placement = &json["placement"];
    assert_eq!(placement["packing"][0]["memory_reserved_mib"], "7000");
    assert_eq!(placement["placed"][0]["times"], 2);
    assert_eq!(
        placement["refused"][0]["said"],
        "RESOURCE:MEMORY: i-1 comes closest, with 680 of 3000 MiB"
    );
}

#[test]
fn a_task_tells_what_chose_its_place() {
    let (bench, ..) = packed(MEMORY);
    let said = explained(&bench, &["task", "web/6"]).replace("\n  ", " ");
    let rule = "Placed on i-1 at 1m: zone with the fewest tasks of web";
    assert!(said.contains(rule), "{said}");
    assert!(!explained(&bench, &["task", "web/1"]).contains("Placed on"));
    let json = explained(&bench, &["task", "web/6", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["placement"]["refusedBefore"], 0);
}
