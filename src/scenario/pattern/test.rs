//! One test of a value in an event pattern.

use serde_json::Value;

use super::Wrong;

/// A test of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// It is this value.
    Equals(Value),
    /// It is a text that goes like this.
    Text(Form, String),
    /// It is there, and none of these takes it.
    AnythingBut(Vec<Test>),
    /// Whether it is there.
    Exists(bool),
    /// It is a number within these bounds.
    Numeric(Vec<(Bound, f64)>),
}

/// How a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It begins so.
    Prefix,
    /// It begins so, in whatever case.
    PrefixIgnoringCase,
    /// It ends so.
    Suffix,
    /// It ends so, in whatever case.
    SuffixIgnoringCase,
    /// It is so, in whatever case.
    IgnoringCase,
    /// It is so, where `*` is anything.
    Wildcard,
}

/// On which side of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// `<`.
    Below,
    /// `<=`.
    AtMost,
    /// `=`.
    Equal,
    /// `>=`.
    AtLeast,
    /// `>`.
    Above,
}

/// The operators, for the nearest one to a misspelt one.
pub(in crate::scenario) const OPERATORS: &[&str] = &[
    "anything-but",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
];

const CASE: &str = "equals-ignore-case";

impl Test {
    /// Reads an entry of a list of tests.
    pub(super) fn read(value: &Value) -> Result<Self, Wrong> {
        match value {
            Value::Array(_) => Err(Wrong::reason("a list in a list is not allowed")),
            Value::Object(_) => {
                let (name, value) = only_member(value)?;
                operator(name, value)
            }
            plain => Ok(Self::Equals(plain.clone())),
        }
    }

    /// Whether it takes a field; of several values one is enough.
    pub(super) fn takes(&self, field: Option<&Value>) -> bool {
        match (self, field) {
            (Self::Exists(wanted), field) => *wanted == field.is_some(),
            (_, None) => false,
            (_, Some(Value::Array(values))) => values.iter().any(|value| self.takes_one(value)),
            (_, Some(value)) => self.takes_one(value),
        }
    }

    fn takes_one(&self, value: &Value) -> bool {
        match self {
            Self::Equals(wanted) => wanted == value,
            Self::Text(form, wanted) => value.as_str().is_some_and(|text| form.fits(wanted, text)),
            Self::AnythingBut(tests) => !tests.iter().any(|test| test.takes_one(value)),
            Self::Exists(wanted) => *wanted,
            Self::Numeric(bounds) => {
                let within =
                    |number: f64| bounds.iter().all(|(bound, at)| bound.holds(number, *at));
                value.as_f64().is_some_and(within)
            }
        }
    }
}

impl Form {
    fn fits(self, wanted: &str, text: &str) -> bool {
        let small = || (wanted.to_lowercase(), text.to_lowercase());
        match self {
            Self::Prefix => text.starts_with(wanted),
            Self::Suffix => text.ends_with(wanted),
            Self::Wildcard => wildcard(wanted, text),
            Self::PrefixIgnoringCase => {
                let (wanted, text) = small();
                text.starts_with(&wanted)
            }
            Self::SuffixIgnoringCase => {
                let (wanted, text) = small();
                text.ends_with(&wanted)
            }
            Self::IgnoringCase => {
                let (wanted, text) = small();
                text == wanted
            }
        }
    }
}

/// Whether a text is a first part, further parts in order, and a last part.
fn wildcard(wanted: &str, text: &str) -> bool {
    let mut parts = wanted.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl Bound {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "<" => Self::Below,
            "<=" => Self::AtMost,
            "=" => Self::Equal,
            ">=" => Self::AtLeast,
            ">" => Self::Above,
            _ => return None,
        })
    }

    #[expect(clippy::float_cmp, reason = "`=` of the pattern is equality")]
    fn holds(self, number: f64, at: f64) -> bool {
        match self {
            Self::Below => number < at,
            Self::AtMost => number <= at,
            Self::Equal => number == at,
            Self::AtLeast => number >= at,
            Self::Above => number > at,
        }
    }
}

/// `{"prefix": "a"}`: an operator has one name.
fn only_member(value: &Value) -> Result<(&str, &Value), Wrong> {
    let mut members = value.as_object().into_iter().flatten();
    match (members.next(), members.next()) {
        (Some((name, value)), None) => Ok((name, value)),
        _ => Err(Wrong::reason("Only one key allowed in match expression")),
    }
}

fn operator(name: &str, value: &Value) -> Result<Test, Wrong> {
    match name {
        "exists" => value
            .as_bool()
            .map(Test::Exists)
            .ok_or_else(|| Wrong::reason("exists match pattern must be either true or false")),
        "numeric" => numeric(value),
        "anything-but" => anything_but(value),
        "cidr" => Err(Wrong::NotPlayed("cidr")),
        _ => text(name, value),
    }
}

/// An operator on texts.
fn text(name: &str, value: &Value) -> Result<Test, Wrong> {
    let ignoring = match value {
        Value::Object(_) => only_member(value).ok().filter(|(name, _)| *name == CASE),
        _ => None,
    };
    let (form, value) = match (name, ignoring) {
        ("prefix", None) => (Form::Prefix, value),
        ("prefix", Some((_, value))) => (Form::PrefixIgnoringCase, value),
        ("suffix", None) => (Form::Suffix, value),
        ("suffix", Some((_, value))) => (Form::SuffixIgnoringCase, value),
        (CASE, None) => (Form::IgnoringCase, value),
        ("wildcard", None) => (Form::Wildcard, value),
        (other, _) => return Err(Wrong::Operator(other.to_owned())),
    };
    let wanted = value
        .as_str()
        .map(|wanted| Test::Text(form, wanted.to_owned()));
    wanted.ok_or_else(|| Wrong::Reason(format!("{name} match pattern must be a string")))
}

/// `["=", 5]` or `[">", 0, "<=", 5]`.
fn numeric(value: &Value) -> Result<Test, Wrong> {
    let wrong = || Wrong::reason("numeric match pattern is pairs of a comparison and a number");
    let list = value
        .as_array()
        .filter(|list| matches!(list.len(), 2 | 4))
        .ok_or_else(wrong)?;
    let pairs = list.chunks(2).map(|pair| {
        let bound = pair[0].as_str().and_then(Bound::named)?;
        Some((bound, pair[1].as_f64()?))
    });
    let bounds: Option<Vec<_>> = pairs.collect();
    bounds.map(Test::Numeric).ok_or_else(wrong)
}

/// A value, a list of values, or another operator with a value or a list.
fn anything_but(value: &Value) -> Result<Test, Wrong> {
    let tests = match value {
        Value::Array(values) => values.iter().map(Test::read).collect(),
        Value::Object(_) => {
            let (name, value) = only_member(value)?;
            match value {
                Value::Array(values) => values.iter().map(|one| text(name, one)).collect(),
                one => text(name, one).map(|test| vec![test]),
            }
        }
        plain => Ok(vec![Test::Equals(plain.clone())]),
    };
    tests.map(Test::AnythingBut)
}
