//! The JSON Schema, made from the shapes that the walk follows.
//!
//! A file that extends another one may leave out what the other one has, so there are two forms of
//! everything: whole, and partial without required fields. Empty values are allowed wherever a
//! field may be left out: `null` removes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::shape::{Effect, Field, Form, Shape};
use crate::catalog::{ASSUMPTIONS, AssumptionKind};

/// The schema of a whole file.
pub(super) fn schema() -> Value {
    let mut writer = Writer::default();
    let whole = writer.shape(&Shape::file());
    writer.partial = true;
    let partial = writer.shape(&Shape::file());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ecsim scenario",
        "description": Shape::file().description(),
        "if": {"type": "object", "required": ["extends"]},
        "then": partial,
        "else": whole,
        "$defs": Value::Object(writer.definitions.into_iter().collect()),
    })
}

#[derive(Default)]
struct Writer {
    partial: bool,
    definitions: BTreeMap<String, Value>,
}

impl Writer {
    fn shape(&mut self, shape: &Shape) -> Value {
        if let Some(branches) = shape.branches() {
            let branches: Vec<Value> = branches.iter().map(|branch| self.shape(branch)).collect();
            return json!({"anyOf": branches});
        }
        match shape.form() {
            Form::Any => json!({}),
            Form::Object => self.reference(shape),
            Form::Map if shape.is_assumptions() => self.assumptions(),
            Form::Map => {
                json!({"type": "object", "additionalProperties": self.shape(&shape.element())})
            }
            Form::List => self.list(shape),
            Form::Text => text(shape),
            Form::Integer | Form::Number => number(shape),
            Form::Boolean if shape.loose => json!({"enum": [true, false, "true", "false"]}),
            Form::Boolean => json!({"type": "boolean"}),
        }
    }

    /// An object stands among the definitions, once in each form.
    fn reference(&mut self, shape: &Shape) -> Value {
        let name = shape.name().unwrap_or_else(|| "scenario".to_owned());
        let name = if self.partial {
            format!("partial.{name}")
        } else {
            name
        };
        if !self.definitions.contains_key(&name) {
            // Holds the place, should a shape contain itself.
            self.definitions.insert(name.clone(), Value::Null);
            let object = self.object(shape, &name);
            self.definitions.insert(name.clone(), object);
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }

    fn object(&mut self, shape: &Shape, name: &str) -> Value {
        let required = if self.partial {
            Vec::new()
        } else {
            shape.required()
        };
        let mut properties = Map::new();
        for key in shape.all_names() {
            let Some(field) = shape.field(key) else {
                continue;
            };
            let mut property = self.field(&field);
            if !required.contains(&key) {
                nullable(&mut property);
            }
            if let (Some(description), Some(property)) =
                (field.description, property.as_object_mut())
            {
                property.insert("description".to_owned(), description.into());
            }
            properties.insert(key.to_owned(), property);
            for spelling in shape.spellings(key).into_iter().filter(|_| shape.loose) {
                let same = json!({"$ref": format!("#/$defs/{name}/properties/{key}")});
                properties.entry(spelling).or_insert(same);
            }
        }
        let mut object = json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": shape.is_open(),
        });
        if let Some(description) = shape.description() {
            object["description"] = description.into();
        }
        require(&mut object, shape, &required);
        if !self.partial {
            require_unless(&mut object, shape);
        }
        if let Some(names) = shape.exactly_one().filter(|_| !self.partial) {
            let one = |name: &&str| json!({"required": [name]});
            object["oneOf"] = shape.played(&names).iter().map(one).collect();
        }
        let some = shape.at_least_one();
        if !some.is_empty() && !self.partial {
            let one = |name: &&str| json!({"required": [name]});
            object["anyOf"] = some.iter().map(one).collect();
        }
        object
    }

    fn field(&mut self, field: &Field) -> Value {
        match field.effect {
            Effect::NotPlayed { what, .. } => {
                json!({"not": {}, "$comment": format!("this version does not play {what} yet")})
            }
            Effect::ReadOnly => json!({}),
            _ => self.shape(&field.shape),
        }
    }

    fn list(&mut self, shape: &Shape) -> Value {
        let element = shape.element();
        let mut items = self.shape(&element);
        if element.is_request() && element.loose {
            items = wrapped(&items, &element);
        }
        let mut list = json!({"type": "array", "items": items});
        let (least, most) = shape.bounds();
        bound(&mut list, "minItems", least);
        bound(&mut list, "maxItems", most);
        list
    }

    fn assumptions(&mut self) -> Value {
        let mut properties = Map::new();
        for assumption in ASSUMPTIONS {
            let mut schema = self.assumption(assumption.kind);
            nullable(&mut schema);
            schema["description"] = assumption.reason.into();
            properties.insert(assumption.name.to_owned(), schema);
        }
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    }

    fn assumption(&mut self, kind: AssumptionKind) -> Value {
        let launch = || {
            let applications = Shape::file()
                .field("world")?
                .shape
                .field("applications")?
                .shape;
            Some(applications.element().field("launch")?.shape)
        };
        let time = launch().expect("an application has a time");
        match kind {
            AssumptionKind::Time { drawn: true, .. } => self.shape(&time),
            AssumptionKind::Time { drawn: false, .. } => {
                self.shape(&time.branch(|form| form == Form::Text))
            }
            AssumptionKind::Count { least, most, .. } => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            AssumptionKind::Bytes => json!({"type": "string", "pattern": "B$"}),
            AssumptionKind::Rate => json!({"type": "string", "pattern": "^unlimited$|B/s$"}),
            AssumptionKind::Bucket => json!({
                "type": "object",
                "properties": {
                    "burst": {"type": "integer", "minimum": 1},
                    "refill": {"type": "integer", "minimum": 1},
                    "per": self.shape(&time.branch(|form| form == Form::Text)),
                },
                "required": ["burst", "refill", "per"],
                "additionalProperties": false,
            }),
            AssumptionKind::Flag => json!({"type": "boolean"}),
            AssumptionKind::Word(words) => json!({"enum": words}),
        }
    }
}

/// An entry as it is, or inside of what CloudFormation or a describe- answer wraps around it.
fn wrapped(entry: &Value, shape: &Shape) -> Value {
    let mut forms = vec![entry.clone()];
    forms.push(json!({
        "type": "object",
        "properties": {"Properties": entry},
        "required": ["Properties"],
    }));
    if let Some(wrapper) = shape.wrapper() {
        let several = format!("{wrapper}s");
        let list = json!({"type": "array", "items": entry});
        forms
            .push(json!({"type": "object", "properties": {wrapper: entry}, "required": [wrapper]}));
        forms
            .push(json!({"type": "object", "properties": {&several: list}, "required": [several]}));
    }
    json!({"anyOf": forms})
}

/// Required fields, in one of their spellings.
fn require(object: &mut Value, shape: &Shape, required: &[&'static str]) {
    if required.is_empty() {
        return;
    }
    if !shape.loose {
        object["required"] = json!(required);
        return;
    }
    let any = |name: &&'static str| {
        let spellings = std::iter::once((*name).to_owned()).chain(shape.spellings(name));
        let each: Vec<Value> = spellings
            .map(|spelling| json!({"required": [spelling]}))
            .collect();
        json!({"anyOf": each})
    };
    object["allOf"] = required.iter().map(any).collect();
}

/// What must be written unless another field says a word.
fn require_unless(object: &mut Value, shape: &Shape) {
    let spelled = |name: &'static str| {
        let spellings = shape.spellings(name);
        std::iter::once(name.to_owned()).chain(spellings)
    };
    for [name, other, word] in shape.required_unless() {
        let written = spelled(name).map(|name| json!({"required": [name]}));
        let says = spelled(other)
            .map(|name| json!({"required": [name], "properties": {name: {"const": word}}}));
        let any: Vec<Value> = written.chain(says).collect();
        if object.get("allOf").is_none() {
            object["allOf"] = json!([]);
        }
        if let Some(all) = object["allOf"].as_array_mut() {
            all.push(json!({"anyOf": any}));
        }
    }
}

fn text(shape: &Shape) -> Value {
    let words = shape.words();
    if !words.is_empty() {
        return json!({"enum": words});
    }
    let is_plain = shape.loose && shape.unit().is_none();
    let mut text = match (is_plain, shape.is_joined()) {
        (_, true) => json!({"type": ["string", "array"], "items": {"type": "string"}}),
        // Where AWS wants text, a number or a boolean is taken as it is written.
        (true, _) => json!({"type": ["string", "number", "boolean"]}),
        _ => json!({"type": "string"}),
    };
    if let Some(pattern) = shape.pattern() {
        text["pattern"] = pattern.into();
    }
    let (least, most) = shape.bounds();
    bound(&mut text, "minLength", least);
    bound(&mut text, "maxLength", most);
    text
}

fn number(shape: &Shape) -> Value {
    let kind = if shape.form() == Form::Integer {
        "integer"
    } else {
        "number"
    };
    let mut number = if shape.loose {
        // CloudFormation writes numbers as text.
        json!({"type": [kind, "string"], "pattern": r"^\s*[-+]?[0-9.]+\s*$"})
    } else {
        json!({"type": kind})
    };
    let (least, most) = shape.bounds();
    bound(&mut number, "minimum", least.or(shape.least()));
    bound(&mut number, "maximum", most);
    number
}

fn bound(schema: &mut Value, key: &str, value: Option<i64>) {
    if let Some(value) = value {
        schema[key] = value.into();
    }
}

/// Allows an empty value too.
fn nullable(schema: &mut Value) {
    if schema.get("not").is_some() {
        return;
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
        return;
    }
    if schema.as_object().is_some_and(Map::is_empty) {
        return;
    }
    match schema.get_mut("type") {
        Some(Value::String(kind)) => schema["type"] = json!([kind, "null"]),
        Some(Value::Array(kinds)) => kinds.push("null".into()),
        _ => {
            let inner = schema.take();
            *schema = json!({"anyOf": [inner, {"type": "null"}]});
        }
    }
}
