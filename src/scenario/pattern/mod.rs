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
mod tests {
    use serde_json::json;

    use super::*;

    fn event() -> Value {
        json!({
            "source": "aws.s3",
            "detail-type": "Object Created",
            "detail": {
                "bucket": {"name": "photos"},
                "object": {"key": "incoming/cat.JPG", "size": 5120, "deleted": false},
                "tags": ["new", "large"],
                "reason": null,
            },
        })
    }

    fn detail(text: &str) -> String {
        format!("{{\"detail\": {text}}}")
    }

    #[test]
    fn patterns_want_what_the_guide_says() {
        for (pattern, wants) in [
            (r#"{"source": ["aws.s3"]}"#.to_owned(), true),
            (r#"{"source": ["aws.ec2", "aws.s3"]}"#.to_owned(), true),
            (r#"{"source": ["aws.ec2"]}"#.to_owned(), false),
            (
                r#"{"source": ["aws.s3"], "detail-type": ["Object Deleted"]}"#.to_owned(),
                false,
            ),
            (detail(r#"{"bucket": {"name": ["photos"]}}"#), true),
            (
                detail(r#"{"object": {"key": [{"prefix": "incoming/"}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"key": [{"prefix": "outgoing/"}]}}"#),
                false,
            ),
            (
                detail(r#"{"object": {"key": [{"prefix": {"equals-ignore-case": "INCOMING/"}}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"key": [{"suffix": ".jpg"}]}}"#),
                false,
            ),
            (
                detail(r#"{"object": {"key": [{"suffix": {"equals-ignore-case": ".jpg"}}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"key": [{"suffix": ".png"}, {"suffix": ".JPG"}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"key": [{"wildcard": "in*/*.JPG"}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"key": [{"wildcard": "in*.jpg"}]}}"#),
                false,
            ),
            (
                detail(r#"{"bucket": {"name": [{"equals-ignore-case": "PHOTOS"}]}}"#),
                true,
            ),
            (
                detail(r#"{"bucket": {"name": [{"anything-but": "photos"}]}}"#),
                false,
            ),
            (
                detail(r#"{"bucket": {"name": [{"anything-but": ["logs", "docs"]}]}}"#),
                true,
            ),
            (
                detail(r#"{"bucket": {"name": [{"anything-but": {"prefix": "pho"}}]}}"#),
                false,
            ),
            (
                detail(r#"{"bucket": {"name": [{"anything-but": {"suffix": ["x", "y"]}}]}}"#),
                true,
            ),
            // A field that is missing is not anything.
            (
                detail(r#"{"bucket": {"region": [{"anything-but": "us"}]}}"#),
                false,
            ),
            (
                detail(r#"{"bucket": {"region": [{"exists": false}]}}"#),
                true,
            ),
            (
                detail(r#"{"nothing": {"here": [{"exists": false}]}}"#),
                true,
            ),
            (detail(r#"{"bucket": {"name": [{"exists": true}]}}"#), true),
            (
                detail(r#"{"bucket": {"name": [{"exists": false}]}}"#),
                false,
            ),
            (
                detail(r#"{"object": {"size": [{"numeric": [">", 5000, "<=", 5120]}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"size": [{"numeric": ["<", 5120]}]}}"#),
                false,
            ),
            (
                detail(r#"{"object": {"size": [{"numeric": ["=", 5.12e3]}]}}"#),
                true,
            ),
            (
                detail(r#"{"object": {"key": [{"numeric": [">", 0]}]}}"#),
                false,
            ),
            (detail(r#"{"object": {"size": [5120]}}"#), true),
            (detail(r#"{"object": {"deleted": [false]}}"#), true),
            (detail(r#"{"reason": [null]}"#), true),
            // Of a list of values one is enough.
            (detail(r#"{"tags": ["large"]}"#), true),
            (detail(r#"{"tags": ["small"]}"#), false),
            (
                r#"{"$or": [{"source": ["aws.ec2"]}, {"source": ["aws.s3"]}]}"#.to_owned(),
                true,
            ),
            (
                r#"{"$or": [{"source": ["a"]}, {"source": ["b"]}], "source": ["aws.s3"]}"#
                    .to_owned(),
                false,
            ),
        ] {
            let read = EventPattern::read(&Value::from(pattern.as_str())).expect(&pattern);
            assert_eq!(read.matches(&event()), wants, "{pattern}");
            let mapping: Value = serde_json::from_str(&pattern).expect("JSON");
            assert_eq!(EventPattern::read(&mapping), Ok(read), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        for (pattern, said) in [
            (r#""""#, "EOF while parsing"),
            ("{}", "Empty event pattern"),
            ("[]", "Filter is not an object"),
            (r#"{"source": "aws.s3"}"#, "must be an object or an array"),
            (r#"{"source": []}"#, "Empty arrays"),
            (r#"{"source": [["aws.s3"]]}"#, "a list in a list"),
            (r#"{"source": [{"prefx": "aws."}]}"#, r#"Operator("prefx")"#),
            (
                r#"{"source": [{"cidr": "10.0.0.0/24"}]}"#,
                r#"NotPlayed("cidr")"#,
            ),
            (
                r#"{"source": [{"prefix": "a", "suffix": "b"}]}"#,
                "Only one key allowed",
            ),
            (r#"{"source": [{"prefix": 5}]}"#, "prefix"),
            (r#"{"source": [{"exists": "yes"}]}"#, "exists"),
            (r#"{"source": [{"numeric": [">"]}]}"#, "numeric"),
            (r#"{"source": [{"numeric": ["~", 5]}]}"#, "numeric"),
            (
                r#"{"source": [{"anything-but": {"exists": true}}]}"#,
                r#"Operator("exists")"#,
            ),
            (r#"{"$or": [{"source": ["a"]}]}"#, "two or more"),
        ] {
            let value: Value = serde_json::from_str(pattern).expect(pattern);
            let wrong = format!("{:?}", EventPattern::read(&value).expect_err(pattern));
            assert!(wrong.contains(said), "{pattern}: {wrong}");
        }
    }
}
