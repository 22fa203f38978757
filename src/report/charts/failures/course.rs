//! What a chart of failures shows of a deployment: counts, waits and ends, in times and numbers.

use crate::engine::SimTime;
use crate::report::endings::Ending;
use crate::report::{DeploymentState, Hold, RunResult, TaskRow};

/// The most pictures of failures.
const DEPLOYMENTS: usize = 5;

/// So many tasks that failed or ended make a picture, also where nobody counts them: ECS lets three
/// go before it waits longer and longer.
const MANY: usize = 3;

/// What is drawn, still in times and counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Course {
    /// From when on the circuit breaker had counted how many failures.
    pub(super) counts: Vec<(SimTime, u32)>,
    /// From when on which threshold held.
    pub(super) thresholds: Vec<(SimTime, u32)>,
    /// From when on how many tasks had failed or ended, if the breaker did not count the same.
    pub(super) ended: Vec<(SimTime, u32)>,
    /// From and until when nothing was started.
    pub(super) back_offs: Vec<(SimTime, SimTime)>,
    /// When it was COMPLETED, if tasks failed after that.
    pub(super) completed: Option<SimTime>,
    /// When it FAILED.
    pub(super) failed: Option<SimTime>,
    /// When the one before it was back.
    pub(super) rolled_back: Option<SimTime>,
    /// The last instant of which anything is known.
    pub(super) until: SimTime,
}

/// The deployments that had failures, by their places, in order of creation.
pub(in crate::report::charts) fn choose(result: &RunResult) -> Vec<u32> {
    let states = result.deployment_states.iter();
    let failing = states.filter(|state| has_failed(state));
    let mut places: Vec<u32> = failing.map(|state| state.deployment).collect();
    let mut ends = vec![0; result.deployments.len()];
    for (place, _) in result.tasks.iter().filter_map(|task| own_end(result, task)) {
        ends[place as usize] += 1;
    }
    places.extend(
        (0..)
            .zip(ends)
            .filter_map(|(place, ends)| (ends >= MANY).then_some(place)),
    );
    places.sort_unstable();
    places.dedup();
    places.truncate(DEPLOYMENTS);
    places
}

fn has_failed(state: &DeploymentState) -> bool {
    let counted = state.failures.is_some_and(|(count, _)| count > 0);
    counted || matches!(state.hold, Some(Hold::BackOff(..)))
}

/// The deployment of a task that failed or ended, and when, if that was before the deployment
/// failed or was stopped: it failed to start, its health checks failed, or its container exited,
/// which nobody wants of a service.
fn own_end(result: &RunResult, task: &TaskRow) -> Option<(u32, SimTime)> {
    let place = task.deployment?;
    let row = &result.deployments[place as usize];
    let at = match Ending::of_task(task)? {
        Ending::Lost(_) => return None,
        Ending::Unhealthy => task.unhealthy.last().map(|(from, _)| *from),
        _ => task.stops_at(),
    }?;
    let is_over = row.ended_at.is_some_and(|end| end < at);
    (!is_over).then_some((place, at))
}

impl Course {
    /// That of the deployment at a place.
    pub(super) fn of(result: &RunResult, deployment: u32) -> Self {
        let service = result.deployments[deployment as usize].service;
        let is_its =
            |it: &&DeploymentState| result.deployments[it.deployment as usize].service == service;
        let mut course = Self::default();
        for state in result.deployment_states.iter().filter(is_its) {
            if state.deployment == deployment {
                course.takes(state);
            } else if course.failed.is_some() && course.rolled_back.is_none() {
                // Who comes back is older; a newer one is another story.
                if state.deployment > deployment {
                    break;
                }
                course.until = state.time;
                course.rolled_back = (state.state == "COMPLETED").then_some(state.time);
            }
        }
        course.takes_ends(result, deployment);
        course
    }

    fn takes(&mut self, state: &DeploymentState) {
        if let Some((count, threshold)) = state.failures {
            for (values, value) in [(&mut self.counts, count), (&mut self.thresholds, threshold)] {
                if values.last().is_none_or(|last| last.1 != value) {
                    values.push((state.time, value));
                }
            }
        }
        if let Some(Hold::BackOff(until, _)) = state.hold
            && self.back_offs.last().is_none_or(|last| last.1 != until)
        {
            self.back_offs.push((state.time, until));
            self.until = self.until.max(until);
        }
        if state.state == "FAILED" {
            self.failed.get_or_insert(state.time);
        }
        self.until = self.until.max(state.time);
    }

    /// Counts the tasks that failed or ended. A breaker that counts the same tells it already.
    fn takes_ends(&mut self, result: &RunResult, deployment: u32) {
        let ends = result.tasks.iter().filter_map(|task| own_end(result, task));
        let ends = ends.filter(|(place, _)| *place == deployment);
        let mut ends: Vec<SimTime> = ends.map(|(_, at)| at).collect();
        ends.sort_unstable();
        let mut steps: Vec<(SimTime, u32)> = Vec::new();
        for (at, count) in ends.into_iter().zip(1..) {
            match steps.last_mut() {
                Some(last) if last.0 == at => last.1 = count,
                _ => steps.push((at, count)),
            }
        }
        let Some(last) = steps.last() else {
            return;
        };
        self.until = self.until.max(last.0);
        let completed = result.deployments[deployment as usize].completed_at;
        self.completed = completed.filter(|completed| *completed < last.0);
        if self.counts.iter().filter(|step| step.1 > 0).ne(&steps) {
            self.ended = vec![(result.deployments[deployment as usize].created_at, 0)];
            self.ended.extend(steps);
        }
    }
}
