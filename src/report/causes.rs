//! Why something happened: the chain of causes behind a row, a task or an instance, read from the
//! timeline of a run.

use serde_json::{Value, json};

use super::film::wrap;
use super::reading::{ReadError, Results, Rows};
use super::tables::TIMELINE_FILE;
use super::words::thousands;

/// The widest line.
const WIDTH: usize = 100;

/// The most rows of a chain that are told, unless all are asked for.
const ROWS: usize = 30;

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub seq: u32,
    /// Seconds since the start, as the table has them.
    pub time: String,
    /// How it is called.
    pub event: String,
    /// What happened, in a sentence.
    pub message: String,
}

/// Why a task or an instance came, and why it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its row in the table, without empty cells.
    pub cells: Vec<(String, String)>,
    /// The chain behind the first row about it; empty if it stood when the scenario began.
    pub first: Vec<Link>,
    /// The chain behind the last row about it, if that is not the first.
    pub last: Vec<Link>,
}

/// The rows behind a row of that number, beginning with itself; none if there is no such row.
///
/// # Errors
/// If the timeline cannot be read.
pub fn behind(results: &Results, seq: u32) -> Result<Vec<Link>, ReadError> {
    let causes = Causes::read(results, None)?;
    causes.chain(results, seq)
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
        if rows.cell("id")? != id {
            others.push(rows.cell("id")?.to_owned());
            continue;
        }
        let causes = Causes::read(results, Some(id))?;
        let chain = |seq: Option<u32>| {
            let chain = seq.map(|seq| causes.chain(results, seq)).transpose()?;
            Ok(chain.unwrap_or_default())
        };
        let cells = rows.cells();
        let stood = stood(&cells);
        let first = causes.about.map(|(first, _)| first).filter(|_| !stood);
        let last = causes.about.map(|(_, last)| last);
        return Ok(Ok(Life {
            cells,
            first: chain(first)?,
            last: chain(last.filter(|_| last != first))?,
        }));
    }
    Ok(Err(others))
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

/// The cause of every row, and the first and the last row about something.
struct Causes {
    causes: Vec<Option<u32>>,
    about: Option<(u32, u32)>,
}

impl Causes {
    fn read(results: &Results, resource: Option<&str>) -> Result<Self, ReadError> {
        let mut rows = results.table(TIMELINE_FILE)?;
        let mut found = Self {
            causes: Vec::new(),
            about: None,
        };
        while rows.next()? {
            found.causes.push(rows.number("cause")?);
            if resource.is_some() && resource == Some(rows.cell("resource")?) {
                let seq = u32::try_from(found.causes.len()).unwrap_or(u32::MAX);
                let first = found.about.map_or(seq, |(first, _)| first);
                found.about = Some((first, seq));
            }
        }
        Ok(found)
    }

    fn cause(&self, seq: u32) -> Option<u32> {
        let row = (seq as usize).checked_sub(1)?;
        // A row is caused by one before it: a file that says otherwise would lead round in circles.
        self.causes.get(row)?.filter(|cause| *cause < seq)
    }

    fn chain(&self, results: &Results, seq: u32) -> Result<Vec<Link>, ReadError> {
        let mut wanted = vec![seq];
        while let Some(cause) = wanted.last().and_then(|last| self.cause(*last)) {
            wanted.push(cause);
        }
        let mut rows = results.table(TIMELINE_FILE)?;
        let mut links = Vec::new();
        while rows.next()? {
            let seq = rows.number("seq")?.unwrap_or_default();
            if wanted.last() == Some(&seq) {
                wanted.pop();
                links.push(link(seq, &rows)?);
            }
        }
        links.reverse();
        Ok(links)
    }
}

fn link(seq: u32, rows: &Rows) -> Result<Link, ReadError> {
    Ok(Link {
        seq,
        time: rows.cell("time_s")?.to_owned(),
        event: rows.cell("event")?.to_owned(),
        message: rows.cell("message")?.to_owned(),
    })
}

/// A chain as lines, each row with its time, its name and what it says; a long one is folded in its
/// middle, unless `all`.
pub fn lines(chain: &[Link], all: bool) -> Vec<String> {
    let widest = |of: fn(&Link) -> String| chain.iter().map(|it| of(it).len()).max().unwrap_or(0);
    let numbers = widest(|link| link.seq.to_string());
    let times = widest(|link| link.time.clone());
    let left_out = if all {
        0
    } else {
        chain.len().saturating_sub(ROWS)
    };
    let folded = ROWS / 2..ROWS / 2 + left_out;
    let mut lines = Vec::new();
    for (place, link) in chain.iter().enumerate() {
        if left_out > 0 && place == folded.start {
            let left_out = thousands(left_out as u64);
            lines.push(format!("  ⋮ {left_out} more rows, with --all"));
        }
        if folded.contains(&place) {
            continue;
        }
        let head = format!("  {:>numbers$}  {:>times$} s  ", link.seq, link.time);
        let (event, message) = (&link.event, &link.message);
        let text = if message.starts_with(event.as_str()) {
            message.clone()
        } else {
            format!("{event}: {message}")
        };
        let room = WIDTH.saturating_sub(head.len()).max(20);
        for (number, part) in wrap(&text, room).into_iter().enumerate() {
            let indent = head.len();
            lines.push(match number {
                0 => format!("{head}{part}"),
                _ => format!("{:indent$}{part}", ""),
            });
        }
    }
    lines
}

/// A chain for a program.
pub fn json(chain: &[Link]) -> Value {
    let row = |link: &Link| {
        json!({
            "seq": link.seq,
            "time_s": link.time.parse::<f64>().ok(),
            "event": link.event,
            "message": link.message,
        })
    };
    chain.iter().map(row).collect()
}
