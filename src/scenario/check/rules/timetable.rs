//! When a rule fires by the clock.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use crate::scenario::check::{Check, Header};
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::Timetable;
use crate::scenario::raw::rules::Rule;
use crate::scenario::source::Path;
use crate::scenario::timetable::Expression;

pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut Rule,
    is_schedule: bool,
    header: &Header,
) -> Option<Timetable> {
    let zone = zone(check, at, raw, is_schedule);
    let text = raw.schedule_expression.clone()?;
    let path = at.key("scheduleExpression");
    let expression = match Expression::read(&text) {
        Ok(expression) => expression,
        Err(wrong) => {
            let message = if is_schedule {
                format!("ValidationException: Invalid Schedule Expression {text}.")
            } else {
                "ValidationException: Parameter ScheduleExpression is not valid.".to_owned()
            };
            let message = format!("{message} Here {}", wrong.said);
            check.wrong(codes::SCHEDULE_EXPRESSION, &path, message, &wrong.help);
            return None;
        }
    };
    if matches!(expression, Expression::At(_)) && !is_schedule {
        let message = "ValidationException: Parameter ScheduleExpression is not valid. Here a rule has an `at`, which only schedules have";
        let help = "write `target: {…}` in place of `targets`: then it is a schedule of EventBridge Scheduler";
        check.wrong(codes::SCHEDULE_EXPRESSION, &path, message, help);
    }
    let (from, until) = (raw.start_date.map(|it| it.0), raw.end_date.map(|it| it.0));
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        let message = "ValidationException: The EndDate you specify must come after the StartDate.";
        check.wrong(codes::DURATION, &at.key("endDate"), message, "");
        return None;
    }
    let first = match (&expression, from) {
        (_, Some(from)) => from,
        (Expression::Rate(every), None) => first_firing(check, header, every.as_micros())?,
        (_, None) => header.start_time,
    };
    Some(Timetable {
        text,
        expression,
        zone: zone?,
        first,
        from,
        until,
    })
}

/// The first firing of a rate that has no start.
fn first_firing(check: &Check<'_>, header: &Header, every: u64) -> Option<Timestamp> {
    let micros = match check.assumptions.word("eventbridge.firstRateFiring") {
        "start" => 0,
        _ => i64::try_from(every).ok()?,
    };
    let first = header
        .start_time
        .checked_add(SignedDuration::from_micros(micros));
    Some(first.unwrap_or(Timestamp::MAX))
}

/// The time zone of a schedule, by its name in the IANA database; its name is written back.
fn zone(check: &mut Check<'_>, at: &Path, raw: &mut Rule, is_schedule: bool) -> Option<TimeZone> {
    if !is_schedule {
        return Some(TimeZone::UTC);
    }
    let name = raw
        .schedule_expression_timezone
        .get_or_insert_with(|| defaults::TIME_ZONE.to_owned());
    let known = TimeZoneDatabase::bundled();
    if let Ok(zone) = known.get(name) {
        if let Some(canonical) = zone.iana_name() {
            canonical.clone_into(name);
        }
        return Some(zone);
    }
    let names: Vec<String> = known
        .available()
        .map(|name| name.as_str().to_owned())
        .collect();
    let path = at.key("scheduleExpressionTimezone");
    let name = name.clone();
    let names = names.iter().map(String::as_str);
    check.refused_name("ValidationException", &path, "time zone", &name, names);
    None
}
