//! `instances.csv`: one row per EC2 instance.

use std::io;

use super::{Csv, Table};
use crate::report::{RunResult, flag_text};

/// One row per instance, in order of launch.
pub(super) struct Instances;

/// The name of the file.
pub(in crate::report) const FILE: &str = "instances.csv";

impl Table for Instances {
    fn file(&self) -> &'static str {
        FILE
    }

    fn columns(&self) -> &'static str {
        "id,type,market,zone,group,launchedAt,registeredAt,drainingAt,terminatedAt,why,status,\
         agentConnected,disconnectedAt,stoppedAt,deregisteredAt,subnet"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        for instance in &result.instances {
            csv.text(&instance.id);
            csv.text(&instance.instance_type);
            csv.text(instance.market);
            csv.text(&instance.zone);
            csv.text(&instance.group);
            csv.seconds(instance.launched_at);
            csv.maybe_seconds(instance.registered_at);
            csv.maybe_seconds(instance.draining_at);
            csv.maybe_seconds(instance.terminated_at);
            csv.text(&instance.why);
            csv.text(instance.status);
            csv.text(flag_text(instance.agent_connected));
            csv.maybe_seconds(instance.disconnected_at);
            csv.maybe_seconds(instance.stopped_at);
            csv.maybe_seconds(instance.deregistered_at);
            csv.text(&instance.subnet);
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
    fn an_instance_of_a_fixed_fleet_has_no_group() {
        let mut result = testdata::tiny();
        result.instances.truncate(1);
        assert_eq!(
            tables::text(&Instances, &result),
            "id,type,market,zone,group,launchedAt,registeredAt,drainingAt,terminatedAt,why,status,\
             agentConnected,disconnectedAt,stoppedAt,deregisteredAt,subnet\n\
             i-1,t3.medium,on-demand,us-east-1a,,0,0,,,,ACTIVE,true,,,,\n"
        );
    }
}
