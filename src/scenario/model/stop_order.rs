//! In which order the containers of a task stop: who depends on another stops before it.
//!
//! Facts: API reference, ContainerDependency (stops are in reverse order), StopTask (SIGKILL after
//! `stopTimeout`).

use super::Container;
use crate::engine::Span;

/// When each container of a task has ended, counted from the stop signal of the first.
///
/// `takes` says for each how long it needs after its own signal; `None` if it does not run.
/// Containers that do not depend on each other stop side by side.
pub fn stop_times(containers: &[Container], takes: &[Option<Span>]) -> Vec<Option<Span>> {
    let mut ends = vec![None; containers.len()];
    for index in dependents_first(containers) {
        let Some(own) = takes[index] else { continue };
        let signal = dependents(containers, index)
            .filter_map(|dependent| ends[dependent])
            .max();
        ends[index] = Some(signal.unwrap_or(Span::ZERO) + own);
    }
    ends
}

/// The containers in an order in which each comes after those that depend on it. In a circle
/// nobody comes.
pub fn dependents_first(containers: &[Container]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    loop {
        let is_next = |index: &usize| {
            !order.contains(index)
                && dependents(containers, *index).all(|dependent| order.contains(&dependent))
        };
        let Some(next) = (0..containers.len()).find(is_next) else {
            return order;
        };
        order.push(next);
    }
}

fn dependents(containers: &[Container], of: usize) -> impl Iterator<Item = usize> {
    let depends = move |container: &Container| {
        let mut all = container.depends_on.iter();
        all.any(|dependency| usize::from(dependency.container) == of)
    };
    let all = containers.iter().enumerate();
    all.filter(move |(_, container)| depends(container))
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::super::{Condition, Dependency, Program};
    use super::*;

    fn containers(depends_on: &[&[u8]]) -> Vec<Container> {
        let all = depends_on.iter().map(|on| Container {
            name: String::new(),
            essential: true,
            depends_on: on
                .iter()
                .map(|container| Dependency {
                    container: *container,
                    condition: Condition::Start,
                })
                .collect(),
            health_check: None,
            restart_policy: None,
            start_timeout: None,
            stop_timeout: None,
            program: Program::default(),
        });
        all.collect()
    }

    fn ends(depends_on: &[&[u8]], takes: &[Option<u64>]) -> Vec<Option<u64>> {
        let takes: Vec<_> = takes.iter().map(|it| it.map(Span::from_secs)).collect();
        let ends = stop_times(&containers(depends_on), &takes);
        let seconds = |span: Span| span.as_micros() / 1_000_000;
        ends.into_iter().map(|end| end.map(seconds)).collect()
    }

    /// The time of a stop is that of the longest chain.
    #[test]
    fn a_chain_adds_up_and_containers_side_by_side_do_not() {
        // app → proxy → log: app stops first.
        let chain: [&[u8]; 3] = [&[1], &[2], &[]];
        assert_eq!(
            ends(&chain, &[Some(30), Some(20), Some(10)]),
            [Some(30), Some(50), Some(60)]
        );
        let apart: [&[u8]; 3] = [&[], &[], &[]];
        assert_eq!(
            ends(&apart, &[Some(30), Some(20), Some(10)]),
            [Some(30), Some(20), Some(10)]
        );
        // Two depend on one: it waits for the slower.
        let shared: [&[u8]; 3] = [&[2], &[2], &[]];
        assert_eq!(
            ends(&shared, &[Some(5), Some(8), Some(2)]),
            [Some(5), Some(8), Some(10)]
        );
    }

    #[test]
    fn who_has_ended_holds_nobody_up() {
        let chain: [&[u8]; 3] = [&[1], &[2], &[]];
        assert_eq!(
            ends(&chain, &[None, Some(20), Some(10)]),
            [None, Some(20), Some(30)]
        );
    }

    #[test]
    fn a_circle_has_no_order() {
        assert!(dependents_first(&containers(&[&[1], &[0]])).is_empty());
        assert_eq!(dependents_first(&containers(&[&[], &[0]])), [1, 0]);
    }
}
