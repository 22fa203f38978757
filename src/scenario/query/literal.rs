//! The literals that have a type: versions, dates, whole numbers and regular expressions.

use std::cmp::Ordering;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regex::{Regex, RegexBuilder};

/// Numbers with dots between them; a missing part counts as 0.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Version(Vec<u64>);

impl Version {
    /// Reads `1.14.5`.
    pub(in crate::scenario) fn read(text: &str) -> Option<Self> {
        text.split('.')
            .map(whole_number)
            .collect::<Option<_>>()
            .map(Self)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let part = |version: &Self, place: usize| version.0.get(place).copied().unwrap_or(0);
        let parts = self.0.len().max(other.0.len());
        let mut orders = (0..parts).map(|place| part(self, place).cmp(&part(other, place)));
        Some(
            orders
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal),
        )
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

/// Digits and nothing else.
pub(super) fn whole_number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// A date, with or without a time, with or without an offset: without one it is UTC.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-:T.".contains(&byte));
    let civil: DateTime = text.parse().ok().filter(|_| plain)?;
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// A regular expression that has to match the whole of a value.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Pattern {
    text: String,
    regex: Regex,
    bare: Option<usize>,
}

/// Bytes that a compiled expression may take; values of attributes have 128 characters.
const LARGEST: usize = 1 << 20;

impl Pattern {
    /// Reads an expression, which stands at this byte if it has no quotes. The error says in a few
    /// words what is wrong with it.
    pub(super) fn read(text: &str, bare: Option<usize>) -> Result<Self, String> {
        // By itself first: `a)(b` must not become right by what stands around it.
        build(text)?;
        let regex = build(&format!("^(?:{text})$"))?;
        let text = text.to_owned();
        Ok(Self { text, regex, bare })
    }

    /// As it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte at which it stands, if it has parentheses and no quotes around them.
    pub(super) fn bare_parentheses(&self) -> Option<usize> {
        self.bare.filter(|_| self.text.contains(['(', ')']))
    }

    /// Whether it matches the whole value.
    pub(super) fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

fn build(text: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(text).size_limit(LARGEST).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        error => {
            // The last line says what is wrong, those before draw where.
            let drawn = error.to_string();
            let last = drawn.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    })
}
