//! The file read: all of it understood, or none of it used.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::error::Place;
use super::{Baseline, Entry, Error, Figure, Kept, Number, SCHEMA, Tolerance};

/// How the lines begin with which git marks a conflict.
const MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// The baseline that a text says.
pub(super) fn read(text: &str) -> Result<Baseline, Error> {
    if text.trim().is_empty() {
        return Err(Error::Empty);
    }
    // Read twice: once for what it is, once for what it says and at which place.
    let document: Value = serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
    check_kind(&document)?;
    let raw: RawBaseline =
        serde_json::from_str(text).map_err(|error| Error::Form(place(&error)))?;
    Ok(Baseline {
        version: raw.version,
        scenarios: raw.scenarios.0,
    })
}

/// Where JSON ended, or why it never began. Files that are committed are merged.
fn not_json(text: &str, error: &serde_json::Error) -> Error {
    let line = text.lines().nth(error.line().saturating_sub(1));
    let is_mark = |line: &str| MARKS.iter().any(|mark| line.starts_with(mark));
    if line.is_some_and(is_mark) {
        return Error::MergeConflict { line: error.line() };
    }
    Error::NotJson(place(error))
}

fn place(error: &serde_json::Error) -> Place {
    let (line, column) = (error.line(), error.column());
    let what = error.to_string();
    let suffix = format!(" at line {line} column {column}");
    let what = what.strip_suffix(&suffix).unwrap_or(&what).to_owned();
    Place { line, column, what }
}

/// Whether it is a baseline of this schema at all, before it is read in earnest: of something else,
/// an unknown member would be the least of the news.
fn check_kind(document: &Value) -> Result<(), Error> {
    if document.get("timelineRows").is_some() {
        return Err(Error::NotBaseline("the summary of a run"));
    }
    if document.get("tool").is_some() {
        return Err(Error::NotBaseline("the manifest of a result"));
    }
    let schema = document.get("schema").unwrap_or(&Value::Null);
    if document.get("scenarios").is_none() && !schema.is_u64() {
        return Err(Error::NotBaseline("JSON of something else"));
    }
    // Without any, the reading itself says where it should have been.
    if schema.is_null() || *schema == SCHEMA {
        return Ok(());
    }
    let version = document.get("version").and_then(Value::as_str);
    Err(Error::Schema {
        found: schema.to_string(),
        version: version.map(str::to_owned),
    })
}

/// The file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBaseline {
    #[serde(rename = "schema")]
    _schema: IgnoredAny,
    version: String,
    scenarios: Unique<Entry>,
}

/// One scenario.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    digest: String,
    numbers: Unique<Kept>,
}

/// One number.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKept {
    value: Scalar,
    unit: Option<String>,
    tolerance: Option<Scalar>,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = object::<D, RawEntry>(deserializer)?;
        Ok(Self {
            digest: raw.digest,
            numbers: raw.numbers.0,
        })
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(object::<D, RawKept>(deserializer)?).map_err(D::Error::custom)
    }
}

impl Kept {
    fn of(raw: RawKept) -> Result<Self, String> {
        let number = match (raw.value, raw.unit) {
            (Scalar::Word(word), None) => Number::Word(word),
            (Scalar::Word(word), Some(_)) => return Err(format!("`{word}` cannot have a unit")),
            (Scalar::Number(value), unit) => Number::Figure(
                Figure::new(value, &unit.unwrap_or_default())
                    .ok_or_else(|| format!("the value {value:e} is too large"))?,
            ),
        };
        let tolerance = match (raw.tolerance, &number) {
            (None, _) => None,
            (Some(_), Number::Word(word)) => {
                return Err(format!("`{word}` cannot have a tolerance"));
            }
            (Some(Scalar::Number(most)), _) => Some(Tolerance::from_number(most)?),
            (Some(Scalar::Word(text)), _) => Some(Tolerance::from_text(&text)?),
        };
        Ok(Self { number, tolerance })
    }
}

/// A struct from an object only; derived code takes lists of its fields as well.
fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}

/// A number or a text.
enum Scalar {
    Number(f64),
    Word(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        #[expect(
            clippy::cast_precision_loss,
            reason = "a figure is kept to 15 digits, however it was written"
        )]
        impl Visitor<'_> for Either {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a text")
            }

            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number as f64))
            }

            fn visit_str<E>(self, word: &str) -> Result<Scalar, E> {
                Ok(Scalar::Word(word.to_owned()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// A map in which no name stands twice. Of two lines for one number, a merge may have left both.
struct Unique<T>(BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    match members.entry(name) {
                        Slot::Vacant(slot) => slot.insert(map.next_value()?),
                        Slot::Occupied(slot) => {
                            let name = slot.key();
                            return Err(A::Error::custom(format!("`{name}` stands here twice")));
                        }
                    };
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}
