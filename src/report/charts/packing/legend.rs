//! What stands beside the bars: how to read them.

use super::super::frame::{Entry, Sign};
use super::super::revisions::{Revisions, heading};
use super::bars;
use super::columns::Column;
use crate::report::packing::{PackedCluster, PackingPicture, Resource};
use crate::report::words::count;

/// CPU and memory, and of the others those that some task takes.
pub(super) fn resources(pictures: &[&PackingPicture]) -> Vec<Resource> {
    let order = [
        Resource::Cpu,
        Resource::Memory,
        Resource::Interfaces,
        Resource::Gpus,
        Resource::Ports,
    ];
    let is_used = |resource: &Resource| {
        let mut all = pictures.iter().flat_map(|picture| &picture.instances);
        all.any(|packed| packed.reserved.of(*resource) > 0)
    };
    let is_shown = |resource: &Resource| {
        matches!(resource, Resource::Cpu | Resource::Memory) || is_used(resource)
    };
    order.into_iter().filter(is_shown).collect()
}

/// How to read the picture.
pub(super) fn hint(columns: &[Column]) -> String {
    let said = "Reserved shares of what each instance registered. Outlined: the largest share, \
                which binds.";
    let folded = columns.iter().find_map(|column| match column {
        Column::Folded(folded) => Some(folded.len()),
        Column::Instance(_) => None,
    });
    match folded {
        Some(folded) => format!(
            "{said} Left the fullest, right the emptiest, between them {}.",
            count(folded, "more instance")
        ),
        None => said.to_owned(),
    }
}

/// What the colours and letters mean.
pub(super) fn legend(
    cluster: &PackedCluster,
    pictures: &[&PackingPicture],
    resources: &[Resource],
    revisions: &Revisions,
) -> Vec<Entry> {
    let all = pictures.iter().flat_map(|picture| &picture.instances);
    let mut kinds: Vec<u32> = all
        .flat_map(|it| it.tasks.iter().map(|(kind, _)| *kind))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut names: Vec<&str> = kinds
        .iter()
        .map(|kind| cluster.kind(*kind).definition.as_str())
        .collect();
    names.sort_by_key(|name| revisions.place(name));
    let mut entries = revisions.legend(names.into_iter());
    entries.push(Entry {
        sign: Sign::Box(bars::FREE),
        text: "free".to_owned(),
    });
    entries.push(Entry {
        sign: Sign::Drawn(bars::sign),
        text: "largest share, binds".to_owned(),
    });
    entries.push(heading("Bars, from left to right"));
    entries.extend(resources.iter().map(|resource| {
        let text = format!("{}: {}", bars::letter(*resource), bars::word(*resource));
        heading(&text)
    }));
    let instances = |picture: &PackingPicture| {
        let all = picture.instances.iter().map(|it| it.instance);
        all.collect::<Vec<u32>>()
    };
    if pictures
        .windows(2)
        .any(|two| instances(two[0]) != instances(two[1]))
    {
        entries.push(heading("No bars: not registered then"));
    }
    entries
}
