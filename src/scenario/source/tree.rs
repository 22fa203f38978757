//! The tree, and paths through it.

use std::fmt;

use super::{Place, Scalar, Word};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Node {
    /// Where it is written.
    pub(in crate::scenario) place: Place,
    /// What it is.
    pub(in crate::scenario) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Kind {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// A mapping in the order in which it is written.
pub(in crate::scenario) type Map = Vec<Member>;

/// A key, its value, and where the key stands.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Member {
    /// The key.
    pub(in crate::scenario) key: String,
    /// Where the key is written.
    pub(in crate::scenario) key_place: Place,
    /// The value.
    pub(in crate::scenario) value: Node,
}

impl Node {
    /// A value that nobody wrote, at the place of what asked for it.
    pub(in crate::scenario) fn map(place: Place, members: Map) -> Self {
        let kind = Kind::Map(members);
        Self { place, kind }
    }

    /// Whether it is `null` or empty.
    pub(in crate::scenario) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(scalar) if scalar.word == Word::Null)
    }

    /// Its text, if it is a single value.
    pub(in crate::scenario) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) => match scalar.word {
                Word::Null | Word::Refused => None,
                _ => Some(&scalar.text),
            },
            _ => None,
        }
    }

    /// Its members, if it is a mapping.
    pub(in crate::scenario) fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(members) => Some(members),
            _ => None,
        }
    }

    /// Its members, if it is a mapping.
    pub(in crate::scenario) fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.kind {
            Kind::Map(members) => Some(members),
            _ => None,
        }
    }

    /// Its entries, if it is a list.
    pub(in crate::scenario) fn as_list(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key.
    pub(in crate::scenario) fn get(&self, key: &str) -> Option<&Self> {
        let members = self.as_map()?;
        let member = members.iter().find(|member| member.key == key)?;
        Some(&member.value)
    }

    /// The place that a path means: of the key where it ends in one and `key` asks for it, else of
    /// the value; of the last step that exists.
    pub(in crate::scenario) fn place_of(&self, path: &Path, key: bool) -> Place {
        let mut node = self;
        let mut place = self.place;
        for step in &path.0 {
            let next = match (step, &node.kind) {
                (Step::Key(name), Kind::Map(members)) => members
                    .iter()
                    .find(|member| member.key == *name)
                    .map(|member| (&member.value, member.key_place)),
                (Step::Index(index), Kind::List(entries)) => {
                    entries.get(*index).map(|entry| (entry, entry.place))
                }
                _ => None,
            };
            let Some((value, key_place)) = next else {
                // What is missing has no place; whoever should hold it has one.
                return place;
            };
            place = if key || matches!(value.kind, Kind::List(_) | Kind::Map(_)) {
                key_place
            } else {
                value.place
            };
            node = value;
        }
        place
    }

    /// The value that a path means.
    pub(in crate::scenario) fn at(&self, path: &Path) -> Option<&Self> {
        path.0.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.as_list()?.get(*index),
        })
    }

    /// The first of the places in it that is looked for, in the order of the file.
    pub(in crate::scenario) fn find_place(&self, wanted: &impl Fn(Place) -> bool) -> Option<Place> {
        if wanted(self.place) {
            return Some(self.place);
        }
        match &self.kind {
            Kind::Scalar(_) => None,
            Kind::List(entries) => entries.iter().find_map(|entry| entry.find_place(wanted)),
            Kind::Map(members) => members
                .iter()
                .find_map(|member| member.value.find_place(wanted)),
        }
    }

    /// The same value for serde; a number that is not finite becomes nothing.
    pub(in crate::scenario) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            Kind::Scalar(scalar) => match scalar.word {
                Word::Null | Word::Refused => Value::Null,
                Word::Bool(flag) => Value::Bool(flag),
                Word::Integer(number) => integer(number),
                Word::Float(number) => Value::from(number),
                Word::Text => Value::String(scalar.text.clone()),
            },
            Kind::List(entries) => entries.iter().map(Self::to_json).collect(),
            Kind::Map(members) => {
                let pair = |member: &Member| (member.key.clone(), member.value.to_json());
                Value::Object(members.iter().map(pair).collect())
            }
        }
    }
}

/// A whole number for serde; one beyond 64 bits becomes nothing.
fn integer(number: i128) -> serde_json::Value {
    let signed = i64::try_from(number).map(serde_json::Value::from);
    let unsigned = || u64::try_from(number).map(serde_json::Value::from);
    signed.or_else(|_| unsigned()).unwrap_or_default()
}

/// The way from the root to a value, in steps: keys contain dots, so it is no text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::scenario) struct Path(pub(in crate::scenario) Vec<Step>);

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::scenario) enum Step {
    /// Into a mapping.
    Key(String),
    /// Into a list.
    Index(usize),
}

impl Path {
    /// This path and one key more.
    #[must_use]
    pub(in crate::scenario) fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// This path and several keys more, separated by dots.
    #[must_use]
    pub(in crate::scenario) fn keys(&self, keys: &str) -> Self {
        keys.split('.')
            .fold(self.clone(), |path, key| path.key(key))
    }

    /// Whether the last step is this key.
    pub(in crate::scenario) fn ends_in(&self, key: &str) -> bool {
        matches!(self.0.last(), Some(Step::Key(last)) if last == key)
    }

    /// This path and one position more.
    #[must_use]
    pub(in crate::scenario) fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Index(index));
        path
    }
}

/// `aws.services[0].desiredCount`, as `--set` takes it.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if is_plain(key) => write!(f, "{dot}{key}")?,
                Step::Key(key) => write!(f, "{dot}{key:?}")?,
            }
        }
        Ok(())
    }
}

fn is_plain(key: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "_-/:".contains(letter);
    !key.is_empty() && key.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_set_takes_it() {
        let path = Path::default()
            .key("aws")
            .key("services")
            .index(0)
            .key("a.b");
        assert_eq!(path.to_string(), "aws.services[0].\"a.b\"");
    }
}
