//! `services.csv`: the state of each service at the end of every instant in which it changed.

use std::io;

use super::{Csv, Table};
use crate::report::RunResult;

/// One row per service and instant.
pub(super) struct Services;

/// The name of the file.
pub(in crate::report) const FILE: &str = "services.csv";

impl Table for Services {
    fn file(&self) -> &'static str {
        FILE
    }

    fn columns(&self) -> &'static str {
        "time_s,service,desired,running,pending,ready,stopping,total,\
         min_healthy,max_total,deployments,unhealthy"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        for state in &result.service_states {
            csv.seconds(state.time);
            csv.text(&result.services[state.service as usize]);
            csv.number(state.desired);
            csv.number(state.running);
            csv.number(state.pending);
            csv.number(state.ready);
            csv.number(state.stopping);
            csv.number(state.total());
            csv.number(state.min_healthy);
            csv.number(state.max_total);
            csv.number(state.deployments);
            csv.number(state.unhealthy);
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
    fn a_state_has_its_total_and_its_bounds() {
        let text = tables::text(&Services, &testdata::tiny());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "time_s,service,desired,running,pending,ready,stopping,total,min_healthy,max_total,\
             deployments,unhealthy"
        );
        assert_eq!(lines[1], "0,web,4,4,0,4,0,4,4,8,1,0");
        assert_eq!(lines[2], "60,web,4,4,4,4,0,8,4,8,2,0");
    }
}
