//! What became of a deployment.

use super::{Judge, Measured, in_micros};
use crate::engine::SimTime;
use crate::report::DeploymentRow;
use crate::scenario::expectation::{DeploymentField, DeploymentName};

impl Judge<'_> {
    /// What is asked of a deployment, if there is one and it has come so far.
    pub(super) fn deployment_field(
        &self,
        name: &DeploymentName,
        field: DeploymentField,
    ) -> Option<Measured> {
        let row = self.deployment(name)?;
        let since_start = |time: SimTime| in_micros(time.since(SimTime::ZERO));
        Some(match field {
            DeploymentField::State => Measured::Word(row.state.to_owned()),
            DeploymentField::Status => Measured::Word(row.status.to_owned()),
            DeploymentField::FailedTasks => Measured::Number(f64::from(row.failed_tasks)),
            DeploymentField::FailedAt => {
                let failed = row.ended_at.filter(|_| row.state == "FAILED")?;
                Measured::Number(since_start(failed))
            }
            DeploymentField::RolledBackAt => Measured::Number(since_start(row.rolled_back_at?)),
            DeploymentField::TaskDefinition => Measured::Word(row.task_definition.clone()),
            DeploymentField::CreatedAt => Measured::Number(since_start(row.created_at)),
            DeploymentField::CompletedAt => Measured::Number(since_start(row.completed_at?)),
            DeploymentField::Duration => {
                let duration = row.completed_at?.since(row.created_at);
                Measured::Number(in_micros(duration))
            }
        })
    }

    /// The deployment that is meant. What stood at the start is nobody's newest.
    pub(super) fn deployment(&self, name: &DeploymentName) -> Option<&DeploymentRow> {
        let mut rows = self.result.deployments.iter();
        match name {
            DeploymentName::Id(id) => rows.find(|row| row.id == *id),
            DeploymentName::Newest(service) => {
                let label = |row: &DeploymentRow| &self.result.services[row.service as usize];
                rows.rfind(|row| label(row) == service && !stood_at_start(row))
            }
        }
    }
}

/// Whether it was there and done when the scenario began.
fn stood_at_start(row: &DeploymentRow) -> bool {
    row.created_at == SimTime::ZERO && row.completed_at == Some(SimTime::ZERO)
}
