//! When an entry of the timeline happens.

use crate::engine::{SimTime, Span};
use crate::scenario::check::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::raw::timeline::Entry;
use crate::scenario::raw::value::Duration;
use crate::scenario::source::Path;

/// The first time, how often after that, and until when.
type Times = (SimTime, Option<Span>, Option<SimTime>);

/// The times of an entry; the first one is written back.
pub(super) fn check(check: &mut Check<'_>, at: &Path, raw: &mut Entry, end: Span) -> Option<Times> {
    let Some(Duration(first)) = raw.at.or(raw.every) else {
        let diagnostic =
            Diagnostic::new(codes::MISSING_FIELD, "this entry has no time").help("write `at: 10m`");
        check.tell(at, "`at` is missing", diagnostic);
        return None;
    };
    let every = raw.every.map(|every| every.0);
    let until = raw.until.map(|until| until.0);
    match every {
        Some(every) => {
            // Without a duration the run seems to go on for ever, and that is told already.
            let is_known = !check.was_told(&Path::default().key("duration"));
            let rest = end.saturating_sub(first);
            let rest = if is_known { rest } else { Span::ZERO };
            repetition(check, &at.key("every"), every, rest);
        }
        None if until.is_some() => {
            let message = "`until` ends what `every` repeats";
            let help = "write `every`, or leave out `until`";
            check.wrong(codes::MISSING_FIELD, &at.key("until"), message, help);
        }
        None => {}
    }
    if until.is_some_and(|until| until < first) {
        let message = "`until` is before the first time";
        check.wrong(codes::DURATION, &at.key("until"), message, "");
    }
    if first > end {
        let message = format!(
            "the scenario ends at {}, before this happens",
            Duration(end)
        );
        let diagnostic = Diagnostic::new(codes::AFTER_THE_END, message)
            .help("make `duration` longer, or let it happen earlier");
        let key = if raw.at.is_some() { "at" } else { "every" };
        let (entry, duration) = (at.key(key), Path::default().key("duration"));
        if check.is_argument(&duration) {
            let later = check.tree.place_of(&entry, false);
            check.tell(&duration, "", diagnostic.also(later, "after the end"));
        } else {
            check.tell(&entry, "after the end", diagnostic);
        }
    }
    raw.at = Some(Duration(first));
    let instant = |span: Span| SimTime::ZERO + span;
    Some((instant(first), every, until.map(instant)))
}

fn repetition(check: &mut Check<'_>, path: &Path, every: Span, rest: Span) {
    if every.is_zero() {
        let message = "`every` is zero, so the entry would be repeated for ever";
        check.wrong(codes::DURATION, path, message, "");
    } else if rest.as_micros() / every.as_micros() > defaults::MOST_REPETITIONS {
        let most = defaults::MOST_REPETITIONS;
        let message = format!("an entry is repeated at most {most} times");
        check.wrong(
            codes::DURATION,
            path,
            message,
            "look at the unit of `every`",
        );
    }
}
