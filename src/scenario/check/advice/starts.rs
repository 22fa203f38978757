//! When the containers of a task start, by what they wait for, and what their checks say first.

use super::course::Course;
use super::probes::{Verdicts, first_verdicts};
use crate::engine::Span;
use crate::scenario::model::{Condition, Container, dependents_first};

/// One container of a task that starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Begun {
    /// From the first start of a container to its own; `None`: what it waits for never comes.
    pub(super) at: Option<Span>,
    /// What its check says, from its own start on.
    pub(super) verdicts: Verdicts,
}

/// How the containers of a task start.
pub(super) fn starts(containers: &[Container], courses: &[Course]) -> Vec<Begun> {
    let mut all: Vec<Begun> = containers.iter().zip(courses).map(checked).collect();
    for index in dependents_first(containers).into_iter().rev() {
        let waits = containers[index].depends_on.iter().map(|on| {
            let other = usize::from(on.container);
            let takes = takes(on.condition, &all[other].verdicts, &courses[other])?;
            let patience = containers[other].start_timeout;
            let is_waited_for = on.condition != Condition::Start;
            if is_waited_for && patience.is_some_and(|patience| takes > patience) {
                return None;
            }
            Some(all[other].at? + takes)
        });
        let latest = waits.collect::<Option<Vec<Span>>>();
        all[index].at = latest.map(|all| all.into_iter().max().unwrap_or(Span::ZERO));
    }
    all
}

fn checked((container, course): (&Container, &Course)) -> Begun {
    let check = container.health_check.as_ref();
    Begun {
        at: None,
        verdicts: check.map_or_else(Verdicts::default, |check| first_verdicts(check, course)),
    }
}

/// From the start of a container to what a condition waits for.
fn takes(condition: Condition, verdicts: &Verdicts, course: &Course) -> Option<Span> {
    match condition {
        Condition::Start => Some(Span::ZERO),
        Condition::Complete => course.life,
        Condition::Success => course.life.filter(|_| course.succeeds),
        Condition::Healthy => verdicts.healthy,
    }
}

/// From the first start to the last: then the task is RUNNING.
pub(super) fn running(all: &[Begun]) -> Option<Span> {
    let all: Option<Vec<Span>> = all.iter().map(|begun| begun.at).collect();
    all?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::model::{Dependency, HealthCheck, Program};

    const fn secs(seconds: u64) -> Span {
        Span::from_secs(seconds)
    }

    /// An application that waits for a database in one way.
    fn pair(condition: Condition, start_timeout: Option<u64>) -> [Container; 2] {
        let check = HealthCheck {
            interval: secs(10),
            timeout: secs(5),
            retries: 3,
            start_period: Span::ZERO,
        };
        let database = Container {
            name: String::new(),
            essential: false,
            depends_on: Vec::new(),
            health_check: Some(check),
            restart_policy: None,
            start_timeout: start_timeout.map(secs),
            stop_timeout: None,
            program: Program::default(),
        };
        let on = Dependency {
            container: 1,
            condition,
        };
        let app = Container {
            essential: true,
            depends_on: vec![on],
            ..database.clone()
        };
        [app, database]
    }

    fn app_starts(
        condition: Condition,
        start_timeout: Option<u64>,
        database: Course,
    ) -> Option<u64> {
        let courses = [Course::default(), database];
        let all = starts(&pair(condition, start_timeout), &courses);
        assert_eq!(running(&all), all[0].at);
        all[0].at.map(|span| span.as_micros() / 1_000_000)
    }

    #[test]
    fn each_condition_takes_its_time() {
        let slow = Course {
            startup: secs(25),
            ..Course::default()
        };
        assert_eq!(app_starts(Condition::Start, Some(20), slow), Some(0));
        assert_eq!(app_starts(Condition::Healthy, None, slow), Some(30));
        assert_eq!(app_starts(Condition::Healthy, Some(30), slow), Some(30));
        assert_eq!(app_starts(Condition::Healthy, Some(29), slow), None);
        let ends = Course {
            life: Some(secs(8)),
            ..Course::default()
        };
        assert_eq!(app_starts(Condition::Complete, None, ends), Some(8));
        assert_eq!(app_starts(Condition::Success, None, ends), None);
        assert_eq!(app_starts(Condition::Healthy, None, ends), None);
    }
}
