//! What a sentence measures: series of resources, deployments, times at which something holds.

use super::sentence::Sentence;
use crate::engine::{SimTime, Span};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::expectation::series::{Kind, SERIES, UNPLAYED};
use crate::scenario::expectation::syntax::{self, Literal, Name, Samples, Spanned};
use crate::scenario::expectation::{
    Against, Bound, Condition, DeploymentField, DeploymentName, Holding, Measure, Noun, Series,
    SeriesName, Statistic, Unit,
};

impl Sentence<'_, '_> {
    /// What is measured, and its unit.
    pub(super) fn measure(
        &mut self,
        written: &Spanned<syntax::Measure>,
    ) -> Option<(Measure, Unit)> {
        match &written.it {
            syntax::Measure::Of(statistic, samples) => {
                let statistic = self.statistic(statistic)?;
                match samples {
                    Samples::Series(series) => {
                        let written = series;
                        let series = self.series(written)?;
                        self.check_count(statistic, &series, written)?;
                        let unit = unit_of(statistic, series.of);
                        Some((Measure::Series(statistic, series), unit))
                    }
                    Samples::Rows(rows) => self.rows(statistic, rows),
                }
            }
            syntax::Measure::At(time, series) => {
                let (time, series) = (self.instant(time), self.series(series));
                let (time, series) = (time?, series?);
                let unit = series.of.unit;
                Some((Measure::At(time, series), unit))
            }
            syntax::Measure::Held(holding, condition) => {
                let condition = self.condition(condition)?;
                let unit = match holding {
                    Holding::Count => Unit::Count(Noun::Time),
                    Holding::Duration | Holding::First | Holding::Last => Unit::Time,
                };
                Some((Measure::Held(*holding, condition), unit))
            }
            syntax::Measure::Deployment(of, field) => {
                let (of, field) = (self.deployment(of), self.field(field));
                let (of, field) = (of?, field?);
                Some((Measure::Deployment(of, field), field.unit()))
            }
            syntax::Measure::Availability(service) => {
                self.service(service)?;
                self.not_played(written, "availability needs traffic");
                None
            }
            syntax::Measure::Cost(_) => {
                self.not_played(written, "cost needs prices");
                None
            }
        }
    }

    /// Tells a count of the values of what has a value all the time.
    fn check_count(
        &mut self,
        statistic: Statistic,
        series: &Series,
        written: &syntax::Series,
    ) -> Option<()> {
        if statistic != Statistic::Count || series.of.values.kind() == Kind::Cluster {
            return Some(());
        }
        let message = format!("`{written}` has a value all the time: there is nothing to count");
        let help = format!("write how often something was so: `count({written} < 4)`");
        let span = written.resource.span.start..written.name.span.end;
        self.wrong(codes::SENTENCE, span, message, &help);
        None
    }

    fn statistic(&mut self, written: &Spanned<Statistic>) -> Option<Statistic> {
        match written.it {
            Statistic::Percentile(percent) if !(0.0..=100.0).contains(&percent) => {
                let message = format!("there is no percentile of {percent}: they end at 100");
                let help = "write one from `p0` to `p100`, such as `p99.9`";
                self.wrong(codes::OUT_OF_RANGE, written.span.clone(), message, help);
                None
            }
            statistic => Some(statistic),
        }
    }

    fn not_played(&mut self, written: &Spanned<syntax::Measure>, why: &str) {
        let message = format!("{why}, which this version does not play yet");
        let diagnostic = Diagnostic::new(codes::NOT_PLAYED, message).help("leave it out");
        self.tell(written.span.clone(), "not played", diagnostic);
    }

    fn condition(&mut self, written: &syntax::Condition) -> Option<Condition> {
        let series = self.series(&written.series)?;
        let against = match &written.against {
            syntax::Against::Literal(literal) => {
                match self.bound(series.of.unit, written.comparison.it, literal)? {
                    Bound::Number(number) => Against::Number(number),
                    Bound::Word(_) => return None,
                }
            }
            syntax::Against::Series(other) => {
                let other_series = self.series(other)?;
                if other_series.of.unit != series.of.unit {
                    let message = format!(
                        "`{other}` has another unit than `{}`: nothing can be compared",
                        written.series
                    );
                    let span = other.resource.span.start..other.name.span.end;
                    self.wrong(codes::UNIT_OF_BOUND, span, message, "");
                    return None;
                }
                Against::Series(other_series)
            }
        };
        Some(Condition {
            series,
            comparison: written.comparison.it,
            against,
        })
    }

    /// The series that is meant, with the name under which the results know its resource.
    pub(super) fn series(&mut self, written: &syntax::Series) -> Option<Series> {
        let (resource, name) = (&written.resource, &written.name);
        let Some(of) = SERIES.iter().find(|series| series.name == name.it) else {
            self.no_series(resource, name);
            return None;
        };
        let kind = of.values.kind();
        if let Some(resource) = self.resource(kind, &resource.it) {
            return Some(Series { resource, of: *of });
        }
        match self.kind_of(&resource.it) {
            Some(other) => {
                let (other, kind, has) = (other.name(), kind.name(), listed(other));
                let message = format!(
                    "`{}` is a {other}, and `{}` is a series of a {kind}",
                    resource.it, name.it
                );
                let help = format!("a {other} has: {has}");
                self.wrong(codes::UNKNOWN_NAME, name.span.clone(), message, &help);
            }
            None => self.no_resource(&[kind], resource),
        }
        None
    }

    fn no_series(&mut self, resource: &Name, name: &Name) {
        if UNPLAYED.contains(&name.it.as_str()) {
            let message = format!("this version does not play the metric `{}` yet", name.it);
            let diagnostic = Diagnostic::new(codes::NOT_PLAYED, message).help("leave it out");
            return self.tell(name.span.clone(), "not played", diagnostic);
        }
        match self.kind_of(&resource.it) {
            Some(kind) => {
                self.unknown(&format!("series of a {}", kind.name()), name, kind.series());
            }
            None => self.no_resource(&Kind::ALL, resource),
        }
    }

    /// The kind of the resource of that name.
    fn kind_of(&self, name: &str) -> Option<Kind> {
        Kind::ALL
            .into_iter()
            .find(|kind| self.resource(*kind, name).is_some())
    }

    fn no_resource(&mut self, kinds: &[Kind], written: &Name) {
        let known: Vec<String> = kinds
            .iter()
            .flat_map(|kind| self.resources(*kind))
            .collect();
        let what = match kinds {
            [kind] => kind.name(),
            _ => "resource",
        };
        self.unknown(what, written, known.iter().map(String::as_str));
    }

    /// The names of all resources of a kind.
    pub(super) fn resources(&self, kind: Kind) -> Vec<String> {
        let aws = self.aws;
        match kind {
            Kind::Service => aws
                .services
                .iter()
                .map(|(_, service)| service.label.clone())
                .collect(),
            Kind::Group => {
                let groups = aws.auto_scaling_groups.iter();
                groups.map(|(_, group)| group.name.clone()).collect()
            }
            Kind::Cluster => aws.clusters.iter().map(|(_, name)| name.clone()).collect(),
        }
    }

    /// The name under which the results know a resource of a kind.
    fn resource(&self, kind: Kind, name: &str) -> Option<String> {
        let known = &self.check.known;
        match kind {
            Kind::Service => {
                let id = *known.services.get(name)?;
                Some(self.aws.services[id].label.clone())
            }
            Kind::Group => known.groups.get(name).map(|_| name.to_owned()),
            Kind::Cluster => known.clusters.get(name).map(|_| name.to_owned()),
        }
    }

    fn service(&mut self, written: &Name) -> Option<String> {
        let label = self.resource(Kind::Service, &written.it);
        if label.is_none() {
            self.no_resource(&[Kind::Service], written);
        }
        label
    }

    /// `web` is the newest deployment of the service, `web/d-2` that one.
    fn deployment(&mut self, written: &Name) -> Option<DeploymentName> {
        if let Some(label) = self.resource(Kind::Service, &written.it) {
            return Some(DeploymentName::Newest(label));
        }
        if let Some((service, number)) = written.it.rsplit_once("/d-") {
            let is_number = number.parse::<u32>().is_ok_and(|number| number > 0);
            let label = self.resource(Kind::Service, service).filter(|_| is_number);
            if let Some(label) = label {
                return Some(DeploymentName::Id(format!("{label}/d-{number}")));
            }
        }
        self.no_resource(&[Kind::Service], written);
        None
    }

    fn field(&mut self, written: &Name) -> Option<DeploymentField> {
        let named = DeploymentField::NAMED;
        let found = named.iter().find(|(name, _)| *name == written.it);
        if found.is_none() {
            self.unknown(
                "field of a deployment",
                written,
                named.map(|(name, _)| name),
            );
        }
        found.map(|(_, field)| *field)
    }

    /// A length of time that is written.
    pub(super) fn span(&mut self, written: &Literal) -> Option<Span> {
        let read = crate::scenario::units::parse_span(&written.text.it);
        match read {
            Ok(span) if !written.quoted => Some(span),
            _ => {
                let wanted = Unit::Time.read(&written.text.it, written.quoted).err();
                let message = format!("expected {}", wanted.unwrap_or_default());
                self.wrong(codes::UNIT, written.text.span.clone(), message, "");
                None
            }
        }
    }

    /// An instant that lies in the run.
    pub(super) fn instant(&mut self, written: &Literal) -> Option<SimTime> {
        let span = self.span(written)?;
        if span > self.duration {
            self.outside(written);
            return None;
        }
        Some(SimTime::ZERO + span)
    }

    /// Tells that an instant is after the end.
    pub(super) fn outside(&mut self, written: &Literal) {
        let end = crate::scenario::units::write_span(self.duration);
        let message = format!("the run ends at {end}, before {}", written.text.it);
        let span = written.text.span.clone();
        let help = "choose a time in the run, or make `duration` longer";
        self.wrong(codes::OUTSIDE_THE_RUN, span, message, help);
    }
}

/// In what a statistic of a series is.
fn unit_of(statistic: Statistic, series: SeriesName) -> Unit {
    match (statistic, series.unit) {
        (Statistic::Count, _) => Unit::Count(Noun::Value),
        (Statistic::Sum, Unit::Count(noun)) => Unit::Area(noun),
        (_, unit) => unit,
    }
}

/// The series of a kind of resource, for a message.
fn listed(kind: Kind) -> String {
    let names: Vec<String> = kind.series().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
