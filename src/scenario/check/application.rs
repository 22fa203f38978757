//! `world.applications`: what the programs of a task do, by family, with single revisions laid
//! over.

use std::collections::BTreeSet;

use super::Check;
use crate::engine::{Distribution, Span};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{
    Aws, Container, End, Program, Share, StartFailure, TaskDefinition, Unhealthy,
};
use crate::scenario::raw::File;
use crate::scenario::raw::application::{self as raw, Application};
use crate::scenario::raw::value::{Delay, Percentage};
use crate::scenario::raw::world::World;
use crate::scenario::source::Path;

/// Lays what the world says of a revision over its task definition; `in_family` are the containers
/// that any revision of it has.
pub(super) fn lay_over(
    check: &mut Check<'_>,
    world: &World,
    definition: &mut TaskDefinition,
    in_family: &BTreeSet<String>,
) {
    for key in [definition.family.clone(), definition.name()] {
        let Some(raw) = world.applications.get(&key) else {
            continue;
        };
        let at = Path::default().keys("world.applications").key(&key);
        if let Some(launch) = &raw.launch {
            definition.launch = Some(launch.0.clone());
        }
        if let Some(failure) = &raw.start_failure {
            definition.start_failure = Some(start_failure(failure));
        }
        if !raw.needs.is_empty() {
            definition.access.needs.clone_from(&raw.needs);
        }
        let main = definition.main_container();
        let containers = &mut definition.containers;
        if let Some(container) = containers.get_mut(main) {
            lay(&mut container.program, &one_end(check, &at, raw.program()));
        }
        for (name, program) in &raw.containers {
            let at = at.key("containers").key(name);
            let program = one_end(check, &at, program.clone());
            let has_it = containers.iter().any(|it| it.name == *name);
            if !has_it && key == definition.family && in_family.contains(name) {
                // Another revision has it.
                continue;
            }
            others(check, &at, containers, main, name, &program);
        }
    }
}

/// What is said of a container by its name.
fn others(
    check: &mut Check<'_>,
    at: &Path,
    containers: &mut [Container],
    main: usize,
    name: &str,
    program: &raw::Program,
) {
    match containers.iter().position(|it| it.name == *name) {
        Some(index) if index == main => {
            let message = format!(
                "{name} is the first essential container: what it does is said beside `containers`"
            );
            check.wrong(codes::EXACTLY_ONE, at, message, "write it one level up");
        }
        Some(index) => lay(&mut containers[index].program, program),
        None => {
            let known = containers.iter().map(|it| it.name.as_str());
            check.unknown_key(at, "container", name, known);
        }
    }
}

/// A program ends in one way.
fn one_end(check: &mut Check<'_>, at: &Path, mut program: raw::Program) -> raw::Program {
    let written = [
        ("run", program.run.is_some()),
        ("crash", program.crash.is_some()),
        ("outOfMemory", program.out_of_memory.is_some()),
    ];
    let mut ways = written.iter().filter(|(_, is)| *is).map(|(key, _)| *key);
    if let (Some(one), Some(other)) = (ways.next(), ways.next()) {
        let diagnostic = Diagnostic::new(codes::EXACTLY_ONE, "an application ends in one way")
            .also(check.tree.place_of(&at.key(one), true), "one way")
            .help(format!("leave out `{one}` or `{other}`"));
        check.tell_key(&at.key(other), "another way", diagnostic);
        program.run = None;
    }
    program
}

fn lay(program: &mut Program, raw: &raw::Program) {
    let drawn = |delay: &Delay| delay.0.clone();
    if let Some(startup) = &raw.startup {
        program.startup = Some(drawn(startup));
    }
    if let Some(shutdown) = &raw.shutdown {
        program.shutdown = Some(drawn(shutdown));
    }
    if let Some(end) = end(raw) {
        program.end = Some(end);
    }
    if raw.localhost_only == Some(true) {
        program.listens_on = Some(Vec::new());
    } else if let Some(port) = raw.listens_on {
        program.listens_on = Some(vec![port]);
    }
    if !raw.answers.is_empty() {
        program.answers.clone_from(&raw.answers);
    }
    if let Some(unhealthy) = &raw.unhealthy {
        let from_the_start = Distribution::Constant(Span::ZERO);
        program.unhealthy = Some(Unhealthy {
            after: unhealthy.after.as_ref().map_or(from_the_start, drawn),
            duration: unhealthy.duration.as_ref().map(drawn),
            hangs: unhealthy.hangs.unwrap_or(defaults::UNHEALTHY_HANGS),
        });
    }
}

fn end(raw: &raw::Program) -> Option<End> {
    let run = raw.run.as_ref().map(|run| End {
        after: run.duration.0.clone(),
        exit_code: run.exit_code.unwrap_or(defaults::RUN_EXIT_CODE),
        out_of_memory: false,
    });
    let crash = raw.crash.as_ref().map(|crash| End {
        after: crash.after.0.clone(),
        exit_code: crash.exit_code.unwrap_or(defaults::CRASH_EXIT_CODE),
        out_of_memory: false,
    });
    let killed = raw.out_of_memory.as_ref().map(|killed| End {
        after: killed.after.0.clone(),
        exit_code: defaults::OUT_OF_MEMORY_EXIT_CODE,
        out_of_memory: true,
    });
    run.or(crash).or(killed)
}

fn start_failure(raw: &raw::StartFailure) -> StartFailure {
    let reason = raw.reason.as_deref();
    StartFailure {
        after: raw.after.as_ref().map(|after| after.0.clone()),
        reason: reason.unwrap_or(defaults::START_FAILURE_REASON).to_owned(),
        share: raw
            .share
            .map_or(Share::WHOLE, |share| Share { part: share.0 }),
    }
}

/// Tells applications of families and revisions that there are not, and fills in exit codes.
pub(super) fn unknown(check: &mut Check<'_>, file: &mut File, aws: &Aws) {
    let mut known: Vec<String> = Vec::new();
    for (_, definition) in aws.task_definitions.iter() {
        known.push(definition.family.clone());
        known.push(definition.name());
    }
    known.sort();
    known.dedup();
    for (name, application) in &mut file.world.applications {
        fill_in(application);
        if known.binary_search(name).is_err() {
            let path = Path::default().keys("world.applications").key(name);
            check.unknown_key(
                &path,
                "task definition",
                name,
                known.iter().map(String::as_str),
            );
        }
    }
}

fn fill_in(application: &mut Application) {
    if let Some(failure) = &mut application.start_failure {
        let reason = || defaults::START_FAILURE_REASON.to_owned();
        failure.reason.get_or_insert_with(reason);
        failure.share.get_or_insert(Percentage(Share::OF));
    }
    let containers = application.containers.values_mut();
    let others = containers.map(|it| (&mut it.run, &mut it.crash, &mut it.unhealthy));
    let main = (
        &mut application.run,
        &mut application.crash,
        &mut application.unhealthy,
    );
    for (run, crash, unhealthy) in others.chain([main]) {
        if let Some(run) = run {
            run.exit_code.get_or_insert(defaults::RUN_EXIT_CODE);
        }
        if let Some(crash) = crash {
            crash.exit_code.get_or_insert(defaults::CRASH_EXIT_CODE);
        }
        if let Some(unhealthy) = unhealthy {
            unhealthy.hangs.get_or_insert(defaults::UNHEALTHY_HANGS);
        }
    }
}
