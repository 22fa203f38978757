//! Counts of tasks, instances and rows.

use std::collections::{BTreeMap, BTreeSet};

use super::json::camel_case;
use super::readiness::follow;
use super::{Blocked, InVain, InstanceCounts, NoRoom, ServiceSummary, Summary, TaskCounts};
use crate::engine::SimTime;
use crate::report::{Row, RunResult, ServiceState, TaskRow};

/// Fact: "Amazon ECS service action events", Amazon ECS Developer Guide.
const PLACEMENT_FAILURE: &str = "SERVICE_TASK_PLACEMENT_FAILURE";

/// Fact: "Amazon ECS service action events", Amazon ECS Developer Guide.
const BLOCKED: &str = "Service Deployment Blocked";

/// Fact: "Spot Instance interruption notices", Amazon EC2 User Guide.
const INTERRUPTION_WARNING: &str = "EC2 Spot Instance Interruption Warning";

/// What a call of the timeline is answered with.
const RUN_TASK: &str = "RunTask";
const REFUSED: &str = "API Call Refused";
const HIT_NOTHING: &str = "Nothing To Hit";

/// The rows that say something which the tables do not.
const TELLING: [&str; 6] = [
    PLACEMENT_FAILURE,
    BLOCKED,
    INTERRUPTION_WARNING,
    RUN_TASK,
    REFUSED,
    HIT_NOTHING,
];

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
            interrupted_fargate_tasks += u32::from(task.is_interrupted());
            if let Some(&place) = places.get(task.service.as_str()) {
                services[place].tasks.add(task);
            }
        }
        let told = read_journal(result, &places, &mut services);
        Self {
            result,
            services,
            tasks,
            instances: instances(result, &told.warned),
            interrupted_fargate_tasks,
            placement_failures: told.placement_failures,
            in_vain: told.in_vain,
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

/// What the rows say of the run as a whole.
#[derive(Default)]
struct Told {
    placement_failures: u32,
    /// The ids of the instances that Spot took back.
    warned: BTreeSet<String>,
    in_vain: InVain,
}

/// Reads what only the rows say. Services are told when they lacked room and when their percents
/// left no move.
fn read_journal(
    result: &RunResult,
    places: &BTreeMap<&str, usize>,
    services: &mut [ServiceSummary],
) -> Told {
    let mut told = Told::default();
    let mut row = Row::default();
    result.journal.events(&mut |seq, event| {
        if !TELLING.contains(&event) {
            return;
        }
        result.journal.row(seq, &mut row);
        let place = places.get(row.resource.as_str()).copied();
        match (event, place) {
            (INTERRUPTION_WARNING, _) => {
                told.warned.insert(row.resource.clone());
            }
            (BLOCKED, Some(place)) => {
                let spells = &mut services[place].blocked;
                // It is said again and again as long as it lasts.
                if spells.last().is_none_or(|spell| spell.until <= row.time) {
                    spells.push(blocked(result, place, row.time));
                }
            }
            (PLACEMENT_FAILURE, place) => {
                told.placement_failures += 1;
                if let Some(place) = place {
                    services[place].no_room.add(&row);
                }
            }
            _ => told.in_vain.add(&row),
        }
    });
    told
}

/// How long that service stood still from then on: until a task of it starts or stops.
fn blocked(result: &RunResult, service: usize, from: SimTime) -> Blocked {
    let tasks = |state: &ServiceState| (state.running, state.pending, state.stopping);
    let states = &result.service_states;
    let (before, later) = states.split_at(states.partition_point(|state| state.time <= from));
    let is_its = |state: &&ServiceState| state.service as usize == service;
    let stood = before.iter().rev().find(is_its);
    let until = later
        .iter()
        .filter(is_its)
        .find(|state| Some(tasks(state)) != stood.map(tasks))
        .map_or(SimTime::ZERO + result.duration, |state| state.time);
    Blocked {
        from,
        until,
        bounds: stood.map(|state| (state.min_healthy, state.max_total)),
    }
}

impl InVain {
    /// Adds a row that says so; its first word is the name of the action.
    fn add(&mut self, row: &Row) {
        let name = row.message.split([' ', ':']).next().unwrap_or_default();
        let is_given = |key| {
            let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
            detail.get(key).is_some()
        };
        let counts = match row.event {
            HIT_NOTHING => &mut self.hit_nothing,
            REFUSED => &mut self.refused,
            RUN_TASK if is_given("errorCode") => &mut self.refused,
            RUN_TASK => {
                self.run_in_part += u32::from(is_given("failures"));
                return;
            }
            _ => return,
        };
        *counts.entry(camel_case(name)).or_default() += 1;
    }
}

impl NoRoom {
    /// Adds a row that says so.
    fn add(&mut self, row: &Row) {
        self.failures += 1;
        let first = self.between.map_or(row.time, |(first, _)| first);
        self.between = Some((first, row.time));
        let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
        if let Some(reason) = detail["reason"].as_str() {
            reason.clone_into(&mut self.reason);
        }
    }
}

/// Instances by market; `warned` are the ids of those that Spot took back.
fn instances(result: &RunResult, warned: &BTreeSet<String>) -> InstanceCounts {
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
            *counts.ended_by.entry(instance.why.clone()).or_default() += 1;
        }
        if warned.contains(&instance.id) {
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
        let mut blocked = Row {
            time: SimTime::from_secs(65),
            event: BLOCKED,
            resource: "web".into(),
            ..Row::default()
        };
        let rows = vec![blocked.clone(), {
            blocked.time = SimTime::from_secs(68);
            blocked
        }];
        result.journal = Box::new(testdata::Rows {
            rows,
            decisions: Vec::new(),
        });
        let spells = &Summary::of(&result).services[0].blocked;
        assert_eq!(
            spells[..],
            [Blocked {
                from: SimTime::from_secs(65),
                until: SimTime::from_secs(70),
                bounds: Some((4, 8)),
            }]
        );
    }

    #[test]
    fn what_was_asked_for_in_vain_is_counted_by_its_name() {
        let row = |event, message: &str, detail: &str| Row {
            event,
            message: message.into(),
            detail: detail.into(),
            ..Row::default()
        };
        let mut in_vain = InVain::default();
        for row in [
            row(REFUSED, "stopTask was refused: Gone.", "{}"),
            row(REFUSED, "stopTask was refused: Gone.", "{}"),
            row(HIT_NOTHING, "spotInterruption: nothing of the kind", ""),
            row(RUN_TASK, "RunTask was refused: no", r#"{"errorCode":"X"}"#),
            row(
                RUN_TASK,
                "RunTask started 1 of 2 tasks",
                r#"{"failures":"Y"}"#,
            ),
            row(RUN_TASK, "RunTask started 2 of 2 tasks", r#"{"tasks":2}"#),
        ] {
            in_vain.add(&row);
        }
        let counted = |counts: &[(&str, u32)]| -> BTreeMap<String, u32> {
            counts.iter().map(|&(name, n)| (name.into(), n)).collect()
        };
        assert_eq!(in_vain.refused, counted(&[("runTask", 1), ("stopTask", 2)]));
        assert_eq!(in_vain.hit_nothing, counted(&[("spotInterruption", 1)]));
        assert_eq!(in_vain.run_in_part, 1);
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
