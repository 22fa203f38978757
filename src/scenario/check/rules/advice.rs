//! Rules that AWS accepts and that never do anything.

use jiff::{SignedDuration, Timestamp};

use crate::scenario::check::{Check, Header, entry};
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Action, Aws, Entry, Timetable, World, object_created};
use crate::scenario::source::Path;
use crate::scenario::timetable::Expression;

/// Warns of an expression that never fires in the run.
pub(super) fn never_fires(
    check: &mut Check<'_>,
    at: &Path,
    timetable: &Timetable,
    header: &Header,
) {
    let end = end(header);
    let path = at.key("scheduleExpression");
    let text = &timetable.text;
    let message = match (super::first(timetable, header), end) {
        (Some(first), Some(end)) if first > end => {
            format!("`{text}` fires first at {first}, and the scenario ends at {end}")
        }
        (Some(_), _) => return,
        (None, _) if matches!(timetable.expression, Expression::At(_)) => {
            let start = header.start_time;
            format!(
                "`{text}` is before the start of the scenario, {start}, or a time that the clock leaves out: it never fires"
            )
        }
        (None, _) if timetable.until.is_some() => {
            format!("`{text}` never fires between the start of the scenario and its own end")
        }
        (None, _) => {
            let start = header.start_time;
            format!("`{text}` never fires: from {start} on the calendar has no such time")
        }
    };
    let help =
        "look at `startTime` and `duration`, and at the bounds of the schedule; it runs as written";
    let diagnostic = Diagnostic::new(codes::NEVER_FIRES, message).help(help);
    check.tell(&path, "never in this scenario", diagnostic);
}

/// Warns of a firing that the clock leaves out.
pub(super) fn left_out(check: &mut Check<'_>, at: &Path, timetable: &Timetable, header: &Header) {
    let Some(end) = end(header) else {
        return;
    };
    let Some(local) = timetable.left_out(super::before(header), end) else {
        return;
    };
    let zone = timetable.zone.iana_name().unwrap_or("UTC");
    let message = format!(
        "`{}` does not fire at {local}: the clock of {zone} leaves that time out",
        timetable.text
    );
    let help = "choose an hour that every day has, or the time zone UTC; it runs as written";
    let diagnostic = Diagnostic::new(codes::LEFT_OUT, message).help(help);
    check.tell(
        &at.key("scheduleExpression"),
        "skipped that day",
        diagnostic,
    );
}

/// The end of the run in the calendar.
fn end(header: &Header) -> Option<Timestamp> {
    let micros = i64::try_from(header.duration.as_micros()).unwrap_or(i64::MAX);
    header
        .start_time
        .checked_add(SignedDuration::from_micros(micros))
        .ok()
}

/// Warns of patterns that want nothing of what is put into buckets in the run.
pub(in crate::scenario::check) fn nothing_matches(
    check: &mut Check<'_>,
    aws: &Aws,
    world: &World,
    timeline: &[Entry],
) {
    if check.out.errors() > 0 {
        return;
    }
    let uploads = world
        .uploads
        .iter()
        .map(|(_, it)| (it.bucket.clone(), it.key.of(1)));
    let puts = timeline.iter().filter_map(|entry| match &entry.action {
        Action::PutObject(put) => Some((put.bucket.clone(), put.key.clone())),
        _ => None,
    });
    let events: Vec<_> = uploads
        .chain(puts)
        .map(|(bucket, key)| object_created(&aws.region, &bucket, &key))
        .collect();
    for (id, rule) in aws.rules.iter() {
        let Some(pattern) = rule.pattern.as_ref().filter(|_| rule.enabled) else {
            continue;
        };
        if events.iter().any(|event| pattern.matches(event)) {
            continue;
        }
        let message = format!(
            "nothing in this scenario matches the pattern of `{}`",
            rule.name
        );
        let help = "the events that come are `Object Created` of `putObject` in `timeline` and of `world.uploads`";
        let diagnostic = Diagnostic::new(codes::NEVER_FIRES, message).help(help);
        let path = entry("rules", id.0 as usize).key("eventPattern");
        check.tell(&path, "never in this scenario", diagnostic);
    }
}
