//! How tasks and deployments are called.

use super::{Ecs, Owner};
use crate::ids::{DeploymentId, TaskId};

impl Ecs {
    /// `web/3`.
    pub fn task_name(&self, id: TaskId) -> String {
        let task = &self.tasks[id];
        format!("{}/{}", self.groups[task.group].name, task.number)
    }

    /// The label of a task's service; empty for a standalone one.
    pub fn service_label(&self, id: TaskId) -> String {
        match self.tasks[id].owner {
            Owner::Service(service, _) => self.services[service].label.clone(),
            Owner::Standalone => String::new(),
        }
    }

    /// `service:web` or `family:report-job`.
    pub fn group_text(&self, id: TaskId) -> String {
        let task = &self.tasks[id];
        match task.owner {
            Owner::Service(service, _) => format!("service:{}", self.aws.services[service].name),
            Owner::Standalone => {
                let family = &self.aws.task_definitions[task.definition].family;
                format!("family:{family}")
            }
        }
    }

    /// `web/d-2`.
    pub fn deployment_name(&self, id: DeploymentId) -> String {
        let deployment = &self.deployments[id];
        let service = &self.services[deployment.service];
        format!("{}/d-{}", service.label, deployment.number)
    }
}
