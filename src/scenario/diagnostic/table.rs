//! The book of codes: what each one means, a fragment that has the problem, and one without it.
//!
//! Fragments are laid over a small scenario that has a service `web` of a task definition `web`, so
//! each shows only what matters. A test loads all of them.

mod expectations;
mod limits;
mod names;
mod network;
mod shape;
mod starts;
mod text;
mod warnings;

use std::sync::LazyLock;

use super::codes::{Code, CodeEntry};

/// Every code with its entry, in order.
static BOOK: LazyLock<Vec<CodeEntry>> = LazyLock::new(|| {
    let chapters: [&[CodeEntry]; 8] = [
        text::ENTRIES,
        shape::ENTRIES,
        names::ENTRIES,
        limits::ENTRIES,
        expectations::ENTRIES,
        warnings::ENTRIES,
        &network::WARNINGS,
        starts::ENTRIES,
    ];
    chapters.concat()
});

/// Every code with its entry, in order.
pub(in crate::scenario) fn book() -> &'static [CodeEntry] {
    &BOOK
}

const fn entry(
    code: Code,
    title: &'static str,
    explanation: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> CodeEntry {
    CodeEntry {
        code,
        title,
        explanation,
        wrong,
        right,
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::ALL;
    use super::*;
    use crate::scenario::{Overrides, from_layers};

    const BASE: &str = "
duration: 1h
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - family: web
      containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
";

    /// Codes that no fragment alone can show.
    const NEED_MORE: [&str; 7] = [
        "E0101", "E0106", "E0107", "E0108", "E0120", "E0121", "E0131",
    ];

    #[test]
    fn every_code_has_an_entry_in_order() {
        let listed: Vec<Code> = book().iter().map(|entry| entry.code).collect();
        assert_eq!(listed, ALL);
        let is_sorted = |letter: &str| {
            let of = listed
                .iter()
                .map(|code| code.name())
                .filter(|code| code.starts_with(letter));
            of.is_sorted_by(|a, b| a < b)
        };
        assert!(is_sorted("E") && is_sorted("W"));
    }

    #[test]
    fn every_entry_says_something() {
        for CodeEntry {
            code,
            title,
            explanation,
            wrong,
            right,
        } in book()
        {
            let code = code.name();
            assert!(!title.ends_with('.') && title.len() < 60, "{code}: {title}");
            assert!(
                explanation.ends_with('.') && explanation.len() > 40,
                "{code}"
            );
            assert!(
                !wrong.is_empty() && !right.is_empty() && wrong != right,
                "{code}"
            );
        }
    }

    #[test]
    fn wrong_fragments_have_the_problem_and_right_ones_have_none() {
        let mut failures = Vec::new();
        for entry in book()
            .iter()
            .filter(|entry| !NEED_MORE.contains(&entry.code.name()))
        {
            let code = entry.code;
            let load = |fragment: &str| match fragment.strip_prefix("--set ") {
                Some(set) => {
                    let set = vec![set.trim_matches('\'').to_owned()];
                    from_layers(
                        &[BASE],
                        &Overrides {
                            set,
                            ..Overrides::default()
                        },
                    )
                }
                None => from_layers(&[BASE, fragment], &Overrides::default()),
            };
            let wrong = load(entry.wrong).diagnostics;
            if !wrong.iter().any(|diagnostic| diagnostic.code == code) {
                failures.push(format!("{} wrong: {}", code.name(), wrong.render(false)));
            }
            let right = load(entry.right).diagnostics;
            if !right.is_empty() {
                failures.push(format!("{} right: {}", code.name(), right.render(false)));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}
