//! Tags: those of YAML's core schema are read, functions of CloudFormation get a message of their
//! own.

use granit_parser::Tag;

use super::{Builder, Bytes};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::source::Scalar;

/// The functions that CloudFormation evaluates.
const FUNCTIONS: [&str; 21] = [
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Equals",
    "FindInMap",
    "ForEach",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Ref",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
];

/// Whether a tag, or what stands behind `Fn::`, is a function of CloudFormation.
pub(in crate::scenario) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

/// The word of a value under its tag.
pub(super) fn scalar(text: String, plain: bool, tag: Option<&Tag>) -> Scalar {
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Scalar::text(text),
        None if !plain => Scalar::text(text),
        _ => Scalar::plain(text),
    }
}

impl Builder {
    /// Tells a tag that has no meaning here.
    pub(super) fn refuses(&mut self, tag: Option<&Tag>, at: Bytes) -> bool {
        let Some(tag) = tag.filter(|tag| tag.core_suffix().is_none()) else {
            return false;
        };
        let name = format!("!{}", tag.suffix());
        let diagnostic = if is_function(tag.suffix()) {
            Diagnostic::function(&name).at(self.place(at), "a function")
        } else {
            let message = format!("the tag {name} has no meaning in a scenario");
            Diagnostic::new(codes::TAG, message)
                .at(self.place(at), "a tag")
                .help("remove it; a text that begins with `!` goes in quotes")
        };
        self.problems.push(diagnostic);
        true
    }
}
