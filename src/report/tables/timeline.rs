//! `timeline.csv` and `events.jsonl`: the same rows, so each is made into text once for both.

use std::io::{self, Write};

use super::calendar::Calendar;
use super::csv::Csv;
use super::events::Events;
use crate::report::{Row, RunResult};

/// The name of the table.
pub(in crate::report) const TIMELINE_FILE: &str = "timeline.csv";

/// The name of the same rows as EventBridge events; line `n` is the row with `seq` n.
pub(in crate::report) const EVENTS_FILE: &str = "events.jsonl";

const COLUMNS: &str = "seq,time_s,timestamp,cause,source,event,resource,message";

/// Writes both files in one pass over the journal.
pub(in crate::report) fn write_timeline(
    result: &RunResult,
    timeline: &mut dyn Write,
    events: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = Csv::new(timeline, COLUMNS)?;
    let mut calendar = Calendar::new(result.start_time);
    let mut events = Events::new(events, result);
    let mut row = Row::default();
    for seq in 1..=result.journal.rows() {
        result.journal.row(seq, &mut row);
        csv.number(seq);
        csv.instant(&mut calendar, row.time);
        csv.maybe_number(row.cause);
        csv.text(row.source);
        csv.text(row.event);
        csv.text(&row.resource);
        csv.text(&row.message);
        csv.end()?;
        events.write(seq, &row)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    #[test]
    fn both_files_tell_the_same_rows() {
        let result = testdata::tiny();
        let (mut timeline, mut events) = (Vec::new(), Vec::new());
        write_timeline(&result, &mut timeline, &mut events).unwrap();
        let timeline = String::from_utf8(timeline).unwrap();
        let lines: Vec<&str> = timeline.lines().collect();
        assert_eq!(lines[0], COLUMNS);
        assert_eq!(
            lines[1],
            "1,0,2026-01-05T00:00:00Z,,ecsim.world,Scenario Started,tiny,4 tasks stand on 3 instances"
        );
        assert_eq!(
            lines[2],
            "2,60,2026-01-05T00:01:00Z,1,aws.ecs,SERVICE_DEPLOYMENT_IN_PROGRESS,web/d-2,\
             \"web:1 to web:2, at least 4, at most 8\""
        );
        let events = String::from_utf8(events).unwrap();
        assert_eq!(events.lines().count(), lines.len() - 1);
    }
}
