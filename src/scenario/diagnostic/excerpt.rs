//! The lines around a place, safe to show: bounded in length, without control characters.

use std::ops::Range;

use crate::scenario::source::Source;

/// The longest line that is shown; a longer one is only named.
const LINE_BYTES: usize = 400;

/// The longest text of a message.
const MESSAGE_BYTES: usize = 1000;

/// How far two places of one file may be apart, in lines, to be shown in one excerpt.
const LINES: usize = 12;

/// Lines of a text that can be shown as they are.
pub(super) struct Excerpt<'t> {
    /// The text of the lines.
    pub(super) text: &'t str,
    /// The number of the first line, from 1.
    pub(super) line: usize,
    /// The first byte in the whole text.
    pub(super) offset: usize,
}

impl Excerpt<'_> {
    /// The bytes of a place inside the excerpt, cut off at the end of their first line.
    pub(super) fn span(&self, place: &Range<usize>) -> Range<usize> {
        let start = place.start.saturating_sub(self.offset).min(self.text.len());
        let end = place
            .end
            .saturating_sub(self.offset)
            .clamp(start, self.text.len());
        let line = self.text[start..end]
            .find(['\n', '\r'])
            .map_or(end, |at| start + at);
        start..line
    }
}

/// The lines of one place, or nothing if they cannot be shown.
pub(super) fn around<'t>(source: &'t Source, place: &Range<usize>) -> Option<Excerpt<'t>> {
    let range = line_at(&source.text, place.start);
    lines(source, range)
}

/// The lines from one place to another, if they are near enough to be shown together.
pub(super) fn between<'t>(
    source: &'t Source,
    a: &Range<usize>,
    b: &Range<usize>,
) -> Option<Excerpt<'t>> {
    let (first, last) = (
        line_at(&source.text, a.start.min(b.start)),
        line_at(&source.text, a.start.max(b.start)),
    );
    if last.start.saturating_sub(first.start) > LINES * LINE_BYTES {
        return None;
    }
    lines(source, first.start..last.end)
}

fn lines(source: &Source, range: Range<usize>) -> Option<Excerpt<'_>> {
    let (line, _) = source.position(range.start);
    let shown = &source.text[range.clone()];
    let safe = |line: &str| line.len() <= LINE_BYTES && !line.contains(is_unsafe);
    let all = shown.split('\n').all(safe) && shown.split('\n').count() <= LINES;
    all.then_some(Excerpt {
        text: shown,
        line,
        offset: range.start,
    })
}

/// Letters that steer a terminal or turn the direction of a line. The renderer draws control
/// characters below U+0080 itself.
pub(in crate::scenario) fn is_unsafe(letter: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&letter) || ('\u{202a}'..='\u{202e}').contains(&letter)
}

/// Makes a text of a message safe to show: names in it are the user's.
pub(super) fn tame(text: &mut String) {
    if text.contains(is_unsafe) {
        *text = text.replace(is_unsafe, "\u{fffd}");
    }
    if text.len() > MESSAGE_BYTES {
        text.truncate(floor(text, MESSAGE_BYTES));
        text.push('…');
    }
}

fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = floor(text, at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    start..end
}

/// The last boundary of a character that is not after `at`.
pub(in crate::scenario) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::Sources;

    #[test]
    fn a_very_long_line_is_not_shown() {
        let text = format!("a: 1\nb: {}\n", "x".repeat(1 << 20));
        let mut sources = Sources::default();
        let file = sources.add("x.yaml", text);
        let source = sources.get(file);
        assert!(around(source, &(0..1)).is_some());
        assert!(around(source, &(9..12)).is_none());
    }
}
