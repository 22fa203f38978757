//! How far each service fell, and for how long.

use std::cmp::Reverse;

use super::number;
use crate::report::summary::page::told;
use crate::report::summary::{Readiness, ServiceSummary, Summary};
use crate::report::words::{count, instant, length};

/// The most lines about services.
const SERVICES: usize = 8;

/// What is told of each service; where there are more lines than `room`, in brief of those that
/// fell furthest.
pub(super) fn ready_tasks(summary: &Summary, room: usize) -> Vec<String> {
    let most = SERVICES.min(room);
    let mut services: Vec<&ServiceSummary> = summary
        .services
        .iter()
        .filter(|service| service.at_end.is_some())
        .collect();
    let lines_of = |service: &ServiceSummary| told(service.label, &ready(service));
    let mut lines: Vec<String> = services.iter().flat_map(|one| lines_of(one)).collect();
    if lines.len() <= most {
        return lines;
    }
    services.sort_by_key(|service| {
        let low = course(service);
        Reverse((low.below_min_healthy, low.below_desired))
    });
    lines.clear();
    let mut rest = services.as_slice();
    while let Some((next, others)) = rest.split_first()
        && lines.len() + usize::from(!others.is_empty()) < most
    {
        lines.extend(told(next.label, &[brief(next)]).into_iter().take(1));
        rest = others;
    }
    if rest.is_empty() {
        return lines;
    }
    let is_below = |service: &&&ServiceSummary| !course(service).below_min_healthy.is_zero();
    let below = rest.iter().filter(is_below).count();
    let others = count(rest.len(), "other service");
    lines.push(match below {
        0 => format!("and {others}, never below their minimum"),
        _ => format!("and {others}; {below} of them below their minimum for a while"),
    });
    lines
}

/// What is worth telling: once a service was up, how it fell; else, how it came up.
fn course<'a>(service: &'a ServiceSummary) -> &'a Readiness {
    match &service.once_full {
        Some((_, fared)) => fared,
        None => &service.readiness,
    }
}

/// How far the ready tasks of one service fell, in one line.
fn brief(service: &ServiceSummary) -> String {
    let low = course(service);
    let Some(worst) = low.shortfall else {
        return ready(service).join("; ");
    };
    let (ready, desired) = (number(worst.ready), number(worst.desired));
    let lowest = format!("lowest {ready} of {desired} at {}", instant(worst.time));
    if low.spells_below_min_healthy == 0 {
        return format!("{lowest}, never below its minimum");
    }
    let lasted = length(low.below_min_healthy);
    format!("{lowest}, below its minimum for {lasted}")
}

/// How the ready tasks of one service fared.
fn ready(service: &ServiceSummary) -> Vec<String> {
    let mut parts = Vec::new();
    let low = course(service);
    if let Some((up, _)) = service.once_full {
        parts.push(format!("all ready after {}", instant(up)));
    }
    if let Some(worst) = low.shortfall {
        let desired = match low.desired {
            Some((least, most)) if least < most => "what was desired".to_owned(),
            _ => number(worst.desired),
        };
        parts.push(format!(
            "lowest {} of {} at {}, below {desired} for {}",
            number(worst.ready),
            number(worst.desired),
            instant(worst.time),
            length(low.below_desired)
        ));
        let floor = low
            .min_healthy
            .map_or(String::new(), |(least, most)| match least {
                _ if least < most => format!(" of {} to {}", number(least), number(most)),
                _ => format!(" of {}", number(least)),
            });
        parts.push(match low.spells_below_min_healthy {
            0 => format!("never below its minimum{floor}"),
            spells => {
                let lasted = length(low.below_min_healthy);
                let in_spells = match spells {
                    1 => String::new(),
                    _ => format!(" in {} spells", number(spells)),
                };
                format!("below its minimum{floor} for {lasted}{in_spells}")
            }
        });
    } else if low.lowest.is_some() {
        let is_short = service.at_end.is_some_and(|end| end.ready < end.desired);
        let till = if is_short { " before the very end" } else { "" };
        parts.push(format!("never short of a task{till}"));
    }
    // Whoever fell and is not told to be short at the end came back.
    if let Some(end) = service.at_end
        && (low.shortfall.is_none() || end.ready < end.desired)
    {
        let (ready, desired) = (number(end.ready), number(end.desired));
        parts.push(match end.ready.checked_sub(end.desired) {
            Some(more @ 1..) => format!(
                "{ready} at the end, {} more than the {desired} desired{}",
                number(more),
                why_more(service)
            ),
            _ => format!("{ready} of {desired} at the end"),
        });
    }
    parts
}

/// Why a service has more ready tasks than it wants.
fn why_more(service: &ServiceSummary) -> String {
    match service.tasks.protected {
        0 if service.is_deploying => ": its deployment is not done yet".to_owned(),
        0 => String::new(),
        protected => format!(": {} protected from scale-in", number(protected)),
    }
}
