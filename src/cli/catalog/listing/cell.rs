//! One value of a listing, for people and for programs.

use serde_json::Value;

/// How many decimals of a dollar a table shows; CSV and JSON have them all.
const PRICE_DECIMALS: usize = 5;
const NANO_DECIMALS: usize = 9;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli::catalog) enum Cell {
    /// Text.
    Text(String),
    /// The text of the cell before once more: a table says `same`.
    Repeated(String),
    /// A whole number.
    Count(u64),
    /// Any number, in billionths.
    Decimal(u64),
    /// An amount in billionths of a dollar; a table shows all with the same decimals.
    Usd(u64),
    /// Nothing is known.
    Unknown,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl Cell {
    /// A price, if there is one.
    pub(in crate::cli::catalog) fn usd(nano: impl Into<Option<u64>>) -> Self {
        nano.into().map_or(Self::Unknown, Self::Usd)
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Decimal(_) | Self::Usd(_))
    }

    pub(super) fn in_table(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeated(_) => "same".to_owned(),
            Self::Count(count) => count.to_string(),
            Self::Decimal(_) => self.in_csv(),
            Self::Usd(nano) => dollars(*nano, PRICE_DECIMALS),
            Self::Unknown => "-".to_owned(),
        }
    }

    pub(super) fn in_csv(&self) -> String {
        match self {
            Self::Decimal(nano) | Self::Usd(nano) => {
                let text = dollars(*nano, NANO_DECIMALS);
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
            Self::Repeated(text) => text.clone(),
            Self::Unknown => String::new(),
            Self::Text(_) | Self::Count(_) => self.in_table(),
        }
    }

    pub(super) fn in_json(&self) -> Option<Value> {
        match self {
            Self::Text(text) | Self::Repeated(text) => Some(Value::from(text.as_str())),
            Self::Count(count) => Some(Value::from(*count)),
            // The decimal text is the nearest number that JSON readers can have.
            Self::Decimal(_) | Self::Usd(_) => self.in_csv().parse::<f64>().ok().map(Value::from),
            Self::Unknown => None,
        }
    }
}

/// Billionths of a dollar with so many decimals, half a unit rounded up.
fn dollars(nano: u64, decimals: usize) -> String {
    let cut = 10_u64.pow(u32::try_from(NANO_DECIMALS - decimals).unwrap_or_default());
    let units = (nano + cut / 2) / cut;
    let one = 1_000_000_000 / cut;
    format!("{}.{:0decimals$}", units / one, units % one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_rounded_half_up() {
        assert_eq!(dollars(10_125_000, 5), "0.01013");
        assert_eq!(dollars(360_986_950_000, 5), "360.98695");
        assert_eq!(Cell::Usd(2_000_000_000).in_csv(), "2");
        assert_eq!(Cell::Usd(0).in_csv(), "0");
    }
}
