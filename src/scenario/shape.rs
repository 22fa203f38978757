//! What may stand at a place: our own type, AWS's shape, or both.
//!
//! Our own types speak through their JSON Schema, so that what an editor accepts is what the
//! program accepts. AWS's shapes say which other fields are accepted without effect.

mod aws_type;
mod own;
mod says;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::source::{Kind, Node};
use aws_type::AwsType;
use own::{OWN, differs_in_first_letter, own_type, resolved, says_nothing};

/// What may stand at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Our own type; none where AWS's shape alone decides.
    own: Option<&'static Map<String, Value>>,
    /// AWS's type.
    aws: Option<AwsType>,
    /// Names of further structures whose members may stand here; they are not played.
    /// Nothing is required then.
    also: Option<&'static str>,
    /// Whether AWS's words are spoken here: the first letter's case of fields does not matter, and
    /// numbers are taken as text.
    pub(super) loose: bool,
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Anything.
    Any,
    /// A mapping with fields that are known.
    Object,
    /// A mapping whose keys the user chooses.
    Map,
    /// A list.
    List,
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its name as `ecsim` writes it.
    pub(super) name: &'static str,
    /// What may stand there.
    pub(super) shape: Shape,
    /// What becomes of it.
    pub(super) effect: Effect,
    /// What our own type says about it.
    pub(super) description: Option<&'static str>,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is used.
    Used,
    /// It is checked and read, and yet has no effect on the results.
    Checked,
    /// It is checked and dropped, and the user is told.
    Dropped,
    /// It is what AWS answers and never takes: dropped in silence.
    ReadOnly,
    /// It is refused: this version does not play it.
    NotPlayed {
        /// What it does not play.
        what: &'static str,
        /// What to write instead.
        instead: &'static str,
    },
}

impl Shape {
    /// The whole file.
    pub(super) fn file() -> Self {
        Self::own(&OWN, false)
    }

    fn own(schema: &'static Value, loose: bool) -> Self {
        let own = resolved(schema);
        let text = |key: &str| own.and_then(|own| own.get(key)).and_then(Value::as_str);
        let aws = text("x-aws").map(AwsType::structure);
        let loose = loose
            || text("x-aws").is_some()
            || own.is_some_and(|it| it.contains_key("x-first-letter"));
        Self {
            own,
            aws,
            also: None,
            loose,
        }
    }

    fn aws(aws: AwsType) -> Self {
        Self {
            aws: Some(aws),
            loose: true,
            ..Self::anything()
        }
    }

    fn anything() -> Self {
        Self {
            own: None,
            aws: None,
            also: None,
            loose: false,
        }
    }

    /// A list of what this version does not play: `service/Shape`, and further ones after spaces.
    fn unplayed(names: &'static str) -> Self {
        let (first, also) = names.split_once(' ').unwrap_or((names, ""));
        Self {
            also: Some(also),
            ..Self::aws(AwsType::list_of(first))
        }
    }

    /// What a value has to be. Where text or a mapping may stand, `branch` was asked before.
    pub(super) fn form(&self) -> Form {
        let Some(own) = self.own else {
            return self.aws.map_or(Form::Any, AwsType::form);
        };
        match own_type(own) {
            Some("object") if own.contains_key("properties") => Form::Object,
            Some("object") => Form::Map,
            Some("array") => Form::List,
            Some("string") => Form::Text,
            Some("integer") => Form::Integer,
            Some("number") => Form::Number,
            Some("boolean") => Form::Boolean,
            _ if own.contains_key("oneOf") => Form::Text,
            _ => self.aws.map_or(Form::Any, AwsType::form),
        }
    }

    /// The shapes of which one may stand here, where there are several.
    pub(super) fn branches(&self) -> Option<Vec<Self>> {
        let branches = self.own?.get("anyOf")?.as_array()?;
        Some(
            branches
                .iter()
                .map(|branch| Self::own(branch, self.loose))
                .collect(),
        )
    }

    /// Where several forms may stand: the one that fits a value, else the first.
    pub(super) fn of(&self, node: &Node) -> Self {
        self.branch(|form| match (&node.kind, form) {
            (_, Form::Any) => true,
            (Kind::Map(_), _) => matches!(form, Form::Object | Form::Map),
            (Kind::List(_), _) => form == Form::List,
            (Kind::Scalar(_), _) => !matches!(form, Form::Object | Form::Map | Form::List),
        })
    }

    /// Where several forms may stand: the one that fits, else the first.
    pub(super) fn branch(&self, fits: impl Fn(Form) -> bool) -> Self {
        let Some(branches) = self.branches() else {
            return *self;
        };
        let found = branches.iter().find(|branch| fits(branch.form()));
        *found.unwrap_or(&branches[0])
    }

    /// The shape of the entries of a list, or of the values of a mapping.
    pub(super) fn element(&self) -> Self {
        let own = self
            .own
            .and_then(|own| own.get("items").or_else(|| own.get("additionalProperties")));
        let aws = self.aws.and_then(AwsType::element);
        let mut shape = own.map_or(Self::anything(), |own| Self::own(own, self.loose));
        shape.aws = shape.aws.or(aws);
        shape.loose |= self.loose;
        let is_entry = shape.own.is_none() && shape.form() == Form::Object;
        shape.also = self.also.filter(|_| is_entry);
        shape
    }

    /// The field of that name.
    pub(super) fn field(&self, name: &str) -> Option<Field> {
        let member = self
            .structures()
            .into_iter()
            .find_map(|(aws, effect)| Some((aws, aws.members()?.member(name)?, effect)));
        let is_this = |(known, schema): &(&'static str, &'static Value)| {
            *known == name
                || (self.loose && differs_in_first_letter(known, name))
                || member.is_some_and(|(_, member, _)| *known == member.canonical)
                || schema
                    .get("x-answer-name")
                    .is_some_and(|answer| answer == name)
        };
        if let Some((name, schema)) = self.properties().find(is_this) {
            return Some(self.own_field(name, schema));
        }
        let (aws, member, effect) = member?;
        Some(Field {
            name: &member.canonical,
            shape: Self::aws(aws.member(member)),
            effect,
            description: None,
        })
    }

    fn own_field(&self, name: &'static str, schema: &'static Value) -> Field {
        let says = |key: &str| schema.get(key).and_then(Value::as_str);
        let (shape, effect) = if let Some(what) = says("x-not-played") {
            let instead = says("x-instead").unwrap_or("leave it out");
            (Self::anything(), Effect::NotPlayed { what, instead })
        } else if let Some(names) = says("x-aws-unplayed") {
            // What advice is given from stays in the tree.
            let is_read = schema.get("x-advised").is_some();
            let effect = if is_read {
                Effect::Checked
            } else {
                Effect::Dropped
            };
            (Self::unplayed(names), effect)
        } else {
            let mut shape = Self::own(schema, self.loose);
            let member = || Some(self.aws?.member(self.aws?.members()?.member(name)?));
            shape.aws = shape.aws.or_else(member);
            shape.own = shape.own.filter(|own| !says_nothing(own));
            let has_none = schema.get("x-without-effect").is_some();
            let effect = if has_none {
                Effect::Checked
            } else {
                Effect::Used
            };
            (shape, effect)
        };
        Field {
            name,
            shape,
            effect,
            description: says("description"),
        }
    }

    /// AWS's structures whose members may stand here, and what becomes of these.
    fn structures(&self) -> Vec<(AwsType, Effect)> {
        let also = self
            .also
            .unwrap_or_default()
            .split_whitespace()
            .filter(|name| *name != "*");
        let answer = self
            .own
            .and_then(|own| own.get("x-aws-answer"))
            .and_then(Value::as_str);
        let named = also.map(|name| (AwsType::structure(name), Effect::Dropped));
        let answer = answer.map(|name| (AwsType::structure(name), Effect::ReadOnly));
        let own = self.aws.map(|aws| (aws, Effect::Dropped));
        let more = self
            .own
            .and_then(|own| own.get("x-aws-also"))
            .and_then(Value::as_str);
        let more = more.unwrap_or_default().split_whitespace();
        let more = more.map(|name| (AwsType::structure(name), Effect::Dropped));
        let dropped = own.into_iter().chain(more).chain(named);
        dropped.chain(answer).collect()
    }

    fn properties(&self) -> impl Iterator<Item = (&'static str, &'static Value)> + use<> {
        let properties = self
            .own
            .and_then(|own| own.get("properties"))
            .and_then(Value::as_object);
        properties
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.as_str(), schema))
    }
}
