//! One service under rolling updates and mishaps.

use ecsim::ecs::rolling_update::{is_stuck, max_total, min_healthy};
use proptest::prelude::*;

use crate::states::check_states;
use crate::support::{cases, check_rows, play};
use crate::words::check_words;

/// One service on more instances than it can need, with delays drawn for each task, and some
/// entries of the timeline.
fn service(seed: u64, desired: u32, percents: (u32, u32), timeline: &str) -> String {
    let (minimum, maximum) = percents;
    format!(
        "seed: {seed}
duration: 2d
aws:
  containerInstances: [{{instanceType: m5.xlarge, count: 6}}]
  taskDefinitions:
    - &web {{family: web, cpu: 128, memory: 256, containerDefinitions: [{{name: web, image: web}}]}}
    - *web
    - *web
  services:
    - serviceName: web
      taskDefinition: web:1
      desiredCount: {desired}
      availabilityZoneRebalancing: DISABLED
      deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}
world:
  profile: instant
  applications: {{web: {{launch: {{uniform: [1s, 90s]}}, shutdown: {{uniform: [0s, 30s]}}}}}}
timeline:
{timeline}"
    )
}

const UPDATE: &str = "  - {at: 60s, updateService: {service: web, taskDefinition: \"web:2\"}}\n";

proptest! {
    #![proptest_config(cases(150))]

    /// The invariants of a rolling update, as whole runs with random delays.
    #[test]
    fn an_update_keeps_the_floor_and_the_ceiling_and_ends(
        seed in 0u64..1 << 62,
        desired in 0u32..15,
        minimum in (0u32..=20).prop_map(|step| step * 5),
        maximum in (20u32..=50).prop_map(|step| step * 5),
    ) {
        let result = play(&service(seed, desired, (minimum, maximum), UPDATE));
        let (floor, ceiling) = (min_healthy(desired, minimum), max_total(desired, maximum));
        for state in &result.service_states {
            prop_assert!(state.ready >= floor.min(desired), "{state:?}");
            prop_assert!(state.total() <= ceiling.max(desired), "{state:?}");
        }
        let of_second = result.tasks.iter().filter(|task| task.task_definition == "web:2");
        let started = of_second.count();
        let completed = result.deployments[1].completed_at.is_some();
        if is_stuck(desired, floor, ceiling) {
            prop_assert!(!completed && started == 0);
        } else {
            prop_assert!(completed, "{:?}", result.deployments);
            prop_assert_eq!(started, desired as usize);
        }
    }

    /// Whatever happens: counts are those of the tasks, no instance gives more than it has, every
    /// row has an earlier cause, rows are in order of time, and in the end the service is whole.
    #[test]
    fn the_world_keeps_its_laws_under_mishaps(
        seed in 0u64..1 << 62,
        desired in 1u32..12,
        entries in prop::collection::vec((0u32..7, 0u32..3600, 1u32..9), 0..12),
    ) {
        let timeline: String = entries.iter().map(|(kind, at, number)| mishap(*kind, *at, *number)).collect();
        let timeline = if timeline.is_empty() { "  []\n".to_owned() } else { timeline };
        let scenario = service(seed, desired, (50, 200), &timeline);
        let mut result = play(&scenario);
        check_rows(&result)?;
        check_states(&result)?;
        check_words(&scenario, &mut result)?;
        let last = result.service_states.last().expect("a row at 0 s");
        let alive = result.instances.iter().any(|instance| instance.terminated_at.is_none());
        if alive && !timeline.contains("DRAINING") && !timeline.contains("deregister") {
            prop_assert_eq!((last.ready, last.total()), (last.desired, last.desired));
        }
        for task in &result.tasks {
            prop_assert_eq!(task.stopped_at.is_some(), !task.stop_code.is_empty() && task.stopped_at.is_some());
            prop_assert!(task.started_at.is_none_or(|at| at >= task.created_at));
        }
    }
}

fn mishap(kind: u32, at: u32, number: u32) -> String {
    let action = match kind {
        0 => format!("updateService: {{service: web, desiredCount: {number}}}"),
        1 => "updateService: {service: web, taskDefinition: \"web:2\"}".to_owned(),
        2 => "updateService: {service: web, forceNewDeployment: true}".to_owned(),
        3 => format!("terminateInstances: {{instanceIds: [i-{}]}}", number.min(4)),
        4 => format!("stopTask: {{task: web/{number}}}"),
        5 => format!(
            "updateContainerInstancesState: {{containerInstances: [i-{}], status: {}}}",
            number.min(6),
            if number.is_multiple_of(2) {
                "ACTIVE"
            } else {
                "DRAINING"
            }
        ),
        _ => format!("availabilityZoneOutage: {{availabilityZone: us-east-1a, for: {number}m}}"),
    };
    format!("  - {{at: {at}s, {action}}}\n")
}
