//! What the summary says of the packing of a cluster, from its picture at the peak.

use std::collections::BTreeMap;

use super::binds::{Binding, Stranded, of_cluster, stranded};
use super::bounds::{Load, at_least, first_fit};
use super::{Amounts, PackedCluster, PackingPicture, TaskKind, When};
use crate::engine::SimTime;
use crate::report::RunResult;

/// What the summary says of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The cluster.
    pub cluster: &'a str,
    /// When most was reserved.
    pub time: SimTime,
    /// The task that found no place, if one did.
    pub unplaced: Option<&'a str>,
    /// What binds it.
    pub binding: Binding,
    /// What nobody can use.
    pub stranded: Stranded,
    /// How few instances would hold all tasks; none if there are only DAEMON tasks.
    pub fewest: Option<Fewest<'a>>,
}

/// How few instances would hold all tasks of a cluster, those too that found no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fewest<'a> {
    /// How many tasks, without those of DAEMON services, which are on every instance.
    pub tasks: u32,
    /// Fewer do not hold them, whatever the types. None if a task is larger than an instance.
    pub at_least: Option<u32>,
    /// So many of that type hold them.
    pub suffice: Option<(u32, &'a str)>,
    /// Whether there are instances of several sizes: the bound then takes the most that any of them
    /// has of each resource.
    pub mixed: bool,
    /// Whether some tasks may stand on some instances only, which is left aside.
    pub member_of: bool,
}

/// What there is to say of each cluster, in file order.
pub fn verdicts(result: &RunResult) -> Vec<Verdict<'_>> {
    let clusters = result.packing.iter();
    clusters.filter_map(|it| verdict(result, it)).collect()
}

fn verdict<'a>(result: &'a RunResult, cluster: &'a PackedCluster) -> Option<Verdict<'a>> {
    let peak = cluster.picture(When::Peak)?;
    let unplaced = cluster.lacking.last().map(|(kind, _)| cluster.kind(*kind));
    let lacking = cluster.lacking.iter().copied();
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let there = peak
        .instances
        .iter()
        .flat_map(|it| it.tasks.iter().copied());
    for (kind, count) in there.chain(lacking) {
        *counts.entry(kind).or_default() += count;
    }
    let wanted: Vec<u32> = counts.keys().copied().collect();
    Some(Verdict {
        cluster: &cluster.name,
        time: peak.time,
        unplaced: unplaced.map(|kind| kind.definition.as_str()),
        binding: of_cluster(&peak.instances, &cluster.kinds, unplaced)?,
        stranded: stranded(&peak.instances, &cluster.kinds, &wanted),
        fewest: fewest(result, cluster, peak, &counts),
    })
}

fn fewest<'a>(
    result: &'a RunResult,
    cluster: &'a PackedCluster,
    peak: &PackingPicture,
    counts: &BTreeMap<u32, u32>,
) -> Option<Fewest<'a>> {
    let kinds = counts.iter().map(|(place, count)| Load {
        kind: cluster.kind(*place),
        count: *count,
    });
    let (everywhere, loads): (Vec<_>, Vec<_>) = kinds.partition(|load| load.kind.daemon);
    let tasks = loads.iter().map(|load| load.count).sum();
    if tasks == 0 {
        return None;
    }
    let daemons = of_daemons(everywhere.iter().map(|load| load.kind));
    let daemon_kinds: Vec<&TaskKind> = everywhere.iter().map(|load| load.kind).collect();
    let size = |it: &super::PackedInstance| {
        let kind = result.instances[it.instance as usize]
            .instance_type
            .as_str();
        (kind, it.registered)
    };
    let mut sizes: Vec<(&str, Amounts)> = peak.instances.iter().map(size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let most = |most: Amounts, (_, of): &(&str, Amounts)| most.with(*of, u32::max);
    let largest = sizes.iter().fold(Amounts::default(), most);
    let suffice = sizes.iter().filter_map(|(kind, size)| {
        let count = first_fit(size.less(daemons), &daemon_kinds, &loads)?;
        Some((count, *kind))
    });
    Some(Fewest {
        tasks,
        at_least: at_least(largest.less(daemons), &loads),
        suffice: suffice.min_by_key(|(count, _)| *count),
        mixed: sizes.len() > 1,
        member_of: loads.iter().any(|load| load.kind.member_of),
    })
}

/// What the DAEMON services take of every instance: of each, the most that a revision takes.
fn of_daemons<'a>(kinds: impl Iterator<Item = &'a TaskKind>) -> Amounts {
    let mut by_group: BTreeMap<u32, Amounts> = BTreeMap::new();
    for kind in kinds {
        let of_group = by_group.entry(kind.group).or_default();
        *of_group = of_group.with(kind.need, u32::max);
    }
    let sum = |sum: Amounts, need: &Amounts| sum.with(*need, u32::saturating_add);
    by_group.values().fold(Amounts::default(), sum)
}
