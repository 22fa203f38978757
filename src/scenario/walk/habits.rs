//! Names that other tools have for a field, and fields that stand one level too high.

use super::message::is_name;
use crate::scenario::shape::{Effect, Form, Shape};
use crate::scenario::source::{Path, Step};
use crate::scenario::units::parse_span;

/// Other names of fields, in small letters and without `_` and `-`, and what is meant by them: the
/// first that a shape has.
const HABITS: &[(&str, &[&str])] = &[
    // Docker Compose.
    ("cpus", &["cpu"]),
    ("cpushares", &["cpu"]),
    ("memlimit", &["memory"]),
    ("memreservation", &["memoryReservation"]),
    ("ports", &["portMappings"]),
    ("scale", &["desiredCount"]),
    ("stopgraceperiod", &["stopTimeout"]),
    // Kubernetes.
    ("containers", &["containerDefinitions"]),
    ("deployments", &["services"]),
    ("env", &["environment"]),
    ("replicas", &["desiredCount", "desiredCapacity", "count"]),
    ("terminationgraceperiodseconds", &["stopTimeout"]),
    // Terraform, and the CDK.
    ("count", &["desiredCount", "desiredCapacity"]),
    ("deploymentmaximumpercent", &["maximumPercent"]),
    (
        "deploymentminimumhealthypercent",
        &["minimumHealthyPercent"],
    ),
    ("maxcapacity", &["maxSize"]),
    ("maxhealthypercent", &["maximumPercent"]),
    ("mincapacity", &["minSize"]),
    ("minhealthypercent", &["minimumHealthyPercent"]),
    // Short for it.
    ("az", &["availabilityZone"]),
    ("azs", &["availabilityZones"]),
    ("cluster", &["clusterName"]),
    ("events", &["timeline"]),
    ("groups", &["autoScalingGroups"]),
    (
        "instances",
        &["containerInstances", "instanceIds", "desiredCount"],
    ),
    ("max", &["maxSize"]),
    ("maximumpercentage", &["maximumPercent"]),
    ("mem", &["memory"]),
    ("memorylimit", &["memory"]),
    ("min", &["minSize"]),
    ("minimumhealthypercentage", &["minimumHealthyPercent"]),
    ("nodes", &["containerInstances"]),
    ("service", &["serviceName"]),
    ("servicename", &["service"]),
    ("tasks", &["taskDefinitions"]),
    ("zone", &["availabilityZone"]),
    ("zones", &["availabilityZones"]),
    (
        "name",
        &[
            "serviceName",
            "clusterName",
            "autoScalingGroupName",
            "launchTemplateName",
            "family",
            "service",
            "alarmName",
            "queueName",
            "policyName",
            "scheduledActionName",
            "subnetId",
        ],
    ),
];

/// How deep a field is looked for.
const LEVELS: usize = 2;

/// Shorter names stand in too many objects to say anything.
const SHORTEST: usize = 5;

/// The field that is called otherwise elsewhere: `replicas` and `desired_count` are `desiredCount`.
pub(super) fn other_name(name: &str, shape: &Shape) -> Option<&'static str> {
    let names = shape.names();
    let plain = plain(name);
    let same = names
        .iter()
        .copied()
        .find(|known| self::plain(known) == plain);
    same.or_else(|| {
        let meant = meant(&plain).iter();
        meant.copied().find(|meant| names.contains(meant))
    })
}

/// A time where an object says after which time: `crash: 10s` is `crash: {after: 10s}`.
pub(super) fn after(path: &Path, text: &str, shape: &Shape) -> Option<String> {
    let Some(Step::Key(key)) = path.0.last() else {
        return None;
    };
    shape.field("after").filter(|_| parse_span(text).is_ok())?;
    Some(format!("write `{key}: {{after: {text}}}`"))
}

/// The fields in which one of this name stands, and the name:
/// `deploymentConfiguration`, `minimumHealthyPercent`.
pub(super) fn further_in(name: &str, shape: &Shape) -> Option<Vec<(&'static str, Form)>> {
    let plain = plain(name);
    if plain.len() < SHORTEST || !is_name(name) {
        return None;
    }
    (1..=LEVELS).find_map(|levels| inside(&plain, shape, levels))
}

fn inside(plain: &str, shape: &Shape, levels: usize) -> Option<Vec<(&'static str, Form)>> {
    let used = shape
        .names()
        .into_iter()
        .filter_map(|name| shape.field(name));
    let used = used.filter(|field| field.effect == Effect::Used);
    if levels == 0 {
        let is_meant = |known: &str| self::plain(known) == plain || meant(plain).contains(&known);
        let field = used.into_iter().find(|field| is_meant(field.name))?;
        return Some(vec![(field.name, Form::Any)]);
    }
    used.into_iter().find_map(|field| {
        let form = field.shape.form();
        let below = match form {
            Form::Object => field.shape,
            Form::List if field.shape.element().form() == Form::Object => field.shape.element(),
            _ => return None,
        };
        let mut rest = inside(plain, &below, levels - 1)?;
        rest.insert(0, (field.name, form));
        Some(rest)
    })
}

/// `deploymentConfiguration: {minimumHealthyPercent: …}`.
pub(super) fn written(steps: &[(&'static str, Form)]) -> String {
    match steps {
        [] => String::new(),
        [(name, _)] => format!("{name}: …"),
        [(name, Form::List), rest @ ..] => format!("{name}: [{{{}}}]", written(rest)),
        [(name, _), rest @ ..] => format!("{name}: {{{}}}", written(rest)),
    }
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| !"_-".contains(*letter));
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn meant(plain: &str) -> &'static [&'static str] {
    let found = HABITS.iter().find(|(habit, _)| *habit == plain);
    found.map_or(&[], |(_, meant)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Shape {
        path.split('.').fold(Shape::file(), |shape, step| {
            let field = shape.field(step.trim_end_matches("[]")).expect(step);
            if step.ends_with("[]") {
                field.shape.element()
            } else {
                field.shape
            }
        })
    }

    #[test]
    fn habits_of_other_tools_are_known() {
        for (path, name, meant) in [
            ("aws.services[]", "replicas", "desiredCount"),
            ("aws.services[]", "desired_count", "desiredCount"),
            ("aws.services[]", "name", "serviceName"),
            ("aws.clusters[]", "name", "clusterName"),
            ("aws.taskDefinitions[]", "name", "family"),
            ("aws.autoScalingGroups[]", "name", "autoScalingGroupName"),
            ("aws.launchTemplates[]", "name", "launchTemplateName"),
            (
                "aws.taskDefinitions[].containerDefinitions[]",
                "ports",
                "portMappings",
            ),
            (
                "aws.taskDefinitions[].containerDefinitions[]",
                "mem_limit",
                "memory",
            ),
        ] {
            assert_eq!(other_name(name, &at(path)), Some(meant), "{path} {name}");
        }
        assert_eq!(other_name("colour", &at("aws.services[]")), None);
    }

    #[test]
    fn a_field_is_found_further_in() {
        for (path, name, expected) in [
            (
                "aws.services[]",
                "maximumPercent",
                "deploymentConfiguration: {maximumPercent: …}",
            ),
            (
                "aws.services[]",
                "deployment_minimum_healthy_percent",
                "deploymentConfiguration: {minimumHealthyPercent: …}",
            ),
            (
                "aws.services[]",
                "subnets",
                "networkConfiguration: {awsvpcConfiguration: {subnets: …}}",
            ),
            (
                "aws.taskDefinitions[]",
                "image",
                "containerDefinitions: [{image: …}]",
            ),
        ] {
            let steps = further_in(name, &at(path)).expect(name);
            assert_eq!(written(&steps), expected);
        }
        assert_eq!(further_in("type", &at("aws.services[]")), None);
        assert_eq!(further_in("colour", &at("aws.services[]")), None);
    }

    #[test]
    fn every_habit_is_written_plain_and_once() {
        for (index, (habit, _)) in HABITS.iter().enumerate() {
            assert_eq!(plain(habit), *habit);
            assert!(HABITS[..index].iter().all(|(other, _)| other != habit));
        }
    }
}
