//! Warnings: what AWS accepts, and what surprises. Each piece of advice is a pure function of
//! plain values, which is asked for each service as it is created and as each update leaves it.

mod addresses;
mod course;
mod early;
mod grace;
mod never_healthy;
mod percents;
mod places;
mod probes;
mod protection;
mod spot_notice;
mod start;
mod starts;

use std::collections::BTreeSet;

use self::percents::Wanted;
use super::{Check, entry};
use crate::engine::{Arena, SimTime, Span};
use crate::ids::{ServiceId, TaskDefinitionId};
use crate::scenario::model::{Action, Aws, Entry, SchedulingStrategy, Service, UpdateService};
use crate::scenario::source::Path;

/// What matters of a service, as it is at one moment.
#[derive(Clone, Copy)]
struct Now {
    wanted: Wanted,
    definition: TaskDefinitionId,
    grace: Span,
    /// Its `healthyPercent`, where it is enabled.
    early_success: Option<u32>,
}

impl Now {
    fn of(service: &Service) -> Self {
        let deployment = &service.deployment;
        Self {
            wanted: Wanted {
                desired: service.desired_count,
                minimum: deployment.minimum_healthy_percent,
                maximum: deployment.maximum_percent,
                is_daemon: service.strategy == SchedulingStrategy::Daemon,
            },
            definition: service.task_definition,
            grace: service.health_check_grace_period,
            early_success: deployment.early_success.map(|it| it.healthy_percent),
        }
    }

    /// What an update leaves.
    fn updated(self, update: &UpdateService) -> Self {
        let wanted = Wanted {
            desired: update.desired_count.unwrap_or(self.wanted.desired),
            minimum: update
                .minimum_healthy_percent
                .unwrap_or(self.wanted.minimum),
            maximum: update.maximum_percent.unwrap_or(self.wanted.maximum),
            is_daemon: self.wanted.is_daemon,
        };
        let criteria = update.early_success;
        let criteria = criteria.map(|criteria| criteria.map(|it| it.healthy_percent));
        Self {
            wanted,
            definition: update.task_definition.unwrap_or(self.definition),
            grace: update.health_check_grace_period.unwrap_or(self.grace),
            early_success: criteria.unwrap_or(self.early_success),
        }
    }
}

pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry], end: Span) {
    let mut services: Arena<ServiceId, Now> = Arena::default();
    for (id, service) in aws.services.iter() {
        let now = Now::of(service);
        percents::stuck(check, &entry("services", id.0 as usize), now.wanted);
        services.push(now);
    }
    // Entries that could not be checked are left out, so positions hold only if all could.
    if check.out.errors() > 0 {
        return;
    }
    addresses::check(check, aws);
    let mut told = BTreeSet::new();
    for (id, now) in services.iter() {
        percents::when_scaled(check, aws, id, now.wanted);
        let at = entry("services", id.0 as usize);
        grace::check(
            check,
            aws,
            &mut told,
            (&at, id),
            (now.definition, now.grace),
        );
    }
    let end = SimTime::ZERO + end;
    let order = in_time_order(timeline, end);
    let holds = protection::Calls::of(timeline, &order);
    for (time, index) in &order {
        let Action::UpdateService(update) = &timeline[*index].action else {
            continue;
        };
        let at = Path::default()
            .key("timeline")
            .index(*index)
            .key("updateService");
        let before = services[update.service];
        let now = before.updated(update);
        services[update.service] = now;
        if says_percents(update) {
            percents::stuck(check, &at, now.wanted);
        }
        early::check(check, &at, update, (now.wanted.minimum, now.early_success));
        let id = update.service;
        grace::check(
            check,
            aws,
            &mut told,
            (&at, id),
            (now.definition, now.grace),
        );
        let is_deployment = update.force_new_deployment || now.definition != before.definition;
        // With early success a deployment may be COMPLETED before the old tasks are gone.
        if is_deployment && now.early_success.is_none() {
            holds.check(check, aws, &at, (id, *time), end);
        }
    }
    never_healthy::check(check, aws, timeline);
    spot_notice::check(check, aws, timeline);
    places::check(check, aws, timeline);
    start::check(check, aws, timeline);
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

/// Whether an update says anything about counts or percents.
fn says_percents(update: &UpdateService) -> bool {
    let percents = [update.minimum_healthy_percent, update.maximum_percent];
    update.desired_count.is_some() || percents.iter().any(Option::is_some)
}

/// Every revision that services or calls run, and whether a service does.
fn revisions(aws: &Aws, timeline: &[Entry]) -> BTreeSet<(TaskDefinitionId, bool)> {
    let services = aws.services.iter();
    let mut all: BTreeSet<_> = services.map(|(_, it)| (it.task_definition, true)).collect();
    for entry in timeline {
        match &entry.action {
            Action::UpdateService(update) => {
                all.extend(update.task_definition.map(|id| (id, true)));
            }
            Action::RunTask(run) => _ = all.insert((run.task_definition, false)),
            _ => {}
        }
    }
    let targets = aws.targets.iter();
    all.extend(targets.map(|(_, target)| (target.run.task_definition, false)));
    all
}

/// Where a container of a revision is written.
fn container_path(id: TaskDefinitionId, container: usize) -> Path {
    let definition = entry("taskDefinitions", id.0 as usize);
    definition.key("containerDefinitions").index(container)
}
