//! Expressions by tables: instants, mistakes, changes of the clock.

use super::*;

fn timetable(text: &str, zone: &str) -> Timetable {
    let start: Timestamp = "2026-01-05T00:00:00Z".parse().expect("an instant");
    Timetable {
        text: text.to_owned(),
        expression: Expression::read(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")),
        zone: jiff::tz::TimeZoneDatabase::bundled().get(zone).expect(zone),
        first: start,
        from: None,
        until: None,
    }
}

/// The firings after an instant, in UTC.
fn firings(timetable: &Timetable, after: &str, count: usize) -> String {
    let mut at: Timestamp = after.parse().expect(after);
    let mut found = Vec::new();
    while found.len() < count {
        let Some(next) = timetable.next(at) else {
            found.push("never".to_owned());
            break;
        };
        at = next;
        found.push(next.strftime("%m-%d %H:%M").to_string());
    }
    found.join(", ")
}

/// The examples of the EventBridge User Guide, and one for each wildcard.
#[test]
fn cron_expressions_fire_as_the_guide_says() {
    for (fields, expected) in [
        // Every day at 10:00, and at 12:15.
        ("0 10 * * ? *", "01-05 10:00, 01-06 10:00, 01-07 10:00"),
        ("15 12 * * ? *", "01-05 12:15, 01-06 12:15, 01-07 12:15"),
        // From Monday to Friday at 18:00.
        (
            "0 18 ? * MON-FRI *",
            "01-05 18:00, 01-06 18:00, 01-07 18:00",
        ),
        // The first day of every month at 8:00.
        ("0 8 1 * ? *", "02-01 08:00, 03-01 08:00, 04-01 08:00"),
        // Every 15 minutes, every 10 minutes from Monday to Friday.
        ("0/15 * * * ? *", "01-05 00:15, 01-05 00:30, 01-05 00:45"),
        (
            "0/10 * ? * MON-FRI *",
            "01-05 00:10, 01-05 00:20, 01-05 00:30",
        ),
        // Every 5 minutes from 8:00 to 17:55, from Monday to Friday.
        (
            "0/5 8-17 ? * MON-FRI *",
            "01-05 08:00, 01-05 08:05, 01-05 08:10",
        ),
        // 10:15 on the last Friday of each month of four years.
        (
            "15 10 ? * 6L 2026-2029",
            "01-30 10:15, 02-27 10:15, 03-27 10:15",
        ),
        // The weekday closest to the third day of the month: January 2027 begins on a Friday.
        ("0 0 3W * ? 2027", "01-04 00:00, 02-03 00:00, 03-03 00:00"),
        // 1W of August 2026, a Saturday, stays in August; 31W of May 2026, a Sunday, in May.
        ("0 0 1W 8 ? 2026", "08-03 00:00, never"),
        ("0 0 31W 5 ? 2026", "05-29 00:00, never"),
        ("0 0 30W 2 ? *", "never"),
        // The second Tuesday, and the fifth Monday, of which not every month has one.
        ("30 9 ? * 3#2 *", "01-13 09:30, 02-10 09:30, 03-10 09:30"),
        ("0 0 ? * MON#5 *", "03-30 00:00, 06-29 00:00, 08-31 00:00"),
        ("0 0 L * ? *", "01-31 00:00, 02-28 00:00, 03-31 00:00"),
        // The last weekday of a month: January ends on a Saturday, May on a Sunday.
        ("0 0 LW * ? *", "01-30 00:00, 02-27 00:00, 03-31 00:00"),
        ("0 0 LW 5 ? 2026", "05-29 00:00, never"),
        ("0 0 ? * L *", "01-10 00:00, 01-17 00:00, 01-24 00:00"),
        ("1/10 3 * * ? *", "01-05 03:01, 01-05 03:11, 01-05 03:21"),
        (
            "10-30/10 3 * * ? *",
            "01-05 03:10, 01-05 03:20, 01-05 03:30",
        ),
        ("0 0 1 JAN,jul ? *", "07-01 00:00, 01-01 00:00, 07-01 00:00"),
        ("0 0 29 2 ? *", "02-29 00:00, 02-29 00:00, 02-29 00:00"),
        ("0 0 30 2 ? *", "never"),
        ("0 0 1 1 ? 2020", "never"),
        ("59 23 31 12 ? 2026", "12-31 23:59, never"),
        // Ranges that run over the end: the week's, the day's, the year's.
        ("0 9 ? * FRI-MON *", "01-05 09:00, 01-09 09:00, 01-10 09:00"),
        ("0 9 ? * SAT-SUN *", "01-10 09:00, 01-11 09:00, 01-17 09:00"),
        ("0 22-2/2 * * ? *", "01-05 02:00, 01-05 22:00, 01-06 00:00"),
        ("0 0 1 NOV-FEB ? *", "02-01 00:00, 11-01 00:00, 12-01 00:00"),
        ("0 9 ? * 2,4 *", "01-05 09:00, 01-07 09:00, 01-12 09:00"),
    ] {
        let found = timetable(&format!("cron({fields})"), "UTC");
        assert_eq!(
            firings(&found, "2026-01-05T00:00:00Z", 3),
            expected,
            "{fields}"
        );
    }
}

#[test]
fn what_is_no_expression_is_told_with_its_field() {
    for (text, said) in [
        ("cron(0 3 * * *)", "a cron expression has 6 fields"),
        ("cron()", "here are 0"),
        ("cron(60 3 * * ? *)", "the field minutes has `60`"),
        ("cron(0 24 * * ? *)", "the field hours has `24`"),
        ("cron(0 3 0 * ? *)", "the field day-of-month has `0`"),
        ("cron(0 3 32W * ? *)", "the field day-of-month has `32`"),
        ("cron(0 3 WL * ? *)", "the field day-of-month has `WL`"),
        ("cron(0 3 ? * LW *)", "the field day-of-week has `LW`"),
        ("cron(0 3 * 13 ? *)", "the field month has `13`"),
        ("cron(0 3 * JUNE ? *)", "the field month has `JUNE`"),
        ("cron(0 3 ? * 0 *)", "the field day-of-week has `0`"),
        // The guide lists no `/` for the day of the week.
        ("cron(0 3 ? * MON/2 *)", "it knows no steps"),
        ("cron(0 3 ? * 2-6/2 *)", "it knows no steps"),
        ("cron(0 3 ? * 3#6 *)", "a month has it 1 to 5 times"),
        (
            "cron(0 3 ? * 3#1,6#3 *)",
            "with `#` there is one expression only",
        ),
        ("cron(0 3 * * ? 2030-2026)", "it ends before it begins"),
        ("cron(0 3 * * ? 1969)", "the field year has `1969`"),
        ("cron(*/0 3 * * ? *)", "`0` is not a step"),
        ("cron(*/+5 3 * * ? *)", "`+5` is not a step"),
        (
            "cron(0 3 * * MON *)",
            "one of day-of-month and day-of-week has to be `?`",
        ),
        (
            "cron(0 3 ? * ? *)",
            "both day-of-month and day-of-week are `?`",
        ),
        ("cron(, 3 * * ? *)", "the field minutes has ``"),
        ("rate(0 minutes)", "`0` is not a positive whole number"),
        ("rate(-5 minutes)", "`-5` is not a positive whole number"),
        ("rate(1 minutes)", "the unit of 1 is `minute`"),
        ("rate(5 minute)", "the unit of 5 is `minutes`"),
        ("rate(30 seconds)", "`seconds` is not a unit of a rate"),
        ("rate(1.5 hours)", "`1.5` is not a positive whole number"),
        ("rate(99999999999999999 days)", "longer than the calendar"),
        ("rate(minutes)", "is not a value and a unit"),
        ("at(2026-03-02)", "is not a local time"),
        ("at(2026-03-02T09:00:00Z)", "is not a local time"),
        ("at(2026-02-30T09:00:00)", "is not a local time"),
        (
            "every 5 minutes",
            "is neither `rate(…)` nor `cron(…)` nor `at(…)`",
        ),
        ("", "is neither"),
    ] {
        let wrong = Expression::read(text).expect_err(text);
        assert!(wrong.said.contains(said), "{text}: {wrong:?}");
    }
}

#[test]
fn rates_count_from_their_first_firing() {
    for (text, expected) in [
        ("rate(1 minute)", "01-05 00:01, 01-05 00:02, 01-05 00:03"),
        ("rate(15 minutes)", "01-05 00:15, 01-05 00:30, 01-05 00:45"),
        ("rate(1 hour)", "01-05 01:00, 01-05 02:00, 01-05 03:00"),
        ("rate(5 days)", "01-10 00:00, 01-15 00:00, 01-20 00:00"),
    ] {
        let found = timetable(text, "UTC");
        assert_eq!(
            firings(&found, "2026-01-05T00:00:00Z", 3),
            expected,
            "{text}"
        );
        let at_first = firings(&found, "2026-01-04T23:59:59.999999Z", 1);
        assert_eq!(at_first, "01-05 00:00", "{text}");
    }
}

/// Expression, zone, after when, the next two firings in UTC.
///
/// Clocks go from 2:00 to 3:00 on 8 March 2026 and from 2:00 back to 1:00 on 1 November in New
/// York; from 2:00 to 3:00 on 29 March and from 3:00 back to 2:00 on 25 October in Berlin. What is
/// left out in spring is skipped, and the next day it is back; what comes twice in autumn fires at
/// the first of the two. A rate is a length of time, whatever the clock does.
const CHANGES: &str = "
cron(30 2 * * ? *)      | America/New_York | 2026-03-07T00:00:00Z | 03-07 07:30, 03-09 06:30
cron(30 2 * * ? *)      | Europe/Berlin    | 2026-03-28T00:00:00Z | 03-28 01:30, 03-30 00:30
cron(30 1 * * ? *)      | America/New_York | 2026-10-31T06:00:00Z | 11-01 05:30, 11-02 06:30
cron(30 2 * * ? *)      | Europe/Berlin    | 2026-10-24T12:00:00Z | 10-25 00:30, 10-26 01:30
cron(0/30 * * * ? *)    | Europe/Berlin    | 2026-10-25T00:29:00Z | 10-25 00:30, 10-25 02:00
cron(0/30 * * * ? *)    | Europe/Berlin    | 2026-10-25T01:10:00Z | 10-25 02:00, 10-25 02:30
cron(0 3 * * ? *)       | Europe/Berlin    | 2026-03-28T00:00:00Z | 03-28 02:00, 03-29 01:00
rate(1 day)             | Europe/Berlin    | 2026-03-28T12:00:00Z | 03-29 00:00, 03-30 00:00
at(2026-07-01T09:00:00) | Asia/Tokyo       | 2026-01-05T00:00:00Z | 07-01 00:00, never
at(2026-03-08T02:30:00) | America/New_York | 2026-01-05T00:00:00Z | never
at(2026-01-04T00:00:00) | UTC              | 2026-01-05T00:00:00Z | never
";

#[test]
fn at_a_change_of_the_clock_times_are_skipped_and_never_doubled() {
    for line in CHANGES.trim().lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [text, zone, after, expected] = cells[..] else {
            panic!("{line}");
        };
        let found = timetable(text, zone);
        assert_eq!(firings(&found, after, 2), expected, "{text} in {zone}");
    }
}

#[test]
fn nothing_fires_outside_the_bounds() {
    let mut bounded = timetable("cron(0 3 * * ? *)", "UTC");
    bounded.from = Some("2026-02-01T03:00:00Z".parse().expect("an instant"));
    bounded.until = Some("2026-02-02T03:00:00Z".parse().expect("an instant"));
    let found = firings(&bounded, "2026-01-05T00:00:00Z", 3);
    assert_eq!(found, "02-01 03:00, 02-02 03:00, never");
    // A one-time schedule knows none.
    bounded.expression = Expression::read("at(2026-01-06T00:00:00)").expect("a time");
    let found = firings(&bounded, "2026-01-05T00:00:00Z", 3);
    assert_eq!(found, "01-06 00:00, never");
}

/// What the clock leaves out is told before the run: one day in spring, and not if nothing is due.
#[test]
fn a_time_that_the_clock_leaves_out_is_found() {
    let instant = |text: &str| text.parse::<Timestamp>().expect(text);
    let (start, end) = (
        instant("2026-01-05T00:00:00Z"),
        instant("2026-12-31T00:00:00Z"),
    );
    for (text, zone, expected) in [
        (
            "cron(30 2 * * ? *)",
            "Europe/Berlin",
            Some("2026-03-29T02:30:00"),
        ),
        (
            "cron(0/20 * * * ? *)",
            "Europe/Berlin",
            Some("2026-03-29T02:00:00"),
        ),
        (
            "cron(30 2 * * ? *)",
            "America/New_York",
            Some("2026-03-08T02:30:00"),
        ),
        ("cron(0 3 * * ? *)", "Europe/Berlin", None),
        ("cron(30 2 ? * MON-SAT *)", "Europe/Berlin", None),
        ("cron(30 2 * * ? *)", "UTC", None),
        ("rate(30 minutes)", "Europe/Berlin", None),
    ] {
        let found = timetable(text, zone).left_out(start, end);
        assert_eq!(
            found.map(|at| at.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }
    let nightly = timetable("cron(30 2 * * ? *)", "Europe/Berlin");
    let summer = instant("2026-04-01T00:00:00Z");
    assert_eq!(nightly.left_out(summer, end), None);
    assert_eq!(
        nightly.left_out(start, instant("2026-03-29T00:59:59Z")),
        None
    );
    let over = Timetable {
        until: Some(instant("2026-03-01T00:00:00Z")),
        ..nightly
    };
    assert_eq!(over.left_out(start, end), None);
}
