//! Laws that hold in every run, over generated scenarios with the invariants of the world switched
//! on.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test laws` is the full form; the default is small.

#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "laws/support.rs"]
mod support;

#[path = "laws/addresses.rs"]
mod addresses;
#[path = "laws/scenarios.rs"]
mod scenarios;
#[path = "laws/states.rs"]
mod states;
#[path = "laws/updates.rs"]
mod updates;
#[path = "laws/words.rs"]
mod words;
#[path = "laws/worlds.rs"]
mod worlds;
