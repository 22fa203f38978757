//! `world.applications`: what a task does, by family, with single revisions laid over.

use super::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Application, Aws, Run};
use crate::scenario::raw::world::World;
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

/// What the application of a revision does.
pub(super) fn of(check: &mut Check<'_>, world: &World, family: &str, revision: u32) -> Application {
    let mut application = Application::default();
    let keys = [family.to_owned(), format!("{family}:{revision}")];
    for key in keys {
        let Some(raw) = world.applications.get(&key) else {
            continue;
        };
        let at = Path::default().keys("world.applications").key(&key);
        if raw.run.is_some() && raw.crash.is_some() {
            let diagnostic = Diagnostic::new(codes::EXACTLY_ONE, "an application ends in one way")
                .also(check.tree.place_of(&at.key("run"), true), "one way")
                .help("leave out `run` or `crash`");
            check.tell_key(&at.key("crash"), "another way", diagnostic);
        }
        lay(&mut application, raw);
    }
    application
}

fn lay(application: &mut Application, raw: &raw::world::Application) {
    if let Some(launch) = &raw.launch {
        application.launch = Some(launch.0.clone());
    }
    if let Some(shutdown) = &raw.shutdown {
        application.shutdown = Some(shutdown.0.clone());
    }
    if let Some(run) = &raw.run {
        application.run = Some(Run {
            duration: run.duration.0.clone(),
            exit_code: run.exit_code.unwrap_or(defaults::RUN_EXIT_CODE),
        });
    }
    if let Some(crash) = &raw.crash {
        application.run = Some(Run {
            duration: crash.after.0.clone(),
            exit_code: crash.exit_code.unwrap_or(defaults::CRASH_EXIT_CODE),
        });
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
        if let Some(run) = &mut application.run {
            run.exit_code.get_or_insert(defaults::RUN_EXIT_CODE);
        }
        if let Some(crash) = &mut application.crash {
            crash.exit_code.get_or_insert(defaults::CRASH_EXIT_CODE);
        }
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
