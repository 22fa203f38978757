//! `world.assumptions`, each in its own unit, and the profile.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Check;
use crate::catalog::{
    self, ASSUMPTIONS, AssumedValue, Assumption, AssumptionKind, Assumptions, Bucket,
    Circumstances, LONGEST_TIME, MOST_BYTES, Profile,
};
use crate::engine::Distribution;
use crate::scenario::defaults::REGION;
use crate::scenario::diagnostic::codes;
use crate::scenario::raw::value::{Delay, Duration, Size};
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

/// The assumptions as they hold; all of them are written back.
pub(super) fn check(check: &mut Check<'_>, file: &mut File) -> Assumptions {
    let region = file.aws.region.clone();
    let played = circumstances(file, region.as_deref());
    let world = &mut file.world;
    world.profile.get_or_insert(raw::world::Profile::Realistic);
    let at = Path::default().keys("world.assumptions");
    let mut overrides: BTreeMap<&'static str, AssumedValue> = BTreeMap::new();
    for (name, value) in &world.assumptions {
        let path = at.key(name);
        let Some(assumption) = catalog::assumption(name) else {
            check.unknown_key(
                &path,
                "assumption",
                name,
                ASSUMPTIONS.iter().map(|known| known.name),
            );
            continue;
        };
        match read(assumption, value) {
            Ok(value) => drop(overrides.insert(assumption.name, value)),
            Err(wanted) => {
                let message = format!("the assumption {name} has to be {wanted}");
                let example = write(assumption.kind, assumption.default(played));
                let help = format!("write it like its default: `{}`", flow(&example));
                check.wrong(codes::WRONG_TYPE, &path, message, &help);
            }
        }
    }
    world.assumptions = ASSUMPTIONS
        .iter()
        .map(|assumption| {
            let default = assumption.default(played);
            let value = overrides.get(assumption.name).unwrap_or(default);
            (assumption.name.to_owned(), write(assumption.kind, value))
        })
        .collect();
    catalog::resolve(played, &overrides)
}

/// Where a scenario gives an assumption.
pub(super) fn path(name: &str) -> Path {
    Path::default().keys("world.assumptions").key(name)
}

/// The form in the file of the value that holds where the scenario gives none.
pub(in crate::scenario) fn default_of(assumption: &Assumption, file: &File) -> Value {
    let played = circumstances(file, file.aws.region.as_deref());
    write(assumption.kind, assumption.default(played))
}

/// When and where the scenario plays.
fn circumstances<'a>(file: &File, region: Option<&'a str>) -> Circumstances<'a> {
    Circumstances {
        profile: match file.world.profile {
            None | Some(raw::world::Profile::Realistic) => Profile::Realistic,
            Some(raw::world::Profile::Instant) => Profile::Instant,
        },
        as_of: file.as_of.map(|day| day.0),
        region: region.unwrap_or(REGION),
    }
}

/// A value from its form in the file, or in words what it should be.
fn read(assumption: &Assumption, value: &Value) -> Result<AssumedValue, String> {
    let value = parse(assumption, value)?;
    if assumption.kind.admits(&value) {
        Ok(value)
    } else {
        Err(bounds(assumption.kind))
    }
}

/// Between which bounds values of a kind are.
fn bounds(kind: AssumptionKind) -> String {
    match kind {
        AssumptionKind::Time { least, .. } => {
            let (least, most) = (Duration(least), Duration(LONGEST_TIME));
            format!("a time between {least} and {most}")
        }
        AssumptionKind::Count { unit, least, most } => {
            format!("a number of {unit} between {least} and {most}")
        }
        AssumptionKind::Bytes => format!("a size up to {}", Size(MOST_BYTES)),
        AssumptionKind::Bucket => {
            let (most, longest) = (Bucket::MOST, Duration(Bucket::LONGEST));
            format!("a bucket of 1 to {most} tokens that come back within {longest}")
        }
        AssumptionKind::Rate => "more than nothing, or `unlimited`".to_owned(),
        AssumptionKind::Flag => "true or false".to_owned(),
        AssumptionKind::Word(words) => format!("one of: {}", words.join(", ")),
    }
}

/// A value of the right form.
fn parse(assumption: &Assumption, value: &Value) -> Result<AssumedValue, String> {
    match assumption.kind {
        AssumptionKind::Time { drawn, .. } => {
            let Delay(time) = serde_json::from_value(value.clone())
                .map_err(|error| format!("a time with its unit: {error}"))?;
            if !drawn && !matches!(time, Distribution::Constant(_)) {
                return Err("always the same time".to_owned());
            }
            Ok(AssumedValue::Time(time))
        }
        AssumptionKind::Count { unit, .. } => value
            .as_u64()
            .map(AssumedValue::Count)
            .ok_or_else(|| format!("a whole number of {unit}")),
        AssumptionKind::Bytes => size(value).map(AssumedValue::Count),
        AssumptionKind::Rate => match value.as_str() {
            Some("unlimited") => Ok(AssumedValue::Rate(None)),
            Some(text) => {
                let number = text
                    .strip_suffix("/s")
                    .ok_or("a size in a second, or `unlimited`")?;
                size(&Value::from(number)).map(|bytes| AssumedValue::Rate(Some(bytes)))
            }
            None => Err("a size in a second, or `unlimited`".to_owned()),
        },
        AssumptionKind::Bucket => bucket(value).map(AssumedValue::Bucket),
        AssumptionKind::Flag => value
            .as_bool()
            .map(AssumedValue::Flag)
            .ok_or_else(|| "true or false".to_owned()),
        AssumptionKind::Word(words) => words
            .iter()
            .find(|word| value.as_str() == Some(word))
            .map(|word| AssumedValue::Word(word))
            .ok_or_else(|| format!("one of: {}", words.join(", "))),
    }
}

fn size(value: &Value) -> Result<u64, String> {
    serde_json::from_value::<Size>(value.clone())
        .map(|size| size.0)
        .map_err(|error| format!("a size with its unit: {error}"))
}

fn bucket(value: &Value) -> Result<Bucket, String> {
    let wanted = || "a bucket of tokens with `burst`, `refill` and `per`".to_owned();
    let number = |key: &str| value.get(key).and_then(Value::as_u64).ok_or_else(wanted);
    let members = value.as_object().ok_or_else(wanted)?;
    let (burst, refill) = (number("burst")?, number("refill")?);
    let per = value.get("per").cloned().ok_or_else(wanted)?;
    let Duration(per) =
        serde_json::from_value(per).map_err(|error| format!("{}: {error}", wanted()))?;
    if members.len() != 3 {
        return Err(wanted());
    }
    Ok(Bucket { burst, refill, per })
}

/// The form in the file.
fn write(kind: AssumptionKind, value: &AssumedValue) -> Value {
    match value {
        AssumedValue::Time(time) => json!(Delay(time.clone())),
        AssumedValue::Count(bytes) if kind == AssumptionKind::Bytes => json!(Size(*bytes)),
        AssumedValue::Count(count) => json!(count),
        AssumedValue::Rate(None) => json!("unlimited"),
        AssumedValue::Rate(Some(bytes)) => json!(format!("{}/s", Size(*bytes))),
        AssumedValue::Bucket(bucket) => json!({
            "burst": bucket.burst,
            "refill": bucket.refill,
            "per": Duration(bucket.per),
        }),
        AssumedValue::Flag(flag) => json!(flag),
        AssumedValue::Word(word) => json!(word),
    }
}

/// A value on one line, as YAML has it.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(flow).collect();
            format!("[{}]", entries.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key}: {}", flow(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_survives_writing_and_reading() {
        for assumption in ASSUMPTIONS {
            let dated = assumption.dated.iter().map(|(_, value)| value);
            for value in [&assumption.realistic, &assumption.instant]
                .into_iter()
                .chain(dated)
            {
                let written = write(assumption.kind, value);
                assert_eq!(
                    read(assumption, &written).as_ref(),
                    Ok(value),
                    "{}",
                    assumption.name
                );
            }
        }
    }

    #[test]
    fn bounds_are_named() {
        for (name, value, wanted) in [
            (
                "ecs.placementRetryStep",
                json!("0s"),
                "a time between 1s and 3653d",
            ),
            (
                "ecs.tasksPerService",
                json!(0),
                "a number of tasks between 1 and 100000",
            ),
            ("ecs.imageSize", json!("2TiB"), "a size up to 1TiB"),
        ] {
            let assumption = catalog::assumption(name).expect(name);
            assert_eq!(read(assumption, &value), Err(wanted.to_owned()));
        }
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        for (name, value) in [
            ("ecs.agentPickup", json!(5)),
            ("ecs.agentPickup", json!("5")),
            ("ecs.tasksPerService", json!(-1)),
            ("ecs.tasksPerService", json!("5s")),
            ("ecs.pullRate", json!("40MB")),
            ("ecs.pullRate", json!("0MB/s")),
            ("ecs.fargateLaunchRate", json!({"burst": 1, "refill": 1})),
            (
                "ecs.fargateLaunchRate",
                json!({"burst": 0, "refill": 1, "per": "1s"}),
            ),
            ("ecs.placementWake", json!("yes")),
            ("ecs.releaseOn", json!("never")),
            ("ecs.placementRetryStep", json!("0s")),
            ("ecs.placementRetryInterval", json!("999ms")),
            ("autoscaling.launchRetryBase", json!("0s")),
            ("autoscaling.launchRetryMax", json!("0s")),
            ("ecs.readyAfterRunning", json!("4000d")),
            ("ecs.agentPickup", json!({"exponential": {"mean": "4000d"}})),
            ("ecs.tasksPerService", json!(0)),
            ("ecs.tasksPerService", json!(100_001)),
            ("world.outageLaunchFactor", json!(0)),
            ("ecs.imageSize", json!("2TiB")),
            (
                "ecs.serviceLaunchRate",
                json!({"burst": 1_000_001, "refill": 1, "per": "1s"}),
            ),
            (
                "ecs.serviceLaunchRate",
                json!({"burst": 1, "refill": 1, "per": "400d"}),
            ),
        ] {
            let assumption = catalog::assumption(name).expect(name);
            assert!(read(assumption, &value).is_err(), "{name} {value}");
        }
    }
}
