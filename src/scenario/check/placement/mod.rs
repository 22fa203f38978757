//! Placement constraints and strategies: what AWS takes, where, and how many.

mod expression;
mod fargate;
mod field;

use std::collections::BTreeMap;

use super::Check;
use crate::engine::Arena;
use crate::ids::{AttributeId, ExpressionId, TaskDefinitionId};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{
    Aws, Capacity, Constraint, Placement, Query, SchedulingStrategy, SpreadField, Strategy,
};
use crate::scenario::raw;
use crate::scenario::raw::placement::{PlacementConstraint, PlacementStrategy};
use crate::scenario::source::Path;

/// Expressions and attributes of strategies, each once, and where they are written first.
#[derive(Default)]
pub(super) struct Places {
    pub(super) expressions: Arena<ExpressionId, Query>,
    pub(super) spread_attributes: Arena<AttributeId, String>,
    /// Where each expression stands, in its order.
    pub(super) expressions_at: Vec<Path>,
    /// Where each attribute of a strategy stands, in its order.
    pub(super) attributes_at: Vec<Path>,
    by_text: BTreeMap<String, ExpressionId>,
    by_name: BTreeMap<String, AttributeId>,
}

/// For whom a placement is.
#[derive(Clone, Copy)]
pub(super) struct Whose {
    pub(super) definition: Option<TaskDefinitionId>,
    pub(super) capacity: Capacity,
    pub(super) scheduling: SchedulingStrategy,
}

/// What is written about places.
#[derive(Clone, Copy, Default)]
pub(super) struct Written<'r> {
    pub(super) constraints: &'r [PlacementConstraint],
    pub(super) strategy: &'r [PlacementStrategy],
}

impl<'r> Written<'r> {
    /// What a service says.
    pub(super) fn of_service(raw: &'r raw::aws::Service) -> Self {
        Self {
            constraints: &raw.placement_constraints,
            strategy: &raw.placement_strategy,
        }
    }
}

impl Check<'_> {
    /// `group` of RunTask: at most 255 characters, and not one that AWS gives to a service.
    pub(in crate::scenario::check) fn task_group(
        &mut self,
        path: &Path,
        group: Option<&str>,
    ) -> Option<String> {
        let group = group?;
        self.aws_name(path, "task group", group);
        if group.starts_with("service:") {
            let message = "InvalidParameterException: a group that begins with `service:` belongs to a service";
            self.wrong(codes::BAD_NAME, path, message, "take another name");
        }
        Some(group.to_owned())
    }

    /// What a service or a call says of places.
    pub(super) fn placement(
        &mut self,
        aws: &Aws,
        at: &Path,
        whose: Whose,
        written: Written<'_>,
    ) -> Placement {
        let constraints_at = at.key("placementConstraints");
        let strategy_at = at.key("placementStrategy");
        if whose.capacity != Capacity::Ec2 {
            fargate::refuse(self, aws, at, whose, written);
            return Placement::default();
        }
        if whose.scheduling == SchedulingStrategy::Daemon && !written.strategy.is_empty() {
            let message = "InvalidParameterException: Placement strategies are not supported with the DAEMON scheduling strategy.";
            let help = "leave them out: a daemon has a task on every instance";
            self.wrong(codes::PLACEMENT, &strategy_at, message, help);
        }
        let of_definition = whose.definition.and_then(|id| aws.task_definitions.get(id));
        let of_definition = of_definition.map_or(0, |definition| definition.constraints.len());
        self.within_constraints(&constraints_at, written.constraints.len(), of_definition);
        let most = defaults::STRATEGIES;
        if written.strategy.len() > most {
            let message = format!(
                "InvalidParameterException: {} placement strategies, and at most {most} are allowed",
                written.strategy.len()
            );
            self.wrong(codes::QUOTA, &strategy_at, message, "");
        }
        Placement {
            constraints: self.constraints(&constraints_at, written.constraints),
            strategy: self.strategies(&strategy_at, written.strategy),
        }
    }

    /// The expressions of a task definition.
    pub(super) fn definition_constraints(
        &mut self,
        at: &Path,
        written: &[PlacementConstraint],
        wants_fargate: bool,
    ) -> Vec<ExpressionId> {
        let at = at.key("placementConstraints");
        if wants_fargate && !written.is_empty() {
            let message = "ClientException: Placement constraints are not supported with FARGATE launch type.";
            let help = "leave them out, or leave FARGATE out of `requiresCompatibilities`";
            self.wrong(codes::PLACEMENT, &at, message, help);
        }
        self.within_constraints(&at, written.len(), 0);
        let mut expressions = Vec::new();
        for (index, raw) in written.iter().enumerate() {
            let path = at.index(index);
            if raw.kind == "distinctInstance" {
                let message =
                    "ClientException: constraint.type 'distinctInstance' is not supported";
                let help =
                    "write it in the service or in the call: a task definition has `memberOf` only";
                self.wrong(codes::PLACEMENT, &path.key("type"), message, help);
                continue;
            }
            if let Some(Constraint::MemberOf(id)) = self.constraint(&path, raw) {
                expressions.push(id);
            }
        }
        expressions
    }

    fn within_constraints(&mut self, at: &Path, count: usize, of_definition: usize) {
        let most = defaults::CONSTRAINTS;
        if count > 0 && count + of_definition > most {
            let with = match of_definition {
                0 => String::new(),
                some => format!(" with {some} of the task definition"),
            };
            let message = format!(
                "InvalidParameterException: {count} placement constraints{with}, and at most {most} are allowed"
            );
            let help = "several can be one: join their expressions with `and`";
            self.wrong(codes::QUOTA, at, message, help);
        }
    }

    fn constraints(&mut self, at: &Path, written: &[PlacementConstraint]) -> Vec<Constraint> {
        let each = written.iter().enumerate();
        each.filter_map(|(index, raw)| self.constraint(&at.index(index), raw))
            .collect()
    }

    fn constraint(&mut self, at: &Path, raw: &PlacementConstraint) -> Option<Constraint> {
        match (raw.kind.as_str(), raw.expression.as_deref()) {
            ("distinctInstance", None | Some("")) => Some(Constraint::DistinctInstance),
            ("distinctInstance", Some(_)) => {
                let message = "InvalidParameterException: distinctInstance expression should not be specified.";
                let help = "leave it out, or write `type: memberOf`";
                self.wrong(codes::PLACEMENT, &at.key("expression"), message, help);
                None
            }
            ("memberOf", Some(text)) => {
                let id = expression::read(self, &at.key("expression"), text)?;
                Some(Constraint::MemberOf(id))
            }
            ("memberOf", None) => {
                if !self.is_told(&at.key("expression")) {
                    let message =
                        "InvalidParameterException: memberOf expression should be specified.";
                    let help = "write `expression: attribute:ecs.instance-type =~ m5.*`";
                    self.wrong(codes::PLACEMENT, &at.key("type"), message, help);
                }
                None
            }
            (other, _) => {
                self.no_type(at, other, "memberOf or distinctInstance");
                None
            }
        }
    }

    fn strategies(&mut self, at: &Path, written: &[PlacementStrategy]) -> Vec<Strategy> {
        let each = written.iter().enumerate();
        each.filter_map(|(index, raw)| self.placement_strategy(&at.index(index), raw))
            .collect()
    }

    fn placement_strategy(&mut self, at: &Path, raw: &PlacementStrategy) -> Option<Strategy> {
        let path = at.key("field");
        let written = raw.field.as_deref().unwrap_or_default();
        match raw.kind.as_str() {
            "spread" => field::spread(self, at, written).map(Strategy::Spread),
            "binpack" => field::binpack(self, at, written).map(Strategy::Binpack),
            "random" => {
                if !written.is_empty() {
                    let message = "`random` has no field: AWS leaves it out of account";
                    self.wrong(codes::LEFT_OUT_OF_ACCOUNT, &path, message, "leave it out");
                }
                Some(Strategy::Random)
            }
            other => {
                self.no_type(at, other, "spread, binpack or random");
                None
            }
        }
    }

    /// A type that is missing; a wrong one was told.
    fn no_type(&mut self, at: &Path, written: &str, known: &str) {
        let path = at.key("type");
        if self.is_told(&path) {
            return;
        }
        let message = match written {
            "" => "`type` is missing".to_owned(),
            other => format!("InvalidParameterException: there is no type {other}"),
        };
        self.wrong(codes::PLACEMENT, &path, message, &format!("write {known}"));
    }

    /// The attribute over whose values a strategy spreads.
    fn spread_attribute(&mut self, at: &Path, name: &str) -> AttributeId {
        let places = &mut self.places;
        if let Some(id) = places.by_name.get(name) {
            return *id;
        }
        let id = places.spread_attributes.push(name.to_owned());
        places.by_name.insert(name.to_owned(), id);
        places.attributes_at.push(at.clone());
        id
    }

    /// Whether a placement leaves the choice of the zone free and asks for no other first: only
    /// then tasks are moved when zones are uneven.
    pub(super) fn spreads_over_zones(
        &self,
        aws: &Aws,
        definition: Option<TaskDefinitionId>,
        placement: &Placement,
    ) -> bool {
        let first = match placement.strategy.first() {
            None => true,
            Some(Strategy::Spread(SpreadField::Attribute(id))) => {
                self.places.spread_attributes[*id] == defaults::ZONE_ATTRIBUTE
            }
            Some(_) => false,
        };
        let own = placement.constraints.iter().filter_map(|it| match it {
            Constraint::MemberOf(id) => Some(*id),
            Constraint::DistinctInstance => None,
        });
        let of_definition = definition.and_then(|id| aws.task_definitions.get(id));
        let of_definition = of_definition.map_or(&[][..], |it| &it.constraints);
        let mut all = own.chain(of_definition.iter().copied());
        let of_zone = |id: ExpressionId| {
            let names = self.places.expressions[id].attributes();
            names.contains(&defaults::ZONE_ATTRIBUTE)
        };
        first && !all.any(of_zone)
    }
}
