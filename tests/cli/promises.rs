//! What is said of a broken promise, word for word: one of each kind, on one small scenario.
//!
//! The promises stand in `tests/promises/`, what is said of them in `tests/golden/promises.txt`.
//! To write what the program says now: `ECSIM_BLESS=1 cargo test --test cli promises`; then read
//! the difference as somebody who has only this text.

use crate::support::{Bench, bless, read, repository};

fn bench() -> Bench {
    let bench = Bench::new();
    for entry in std::fs::read_dir(repository("tests/promises")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        bench.file(&format!("promises/{name}"), read(&path));
    }
    bench
}

#[test]
fn what_is_said_of_each_broken_promise() {
    let said = bench().test(&["promises", "--paranoid"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let golden = repository("tests/golden/promises.txt");
    if bless() {
        std::fs::write(&golden, &said.out).unwrap();
    }
    let expected = read(&golden);
    assert!(
        said.out == expected,
        "not as in {}:\n{}",
        golden.display(),
        said.out
    );
}

/// The value and the instant of a broken promise belong together.
#[test]
fn a_value_is_told_with_the_instant_at_which_it_was_so() {
    let bench = Bench::new();
    let crash = "
duration: 10m
aws:
  containerInstances: [{instanceType: m5.large, count: 4}]
  taskDefinitions:
    - {family: web, containerDefinitions: [{name: app, image: web, cpu: 256, memory: 512}]}
    - {family: web, containerDefinitions: [{name: app, image: web, cpu: 256, memory: 512}]}
  services:
    - serviceName: web
      taskDefinition: \"web:1\"
      desiredCount: 4
      deploymentConfiguration: {minimumHealthyPercent: 50, deploymentCircuitBreaker: {enable: true, rollback: false}}
world: {profile: instant, applications: {\"web:2\": {startFailure: {after: 10s}}}}
timeline:
  - {at: 2m, updateService: {service: web, taskDefinition: \"web:2\"}}
  - {at: 8m, updateService: {service: web, desiredCount: 6}}
expect:
  - max(web.desired) == 8
  - min(web.desired) >= 5
  - deployment(web).failedTasks == 2
  - deployment(web).completedAt < 5m
";
    bench.file("told.yaml", crash);
    let out = bench.test(&["told.yaml", "--json"]).json();
    let judged = &out["scenarios"][0]["expectations"];
    let at = |place: usize| {
        (
            judged[place]["value"].clone(),
            judged[place]["brokenAt"]["value"].clone(),
        )
    };
    assert_eq!(at(0), (6.into(), 480.into()), "{judged}");
    assert_eq!(at(1), (4.into(), 0.into()));
    // The third task fails 10 s after its start, long before the end.
    assert_eq!(at(2), (3.into(), 130.into()));
    assert_eq!(judged[3]["remarks"][0], "it was never COMPLETED");
}

#[test]
fn every_one_of_them_is_broken_and_told() {
    let bench = bench();
    let document = bench.test(&["promises", "--json"]).json();
    let said = bench.test(&["promises"]).out;
    let mut count = 0;
    for scenario in document["scenarios"].as_array().unwrap() {
        for judged in scenario["expectations"].as_array().unwrap() {
            let sentence = judged["expect"].as_str().unwrap();
            assert_eq!(judged["ok"], false, "{sentence}");
            assert!(said.contains(&format!("  {sentence}\n")), "{sentence}");
            count += 1;
        }
    }
    assert!(count >= 40, "{count}");
}
