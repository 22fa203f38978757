//! The course of a series, from the tables of a run.

use super::Judge;
use super::course::Course;
use crate::report::{GroupState, ServiceState};
use crate::scenario::expectation::{
    Against, Condition, GroupColumn, Series, ServiceColumn, Values,
};

impl Judge<'_> {
    /// The course of a series over the whole run; empty if it has no values.
    pub(super) fn course(&self, series: &Series) -> Course {
        let result = self.result;
        match series.of.values {
            Values::Service(column) => {
                let place = result
                    .services
                    .iter()
                    .position(|label| *label == series.resource);
                let states = place.map_or(&[][..], |place| &self.service_states[place][..]);
                let value =
                    |state: &&ServiceState| (state.time, f64::from(of_service(state, column)));
                Course::of_steps(states.iter().map(value), self.end)
            }
            Values::Group(column) => {
                let place = result
                    .groups
                    .iter()
                    .position(|name| *name == series.resource);
                let states = place.map_or(&[][..], |place| &self.group_states[place][..]);
                let value = |state: &&GroupState| (state.time, f64::from(of_group(state, column)));
                Course::of_steps(states.iter().map(value), self.end)
            }
            Values::Cluster => {
                let dimensions = format!("ClusterName={}", series.resource);
                let metric = result.metrics.iter().find(|metric| {
                    metric.metric == series.of.name && metric.dimensions == dimensions
                });
                metric.map_or_else(Course::default, |metric| {
                    Course::of_periods(metric.points(), metric.period, self.end)
                })
            }
        }
    }

    /// A course that is 1 where a condition holds and 0 where it does not.
    pub(super) fn truth(&self, condition: &Condition) -> Course {
        let comparison = condition.comparison;
        let holds = |left, right| f64::from(u8::from(comparison.holds(&left, &right)));
        let course = self.course(&condition.series);
        match &condition.against {
            Against::Number(number) => {
                let mut course = course;
                for piece in &mut course.pieces {
                    piece.value = holds(piece.value, *number);
                }
                course
            }
            Against::Series(other) => course.with(&self.course(other), holds),
        }
    }
}

fn of_service(state: &ServiceState, column: ServiceColumn) -> u32 {
    match column {
        ServiceColumn::Desired => state.desired,
        ServiceColumn::Running => state.running,
        ServiceColumn::Pending => state.pending,
        ServiceColumn::Ready => state.ready,
        ServiceColumn::Stopping => state.stopping,
        ServiceColumn::Total => state.total(),
        ServiceColumn::MinHealthy => state.min_healthy,
        ServiceColumn::MaxTotal => state.max_total,
        ServiceColumn::Deployments => state.deployments,
        ServiceColumn::Unhealthy => state.unhealthy,
    }
}

fn of_group(state: &GroupState, column: GroupColumn) -> u32 {
    match column {
        GroupColumn::Desired => state.desired,
        GroupColumn::InService => state.in_service,
        GroupColumn::Pending => state.pending,
        GroupColumn::Terminating => state.terminating,
        GroupColumn::Total => state.total(),
    }
}
