//! What the printed JSON Schema accepts is what the program accepts.

use serde_json::Value;

use super::{LARGE, SMALL, load_ok};
use crate::scenario::{Overrides, codes, from_layers, schema};

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema()).expect("the schema is one")
}

fn value(yaml: &str) -> Option<Value> {
    serde_yaml::from_str(yaml).ok()
}

#[track_caller]
fn assert_valid(validator: &jsonschema::Validator, yaml: &str) {
    let value = value(yaml).expect(yaml);
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .flat_map(|error| reasons(&error))
        .collect();
    assert!(errors.is_empty(), "{}\n{yaml}", errors.join("\n"));
}

/// What is wrong in the end, behind every choice between forms.
fn reasons(error: &jsonschema::ValidationError<'_>) -> Vec<String> {
    use jsonschema::error::ValidationErrorKind;
    match error.kind() {
        ValidationErrorKind::AnyOf { context } => context
            .iter()
            .flatten()
            .flat_map(|error| reasons(error))
            .collect(),
        _ => vec![format!("{}: {error}", error.instance_path())],
    }
}

#[test]
fn what_the_program_accepts_is_accepted() {
    let validator = validator();
    for text in [SMALL, LARGE] {
        assert_valid(&validator, text);
        assert_valid(&validator, &load_ok(text).resolved);
    }
    assert_valid(
        &validator,
        "{extends: base.yaml, aws: {services: [{serviceName: web, desiredCount: null}]}}",
    );
}

#[test]
fn the_fragments_of_the_book_of_codes_agree() {
    let validator = validator();
    // What a schema can see: fields, types, words, ranges, units.
    let visible = [
        "E0201", "E0202", "E0203", "E0205", "E0206", "E0207", "E0601",
    ];
    for entry in codes() {
        let right = format!("extends: base.yaml\n{}", entry.right);
        let loaded = from_layers(&[SMALL, entry.right], &Overrides::default());
        if loaded.diagnostics.is_empty()
            && value(&right).is_some()
            && !entry.right.starts_with("--set")
        {
            assert_valid(&validator, &right);
        }
        let wrong = format!(
            "duration: 1h\n{}",
            entry
                .wrong
                .replace("duration:", "description: x\nduration:")
        );
        let whole = entry.wrong.contains("duration:");
        if visible.contains(&entry.code.name()) {
            let text = if whole { entry.wrong } else { &wrong };
            let value = value(text).expect(text);
            assert!(!validator.is_valid(&value), "{}: {text}", entry.code.name());
        }
    }
}

#[test]
fn the_first_letter_of_a_field_does_not_matter_in_aws_alone() {
    let validator = validator();
    let valid = |yaml: &str| validator.is_valid(&value(yaml).expect(yaml));
    assert!(valid("{duration: 1h, aws: {Clusters: [{ClusterName: a}]}}"));
    assert!(!valid("{Duration: 1h}"));
    assert!(!valid(
        "{duration: 1h, aws: {clusters: [{CLUSTERNAME: a}]}}"
    ));
    assert!(valid(
        "{duration: 1h, aws: {clusters: [{Type: 'AWS::ECS::Cluster', Properties: {ClusterName: a}}]}}"
    ));
    assert!(!valid(
        "{duration: 1h, aws: {services: [{serviceName: a, taskDefinition: b}]}}"
    ));
    assert!(!valid("{}"));
}

#[test]
fn entries_without_a_time_and_negative_counts_are_refused() {
    let validator = validator();
    let valid = |yaml: &str| validator.is_valid(&value(yaml).expect(yaml));
    let entry = |time: &str, count: i32| {
        format!(
            "{{duration: 1h, timeline: [{{{time}updateService: {{service: a, desiredCount: {count}}}}}]}}"
        )
    };
    assert!(valid(&entry("at: 5m, ", 3)));
    assert!(valid(&entry("every: 5m, ", 0)));
    assert!(!valid(&entry("", 3)));
    assert!(!valid(&entry("at: 5m, ", -3)));
    assert!(!valid(
        "{duration: 1h, aws: {services: [{serviceName: a, taskDefinition: b, desiredCount: -1}]}}"
    ));
}

#[test]
fn fields_are_described() {
    let schema = schema();
    let duration = &schema["$defs"]["scenario"]["properties"]["duration"];
    assert_eq!(duration["description"], "How long it is played. Required.");
    let services = &schema["$defs"]["Service"]["properties"]["desiredCount"]["description"];
    assert!(services.is_string());
}
