//! Lengths of time and sizes, from text and back. Strict: a bare number says nothing.

use std::fmt::{self, Write as _};

use crate::engine::Span;

/// Units of time, largest first, in microseconds.
const TIME: [(&str, u64); 6] = [
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
    ("us", 1),
];

/// Units of size, in the order in which one is chosen for writing, in bytes.
const SIZE: [(&str, u64); 9] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("B", 1),
];

/// How times are written, for whoever wrote another unit.
const TIMES: &str = "`90s`, `10m`, `2h` or `1d`, without a space";

/// How sizes are written, for whoever wrote another unit.
const SIZES: &str = "`512MiB`, `2GiB` or `250MB`, without a space";

/// Why a text is no value with a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitError {
    /// Nothing is written.
    Empty,
    /// A number without a unit, and what it would be with one.
    NoUnit(String),
    /// A unit that there is not, and how units are written.
    UnknownUnit(String, &'static str),
    /// No number stands where one should.
    NoNumber(String),
    /// Digits and dots that make no number.
    NotANumber(String),
    /// The units do not go from large to small, or one stands twice.
    Order,
    /// More decimals than there are microseconds or bytes.
    TooFine,
    /// More than 64 bits hold.
    TooLarge,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "nothing is written here"),
            Self::NoUnit(example) => write!(f, "the unit is missing: write `{example}`"),
            Self::UnknownUnit(unit, known) => write!(f, "`{unit}` is not a unit: write {known}"),
            Self::NoNumber(rest) => write!(f, "`{rest}` does not begin with a number"),
            Self::NotANumber(text) => write!(f, "`{text}` is not a number"),
            Self::Order => write!(f, "units go from large to small, each once: `1h30m`"),
            Self::TooFine => write!(f, "more decimals than it can hold"),
            Self::TooLarge => write!(f, "more than it can hold"),
        }
    }
}

impl std::error::Error for UnitError {}

/// A length of time: `90s`, `1h30m`, `2d`, `20ms`, `1.5s`.
///
/// ```
/// use ecsim::{engine::Span, scenario::units};
///
/// assert_eq!(units::parse_span("1h30m"), Ok(Span::from_secs(5400)));
/// let error = units::parse_span("90").unwrap_err();
/// assert_eq!(error.to_string(), "the unit is missing: write `90s`");
/// ```
pub fn parse_span(text: &str) -> Result<Span, UnitError> {
    let mut micros = 0_u64;
    let mut rest = text;
    let mut last = usize::MAX;
    if text.is_empty() {
        return Err(UnitError::Empty);
    }
    while !rest.is_empty() {
        let (number, unit, after) = split(rest)?;
        if unit.is_empty() {
            return Err(UnitError::NoUnit(format!("{text}s")));
        }
        let position = TIME
            .iter()
            .position(|(name, _)| *name == unit)
            .ok_or_else(|| UnitError::UnknownUnit(unit.to_owned(), TIMES))?;
        if last != usize::MAX && position <= last {
            return Err(UnitError::Order);
        }
        last = position;
        let part = scaled(number, TIME[position].1)?;
        micros = micros.checked_add(part).ok_or(UnitError::TooLarge)?;
        rest = after;
    }
    Ok(Span::from_micros(micros))
}

/// A length of time in the form that [`parse_span`] reads, with as few units as it takes.
///
/// ```
/// use ecsim::{engine::Span, scenario::units};
///
/// assert_eq!(units::write_span(Span::from_secs(5400)), "1h30m");
/// ```
pub fn write_span(span: Span) -> String {
    let mut micros = span.as_micros();
    if micros == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (unit, size) in TIME {
        let count = micros / size;
        micros %= size;
        if count > 0 {
            let _ = write!(text, "{count}{unit}");
        }
    }
    text
}

/// Times for which a rate is given, largest first.
const RATES: [(&str, Span); 4] = [
    ("d", Span::from_secs(86_400)),
    ("h", Span::from_secs(3_600)),
    ("min", Span::from_secs(60)),
    ("s", Span::from_secs(1)),
];

/// A rate as a number of millionths in a time: `2/min`, `300/s`, `0.5/h`.
///
/// ```
/// use ecsim::{engine::Span, scenario::units};
///
/// assert_eq!(units::parse_rate("2/min"), Ok((2_000_000, Span::from_secs(60))));
/// assert_eq!(units::parse_rate("0.5/h"), Ok((500_000, Span::from_secs(3600))));
/// let error = units::parse_rate("2").unwrap_err();
/// assert_eq!(error.to_string(), "the unit is missing: write `2/min`");
/// ```
pub fn parse_rate(text: &str) -> Result<(u64, Span), UnitError> {
    if text.is_empty() {
        return Err(UnitError::Empty);
    }
    let Some((number, unit)) = text.split_once('/') else {
        let (number, unit, rest) = split(text)?;
        let unit = format!("{unit}{rest}");
        return Err(match unit.as_str() {
            "" => UnitError::NoUnit(format!("{number}/min")),
            _ => UnitError::UnknownUnit(unit, "`2/min`, `300/s` or `0.5/h`"),
        });
    };
    let known = RATES.iter().find(|(name, _)| *name == unit);
    let Some((_, per)) = known else {
        let unit = format!("/{unit}");
        return Err(UnitError::UnknownUnit(unit, "`/s`, `/min`, `/h` or `/d`"));
    };
    let (count, rest, more) = split(number)?;
    if !(rest.is_empty() && more.is_empty()) {
        return Err(UnitError::NotANumber(number.to_owned()));
    }
    Ok((scaled(count, 1_000_000)?, *per))
}

/// A rate in the form that [`parse_rate`] reads.
///
/// ```
/// use ecsim::{engine::Span, scenario::units};
///
/// assert_eq!(units::write_rate(1_500_000, Span::from_secs(60)), "1.5/min");
/// ```
pub fn write_rate(millionths: u64, per: Span) -> String {
    let mut text = (millionths / 1_000_000).to_string();
    let rest = millionths % 1_000_000;
    if rest > 0 {
        let digits = format!("{rest:06}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
    let unit = RATES.iter().find(|(_, known)| *known == per);
    let _ = write!(text, "/{}", unit.map_or("s", |(name, _)| name));
    text
}

/// A size in bytes: `410MiB`, `1.5GB`.
///
/// ```
/// assert_eq!(ecsim::scenario::units::parse_size("410MiB"), Ok(410 << 20));
/// ```
pub fn parse_size(text: &str) -> Result<u64, UnitError> {
    if text.is_empty() {
        return Err(UnitError::Empty);
    }
    let (number, unit, rest) = split(text)?;
    if unit.is_empty() {
        return Err(UnitError::NoUnit(format!("{text}MiB")));
    }
    let found = SIZE.iter().find(|(name, _)| *name == unit);
    match found {
        Some((_, size)) if rest.is_empty() => scaled(number, *size),
        _ => Err(UnitError::UnknownUnit(format!("{unit}{rest}"), SIZES)),
    }
}

/// A size in the form that [`parse_size`] reads, exactly, in the largest unit that is whole.
///
/// ```
/// assert_eq!(ecsim::scenario::units::write_size(250_000_000), "250MB");
/// ```
pub fn write_size(bytes: u64) -> String {
    let whole = |(_, size): &&(&str, u64)| bytes > 0 && bytes.is_multiple_of(*size);
    let (unit, size) = SIZE.iter().find(whole).unwrap_or(&("B", 1));
    format!("{}{unit}", bytes / size)
}

/// A percentage from 0 to 100 in millionths of a percent: `12.5%`.
///
/// ```
/// assert_eq!(ecsim::scenario::units::parse_percentage("12.5%"), Ok(12_500_000));
/// ```
pub fn parse_percentage(text: &str) -> Result<u64, UnitError> {
    if text.is_empty() {
        return Err(UnitError::Empty);
    }
    let (number, unit, rest) = split(text)?;
    if unit.is_empty() {
        return Err(UnitError::NoUnit(format!("{text}%")));
    }
    if unit != "%" || !rest.is_empty() {
        return Err(UnitError::UnknownUnit(format!("{unit}{rest}"), "%"));
    }
    let part = scaled(number, 1_000_000)?;
    if part > 100_000_000 {
        return Err(UnitError::TooLarge);
    }
    Ok(part)
}

/// A percentage in the form that [`parse_percentage`] reads.
///
/// ```
/// assert_eq!(ecsim::scenario::units::write_percentage(12_500_000), "12.5%");
/// ```
pub fn write_percentage(part: u64) -> String {
    let (whole, fraction) = (part / 1_000_000, part % 1_000_000);
    let fraction = format!("{fraction:06}");
    match fraction.trim_end_matches('0') {
        "" => format!("{whole}%"),
        fraction => format!("{whole}.{fraction}%"),
    }
}

/// A number, the letters after it, and the rest.
fn split(text: &str) -> Result<(&str, &str, &str), UnitError> {
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let number = text.find(|letter| !is_number(letter)).unwrap_or(text.len());
    if !text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(UnitError::NoNumber(text.to_owned()));
    }
    let rest = &text[number..];
    let unit = rest.find(is_number).unwrap_or(rest.len());
    Ok((&text[..number], &rest[..unit], &rest[unit..]))
}

/// A decimal number times a unit, exactly.
fn scaled(number: &str, unit: u64) -> Result<u64, UnitError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction_is_digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction_is_digits || (fraction.is_empty() && number.contains('.')) {
        return Err(UnitError::NotANumber(number.to_owned()));
    }
    let fraction = fraction.trim_end_matches('0');
    let places = u32::try_from(fraction.len()).map_err(|_| UnitError::TooFine)?;
    let scale = 10_u128.checked_pow(places).ok_or(UnitError::TooFine)?;
    let digits: u128 = format!("{whole}{fraction}")
        .parse()
        .map_err(|_| UnitError::TooLarge)?;
    let product = digits
        .checked_mul(u128::from(unit))
        .ok_or(UnitError::TooLarge)?;
    if product % scale != 0 {
        return Err(UnitError::TooFine);
    }
    u64::try_from(product / scale).map_err(|_| UnitError::TooLarge)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_of_time_are_read_strictly() {
        for (text, micros) in [
            ("0s", 0),
            ("90s", 90_000_000),
            ("1h30m", 5_400_000_000),
            ("2d", 172_800_000_000),
            ("20ms", 20_000),
            ("1.5s", 1_500_000),
            ("0.5h", 1_800_000_000),
            ("1s500ms", 1_500_000),
            ("7us", 7),
        ] {
            assert_eq!(parse_span(text), Ok(Span::from_micros(micros)), "{text}");
        }
        for text in [
            "",
            "90",
            "1.5",
            "s",
            "-5s",
            "+5s",
            "5 s",
            " 5s",
            "5S",
            "5sec",
            "1m1h",
            "1s1s",
            "1h30",
            "1.s",
            ".5s",
            "1..5s",
            "0.0000001s",
            "99999999999999999999s",
            "300000000d",
            "1e3s",
            "١s",
        ] {
            assert!(parse_span(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_missing_unit_is_named() {
        assert_eq!(parse_span("90"), Err(UnitError::NoUnit("90s".into())));
        assert_eq!(parse_span("1h30"), Err(UnitError::NoUnit("1h30s".into())));
        assert_eq!(parse_size("410"), Err(UnitError::NoUnit("410MiB".into())));
    }

    #[test]
    fn sizes_are_read_strictly() {
        for (text, bytes) in [
            ("0B", 0),
            ("410MiB", 410 << 20),
            ("250MB", 250_000_000),
            ("1.5GiB", 3 << 29),
            ("2kB", 2000),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for text in [
            "",
            "5",
            "5M",
            "5mb",
            "5 MB",
            "5MB5kB",
            "0.5B",
            "20000000000TiB",
            "-1MB",
        ] {
            assert!(parse_size(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_length_of_time_survives_writing_and_reading(micros: u64) {
            let span = Span::from_micros(micros);
            prop_assert_eq!(parse_span(&write_span(span)), Ok(span));
        }

        #[test]
        fn a_size_survives_writing_and_reading(bytes: u64) {
            prop_assert_eq!(parse_size(&write_size(bytes)), Ok(bytes));
        }

        #[test]
        fn no_text_makes_a_parser_panic(text in ".{0,40}") {
            let _ = (parse_span(&text), parse_size(&text));
        }
    }
}
