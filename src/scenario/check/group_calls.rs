//! Calls that change the sizes of groups: those that AWS would refuse are told before the run, as
//! far as the sizes of their time are known.

use super::Check;
use super::advice::in_time_order;
use crate::engine::{SimTime, Span};
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, Entry, GroupSizes};
use crate::scenario::source::Path;

pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry], end: Span) {
    // Entries that could not be checked are left out, so positions hold only if all could. Which
    // group holds one less after a termination is known when it comes.
    let decrements = |entry: &Entry| {
        matches!(
            entry.action,
            Action::TerminateInGroup {
                decrement: true,
                ..
            }
        )
    };
    if check.out.errors() > 0 || timeline.iter().any(decrements) {
        return;
    }
    let groups = aws.auto_scaling_groups.iter();
    let mut sizes: Vec<GroupSizes> = groups.map(|(_, group)| group.sizes).collect();
    for (_, index) in in_time_order(timeline, SimTime::ZERO + end) {
        let Action::ChangeGroup {
            group,
            change,
            is_set,
        } = &timeline[index].action
        else {
            continue;
        };
        let now = &mut sizes[group.0 as usize];
        match now.changed(*change) {
            Ok(then) => *now = then,
            Err(refused) => {
                let name = timeline[index].action.name();
                let at = Path::default().key("timeline").index(index).key(name);
                let message = format!("ValidationError: {}", refused.text(*is_set));
                let held = format!(
                    "then the group has minSize {}, maxSize {} and desiredCapacity {}",
                    now.min, now.max, now.desired
                );
                check.wrong(codes::GROUP_SIZE, &at, message, &held);
            }
        }
    }
}
