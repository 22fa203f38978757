//! A film as text: head lines, the frames as a table, and what became of the deployment, and why.

use super::table::{Layout, Step, steps};
use super::{End, Film, Frame, What};
use crate::engine::{SimTime, Span};
use crate::report::WIDTH;
use crate::report::endings::Ending;
use crate::report::words::{count, hang, instant, length, thousands};

/// The most lines of the table that are told one by one, unless all are asked for.
const STEPS: usize = 40;

/// The lines of a film, no wider than 100 columns. Equal rounds are told once, and of very many
/// frames only the first and the last, unless `all`.
pub fn lines(film: &Film, all: bool) -> Vec<String> {
    let steps = steps(film);
    let shown = shown(film, &steps, all);
    let mut lines: Vec<String> = head(film).iter().flat_map(|it| hang(it, WIDTH)).collect();
    let moves = |step: &Step| !step.ends.is_empty() || step.frame.is_some_and(is_moving);
    if steps[..shown].iter().any(moves) || all {
        lines.push(String::new());
        lines.extend(table(&steps[..shown], all));
        lines.push(String::new());
    }
    lines.extend(outcome(film).iter().flat_map(|it| hang(it, WIDTH)));
    let later = steps.len() - shown;
    if later > 0 {
        let later = count(later, "more change");
        lines.push(format!(
            "After that its tasks went through {later}, with --all."
        ));
    }
    lines
}

/// What became of a deployment, in a few lines.
pub fn brief(film: &Film) -> Vec<String> {
    let back = rollback(film);
    let name = format!("{} ({}){back}", film.deployment, film.task_definition);
    let mut outcome = outcome(film);
    let first = outcome.remove(0);
    let told = [format!("{name}: {first}")].into_iter();
    let told = told.chain(outcome.into_iter().map(|line| format!("  {line}")));
    told.flat_map(|line| hang(&line, WIDTH)).collect()
}

fn is_moving(frame: &Frame) -> bool {
    frame.state != "COMPLETED" || !frame.waits_for.is_empty()
}

/// How many of the steps are worth telling: those up to the one in which it was COMPLETED, and the
/// others too where tasks of it failed after that.
fn shown(film: &Film, steps: &[Step], all: bool) -> usize {
    let done = film.completed().map(|done| film.frames[done].time);
    let Some(done) = done.filter(|_| !all) else {
        return steps.len();
    };
    let mut ends = film.endings.iter().filter(|end| end.time > done);
    if ends.any(|end| end.what.is_failure() && !end.is_old) {
        return steps.len();
    }
    steps.iter().take_while(|step| step.time <= done).count()
}

/// `, the rollback of web/d-2`, if it is one.
fn rollback(film: &Film) -> String {
    let failed = film.rolls_back.as_ref();
    failed.map_or(String::new(), |failed| {
        format!(", the rollback of {failed}")
    })
}

/// What it is, and what holds for it.
fn head(film: &Film) -> Vec<String> {
    let from = film.from.as_ref();
    let from = from.map_or(String::new(), |from| format!("{from} → "));
    let (id, definition) = (&film.deployment, &film.task_definition);
    let mut lines = vec![format!("{id}: {from}{definition}{}", rollback(film))];
    if let Some(first) = film.frames.first() {
        let number = |column| first.number(column).unwrap_or_default();
        lines.push(format!(
            "D = {} desired; with {}/{} % at least minH = {} healthy, at most maxT = {} in all",
            count(number("desired") as usize, "task"),
            number("minimum_healthy_percent"),
            number("maximum_percent"),
            number("min_healthy"),
            number("max_total")
        ));
    }
    lines
}

/// What became of it, when, and why its tasks failed, if any did.
fn outcome(film: &Film) -> Vec<String> {
    let (Some(first), Some(last)) = (film.frames.first(), film.frames.last()) else {
        return vec!["Another deployment took its place at once.".to_owned()];
    };
    let mut lines = vec![fate(film, first, last)];
    lines.extend(why_it_failed(film));
    lines.extend(not_counted(film));
    lines.extend(why_nothing_ends_it(film, last));
    let (healthy, desired) = (last.number("healthy"), last.number("desired"));
    if let (true, Some(healthy), Some(desired)) = (film.is_last, healthy, desired)
        && (healthy < desired || film.completed().unwrap_or(0) + 1 < film.frames.len())
    {
        let (healthy, desired) = (thousands(healthy.into()), thousands(desired.into()));
        lines.push(format!(
            "{healthy} of {desired} tasks are healthy at the end of the run."
        ));
    }
    lines
}

/// Why its tasks failed: before it was COMPLETED and since then.
fn why_it_failed(film: &Film) -> Vec<String> {
    // What stood COMPLETED from its first frame on was never watched before that.
    let done = film.completed().map(|done| film.frames[done].time);
    let is_later = |now: SimTime| done.is_some_and(|done| now > done);
    let before = film.failures_when(|now| !is_later(now)).into_iter();
    let before = before.map(|line| line + ".");
    let since = film.failures_when(is_later).into_iter();
    let since = since.map(|line| line + " since it was COMPLETED.");
    before.chain(since).collect()
}

/// The failures in the instant in which the circuit breaker tripped, after the last one that it
/// counted.
fn not_counted(film: &Film) -> Option<String> {
    let (counted, _) = film.failures?;
    let at = film
        .frames
        .iter()
        .find(|frame| frame.state == "FAILED")?
        .time;
    let earlier = film.frames.iter().rev().find(|frame| frame.time < at)?;
    let here = counted.saturating_sub(earlier.number("failed_tasks")?);
    let evidence = |what: &What| {
        matches!(
            what,
            What::BecameUnhealthy | What::Ended(Ending::FailedToStart(_))
        )
    };
    let failed = film.endings.iter();
    let failed = failed.filter(|end| end.time == at && !end.is_old && evidence(&end.what));
    let more = failed.map(End::count).sum::<u32>().checked_sub(here)?;
    let was = match more {
        0 => return None,
        1 => "1 failure in the same instant, after the last one, is",
        _ => &format!(
            "{} failures in the same instant, after the last one, are",
            thousands(more.into())
        ),
    };
    Some(format!("{was} not counted any more."))
}

/// Why its tasks exit and come again for ever, if they do.
fn why_nothing_ends_it(film: &Film, last: &Frame) -> Option<String> {
    let exits = |why: &Ending| matches!(why, Ending::Exited(_) | Ending::OutOfMemory(_));
    let mut own = film.endings.iter().filter(|end| !end.is_old);
    if last.state != "IN_PROGRESS" || !own.any(|end| end.what.ending().is_some_and(exits)) {
        return None;
    }
    Some(
        match last.number("failed_tasks").zip(last.number("threshold")) {
            Some((failed, threshold)) => format!(
                "Its circuit breaker has counted {failed} of {threshold}: \
             a task that exits after RUNNING is no failure for it."
            ),
            None => "It has no circuit breaker; one would not count tasks that exit after RUNNING."
                .to_owned(),
        },
    )
}

/// What became of it, and when.
fn fate(film: &Film, first: &Frame, last: &Frame) -> String {
    let after = |at: SimTime| match at.since(first.time.min(at)) {
        Span::ZERO => "at once".to_owned(),
        span => format!("{} after it began", length(span)),
    };
    if let Some(done) = film.completed() {
        let at = film.frames[done].time;
        return format!("COMPLETED at {}, {}.", instant(at), after(at));
    }
    let is_over = |frame: &&Frame| ["FAILED", "STOPPED"].contains(&frame.state.as_str());
    let over = film.frames.iter().find(is_over);
    let over = over.map(|frame| (&frame.state, frame.time));
    if let Some((state, at)) = over.or(film.ended.as_ref().map(|(state, at)| (state, *at))) {
        let failures = film.failures.map_or(String::new(), |(failed, threshold)| {
            let failed = count(failed as usize, "failure");
            format!(": {failed}, its circuit breaker trips at {threshold}")
        });
        return format!("{state} at {}, {}{failures}.", instant(at), after(at));
    }
    if first.state == "COMPLETED" {
        return match &film.from {
            Some(_) => format!("COMPLETED at {}, at once.", instant(first.time)),
            None => "It was COMPLETED when the scenario began.".to_owned(),
        };
    }
    let (state, since) = (&last.state, instant(last.time));
    format!("Still {state} at the end of the run; the last change was at {since}.")
}

/// The steps under two lines with the names of the columns.
fn table(steps: &[Step], all: bool) -> Vec<String> {
    let layout = Layout::of(steps);
    let mut lines = layout.header();
    let mut parts = layout.parts(steps, all);
    let left_out = if all {
        0
    } else {
        parts.len().saturating_sub(STEPS)
    };
    if left_out > 0 {
        let middle: Vec<_> = parts.drain(STEPS / 2..STEPS / 2 + left_out).collect();
        let told = layout.left_out(steps, &middle);
        lines.extend(parts.drain(..STEPS / 2).flat_map(|part| part.lines));
        lines.extend(told);
    }
    lines.extend(parts.into_iter().flat_map(|part| part.lines));
    lines
}
