//! Names of Regions and of their zones.

use super::Check;
use crate::scenario::diagnostic::{Diagnostic, codes, suggestion};
use crate::scenario::source::Path;

/// The Regions of all partitions (AWS General Reference, "Regional endpoints", November 2026).
#[rustfmt::skip]
const REGIONS: [&str; 39] = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    "af-south-1", "ap-east-1", "ap-east-2",
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
    "ap-southeast-6", "ap-southeast-7",
    "ca-central-1", "ca-west-1",
    "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
    "eu-west-1", "eu-west-2", "eu-west-3",
    "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
    "cn-north-1", "cn-northwest-1", "eusc-de-east-1", "us-gov-east-1", "us-gov-west-1",
];

/// Warns of a Region that AWS has not, or had not when the list was made.
pub(super) fn known(check: &mut Check<'_>, path: &Path, name: &str) {
    if is_known(name) {
        return;
    }
    let message = format!("AWS has no Region `{name}` that is known here");
    let near = suggestion(name, REGIONS).map(|near| format!("did you mean `{near}`?"));
    let help =
        near.unwrap_or_else(|| "if it is new, all is well: it is only a name here".to_owned());
    let diagnostic = Diagnostic::new(codes::UNKNOWN_REGION, message).help(help);
    check.tell(path, "unknown Region", diagnostic);
}

/// Whether AWS has a Region of that name.
pub(super) fn is_known(name: &str) -> bool {
    REGIONS.contains(&name)
}

/// `us-east-1`: words of letters, then a number.
pub(super) fn is_region(name: &str) -> bool {
    let mut words: Vec<&str> = name.split('-').collect();
    let number = words.pop().unwrap_or_default();
    let letters =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.len() >= 2
        && words.iter().all(letters)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// `us-east-1a`, or a zone near a city: `us-east-1-bos-1a`, `us-east-1-wl1-bos-wlz-1`.
pub(super) fn is_zone(name: &str, region: &str) -> bool {
    let Some(rest) = name.strip_prefix(region) else {
        return false;
    };
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match rest.as_bytes() {
        [letter] => letter.is_ascii_lowercase(),
        [b'-', city @ .., last] => {
            last.is_ascii_alphanumeric() && city.iter().all(|it| is_plain(*it))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_belong_to_their_region() {
        for zone in [
            "us-east-1a",
            "us-east-1f",
            "us-east-1-bos-1a",
            "us-east-1-wl1-bos-wlz-1",
        ] {
            assert!(is_zone(zone, "us-east-1"), "{zone}");
        }
        for zone in [
            "us-east-1",
            "us-east-2a",
            "us-east-11a",
            "us-east-1A",
            "us-east-1aa",
            "a",
            "",
        ] {
            assert!(!is_zone(zone, "us-east-1"), "{zone}");
        }
    }

    #[test]
    fn every_region_has_the_form_of_one() {
        assert!(REGIONS.iter().all(|region| is_region(region)));
    }
}
