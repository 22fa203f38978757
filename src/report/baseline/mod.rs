//! What the numbers of scenarios were when somebody looked at them and agreed: the file that
//! `ecsim test --baseline` compares with.
//!
//! A baseline is meant to be committed. It has one line per number, sorted by name, so a diff of it
//! reads as a list of what a change did; and a number may have a tolerance, written by hand, which
//! outlives updates:
//!
//! ```json
//! {
//!   "schema": 1,
//!   "version": "0.1.0",
//!   "scenarios": {
//!     "rolling-update-50-100": {
//!       "digest": "4e69…",
//!       "numbers": {
//!         "services.web.minReady": {"value": 2, "unit": "tasks"},
//!         "services.web.readyBelowDesired": {"value": 200, "unit": "seconds", "tolerance": "5%"}
//!       }
//!     }
//!   }
//! }
//! ```
//!
//! | what | where |
//! | --- | --- |
//! | the numbers of a summary, by name | [`numbers()`] |
//! | how far one may move | [`Tolerance`] |
//! | which way is worse | [`Direction`] |
//! | text to baseline and back | [`Baseline::read`], [`Baseline::text`] |
//! | what moved, and the table of it | [`compare()`], [`table()`] |
//!
//! Runs are deterministic, so a number without a tolerance may not move at all. What is not in the
//! file is never held against a run: a later version that counts more things breaks no pipeline.
//!
//! ```
//! use ecsim::report::baseline::{Baseline, compare, numbers, table};
//! use serde_json::json;
//!
//! let then = json!({"services": [{"service": "web", "minReady": {"value": 4, "unit": "tasks"}}]});
//! let now = json!({"services": [{"service": "web", "minReady": {"value": 2, "unit": "tasks"}}]});
//!
//! let mut baseline = Baseline::new();
//! baseline.update("sale", "digest of the scenario", numbers(&then));
//! let file = baseline.text();
//!
//! let baseline = Baseline::read(&file).expect("we wrote it");
//! let entry = baseline.entry("sale").expect("it was put in");
//! let moved = compare(entry, &numbers(&now));
//! assert_eq!(
//!     table(&moved),
//!     "  number                 before   after    change      verdict\n  \
//!        services.web.minReady  4 tasks  2 tasks  -2 (-50 %)  worse (lower is worse)\n",
//! );
//! ```

use std::collections::BTreeMap;

mod compare;
mod direction;
mod error;
mod figures;
mod numbers;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod tolerance;
mod write;

pub use compare::{Moved, Verdict, compare};
pub use direction::Direction;
pub use error::{Error, Place};
pub use numbers::{Figure, Number, numbers};
pub use table::{news, table, tally};
pub use tolerance::Tolerance;

/// The number of the shape of the file.
pub const SCHEMA: u32 = 1;

/// The version that is written into the file.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The numbers of scenarios that were agreed upon.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The version of ecsim that wrote it last.
    version: String,
    /// The scenarios, by name.
    scenarios: BTreeMap<String, Entry>,
}

/// The numbers of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The digest of the scenario that gave them.
    pub digest: String,
    /// The numbers, by name.
    pub numbers: BTreeMap<String, Kept>,
}

/// A number in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// What it was.
    pub number: Number,
    /// How far it may move; not at all without one. Only a [`Number::Figure`] has any.
    pub tolerance: Option<Tolerance>,
}

impl Baseline {
    /// A baseline of nothing yet.
    pub fn new() -> Self {
        Self {
            version: VERSION.to_owned(),
            scenarios: BTreeMap::new(),
        }
    }

    /// Reads the text of a file; whatever is not understood in full is an error.
    ///
    /// ```
    /// use ecsim::report::baseline::Baseline;
    ///
    /// let error = Baseline::read("").expect_err("there is nothing in it");
    /// assert!(error.to_string().starts_with("it is empty; "));
    /// ```
    pub fn read(text: &str) -> Result<Self, Error> {
        read::read(text)
    }

    /// The text of the file: sorted, one line per number, with a line break at its end. Reading it
    /// gives this baseline again.
    pub fn text(&self) -> String {
        write::text(self)
    }

    /// Puts in the numbers of a scenario in place of the old ones. A number that was there before
    /// keeps its tolerance; other scenarios stay as they are.
    pub fn update(&mut self, scenario: &str, digest: &str, numbers: BTreeMap<String, Number>) {
        VERSION.clone_into(&mut self.version);
        let mut old = self
            .scenarios
            .remove(scenario)
            .map_or_else(BTreeMap::new, |entry| entry.numbers);
        let kept = numbers.into_iter().map(|(name, number)| {
            let tolerance = match number {
                Number::Figure(_) => old.remove(&name).and_then(|kept| kept.tolerance),
                Number::Word(_) => None,
            };
            (name, Kept { number, tolerance })
        });
        let entry = Entry {
            digest: digest.to_owned(),
            numbers: kept.collect(),
        };
        self.scenarios.insert(scenario.to_owned(), entry);
    }

    /// What it says of a scenario, if anything; see [`Error::NoEntry`].
    pub fn entry(&self, scenario: &str) -> Option<&Entry> {
        self.scenarios.get(scenario)
    }

    /// The names of the scenarios that it has numbers of, sorted.
    pub fn scenarios(&self) -> impl Iterator<Item = &str> {
        self.scenarios.keys().map(String::as_str)
    }

    /// What to tell if another version of ecsim wrote it: what moved may have moved for that
    /// reason.
    pub fn version_note(&self) -> Option<String> {
        (self.version != VERSION).then(|| {
            format!(
                "the baseline was written by ecsim {}, this is {VERSION}: results may differ \
                 between versions, see \"Results change\" in CHANGELOG.md",
                self.version
            )
        })
    }
}

impl Default for Baseline {
    fn default() -> Self {
        Self::new()
    }
}

impl Entry {
    /// What to tell if the scenario is no longer the one that gave these numbers.
    pub fn digest_note(&self, scenario: &str, digest: &str) -> Option<String> {
        (self.digest != digest).then(|| {
            format!(
                "the scenario `{scenario}` has changed since its baseline was written: what moved \
                 may have moved for that reason"
            )
        })
    }
}
