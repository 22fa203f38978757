//! How many tasks of a service were ready, integrated exactly over its states.

use super::{AtEnd, Readiness, Shortfall};
use crate::engine::{SimTime, Span};
use crate::report::ServiceState;

/// What the states of one service say.
#[derive(Default)]
pub(super) struct Course {
    /// The last state.
    pub(super) at_end: Option<AtEnd>,
    /// How many of its tasks are neither RUNNING nor on their way, at the end.
    pub(super) lacking: u32,
    /// Over the whole run.
    pub(super) whole: Readiness,
    /// When all desired tasks were ready for the first time, and how it went from then on; only of
    /// a service that had no task at the start.
    pub(super) once_full: Option<(SimTime, Readiness)>,
}

/// Follows the states of one service, in order of time, to the end of the run. States of the same
/// instant count for no time, so they neither shorten nor lower anything.
pub(super) fn follow<'a>(states: impl Iterator<Item = &'a ServiceState>, end: SimTime) -> Course {
    let mut course = Course::default();
    let mut states = states.peekable();
    let comes_up = states
        .peek()
        .is_some_and(|first| first.running + first.stopping == 0);
    while let Some(state) = states.next() {
        let until = states.peek().map_or(end, |next| next.time.min(end));
        course.at_end = Some(AtEnd {
            desired: state.desired,
            ready: state.ready,
            min_healthy: state.min_healthy,
        });
        course.lacking = state.desired.saturating_sub(state.running + state.pending);
        let is_full = state.ready >= state.desired && state.desired > 0;
        if comes_up && is_full && course.once_full.is_none() {
            course.once_full = Some((state.time, Readiness::default()));
        }
        if until <= state.time {
            continue;
        }
        let lasted = until.since(state.time);
        course.whole.add(state, lasted);
        if let Some((_, readiness)) = &mut course.once_full {
            readiness.add(state, lasted);
        }
    }
    course
}

impl Readiness {
    /// Adds a state that lasted so long.
    fn add(&mut self, state: &ServiceState, lasted: Span) {
        if self.lowest.is_none_or(|(fewest, _)| state.ready < fewest) {
            self.lowest = Some((state.ready, state.time));
        }
        let is_below = state.ready < state.min_healthy;
        if is_below {
            self.below_min_healthy += lasted;
            self.spells_below_min_healthy += u32::from(!self.is_below_min_healthy);
        }
        self.is_below_min_healthy = is_below;
        if state.ready < state.desired {
            self.below_desired += lasted;
            let shortfall = Shortfall {
                ready: state.ready,
                desired: state.desired,
                time: state.time,
            };
            let is_worst = |worst: Shortfall| worst.missing() < shortfall.missing();
            if self.shortfall.is_none_or(is_worst) {
                self.shortfall = Some(shortfall);
            }
        }
        widen(&mut self.desired, state.desired);
        widen(&mut self.min_healthy, state.min_healthy);
    }
}

/// Makes a range hold a value.
fn widen(range: &mut Option<(u32, u32)>, value: u32) {
    let (least, most) = range.unwrap_or((value, value));
    *range = Some((least.min(value), most.max(value)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(millis: u64, ready: u32) -> ServiceState {
        ServiceState {
            time: SimTime::ZERO + Span::from_millis(millis),
            service: 0,
            desired: 4,
            running: ready,
            pending: 0,
            ready,
            stopping: 0,
            min_healthy: 2,
            max_total: 8,
            deployments: 1,
            unhealthy: 0,
        }
    }

    #[test]
    fn time_below_a_bound_is_integrated_to_the_microsecond() {
        let states = [
            state(0, 4),
            state(1_000, 3),
            state(1_500, 1),
            state(1_750, 4),
        ];
        let course = follow(states.iter(), SimTime::from_secs(10));
        assert_eq!(course.whole.below_desired, Span::from_millis(750));
        assert_eq!(course.whole.below_min_healthy, Span::from_millis(250));
        assert_eq!(course.whole.lowest, Some((1, states[2].time)));
        assert_eq!(course.at_end.unwrap().ready, 4);
    }

    #[test]
    fn the_last_state_lasts_to_the_end_of_the_run() {
        let states = [state(0, 4), state(9_000, 1)];
        let course = follow(states.iter(), SimTime::from_secs(10));
        assert_eq!(course.whole.below_min_healthy, Span::from_secs(1));
    }

    #[test]
    fn coming_up_is_told_apart_from_falling() {
        let states = [state(0, 0), state(5_000, 4), state(7_000, 3)];
        let course = follow(states.iter(), SimTime::from_secs(10));
        assert_eq!(course.whole.lowest, Some((0, SimTime::ZERO)));
        let (full_at, once_full) = course.once_full.unwrap();
        assert_eq!(full_at, SimTime::from_secs(5));
        assert_eq!(once_full.lowest, Some((3, SimTime::from_secs(7))));
        assert_eq!(once_full.below_desired, Span::from_secs(3));
    }

    #[test]
    fn a_service_that_stood_does_not_come_up() {
        // A deployment at 0 s has already stopped two of four.
        let states = [state(0, 2), state(5_000, 4)];
        let course = follow(states.iter(), SimTime::from_secs(10));
        assert_eq!(course.once_full, None);
        assert_eq!(course.whole.lowest, Some((2, SimTime::ZERO)));
        assert_eq!(course.whole.below_desired, Span::from_secs(5));
    }

    #[test]
    fn a_state_that_lasts_no_time_is_no_low() {
        let states = [state(0, 4), state(1_000, 0), state(1_000, 4)];
        let course = follow(states.iter(), SimTime::from_secs(10));
        assert_eq!(course.whole.lowest, Some((4, SimTime::ZERO)));
    }

    #[test]
    fn the_worst_is_where_most_are_missing_not_where_fewest_are_there() {
        let grown = ServiceState {
            desired: 40,
            ..state(5_000, 20)
        };
        let states = [state(0, 4), state(1_000, 3), grown];
        let course = follow(states.iter(), SimTime::from_secs(10));
        let worst = course.whole.shortfall.unwrap();
        assert_eq!((worst.ready, worst.desired), (20, 40));
        assert_eq!(worst.time, SimTime::from_secs(5));
        assert_eq!(course.whole.lowest, Some((3, SimTime::from_secs(1))));
        assert_eq!(course.whole.desired, Some((4, 40)));
    }

    #[test]
    fn two_falls_below_the_floor_are_two_spells_and_a_deeper_one_is_none() {
        let states = [(0, 4), (1, 1), (2, 0), (3, 4), (4, 1), (5, 4)];
        let states = states.map(|(second, ready)| state(1_000 * second, ready));
        let course = follow(states.iter(), SimTime::from_secs(10));
        assert_eq!(course.whole.spells_below_min_healthy, 2);
        assert_eq!(course.whole.below_min_healthy, Span::from_secs(3));
    }

    #[test]
    fn without_states_nothing_is_known() {
        let course = follow([].iter(), SimTime::from_secs(10));
        assert_eq!(course.at_end, None);
        assert_eq!(course.whole.lowest, None);
    }
}
