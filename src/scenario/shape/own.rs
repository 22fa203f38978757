//! Our own types, read from the JSON Schema that `schemars` makes of them.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::scenario::raw::File;

/// The JSON Schema of our own types.
pub(super) static OWN: LazyLock<Value> = LazyLock::new(|| {
    let generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<File>().to_value()
});

/// A schema behind references and the alternative `null`: empty values are taken out before.
pub(super) fn resolved(schema: &'static Value) -> Option<&'static Map<String, Value>> {
    let own = schema.as_object()?;
    if let Some(reference) = own.get("$ref").and_then(Value::as_str) {
        return resolved(OWN.pointer(reference.strip_prefix('#')?)?);
    }
    let branches = own.get("anyOf").and_then(Value::as_array);
    let is_null = |branch: &&Value| branch.get("type").is_some_and(|kind| kind == "null");
    match branches.map(Vec::as_slice) {
        Some([one, null]) if is_null(&null) => resolved(one),
        _ => Some(own),
    }
}

/// Whether AWS's shape alone decides: our own type takes anything.
pub(super) fn says_nothing(own: &'static Map<String, Value>) -> bool {
    !["type", "anyOf", "oneOf"]
        .iter()
        .any(|key| own.contains_key(*key))
}

pub(super) fn own_type(own: &'static Map<String, Value>) -> Option<&'static str> {
    match own.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null"),
        _ => None,
    }
}

pub(super) fn differs_in_first_letter(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    let first = a.next().zip(b.next());
    first.is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b)) && a.as_str() == b.as_str()
}
