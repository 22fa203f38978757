//! The step while the PRIMARY deployment has failed, or was stopped, and nothing took its place:
//! it launches nothing more, and the old tasks stay.
//!
//! What is lost of older revisions is replaced as far as the floor asks for it; neither side has
//! more tasks than are desired. Both are assumed.

use super::{Rules, Situation, Step, floor, kept_replacements, owed_by_older, room};

pub(super) fn step(now: &Situation, rules: Rules) -> Step {
    let mut surplus = now.old.total().saturating_sub(now.desired);
    let mut take = |most: u32| {
        let taken = most.min(surplus);
        surplus -= taken;
        taken
    };
    let surplus_new = now.new.total().saturating_sub(now.desired);
    let stop_sick = now.new.sick.min(surplus_new);
    let idle = now.replacements - kept_replacements(now, rules);
    let mut step = Step {
        floor: floor(now, rules),
        stop_sick,
        stop_surplus: surplus_new - stop_sick,
        stop_old_starting: take(now.old.starting - now.replacements),
        stop_replacements: take(idle),
        stop_old_sick: take(now.old.sick),
        stop_old_young: take(now.old.young),
        stop_old_ready: take(now.old.ready),
        ..Step::default()
    };
    step.room = room(now, rules, &mut step);
    let places = step.room.min(now.places);
    step.start_old = owed_by_older(now, rules, &step).min(places);
    step
}

#[cfg(test)]
mod tests {
    use super::super::Alive;
    use super::*;

    const RULES: Rules = Rules {
        count_stopping_in_max: true,
        eager: true,
        replace_by_own_revision: true,
        unhealthy: super::super::UnhealthyReplacement::StartFirst,
    };

    fn ready(ready: u32) -> Alive {
        Alive {
            ready,
            ..Alive::default()
        }
    }

    /// D, new, old, lost old; then stops of new ones, stops of old ones, starts of old ones.
    #[test]
    fn nothing_new_starts_and_neither_side_is_larger_than_desired() {
        let table = [
            ((4, 0, 2, 0), (0, 0, 0)),
            ((4, 2, 2, 0), (0, 0, 0)),
            // A lost old task comes back while the floor of 2 asks for it.
            ((4, 0, 1, 1), (0, 0, 1)),
            ((4, 2, 1, 1), (0, 0, 0)),
            ((3, 2, 2, 0), (0, 0, 0)),
            ((1, 2, 2, 0), (1, 1, 0)),
            ((2, 4, 3, 0), (2, 1, 0)),
        ];
        for ((desired, new, old, lost), expected) in table {
            let now = Situation {
                new_protected: Alive::default(),
                old_protected: Alive::default(),
                desired,
                min_healthy: 2,
                max_total: 4,
                new: ready(new),
                old: ready(old),
                replacements: 0,
                older_running: old,
                older_lost: lost,
                older_sick: 0,
                spares: 0,
                places: u32::MAX,
                draining_ready: 0,
                stopping: 0,
                gated: true,
                blocked: false,
                halted: true,
            };
            let step = super::super::step(&now, RULES);
            let found = (step.stop_surplus, step.stop_old_ready, step.start_old);
            assert_eq!(found, expected, "{now:?}");
            assert_eq!(step.starts(), step.start_old);
        }
    }
}
