//! `decisions.csv`: what was decided, acted upon or not, with the rule and its numbers.

use std::io;

use super::{Csv, Table};
use crate::report::{DecisionRow, RunResult};

/// One row per decision.
pub(super) struct Decisions;

impl Table for Decisions {
    fn file(&self) -> &'static str {
        "decisions.csv"
    }

    fn columns(&self) -> &'static str {
        "time_s,decider,resource,rule,inputs,result,acted,why_not,seq"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        let mut decision = DecisionRow::default();
        for index in 0..result.journal.decisions() {
            result.journal.decision(index, &mut decision);
            csv.seconds(decision.time);
            csv.text(decision.decider);
            csv.text(&decision.resource);
            csv.text(&decision.rule);
            csv.text(&decision.inputs);
            csv.text(&decision.result);
            csv.text(if decision.acted { "true" } else { "false" });
            csv.text(&decision.why_not);
            csv.maybe_number(decision.seq);
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
    fn a_decision_tells_its_rule_and_why_it_was_not_acted_upon() {
        let text = tables::text(&Decisions, &testdata::tiny());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], Decisions.columns());
        assert_eq!(
            lines[1],
            "60,deployment,web,\"start = min(8 - 4, 4) = 4\",desired=4 ready=4,4 to start,true,,2"
        );
        assert_eq!(
            lines[2],
            "60,placement,web,no instance has 512 CPU units left,cpu=512,none,false,RESOURCE:CPU,"
        );
    }
}
