//! A page of text with labels on the left, no longer than a screen and no wider than a terminal.

use std::path::Path;

use super::{LINES, WIDTH};
use crate::report::words::{count, hang, plain, wrap};

/// Columns before the text of a line.
const INDENT: usize = 15;

/// Columns of the text itself.
pub(super) const ROOM: usize = WIDTH - INDENT;

/// A page that is being written.
pub(super) struct Page {
    lines: Vec<String>,
}

impl Page {
    /// A page that begins with that line.
    pub(super) fn new(head: &str) -> Self {
        let mut lines = hang(head, WIDTH);
        lines.push(String::new());
        Self { lines }
    }

    /// Adds lines that share a label; no lines, no label. What is too long goes on in the next.
    pub(super) fn section(&mut self, label: &str, lines: &[String]) {
        let lines = lines.iter().flat_map(|line| hang(line, ROOM));
        for (index, line) in lines.enumerate() {
            let label = if index == 0 { label } else { "" };
            self.lines.push(format!("{label:<INDENT$}{line}"));
        }
    }

    /// How many more lines fit on the screen.
    pub(super) fn room(&self) -> usize {
        LINES.saturating_sub(self.lines.len())
    }

    /// Adds a sentence without a label.
    pub(super) fn line(&mut self, sentence: &str) {
        self.lines.push(sentence.to_owned());
    }

    /// Adds notes as far as they fit on the screen, with `below` lines kept free.
    pub(super) fn notes(&mut self, all: &[String], below: usize) {
        let room = self.room().saturating_sub(below).max(1);
        self.section("Notes", &notes(all, room));
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
        self.lines.push(String::new());
        for line in &mut self.lines {
            *line = plain(line);
        }
        self.lines.join("\n")
    }
}

/// The notes, broken into so many lines; if they find no room, the last line says where they are.
fn notes(notes: &[String], room: usize) -> Vec<String> {
    let is_list = notes.len() > 1;
    let bullet = if is_list { ["- ", "  "] } else { [""; 2] };
    let mut lines: Vec<String> = notes
        .iter()
        .flat_map(|note| wrap(note, ROOM - bullet[0].len()).into_iter().enumerate())
        .map(|(part, line)| bullet[usize::from(part > 0)].to_owned() + &line)
        .collect();
    if lines.len() > room {
        lines.truncate(room - 1);
        let all = count(notes.len(), "note");
        lines.push(match lines.len() {
            0 => format!("{all} in summary.json"),
            _ => format!("… {all} in full in summary.json"),
        });
    }
    lines
}

/// What is told of something: its name, then parts that stay whole, on as few lines as they take.
pub(super) fn told(name: &str, parts: &[String]) -> Vec<String> {
    let mut lines = vec![format!("{name}:")];
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let part = format!("{part}{}", if is_last { "" } else { ";" });
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + part.chars().count() <= ROOM => {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.push(format!("  {part}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_as_far_as_there_is_room() {
        let long = vec!["word ".repeat(400)];
        assert_eq!(notes(&long, 1), ["1 note in summary.json"]);
        assert_eq!(notes(&long, 4)[3], "… 1 note in full in summary.json");
        assert_eq!(notes(&long, 30).len(), 24);
        let short = ["one", "two", "three"].map(str::to_owned);
        assert_eq!(notes(&short[..1], 1), ["one"]);
        assert_eq!(notes(&short, 3), ["- one", "- two", "- three"]);
        let cut = ["- one", "… 3 notes in full in summary.json"];
        assert_eq!(notes(&short, 2), cut);
    }

    #[test]
    fn a_long_name_and_a_long_sentence_go_on_in_the_next_line() {
        let parts = ["lowest 32 of 40 at 10m", "never below its minimum of 32"].map(str::to_owned);
        let name = "n".repeat(100);
        let lines = told(&name, &parts);
        assert_eq!(lines[0], format!("{name}:"));
        assert_eq!(
            lines[1],
            "  lowest 32 of 40 at 10m; never below its minimum of 32"
        );
        let mut page = Page::new(&"w".repeat(120));
        page.section("Label", &lines);
        let text = page.text();
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH),
            "{text}"
        );
        assert_eq!(
            text.matches('n').count(),
            100 + "never minimum".matches('n').count()
        );
        assert_eq!(
            text.matches('w').count(),
            120 + "lowest below".matches('w').count()
        );
    }

    #[test]
    fn a_page_ends_with_its_last_section() {
        let mut page = Page::new("name: facts");
        page.section("Label", &["one".into(), "two".into()]);
        page.section("Nothing", &[]);
        page.gap();
        assert_eq!(
            page.text(),
            "name: facts\n\nLabel          one\n               two\n"
        );
    }
}
