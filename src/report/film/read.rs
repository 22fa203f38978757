//! Films read back from the tables of a run: frames from `deployments.csv`, what goes on after the
//! deployment was done from `services.csv`, how tasks ended from `tasks.csv`, and when they became
//! unhealthy from `timeline.csv`.

use std::collections::BTreeMap;

use super::{End, Film, Frame, NUMBERS, What};
use crate::engine::SimTime;
use crate::report::endings::Ending;
use crate::report::reading::{ReadError, Results, Rows};
use crate::report::stop_codes::KEPT_IN_GRACE;
use crate::report::tables::{DEPLOYMENTS_FILE, SERVICES_FILE, TASKS_FILE, TIMELINE_FILE};
use crate::report::words::count;

/// The places of the films of each service, in order.
type Places = BTreeMap<String, Vec<usize>>;

/// All films of a run, in the order in which their deployments became PRIMARY.
///
/// # Errors
/// If a table cannot be read.
pub fn films(results: &Results) -> Result<Vec<Film>, ReadError> {
    let mut films: Vec<Film> = Vec::new();
    let mut places = Places::new();
    let mut rows = results.table(DEPLOYMENTS_FILE)?;
    while rows.next()? {
        let of_service = places.entry(rows.cell("service")?.to_owned()).or_default();
        let before = of_service.last().map(|place| &films[*place]);
        let id = rows.cell("deployment")?;
        if before.is_none_or(|film| film.deployment != id) {
            let film = begin(&rows, before)?;
            of_service.push(films.len());
            films.push(film);
        }
        if let Some(place) = of_service.last() {
            add(&rows, &mut films[*place])?;
        }
    }
    for place in places.values().filter_map(|places| places.last()) {
        films[*place].is_last = true;
    }
    after_the_end(results, &mut films, &places)?;
    endings(results, &mut films, &places)?;
    Ok(films)
}

fn begin(rows: &Rows, before: Option<&Film>) -> Result<Film, ReadError> {
    let mut film = Film {
        service: rows.cell("service")?.to_owned(),
        deployment: rows.cell("deployment")?.to_owned(),
        task_definition: rows.cell("task_definition")?.to_owned(),
        from: before.map(|film| film.task_definition.clone()),
        rolls_back: None,
        is_last: false,
        frames: Vec::new(),
        endings: Vec::new(),
        ended: None,
        failures: None,
    };
    let older = before.filter(|before| film.number() < before.number());
    film.rolls_back = older.map(|before| before.deployment.clone());
    Ok(film)
}

/// Adds a row of `deployments.csv`: a frame, or what became of the deployment.
fn add(rows: &Rows, film: &mut Film) -> Result<(), ReadError> {
    let mut numbers = [None; NUMBERS.len()];
    for (number, column) in numbers.iter_mut().zip(NUMBERS) {
        *number = rows.number(column)?;
    }
    let frame = Frame {
        time: rows.time("time_s")?.unwrap_or(SimTime::ZERO),
        state: rows.cell("state")?.to_owned(),
        waits_for: rows.cell("waits_for")?.to_owned(),
        next_try: rows.time("next_try_s")?,
        numbers,
    };
    if frame.state == "FAILED" {
        let threshold = frame.number("threshold");
        film.failures = frame.number("failed_tasks").zip(threshold);
    }
    if frame.number("old_running").is_some() {
        film.frames.push(frame);
    } else if frame.state != "COMPLETED" {
        film.ended = Some((frame.state.clone(), frame.time));
        // The counter has its last number here.
        if film.failures.is_some() {
            film.frames.push(frame);
        }
    }
    Ok(())
}

/// Adds frames of the time in which a deployment had nothing left to do: `deployments.csv` has none
/// of these. All tasks are its own then.
fn after_the_end(results: &Results, films: &mut [Film], places: &Places) -> Result<(), ReadError> {
    let mut later: Vec<Vec<Frame>> = vec![Vec::new(); films.len()];
    let mut rows = results.table(SERVICES_FILE)?;
    while rows.next()? {
        let now = rows.time("time_s")?.unwrap_or(SimTime::ZERO);
        let Some(place) = film_at(films, places, rows.cell("service")?, now) else {
            continue;
        };
        let frames = &films[place].frames;
        let until = frames.partition_point(|frame| frame.time <= now);
        let Some(last) = until.checked_sub(1).map(|last| &frames[last]) else {
            continue;
        };
        if last.time == now || !last.is_settled() {
            continue;
        }
        let frame = settled(&rows, last, now)?;
        let newest = later[place].last().filter(|newest| newest.time > last.time);
        if newest.unwrap_or(last).numbers != frame.numbers {
            later[place].push(frame);
        }
    }
    for (film, later) in films.iter_mut().zip(later) {
        film.frames.extend(later);
        film.frames.sort_by_key(|frame| frame.time);
    }
    Ok(())
}

/// The frame of a row of `services.csv` after that frame.
fn settled(rows: &Rows, last: &Frame, now: SimTime) -> Result<Frame, ReadError> {
    let number = |column| Ok(rows.number(column)?.unwrap_or_default());
    let (running, ready) = (number("running")?, number("ready")?);
    let (pending, stopping) = (number("pending")?, number("stopping")?);
    let unhealthy = number("unhealthy")?;
    let young = running.saturating_sub(ready + unhealthy);
    let mut frame = Frame {
        time: now,
        waits_for: String::new(),
        next_try: None,
        ..last.clone()
    };
    let cells = [
        ("desired", number("desired")?),
        ("new_starting", pending),
        ("new_running", young),
        ("new_ready", ready),
        ("new_unhealthy", unhealthy),
        ("new_stopping", stopping),
        ("healthy", ready),
        ("total", number("total")?),
        ("min_healthy", number("min_healthy")?),
        ("max_total", number("max_total")?),
    ];
    for (column, number) in cells {
        frame.set(column, number);
    }
    let waits = [
        (stopping, "task", "to stop"),
        (pending, "task", "to be RUNNING"),
        (young, "task", "to be ready"),
        (unhealthy, "unhealthy task", "to be replaced"),
    ];
    let waits = waits.iter().filter(|(tasks, ..)| *tasks > 0);
    let waits = waits.map(|(tasks, kind, what)| format!("{} {what}", count(*tasks as usize, kind)));
    frame.waits_for = waits.collect::<Vec<_>>().join(", ");
    Ok(frame)
}

/// What happened when, to tasks of which side; and to which.
type Happened = BTreeMap<(SimTime, bool, What), Vec<String>>;

/// Adds what happened to tasks that nobody had told to stop, those of each instant and reason
/// together.
fn endings(results: &Results, films: &mut [Film], places: &Places) -> Result<(), ReadError> {
    let mut verdicts = verdicts(results)?;
    let mut happened = vec![Happened::new(); films.len()];
    let mut rows = results.table(TASKS_FILE)?;
    while rows.next()? {
        let id = rows.cell("id")?;
        let found = verdicts.remove(id).unwrap_or_default();
        let mut all: Vec<(SimTime, What)> = found
            .into_iter()
            .map(|now| (now, What::BecameUnhealthy))
            .collect();
        let exit_code = rows.number("exitCode")?;
        let exit_code = exit_code.and_then(|code| u8::try_from(code).ok());
        let code = rows.cell("stopCode")?;
        let why = Ending::of(code, rows.cell("stoppedReason")?, exit_code);
        let ended = rows.time("toldToStopAt")?.zip(why);
        all.extend(ended.map(|(now, why)| (now, What::Ended(why))));
        let (service, by) = (rows.cell("service")?, rows.cell("startedBy")?);
        let by = by.strip_prefix("ecs-svc/").unwrap_or(by);
        for (now, what) in all {
            let Some(place) = film_of(films, places, (service, by), now) else {
                continue;
            };
            let is_old = by != films[place].deployment;
            let tasks = happened[place].entry((now, is_old, what)).or_default();
            tasks.push(id.to_owned());
        }
    }
    for (film, happened) in films.iter_mut().zip(happened) {
        let ends = happened.into_iter();
        let end = |((time, is_old, what), tasks)| End {
            time,
            what,
            is_old,
            tasks,
        };
        film.endings = ends.map(end).collect();
    }
    Ok(())
}

/// When a check found which tasks unhealthy, but for what their grace period forgives.
fn verdicts(results: &Results) -> Result<BTreeMap<String, Vec<SimTime>>, ReadError> {
    let mut verdicts: BTreeMap<String, Vec<SimTime>> = BTreeMap::new();
    let mut rows = results.table(TIMELINE_FILE)?;
    while rows.next()? {
        if rows.cell("event")? != "Task Unhealthy" || rows.cell("message")?.ends_with(KEPT_IN_GRACE)
        {
            continue;
        }
        let of_task = verdicts.entry(rows.cell("resource")?.to_owned());
        of_task.or_default().extend(rows.time("time_s")?);
    }
    Ok(verdicts)
}

/// The film to which belongs what happens then to a task of a service and a deployment.
fn film_of(films: &[Film], places: &Places, of: (&str, &str), now: SimTime) -> Option<usize> {
    let (service, by) = of;
    let place = film_at(films, places, service, now)?;
    // What ended a deployment belongs to it, not to the one that began in this instant.
    let before = places[service].iter().rev().find(|other| **other < place);
    let is_its =
        |before: &&usize| films[place].begins() == Some(now) && films[**before].deployment == by;
    Some(before.filter(is_its).copied().unwrap_or(place))
}

/// The film of a service that goes on at that instant.
fn film_at(films: &[Film], places: &Places, service: &str, now: SimTime) -> Option<usize> {
    let places = places.get(service)?;
    let begun = |place: &&usize| films[**place].begins().is_none_or(|begins| begins <= now);
    places.iter().rev().find(begun).copied()
}
