//! The step while the PRIMARY deployment has failed, or was stopped, and nothing took its place:
//! it launches nothing more, and the old tasks stay.
//!
//! What is lost or sick of older revisions is replaced as far as the floor asks for it; neither
//! side has more tasks than are desired. Both are assumed.

use super::{
    Rules, Situation, Step, UnhealthyReplacement, floor, kept_replacements, lacks_room,
    owed_by_older, room,
};

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
    if now.healthy() >= step.floor {
        // They carry nothing, and what was to come in their place is healthy.
        step.stop_old_sick = now.old.sick;
    }
    step.room = room(now, rules, &mut step);
    step.stop_sick_first = sick_first(now, rules, &step);
    step.room = room(now, rules, &mut step);
    let places = step.room.min(now.places);
    step.start_old = owed_by_older(now, rules, &step).min(places);
    step
}

/// How many sick old tasks are stopped before others have come into their place.
fn sick_first(now: &Situation, rules: Rules, step: &Step) -> u32 {
    let sick = now.old.sick - step.stop_old_sick;
    match rules.unhealthy {
        UnhealthyReplacement::StopFirst => sick,
        UnhealthyReplacement::StartFirst => {
            let is_wanted = owed_by_older(now, rules, step) > 0;
            u32::from(is_wanted && lacks_room(now, step)).min(sick)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Alive;
    use super::*;

    const RULES: Rules = Rules {
        count_stopping_in_max: true,
        eager: true,
        replace_by_own_revision: true,
        unhealthy: UnhealthyReplacement::StartFirst,
    };

    fn ready(ready: u32) -> Alive {
        Alive {
            ready,
            ..Alive::default()
        }
    }

    fn halted(desired: u32, new: Alive, old: Alive, lost: u32) -> Situation {
        Situation {
            new_protected: Alive::default(),
            old_protected: Alive::default(),
            desired,
            min_healthy: 2,
            max_total: 4,
            new,
            old,
            replacements: 0,
            older_running: old.ready,
            older_lost: lost,
            older_sick: old.sick,
            spares: 0,
            places: u32::MAX,
            draining_ready: 0,
            stopping: 0,
            gated: true,
            blocked: false,
            halted: true,
        }
    }

    /// Ready and sick old tasks, sick new ones; then stops of sick old ones: as replaced, and to
    /// make room; starts of old ones.
    #[test]
    fn sick_old_tasks_are_replaced_to_keep_the_floor() {
        let table = [
            // Its replacement comes first, and when that is healthy it goes.
            ((1, 1, 0), (0, 0, 1)),
            ((2, 1, 0), (1, 0, 0)),
            // Without room it goes first.
            ((1, 1, 2), (0, 1, 0)),
        ];
        for ((old, sick, new), expected) in table {
            let alive = |ready, sick| Alive {
                ready,
                sick,
                ..Alive::default()
            };
            let now = halted(4, alive(0, new), alive(old, sick), 0);
            let step = super::super::step(&now, RULES);
            let found = (step.stop_old_sick, step.stop_sick_first, step.start_old);
            assert_eq!(found, expected, "{now:?}");
        }
        let stop_first = Rules {
            unhealthy: UnhealthyReplacement::StopFirst,
            ..RULES
        };
        let sick = Alive {
            ready: 1,
            sick: 1,
            ..Alive::default()
        };
        let step = super::super::step(&halted(4, Alive::default(), sick, 0), stop_first);
        assert_eq!((step.stop_sick_first, step.starts()), (1, 0));
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
            let now = halted(desired, ready(new), ready(old), lost);
            let step = super::super::step(&now, RULES);
            let found = (step.stop_surplus, step.stop_old_ready, step.start_old);
            assert_eq!(found, expected, "{now:?}");
            assert_eq!(step.starts(), step.start_old);
        }
    }
}
