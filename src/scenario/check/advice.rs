//! Warnings: what AWS accepts, and what surprises.

use std::collections::BTreeMap;

use super::{Check, entry};
use crate::engine::{SimTime, Span};
use crate::ids::ServiceId;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Action, Aws, Entry, UpdateService};
use crate::scenario::model::{freeing_percents, is_stuck, max_total, min_healthy};
use crate::scenario::source::Path;

/// What decides how a service is updated, as it is at one moment.
#[derive(Clone, Copy)]
struct Wanted {
    desired: u32,
    minimum: u32,
    maximum: u32,
}

pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry], end: Span) {
    let mut services = BTreeMap::new();
    for (id, service) in aws.services.iter() {
        let wanted = Wanted {
            desired: service.desired_count,
            minimum: service.deployment.minimum_healthy_percent,
            maximum: service.deployment.maximum_percent,
        };
        stuck(check, &entry("services", id.0 as usize), wanted);
        services.insert(id, wanted);
    }
    // Entries that could not be checked are left out, so positions hold only if all could.
    if check.out.errors() > 0 {
        return;
    }
    for (_, index) in in_time_order(timeline, SimTime::ZERO + end) {
        let Action::UpdateService(update) = &timeline[index].action else {
            continue;
        };
        if changed(&mut services, update) {
            let at = Path::default().key("timeline").index(index);
            stuck(check, &at.key("updateService"), services[&update.service]);
        }
    }
}

/// When entries happen, and their places in the file. What is repeated counts twice: the second
/// time may meet what others did in between, and after that all goes round.
pub(super) fn in_time_order(timeline: &[Entry], end: SimTime) -> Vec<(SimTime, usize)> {
    let mut times: Vec<(SimTime, usize)> = Vec::new();
    for (index, entry) in timeline.iter().enumerate() {
        let last = entry.until.map_or(end, |until| until.min(end));
        if entry.at > last {
            continue;
        }
        times.push((entry.at, index));
        let every = entry.every.filter(|every| *every <= last.since(entry.at));
        times.extend(every.map(|every| (entry.at + every, index)));
    }
    times.sort_unstable();
    times
}

/// Lays an update over its service; whether it says anything about counts or percents.
fn changed(services: &mut BTreeMap<ServiceId, Wanted>, update: &UpdateService) -> bool {
    let written = [
        update.desired_count,
        update.minimum_healthy_percent,
        update.maximum_percent,
    ];
    let [desired, minimum, maximum] = written;
    let Some(now) = services.get_mut(&update.service) else {
        return false;
    };
    now.desired = desired.unwrap_or(now.desired);
    now.minimum = minimum.unwrap_or(now.minimum);
    now.maximum = maximum.unwrap_or(now.maximum);
    written.iter().any(Option::is_some)
}

/// A deployment that may neither stop an old task nor start a new one never moves.
fn stuck(check: &mut Check<'_>, at: &Path, wanted: Wanted) {
    let Wanted {
        desired,
        minimum,
        maximum,
    } = wanted;
    let (floor, ceiling) = (min_healthy(desired, minimum), max_total(desired, maximum));
    if !is_stuck(desired, floor, ceiling) || minimum > maximum {
        return;
    }
    let (percents, count) = (at.key("deploymentConfiguration"), at.key("desiredCount"));
    let place = check.suspect(&[&percents, &count]).clone();
    if (minimum, maximum) == (100, 100) {
        let message =
            "with minimumHealthyPercent 100 and maximumPercent 100 no deployment ever moves";
        let diagnostic = Diagnostic::new(codes::BOTH_PERCENTS_100, message).help(
            "AWS refuses this pair; lower minimumHealthyPercent or raise maximumPercent. It is played as it stands",
        );
        check.tell_key(&place, "neither a stop nor a start is allowed", diagnostic);
        return;
    }
    let tasks = if desired == 1 {
        "1 task".to_owned()
    } else {
        format!("{desired} tasks")
    };
    let message = format!(
        "a deployment of {tasks} with {minimum}/{maximum} % is stuck: {floor} must stay, {ceiling} may be there"
    );
    let mut diagnostic = Diagnostic::new(codes::STUCK, message);
    if let Some((raised, lowered)) = freeing_percents(desired) {
        diagnostic = diagnostic.help(format!(
            "write `maximumPercent: {raised}` or `minimumHealthyPercent: {lowered}`; it is played \
             as it stands"
        ));
    }
    check.tell_key(&place, "no room to stop or to start a task", diagnostic);
}
