//! What moved since the baseline was written.

use std::collections::BTreeMap;

use super::{Direction, Entry, Number, Tolerance};

/// The state in which a deployment has done what it was to do.
const DONE: &str = "COMPLETED";

/// A number that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Its name.
    pub name: String,
    /// What it was; nothing if it is new.
    pub before: Option<Number>,
    /// What it is; nothing if it is gone.
    pub after: Option<Number>,
    /// How far it might have moved.
    pub tolerance: Option<Tolerance>,
    /// Which way is worse.
    pub direction: Direction,
    /// What that means.
    pub verdict: Verdict,
}

/// What the move of a number means, in the order in which a reviewer wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It got worse.
    Worse,
    /// It is no longer there, so nobody knows.
    Gone,
    /// It is another one; neither way is worse.
    Changed,
    /// It got better.
    Better,
    /// It is not in the baseline.
    New,
}

impl Verdict {
    /// `worse`, `better` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Better => "better",
            Self::New => "new",
        }
    }

    /// Whether it is a move at all. What the baseline does not know has not moved: later versions
    /// count more.
    pub fn is_move(self) -> bool {
        self != Self::New
    }
}

/// What moved beyond its tolerance, and what is new: the worst news first, each by name.
///
/// ```
/// use ecsim::report::baseline::{Baseline, Number, Verdict, compare};
///
/// let text = r#"{"schema": 1, "version": "0.1.0", "scenarios": {"sale": {"digest": "", "numbers":
///     {"placementFailures": {"value": 20, "unit": "events", "tolerance": "5%"}}}}}"#;
/// let baseline = Baseline::read(text).expect("it is well-formed");
/// let entry = baseline.entry("sale").expect("it is there");
///
/// let events = |value: u32| ecsim::report::baseline::numbers(
///     &serde_json::json!({"placementFailures": {"value": value, "unit": "events"}}),
/// );
/// assert!(compare(entry, &events(21)).is_empty());
/// assert_eq!(compare(entry, &events(22))[0].verdict, Verdict::Worse);
/// ```
pub fn compare(entry: &Entry, numbers: &BTreeMap<String, Number>) -> Vec<Moved> {
    let known = entry.numbers.iter().filter_map(|(name, kept)| {
        let after = numbers.get(name);
        let direction = Direction::of(name);
        let verdict = verdict(&kept.number, after, kept.tolerance, direction)?;
        Some(Moved {
            name: name.clone(),
            before: Some(kept.number.clone()),
            after: after.cloned(),
            tolerance: kept.tolerance,
            direction,
            verdict,
        })
    });
    let unknown = numbers
        .iter()
        .filter(|(name, _)| !entry.numbers.contains_key(*name))
        .map(|(name, number)| Moved {
            name: name.clone(),
            before: None,
            after: Some(number.clone()),
            tolerance: None,
            direction: Direction::of(name),
            verdict: Verdict::New,
        });
    let mut moved: Vec<Moved> = known.chain(unknown).collect();
    // Stable, so each verdict stays sorted by name.
    moved.sort_by_key(|moved| moved.verdict);
    moved
}

/// What it means that a number is this now; nothing if it may be so.
fn verdict(
    before: &Number,
    after: Option<&Number>,
    tolerance: Option<Tolerance>,
    direction: Direction,
) -> Option<Verdict> {
    let verdict = match (before, after) {
        (_, None) => Verdict::Gone,
        (_, Some(after)) if before == after => return None,
        (Number::Figure(before), Some(Number::Figure(after))) if before.unit() == after.unit() => {
            let (before, after) = (before.value(), after.value());
            if tolerance.is_some_and(|tolerance| tolerance.allows(before, after)) {
                return None;
            }
            match direction {
                Direction::Neutral => Verdict::Changed,
                Direction::HigherIsWorse if after > before => Verdict::Worse,
                Direction::LowerIsWorse if after < before => Verdict::Worse,
                _ => Verdict::Better,
            }
        }
        (Number::Word(before), Some(Number::Word(_))) if before == DONE => Verdict::Worse,
        (Number::Word(_), Some(Number::Word(after))) if after == DONE => Verdict::Better,
        _ => Verdict::Changed,
    };
    Some(verdict)
}
