//! What is expected: sentences are read, their names resolved, their units compared.

mod measure;
mod rows;
mod sentence;
mod window;

use std::collections::BTreeSet;

use super::{Check, Header};
use crate::scenario::diagnostic::codes;
use crate::scenario::expectation::{Expectation, Written, grammar};
use crate::scenario::model::Aws;
use crate::scenario::raw::File;
use crate::scenario::source::Path;
use sentence::Sentence;

/// The longest sentence, in bytes.
const LONGEST: usize = 1_000;

/// The most sentences.
const MOST: usize = 1_000;

/// The sentences that are right.
pub(super) fn check(
    check: &mut Check<'_>,
    file: &File,
    aws: &Aws,
    header: &Header,
) -> Vec<Expectation> {
    let puts = file.timeline.iter().filter_map(|it| it.put_object.as_ref());
    let puts = puts.map(|put| put.bucket.as_str());
    let uploads = file.world.uploads.iter().map(|it| it.bucket.as_str());
    let buckets: BTreeSet<&str> = uploads.chain(puts).collect();
    let mut expectations = Vec::with_capacity(file.expect.len());
    for (index, text) in file.expect.iter().enumerate() {
        let path = Path::default().key("expect").index(index);
        if check.is_told(&path) {
            continue;
        }
        if text.len() > LONGEST || index >= MOST {
            let message = format!("at most {MOST} sentences of {LONGEST} letters each");
            check.wrong(codes::OUT_OF_RANGE, &path, message, "");
            continue;
        }
        let mut sentence = Sentence {
            check,
            aws,
            duration: header.duration,
            name: &header.name,
            buckets: &buckets,
            path,
            text,
        };
        expectations.extend(sentence.expectation());
    }
    expectations
}

impl Sentence<'_, '_> {
    /// What the sentence means; if something is wrong with it, that is told.
    fn expectation(&mut self) -> Option<Expectation> {
        let read = match grammar::sentence(self.text) {
            Ok(read) => read,
            Err(wrong) => {
                self.no_sentence(&wrong);
                return None;
            }
        };
        let measured = self.measure(&read.measure);
        let window = self.window(read.window.as_ref());
        let share = self.check_share(read.share.as_ref());
        let (measure, unit) = measured?;
        share?;
        if let Some(written) = &read.window {
            self.check_window(&measure, written.span.clone())?;
        }
        let bound = self.bound(unit, read.comparison.it, &read.bound)?;
        self.check_state(&measure, &bound, &read.bound)?;
        self.warn_of_no_promise(&measure, &bound, &read);
        let place = self.check.tree.place_of(&self.path, false);
        let (file, line, column) = self.check.out.position(place);
        let file = file.to_owned();
        Some(Expectation {
            text: self.text.replace(char::is_control, " "),
            written: Written { file, line, column },
            measure,
            unit,
            comparison: read.comparison.it,
            bound,
            window: window?,
        })
    }
}
