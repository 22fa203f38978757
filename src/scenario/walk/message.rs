//! Kinds of values, and words about them.

use crate::scenario::shape::{Form, Shape};
use crate::scenario::source::{
    Kind, Map, NAME_FIELDS, Node, Path, Scalar, Step, Word, is_function,
};

/// `{Ref: …}`, `{Fn::Sub: …}`.
pub(super) fn is_cloudformation(members: &Map) -> bool {
    match &members[..] {
        [one] => one.key == "Ref" || one.key.strip_prefix("Fn::").is_some_and(is_function),
        _ => false,
    }
}

/// A value of the form that serde can read.
pub(super) fn neutral(form: Form) -> Kind {
    match form {
        Form::Object | Form::Map => Kind::Map(Map::new()),
        Form::List => Kind::List(Vec::new()),
        Form::Integer | Form::Number => Kind::Scalar(Scalar::plain("0")),
        Form::Boolean => Kind::Scalar(Scalar::plain("false")),
        Form::Text | Form::Any => Kind::Scalar(Scalar::text("")),
    }
}

/// Whether the reader has told already what is wrong with a value.
pub(super) fn is_refused(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar(scalar) if scalar.word == Word::Refused)
}

/// Whether a path is that of a sentence of `expect`.
pub(super) fn is_sentence(path: &Path) -> bool {
    matches!(&path.0[..], [Step::Key(list), Step::Index(_)] if list == "expect")
}

/// What to write in place of a sentence that YAML took for a mapping.
pub(super) fn taken_apart(members: &Map) -> Option<String> {
    let [member] = &members[..] else {
        return None;
    };
    let value = member.value.as_text()?;
    let sentence = format!("{}: {value}", member.key).replace('\'', "''");
    Some(format!(
        "YAML took the sentence apart at `: `: put it in single quotes: `'{}'`",
        short(&sentence)
    ))
}

/// What should stand in a place.
pub(super) fn wanted(form: Form) -> &'static str {
    match form {
        Form::Object | Form::Map => "a mapping",
        Form::List => "a list",
        Form::Text => "a text",
        Form::Integer => "a whole number",
        Form::Number => "a number",
        Form::Boolean => "`true` or `false`",
        Form::Any => "anything",
    }
}

/// What stands there.
pub(super) fn found(node: &Node) -> String {
    match &node.kind {
        Kind::Map(_) => "a mapping".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Scalar(scalar) => match scalar.word {
            Word::Null | Word::Refused => "nothing".to_owned(),
            Word::Bool(_) | Word::Integer(_) | Word::Float(_) => {
                format!("`{}`", short(&scalar.text))
            }
            Word::Text => format!("the text `{}`", short(&scalar.text)),
        },
    }
}

/// The beginning of a text, for a message.
pub(super) fn short(text: &str) -> String {
    const LETTERS: usize = 40;
    let shown: String = text
        .chars()
        .take(LETTERS)
        .map(|it| if it.is_control() { '�' } else { it })
        .collect();
    if text.chars().nth(LETTERS).is_some() {
        format!("{shown}…")
    } else {
        shown
    }
}

/// Names in a row.
pub(super) fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    names.join(", ")
}

/// `services[].loadBalancers`: positions do not matter, and `aws` goes without saying.
pub(super) fn pattern(path: &Path) -> String {
    let mut text = String::new();
    for step in &path.0 {
        match step {
            Step::Index(_) => text.push_str("[]"),
            Step::Key(key) if text.is_empty() && key == "aws" => {}
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
        }
    }
    text
}

/// Whether a text looks like the name of a field.
pub(super) fn is_name(text: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    !text.is_empty() && text.chars().all(letter)
}

/// How a mapping is written as the list that it should be: `services: [{serviceName: web, …}]`.
pub(super) fn as_list(key: &Step, members: &Map, list: &Shape) -> Option<String> {
    let Step::Key(key) = key else {
        return None;
    };
    let element = list.element();
    let names = element.names();
    let first = members.first()?;
    if element.form() != Form::Object {
        return None;
    }
    if element.field(&first.key).is_some() {
        return Some(format!(
            "put it in brackets: `{key}: [{{{}: …}}]`",
            first.key
        ));
    }
    let name = NAME_FIELDS.iter().find(|name| names.contains(name))?;
    let first = short(&first.key);
    Some(format!("write `{key}: [{{{name}: {first}, …}}]`"))
}
