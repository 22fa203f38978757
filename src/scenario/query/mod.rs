//! The cluster query language: which container instances an expression speaks of.
//!
//! Pure: a text is read once, and the expression is then held against one instance after another.
//! It stands in `memberOf` constraints and behind `ecsim query`.
//!
//! ```text
//! expression := parts joined by `and` (&&) and `or` (||); `not` (!) before a part; parentheses
//! test       := subject operator literal | subject `in` [literal, …] | subject `exists`
//! subject    := attribute:NAME | task:group | runningTasksCount | agentConnected | agentVersion
//!             | ec2InstanceId | registeredAt
//! ```
//!
//! - `not` binds closer than `and`, `and` closer than `or`. Keywords are in lower case.
//! - What an instance has not is neither equal nor unequal to anything: a comparison with an
//!   attribute that is not there is false, also with `!=`, `!in` and `!~`. Only `!exists` and
//!   `not (…)` speak of such instances. The same for the group of no task, and for an attribute
//!   without a value, which only `exists`.
//! - An instance has the groups of all its tasks. A positive test is true if one of them meets it,
//!   a negative one if there are any and none does.
//! - Texts are compared letter by letter; `<` and `>` compare numbers where both sides are some. A
//!   regular expression has to match the whole value.
//! - Versions are compared number by number; a date without a time is its midnight, in UTC.
//! - At most 2000 characters.
//!
//! Facts: Amazon ECS Developer Guide, "Create expressions to define container instances for Amazon
//! ECS tasks". Assumed, for the guide is silent: precedence, missing values, whole matches, the
//! order of texts. Left out: what regular expressions of Java have and those of Rust have not:
//! look-around and back-references are an error.

mod error;
mod evaluate;
mod grammar;
mod literal;
mod syntax;
#[cfg(test)]
mod tests;
mod why;

use std::collections::BTreeSet;
use std::fmt;

pub use error::{QueryError, QueryLint};
pub use evaluate::{InstanceAttributes, QueryInstance};
pub(in crate::scenario) use grammar::is_attribute_name;
pub(in crate::scenario) use literal::Version;
use syntax::Part;
pub(in crate::scenario) use syntax::{Check, Subject, Test};

/// The most characters of an expression.
const MOST_CHARACTERS: usize = 2_000;

/// An expression of the cluster query language. Equal if they ask the same, however written.
#[derive(Clone, Debug)]
pub struct Query {
    text: String,
    part: Part,
    is_dynamic: bool,
}

impl Query {
    /// Reads an expression.
    ///
    /// ```
    /// use ecsim::scenario::model::Query;
    ///
    /// let query = Query::parse("attribute:ecs.instance-type =~ t2.*").expect("it is one");
    /// assert_eq!(query.attributes(), ["ecs.instance-type"]);
    ///
    /// let error = Query::parse("attribute:stack = prod").unwrap_err();
    /// assert_eq!(error.to_string(), "column 17: `=` is no operator (write `==`)");
    /// ```
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.chars().count() > MOST_CHARACTERS {
            return Err(QueryError {
                column: MOST_CHARACTERS + 1,
                message: format!("an expression has at most {MOST_CHARACTERS} characters"),
                help: None,
            });
        }
        let part = grammar::expression(text).map_err(|wrong| QueryError {
            column: error::column(text, wrong.at),
            message: wrong.message,
            help: wrong.help,
        })?;
        Ok(Self {
            text: text.to_owned(),
            is_dynamic: part.tests().into_iter().any(Test::is_dynamic),
            part,
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether an instance is meant.
    pub fn holds(&self, on: &QueryInstance<'_>) -> bool {
        self.part.holds(on)
    }

    /// Why an instance is not meant: what it has instead, and the smallest part that is false.
    /// Empty if it is.
    pub fn why_not(&self, on: &QueryInstance<'_>) -> String {
        if self.holds(on) {
            return String::new();
        }
        self.part.why_not(on)
    }

    /// Whether it can change for an instance when tasks come and go or its agent is lost.
    pub fn is_dynamic(&self) -> bool {
        self.is_dynamic
    }

    /// The attributes of which it speaks, by name.
    pub fn attributes(&self) -> Vec<&str> {
        let tests = self.part.tests();
        let names: BTreeSet<&str> = tests.into_iter().filter_map(Test::attribute).collect();
        names.into_iter().collect()
    }

    /// What is read here and is better written otherwise.
    pub fn lints(&self) -> Vec<QueryLint> {
        let patterns = self.part.tests().into_iter().filter_map(Test::pattern);
        let bare = patterns.filter_map(literal::Pattern::bare_parentheses);
        bare.map(|at| QueryLint {
            column: error::column(&self.text, at),
            message: "AWS does not promise to read parentheses here".to_owned(),
            help: "put the regular expression in quotes".to_owned(),
        })
        .collect()
    }

    /// Its tests, from left to right.
    pub(in crate::scenario) fn tests(&self) -> Vec<&Test> {
        self.part.tests()
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part
    }
}

/// In its shortest form, which reads back to the same.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.part.fmt(f)
    }
}
