//! `docs/` against the program: every example is accepted or refused as the text says, and every
//! word that the program knows is explained.

#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "docs/document.rs"]
mod document;

#[path = "docs/sentences.rs"]
mod sentences;
#[path = "docs/timeline.rs"]
mod timeline;
#[path = "docs/words.rs"]
mod words;
