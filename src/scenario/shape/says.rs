//! What a shape says about the value at its place.

use serde_json::Value;

use super::{AwsType, Effect, OWN, Shape};
use crate::catalog::Kind;

impl Shape {
    /// All names that a field may have, for the nearest one.
    pub(in crate::scenario) fn names(&self) -> Vec<&'static str> {
        self.names_where(|effect| effect != Effect::ReadOnly)
    }

    /// The same with those that AWS only answers.
    pub(in crate::scenario) fn all_names(&self) -> Vec<&'static str> {
        self.names_where(|_| true)
    }

    fn names_where(&self, takes: impl Fn(Effect) -> bool) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.properties().map(|(name, _)| name).collect();
        for (aws, _) in self
            .structures()
            .into_iter()
            .filter(|(_, effect)| takes(*effect))
        {
            for member in aws.members().into_iter().flat_map(|it| &it.members) {
                if !names.contains(&member.canonical.as_str()) {
                    names.push(&member.canonical);
                }
            }
        }
        names
    }

    /// Whether other fields than the known ones may stand here too.
    pub(in crate::scenario) fn is_open(&self) -> bool {
        self.also.is_some_and(|also| also.ends_with('*'))
    }

    /// Other spellings of a field: AWS's own, and those with another first letter.
    pub(in crate::scenario) fn spellings(&self, name: &'static str) -> Vec<String> {
        let structures = self.structures();
        let found = |(aws, _): (AwsType, _)| aws.members()?.member(name);
        let member = structures.into_iter().find_map(found);
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
    pub(in crate::scenario) fn name(&self) -> Option<String> {
        let Some(own) = self.own else {
            let aws = self.aws?;
            let unplayed = if self.also.is_some() { "unplayed." } else { "" };
            return Some(format!("{unplayed}{}.{}", aws.service, aws.target?));
        };
        let definitions = OWN.get("$defs").and_then(Value::as_object)?;
        let is_this = |schema: &&Value| schema.as_object().is_some_and(|it| std::ptr::eq(it, own));
        let (name, _) = definitions.iter().find(|(_, schema)| is_this(schema))?;
        Some(name.clone())
    }

    /// What our own type says about itself.
    pub(in crate::scenario) fn description(&self) -> Option<&'static str> {
        self.own?.get("description")?.as_str()
    }

    /// How a text of our own has to look.
    pub(in crate::scenario) fn pattern(&self) -> Option<&'static str> {
        self.own?.get("pattern")?.as_str()
    }

    /// Whether the keys of a mapping are the names of assumptions.
    pub(in crate::scenario) fn is_assumptions(&self) -> bool {
        self.own
            .is_some_and(|own| own.contains_key("x-assumptions"))
    }

    /// The fields that must be there unless another one says a word: field, other field, word.
    pub(in crate::scenario) fn required_unless(&self) -> Vec<[&'static str; 3]> {
        let unless = |(name, schema): (&'static str, &'static Value)| {
            let unless = schema.get("x-required-unless")?.as_str()?;
            let (other, word) = unless.split_once(' ')?;
            Some([name, other, word])
        };
        self.properties().filter_map(unless).collect()
    }

    /// The fields that must be there.
    pub(in crate::scenario) fn required(&self) -> Vec<&'static str> {
        let listed = self
            .own
            .and_then(|own| own.get("required"))
            .and_then(Value::as_array);
        let listed = listed.into_iter().flatten().filter_map(Value::as_str);
        let marked = self
            .properties()
            .filter(|(_, schema)| schema.get("x-required").is_some());
        let structure = self
            .aws
            .filter(|_| self.also.is_none())
            .and_then(AwsType::members);
        let members = structure.into_iter().flat_map(|it| &it.members);
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
    pub(in crate::scenario) fn exactly_one(&self) -> Option<Vec<&'static str>> {
        let names = self.own?.get("x-exactly-one")?.as_array()?;
        Some(names.iter().filter_map(Value::as_str).collect())
    }

    /// The fields of which at least one is written, for the schema; the check tells it.
    pub(in crate::scenario) fn at_least_one(&self) -> Vec<&'static str> {
        let names = self.own.and_then(|own| own.get("x-at-least-one"));
        let names = names.and_then(Value::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).collect()
    }

    /// The least number, for the schema; the check tells it in AWS's words.
    pub(in crate::scenario) fn least(&self) -> Option<i64> {
        self.own?.get("x-least")?.as_i64()
    }

    /// Those of some fields that this version plays.
    pub(in crate::scenario) fn played(&self, names: &[&'static str]) -> Vec<&'static str> {
        let is_played = |name: &&&'static str| {
            let field = self.field(name);
            field.is_some_and(|field| !matches!(field.effect, Effect::NotPlayed { .. }))
        };
        names.iter().filter(is_played).copied().collect()
    }

    /// The words of an enumeration; empty if it is none.
    pub(in crate::scenario) fn words(&self) -> Vec<&'static str> {
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
    pub(in crate::scenario) fn unit(&self) -> Option<&'static str> {
        self.own?.get("x-unit")?.as_str()
    }

    /// Whether a list of texts stands for one text with commas, as CloudFormation has it.
    pub(in crate::scenario) fn is_joined(&self) -> bool {
        self.own.is_some_and(|own| own.contains_key("x-joined"))
    }

    /// The key under which a describe- answer wraps it.
    pub(in crate::scenario) fn wrapper(&self) -> Option<&'static str> {
        self.own?.get("x-wrapper")?.as_str()
    }

    /// Whether it is an object of AWS's API, which CloudFormation may wrap.
    pub(in crate::scenario) fn is_request(&self) -> bool {
        self.aws.is_some_and(|aws| aws.kind == Kind::Structure)
    }

    /// Least and greatest number, length or count.
    pub(in crate::scenario) fn bounds(&self) -> (Option<i64>, Option<i64>) {
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

    /// The error with which AWS refuses a value that is out of bounds, where one is known.
    pub(in crate::scenario) fn refusal(&self) -> Option<&'static str> {
        match self.aws.as_ref()?.service {
            "events" | "scheduler" => Some("ValidationException"),
            _ => None,
        }
    }

    /// Whether a number beyond 63 bits may stand here.
    pub(in crate::scenario) fn holds(&self, number: i128) -> bool {
        let format = self.own.and_then(|own| own.get("format"));
        format.is_some_and(|format| format == "uint64") && u64::try_from(number).is_ok()
    }
}
