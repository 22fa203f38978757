//! The colours of the task definitions of a run: the same in every one of its charts.

use std::collections::BTreeMap;

use super::frame::{Entry, Sign};
use super::palette::{LOOK_COUNT, Shade, look_at};
use crate::report::{RunResult, TaskRow};

/// The task definitions of a run, each with its colour: those of the first service in order of
/// appearance, then those of the next one, then what only standalone tasks use. Where there are
/// more of them than colours, the colours begin anew.
pub(super) struct Revisions<'a> {
    /// The place of each among the colours.
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Revisions<'a> {
    /// Those that tasks of the run were made from.
    pub(super) fn of(result: &'a RunResult) -> Self {
        let mut by_service: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for task in &result.tasks {
            let names = by_service.entry(&task.service).or_default();
            if !names.contains(&task.task_definition.as_str()) {
                names.push(&task.task_definition);
            }
        }
        let mut places = BTreeMap::new();
        let standalone = String::new();
        for service in result.services.iter().chain([&standalone]) {
            for name in by_service.get(service.as_str()).into_iter().flatten() {
                let next = places.len();
                places.entry(*name).or_insert(next % LOOK_COUNT);
            }
        }
        Self { places }
    }

    /// The place of a task definition among the colours.
    pub(super) fn place(&self, definition: &str) -> usize {
        self.places.get(definition).copied().unwrap_or(LOOK_COUNT)
    }

    /// A heading and a line for each colour, with the task definitions that have it, given in the
    /// order in which they are to be told.
    pub(super) fn legend<'b>(&self, shown: impl Iterator<Item = &'b str>) -> Vec<Entry> {
        let mut told: Vec<(usize, Vec<&str>)> = Vec::new();
        for name in shown {
            let place = self.place(name);
            match told.iter_mut().find(|(other, _)| *other == place) {
                Some((_, names)) if names.contains(&name) => {}
                Some((_, names)) => names.push(name),
                None => told.push((place, vec![name])),
            }
        }
        let mut entries = vec![heading("Task definitions")];
        entries.extend(told.into_iter().map(|(place, names)| {
            let text = match names.as_slice() {
                [first, rest @ ..] if rest.len() > 1 => format!("{first} and {} more", rest.len()),
                few => few.join(", "),
            };
            let sign = Sign::Box(look_at(place, Shade::Full));
            Entry { sign, text }
        }));
        entries
    }
}

/// The states of a task as the strength of any colour, from the bottom of a stack to its top.
pub(super) const STATES: [(Shade, &str); 5] = [
    (Shade::Full, "ready"),
    (Shade::Bad, "unhealthy"),
    (Shade::Half, "running, not ready yet"),
    (Shade::Faint, "starting"),
    (Shade::Ending, "stopping"),
];

/// A heading, and the states in grey, since they mean the same in every colour. Few runs have tasks
/// that are unhealthy.
pub(super) fn states<'a>(mut tasks: impl Iterator<Item = &'a TaskRow>) -> Vec<Entry> {
    let has_bad = tasks.any(|task| !task.unhealthy.is_empty());
    let mut entries = vec![heading("States, in any colour")];
    let shown = STATES
        .iter()
        .filter(|(shade, _)| has_bad || *shade != Shade::Bad);
    entries.extend(shown.map(|&(shade, text)| Entry {
        sign: Sign::Box(look_at(LOOK_COUNT, shade)),
        text: text.to_owned(),
    }));
    entries
}

/// A line above others.
pub(super) fn heading(text: &str) -> Entry {
    let text = text.to_owned();
    let sign = Sign::None;
    Entry { sign, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    #[test]
    fn services_come_in_file_order_and_their_revisions_as_they_appear() {
        let result = testdata::medium();
        let revisions = Revisions::of(&result);
        let place = |name| revisions.place(name);
        let places = ["web:1", "web:2", "web:3", "api:4", "jobs:1"].map(place);
        assert_eq!(places, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn more_revisions_than_colours_share_them() {
        let mut result = testdata::large();
        for (number, task) in result.tasks.iter_mut().enumerate() {
            task.service = "web".into();
            task.task_definition = format!("web:{}", number % 50);
        }
        result.services[0] = "web".into();
        let revisions = Revisions::of(&result);
        assert_eq!(revisions.place("web:0"), revisions.place("web:24"));
        assert_ne!(revisions.place("web:0"), revisions.place("web:12"));
        let shown = ["web:0", "web:1", "web:24", "web:0", "web:48"];
        let legend = revisions.legend(shown.into_iter());
        let texts: Vec<&str> = legend.iter().map(|entry| entry.text.as_str()).collect();
        assert_eq!(texts, ["Task definitions", "web:0 and 2 more", "web:1"]);
    }
}
