//! What can be explained, as it is written on the command line.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{Error, ErrorKind};
use clap::{Arg, Command, ValueEnum};

use crate::catalog::nearest;

/// What can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    /// The film of a deployment
    Deployment,
    /// Why a task was created and why it ended
    Task,
    /// What happened to an instance, and why
    Instance,
    /// Why a row of timeline.csv happened
    Row,
}

/// Reads it, and says what to write instead of a name that has no kind before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parser;

impl TypedValueParser for Parser {
    type Value = What;

    fn parse_ref(&self, _: &Command, _: Option<&Arg>, value: &OsStr) -> Result<What, Error> {
        let written = value.to_string_lossy();
        What::from_str(&written, false).map_err(|_| {
            let message = format!("{}\n", instead_of(&written));
            Error::raw(ErrorKind::InvalidValue, message)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let all = What::value_variants().iter();
        Some(Box::new(all.filter_map(ValueEnum::to_possible_value)))
    }
}

/// What to write where this was written for a kind.
fn instead_of(written: &str) -> String {
    const KINDS: [&str; 4] = ["deployment", "task", "instance", "row"];
    let plain = written.escape_debug();
    if let Some(near) = nearest(written, KINDS) {
        return format!("nothing is called `{plain}` here; did you mean `{near}`?");
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let last = written.rsplit('/').next().unwrap_or(written);
    let kind = if written.strip_prefix("i-").is_some_and(is_number) {
        "instance"
    } else if is_number(written) {
        "row"
    } else if written.contains('/') && is_number(last) {
        "task"
    } else {
        "deployment"
    };
    let kinds = KINDS.join("`, `");
    format!("`{plain}` needs its kind before it: write `{kind} {plain}` (there are `{kinds}`)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_its_kind_is_told_how_to_be_written() {
        let begins = |written: &str, said: &str| {
            let told = instead_of(written);
            assert!(told.starts_with(said), "{told}");
        };
        begins(
            "web/5",
            "`web/5` needs its kind before it: write `task web/5`",
        );
        begins(
            "web/d-2",
            "`web/d-2` needs its kind before it: write `deployment web/d-2`",
        );
        begins(
            "i-3",
            "`i-3` needs its kind before it: write `instance i-3`",
        );
        begins("17", "`17` needs its kind before it: write `row 17`");
        begins(
            "taks",
            "nothing is called `taks` here; did you mean `task`?",
        );
    }
}
