//! How far a number may move before it counts.

use std::fmt;

use super::numbers::to_15_digits;

/// How far a number may move, up or down; always finite and not below 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// So many percent of the value before.
    Percent(f64),
    /// So much, in the number's own unit.
    Absolute(f64),
}

impl Tolerance {
    /// A tolerance from a number, in the number's own unit; if it is none, why.
    pub(super) fn from_number(number: f64) -> Result<Self, String> {
        bounded(number).map(Self::Absolute)
    }

    /// A tolerance from a text such as `5%`; if it is none, why.
    pub(super) fn from_text(text: &str) -> Result<Self, String> {
        let percent = text
            .strip_suffix('%')
            .and_then(|percent| percent.trim().parse().ok());
        match percent {
            Some(percent) => bounded(percent).map(Self::Percent),
            None => Err(format!(
                "the tolerance `{text}` is neither a percentage such as \"5%\" nor a number in \
                 the unit of the value"
            )),
        }
    }

    /// Whether a number that was `before` may be `after`. Both bounds are allowed.
    pub(super) fn allows(self, before: f64, after: f64) -> bool {
        let most = match self {
            Self::Percent(percent) => before.abs() * percent / 100.0,
            Self::Absolute(most) => most,
        };
        // 0.8 - 0.7 is a little more than 0.1 for a machine, and not for whoever wrote the 0.1.
        let slack = 4.0 * f64::EPSILON * before.abs().max(after.abs());
        (after - before).abs() <= most + slack
    }
}

/// As the file has it: `5%`, or a number.
impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Absolute(most) => write!(f, "{most}"),
        }
    }
}

/// The number, if it can be a tolerance.
fn bounded(number: f64) -> Result<f64, String> {
    let number = to_15_digits(number);
    match number {
        _ if !number.is_finite() => Err(format!("the tolerance {number} has no end")),
        _ if number < 0.0 => Err(format!("the tolerance {number} is below 0")),
        _ => Ok(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_themselves_are_allowed_and_nothing_beyond() {
        let five_percent = Tolerance::Percent(5.0);
        for after in [190.0, 200.0, 210.0] {
            assert!(five_percent.allows(200.0, after), "{after}");
        }
        for after in [189.999, 210.001, -200.0] {
            assert!(!five_percent.allows(200.0, after), "{after}");
        }
        assert!(five_percent.allows(-200.0, -210.0));
        assert!(!five_percent.allows(-200.0, -210.001));
        let one = Tolerance::Absolute(1.0);
        assert!(one.allows(2.0, 1.0) && one.allows(2.0, 3.0));
        assert!(!one.allows(2.0, 3.000_001) && !one.allows(2.0, 0.999_999));
    }

    #[test]
    fn a_bound_in_decimals_is_allowed_too() {
        assert!(Tolerance::Absolute(0.1).allows(0.7, 0.8));
        assert!(!Tolerance::Absolute(0.1).allows(0.7, 0.800_000_001));
    }

    #[test]
    fn no_percentage_of_nothing_allows_anything() {
        assert!(Tolerance::Percent(1_000.0).allows(0.0, 0.0));
        assert!(!Tolerance::Percent(1_000.0).allows(0.0, 1.0));
        assert!(!Tolerance::Absolute(0.0).allows(5.0, 5.1));
    }

    #[test]
    fn a_percentage_is_read_with_and_without_a_space() {
        for text in ["5%", "5 %", "5.0%"] {
            assert_eq!(Tolerance::from_text(text), Ok(Tolerance::Percent(5.0)));
        }
        assert_eq!(Tolerance::Percent(5.0).to_string(), "5%");
        assert_eq!(Tolerance::Absolute(0.5).to_string(), "0.5");
    }

    #[test]
    fn what_is_no_tolerance_says_why() {
        for text in ["5", "5 percent", "%", "", "five%", "5%%"] {
            let why = Tolerance::from_text(text).unwrap_err();
            assert!(why.starts_with(&format!("the tolerance `{text}` is neither")));
        }
        let why = |text| Tolerance::from_text(text).unwrap_err();
        assert_eq!(why("-5%"), "the tolerance -5 is below 0");
        assert_eq!(why("NaN%"), "the tolerance NaN has no end");
        assert_eq!(why("1e999%"), "the tolerance inf has no end");
        assert_eq!(
            Tolerance::from_number(-1.0),
            Err("the tolerance -1 is below 0".into())
        );
    }
}
