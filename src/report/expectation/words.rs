//! Values, bounds and times of sentences in words.

use super::course::{Spell, total};
use super::{CauseRow, Measured, Verdict};
use crate::engine::{SimTime, Span};
use crate::report::words::{instant, length, thousands};
use crate::scenario::expectation::{Bound, Comparison, Unit};

/// A measured value with its unit: `2 tasks`, `3m20s`, `99.9 %`.
pub fn value(unit: Unit, value: &Measured) -> String {
    match value {
        Measured::Number(number) => with_unit(unit, *number),
        Measured::Word(word) => word.clone(),
    }
}

/// What there was and what is demanded, in so many digits that they can be told apart:
/// `6 tasks, not at least 8 tasks`, `no samples`.
pub fn short(verdict: &Verdict<'_>) -> String {
    let expectation = verdict.expectation;
    let unit = expectation.unit;
    let (value, bound) = match (&verdict.value, &expectation.bound) {
        (None, _) => return without_value(verdict),
        (Some(Measured::Number(value)), Bound::Number(bound)) => {
            let rounded = [*value, *bound].map(|number| with_unit(unit, number));
            let [value, bound] = match &rounded {
                [one, other] if one == other => [*value, *bound].map(|it| exactly(unit, it)),
                _ => rounded,
            };
            (value, bound)
        }
        (Some(it), Bound::Word(word)) => (value(unit, it), word.clone()),
        (Some(it), Bound::Number(number)) => (value(unit, it), with_unit(unit, *number)),
    };
    let comparison = match expectation.comparison {
        Comparison::Less => "less than ",
        Comparison::AtMost => "at most ",
        Comparison::Greater => "more than ",
        Comparison::AtLeast => "at least ",
        Comparison::Equal => "",
        Comparison::NotEqual => "anything but ",
    };
    format!("{value}, not {comparison}{bound}")
}

/// That there is nothing to compare: what never came, or no samples.
fn without_value(verdict: &Verdict<'_>) -> String {
    never_came(verdict).unwrap_or_else(|| "no samples".to_owned())
}

/// What never came, in words: `it never FAILED`.
pub fn never_came(verdict: &Verdict<'_>) -> Option<String> {
    let failure = verdict.failure.as_ref()?;
    let said = failure.remarks.first()?;
    (verdict.value.is_none()
        && (said.starts_with("it never ") || said.starts_with("it was never ")))
    .then(|| said.clone())
}

/// A number to its last digit.
fn exactly(unit: Unit, number: f64) -> String {
    match unit {
        Unit::Time => format!("{}s", number / 1e6),
        Unit::Percent => format!("{number} %"),
        Unit::Count(noun) => format!("{number} {}{}", noun.name(), ending(number)),
        Unit::Area(noun) => format!("{} {}-hours", number / 3_600e6, noun.name()),
        Unit::Number | Unit::Word => number.to_string(),
    }
}

/// A number with its unit.
pub(super) fn with_unit(unit: Unit, number: f64) -> String {
    match unit {
        Unit::Count(noun) => format!("{} {}{}", decimal(number), noun.name(), ending(number)),
        Unit::Area(noun) => {
            let hours = number / 3_600e6;
            format!("{} {}-hour{}", decimal(hours), noun.name(), ending(hours))
        }
        Unit::Percent => format!("{} %", decimal(number)),
        Unit::Time if number < 0.0 => format!("-{}", time(-number)),
        Unit::Time => time(number),
        Unit::Number | Unit::Word => decimal(number),
    }
}

/// The plural of what is counted.
fn ending(number: f64) -> &'static str {
    if (number - 1.0).abs() < f64::EPSILON {
        ""
    } else {
        "s"
    }
}

/// A time, cut to whole seconds if it is long.
fn time(micros: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative"
    )]
    let span = Span::from_micros(micros.round() as u64);
    length(span)
}

/// A number with at most three decimals, its thousands apart.
pub(super) fn decimal(number: f64) -> String {
    let text = format!("{:.3}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

/// `from 10m to 12m30s`; what lasts to the end says so.
pub(super) fn spell(spell: Spell, end: SimTime) -> String {
    if spell.until == end {
        format!(
            "from {} to the end at {}",
            instant(spell.from),
            instant(end)
        )
    } else {
        format!("from {} to {}", instant(spell.from), instant(spell.until))
    }
}

/// Several spells: how long together, how many, and when the one was that matters.
pub(super) fn spells(spells: &[Spell], end: SimTime, matters: usize) -> String {
    match spells {
        [] => "never".to_owned(),
        [one] => format!("{} ({})", spell(*one, end), length(one.length())),
        _ => {
            let (together, count) = (length(total(spells)), spells.len());
            let matters = matters.min(count - 1);
            let which = match matters {
                0 => "the first".to_owned(),
                last if last + 1 == count => "the last".to_owned(),
                other => format!("number {}", other + 1),
            };
            let when = spell(spells[matters], end);
            format!("for {together} in {count} spells, {which} {when}")
        }
    }
}

/// Why a sentence does not hold, line by line: value and bound, what broke it, what happened then,
/// and what that came from.
pub fn explained(verdict: &Verdict<'_>) -> Vec<String> {
    let Some(failure) = &verdict.failure else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if verdict.value.is_some() {
        lines.push(labelled("value", &short(verdict)));
    }
    for (index, remark) in failure.remarks.iter().enumerate() {
        lines.push(labelled(if index == 0 { "found" } else { "" }, remark));
    }
    if let Some(cause) = &failure.cause {
        let label = format!("at {}", instant(cause.nearest.time));
        lines.push(labelled(&label, &row(&cause.nearest)));
        if let Some(origin) = &cause.origin {
            let time = instant(origin.time);
            lines.push(labelled(
                "because of",
                &format!("{}, at {time}", row(origin)),
            ));
        }
    }
    lines
}

/// Columns before the text of an explanation.
const LABEL: usize = 11;

fn labelled(label: &str, text: &str) -> String {
    format!("{label:LABEL$} {text}")
}

/// A row of the timeline in a line.
fn row(row: &CauseRow) -> String {
    format!("{} (row {})", row.message, row.seq)
}
