//! The film of a deployment: how a rolling update went, frame by frame, and how its tasks ended.
//!
//! A *film* shows a deployment from the instant in which it became PRIMARY until another one did.
//! One that fails and comes back later has two. A *frame* is an instant in which something changed;
//! an *end* is what happened to tasks that nobody had told to stop.

mod page;
mod read;
mod rounds;
mod table;

pub use page::{brief, lines};
pub use read::films;

use serde_json::{Map, Value, json};

use super::endings::{self, Ending, Endings};
use super::words;
use crate::engine::SimTime;

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
    /// The newer deployment in whose place it came back.
    pub rolls_back: Option<String>,
    /// Whether it is the last one of its service, so that its last frame holds to the end.
    pub is_last: bool,
    /// Every instant in which something changed.
    pub frames: Vec<Frame>,
    /// How tasks of the service became unhealthy and ended that nobody had told to, in order of
    /// time.
    pub endings: Vec<End>,
    /// What became of it and when, if another one took its place before it was done.
    pub ended: Option<(String, SimTime)>,
    /// The failures and the threshold of the circuit breaker when it FAILED.
    pub failures: Option<(u32, u32)>,
}

/// What happened to tasks that nobody had told to stop.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A check found them unhealthy: from here on they do not count as healthy, and the circuit
    /// breaker counts them.
    BecameUnhealthy,
    /// They ended.
    Ended(Ending),
}

impl What {
    /// Why they ended, if they did.
    fn ending(&self) -> Option<&Ending> {
        match self {
            Self::BecameUnhealthy => None,
            Self::Ended(why) => Some(why),
        }
    }

    /// Whether the tasks themselves are to blame.
    fn is_failure(&self) -> bool {
        self.ending().is_none_or(Ending::is_failure)
    }
}

/// Tasks to which the same happened in one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// When.
    pub time: SimTime,
    /// What.
    pub what: What,
    /// Whether another deployment had started them.
    pub is_old: bool,
    /// Which they are.
    pub tasks: Vec<String>,
}

impl End {
    fn count(&self) -> u32 {
        u32::try_from(self.tasks.len()).unwrap_or(u32::MAX)
    }

    /// What happened, without the names of the tasks.
    fn told(&self) -> String {
        let kind = if self.is_old { "old " } else { "" };
        let tasks = |kind| words::count(self.tasks.len(), &format!("{kind}task"));
        match &self.what {
            What::BecameUnhealthy => format!("{} became unhealthy", tasks(kind.to_owned())),
            What::Ended(Ending::Unhealthy) => {
                let was = if self.tasks.len() == 1 { "was" } else { "were" };
                format!("{} {was} told to stop", tasks(format!("unhealthy {kind}")))
            }
            What::Ended(why) => why.told(self.count(), kind),
        }
    }

    fn json(&self) -> Value {
        json!({
            "time_s": self.time.as_secs_f64(),
            "why": self.told(),
            "tasks": self.tasks,
        })
    }
}

/// One instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// When.
    pub time: SimTime,
    /// Its `rolloutState`.
    pub state: String,
    /// What it waits for, in words.
    pub waits_for: String,
    /// When something is tried again, if that is known.
    pub next_try: Option<SimTime>,
    numbers: [Option<u32>; NUMBERS.len()],
}

impl Frame {
    /// The number in a column of the table, if there is one.
    pub fn number(&self, column: &str) -> Option<u32> {
        let place = NUMBERS.iter().position(|name| *name == column)?;
        self.numbers[place]
    }

    fn set(&mut self, column: &str, number: u32) {
        if let Some(place) = NUMBERS.iter().position(|name| *name == column) {
            self.numbers[place] = Some(number);
        }
    }

    /// Whether the deployment has nothing left to do in it.
    fn is_settled(&self) -> bool {
        let old = ["old_starting", "old_running", "old_stopping"];
        let old = old.iter().filter_map(|column| self.number(column));
        self.state != "IN_PROGRESS" && old.sum::<u32>() == 0
    }

    fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("time_s".into(), json!(self.time.as_secs_f64()));
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
    /// When it became PRIMARY, if that is known.
    fn begins(&self) -> Option<SimTime> {
        self.frames.first().map(|frame| frame.time)
    }

    /// The frame in which it was COMPLETED, if it was while it was watched.
    pub fn completed(&self) -> Option<usize> {
        let began = self.frames.iter().position(|it| it.state != "COMPLETED")?;
        let later = self.frames.iter().skip(began);
        let place = later.take_while(|it| it.state != "COMPLETED").count() + began;
        (place < self.frames.len()).then_some(place)
    }

    /// Why its own tasks failed, by reason, in words.
    fn failures(&self) -> Vec<String> {
        self.failures_when(|_| true)
    }

    /// Why those of its tasks failed that did so then.
    fn failures_when(&self, is_then: impl Fn(SimTime) -> bool) -> Vec<String> {
        let mut all = Endings::new();
        for end in self.endings.iter().filter(|end| !end.is_old) {
            if let Some(why) = end.what.ending()
                && is_then(end.time)
            {
                *all.entry(why.clone()).or_default() += end.count();
            }
        }
        endings::failures(&all)
    }

    /// Everything that it shows, for a program.
    pub fn json(&self) -> Value {
        let frames: Vec<Value> = self.frames.iter().map(Frame::json).collect();
        let endings: Vec<Value> = self.endings.iter().map(End::json).collect();
        let mut object = json!({
            "service": self.service,
            "deployment": self.deployment,
            "taskDefinition": self.task_definition,
            "frames": frames,
            "endings": endings,
            "failures": self.failures(),
        });
        if let Some(from) = &self.from {
            object["from"] = json!(from);
        }
        if let Some(failed) = &self.rolls_back {
            object["rollsBack"] = json!(failed);
        }
        if let Some((state, at)) = &self.ended {
            object["ended"] = json!({"state": state, "time_s": at.as_secs_f64()});
        }
        object
    }

    /// `2` of `web/d-2`.
    fn number(&self) -> u32 {
        let number = self.deployment.rsplit_once("/d-");
        let number = number.and_then(|(_, number)| number.parse().ok());
        number.unwrap_or(0)
    }
}

/// The films that somebody means by the name of a service (its newest deployment) or of a
/// deployment. What came back when one failed belongs to it. The places of the films; none if there
/// is no such name.
pub fn chosen(films: &[Film], name: &str) -> Vec<usize> {
    let of_service = films.iter().filter(|film| film.service == name);
    let newest = of_service.max_by_key(|film| film.number());
    let id = newest.map_or(name, |film| &film.deployment);
    let mut chosen = Vec::new();
    for (place, film) in films.iter().enumerate() {
        if film.deployment != id {
            continue;
        }
        chosen.push(place);
        let later = films.iter().enumerate().skip(place + 1);
        let mut later = later.filter(|(_, next)| next.service == film.service);
        let next = later.next();
        let next = next.filter(|(_, next)| next.rolls_back.as_deref() == Some(id));
        chosen.extend(next.map(|(place, _)| place));
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

#[cfg(test)]
mod tests;
