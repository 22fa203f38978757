//! YAML events to a tree, within the limits.

mod mapping;
mod tags;

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use super::{FileId, Kind, Node, Place, Scalar, limits};
use crate::scenario::diagnostic::{Diagnostic, codes};
use mapping::Members;

pub(in crate::scenario) use mapping::spaced;

pub(in crate::scenario) use tags::is_function;

/// Reads one document: bytes `range` of a text.
///
/// Duplicate keys and the like do not end it: what could be read comes with the diagnostics.
pub(in crate::scenario) fn parse(
    file: FileId,
    text: &str,
    range: Range<usize>,
) -> (Option<Node>, Vec<Diagnostic>) {
    let options = granit_parser::options! {
        emit_comments: false,
        // Ours come first, with a message of their own.
        flow_nesting_limit: limits::DEPTH * 4,
        block_nesting_limit: limits::DEPTH * 4,
        simple_key_max_lookahead: 1 << 16,
    };
    let mut builder = Builder {
        file,
        offset: range.start,
        length: range.len(),
        frames: Vec::new(),
        anchors: BTreeMap::new(),
        size: Size::default(),
        documents: 0,
        root: None,
        problems: Vec::new(),
    };
    let text = &text[range];
    for event in Parser::new_from_str_with_options(text, options) {
        let step = match event {
            Err(error) => Err(Box::new(builder.not_yaml(&error, text))),
            Ok((event, span)) => {
                let bytes = |span: granit_parser::Span| {
                    let start = span.start.byte_offset().unwrap_or(0);
                    (start, span.end.byte_offset().unwrap_or(start))
                };
                let tag = span.tag_span().map_or(bytes(span), bytes);
                builder.event(event, bytes(span), tag)
            }
        };
        if let Err(problem) = step {
            builder.problems.push(*problem);
            return (None, builder.problems);
        }
    }
    (builder.root, builder.problems)
}

/// A step of the reading; a problem ends it.
type Step = Result<(), Box<Diagnostic>>;

/// Bytes of the text.
type Bytes = (usize, usize);

struct Builder {
    file: FileId,
    /// Where in its file the text begins.
    offset: usize,
    length: usize,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Anchored>,
    size: Size,
    documents: usize,
    root: Option<Node>,
    problems: Vec<Diagnostic>,
}

/// What counts against the limits.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    bytes: usize,
}

/// A collection that is not closed yet.
struct Frame {
    start: usize,
    anchor: usize,
    /// Whether its tag was told.
    refused: bool,
    /// What was counted before it.
    before: Size,
    /// How many levels there are inside it, itself included.
    depth: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Members),
}

/// A value with an anchor, and what each alias of it costs.
struct Anchored {
    node: Node,
    size: Size,
    depth: usize,
}

impl Builder {
    fn place(&self, (start, end): Bytes) -> Place {
        Place::new(self.file, self.offset + start, self.offset + end)
    }

    fn event(&mut self, event: Event<'_>, at: Bytes, tag_at: Bytes) -> Step {
        match event {
            Event::DocumentStart(..) => self.document(at),
            Event::Alias(id) => self.alias(id, at),
            Event::Scalar(text, style, anchor, tag) => {
                self.count(text.len(), at)?;
                let plain = style == ScalarStyle::Plain;
                let scalar = if self.refuses(tag.as_deref(), tag_at) {
                    Scalar::refused()
                } else {
                    tags::scalar(text.into_owned(), plain, tag.as_deref())
                };
                let bytes = scalar.text.len();
                let place = self.place(at);
                let kind = Kind::Scalar(scalar);
                let node = Node { place, kind };
                self.remember(anchor, &node, Size { values: 1, bytes }, 0)?;
                self.add(node, plain);
                Ok(())
            }
            Event::SequenceStart(_, anchor, tag) => {
                let refused = self.refuses(tag.as_deref(), tag_at);
                self.open(anchor, refused, at, Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let refused = self.refuses(tag.as_deref(), tag_at);
                self.open(anchor, refused, at, Content::Map(Members::default()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(at.1),
            _ => Ok(()),
        }
    }

    fn document(&mut self, at: Bytes) -> Step {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        let message = "a scenario is one YAML document";
        let diagnostic = Diagnostic::new(codes::SEVERAL_DOCUMENTS, message)
            .at(self.place(at), "a second document begins here")
            .help("put the other document in a file of its own");
        Err(Box::new(diagnostic))
    }

    /// Counts a value and its text.
    fn count(&mut self, bytes: usize, at: Bytes) -> Step {
        self.add_size(Size { values: 1, bytes }, at)
    }

    fn add_size(&mut self, size: Size, at: Bytes) -> Step {
        self.size.values += size.values;
        self.size.bytes += size.bytes;
        if self.size.values <= limits::VALUES && self.size.bytes <= limits::TEXT_BYTES {
            return Ok(());
        }
        let message = format!(
            "a scenario holds at most {} values and {} MiB of text, aliases included",
            limits::VALUES,
            limits::TEXT_BYTES >> 20
        );
        let diagnostic = Diagnostic::new(codes::TOO_MANY_VALUES, message)
            .at(self.place(at), "the limit is passed here")
            .help("an alias (`*name`) counts with everything that it stands for");
        Err(Box::new(diagnostic))
    }

    fn too_deep(&self, start: usize) -> Diagnostic {
        let message = format!(
            "more than {} lists and mappings inside each other",
            limits::DEPTH
        );
        let place = self.place((start, (start + 1).min(self.length)));
        Diagnostic::new(codes::TOO_DEEP, message).at(place, "one level too many")
    }

    fn open(&mut self, anchor: usize, refused: bool, at: Bytes, content: Content) -> Step {
        let before = self.size;
        self.count(0, at)?;
        if self.frames.len() >= limits::DEPTH {
            return Err(Box::new(self.too_deep(at.0)));
        }
        self.frames.push(Frame {
            start: at.0,
            anchor,
            refused,
            before,
            depth: 1,
            content,
        });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Step {
        let frame = self.frames.pop().expect("granit closes what it opened");
        let kind = match frame.content {
            _ if frame.refused => Kind::Scalar(Scalar::refused()),
            Content::List(entries) => Kind::List(entries),
            Content::Map(members) => Kind::Map(members.finish(&mut self.problems)),
        };
        let place = self.place((frame.start, end.max(frame.start)));
        let node = Node { place, kind };
        let size = Size {
            values: self.size.values - frame.before.values,
            bytes: self.size.bytes - frame.before.bytes,
        };
        self.remember(frame.anchor, &node, size, frame.depth)?;
        self.deepen(frame.depth);
        self.add(node, false);
        Ok(())
    }

    fn deepen(&mut self, depth: usize) {
        if let Some(parent) = self.frames.last_mut() {
            parent.depth = parent.depth.max(depth + 1);
        }
    }

    /// Keeps a value that has an anchor; the copy counts too.
    fn remember(&mut self, anchor: usize, node: &Node, size: Size, depth: usize) -> Step {
        if anchor == 0 {
            return Ok(());
        }
        let start = node.place.start as usize - self.offset;
        self.add_size(size, (start, start))?;
        let node = node.clone();
        self.anchors.insert(anchor, Anchored { node, size, depth });
        Ok(())
    }

    fn alias(&mut self, id: usize, at: Bytes) -> Step {
        let Some(Anchored { size, depth, .. }) = self.anchors.get(&id) else {
            let message = "an alias inside the value that it stands for";
            let diagnostic = Diagnostic::new(codes::NOT_YAML, message);
            let diagnostic = diagnostic.at(self.place(at), "this would never end");
            return Err(Box::new(diagnostic));
        };
        let (size, depth) = (*size, *depth);
        self.add_size(size, at)?;
        if self.frames.len() + depth > limits::DEPTH {
            return Err(Box::new(self.too_deep(at.0)));
        }
        if depth > 0 {
            self.deepen(depth);
        }
        let node = self.anchors[&id].node.clone();
        self.add(node, false);
        Ok(())
    }

    fn add(&mut self, node: Node, plain: bool) {
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::List(entries)) => entries.push(node),
            Some(Content::Map(members)) => members.add(node, plain, &mut self.problems),
        }
    }

    fn not_yaml(&self, error: &ScanError, text: &str) -> Diagnostic {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.length);
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return self.too_deep(at);
        }
        let message = format!("this is not YAML: {}", error.info());
        let place = self.place((at, at));
        let diagnostic = Diagnostic::new(codes::NOT_YAML, message);
        if let Some((opening, closing)) = bracket(text, at) {
            return diagnostic
                .at(self.place((at, at + 1)), "opened here, and not closed")
                .help(format!("a `{closing}` is missing for this `{opening}`"));
        }
        let diagnostic = diagnostic.at(place, "the reader stopped here");
        if let Some(written) = unspaced(&text[..at]) {
            let help = format!("a space is missing after the colon: write `{written}`");
            return diagnostic.help(help);
        }
        let open = unclosed(text.get(..at).unwrap_or(text));
        let open = open.and_then(|start| Some((start, bracket(text, start)?)));
        let Some((start, (opening, closing))) = open else {
            return diagnostic.help(
                "check the indentation: what belongs together begins in the same column; \
                 a text with `: ` in it needs quotes",
            );
        };
        diagnostic
            .also(self.place((start, start + 1)), "opened here")
            .help(format!(
                "perhaps a `{closing}` is missing for the `{opening}`, or a comma"
            ))
    }
}

/// The last bracket that is opened and not closed, outside of quotes and comments.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = b' ';
    let mut is_comment = false;
    for (at, byte) in text.bytes().enumerate() {
        let begins = before.is_ascii_whitespace() || b"{[,:".contains(&before);
        match (quote, byte) {
            _ if is_comment => is_comment = byte != b'\n',
            (Some(open), _) if open == byte && before != b'\\' => quote = None,
            (None, b'"' | b'\'') if begins => quote = Some(byte),
            (None, b'#') if before.is_ascii_whitespace() => is_comment = true,
            (None, b'{' | b'[') if begins || !open.is_empty() => open.push(at),
            (None, b'}' | b']') => {
                open.pop();
            }
            _ => {}
        }
        before = byte;
    }
    open.pop()
}

/// The bracket at a byte, and the one that closes it.
fn bracket(text: &str, at: usize) -> Option<(char, char)> {
    match text.as_bytes().get(at)? {
        b'{' => Some(('{', '}')),
        b'[' => Some(('[', ']')),
        _ => None,
    }
}

/// One of the last two lines with something on them, if the space after its colon is missing.
fn unspaced(before: &str) -> Option<String> {
    let lines = before.lines().rev();
    let mut lines = lines.map(str::trim).filter(|line| !line.is_empty()).take(2);
    lines.find_map(|line| spaced(line.trim_start_matches("- ")))
}
