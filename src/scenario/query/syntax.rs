//! An expression as it is read: parts joined by `and`, `or` and `not`, and tests of one subject.
//!
//! Written out, an expression reads back to the same one.

use std::fmt;

use super::literal::{Pattern, Version};

/// A whole expression, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Part {
    /// All of them; at least two.
    All(Vec<Self>),
    /// One of them; at least two.
    Any(Vec<Self>),
    /// The opposite.
    Not(Box<Self>),
    /// One subject.
    Test(Test),
}

/// What is asked of one subject. Subjects with an order of their own have values of their own.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Test {
    /// `agentVersion < 1.14.5`
    AgentVersion(Comparison, Version),
    /// `registeredAt < 2018-02-13`, and the date as it was written.
    RegisteredAt(Comparison, jiff::Timestamp, String),
    /// `runningTasksCount == 1`
    RunningTasksCount(Comparison, u64),
    /// Everything that is text.
    Text(Subject, Check),
}

/// A subject whose values are texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Subject {
    /// `true` or `false`.
    AgentConnected,
    /// The id of the machine.
    Ec2InstanceId,
    /// The groups of all tasks on the instance.
    TaskGroup,
    /// `attribute:` and this name.
    Attribute(String),
}

/// What is asked of a text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Check {
    /// `exists`
    Exists,
    /// `!exists`
    NotExists,
    /// `in [a, b]`
    In(Vec<String>),
    /// `!in [a, b]`
    NotIn(Vec<String>),
    /// `=~ t2.*`
    Matches(Pattern),
    /// `!~ t2.*`
    NotMatches(Pattern),
    /// `== prod`
    Compare(Comparison, String),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
}

impl Comparison {
    /// Whether two values stand so to each other.
    pub(super) fn holds<T: PartialOrd + ?Sized>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
        }
    }
}

impl Part {
    /// One part stays what it is.
    pub(super) fn joined(mut parts: Vec<Self>, several: fn(Vec<Self>) -> Self) -> Self {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                several(parts)
            }
        }
    }

    /// Every test in it, from left to right.
    pub(in crate::scenario) fn tests(&self) -> Vec<&Test> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Not(part) => part.tests(),
            Self::Test(test) => vec![test],
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, between) = match self {
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
            Self::Not(part) => return write!(f, "not {}", Inner(part)),
            Self::Test(test) => return test.fmt(f),
        };
        for (place, part) in parts.iter().enumerate() {
            let between = if place > 0 { between } else { "" };
            write!(f, "{between}{}", Inner(part))?;
        }
        Ok(())
    }
}

/// A part inside another one: in parentheses where it is of several parts itself.
struct Inner<'a>(&'a Part);

impl fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            part @ (Part::All(_) | Part::Any(_)) => write!(f, "({part})"),
            part @ (Part::Not(_) | Part::Test(_)) => part.fmt(f),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AgentVersion(comparison, version) => {
                write!(f, "agentVersion {comparison} {version}")
            }
            Self::RegisteredAt(comparison, _, written) => {
                write!(f, "registeredAt {comparison} {}", Literal(written))
            }
            Self::RunningTasksCount(comparison, count) => {
                write!(f, "runningTasksCount {comparison} {count}")
            }
            Self::Text(subject, check) => write!(f, "{subject} {check}"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AgentConnected => f.write_str("agentConnected"),
            Self::Ec2InstanceId => f.write_str("ec2InstanceId"),
            Self::TaskGroup => f.write_str("task:group"),
            Self::Attribute(name) => write!(f, "attribute:{name}"),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, list) = match self {
            Self::Exists => return f.write_str("exists"),
            Self::NotExists => return f.write_str("!exists"),
            Self::Matches(pattern) => return write!(f, "=~ {pattern}"),
            Self::NotMatches(pattern) => return write!(f, "!~ {pattern}"),
            Self::Compare(comparison, text) => return write!(f, "{comparison} {}", Literal(text)),
            Self::In(list) => ("in", list),
            Self::NotIn(list) => ("!in", list),
        };
        let list: Vec<String> = list.iter().map(|text| Literal(text).to_string()).collect();
        write!(f, "{word} [{}]", list.join(", "))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
        })
    }
}

/// A text as a literal: in quotes only where it needs them.
struct Literal<'a>(&'a str);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = |letter: char| letter.is_whitespace() || ",[]()'\"".contains(letter);
        quoted(f, self.0, self.0.is_empty() || self.0.contains(ends))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let needs = |letter: char| letter.is_whitespace() || "[]()'\"\\".contains(letter);
        quoted(
            f,
            self.text(),
            self.text().is_empty() || self.text().contains(needs),
        )
    }
}

/// What has both quotes in it was written without any.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str, needed: bool) -> fmt::Result {
    match (needed, text.contains('"'), text.contains('\'')) {
        (false, ..) | (true, true, true) => f.write_str(text),
        (true, false, _) => write!(f, "\"{text}\""),
        (true, true, false) => write!(f, "'{text}'"),
    }
}
