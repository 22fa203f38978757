//! Which instances get bars of their own: all of them, or the fullest and the emptiest.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::packing::{PackedCluster, PackedInstance, PackingPicture, Resource, When};

/// So many instances stand side by side.
const MOST: usize = 40;

/// Of more instances, so many of the fullest and of the emptiest.
const ENDS: usize = 16;

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The instance at that place in the result.
    Instance(u32),
    /// Those that have no column of their own.
    Folded(BTreeSet<u32>),
}

/// The columns of a cluster: all instances in order of launch; of too many, the fullest of the
/// peak, then the rest folded, then the emptiest.
pub(super) fn columns(cluster: &PackedCluster) -> Vec<Column> {
    let pictures = cluster.pictures.iter();
    let all: BTreeSet<u32> = pictures
        .flat_map(|picture| picture.instances.iter().map(|it| it.instance))
        .collect();
    if all.len() <= MOST {
        return all.into_iter().map(Column::Instance).collect();
    }
    let peak = cluster.picture(When::Peak).into_iter();
    let shares: BTreeMap<u32, u64> = peak
        .flat_map(|picture| &picture.instances)
        .map(|it| (it.instance, share(it)))
        .collect();
    let mut order: Vec<u32> = all.into_iter().collect();
    order.sort_by_key(|place| std::cmp::Reverse(shares.get(place).copied()));
    let emptiest = order.split_off(order.len() - ENDS);
    let folded = order.split_off(ENDS);
    let single = |places: Vec<u32>| places.into_iter().map(Column::Instance);
    let mut columns: Vec<Column> = single(order).collect();
    columns.push(Column::Folded(folded.into_iter().collect()));
    columns.extend(single(emptiest));
    columns
}

/// The largest share of a resource that is reserved on an instance, per mille.
pub(super) fn share(packed: &PackedInstance) -> u64 {
    let share = |resource| {
        let (part, whole) = (packed.reserved.of(resource), packed.registered.of(resource));
        u64::from(part) * 1_000 / u64::from(whole).max(1)
    };
    Resource::ALL.into_iter().map(share).max().unwrap_or(0)
}

/// How many of some instances are reserved up to each tenth, the emptiest first.
pub(super) fn tenths(picture: &PackingPicture, of: &BTreeSet<u32>) -> [u32; 10] {
    let mut tenths = [0; 10];
    let there = picture.instances.iter();
    for packed in there.filter(|it| of.contains(&it.instance)) {
        let tenth = share(packed).min(999) / 100;
        tenths[usize::try_from(tenth).unwrap_or(9)] += 1;
    }
    tenths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    #[test]
    fn few_instances_stand_in_order_of_launch() {
        let result = testdata::packed(40);
        let expected: Vec<Column> = (0..40).map(Column::Instance).collect();
        assert_eq!(columns(&result.packing[0]), expected);
    }

    #[test]
    fn of_many_the_fullest_and_the_emptiest_stand_beside_the_rest() {
        let result = testdata::packed(100);
        let columns = columns(&result.packing[0]);
        assert_eq!(columns.len(), 2 * ENDS + 1);
        // At the peak every second one is full, and the others have a task on a quarter.
        assert_eq!(columns[0], Column::Instance(0));
        assert_eq!(columns[1], Column::Instance(2));
        assert_eq!(columns[2 * ENDS], Column::Instance(99));
        let Column::Folded(folded) = &columns[ENDS] else {
            panic!("{columns:?}");
        };
        assert_eq!(folded.len(), 100 - 2 * ENDS);
        let peak = &result.packing[0].pictures[1];
        assert_eq!(tenths(peak, folded), [0, 0, 34, 0, 0, 0, 0, 0, 0, 34]);
    }
}
