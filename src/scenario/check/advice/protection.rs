//! Scale-in protection that holds a deployment up: protected tasks of the old revision stay.

use std::collections::BTreeMap;

use super::super::Check;
use crate::engine::{SimTime, Span};
use crate::ids::ServiceId;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Action, Aws, Entry, TaskOwner};
use crate::scenario::source::Path;

/// So long a deployment may wait for protected tasks without a word: as long as a deployment of a
/// service of some tasks takes.
const WITHOUT_A_WORD: Span = Span::from_secs(15 * 60);

/// When a call is made, and for how long it protects from then on; `None`: no more.
type Call = (SimTime, Option<Span>);

/// What calls say of the protection of each task, in order of time.
#[derive(Default)]
pub(super) struct Calls(BTreeMap<(ServiceId, u32), Vec<Call>>);

impl Calls {
    /// All that the timeline says.
    pub(super) fn of(timeline: &[Entry], order: &[(SimTime, usize)]) -> Self {
        let mut all = Self::default();
        for (at, index) in order {
            let Action::UpdateTaskProtection(call) = &timeline[*index].action else {
                continue;
            };
            let span = call.enabled.then_some(call.expires_in);
            for task in &call.tasks {
                if let TaskOwner::Service(service) = task.owner {
                    all.0
                        .entry((service, task.number))
                        .or_default()
                        .push((*at, span));
                }
            }
        }
        all
    }

    /// Warns of a deployment that starts while tasks are protected for long.
    pub(super) fn check(
        &self,
        check: &mut Check<'_>,
        aws: &Aws,
        at: &Path,
        (service, time): (ServiceId, SimTime),
        end: SimTime,
    ) {
        let of_service = self.0.range((service, 0)..=(service, u32::MAX));
        let held = of_service.filter_map(|((_, number), calls)| {
            let until = held_until(calls, time)?;
            Some((until, *number)).filter(|_| until > end || until.since(time) > WITHOUT_A_WORD)
        });
        let held: Vec<(SimTime, u32)> = held.collect();
        let Some((until, number)) = held.iter().max_by_key(|(until, _)| *until) else {
            return;
        };
        let label = &aws.services[service].label;
        let others = match held.len() {
            1 => String::new(),
            count => format!(" (and {} more for long)", count - 1),
        };
        let bound = if *until > end {
            format!("in this scenario, which ends at {end} s")
        } else {
            format!("before {until} s")
        };
        let message = format!(
            "the deployment of {label} at {time} s cannot complete {bound}: {label}/{number} is protected until {until} s{others}"
        );
        let way_out = "write a shorter `expiresInMinutes`, or end the protection with `protectionEnabled: false`; it runs as written";
        let diagnostic = Diagnostic::new(codes::HELD_BY_PROTECTION, message).help(way_out);
        check.tell_key(at, "waits for protected tasks", diagnostic);
    }
}

/// Until when a task is protected that is so at an instant, with what later calls change of it.
fn held_until(calls: &[Call], from: SimTime) -> Option<SimTime> {
    let mut ends: Option<SimTime> = None;
    for (at, span) in calls {
        let is_over = ends.is_none_or(|ends| ends <= *at);
        if *at > from && is_over {
            break;
        }
        ends = Some(*at + span.unwrap_or(Span::ZERO));
    }
    ends.filter(|ends| *ends > from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_calls_prolong_and_end_a_protection() {
        let held = |calls: &[(u64, Option<u64>)], from| {
            let calls = calls.iter().map(|(at, span)| {
                let span = span.map(Span::from_secs);
                (SimTime::from_secs(*at), span)
            });
            let calls: Vec<_> = calls.collect();
            held_until(&calls, SimTime::from_secs(from))
        };
        let at = |seconds| Some(SimTime::from_secs(seconds));
        assert_eq!(held(&[(10, Some(100))], 50), at(110));
        assert_eq!(held(&[(10, Some(100))], 110), None);
        assert_eq!(held(&[(10, Some(100))], 9), None);
        assert_eq!(held(&[(10, Some(100)), (20, None)], 50), None);
        assert_eq!(held(&[(10, Some(100)), (60, None)], 50), at(60));
        assert_eq!(held(&[(10, Some(100)), (60, Some(100))], 50), at(160));
        // A new protection is not the old one.
        assert_eq!(held(&[(10, Some(100)), (110, Some(100))], 50), at(110));
        assert_eq!(
            held(&[(10, Some(100)), (60, None), (70, Some(90))], 50),
            at(60)
        );
    }
}
