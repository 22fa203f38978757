//! Why something happened: the chain of causes behind a row, and the life of a task or an instance,
//! read from the timeline of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::WIDTH;
use super::reading::{ReadError, Results, Rows};
use super::tables::TIMELINE_FILE;
use super::words::{hang, instant, thousands};
use crate::engine::SimTime;

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub seq: u32,
    /// When.
    pub time: SimTime,
    /// How it is called.
    pub event: String,
    /// What happened, in a sentence.
    pub message: String,
    /// What it is told to be the consequence of: the row before it in a life, where that is not
    /// told by itself.
    pub because: Option<Box<Link>>,
}

impl Link {
    /// What it says; AWS's names of service events are worth telling, other titles are in the
    /// sentence.
    fn text(&self) -> String {
        let is_told = self.event.contains('_') && !self.message.starts_with(&self.event);
        let event = if is_told {
            format!("{}: ", self.event)
        } else {
            String::new()
        };
        let because = self.because.as_ref().map_or(String::new(), |because| {
            format!(" (follows from row {}: {})", because.seq, because.message)
        });
        format!("{event}{}{because}", self.message)
    }
}

/// Why a task or an instance came, what happened to it, and why it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its row in the table, without empty cells.
    pub cells: Vec<(String, String)>,
    /// The same in words: `createdAt 1m30s`.
    pub facts: Vec<String>,
    /// Whether it stood when the scenario began.
    pub stood: bool,
    /// The chain behind the first row about it, newest first; empty if it stood when the scenario
    /// began.
    pub first: Vec<Link>,
    /// The rows about it that the two chains do not tell, in order of time.
    pub between: Vec<Link>,
    /// The chain behind the row with which it ended, newest first, up to what the first chain
    /// tells; empty if it has not ended.
    pub last: Vec<Link>,
    /// The row of the first chain to which the last one leads, if it does.
    pub joins: Option<u32>,
}

/// The rows behind a row of that number, beginning with itself; none if there is no such row.
///
/// # Errors
/// If the timeline cannot be read.
pub fn behind(results: &Results, seq: u32) -> Result<Vec<Link>, ReadError> {
    let causes = Causes::read(results, None, None)?;
    let chain = causes.chain(seq);
    let mut links = links(results, &chain.iter().copied().collect())?;
    let chain = chain.iter().filter_map(|seq| links.remove(seq));
    Ok(chain.collect())
}

/// What a table knows of a thing with that id, and why it came and went; else the ids that there
/// are.
///
/// # Errors
/// If a table cannot be read.
pub fn life(
    results: &Results,
    table: &str,
    id: &str,
) -> Result<Result<Life, Vec<String>>, ReadError> {
    let mut rows = results.table(table)?;
    let mut others = Vec::new();
    while rows.next()? {
        if rows.cell("id")? == id {
            return life_of(results, &rows, id).map(Ok);
        }
        others.push(rows.cell("id")?.to_owned());
    }
    Ok(Err(others))
}

fn life_of(results: &Results, row: &Rows, id: &str) -> Result<Life, ReadError> {
    let cells = row.cells();
    let causes = Causes::read(results, Some(id), row.time_of("terminatedAt"))?;
    let stood = stood(&cells);
    let cell = |name: &str| cells.iter().find(|(column, _)| column == name);
    let is_over = ["stopCode", "terminatedAt", "deregisteredAt"]
        .iter()
        .any(|column| cell(column).is_some());
    let first = causes.about.first().filter(|_| !stood);
    let first = first.map_or(Vec::new(), |seq| causes.chain(*seq));
    let last = causes.end.filter(|_| is_over);
    let mut last = last.map_or(Vec::new(), |seq| causes.chain(seq));
    let told = last.iter().position(|seq| first.contains(seq));
    let joins = told.map(|place| last[place]);
    last.truncate(told.unwrap_or(last.len()));
    let is_between = |seq: &&u32| !first.contains(*seq) && !last.contains(*seq);
    let between: Vec<u32> = causes.about.iter().filter(is_between).copied().collect();
    let because = |seq: u32| {
        let cause = causes.cause(seq)?;
        (!causes.about.contains(&cause) && !first.contains(&cause)).then_some(cause)
    };
    let wanted = [&first, &between, &last].into_iter().flatten().copied();
    let wanted = wanted.chain(between.iter().filter_map(|seq| because(*seq)));
    let links = links(results, &wanted.collect())?;
    let link = |seq: &u32| links.get(seq).cloned();
    let told = between.iter().filter_map(|seq| {
        let cause = because(*seq).and_then(|cause| link(&cause));
        Some(Link {
            because: cause.map(Box::new),
            ..link(seq)?
        })
    });
    Ok(Life {
        stood,
        between: told.collect(),
        first: first.iter().filter_map(link).collect(),
        last: last.iter().filter_map(link).collect(),
        joins,
        facts: facts(row, &cells),
        cells,
    })
}

/// The cells with times as people read them: the columns of the API end with `At`.
fn facts(row: &Rows, cells: &[(String, String)]) -> Vec<String> {
    let cells = cells.iter().skip(1);
    let facts = cells.map(|(column, cell)| {
        let time = row.time_of(column).filter(|_| column.ends_with("At"));
        format!("{column} {}", time.map_or(cell.clone(), instant))
    });
    facts.collect()
}

/// Whether a task or an instance stood when the scenario began: what comes up at 0 s pulls its
/// images first, or registers later.
fn stood(cells: &[(String, String)]) -> bool {
    let cell = |name: &str| {
        let cell = cells.iter().find(|(column, _)| column == name);
        cell.map(|(_, cell)| cell.as_str())
    };
    let task = (cell("createdAt"), cell("startedAt"), cell("pullStartedAt"));
    let instance = (cell("launchedAt"), cell("registeredAt"));
    task == (Some("0"), Some("0"), None) || instance == (Some("0"), Some("0"))
}

/// The cause of every row, and the rows about something.
struct Causes {
    of_row: Vec<Option<u32>>,
    about: Vec<u32>,
    /// The last of these at the given time.
    end: Option<u32>,
}

impl Causes {
    /// Reads the timeline; `end` is when the thing ended, if that is not with its last row: a
    /// container instance may be deregistered long after its instance was terminated.
    fn read(
        results: &Results,
        resource: Option<&str>,
        end: Option<SimTime>,
    ) -> Result<Self, ReadError> {
        let mut rows = results.table(TIMELINE_FILE)?;
        let mut found = Self {
            of_row: Vec::new(),
            about: Vec::new(),
            end: None,
        };
        while rows.next()? {
            found.of_row.push(rows.number("cause")?);
            // What the timeline asks for is no part of the life of that for which it asks.
            let is_asked = rows.cell("source")? == "ecsim.timeline";
            if resource.is_some() && resource == Some(rows.cell("resource")?) && !is_asked {
                let seq = u32::try_from(found.of_row.len()).unwrap_or(u32::MAX);
                found.about.push(seq);
                if end.is_some() && end == rows.time("time_s")? {
                    found.end = Some(seq);
                }
            }
        }
        found.end = found.end.or(found.about.last().copied());
        Ok(found)
    }

    fn cause(&self, seq: u32) -> Option<u32> {
        let row = (seq as usize).checked_sub(1)?;
        // A row is caused by one before it: a file that says otherwise would lead round in circles.
        self.of_row.get(row)?.filter(|cause| *cause < seq)
    }

    fn chain(&self, seq: u32) -> Vec<u32> {
        std::iter::successors(Some(seq), |seq| self.cause(*seq)).collect()
    }
}

/// The rows with those numbers.
fn links(results: &Results, wanted: &BTreeSet<u32>) -> Result<BTreeMap<u32, Link>, ReadError> {
    let mut rows = results.table(TIMELINE_FILE)?;
    let mut links = BTreeMap::new();
    while rows.next()? {
        let seq = rows.number("seq")?.unwrap_or_default();
        if wanted.contains(&seq) {
            let link = Link {
                seq,
                time: rows.time("time_s")?.unwrap_or(SimTime::ZERO),
                event: rows.cell("event")?.to_owned(),
                message: rows.cell("message")?.to_owned(),
                because: None,
            };
            links.insert(seq, link);
        }
    }
    Ok(links)
}

/// Rows as lines, each with its number, its time and what it says; a long list is folded in its
/// middle to `most` rows.
pub fn lines(rows: &[Link], most: usize) -> Vec<String> {
    let widest = |of: fn(&Link) -> String| rows.iter().map(|it| of(it).len()).max().unwrap_or(0);
    let numbers = widest(|link| link.seq.to_string());
    let times = widest(|link| instant(link.time));
    let left_out = rows.len().saturating_sub(most);
    let folded = most / 2..(most / 2).saturating_add(left_out);
    let mut lines = Vec::new();
    for (place, link) in rows.iter().enumerate() {
        if left_out > 0 && place == folded.start {
            let left_out = thousands(left_out as u64);
            lines.push(format!("  ⋮ {left_out} more rows, with --all"));
        }
        if folded.contains(&place) {
            continue;
        }
        let head = format!("  {:>numbers$}  {:>times$}  ", link.seq, instant(link.time));
        let room = WIDTH.saturating_sub(head.len()).max(20);
        for (number, part) in hang(&link.text(), room).into_iter().enumerate() {
            let indent = head.len();
            lines.push(match number {
                0 => format!("{head}{part}"),
                _ => format!("{:indent$}{part}", ""),
            });
        }
    }
    lines
}

/// Rows for a program.
pub fn json(rows: &[Link]) -> Value {
    let row = |link: &Link| {
        let mut row = json!({
            "seq": link.seq,
            "time_s": link.time.as_secs_f64(),
            "event": link.event,
            "message": link.message,
        });
        if let Some(because) = &link.because {
            row["because"] = because.seq.into();
        }
        row
    };
    rows.iter().map(row).collect()
}
