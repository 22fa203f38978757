//! `ecsim query`: which container instances an expression means, and why not the others.

use crate::support::Bench;

const FLEET: &str = "
duration: 30m
startTime: 2026-03-02T08:00:00Z
aws:
  containerInstances:
    - {instanceType: m5.large, count: 4, availabilityZone: us-east-1a, attributes: {stack: prod}}
    - {instanceType: t3.medium, count: 2}
  taskDefinitions:
    - family: web
      containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
    - family: job
      containerDefinitions: [{name: app, image: shop/job, cpu: 256, memory: 512}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 6}]
timeline:
  - {at: 5m, putAttributes: {attributes: [{name: stack, value: test, targetId: i-1}, {name: rack, targetId: i-5}]}}
  - {at: 6m, updateContainerInstancesState: {containerInstances: [i-2], status: DRAINING}}
  - {at: 7m, agentDisconnect: {containerInstance: i-6, for: 20m}}
  - {at: 8m, deleteAttributes: {attributes: [{name: stack, targetId: i-3}]}}
  - {at: 9m, deleteAttributes: {attributes: [{name: nothing, targetId: i-3}]}}
  - {at: 10m, putAttributes: {attributes: [{name: a, targetId: i-4}, {name: b, targetId: i-4}, {name: c, targetId: i-4},
      {name: d, targetId: i-4}, {name: e, targetId: i-4}, {name: f, targetId: i-4}, {name: g, targetId: i-4},
      {name: h, targetId: i-4}, {name: i, targetId: i-4}]}}
  - {at: 11m, putAttributes: {attributes: [{name: j, targetId: i-4}, {name: stack, value: dev, targetId: i-1}]}}
";

/// The exit code, and what is said on both streams.
fn asked(text: &str, args: &[&str]) -> (i32, String, String) {
    let bench = Bench::new();
    bench.file("fleet.yaml", text);
    let args = [&["query"], args].concat();
    let output = bench.ecsim(&args);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

fn prints(args: &[&str], wanted: &str) {
    let (code, out, err) = asked(FLEET, args);
    assert_eq!((code, &*err), (0, ""), "{err}");
    assert_eq!(out, wanted, "{out}");
}

#[test]
fn at_the_start_it_asks_what_stands_there() {
    let wanted = "\
4 of 6 container instances match at 0s

 count  instances         type       zone                    takes tasks
match:
     4  i-1, i-2, i-3, …  m5.large   us-east-1a              yes
do not match: attribute:stack is not there, so `attribute:stack == prod` is false:
     2  i-5, i-6          t3.medium  us-east-1a, us-east-1b  yes
";
    prints(&["attribute:stack == prod", "fleet.yaml"], wanted);
}

#[test]
fn at_a_time_it_asks_what_the_run_has_made_of_it() {
    let query = "not (attribute:stack == test) and task:group == service:web";
    let wanted = "\
3 of 6 container instances match at 9m

 count  instances  type       zone        takes tasks
match:
     2  i-3, i-4   m5.large   us-east-1a  yes
     1  i-6        t3.medium  us-east-1b  no: its agent is away
do not match: attribute:stack is test, so `not attribute:stack == test` is false:
     1  i-1        m5.large   us-east-1a  yes
do not match: no task is on it, so `task:group == service:web` is false:
     1  i-2        m5.large   us-east-1a  no: DRAINING
     1  i-5        t3.medium  us-east-1a  yes
";
    prints(&[query, "fleet.yaml", "--at", "9m"], wanted);
}

#[test]
fn nothing_is_an_answer_too() {
    let wanted = "\
none of 6 container instances matches at 0s

 count  instances         type       zone                    takes tasks
do not match: registeredAt is 2026-03-02T08:00:00Z, so `registeredAt >= 2027-01-01` is false:
     4  i-1, i-2, i-3, …  m5.large   us-east-1a              yes
     2  i-5, i-6          t3.medium  us-east-1a, us-east-1b  yes
";
    prints(&["registeredAt >= 2027-01-01", "fleet.yaml"], wanted);
    let none = "no container instance is registered at 0s\n";
    let empty = FLEET.replace("duration", "start: empty\nduration");
    let (code, out, err) = asked(&empty, &["agentConnected == true", "fleet.yaml"]);
    assert_eq!((code, &*out), (0, none), "{err}");
}

#[test]
fn a_large_fleet_fits_on_a_screen() {
    let large = FLEET.replace("count: 4", "count: 3000");
    let large = large.replace("count: 2}", "count: 2000}");
    for query in [
        "ec2InstanceId == i-7",
        "attribute:stack exists",
        "task:group !exists",
    ] {
        let (code, out, err) = asked(&large, &[query, "fleet.yaml"]);
        assert_eq!(code, 0, "{err}");
        assert!(out.lines().count() < 30, "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    }
}

#[test]
fn a_malformed_expression_gets_a_caret_under_its_column() {
    let (code, out, err) = asked(FLEET, &["attribute:stack = prod", "fleet.yaml"]);
    assert_eq!((code, &*out), (2, ""));
    let told = "\
error: column 17 of the expression: `=` is no operator
  |
  | attribute:stack = prod
  |                 ^
  = help: write `==`
";
    assert_eq!(err, told);
    let (code, _, err) = asked(FLEET, &["agentVersion == 1", "fleet.yaml", "--at", "31m"]);
    assert_eq!(
        (code, &*err),
        (2, "error: the scenario lasts 30m: write `--at` up to it\n")
    );
}

#[test]
fn a_program_reads_every_instance() {
    let args = [
        "attribute:rack exists",
        "fleet.yaml",
        "--at",
        "8m",
        "--json",
    ];
    let (code, out, err) = asked(FLEET, &args);
    assert_eq!((code, &*err), (0, ""));
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["at"], "8m");
    let instances = document["instances"].as_array().unwrap();
    let meant: Vec<bool> = instances.iter().map(|it| it["matches"] == true).collect();
    assert_eq!(meant, [false, false, false, false, true, false]);
    let second = serde_json::json!({
        "instance": "i-2",
        "matches": false,
        "instanceType": "m5.large",
        "availabilityZone": "us-east-1a",
        "status": "DRAINING",
        "agentConnected": true,
        "runningTasksCount": 0,
        "takesTasks": false,
        "whyNot": "attribute:rack is not there, so `attribute:rack exists` is false",
    });
    assert_eq!(instances[1], second);
}

/// What calls change is told, and a call that is refused changes nothing.
#[test]
fn calls_about_attributes_are_rows() {
    let bench = Bench::new();
    let calls = bench.play(FLEET).said("Attributes");
    let told = [
        "300 putAttributes i-1 i-5: stack=test, rack",
        "480 deleteAttributes i-3: stack",
        "540 deleteAttributes i-3: nothing",
        "540 deleteAttributes was refused: TargetNotFoundException: i-3 has no such attribute.",
        "600 putAttributes i-4: a, b, c, d, e, f, g, h, i",
        "660 putAttributes i-4 i-1: j, stack=dev",
        "660 putAttributes was refused: AttributeLimitExceededException: i-4 would have more than \
         10 custom attributes.",
    ];
    assert_eq!(calls, told);
    for (query, meant) in [
        ("attribute:stack == dev", 0),
        ("attribute:stack == test", 1),
        ("attribute:i exists", 1),
        ("attribute:ecs.subnet-id == private-us-east-1b", 1),
        ("attribute:ecs.availability-zone == us-east-1b", 1),
        ("attribute:j exists", 0),
    ] {
        let (_, out, _) = asked(FLEET, &[query, "fleet.yaml", "--at", "12m", "--json"]);
        assert_eq!(out.matches("\"matches\": true").count(), meant, "{query}");
    }
}
