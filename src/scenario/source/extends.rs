//! A file and those that it extends, read and laid over each other.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{FileId, Node, foreign, limits, merge::merge, parse};
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::scenario::fold::fold;
use crate::scenario::shape::Shape;

/// Where a text is from: only a file can extend another one.
pub(in crate::scenario) enum Origin<'p> {
    /// This file.
    File(&'p Path),
    /// Somewhere else, under a name.
    Text(&'p str),
}

/// Reads a text and everything that it extends into one tree.
pub(in crate::scenario) fn load(
    origin: &Origin<'_>,
    bytes: Vec<u8>,
    out: &mut Diagnostics,
) -> Option<Node> {
    let mut chain = Vec::new();
    let name = match origin {
        Origin::File(path) => {
            chain.push(canonical(path));
            path.to_string_lossy().into_owned()
        }
        Origin::Text(name) => (*name).to_owned(),
    };
    let directory = match origin {
        Origin::File(path) => path.parent(),
        Origin::Text(_) => None,
    };
    layer(&name, directory, bytes, &mut chain, out)
}

/// Reads a file as far as it may be large.
pub(in crate::scenario) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = limits::FILE_BYTES as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn layer(
    name: &str,
    directory: Option<&Path>,
    bytes: Vec<u8>,
    chain: &mut Vec<PathBuf>,
    out: &mut Diagnostics,
) -> Option<Node> {
    let mut node = tree(name, bytes, out)?;
    let Some(base) = node.get("extends").filter(|node| node.as_text().is_some()) else {
        return Some(node);
    };
    let place = base.place;
    let text = base.as_text().unwrap_or_default().to_owned();
    let refuse =
        |code, message: String, help: &str| Diagnostic::new(code, message).at(place, "").help(help);
    let Some(directory) = directory else {
        let help = "put the scenario into a file";
        let message = "only a file can extend another one".to_owned();
        out.push(refuse(codes::EXTENDS, message, help));
        return None;
    };
    let path = directory.join(&text);
    let known = canonical(&path);
    if chain.contains(&known) {
        let help = "remove one `extends`";
        let message = format!("`{text}` extends this file again, directly or through others");
        out.push(refuse(codes::EXTENDS_CYCLE, message, help));
        return None;
    }
    if chain.len() >= limits::FILES {
        let message = format!("more than {} files extend each other", limits::FILES);
        out.push(refuse(codes::EXTENDS, message, "merge some of them"));
        return None;
    }
    let bytes = match read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let why = match error.kind() {
                io::ErrorKind::NotFound => "there is no such file".to_owned(),
                _ => error.to_string(),
            };
            let message = format!("cannot read `{}`: {why}", shown(directory, &text));
            out.push(refuse(
                codes::EXTENDS,
                message,
                "the path is relative to this file",
            ));
            return None;
        }
    };
    chain.push(known);
    let name = shown(directory, &text);
    let mut base = layer(&name, path.parent(), bytes, chain, out)?;
    // A variant that says no name has that of its own file: two results never share a directory.
    if let Some(members) = base.as_map_mut() {
        members.retain(|member| member.key != "name");
    }
    if let Some(members) = node.as_map_mut() {
        members.retain(|member| member.key != "extends");
    }
    Some(merge(base, node))
}

/// How messages show a file beside this one: the same on every system.
fn shown(directory: &Path, name: &str) -> String {
    match directory.to_string_lossy() {
        directory if directory.is_empty() => name.to_owned(),
        directory => format!("{directory}/{name}"),
    }
}

/// One file as a tree: a mapping, brought into its form.
fn tree(name: &str, bytes: Vec<u8>, out: &mut Diagnostics) -> Option<Node> {
    let too_large = bytes.len() > limits::FILE_BYTES;
    let (text, broken_at) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (
                String::from_utf8_lossy(error.as_bytes()).into_owned(),
                Some(at),
            )
        }
    };
    // Line ends of Windows would show in excerpts; YAML does not tell them apart.
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text
    };
    let file = out.sources.add(name, text);
    let at = |start| super::Place::new(file, start, start);
    if too_large {
        let message = format!("a scenario has at most {} MiB", limits::FILE_BYTES >> 20);
        out.push(Diagnostic::new(codes::TOO_LARGE, message).at(at(0), "this file is larger"));
        return None;
    }
    if let Some(start) = broken_at {
        let diagnostic = Diagnostic::new(codes::NOT_UTF8, "this is not UTF-8 text")
            .at(at(start), "the first byte that is none")
            .help("save the file as UTF-8");
        out.push(diagnostic);
        return None;
    }
    root(file, out)
}

fn root(file: FileId, out: &mut Diagnostics) -> Option<Node> {
    let text = &out.sources.get(file).text;
    let at = super::Place::new(file, 0, 0);
    let (node, mut problems) = parse(file, text, 0..text.len());
    if let Some(problem) = node.as_ref().and_then(foreign::recognised) {
        out.push(problem);
        return None;
    }
    let failed = node.is_none() && !problems.is_empty();
    let mut node = node.filter(|node| !node.is_null());
    if node.is_none() && !failed {
        let help = "write at least `duration: 1h` and a section `aws`";
        problems.push(
            Diagnostic::new(codes::EMPTY, "nothing is written here")
                .at(at, "")
                .help(help),
        );
    }
    if let Some(place) = node
        .as_ref()
        .filter(|node| node.as_map().is_none())
        .map(|node| node.place)
    {
        let help = "write keys and values: `duration: 1h`";
        problems.push(
            Diagnostic::new(codes::NOT_A_MAPPING, "a scenario is a mapping")
                .at(place, "")
                .help(help),
        );
        node = None;
    }
    if let Some(node) = &mut node {
        fold(node, &Shape::file(), &mut problems);
    }
    for problem in problems {
        out.push(problem);
    }
    node
}
