//! Event patterns: which events a rule of EventBridge wants.
//!
//! Pure: a pattern and an event, both JSON, give yes or no.
//!
//! Facts: EventBridge User Guide, "Comparison operators for use in event patterns". Left out:
//! `cidr`, which no event here has an address for; it is told as not played.

mod test;

use serde_json::Value;

pub(in crate::scenario) use test::OPERATORS;
use test::Test;

/// What an event has to have.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPattern {
    fields: Vec<(String, Wanted)>,
    /// `$or`: at least one of each list.
    either: Vec<Vec<EventPattern>>,
}

/// What a field has to be.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    /// An object with these fields.
    Object(EventPattern),
    /// A value that one of these takes.
    OneOf(Vec<Test>),
}

/// Why a text or a mapping is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// AWS's reason.
    Reason(String),
    /// There is no such operator.
    Operator(String),
    /// There is, and it is not played.
    NotPlayed(&'static str),
}

impl Wrong {
    fn reason(text: impl Into<String>) -> Self {
        Self::Reason(text.into())
    }
}

/// How deep patterns may lie in each other; events of AWS do not come near it.
const DEEPEST: usize = 32;

impl EventPattern {
    /// Reads a pattern, as a mapping or as the text that PutRule takes.
    pub fn read(value: &Value) -> Result<Self, Wrong> {
        let parsed: Value;
        let value = match value {
            Value::String(text) => {
                let reason = |error: serde_json::Error| Wrong::Reason(error.to_string());
                parsed = serde_json::from_str(text).map_err(reason)?;
                &parsed
            }
            other => other,
        };
        let pattern = object(value, 0)?;
        if pattern.fields.is_empty() && pattern.either.is_empty() {
            return Err(Wrong::reason("Empty event pattern is not allowed"));
        }
        Ok(pattern)
    }

    /// Whether it wants an event.
    pub fn matches(&self, event: &Value) -> bool {
        let has = |(name, wanted): &(String, Wanted)| {
            let field = event.get(name);
            match wanted {
                // What wants a field to be missing finds it missing in no object too.
                Wanted::Object(pattern) => pattern.matches(field.unwrap_or(&Value::Null)),
                Wanted::OneOf(tests) => tests.iter().any(|test| test.takes(field)),
            }
        };
        let any = |list: &Vec<Self>| list.iter().any(|pattern| pattern.matches(event));
        self.fields.iter().all(has) && self.either.iter().all(any)
    }
}

fn object(value: &Value, depth: usize) -> Result<EventPattern, Wrong> {
    let Some(members) = value.as_object() else {
        return Err(Wrong::reason("Filter is not an object"));
    };
    if depth > DEEPEST {
        return Err(Wrong::reason("it lies too deep"));
    }
    let mut pattern = EventPattern {
        fields: Vec::new(),
        either: Vec::new(),
    };
    for (name, value) in members {
        if name == "$or" {
            pattern.either.push(alternatives(value, depth)?);
            continue;
        }
        let wanted = match value {
            Value::Object(_) => Wanted::Object(object(value, depth + 1)?),
            Value::Array(tests) if tests.is_empty() => {
                return Err(Wrong::reason("Empty arrays are not allowed"));
            }
            Value::Array(tests) => {
                let tests: Result<_, _> = tests.iter().map(Test::read).collect();
                Wanted::OneOf(tests?)
            }
            _ => {
                let reason = format!("\"{name}\" must be an object or an array");
                return Err(Wrong::Reason(reason));
            }
        };
        pattern.fields.push((name.clone(), wanted));
    }
    Ok(pattern)
}

/// The list behind `$or`: two patterns at least.
fn alternatives(value: &Value, depth: usize) -> Result<Vec<EventPattern>, Wrong> {
    let list = value.as_array().filter(|list| list.len() > 1);
    let list =
        list.ok_or_else(|| Wrong::reason("\"$or\" needs an array of two or more objects"))?;
    list.iter().map(|one| object(one, depth + 1)).collect()
}

#[cfg(test)]
mod tests;
