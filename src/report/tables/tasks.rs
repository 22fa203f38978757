//! `tasks.csv`: one row per task, with the API's field names.

use std::io;

use super::{Csv, Table};
use crate::report::RunResult;

/// One row per task, in order of creation.
pub(super) struct Tasks;

/// The name of the file.
pub(in crate::report) const FILE: &str = "tasks.csv";

impl Table for Tasks {
    fn file(&self) -> &'static str {
        FILE
    }

    fn columns(&self) -> &'static str {
        "id,service,taskDefinition,launchType,capacityProvider,availabilityZone,containerInstance,\
         createdAt,pullStartedAt,pullStoppedAt,startedAt,stoppingAt,stoppedAt,stopCode,stoppedReason,\
         exitCode,startedBy,toldToStopAt,subnet,hostPorts"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        for task in &result.tasks {
            csv.text(&task.id);
            csv.text(&task.service);
            csv.text(&task.task_definition);
            csv.text(task.launch_type);
            csv.text(&task.capacity_provider);
            csv.text(&task.availability_zone);
            csv.text(&task.container_instance);
            csv.seconds(task.created_at);
            csv.maybe_seconds(task.pull_started_at);
            csv.maybe_seconds(task.pull_stopped_at);
            csv.maybe_seconds(task.started_at);
            csv.maybe_seconds(task.stopping_at);
            csv.maybe_seconds(task.stopped_at);
            csv.text(task.stop_code);
            csv.text(&task.stopped_reason);
            csv.maybe_number(task.exit_code.map(u32::from));
            csv.text(&task.started_by);
            csv.maybe_seconds(task.stops_at());
            csv.text(&task.subnet);
            csv.text(&task.host_ports);
            csv.end()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{tables, testdata};

    #[test]
    fn a_time_that_has_not_come_is_empty() {
        let text = tables::text(&Tasks, &testdata::tiny());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], Tasks.columns());
        assert_eq!(
            lines[1],
            "web/1,web,web:1,EC2,,us-east-1a,i-1,0,,,0,120,122,ServiceSchedulerInitiated,\
             Scaling activity initiated by (deployment web/d-1),,ecs-svc/web/d-1,120,,"
        );
        assert_eq!(
            lines[5],
            "web/5,web,web:2,EC2,,us-east-1b,i-2,60,61,66.5,70,,,,,,ecs-svc/web/d-2,,,"
        );
    }
}
