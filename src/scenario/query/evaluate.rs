//! An expression against one instance.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::literal::{Pattern, Version};
use super::syntax::{Check, Comparison, Part, Subject, Test};

/// What an expression can ask of a container instance.
#[derive(Clone, Copy)]
pub struct QueryInstance<'a> {
    /// Whether ECS hears of its agent.
    pub agent_connected: bool,
    /// `1.86.0`
    pub agent_version: &'a str,
    /// The id of the machine.
    pub ec2_instance_id: &'a str,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Tasks on it that are to run.
    pub running_tasks_count: u32,
    /// The groups of these tasks; only a dynamic expression asks for them.
    pub groups: &'a [&'a str],
    /// Its attributes.
    pub attributes: &'a dyn InstanceAttributes,
}

/// Attributes by name.
pub trait InstanceAttributes {
    /// The value of an attribute: nothing if it is not there, `Some(None)` if it has no value.
    fn attribute(&self, name: &str) -> Option<Option<&str>>;
}

impl InstanceAttributes for BTreeMap<String, Option<String>> {
    fn attribute(&self, name: &str) -> Option<Option<&str>> {
        self.get(name).map(Option::as_deref)
    }
}

impl Part {
    /// Whether it is true of an instance.
    pub(super) fn holds(&self, on: &QueryInstance<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(on)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(on)),
            Self::Not(part) => !part.holds(on),
            Self::Test(test) => test.holds(on),
        }
    }
}

impl Test {
    /// Whether it is true of an instance.
    pub(super) fn holds(&self, on: &QueryInstance<'_>) -> bool {
        match self {
            Self::AgentVersion(comparison, version) => Version::read(on.agent_version)
                .is_some_and(|of_agent| comparison.holds(&of_agent, version)),
            Self::RegisteredAt(comparison, instant, _) => {
                comparison.holds(&on.registered_at, instant)
            }
            Self::RunningTasksCount(comparison, count) => {
                comparison.holds(&u64::from(on.running_tasks_count), count)
            }
            Self::Text(subject, check) => match subject {
                Subject::AgentConnected => check.holds(&[word(on.agent_connected)]),
                Subject::Ec2InstanceId => check.holds(&[on.ec2_instance_id]),
                Subject::TaskGroup => check.holds(on.groups),
                Subject::Attribute(name) => match on.attributes.attribute(name) {
                    // It is there, and nothing can be compared with it.
                    Some(None) => *check == Check::Exists,
                    value => check.holds(value.flatten().as_slice()),
                },
            },
        }
    }

    /// Whether its value can change while the instance stays what it is.
    pub(super) fn is_dynamic(&self) -> bool {
        match self {
            Self::RunningTasksCount(..) => true,
            Self::Text(subject, _) => {
                matches!(subject, Subject::TaskGroup | Subject::AgentConnected)
            }
            Self::AgentVersion(..) | Self::RegisteredAt(..) => false,
        }
    }

    /// The attribute of which it speaks.
    pub(in crate::scenario) fn attribute(&self) -> Option<&str> {
        match self {
            Self::Text(Subject::Attribute(name), _) => Some(name),
            _ => None,
        }
    }

    /// Its regular expression.
    pub(super) fn pattern(&self) -> Option<&Pattern> {
        match self {
            Self::Text(_, Check::Matches(pattern) | Check::NotMatches(pattern)) => Some(pattern),
            _ => None,
        }
    }
}

/// As it is compared.
pub(super) fn word(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}

impl Check {
    /// Whether it is true of a subject with these values.
    pub(in crate::scenario) fn holds(&self, values: &[&str]) -> bool {
        let any = |meets: &dyn Fn(&str) -> bool| values.iter().any(|value| meets(value));
        let is_one_of = |list: &[String], value: &str| list.iter().any(|one| one == value);
        match self {
            Self::Exists => !values.is_empty(),
            Self::NotExists => values.is_empty(),
            Self::In(list) => any(&|value| is_one_of(list, value)),
            Self::Matches(pattern) => any(&|value| pattern.matches(value)),
            Self::Compare(Comparison::NotEqual, text) => {
                !values.is_empty() && !any(&|value| value == text)
            }
            Self::NotIn(list) => !values.is_empty() && !any(&|value| is_one_of(list, value)),
            Self::NotMatches(pattern) => {
                !values.is_empty() && !any(&|value| pattern.matches(value))
            }
            Self::Compare(comparison, text) => any(&|value| compared(*comparison, value, text)),
        }
    }

    /// Whether it is true of what does not meet something.
    pub(in crate::scenario) fn is_negative(&self) -> bool {
        matches!(
            self,
            Self::NotIn(_) | Self::NotMatches(_) | Self::Compare(Comparison::NotEqual, _)
        )
    }
}

/// Equal are only equal texts; in order stand numbers as numbers.
fn compared(comparison: Comparison, value: &str, text: &str) -> bool {
    if comparison == Comparison::Equal {
        return value == text;
    }
    match (number(value), number(text)) {
        (Some(value), Some(text)) => comparison.holds(&value, &text),
        _ => comparison.holds(value, text),
    }
}

/// Digits with at most one point, perhaps a minus before them.
fn number(text: &str) -> Option<f64> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = text.strip_prefix('-').unwrap_or(text);
    let is_number = match whole.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(whole),
    };
    text.parse().ok().filter(|_| is_number)
}
