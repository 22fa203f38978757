//! Annotations of a workflow of GitHub Actions: each broken promise at its line.
//!
//! Fact: "Workflow commands for GitHub Actions", GitHub Docs.

use std::io::{self, Write};

use super::case::{Became, Case};

/// Whether the program runs in a workflow.
pub(super) fn is_here() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// A line for everything that is broken.
pub(super) fn annotate(cases: &[Case], out: &mut dyn Write) -> io::Result<()> {
    for case in cases {
        let file = case.path.display().to_string();
        match &case.became {
            Became::Skipped | Became::Listed(_) => {}
            Became::Refused(refused) => {
                let place = format!("file={}", property(&file));
                writeln!(
                    out,
                    "::error {place},title=ecsim::{}",
                    data(&refused.first_line())
                )?;
            }
            Became::Stopped(stopped) => {
                let place = format!("file={}", property(&file));
                writeln!(out, "::error {place},title=ecsim::{}", data(&stopped.why))?;
            }
            Became::Judged(judged) => {
                for broken in judged.broken() {
                    let written = &broken.written;
                    let place = format!(
                        "file={},line={},col={}",
                        property(&written.file),
                        written.line,
                        written.column
                    );
                    let title = property(&broken.text);
                    let text = data(&broken.explained.join("\n"));
                    writeln!(out, "::error {place},title={title}::{text}")?;
                }
                if let Some(table) = judged.moved_text() {
                    let text = data(&table);
                    let place = format!("file={}", property(&file));
                    writeln!(out, "::error {place},title=moved from the baseline::{text}")?;
                }
            }
        }
    }
    Ok(())
}

/// The text of a command, on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_one_line_whatever_it_says() {
        assert_eq!(data("99 %\r\nof it"), "99 %25%0D%0Aof it");
        assert_eq!(property("a:b,c\n"), "a%3Ab%2Cc%0A");
    }
}
