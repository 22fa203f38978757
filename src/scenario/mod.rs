//! Text in, checked model out.
//!
//! ```text
//! file ─ source ─▶ tree ─ fold, extends, --set ─▶ one tree ─ walk ─▶ read ─▶ raw ─ check ─▶ model
//!          │                                                  │                     │
//!     not YAML                         unknown fields, types, words    names, limits of AWS, dates
//! ```
//!
//! Everything that is wrong is collected and shown together, each with its place and with what to
//! write instead; see [`Diagnostics`] and [`codes`]. `aws:` speaks the AWS API: a field that AWS
//! has and that has no effect here is accepted and listed once ([`Scenario::notes`]); if it would
//! change the results, there is a warning besides.
//!
//! Left out: older schema versions (there is only one), and everything for which the contract has a
//! section that this version does not play yet: traffic, messages, Spot pools.

mod check;
mod defaults;
mod diagnostic;
pub mod expectation;
mod fold;
mod iam;
pub mod model;
mod pattern;
mod query;
mod raw;
mod read;
mod resolved;
mod schema;
mod shape;
mod source;
mod timetable;
pub mod units;
mod walk;

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use diagnostic::{Code, CodeEntry, Diagnostic, Diagnostics, Label, Severity};
pub use model::Scenario;
pub use source::{FileId, Place};

use source::{Node, Origin};

/// What the command line lays over the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `PATH=VALUE`, in order: `aws.services[web].desiredCount=8`.
    pub set: Vec<String>,
    /// In place of `seed`.
    pub seed: Option<u64>,
    /// In place of `duration`: `6h`.
    pub duration: Option<String>,
}

/// What came of loading a scenario.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario, if there were no errors.
    pub scenario: Option<Scenario>,
    /// All errors and warnings.
    pub diagnostics: Diagnostics,
    /// Whether it says what it expects, as far as it can be read.
    pub expects: bool,
}

/// A file could not be read. What is wrong *in* a file is a [`Diagnostic`].
#[derive(Debug)]
pub struct Error {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Loads a scenario from a file, and the files that it extends.
///
/// ```no_run
/// # fn main() -> Result<(), ecsim::scenario::Error> {
/// use ecsim::scenario::{Overrides, load};
///
/// let loaded = load("scenarios/first.yaml".as_ref(), &Overrides::default())?;
/// print!("{}", loaded.diagnostics.render(false));
/// # Ok(())
/// # }
/// ```
pub fn load(path: &Path, overrides: &Overrides) -> Result<Loaded, Error> {
    let bytes = source::read(path).map_err(|source| Error {
        path: path.to_owned(),
        source,
    })?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(from_bytes(&Origin::File(path), bytes, &stem, overrides))
}

/// Loads a scenario from a text under a name; it cannot extend a file.
///
/// ```
/// use ecsim::scenario::{Overrides, load_text};
///
/// let text = "
/// duration: 1h
/// aws:
///   containerInstances: [{instanceType: m5.large, count: 2}]
///   taskDefinitions:
///     - family: web
///       containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
///   services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
/// ";
/// let loaded = load_text("first.yaml", text, &Overrides::default());
/// let scenario = loaded.scenario.expect("nothing is wrong with it");
/// assert_eq!((scenario.name.as_str(), scenario.seed), ("first", 1));
///
/// let set = vec!["aws.services[web].taskDefinition=wob".into()];
/// let overrides = Overrides { set, ..Overrides::default() };
/// let loaded = load_text("first.yaml", text, &overrides);
/// assert!(loaded.scenario.is_none());
/// assert!(loaded.diagnostics.render(false).contains("did you mean `web`?"));
/// ```
pub fn load_text(name: &str, text: &str, overrides: &Overrides) -> Loaded {
    let stem = Path::new(name)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    from_bytes(
        &Origin::Text(name),
        text.as_bytes().to_vec(),
        &stem,
        overrides,
    )
}

/// The book of codes: every code that a [`Diagnostic`] may have, in order.
///
/// ```
/// let codes = ecsim::scenario::codes();
/// assert!(codes.iter().any(|entry| entry.code.name() == "E0201"));
/// ```
pub fn codes() -> &'static [CodeEntry] {
    diagnostic::book()
}

/// The JSON Schema (draft 2020-12) of a scenario, for editors.
///
/// It is made from what the program itself checks: our own types, and AWS's shapes for `aws`.
///
/// ```
/// let schema = ecsim::scenario::schema();
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// ```
pub fn schema() -> serde_json::Value {
    schema::schema()
}

fn from_bytes(origin: &Origin<'_>, bytes: Vec<u8>, stem: &str, overrides: &Overrides) -> Loaded {
    let mut diagnostics = Diagnostics::default();
    let begins_a_section = |line: &[u8]| line.starts_with(b"expect:");
    let mut expects = bytes.split(|byte| *byte == b'\n').any(begins_a_section);
    let tree = source::load(origin, bytes, &mut diagnostics);
    if let Some(tree) = &tree {
        let list = tree.get("expect");
        expects = list.is_some_and(|list| !list.is_null() && list.as_list() != Some(&[]));
        // A misspelt promise is a promise.
        let mut keys = tree.as_map().into_iter().flatten();
        expects |= keys
            .any(|it| it.key != "expect" && diagnostic::suggestion(&it.key, ["expect"]).is_some());
    }
    let says_what = |argument: &String| argument.trim_start().starts_with("expect");
    expects |= overrides.set.iter().any(says_what);
    let scenario = tree.and_then(|tree| from_tree(tree, stem, overrides, &mut diagnostics));
    diagnostics.sort();
    Loaded {
        scenario,
        diagnostics,
        expects,
    }
}

fn from_tree(
    mut tree: Node,
    stem: &str,
    overrides: &Overrides,
    out: &mut Diagnostics,
) -> Option<Scenario> {
    for argument in &overrides.set {
        source::apply(&mut tree, argument, out);
    }
    if let Some(seed) = overrides.seed {
        source::command_line(&mut tree, "--seed", "seed", &seed.to_string(), out);
    }
    if let Some(duration) = &overrides.duration {
        source::command_line(&mut tree, "--duration", "duration", duration, out);
    }
    walk::prune(&mut tree);
    let mut found = walk::walk(&mut tree, out);
    if out.is_full() {
        return None;
    }
    let mut file = read::read(&tree, &mut found.broken, out);
    let (broken, without_effect) = (&found.broken, &mut found.without_effect);
    let checked = check::check(&mut file, stem, &tree, broken, out, without_effect);
    if out.errors() > 0 {
        return None;
    }
    let check::Checked {
        header,
        aws,
        world,
        timeline,
        expect,
    } = checked;
    Some(Scenario {
        name: header.name,
        description: header.description,
        seed: header.seed,
        start_time: header.start_time,
        duration: header.duration,
        start: header.start,
        as_of: header.as_of,
        aws,
        world,
        timeline,
        expect,
        resolved: resolved::text(&file),
        digest: resolved::digest(&file),
        notes: notes(&found.unplayed, &found.without_effect),
    })
}

/// Loads texts laid over each other, as `extends` lays files.
#[cfg(test)]
fn from_layers(texts: &[&str], overrides: &Overrides) -> Loaded {
    let mut diagnostics = Diagnostics::default();
    let layer = |text: &&str| {
        let bytes = text.as_bytes().to_vec();
        source::load(&Origin::Text("layer.yaml"), bytes, &mut diagnostics)
    };
    let layers: Vec<Option<Node>> = texts.iter().map(layer).collect();
    let tree = layers
        .into_iter()
        .reduce(|base, over| Some(source::merge(base?, over?)))
        .flatten();
    let scenario = tree.and_then(|tree| from_tree(tree, "layers", overrides, &mut diagnostics));
    diagnostics.sort();
    Loaded {
        scenario,
        diagnostics,
        expects: false,
    }
}

/// What the user should know about the conclusions.
fn notes(unplayed: &BTreeSet<String>, without_effect: &BTreeSet<String>) -> Vec<String> {
    let note = |what: &str, fields: &BTreeSet<String>| {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        (!fields.is_empty()).then(|| format!("{what}: {}", fields.join(", ")))
    };
    let unplayed = note("not played yet, the results are those without", unplayed);
    let without_effect = note("accepted, without effect", without_effect);
    unplayed.into_iter().chain(without_effect).collect()
}

#[cfg(test)]
mod tests;
