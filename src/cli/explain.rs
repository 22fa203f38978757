//! `ecsim explain`: why things happened in a run, from the tables that it wrote.

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::Outcome;
use super::terminal::Terminal;
use crate::catalog::nearest;
use crate::report::causes::{self, Life, Link};
use crate::report::film::{self, Film};
use crate::report::reading::{ReadError, Results};

/// The longest name for which a nearest one is looked for.
const LONGEST_NAME: usize = 100;

/// Say why things happened in a run.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Directory that `ecsim run` has written
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// What to explain; without it, what there is
    #[arg(value_enum, value_name = "WHAT", requires = "name")]
    what: Option<What>,
    /// Its name: `web` or `web/d-2`, `web/3`, `i-2`, or the number of a row
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Print every frame and every row, however many there are
    #[arg(long)]
    all: bool,
    /// Print the explanation as one JSON document
    #[arg(long)]
    json: bool,
}

const AFTER_HELP: &str = "\
A deployment is told as a film: one line for every instant in which something changed, with the
tasks that have to leave (old) and those that come (new), the healthy ones (H) above their minimum,
all of them (T) below their maximum, and what it waits for. `web` means its newest deployment.

A task, an instance or a row is told by the rows of timeline.csv that led to it, newest first.

Examples:
  ecsim explain output/rolling-update-50-100
  ecsim explain output/rolling-update-50-100 deployment web
  ecsim explain output/rolling-update-50-100 task web/3
  ecsim explain output/drain-an-instance instance i-2
  ecsim explain output/drain-an-instance row 17 --json";

/// What can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// The film of a deployment
    Deployment,
    /// Why a task came and went
    Task,
    /// Why an instance came and went
    Instance,
    /// Why a row of timeline.csv happened
    Row,
}

/// An explanation: lines for people, a document for programs.
struct Told {
    lines: Vec<String>,
    document: Value,
}

/// Why there is no explanation, in words.
type Unknown = String;

/// Explains what is asked for, or says what there is.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let told = Results::open(&args.dir).and_then(|results| {
        match (args.what, args.name.as_deref().unwrap_or_default()) {
            (None, _) => overview(&results, args).map(Ok),
            (Some(What::Deployment), name) => deployment(&results, name, args.all),
            (Some(What::Task), name) => life(&results, "tasks.csv", "task", name, args.all),
            (Some(What::Instance), name) => {
                life(&results, "instances.csv", "instance", name, args.all)
            }
            (Some(What::Row), name) => row(&results, name, args.all),
        }
    });
    let told = match told {
        Ok(Ok(told)) => told,
        Ok(Err(unknown)) => return complain(terminal, &unknown),
        Err(error) => return complain(terminal, &error),
    };
    if args.json {
        terminal.json(&told.document)?;
    } else {
        for line in told.lines {
            writeln!(terminal.out, "{line}")?;
        }
    }
    Ok(Outcome::Done)
}

fn complain(terminal: &mut Terminal<'_>, error: &dyn Display) -> io::Result<Outcome> {
    writeln!(terminal.err, "error: {error}")?;
    Ok(Outcome::CouldNotRun)
}

/// What there is to explain: the deployments and how they ended, and how to ask for the rest.
fn overview(results: &Results, args: &Args) -> Result<Told, ReadError> {
    let films = film::films(results)?;
    let mut lines = Vec::new();
    for film in &films {
        let told = film::lines(film, false);
        let end = told.last().map_or("", String::as_str);
        lines.push(format!(
            "{} ({}): {end}",
            film.deployment, film.task_definition
        ));
    }
    if lines.is_empty() {
        lines.push("There are no services.".to_owned());
    }
    let dir = args.dir.display();
    lines.push(String::new());
    lines.push(format!(
        "ecsim explain {dir} deployment|task|instance|row NAME says more."
    ));
    let films: Vec<Value> = films.iter().map(Film::json).collect();
    let document = json!({"schema": crate::report::SCHEMA, "deployments": films});
    Ok(Told { lines, document })
}

fn deployment(
    results: &Results,
    name: &str,
    all: bool,
) -> Result<Result<Told, Unknown>, ReadError> {
    let films = film::films(results)?;
    let chosen = film::chosen(&films, name);
    if chosen.is_empty() {
        let services = films.iter().map(|film| film.service.as_str());
        let ids = films.iter().map(|film| film.deployment.as_str());
        return Ok(Err(no_such("deployment", name, services.chain(ids))));
    }
    let mut lines = Vec::new();
    for place in &chosen {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(film::lines(&films[*place], all));
    }
    let chosen: Vec<Value> = chosen.iter().map(|place| films[*place].json()).collect();
    let document = json!({"schema": crate::report::SCHEMA, "deployments": chosen});
    Ok(Ok(Told { lines, document }))
}

fn life(
    results: &Results,
    table: &str,
    kind: &str,
    name: &str,
    all: bool,
) -> Result<Result<Told, Unknown>, ReadError> {
    let life = match causes::life(results, table, name)? {
        Ok(life) => life,
        Err(others) => return Ok(Err(no_such(kind, name, others.iter().map(String::as_str)))),
    };
    let Life { cells, first, last } = life;
    let facts = cells
        .iter()
        .map(|(column, cell)| format!("{column} {cell}"));
    let facts: Vec<String> = facts.skip(1).collect();
    let mut lines = film::wrap(&format!("{name}: {}", facts.join(", ")), 100);
    if first.is_empty() {
        lines.push(String::new());
        lines.push("It stood when the scenario began.".to_owned());
    }
    let came = "It came because of:";
    let became = "It came to this because of:";
    for (title, chain) in [(came, &first), (became, &last)] {
        if !chain.is_empty() {
            lines.extend([String::new(), title.to_owned()]);
            lines.extend(causes::lines(chain, all));
        }
    }
    let cells: serde_json::Map<String, Value> = cells
        .into_iter()
        .map(|(column, cell)| (column, cell.into()))
        .collect();
    let document = json!({
        "schema": crate::report::SCHEMA,
        kind: cells,
        "first": causes::json(&first),
        "last": causes::json(&last),
    });
    Ok(Ok(Told { lines, document }))
}

fn row(results: &Results, name: &str, all: bool) -> Result<Result<Told, Unknown>, ReadError> {
    let Ok(seq) = name.parse::<u32>() else {
        let said =
            format!("`{name}` is no number of a row; the column seq of timeline.csv has them");
        return Ok(Err(said));
    };
    let chain: Vec<Link> = causes::behind(results, seq)?;
    if chain.is_empty() {
        return Ok(Err(format!("timeline.csv has no row {seq}")));
    }
    let lines = causes::lines(&chain, all);
    let document = json!({"schema": crate::report::SCHEMA, "rows": causes::json(&chain)});
    Ok(Ok(Told { lines, document }))
}

/// Says that there is no such thing, and what was perhaps meant.
fn no_such<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = if name.len() <= LONGEST_NAME {
        nearest(name, known)
    } else {
        None
    };
    let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
    format!(
        "there is no {kind} `{}` in this run{near}",
        name.escape_debug()
    )
}

#[cfg(test)]
mod tests {
    use crate::cli::Outcome;
    use crate::cli::tests::ended;

    #[test]
    fn what_no_run_has_written_is_not_explained() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().to_str().expect("a path");
        let (outcome, out, err) = ended(&["ecsim", "explain", path, "deployment", "web"]);
        assert_eq!((outcome, out.as_str()), (Outcome::CouldNotRun, ""));
        let said = "is no result of `ecsim run`: it has no manifest.json that says so\n";
        assert!(err.ends_with(said), "{err}");
        let (outcome, _, err) = ended(&["ecsim", "explain", &format!("{path}/nowhere")]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        assert!(err.starts_with("error: there is no directory "), "{err}");
    }
}
