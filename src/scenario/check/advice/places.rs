//! Expressions and strategies that speak of what no instance has.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{AttributeId, ExpressionId, ServiceId, ZoneId};
use crate::scenario::check::{Check, entry};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes, suggestion};
use crate::scenario::model::{Action, Aws, Capacity, Entry, LaunchTemplate};
use crate::scenario::query::{Check as Asked, Subject, Test};
use crate::scenario::source::Path;

/// How many values are listed.
const LISTED: usize = 5;

/// What instances have, by the names of attributes.
struct Had<'a> {
    /// What they are made from, and where.
    kinds: Vec<(&'a LaunchTemplate, Vec<&'a str>)>,
    /// What calls put on some of them.
    put: BTreeMap<&'a str, BTreeSet<&'a str>>,
    subnets: BTreeSet<&'a str>,
}

impl<'a> Had<'a> {
    fn of(aws: &'a Aws, timeline: &'a [Entry]) -> Self {
        let name = |zone: ZoneId| aws.zones[zone].as_str();
        let all = || aws.zones.ids().map(name).collect();
        let fleets = aws.container_instances.iter().map(|fleet| {
            let zones = fleet.zone.map_or_else(all, |zone| vec![name(zone)]);
            (&fleet.template, zones)
        });
        let groups = aws.auto_scaling_groups.iter().map(|(_, group)| {
            let zones = group.zones.iter().map(|zone| name(*zone)).collect();
            (&aws.launch_templates[group.template], zones)
        });
        let mut put: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in timeline {
            if let Action::PutAttributes { attributes } = &entry.action {
                for it in attributes {
                    put.entry(&it.name).or_default().extend(it.value.as_deref());
                }
            }
        }
        Self {
            kinds: fleets.chain(groups).collect(),
            put,
            subnets: aws.subnets.iter().map(|(_, it)| it.name.as_str()).collect(),
        }
    }

    /// The values of an attribute; nothing if no instance ever has it.
    fn values(&self, name: &str) -> Option<BTreeSet<&'a str>> {
        if name == defaults::ZONE_ATTRIBUTE {
            let zones = self
                .kinds
                .iter()
                .flat_map(|(_, zones)| zones.iter().copied());
            return Some(zones.collect());
        }
        if name == defaults::SUBNET_ATTRIBUTE {
            return Some(self.subnets.clone());
        }
        let kinds = self.kinds.iter();
        let of_kinds = kinds.filter_map(|(template, _)| template.attributes.get(name));
        let put = self.put.get(name);
        let mut values: BTreeSet<&str> = BTreeSet::new();
        let mut is_there = put.is_some();
        for value in of_kinds {
            is_there = true;
            values.extend(value.as_deref());
        }
        values.extend(put.into_iter().flatten().copied());
        is_there.then_some(values)
    }

    /// Whether some instances have it and others do not, as they register.
    fn is_lacking(&self, name: &str) -> bool {
        let lacks = |(template, _): &(&LaunchTemplate, _)| !template.attributes.contains_key(name);
        ![defaults::ZONE_ATTRIBUTE, defaults::SUBNET_ATTRIBUTE].contains(&name)
            && self.kinds.iter().any(lacks)
    }

    /// The name that was perhaps meant.
    fn meant(&self, name: &str) -> String {
        let names = self.kinds.iter().flat_map(|(it, _)| it.attributes.keys());
        let names = names.map(String::as_str).chain(self.put.keys().copied());
        let known: BTreeSet<&str> = names.chain(defaults::BUILT_IN_ATTRIBUTES).collect();
        match suggestion(name, known) {
            Some(near) => format!("did you mean `attribute:{near}`?"),
            None => "give instances the attribute: `attributes: {…}` of `containerInstances`, \
                     `ECS_INSTANCE_ATTRIBUTES`, or `putAttributes`"
                .to_owned(),
        }
    }
}

/// Warns of what means nothing, and of what means less than one thinks.
pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry]) {
    let had = Had::of(aws, timeline);
    if had.kinds.is_empty() {
        return;
    }
    required(check, aws, &had);
    for (ExpressionId(index), query) in aws.expressions.iter() {
        let at = check.places.expressions_at[index as usize].clone();
        let tests = query.tests();
        let of_missing = |name: &str| {
            let asks = |test: &&Test| match test {
                Test::Text(Subject::Attribute(other), Asked::NotExists) => other == name,
                _ => false,
            };
            tests.iter().any(asks)
        };
        for test in &tests {
            let Test::Text(Subject::Attribute(name), asked) = test else {
                continue;
            };
            if *asked != Asked::NotExists {
                of_test(check, &had, &at, (name, asked), of_missing(name));
            }
        }
    }
    for (AttributeId(index), name) in aws.spread_attributes.iter() {
        if had.values(name).is_none() {
            let at = check.places.attributes_at[index as usize].clone();
            let message = format!("no instance has the attribute `{name}`: nothing is spread");
            let diagnostic = Diagnostic::new(codes::NO_SUCH_ATTRIBUTE, message);
            check.tell(&at, "", diagnostic.help(had.meant(name)));
        }
    }
}

/// Warns of services on instances whose tasks need what no instance has.
fn required(check: &mut Check<'_>, aws: &Aws, had: &Had<'_>) {
    for (ServiceId(index), service) in aws.services.iter() {
        let definition = &aws.task_definitions[service.task_definition];
        let needed = definition.required_attributes.iter();
        let mut needed = needed.filter(|_| service.capacity == Capacity::Ec2);
        let is_there = |(name, value): &&(String, Option<String>)| match (had.values(name), value) {
            (Some(values), Some(value)) => values.contains(value.as_str()),
            (values, None) => values.is_some(),
            (None, Some(_)) => false,
        };
        let Some((name, value)) = needed.find(|it| !is_there(it)) else {
            continue;
        };
        let value = value
            .as_ref()
            .map(|value| format!(" with the value `{value}`"));
        let message = format!(
            "{} needs the attribute `{name}`{}, and no instance has it",
            definition.name(),
            value.unwrap_or_default()
        );
        let help = "its tasks find no place: `is missing an attribute required by your task`";
        let diagnostic = Diagnostic::new(codes::NO_SUCH_ATTRIBUTE, message).help(help);
        let at = entry("services", index as usize).key("taskDefinition");
        check.tell(&at, "", diagnostic);
    }
}

fn of_test(
    check: &mut Check<'_>,
    had: &Had<'_>,
    at: &Path,
    (name, asked): (&str, &Asked),
    speaks_of_missing: bool,
) {
    let Some(values) = had.values(name) else {
        let message = format!("no instance has the attribute `{name}`: `{asked}` is true of none");
        let diagnostic = Diagnostic::new(codes::NO_SUCH_ATTRIBUTE, message);
        check.tell(at, "", diagnostic.help(had.meant(name)));
        return;
    };
    let is_met = |value: &str| asked.holds(&[value]);
    if asked.is_negative() {
        if had.is_lacking(name) && !speaks_of_missing {
            let message = format!(
                "some instances have no attribute `{name}`, and `{asked}` is false on these too"
            );
            let help = format!(
                "if they are meant, write `not (attribute:{name} == …)`, or add `or attribute:{name} !exists`"
            );
            let diagnostic = Diagnostic::new(codes::UNEQUAL_AND_MISSING, message);
            check.tell(at, "", diagnostic.help(help));
        }
    } else if *asked != Asked::Exists && !values.iter().any(|value| is_met(value)) {
        let message = format!("of no instance `attribute:{name} {asked}` is true");
        let some: Vec<String> = values
            .iter()
            .take(LISTED)
            .map(|it| format!("`{it}`"))
            .collect();
        let more = if values.len() > LISTED { ", …" } else { "" };
        let help = match &some[..] {
            [] => "it has no value: write `exists`".to_owned(),
            some => format!("there are: {}{more}", some.join(", ")),
        };
        let diagnostic = Diagnostic::new(codes::NO_SUCH_ATTRIBUTE, message);
        check.tell(at, "", diagnostic.help(help));
    }
}
