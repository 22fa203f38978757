//! The sentences of `expect`: what must hold after a run.
//!
//! `grammar` reads a sentence as it is written (`syntax`), the check of a scenario finds out what
//! its names mean and whether its units fit, and what is here is left: an [`Expectation`] that a
//! report can judge. `docs/expectations.md` has an example of every form.
//!
//! ```text
//! sentence   = measure comparison value [window] [share]
//! measure    = statistic "(" ( series | rows ) ")"
//!            | "at" "(" time "," series ")"
//!            | ( "duration" | "first" | "last" | "count" ) "(" condition ")"
//!            | "deployment" "(" name ")" "." field
//!            | "availability" "(" name ")" | "cost" "." word
//! statistic  = "min" | "max" | "mean" | "sum" | "count" | "first" | "last" | "p" number
//! series     = name "." word
//! condition  = series comparison ( value | series )
//! rows       = table [ "." column [ "-" column ] ] [ "where" test ]
//! test       = all { "or" all }          all = one { "and" one }
//! one        = column ( comparison | "contains" ) value | "(" test ")"
//! window     = "during" time ".." time | "after" time | "within" time "of" event [ "(" name ")" ]
//! share      = "in" percentage "of" "runs"
//! comparison = "<" | "<=" | ">" | ">=" | "==" | "=" | "!="
//! ```

pub(in crate::scenario) mod grammar;
pub(in crate::scenario) mod series;
pub(in crate::scenario) mod syntax;
mod table;
mod unit;

#[cfg(test)]
mod documented;

use crate::engine::{SimTime, Span};

pub use series::{GroupColumn, SeriesName, ServiceColumn, Values};
pub use syntax::{Comparison, Holding, Matching, Statistic};
pub use table::{Cells, Column, Table, Words, events};
pub use unit::{Bound, Noun, Unit};

/// A sentence whose names and units are known to be right.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// As it is written.
    pub text: String,
    /// Where.
    pub written: Written,
    /// What is measured.
    pub measure: Measure,
    /// In which unit.
    pub unit: Unit,
    /// How it has to compare.
    pub comparison: Comparison,
    /// With what.
    pub bound: Bound,
    /// In which part of the run.
    pub window: Window,
}

/// Where a sentence is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The file, or `--set`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// A statistic of a series.
    Series(Statistic, Series),
    /// The value of a series at an instant.
    At(SimTime, Series),
    /// When, how long or how often a condition holds.
    Held(Holding, Condition),
    /// A statistic of rows.
    Rows(Statistic, Rows),
    /// What became of a deployment.
    Deployment(DeploymentName, DeploymentField),
}

/// The values of a resource over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The label of a service, the name of a group or of a cluster.
    pub resource: String,
    /// Which of its series.
    pub of: SeriesName,
}

/// A series against a number or another series.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What is compared.
    pub series: Series,
    /// How.
    pub comparison: Comparison,
    /// With what.
    pub against: Against,
}

/// What a series is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Against {
    /// Always the same number.
    Number(f64),
    /// What another series has at the same time.
    Series(Series),
}

/// Rows of a table, or values in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Which table.
    pub table: Table,
    /// Which value; rows without it are left out.
    pub column: Option<Column>,
    /// What is taken off the value.
    pub minus: Option<Column>,
    /// Which rows; all of them if there is none.
    pub test: Option<Test>,
}

/// Which rows are meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Those with such a cell.
    Cell(Column, Matching, Bound),
    /// Those for which all of these hold.
    All(Vec<Self>),
    /// Those for which one of these holds.
    Any(Vec<Self>),
}

/// Which deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeploymentName {
    /// The newest one of the service of that label that began during the run.
    Newest(String),
    /// The one of that id.
    Id(String),
}

/// What of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentField {
    /// `IN_PROGRESS`, `COMPLETED`, `FAILED`, `STOPPED`.
    State,
    /// How its service deployment stands.
    Status,
    /// How many failures it has.
    FailedTasks,
    /// When it FAILED.
    FailedAt,
    /// When the deployment before it was back.
    RolledBackAt,
    /// From its beginning until it was COMPLETED.
    Duration,
    /// When it began.
    CreatedAt,
    /// When it was COMPLETED.
    CompletedAt,
    /// What it rolls out: `web:2`.
    TaskDefinition,
}

/// Which part of the run is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// All of it.
    Whole,
    /// From an instant to before another one.
    During(SimTime, SimTime),
    /// From an instant to the end.
    After(SimTime),
    /// For so long from each such event on.
    Within {
        /// How long.
        span: Span,
        /// The column `event` of the timeline.
        event: String,
        /// The column `resource`, if it matters.
        resource: Option<String>,
    },
}

/// How a text compares what it measures, if it is a sentence.
///
/// ```
/// use ecsim::scenario::expectation::{Comparison, comparison_of};
///
/// assert_eq!(comparison_of("min(web.ready) >= 4 after 10m"), Some(Comparison::AtLeast));
/// assert_eq!(comparison_of("minReady"), None);
/// ```
pub fn comparison_of(text: &str) -> Option<Comparison> {
    let sentence = grammar::sentence(text).ok()?;
    Some(sentence.comparison.it)
}

impl DeploymentField {
    /// How each is written.
    pub const NAMED: [(&'static str, Self); 9] = [
        ("state", Self::State),
        ("status", Self::Status),
        ("failedTasks", Self::FailedTasks),
        ("failedAt", Self::FailedAt),
        ("rolledBackAt", Self::RolledBackAt),
        ("duration", Self::Duration),
        ("createdAt", Self::CreatedAt),
        ("completedAt", Self::CompletedAt),
        ("taskDefinition", Self::TaskDefinition),
    ];

    /// In what it is measured.
    pub const fn unit(self) -> Unit {
        match self {
            Self::State | Self::Status | Self::TaskDefinition => Unit::Word,
            Self::FailedTasks => Unit::Count(Noun::Task),
            Self::Duration
            | Self::CreatedAt
            | Self::CompletedAt
            | Self::FailedAt
            | Self::RolledBackAt => Unit::Time,
        }
    }
}

/// The states that a deployment may have.
pub const DEPLOYMENT_STATES: [&str; 4] = ["COMPLETED", "FAILED", "IN_PROGRESS", "STOPPED"];

/// How a service deployment may stand.
pub const SERVICE_DEPLOYMENT_STATUSES: [&str; 7] = [
    "IN_PROGRESS",
    "PENDING",
    "ROLLBACK_FAILED",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_SUCCESSFUL",
    "STOPPED",
    "SUCCESSFUL",
];
