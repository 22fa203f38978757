//! Several runs at once: played on threads, collected in order.
//!
//! Runs share nothing, so the answer is the same for any number of threads. A run that fails, or
//! meets a defect of ours, does not stop the others.
//!
//! Left out so far: variants of one scenario, replications over seeds, and their comparison.

use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::engine::SimTime;
use crate::report::RunResult;
use crate::scenario::model::{Query, Scenario};
use crate::world;

pub use crate::world::InstanceAnswer;

/// How runs are played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How many at a time; `None`: as many as the machine has cores.
    pub threads: Option<NonZeroUsize>,
    /// Check the conservation laws after every event.
    pub paranoid: bool,
}

/// Why a run has no result.
#[derive(Debug)]
pub enum Failure {
    /// Somebody asked for the end.
    Interrupted,
    /// The run could not go on.
    World(world::Failure),
    /// A defect of ours; what is known about it was said when it happened.
    Defect {
        /// The seed of the run's draws.
        seed: u64,
    },
}

impl Failure {
    fn of_world(failure: world::Failure) -> Self {
        if failure.is_interrupt() {
            Self::Interrupted
        } else {
            Self::World(failure)
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("interrupted; nothing is written"),
            Self::World(failure) => failure.fmt(f),
            Self::Defect { seed } => write!(f, "a defect of ecsim, met with seed {seed}"),
        }
    }
}

/// Two scenarios that would write into one directory, by their places: names are compared without
/// their case, because some file systems do so.
pub fn same_name(scenarios: &[&Scenario]) -> Option<(usize, usize)> {
    let name = |index: usize| scenarios[index].name.to_lowercase();
    (0..scenarios.len())
        .flat_map(|second| (0..second).map(move |first| (first, second)))
        .find(|&(first, second)| name(first) == name(second))
}

/// Plays every scenario and gives its result to `finish`, with what was given along with it.
///
/// `watch` hears now and then which run has reached which time, and says whether all shall end.
/// Both are called on the threads that play; the answers come in the order of the scenarios.
pub fn play_all<Extra: Send, Answer: Send>(
    runs: Vec<(Scenario, Extra)>,
    options: Options,
    watch: impl Fn(usize, SimTime) -> bool + Sync,
    finish: impl Fn(RunResult, Extra) -> Answer + Sync,
) -> Vec<Result<Answer, Failure>> {
    let runs = runs.into_iter().enumerate().collect();
    on_threads(runs, options.threads, |(index, (scenario, extra))| {
        let watch = |time| watch(index, time);
        play(&scenario, options, watch, |result| finish(result, extra))
    })
}

/// Does something with each of several things; the answers come in their order.
pub fn on_threads<Job: Send, Answer: Send>(
    jobs: Vec<Job>,
    threads: Option<NonZeroUsize>,
    work: impl Fn(Job) -> Answer + Sync,
) -> Vec<Answer> {
    // Zero is rayon's word for as many as there are cores.
    let threads = threads.map_or(0, NonZeroUsize::get);
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| jobs.into_par_iter().map(&work).collect()),
        // A machine that gives no threads still has this one.
        Err(_) => jobs.into_iter().map(&work).collect(),
    }
}

/// Plays one scenario on this thread and gives its result to `finish`.
pub fn play<Answer>(
    scenario: &Scenario,
    options: Options,
    watch: impl Fn(SimTime) -> bool,
    finish: impl FnOnce(RunResult) -> Answer,
) -> Result<Answer, Failure> {
    let answer = || simulated(scenario, options.paranoid, watch).map(finish);
    // Nothing of a run outlives its panic but the report of it.
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
        Err(Failure::Defect {
            seed: scenario.seed,
        })
    })
}

/// Plays a scenario on this thread up to a time, and asks the container instances that are there
/// then.
pub fn query(
    scenario: &Scenario,
    query: &Query,
    at: SimTime,
    watch: impl Fn(SimTime) -> bool,
) -> Result<Vec<InstanceAnswer>, Failure> {
    let answer = || {
        let mut watch = watch;
        world::query(scenario, query, at, &mut watch).map_err(Failure::of_world)
    };
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or(Err(Failure::Defect {
        seed: scenario.seed,
    }))
}

fn simulated(
    scenario: &Scenario,
    paranoid: bool,
    mut interrupted: impl FnMut(SimTime) -> bool,
) -> Result<RunResult, Failure> {
    if interrupted(SimTime::ZERO) {
        return Err(Failure::Interrupted);
    }
    world::simulate(scenario, &mut interrupted, paranoid).map_err(Failure::of_world)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Overrides, load_text};

    const TEXT: &str = "
duration: 1h
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - family: web
      containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
";

    fn scenario(name: &str) -> Scenario {
        let loaded = load_text(&format!("{name}.yaml"), TEXT, &Overrides::default());
        loaded.scenario.expect("nothing is wrong with it")
    }

    #[test]
    fn two_of_one_name_are_found_whatever_their_case() {
        let [one, two, three] = ["one", "two", "One"].map(scenario);
        assert_eq!(same_name(&[&one, &two]), None);
        assert_eq!(same_name(&[&one, &two, &three]), Some((0, 2)));
    }

    #[test]
    fn answers_come_in_order_for_any_number_of_threads() {
        let names: Vec<String> = (0..20).map(|number| format!("run-{number}")).collect();
        let play = |threads| {
            let runs = names
                .iter()
                .map(|name| (scenario(name), name.len()))
                .collect();
            let options = Options {
                threads: NonZeroUsize::new(threads),
                paranoid: true,
            };
            let finish = |result: RunResult, extra| {
                let rows = result.journal.rows();
                format!("{} {extra} {rows}", result.name)
            };
            play_all(runs, options, |_, _| false, finish)
                .into_iter()
                .map(|answer| answer.expect("it is harmless"))
                .collect::<Vec<_>>()
        };
        let answers = play(1);
        assert!(answers[19].starts_with("run-19 6 "), "{}", answers[19]);
        assert_eq!(play(4), answers);
    }

    #[test]
    fn a_defect_in_one_run_does_not_stop_the_others() {
        let runs = ["good", "bad", "fine"]
            .map(|name| (scenario(name), ()))
            .into();
        let finish = |result: RunResult, ()| {
            assert!(result.name != "bad", "this test wants a panic");
            result.name
        };
        let answers = play_all(runs, Options::default(), |_, _| false, finish);
        assert!(matches!(answers[0].as_deref(), Ok("good")));
        assert!(matches!(answers[1], Err(Failure::Defect { seed: 1 })));
        assert!(matches!(answers[2].as_deref(), Ok("fine")));
    }

    #[test]
    fn an_interrupted_run_does_not_begin() {
        let runs = vec![(scenario("late"), ())];
        let answers = play_all(runs, Options::default(), |_, _| true, |_, ()| ());
        assert!(matches!(answers[0], Err(Failure::Interrupted)));
    }
}
