//! `ecsim explain`: why things happened in a run, from the tables that it wrote.

mod placement;
mod unknown;
mod what;

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};

use self::placement::{Placement, ROWS_OF_TASK};
use self::unknown::{no_results, no_such};
use self::what::What;
use super::Outcome;
use super::terminal::Terminal;
use crate::report::causes::{self, Life, Link};
use crate::report::film::{self, Film};
use crate::report::inventory::Inventory;
use crate::report::reading::{ReadError, Results};
use crate::report::{WIDTH, hang, plain};

/// Say why things happened in a run.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Directory that `ecsim run` has written
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// What to explain; without it, list what there is
    #[arg(value_name = "WHAT", value_parser = what::Parser, requires = "name")]
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
A deployment is shown as a film: one line for every instant in which something changed. It has the
tasks that must leave (old) and those that replace them (new), the healthy tasks beside the least
that must be healthy (H/minH), all tasks beside the most that may exist (T/maxT), and what the
deployment waits for. Lines between them say how tasks failed. Rounds that are all alike are shown
once. `web` means the newest deployment of the service web.

For a task, an instance or a row, the rows of timeline.csv that led to it are shown, newest first;
of a task what chose its place, of an instance how full it was, and what was placed on it and why.

Examples:
  ecsim explain output/rolling-update-50-100
  ecsim explain output/rolling-update-50-100 deployment web
  ecsim explain output/rolling-update-50-100 task web/3
  ecsim explain output/drain-an-instance instance i-2
  ecsim explain output/drain-an-instance row 17 --json";

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
        Err(error) => return complain(terminal, &no_results(&args.dir, &error)),
    };
    if args.json {
        terminal.json(&told.document)?;
    } else {
        for line in told.lines {
            writeln!(terminal.out, "{}", plain(&line))?;
        }
    }
    Ok(Outcome::Done)
}

fn complain(terminal: &mut Terminal<'_>, error: &dyn Display) -> io::Result<Outcome> {
    writeln!(terminal.err, "error: {}", plain(&error.to_string()))?;
    Ok(Outcome::CouldNotRun)
}

/// What there is to explain: the deployments and how they ended, the names of the rest, and how to
/// ask for more.
fn overview(results: &Results, args: &Args) -> Result<Told, ReadError> {
    let films = film::films(results)?;
    let inventory = Inventory::of(results)?;
    let mut lines: Vec<String> = films.iter().flat_map(film::brief).collect();
    if lines.is_empty() {
        lines.push("There are no services, so there are no deployments.".to_owned());
    }
    lines.push(String::new());
    lines.extend(inventory.lines().iter().flat_map(|line| hang(line, WIDTH)));
    let dir = args.dir.display();
    lines.push(String::new());
    lines.push("More about one of them:".to_owned());
    lines.push(format!(
        "ecsim explain {dir} deployment|task|instance|row NAME"
    ));
    let films: Vec<Value> = films.iter().map(Film::json).collect();
    let document = json!({
        "schema": crate::report::SCHEMA,
        "deployments": films,
        "tasks": inventory.tasks,
        "instances": inventory.instances,
        "rows": inventory.rows,
    });
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
        let known = Inventory::of(results)?;
        let mut said = no_such("deployment", name, &known.deployments);
        if known.deployments.is_empty() {
            said = format!("{said}, but {}", known.lines().join("; "));
        }
        return Ok(Err(said));
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
        Err(others) => return Ok(Err(no_such(kind, name, &others))),
    };
    let placement = Placement::read(results, kind, name)?;
    let lines = life_lines(name, &life, &placement, all);
    let Life {
        cells,
        first,
        between,
        last,
        ..
    } = life;
    let cells: serde_json::Map<String, Value> = cells
        .into_iter()
        .map(|(column, cell)| (column, cell.into()))
        .collect();
    let mut document = json!({
        "schema": crate::report::SCHEMA,
        kind: cells,
        "first": causes::json(&first),
        "between": causes::json(&between),
        "last": causes::json(&last),
    });
    if let Some(placement) = placement.json() {
        document["placement"] = placement;
    }
    Ok(Ok(Told { lines, document }))
}

/// What a table knows of it, then its life under headings.
fn life_lines(name: &str, life: &Life, placement: &Placement, all: bool) -> Vec<String> {
    let mut lines = hang(&format!("{name}: {}", life.facts.join(", ")), WIDTH);
    lines.extend(placement.lines(all));
    let most = placement.rows_beside();
    let mut section = |title: &str, rows: &[Link]| {
        if !rows.is_empty() {
            lines.extend([String::new(), title.to_owned()]);
            lines.extend(causes::lines(rows, if all { usize::MAX } else { most }));
        }
    };
    section("Why it was created, newest first:", &life.first);
    section("What happened to it:", &life.between);
    section("Why it ended, newest first:", &life.last);
    if let Some(row) = life.joins.filter(|_| !life.last.is_empty()) {
        lines.push(format!("  then row {row} and what led to it, see above"));
    }
    if life.stood {
        let place = lines
            .iter()
            .position(String::is_empty)
            .unwrap_or(lines.len());
        let said = "It was there when the scenario began.".to_owned();
        lines.splice(place..place, [String::new(), said]);
    }
    lines
}

fn row(results: &Results, name: &str, all: bool) -> Result<Result<Told, Unknown>, ReadError> {
    let rows = || Inventory::of(results).map(|known| known.rows);
    let Ok(seq) = name.parse::<u32>() else {
        let (name, rows) = (name.escape_debug(), rows()?);
        let said = format!(
            "`{name}` is not the number of a row: timeline.csv has 1 to {rows}, in its column seq"
        );
        return Ok(Err(said));
    };
    let chain: Vec<Link> = causes::behind(results, seq)?;
    if chain.is_empty() {
        let rows = rows()?;
        return Ok(Err(format!(
            "timeline.csv has no row {seq}: it has 1 to {rows}"
        )));
    }
    let lines = causes::lines(&chain, if all { usize::MAX } else { ROWS_OF_TASK });
    let document = json!({"schema": crate::report::SCHEMA, "rows": causes::json(&chain)});
    Ok(Ok(Told { lines, document }))
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
        let said = "has no results of `ecsim run`: there is no manifest.json of it\n";
        assert!(err.ends_with(said), "{err}");
        let (outcome, _, err) = ended(&["ecsim", "explain", &format!("{path}/nowhere")]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        assert!(err.starts_with("error: there is no directory "), "{err}");
    }

    #[test]
    fn one_result_is_found_in_the_directory_above_and_a_scenario_is_told_from_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let out = directory.path().to_str().expect("a path");
        let file = "scenarios/rolling-update-50-100.yaml";
        let (outcome, ..) = ended(&["ecsim", "run", "-q", "--no-charts", "-o", out, file]);
        assert_eq!(outcome, Outcome::Done);
        let (outcome, said, _) = ended(&["ecsim", "explain", out, "deployment", "web"]);
        assert_eq!(outcome, Outcome::Done);
        assert!(said.contains("web/d-2"), "{said}");
        let (outcome, _, err) = ended(&["ecsim", "explain", file]);
        assert_eq!(outcome, Outcome::CouldNotRun);
        let said = "that is a scenario; its results are in output/rolling-update-50-100";
        assert!(err.contains(said), "{err}");
        let (_, _, err) = ended(&["ecsim", "explain", "scenaros"]);
        assert!(err.ends_with("; did you mean `scenarios`?\n"), "{err}");
    }
}
