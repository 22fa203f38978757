//! Counts of tasks, instances and rows.

use std::collections::BTreeMap;

use super::readiness::follow;
use super::{Blocked, InVain, InstanceCounts, NoRoom, ServiceSummary, Summary, TaskCounts};
use crate::engine::SimTime;
use crate::report::expectation::judge;
use crate::report::{self, RunResult, ServiceState, TaskRow, Unmet, WithoutRoom};

impl<'a> Summary<'a> {
    /// Counts everything.
    pub fn of(result: &'a RunResult) -> Self {
        let mut services = services(result);
        let places: BTreeMap<&str, usize> = result
            .services
            .iter()
            .enumerate()
            .map(|(place, label)| (label.as_str(), place))
            .collect();
        let mut tasks = TaskCounts::default();
        let mut interrupted_fargate_tasks = 0;
        for task in &result.tasks {
            tasks.add(task);
            interrupted_fargate_tasks += u32::from(task.interrupted);
            if let Some(&place) = places.get(task.service.as_str()) {
                services[place].tasks.add(task);
            }
        }
        let told = &result.told;
        for failure in &told.without_room {
            services[failure.service as usize].no_room.add(failure);
        }
        for blocked in &told.blocked {
            let spells = &mut services[blocked.service as usize].blocked;
            // It is said again and again as long as it lasts.
            if spells
                .last()
                .is_none_or(|spell| spell.until <= blocked.time)
            {
                spells.push(stands_still(result, blocked));
            }
        }
        Self {
            result,
            services,
            tasks,
            instances: instances(result),
            interrupted_fargate_tasks,
            placement_failures: u32::try_from(told.without_room.len()).unwrap_or(u32::MAX),
            in_vain: InVain::of(&told.unmet),
            verdicts: judge(result),
        }
    }
}

impl TaskCounts {
    fn add(&mut self, task: &TaskRow) {
        if task.stood_at_start() {
            self.at_start += 1;
        } else if task.started_at.is_some() {
            self.started += 1;
        }
        if task.stopped_at.is_some() {
            *self.stopped.entry(task.stop_code).or_default() += 1;
            self.done += u32::from(task.is_done());
        }
    }
}

/// Each service with its states and deployments, its tasks not yet counted.
fn services(result: &RunResult) -> Vec<ServiceSummary<'_>> {
    let end = SimTime::ZERO + result.duration;
    let mut states: Vec<Vec<&ServiceState>> = vec![Vec::new(); result.services.len()];
    for state in &result.service_states {
        states[state.service as usize].push(state);
    }
    let mut services: Vec<ServiceSummary> = result
        .services
        .iter()
        .zip(states)
        .map(|(label, states)| {
            let course = follow(states.into_iter(), end);
            ServiceSummary {
                label,
                at_end: course.at_end,
                tasks: TaskCounts::default(),
                readiness: course.whole,
                once_full: course.once_full,
                deployments: Vec::new(),
                no_room: NoRoom {
                    lacking: course.lacking,
                    ..NoRoom::default()
                },
                blocked: Vec::new(),
            }
        })
        .collect();
    for (place, deployment) in result.deployments.iter().enumerate() {
        services[deployment.service as usize]
            .deployments
            .push(place);
    }
    services
}

/// How long that service stood still from then on: until a task of it starts or stops.
fn stands_still(result: &RunResult, blocked: &report::Blocked) -> Blocked {
    let (service, from) = (blocked.service, blocked.time);
    let tasks = |state: &ServiceState| (state.running, state.pending, state.stopping);
    let states = &result.service_states;
    let (before, later) = states.split_at(states.partition_point(|state| state.time <= from));
    let is_its = |state: &&ServiceState| state.service == service;
    let stood = before.iter().rev().find(is_its);
    let until = later
        .iter()
        .filter(is_its)
        .find(|state| Some(tasks(state)) != stood.map(tasks))
        .map_or(SimTime::ZERO + result.duration, |state| state.time);
    Blocked {
        from,
        until,
        held: blocked.held,
    }
}

impl InVain {
    fn of(unmet: &[Unmet]) -> Self {
        let mut in_vain = Self::default();
        for unmet in unmet {
            match *unmet {
                Unmet::Refused(call) => *in_vain.refused.entry(call).or_default() += 1,
                Unmet::HitNothing(mishap) => *in_vain.hit_nothing.entry(mishap).or_default() += 1,
                Unmet::RunInPart => in_vain.run_in_part += 1,
            }
        }
        in_vain
    }
}

impl NoRoom {
    fn add(&mut self, failure: &WithoutRoom) {
        self.failures += 1;
        let first = self.between.map_or(failure.time, |(first, _)| first);
        self.between = Some((first, failure.time));
        self.reason = failure.reason;
    }
}

/// Instances by market.
fn instances(result: &RunResult) -> InstanceCounts {
    let mut counts = InstanceCounts::default();
    for instance in &result.instances {
        let begun = if instance.stood_at_start {
            &mut counts.at_start
        } else {
            &mut counts.launched
        };
        *begun.entry(instance.market).or_default() += 1;
        if instance.terminated_at.is_some() {
            *counts.terminated.entry(instance.market).or_default() += 1;
            let end = (instance.why.clone(), instance.end);
            *counts.ended_by.entry(end).or_default() += 1;
        }
        if instance.interrupted {
            *counts.interrupted.entry(instance.market).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
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
        let in_vain = InVain::of(&[
            Unmet::Refused("stopTask"),
            Unmet::Refused("runTask"),
            Unmet::HitNothing("spotInterruption"),
            Unmet::RunInPart,
            Unmet::Refused("stopTask"),
        ]);
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
}
