//! The answer to a name that a run does not know.

use crate::catalog::nearest;
use crate::report::inventory::listed;

/// The longest name for which a nearest one is looked for.
const LONGEST_NAME: usize = 100;

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
