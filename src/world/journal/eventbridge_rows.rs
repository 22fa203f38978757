//! What EventBridge and S3 tell, as rows.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Record, end, member, number, put};
use crate::eventbridge::{Fact, ObjectId};
use crate::ids::InvocationId;
use crate::report::Row;
use crate::scenario::model::{Rule, Timetable};

impl Record {
    /// The rule or schedule whose invocation it is.
    pub(super) fn rule_of(&self, invocation: InvocationId) -> &Rule {
        let target = self.eventbridge.invocations[invocation].target;
        &self.eventbridge.rules[self.eventbridge.targets[target].rule]
    }

    pub(super) fn eventbridge_row(&self, fact: Fact, row: &mut Row) {
        let id = fact.invocation();
        let invocation = self.eventbridge.invocations[id];
        let rule = self.rule_of(id);
        let run = &self.eventbridge.targets[invocation.target].run;
        let definition = self.definition_name(run.task_definition);
        let what = if rule.is_schedule { "schedule" } else { "rule" };
        put!(row.message, "{what} {} ", rule.name);
        let timetable = rule.timetable.as_ref().filter(|_| !invocation.by_event);
        if let (Some(timetable), Fact::Invoked(_)) = (timetable, fact) {
            put!(row.message, "({}", timetable.text);
            self.put_local_time(timetable, row);
            row.message.push_str(") ");
        }
        match fact {
            Fact::Invoked(_) => put!(row.message, "runs {definition} × {}", run.count),
            Fact::Retried { retry, .. } => {
                put!(
                    row.message,
                    "tries again to run {definition}: retry {retry}"
                );
            }
            Fact::Failed { exhausted, .. } => {
                put!(row.message, "does not run {definition}: ");
                row.message.push_str(if exhausted {
                    "its retries are used up"
                } else {
                    "the error is not worth a retry"
                });
            }
        }
        row.arns.push(self.rule_arn(rule));
        number(&mut row.detail, "invocation", u64::from(invocation.number));
        member(
            &mut row.detail,
            "taskDefinitionArn",
            &self.definition_arn(run.task_definition),
        );
        number(&mut row.detail, "taskCount", u64::from(run.count));
        end(&mut row.detail);
    }

    /// What the clock says there, where that is not UTC.
    fn put_local_time(&self, timetable: &Timetable, row: &mut Row) {
        let micros = i64::try_from(row.time.as_micros()).unwrap_or(i64::MAX);
        let now = SignedDuration::from_micros(micros);
        if timetable.zone == TimeZone::UTC {
            return;
        }
        if let (Some(zone), Ok(now)) =
            (timetable.zone.iana_name(), self.start_time.checked_add(now))
        {
            let local = timetable.zone.to_datetime(now);
            put!(row.message, " in {zone}, there {local}");
        }
    }

    pub(super) fn object_row(&self, object: ObjectId, row: &mut Row) {
        let (bucket, key) = self.eventbridge.object(object);
        put!(row.message, "{key} was put into {bucket}");
        row.arns.push(format!("arn:aws:s3:::{bucket}"));
        member(&mut row.detail, "version", "0");
        row.detail.push_str(",\"bucket\":");
        member_of(&mut row.detail, "name", bucket);
        row.detail.push_str(",\"object\":");
        member_of(&mut row.detail, "key", &key);
        member(&mut row.detail, "reason", "PutObject");
        end(&mut row.detail);
    }
}

/// Appends an object with one member.
fn member_of(detail: &mut String, name: &str, value: &str) {
    let mut object = String::new();
    member(&mut object, name, value);
    end(&mut object);
    detail.push_str(&object);
}
