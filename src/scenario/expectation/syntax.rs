//! A sentence of `expect` as it is written: what the grammar reads, before any name has a meaning.
//!
//! Every part that can be wrong knows its place in the sentence. Written out, a sentence reads back
//! to the same one.

use std::fmt;
use std::ops::Range;

use super::table::Table;

/// A part of a sentence and the bytes in which it stands. Equal if the parts are, wherever they
/// stand.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Spanned<T> {
    pub(in crate::scenario) it: T,
    pub(in crate::scenario) span: Range<usize>,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.it == other.it
    }
}

/// A name, with or without quotes.
pub(in crate::scenario) type Name = Spanned<String>;

/// `min(web.ready) >= 4 during 10m..20m`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Sentence {
    pub(in crate::scenario) measure: Spanned<Measure>,
    pub(in crate::scenario) comparison: Spanned<Comparison>,
    pub(in crate::scenario) bound: Literal,
    pub(in crate::scenario) window: Option<Spanned<Window>>,
    /// `in 95% of runs`.
    pub(in crate::scenario) share: Option<Literal>,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Measure {
    /// `min(web.ready)`, `p95(tasks.startedAt - createdAt where service = web)`.
    Of(Spanned<Statistic>, Samples),
    /// `at(30m, web.DesiredTaskCount)`.
    At(Literal, Series),
    /// `duration(web.ready < 4)`.
    Held(Holding, Condition),
    /// `deployment(web).duration`.
    Deployment(Name, Name),
    /// `availability(web)`.
    Availability(Name),
    /// `cost.total`.
    Cost(Name),
}

/// What is made of many values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The average: over time for what changes in steps, else over the values.
    Mean,
    /// All together: for what changes in steps, the area under it.
    Sum,
    /// So many percent of the values, or of the time, are at most this.
    Percentile(f64),
    /// How many values there are.
    Count,
    /// The first value.
    First,
    /// The last value.
    Last,
}

/// What is asked of the times at which a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// How long it holds, all times together.
    Duration,
    /// When it begins to hold for the first time.
    First,
    /// When it ends to hold for the last time.
    Last,
    /// How many times it begins to hold.
    Count,
}

/// Where values come from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Samples {
    Series(Series),
    Rows(Rows),
}

/// `web.ready`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Series {
    pub(in crate::scenario) resource: Name,
    pub(in crate::scenario) name: Name,
}

/// `web.ready < 4`, `web.ready < web.min_healthy`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Condition {
    pub(in crate::scenario) series: Series,
    pub(in crate::scenario) comparison: Spanned<Comparison>,
    pub(in crate::scenario) against: Against,
}

/// What a series is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Against {
    Literal(Literal),
    Series(Series),
}

/// `tasks where stopCode = SpotInterruption`; with a column, or with the difference of two.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Rows {
    pub(in crate::scenario) table: Spanned<Table>,
    pub(in crate::scenario) column: Option<Name>,
    pub(in crate::scenario) minus: Option<Name>,
    pub(in crate::scenario) test: Option<Test>,
}

/// Which rows are meant.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Test {
    /// A cell against a value.
    Cell(Name, Spanned<Matching>, Literal),
    /// All of them; at least two.
    All(Vec<Self>),
    /// One of them; at least two.
    Any(Vec<Self>),
}

/// How a cell is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// As numbers, or as texts for `==` and `!=`.
    Compare(Comparison),
    /// The text has this part.
    Contains,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `==`, or `=`.
    Equal,
    /// `!=`
    NotEqual,
}

impl Comparison {
    /// Every comparison as it is written; a longer one before its beginning.
    pub(super) const WRITTEN: [(&'static str, Self); 7] = [
        ("<=", Self::AtMost),
        ("<", Self::Less),
        (">=", Self::AtLeast),
        (">", Self::Greater),
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        ("=", Self::Equal),
    ];

    /// Whether two values stand so to each other.
    pub fn holds<T: PartialOrd + ?Sized>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::NotEqual => left != right,
        }
    }
}

/// A value as it is written: `300ms`, `99.9%`, `12 USD`, `SpotInterruption`, `"zone lost"`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Literal {
    pub(in crate::scenario) text: Spanned<String>,
    /// Whether it stood in quotes: then it is a text.
    pub(in crate::scenario) quoted: bool,
}

/// Which part of the run is meant.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Window {
    /// `during 10m..20m`.
    During(Literal, Literal),
    /// `after 10m`.
    After(Literal),
    /// `within 5m of spotInterruption(workers)`.
    Within(Literal, Name, Option<Name>),
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            measure,
            comparison,
            bound,
            window,
            share,
        } = self;
        write!(f, "{} {} {bound}", measure.it, comparison.it)?;
        if let Some(window) = window {
            write!(f, " {}", window.it)?;
        }
        match share {
            Some(share) => write!(f, " in {share} of runs"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(statistic, samples) => write!(f, "{}({samples})", statistic.it),
            Self::At(time, series) => write!(f, "at({time}, {series})"),
            Self::Held(holding, condition) => write!(f, "{holding}({condition})"),
            Self::Deployment(of, field) => {
                write!(f, "deployment({}).{}", Quoted(&of.it), field.it)
            }
            Self::Availability(of) => write!(f, "availability({})", Quoted(&of.it)),
            Self::Cost(what) => write!(f, "cost.{}", what.it),
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Mean => "mean",
            Self::Sum => "sum",
            Self::Percentile(percent) => return write!(f, "p{percent}"),
            Self::Count => "count",
            Self::First => "first",
            Self::Last => "last",
        })
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Duration => "duration",
            Self::First => "first",
            Self::Last => "last",
            Self::Count => "count",
        })
    }
}

impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Series(series) => series.fmt(f),
            Self::Rows(rows) => rows.fmt(f),
        }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", Quoted(&self.resource.it), self.name.it)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.series, self.comparison.it)?;
        match &self.against {
            Against::Literal(literal) => literal.fmt(f),
            Against::Series(series) => series.fmt(f),
        }
    }
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.table.it.name())?;
        if let Some(column) = &self.column {
            write!(f, ".{}", column.it)?;
        }
        if let Some(minus) = &self.minus {
            write!(f, " - {}", minus.it)?;
        }
        match &self.test {
            Some(test) => write!(f, " where {test}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell(column, matching, value) => {
                write!(f, "{} {} {value}", column.it, matching.it)
            }
            Self::All(tests) => joined(f, tests, " and "),
            Self::Any(tests) => joined(f, tests, " or "),
        }
    }
}

/// Tests with a word between them, in parentheses where they are tests of several themselves.
fn joined(f: &mut fmt::Formatter<'_>, tests: &[Test], between: &str) -> fmt::Result {
    for (position, test) in tests.iter().enumerate() {
        f.write_str(if position > 0 { between } else { "" })?;
        match test {
            Test::Cell(..) => write!(f, "{test}")?,
            Test::All(_) | Test::Any(_) => write!(f, "({test})")?,
        }
    }
    Ok(())
}

impl fmt::Display for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(Comparison::Equal) => f.write_str("="),
            Self::Compare(comparison) => comparison.fmt(f),
            Self::Contains => f.write_str("contains"),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = Self::WRITTEN.iter().find(|(_, it)| it == self);
        f.write_str(written.map_or("", |(text, _)| text))
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted {
            write!(f, "\"{}\"", self.text.it)
        } else {
            f.write_str(&self.text.it)
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::During(from, until) => write!(f, "during {from}..{until}"),
            Self::After(from) => write!(f, "after {from}"),
            Self::Within(span, event, resource) => {
                write!(f, "within {span} of {}", Quoted(&event.it))?;
                match resource {
                    Some(resource) => write!(f, "({})", Quoted(&resource.it)),
                    None => Ok(()),
                }
            }
        }
    }
}

/// A name as it has to be written: in quotes unless it is a plain word that means nothing else.
struct Quoted<'n>(&'n str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0;
        // One that begins with a digit would be read as a number.
        let is_plain = name.chars().all(is_of_name)
            && !name.starts_with(|letter: char| letter.is_ascii_digit());
        if !name.is_empty() && is_plain && Table::named(name).is_none() {
            f.write_str(name)
        } else {
            write!(f, "\"{name}\"")
        }
    }
}

/// What a name without quotes may have: services, `shop/web`, `web/d-2`, `web:2`.
pub(super) fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_-/:".contains(letter)
}
