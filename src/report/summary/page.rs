//! A page of text with labels on the left, no longer than a screen and no wider than a terminal.

use std::path::Path;

use super::{LINES, WIDTH};
use crate::report::words::{clip, count};

/// Columns before the text of a line.
const INDENT: usize = 15;

/// Between two words that stay on one line.
pub(super) const TIE: char = '\u{a0}';

/// The most lines of notes.
const NOTES: usize = 4;

/// A page that is being written.
pub(super) struct Page {
    lines: Vec<String>,
}

impl Page {
    /// A page about something of that name; the name is cut where `facts` behind it need the room.
    pub(super) fn new(name: &str, facts: &str) -> Self {
        let name = clip(name, WIDTH.saturating_sub(facts.chars().count()));
        Self {
            lines: vec![name + facts, String::new()],
        }
    }

    /// Adds lines that share a label; no lines, no label.
    pub(super) fn section(&mut self, label: &str, lines: Vec<String>) {
        for (index, line) in lines.into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.lines
                .push(clip(&format!("{label:<INDENT$}{line}"), WIDTH));
        }
    }

    /// Leaves a line empty.
    pub(super) fn gap(&mut self) {
        self.lines.push(String::new());
    }

    /// Adds a path. It is there to be copied, so it is never cut.
    pub(super) fn path(&mut self, label: &str, path: &Path) {
        self.lines
            .push(format!("{label:<INDENT$}{}", path.display()));
    }

    /// All lines, none of them empty at the end.
    pub(super) fn text(mut self) -> String {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        debug_assert!(self.lines.len() <= LINES, "sections keep to their limits");
        self.lines.push(String::new());
        // A name in a scenario does not get to command the terminal.
        for line in &mut self.lines {
            *line = line.replace(|sign: char| sign == TIE || sign.is_control(), " ");
        }
        self.lines.join("\n")
    }
}

/// The notes, broken into lines; those that find no room are counted.
pub(super) fn notes(notes: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, note) in notes.iter().enumerate() {
        let broken = wrap(note, WIDTH - INDENT - 2);
        let is_last = index + 1 == notes.len();
        if lines.len() + broken.len() > NOTES - usize::from(!is_last) {
            let left = count(notes.len() - index, "note");
            let more = if index == 0 { "" } else { " more" };
            lines.push(format!("- {left}{more} in summary.json"));
            break;
        }
        for (part, line) in broken.into_iter().enumerate() {
            lines.push(format!("{}{line}", if part == 0 { "- " } else { "  " }));
        }
    }
    lines
}

/// A sentence that may be a little too long for one line.
pub(super) fn two_lines(sentence: Option<String>) -> Vec<String> {
    let mut lines = wrap(&sentence.unwrap_or_default(), WIDTH - INDENT);
    lines.truncate(2);
    lines
}

/// Breaks a text into lines between words.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let is_break = |sign: char| sign.is_whitespace() && sign != TIE;
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(clip(word, width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_note_that_is_too_long_is_pointed_at() {
        let long = vec!["word ".repeat(400)];
        assert_eq!(notes(&long), ["- 1 note in summary.json"]);
        let short = vec!["one".to_owned(), "two".to_owned()];
        assert_eq!(notes(&short), ["- one", "- two"]);
    }

    #[test]
    fn a_long_sentence_takes_two_lines() {
        let lines = two_lines(Some("word ".repeat(25)));
        assert_eq!(lines.len(), 2);
        assert!(two_lines(None).is_empty());
    }

    #[test]
    fn a_page_ends_with_its_last_section() {
        let mut page = Page::new("name", ": facts");
        page.section("Label", vec!["one".into(), "two".into()]);
        page.section("Nothing", Vec::new());
        page.gap();
        assert_eq!(
            page.text(),
            "name: facts\n\nLabel          one\n               two\n"
        );
    }
}
