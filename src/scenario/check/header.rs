//! The top of the file: name, seed, times.

use super::Check;
use crate::engine::{MICROS_PER_SECOND, Span};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::Start;
use crate::scenario::raw::value::Moment;
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

/// What stands at the top.
pub(in crate::scenario) struct Header {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) description: String,
    pub(in crate::scenario) seed: u64,
    pub(in crate::scenario) start_time: jiff::Timestamp,
    pub(in crate::scenario) duration: Span,
    pub(in crate::scenario) start: Start,
    pub(in crate::scenario) as_of: Option<jiff::civil::Date>,
}

pub(super) fn check(check: &mut Check<'_>, file: &mut File, stem: &str) -> Header {
    let root = Path::default();
    let schema = *file.schema.get_or_insert(defaults::SCHEMA);
    if schema != defaults::SCHEMA {
        let message = format!("schema {schema} is not known");
        let help = "this program reads schema 1: write `schema: 1`, or leave it out";
        check.wrong(codes::SCHEMA_VERSION, &root.key("schema"), message, help);
    }
    let name = file.name.get_or_insert_with(|| tidy(stem)).clone();
    if let Err(why) = valid(&name) {
        let message =
            format!("the name of a scenario is also that of a directory, and this one {why}");
        let help = "write letters, digits, `.`, `_` and `-`";
        check.wrong(codes::BAD_NAME, &root.key("name"), message, help);
    }
    let seed = *file.seed.get_or_insert(defaults::SEED);
    let Moment(start_time) = *file
        .start_time
        .get_or_insert(Moment(defaults::start_time()));
    let duration = duration(check, file, start_time);
    let start = match *file.start.get_or_insert(raw::Start::Steady) {
        raw::Start::Steady => Start::Steady,
        raw::Start::Empty => Start::Empty,
    };
    file.extends = None;
    Header {
        name,
        description: file.description.clone().unwrap_or_default(),
        seed,
        start_time,
        duration,
        start,
        as_of: file.as_of.map(|day| day.0),
    }
}

fn duration(check: &mut Check<'_>, file: &File, start_time: jiff::Timestamp) -> Span {
    let path = Path::default().key("duration");
    let Some(duration) = file.duration else {
        return defaults::LONGEST;
    };
    if duration.0.is_zero() {
        let help = "write how long it is played: `1h`";
        check.wrong(codes::DURATION, &path, "the duration is zero", help);
        return defaults::LONGEST;
    }
    if duration.0 > defaults::LONGEST {
        let message = format!("{duration} is longer than ten years");
        check.wrong(
            codes::DURATION,
            &path,
            message,
            "the longest scenario has `3653d`",
        );
    } else {
        let seconds = duration.0.as_micros().div_ceil(MICROS_PER_SECOND);
        let end = i64::try_from(seconds).ok().and_then(|seconds| {
            start_time
                .checked_add(jiff::SignedDuration::from_secs(seconds))
                .ok()
        });
        if end.is_none() {
            let message = "the calendar ends before the scenario does";
            check.wrong(
                codes::BEYOND_TIME,
                &Path::default().key("startTime"),
                message,
                "",
            );
        }
    }
    duration.0
}

/// Why a name is none, in words that go on from "this one".
fn valid(name: &str) -> Result<(), &'static str> {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.is_empty() {
        Err("is empty")
    } else if name.chars().any(char::is_control) {
        Err("has a control character")
    } else if !name.chars().all(fine) {
        Err("has a character other than letters, digits, `.`, `_` and `-`")
    } else if name.starts_with(['.', '-']) {
        Err("begins with `.` or `-`")
    } else if name.len() > defaults::LONGEST_NAME {
        Err("has more than 100 letters")
    } else {
        Ok(())
    }
}

/// The stem of a file made into a name.
fn tidy(stem: &str) -> String {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let letters = stem
        .chars()
        .map(|letter| if fine(letter) { letter } else { '-' });
    let name: String = letters.take(defaults::LONGEST_NAME).collect();
    let name = name.trim_start_matches(['.', '-']);
    if name.is_empty() {
        "scenario".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path() {
        for name in ["spring-sale", "a", "web_2.1", "2026"] {
            assert_eq!(valid(name), Ok(()), "{name}");
        }
        for name in [
            "", ".", "..", "../../x", "a/b", "a\\b", "-x", ".x", "a b", "a\nb", "ä", "a\u{0}",
        ] {
            assert!(valid(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn the_stem_of_a_file_becomes_a_name() {
        for (stem, name) in [
            ("spring sale", "spring-sale"),
            ("..", "scenario"),
            ("ä", "scenario"),
        ] {
            assert_eq!(tidy(stem), name);
            assert_eq!(valid(&tidy(stem)), Ok(()));
        }
    }
}
