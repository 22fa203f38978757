//! The words of the language: subjects, operators, and which of them go together.

use winnow::error::ErrMode;

use super::{Input, Wrong, next_word, wrong};
use crate::catalog::nearest;
use crate::scenario::query::syntax::{Comparison, Subject};

/// A subject by the type of its literals.
pub(super) enum Kind {
    AgentVersion,
    RegisteredAt,
    RunningTasksCount,
    Text(Subject),
}

/// An operator, whatever stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Exists,
    NotExists,
    In,
    NotIn,
    Matches,
    NotMatches,
    Compare(Comparison),
}

impl Operator {
    /// Every operator as a sign, longer ones before their beginnings, and as a word.
    pub(super) const WRITTEN: [(&'static str, &'static str, Self); 12] = [
        ("exists", "exists", Self::Exists),
        ("!exists", "not_exists", Self::NotExists),
        ("in", "in", Self::In),
        ("!in", "not_in", Self::NotIn),
        ("=~", "matches", Self::Matches),
        ("!~", "not_matches", Self::NotMatches),
        ("==", "equals", Self::Compare(Comparison::Equal)),
        ("!=", "not_equals", Self::Compare(Comparison::NotEqual)),
        (
            ">=",
            "greater_than_equal",
            Self::Compare(Comparison::AtLeast),
        ),
        (">", "greater_than", Self::Compare(Comparison::Greater)),
        ("<=", "less_than_equal", Self::Compare(Comparison::AtMost)),
        ("<", "less_than", Self::Compare(Comparison::Less)),
    ];

    fn is_equality(self) -> bool {
        matches!(
            self,
            Self::Compare(Comparison::Equal | Comparison::NotEqual)
        )
    }
}

const ORDERED: &str = "`==`, `!=`, `>`, `>=`, `<` or `<=`";
const LISTED: &str = "`==`, `!=`, `in`, `!in`, `=~` or `!~`";

impl Kind {
    /// Whether AWS lists the operator for it; if not, which it lists.
    pub(super) fn takes(&self, operator: Operator) -> Result<(), &'static str> {
        let ordered = matches!(operator, Operator::Compare(_));
        let exists = matches!(operator, Operator::Exists | Operator::NotExists);
        match self {
            Self::AgentVersion | Self::RegisteredAt | Self::RunningTasksCount if !ordered => {
                Err(ORDERED)
            }
            Self::Text(Subject::AgentConnected | Subject::Ec2InstanceId)
                if exists || ordered && !operator.is_equality() =>
            {
                Err(LISTED)
            }
            _ => Ok(()),
        }
    }

    /// As it is written.
    pub(super) fn name(&self) -> String {
        match self {
            Self::AgentVersion => "agentVersion".to_owned(),
            Self::RegisteredAt => "registeredAt".to_owned(),
            Self::RunningTasksCount => "runningTasksCount".to_owned(),
            Self::Text(subject) => subject.to_string(),
        }
    }
}

/// Letters of subjects and of words between them.
pub(super) fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_:./\\-".contains(letter)
}

/// Whether an attribute may have this name.
pub(in crate::scenario) fn is_attribute_name(name: &str) -> bool {
    let fine = |letter: char| is_of_word(letter) && letter != ':';
    (1..=128).contains(&name.len()) && name.chars().all(fine)
}

const SUBJECTS: [&str; 6] = [
    "agentConnected",
    "agentVersion",
    "ec2InstanceId",
    "registeredAt",
    "runningTasksCount",
    "task:group",
];

/// Built-in attributes, with which subjects are taken for each other.
const BUILT_IN: [&str; 8] = [
    "ami-id",
    "availability-zone",
    "instance-type",
    "os-type",
    "os-family",
    "cpu-architecture",
    "vpc-id",
    "subnet-id",
];

/// The error for a word that is no subject.
pub(super) fn no_subject(at: usize, word: &str, input: &Input<'_>) -> ErrMode<Wrong> {
    if word.is_empty() {
        let message = match next_word(input).chars().next() {
            None => "a subject is missing here".to_owned(),
            Some(found) => format!("a subject is expected here, not `{found}`"),
        };
        let help = "such as `attribute:ecs.instance-type` or `task:group`";
        return wrong(at, message, Some(help));
    }
    if let Some(name) = word.strip_prefix("attribute:") {
        let message = match name {
            "" => "the name of an attribute is missing behind `attribute:`".to_owned(),
            name => format!("`{name}` is no name of an attribute"),
        };
        let help = "1 to 128 letters, digits, `_`, `.`, `/`, `\\` and `-`";
        return wrong(at, message, Some(help));
    }
    let message = format!("unknown subject `{word}`");
    wrong(at, message, Some(&meant(word)))
}

/// What a word that is no subject could have been.
fn meant(word: &str) -> String {
    let same = |name: &str| {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        letters(name) == letters(word.strip_prefix("ecs.").unwrap_or(word))
    };
    if let Some(name) = BUILT_IN.into_iter().find(|name| same(name)) {
        return format!("did you mean `attribute:ecs.{name}`?");
    }
    let lower = word.to_ascii_lowercase();
    if let Some(at) = lower.find("attribute:").filter(|at| *at == 0) {
        let name = &word[at + "attribute:".len()..];
        return format!("did you mean `attribute:{name}`?");
    }
    match nearest(word, SUBJECTS) {
        Some(subject) => format!("did you mean `{subject}`?"),
        None => format!(
            "one of `{}`, or `attribute:` and a name",
            SUBJECTS.join("`, `")
        ),
    }
}
