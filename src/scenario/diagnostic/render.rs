//! Draws diagnostics as rustc does: code, message, excerpt, help.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Label, Severity, excerpt};

/// How many diagnostics are drawn; the others are counted.
const DRAWN: usize = 50;

impl Diagnostics {
    /// All of them for people, each with its excerpt and what to write instead; at most fifty are
    /// drawn.
    ///
    /// ```
    /// let loaded = ecsim::scenario::load_text("a.yaml", "duration: 90", &Default::default());
    /// let text = loaded.diagnostics.render(false);
    /// assert!(text.contains("a.yaml:1:11"));
    /// assert!(text.contains("write `90s`"));
    /// ```
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        for diagnostic in self.list.iter().take(DRAWN) {
            text.push_str(&renderer.render(&self.groups(diagnostic)));
            text.push_str("\n\n");
        }
        let total = self.errors + self.warnings;
        if total > DRAWN {
            let _ = writeln!(text, "and {} more\n", total - DRAWN);
        }
        text
    }

    fn groups<'d>(&'d self, diagnostic: &'d Diagnostic) -> Vec<Group<'d>> {
        let level = match diagnostic.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.name());
        let mut group = Group::with_title(title).elements(self.excerpts(diagnostic));
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        vec![group]
    }

    /// One excerpt for places that are near each other, else one for each.
    fn excerpts<'d>(&'d self, diagnostic: &'d Diagnostic) -> Vec<Element<'d>> {
        let Some(primary) = &diagnostic.primary else {
            return Vec::new();
        };
        let source = self.sources.get(primary.place.file);
        let mut elements = Vec::new();
        let mut shown = excerpt::around(source, &range(primary));
        let mut beside = Vec::new();
        let mut apart = Vec::new();
        for label in &diagnostic.secondary {
            let near = (label.place.file == primary.place.file)
                .then(|| excerpt::between(source, &range(primary), &range(label)))
                .flatten();
            match near {
                Some(both) if beside.is_empty() && shown.is_some() => {
                    shown = Some(both);
                    beside.push(label);
                }
                _ => apart.push(label),
            }
        }
        elements.push(match shown {
            Some(excerpt) => {
                let mut snippet = Snippet::source(excerpt.text)
                    .path(source.name.as_str())
                    .line_start(excerpt.line)
                    .annotation(
                        AnnotationKind::Primary
                            .span(excerpt.span(&range(primary)))
                            .label(primary.text.as_str()),
                    );
                for label in beside {
                    snippet = snippet.annotation(
                        AnnotationKind::Context
                            .span(excerpt.span(&range(label)))
                            .label(label.text.as_str()),
                    );
                }
                snippet.into()
            }
            None => self.origin(primary).into(),
        });
        elements.extend(apart.into_iter().map(|label| self.alone(label)));
        elements
    }

    fn alone<'d>(&'d self, label: &'d Label) -> Element<'d> {
        let source = self.sources.get(label.place.file);
        match excerpt::around(source, &range(label)) {
            Some(excerpt) => Snippet::source(excerpt.text)
                .path(source.name.as_str())
                .line_start(excerpt.line)
                .annotation(
                    AnnotationKind::Context
                        .span(excerpt.span(&range(label)))
                        .label(label.text.as_str()),
                )
                .into(),
            None => self.origin(label).into(),
        }
    }

    fn origin<'d>(&'d self, label: &'d Label) -> Origin<'d> {
        let (name, line, column) = self.position(label.place);
        Origin::path(name).line(line).char_column(column)
    }
}

fn range(label: &Label) -> Range<usize> {
    label.place.start as usize..label.place.end as usize
}
