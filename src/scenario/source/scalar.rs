//! Single values, and the words of YAML 1.2: `no`, `on` and `010` are text.

/// A single value as it is written, and what YAML takes it for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Scalar {
    /// The text, without quotes.
    pub(in crate::scenario) text: String,
    /// What it is.
    pub(in crate::scenario) word: Word,
}

/// What YAML takes a single value for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) enum Word {
    /// Nothing: `null`, `~` or empty.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number; infinite or not a number if it is written so or too large.
    Float(f64),
    /// Anything else, and everything in quotes.
    Text,
    /// Something that a scenario cannot have, and that was told.
    Refused,
}

impl Scalar {
    /// A value that stood in quotes, or that a tag makes a text.
    pub(in crate::scenario) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            word: Word::Text,
        }
    }

    /// A value that was told to be wrong.
    pub(in crate::scenario) fn refused() -> Self {
        let text = String::new();
        let word = Word::Refused;
        Self { text, word }
    }

    /// A value without quotes.
    pub(in crate::scenario) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        let word = word(&text);
        Self { text, word }
    }
}

/// The word of YAML 1.2's core schema, with one difference: a number with a leading zero is text,
/// for some readers take it for octal and others do not.
fn word(text: &str) -> Word {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Word::Null,
        "true" | "True" | "TRUE" => return Word::Bool(true),
        "false" | "False" | "FALSE" => return Word::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Word::Float(f64::NAN),
        _ => {}
    }
    let (sign, digits) = match text.as_bytes()[0] {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return Word::Float(sign * f64::INFINITY);
    }
    if let Some(integer) = prefixed(text) {
        return integer;
    }
    if !is_number(digits) {
        return Word::Text;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // Beyond 128 bits it is a number still, only not one that anything here can hold.
        return text
            .parse()
            .map_or(Word::Float(sign * f64::INFINITY), Word::Integer);
    }
    text.parse().map_or(Word::Text, Word::Float)
}

/// `0x1F` and `0o17`.
fn prefixed(text: &str) -> Option<Word> {
    let (radix, digits) = if let Some(digits) = text.strip_prefix("0x") {
        (16, digits)
    } else {
        (8, text.strip_prefix("0o")?)
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix);
    Some(value.map_or(Word::Float(f64::INFINITY), Word::Integer))
}

/// Whether unsigned text is `digits[.digits][e[sign]digits]` with at least one digit before `e`,
/// and no leading zero.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let exponent_holds = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    let some_digit = !whole.is_empty() || !fraction.is_empty();
    exponent_holds && some_digit && digits(whole) && digits(fraction) && !leading_zero
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_yaml_1_2() {
        for (text, expected) in [
            ("", Word::Null),
            ("~", Word::Null),
            ("null", Word::Null),
            ("true", Word::Bool(true)),
            ("False", Word::Bool(false)),
            ("0", Word::Integer(0)),
            ("-17", Word::Integer(-17)),
            ("+3", Word::Integer(3)),
            ("0x1F", Word::Integer(31)),
            ("0o17", Word::Integer(15)),
            ("1.5", Word::Float(1.5)),
            (".5", Word::Float(0.5)),
            ("2.", Word::Float(2.0)),
            ("1e3", Word::Float(1000.0)),
            ("1e400", Word::Float(f64::INFINITY)),
            ("-.inf", Word::Float(f64::NEG_INFINITY)),
            (
                "99999999999999999999",
                Word::Integer(99_999_999_999_999_999_999),
            ),
        ] {
            assert_eq!(Scalar::plain(text).word, expected, "{text:?}");
        }
        assert!(matches!(Scalar::plain(".nan").word, Word::Float(number) if number.is_nan()));
    }

    #[test]
    fn everything_else_is_text() {
        for text in [
            "no", "on", "yes", "off", "010", "-010", "1_000", "0x", "0xZZ", "1:30", "90s", "-",
            "+", ".", "e5", "1e", "1e+", "nan", "inf", "Infinity", "tRUE", "1.2.3", "--1", "-0x1F",
        ] {
            assert_eq!(Scalar::plain(text).word, Word::Text, "{text:?}");
        }
        assert_eq!(Scalar::text("5").word, Word::Text);
    }
}
