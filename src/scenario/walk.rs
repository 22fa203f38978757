//! One walk over the whole tree that finds every unknown field, wrong type, word and bound.
//!
//! It leaves a tree that serde can read: what is wrong or without effect is taken out, values stand
//! in the type that is wanted. Paths of what is wrong are kept, so that nothing that only follows
//! from it is told later.

mod habits;
mod message;
mod unplayed;
mod value;

use std::collections::BTreeSet;

use super::diagnostic::{Diagnostic, Diagnostics, codes};
use super::shape::{Effect, Field, Form, Shape};
use super::source::{Kind, Map, Node, Path, Place, Scalar, Step, spaced};
use crate::scenario::diagnostic::suggestion;
use message::{
    as_list, found, is_cloudformation, is_refused, is_sentence, listed, neutral, pattern,
    taken_apart, wanted,
};
use unplayed::{Unplayeds, unplayed};

/// What a walk found, apart from diagnostics.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Where something was wrong.
    pub(super) broken: BTreeSet<Path>,
    /// Fields that were accepted and have no effect, as patterns: `services[].loadBalancers`.
    pub(super) without_effect: BTreeSet<String>,
    /// The same for fields that would change the results if they were played.
    pub(super) unplayed: BTreeSet<String>,
}

/// Walks over a whole file.
pub(super) fn walk(tree: &mut Node, out: &mut Diagnostics) -> Found {
    let mut walk = Walk {
        out,
        path: Path::default(),
        found: Found::default(),
        unplayed: Unplayeds::default(),
        below: false,
    };
    walk.node(tree, &Shape::file(), tree.place);
    walk.tell_unplayed();
    walk.found
}

/// Takes out empty values of mappings: `null` removes.
pub(super) fn prune(node: &mut Node) {
    match &mut node.kind {
        Kind::Scalar(_) => {}
        Kind::List(entries) => entries.iter_mut().for_each(prune),
        Kind::Map(members) => {
            members.retain(|member| !member.value.is_null());
            for member in members {
                prune(&mut member.value);
            }
        }
    }
}

struct Walk<'o> {
    out: &'o mut Diagnostics,
    path: Path,
    found: Found,
    unplayed: Unplayeds,
    /// Whether a field above is without effect: then those below go without saying.
    below: bool,
}

impl Walk<'_> {
    /// Checks a value; `place` is where a message about the whole of it points. Returns whether it
    /// may stay.
    fn node(&mut self, node: &mut Node, shape: &Shape, place: Place) -> bool {
        if is_refused(node) {
            self.found.broken.insert(self.path.clone());
            return false;
        }
        let shape = shape.of(node);
        match (&mut node.kind, shape.form()) {
            (_, Form::Any) => true,
            // In a mapping whose keys the user chooses, `Ref` is a key like any other.
            (Kind::Map(members), form)
                if form != Form::Map && shape.loose && is_cloudformation(members) =>
            {
                let diagnostic = Diagnostic::function(&members[0].key);
                self.wrong(diagnostic.at(members[0].key_place, "a function"))
            }
            (Kind::Map(members), Form::Object) => {
                self.object(members, &shape, place);
                true
            }
            (Kind::Map(members), Form::Map) => {
                self.map(members, &shape);
                true
            }
            (Kind::List(entries), Form::List) => {
                self.list(entries, &shape, place);
                true
            }
            (Kind::List(entries), Form::Text) if shape.is_joined() => {
                let texts: Option<Vec<&str>> = entries.iter().map(Node::as_text).collect();
                let joined = texts.map(|texts| texts.join(","));
                match joined {
                    Some(text) => {
                        node.kind = Kind::Scalar(Scalar::text(text));
                        true
                    }
                    None => self.wrong_type(node, place, Form::Text),
                }
            }
            (Kind::Scalar(_), Form::Text | Form::Integer | Form::Number | Form::Boolean) => {
                self.scalar(node, &shape)
            }
            (Kind::Map(members), Form::List) => {
                let key = self.path.0.last();
                let help = key.and_then(|key| as_list(key, members, &shape));
                self.wrong_type_with(node, place, Form::List, help)
            }
            (Kind::Scalar(scalar), form @ (Form::Object | Form::Map)) => {
                let help = spaced(&scalar.text)
                    .map(|text| format!("a space is missing after the colon: write `{text}`"))
                    .or_else(|| habits::after(&self.path, &scalar.text, &shape));
                self.wrong_type_with(node, place, form, help)
            }
            (Kind::Map(members), Form::Text) if is_sentence(&self.path) => {
                let help = taken_apart(members);
                self.wrong_type_with(node, place, Form::Text, help)
            }
            (_, form) => self.wrong_type(node, place, form),
        }
    }

    fn list(&mut self, entries: &mut [Node], shape: &Shape, place: Place) {
        self.count(entries.len(), shape, place, "entries");
        let element = shape.element();
        for (index, entry) in entries.iter_mut().enumerate() {
            self.path.0.push(Step::Index(index));
            let place = entry.place;
            if !self.node(entry, &element, place) {
                // Its place in the list stays taken, so that the others keep theirs.
                entry.kind = neutral(element.form());
            }
            self.path.0.pop();
        }
    }

    fn map(&mut self, members: &mut Map, shape: &Shape) {
        let element = shape.element();
        members.retain_mut(|member| {
            self.path.0.push(Step::Key(member.key.clone()));
            let keep = self.node(&mut member.value, &element, member.key_place);
            self.path.0.pop();
            keep
        });
    }

    fn object(&mut self, members: &mut Map, shape: &Shape, place: Place) {
        let written: Vec<String> = members.iter().map(|member| member.key.clone()).collect();
        members.retain_mut(|member| {
            let Some(field) = shape.field(&member.key) else {
                if shape.is_open() {
                    return false;
                }
                self.unknown_field(&member.key, member.key_place, shape);
                return false;
            };
            self.path.0.push(Step::Key(field.name.to_owned()));
            let keep = self.field(&mut member.value, member.key_place, &field);
            self.path.0.pop();
            keep
        });
        let is_played = |key: &String| {
            let field = shape.field(key);
            !field.is_some_and(|field| matches!(field.effect, Effect::NotPlayed { .. }))
        };
        // What is not played often stands in place of what is missing, and was told.
        let required = if written.iter().all(is_played) {
            let says = |other: &str, word: &str| {
                let mut members = members.iter();
                members.any(|it| it.key == other && it.value.as_text() == Some(word))
            };
            let unless = shape.required_unless().into_iter();
            let unless = unless.filter(|[_, other, word]| !says(other, word));
            let unless = unless.map(|[name, ..]| name);
            shape.required().into_iter().chain(unless).collect()
        } else {
            Vec::new()
        };
        for name in required {
            let path = self.path.key(name);
            // Perhaps it is there under a name that was told already.
            if !written.iter().any(|key| key == name) && !self.found.broken.contains(&path) {
                let message = format!("`{name}` is missing");
                let diagnostic = Diagnostic::new(codes::MISSING_FIELD, message).at(place, "here");
                self.out.push(diagnostic);
                if !self.out.is_full() {
                    self.found.broken.insert(path);
                }
            }
        }
        if let Some(names) = shape.exactly_one() {
            self.exactly_one(&written, &names, shape, place);
        }
    }

    fn field(&mut self, value: &mut Node, key_place: Place, field: &Field) -> bool {
        let unplayed = unplayed(field, value).filter(|_| !self.below);
        match field.effect {
            Effect::NotPlayed { what, instead } => {
                let message = format!("this version does not play {what} yet");
                let diagnostic = Diagnostic::new(codes::NOT_PLAYED, message)
                    .at(key_place, "not played")
                    .help(instead);
                return self.wrong(diagnostic);
            }
            Effect::ReadOnly => return false,
            Effect::Checked | Effect::Dropped if !self.below => {
                let list = match unplayed {
                    Some(_) => &mut self.found.unplayed,
                    None => &mut self.found.without_effect,
                };
                list.insert(pattern(&self.path));
                self.below = true;
            }
            Effect::Used | Effect::Checked | Effect::Dropped => {
                let keep = self.node(value, &field.shape, key_place);
                self.not_played(unplayed.filter(|_| keep), key_place);
                return keep;
            }
        }
        let keep = self.node(value, &field.shape, key_place);
        self.below = false;
        self.not_played(unplayed.filter(|_| keep), key_place);
        keep && field.effect == Effect::Checked
    }

    fn exactly_one(
        &mut self,
        written: &[String],
        names: &[&'static str],
        shape: &Shape,
        place: Place,
    ) {
        let found: Vec<_> = names
            .iter()
            .filter(|name| written.iter().any(|key| key == *name))
            .collect();
        let message = match found[..] {
            [_] => return,
            [] => format!("one of these is missing: {}", listed(&shape.played(names))),
            _ => format!("only one of these may be given: {}", listed(&found)),
        };
        let told = self
            .found
            .broken
            .iter()
            .any(|path| path.0.starts_with(&self.path.0));
        if found.is_empty() && told {
            return;
        }
        let diagnostic = Diagnostic::new(codes::EXACTLY_ONE, message).at(place, "here");
        self.wrong(diagnostic);
    }

    fn unknown_field(&mut self, name: &str, place: Place, shape: &Shape) {
        if shape.loose && (name == "Ref" || name.starts_with("Fn::")) {
            self.wrong(Diagnostic::function(name).at(place, "a function"));
            return;
        }
        let is_entry =
            matches!(&self.path.0[..], [Step::Key(list), Step::Index(_)] if list == "timeline");
        let message = if is_entry {
            format!("there is no timeline entry `{name}`")
        } else {
            format!("there is no field `{name}`")
        };
        let mut diagnostic =
            Diagnostic::new(codes::UNKNOWN_FIELD, message).at(place, "unknown field");
        if self.out.is_full() {
            self.out.push(diagnostic);
            return;
        }
        let names = shape.names();
        let near = habits::other_name(name, shape);
        let inside = habits::further_in(name, shape).filter(|_| near.is_none());
        let near = near.or_else(|| match &inside {
            Some(_) => None,
            None => suggestion(name, names.iter().copied()),
        });
        match (near, inside) {
            (Some(near), _) => {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                self.found.broken.insert(self.path.key(near));
            }
            (None, Some(steps)) => {
                let (outer, _) = steps[0];
                let written = habits::written(&steps);
                diagnostic = diagnostic.help(format!("it stands in `{outer}`: write `{written}`"));
                self.found.broken.insert(self.path.key(outer));
            }
            (None, None) if shape.is_request() => {
                diagnostic = diagnostic.help("AWS has no such field here");
            }
            (None, None) => {
                let names = listed(&shape.played(&names));
                diagnostic = diagnostic.help(format!("there are: {names}"));
            }
        }
        self.found.broken.insert(self.path.key(name));
        self.out.push(diagnostic);
    }

    fn wrong_type(&mut self, node: &Node, place: Place, form: Form) -> bool {
        self.wrong_type_with(node, place, form, None)
    }

    fn wrong_type_with(
        &mut self,
        node: &Node,
        place: Place,
        form: Form,
        help: Option<String>,
    ) -> bool {
        let message = format!("expected {}, found {}", wanted(form), found(node));
        let place = if matches!(node.kind, Kind::Scalar(_)) {
            node.place
        } else {
            place
        };
        let mut diagnostic = Diagnostic::new(codes::WRONG_TYPE, message).at(place, "");
        diagnostic.help = help;
        self.wrong(diagnostic)
    }

    /// Checks a number of entries or letters.
    fn count(&mut self, count: usize, shape: &Shape, place: Place, what: &str) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let (least, most) = shape.bounds();
        let field = pattern(&self.path);
        let (needs, allows) = if shape.loose {
            ("AWS requires", "AWS allows")
        } else {
            ("it needs", "it may have")
        };
        let message = match (least, most) {
            (Some(least), _) if count < least => {
                format!("`{field}` has too few {what}: {count}, and {needs} at least {least}")
            }
            (_, Some(most)) if count > most => {
                format!("`{field}` has too many {what}: {count}, and {allows} at most {most}")
            }
            _ => return,
        };
        let mut diagnostic = Diagnostic::new(codes::OUT_OF_RANGE, message).at(place, "");
        if self.path.ends_in("launchTemplateName") {
            diagnostic = diagnostic.help("write another name here and in `launchTemplates`");
        }
        self.wrong(diagnostic);
    }

    /// Tells a problem with the current value, which does not stay.
    fn wrong(&mut self, diagnostic: Diagnostic) -> bool {
        self.out.push(diagnostic);
        if !self.out.is_full() {
            self.found.broken.insert(self.path.clone());
        }
        false
    }
}
