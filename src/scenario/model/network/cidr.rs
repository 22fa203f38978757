//! Blocks of IPv4 addresses.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// A block of IPv4 addresses: `10.0.0.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    first: u32,
    /// How many bits all its addresses share.
    pub prefix: u32,
}

/// Why a text is no block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CidrError {
    /// Not four numbers, a slash and a number up to 32.
    Syntax,
    /// An address inside the block in place of its first one.
    HostBits(Cidr),
}

impl Cidr {
    /// All addresses: `0.0.0.0/0`.
    pub const EVERYWHERE: Self = Self {
        first: 0,
        prefix: 0,
    };

    /// Whether every address of another block is one of this.
    pub fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix && self.overlaps(other)
    }

    /// Whether two blocks have an address in common.
    pub fn overlaps(self, other: Self) -> bool {
        let shared = mask(self.prefix.min(other.prefix));
        self.first & shared == other.first & shared
    }
}

/// The bits that all addresses share.
fn mask(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix).unwrap_or(0)
}

/// Addresses of a subnet that something can have: the first four and the last one are AWS's.
///
/// ```
/// use ecsim::scenario::model::usable;
///
/// assert_eq!([28, 27, 26, 24, 20].map(usable), [11, 27, 59, 251, 4091]);
/// ```
pub fn usable(prefix: u32) -> u32 {
    const OF_AWS: u32 = 5;
    let all = 1_u64 << (32 - prefix.min(32));
    let all = u32::try_from(all).unwrap_or(u32::MAX);
    all.saturating_sub(OF_AWS)
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let (address, prefix) = text.split_once('/').ok_or(CidrError::Syntax)?;
        let address: Ipv4Addr = address.parse().map_err(|_| CidrError::Syntax)?;
        let is_number = prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = prefix.parse().ok().filter(|it| is_number && *it <= 32);
        let prefix: u32 = prefix.ok_or(CidrError::Syntax)?;
        let written = u32::from(address);
        let first = written & mask(prefix);
        let block = Self { first, prefix };
        if written == first {
            Ok(block)
        } else {
            Err(CidrError::HostBits(block))
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.first), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Cidr {
        text.parse().expect(text)
    }

    #[test]
    fn blocks_are_read_and_written() {
        for text in ["10.0.0.0/24", "0.0.0.0/0", "10.1.2.3/32", "10.0.16.0/20"] {
            assert_eq!(block(text).to_string(), text);
        }
        for text in [
            "10.0.0.0",
            "10.0.0/24",
            "10.0.0.0/33",
            "10.0.0.0/+4",
            "10.0.0.256/24",
            "/",
        ] {
            assert_eq!(text.parse::<Cidr>(), Err(CidrError::Syntax), "{text}");
        }
        let meant = block("10.0.1.0/24");
        assert_eq!(
            "10.0.1.7/24".parse::<Cidr>(),
            Err(CidrError::HostBits(meant))
        );
    }

    #[test]
    fn blocks_overlap_when_one_is_inside_the_other() {
        for (one, other, expected) in [
            ("10.0.0.0/24", "10.0.1.0/24", false),
            ("10.0.0.0/23", "10.0.1.0/24", true),
            ("10.0.1.0/28", "10.0.1.0/24", true),
            ("10.0.1.16/28", "10.0.1.0/28", false),
            ("0.0.0.0/0", "10.0.1.0/28", true),
        ] {
            let (one, other) = (block(one), block(other));
            assert_eq!(one.overlaps(other), expected, "{one} {other}");
            assert_eq!(other.overlaps(one), expected, "{other} {one}");
        }
    }

    /// NET-30.
    #[test]
    fn five_addresses_of_a_subnet_are_of_aws() {
        assert_eq!([28, 27, 26, 24, 20].map(usable), [11, 27, 59, 251, 4091]);
        assert_eq!([32, 30, 29, 16].map(usable), [0, 0, 3, 65_531]);
    }
}
