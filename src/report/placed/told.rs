//! What is known of placements, as lines and as a document.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Alike, Place, Placed};
use crate::engine::SimTime;
use crate::report::packing::Resource;
use crate::report::words::{count, hang, instant};
use crate::report::{WIDTH, reading};

/// The most kinds of placements that are told, unless all are asked for.
const KINDS: usize = 4;

/// The most names of one kind.
const NAMES: usize = 3;

impl Placed {
    /// The lines of each part, with its title; parts with nothing to tell are left out.
    pub fn sections(&self, all: bool) -> Vec<(&'static str, Vec<String>)> {
        let parts = [
            ("How full it was:", pictures(&self.pictures)),
            ("What was placed on it:", alike(&self.chosen, all)),
            (
                "What found no place, while it came closest:",
                alike(&self.refused, all),
            ),
        ];
        let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
        let hung = |lines: Vec<String>| lines.iter().flat_map(|line| hang(line, WIDTH)).collect();
        parts.map(|(title, lines)| (title, hung(lines))).collect()
    }

    /// The same for a program.
    pub fn json(&self) -> Value {
        json!({
            "packing": self.pictures,
            "placed": self.chosen.iter().map(Alike::json).collect::<Vec<_>>(),
            "refused": self.refused.iter().map(Alike::json).collect::<Vec<_>>(),
        })
    }
}

impl Alike {
    fn json(&self) -> Value {
        json!({
            "first_s": self.first.as_secs_f64(),
            "last_s": self.last.as_secs_f64(),
            "times": self.times,
            "tasks": self.tasks,
            "said": self.said,
        })
    }

    /// `1m to 3m  web/5, web/7, web/9 and 4 more: …`.
    fn line(&self) -> String {
        let when = if self.first == self.last {
            instant(self.first)
        } else {
            format!("{} to {}", instant(self.first), instant(self.last))
        };
        let names = self.tasks[..self.tasks.len().min(NAMES)].join(", ");
        let more = match self.tasks.len().saturating_sub(NAMES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let times = match self.times {
            times if times > self.tasks.len() => format!(", {times} times in all"),
            _ => String::new(),
        };
        let first = match self.times {
            1 => "",
            _ => ", at first",
        };
        format!("  {when}  {names}{more}{times}{first}: {}", self.said)
    }
}

impl Place {
    /// `Placed on i-2 at 30s: …`.
    pub fn lines(&self) -> Vec<String> {
        let before = match self.refused {
            0 => String::new(),
            1 => " (once without place before)".to_owned(),
            times => format!(" ({times} times without place before)"),
        };
        let at = instant(self.time);
        let line = format!("Placed on {} at {at}{before}: {}", self.result, self.rule);
        hang(&line, WIDTH)
    }

    /// The same for a program.
    pub fn json(&self) -> Value {
        json!({
            "time_s": self.time.as_secs_f64(),
            "result": self.result,
            "rule": self.rule,
            "refusedBefore": self.refused,
        })
    }
}

/// Each kind on its own lines, as far as they are asked for.
fn alike(kinds: &[Alike], all: bool) -> Vec<String> {
    let told = if all { kinds.len() } else { KINDS };
    let mut lines: Vec<String> = kinds.iter().take(told).map(Alike::line).collect();
    if kinds.len() > told {
        lines.push(format!(
            "  ⋮ {} more, with --all",
            count(kinds.len() - told, "kind")
        ));
    }
    lines
}

/// What each picture shows; those in a row that show the same are told together.
fn pictures(all: &[BTreeMap<String, String>]) -> Vec<String> {
    let mut lines: Vec<(Vec<String>, String)> = Vec::new();
    for cells in all {
        let cell = |name: &str| cells.get(name).map_or("0", String::as_str);
        let time = reading::instant(cell("time_s")).unwrap_or(SimTime::ZERO);
        let head = format!("{} at {}", cell("picture"), instant(time));
        let shown = picture(cells);
        match lines.last_mut() {
            Some((heads, last)) if *last == shown => heads.push(head),
            _ => lines.push((vec![head], shown)),
        }
    }
    let line = |(heads, shown): &(Vec<String>, String)| format!("  {}: {shown}", heads.join(", "));
    lines.iter().map(line).collect()
}

/// `CPU 640 of 2048, memory 7000 of 7680 MiB, memory binds; 3 tasks (api:1=1 web:1=2)`.
fn picture(cells: &BTreeMap<String, String>) -> String {
    let cell = |name: &str| cells.get(name).map_or("0", String::as_str);
    let mut parts = vec![
        format!("CPU {} of {}", cell("cpu_reserved"), cell("cpu")),
        format!(
            "memory {} of {} MiB",
            cell("memory_reserved_mib"),
            cell("memory_mib")
        ),
    ];
    for (used, has, what) in [
        ("enis_used", "enis", "interfaces"),
        ("ports_used", "ports", "static ports"),
        ("gpus_reserved", "gpus", "GPUs"),
    ] {
        if cell(used) != "0" {
            parts.push(format!("{} of {} {what}", cell(used), cell(has)));
        }
    }
    let mut resources = Resource::ALL.into_iter();
    let binding = resources.find(|resource| resource.name() == cell("binding"));
    parts.extend(binding.map(|resource| resource.binds().to_owned()));
    let tasks = count(cell("tasks").parse().unwrap_or(0), "task");
    let definitions = match cells.get("definitions") {
        Some(definitions) => format!(" ({definitions})"),
        None => String::new(),
    };
    format!("{}; {tasks}{definitions}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_alike_are_told_once() {
        let alike = Alike {
            first: SimTime::from_secs(60),
            last: SimTime::from_secs(90),
            times: 5,
            tasks: ["web/5", "web/7", "web/9", "web/11"]
                .map(str::to_owned)
                .into(),
            said: "least memory left: i-1 (1000 MiB)".to_owned(),
        };
        assert_eq!(
            alike.line(),
            "  1m to 1m30s  web/5, web/7, web/9 and 1 more, 5 times in all, at first: least memory \
             left: i-1 (1000 MiB)"
        );
        let one = Alike {
            tasks: vec!["web/5".to_owned()],
            times: 1,
            last: alike.first,
            ..alike
        };
        assert_eq!(one.line(), "  1m  web/5: least memory left: i-1 (1000 MiB)");
        let kinds = vec![one; 6];
        assert_eq!(super::alike(&kinds, false).len(), KINDS + 1);
        assert_eq!(
            super::alike(&kinds, false)[KINDS],
            "  ⋮ 2 kinds more, with --all"
        );
        assert_eq!(super::alike(&kinds, true).len(), 6);
    }

    #[test]
    fn pictures_leave_out_what_nobody_takes_and_are_told_together_if_alike() {
        let cells = |picture: &str, time: &str, tasks: &str| {
            let cells = [
                ("picture", picture),
                ("time_s", time),
                ("cpu", "2048"),
                ("cpu_reserved", "512"),
                ("memory_mib", "7680"),
                ("memory_reserved_mib", "7000"),
                ("enis", "2"),
                ("enis_used", "0"),
                ("ports", "94"),
                ("ports_used", "1"),
                ("tasks", tasks),
                ("binding", "memory"),
                ("definitions", "web:1=2"),
            ];
            let cells = cells.map(|(name, cell)| (name.to_owned(), cell.to_owned()));
            BTreeMap::from(cells)
        };
        let all = [
            cells("start", "0", "2"),
            cells("peak", "1.5", "2"),
            cells("end", "600", "1"),
        ];
        assert_eq!(
            pictures(&all),
            [
                "  start at 0s, peak at 1.5s: CPU 512 of 2048, memory 7000 of 7680 MiB, 1 of 94 \
                 static ports, memory binds; 2 tasks (web:1=2)",
                "  end at 10m: CPU 512 of 2048, memory 7000 of 7680 MiB, 1 of 94 static ports, \
                 memory binds; 1 task (web:1=2)",
            ]
        );
    }
}
