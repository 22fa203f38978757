//! A deployment that did not become what it should have.

use super::Broken;
use crate::report::expectation::Judge;
use crate::report::expectation::cause::{Lead, Says, Whose};
use crate::report::words::{instant, length};
use crate::scenario::expectation::DeploymentName;

impl Judge<'_> {
    /// What became of a deployment instead.
    pub(super) fn of_deployment(&self, name: &DeploymentName) -> Broken {
        let Some(row) = self.deployment(name) else {
            return Broken::nothing(match name {
                DeploymentName::Newest(service) => {
                    format!("no samples: nothing was deployed to {service} during the run")
                }
                DeploymentName::Id(id) => format!("no samples: there was no deployment {id}"),
            });
        };
        let (id, began) = (&row.id, instant(row.created_at));
        let mut remarks = vec![match row.completed_at {
            Some(completed) => {
                let took = length(completed.since(row.created_at));
                format!("{id} began at {began} and was COMPLETED after {took}")
            }
            None => format!("{id} began at {began} and is {} at the end", row.state),
        }];
        let mut says = Says::Event(&[
            "SERVICE_DEPLOYMENT_COMPLETED",
            "SERVICE_DEPLOYMENT_FAILED",
            "Service Deployment Stopped",
        ]);
        if let Some(back) = row.rolled_back_at {
            remarks.push(format!("rolled back at {}", instant(back)));
        }
        let mut at = row.completed_at.or(row.ended_at).unwrap_or(self.end);
        if let Some((since, why)) = row.stalled {
            remarks.push(format!("no progress since {}: {why}", instant(since)));
            says = Says::Event(&[
                "Service Deployment Blocked",
                "SERVICE_TASK_PLACEMENT_FAILURE",
                "SERVICE_TASK_START_IMPAIRED",
                "SERVICE_DEPLOYMENT_FAILED",
            ]);
            at = since;
        }
        let service = self.result.services[row.service as usize].clone();
        Broken {
            at: Some(at),
            remarks,
            lead: Some(Lead::Rows(Whose::Service(service), says)),
            since: None,
        }
    }
}
