//! YAML events to a tree, within the limits.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag};

use super::{FileId, Kind, Map, Member, Node, Place, Scalar, limits};
use crate::scenario::diagnostic::{Diagnostic, codes};

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
        values: 0,
        bytes: 0,
        documents: 0,
        root: None,
        problems: Vec::new(),
    };
    for event in Parser::new_from_str_with_options(&text[range], options) {
        let step = event
            .map_err(|error| builder.not_yaml(&error))
            .and_then(|(event, span)| {
                let start = span.start.byte_offset().unwrap_or(0);
                let end = span.end.byte_offset().unwrap_or(start);
                let tag = span
                    .tag_span()
                    .and_then(|span| Some((span.start.byte_offset()?, span.end.byte_offset()?)));
                builder.event(event, (start, end), tag)
            });
        if let Err(problem) = step {
            builder.problems.push(*problem);
            return (None, builder.problems);
        }
    }
    (builder.root, builder.problems)
}

type Step = Result<(), Box<Diagnostic>>;

struct Builder {
    file: FileId,
    offset: usize,
    length: usize,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Anchored>,
    values: usize,
    bytes: usize,
    documents: usize,
    root: Option<Node>,
    problems: Vec<Diagnostic>,
}

/// A collection that is not closed yet.
struct Frame {
    start: usize,
    anchor: usize,
    /// Whether its tag was told.
    refused: bool,
    /// Values and bytes that were counted before it.
    before: (usize, usize),
    /// The deepest frame inside it, itself included.
    depth: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Members),
}

#[derive(Default)]
struct Members {
    members: Map,
    places: BTreeMap<String, Place>,
    key: Option<(Key, Place)>,
    merges: Vec<(Place, Node)>,
}

enum Key {
    Text(String),
    /// `<<` without quotes.
    Merge,
    /// A mapping or a list: it was told, and its value is dropped.
    Impossible,
}

/// A value with an anchor, and what each alias of it costs.
struct Anchored {
    node: Node,
    values: usize,
    bytes: usize,
    depth: usize,
}

impl Builder {
    fn place(&self, start: usize, end: usize) -> Place {
        Place::new(self.file, self.offset + start, self.offset + end)
    }

    fn event(
        &mut self,
        event: Event<'_>,
        (start, end): (usize, usize),
        tag_place: Option<(usize, usize)>,
    ) -> Step {
        let tag_place = tag_place.map_or_else(|| self.place(start, end), |(a, b)| self.place(a, b));
        match event {
            Event::DocumentStart(..) => self.document(start, end),
            Event::Alias(id) => self.alias(id, start, end),
            Event::Scalar(text, style, anchor, tag) => {
                self.count(text.len(), start, end)?;
                let plain = style == ScalarStyle::Plain;
                let scalar = if self.refuses(tag.as_deref(), tag_place) {
                    Scalar::refused()
                } else {
                    scalar(text.into_owned(), plain, tag.as_deref())
                };
                let bytes = scalar.text.len();
                let place = self.place(start, end);
                let kind = Kind::Scalar(scalar);
                let node = Node { place, kind };
                self.remember(anchor, &node, (1, bytes), 0)?;
                self.add(node, plain)
            }
            Event::SequenceStart(_, anchor, tag) => {
                let refused = self.refuses(tag.as_deref(), tag_place);
                self.open((anchor, refused), start, end, Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let refused = self.refuses(tag.as_deref(), tag_place);
                self.open(
                    (anchor, refused),
                    start,
                    end,
                    Content::Map(Members::default()),
                )
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            _ => Ok(()),
        }
    }

    fn document(&mut self, start: usize, end: usize) -> Step {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::new(codes::SEVERAL_DOCUMENTS, "a scenario is one YAML document")
                .at(self.place(start, end), "a second document begins here")
                .help("put the other document in a file of its own"),
        ))
    }

    /// Counts a value and its text against the limits.
    fn count(&mut self, bytes: usize, start: usize, end: usize) -> Step {
        self.values += 1;
        self.bytes += bytes;
        self.within(start, end)
    }

    fn within(&self, start: usize, end: usize) -> Step {
        if self.values <= limits::VALUES && self.bytes <= limits::TEXT_BYTES {
            return Ok(());
        }
        let message = format!(
            "a scenario holds at most {} values and {} MiB of text, aliases included",
            limits::VALUES,
            limits::TEXT_BYTES >> 20
        );
        Err(Box::new(
            Diagnostic::new(codes::TOO_MANY_VALUES, message)
                .at(self.place(start, end), "the limit is passed here")
                .help("an alias (`*name`) counts with everything that it stands for"),
        ))
    }

    fn too_deep(&self, start: usize) -> Box<Diagnostic> {
        let message = format!(
            "more than {} lists and mappings inside each other",
            limits::DEPTH
        );
        let place = self.place(start, (start + 1).min(self.length));
        Box::new(Diagnostic::new(codes::TOO_DEEP, message).at(place, "one level too many"))
    }

    fn open(
        &mut self,
        (anchor, refused): (usize, bool),
        start: usize,
        end: usize,
        content: Content,
    ) -> Step {
        let before = (self.values, self.bytes);
        self.count(0, start, end)?;
        if self.frames.len() >= limits::DEPTH {
            return Err(self.too_deep(start));
        }
        self.frames.push(Frame {
            start,
            anchor,
            refused,
            before,
            depth: 1,
            content,
        });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Step {
        let frame = self
            .frames
            .pop()
            .expect("granit closes only what it opened");
        let kind = match frame.content {
            _ if frame.refused => Kind::Scalar(Scalar::refused()),
            Content::List(entries) => Kind::List(entries),
            Content::Map(members) => Kind::Map(self.finish(members)),
        };
        let place = self.place(frame.start, end.max(frame.start));
        let node = Node { place, kind };
        let size = (self.values - frame.before.0, self.bytes - frame.before.1);
        self.remember(frame.anchor, &node, size, frame.depth)?;
        self.deepen(frame.depth);
        self.add(node, false)
    }

    fn deepen(&mut self, depth: usize) {
        if let Some(parent) = self.frames.last_mut() {
            parent.depth = parent.depth.max(depth + 1);
        }
    }

    /// Keeps a value that has an anchor; the copy counts too.
    fn remember(&mut self, anchor: usize, node: &Node, size: (usize, usize), depth: usize) -> Step {
        if anchor == 0 {
            return Ok(());
        }
        let (values, bytes) = size;
        self.values += values;
        self.bytes += bytes;
        self.within(node.place.start as usize, node.place.end as usize)?;
        let node = node.clone();
        let anchored = Anchored {
            node,
            values,
            bytes,
            depth,
        };
        self.anchors.insert(anchor, anchored);
        Ok(())
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Step {
        let place = self.place(start, end);
        let Some(anchored) = self.anchors.get(&id) else {
            let message = "an alias inside the value that it stands for";
            return Err(Box::new(
                Diagnostic::new(codes::NOT_YAML, message).at(place, "this would never end"),
            ));
        };
        self.values += anchored.values;
        self.bytes += anchored.bytes;
        self.within(start, end)?;
        let anchored = &self.anchors[&id];
        if self.frames.len() + anchored.depth > limits::DEPTH {
            return Err(self.too_deep(start));
        }
        let depth = anchored.depth;
        let node = anchored.node.clone();
        if depth > 0 {
            self.deepen(depth);
        }
        self.add(node, false)
    }

    fn add(&mut self, node: Node, plain: bool) -> Step {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut frame.content {
            Content::List(entries) => entries.push(node),
            Content::Map(members) => match members.key.take() {
                None => self.key(node, plain),
                Some((Key::Merge, place)) => members.merges.push((place, node)),
                Some((Key::Impossible, _)) => {}
                Some((Key::Text(key), key_place)) => members.members.push(Member {
                    key,
                    key_place,
                    value: node,
                }),
            },
        }
        Ok(())
    }

    fn key(&mut self, node: Node, plain: bool) {
        let place = node.place;
        let key = match node.kind {
            Kind::Scalar(scalar) if plain && scalar.text == "<<" => Key::Merge,
            Kind::Scalar(scalar) => Key::Text(scalar.text),
            Kind::List(_) | Kind::Map(_) => {
                self.problems.push(
                    Diagnostic::new(codes::KEY_IS_NO_TEXT, "a key is a text")
                        .at(place, "this is a list or a mapping"),
                );
                Key::Impossible
            }
        };
        let first = self.members().and_then(|members| {
            members.key = Some((Key::Impossible, place));
            let name = match &key {
                Key::Text(name) => name.as_str(),
                Key::Merge => "<<",
                Key::Impossible => return None,
            };
            let first = members.places.get(name).copied();
            if first.is_none() {
                members.places.insert(name.to_owned(), place);
                members.key = Some((key, place));
            }
            first
        });
        if let Some(first) = first {
            self.problems.push(
                Diagnostic::new(codes::DUPLICATE_KEY, "a key stands twice in one mapping")
                    .at(place, "the second time")
                    .also(first, "the first time")
                    .help("remove one of the two"),
            );
        }
    }

    fn members(&mut self) -> Option<&mut Members> {
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            Some(Content::Map(members)) => Some(members),
            _ => None,
        }
    }

    /// Puts in what `<<` names, under the keys that the mapping does not have itself.
    fn finish(&mut self, members: Members) -> Map {
        let Members {
            mut members,
            mut places,
            merges,
            ..
        } = members;
        for (place, node) in merges {
            let sources = match node.kind {
                Kind::Map(map) => vec![map],
                Kind::List(entries) if entries.iter().all(|entry| entry.as_map().is_some()) => {
                    entries
                        .into_iter()
                        .filter_map(|entry| match entry.kind {
                            Kind::Map(map) => Some(map),
                            _ => None,
                        })
                        .collect()
                }
                _ => {
                    self.problems.push(
                        Diagnostic::new(
                            codes::BAD_MERGE,
                            "`<<` takes a mapping or a list of mappings",
                        )
                        .at(place, "this is neither")
                        .help("write `<<: *name`, or put the key in quotes if you mean the text"),
                    );
                    continue;
                }
            };
            for member in sources.into_iter().flatten() {
                if !places.contains_key(&member.key) {
                    places.insert(member.key.clone(), member.key_place);
                    members.push(member);
                }
            }
        }
        members
    }

    /// Tells a tag that has no meaning here.
    fn refuses(&mut self, tag: Option<&Tag>, place: Place) -> bool {
        let Some(tag) = tag.filter(|tag| tag.core_suffix().is_none()) else {
            return false;
        };
        let name = format!("!{}", tag.suffix());
        let diagnostic = if is_function(tag.suffix()) {
            Diagnostic::new(
                codes::CLOUDFORMATION_FUNCTION,
                format!("{name} is a function of CloudFormation, which nobody evaluates here"),
            )
            .at(place, "a function")
            .help("write the value that it would give")
        } else {
            Diagnostic::new(
                codes::TAG,
                format!("the tag {name} has no meaning in a scenario"),
            )
            .at(place, "a tag")
            .help("remove it; a text that begins with `!` goes in quotes")
        };
        self.problems.push(diagnostic);
        true
    }

    fn not_yaml(&self, error: &ScanError) -> Box<Diagnostic> {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.length);
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return self.too_deep(at);
        }
        let place = self.place(at, at);
        let message = format!("this is not YAML: {}", error.info());
        Box::new(Diagnostic::new(codes::NOT_YAML, message).at(place, "the reader stopped here"))
    }
}

/// The word of a value under its tag.
fn scalar(text: String, plain: bool, tag: Option<&Tag>) -> Scalar {
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Scalar::text(text),
        Some(_) => Scalar::plain(text),
        None if plain => Scalar::plain(text),
        None => Scalar::text(text),
    }
}

/// Whether a tag, or a key after `Fn::`, is a function of CloudFormation.
pub(in crate::scenario) fn is_function(name: &str) -> bool {
    const NAMES: [&str; 18] = [
        "And",
        "Base64",
        "Cidr",
        "Condition",
        "Equals",
        "FindInMap",
        "ForEach",
        "GetAZs",
        "GetAtt",
        "If",
        "ImportValue",
        "Join",
        "Length",
        "Not",
        "Or",
        "Ref",
        "Select",
        "Sub",
    ];
    NAMES.contains(&name) || matches!(name, "Split" | "ToJsonString" | "Transform")
}
