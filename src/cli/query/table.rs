//! The answers as a table: instances that are alike share a line, below what they have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use comfy_table::{CellAlignment, Table, presets};

use crate::cli::load::counted;
use crate::experiment::InstanceAnswer;
use crate::report::{WIDTH, hang};

/// How many instances, or zones, of a line are named.
const NAMED: usize = 3;

/// How many lines there are; with some expressions no two instances are alike.
const LINES: usize = 20;

/// What instances of one line have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind<'a> {
    instance_type: &'a str,
    takes_tasks: String,
}

/// Instances that are alike.
#[derive(Default)]
struct Alike<'a> {
    names: Vec<&'a str>,
    zones: BTreeSet<&'a str>,
}

/// Instances with one answer, in order of the first of each kind.
struct Group<'a> {
    title: String,
    lines: Vec<(Kind<'a>, Alike<'a>)>,
}

/// Prints how many are meant, which, and why the others are not.
pub(super) fn print(at: &str, answers: &[InstanceAnswer], out: &mut dyn Write) -> io::Result<()> {
    let all = counted(answers.len(), "container instance");
    match answers.iter().filter(|it| it.is_meant()).count() {
        _ if answers.is_empty() => {
            return writeln!(out, "no container instance is registered at {at}");
        }
        0 => writeln!(out, "none of {all} matches at {at}")?,
        1 => writeln!(out, "1 of {all} matches at {at}")?,
        some => writeln!(out, "{some} of {all} match at {at}")?,
    }
    writeln!(out)?;
    let mut groups = groups(answers);
    let left = shorten(&mut groups);
    let table = table(&groups).to_string();
    let mut rows = table.lines().map(str::trim_end);
    for header in rows.by_ref().take(1) {
        writeln!(out, "{header}")?;
    }
    for group in &groups {
        for line in hang(&format!("{}:", group.title), WIDTH) {
            writeln!(out, "{line}")?;
        }
        for row in rows.by_ref().take(group.lines.len()) {
            writeln!(out, "{row}")?;
        }
    }
    if left > 0 {
        writeln!(out, "… and {left} more that do not match")?;
    }
    Ok(())
}

/// Those that match, then the others by their reasons.
fn groups(answers: &[InstanceAnswer]) -> Vec<Group<'_>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&InstanceAnswer>> = Vec::new();
    let (meant, others): (Vec<_>, Vec<_>) = answers.iter().partition(|it| it.is_meant());
    for answer in meant.into_iter().chain(others) {
        let next = groups.len();
        let place = *places.entry(title(answer)).or_insert(next);
        if place == next {
            groups.push(Vec::new());
        }
        groups[place].push(answer);
    }
    groups.into_iter().map(group).collect()
}

/// What instances with one answer have in common; an id is in the line already.
fn title(answer: &InstanceAnswer) -> String {
    if answer.is_meant() {
        return "match".to_owned();
    }
    let own = format!("ec2InstanceId is {},", answer.instance);
    let why_not = answer.why_not.replace(&own, "ec2InstanceId is as below,");
    format!("do not match: {why_not}")
}

fn group(answers: Vec<&InstanceAnswer>) -> Group<'_> {
    let mut kinds: BTreeMap<Kind<'_>, (usize, Alike<'_>)> = BTreeMap::new();
    let title = answers.first().map(|answer| title(answer));
    for (place, answer) in answers.into_iter().enumerate() {
        let (_, alike) = kinds
            .entry(kind(answer))
            .or_insert((place, Alike::default()));
        alike.names.push(&answer.instance);
        alike.zones.insert(&answer.zone);
    }
    let mut lines: Vec<_> = kinds.into_iter().collect();
    lines.sort_by_key(|(_, (first, _))| *first);
    Group {
        title: title.unwrap_or_default(),
        lines: lines
            .into_iter()
            .map(|(kind, (_, alike))| (kind, alike))
            .collect(),
    }
}

fn kind(answer: &InstanceAnswer) -> Kind<'_> {
    let takes_tasks = match answer.takes_tasks() {
        true => "yes".to_owned(),
        false if answer.agent_connected => format!("no: {}", answer.status),
        false => "no: its agent is away".to_owned(),
    };
    Kind {
        instance_type: &answer.instance_type,
        takes_tasks,
    }
}

/// Leaves out what is too much; returns how many instances that are.
fn shorten(groups: &mut Vec<Group<'_>>) -> usize {
    let mut left = 0;
    let mut room = LINES;
    for group in groups.iter_mut() {
        let out = group.lines.split_off(group.lines.len().min(room));
        room -= group.lines.len();
        left += out
            .iter()
            .map(|(_, alike)| alike.names.len())
            .sum::<usize>();
    }
    groups.retain(|group| !group.lines.is_empty());
    left
}

fn table(groups: &[Group<'_>]) -> Table {
    let mut table = Table::new();
    let header = ["count", "instances", "type", "zone", "takes tasks"];
    table.load_style(presets::NOTHING).set_header(header);
    for (kind, alike) in groups.iter().flat_map(|group| &group.lines) {
        let mut named = alike.names[..alike.names.len().min(NAMED)].join(", ");
        if alike.names.len() > NAMED {
            named.push_str(", …");
        }
        let zones: Vec<&str> = alike.zones.iter().copied().collect();
        let zones = match zones.len() {
            count if count > NAMED => format!("{count} zones"),
            _ => zones.join(", "),
        };
        let count = alike.names.len().to_string();
        table.add_row([
            &*count,
            &*named,
            kind.instance_type,
            &*zones,
            &*kind.takes_tasks,
        ]);
    }
    if let Some(column) = table.column_mut(0) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
