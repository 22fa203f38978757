//! What may stand at a place: our own type, AWS's shape, or both.
//!
//! Our own types speak through their JSON Schema, so that what an editor accepts is what the program
//! accepts. AWS's shapes say which other fields are accepted without effect.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::raw::File;
use crate::catalog::{self, Kind, Structure};

/// The JSON Schema of our own types.
static OWN: LazyLock<Value> = LazyLock::new(|| {
    let generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<File>().to_value()
});

/// The JSON Schema of our own types, as `schemars` makes it.
pub(super) fn own_schema() -> &'static Value {
    &OWN
}

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

/// AWS's type of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwsType {
    service: &'static str,
    pub(super) kind: Kind,
    target: Option<&'static str>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    pub(super) values: &'static [&'static str],
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
            return self.aws.map_or(Form::Any, |aws| aws.form());
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
            _ => self.aws.map_or(Form::Any, |aws| aws.form()),
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

    /// All names that a field may have, for the nearest one.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.names_with(self.structure().into_iter())
    }

    /// The same with those that AWS only answers.
    pub(super) fn all_names(&self) -> Vec<&'static str> {
        self.names_with(self.structure().into_iter().chain(self.answer()))
    }

    fn names_with(
        &self,
        structures: impl Iterator<Item = &'static Structure>,
    ) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.properties().map(|(name, _)| name).collect();
        for member in structures.flat_map(|structure| &structure.members) {
            if !names.contains(&member.canonical.as_str()) {
                names.push(&member.canonical);
            }
        }
        names
    }

    /// Other spellings of a field: AWS's own, and those with another first letter.
    pub(super) fn spellings(&self, name: &'static str) -> Vec<String> {
        let member = self
            .structure()
            .or(self.answer())
            .and_then(|it| it.member(name));
        let mut spellings: Vec<String> = Vec::new();
        for known in [Some(name), member.map(|member| member.name)]
            .into_iter()
            .flatten()
        {
            let (first, rest) = known.split_at(1);
            for first in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
                let spelling = format!("{first}{rest}");
                if spelling != name && !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
        }
        spellings
    }

    /// The name of an object's type: our own, or `ecs.LoadBalancer`.
    pub(super) fn name(&self) -> Option<String> {
        let Some(own) = self.own else {
            let aws = self.aws?;
            return Some(format!("{}.{}", aws.service, aws.target?));
        };
        let definitions = OWN.get("$defs").and_then(Value::as_object)?;
        let is_this = |schema: &&Value| schema.as_object().is_some_and(|it| std::ptr::eq(it, own));
        let (name, _) = definitions.iter().find(|(_, schema)| is_this(schema))?;
        Some(name.clone())
    }

    /// What our own type says about itself.
    pub(super) fn description(&self) -> Option<&'static str> {
        self.own?.get("description")?.as_str()
    }

    /// How a text of our own has to look.
    pub(super) fn pattern(&self) -> Option<&'static str> {
        self.own?.get("pattern")?.as_str()
    }

    /// Whether the keys of a mapping are the names of assumptions.
    pub(super) fn is_assumptions(&self) -> bool {
        self.own
            .is_some_and(|own| own.contains_key("x-assumptions"))
    }

    /// The fields that must be there.
    pub(super) fn required(&self) -> Vec<&'static str> {
        let listed = self
            .own
            .and_then(|own| own.get("required"))
            .and_then(Value::as_array);
        let listed = listed.into_iter().flatten().filter_map(Value::as_str);
        let marked = self
            .properties()
            .filter(|(_, schema)| schema.get("x-required").is_some());
        let members = self.structure().into_iter().flat_map(|it| &it.members);
        let members = members.filter(|member| member.required);
        let mut names: Vec<_> = listed.chain(marked.map(|(name, _)| name)).collect();
        for member in members {
            if !names.contains(&member.canonical.as_str()) {
                names.push(&member.canonical);
            }
        }
        names
    }

    /// The fields of which exactly one is written, if that is so.
    pub(super) fn exactly_one(&self) -> Option<Vec<&'static str>> {
        let names = self.own?.get("x-exactly-one")?.as_array()?;
        Some(names.iter().filter_map(Value::as_str).collect())
    }

    /// Those of some fields that this version plays.
    pub(super) fn played(&self, names: &[&'static str]) -> Vec<&'static str> {
        let is_played = |name: &&&'static str| {
            let field = self.field(name);
            field.is_some_and(|field| !matches!(field.effect, Effect::NotPlayed(_)))
        };
        names.iter().filter(is_played).copied().collect()
    }

    /// The words of an enumeration; empty if it is none.
    pub(super) fn words(&self) -> Vec<&'static str> {
        let aws = self.aws.map_or(&[][..], |aws| aws.values);
        let Some(own) = self.own else {
            return aws.to_vec();
        };
        // An enumeration with a description for each word is a `oneOf` of constants.
        let each = own
            .get("oneOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let each = each.filter_map(|one| one.get("const").and_then(Value::as_str));
        let all = own
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let words: Vec<_> = each.chain(all.filter_map(Value::as_str)).collect();
        if words.is_empty() {
            aws.to_vec()
        } else {
            words
        }
    }

    /// The unit that a text must have.
    pub(super) fn unit(&self) -> Option<&'static str> {
        self.own?.get("x-unit")?.as_str()
    }

    /// Whether a list of texts stands for one text with commas, as CloudFormation has it.
    pub(super) fn is_joined(&self) -> bool {
        self.own.is_some_and(|own| own.contains_key("x-joined"))
    }

    /// The key under which a describe- answer wraps it.
    pub(super) fn wrapper(&self) -> Option<&'static str> {
        self.own?.get("x-wrapper")?.as_str()
    }

    /// Whether it is an object of AWS's API, which CloudFormation may wrap.
    pub(super) fn is_request(&self) -> bool {
        self.aws.is_some_and(|aws| aws.kind == Kind::Structure)
    }

    /// Least and greatest number, length or count.
    pub(super) fn bounds(&self) -> (Option<i64>, Option<i64>) {
        let own = |key: &str| {
            self.own
                .and_then(|own| own.get(key))
                .and_then(Value::as_i64)
        };
        let aws = |bound: fn(&AwsType) -> Option<i64>| self.aws.as_ref().and_then(bound);
        (
            own("minimum").or(own("minItems")).or(aws(|aws| aws.min)),
            own("maximum").or(own("maxItems")).or(aws(|aws| aws.max)),
        )
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

impl AwsType {
    /// The structure named `service/Shape`.
    pub(super) fn structure(name: &'static str) -> Self {
        let (service, target) = name
            .split_once('/')
            .expect("shapes are named service/Shape");
        Self {
            service,
            kind: Kind::Structure,
            target: Some(target),
            min: None,
            max: None,
            values: &[],
        }
    }

    /// A list that no shape names, of structures named `service/Shape`.
    fn list_of(entry: &'static str) -> Self {
        let kind = Kind::List;
        Self {
            kind,
            ..Self::structure(entry)
        }
    }

    fn member(service: &'static str, member: &'static catalog::Member) -> Self {
        Self {
            service,
            kind: member.kind,
            target: member.target,
            min: member.min,
            max: member.max,
            values: &member.values,
        }
    }

    fn shape(self) -> Option<&'static catalog::Shape> {
        catalog::shape(self.service, self.target?)
    }

    fn members(self) -> Option<&'static Structure> {
        match self.shape() {
            Some(catalog::Shape::Structure(structure)) if self.kind == Kind::Structure => {
                Some(structure)
            }
            _ => None,
        }
    }

    fn element(self) -> Option<Self> {
        match self.shape()? {
            catalog::Shape::List(element) | catalog::Shape::Map(element) => Some(Self {
                service: self.service,
                kind: element.kind,
                target: element.target,
                min: None,
                max: None,
                values: &element.values,
            }),
            // A list that no shape names.
            catalog::Shape::Structure(_) => {
                let kind = Kind::Structure;
                Some(Self { kind, ..self })
            }
        }
    }

    fn form(self) -> Form {
        // A document is a structure by name and a map by content.
        let is_map = matches!(self.shape(), Some(catalog::Shape::Map(_)));
        match self.kind {
            Kind::Structure if is_map => Form::Map,
            Kind::Structure => Form::Object,
            Kind::List => Form::List,
            Kind::Map => Form::Map,
            Kind::Text | Kind::Timestamp => Form::Text,
            Kind::Integer | Kind::Long => Form::Integer,
            Kind::Double => Form::Number,
            Kind::Boolean => Form::Boolean,
        }
    }
}

/// A schema behind references and the alternative `null`: empty values are taken out before.
fn resolved(schema: &'static Value) -> Option<&'static Map<String, Value>> {
    let own = schema.as_object()?;
    if let Some(reference) = own.get("$ref").and_then(Value::as_str) {
        return resolved(OWN.pointer(reference.strip_prefix('#')?)?);
    }
    let branches = own.get("anyOf").and_then(Value::as_array);
    let is_null = |branch: &&Value| branch.get("type").is_some_and(|kind| kind == "null");
    match branches.map(Vec::as_slice) {
        Some([one, null]) if is_null(&null) => resolved(one),
        _ => Some(own),
    }
}

/// Whether AWS's shape alone decides: our own type takes anything.
fn says_nothing(own: &'static Map<String, Value>) -> bool {
    !["type", "anyOf", "oneOf"]
        .iter()
        .any(|key| own.contains_key(*key))
}

fn own_type(own: &'static Map<String, Value>) -> Option<&'static str> {
    match own.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null"),
        _ => None,
    }
}

fn differs_in_first_letter(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    let first = a.next().zip(b.next());
    first.is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b)) && a.as_str() == b.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &[&str]) -> Shape {
        path.iter().fold(Shape::file(), |shape, key| match *key {
            "[]" => shape.element(),
            key => {
                shape
                    .field(key)
                    .unwrap_or_else(|| panic!("{key} of {path:?}"))
                    .shape
            }
        })
    }

    #[test]
    fn every_shape_that_a_type_names_exists() {
        fn look(value: &'static Value) {
            match value {
                Value::Object(members) => {
                    for key in ["x-aws", "x-aws-answer", "x-aws-unplayed"] {
                        if let Some(name) = members.get(key).and_then(Value::as_str) {
                            assert!(AwsType::structure(name).members().is_some(), "{name}");
                        }
                    }
                    members.values().for_each(look);
                }
                Value::Array(entries) => entries.iter().for_each(look),
                _ => {}
            }
        }
        look(own_schema());
    }

    #[test]
    fn our_type_and_aws_shape_are_walked_side_by_side() {
        let service = at(&["aws", "Services", "[]"]);
        assert_eq!(
            service.field("DesiredCount").map(|field| field.effect),
            Some(Effect::Used)
        );
        assert_eq!(
            service.field("loadBalancers").map(|field| field.effect),
            Some(Effect::Dropped)
        );
        assert_eq!(
            service.field("runningCount").map(|field| field.effect),
            Some(Effect::ReadOnly)
        );
        assert!(service.field("desired_count").is_none());
        assert_eq!(
            at(&["aws", "services", "[]", "launchType"]).words()[..2],
            ["EC2", "FARGATE"]
        );
        assert_eq!(
            at(&["aws", "services", "[]", "loadBalancers"]).form(),
            Form::List
        );
        assert_eq!(
            at(&[
                "aws",
                "taskDefinitions",
                "[]",
                "containerDefinitions",
                "[]",
                "cpu"
            ])
            .form(),
            Form::Integer
        );
        let group = at(&["aws", "autoScalingGroups", "[]"]);
        assert_eq!(
            group.field("VPCZoneIdentifier").map(|field| field.name),
            Some("vpcZoneIdentifier")
        );
        assert_eq!(at(&["aws", "alarms", "[]", "Period"]).form(), Form::Integer);
    }

    #[test]
    fn our_own_parts_are_strict() {
        assert!(Shape::file().field("Duration").is_none());
        assert_eq!(at(&["duration"]).unit(), Some("duration"));
        assert_eq!(at(&["start"]).words(), ["steady", "empty"]);
        assert_eq!(at(&["world", "applications"]).form(), Form::Map);
        let launch = at(&["world", "applications", "[]", "launch"]);
        assert_eq!(
            launch.branch(|form| form == Form::Text).unit(),
            Some("duration")
        );
        assert_eq!(
            launch.branch(|form| form == Form::Object).form(),
            Form::Object
        );
        let entry = at(&["timeline", "[]"]);
        assert!(
            entry
                .exactly_one()
                .is_some_and(|names| names.contains(&"updateService"))
        );
        assert!(
            entry
                .field("updateService")
                .is_some_and(|field| field.shape.loose)
        );
    }
}
