//! Members of a mapping as they come in: keys, duplicates, `<<`.

use std::collections::BTreeMap;

use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::source::{Kind, Map, Member, Node, Place, Scalar};

/// A mapping that is not closed yet.
#[derive(Default)]
pub(super) struct Members {
    map: Map,
    places: BTreeMap<String, Place>,
    /// A key whose value comes next.
    key: Option<(Key, Place)>,
    merges: Vec<(Place, Node)>,
}

enum Key {
    Text(String),
    /// A text without quotes that has a colon in it.
    Plain(String),
    /// `<<` without quotes.
    Merge,
    /// It was told, and its value is dropped.
    Impossible,
}

impl Members {
    /// Adds a key or, after a key, its value.
    pub(super) fn add(&mut self, node: Node, plain: bool, problems: &mut Vec<Diagnostic>) {
        match self.key.take() {
            None => self.add_key(node, plain, problems),
            Some((Key::Merge, place)) => self.merges.push((place, node)),
            Some((Key::Impossible, _)) => {}
            Some((Key::Text(key), key_place)) => self.map.push(Member {
                key,
                key_place,
                value: node,
            }),
            Some((Key::Plain(key), key_place)) => self.plain(key, key_place, node, problems),
        }
    }

    fn add_key(&mut self, node: Node, plain: bool, problems: &mut Vec<Diagnostic>) {
        let place = node.place;
        self.key = Some((Key::Impossible, place));
        let Kind::Scalar(scalar) = node.kind else {
            let diagnostic = Diagnostic::new(codes::KEY_IS_NO_TEXT, "a key must be a text");
            problems.push(diagnostic.at(place, "this is a list or a mapping"));
            return;
        };
        let name = scalar.text;
        if let Some(first) = self.places.get(&name) {
            let message = format!("the key `{name}` appears twice in one mapping");
            let diagnostic = Diagnostic::new(codes::DUPLICATE_KEY, message)
                .at(place, "the second time")
                .also(*first, "the first time")
                .help("remove one of the two");
            problems.push(diagnostic);
            return;
        }
        self.places.insert(name.clone(), place);
        let key = if plain && name == "<<" {
            Key::Merge
        } else if plain && name.contains(':') {
            Key::Plain(name)
        } else {
            Key::Text(name)
        };
        self.key = Some((key, place));
    }

    /// Adds a member whose key has a colon in it. If it has no value, what is behind the colon is
    /// the value: `{serviceName:web}`.
    fn plain(
        &mut self,
        key: String,
        key_place: Place,
        value: Node,
        problems: &mut Vec<Diagnostic>,
    ) {
        let has_none = value.is_null() && value.place.start <= key_place.end;
        let Some((name, text)) = split(&key).filter(|_| has_none) else {
            self.map.push(Member {
                key,
                key_place,
                value,
            });
            return;
        };
        let diagnostic = Diagnostic::new(codes::NOT_YAML, "a space is missing after the colon")
            .at(key_place, "read as a key without a value")
            .help(format!("write `{name}: {text}`"));
        problems.push(diagnostic);
        let kind = Kind::Scalar(Scalar::plain(text));
        self.map.push(Member {
            key: name.to_owned(),
            key_place,
            value: Node {
                place: key_place,
                kind,
            },
        });
    }

    /// The mapping, with what `<<` names under the keys that it does not have itself.
    pub(super) fn finish(mut self, problems: &mut Vec<Diagnostic>) -> Map {
        for (place, node) in self.merges {
            let Some(sources) = sources(node) else {
                let message = "`<<` takes a mapping or a list of mappings";
                let help = "write `<<: *name`, or put the key in quotes if you mean the text";
                let diagnostic = Diagnostic::new(codes::BAD_MERGE, message);
                problems.push(diagnostic.at(place, "this is neither").help(help));
                continue;
            };
            for member in sources.into_iter().flatten() {
                if !self.places.contains_key(&member.key) {
                    self.places.insert(member.key.clone(), member.key_place);
                    self.map.push(member);
                }
            }
        }
        self.map
    }
}

/// The name before a colon without a space, and the text behind it.
fn split(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_arn = name == "arn";
    let is_value = !is_arn && !rest.is_empty() && !rest.starts_with([':', '/', ' ']);
    (is_name && is_value).then_some((name, rest))
}

/// A text with the space that is missing after its colon: `serviceName: web` of `serviceName:web`.
pub(in crate::scenario) fn spaced(text: &str) -> Option<String> {
    let (name, rest) = split(text)?;
    Some(format!("{name}: {rest}"))
}

fn sources(node: Node) -> Option<Vec<Map>> {
    let map = |node: Node| match node.kind {
        Kind::Map(map) => Some(map),
        _ => None,
    };
    match node.kind {
        Kind::List(entries) => entries.into_iter().map(map).collect(),
        _ => Some(vec![map(node)?]),
    }
}
