//! `docs/expectations.md`, taken apart.

use std::path::{Path, PathBuf};

pub(crate) fn repository(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The text of the document, with the line ends of this file.
pub(crate) fn text() -> String {
    let path = repository("docs/expectations.md");
    std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

/// A fenced block.
pub(crate) struct Block {
    /// What stands behind the fence: `text`, `text E0702`, `yaml`.
    pub(crate) info: String,
    /// Its lines.
    pub(crate) text: String,
    /// The line of its fence, from 1.
    pub(crate) line: usize,
}

/// The blocks of a text and, with them taken out, what is left of it.
fn taken_apart(text: &str) -> (Vec<Block>, String) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut prose = String::new();
    let mut is_inside = false;
    for (index, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(info) if !is_inside => blocks.push(Block {
                info: info.to_owned(),
                text: String::new(),
                line: index + 1,
            }),
            Some(_) => {}
            None => {
                let kept = if is_inside {
                    &mut blocks.last_mut().unwrap().text
                } else {
                    &mut prose
                };
                kept.push_str(line);
                kept.push('\n');
            }
        }
        is_inside ^= line.starts_with("```");
    }
    assert!(!is_inside, "a block is not closed");
    (blocks, prose)
}

pub(crate) fn blocks() -> Vec<Block> {
    taken_apart(&text()).0
}

/// The text without its blocks.
pub(crate) fn prose() -> String {
    taken_apart(&text()).1
}

/// What stands in backticks in a text, across ends of lines.
pub(crate) fn in_backticks(text: &str) -> Vec<String> {
    let parts = text.split('`').skip(1).step_by(2);
    parts.map(|part| part.replace('\n', " ")).collect()
}

/// The part of the text under a heading, up to the next one of its level or above.
pub(crate) fn section(heading: &str) -> String {
    let text = text();
    let (_, after) = text.split_once(&format!("\n{heading}\n")).unwrap();
    let level = heading.chars().take_while(|letter| *letter == '#').count();
    let ends = (1..=level).filter_map(|level| after.find(&format!("\n{} ", "#".repeat(level))));
    after[..ends.min().unwrap_or(after.len())].to_owned()
}
