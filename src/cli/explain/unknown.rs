//! The answer to a name that a run does not know.

use std::path::Path;

use crate::catalog::nearest;
use crate::cli::near::{Wanted, did_you_mean};
use crate::report::inventory::listed;
use crate::report::reading::ReadError;
use crate::scenario::{self, Overrides};

/// The longest name for which a nearest one is looked for.
const LONGEST_NAME: usize = 100;

/// Says why there are no results, and where they perhaps are.
pub(super) fn no_results(dir: &Path, error: &ReadError) -> String {
    let extension = dir.extension().and_then(|it| it.to_str());
    if dir.is_file() && matches!(extension, Some("yaml" | "yml")) {
        let loaded = scenario::load(dir, &Overrides::default());
        let name = loaded.ok().and_then(|it| it.scenario).map(|it| it.name);
        let stem = dir.file_stem().unwrap_or_default().to_string_lossy();
        let name = name.unwrap_or_else(|| stem.into_owned());
        let file = dir.display();
        return format!("{file}: that is a scenario; its results are in output/{name}");
    }
    let near = matches!(error, ReadError::NoDirectory(_))
        .then(|| did_you_mean(dir, Wanted::Directory))
        .flatten();
    near.map_or_else(|| error.to_string(), |near| format!("{error}; {near}"))
}

/// Says that there is no such thing, what was perhaps meant, and what there is: the nearest first.
pub(super) fn no_such(kind: &str, name: &str, known: &[String]) -> String {
    let is_short = name.len() <= LONGEST_NAME;
    let near = nearest(name, known.iter().map(String::as_str).filter(|_| is_short));
    let meant = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
    let said = format!("there is no {kind} `{}` in this run", name.escape_debug());
    match known.len() {
        0 => format!("{said}: it has no {kind}s"),
        1 if near.is_some() => said + &meant,
        _ if near.is_some() => format!(
            "{said}{meant} There are {}",
            listed(known, near.unwrap_or(""))
        ),
        1 => format!("{said}: there is only {}", known[0]),
        _ => format!("{said}; there are {}", listed(known, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn an_unknown_name_is_answered_with_what_there_is() {
        let said = |name, known: &[&str]| no_such("task", name, &names(known));
        assert_eq!(
            said("web/1", &[]),
            "there is no task `web/1` in this run: it has no tasks"
        );
        assert_eq!(
            said("i-7", &["web/1"]),
            "there is no task `i-7` in this run: there is only web/1"
        );
        assert_eq!(
            said("wbe/2", &["web/1", "web/2", "web/3"]),
            "there is no task `wbe/2` in this run; did you mean web/2? There are web/2, web/1, web/3"
        );
        let many: Vec<String> = (1..=9).map(|number| format!("job/{number}")).collect();
        assert_eq!(
            no_such("task", "sh\u{1b}op", &many),
            "there is no task `sh\\u{1b}op` in this run; there are job/1, job/2, job/3, job/4, \
             job/5, job/6 and 3 more"
        );
    }
}
