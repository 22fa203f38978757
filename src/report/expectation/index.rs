//! Which rows may be meant, without looking at all of them: those of the timeline by their event,
//! tasks by their service. Made when it is first asked for, once for all sentences.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::report::RunResult;
use crate::scenario::expectation::{Bound, Comparison, Matching, Rows, Table, Test};

/// The places of rows by a word in them.
type Places<'r> = BTreeMap<&'r str, Vec<u32>>;

/// Places in tables, found when they are needed.
#[derive(Default)]
pub(super) struct Index<'r> {
    events: OnceCell<Places<'r>>,
    tasks: OnceCell<Places<'r>>,
}

impl<'r> Index<'r> {
    /// The rows of the timeline that are of an event, by their numbers.
    pub(super) fn of_event(&self, result: &'r RunResult, event: &str) -> &[u32] {
        let journal = &result.journal;
        let places = self.events.get_or_init(|| {
            let mut places = Places::default();
            for seq in 1..=journal.rows() {
                let of_event = places.entry(journal.head(seq).event).or_default();
                of_event.push(seq);
            }
            places
        });
        places.get(event).map_or(&[], Vec::as_slice)
    }

    /// The tasks of a service, by their places.
    fn of_service(&self, result: &'r RunResult, service: &str) -> &[u32] {
        let places = self.tasks.get_or_init(|| {
            let mut places = Places::default();
            for (place, task) in (0..).zip(&result.tasks) {
                let of_service = places.entry(task.service.as_str()).or_default();
                of_service.push(place);
            }
            places
        });
        places.get(service).map_or(&[], Vec::as_slice)
    }

    /// The rows among which all that are meant are; none if that may be any row.
    pub(super) fn among(&self, result: &'r RunResult, rows: &Rows) -> Option<&[u32]> {
        let test = rows.test.as_ref()?;
        match rows.table {
            Table::Timeline => Some(self.of_event(result, word(test, "event")?)),
            Table::Tasks => Some(self.of_service(result, word(test, "service")?)),
            Table::Instances | Table::Decisions | Table::Deployments => None,
        }
    }
}

/// The word that a column must have for a test to hold, if there is such a word.
fn word<'t>(test: &'t Test, wanted: &str) -> Option<&'t str> {
    match test {
        Test::Cell(column, Matching::Compare(Comparison::Equal), Bound::Word(word)) => {
            (column.name == wanted).then_some(word)
        }
        Test::Cell(..) | Test::Any(_) => None,
        Test::All(tests) => tests.iter().find_map(|test| word(test, wanted)),
    }
}
