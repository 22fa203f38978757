//! Where the tasks of one group (a service, or a family of standalone tasks) are.
//!
//! Counts tasks whose desired status is RUNNING, of all revisions, on all instances, whether these
//! take tasks or not.
//!
//! Facts: ECS Developer Guide, "Amazon ECS task placement strategies" (what is counted).

use std::collections::BTreeSet;

use super::fleet::SlotId;

/// The tasks of one group.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupPlaces {
    /// How many, by attribute and its value.
    buckets: Vec<Vec<u32>>,
    /// The instances with at least one.
    pub(super) slots: BTreeSet<SlotId>,
}

impl GroupPlaces {
    /// How many tasks are on instances with a value of an attribute.
    pub(super) fn in_bucket(&self, attribute: u8, value: u32) -> u32 {
        let counts = self.buckets.get(usize::from(attribute));
        let count = counts.and_then(|counts| counts.get(value as usize));
        count.copied().unwrap_or(0)
    }

    /// So many tasks more, or fewer, on an instance with these values.
    pub(super) fn add(&mut self, values: &[u32], tasks: i32) {
        self.buckets.resize_with(values.len(), Vec::new);
        for (counts, value) in self.buckets.iter_mut().zip(values) {
            let value = *value as usize;
            if counts.len() <= value {
                counts.resize(value + 1, 0);
            }
            counts[value] = counts[value]
                .checked_add_signed(tasks)
                .expect("a task leaves where it was put");
        }
    }
}
