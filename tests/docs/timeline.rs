//! `docs/timeline.md` against the schema: every entry with every field that is played.

use std::process::Command;

use serde_json::Value;

use crate::document::{in_backticks, repository};

/// The entries of the timeline with their fields, as the printed schema has them.
fn entries() -> Vec<(String, Vec<String>)> {
    let printed = Command::new(env!("CARGO_BIN_EXE_ecsim"))
        .arg("schema")
        .output();
    let schema: Value = serde_json::from_slice(&printed.unwrap().stdout).unwrap();
    let played = |object: &Value| -> Vec<(String, Value)> {
        let all = object["properties"].as_object().unwrap().iter();
        let played = all.filter(|(name, field)| {
            // AWS's fields without an effect have no description of ours.
            field.get("description").is_some()
                && name.starts_with(|it: char| it.is_ascii_lowercase())
        });
        played
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect()
    };
    let mut entries = Vec::new();
    for (name, field) in played(&schema["$defs"]["Entry"]) {
        let any = field["anyOf"].as_array().into_iter().flatten();
        let reference = any.chain([&field]).find_map(|it| it["$ref"].as_str());
        let Some(target) = reference.and_then(|it| it.strip_prefix("#/$defs/")) else {
            continue;
        };
        let fields = played(&schema["$defs"][target]);
        entries.push((name, fields.into_iter().map(|(name, _)| name).collect()));
    }
    entries
}

#[test]
fn every_entry_of_the_timeline_stands_in_the_table_with_its_fields() {
    let text = std::fs::read_to_string(repository("docs/timeline.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .take_while(|line| !line.starts_with("## "))
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split(" | ").collect())
        .collect();
    let entries = entries();
    assert!(entries.len() >= 20, "{}", entries.len());
    for (name, fields) in entries {
        let row = rows.iter().find(|row| in_backticks(row[0]).contains(&name));
        let mut told = in_backticks(row.unwrap_or_else(|| panic!("no row of {name}"))[1]);
        told.sort();
        let mut fields = fields;
        fields.sort();
        assert_eq!(told, fields, "{name}");
    }
}
