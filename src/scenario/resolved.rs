//! The scenario with nothing left to guess, as text and as a digest.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::check::default_of;
use super::raw::File;
use crate::catalog::{self, Tag};

/// A completed file as YAML that reads back to the same scenario. Assumed values carry their
/// reason.
pub(super) fn text(file: &File) -> String {
    let value = value(file);
    let yaml = serde_yaml::to_string(&value).expect("texts, numbers, lists and mappings are YAML");
    let mut text = String::with_capacity(yaml.len() * 2);
    text.push_str(
        "# The scenario with every default filled in. Running it gives the same results.\n",
    );
    let size = file
        .world
        .assumptions
        .get("ecs.imageSize")
        .and_then(Value::as_str);
    let size = format!("size: {}", size.unwrap_or_default());
    let (mut section, mut part) = ("", "");
    for line in yaml.lines() {
        text.push_str(line);
        let key = line
            .trim_start()
            .split(": ")
            .next()
            .unwrap_or_default()
            .trim_end_matches(':');
        match line.len() - line.trim_start().len() {
            0 => (section, part) = (key, ""),
            2 => part = key,
            6 if section == "world" && part == "images" && line.trim_start() == size => {
                text.push_str(" # assumed: ecs.imageSize");
            }
            4 if section == "world" && part == "assumptions" => {
                text.push_str(&reason(file, key).unwrap_or_default());
            }
            _ => {}
        }
        text.push('\n');
    }
    text
}

/// A comment behind the value of an assumption: why it is what it is, unless AWS says so or the
/// scenario has a value of its own.
fn reason(file: &File, name: &str) -> Option<String> {
    let assumption = catalog::assumption(name)?;
    let written = file.world.assumptions.get(name)?;
    let is_default = *written == default_of(assumption, file);
    let reason = assumption
        .reason
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let tag = assumption.tag;
    (is_default && tag != Tag::Documented).then(|| format!(" # {}: {reason}", tag.name()))
}

/// SHA-256 over what decides the results, in hexadecimal: everything but the name, the description
/// and what is expected, in one form, whatever the order of keys, the units, the files and the
/// comments were.
pub(super) fn digest(file: &File) -> String {
    let mut value = value(file);
    if let Some(members) = value.as_object_mut() {
        members.remove("name");
        members.remove("description");
        members.remove("expect");
    }
    let mut text = String::new();
    canonical(&value, &mut text);
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn value(file: &File) -> Value {
    serde_json::to_value(file).expect("texts, numbers, lists and mappings are JSON")
}

/// JSON without spaces, keys in order.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(entries) => {
            text.push('[');
            for entry in entries {
                canonical(entry, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in members {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        single => text.push_str(&single.to_string()),
    }
}
