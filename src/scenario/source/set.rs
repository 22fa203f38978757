//! `--set PATH=VALUE`: one value laid over the file.
//!
//! Each argument is a text of its own with the name of its option, so that a message about the
//! value points into it.

use std::ops::Range;

use super::lists::{identities, name_of};
use super::{FileId, Kind, Map, Member, Node, Place, limits, parse};
use crate::scenario::diagnostic::suggestion;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::scenario::fold::fold;
use crate::scenario::shape::Shape;

/// One step of a written path, and where it stands in the argument.
#[derive(Clone, Debug, PartialEq)]
struct Written {
    step: Step,
    range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    /// `[0]`.
    Position(usize),
    /// `[web]`.
    Name(String),
}

/// Lays `PATH=VALUE` over a tree. Paths of AWS's fields may begin with a capital.
pub(in crate::scenario) fn apply(tree: &mut Node, argument: &str, out: &mut Diagnostics) {
    let file = out.sources.add("--set", argument.to_owned());
    if let Err(problem) = set(tree, file, argument, out) {
        out.push(*problem);
    }
}

/// Lays the value of an option of its own, such as `--seed`, over a tree.
pub(in crate::scenario) fn command_line(
    tree: &mut Node,
    option: &str,
    key: &str,
    value: &str,
    out: &mut Diagnostics,
) {
    let file = out.sources.add(option, value.to_owned());
    let (node, problems) = parse(file, value, 0..value.len());
    for problem in problems {
        out.push(problem);
    }
    if let (Some(node), Some(members)) = (node, tree.as_map_mut()) {
        members.retain(|member| member.key != key);
        let key_place = node.place;
        members.push(Member {
            key: key.to_owned(),
            key_place,
            value: node,
        });
    }
}

type Problem = Box<Diagnostic>;

fn set(
    tree: &mut Node,
    file: FileId,
    argument: &str,
    out: &mut Diagnostics,
) -> Result<(), Problem> {
    let problem = |range: Range<usize>, message: &str| {
        let help = "write PATH=VALUE, for example `aws.services[web].desiredCount=8`";
        let place = Place::new(file, range.start, range.end);
        Box::new(
            Diagnostic::new(codes::SET, message)
                .at(place, "")
                .help(help),
        )
    };
    let (path, value) =
        split(argument).map_err(|at| problem(at..argument.len(), "this is not a path"))?;
    let Some(value) = value else {
        return Err(problem(0..argument.len(), "`=` is missing"));
    };
    if let Some(step) = path.get(limits::DEPTH) {
        let message = format!("a path has at most {} steps", limits::DEPTH);
        return Err(problem(step.range.clone(), &message));
    }
    let (node, problems) = parse(file, argument, value.clone());
    let failed = node.is_none() && !problems.is_empty();
    for problem in problems {
        out.push(problem);
    }
    if failed {
        return Ok(());
    }
    let node = node.unwrap_or_else(|| null(Place::new(file, value.start, value.end)));
    put(tree, &path, node, file, Shape::file())
}

/// The steps of a path and the bytes of the value; else the byte at which it stops being one.
fn split(argument: &str) -> Result<(Vec<Written>, Option<Range<usize>>), usize> {
    let bytes = argument.as_bytes();
    let mut path = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let step = match bytes[at] {
            b'=' if !path.is_empty() => return Ok((path, Some(at + 1..bytes.len()))),
            b'[' => {
                let end = argument[at..].find(']').ok_or(start)? + at;
                let inside = &argument[at + 1..end];
                at = end + 1;
                match inside.parse() {
                    Ok(position) => Step::Position(position),
                    Err(_) if inside.is_empty() => return Err(start),
                    Err(_) => Step::Name(unquoted(inside).to_owned()),
                }
            }
            quote @ (b'"' | b'\'') => {
                let end = argument[at + 1..].find(char::from(quote)).ok_or(start)? + at + 1;
                let key = argument[at + 1..end].to_owned();
                at = end + 1;
                Step::Key(key)
            }
            _ => {
                let end = argument[at..]
                    .find(['.', '[', '='])
                    .map_or(bytes.len(), |end| at + end);
                let key = argument[at..end].to_owned();
                at = end;
                if key.is_empty() {
                    return Err(start);
                }
                Step::Key(key)
            }
        };
        path.push(Written {
            step,
            range: start..at,
        });
        match bytes.get(at) {
            Some(b'.') => at += 1,
            Some(b'[' | b'=') | None => {}
            Some(_) => return Err(at),
        }
    }
    if path.is_empty() {
        Err(0)
    } else {
        Ok((path, None))
    }
}

fn unquoted(text: &str) -> &str {
    let quoted = |quote| {
        text.strip_prefix(quote)
            .and_then(|text| text.strip_suffix(quote))
    };
    quoted('"').or_else(|| quoted('\'')).unwrap_or(text)
}

fn null(place: Place) -> Node {
    let kind = Kind::Scalar(super::Scalar::plain(""));
    Node { place, kind }
}

fn put(
    node: &mut Node,
    path: &[Written],
    value: Node,
    file: FileId,
    shape: Shape,
) -> Result<(), Problem> {
    let Some((first, rest)) = path.split_first() else {
        *node = value;
        let mut problems = Vec::new();
        fold(node, &shape, &mut problems);
        return problems
            .into_iter()
            .next()
            .map_or(Ok(()), |problem| Err(Box::new(problem)));
    };
    let place = Place::new(file, first.range.start, first.range.end);
    if shape.is_assumptions() {
        without_quotes(path, file)?;
    }
    match &first.step {
        Step::Key(key) => {
            let field = shape.field(key);
            let name = field.map_or(key.as_str(), |field| field.name);
            let below = field.map_or_else(|| shape.element(), |field| field.shape);
            if node.is_null() {
                node.kind = Kind::Map(Map::new());
            }
            let Some(members) = node.as_map_mut() else {
                let message = format!("there can be no `{key}` here: this is not a mapping");
                return Err(Box::new(nothing(place, message)));
            };
            let index = members
                .iter()
                .position(|member| member.key == name)
                .unwrap_or_else(|| {
                    let value = null(place);
                    members.push(Member {
                        key: name.to_owned(),
                        key_place: place,
                        value,
                    });
                    members.len() - 1
                });
            if rest.is_empty() {
                members[index].key_place = place;
            }
            in_brackets(key, &members[index].value, rest, file)?;
            put(&mut members[index].value, rest, value, file, below)
        }
        Step::Position(_) | Step::Name(_) => {
            let Kind::List(entries) = &mut node.kind else {
                let mut diagnostic = nothing(place, "there is no list here".to_owned());
                diagnostic.help = as_key(&first.step, &shape);
                return Err(Box::new(diagnostic));
            };
            let index = position(entries, &first.step)
                .map_err(|problem| Box::new(nothing(place, problem)))?;
            put(&mut entries[index], rest, value, file, shape.element())
        }
    }
}

/// A dot where the name of an entry stands in brackets.
fn in_brackets(list: &str, node: &Node, rest: &[Written], file: FileId) -> Result<(), Problem> {
    let (Kind::List(_), Some(next)) = (&node.kind, rest.first()) else {
        return Ok(());
    };
    let Step::Key(name) = &next.step else {
        return Ok(());
    };
    let place = Place::new(file, next.range.start, next.range.end);
    let mut problem = nothing(place, format!("`{list}` is a list, which has no `{name}`"));
    problem.help = Some(format!("write `{list}[{name}]`"));
    Err(Box::new(problem))
}

/// How a key of a mapping is written, where it stood in brackets.
fn as_key(step: &Step, shape: &Shape) -> Option<String> {
    let Step::Name(name) = step else {
        return None;
    };
    let before = if shape.is_assumptions() {
        "world.assumptions"
    } else {
        "…"
    };
    let name = if name.contains(['.', '[', '=']) {
        format!("\"{name}\"")
    } else {
        name.clone()
    };
    let help = "brackets are for entries of lists; a key stands after a dot";
    Some(format!("{help}: `{before}.{name}=…`"))
}

/// The name of an assumption has a dot in it; without quotes it reads as two keys.
fn without_quotes(path: &[Written], file: FileId) -> Result<(), Problem> {
    let [first, second, ..] = path else {
        return Ok(());
    };
    let (Step::Key(area), Step::Key(name)) = (&first.step, &second.step) else {
        return Ok(());
    };
    let place = Place::new(file, first.range.start, second.range.end);
    let message = format!("the name of an assumption needs quotes: `\"{area}.{name}\"`");
    let help = format!("write `world.assumptions.\"{area}.{name}\"=…`, all of it in single quotes");
    let problem = Diagnostic::new(codes::SET, message);
    Err(Box::new(problem.at(place, "").help(help)))
}

fn position(entries: &[Node], step: &Step) -> Result<usize, String> {
    match step {
        Step::Position(index) if *index < entries.len() => Ok(*index),
        Step::Position(index) => Err(format!(
            "there is no entry [{index}]: the list has {}, counted from 0",
            entries.len()
        )),
        Step::Name(name) => named(entries, name),
        Step::Key(_) => unreachable!("keys are looked up in mappings"),
    }
}

/// The entry of that name; `web:2` is a revision, `shop/web` a service of a cluster.
fn named(entries: &[Node], name: &str) -> Result<usize, String> {
    let short = |entry: &Node| name_of(entry).map(|(_, name)| name.to_owned());
    let places: Vec<usize> = (0..entries.len())
        .filter(|index| short(&entries[*index]).as_deref() == Some(name))
        .collect();
    if let [place] = places[..] {
        return Ok(place);
    }
    let long = long_names(entries);
    if !places.is_empty() {
        let position = |place: &usize| format!("[{place}]");
        let name_at = |place: &usize| long.get(*place).cloned().unwrap_or_else(|| position(place));
        let names: Vec<String> = places.iter().map(name_at).collect();
        return Err(format!(
            "several entries are named `{name}`: write {}, or the position",
            names.join(" or ")
        ));
    }
    if let Some(place) = long.iter().position(|long| long == name) {
        return Ok(place);
    }
    let known: Vec<String> = entries.iter().filter_map(short).collect();
    Err(match suggestion(name, known.iter().map(String::as_str)) {
        Some(near) => format!("no entry is named `{name}`; did you mean `{near}`?"),
        None => format!("no entry is named `{name}`"),
    })
}

/// The names that tell entries of one name apart.
fn long_names(entries: &[Node]) -> Vec<String> {
    let all = identities(entries).unwrap_or_default();
    let long = |(entry, (name, number)): (&Node, super::lists::Identity)| {
        let cluster = entry.get("cluster").and_then(Node::as_text);
        match cluster {
            Some(cluster) => format!("{cluster}/{name}"),
            None => format!("{name}:{number}"),
        }
    };
    entries.iter().zip(all).map(long).collect()
}

fn nothing(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(codes::SET_NAMES_NOTHING, message).at(place, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_all(text: &str, arguments: &[&str]) -> Result<String, String> {
        let mut out = Diagnostics::default();
        let file = out.sources.add("a.yaml", text.to_owned());
        let mut node = parse(file, text, 0..text.len())
            .0
            .expect("the text is YAML");
        for argument in arguments {
            apply(&mut node, argument, &mut out);
        }
        match out.iter().next() {
            Some(problem) => Err(problem.message.clone()),
            None => Ok(node.to_json().to_string()),
        }
    }

    #[test]
    fn a_path_names_a_value() {
        let text = "{aws: {services: [{serviceName: web, desiredCount: 1}]}}";
        for argument in [
            "aws.services[web].desiredCount=8",
            "aws.services[0].desiredCount=8",
            "aws.Services[0].DesiredCount=8",
            "aws.services['web'].desiredCount=8",
            "\"aws\".services[web].'desiredCount'=8",
        ] {
            let expected = r#"{"aws":{"services":[{"serviceName":"web","desiredCount":8}]}}"#;
            assert_eq!(
                set_all(text, &[argument]).as_deref(),
                Ok(expected),
                "{argument}"
            );
        }
    }

    #[test]
    fn what_is_not_there_yet_is_made() {
        let made = set_all(
            "{seed: 1}",
            &["world.assumptions.\"ecs.agentPickup\"=2s", "seed="],
        );
        let expected = r#"{"seed":null,"world":{"assumptions":{"ecs.agentPickup":"2s"}}}"#;
        assert_eq!(made.as_deref(), Ok(expected));
        let whole = set_all("{seed: 1}", &["aws.clusters=[{ClusterName: a}]"]);
        assert_eq!(
            whole.as_deref(),
            Ok(r#"{"seed":1,"aws":{"clusters":[{"clusterName":"a"}]}}"#)
        );
    }

    #[test]
    fn entries_of_one_name_have_longer_names() {
        let text = "{aws: {taskDefinitions: [{family: web}, {family: web}]}}";
        let vague = set_all(text, &["aws.taskDefinitions[web].cpu=5"]);
        let expected = "several entries are named `web`: write web:1 or web:2, or the position";
        assert_eq!(vague.as_deref(), Err(&expected.to_owned()));
        let expected = r#"{"aws":{"taskDefinitions":[{"family":"web"},{"family":"web","cpu":5}]}}"#;
        assert_eq!(
            set_all(text, &["aws.taskDefinitions[web:2].cpu=5"]).as_deref(),
            Ok(expected)
        );
    }

    #[test]
    fn services_of_two_clusters_have_longer_names_too() {
        let text =
            "{aws: {services: [{serviceName: web, cluster: a}, {serviceName: web, cluster: b}]}}";
        let set = set_all(text, &["aws.services[b/web].desiredCount=5"]);
        let expected = r#"{"aws":{"services":[{"serviceName":"web","cluster":"a"},{"serviceName":"web","cluster":"b","desiredCount":5}]}}"#;
        assert_eq!(set.as_deref(), Ok(expected));
    }

    #[test]
    fn what_names_nothing_is_told() {
        let text = "{aws: {services: [{serviceName: web}]}, seed: 1}";
        for (argument, message) in [
            (
                "aws.services[wob].x=1",
                "no entry is named `wob`; did you mean `web`?",
            ),
            (
                "aws.services[1].x=1",
                "there is no entry [1]: the list has 1, counted from 0",
            ),
            (
                "aws.services.web.x=1",
                "`services` is a list, which has no `web`",
            ),
            ("seed[0]=1", "there is no list here"),
            (
                "seed.x=1",
                "there can be no `x` here: this is not a mapping",
            ),
            ("seed", "`=` is missing"),
            ("", "this is not a path"),
            ("=1", "this is not a path"),
            ("a..b=1", "this is not a path"),
            ("a[=1", "this is not a path"),
            ("a[]=1", "this is not a path"),
            ("'a=1", "this is not a path"),
            ("'a'b=1", "this is not a path"),
            ("seed=[", "this is not YAML"),
            (
                "world.assumptions.ecs.agentPickup=2s",
                "the name of an assumption needs quotes: `\"ecs.agentPickup\"`",
            ),
        ] {
            let found = set_all(text, &[argument]).expect_err(argument);
            assert!(found.starts_with(message), "{argument}: {found}");
        }
    }
}
