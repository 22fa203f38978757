//! What was expected, for `summary.json`: the sentence, the value, the bound, and whether it holds.

use serde_json::{Map, Value, json};

use super::json::{instant, seconds};
use crate::engine::Span;
use crate::report::expectation::{CauseRow, Failure, Measured, Verdict};
use crate::scenario::expectation::{Bound, Unit};

/// A list with an entry for each sentence.
pub(super) fn all(verdicts: &[Verdict<'_>]) -> Value {
    verdicts.iter().map(one).collect()
}

fn one(verdict: &Verdict<'_>) -> Value {
    let expectation = verdict.expectation;
    let unit = expectation.unit;
    let mut object = Map::new();
    object.insert("expect".into(), expectation.text.as_str().into());
    object.insert("ok".into(), verdict.holds().into());
    if let Some(value) = &verdict.value {
        let value = match value {
            Measured::Number(number) => number_of(unit, *number),
            Measured::Word(word) => word.as_str().into(),
        };
        object.insert("value".into(), value);
    }
    if let Some(name) = name_of(unit) {
        object.insert("unit".into(), name.into());
    }
    let bound = match &expectation.bound {
        Bound::Number(number) => number_of(unit, *number),
        Bound::Word(word) => word.as_str().into(),
    };
    object.insert(
        "comparison".into(),
        expectation.comparison.to_string().into(),
    );
    object.insert("bound".into(), bound);
    if let Some(failure) = &verdict.failure {
        explained(&mut object, failure);
    }
    Value::Object(object)
}

/// When and why it broke.
fn explained(object: &mut Map<String, Value>, failure: &Failure) {
    if let Some(at) = failure.at {
        object.insert("brokenAt".into(), instant(at));
    }
    object.insert("remarks".into(), failure.remarks.clone().into());
    if let Some(cause) = &failure.cause {
        object.insert("nearest".into(), row(&cause.nearest));
        if let Some(origin) = &cause.origin {
            object.insert("origin".into(), row(origin));
        }
    }
}

fn row(row: &CauseRow) -> Value {
    json!({ "seq": row.seq, "time": instant(row.time), "message": row.message })
}

/// The number in the unit that [`name_of`] gives; a whole one without decimals.
fn number_of(unit: Unit, number: f64) -> Value {
    match unit {
        Unit::Time if number >= 0.0 => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "not less"
            )]
            let span = Span::from_micros(number.round() as u64);
            seconds(span)["value"].take()
        }
        Unit::Time => Value::from(number / 1e6),
        Unit::Area(_) => whole_or_not(number / 3_600e6),
        _ => whole_or_not(number),
    }
}

fn whole_or_not(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "it is checked")]
    let whole = number as i64;
    #[expect(
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "that is the check"
    )]
    if whole as f64 == number {
        Value::from(whole)
    } else {
        Value::from(number)
    }
}

/// The unit of a number, as everywhere in the document; words have none.
fn name_of(unit: Unit) -> Option<String> {
    Some(match unit {
        Unit::Count(noun) => format!("{}s", noun.name()),
        Unit::Area(noun) => format!("{}-hours", noun.name()),
        Unit::Percent => "percent".to_owned(),
        Unit::Time => "seconds".to_owned(),
        Unit::Number => "number".to_owned(),
        Unit::Word => return None,
    })
}
