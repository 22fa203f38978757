//! Rules and schedules: what makes them fire, and what they run.

mod advice;
mod target;
mod timetable;

use super::names::Names;
use super::{Check, Header, entry};
use crate::engine::Span;
use crate::ids::RuleId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes, suggestion};
use crate::scenario::model::{Aws, EventPattern, Rule, Timetable};
use crate::scenario::pattern::{OPERATORS, Wrong};
use crate::scenario::raw::rules::{FlexibleTimeWindow, Rule as RawRule};
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

pub(super) use advice::nothing_matches;

/// Fills in the rules and their targets.
pub(super) fn check(check: &mut Check<'_>, file: &mut File, aws: &mut Aws, header: &Header) {
    let mut raw = std::mem::take(&mut file.aws.rules);
    let mut names = Names::new("rule");
    for (index, raw) in raw.iter_mut().enumerate() {
        let at = entry("rules", index);
        let path = at.key("name");
        let id = aws.rules.next_id();
        name(check, &path, &raw.name);
        check.declare(&mut names, &path, &raw.name, id);
        let rule = rule(check, &at, id, raw, &file.aws, aws, header);
        aws.rules.push(rule);
    }
    file.aws.rules = raw;
}

/// Checks the letters of a name: letters, digits, `.`, `_` and `-`, at most 64.
fn name(check: &mut Check<'_>, path: &Path, name: &str) {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.is_empty() || name.len() > 64 || !name.chars().all(fine) {
        let message =
            "ValidationException: the name of a rule has 1 to 64 letters, digits, `.`, `_` and `-`";
        check.wrong(codes::BAD_NAME, path, message, "");
    }
}

fn rule(
    check: &mut Check<'_>,
    at: &Path,
    id: RuleId,
    raw: &mut RawRule,
    file: &raw::aws::Aws,
    aws: &mut Aws,
    header: &Header,
) -> Rule {
    let is_schedule = raw.target.is_some();
    if is_schedule {
        of_schedules(check, at, raw);
    } else {
        of_rules(check, at, raw);
    }
    let enabled = raw.state.get_or_insert_with(|| "ENABLED".to_owned()) != "DISABLED";
    let timetable = timetable::check(check, at, raw, is_schedule, header);
    if let Some(timetable) = timetable.as_ref().filter(|_| enabled) {
        advice::never_fires(check, at, timetable, header);
        advice::left_out(check, at, timetable, header);
    }
    Rule {
        name: raw.name.clone(),
        is_schedule,
        enabled,
        timetable,
        pattern: pattern(check, at, raw),
        window: window(check, at, raw, is_schedule),
        targets: target::check(check, at, id, raw, file, aws),
    }
}

/// A schedule has an expression, and no events.
fn of_schedules(check: &mut Check<'_>, at: &Path, raw: &mut RawRule) {
    if raw.event_pattern.take().is_some() {
        let message = "a schedule of EventBridge Scheduler waits for no events";
        let help = "write `targets: [{…}]` in place of `target`: then it is a rule";
        check.wrong(codes::RULE, &at.key("eventPattern"), message, help);
    }
    if raw.schedule_expression.is_none() && !check.is_told(&at.key("scheduleExpression")) {
        let diagnostic = Diagnostic::new(codes::MISSING_FIELD, "`scheduleExpression` is missing");
        check.tell_key(at, "here", diagnostic.help("write `rate(15 minutes)`"));
    }
}

/// A rule has an expression or a pattern, and nothing that only schedules have.
fn of_rules(check: &mut Check<'_>, at: &Path, raw: &mut RawRule) {
    let only_schedules = [
        (
            "scheduleExpressionTimezone",
            raw.schedule_expression_timezone.take().is_some(),
        ),
        ("startDate", raw.start_date.take().is_some()),
        ("endDate", raw.end_date.take().is_some()),
        (
            "flexibleTimeWindow",
            raw.flexible_time_window.take().is_some(),
        ),
    ];
    for (name, _) in only_schedules.iter().filter(|(_, is_written)| *is_written) {
        let message = format!("a rule of EventBridge has no `{name}`: its times are in UTC");
        let help = "write `target: {…}` in place of `targets`: then it is a schedule of EventBridge Scheduler";
        check.wrong(codes::RULE, &at.key(name), message, help);
    }
    let told = |key| check.is_told(&at.key(key));
    let is_empty = raw.schedule_expression.is_none() && raw.event_pattern.is_none();
    if is_empty && !told("scheduleExpression") && !told("eventPattern") {
        let message = "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified.";
        let help = "write `scheduleExpression: rate(15 minutes)` or an `eventPattern`";
        check.wrong(codes::RULE, at, message, help);
    }
}

fn pattern(check: &mut Check<'_>, at: &Path, raw: &RawRule) -> Option<EventPattern> {
    let path = at.key("eventPattern");
    let wrong = match EventPattern::read(&raw.event_pattern.as_ref()?.0) {
        Ok(pattern) => return Some(pattern),
        Err(wrong) => wrong,
    };
    let said = "InvalidEventPatternException: Event pattern is not valid. Reason:";
    match wrong {
        Wrong::Reason(reason) => {
            let help = "write every value of a pattern as a list: `source: [aws.s3]`";
            check.wrong(
                codes::EVENT_PATTERN,
                &path,
                format!("{said} {reason}"),
                help,
            );
        }
        Wrong::Operator(name) => {
            let help = match suggestion(&name, OPERATORS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: `{}`", OPERATORS.join("`, `")),
            };
            let message = format!("{said} Unrecognized match type {name}");
            check.wrong(codes::EVENT_PATTERN, &path, message, &help);
        }
        Wrong::NotPlayed(name) => {
            let what = format!("the operator {name} of event patterns");
            check.not_played(&path, &what, "leave it out: no event here has an address");
        }
    }
    None
}

/// How late a schedule may be.
fn window(check: &mut Check<'_>, at: &Path, raw: &mut RawRule, is_schedule: bool) -> Span {
    if !is_schedule {
        return Span::ZERO;
    }
    let off = || FlexibleTimeWindow {
        mode: "OFF".to_owned(),
        maximum_window_in_minutes: None,
    };
    let window = raw.flexible_time_window.get_or_insert_with(off);
    let path = at.keys("flexibleTimeWindow.maximumWindowInMinutes");
    match (window.mode.as_str(), window.maximum_window_in_minutes) {
        ("FLEXIBLE", Some(minutes)) => Span::from_secs(u64::try_from(minutes).unwrap_or(0) * 60),
        ("FLEXIBLE", None) => {
            let message = "ValidationException: MaximumWindowInMinutes must be specified when FlexibleTimeWindow is FLEXIBLE";
            if !check.is_told(&path) {
                check.wrong(codes::MISSING_FIELD, &path, message, "write 1 to 1440");
            }
            Span::ZERO
        }
        (_, Some(_)) => {
            let message = "ValidationException: MaximumWindowInMinutes must not be specified when FlexibleTimeWindow is OFF";
            check.wrong(
                codes::RULE,
                &path,
                message,
                "write `mode: FLEXIBLE`, or leave it out",
            );
            Span::ZERO
        }
        (_, None) => Span::ZERO,
    }
}

/// Whether a rule has as many targets as AWS allows.
fn within_quota(check: &mut Check<'_>, path: &Path, count: usize) {
    let most = defaults::TARGETS;
    if count > most {
        let message = format!(
            "LimitExceededException: a rule has at most {most} targets, and here are {count}"
        );
        check.wrong(codes::QUOTA, path, message, "make a second rule");
    }
}

/// The instant before the run, after which everything is new.
fn before(header: &Header) -> jiff::Timestamp {
    let micro = jiff::SignedDuration::from_micros(1);
    header
        .start_time
        .checked_sub(micro)
        .unwrap_or(header.start_time)
}

/// The first firing in the run or after it.
fn first(timetable: &Timetable, header: &Header) -> Option<jiff::Timestamp> {
    timetable.next(before(header))
}
