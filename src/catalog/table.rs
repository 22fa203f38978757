//! Reads the embedded tables: comma-separated, one header line, no quotes.

/// The rows of a table under the header that it must have.
///
/// The tables are part of the program, so a malformed one is a defect of ours.
///
/// # Panics
/// If the header is another one, or a row has another number of fields.
pub(super) fn rows<const N: usize>(
    text: &'static str,
    header: &str,
) -> impl Iterator<Item = [&'static str; N]> {
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(header),
        "the header of an embedded table"
    );
    lines.map(|line| {
        let mut fields = line.split(',');
        let row = std::array::from_fn(|_| {
            fields
                .next()
                .unwrap_or_else(|| panic!("a field is missing: {line}"))
        });
        assert_eq!(fields.next(), None, "a field too many: {line}");
        row
    })
}

/// A whole number.
///
/// # Panics
/// If it is none.
pub(super) fn whole(text: &str) -> u32 {
    text.parse()
        .unwrap_or_else(|error| panic!("{text} in an embedded table: {error}"))
}

/// A decimal number, exactly, in units of `10^-places`: `0.0255` with 9 places is 25,500,000.
///
/// # Panics
/// If it is none, or has more places.
pub(super) fn decimal(text: &str, places: usize) -> u64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(
        fraction.len() <= places,
        "{text} in an embedded table is too precise"
    );
    format!("{whole}{fraction:0<places$}")
        .parse()
        .unwrap_or_else(|error| panic!("{text} in an embedded table: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(decimal("0.00511175", 9), 5_111_750);
        assert_eq!(decimal("360.98695", 9), 360_986_950_000);
        assert_eq!(decimal("17", 1), 170);
        assert_eq!(decimal("22.5", 1), 225);
    }

    #[test]
    #[should_panic(expected = "a field is missing")]
    fn a_short_row_is_a_defect() {
        assert_eq!(rows::<2>("a,b\n1\n", "a,b").count(), 1);
    }
}
