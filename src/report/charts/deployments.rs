//! Which deployments get a picture of their own: those that would be a sliver in that of the run.

use std::cmp::Reverse;

use super::axis::Range;
use crate::engine::{SimTime, Span};
use crate::report::{DeploymentRow, RunResult};

/// The most pictures of deployments.
const DEPLOYMENTS: usize = 5;

/// A deployment that takes a larger part of the run than one in so many can be seen there.
const PART: u64 = 3;

/// Before and after it, a part of its length is shown.
const MARGIN: u64 = 8;

/// The longest of the short deployments, in order of creation, each with the range to show. The
/// first one of a service is left out: it brings up what is there at the start.
pub(super) fn choose(result: &RunResult) -> Vec<(&DeploymentRow, Range)> {
    let end = SimTime::ZERO + result.duration;
    let mut seen = vec![false; result.services.len()];
    let mut chosen: Vec<(&DeploymentRow, SimTime)> = Vec::new();
    for row in &result.deployments {
        if std::mem::replace(&mut seen[row.service as usize], true) {
            chosen.push((row, ended(result, row).unwrap_or(end)));
        }
    }
    let length = |&(row, until): &(&DeploymentRow, SimTime)| until.since(row.created_at);
    let run = result.duration.as_micros();
    chosen.retain(|one| !length(one).is_zero() && length(one).as_micros() < run / PART);
    chosen.sort_by_key(|one| Reverse(length(one)));
    chosen.truncate(DEPLOYMENTS);
    chosen.sort_by_key(|(row, _)| row.created_at);
    let range = |(row, until): (&DeploymentRow, SimTime)| {
        let margin = Span::from_micros(until.since(row.created_at).as_micros() / MARGIN);
        let from = row
            .created_at
            .max(SimTime::ZERO + margin)
            .since(SimTime::ZERO + margin);
        let from = SimTime::ZERO + from;
        let to = (until + margin).min(end);
        Range { from, to }
    };
    chosen
        .into_iter()
        .map(|(row, until)| (row, range((row, until))))
        .collect()
}

/// When it was COMPLETED, or when the next one of its service took its place.
fn ended(result: &RunResult, row: &DeploymentRow) -> Option<SimTime> {
    let is_next = |other: &&DeploymentRow| {
        other.service == row.service && other.created_at >= row.created_at && other.id != row.id
    };
    match row.state {
        // A chart of a failure shows how the old tasks came back, or that they did not.
        "FAILED" => row.rolled_back_at.or(row.ended_at),
        "STOPPED" => result
            .deployments
            .iter()
            .find(is_next)
            .map(|next| next.created_at),
        _ => row.completed_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    #[test]
    fn a_deployment_is_shown_from_a_little_before_to_a_little_after() {
        let result = testdata::medium();
        let chosen = choose(&result);
        let ids: Vec<&str> = chosen.iter().map(|(row, _)| row.id.as_str()).collect();
        assert_eq!(ids, ["web/d-2", "web/d-3"]);
        let range = chosen[0].1;
        assert_eq!(range.from, SimTime::ZERO + Span::from_millis(568_750));
        assert_eq!(range.to, SimTime::ZERO + Span::from_millis(881_250));
        let last = chosen[1].1;
        assert_eq!(
            last.to,
            SimTime::ZERO + result.duration,
            "not after the end"
        );
    }

    #[test]
    fn one_that_fills_the_run_and_the_first_of_a_service_need_no_picture() {
        assert!(choose(&testdata::tiny()).is_empty(), "70 of 200 s");
    }

    #[test]
    fn of_many_deployments_the_longest_are_shown() {
        let mut result = testdata::medium();
        let one = result.deployments[3].clone();
        result.deployments.truncate(3);
        for number in 2..40 {
            let created_at = SimTime::from_secs(100 * number);
            result.deployments.push(DeploymentRow {
                id: format!("web/d-{number}"),
                created_at,
                completed_at: Some(created_at + Span::from_secs(number)),
                ..one.clone()
            });
        }
        let chosen = choose(&result);
        let ids: Vec<&str> = chosen.iter().map(|(row, _)| row.id.as_str()).collect();
        assert_eq!(
            ids,
            ["web/d-35", "web/d-36", "web/d-37", "web/d-38", "web/d-39"]
        );
    }

    #[test]
    fn one_that_was_replaced_ends_with_the_next() {
        let mut result = testdata::medium();
        result.deployments[3].state = "STOPPED";
        result.deployments[3].completed_at = None;
        let next = result.deployments[4].created_at;
        assert_eq!(ended(&result, &result.deployments[3]), Some(next));
    }
}
