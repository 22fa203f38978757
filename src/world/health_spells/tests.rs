//! Whether the spells say what the services count.

use crate::engine::SimTime;
use crate::report::RunResult;
use crate::scenario::{Overrides, load_text};
use crate::world::simulate;

const CHECKED: &str = "duration: 20m
aws:
  containerInstances: [{instanceType: t3.large, count: 2}]
  taskDefinitions:
    - family: api
      cpu: 256
      memory: 512
      containerDefinitions:
        - name: api
          image: \"x/api:1\"
          RESTART
          healthCheck: {command: [CMD, ok], interval: 10, retries: 3}
  services:
    - serviceName: api
      taskDefinition: api
      desiredCount: 4
      deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 200}
world:
  profile: instant
  applications: {api: {launch: 30s, shutdown: 20sCRASH}}
timeline:
";

fn play(crash: &str, restart: &str, timeline: &str) -> RunResult {
    let text = CHECKED.replace("CRASH", crash).replace("RESTART", restart) + timeline;
    let loaded = load_text("checked", &text, &Overrides::default());
    let complaint = loaded.diagnostics.render(false);
    let scenario = loaded.scenario.unwrap_or_else(|| panic!("{complaint}"));
    simulate(&scenario, &mut |_| false, true).expect("it ends")
}

/// How many tasks the spells leave ready, and how many they tell to be unhealthy.
fn told(result: &RunResult, now: SimTime) -> (u32, u32) {
    let is_in = |spells: &[(SimTime, Option<SimTime>)]| {
        let mut spells = spells.iter();
        spells.any(|(from, until)| *from <= now && until.is_none_or(|until| now < until))
    };
    let (mut ready, mut unhealthy) = (0, 0);
    for task in &result.tasks {
        let is_there = task.stops_at().is_none_or(|stop| now < stop);
        let has_been = task.ready_at.is_some_and(|ready| ready <= now);
        let is_bad = is_in(&task.unhealthy);
        unhealthy += u32::from(is_there && is_bad);
        ready += u32::from(is_there && has_been && !is_bad && !is_in(&task.restarting));
    }
    (ready, unhealthy)
}

fn agree(result: &RunResult) {
    for state in &result.service_states {
        let counted = (state.ready, state.unhealthy);
        assert_eq!(told(result, state.time), counted, "{}", state.time);
    }
}

#[test]
fn spells_tell_what_the_service_counts() {
    let fails = "  - {at: 1m, healthCheckFailure: {service: api, count: 3}}\n";
    let result = play("", "", fails);
    agree(&result);
    let most = result.service_states.iter().map(|state| state.unhealthy);
    assert_eq!(most.max(), Some(3));
    // They recover, and some of those that came in their place go.
    let recovers = fails.replace("3}", "3, for: 50s}");
    agree(&play("", "", &recovers));
    // A container that comes again has to be found healthy anew.
    let restart = "restartPolicy: {enabled: true, restartAttemptPeriod: 60}";
    let result = play(", crash: {after: 2m, exitCode: 1}", restart, "  []\n");
    agree(&result);
    assert!(result.tasks.iter().any(|task| !task.restarting.is_empty()));
}
