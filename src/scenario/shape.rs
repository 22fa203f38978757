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
use crate::catalog::{self, Structure};
use aws_type::AwsType;
use own::{OWN, differs_in_first_letter, own_type, resolved, says_nothing};

/// What may stand at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Our own type; none where AWS's shape alone decides.
    own: Option<&'static Map<String, Value>>,
    /// AWS's type.
    aws: Option<AwsType>,
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
    /// It is checked and used, and yet has no effect on the results.
    Checked,
    /// It is checked and dropped, and the user is told.
    Dropped,
    /// It is what AWS answers and never takes: dropped in silence.
    ReadOnly,
    /// It is refused: this version does not play it.
    NotPlayed(&'static str),
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
        Self { own, aws, loose }
    }

    fn aws(aws: AwsType) -> Self {
        let (own, aws) = (None, Some(aws));
        Self {
            own,
            aws,
            loose: true,
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
        let mut shape = own.map_or(
            Self {
                own: None,
                aws: None,
                loose: self.loose,
            },
            |own| Self::own(own, self.loose),
        );
        shape.aws = shape.aws.or(aws);
        shape
    }

    /// The field of that name.
    pub(super) fn field(&self, name: &str) -> Option<Field> {
        let loosely =
            |known: &str| known == name || (self.loose && differs_in_first_letter(known, name));
        let own = self.properties().find(|(known, _)| loosely(known));
        let member = self.structure().and_then(|members| members.member(name));
        let own = own.or_else(|| {
            let member = member?;
            self.properties()
                .find(|(known, _)| **known == member.canonical)
        });
        if let Some((name, schema)) = own {
            return Some(self.own_field(name, schema, member));
        }
        let dropped = member.map(|member| (member, Effect::Dropped));
        let answer = || {
            let member = self.answer()?.member(name)?;
            Some((member, Effect::ReadOnly))
        };
        let (member, effect) = dropped.or_else(answer)?;
        let aws = AwsType::member(self.service(), member);
        let shape = Self::aws(aws);
        let name = &member.canonical;
        let description = None;
        Some(Field {
            name,
            shape,
            effect,
            description,
        })
    }

    fn own_field(
        &self,
        name: &'static str,
        schema: &'static Value,
        member: Option<&'static catalog::Member>,
    ) -> Field {
        let says = |key: &str| schema.get(key).and_then(Value::as_str);
        let description = says("description");
        if let Some(what) = says("x-not-played") {
            let shape = Self {
                own: None,
                aws: None,
                loose: false,
            };
            let effect = Effect::NotPlayed(what);
            return Field {
                name,
                shape,
                effect,
                description,
            };
        }
        if let Some(entry) = says("x-aws-unplayed") {
            let shape = Self::aws(AwsType::list_of(entry));
            let effect = Effect::Dropped;
            return Field {
                name,
                shape,
                effect,
                description,
            };
        }
        let mut shape = Self::own(schema, self.loose);
        shape.aws = shape
            .aws
            .or_else(|| Some(AwsType::member(self.service(), member?)));
        if shape.own.is_some_and(says_nothing) {
            shape.own = None;
        }
        let effect = if schema.get("x-without-effect").is_some() {
            Effect::Checked
        } else {
            Effect::Used
        };
        Field {
            name,
            shape,
            effect,
            description,
        }
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

    fn structure(&self) -> Option<&'static Structure> {
        self.aws.and_then(AwsType::members)
    }

    fn answer(&self) -> Option<&'static Structure> {
        let name = self.own?.get("x-aws-answer")?.as_str()?;
        AwsType::structure(name).members()
    }

    fn service(&self) -> &'static str {
        self.aws.map_or("ecs", |aws| aws.service)
    }
}
