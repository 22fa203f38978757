//! The numbers of a summary, each by a name that stays the same from run to run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Something that is compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A value with its unit.
    Figure(Figure),
    /// A state: `COMPLETED`.
    Word(String),
}

/// A finite value with its unit.
///
/// It is kept to 15 significant digits, which every reader of floating point gives back unharmed.
/// The 16th and 17th would say nothing about a cluster, but a reader that is off by the last bit,
/// as serde_json's is unless it is built with `float_roundtrip`, would have them moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    value: f64,
    unit: String,
}

impl Figure {
    /// A value in a unit, which may be empty; nothing if the value is not finite.
    ///
    /// ```
    /// use ecsim::report::baseline::Figure;
    ///
    /// let figure = Figure::new(0.1 + 0.2, "seconds").expect("it is finite");
    /// assert_eq!(figure.value(), 0.3);
    /// assert_eq!(Figure::new(f64::NAN, "seconds"), None);
    /// ```
    pub fn new(value: f64, unit: &str) -> Option<Self> {
        let value = to_15_digits(value);
        value.is_finite().then(|| Self {
            value,
            unit: unit.to_owned(),
        })
    }

    /// The value.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The unit, `seconds`; empty for a bare number.
    pub fn unit(&self) -> &str {
        &self.unit
    }
}

/// What is closer to 0 than this is 0. At the end of its range a float has fewer than 15 digits.
const LEAST: f64 = 1e-300;

/// The number with as many significant digits as every reader gives back.
pub(super) fn to_15_digits(number: f64) -> f64 {
    if number.abs() < LEAST {
        // Not -0, which would be told apart in the file and nowhere else.
        return 0.0;
    }
    format!("{number:.14e}").parse().unwrap_or(f64::NAN)
}

impl Number {
    /// Of an object with a `value`: a number, or a text.
    fn of(object: &Map<String, Value>) -> Option<Self> {
        match object.get("value")? {
            Value::String(word) => Some(Self::Word(word.clone())),
            value => {
                let unit = object.get("unit").and_then(Value::as_str);
                Figure::new(value.as_f64()?, unit.unwrap_or_default()).map(Self::Figure)
            }
        }
    }
}

/// All numbers of a document such as `summary.json`, by name: the keys on the way to each, joined
/// by dots. An entry of a list has the name that it gives itself, so that its number does not
/// change its name when another entry comes before it.
///
/// A number is an object with a `value`; it may hold others, as the time `at` which it was so. A
/// `state` in words counts too. What an expectation has beside its value does not: it was asked
/// for, or tells where it broke.
///
/// ```
/// use ecsim::report::baseline::numbers;
/// use serde_json::json;
///
/// let found = numbers(&json!({"services": [{
///     "service": "web",
///     "minReady": {"value": 2, "unit": "tasks", "at": {"value": 60, "unit": "seconds"}},
///     "deployments": [{"id": "web/d-2", "state": "COMPLETED"}],
/// }]}));
/// let names: Vec<&String> = found.keys().collect();
/// assert_eq!(names, [
///     "services.web.deployments.web/d-2.state",
///     "services.web.minReady",
///     "services.web.minReady.at",
/// ]);
/// ```
pub fn numbers(document: &Value) -> BTreeMap<String, Number> {
    let mut found = BTreeMap::new();
    gather("", document, &mut found);
    found
}

/// What an expectation has beside its value: what was asked for, and where and why it broke.
const ASIDE: [&str; 4] = ["bound", "brokenAt", "nearest", "origin"];

/// Adds what is in a value of that name.
fn gather(name: &str, value: &Value, found: &mut BTreeMap<String, Number>) {
    match value {
        Value::Object(members) => {
            if let Some(number) = Number::of(members) {
                found.insert(name.to_owned(), number);
            }
            for (key, member) in members {
                match member {
                    _ if ASIDE.contains(&key.as_str()) => {}
                    Value::String(word) if key == "state" => {
                        found.insert(join(name, key), Number::Word(word.clone()));
                    }
                    _ => gather(&join(name, key), member, found),
                }
            }
        }
        Value::Array(entries) => {
            let mut taken = BTreeSet::new();
            for (place, entry) in entries.iter().enumerate() {
                let own = unused(name_of(entry, place), &mut taken);
                gather(&join(name, &own), entry, found);
            }
        }
        _ => {}
    }
}

fn join(name: &str, key: &str) -> String {
    match name {
        "" => key.to_owned(),
        _ => format!("{name}.{key}"),
    }
}

/// What an entry of a list calls itself, the most particular first; else its place.
fn name_of(entry: &Value, place: usize) -> String {
    ["expect", "id", "service"]
        .iter()
        .find_map(|key| entry.get(key)?.as_str())
        .map_or_else(|| place.to_string(), str::to_owned)
}

/// That name, or the first of `name#2`, `name#3`, … that no entry before it has: a sentence may
/// stand twice among the expectations.
fn unused(name: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|count| format!("{name}#{count}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names
        .find(|name| taken.insert(name.clone()))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::report::summary::{self, Summary};
    use crate::report::testdata;

    fn figure(value: f64, unit: &str) -> Number {
        Number::Figure(Figure::new(value, unit).unwrap())
    }

    #[test]
    fn the_numbers_of_a_summary_have_names_and_units() {
        let document = summary::json(&Summary::of(&testdata::tiny()));
        let found = numbers(&document);
        let deployment = "services.web.deployments.web/d-2";
        for (name, number) in [
            ("duration", figure(200.0, "seconds")),
            ("services.web.minReady", figure(4.0, "tasks")),
            ("services.web.minReady.at", figure(0.0, "seconds")),
            (&format!("{deployment}.duration"), figure(70.5, "seconds")),
            (
                &format!("{deployment}.state"),
                Number::Word("COMPLETED".into()),
            ),
            ("tasks.stopped.total", figure(4.0, "tasks")),
            ("refusedCalls.total", figure(0.0, "calls")),
        ] {
            assert_eq!(found.get(name), Some(&number), "{name}");
        }
        let values = document.to_string().matches("\"value\":").count();
        let states = document.to_string().matches("\"state\":").count();
        assert_eq!(found.len(), values + states, "nothing else, and all of it");
    }

    #[test]
    fn an_expectation_is_named_by_its_sentence_and_gives_no_bound() {
        let found = numbers(&json!({"expectations": [
            {
                "expect": "min(web.ready) >= 2",
                "service": "web",
                "value": 3,
                "unit": "tasks",
                "bound": {"value": 2, "unit": "tasks"},
                "at": {"value": 61.5, "unit": "seconds"},
                "ok": true,
            },
            {"expect": "deployment(web).state == COMPLETED", "value": "COMPLETED", "ok": true},
            {"expect": "p99(web.TargetResponseTime) < 300ms", "ok": false},
        ]}));
        let expected = [
            (
                "expectations.deployment(web).state == COMPLETED",
                Number::Word("COMPLETED".into()),
            ),
            ("expectations.min(web.ready) >= 2", figure(3.0, "tasks")),
            (
                "expectations.min(web.ready) >= 2.at",
                figure(61.5, "seconds"),
            ),
        ];
        let expected = expected.map(|(name, number)| (name.to_owned(), number));
        assert_eq!(found, BTreeMap::from(expected));
    }

    #[test]
    fn entries_without_a_name_have_their_place_and_equal_ones_a_number() {
        let found = numbers(&json!({
            "spells": [{"value": 1}, {"value": 2}],
            "twice": [{"id": "a", "value": 1}, {"id": "a", "value": 2}, {"id": "a#2", "value": 3}],
        }));
        let names: Vec<&String> = found.keys().collect();
        assert_eq!(
            names,
            [
                "spells.0",
                "spells.1",
                "twice.a",
                "twice.a#2",
                "twice.a#2#2"
            ]
        );
        assert_eq!(found["twice.a#2"], figure(2.0, ""));
    }

    #[test]
    fn what_is_not_finite_is_no_figure() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX] {
            assert_eq!(Figure::new(value, ""), None, "{value}");
        }
        let zero = Figure::new(-0.0, "").unwrap();
        assert!(zero.value().is_sign_positive());
    }

    proptest! {
        #[test]
        fn a_reader_that_is_off_by_the_last_bit_gives_the_same_figure(
            value in prop_oneof![any::<f64>(), -1e6..1e6]
        ) {
            if let Some(figure) = Figure::new(value, "") {
                for misread in [figure.value().next_up(), figure.value().next_down()] {
                    prop_assert_eq!(Figure::new(misread, ""), Some(figure.clone()));
                }
            }
        }
    }
}
