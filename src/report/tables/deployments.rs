//! `deployments.csv`: how each deployment goes on while its service changes from one to the next.

use std::io;

use super::{Csv, Table};
use crate::report::{RunResult, Sides};

/// One row per deployment and instant, from the one in which it became PRIMARY.
pub(super) struct Deployments;

/// The name of the file.
pub(in crate::report) const FILE: &str = "deployments.csv";

impl Table for Deployments {
    fn file(&self) -> &'static str {
        FILE
    }

    fn columns(&self) -> &'static str {
        "time_s,service,deployment,task_definition,state,desired,old_starting,old_running,\
         old_stopping,new_starting,new_running,new_ready,new_unhealthy,new_stopping,healthy,total,\
         min_healthy,max_total,minimum_healthy_percent,maximum_percent,failed_tasks,threshold,\
         next_try_s,waits_for"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        for state in &result.deployment_states {
            let deployment = &result.deployments[state.deployment as usize];
            csv.seconds(state.time);
            csv.text(&result.services[deployment.service as usize]);
            csv.text(&deployment.id);
            csv.text(&deployment.task_definition);
            csv.text(state.state);
            csv.number(state.desired);
            for count in counts(state.sides) {
                csv.maybe_number(count);
            }
            csv.number(state.healthy);
            csv.number(state.total);
            csv.number(state.min_healthy);
            csv.number(state.max_total);
            csv.number(state.minimum_healthy_percent);
            csv.number(state.maximum_percent);
            csv.maybe_number(state.failures.map(|(failed, _)| failed));
            csv.maybe_number(state.failures.map(|(_, threshold)| threshold));
            csv.maybe_seconds(state.next_try());
            csv.text(&state.waits_for());
            csv.end()?;
        }
        Ok(())
    }
}

/// The counts of both sides, in order of the columns.
fn counts(sides: Option<Sides>) -> [Option<u32>; 8] {
    let of = |count: fn(&Sides) -> u32| sides.as_ref().map(count);
    [
        of(|sides| sides.old_starting),
        of(|sides| sides.old_running),
        of(|sides| sides.old_stopping),
        of(|sides| sides.new_starting),
        of(|sides| sides.new_running),
        of(|sides| sides.new_ready),
        of(|sides| sides.new_unhealthy),
        of(|sides| sides.new_stopping),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{tables, testdata};

    #[test]
    fn a_row_has_both_sides_the_bounds_and_what_it_waits_for() {
        let text = tables::text(&Deployments, &testdata::tiny());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            "0,web,web/d-1,web:1,COMPLETED,4,0,0,0,0,0,4,0,0,4,4,4,8,100,200,,,,"
        );
        assert_eq!(
            lines[2],
            "60,web,web/d-2,web:2,IN_PROGRESS,4,0,4,0,4,0,0,0,0,4,8,4,8,100,200,,,,\
             4 new tasks to be RUNNING"
        );
        assert_eq!(
            lines[3],
            "130.5,web,web/d-2,web:2,COMPLETED,4,0,0,0,0,0,4,0,0,4,4,4,8,100,200,,,,"
        );
    }

    #[test]
    fn one_that_another_took_the_place_of_has_no_sides() {
        let mut result = testdata::tiny();
        let last = result.deployment_states.last_mut().unwrap();
        (last.state, last.sides, last.failures) = ("FAILED", None, Some((3, 3)));
        let text = tables::text(&Deployments, &result);
        assert_eq!(
            text.lines().last(),
            Some("130.5,web,web/d-2,web:2,FAILED,4,,,,,,,,,4,4,4,8,100,200,3,3,,")
        );
    }
}
