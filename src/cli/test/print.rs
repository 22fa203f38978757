//! What a test run says: a line per scenario, the first failures in full, and the sum of it.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::case::{Became, Case, Judged, Sentence, judged, plain};
use super::counted;
use crate::cli::terminal::Terminal;
use crate::report::baseline::{Moved, tally};

/// How many scenarios that failed are told in full.
const TOLD: usize = 10;

/// How many broken sentences of one are told in full.
const SENTENCES_TOLD: usize = 5;

/// Everything that there is to say on a terminal.
pub(super) fn all(
    cases: &[Case],
    quiet: bool,
    took: Duration,
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    let color = terminal.color;
    let out = &mut *terminal.out;
    let broken = cases.iter().filter(|case| case.passed() == Some(false));
    if !quiet {
        let width = widest(cases);
        for case in cases {
            line(case, width, color, out)?;
        }
    }
    for case in broken.clone().take(TOLD) {
        in_full(case, color, out)?;
    }
    if let more @ 1.. = broken.count().saturating_sub(TOLD) {
        let more = counted(more, "more failure");
        writeln!(out, "\n… and {more}: `--json` and `--junit` tell all")?;
    }
    writeln!(out, "\n{}; {}", sum(cases), seconds(took))
}

/// What each scenario expects, without running it.
pub(super) fn list(cases: &[Case], terminal: &mut Terminal<'_>) -> io::Result<()> {
    for case in cases {
        match &case.became {
            Became::Listed(sentences) => {
                writeln!(terminal.out, "{}", case.path.display())?;
                for sentence in sentences {
                    writeln!(terminal.out, "  {sentence}")?;
                }
            }
            Became::Refused(_) => in_full(case, terminal.color, terminal.err)?,
            _ => {}
        }
    }
    Ok(())
}

/// So wide are the paths of the scenarios.
fn widest(cases: &[Case]) -> usize {
    const WIDEST: usize = 60;
    let widths = cases
        .iter()
        .map(|case| case.path.display().to_string().chars().count());
    widths.max().unwrap_or_default().min(WIDEST)
}

/// `PASS     12 ms  scenarios/zone-outage.yaml  4 hold`.
fn line(case: &Case, width: usize, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let path = plain(&case.path.display().to_string());
    let (word, said) = match &case.became {
        Became::Skipped | Became::Listed(_) => ("SKIP", "expects nothing".to_owned()),
        Became::Refused(_) => ("ERROR", "cannot be run".to_owned()),
        Became::Stopped(_) => ("ERROR", "did not end".to_owned()),
        Became::Judged(judged) => (
            if judged.passed() { "PASS" } else { "FAIL" },
            judged.in_short(),
        ),
    };
    let (begin, end) = paint(word, color);
    let took = seconds(case.took);
    writeln!(
        out,
        "{begin}{word:<5}{end} {took:>8}  {path:<width$}  {said}"
    )
}

impl Judged {
    /// `4 hold`, `1 of 4 broken, 2 numbers moved: 1 worse, 1 better, 1 warning`.
    fn in_short(&self) -> String {
        let all = self.sentences.len();
        let mut parts = vec![match self.broken().count() {
            0 => format!("{all} hold"),
            broken => format!("{broken} of {all} broken"),
        }];
        if let Some(compared) = &self.compared {
            if compared.has_moved() {
                parts.push(tally(&compared.moved));
            }
            let is_new = |moved: &&Moved| !moved.verdict.is_move();
            match compared.moved.iter().filter(is_new).count() {
                0 => {}
                new => parts.push(format!("{} not in the baseline", counted(new, "number"))),
            }
        }
        if self.warnings > 0 {
            parts.push(format!(
                "{}, see `ecsim check`",
                counted(self.warnings, "warning")
            ));
        }
        parts.join(", ")
    }
}

/// Why a scenario has not passed.
fn in_full(case: &Case, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let path = plain(&case.path.display().to_string());
    match &case.became {
        Became::Skipped | Became::Listed(_) => Ok(()),
        Became::Refused(refused) => {
            let (begin, end) = paint("ERROR", color);
            writeln!(out, "\n{begin}ERROR{end}  {path} cannot be run")?;
            write!(out, "{}", refused.text.trim_end())?;
            writeln!(out)
        }
        Became::Stopped(stopped) => {
            let (begin, end) = paint("ERROR", color);
            writeln!(out, "\n{begin}ERROR{end}  {path}: {}", stopped.why)
        }
        Became::Judged(judged) => {
            for sentence in judged.broken().take(SENTENCES_TOLD) {
                sentence.in_full(color, out)?;
            }
            let more = judged.broken().count().saturating_sub(SENTENCES_TOLD);
            if more > 0 {
                writeln!(out, "\n      … and {more} more of {path}")?;
            }
            let Some(table) = judged.moved_text() else {
                return Ok(());
            };
            let (begin, end) = paint("FAIL", color);
            writeln!(
                out,
                "\n{begin}FAIL{end}  {path}: numbers have moved from the baseline"
            )?;
            write!(out, "{table}")?;
            for note in judged.compared.iter().flat_map(|compared| &compared.notes) {
                writeln!(out, "  note: {note}")?;
            }
            Ok(())
        }
    }
}

impl Sentence {
    fn in_full(&self, color: bool, out: &mut dyn Write) -> io::Result<()> {
        let (begin, end) = paint("FAIL", color);
        let written = &self.written;
        writeln!(
            out,
            "\n{begin}FAIL{end}  {}:{}  {}",
            written.file, written.line, self.text
        )?;
        for line in &self.explained {
            writeln!(out, "      {line}")?;
        }
        Ok(())
    }
}

/// `9 scenarios: 8 passed, 1 failed; 31 expectations, 1 broken`.
fn sum(cases: &[Case]) -> String {
    let count = |wanted| cases.iter().filter(|case| case.passed() == wanted).count();
    let (passed, failed, skipped) = (count(Some(true)), count(Some(false)), count(None));
    let mut text = format!("{}: {passed} passed", counted(passed + failed, "scenario"));
    if failed > 0 {
        text = format!("{text}, {failed} failed");
    }
    let (mut all, mut broken) = (0, 0);
    for judged in judged(cases) {
        all += judged.sentences.len();
        broken += judged.broken().count();
    }
    let of = counted(all, "expectation");
    text = match (all, broken) {
        (0, _) => text,
        (_, 0) => format!("{text}; {of}, all hold"),
        _ => format!("{text}; {of}, {broken} broken"),
    };
    match skipped {
        0 => text,
        _ => format!("{text}; {skipped} skipped"),
    }
}

/// The whole as one document for a program; nothing in it depends on the machine.
pub(super) fn document(cases: &[Case]) -> Value {
    let tested = cases.iter().filter(|case| case.is_tested());
    let scenarios: Vec<Value> = tested.clone().map(one).collect();
    let failed = tested
        .clone()
        .filter(|case| case.passed() == Some(false))
        .count();
    json!({
        "schema": crate::report::SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "ok": failed == 0,
        "passed": scenarios.len() - failed,
        "failed": failed,
        "skipped": cases.len() - scenarios.len(),
        "scenarios": scenarios,
    })
}

fn one(case: &Case) -> Value {
    let mut object = json!({
        "file": case.path.display().to_string(),
        "ok": case.passed() == Some(true),
    });
    match &case.became {
        Became::Skipped => {}
        Became::Listed(sentences) => object["expect"] = sentences.clone().into(),
        Became::Refused(refused) => {
            object["error"] = "errors in the scenario".into();
            object["diagnostics"] = refused.json.clone();
        }
        Became::Stopped(stopped) => object["error"] = stopped.why.as_str().into(),
        Became::Judged(judged) => {
            object["name"] = judged.name.as_str().into();
            object["expectations"] = judged.summary["expectations"].clone();
            if let Some(compared) = &judged.compared {
                object["moved"] = compared
                    .moved
                    .iter()
                    .map(super::baseline::document)
                    .collect();
            }
        }
    }
    object
}

/// `12 ms`, `1.25 s`.
fn seconds(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.2} s", took.as_secs_f64())
    }
}

/// What goes before and behind a word to give it its colour.
fn paint(word: &str, color: bool) -> (String, String) {
    if !color {
        return (String::new(), String::new());
    }
    let style = match word {
        "PASS" => Style::new().fg_color(Some(AnsiColor::Green.into())),
        "SKIP" => Style::new().dimmed(),
        _ => Style::new().fg_color(Some(AnsiColor::Red.into())).bold(),
    };
    (style.render().to_string(), style.render_reset().to_string())
}
