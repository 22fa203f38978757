//! Counts of results made by hand.

use super::*;
use crate::report::summary::sum;
use crate::report::testdata;

#[test]
fn tasks_and_instances_are_counted_by_what_became_of_them() {
    let result = testdata::medium();
    let summary = Summary::of(&result);
    assert_eq!(
        summary.tasks.at_start + summary.tasks.started,
        u32::try_from(
            result
                .tasks
                .iter()
                .filter(|t| t.started_at.is_some())
                .count()
        )
        .unwrap()
    );
    assert_eq!(sum(&summary.instances.interrupted), 2);
    assert_eq!(summary.instances.interrupted["spot"], 2);
    assert_eq!(summary.interrupted_fargate_tasks, 2);
    assert_eq!(summary.placement_failures, 3);
    assert_eq!(
        sum(&summary.instances.at_start) + sum(&summary.instances.launched),
        u32::try_from(result.instances.len()).unwrap()
    );
}

#[test]
fn a_service_that_was_blocked_moves_again_when_a_task_does() {
    let mut result = testdata::tiny();
    result.told.blocked = [65, 68]
        .map(|second| report::Blocked {
            time: SimTime::from_secs(second),
            service: 0,
            held: testdata::STUCK,
        })
        .into();
    let spells = &Summary::of(&result).services[0].blocked;
    assert_eq!(
        spells[..],
        [Blocked {
            from: SimTime::from_secs(65),
            until: SimTime::from_secs(70),
            held: testdata::STUCK,
        }]
    );
}

#[test]
fn what_was_asked_for_in_vain_is_counted_by_its_name() {
    let in_vain = InVain::of(&Told {
        unmet: vec![
            Unmet::Refused("stopTask"),
            Unmet::Refused("runTask"),
            Unmet::HitNothing("spotInterruption"),
            Unmet::RunInPart,
            Unmet::Throttled("runTask"),
            Unmet::Refused("stopTask"),
        ],
        retries: 1,
        ..Told::default()
    });
    assert_eq!(in_vain.throttled, BTreeMap::from([("runTask", 1)]));
    assert_eq!((in_vain.retries, in_vain.given_up), (1, 0));
    assert_eq!(
        in_vain.refused,
        BTreeMap::from([("runTask", 1), ("stopTask", 2)])
    );
    assert_eq!(
        in_vain.hit_nothing,
        BTreeMap::from([("spotInterruption", 1)])
    );
    assert_eq!(in_vain.run_in_part, 1);
}

#[test]
fn a_service_without_room_says_what_it_lacked_the_last_time() {
    let mut result = testdata::medium();
    result.told.without_room = [(10, 1, "RESOURCE:CPU"), (20, 1, "RESOURCE:MEMORY")]
        .map(|(second, service, reason)| WithoutRoom {
            time: SimTime::from_secs(second),
            service,
            reason,
        })
        .into();
    let summary = Summary::of(&result);
    assert_eq!(summary.placement_failures, 2);
    let failures: Vec<u32> = summary
        .services
        .iter()
        .map(|s| s.no_room.failures)
        .collect();
    assert_eq!(failures, [0, 2, 0]);
    let no_room = &summary.services[1].no_room;
    assert_eq!(no_room.reason, "RESOURCE:MEMORY");
    let between = [10, 20].map(SimTime::from_secs);
    assert_eq!(no_room.between, Some((between[0], between[1])));
}

#[test]
fn what_came_up_in_no_time_did_not_stand_at_the_start() {
    let mut result = testdata::tiny();
    for task in &mut result.tasks[..2] {
        task.pull_started_at = Some(SimTime::ZERO);
    }
    result.instances[0].stood_at_start = false;
    let summary = Summary::of(&result);
    assert_eq!((summary.tasks.at_start, summary.tasks.started), (2, 6));
    assert_eq!(sum(&summary.instances.at_start), 2);
    assert_eq!(sum(&summary.instances.launched), 1);
}

#[test]
fn the_tasks_of_a_service_are_its_own() {
    let result = testdata::medium();
    let summary = Summary::of(&result);
    for service in &summary.services {
        let of_it = || result.tasks.iter().filter(|t| t.service == service.label);
        let count = |tasks: usize| u32::try_from(tasks).unwrap();
        let (at_start, later): (Vec<_>, Vec<_>) = of_it()
            .filter(|task| task.started_at.is_some())
            .partition(|task| task.stood_at_start());
        let stopped = of_it().filter(|task| task.stopped_at.is_some()).count();
        assert_eq!(service.tasks.at_start, count(at_start.len()));
        assert_eq!(service.tasks.started, count(later.len()));
        assert_eq!(sum(&service.tasks.stopped), count(stopped));
        assert!(service.tasks.at_start > 0 && service.tasks.started > 0);
    }
    assert!(summary.services.len() > 1);
}
