//! Values with a unit, and values that are text or a mapping.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::{Distribution, Span};
use crate::scenario::model;
use crate::scenario::units::{self, UnitError};

/// A length of time with its unit: `90s`, `15m`, `1h30m`, `2d`, `20ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Duration(pub(in crate::scenario) Span);

/// A size with its unit: `410MiB`, `250MB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Size(pub(in crate::scenario) u64);

/// How many in a time: `2/min`, `300/s`, `0.5/h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Rate(pub(in crate::scenario) model::Rate);
/// A part of a whole: `5%`, `0.1%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Percentage(pub(in crate::scenario) u64);

/// An instant of the calendar in UTC: `2026-03-02T08:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Moment(pub(in crate::scenario) jiff::Timestamp);

/// A day of the calendar: `2026-11-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Day(pub(in crate::scenario) jiff::civil::Date);

/// A time, constant (`40ms`) or drawn (`{logNormal: {median: 40ms, p95: 150ms}}`).
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Delay(pub(in crate::scenario) Distribution);

/// A unit that a text must have, by the name that the schema gives it under `x-unit`.
pub(in crate::scenario) fn check_unit(unit: &str, text: &str) -> Result<(), String> {
    match unit {
        "duration" => text
            .parse::<Duration>()
            .map(drop)
            .map_err(|error| error.to_string()),
        "size" => text
            .parse::<Size>()
            .map(drop)
            .map_err(|error| error.to_string()),
        "rate" => text
            .parse::<Rate>()
            .map(drop)
            .map_err(|error| error.to_string()),
        "percentage" => text
            .parse::<Percentage>()
            .map(drop)
            .map_err(|error| error.to_string()),
        "moment" => text.parse::<Moment>().map(drop),
        "day" => text.parse::<Day>().map(drop),
        _ => unreachable!("the unit {unit} is one of the above"),
    }
}

impl FromStr for Duration {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        units::parse_span(text).map(Self)
    }
}

impl FromStr for Size {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        units::parse_size(text).map(Self)
    }
}

impl FromStr for Rate {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let (millionths, per) = units::parse_rate(text)?;
        Ok(Self(model::Rate { millionths, per }))
    }
}

impl FromStr for Percentage {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        units::parse_percentage(text).map(Self)
    }
}

impl FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.parse()
            .map(Self)
            .map_err(|_| format!("`{text}` is not an instant: write `2026-03-02T08:00:00Z`"))
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let is_day = text.len() == "2026-11-01".len();
        let day = text.parse().ok().filter(|_| is_day);
        day.map(Self)
            .ok_or_else(|| format!("`{text}` is not a day: write `2026-11-01`"))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::write_span(self.0))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::write_size(self.0))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::write_rate(self.0.millionths, self.0.per))
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::write_percentage(self.0))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! text_values {
    ($($type:ident, $unit:literal, $pattern:literal, $description:literal;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "description": $description,
                    "x-unit": $unit,
                })
            }
        }
    )*};
}

text_values! {
    Duration, "duration", r"^([0-9]+(\.[0-9]+)?(d|h|ms|m|s|us))+$",
        "A length of time with its unit: `90s`, `15m`, `1h30m`, `2d`, `20ms`.";
    Size, "size", r"^[0-9]+(\.[0-9]+)?([KMGT]i|[kMGT])?B$",
        "A size with its unit: `410MiB`, `250MB`.";
    Rate, "rate", r"^[0-9]+(\.[0-9]+)?/(s|min|h|d)$",
        "How many in a time: `2/min`, `300/s`, `0.5/h`.";
    Percentage, "percentage", r"^[0-9]+(\.[0-9]+)?%$",
        "A part of a whole, from `0%` to `100%`: `5%`, `0.1%`.";
    Moment, "moment", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]",
        "An instant of the calendar: `2026-03-02T08:00:00Z`.";
    Day, "day", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "A day of the calendar: `2026-11-01`.";
}

/// A distribution as it is written: exactly one of these.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(extend("x-exactly-one" = ["uniform", "exponential", "logNormal", "empirical"]))]
pub(in crate::scenario) struct Drawn {
    /// Anything between two bounds, each equally likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    uniform: Option<Uniform>,
    /// Memoryless, with this mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    exponential: Option<Exponential>,
    /// Log-normal: most near the median, some much longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_normal: Option<LogNormal>,
    /// One of these, each equally likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    empirical: Option<Vec<Duration>>,
}

/// The mean of an exponential distribution.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Exponential {
    /// The mean.
    mean: Duration,
}

/// Two quantiles of a log-normal distribution.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LogNormal {
    /// Half of the values are below it.
    median: Duration,
    /// 95 % of the values are below it.
    p95: Duration,
}

/// Two bounds, as a list `[5s, 10s]` or as `{min: 5s, max: 10s}`.
#[derive(Clone, Debug, PartialEq)]
struct Uniform(Duration, Duration);

/// Two bounds by name.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Bounds {
    /// The least value.
    min: Duration,
    /// The greatest value.
    max: Duration,
}

impl Drawn {
    /// What it means, or why it means nothing.
    fn meaning(self) -> Result<Distribution, String> {
        let one = match (
            self.uniform,
            self.exponential,
            self.log_normal,
            self.empirical,
        ) {
            (Some(Uniform(min, max)), None, None, None) => Distribution::Uniform(min.0, max.0),
            (None, Some(Exponential { mean }), None, None) => Distribution::Exponential(mean.0),
            (None, None, Some(LogNormal { median, p95 }), None) => {
                let (median, p95) = (median.0, p95.0);
                Distribution::LogNormal { median, p95 }
            }
            (None, None, None, Some(values)) => {
                Distribution::Empirical(values.into_iter().map(|value| value.0).collect())
            }
            _ => return Err("write exactly one distribution".to_owned()),
        };
        match &one {
            Distribution::Uniform(min, max) if min > max => {
                Err("the greatest value is below the least one".to_owned())
            }
            Distribution::LogNormal { median, p95 } if p95 < median => {
                Err("the 95th percentile is below the median".to_owned())
            }
            Distribution::LogNormal { median, .. } if median.is_zero() => {
                Err("the median of a log-normal distribution is above zero".to_owned())
            }
            Distribution::Empirical(values) if values.is_empty() => {
                Err("an empirical distribution needs at least one value".to_owned())
            }
            _ => Ok(one),
        }
    }
}

impl From<&Distribution> for Drawn {
    fn from(distribution: &Distribution) -> Self {
        let mut drawn = Self::default();
        match distribution {
            Distribution::Constant(span) => drawn.empirical = Some(vec![Duration(*span)]),
            Distribution::Uniform(min, max) => {
                drawn.uniform = Some(Uniform(Duration(*min), Duration(*max)));
            }
            Distribution::Exponential(mean) => {
                let mean = Duration(*mean);
                drawn.exponential = Some(Exponential { mean });
            }
            Distribution::LogNormal { median, p95 } => {
                let (median, p95) = (Duration(*median), Duration(*p95));
                drawn.log_normal = Some(LogNormal { median, p95 });
            }
            Distribution::Empirical(values) => {
                drawn.empirical = Some(values.iter().copied().map(Duration).collect());
            }
        }
        drawn
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOr(
            PhantomData::<Drawn>,
            |text: &str| {
                let span = units::parse_span(text).map_err(|error| error.to_string())?;
                Ok(Self(Distribution::Constant(span)))
            },
            |drawn: Drawn| drawn.meaning().map(Self),
        ))
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Distribution::Constant(span) => Duration(*span).serialize(serializer),
            drawn => Drawn::from(drawn).serialize(serializer),
        }
    }
}

impl JsonSchema for Delay {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Delay".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let constant = generator.subschema_for::<Duration>();
        let drawn = generator.subschema_for::<Drawn>();
        json_schema!({"anyOf": [constant, drawn]})
    }
}

impl<'de> Deserialize<'de> for Uniform {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Both;
        impl<'de> Visitor<'de> for Both {
            type Value = Uniform;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("two bounds: `[5s, 10s]`")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<Uniform, A::Error> {
                let list = serde::de::value::SeqAccessDeserializer::new(seq);
                let (min, max) = Deserialize::deserialize(list)?;
                Ok(Uniform(min, max))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Uniform, A::Error> {
                let Bounds { min, max } = Bounds::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Uniform(min, max))
            }
        }
        deserializer.deserialize_any(Both)
    }
}

impl Serialize for Uniform {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.0, self.1].serialize(serializer)
    }
}

impl JsonSchema for Uniform {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Uniform".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let bound = generator.subschema_for::<Duration>();
        let bounds = generator.subschema_for::<Bounds>();
        let pair = json_schema!({"type": "array", "items": bound, "minItems": 2, "maxItems": 2});
        json_schema!({"anyOf": [pair, bounds]})
    }
}

/// Reads a text with one function, or a mapping and then another function.
struct TextOr<M, T, F>(PhantomData<M>, T, F);

impl<'de, V, M, T, F> Visitor<'de> for TextOr<M, T, F>
where
    M: Deserialize<'de>,
    T: FnOnce(&str) -> Result<V, String>,
    F: FnOnce(M) -> Result<V, String>,
{
    type Value = V;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a mapping")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<V, E> {
        (self.1)(text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V, A::Error> {
        let mapping = M::deserialize(MapAccessDeserializer::new(map))?;
        (self.2)(mapping).map_err(A::Error::custom)
    }
}
