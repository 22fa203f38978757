//! `ecsim query`: which container instances an expression means, and why not the others.

mod table;

use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::terminal::{Interrupts, Terminal};
use super::{Outcome, load};
use crate::engine::{SimTime, Span};
use crate::experiment::{self, Failure, InstanceAnswer};
use crate::scenario::Overrides;
use crate::scenario::model::{Query, QueryError};
use crate::scenario::units;

/// Say which container instances an expression means, and why not the others.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct Args {
    /// Expression of the cluster query language, in quotes
    #[arg(value_name = "EXPRESSION")]
    expression: String,
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Time since the start at which to look, such as 10m; the scenario is played until then
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = time)]
    at: Span,
    /// Override a value of the scenario
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print the answers as one JSON document
    #[arg(long)]
    json: bool,
}

const AFTER_HELP: &str = "\
The expression is what stands in a placement constraint of type memberOf. Instances that are alike
share a line; an instance takes tasks if it is ACTIVE and its agent is connected. The exit code is
0 whether instances match or not, and 2 if the expression or the scenario is wrong.

Examples:
  ecsim query 'attribute:ecs.instance-type =~ m5.*' scenarios/drain-an-instance.yaml
  ecsim query 'task:group == service:web and runningTasksCount < 3' web.yaml --at 10m";

fn time(text: &str) -> Result<Span, String> {
    units::parse_span(text).map_err(|error| error.to_string())
}

/// Reads the expression and the file, plays it, and prints the answers.
pub(super) fn run(args: &Args, terminal: &mut Terminal<'_>) -> io::Result<Outcome> {
    let text = args.expression.replace(char::is_control, " ");
    let query = match Query::parse(&text) {
        Ok(query) => query,
        Err(error) => {
            no_expression(&text, &error, terminal)?;
            return Ok(Outcome::CouldNotRun);
        }
    };
    for lint in query.lints() {
        let under = (lint.column, Some(&*lint.help));
        pointed(terminal, "warning", &lint.message, &text, under)?;
    }
    let overrides = Overrides {
        set: args.set.clone(),
        ..Overrides::default()
    };
    let files = load::files(std::slice::from_ref(&args.file), &overrides, true, terminal)?;
    let Some(scenario) = files.into_iter().find_map(|file| file.scenario) else {
        return Ok(Outcome::CouldNotRun);
    };
    if args.at > scenario.duration {
        let lasts = units::write_span(scenario.duration);
        writeln!(
            terminal.err,
            "error: the scenario lasts {lasts}: write `--at` up to it"
        )?;
        return Ok(Outcome::CouldNotRun);
    }
    let at = SimTime::ZERO + args.at;
    let interrupts = Interrupts::listen(terminal);
    match experiment::query(&scenario, &query, at, |_| interrupts.requested()) {
        Ok(answers) => {
            print(args, &query, &answers, terminal)?;
            Ok(Outcome::Done)
        }
        Err(failure) => {
            writeln!(terminal.err, "error: {failure}")?;
            Ok(match failure {
                Failure::Interrupted => Outcome::Interrupted,
                Failure::World(_) => Outcome::CouldNotRun,
                Failure::Defect { .. } => Outcome::Defect,
            })
        }
    }
}

fn print(
    args: &Args,
    query: &Query,
    answers: &[InstanceAnswer],
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    let at = units::write_span(args.at);
    if args.json {
        let instances: Vec<Value> = answers.iter().map(of_instance).collect();
        return terminal.json(&json!({
            "expression": query.text(),
            "at": at,
            "instances": instances,
        }));
    }
    table::print(&at, answers, terminal.out)
}

fn of_instance(answer: &InstanceAnswer) -> Value {
    let mut instance = json!({
        "instance": answer.instance,
        "matches": answer.is_meant(),
        "instanceType": answer.instance_type,
        "availabilityZone": answer.zone,
        "status": answer.status,
        "agentConnected": answer.agent_connected,
        "runningTasksCount": answer.running_tasks,
        "takesTasks": answer.takes_tasks(),
    });
    if !answer.is_meant() {
        instance["whyNot"] = Value::from(&*answer.why_not);
    }
    instance
}

fn no_expression(text: &str, error: &QueryError, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let QueryError {
        column,
        message,
        help,
    } = error;
    let message = format!("column {column} of the expression: {message}");
    let under = (*column, help.as_deref());
    pointed(terminal, "error", &message, text, under)
}

/// A message with the expression and a caret under the column.
fn pointed(
    terminal: &mut Terminal<'_>,
    kind: &str,
    message: &str,
    text: &str,
    (column, help): (usize, Option<&str>),
) -> io::Result<()> {
    writeln!(terminal.err, "{kind}: {message}")?;
    writeln!(terminal.err, "  |")?;
    writeln!(terminal.err, "  | {text}")?;
    writeln!(terminal.err, "  | {:>column$}", "^")?;
    match help {
        Some(help) => writeln!(terminal.err, "  = help: {help}"),
        None => Ok(()),
    }
}
