//! The subnet that came closest to its last address.

use crate::report::SubnetUse;
use crate::report::summary::Summary;
use crate::report::summary::page::told;
use crate::report::words::count;

use super::number;

/// The fullest of the subnets whose addresses the scenario counts, and how many others ran out.
pub(super) fn subnets(summary: &Summary) -> Vec<String> {
    let all = &summary.result.told.subnets;
    let Some(fullest) = all
        .iter()
        .min_by_key(|it| (it.fewest, std::cmp::Reverse(it.refused)))
    else {
        return Vec::new();
    };
    let short = all
        .iter()
        .filter(|it| it.refused > 0 && it.name != fullest.name);
    let mut lines = told(&fullest.name, &[used(fullest)]);
    match short.count() {
        0 => {}
        more => lines.push(format!(
            "and {}, without address now and then",
            count(more, "other subnet")
        )),
    }
    lines
}

fn used(subnet: &SubnetUse) -> String {
    let free = match subnet.fewest {
        0 => "no address free".to_owned(),
        fewest => format!("{} free", count(fewest as usize, "address")),
    };
    let said = format!("{free} at the fullest, of {}", number(subnet.all));
    match subnet.refused {
        0 => said,
        1 => format!("{said}; refused once"),
        times => format!("{said}; refused {} times", number(times)),
    }
}
