//! A deployment that did not become what it should have.

use super::Broken;
use crate::engine::SimTime;
use crate::report::DeploymentRow;
use crate::report::expectation::Judge;
use crate::report::expectation::cause::{Lead, Says, Whose};
use crate::report::words::{instant, length};
use crate::scenario::expectation::{DeploymentField, DeploymentName};

impl Judge<'_> {
    /// What became of a deployment instead; `has_value` if it has what is asked of it.
    pub(super) fn of_deployment(
        &self,
        name: &DeploymentName,
        field: DeploymentField,
        has_value: bool,
    ) -> Broken {
        let Some(row) = self.deployment(name) else {
            return Broken::nothing(match name {
                DeploymentName::Newest(service) => {
                    format!("no samples: nothing was deployed to {service} during the run")
                }
                DeploymentName::Id(id) => format!("no samples: there was no deployment {id}"),
            });
        };
        let (id, began) = (&row.id, instant(row.created_at));
        let mut remarks: Vec<String> = never(field).filter(|_| !has_value).into_iter().collect();
        remarks.push(match row.completed_at {
            Some(completed) => {
                let took = length(completed.since(row.created_at));
                format!("{id} began at {began} and was COMPLETED after {took}")
            }
            None => format!("{id} began at {began} and is {} at the end", row.state),
        });
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
        // What is told is so at the instant that is told with it.
        let told = match field {
            DeploymentField::FailedTasks => Some(self.failed_so_many(row)),
            _ => has_value.then_some(at),
        };
        Broken {
            at: told,
            remarks,
            lead: Some(Lead::Rows(Whose::Service(service), says)),
            since: Some(at),
        }
    }

    /// When so many tasks of a deployment had failed as at its end; without a count of the circuit
    /// breaker, at its end.
    fn failed_so_many(&self, row: &DeploymentRow) -> SimTime {
        let is_it = |other: &DeploymentRow| other.id == row.id;
        let place = self.result.deployments.iter().position(is_it);
        let states = self.result.deployment_states.iter();
        let mut states = states.filter(|state| Some(state.deployment as usize) == place);
        let reached = states.find(|state| {
            let counted = state.failures.map(|(failed, _)| failed);
            counted == Some(row.failed_tasks)
        });
        let end = row.completed_at.or(row.ended_at).unwrap_or(self.end);
        reached.map_or(end, |state| state.time)
    }
}

/// What is said of a deployment to which it never came.
fn never(field: DeploymentField) -> Option<String> {
    let never = match field {
        DeploymentField::FailedAt => "it never FAILED",
        DeploymentField::RolledBackAt => "it was never rolled back",
        DeploymentField::CompletedAt | DeploymentField::Duration => "it was never COMPLETED",
        _ => return None,
    };
    Some(never.to_owned())
}
