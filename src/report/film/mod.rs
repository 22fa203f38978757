//! The film of a deployment: how a rolling update went, frame by frame, from `deployments.csv`.
//!
//! A *film* shows a deployment from the instant in which it became PRIMARY until another one did.
//! One that fails and comes back later has two.

mod page;

pub use page::lines;
pub(crate) use page::wrap;

use serde_json::{Map, Value, json};

use super::reading::{ReadError, Results};
use super::tables::DEPLOYMENTS_FILE;

/// The columns with numbers, in order of the table.
const NUMBERS: [&str; 17] = [
    "desired",
    "old_starting",
    "old_running",
    "old_stopping",
    "new_starting",
    "new_running",
    "new_ready",
    "new_unhealthy",
    "new_stopping",
    "healthy",
    "total",
    "min_healthy",
    "max_total",
    "minimum_healthy_percent",
    "maximum_percent",
    "failed_tasks",
    "threshold",
];

/// How a deployment went while it was PRIMARY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    /// Its service.
    pub service: String,
    /// `web/d-2`.
    pub deployment: String,
    /// What it runs.
    pub task_definition: String,
    /// What ran before, if that is known.
    pub from: Option<String>,
    /// Every instant in which something changed.
    pub frames: Vec<Frame>,
    /// What became of it and when, if another one took its place before it was done.
    pub ended: Option<(String, String)>,
    /// The failures and the threshold of the circuit breaker when it FAILED.
    pub failures: Option<(u32, u32)>,
}

/// One instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Seconds since the start, as the table has them.
    pub time: String,
    /// Its `rolloutState`.
    pub state: String,
    /// What it waits for, in words.
    pub waits_for: String,
    numbers: [Option<u32>; NUMBERS.len()],
}

impl Frame {
    /// The number in a column of the table, if there is one.
    pub fn number(&self, column: &str) -> Option<u32> {
        let place = NUMBERS.iter().position(|name| *name == column)?;
        self.numbers[place]
    }

    fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("time_s".into(), json!(self.time.parse::<f64>().ok()));
        object.insert("state".into(), json!(self.state));
        for (name, number) in NUMBERS.iter().zip(self.numbers) {
            if let Some(number) = number {
                object.insert((*name).to_owned(), json!(number));
            }
        }
        object.insert("waits_for".into(), json!(self.waits_for));
        object.into()
    }
}

impl Film {
    /// The frame in which it was COMPLETED, if it was while it was watched.
    pub fn completed(&self) -> Option<usize> {
        let began = self.frames.iter().position(|it| it.state != "COMPLETED")?;
        let later = self.frames.iter().skip(began);
        let place = later.take_while(|it| it.state != "COMPLETED").count() + began;
        (place < self.frames.len()).then_some(place)
    }

    /// Everything that it shows, for a program.
    pub fn json(&self) -> Value {
        let frames: Vec<Value> = self.frames.iter().map(Frame::json).collect();
        let mut object = json!({
            "service": self.service,
            "deployment": self.deployment,
            "taskDefinition": self.task_definition,
            "frames": frames,
        });
        if let Some(from) = &self.from {
            object["from"] = json!(from);
        }
        if let Some((state, at)) = &self.ended {
            object["ended"] = json!({"state": state, "time_s": at.parse::<f64>().ok()});
        }
        object
    }
}

/// All films of a run, in the order in which their deployments became PRIMARY.
///
/// # Errors
/// If the table cannot be read.
pub fn films(results: &Results) -> Result<Vec<Film>, ReadError> {
    let mut rows = results.table(DEPLOYMENTS_FILE)?;
    let mut films: Vec<Film> = Vec::new();
    // The newest film of each service, by its name.
    let mut newest = std::collections::BTreeMap::<String, usize>::new();
    while rows.next()? {
        let (service, id) = (rows.cell("service")?, rows.cell("deployment")?);
        let before = newest.get(service).copied();
        let same = before.filter(|place| films[*place].deployment == id);
        let place = same.unwrap_or(films.len());
        if place == films.len() {
            newest.insert(service.to_owned(), place);
            films.push(Film {
                service: service.to_owned(),
                deployment: id.to_owned(),
                task_definition: rows.cell("task_definition")?.to_owned(),
                from: before.map(|place| films[place].task_definition.clone()),
                frames: Vec::new(),
                ended: None,
                failures: None,
            });
        }
        let mut numbers = [None; NUMBERS.len()];
        for (number, column) in numbers.iter_mut().zip(NUMBERS) {
            *number = rows.number(column)?;
        }
        let frame = Frame {
            time: rows.cell("time_s")?.to_owned(),
            state: rows.cell("state")?.to_owned(),
            waits_for: rows.cell("waits_for")?.to_owned(),
            numbers,
        };
        if frame.state == "FAILED" {
            let threshold = frame.number("threshold");
            films[place].failures = frame.number("failed_tasks").zip(threshold);
        }
        if frame.number("old_running").is_some() {
            films[place].frames.push(frame);
        } else if frame.state != "COMPLETED" {
            films[place].ended = Some((frame.state, frame.time));
        }
    }
    Ok(films)
}

/// The films that somebody means by the name of a service (its newest deployment) or of a
/// deployment. What came back when one failed belongs to it. The places of the films; none if there
/// is no such name.
pub fn chosen(films: &[Film], name: &str) -> Vec<usize> {
    let of_service = films.iter().filter(|film| film.service == name);
    let newest = of_service.max_by_key(|film| number(film));
    let id = newest.map_or(name, |film| &film.deployment);
    let mut chosen = Vec::new();
    for (place, film) in films.iter().enumerate() {
        if film.deployment != id {
            continue;
        }
        chosen.push(place);
        let later = films.iter().enumerate().skip(place + 1);
        let mut later = later.filter(|(_, next)| next.service == film.service);
        let next = later.next().filter(|(_, next)| number(next) < number(film));
        chosen.extend(next.map(|(place, _)| place));
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// `2` of `web/d-2`.
fn number(film: &Film) -> u32 {
    let number = film.deployment.rsplit_once("/d-");
    number
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;
