//! What a task asks of its place, and in what order it prefers instances.

use super::remaining::Remaining;
use crate::typed_id;

typed_id! {
    /// Something that holds on an instance or does not: an expression, or required attributes.
    pub ConditionId;
    /// A wish that a fleet has taken down.
    pub WishId;
}

/// A static host port and its protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// Its number.
    pub number: u16,
    /// Of UDP; otherwise of TCP.
    pub udp: bool,
}

/// One step of the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The fewest tasks of the group on instances with the same value of an attribute; number 0 is
    /// the zone.
    Bucket(u8),
    /// The fewest tasks of the group on the instance.
    Count,
    /// The least CPU left.
    Cpu,
    /// The least memory left.
    Memory,
    /// The fewest tasks of any group on the instance.
    Tasks,
    /// Any, by chance.
    Random,
}

/// What a task asks of its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wish {
    /// The room that it takes.
    pub need: Remaining,
    /// The static host ports that it takes.
    pub ports: Vec<Port>,
    /// The attributes that its task definition requires.
    pub attributes: Option<ConditionId>,
    /// The expressions of its `memberOf` constraints.
    pub member_of: Vec<ConditionId>,
    /// Whether no other task of its group may be on the instance.
    pub distinct: bool,
    /// Most important first; of equal instances the one that registered first.
    pub chain: Vec<Part>,
}

/// How the best instance is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By an order of the instances that is kept.
    Ordered {
        /// Whether the fewest tasks of the group come first.
        by_count: bool,
    },
    /// By chance, among those of the best buckets.
    Sampled,
    /// By looking at each of them.
    Scanned,
}

/// A wish, and how it is granted.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) wish: Wish,
    pub(super) way: Way,
    /// How many steps at the beginning are about buckets.
    pub(super) leading: usize,
    /// Which of the kept orders.
    pub(super) order: usize,
}

impl Wish {
    /// Without what cannot matter: steps that are repeated or come after chance.
    pub(super) fn normal(mut self) -> Self {
        let mut chain: Vec<Part> = Vec::new();
        for part in self.chain.drain(..) {
            if !chain.contains(&part) && chain.last() != Some(&Part::Random) {
                chain.push(part);
            }
        }
        self.chain = chain;
        self
    }

    /// How many steps at the beginning are about buckets.
    pub(super) fn leading(&self) -> usize {
        let is_bucket = |part: &&Part| matches!(part, Part::Bucket(_));
        self.chain.iter().take_while(is_bucket).count()
    }

    /// How the best instance is found, and by which order of the instances of a cell.
    ///
    /// In a cell all instances are in the same buckets, so only the other steps tell them apart.
    pub(super) fn way(&self) -> (Way, Vec<Part>) {
        let within = self.chain.iter().copied();
        let within: Vec<Part> = within
            .filter(|part| !matches!(part, Part::Bucket(_)))
            .collect();
        if self.chain.get(self.leading()) == Some(&Part::Random) {
            return (Way::Sampled, Vec::new());
        }
        let by_count = within.first() == Some(&Part::Count);
        let order = &within[usize::from(by_count)..];
        let is_kept = |part: &Part| matches!(part, Part::Cpu | Part::Memory | Part::Tasks);
        if order.iter().all(is_kept) {
            (Way::Ordered { by_count }, order.to_vec())
        } else {
            (Way::Scanned, Vec::new())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part::{Bucket, Count, Cpu, Memory, Random, Tasks};
    use super::*;

    #[test]
    fn most_chains_are_answered_by_an_order_that_is_kept() {
        let ordered = |by_count, order: &[Part]| (Way::Ordered { by_count }, order.to_vec());
        for (chain, way) in [
            (vec![], ordered(false, &[])),
            (vec![Bucket(0), Count], ordered(true, &[])),
            (vec![Memory, Bucket(0)], ordered(false, &[Memory])),
            (vec![Count, Cpu, Tasks], ordered(true, &[Cpu, Tasks])),
            (vec![Random], (Way::Sampled, vec![])),
            (vec![Bucket(0), Random], (Way::Sampled, vec![])),
            (vec![Memory, Random], (Way::Scanned, vec![])),
            (vec![Cpu, Count], (Way::Scanned, vec![])),
        ] {
            let wish = Wish {
                chain: chain.clone(),
                ..Wish::default()
            };
            assert_eq!(wish.normal().way(), way, "{chain:?}");
        }
    }

    #[test]
    fn what_cannot_matter_is_left_out() {
        let wish = Wish {
            chain: vec![Memory, Memory, Random, Cpu],
            ..Wish::default()
        };
        assert_eq!(wish.normal().chain, [Memory, Random]);
    }
}
