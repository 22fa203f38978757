//! A series that broke its bound.

use super::{Broken, beyond, is_bounded_above};
use crate::engine::SimTime;
use crate::report::expectation::cause::{Lead, Says, Whose};
use crate::report::expectation::course::{Course, Piece, Spell, total};
use crate::report::expectation::words::{decimal, spells as told, with_unit};
use crate::report::expectation::{Judge, Measured, holds};
use crate::report::words::instant;
use crate::scenario::expectation::{
    Bound, Expectation, GroupColumn, Series, ServiceColumn, Statistic, Values,
};

impl Judge<'_> {
    /// A statistic: when the values themselves were beyond the bound, first or longest.
    pub(super) fn of_series(
        &self,
        expectation: &Expectation,
        statistic: Statistic,
        series: &Series,
        spells: &[Spell],
    ) -> Broken {
        let whole = self.course(series);
        let course = whole.within(spells);
        let bad = course.spells(|value| !holds(expectation, &Measured::Number(value)));
        let mut remarks = Vec::new();
        let is_extreme = matches!(statistic, Statistic::Min | Statistic::Max);
        let extreme = course.statistic(statistic).filter(|_| is_extreme);
        let reached = extreme.and_then(|extreme| course.reaches(extreme));
        let at = if bad.is_empty() {
            course.pieces.first().map(|piece| piece.from)
        } else {
            let beyond = beyond(expectation);
            remarks.push(if total(&bad) == total(&course.spells(|_| true)) {
                format!("{beyond} all the time")
            } else {
                format!("{beyond} {}", told(&bad, self.end, 0))
            });
            // Of equals the earliest.
            let longest = bad.iter().rev().max_by_key(|spell| spell.length());
            match statistic {
                Statistic::First => course.pieces.first().map(|piece| piece.from),
                Statistic::Last => course.pieces.last().map(|piece| piece.from),
                _ => longest.map(|spell| spell.from),
            }
        };
        // The value that is told is one of that instant.
        let at = reached.or(at);
        if !is_extreme {
            remarks.extend(range(&course, series));
        }
        since_when(at, remarks, series, &whole)
    }

    /// A sum over time, or a number of values: what was added up.
    pub(super) fn of_sum(
        &self,
        expectation: &Expectation,
        series: &Series,
        spells: &[Spell],
    ) -> Broken {
        let course = self.course(series).within(spells);
        let mut remarks: Vec<String> = range(&course, series).into_iter().collect();
        let bound = match expectation.bound {
            Bound::Number(bound) if is_bounded_above(expectation) => Some(bound),
            _ => None,
        };
        let at = bound.and_then(|bound| course.sum_reaches(bound));
        if let Some((at, bound)) = at.zip(bound) {
            let bound = with_unit(expectation.unit, bound);
            remarks.push(format!("it reached {bound} at {}", instant(at)));
        }
        Broken {
            at,
            remarks,
            ..Broken::default()
        }
    }

    /// The value of an instant: since when it was so.
    pub(super) fn of_instant(&self, series: &Series, time: SimTime) -> Broken {
        since_when(Some(time), Vec::new(), series, &self.course(series))
    }
}

/// When it broke, and the change that made it so, which may have been earlier.
pub(super) fn since_when(
    at: Option<SimTime>,
    mut remarks: Vec<String>,
    series: &Series,
    whole: &Course,
) -> Broken {
    let piece = at.and_then(|at| whole.at(at));
    let since = piece.map(|piece| piece.from);
    if let Some((at, since)) = at.zip(since).filter(|(at, since)| since < at) {
        let (at, since) = (instant(at), instant(since));
        remarks.push(format!("at {at} it had been so since {since}"));
    }
    Broken {
        at,
        remarks,
        lead: piece.and_then(|piece| lead(series, whole, piece)),
        since,
    }
}

/// `web.ready`.
pub(super) fn name(series: &Series) -> String {
    format!("{}.{}", series.resource, series.of.name)
}

/// Between which values it was.
pub(super) fn range(course: &Course, series: &Series) -> Option<String> {
    let (least, most) = (
        course.statistic(Statistic::Min)?,
        course.statistic(Statistic::Max)?,
    );
    let most = with_unit(series.of.unit, most);
    let name = name(series);
    Some(if with_unit(series.of.unit, least) == most {
        format!("{name} was always {most}")
    } else {
        format!("{name} was between {} and {most}", decimal(least))
    })
}

/// Where the cause is looked for that gave a series the value of a piece; a metric of a whole
/// cluster has too many.
fn lead(series: &Series, course: &Course, piece: Piece) -> Option<Lead> {
    let before = course.pieces.iter().rfind(|other| other.from < piece.from);
    let more = before.is_none_or(|before| before.value < piece.value);
    let whose = match series.of.values {
        Values::Service(_) => Whose::Service(series.resource.clone()),
        Values::Group(GroupColumn::Desired) => Whose::Anything,
        Values::Cluster => return None,
        Values::Group(_) => Whose::Resource(series.resource.clone()),
    };
    let says = match series.of.values {
        Values::Service(column) => says(column, more),
        Values::Group(_) | Values::Cluster => Says::Anything,
    };
    Some(Lead::Rows(whose, says))
}

/// Which rows tell why a count of a service grew or shrank.
fn says(column: ServiceColumn, more: bool) -> Says {
    const GOES: Says = Says::Task("\"desiredStatus\":\"STOPPED\"");
    const COMES: Says = Says::Task("\"desiredStatus\":\"RUNNING\"");
    const GONE: Says = Says::Task("\"lastStatus\":\"STOPPED\"");
    match (column, more) {
        (ServiceColumn::Desired | ServiceColumn::MinHealthy | ServiceColumn::MaxTotal, _) => {
            Says::Event(&["updateService", "SERVICE_DESIRED_COUNT_UPDATED"])
        }
        (ServiceColumn::Deployments, true) => Says::Event(&["SERVICE_DEPLOYMENT_IN_PROGRESS"]),
        (ServiceColumn::Deployments, false) => {
            Says::Event(&["SERVICE_DEPLOYMENT_COMPLETED", "Service Deployment Stopped"])
        }
        (ServiceColumn::Ready, true) => Says::Event(&["Task Ready"]),
        (ServiceColumn::Unhealthy, true) => Says::Event(&["Task Unhealthy"]),
        (ServiceColumn::Ready | ServiceColumn::Running | ServiceColumn::Unhealthy, false)
        | (ServiceColumn::Stopping, true) => GOES,
        (ServiceColumn::Stopping | ServiceColumn::Total, false) => GONE,
        (ServiceColumn::Running | ServiceColumn::Pending | ServiceColumn::Total, true)
        | (ServiceColumn::Pending, false) => COMES,
    }
}
