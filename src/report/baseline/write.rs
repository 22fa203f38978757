//! The text of the file: one line per number, so that a diff shows one line per number.

use std::fmt::Write;

use serde_json::Value;

use super::{Baseline, Entry, Kept, Number, SCHEMA, Tolerance};

/// As many whole numbers as there are without a gap between two of them.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// The whole file.
pub(super) fn text(baseline: &Baseline) -> String {
    let scenarios = baseline.scenarios.iter();
    let scenarios = scenarios.map(|(name, entry)| format!("    {}: {}", quoted(name), of(entry)));
    format!(
        "{{\n  \"schema\": {SCHEMA},\n  \"version\": {},\n  \"scenarios\": {}\n}}\n",
        quoted(&baseline.version),
        braced(scenarios, "  ")
    )
}

/// One scenario.
fn of(entry: &Entry) -> String {
    let numbers = entry.numbers.iter();
    let numbers = numbers.map(|(name, kept)| format!("        {}: {}", quoted(name), line(kept)));
    format!(
        "{{\n      \"digest\": {},\n      \"numbers\": {}\n    }}",
        quoted(&entry.digest),
        braced(numbers, "      ")
    )
}

/// One number, on one line.
fn line(kept: &Kept) -> String {
    let mut text = String::from("{\"value\": ");
    match &kept.number {
        Number::Word(word) => text += &quoted(word),
        Number::Figure(figure) => {
            text += &digits(figure.value());
            if !figure.unit().is_empty() {
                text += ", \"unit\": ";
                text += &quoted(figure.unit());
            }
        }
    }
    match kept.tolerance {
        None => {}
        Some(Tolerance::Absolute(most)) => {
            text += ", \"tolerance\": ";
            text += &digits(most);
        }
        Some(percent) => {
            // Writing into a string never fails.
            let _ = write!(text, ", \"tolerance\": \"{percent}\"");
        }
    }
    text.push('}');
    text
}

/// Lines between braces, the closing one at that indent; `{}` for none.
fn braced(lines: impl Iterator<Item = String>, indent: &str) -> String {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return "{}".to_owned();
    }
    format!("{{\n{}\n{indent}}}", lines.join(",\n"))
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A finite number in the fewest digits that give it back, without `.0`.
pub(super) fn digits(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        return format!("{number:.0}");
    }
    Value::from(number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::baseline::Figure;

    #[test]
    fn whole_numbers_have_no_decimals_and_others_all_of_theirs() {
        for (number, text) in [
            (0.0, "0"),
            (-3.0, "-3"),
            (1_234_567.0, "1234567"),
            (70.5, "70.5"),
            (0.000_000_1, "1e-7"),
            (1e300, "1e+300"),
        ] {
            assert_eq!(digits(number), text);
        }
    }

    #[test]
    fn a_bare_number_has_no_unit() {
        let bare = Kept {
            number: Number::Figure(Figure::new(3.0, "").unwrap()),
            tolerance: None,
        };
        assert_eq!(line(&bare), "{\"value\": 3}");
    }
}
