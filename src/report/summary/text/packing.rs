//! What binds each cluster, how few instances would do, and what nobody can use.

use crate::report::packing::Resource;
use crate::report::packing::verdict::{Fewest, Verdict};
use crate::report::summary::Summary;
use crate::report::summary::page::told;
use crate::report::words::{count, instant, thousands};

/// A cluster has so many lines; for want of room, sums are left to `summary.json`.
const LINES: usize = 2;

/// So many clusters are told of.
const CLUSTERS: usize = 2;

/// At most two lines for each cluster.
pub(super) fn packing(summary: &Summary) -> Vec<String> {
    let all = &summary.packing;
    let told = all.iter().take(CLUSTERS);
    let mut lines: Vec<String> = told.flat_map(of_cluster).collect();
    if all.len() > CLUSTERS {
        let more = count(all.len() - CLUSTERS, "other cluster");
        lines.push(format!("and {more}, in summary.json"));
    }
    lines
}

fn of_cluster(verdict: &Verdict<'_>) -> Vec<String> {
    let binding = verdict.binding;
    let for_task = match verdict.unplaced {
        Some(definition) => format!(" for {definition}, which found no place"),
        None => String::new(),
    };
    let binds = format!(
        "at {} {} on {} of {}{for_task}",
        instant(verdict.time),
        binding.resource.binds(),
        thousands(u64::from(binding.on)),
        count(binding.of as usize, "instance"),
    );
    let fewest = verdict.fewest.as_ref().and_then(fewest);
    let lines = |are_sums_told| {
        let stranded = stranded(verdict, are_sums_told);
        let parts = [Some(binds.clone()), stranded, fewest.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        told(verdict.cluster, &parts)
    };
    let full = lines(true);
    if full.len() > LINES {
        lines(false)
    } else {
        full
    }
}

/// `all 12 tasks need at least 3 m5.large, and fit on 4`.
fn fewest(fewest: &Fewest<'_>) -> Option<String> {
    let at_least = fewest.at_least?;
    let number = |number: u32| thousands(u64::from(number));
    let (tasks, verbs) = match fewest.tasks {
        1 => ("its task".to_owned(), ["needs", "fits"]),
        tasks => (format!("all {} tasks", number(tasks)), ["need", "fit"]),
    };
    let [need, fit] = verbs;
    let least = number(at_least);
    let said = match fewest.suffice {
        Some((suffice, kind)) if fewest.mixed => format!(
            "{tasks} {need} at least {least} of the largest, and {fit} on {} {kind}",
            number(suffice)
        ),
        Some((suffice, kind)) if suffice == at_least => {
            format!("{tasks} {need} {least} {kind}, no fewer")
        }
        Some((suffice, kind)) => {
            let suffice = number(suffice);
            format!("{tasks} {need} at least {least} {kind}, and {fit} on {suffice}")
        }
        None => format!(
            "{tasks} {need} at least {}",
            count(at_least as usize, "instance")
        ),
    };
    let aside = if fewest.member_of {
        " (memberOf aside)"
    } else {
        ""
    };
    Some(said + aside)
}

/// `stranded: 3,584 CPU units (58 %)`, or `58 % CPU stranded`: of the resources that do not bind,
/// and not if it is nothing.
fn stranded(verdict: &Verdict<'_>, are_sums_told: bool) -> Option<String> {
    let (stranded, binding) = (verdict.stranded, verdict.binding.resource);
    let part = |resource: Resource, [unit, name]: [&str; 2], left: u64, all: u64| {
        let share = left * 100 / all.max(1);
        let is_told = binding != resource && left > 0;
        is_told.then(|| {
            if are_sums_told {
                format!("{} {unit} ({share} %)", thousands(left))
            } else {
                format!("{share} % {name}")
            }
        })
    };
    let (cpu, memory) = (["CPU units", "CPU"], ["MiB", "memory"]);
    let cpu = part(Resource::Cpu, cpu, stranded.cpu, stranded.all_cpu);
    let all = stranded.all_memory_mib;
    let memory = part(Resource::Memory, memory, stranded.memory_mib, all);
    let parts: Vec<String> = [cpu, memory].into_iter().flatten().collect();
    let parts = (!parts.is_empty()).then(|| parts.join(", "))?;
    Some(if are_sums_told {
        format!("stranded: {parts}")
    } else {
        format!("{parts} stranded")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    /// At the peak 5 tasks of 512 CPU units and 512 MiB: a quarter of the CPU of an instance each,
    /// so that one is full with 7764 - 2048 MiB to spare, which is 36 % of both.
    #[test]
    fn a_cluster_has_two_lines() {
        let mut result = testdata::packed(2);
        let said = |result: &crate::report::RunResult| packing(&Summary::of(result));
        assert_eq!(
            said(&result),
            [
                "default: at 1m CPU binds on 2 of 2 instances; stranded: 5,716 MiB (36 %);",
                "  all 5 tasks need 2 m5.large, no fewer"
            ]
        );
        result.packing[0].lacking = vec![(1, 4)];
        result.packing[0].kinds[0].member_of = true;
        assert_eq!(
            said(&result),
            [
                "default: at 1m CPU binds on 2 of 2 instances for web:2, which found no place;",
                "  stranded: 5,716 MiB (36 %); all 9 tasks need 3 m5.large, no fewer (memberOf aside)"
            ]
        );
        result.packing = vec![result.packing.remove(0); 4];
        assert_eq!(
            said(&result).last().unwrap(),
            "and 2 other clusters, in summary.json"
        );
        assert_eq!(said(&testdata::tiny()), [""; 0]);
    }

    /// For 5 tasks, two of the small ones and one with room for all.
    #[test]
    fn sizes_are_told_apart() {
        let mut result = testdata::packed(2);
        result.instances[1].instance_type = "m5.2xlarge".into();
        for picture in &mut result.packing[0].pictures {
            picture.instances[1].registered.cpu = 8192;
        }
        let said = packing(&Summary::of(&result));
        let last = said.last().unwrap();
        assert_eq!(
            last,
            "  all 5 tasks need at least 1 of the largest, and fit on 1 m5.2xlarge"
        );
    }
}
