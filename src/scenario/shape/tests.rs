//! Shapes of real places.

use serde_json::Value;

use super::aws_type::AwsType;
use super::own::OWN;
use super::*;

fn at(path: &[&str]) -> Shape {
    path.iter().fold(Shape::file(), |shape, key| match *key {
        "[]" => shape.element(),
        key => {
            shape
                .field(key)
                .unwrap_or_else(|| panic!("{key} of {path:?}"))
                .shape
        }
    })
}

#[test]
fn every_shape_that_a_type_names_exists() {
    fn look(value: &'static Value) {
        match value {
            Value::Object(members) => {
                for key in ["x-aws", "x-aws-also", "x-aws-answer", "x-aws-unplayed"] {
                    let names = members.get(key).and_then(Value::as_str);
                    let names = names.unwrap_or_default().split_whitespace();
                    for name in names.filter(|name| *name != "*") {
                        assert!(AwsType::structure(name).members().is_some(), "{name}");
                    }
                }
                members.values().for_each(look);
            }
            Value::Array(entries) => entries.iter().for_each(look),
            _ => {}
        }
    }
    look(&OWN);
}

#[test]
fn our_type_and_aws_shape_are_walked_side_by_side() {
    let service = at(&["aws", "Services", "[]"]);
    assert_eq!(
        service.field("DesiredCount").map(|field| field.effect),
        Some(Effect::Used)
    );
    assert_eq!(
        service.field("serviceRegistries").map(|field| field.effect),
        Some(Effect::Dropped)
    );
    assert_eq!(
        service.field("runningCount").map(|field| field.effect),
        Some(Effect::ReadOnly)
    );
    assert!(service.field("desired_count").is_none());
    assert_eq!(
        at(&["aws", "services", "[]", "launchType"]).words()[..2],
        ["EC2", "FARGATE"]
    );
    assert_eq!(
        at(&["aws", "services", "[]", "serviceRegistries"]).form(),
        Form::List
    );
    assert_eq!(
        at(&[
            "aws",
            "taskDefinitions",
            "[]",
            "containerDefinitions",
            "[]",
            "cpu"
        ])
        .form(),
        Form::Integer
    );
    let group = at(&["aws", "autoScalingGroups", "[]"]);
    assert_eq!(
        group.field("VPCZoneIdentifier").map(|field| field.name),
        Some("vpcZoneIdentifier")
    );
    assert_eq!(at(&["aws", "alarms", "[]", "Period"]).form(), Form::Integer);
}

#[test]
fn our_own_parts_are_strict() {
    assert!(Shape::file().field("Duration").is_none());
    assert_eq!(at(&["duration"]).unit(), Some("duration"));
    assert_eq!(at(&["start"]).words(), ["steady", "empty"]);
    assert_eq!(at(&["world", "applications"]).form(), Form::Map);
    let launch = at(&["world", "applications", "[]", "launch"]);
    assert_eq!(
        launch.branch(|form| form == Form::Text).unit(),
        Some("duration")
    );
    assert_eq!(
        launch.branch(|form| form == Form::Object).form(),
        Form::Object
    );
    let entry = at(&["timeline", "[]"]);
    assert!(
        entry
            .exactly_one()
            .is_some_and(|names| names.contains(&"updateService"))
    );
    assert!(
        entry
            .field("updateService")
            .is_some_and(|field| field.shape.loose)
    );
}
