//! Style that a machine can check: who may use whom, sizes, words.

#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Who may use whom. `lib.rs` and `main.rs` are the entrance.
const EDGES: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("ids", &["engine"]),
    ("catalog", &["engine"]),
    // What a program answers to whoever probes it.
    ("application", &["engine"]),
    ("scenario", &["engine", "ids", "catalog"]),
    ("ec2", &["engine", "ids", "scenario"]),
    ("spot", &["engine", "ids", "scenario"]),
    ("ecs", &["application", "engine", "ids", "scenario"]),
    ("elb", &["application", "engine", "ids", "scenario"]),
    ("autoscaling", &["engine", "ids", "scenario"]),
    ("cloudwatch", &["engine"]),
    ("eventbridge", &["engine", "ids", "scenario"]),
    // Of `scenario`, the sentences that it judges.
    ("report", &["engine", "scenario"]),
    (
        "world",
        &[
            "application",
            "autoscaling",
            "cloudwatch",
            "ec2",
            "ecs",
            "elb",
            "engine",
            "eventbridge",
            "ids",
            "report",
            "scenario",
            "spot",
        ],
    ),
    ("experiment", &["engine", "report", "scenario", "world"]),
    (
        "cli",
        &["catalog", "engine", "experiment", "report", "scenario"],
    ),
];

/// Of `scenario`, a room may use the model only.
const ROOMS: [&str; 7] = [
    "elb",
    "ec2",
    "spot",
    "ecs",
    "autoscaling",
    "cloudwatch",
    "eventbridge",
];

const MOST_LINES_OF_A_FILE: usize = 600;
const MOST_LINES_OF_A_FUNCTION: usize = 70;
const WIDEST: usize = 100;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(dir: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut left = vec![root().join(dir)];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// `ecs` of `src/ecs/call.rs`.
fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str();
    first.to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The first steps of every path that begins with `crate::`, braces taken apart.
fn uses(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (place, _) in text.match_indices("crate::") {
        if text[..place].ends_with('$') {
            continue;
        }
        let rest = &text[place + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let group = &group[..group.find(';').unwrap_or(group.len())];
            let mut depth = 0;
            let mut step = String::new();
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth > 0 => depth -= 1,
                    ',' | '}' if depth == 0 => {
                        found.insert(first_steps(&step));
                        step.clear();
                    }
                    _ if depth == 0 => step.push(letter),
                    _ => {}
                }
            }
        } else {
            found.insert(first_steps(rest));
        }
    }
    found.remove("");
    found
}

/// `scenario::model` of `scenario::model::Aws`, `ecs` of `ecs::Fact`.
fn first_steps(path: &str) -> String {
    let name = |step: &str| {
        let end = step.find(|c: char| !c.is_alphanumeric() && c != '_');
        step[..end.unwrap_or(step.len())].to_owned()
    };
    let mut steps = path.trim().split("::");
    let first = name(steps.next().unwrap_or(""));
    match steps.next() {
        Some(second) if first == "scenario" => format!("{first}::{}", name(second)),
        _ => first,
    }
}

#[test]
fn rooms_use_only_whom_they_may() {
    let mut seen = BTreeSet::new();
    for path in sources("src") {
        let room = room_of(&path);
        let Some((_, allowed)) = EDGES.iter().find(|(of, _)| *of == room) else {
            assert!(
                ["lib", "main"].contains(&room.as_str()),
                "{room} has no row in EDGES"
            );
            continue;
        };
        for used in uses(&text(&path)) {
            // `typed_id!` is exported at the root, as macros are; it lives in the engine.
            let target = used.split("::").next().unwrap();
            let target = if target == "typed_id" {
                "engine"
            } else {
                target
            };
            let fine = target == room || allowed.contains(&target);
            seen.insert((room.clone(), target.to_owned()));
            assert!(fine, "{} uses {used}", path.display());
            let judged = room == "report" && target == "scenario";
            assert!(
                !judged || used == "scenario::expectation",
                "{} uses {used}",
                path.display()
            );
            let inner = ROOMS.contains(&room.as_str()) && target == "scenario";
            assert!(
                !inner || used == "scenario::model",
                "{} uses {used}",
                path.display()
            );
        }
    }
    for (room, allowed) in EDGES {
        let unused = allowed
            .iter()
            .find(|target| !seen.contains(&((*room).to_owned(), (**target).to_owned())));
        assert_eq!(unused, None, "{room} may use it and does not");
    }
}

#[test]
fn files_and_lines_keep_their_size() {
    for dir in ["src", "tests", "benches"] {
        for path in sources(dir) {
            let text = text(&path);
            let lines = text.lines().count();
            let shown = path.display();
            assert!(lines <= MOST_LINES_OF_A_FILE, "{shown} has {lines} lines");
            for (number, line) in text.lines().enumerate() {
                // rustfmt holds the code; text of scenarios and pictures may be as wide as it is.
                let comment = line.trim_start().starts_with("//") && !line.contains(['│', '▶']);
                let wide = comment && line.chars().count() > WIDEST;
                assert!(!wide, "{shown}:{} is too wide", number + 1);
            }
        }
    }
}

#[test]
fn functions_keep_their_size() {
    for path in sources("src") {
        let text = text(&path);
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let begins = line.trim_start().starts_with("fn ") || line.contains(" fn ");
            let code = !line.trim_start().starts_with("//") && !line.contains('"');
            let declared_only = line.ends_with(';');
            if !(begins && code) || declared_only {
                continue;
            }
            let end_of = format!("{}}}", " ".repeat(indent));
            let end = lines[start..].iter().position(|line| *line == end_of);
            let length = end.map_or(1, |end| end + 1);
            assert!(
                length <= MOST_LINES_OF_A_FUNCTION,
                "{}:{}: {length} lines",
                path.display(),
                start + 1
            );
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let banned = [
        "todo!",
        "unimplemented!",
        "dbg!",
        "#[ignore",
        "FIXME",
        "XXX",
    ];
    for dir in ["src", "tests", "benches"] {
        for path in sources(dir) {
            if path.ends_with("tests/tidy.rs") {
                continue;
            }
            let text = text(&path);
            for word in banned {
                assert!(!text.contains(word), "{} has {word}", path.display());
            }
        }
    }
}

#[test]
fn file_names_are_nouns_from_the_field() {
    for path in sources("src") {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let vague = ["utils", "util", "helpers", "common", "manager", "misc"];
        assert!(!vague.contains(&stem), "{}", path.display());
    }
}
