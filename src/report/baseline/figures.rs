//! Numbers and their changes in the words of the table.

use super::write::digits as raw_digits;
use super::{Figure, Tolerance};
use crate::engine::{MICROS_PER_SECOND, Span};
use crate::report::words::{length, thousands};

const SECONDS: &str = "seconds";

/// Both numbers, in so many digits that they can be told apart.
pub(super) fn pair(before: &Figure, after: &Figure) -> [String; 2] {
    let both = [before, after];
    let [before, after] = both.map(|figure| shown(rounded(figure.value()), figure.unit()));
    if before == after {
        return both.map(|figure| shown(figure.value(), figure.unit()));
    }
    [before, after]
}

/// One number by itself.
pub(super) fn single(figure: &Figure) -> String {
    shown(rounded(figure.value()), figure.unit())
}

/// `+2 (+100 %, allowed 5 %)`.
pub(super) fn change(before: &Figure, after: &Figure, tolerance: Option<Tolerance>) -> String {
    if before.unit() != after.unit() {
        return "another unit".to_owned();
    }
    let unit = before.unit();
    let (before, after) = (before.value(), after.value());
    let difference = rounded(after - before);
    let sign = if difference < 0.0 { "-" } else { "+" };
    let amount = match unit {
        SECONDS => seconds(difference.abs()),
        _ => grouped(difference.abs()),
    };
    // A percentage of percents would be taken for the difference.
    let is_percent = percent_sign(unit).is_some();
    let points = if is_percent { " points" } else { "" };
    let share = (before != 0.0 && !is_percent).then(|| {
        format!(
            "{sign}{} %",
            percents((after - before).abs() / before.abs() * 100.0)
        )
    });
    let allowed = tolerance.map(|tolerance| match tolerance {
        Tolerance::Percent(percent) => format!("allowed {} %", grouped(percent)),
        Tolerance::Absolute(most) => format!("allowed {}", shown(most, unit)),
    });
    let aside: Vec<String> = [share, allowed].into_iter().flatten().collect();
    if aside.is_empty() {
        return format!("{sign}{amount}{points}");
    }
    format!("{sign}{amount}{points} ({})", aside.join(", "))
}

/// A value with its unit: `2 tasks`, `1 entry`, `3m20s`, `99.9 %`.
fn shown(value: f64, unit: &str) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let amount = grouped(value.abs());
    match unit {
        SECONDS => format!("{sign}{}", seconds(value.abs())),
        "" => format!("{sign}{amount}"),
        _ => {
            let unit = percent_sign(unit).unwrap_or(unit);
            let one = match unit.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => unit.strip_suffix('s').unwrap_or(unit).to_owned(),
            };
            let unit = if amount == "1" { &one } else { unit };
            format!("{sign}{amount} {unit}")
        }
    }
}

fn percent_sign(unit: &str) -> Option<&'static str> {
    ["percent", "%"].contains(&unit).then_some("%")
}

/// A length of time without a sign, to the last digit of it: `3m20s`, `1m10.5s`.
fn seconds(value: f64) -> String {
    let plain = || format!("{}s", grouped(value));
    let micros = value * 1e6;
    // Whatever is not a whole number of microseconds, or not this side of a million years.
    if (micros - micros.round()).abs() > 1e-3 || value > 3e13 {
        return plain();
    }
    let Ok(micros) = format!("{:.0}", micros.round()).parse::<u64>() else {
        return plain();
    };
    let (whole, rest) = (micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
    if rest == 0 || (whole == 0 && rest.is_multiple_of(1_000)) {
        return length(Span::from_micros(micros));
    }
    let minutes = match whole / 60 {
        0 => String::new(),
        minutes => length(Span::from_secs(minutes * 60)),
    };
    let rest = Span::from_micros(micros % (60 * MICROS_PER_SECOND));
    format!("{minutes}{}s", raw_digits(rest.as_secs_f64()))
}

/// `12`, `12.3`, below ten with one decimal; never 0 for what is not.
fn percents(percents: f64) -> String {
    match percents {
        ..0.05 => "<0.1".to_owned(),
        ..9.95 => grouped(decimals(percents, 1)),
        _ => grouped(percents.round()),
    }
}

/// Three decimals, or three digits of what is below one.
fn rounded(value: f64) -> f64 {
    if value.abs() >= 1.0 {
        return decimals(value, 3);
    }
    let text = format!("{value:.2e}");
    text.parse().unwrap_or(value)
}

fn decimals(value: f64, count: usize) -> f64 {
    let text = format!("{value:.count$}");
    text.parse().unwrap_or(value)
}

/// `1,234.5`, without a sign.
fn grouped(value: f64) -> String {
    let text = raw_digits(value);
    let (whole, rest) = text.split_at(text.find(['.', 'e']).unwrap_or(text.len()));
    match whole.parse() {
        Ok(number) => format!("{}{rest}", thousands(number)),
        Err(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, unit: &str) -> Figure {
        Figure::new(value, unit).unwrap()
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        for (value, unit, text) in [
            (1.0, "tasks", "1 task"),
            (0.0, "tasks", "0 tasks"),
            (1.0, "entries", "1 entry"),
            (1_234_567.0, "rows", "1,234,567 rows"),
            (1_234.567_89, "requests", "1,234.568 requests"),
            (99.95, "percent", "99.95 %"),
            (12.5, "USD", "12.5 USD"),
            (-2.0, "", "-2"),
            (0.000_012_345, "USD", "0.0000123 USD"),
            (1e300, "", "1e+300"),
            (200.0, "seconds", "3m20s"),
            (70.5, "seconds", "1m10.5s"),
            (3_600.25, "seconds", "1h0.25s"),
            (0.35, "seconds", "350ms"),
            (0.001_5, "seconds", "0.0015s"),
            (9.75, "seconds", "9.75s"),
            (-90.0, "seconds", "-1m30s"),
            (0.0, "seconds", "0s"),
            (1e15, "seconds", "1,000,000,000,000,000s"),
        ] {
            assert_eq!(single(&figure(value, unit)), text);
        }
    }

    #[test]
    fn what_differs_reads_differently() {
        let both = |unit, before, after| pair(&figure(before, unit), &figure(after, unit));
        assert_eq!(both("tasks", 2.0, 4.0), ["2 tasks", "4 tasks"]);
        assert_eq!(both("seconds", 70.5, 70.9), ["1m10.5s", "1m10.9s"]);
        assert_eq!(
            both("seconds", 70.500_1, 70.500_2),
            ["1m10.5001s", "1m10.5002s"]
        );
        assert_eq!(
            both("USD", 1.000_01, 1.000_02),
            ["1.00001 USD", "1.00002 USD"]
        );
        assert_eq!(
            both("seconds", 10.333_333_333, 10.333_333_334),
            ["10.333333333s", "10.333333334s"]
        );
    }

    #[test]
    fn a_change_says_how_much_and_how_much_of_what_it_was() {
        let of = |unit, before, after| change(&figure(before, unit), &figure(after, unit), None);
        assert_eq!(of("tasks", 2.0, 4.0), "+2 (+100 %)");
        assert_eq!(of("seconds", 200.0, 300.0), "+1m40s (+50 %)");
        assert_eq!(of("seconds", 300.0, 200.0), "-1m40s (-33 %)");
        assert_eq!(of("tasks", 0.0, 3.0), "+3");
        assert_eq!(of("rows", 1_000.0, 1_055.0), "+55 (+5.5 %)");
        assert_eq!(of("rows", 1.0, 2_001.0), "+2,000 (+200,000 %)");
        assert_eq!(of("rows", 100_000.0, 100_001.0), "+1 (+<0.1 %)");
        assert_eq!(of("percent", 99.5, 99.9), "+0.4 points");
        assert_eq!(of("", -10.0, -11.0), "-1 (-10 %)");
        assert_eq!(
            change(&figure(1.0, "tasks"), &figure(1.0, "seconds"), None),
            "another unit"
        );
    }

    #[test]
    fn a_change_says_what_was_allowed() {
        let of = |unit, before, after, allowed| {
            change(&figure(before, unit), &figure(after, unit), Some(allowed))
        };
        assert_eq!(
            of("tasks", 20.0, 22.0, Tolerance::Percent(5.0)),
            "+2 (+10 %, allowed 5 %)"
        );
        assert_eq!(
            of("seconds", 0.0, 20.0, Tolerance::Absolute(10.0)),
            "+20s (allowed 10s)"
        );
        assert_eq!(
            of("tasks", 4.0, 2.0, Tolerance::Absolute(1.0)),
            "-2 (-50 %, allowed 1 task)"
        );
    }
}
