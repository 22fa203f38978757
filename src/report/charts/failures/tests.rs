//! What a chart of failures says.

use super::*;
use crate::report::{DeploymentState, Hold, stop_codes, testdata};

/// Three failures 30 s apart from 60 s on; what came before is back at 150 s.
fn failing() -> RunResult {
    let mut result = testdata::tiny();
    let begun = result.deployment_states[1];
    let at = |second: u64, count: u32| DeploymentState {
        time: SimTime::from_secs(second),
        failures: Some((count, 3)),
        ..begun
    };
    let waits = Hold::BackOff(SimTime::from_secs(100), 4);
    let failed = DeploymentState {
        state: "FAILED",
        sides: None,
        ..at(120, 3)
    };
    let back = DeploymentState {
        deployment: 0,
        state: "COMPLETED",
        failures: None,
        ..at(150, 0)
    };
    let held = DeploymentState {
        hold: Some(waits),
        ..at(90, 1)
    };
    let still = DeploymentState {
        time: SimTime::from_secs(95),
        ..held
    };
    result.deployment_states.truncate(1);
    let states = [at(60, 0), held, still, at(110, 2), failed, back];
    result.deployment_states.extend(states);
    result
}

#[test]
fn counts_waits_and_ends_come_from_the_states() {
    let result = failing();
    assert_eq!(choose(&result), [1]);
    let at = SimTime::from_secs;
    let expected = Course {
        counts: vec![(at(60), 0), (at(90), 1), (at(110), 2), (at(120), 3)],
        thresholds: vec![(at(60), 3)],
        ended: vec![],
        back_offs: vec![(at(90), at(100))],
        completed: None,
        failed: Some(at(120)),
        rolled_back: Some(at(150)),
        until: at(150),
    };
    assert_eq!(Course::of(&result, 1), expected);
    assert_eq!(choose(&testdata::tiny()), [0; 0]);
}

#[test]
fn the_picture_says_when_it_failed_and_what_it_waited() {
    let result = failing();
    let pictures = crate::report::charts::pictures(&result);
    let name = "failures-web-d-2.svg";
    let picture = pictures.iter().find(|picture| picture.file == name);
    let svg = std::str::from_utf8(&picture.expect("a picture").bytes).unwrap();
    let lines = [
        "threshold",
        "counted by the breaker",
        "back-off",
        "10s",
        "Shaded: the next start has to wait.",
    ];
    for text in lines {
        assert!(svg.contains(text), "{text}");
    }
    for end in ["FAILED", "rolled back"] {
        assert_eq!(
            svg.matches(end).count(),
            2,
            "{end} at its line and in the legend"
        );
    }
}

/// No breaker counts them, and yet they are what one wants to see.
#[test]
fn tasks_that_end_by_themselves_are_counted_without_a_breaker() {
    let mut result = testdata::tiny();
    let at = SimTime::from_secs;
    let begun = result.deployments[1].created_at;
    result.deployments[1].completed_at = Some(at(400));
    for state in &mut result.deployment_states {
        state.failures = None;
    }
    let mut task = result.tasks[0].clone();
    task.deployment = Some(1);
    for (code, second) in [
        (stop_codes::ESSENTIAL_CONTAINER_EXITED, 200),
        (stop_codes::TASK_FAILED_TO_START, 150),
        ("ServiceSchedulerInitiated", 160),
        (stop_codes::ESSENTIAL_CONTAINER_EXITED, 200),
        (stop_codes::ESSENTIAL_CONTAINER_EXITED, 500),
    ] {
        task.stop_code = code;
        task.stopping_at = Some(at(second));
        task.told_to_stop_at = None;
        task.stopped_at = Some(at(second));
        result.tasks.push(task.clone());
    }
    assert_eq!(choose(&result), [1]);
    let ended = vec![(begun, 0), (at(150), 1), (at(200), 3), (at(500), 4)];
    let course = Course::of(&result, 1);
    assert_eq!((course.ended, course.completed), (ended, Some(at(400))));
    let chart = Failures::new(&result, 1);
    let texts: Vec<String> = chart.legend().into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["failed or ended", "COMPLETED"]);
    let said = "Lines: tasks that failed to start, failed their health checks or exited.";
    assert_eq!(hint(&chart.course), said);
    // Two of them are chance, and what comes after another one took its place is not its own.
    result.deployments[1].ended_at = Some(at(199));
    assert_eq!(choose(&result), [0; 0]);
}

#[test]
fn labels_of_two_ends_stand_apart() {
    let plot = Area {
        left: 100,
        top: 0,
        right: 1_000,
        bottom: 100,
    };
    let left = |x, lines: &[i32]| label_left(x, 60, &plot, lines);
    assert_eq!(left(500, &[500, 700]), 508);
    assert_eq!(left(500, &[500, 520]), 432, "the other line is in the way");
    assert_eq!(left(520, &[500, 520]), 528);
    assert_eq!(left(950, &[950]), 882, "the plot ends");
}

/// A task that is replaced for its health checks failed when a check said so, not when it went.
#[test]
fn a_health_check_counts_when_it_fails() {
    let mut result = testdata::tiny();
    let at = SimTime::from_secs;
    for task in &mut result.tasks[..3] {
        task.deployment = Some(1);
        task.stop_code = stop_codes::SERVICE_SCHEDULER_INITIATED;
        task.stopped_reason = stop_codes::UNHEALTHY.into();
        task.unhealthy = vec![(at(90), None)];
    }
    result.deployments[1].completed_at = None;
    for state in &mut result.deployment_states {
        state.failures = None;
    }
    assert_eq!(choose(&result), [1]);
    assert_eq!(Course::of(&result, 1).ended[1..], [(at(90), 3)]);
}

#[test]
fn no_line_hides_another_or_the_axis() {
    let mut result = failing();
    result.tasks.clear();
    let chart = Failures::new(&result, 1);
    let plot = chart.frame.plot;
    let points = chart.steps(&[(SimTime::from_secs(60), 0)], SimTime::from_secs(90));
    assert!(points.iter().all(|(_, y)| *y < plot.bottom - 2));
    const { assert!(WIDE > 4 + 4) };
}
