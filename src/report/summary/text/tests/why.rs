//! What the summary says of why things went as they did, and of what is left at the end.

use super::is_within_limits;
use crate::engine::SimTime;
use crate::report::{Unmet, testdata};

/// What a deployment failed of stands below it, the most frequent reason first.
#[test]
fn a_deployment_that_failed_says_of_what_and_what_came_back() {
    let mut result = testdata::tiny();
    let row = &mut result.deployments[1];
    row.completed_at = None;
    (row.state, row.failed_tasks) = ("FAILED", 3);
    row.ended_at = Some(SimTime::from_secs(90));
    row.rolled_back_at = Some(SimTime::from_secs(100));
    row.rolled_back_to = Some("web:1".into());
    let by = "ecs-svc/web/d-2";
    let tasks = result.tasks.iter_mut().filter(|task| task.started_by == by);
    for (place, task) in tasks.enumerate() {
        task.stopped_at = Some(SimTime::from_secs(80));
        (task.stop_code, task.stopped_reason) = match place {
            0 => (
                "ServiceSchedulerInitiated",
                "Task failed container health checks".into(),
            ),
            _ => (
                "TaskFailedToStart",
                "CannotPullContainerError: no such tag".into(),
            ),
        };
    }
    let page = is_within_limits(&result);
    let said = "web → web:2 FAILED at 1m30s, rolled back to web:1 at 1m40s (began at 1m)\n\
                \x20                3 tasks failed to start: CannotPullContainerError: no such tag\n\
                \x20                1 task failed its container health checks\n";
    assert!(page.contains(said), "{page}");
}

#[test]
fn tasks_say_how_many_never_ran_and_what_keeps_the_rest() {
    let mut result = testdata::tiny();
    let waits = "app waits for proxy to be HEALTHY, which is UNHEALTHY and has no startTimeout";
    for task in &mut result.tasks[4..6] {
        task.started_at = None;
        task.never_runs = Some(waits.into());
    }
    result.tasks[6].is_protected = true;
    result.tasks[0].started_at = None;
    result.tasks[0].created_at = SimTime::from_secs(1);
    let page = is_within_limits(&result).replace("\n                 ", " ");
    let said = [
        "3 at the start, 5 created (1 stopped before RUNNING, 2 not RUNNING yet), 4 stopped",
        &format!("2 tasks of web:2 never become RUNNING: {waits}\n"),
        "1 protected from scale-in at the end\n",
    ];
    for said in said {
        assert!(page.contains(said), "{page}");
    }
}

#[test]
fn more_ready_tasks_than_desired_are_explained() {
    let mut result = testdata::tiny();
    result.service_states.last_mut().unwrap().desired = 3;
    let page = is_within_limits(&result);
    assert!(
        page.contains("4 at the end, 1 more than the 3 desired\n"),
        "{page}"
    );
    result.tasks[6].is_protected = true;
    let page = is_within_limits(&result);
    assert!(
        page.contains("more than the 3 desired: 1 protected from scale-in\n"),
        "{page}"
    );
    result.tasks[6].is_protected = false;
    result.deployments[1].state = "IN_PROGRESS";
    let page = is_within_limits(&result);
    assert!(
        page.contains("3 desired: its deployment is not done yet\n"),
        "{page}"
    );
}

#[test]
fn agents_that_were_lost_are_told_and_records_without_one_are_named() {
    let mut result = testdata::tiny();
    let at = SimTime::from_secs(60);
    for instance in &mut result.instances {
        (instance.agent_connected, instance.disconnected_at) = (Some(false), Some(at));
    }
    result.instances[0].away = vec![(at, Some(SimTime::from_secs(90)))];
    result.instances[1].away = vec![(at, None)];
    result.instances[0].terminated_at = Some(at);
    result.instances[1].stopped_at = Some(at);
    let page = is_within_limits(&result).replace("\n                 ", " ");
    let record = "its container instance stays registered with agentConnected false";
    let said = [
        "Agents         3 instances lost their agent: i-1 for 30s, i-2 for good, i-3\n".to_owned(),
        format!("i-1 is terminated; {record}\n"),
        format!("i-2 is stopped; {record}\n"),
        format!("i-3 is still without an agent at the end; {record}\n"),
    ];
    for said in said {
        assert!(page.contains(&said), "{page}");
    }
    result.instances[2].status = "INACTIVE";
    assert!(!is_within_limits(&result).contains("i-3 is"));
}

#[test]
fn throttled_calls_say_what_became_of_them() {
    let mut result = testdata::tiny();
    result.told.unmet = vec![Unmet::Throttled("runTask"); 3];
    (result.told.retries, result.told.given_up) = (2, 1);
    let page = is_within_limits(&result);
    let said = "Timeline       3 API calls throttled (runTask); EventBridge tried again 2 times; \
                EventBridge gave up 1 call\n";
    assert!(
        page.replace("\n                 ", " ").contains(said),
        "{page}"
    );
}
