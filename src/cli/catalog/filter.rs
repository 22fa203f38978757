//! What a listing is narrowed by: patterns of names, ranges of numbers.

/// A pattern of names: with `*` or `?` it is matched as a whole, else it is a beginning.
#[derive(Clone, Debug)]
pub(super) struct Pattern(String);

impl Pattern {
    /// Any text is a pattern; its case does not matter.
    #[expect(clippy::unnecessary_wraps, reason = "the form of a value parser")]
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_lowercase()))
    }

    /// Whether a name is meant.
    pub(super) fn matches(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        if self.0.contains(['*', '?']) {
            glob(self.0.as_bytes(), name.as_bytes())
        } else {
            name.starts_with(&self.0)
        }
    }

    /// Whether a name is meant where any part of it is enough.
    pub(super) fn is_within(&self, name: &str) -> bool {
        self.matches(name) || name.to_lowercase().contains(&self.0)
    }

    /// As it was written.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

fn glob(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, _) => name.is_empty(),
        (Some((b'*', rest)), _) => (0..=name.len()).any(|taken| glob(rest, &name[taken..])),
        (Some((b'?', rest)), Some((_, others))) => glob(rest, others),
        (Some((wanted, rest)), Some((found, others))) => wanted == found && glob(rest, others),
        (Some(_), None) => false,
    }
}

/// A number, or all from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    least: u64,
    most: u64,
}

impl Range {
    /// Whether a number is in it.
    pub(super) fn contains(self, number: impl Into<u64>) -> bool {
        (self.least..=self.most).contains(&number.into())
    }

    fn parse(text: &str, number: impl Fn(&str) -> Result<u64, String>) -> Result<Self, String> {
        let Some((least, most)) = text.split_once("..") else {
            let only = number(text)?;
            return Ok(Self {
                least: only,
                most: only,
            });
        };
        let bound = |text: &str, open| {
            if text.is_empty() {
                Ok(open)
            } else {
                number(text)
            }
        };
        let (least, most) = (bound(least, 0)?, bound(most, u64::MAX)?);
        if least > most {
            return Err(format!("{text} is empty: the smaller number comes first"));
        }
        Ok(Self { least, most })
    }
}

/// `2`, `2..`, `..8`, `2..8`.
pub(super) fn counts(text: &str) -> Result<Range, String> {
    let number = |text: &str| {
        text.parse()
            .map_err(|_| "write 2, 2.., ..8 or 2..8".to_owned())
    };
    Range::parse(text, number)
}

/// vCPUs, also parts of one, in CPU units: `0.5`, `2..8`.
pub(super) fn vcpus(text: &str) -> Result<Range, String> {
    const CPU_UNITS: u64 = 1024;
    let number = |text: &str| {
        scaled(text, CPU_UNITS).ok_or_else(|| "write 0.5, 2, 2.., ..8 or 2..8".to_owned())
    };
    Range::parse(text, number)
}

/// Memory, in MiB: `512MiB`, `8GiB..32GiB`.
pub(super) fn memory(text: &str) -> Result<Range, String> {
    Range::parse(text, |text: &str| {
        let (number, scale) = match text {
            _ if text.ends_with("GiB") => (text.trim_end_matches("GiB"), 1024),
            _ if text.ends_with("MiB") => (text.trim_end_matches("MiB"), 1),
            _ => return Err(format!("a unit is needed: write {text}MiB or {text}GiB")),
        };
        scaled(number, scale).ok_or_else(|| "write 512MiB, 8GiB.. or 8GiB..32GiB".to_owned())
    })
}

/// A price an hour, in billionths of a dollar: `0.2`.
pub(super) fn price(text: &str) -> Result<u64, String> {
    const NANO: u64 = 1_000_000_000;
    scaled(text, NANO).ok_or_else(|| "write dollars an hour, such as 0.2".to_owned())
}

/// A decimal number times `scale`, if that is a whole number.
fn scaled(text: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let product = digits.parse::<u64>().ok()?.checked_mul(scale)?;
    let parts = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    product.is_multiple_of(parts).then(|| product / parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_beginning_or_a_glob() {
        let matches = |pattern, name| Pattern::parse(pattern).expect("any text").matches(name);
        assert!(matches("m5", "m5.large") && matches("m5", "m5a.large"));
        assert!(!matches("5.large", "m5.large"));
        assert!(matches("m5.*", "m5.large") && !matches("m5.*", "m5a.large"));
        assert!(matches("*.large", "m5.large") && !matches("*.large", "m5.xlarge"));
        assert!(matches("m?.large", "m6.large") && !matches("m?.large", "m6g.large"));
        assert!(matches("ECS.*", "ecs.agentPickup") && matches("*", ""));
        assert!(matches("a*b*c", "axxbyyc") && !matches("a*b*c", "axxbyy"));
    }

    #[test]
    fn a_range_has_one_number_or_two_ends() {
        let range = |least, most| Ok(Range { least, most });
        assert_eq!(counts("2"), range(2, 2));
        assert_eq!(counts("2.."), range(2, u64::MAX));
        assert_eq!(counts("..8"), range(0, 8));
        assert_eq!(counts("2..8"), range(2, 8));
        assert_eq!(vcpus("0.25..1"), range(256, 1024));
        assert_eq!(memory("512MiB..1.5GiB"), range(512, 1536));
        assert_eq!(price("0.0255"), Ok(25_500_000));
        assert!(Range { least: 2, most: 8 }.contains(8_u32));
        assert!(!Range { least: 2, most: 8 }.contains(9_u32));
    }

    #[test]
    fn a_bad_range_says_what_to_write() {
        let text = |result: Result<Range, String>| result.expect_err("it is wrong");
        assert_eq!(text(counts("two")), "write 2, 2.., ..8 or 2..8");
        assert_eq!(
            text(counts("8..2")),
            "8..2 is empty: the smaller number comes first"
        );
        assert_eq!(text(memory("16")), "a unit is needed: write 16MiB or 16GiB");
        assert_eq!(text(vcpus("0.3")), "write 0.5, 2, 2.., ..8 or 2..8");
        assert!(price("-1").is_err() && price("1.0000000001").is_err());
        assert!(price("18446744073709551615").is_err());
    }
}
